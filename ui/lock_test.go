package ui

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"lanyard/internal/secret"
	"lanyard/internal/wallet"
	"lanyard/store"
	"lanyard/ui/editor"
	"lanyard/ui/state"
)

// lockNow presses the key and lets the window find out what it takes to unlock.
func (r *rig) lockKey() {
	r.t.Helper()
	r.menu("Lock")
	if !r.Locked() {
		r.t.Fatal("the key does not lock at once")
	}
	r.until("the window knows what unlocks it", func() bool { return r.LockDetail().Way != state.UnlockUnknown })
}

func TestLockHidesAndForgets(t *testing.T) {
	r := newRig(t, []string{"prod"})
	r.menu("Copy token")
	r.until("the token is copied", func() bool { return r.copied() })
	r.menu("View or hide token")
	r.sees("token-1-of-prod")
	r.menu("Add profile")
	r.form().Entry(editor.FName).SetText("new")
	r.form().Entry(editor.FKey).SetText("typed-secret")
	key := r.form().Entry(editor.FKey)
	r.lockKey()
	r.until("the clipboard is cleared", func() bool { return r.board.held() == "" && !r.copied() })
	r.sees("Lanyard is locked", "Login keyring itself is not locked", "prod\n")
	r.seesNot("token-1-of-prod", "eu-de.ml.cloud.ibm.com", "Address")
	if r.form() != nil || key.Text != "" {
		t.Errorf("after the lock: form open %v, typed key %q", r.form() != nil, key.Text)
	}
	key.Undo()
	if key.Text != "" {
		t.Errorf("Undo brings %q back", key.Text)
	}
	if _, there := r.wallet.Cached(*r.Current()); there || !r.wallet.Locked() {
		t.Error("the wallet still has the token, or is not locked")
	}
	r.key(fyne.KeyReturn)
	r.until("it is unlocked", func() bool { return !r.Locked() })
	if f := r.form(); f == nil || f.Entry(editor.FName).Text != "new" || f.Entry(editor.FKey).Text != "" || !f.Dirty() {
		t.Error("the form is not there with what was no secret, to be saved or given up")
	}
	r.sees("A key or password has to be entered again.")
	r.key(fyne.KeyEscape)
	r.press("Discard")
	r.sees("No token yet", "https://eu-de.ml.cloud.ibm.com")
	if r.win.Canvas().Focused() != fyne.Focusable(r.list.List) {
		t.Errorf("after unlocking the focus is on %T", r.win.Canvas().Focused())
	}
}

// Whatever needs a key says that the window is locked, by menu and by key, and does
// nothing.
func TestLockedSaysSo(t *testing.T) {
	r := newRig(t, []string{"a", "b"})
	r.key(fyne.KeyReturn)
	r.until("the token is there", r.hasToken)
	r.lockKey()
	for _, item := range []string{"Add profile", "Edit", "Remove", "Get new token", "Copy token", "View or hide token", "Duplicate", "Search"} {
		r.Say("")
		r.menu(item)
		r.settle()
		if got := r.Status().Text; !strings.Contains(got, "locked") {
			t.Errorf("%s while locked says %q", item, got)
		}
	}
	r.win.Canvas().Focus(r.list.List)
	r.key(fyne.KeyDown)
	if got := r.chosenName(); got != "b" {
		t.Errorf("the arrows do not go through the names: %q is chosen", got)
	}
	r.seesNot("Address")
	for _, k := range []fyne.KeyName{fyne.KeyReturn, fyne.KeyDelete, fyne.KeyF5} {
		r.Say("")
		r.win.Canvas().Focus(r.list.List)
		r.key(k)
		if got := r.Status().Text; !strings.Contains(got, "locked") {
			t.Errorf("%s in the list says %q", k, got)
		}
	}
	if n := r.signIn.count(); n != 1 || r.form() != nil || len(r.saved()) != 2 {
		t.Error("a locked window still does what the menus say")
	}
}

// A sign-in that is under way when the window is locked leaves neither token nor words.
func TestLockEndsSignIn(t *testing.T) {
	r := newRig(t, []string{"prod"})
	hold := make(chan struct{})
	r.signIn.hold = hold
	r.menu("Copy token")
	r.until("the sign-in is under way", func() bool { return r.signIn.count() == 1 })
	r.lockKey()
	r.until("it is cancelled", func() bool { return r.signIn.ended() == 1 })
	close(hold)
	r.settle()
	if r.board.held() != "" || r.Row(0).Ring != state.RingNone {
		t.Error("the token arrived after the lock")
	}
}

// A secret that was on its way to the clipboard when the window was locked does not
// stay there.
func TestLockBeatsCopy(t *testing.T) {
	r := newRig(t, []string{"prod"})
	r.AskKey(state.PlainKey)
	r.CopyKey()
	for r.board.held() == "" { // the key is read and copied, the news of it wait in the queue
		select {
		case f := <-r.queue:
			f()
		case <-time.After(time.Millisecond):
		}
	}
	r.lockKey()
	r.until("the clipboard is cleared", func() bool { return r.board.held() == "" })

	r = newRig(t, []string{"prod"})
	r.AskKey(state.PlainKey)
	r.CopyKey() // the key is on its way
	r.lockKey()
	r.settle()
	if r.board.held() != "" || r.copied() {
		t.Error("a secret came onto the clipboard of a locked window")
	}
}

func TestLockClosesMenusAndSheets(t *testing.T) {
	r := newRig(t, []string{"prod"})
	r.press("More")
	r.key(fyne.KeyF1)
	r.lockKey()
	if r.win.Canvas().Overlays().Top() != nil || r.host.Dialog != nil {
		t.Error("something still lies over the locked window")
	}
}

// Keys in memory are locked with a passphrase that is chosen at the first lock.
func TestLockMemory(t *testing.T) {
	r := newRig(t, []string{"prod"}, func(r *rig, _ *Setup) {
		r.wallet.UseKeys(r.keys)
		r.keyring = state.Keyring{Backend: state.BackendMemory, Name: "Memory only", State: state.KeyringReady}
	})
	r.lockKey()
	r.sees("choose a passphrase")
	if r.win.Canvas().Focused() != fyne.Focusable(r.lock.View.Pass.Pass) {
		t.Fatalf("the focus is on %T", r.win.Canvas().Focused())
	}
	r.typeText("open sesame")
	r.key(fyne.KeyReturn)
	r.typeText("open sesamo")
	r.key(fyne.KeyReturn)
	r.sees("The two are not the same.")
	r.typeText("open sesame")
	r.seesNot("The two are not the same.")
	r.key(fyne.KeyReturn)
	r.until("the keys are encrypted", func() bool { return r.LockDetail().Way == state.UnlockPassphrase && !r.LockDetail().Busy })
	if r.keys.Status(t.Context()).State != store.StateLocked {
		t.Fatal("the keys lie open in memory")
	}
	if r.lock.View.Pass.Pass.Text+r.lock.View.Pass.Again.Text != "" {
		t.Error("the passphrase is still in its field")
	}

	r.typeText("wrong")
	r.key(fyne.KeyReturn)
	r.until("it was tried", func() bool { return !r.LockDetail().Busy })
	r.sees("The passphrase does not fit")
	if !r.Locked() {
		t.Fatal("a wrong passphrase unlocks")
	}
	r.typeText("open sesame")
	r.key(fyne.KeyReturn)
	r.until("it is unlocked", func() bool { return !r.Locked() })
	r.key(fyne.KeyReturn)
	r.until("the key works again", r.hasToken)
}

// A secrets file that nobody has opened yet asks for its passphrase inside the window.
func TestSecretsFileOpensInTheWindow(t *testing.T) {
	dir := t.TempDir()
	made := store.OpenSecretsFile(dir, func(context.Context, store.Ask) (secret.Text, error) { return secret.New("open sesame"), nil })
	r := newRig(t, nil, func(r *rig, _ *Setup) {
		r.keyring = state.Keyring{Backend: state.BackendFile, Name: "Secrets file", State: state.KeyringLocked}
		r.wallet.UseKeys(made)
		r.add(cloudNamed("prod"))
		r.wallet.UseKeys(store.OpenSecretsFile(dir, nil))
	})
	r.until("it asks for the passphrase", func() bool { return r.Locked() && r.LockDetail().Way == state.UnlockPassphrase })
	r.sees("The secrets file is locked", "prod\n")
	if _, err := r.wallet.Token(t.Context(), r.Chosen()); !errors.Is(err, wallet.ErrLocked) {
		t.Errorf("a token without the passphrase: %v", err)
	}
	r.typeText("open sesame")
	r.key(fyne.KeyReturn)
	r.until("it is open", func() bool { return !r.Locked() })
	r.key(fyne.KeyReturn)
	r.until("the key works", r.hasToken)

	r.lockKey()
	r.sees("Lanyard is locked", "The secrets file opens with its passphrase")
	if r.LockDetail().Way != state.UnlockPassphrase {
		t.Error("a click unlocks the secrets file")
	}
}

// A second press of the key while a passphrase is being tried locks again: who presses
// it wants the window locked.
func TestLockWinsOverUnlock(t *testing.T) {
	r := newRig(t, []string{"prod"})
	r.lockKey()
	r.press("Unlock")
	r.menu("Lock")
	r.until("the lock is done", func() bool { return r.LockDetail().Way != state.UnlockUnknown })
	if !r.Locked() || !r.wallet.Locked() {
		t.Error("the unlock under way won")
	}
}

func TestLockShowsInANarrowWindow(t *testing.T) {
	r := newRig(t, []string{"a"})
	r.win.Resize(fyne.NewSize(600, 500))
	r.lockKey()
	if !r.frame.panes.right.Visible() || r.visibleButton("Unlock") == nil {
		t.Error("a narrow locked window shows no way to unlock")
	}
}

// A key that is held down longer than a moment comes again and again. What it does is done
// once: otherwise chance would say whether the window ends up locked.
func TestHeldKeyActsOnce(t *testing.T) {
	var held func(bool)
	r := newRig(t, []string{"a", "b", "c", "d"}, func(_ *rig, s *Setup) {
		s.FollowInput = func(_ fyne.Window, in Input) { held = in.Key }
	})
	hold := func(press func()) {
		for i := range 4 {
			held(i > 0)
			press()
			r.settle()
		}
		held(false) // let go
	}
	hold(func() { r.menu("Lock") })
	if !r.Locked() {
		t.Error("holding the key that locks unlocks again")
	}
	r.until("it can be unlocked", func() bool { return r.LockDetail().Way == state.UnlockClick })
	hold(func() { r.menu("Lock") })
	if r.Locked() {
		t.Error("holding the key that unlocks locks again")
	}
	r.win.Canvas().Focus(r.list.List)
	hold(func() { r.key(fyne.KeyDelete) })
	r.until("one is removed", func() bool { return len(r.names()) < 4 })
	hold(func() { r.menu("Remove") })
	r.until("another one is removed", func() bool { return len(r.names()) < 3 })
	hold(func() { r.menu("Duplicate") })
	r.until("it is there twice", func() bool { return len(r.names()) > 2 })
	r.settle()
	if got := r.names(); len(got) != 3 {
		t.Errorf("removed twice and duplicated once, four profiles are %q", got)
	}
	exchanges := r.signIn.count()
	hold(func() { r.key(fyne.KeyF5) })
	r.until("there is a token", r.hasToken)
	if n := r.signIn.count() - exchanges; n != 1 {
		t.Errorf("holding F5 signs in %d times", n)
	}
	r.win.Canvas().Focus(r.list.Search)
	hold(func() { r.list.Search.TypedRune('a') })
	if got := r.list.Search.Text; got != "aaaa" {
		t.Errorf("holding a letter types %q", got)
	}
}
