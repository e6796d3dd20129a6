package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"lanyard/ui/kit"
)

// The widths of the list pane.
const (
	listLeast = 220
	listMost  = 460
	listShare = 0.33
)

// panes puts the list beside the detail, or, where there is no room for both, shows
// one of them.
type panes struct {
	widget.BaseWidget
	left, right  fyne.CanvasObject
	back         fyne.CanvasObject // above the detail when it stands alone
	grip         *grip
	width        float32 // of the list as dragged, 0: by share
	detailWanted bool    // when narrow: the detail rather than the list
	forceDetail  bool    // a form is open
	narrow       bool
}

func newPanes(left, right fyne.CanvasObject, back fyne.CanvasObject) *panes {
	p := &panes{left: left, right: right, back: back}
	p.grip = newGrip(func(dx float32) {
		p.width = kit.Clamp(p.listWidth(p.Size().Width)+dx, listLeast, listMost)
		p.Refresh()
	})
	p.ExtendBaseWidget(p)
	return p
}

func (p *panes) listWidth(total float32) float32 {
	width := p.width
	if width == 0 {
		width = total * listShare
	}
	return kit.Clamp(width, listLeast, min(listMost, total*0.45))
}

// showDetail says which of the two to show where there is room for one.
func (p *panes) showDetail(wanted, forced bool) {
	if p.detailWanted != wanted || p.forceDetail != forced {
		p.detailWanted, p.forceDetail = wanted, forced
		p.Refresh()
	}
}

// CreateRenderer implements fyne.Widget.
func (p *panes) CreateRenderer() fyne.WidgetRenderer { return &panesRenderer{p} }

type panesRenderer struct{ p *panes }

func (r *panesRenderer) Layout(size fyne.Size) {
	p := r.p
	p.narrow = size.Width < narrowBelow
	detail := !p.narrow || p.detailWanted || p.forceDetail
	kit.SetVisible(p.left, !p.narrow || !detail)
	kit.SetVisible(p.right, detail)
	kit.SetVisible(p.grip, !p.narrow)
	kit.SetVisible(p.back, p.narrow && detail && !p.forceDetail)
	if p.narrow {
		top := float32(0)
		if p.back.Visible() {
			top = p.back.MinSize().Height
			kit.Place(p.back, 0, 0, size.Width, top)
		}
		kit.Place(p.left, 0, 0, size.Width, size.Height)
		kit.Place(p.right, 0, top, size.Width, size.Height-top)
		return
	}
	left := p.listWidth(size.Width)
	kit.Place(p.left, 0, 0, left, size.Height)
	kit.Place(p.grip, left-gripWidth/2, 0, gripWidth, size.Height)
	kit.Place(p.right, left, 0, size.Width-left, size.Height)
}

func (r *panesRenderer) MinSize() fyne.Size { return fyne.NewSize(380, 204) }
func (r *panesRenderer) Destroy()           {}

func (r *panesRenderer) Refresh() {
	r.Layout(r.p.Size())
	for _, o := range r.Objects() {
		o.Refresh()
	}
}

func (r *panesRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.p.left, r.p.right, r.p.grip, r.p.back}
}

// gripWidth is how much of the border between the panes takes the mouse.
const gripWidth = 9

// grip is the border between the panes, to be dragged.
type grip struct {
	widget.BaseWidget
	drag func(dx float32)
}

func newGrip(drag func(dx float32)) *grip {
	g := &grip{drag: drag}
	g.ExtendBaseWidget(g)
	return g
}

// Dragged implements fyne.Draggable.
func (g *grip) Dragged(e *fyne.DragEvent) { g.drag(e.Dragged.DX) }

// DragEnd implements fyne.Draggable.
func (g *grip) DragEnd() {}

// Cursor implements desktop.Cursorable.
func (g *grip) Cursor() desktop.Cursor { return desktop.HResizeCursor }

// CreateRenderer implements fyne.Widget.
func (g *grip) CreateRenderer() fyne.WidgetRenderer {
	return &gripRenderer{line: kit.NewSurface(theme.ColorNameSeparator, 0)}
}

type gripRenderer struct{ line *kit.Surface }

func (r *gripRenderer) Layout(s fyne.Size)           { kit.Place(r.line, (s.Width-1)/2, 0, 1, s.Height) }
func (r *gripRenderer) MinSize() fyne.Size           { return fyne.NewSize(gripWidth, 1) }
func (r *gripRenderer) Refresh()                     { r.line.Refresh() }
func (r *gripRenderer) Objects() []fyne.CanvasObject { return []fyne.CanvasObject{r.line} }
func (r *gripRenderer) Destroy()                     {}
