package ui

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"lanyard/internal/agent"
	"lanyard/internal/profile"
	"lanyard/internal/wallet"

	"lanyard/ui/kit"
	"lanyard/ui/text"
)

// The times of questions whether a command may have a token.
const (
	askTime    = 30 * time.Second // without an answer the command gets nothing
	allowedFor = 10 * time.Minute // an allowance holds for the same terminal and profile
	askPause   = time.Second / 2  // to allow sooner was meant for what stood there before
	maxAsked   = 20               // questions at once; more are denied
)

// Allow implements [agent.Gate]: whether a command may have what it asks for.
func (w *Window) Allow(ctx context.Context, who agent.Caller, op agent.Op, p profile.Profile) bool {
	switch *w.commands.Load() {
	case CommandsAny:
		return true
	case CommandsNone:
		return false
	}
	ctx, cancel := context.WithTimeout(ctx, w.askTime)
	defer cancel()
	answer := make(chan bool, 1)
	w.do(func() { w.askBar.ask(who, op, p, answer) })
	go w.wantAnswer(ctx, who, op, p)
	select {
	case yes := <-answer:
		return yes
	case <-ctx.Done():
	case <-w.ctx.Done():
	}
	w.do(func() { w.askBar.drop(answer) })
	return false
}

// wantAnswer brings the window to the front for a question, or tells of it. News of
// having left the front may be on their way when the question comes.
func (w *Window) wantAnswer(ctx context.Context, who agent.Caller, op agent.Op, p profile.Profile) {
	if w.front.Load() && w.keepsFront(ctx, raiseTime) {
		return
	}
	w.do(func() {
		if len(w.askBar.asks) > 0 {
			w.askBar.takeFocus()
			w.comeUp()
		}
	})
	if !w.inFront(ctx) && ctx.Err() == nil {
		w.notify(askWords(w.t, who, op, p.Name), w.t.AskedHow, w.comeUp)
	}
}

// Served implements [agent.Gate]: it notes what a command got.
func (w *Window) Served(who agent.Caller, op agent.Op, p profile.Profile, err error) {
	if op != agent.OpToken || err != nil {
		return
	}
	w.set.Wallet.Record(wallet.DeedServed, p, who.Program)
	w.do(func() {
		if w.locked || w.profile(p.ID) == nil {
			return
		}
		s := w.session(p.ID)
		if t, ok := w.token(p); ok {
			s.used = t.ExpiresAt
		}
		w.activity.changed()
		w.say(fmt.Sprintf(w.t.Served, callerWords(w.t, who), w.label(&p)))
		w.refresh()
	})
}

// askWords says who asks for what.
func askWords(t *text.Texts, who agent.Caller, op agent.Op, name string) string {
	switch op {
	case agent.OpNames:
		return fmt.Sprintf(t.AskedNames, callerWords(t, who))
	case agent.OpTest:
		return fmt.Sprintf(t.AskedTest, callerWords(t, who), name)
	}
	return fmt.Sprintf(t.Asked, callerWords(t, who), name)
}

// callerWords names a program as the user knows it.
func callerWords(t *text.Texts, who agent.Caller) string {
	name := cmp.Or(who.Program, t.SomeProgram)
	if at := who.TerminalName(); at != "" {
		return fmt.Sprintf(t.CallerAt, name, at)
	}
	return name
}

// request is what is asked for, and by whom. One answer is for all who ask for the same.
type request struct {
	session string // the terminal or process that an allowance holds for; "" for one that cannot be told from others
	profile string // its id, "" for all of them
	op      agent.Op
}

// asked is a request that waits for the user.
type asked struct {
	request
	who     agent.Caller
	name    string // the profile's, with what must be said of it
	until   time.Time
	answers []chan bool
}

// askBar asks below the toolbar whether a command may have a token. To say no is what
// Enter does, since whoever types in a terminal does not look here.
type askBar struct {
	w             *Window
	box           *fyne.Container
	what          *widget.Label
	no, once, yes *kit.Button
	asks          []*asked // the first one is shown
	shown         *asked
	since         time.Time // shown is
	allowed       map[request]time.Time
}

func newAskBar(w *Window) *askBar {
	b := &askBar{w: w, what: kit.Paragraph("", widget.MediumImportance), allowed: map[request]time.Time{}}
	b.no = w.host.Button(w.t.Deny, nil, func() { b.answer(denied) }).Prominent()
	b.once = w.host.Button(w.t.AllowOnce, nil, func() { b.answer(allowedOnce) })
	b.yes = w.host.Button(w.t.AllowFor, nil, func() { b.answer(allowedAWhile) })
	for _, x := range b.buttons() {
		x.OtherKeys = func(e *fyne.KeyEvent) {
			if e.Name == fyne.KeyEscape {
				b.answer(denied)
			}
		}
	}
	b.box = kit.VBox(0, kit.OnSurface(kit.ColorNotice, 0, kit.Padded(4, 12, 10, 8, kit.VBox(2,
		b.what, kit.Padded(0, 0, 0, 7, kit.HBox(8, -1, b.no, b.once, b.yes))))), kit.Hairline())
	b.box.Hide()
	return b
}

func (b *askBar) buttons() []*kit.Button { return []*kit.Button{b.no, b.once, b.yes} }

// focused gives the button of the question that keys go to, nil for none.
func (b *askBar) focused() *kit.Button {
	on, _ := b.w.win.Canvas().Focused().(*kit.Button)
	if slices.Contains(b.buttons(), on) {
		return on
	}
	return nil
}

// ask asks the user, unless they have allowed the same a short while ago.
func (b *askBar) ask(who agent.Caller, op agent.Op, p profile.Profile, answer chan bool) {
	w := b.w
	r := request{who.Session(), p.ID, op}
	if w.locked {
		answer <- false
		return
	}
	if b.allows(r) {
		answer <- true
		return
	}
	for _, a := range b.asks {
		if a.request == r && r.session != "" {
			a.answers = append(a.answers, answer)
			return
		}
	}
	if len(b.asks) == maxAsked {
		answer <- false
		return
	}
	a := &asked{request: r, who: who, until: w.now().Add(w.askTime), answers: []chan bool{answer}}
	if op != agent.OpNames {
		a.name = w.label(&p)
	}
	b.asks = append(b.asks, a)
	if len(b.asks) == 1 {
		b.show()
	}
}

// allows reports whether the user has allowed the same, or more: whoever may have tokens
// may test what they are good for, but not the other way around.
func (b *askBar) allows(r request) bool {
	now := b.w.now()
	if now.Before(b.allowed[r]) {
		return true
	}
	r.op = agent.OpToken
	return now.Before(b.allowed[r])
}

// show shows the first request, if there is one.
func (b *askBar) show() {
	w := b.w
	if len(b.asks) > 0 && b.asks[0] != b.shown {
		b.shown, b.since = b.asks[0], w.now()
	}
	kit.SetVisible(b.box, len(b.asks) > 0)
	if len(b.asks) > 0 { // callers that nobody can tell apart share nothing
		kit.SetVisible(b.yes, b.asks[0].session != "")
	}
	b.tick(w.now())
	w.arrangeTop()
	w.clock.rearm(w.nextTick())
	switch on := b.focused(); {
	case len(b.asks) == 0 && on != nil:
		w.focusBack()
	case len(b.asks) > 0 && !w.front.Load():
		b.takeFocus()
	case on != nil && on != b.no: // it allowed the one before
		w.win.Canvas().Focus(b.no)
	}
}

// takeFocus makes Enter deny. It is for a window that nobody types in.
func (b *askBar) takeFocus() {
	if b.w.host.Dialog != nil {
		b.w.host.Dialog.Close()
	}
	b.w.win.Canvas().Focus(b.no)
}

// tick says how long there is time to answer.
func (b *askBar) tick(now time.Time) {
	if len(b.asks) > 0 {
		kit.SetLabel(b.what, b.words(now))
	}
}

func (b *askBar) words(now time.Time) string {
	t, a := b.w.t, b.asks[0]
	words := askWords(t, a.who, a.op, a.name)
	if left := a.until.Sub(now); left > 0 {
		words += " " + fmt.Sprintf(t.AskedTime, t.InWords(left))
	}
	if a.who.Command != "" {
		words += "\n" + fmt.Sprintf(t.AskedCommand, a.who.Command)
	}
	return words
}

// verdict is the user's answer.
type verdict int

// The answers.
const (
	denied        verdict = iota
	allowedOnce           // whoever waits gets it, and is asked about the next time
	allowedAWhile         // and not for a while
)

// answer answers the request that is shown.
func (b *askBar) answer(v verdict) {
	yes := v != denied
	if len(b.asks) == 0 || yes && b.w.now().Sub(b.since) < askPause {
		return
	}
	a := b.asks[0]
	b.asks = b.asks[1:]
	if v == allowedAWhile && a.session != "" {
		b.allowed[a.request] = b.w.now().Add(allowedFor)
	}
	for _, c := range a.answers {
		c <- yes
	}
	b.show()
}

// drop forgets somebody who doesn't wait any more, and a request that nobody waits for.
func (b *askBar) drop(answer chan bool) {
	for i, a := range b.asks {
		for j, c := range a.answers {
			if c != answer {
				continue
			}
			if a.answers = append(a.answers[:j], a.answers[j+1:]...); len(a.answers) == 0 {
				b.asks = append(b.asks[:i], b.asks[i+1:]...)
				b.show()
			}
			return
		}
	}
}

// forget denies all and takes every allowance back.
func (b *askBar) forget() {
	for len(b.asks) > 0 {
		b.answer(denied)
	}
	clear(b.allowed)
}

// serve lets commands and second starts reach this window.
func (w *Window) serve() {
	if w.set.Serve == nil {
		return
	}
	background(w.ctx, w, func(context.Context) (nothing, error) {
		return nothing{}, w.set.Serve(agent.Host{
			Gate: w, Raise: w.raise, Locked: w.set.Wallet.Locked,
			Lock: func() { w.lockFromOutside(w.t.LockedCommand) },
		})
	}, func(_ nothing, err error) {
		if err != nil {
			w.say(w.t.NotServing)
		}
	})
}
