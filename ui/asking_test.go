package ui

import (
	"context"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"lanyard/internal/agent"
	"lanyard/internal/profile"
	"lanyard/internal/settings"
	"lanyard/ui/editor"
	"lanyard/ui/kit"
)

// asking is a window that asks each time, and a way to ask it.
func asking(t *testing.T, options ...option) *rig {
	t.Helper()
	return newRig(t, []string{"prod", "lab"}, append([]option{func(_ *rig, s *Setup) {
		s.Settings = settings.Default()
		s.Settings.Commands = settings.CommandsAsk
	}}, options...)...)
}

var python = agent.Caller{PID: 7, Program: "python3", Terminal: "34818/7"}

// may asks as a command does.
func (r *rig) may(ctx context.Context, who agent.Caller, p profile.Profile) <-chan bool {
	got := make(chan bool, 1)
	go func() { got <- r.Allow(ctx, who, agent.OpToken, p) }()
	return got
}

// answered lets the window work until the command has its answer.
func (r *rig) answered(got <-chan bool) bool {
	r.t.Helper()
	var yes bool
	r.until("the command has its answer", func() bool {
		select {
		case yes = <-got:
			return true
		case <-time.After(time.Millisecond):
			return false
		}
	})
	return yes
}

func (r *rig) named(name string) profile.Profile {
	r.t.Helper()
	p, err := r.wallet.Find(r.t.Context(), name)
	if err != nil {
		r.t.Fatal(err)
	}
	return p
}

func (r *rig) isAsked() bool { return r.ApprovalAsked().Text != "" }

// allow allows what is asked, after a look at it.
func (r *rig) allow() {
	r.t.Helper()
	r.later(time.Second)
	r.press("Allow for 10 min")
}

func TestCommandsByDefaultGetTokens(t *testing.T) {
	r := newRig(t, []string{"prod"})
	if !r.Allow(t.Context(), python, agent.OpToken, r.named("prod")) {
		t.Error("a command of the user's is denied")
	}
}

func TestCommandsGetNothingIfNotWanted(t *testing.T) {
	k := &kept{}
	r := newRig(t, []string{"prod"}, withSettings(k))
	r.menu("Settings")
	r.control("Tokens for commands").(*kit.SelectField).SetSelected("For none")
	for _, op := range []agent.Op{agent.OpToken, agent.OpTest, agent.OpNames} {
		ctx, stop := context.WithTimeout(t.Context(), 5*time.Second)
		got := make(chan bool, 1)
		go func() { got <- r.Allow(ctx, python, op, r.named("prod")) }()
		if r.answered(got) {
			t.Errorf("%s: a command gets it all the same", op)
		}
		if ctx.Err() != nil || r.isAsked() {
			t.Errorf("%s: the user is asked, who wanted none", op)
		}
		stop()
	}
}

func TestAskedToAllow(t *testing.T) {
	r := asking(t)
	got := r.may(t.Context(), python, r.named("prod"))
	r.until("the user is asked", r.isAsked)
	r.sees("python3 (pts/2) asks for a token of prod.", "Without an answer in 30 s it gets nothing.")
	if r.win.Canvas().Focused() != fyne.Focusable(r.lock.Approval.No) {
		t.Error("Enter does not deny")
	}
	r.later(10 * time.Second)
	r.sees("in 20 s")
	r.allow()
	if !r.answered(got) {
		t.Fatal("allowed, and denied")
	}
	r.seesNot("asks for a token")

	if !r.answered(r.may(t.Context(), python, r.named("prod"))) || r.isAsked() {
		t.Error("the same terminal is asked about twice within ten minutes")
	}
	for what, c := range map[string]struct {
		who  agent.Caller
		name string
	}{
		"another terminal": {agent.Caller{Program: "python3", Terminal: "34819/9"}, "prod"},
		"another profile":  {python, "lab"},
	} {
		other := r.may(t.Context(), c.who, r.named(c.name))
		r.until("the user is asked about "+what, r.isAsked)
		r.press("Deny")
		if r.answered(other) {
			t.Error(what + " got it without a question")
		}
	}
	r.clockNow = r.clockNow.Add(10 * time.Minute)
	late := r.may(t.Context(), python, r.named("prod"))
	r.until("the user is asked once more after ten minutes", r.isAsked)
	r.press("Deny")
	if r.answered(late) {
		t.Error("denied, and allowed")
	}
}

func TestAskedWithoutAnAnswer(t *testing.T) {
	r := asking(t, func(_ *rig, s *Setup) { s.AnswerTime = 50 * time.Millisecond })
	got := r.may(t.Context(), python, r.named("prod"))
	r.until("the user is asked", r.isAsked)
	if r.answered(got) {
		t.Error("no answer is a yes")
	}
	r.until("the question is gone", func() bool { return !r.isAsked() })
	r.seesNot("asks for a token")
}

// A command that ends takes its question with it.
func TestAskedByOneWhoLeaves(t *testing.T) {
	r := asking(t)
	ctx, cancel := context.WithCancel(t.Context())
	first := r.may(ctx, python, r.named("prod"))
	r.until("the user is asked", r.isAsked)
	second := r.may(t.Context(), python, r.named("prod"))
	r.settle() // two wait for one answer
	cancel()
	if r.answered(first) {
		t.Error("one who left got a yes")
	}
	r.settle() // one waits
	r.allow()
	if !r.answered(second) {
		t.Error("the other one was denied")
	}
}

func TestAskedWhileLocking(t *testing.T) {
	r := asking(t)
	allowed := r.may(t.Context(), python, r.named("lab"))
	r.until("the user is asked", r.isAsked)
	r.allow()
	if !r.answered(allowed) {
		t.Fatal("allowed, and denied")
	}
	got := r.may(t.Context(), python, r.named("prod"))
	r.until("the user is asked", r.isAsked)
	r.lockKey()
	if r.answered(got) {
		t.Error("the lock allows what was asked")
	}
	if r.answered(r.may(t.Context(), python, r.named("lab"))) {
		t.Error("a locked window keeps to what was allowed before")
	}
	r.press("Unlock")
	r.until("it is unlocked", func() bool { return !r.Locked() })
	again := r.may(t.Context(), python, r.named("lab"))
	r.until("the allowance ended with the lock", r.isAsked)
	r.key(fyne.KeyEscape)
	if r.answered(again) {
		t.Error("Escape allows")
	}
}

// A click that was meant for one question allows no other one.
func TestAskedOneAfterTheOther(t *testing.T) {
	r := asking(t)
	first := r.may(t.Context(), python, r.named("prod"))
	r.until("the user is asked", r.isAsked)
	second := r.may(t.Context(), python, r.named("lab"))
	r.settle() // two are waiting
	r.press("Allow for 10 min")
	r.sees("a token of prod.")
	r.later(time.Second)
	r.win.Canvas().Focus(r.lock.Approval.Yes)
	r.key(fyne.KeyReturn)
	if !r.answered(first) {
		t.Fatal("allowed, and denied")
	}
	r.sees("a token of lab.")
	if r.win.Canvas().Focused() != fyne.Focusable(r.lock.Approval.No) {
		t.Error("the same key allows the next one")
	}
	r.press("Allow for 10 min")
	r.sees("a token of lab.")
	r.press("Deny")
	if r.answered(second) {
		t.Error("denied, and allowed")
	}
}

// Whoever may test a credential may not have its token yet.
func TestAskedToTest(t *testing.T) {
	r := asking(t)
	prod := r.named("prod")
	ask := func(op agent.Op) <-chan bool {
		got := make(chan bool, 1)
		go func() { got <- r.Allow(t.Context(), python, op, prod) }()
		return got
	}
	test := ask(agent.OpTest)
	r.until("the user is asked", r.isAsked)
	r.sees("python3 (pts/2) asks to test prod.")
	r.allow()
	r.answered(test)
	token := ask(agent.OpToken)
	r.until("the user is asked about a token", r.isAsked)
	r.allow()
	r.answered(token)
	r.clockNow = r.clockNow.Add(9*time.Minute + 59*time.Second) // the allowance for tests has ended
	if !r.answered(ask(agent.OpTest)) {
		t.Error("a terminal that may have tokens may not test them")
	}
}

// Callers of whom nothing is known, as on some systems, share no allowance: they cannot be
// allowed for longer than once, and each has a question of its own.
func TestAskedByNobodyKnown(t *testing.T) {
	for name, who := range map[string]agent.Caller{"nothing": {}, "a name alone": {PID: 7, Program: "python3"}} {
		t.Run(name, func(t *testing.T) {
			r := asking(t)
			first := r.may(t.Context(), who, r.named("prod"))
			r.until("the user is asked", r.isAsked)
			r.sees("asks for a token of prod.")
			second := r.may(t.Context(), who, r.named("prod"))
			r.settle() // both are asked about
			if r.lock.Approval.Yes.Visible() {
				t.Error("whoever it is can be allowed for 10 minutes")
			}
			r.later(time.Second)
			r.press("Allow once")
			if !r.answered(first) {
				t.Error("allowed, and denied")
			}
			r.until("the other one is asked about", r.isAsked)
			r.press("Deny")
			if r.answered(second) {
				t.Error("allowed without a word")
			}
		})
	}
}

// Where there is no terminal, an allowance is the process's, not that of all programs with
// its name.
func TestAskedByProcessesOfOneName(t *testing.T) {
	r := asking(t)
	prod := r.named("prod")
	script := agent.Caller{PID: 70, Program: "python3", Process: "7/5150", Command: "lanyard token prod --json"}
	first := r.may(t.Context(), script, prod)
	r.until("the user is asked", r.isAsked)
	r.sees("python3 asks for a token of prod.", "It runs: lanyard token prod --json")
	r.allow()
	if !r.answered(first) {
		t.Fatal("allowed, and denied")
	}
	script.PID = 71 // another lanyard of the same script
	if !r.answered(r.may(t.Context(), script, prod)) {
		t.Error("the same script is asked about twice")
	}
	for what, process := range map[string]string{"another script": "8/5151", "a later process with its id": "7/9000"} {
		other := script
		other.Process = process
		got := r.may(t.Context(), other, prod)
		r.until("the user is asked about "+what, r.isAsked)
		r.press("Deny")
		if r.answered(got) {
			t.Error(what + " got it for having the same name")
		}
	}
}

// What is allowed once is asked about the next time.
func TestAskedToAllowOnce(t *testing.T) {
	r := asking(t)
	first := r.may(t.Context(), python, r.named("prod"))
	r.until("the user is asked", r.isAsked)
	r.press("Allow once") // too soon to be meant
	if !r.isAsked() {
		t.Fatal("a click that was meant for something else allows it")
	}
	r.later(time.Second)
	r.press("Allow once")
	if !r.answered(first) {
		t.Fatal("allowed, and denied")
	}
	second := r.may(t.Context(), python, r.named("prod"))
	r.until("the user is asked again", r.isAsked)
	if r.win.Canvas().Focused() != fyne.Focusable(r.lock.Approval.No) {
		t.Error("Enter does not deny")
	}
	r.press("Deny")
	if r.answered(second) {
		t.Error("once is twice")
	}
}

// Names of profiles are asked about too, and a token of one is no leave to see all.
func TestAskedForNames(t *testing.T) {
	r := asking(t)
	token := r.may(t.Context(), python, r.named("prod"))
	r.until("the user is asked", r.isAsked)
	r.allow()
	r.answered(token)
	names := func() <-chan bool {
		got := make(chan bool, 1)
		go func() { got <- r.Allow(t.Context(), python, agent.OpNames, profile.Profile{}) }()
		return got
	}
	first := names()
	r.until("the user is asked about names", r.isAsked)
	r.sees("python3 (pts/2) asks for the names of your profiles.")
	r.press("Deny")
	if r.answered(first) {
		t.Error("denied, and allowed")
	}
	second := names()
	r.until("the user is asked about names again", r.isAsked)
	r.allow()
	if !r.answered(second) || !r.answered(names()) {
		t.Error("allowed, and denied")
	}
}

// Another rule denies what was asked under the one before, and forgets what was allowed.
func TestAskedWhileTheSettingChanges(t *testing.T) {
	k := &kept{}
	r := asking(t, func(_ *rig, s *Setup) { s.ChangeSettings = k.change })
	first := r.may(t.Context(), python, r.named("lab"))
	r.until("the user is asked", r.isAsked)
	r.allow()
	r.answered(first)
	got := r.may(t.Context(), python, r.named("prod"))
	r.until("the user is asked", r.isAsked)
	r.menu("Settings")
	choice := r.control("Tokens for commands").(*kit.SelectField)
	choice.SetSelected("For none")
	if r.answered(got) {
		t.Error("allowed, though none are to get tokens")
	}
	choice.SetSelected("Ask me each time")
	again := r.may(t.Context(), python, r.named("lab"))
	r.until("the user is asked anew", r.isAsked)
	r.press("Deny")
	r.answered(again)
}

// Somebody who types in the window keeps the cursor while they are asked.
func TestAskedWhileTyping(t *testing.T) {
	r := asking(t)
	r.activation.front.Store(true)
	r.menu("Add profile")
	got := r.may(t.Context(), python, r.named("prod"))
	r.until("the user is asked", r.isAsked)
	if r.win.Canvas().Focused() != fyne.Focusable(r.form().Entry(editor.FName)) {
		t.Error("the question takes the cursor out of the field")
	}
	r.press("Deny")
	r.answered(got)
}

// A notification names program and profile, and no more.
func TestAskedBehindOtherWindows(t *testing.T) {
	told := make(chan string, 1)
	r := asking(t, func(_ *rig, s *Setup) {
		s.Notify = func(_ context.Context, title, text string, _ func()) error { told <- title + " | " + text; return nil }
	})
	got := r.may(t.Context(), python, r.named("prod"))
	r.until("a notification is sent", func() bool { r.settle(); return len(told) > 0 })
	if n := <-told; n != "python3 (pts/2) asks for a token of prod. | Allow or deny it in Lanyard." {
		t.Errorf("the notification says %q", n)
	}
	r.press("Deny")
	r.answered(got)
}

func TestServedIsToldAndNoted(t *testing.T) {
	r := newRig(t, []string{"prod"})
	p := r.named("prod")
	if _, err := r.wallet.Token(t.Context(), p.ID); err != nil {
		t.Fatal(err)
	}
	r.Served(python, agent.OpToken, p, nil)
	r.until("it is told", r.said)
	r.sees("python3 (pts/2) got a token of prod.")
	if got := r.Row(0).State; got != "live" {
		t.Errorf("the row says %q", got)
	}
}

// Where a desktop lets no program bring its window to the front, a notification says that
// it is open already.
func TestRaisedWhereThatIsForbidden(t *testing.T) {
	told := make(chan string, 1)
	r := newRig(t, []string{"prod"}, func(_ *rig, s *Setup) {
		s.Notify = func(_ context.Context, title, _ string, _ func()) error { told <- title; return nil }
	})
	up := make(chan bool, 1)
	go func() { up <- r.activation.raise("") }()
	r.until("a notification is sent", func() bool { return len(told) > 0 })
	if n := <-told; n != "Lanyard is open already" || <-up {
		t.Errorf("the notification says %q", n)
	}
	r.activation.front.Store(true)
	go func() { up <- r.activation.raise("") }()
	r.until("it is in front", func() bool { return len(up) > 0 })
	if !<-up || len(told) > 0 {
		t.Error("a window that is in front tells otherwise")
	}
}
