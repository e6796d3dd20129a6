package ui

import (
	"context"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"lanyard/ui/kit"
)

// pointed is a window whose pointer the test moves.
type pointed struct {
	*rig
	in Input
}

func newPointed(t *testing.T, names []string, options ...option) *pointed {
	p := &pointed{}
	p.rig = newRig(t, names, append(options, func(_ *rig, s *Setup) {
		s.FollowInput = func(_ fyne.Window, in Input) { p.in = in }
	})...)
	return p
}

// middle is the place of an object's middle in the window.
func middle(o fyne.CanvasObject) fyne.Position {
	at := fyne.CurrentApp().Driver().AbsolutePositionForObject(o)
	return at.AddXY(o.Size().Width/2, o.Size().Height/2)
}

// aimAt moves the pointer onto an object.
func (p *pointed) aimAt(o fyne.CanvasObject) {
	p.t.Helper()
	p.in.Moved(middle(o))
	p.in.Touched()
	if p.aim.under.object != o {
		p.t.Fatalf("the pointer is not on it, but on %T %q", p.aim.under.object, p.aim.under.words)
	}
}

// click presses and lets go where the pointer is, and reports whether what is there got it.
func (p *pointed) click() bool {
	down := p.in.Button(true)
	p.in.Touched()
	up := p.in.Button(false)
	if b, ok := p.aim.under.object.(*kit.Button); ok && down && up {
		b.Tapped(&fyne.PointEvent{})
	}
	p.in.Touched()
	if down != up {
		p.t.Error("the toolkit gets half of a click")
	}
	return down
}

// TestSecondClickOnGetTokenShowsNoToken clicks twice where the button is, as people do who
// are used to double clicks: what stands there then gets no click, and never is the button
// that shows the token.
func TestSecondClickOnGetTokenShowsNoToken(t *testing.T) {
	for _, after := range []time.Duration{1, 50, 100, 200, 300, 400, 500, 599} {
		p := newPointed(t, []string{"a"})
		p.aimAt(p.visibleButton("Get token"))
		if !p.click() {
			t.Fatal("the first click is lost")
		}
		p.until("the token is there", p.hasToken)
		if p.aim.under.object != fyne.CanvasObject(p.visibleButton("Get new token")) {
			t.Fatalf("where the button was stands now %T %q", p.aim.under.object, p.aim.under.words)
		}
		p.clockNow = p.clockNow.Add(after * time.Millisecond)
		p.click()
		if p.Detail().Token.Shown != "" {
			t.Errorf("a second click after %d ms shows the token", after)
		}
		if n := p.signIn.count(); n != 1 {
			t.Errorf("a second click after %d ms makes %d sign-ins", after, n)
		}
	}
}

// TestClickNeedsAnAim has things happen to what is under the pointer.
func TestClickNeedsAnAim(t *testing.T) {
	type act = func(p *pointed, b *kit.Button)
	for name, row := range map[string]struct {
		happens act
		taken   bool
	}{
		"nothing":            {func(*pointed, *kit.Button) {}, true},
		"it appears":         {func(_ *pointed, b *kit.Button) { b.Hide(); b.Show() }, true}, // in one step: nobody could see it
		"it was gone before": {func(p *pointed, b *kit.Button) { p.happens(b.Hide); p.happens(b.Show) }, false},
		"it moves":           {func(p *pointed, b *kit.Button) { p.happens(func() { b.Move(b.Position().AddXY(3, 0)) }) }, false},
		"other words":        {func(p *pointed, b *kit.Button) { p.happens(func() { b.SetText("Remove") }) }, false},
		"it can be pressed": {func(p *pointed, b *kit.Button) {
			p.happens(func() { b.SetEnabled(false) })
			p.happens(func() { b.SetEnabled(true) })
		}, false},
		"another profile": {func(p *pointed, _ *kit.Button) { p.happens(func() { p.Choose(p.idOf("b")) }) }, false},
		"half a second passes": {func(p *pointed, b *kit.Button) {
			p.happens(func() { b.SetText("Remove") })
			p.clockNow = p.clockNow.Add(settleTime)
		}, true},
		"the pointer moves on it": {func(p *pointed, b *kit.Button) {
			p.happens(func() { b.SetText("Remove") })
			p.in.Moved(middle(b).AddXY(2, 2))
		}, false},
		"the pointer comes to it": {func(p *pointed, b *kit.Button) {
			p.in.Moved(middle(p.bar.lock))
			p.happens(func() { b.SetText("Remove") })
			p.in.Moved(middle(b))
		}, true},
		"it is laid out late": {func(p *pointed, b *kit.Button) {
			p.happens(func() {})
			b.Move(b.Position().AddXY(3, 0)) // by a frame, of which nobody tells
			p.clockNow = p.clockNow.Add(50 * time.Millisecond)
		}, false},
		"it was laid out long ago": {func(p *pointed, b *kit.Button) {
			p.happens(func() {})
			b.Move(b.Position().AddXY(3, 0))
			p.clockNow = p.clockNow.Add(time.Minute)
		}, true},
		"a box opens above it": {func(p *pointed, _ *kit.Button) { p.happens(p.help.shortcuts); p.aimBelowBox() }, false},
		"a turn of the wheel":  {func(p *pointed, b *kit.Button) { b.Move(b.Position().AddXY(3, 0)); p.in.Scrolled() }, true},
		"the clock is put back": {func(p *pointed, b *kit.Button) {
			p.happens(func() { b.SetText("Remove") })
			p.clockNow = p.clockNow.Add(-time.Hour)
		}, true},
	} {
		t.Run(name, func(t *testing.T) {
			p := newPointed(t, []string{"a", "b"})
			b := p.bar.imp
			p.aimAt(b)
			p.clockNow = p.clockNow.Add(time.Minute)
			row.happens(p, b)
			if taken := p.click(); taken != row.taken {
				t.Errorf("the click is taken: %v", taken)
			}
		})
	}
}

// happens has something happen by itself.
func (p *pointed) happens(f func()) {
	p.Do(f)
	p.settle()
}

// aimBelowBox puts the pointer on the button of the box, as if the box had opened below it.
func (p *pointed) aimBelowBox() {
	p.in.Moved(middle(p.win.Canvas().Focused().(*kit.Button)))
	p.aim.since = p.clockNow
}

// TestClickThatBeganOnSomethingElse has a button mean something else between the press and
// the letting go.
func TestClickThatBeganOnSomethingElse(t *testing.T) {
	p := newPointed(t, []string{"a", "b"})
	b := p.bar.imp
	p.aimAt(b)
	p.clockNow = p.clockNow.Add(time.Minute)
	if !p.in.Button(true) {
		t.Fatal("the press is lost")
	}
	p.happens(func() { p.Choose(p.idOf("b")) })
	if !p.in.Button(false) {
		t.Error("the toolkit is not told that the mouse button is up")
	}
	b.Tapped(&fyne.PointEvent{})
	if p.importing() != nil {
		t.Error("the click did what it was not meant for")
	}
	p.in.Touched()
	b.Tapped(&fyne.PointEvent{}) // a reader of the screen presses without a pointer
	if p.importing() == nil {
		t.Error("the next one does nothing")
	}
}

// TestKeysNeedNoAim presses by key what has just appeared.
func TestKeysNeedNoAim(t *testing.T) {
	p := newPointed(t, []string{"a"})
	p.aimAt(p.visibleButton("Get token"))
	p.click()
	p.until("the token is there", p.hasToken)
	p.win.Canvas().Focus(p.visibleButton("View"))
	p.key(fyne.KeyReturn)
	if p.Detail().Token.Shown == "" {
		t.Error("Enter on the button waits")
	}
}

// TestQuestionTakesNoClickMeantForSomethingElse asks for the passphrase while the pointer is where
// the question puts its buttons.
func TestQuestionTakesNoClickMeantForSomethingElse(t *testing.T) {
	p := newPointed(t, []string{"a"})
	ctx, cancel := context.WithCancel(t.Context())
	p.asked(ctx, false, false)
	at := middle(p.lock.Passphrase.Yes)
	cancel()
	p.until("the question is gone", func() bool { return p.PassphraseAsked().Text == "" })
	p.in.Moved(at)
	p.in.Touched()
	p.clockNow = p.clockNow.Add(time.Minute)
	p.asked(t.Context(), false, false)
	p.lock.Passphrase.Pass.Pass.SetText("typed")
	p.clockNow = p.clockNow.Add(300 * time.Millisecond)
	if p.aim.under.object != fyne.CanvasObject(p.lock.Passphrase.Yes) {
		t.Fatalf("the question's button is not under the pointer, but %T", p.aim.under.object)
	}
	if p.click() || p.PassphraseAsked().Text == "" {
		t.Error("a click that was meant for something else answers")
	}
}
