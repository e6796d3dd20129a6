package ui

import (
	"image/color"
	"math"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"lanyard/internal/wallet"
)

// ringState is what a ring shows. Every state has a shape of its own beside its colour.
type ringState int

const (
	ringNone    ringState = iota // no token: a thin empty circle
	ringFresh                    // a thick arc
	ringSoon                     // a thick arc with a dot in the middle
	ringDead                     // a thin circle with a cross
	ringUnknown                  // a thin circle with a dot: a token, its end unknown
	ringBusy                     // a quarter arc
	ringFailed                   // a filled disc
)

func ringOf(z wallet.Zone) ringState {
	switch z {
	case wallet.Fresh:
		return ringFresh
	case wallet.RenewSoon:
		return ringSoon
	case wallet.Dead:
		return ringDead
	}
	return ringUnknown
}

// ring shows how much of a token's life is left.
type ring struct {
	widget.BaseWidget
	diameter float32
	state    ringState
	share    float64
}

func newRing(diameter float32) *ring {
	r := &ring{diameter: diameter}
	r.ExtendBaseWidget(r)
	return r
}

// set draws a state and a share of a life. The share goes in steps of about a pixel and
// a half: a ring is not painted anew for what nobody could see.
func (r *ring) set(state ringState, share float64) {
	steps := 2 * float64(r.diameter)
	share = math.Ceil(share*steps) / steps
	if r.state != state || r.share != share {
		r.state, r.share = state, share
		r.Refresh()
	}
}

func (r *ring) color() fyne.ThemeColorName {
	switch r.state {
	case ringFresh:
		return theme.ColorNameSuccess
	case ringSoon:
		return theme.ColorNameWarning
	case ringDead, ringFailed:
		return theme.ColorNameError
	case ringBusy:
		return theme.ColorNamePrimary
	}
	return theme.ColorNamePlaceHolder
}

// CreateRenderer implements fyne.Widget.
func (r *ring) CreateRenderer() fyne.WidgetRenderer {
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
	ring  *ring
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

	thin := state == ringNone || state == ringDead || state == ringUnknown
	r.thin.StrokeColor, r.thin.StrokeWidth = paint, r.ring.diameter*0.08
	setVisible(r.thin, thin)
	r.track.FillColor = th.Color(colorTrack, v)
	setVisible(r.track, !thin && state != ringFailed)

	r.arc.FillColor = paint
	switch state {
	case ringBusy:
		r.arc.StartAngle, r.arc.EndAngle = 0, 90
	default: // drains clockwise: what is left ends at the top
		r.arc.StartAngle, r.arc.EndAngle = 360-float32(360*r.ring.share), 360
	}
	setVisible(r.arc, state == ringBusy || (state == ringFresh || state == ringSoon) && r.ring.share > 0)

	r.dot.FillColor = paint
	setVisible(r.dot, state == ringSoon || state == ringUnknown || state == ringFailed)
	for _, l := range r.cross {
		l.StrokeColor, l.StrokeWidth = paint, r.ring.diameter/10
		setVisible(l, state == ringDead)
	}
}

func (r *ringRenderer) Layout(size fyne.Size) {
	d := min(size.Width, size.Height)
	x, y := (size.Width-d)/2, (size.Height-d)/2
	for _, o := range []fyne.CanvasObject{r.thin, r.track, r.arc} {
		place(o, x, y, d, d)
	}
	dot := d * 0.3
	if r.ring.state == ringFailed {
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

func setVisible(o fyne.CanvasObject, visible bool) {
	if visible == o.Visible() {
		return
	}
	if visible {
		o.Show()
	} else {
		o.Hide()
	}
}
