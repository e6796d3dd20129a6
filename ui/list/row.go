package list

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"lanyard/ui/keystate"
	"lanyard/ui/kit"
	"lanyard/ui/parts"
	"lanyard/ui/state"
)

// Row is one profile in the list: two lines, a ring at the left.
type Row struct {
	widget.BaseWidget
	mark  *kit.Surface
	hover *kit.Surface
	ring  *kit.Ring
	Name  *kit.Line
	badge *fyne.Container
	pin   *fyne.Container
	kind  *kit.Line
	host  *kit.Line
	key   *kit.Line // what has to be said of its API key
	State *kit.Line
	box   *fyne.Container

	tips   *kit.Tips
	At     int // position of what it shows
	onTap  func()
	onMenu func(where fyne.Position)
}

func newRow(badge string, tips *kit.Tips) *Row {
	caption := func() *kit.Line {
		return kit.NewLine("").As(theme.ColorNamePlaceHolder, theme.SizeNameCaptionText, fyne.TextStyle{})
	}
	r := &Row{
		mark: kit.NewSurface("", 1.5), hover: kit.NewSurface("", 6), tips: tips, ring: kit.NewRing(20), host: caption(),
		Name:  kit.NewLine(" ").As("", "", kit.Strong),
		badge: kit.NewBadge(badge, theme.ColorNameWarning),
		kind:  caption().Unshortened(), State: caption().Unshortened(), key: caption().Unshortened(),
	}
	r.mark.Least = fyne.NewSize(3, 36)
	r.host.Text = " "
	r.pin = container.NewGridWrap(fyne.NewSquareSize(13), widget.NewIcon(theme.NewColoredResource(kit.IconPin(), theme.ColorNamePlaceHolder)))
	lines := kit.VBox(1,
		kit.HBox(8, 0, r.Name, r.pin, r.kind),
		kit.HBox(8, 0, r.host, r.badge, r.key, r.State))
	r.key.Hide()
	r.pin.Hide()
	r.badge.Hide()
	r.box = container.NewStack(r.hover, container.NewPadded(kit.HBox(9, 2, r.mark, r.ring, kit.Padded(3, 6, 3, 1, lines))))
	r.ExtendBaseWidget(r)
	return r
}

func (r *Row) show(v state.RowView, chosen, focused bool) {
	mark := fyne.ThemeColorName("")
	switch {
	case chosen && focused:
		mark = theme.ColorNamePrimary
	case chosen:
		mark = theme.ColorNamePlaceHolder
	}
	r.mark.Set(mark, "")
	r.ring.Set(parts.RingState(v.Ring), v.Share)
	changed := r.kind.Text != v.Kind || r.State.Text != v.State || r.badge.Visible() != v.Production || r.pin.Visible() != v.Pinned || r.key.Text != v.Key.Words
	r.Name.SetText(v.Name)
	r.host.SetText(kit.Join(" · ", v.Host, v.Tags))
	r.kind.SetText(v.Kind)
	if r.State.Text != v.State || r.State.Color != stateColor(v.Ring) {
		r.State.Text, r.State.Color = v.State, stateColor(v.Ring)
		r.State.Refresh()
	}
	if color := markColor(v.Key); r.key.Text != v.Key.Words || r.key.Color != color {
		r.key.Text, r.key.Color = v.Key.Words, color
		r.key.Refresh()
	}
	kit.SetVisible(r.key, v.Key.Words != "")
	kit.SetVisible(r.badge, v.Production)
	kit.SetVisible(r.pin, v.Pinned)
	if changed {
		kit.Relayout(r.box)
	}
}

func stateColor(s state.RingState) fyne.ThemeColorName {
	switch s {
	case state.RingSoon:
		return theme.ColorNameWarning
	case state.RingDead, state.RingFailed:
		return theme.ColorNameError
	}
	return theme.ColorNamePlaceHolder
}

// markColor is how loud a mark of a key is.
func markColor(m keystate.Mark) fyne.ThemeColorName {
	switch {
	case m.Ended:
		return theme.ColorNameError
	case m.Loud:
		return theme.ColorNameWarning
	}
	return theme.ColorNamePlaceHolder
}

// Tapped implements fyne.Tappable. Fyne gives a click to the innermost object that takes
// clicks of any kind: for the other button it is this one, so the list never hears of it.
func (r *Row) Tapped(*fyne.PointEvent) {
	if r.onTap != nil {
		r.onTap()
	}
}

// TappedSecondary implements fyne.SecondaryTappable.
func (r *Row) TappedSecondary(e *fyne.PointEvent) {
	if r.onMenu != nil {
		r.onMenu(e.AbsolutePosition)
	}
}

// MouseIn implements desktop.Hoverable.
func (r *Row) MouseIn(*desktop.MouseEvent) {
	r.hover.Set(theme.ColorNameHover, "")
	text := ""
	if r.Name.Missing() != "" || r.host.Missing() != "" {
		text = r.Name.Text + "\n" + r.host.Text
	}
	r.tips.Over(r, text)
}

// MouseMoved implements desktop.Hoverable.
func (r *Row) MouseMoved(*desktop.MouseEvent) {}

// MouseOut implements desktop.Hoverable.
func (r *Row) MouseOut() {
	r.hover.Set("", "")
	r.tips.Leave()
}

// CreateRenderer implements fyne.Widget.
func (r *Row) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(r.box) }
