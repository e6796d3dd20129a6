package kit

import (
	"testing"

	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"
)

// TestFocusShowsOnEveryButton looks at the prominent one too, which has the colour that
// Fyne tints a button with.
func TestFocusShowsOnEveryButton(t *testing.T) {
	a := test.NewTempApp(t)
	a.Settings().SetTheme(NewTheme())
	b := (&Host{Once: func(do func()) func() { return do }}).Button("Get token", nil, func() {}).Prominent()
	b.Focused = func() {}
	win := test.NewTempWindow(t, b)
	ringed := func() bool {
		for _, o := range test.WidgetRenderer(b).Objects() {
			if r, ok := o.(*canvas.Rectangle); ok && r.StrokeWidth == focusRing {
				return !r.Hidden && r.Size() == b.Size()
			}
		}
		t.Fatal("there is no ring")
		return false
	}
	if ringed() {
		t.Error("a ring without the focus")
	}
	win.Canvas().Focus(b)
	if !ringed() {
		t.Error("no ring with the focus")
	}
	win.Canvas().Unfocus()
	if ringed() {
		t.Error("the ring stays when the focus has gone")
	}
}
