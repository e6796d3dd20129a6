package ui

import (
	"context"
	"sync/atomic"
	"testing"

	"fyne.io/fyne/v2"

	"lanyard/internal/wallet"
	"lanyard/ui/state"
)

// askingKeys are keys whose unlocking waits for somebody who never answers.
type askingKeys struct {
	wallet.Keys
	asked, left atomic.Int32
}

func (k *askingKeys) Unlock(ctx context.Context) error {
	k.asked.Add(1)
	<-ctx.Done()
	k.left.Add(1)
	return ctx.Err()
}

func TestUnlockingTheKeyringCanBeCancelled(t *testing.T) {
	keys := &askingKeys{}
	r := newRig(t, []string{"prod"}, func(r *rig, _ *Setup) {
		r.keyring = state.Keyring{Backend: "keyring", Name: "Login keyring", State: state.KeyringLocked}
		keys.Keys = systemKeys{r.keys}
		r.wallet.UseKeys(keys)
	})
	r.press("Login keyring locked")
	r.sees("Login keyring is locked. Keys can be read and saved once it is unlocked.")
	r.press("Unlock keyring")
	r.until("the desktop asks", func() bool { return keys.asked.Load() == 1 })
	r.sees("Waiting for the keyring: the desktop asks for its password.")
	if r.visibleButton("Unlock keyring") != nil {
		t.Error("a second question can be asked on top of the first")
	}
	r.press("Cancel")
	r.until("nobody waits any more", func() bool { return keys.left.Load() == 1 })
	r.sees("Canceled.", "Login keyring is locked")
	r.press("Unlock keyring")
	r.until("the desktop asks again", func() bool { return keys.asked.Load() == 2 })
	r.press("Cancel")
}

func TestASignInTellsThatTheKeyringIsBack(t *testing.T) {
	r := newRig(t, []string{"prod"}, func(r *rig, _ *Setup) {
		r.keyring = state.Keyring{Backend: state.BackendKeyring, State: state.KeyringAbsent}
	})
	r.sees("No keyring", "This desktop has no keyring that Lanyard can use")
	r.keyring = state.Keyring{Backend: state.BackendKeyring, Name: "Login keyring", State: state.KeyringReady}
	r.key(fyne.KeyReturn)
	r.until("the top is right again", func() bool { return r.Window.Keyring().State == state.KeyringReady })
	r.sees("Login keyring")
	if r.banner.box.Visible() {
		t.Error("the trouble is over and still told")
	}
}

func TestWaitingForTheKeyringIsNotSigningIn(t *testing.T) {
	r := newRig(t, []string{"prod"}, func(r *rig, _ *Setup) { r.signIn.hold = make(chan struct{}) })
	r.key(fyne.KeyReturn)
	r.sees("Signing in at")
	r.keyring = state.Keyring{Backend: state.BackendKeyring, Name: "Login keyring", State: state.KeyringLocked}
	r.CheckKeyring()
	r.until("the lock is seen", func() bool { return r.Window.Keyring().State == state.KeyringLocked })
	r.sees("Waiting for the keyring: the desktop asks for its password.")
	r.keyring.State = state.KeyringReady
	r.CheckKeyring()
	r.until("it is open", func() bool { return r.Window.Keyring().State == state.KeyringReady })
	r.sees("Signing in at")
	close(r.signIn.hold)
}

func TestSecretsFileInWords(t *testing.T) {
	for found, want := range map[string][2]string{
		state.KeyringReady:   {"Secrets file", "encrypted with your passphrase"},
		state.KeyringLocked:  {"Secrets file locked", "once its passphrase was entered"},
		state.KeyringDamaged: {"Secrets file cannot be read", "The secrets file is damaged."},
		state.KeyringAbsent:  {"Secrets file cannot be read", "Check the folder's rights"},
	} {
		t.Run(found, func(t *testing.T) {
			r := newRig(t, []string{"prod"}, func(r *rig, _ *Setup) {
				r.keyring = state.Keyring{Backend: state.BackendFile, Name: "Secrets file", State: found}
			})
			if !r.banner.box.Visible() {
				r.press(want[0])
			}
			r.sees(want[0], want[1])
		})
	}
}

// The first page and the lock name the place where keys really are.
func TestPlaceOfKeysInWords(t *testing.T) {
	const ring, forgotten = "Login keyring", "Tokens are forgotten and the clipboard is cleared. "
	for name, c := range map[string]struct {
		keyring         state.Keyring
		welcome, locked string
	}{
		"a keyring":        {state.Keyring{Backend: state.BackendKeyring, Name: ring, State: state.KeyringReady}, "in this computer's keyring", forgotten + "Login keyring itself is not locked"},
		"a locked one":     {state.Keyring{Backend: state.BackendKeyring, Name: ring, State: state.KeyringLocked}, "in this computer's keyring", forgotten + "Login keyring is locked as well."},
		"a stopped one":    {state.Keyring{Backend: state.BackendKeyring, State: state.KeyringStuck}, "in this computer's keyring", forgotten + "The system's keyring itself is not locked"},
		"no keyring":       {state.Keyring{Backend: state.BackendKeyring, Name: ring, State: state.KeyringAbsent}, "credentials and turns", forgotten + "There is no keyring for keys."},
		"none to write to": {state.Keyring{Backend: state.BackendKeyring, Name: ring, State: state.KeyringNoCollection}, "credentials and turns", forgotten + "There is no keyring for keys."},
		"no secrets file":  {state.Keyring{Backend: state.BackendFile, Name: "Secrets file", State: state.KeyringReady}, "in a file that only your passphrase opens", forgotten + "There is no secrets file yet"},
		"a damaged file":   {state.Keyring{Backend: state.BackendFile, Name: "Secrets file", State: state.KeyringDamaged}, "in a file that only your passphrase opens", "Keys and tokens are forgotten"},
		"memory only":      {state.Keyring{Backend: state.BackendMemory, Name: "Memory only", State: state.KeyringReady}, "in memory, until it ends,", "encrypted with your passphrase"},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t, nil, func(r *rig, _ *Setup) { r.keyring = c.keyring })
			r.sees(c.welcome)
			r.lockKey()
			r.sees(c.locked)
		})
	}
}
