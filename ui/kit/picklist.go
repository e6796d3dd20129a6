package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// PickList is a list from which one thing is picked, below a field that keeps the focus:
// a click marks, and what a click on the marked one does is its owner's to say.
type PickList struct {
	widget.List
	rows   func() int
	marked func() int
}

// NewPickList makes a list. rows tells how many there are and marked which one is marked,
// -1 for none; fresh makes a row, and clicked is called with the position of one.
func NewPickList(rows, marked func() int, fresh func() *PickRow, clicked func(at int)) *PickList {
	l := &PickList{rows: rows, marked: marked}
	l.Length = rows
	l.CreateItem = func() fyne.CanvasObject { return fresh() }
	l.UpdateItem = func(at int, o fyne.CanvasObject) {
		if at < rows() {
			o.(*PickRow).draw(at, at == marked())
		}
	}
	l.HideSeparators = true
	l.OnSelected = func(at int) {
		l.UnselectAll()
		clicked(at)
	}
	l.ExtendBaseWidget(l)
	return l
}

// Draw draws the rows and scrolls to the marked one.
func (l *PickList) Draw() {
	l.Refresh()
	if at := l.marked(); at >= 0 && at < l.rows() {
		l.ScrollTo(at)
	}
}

// Step is how many rows a key goes on, and whether it is one of those that do.
func (l *PickList) Step(key fyne.KeyName) (by int, ok bool) {
	switch key {
	case fyne.KeyDown:
		return 1, true
	case fyne.KeyUp:
		return -1, true
	case fyne.KeyPageDown:
		return l.pageRows(), true
	case fyne.KeyPageUp:
		return -l.pageRows(), true
	}
	return 0, false
}

func (l *PickList) pageRows() int {
	h := l.CreateItem().MinSize().Height + l.Theme().Size(theme.SizeNamePadding)
	return max(1, int(l.Size().Height/h)-1)
}

// Disabled implements fyne.Disableable. To Fyne the list is disabled, and so it never has
// the focus: Tab would stop at it, and a click would leave one there, with nothing to show
// for it. A click on a row is not asked about that.
func (l *PickList) Disabled() bool { return true }

// Enable implements fyne.Disableable.
func (l *PickList) Enable() {}

// Disable implements fyne.Disableable.
func (l *PickList) Disable() {}

// PickRow is a row of a [PickList]: a surface that says whether it is marked, and what
// stands on it.
type PickRow struct {
	widget.BaseWidget
	back *Surface
	box  *fyne.Container
	show func(at int)
}

// NewPickRow makes a row; show is called to draw what stands at a position.
func NewPickRow(content fyne.CanvasObject, show func(at int)) *PickRow {
	r := &PickRow{back: NewSurface("", 6), show: show}
	r.box = container.NewStack(r.back, content)
	r.ExtendBaseWidget(r)
	return r
}

func (r *PickRow) draw(at int, marked bool) {
	back, edge := fyne.ThemeColorName(""), fyne.ThemeColorName("")
	if marked {
		back, edge = theme.ColorNameSelection, theme.ColorNamePrimary
	}
	r.back.Set(back, edge)
	r.show(at)
}

// CreateRenderer implements fyne.Widget.
func (r *PickRow) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(r.box) }
