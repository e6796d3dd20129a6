package list

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"lanyard/ui/kit"
	"lanyard/ui/state"
)

// ProfileList shows the profiles. What is chosen, what is highlighted and what
// the arrow keys move are one and the same here; a stock list keeps them apart.
type ProfileList struct {
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
	drawn   map[*Row]bool // the rows that show something
	tapped  string        // the profile that was clicked last, by id
	when    time.Time     // when that was
}

// doubleTime is the most that lies between the two clicks of a double click.
const doubleTime = 400 * time.Millisecond

// twice takes a click on a profile, and calls do when it is the second of a double click. The
// toolkit's own double click would have each single one wait for another.
func (l *ProfileList) twice(now time.Time, id string, do func()) {
	second := id != "" && id == l.tapped && now.Sub(l.when) < doubleTime
	l.tapped, l.when = id, now
	if second {
		l.tapped = ""
		do()
	}
}

func newProfileList(rows func() int, view func(at int) state.RowView, badge string, tips *kit.Tips) *ProfileList {
	l := &ProfileList{rows: rows, view: view, chosen: -1, badge: badge, tips: tips, drawn: map[*Row]bool{}}
	l.Length = rows
	l.CreateItem = func() fyne.CanvasObject { return newRow(l.badge, l.tips) }
	l.UpdateItem = func(at int, o fyne.CanvasObject) {
		r := o.(*Row)
		r.At, l.drawn[r] = at, true
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
func (l *ProfileList) choose(at int) {
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
func (l *ProfileList) tick() {
	for r := range l.drawn {
		if r.At < l.rows() {
			r.show(l.view(r.At), r.At == l.chosen, l.focused)
		}
	}
}

// CreateRenderer implements fyne.Widget.
func (l *ProfileList) CreateRenderer() fyne.WidgetRenderer {
	return &listRenderer{l.List.CreateRenderer(), l}
}

// listRenderer lets go of the rows that a list has drawn no more. The stock list makes one
// with every Refresh, only to measure it, drops those that are scrolled out of sight, and
// fills all that it keeps: whoever held on to each that was ever made would hold thousands
// after a day.
type listRenderer struct {
	fyne.WidgetRenderer
	list *ProfileList
}

// Refresh implements fyne.WidgetRenderer.
func (r *listRenderer) Refresh() {
	clear(r.list.drawn)
	r.WidgetRenderer.Refresh()
}

// FocusGained implements fyne.Focusable. The stock list is not told: it would mark a
// row of its own.
func (l *ProfileList) FocusGained() {
	l.focused = true
	l.Refresh()
	if l.onFocus != nil {
		l.onFocus()
	}
}

// FocusLost implements fyne.Focusable.
func (l *ProfileList) FocusLost() {
	l.focused = false
	l.Refresh()
}

// TypedKey implements fyne.Focusable.
func (l *ProfileList) TypedKey(e *fyne.KeyEvent) {
	if l.keys != nil {
		l.keys(e)
	}
}

// TypedRune implements fyne.Focusable: a letter begins a search.
func (l *ProfileList) TypedRune(r rune) {
	if l.onRune != nil {
		l.onRune(r)
	}
}

// TypedShortcut implements fyne.Shortcutable.
func (l *ProfileList) TypedShortcut(s fyne.Shortcut) {
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
func (l *ProfileList) pageRows() int {
	h := newRow(l.badge, l.tips).MinSize().Height + l.Theme().Size(theme.SizeNamePadding)
	return max(1, int(l.Size().Height/h)-1)
}

// Drawn are the rows that show something.
func (l *ProfileList) Drawn() map[*Row]bool { return l.drawn }

// Marked is the position of the chosen row, -1: none.
func (l *ProfileList) Marked() int { return l.chosen }
