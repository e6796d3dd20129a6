package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"lanyard/ui/kit"
	"lanyard/ui/parts"
	"lanyard/ui/state"
)

// profileList is the list of profiles. What is chosen, what is highlighted and what
// the arrow keys move are one and the same here; a stock list keeps them apart.
type profileList struct {
	widget.List
	rows    func() int
	view    func(at int) state.RowView
	keys    func(*fyne.KeyEvent) bool // true: done
	onCopy  func()
	onPaste func()
	onUndo  func() bool
	onRune  func(rune)
	onMenu  func(at int, where fyne.Position)
	onFocus func()
	onPick  func(at int)
	onTap   func(at int)
	focused bool
	chosen  int // position, -1: none
	badge   string
	tips    *kit.Tips
	drawn   map[*row]bool // the rows that show something
}

func newProfileList(rows func() int, view func(at int) state.RowView, badge string, tips *kit.Tips) *profileList {
	l := &profileList{rows: rows, view: view, chosen: -1, badge: badge, tips: tips, drawn: map[*row]bool{}}
	l.Length = rows
	l.CreateItem = func() fyne.CanvasObject { return newRow(l.badge, l.tips) }
	l.UpdateItem = func(at int, o fyne.CanvasObject) {
		r := o.(*row)
		r.at, l.drawn[r] = at, true
		l.tips.Leave() // the rows may have gone on beneath the pointer
		r.onTap = func() { l.onTap(at) }
		r.onMenu = func(where fyne.Position) { l.onMenu(at, where) }
		r.show(l.view(at), at == l.chosen, l.focused)
	}
	l.HideSeparators = true
	l.OnSelected = func(at int) {
		if at != l.chosen && l.onPick != nil {
			l.onPick(at)
		}
	}
	l.ExtendBaseWidget(l)
	return l
}

// choose marks a row, scrolls to it and draws the rows. It reports nothing back.
func (l *profileList) choose(at int) {
	same := at == l.chosen
	l.chosen = at
	switch {
	case at < 0 && same:
		l.Refresh()
	case at < 0:
		l.UnselectAll()
	case same:
		l.ScrollTo(at)
	default:
		l.Select(at)
		l.ScrollTo(at) // the stock list scrolled by the length that it had before
		if l.Size().IsZero() {
			l.ScrollToTop() // while the window is being built, no row can be seen in it, and it has scrolled past this one
		}
	}
}

// tick draws the rows that time has changed, and only those.
func (l *profileList) tick() {
	for r := range l.drawn {
		if r.at < l.rows() {
			r.show(l.view(r.at), r.at == l.chosen, l.focused)
		}
	}
}

// CreateRenderer implements fyne.Widget.
func (l *profileList) CreateRenderer() fyne.WidgetRenderer {
	return &listRenderer{l.List.CreateRenderer(), l}
}

// listRenderer lets go of the rows that a list has drawn no more. The stock list makes one
// with every Refresh, only to measure it, drops those that are scrolled out of sight, and
// fills all that it keeps: whoever held on to each that was ever made would hold thousands
// after a day.
type listRenderer struct {
	fyne.WidgetRenderer
	list *profileList
}

// Refresh implements fyne.WidgetRenderer.
func (r *listRenderer) Refresh() {
	clear(r.list.drawn)
	r.WidgetRenderer.Refresh()
}

// FocusGained implements fyne.Focusable. The stock list is not told: it would mark a
// row of its own.
func (l *profileList) FocusGained() {
	l.focused = true
	l.Refresh()
	if l.onFocus != nil {
		l.onFocus()
	}
}

// FocusLost implements fyne.Focusable.
func (l *profileList) FocusLost() {
	l.focused = false
	l.Refresh()
}

// TypedKey implements fyne.Focusable.
func (l *profileList) TypedKey(e *fyne.KeyEvent) {
	if l.keys != nil {
		l.keys(e)
	}
}

// TypedRune implements fyne.Focusable: a letter begins a search.
func (l *profileList) TypedRune(r rune) {
	if l.onRune != nil {
		l.onRune(r)
	}
}

// TypedShortcut implements fyne.Shortcutable.
func (l *profileList) TypedShortcut(s fyne.Shortcut) {
	switch s.(type) {
	case *fyne.ShortcutCopy:
		if l.onCopy != nil {
			l.onCopy()
		}
	case *fyne.ShortcutPaste:
		if l.onPaste != nil {
			l.onPaste()
		}
	case *fyne.ShortcutUndo:
		if l.onUndo != nil {
			l.onUndo()
		}
	}
}

// pageRows is how many rows Page Up and Page Down move by.
func (l *profileList) pageRows() int {
	h := newRow(l.badge, l.tips).MinSize().Height + l.Theme().Size(theme.SizeNamePadding)
	return max(1, int(l.Size().Height/h)-1)
}

// row is one profile in the list: two lines, a ring at the left.
type row struct {
	widget.BaseWidget
	mark  *kit.Surface
	hover *kit.Surface
	ring  *kit.Ring
	name  *kit.Line
	badge *fyne.Container
	pin   *fyne.Container
	kind  *kit.Line
	host  *kit.Line
	state *kit.Line
	box   *fyne.Container

	tips   *kit.Tips
	at     int // position of what it shows
	onTap  func()
	onMenu func(where fyne.Position)
}

func newRow(badge string, tips *kit.Tips) *row {
	caption := func() *kit.Line {
		return kit.NewLine("").As(theme.ColorNamePlaceHolder, theme.SizeNameCaptionText, fyne.TextStyle{})
	}
	r := &row{
		mark: kit.NewSurface("", 1.5), hover: kit.NewSurface("", 6), tips: tips, ring: kit.NewRing(20), host: caption(),
		name:  kit.NewLine(" ").As("", "", kit.Strong),
		badge: kit.NewBadge(badge, theme.ColorNameWarning),
		kind:  caption().Unshortened(), state: caption().Unshortened(),
	}
	r.mark.Least = fyne.NewSize(3, 36)
	r.host.Text = " "
	r.pin = container.NewGridWrap(fyne.NewSquareSize(13), widget.NewIcon(theme.NewColoredResource(kit.IconPin(), theme.ColorNamePlaceHolder)))
	lines := kit.VBox(1,
		kit.HBox(8, 0, r.name, r.pin, r.kind),
		kit.HBox(8, 0, r.host, r.badge, r.state))
	r.pin.Hide()
	r.badge.Hide()
	r.box = container.NewStack(r.hover, container.NewPadded(kit.HBox(9, 2, r.mark, r.ring, kit.Padded(3, 6, 3, 1, lines))))
	r.ExtendBaseWidget(r)
	return r
}

func (r *row) show(v state.RowView, chosen, focused bool) {
	mark := fyne.ThemeColorName("")
	switch {
	case chosen && focused:
		mark = theme.ColorNamePrimary
	case chosen:
		mark = theme.ColorNamePlaceHolder
	}
	r.mark.Set(mark, "")
	r.ring.Set(parts.RingState(v.Ring), v.Share)
	changed := r.kind.Text != v.Kind || r.state.Text != v.State || r.badge.Visible() != v.Production || r.pin.Visible() != v.Pinned
	r.name.SetText(v.Name)
	r.host.SetText(kit.Join(" · ", v.Host, v.Tags))
	r.kind.SetText(v.Kind)
	if r.state.Text != v.State || r.state.Color != stateColor(v.Ring) {
		r.state.Text, r.state.Color = v.State, stateColor(v.Ring)
		r.state.Refresh()
	}
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

// Tapped implements fyne.Tappable. Fyne gives a click to the innermost object that takes
// clicks of any kind: for the other button it is this one, so the list never hears of it.
func (r *row) Tapped(*fyne.PointEvent) {
	if r.onTap != nil {
		r.onTap()
	}
}

// TappedSecondary implements fyne.SecondaryTappable.
func (r *row) TappedSecondary(e *fyne.PointEvent) {
	if r.onMenu != nil {
		r.onMenu(e.AbsolutePosition)
	}
}

// MouseIn implements desktop.Hoverable.
func (r *row) MouseIn(*desktop.MouseEvent) {
	r.hover.Set(theme.ColorNameHover, "")
	text := ""
	if r.name.Missing() != "" || r.host.Missing() != "" {
		text = r.name.Text + "\n" + r.host.Text
	}
	r.tips.Over(r, text)
}

// MouseMoved implements desktop.Hoverable.
func (r *row) MouseMoved(*desktop.MouseEvent) {}

// MouseOut implements desktop.Hoverable.
func (r *row) MouseOut() {
	r.hover.Set("", "")
	r.tips.Leave()
}

// CreateRenderer implements fyne.Widget.
func (r *row) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(r.box) }

// rowMenu opens the menu of a row in the list, which becomes the chosen one.
func (w *Window) rowMenu(at int, where fyne.Position) {
	w.pick(at)
	if w.editing() || w.SaysLocked() {
		return
	}
	items := append([]*fyne.MenuItem{
		fyne.NewMenuItem(w.t.CopyToken, w.CopyToken),
		fyne.NewMenuItem(w.t.GetNewToken, w.newTokenKey),
		fyne.NewMenuItem(w.t.TestCredential, w.testKey),
		fyne.NewMenuItemSeparator(),
		fyne.NewMenuItem(w.t.Edit, w.editor.Edit),
	}, w.detail.ProfileItems()...)
	widget.ShowPopUpMenuAtPosition(fyne.NewMenu("", items...), w.win.Canvas(), where)
}
