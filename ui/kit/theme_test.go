package kit

import (
	"image/color"
	"math"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/theme"
)

// Text reaches 4.5:1 on every surface it stands on, and what only has to be seen
// (borders, rings, the dots of lights) 3:1, as WCAG AA asks.
func TestContrast(t *testing.T) {
	test.NewTempApp(t)
	surfaces := []fyne.ThemeColorName{theme.ColorNameBackground, ColorSidebar, ColorCard, ColorNotice, theme.ColorNameSelection, theme.ColorNameInputBackground, theme.ColorNameOverlayBackground, theme.ColorNameMenuBackground}
	texts := []fyne.ThemeColorName{theme.ColorNameForeground, theme.ColorNamePlaceHolder, theme.ColorNameSuccess, theme.ColorNameWarning, theme.ColorNameError}
	pairs := []struct {
		front, back fyne.ThemeColorName
		least       float64
	}{
		{theme.ColorNameForeground, theme.ColorNameButton, 4.5},
		{theme.ColorNameForegroundOnPrimary, theme.ColorNamePrimary, 4.5},
		{theme.ColorNameForegroundOnSuccess, theme.ColorNameSuccess, 4.5},
		{theme.ColorNameForegroundOnWarning, theme.ColorNameWarning, 4.5},
		{theme.ColorNameForegroundOnError, theme.ColorNameError, 4.5},
		{theme.ColorNameDisabled, theme.ColorNameBackground, 4.5}, // remarks are drawn in it
		{theme.ColorNameDisabled, ColorSidebar, 4.5},
		{theme.ColorNameDisabled, ColorNotice, 4.5},
		{theme.ColorNameInputBorder, theme.ColorNameBackground, 3},
		{theme.ColorNameInputBorder, theme.ColorNameInputBackground, 3},
		{theme.ColorNamePrimary, ColorSidebar, 3},
	}
	for _, front := range texts {
		for _, back := range surfaces {
			pairs = append(pairs, struct {
				front, back fyne.ThemeColorName
				least       float64
			}{front, back, 4.5})
		}
	}
	for variant, name := range map[fyne.ThemeVariant]string{theme.VariantLight: "light", theme.VariantDark: "dark"} {
		for _, p := range pairs {
			if got := contrast(NewTheme().Color(p.front, variant), NewTheme().Color(p.back, variant)); got < p.least {
				t.Errorf("%s: %s on %s has %.2f:1, want %.1f:1", name, p.front, p.back, got, p.least)
			}
		}
	}
}

func contrast(a, b color.Color) float64 {
	x, y := luminance(a), luminance(b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

func luminance(c color.Color) float64 {
	r, g, b, _ := c.RGBA()
	linear := func(v uint32) float64 {
		s := float64(v) / 0xffff
		if s <= 0.04045 {
			return s / 12.92
		}
		return math.Pow((s+0.055)/1.055, 2.4)
	}
	return 0.2126*linear(r) + 0.7152*linear(g) + 0.0722*linear(b)
}

func TestThemeIsComplete(t *testing.T) {
	test.AssertAllColorNamesDefined(t, NewTheme(), "lanyard")
}

// TestASoftPartGivesWay: of a text with a long name in it, the name is what is shortened.
func TestASoftPartGivesWay(t *testing.T) {
	test.NewTempApp(t)
	const name = "quarterly-churn-scoring-of-the-whole-company-in-frankfurt"
	l := NewLine("Token for " + name + " (PRODUCTION) copied · clears in 30 s")
	l.Soft = func(string) string { return name }
	r := test.WidgetRenderer(l).(*lineRenderer)
	shown := func(width float32) string {
		l.Resize(fyne.NewSize(width, 20))
		if w := Measure(r.text.Text, r.text.TextSize, r.text.TextStyle).Width; w > width {
			t.Errorf("%q is %v wide in %v", r.text.Text, w, width)
		}
		return r.text.Text
	}
	full := l.fullWidth()
	if got := shown(full); got != l.Text {
		t.Errorf("with room for all of it, %q", got)
	}
	got := shown(full - 100)
	if !strings.HasPrefix(got, "Token for quarterly") || !strings.HasSuffix(got, "frankfurt (PRODUCTION) copied · clears in 30 s") || strings.Count(got, "…") != 1 {
		t.Errorf("with some less, %q", got)
	}
	const least = "Token for quarte…nkfurt (PRODUCTION) copied · clears in 30 s"
	if got := shown(Measure(least, r.text.TextSize, r.text.TextStyle).Width); got != least {
		t.Errorf("with the least, %q", got)
	}
	if got := shown(200); !strings.HasPrefix(got, "Token for quarte…nk") || !strings.HasSuffix(got, "…") {
		t.Errorf("with less than the least, %q", got)
	}
}

func TestEllipsis(t *testing.T) {
	test.NewTempApp(t)
	const name = "a-very-long-name-of-a-profile-that-does-not-fit"
	full := fyne.MeasureText(name, 14, fyne.TextStyle{}).Width
	if got := ellipsis(name, full+1, 14, fyne.TextStyle{}); got != name {
		t.Errorf("a text that fits became %q", got)
	}
	got := ellipsis(name, full/2, 14, fyne.TextStyle{})
	if !strings.HasSuffix(got, "…") || !strings.HasPrefix(name, strings.TrimSuffix(got, "…")) || len(got) < 10 {
		t.Errorf("half the room gives %q", got)
	}
	if w := fyne.MeasureText(got, 14, fyne.TextStyle{}).Width; w > full/2 {
		t.Errorf("the shortened text is %v wide in %v", w, full/2)
	}
	if got := ellipsis(name, fyne.MeasureText("a…", 14, fyne.TextStyle{}).Width, 14, fyne.TextStyle{}); got != "" {
		t.Errorf("room for one letter gives %q", got)
	}
}

// Texts on a part of the detail are drawn in the colour of remarks too.
func TestRemarksCanBeReadOnCards(t *testing.T) {
	test.NewTempApp(t)
	for _, variant := range []fyne.ThemeVariant{theme.VariantLight, theme.VariantDark} {
		if got := contrast(NewTheme().Color(theme.ColorNameDisabled, variant), NewTheme().Color(ColorCard, variant)); got < 4.5 {
			t.Errorf("variant %d: remarks on a card have %.2f:1", variant, got)
		}
	}
}
