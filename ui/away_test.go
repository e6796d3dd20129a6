package ui

import (
	"context"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"lanyard/internal/agent"
	"lanyard/internal/profile"
	"lanyard/internal/settings"
	"lanyard/ui/kit"
	"lanyard/ui/state"
)

// fakeDesktop is a desktop that tells what a test wants.
type fakeDesktop struct {
	watched chan time.Duration // each time that watching for nobody begins
	idle    func()
	session chan func(state.SessionEvent)
}

func withDesktop(d *fakeDesktop) option {
	d.watched, d.session = make(chan time.Duration, 9), make(chan func(state.SessionEvent), 1)
	return func(_ *rig, s *Setup) {
		s.IdleWatch = func(ctx context.Context, after time.Duration, idle func()) error {
			d.idle = idle
			d.watched <- after
			<-ctx.Done()
			return ctx.Err()
		}
		s.SessionWatch = func(_ context.Context, tell func(state.SessionEvent)) { d.session <- tell }
	}
}

func TestLocksWhenNobodyIsThere(t *testing.T) {
	d := &fakeDesktop{}
	r := newRig(t, []string{"prod"}, withDesktop(d))
	if len(d.watched) > 0 {
		t.Fatal("with a keyring the window watches for nobody before the user wants it")
	}
	r.menu("Settings")
	r.control("When nobody is there").(*kit.SelectField).SetSelected("after 5 min")
	if got := <-d.watched; got != 5*time.Minute {
		t.Fatalf("watches for %v", got)
	}
	d.idle()
	r.until("it is locked", func() bool { return r.Locked() && r.LockDetail().Way != state.UnlockUnknown })
	r.sees("Nobody used the computer for 5 min.")
	if !r.wallet.Locked() {
		t.Error("the wallet is open")
	}
}

// With a secrets file, ten minutes are the default.
func TestLocksASecretsFileByItself(t *testing.T) {
	d := &fakeDesktop{}
	r := newRig(t, []string{"prod"}, withDesktop(d), func(r *rig, _ *Setup) {
		r.keyring = state.Keyring{Backend: state.BackendFile, Name: "Secrets file", State: state.KeyringReady}
	})
	if got := <-d.watched; got != 10*time.Minute {
		t.Errorf("watches for %v", got)
	}
	r.menu("Settings")
	if c := r.control("When nobody is there").(*kit.SelectField); c.Selected != "after 10 min" {
		t.Errorf("the settings say %q", c.Selected)
	}
}

func TestLocksWithTheSession(t *testing.T) {
	for _, tt := range []struct {
		name  string
		event state.SessionEvent
		want  string
	}{
		{"locked", state.SessionLocked, "The session was locked."},
		{"asleep", state.SessionSleeping, "The computer went to sleep."},
	} {
		t.Run(tt.name, func(t *testing.T) {
			d := &fakeDesktop{}
			r := newRig(t, []string{"prod"}, withDesktop(d))
			r.menu("Copy token")
			r.until("the token is copied", func() bool { return r.board.held() != "" })
			(<-d.session)(tt.event)
			if !r.wallet.Locked() || r.board.held() != "" {
				t.Error("the computer may sleep before tokens and clipboard are gone")
			}
			r.until("it is locked", func() bool { return r.Locked() })
			r.sees(tt.want)
		})
	}
}

func TestStaysOpenIfTheSettingsSaySo(t *testing.T) {
	d := &fakeDesktop{}
	r := newRig(t, []string{"prod"}, withDesktop(d))
	r.menu("Settings")
	r.control("Lock with the session and on sleep").(*kit.Checkbox).SetChecked(false)
	(<-d.session)(state.SessionLocked)
	r.settle()
	if r.Locked() || r.wallet.Locked() {
		t.Error("locked with the session all the same")
	}
}

func TestEndsWithTheSession(t *testing.T) {
	d := &fakeDesktop{}
	r := newRig(t, []string{"prod"}, withDesktop(d))
	tell := <-d.session
	tell(state.SessionEnding)
	r.until("it quits", func() bool { return r.quitting })
}

func TestLanyardLockLocksTheWindow(t *testing.T) {
	var host agent.Host
	served := make(chan struct{})
	r := newRig(t, []string{"prod"}, func(_ *rig, s *Setup) {
		s.Serve = func(h agent.Host) error { host = h; close(served); return nil }
	})
	<-served
	if host.Locked() {
		t.Error("an open window says it is locked")
	}
	host.Lock()
	if !host.Locked() {
		t.Error("the command is told that it is done before it is")
	}
	r.until("it is locked", func() bool { return r.Locked() && r.LockDetail().Way != state.UnlockUnknown })
	r.sees("lanyard lock was called.")
}

// Nobody looks at a minimised window: it wakes for its duties alone, and is right at once
// when it is shown again.
func TestMinimisedWindowSleeps(t *testing.T) {
	r := newRig(t, []string{"prod"}, func(_ *rig, s *Setup) {
		s.Settings = settings.Default()
		s.Settings.Notify = false
	})
	r.key(fyne.KeyReturn)
	r.until("the token is there", r.hasToken)
	if d := r.NextTick(); d != time.Second {
		t.Fatalf("the countdown wakes after %v", d)
	}
	r.SetHidden(true)
	if d := r.NextTick(); d != 0 {
		t.Errorf("a minimised window wakes after %v", d)
	}
	r.menu("View or hide token")
	if d := r.NextTick(); d != 30*time.Second {
		t.Errorf("a token in clear is masked after %v", d)
	}
	r.clockNow = r.clockNow.Add(20 * time.Minute)
	r.SetHidden(false)
	r.sees("40:00")
	if got := r.Row(0).Share; got > 0.67 || got < 0.66 {
		t.Errorf("the ring shows %v", got)
	}
}

func TestWarnsOfATokenInUse(t *testing.T) {
	r := newRig(t, []string{"a", "b"})
	r.menu("Copy token")
	r.until("the token is copied", func() bool { return r.copied() })
	r.key(fyne.KeyDown)
	if d := r.warnsIn(); d != 55*time.Minute {
		t.Fatalf("warns in %v", d)
	}
	done := make(chan string, 3)
	r.Window.set.Notify = func(_ context.Context, title, text string, clicked func()) error {
		done <- title + " | " + text
		clicked()
		return nil
	}
	r.later(54 * time.Minute)
	if len(done) > 0 {
		t.Fatal("warns too early")
	}
	r.later(time.Minute)
	if got := <-done; got != "The token for a ends in 5 min | Get a new one in Lanyard." {
		t.Errorf("told %q", got)
	}
	r.until("a click opens the profile", func() bool { return r.chosenName() == "a" })
	r.later(time.Minute)
	select {
	case got := <-done:
		t.Errorf("told twice: %q", got)
	default:
	}
}

// warnsIn is how long a window that nobody sees sleeps: until it warns.
func (r *rig) warnsIn() time.Duration {
	r.SetHidden(true)
	defer r.SetHidden(false)
	return r.NextTick()
}

func TestDoesNotWarnInVain(t *testing.T) {
	for name, set := range map[string]func(*rig){
		"switched off": func(r *rig) { r.ChooseSetting(func(s *settings.Settings) { s.Notify = false }) },
		"looked at":    func(r *rig) { r.activation.front.Store(true) },
		"renewed by itself": func(r *rig) {
			r.profiles.edit(func(p *profile.Profile) { p.AutoRenew = true })
			r.Profiles()[0].AutoRenew = true
		},
		"over already": func(r *rig) { r.clockNow = r.clockNow.Add(time.Hour) },
		"locked":       func(r *rig) { r.lockKey() },
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t, []string{"prod"})
			r.menu("Copy token")
			r.until("the token is copied", func() bool { return r.copied() })
			set(r)
			told := make(chan string, 1)
			r.Window.set.Notify = func(_ context.Context, title, _ string, _ func()) error { told <- title; return nil }
			r.later(57 * time.Minute)
			select {
			case got := <-told:
				t.Errorf("told %q", got)
			case <-time.After(20 * time.Millisecond):
			}
		})
	}
}

func TestWarnLead(t *testing.T) {
	r := newRig(t, nil, func(r *rig, _ *Setup) { r.add(cloudNamed("short")) })
	r.signIn.life = 10 * time.Minute
	r.menu("Copy token")
	r.until("the token is copied", func() bool { return r.copied() })
	if d := r.warnsIn(); d != 8*time.Minute {
		t.Errorf("a token of ten minutes warns after %v", d)
	}
}
