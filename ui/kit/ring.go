package kit

import (
	"image/color"
	"math"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// RingState is what a ring shows. Every state has a shape of its own beside its colour.
type RingState int

// The states.
const (
	RingNone    RingState = iota // no token: a thin empty circle
	RingFresh                    // a thick arc
	RingSoon                     // a thick arc with a dot in the middle
	RingDead                     // a thin circle with a cross
	RingUnknown                  // a thin circle with a dot: a token, its end unknown
	RingBusy                     // a quarter arc
	RingFailed                   // a filled disc
)

// Ring shows how much of a token's life is left.
type Ring struct {
	widget.BaseWidget
	diameter float32
	state    RingState
	share    float64
}

// NewRing makes an empty ring.
func NewRing(diameter float32) *Ring {
	r := &Ring{diameter: diameter}
	r.ExtendBaseWidget(r)
	return r
}

// Set draws a state and a share of a life. The share goes in steps of about a pixel and
// a half: a ring is not painted anew for what nobody could see.
func (r *Ring) Set(state RingState, share float64) {
	steps := 2 * float64(r.diameter)
	share = math.Ceil(share*steps) / steps
	if r.state != state || r.share != share {
		r.state, r.share = state, share
		r.Refresh()
	}
}

func (r *Ring) color() fyne.ThemeColorName {
	switch r.state {
	case RingFresh:
		return theme.ColorNameSuccess
	case RingSoon:
		return theme.ColorNameWarning
	case RingDead, RingFailed:
		return theme.ColorNameError
	case RingBusy:
		return theme.ColorNamePrimary
	}
	return theme.ColorNamePlaceHolder
}

// CreateRenderer implements fyne.Widget.
func (r *Ring) CreateRenderer() fyne.WidgetRenderer {
	rr := &ringRenderer{
		ring:  r,
		thin:  canvas.NewCircle(color.Transparent),
		track: canvas.NewArc(0, 360, 0.7, nil),
		arc:   canvas.NewArc(0, 360, 0.7, nil),
		dot:   canvas.NewCircle(nil),
		cross: [2]*canvas.Line{canvas.NewLine(nil), canvas.NewLine(nil)},
	}
	rr.apply()
	return rr
}

// ringRenderer draws a thin circle without Fyne's arcs: before there is a token, they would
// be a program of their own for the graphics driver to compile.
type ringRenderer struct {
	ring  *Ring
	thin  *canvas.Circle
	track *canvas.Arc
	arc   *canvas.Arc
	dot   *canvas.Circle
	cross [2]*canvas.Line
}

func (r *ringRenderer) apply() {
	th, v := r.ring.Theme(), fyne.CurrentApp().Settings().ThemeVariant()
	paint := th.Color(r.ring.color(), v)
	state := r.ring.state

	thin := state == RingNone || state == RingDead || state == RingUnknown
	r.thin.StrokeColor, r.thin.StrokeWidth = paint, r.ring.diameter*0.08
	SetVisible(r.thin, thin)
	r.track.FillColor = th.Color(colorTrack, v)
	SetVisible(r.track, !thin && state != RingFailed)

	r.arc.FillColor = paint
	switch state {
	case RingBusy:
		r.arc.StartAngle, r.arc.EndAngle = 0, 90
	default: // drains clockwise: what is left ends at the top
		r.arc.StartAngle, r.arc.EndAngle = 360-float32(360*r.ring.share), 360
	}
	SetVisible(r.arc, state == RingBusy || (state == RingFresh || state == RingSoon) && r.ring.share > 0)

	r.dot.FillColor = paint
	SetVisible(r.dot, state == RingSoon || state == RingUnknown || state == RingFailed)
	for _, l := range r.cross {
		l.StrokeColor, l.StrokeWidth = paint, r.ring.diameter/10
		SetVisible(l, state == RingDead)
	}
}

func (r *ringRenderer) Layout(size fyne.Size) {
	d := min(size.Width, size.Height)
	x, y := (size.Width-d)/2, (size.Height-d)/2
	for _, o := range []fyne.CanvasObject{r.thin, r.track, r.arc} {
		Place(o, x, y, d, d)
	}
	dot := d * 0.3
	if r.ring.state == RingFailed {
		dot = d * 0.62
	}
	r.dot.Resize(fyne.NewSquareSize(dot))
	r.dot.Move(fyne.NewPos(x+(d-dot)/2, y+(d-dot)/2))
	a, b := d*0.34, d*0.66
	r.cross[0].Position1, r.cross[0].Position2 = fyne.NewPos(x+a, y+a), fyne.NewPos(x+b, y+b)
	r.cross[1].Position1, r.cross[1].Position2 = fyne.NewPos(x+a, y+b), fyne.NewPos(x+b, y+a)
}

func (r *ringRenderer) MinSize() fyne.Size { return fyne.NewSquareSize(r.ring.diameter) }

func (r *ringRenderer) Refresh() {
	r.apply()
	r.Layout(r.ring.Size())
	for _, o := range r.Objects() {
		o.Refresh()
	}
}

func (r *ringRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.thin, r.track, r.arc, r.dot, r.cross[0], r.cross[1]}
}

func (r *ringRenderer) Destroy() {}
