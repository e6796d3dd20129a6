package kit

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
)

// Colours of our own, beside Fyne's names.
const (
	ColorSidebar fyne.ThemeColorName = "lanyard.sidebar" // behind the list and the toolbar
	ColorCard    fyne.ThemeColorName = "lanyard.card"    // behind the token
	colorTrack   fyne.ThemeColorName = "lanyard.track"   // the spent part of a ring
	ColorNotice  fyne.ThemeColorName = "lanyard.notice"  // behind a failure or a question
)

// sizeBadge is the size of the words in badges.
const sizeBadge fyne.ThemeSizeName = "lanyard.badge"

// Theme is Lanyard's theme: Fyne's own with calmer colours, whose text reaches a
// contrast of 4.5:1 on every surface it stands on and whose borders reach 3:1, in
// light and dark. A test computes that.
type Theme struct {
	fyne.Theme
	light, dark palette
	fixed       *fyne.ThemeVariant // nil: as the system has it
	Percent     int                // of the usual size of text
}

// Fix makes the theme light or dark whatever the system's is.
func (l *Theme) Fix(v fyne.ThemeVariant) { l.fixed = &v }

// NewTheme makes the theme, as light or dark as the system is.
func NewTheme() *Theme {
	return &Theme{Theme: theme.DefaultTheme(), light: LightColors(), dark: DarkColors(), Percent: 100}
}

type palette map[fyne.ThemeColorName]color.Color

func rgb(hex uint32) color.Color {
	return color.NRGBA{R: uint8(hex >> 16), G: uint8(hex >> 8), B: uint8(hex), A: 0xff}
}

func alpha(hex uint32, a uint8) color.Color {
	return color.NRGBA{R: uint8(hex >> 16), G: uint8(hex >> 8), B: uint8(hex), A: a}
}

// LightColors are the colours of the light theme.
func LightColors() palette {
	return palette{
		theme.ColorNameBackground:          rgb(0xfcfcfd),
		theme.ColorNameForeground:          rgb(0x1c2430),
		theme.ColorNamePlaceHolder:         rgb(0x556171),
		theme.ColorNameDisabled:            rgb(0x646e7b),
		theme.ColorNameDisabledButton:      rgb(0xedf0f4),
		theme.ColorNameButton:              rgb(0xe7ebf1),
		theme.ColorNameHover:               alpha(0x1c2430, 0x12),
		theme.ColorNamePressed:             alpha(0x1c2430, 0x22),
		theme.ColorNamePrimary:             rgb(0x1f5fc4),
		theme.ColorNameForegroundOnPrimary: rgb(0xffffff),
		theme.ColorNameHyperlink:           rgb(0x1f5fc4),
		theme.ColorNameFocus:               alpha(0x1f5fc4, 0x38),
		theme.ColorNameSelection:           rgb(0xd5e4fa),
		theme.ColorNameInputBackground:     rgb(0xffffff),
		theme.ColorNameInputBorder:         rgb(0x828d9c),
		theme.ColorNameMenuBackground:      rgb(0xffffff),
		theme.ColorNameOverlayBackground:   rgb(0xffffff),
		theme.ColorNameHeaderBackground:    rgb(0xf1f4f8),
		theme.ColorNameSeparator:           rgb(0xdce2ea),
		theme.ColorNameScrollBar:           alpha(0x1c2430, 0x66),
		theme.ColorNameScrollBarBackground: alpha(0x1c2430, 0x0a),
		theme.ColorNameShadow:              alpha(0x000000, 0x2e),
		theme.ColorNameSuccess:             rgb(0x1a7443),
		theme.ColorNameWarning:             rgb(0x8a5600),
		theme.ColorNameError:               rgb(0xb3261e),
		theme.ColorNameForegroundOnSuccess: rgb(0xffffff),
		theme.ColorNameForegroundOnWarning: rgb(0xffffff),
		theme.ColorNameForegroundOnError:   rgb(0xffffff),
		ColorSidebar:                       rgb(0xf1f4f8),
		ColorCard:                          rgb(0xf4f6fa),
		colorTrack:                         rgb(0xd3dae3),
		ColorNotice:                        rgb(0xfff4f2),
	}
}

// DarkColors are the colours of the dark theme.
func DarkColors() palette {
	return palette{
		theme.ColorNameBackground:          rgb(0x16191e),
		theme.ColorNameForeground:          rgb(0xe8ecf2),
		theme.ColorNamePlaceHolder:         rgb(0xa4afbd),
		theme.ColorNameDisabled:            rgb(0x8f9aa7),
		theme.ColorNameDisabledButton:      rgb(0x22272e),
		theme.ColorNameButton:              rgb(0x2c333c),
		theme.ColorNameHover:               alpha(0xffffff, 0x14),
		theme.ColorNamePressed:             alpha(0xffffff, 0x28),
		theme.ColorNamePrimary:             rgb(0x7db1f8),
		theme.ColorNameForegroundOnPrimary: rgb(0x0c1726),
		theme.ColorNameHyperlink:           rgb(0x7db1f8),
		theme.ColorNameFocus:               alpha(0x7db1f8, 0x48),
		theme.ColorNameSelection:           rgb(0x24395a),
		theme.ColorNameInputBackground:     rgb(0x1e2329),
		theme.ColorNameInputBorder:         rgb(0x6c7886),
		theme.ColorNameMenuBackground:      rgb(0x22272e),
		theme.ColorNameOverlayBackground:   rgb(0x1e2329),
		theme.ColorNameHeaderBackground:    rgb(0x1c2026),
		theme.ColorNameSeparator:           rgb(0x2f363f),
		theme.ColorNameScrollBar:           alpha(0xffffff, 0x66),
		theme.ColorNameScrollBarBackground: alpha(0xffffff, 0x0a),
		theme.ColorNameShadow:              alpha(0x000000, 0x80),
		theme.ColorNameSuccess:             rgb(0x71d093),
		theme.ColorNameWarning:             rgb(0xf0b755),
		theme.ColorNameError:               rgb(0xff9389),
		theme.ColorNameForegroundOnSuccess: rgb(0x0c1726),
		theme.ColorNameForegroundOnWarning: rgb(0x1f1500),
		theme.ColorNameForegroundOnError:   rgb(0x260806),
		ColorSidebar:                       rgb(0x1c2026),
		ColorCard:                          rgb(0x1d2228),
		colorTrack:                         rgb(0x3a434e),
		ColorNotice:                        rgb(0x2a1f20),
	}
}

// Color implements fyne.Theme.
func (l *Theme) Color(name fyne.ThemeColorName, v fyne.ThemeVariant) color.Color {
	if l.fixed != nil {
		v = *l.fixed
	}
	p := l.light
	if v == theme.VariantDark {
		p = l.dark
	}
	if c, ok := p[name]; ok {
		return c
	}
	return l.Theme.Color(name, v)
}

// Strong is the style of bold letters. Fyne reads every style together with a font of the
// system for what the style's own lacks, which takes several milliseconds and megabytes, but
// for the style of symbols it looks for one only when there is something to find in it. In
// this theme the letters of that style are bold; symbols come from Fyne's font for them.
var Strong = fyne.TextStyle{Symbol: true}

// ReadFonts has Fyne read the fonts of the first frame, which the window would wait for. It may be
// called from any goroutine, before the window is made, while nothing else uses Fyne.
func ReadFonts(app fyne.App) {
	app.Settings().SetTheme(NewTheme()) // which says what fonts there are; New chooses its colours
	for _, style := range []fyne.TextStyle{{}, Strong} {
		fyne.MeasureText("L", textSize(theme.SizeNameText), style)
	}
}

// Font implements fyne.Theme.
func (l *Theme) Font(style fyne.TextStyle) fyne.Resource {
	if style == Strong {
		style = fyne.TextStyle{Bold: true}
	}
	return l.Theme.Font(style)
}

// Size implements fyne.Theme.
func (l *Theme) Size(name fyne.ThemeSizeName) float32 {
	if size := textSize(name); size > 0 {
		return size * float32(l.Percent) / 100
	}
	switch name {
	case theme.SizeNamePadding:
		return 4
	case theme.SizeNameInnerPadding:
		return 7
	case theme.SizeNameInputRadius, theme.SizeNameButtonRadius, theme.SizeNameSelectionRadius:
		return 6
	}
	return l.Theme.Size(name)
}

// textSize is the usual size of text and of what stands in line with it; 0 for anything
// else.
func textSize(name fyne.ThemeSizeName) float32 {
	switch name {
	case theme.SizeNameText:
		return 14
	case sizeBadge:
		return 10.5
	case theme.SizeNameCaptionText:
		return 12
	case theme.SizeNameHeadingText:
		return 21
	case theme.SizeNameSubHeadingText:
		return 16
	case theme.SizeNameInlineIcon:
		return 18
	}
	return 0
}
