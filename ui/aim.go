package ui

import (
	"time"

	"lanyard/ui/kit"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
)

// settleTime is how long something that came to stand under the pointer by itself takes no
// click: half a second for the eye, and what it takes until it is painted.
const settleTime = 500*time.Millisecond + 100*time.Millisecond

// aim knows what stands under the pointer, and keeps a click from what nobody has aimed at:
// from what has just appeared there, moved there, or means something else than it did. Where
// the user moves the pointer to, they aim. Keys are none of its business.
type aim struct {
	w       *Window
	at      fyne.Position // of the pointer in the window
	known   bool          // the pointer has been seen
	under   target        // what stands there
	since   time.Time     // when under came there by itself; zero: the user aimed at it
	looked  time.Time     // when it was looked at last after something had happened
	down    target        // what the mouse button that is down was pressed on
	refused bool          // that press was kept from it
	stale   bool          // the click that ends now began on something else
}

// target is something that can be clicked, as the user sees it.
type target struct {
	object  fyne.CanvasObject
	place   fyne.Position // in the window
	words   string        // what it does
	enabled bool
	profile string // that it does it to, by id
	part    int    // of a menu
}

// around has it looked at what stands under the pointer around everything that happens.
func (a *aim) around(do func(func())) func(func()) {
	return func(f func()) { do(func() { a.before(); f(); a.after() }) }
}

// input is what is to be done when the user does something.
func (a *aim) input() Input {
	w := a.w
	return Input{
		Key:      func(repeated bool) { w.keys.held = repeated; a.before() },
		Moved:    a.moved,
		Button:   a.click,
		Scrolled: a.aimed,
		Touched:  func() { w.Touch(); a.after() },
	}
}

// before is called before anything happens. What has changed since the last time was laid
// out late, with the next frame: it was caused by what happened then.
func (a *aim) before() { a.look(a.looked) }

// after is called after something has happened, or may have.
func (a *aim) after() {
	if !a.known {
		return
	}
	now := a.w.Now()
	a.look(now)
	a.looked, a.stale = now, false
}

func (a *aim) look(at time.Time) {
	if !a.known {
		return
	}
	if under := a.find(); under != a.under {
		a.under, a.since = under, at
	}
}

// moved is called when the user moves the pointer.
func (a *aim) moved(to fyne.Position) {
	a.before()
	a.at, a.known = to, true
	a.aimed()
}

// aimed takes what stands under the pointer now for what the user wants to see there.
func (a *aim) aimed() {
	if under := a.find(); under != a.under {
		a.under, a.since = under, time.Time{}
	}
}

// click is called when a mouse button goes down or up, and reports whether what is under the
// pointer may have it.
func (a *aim) click(down bool) bool {
	a.before()
	if !down {
		a.stale = a.known && a.under != a.down
		taken := !a.refused
		a.refused = false
		return taken
	}
	a.down, a.refused = a.under, a.known && a.unsettled(a.w.Now())
	return !a.refused
}

func (a *aim) unsettled(now time.Time) bool {
	d := now.Sub(a.since)
	return !a.since.IsZero() && a.under.object != nil && d >= 0 && d < settleTime
}

// find finds what stands under the pointer.
func (a *aim) find() target {
	c := a.w.win.Canvas()
	above, s := c.Overlays().List(), a.w.host.Dialog
	switch {
	case len(above) == 0:
		return a.in(c.Content(), c.Content().Position())
	case len(above) == 1 && s != nil:
		return a.in(s.Popup.Content, fyne.CurrentApp().Driver().AbsolutePositionForObject(s.Popup.Content))
	}
	return target{object: above[len(above)-1], part: int(a.at.Y / menuRow())} // a menu
}

// menuRow is about how high an item of a menu is.
func menuRow() float32 {
	th := fyne.CurrentApp().Settings().Theme()
	return kit.Measure("M", th.Size(theme.SizeNameText), fyne.TextStyle{}).Height + 2*th.Size(theme.SizeNameInnerPadding)
}

// in finds what stands under the pointer in an object at a place. The last one is on top.
func (a *aim) in(o fyne.CanvasObject, at fyne.Position) target {
	if o == nil || !o.Visible() {
		return target{}
	}
	switch o := o.(type) {
	case *fyne.Container:
		return a.inAny(o.Objects, at)
	case *panes:
		return a.inAny([]fyne.CanvasObject{o.left, o.right, o.back}, at)
	case *container.Scroll:
		if !a.on(o, at) {
			return target{}
		}
		return a.in(o.Content, at.Add(o.Content.Position()))
	}
	if !takesClicks(o) || !a.on(o, at) {
		return target{}
	}
	return a.targetOf(o, at)
}

func (a *aim) inAny(objects []fyne.CanvasObject, at fyne.Position) target {
	for i := len(objects) - 1; i >= 0; i-- {
		if t := a.in(objects[i], at.Add(objects[i].Position())); t.object != nil {
			return t
		}
	}
	return target{}
}

func (a *aim) on(o fyne.CanvasObject, at fyne.Position) bool {
	p, s := a.at.Subtract(at), o.Size()
	return p.X >= 0 && p.Y >= 0 && p.X < s.Width && p.Y < s.Height
}

func takesClicks(o fyne.CanvasObject) bool {
	switch o.(type) {
	case fyne.Tappable, fyne.SecondaryTappable, fyne.DoubleTappable, fyne.Focusable:
		return true
	}
	return false
}

// targetOf tells what a control does, and to what. Fields and lists are what they are,
// whatever is in them.
func (a *aim) targetOf(o fyne.CanvasObject, at fyne.Position) target {
	t := target{object: o, place: at, enabled: true}
	switch o := o.(type) {
	case *kit.Button:
		t.words, t.enabled, t.profile = o.AccessibilityLabel(), !o.Disabled(), a.w.Chosen()
	case *kit.Checkbox:
		t.words, t.enabled, t.profile = o.Text, !o.Disabled(), a.w.Chosen()
	case *kit.SelectField:
		t.words, t.enabled = o.Label, !o.Disabled()
	}
	return t
}
