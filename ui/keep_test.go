package ui

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"lanyard/internal/profile"
	"lanyard/internal/secret"
	"lanyard/internal/wallet"
	"lanyard/store"
	"lanyard/ui/state"
)

// places lets a rig's window move keys between its keyring and a secrets file, as the
// program does.
type places struct {
	r      *rig
	dir    string
	system wallet.Keys // the keyring
	moved  chan func() // has what Follow was given, once it was
	over   string
	before func(to string, m *wallet.Move) error // what a test does to a move; may be nil
}

func withPlaces(p *places) option {
	return func(r *rig, s *Setup) {
		p.r, p.dir, p.system, p.moved = r, r.t.(*testing.T).TempDir(), systemKeys{r.keys}, make(chan func(), 1)
		s.Keep = &state.Keep{
			Move: p.move, Overruled: func() string { return p.over },
			Follow: func(ctx context.Context, moved func()) { p.moved <- moved; <-ctx.Done() },
		}
		s.Keyring = func(ctx context.Context) state.Keyring {
			st := r.wallet.Status(ctx)
			if st.Backend != state.BackendFile {
				return r.keyring
			}
			return state.Keyring{Backend: st.Backend, Name: st.Name, State: string(st.State)}
		}
	}
}

func (p *places) keys(place string) wallet.Keys {
	if place == state.BackendFile {
		return store.OpenSecretsFile(p.dir, func(ctx context.Context, a store.Ask) (secret.Text, error) {
			typed, err := p.r.AskPassphrase(ctx, a.New, a.Wrong)
			if err != nil {
				err = fmt.Errorf("%w: %w", store.ErrLocked, err)
			}
			return typed, err
		})
	}
	return p.system
}

func (p *places) move(ctx context.Context, to string, how state.MoveHow) ([]wallet.Moved, error) {
	keys := p.keys(to)
	if how.Leave {
		p.r.wallet.UseKeys(keys)
		return nil, nil
	}
	m := wallet.Move{To: keys, Replace: how.Replace, Tell: how.Tell}
	if p.before != nil {
		if err := p.before(to, &m); err != nil {
			return nil, err
		}
	}
	return p.r.wallet.MoveKeys(ctx, m)
}

// keyIn reads a key where it should be now.
func keyIn(t *testing.T, keys wallet.Keys, id string) string {
	t.Helper()
	e, err := keys.Get(t.Context(), id)
	if errors.Is(err, store.ErrMissing) {
		return ""
	}
	if err != nil {
		t.Fatal(err)
	}
	return e.Secret.Reveal()
}

func TestMoveKeysToTheSecretsFileAndBack(t *testing.T) {
	p := &places{}
	r := newRig(t, []string{"prod", "lab"}, withPlaces(p))
	id := r.saved()[0].KeyID
	r.key(fyne.KeyReturn)
	r.until("there is a token", r.hasToken)
	r.menu("Settings")
	r.press("Move to the secrets file…")
	r.sees("Keep keys in the secrets file", "Moves 2 keys from Login keyring to the secrets file", "read back and compared")
	if r.win.Canvas().Focused() != fyne.Focusable(r.page().Main) {
		t.Errorf("the focus is on %T", r.win.Canvas().Focused())
	}
	r.key(fyne.KeyReturn)
	r.until("a new passphrase is asked for", func() bool { return r.PassphraseAsked().Text != "" })
	r.sees("nobody can recover a lost passphrase")
	for range 2 {
		r.typeText("open sesame")
		r.key(fyne.KeyReturn)
	}
	r.until("the keys are moved", func() bool { return r.page() != nil && len(r.page().Said) > 0 })
	r.sees("2 keys were moved. Keys are kept in the secrets file from now on.")
	r.until("the toolbar tells", func() bool { return r.Window.Keyring().Backend == state.BackendFile })
	if keyIn(t, r.keys, id) != "" {
		t.Error("the key is still in the keyring")
	}
	if !r.hasToken() {
		t.Error("the token was forgotten")
	}
	r.key(fyne.KeyReturn)
	r.sees("Settings", "Keys are kept in the secrets file", "Change passphrase…")
	r.key(fyne.KeyEscape)
	r.menu("Get new token")
	r.until("the key in the file works", func() bool { return r.signIn.count() == 2 && r.hasToken() })

	r.menu("Settings")
	r.press("Move to the keyring…")
	r.press("Move keys")
	r.until("the keys are moved back", func() bool { return r.page() != nil && len(r.page().Said) > 0 })
	r.sees("2 keys were moved. Keys are kept in the keyring from now on.")
	if got := keyIn(t, r.keys, id); got != "key-of-prod" {
		t.Errorf("the keyring has %q", got)
	}
}

// Without a passphrase nothing is moved, and one can go on at once.
func TestMoveEndsWithoutAPassphrase(t *testing.T) {
	p := &places{}
	r := newRig(t, []string{"prod"}, withPlaces(p))
	r.menu("Settings")
	r.press("Move to the secrets file…")
	r.press("Move keys")
	r.until("a passphrase is asked for", func() bool { return r.PassphraseAsked().Text != "" })
	r.key(fyne.KeyEscape)
	r.until("it is said", func() bool { return r.page().Trouble.Box.Visible() })
	r.sees("The keys were not moved", "No passphrase was given.", "The keys are where they were, and used from there.")
	if got := keyIn(t, r.keys, r.saved()[0].KeyID); got != "key-of-prod" || r.Window.Keyring().Backend != state.BackendKeyring {
		t.Errorf("the keyring has %q, and the window says %q", got, r.Window.Keyring().Backend)
	}
	r.press("Cancel")
	r.sees("Settings")
}

// A lock in the middle of a move ends it and leaves the keys where they were.
func TestLockEndsAMove(t *testing.T) {
	p := &places{}
	r := newRig(t, []string{"prod"}, withPlaces(p))
	r.menu("Settings")
	r.press("Move to the secrets file…")
	r.press("Move keys")
	r.until("a passphrase is asked for", func() bool { return r.PassphraseAsked().Text != "" })
	r.typeText("half a pass")
	pass := r.lock.Passphrase.Pass.Pass
	r.lockKey()
	if r.page() != nil || pass.Text != "" {
		t.Errorf("after the lock: page open %v, typed %q", r.page() != nil, pass.Text)
	}
	r.key(fyne.KeyReturn)
	r.until("it is unlocked", func() bool { return !r.Locked() })
	if got := keyIn(t, r.keys, r.saved()[0].KeyID); got != "key-of-prod" {
		t.Errorf("the keyring has %q", got)
	}
}

// A key that differs in the new place is overwritten only when the user says so, with
// its profile named.
func TestMoveOverwritesNothingUnasked(t *testing.T) {
	there := store.NewMemory()
	p := &places{before: func(_ string, m *wallet.Move) error { m.To = there; return nil }}
	r := newRig(t, []string{"prod", "lab"}, withPlaces(p))
	prod := r.saved()[0]
	mine, err := r.keys.Get(t.Context(), prod.KeyID)
	if err != nil {
		t.Fatal(err)
	}
	other := mine
	other.Secret = secret.New("another key")
	if err := there.Put(t.Context(), prod.KeyID, other); err != nil {
		t.Fatal(err)
	}
	r.transfer.OpenMove(state.BackendFile, nil)
	r.press("Move keys")
	r.until("it is said", func() bool { return r.page().Trouble.Box.Visible() })
	r.sees("The keys were not moved", "These have another key in the secrets file than in Login keyring: prod.")
	if got := keyIn(t, there, prod.KeyID); got != "another key" {
		t.Fatalf("overwritten unasked with %q", got)
	}
	r.press("Overwrite 1 key")
	r.until("it is done", func() bool { return len(r.page().Said) > 0 })
	if got := keyIn(t, there, prod.KeyID); got != "key-of-prod" {
		t.Errorf("the new place has %q", got)
	}
	if keyIn(t, r.keys, prod.KeyID) != "" {
		t.Error("the old place still has the key")
	}
}

func TestMoveSaysWhatIsLeftOver(t *testing.T) {
	there := store.NewMemory()
	p := &places{over: "LANYARD_SECRETS", before: func(_ string, m *wallet.Move) error { m.To = there; return nil }}
	r := newRig(t, []string{"prod", "lab"}, withPlaces(p))
	if err := r.keys.Delete(t.Context(), r.saved()[1].KeyID); err != nil {
		t.Fatal(err)
	}
	r.transfer.OpenMove(state.BackendFile, nil)
	r.press("Move keys")
	r.until("it is done", func() bool { return len(r.page().Said) > 0 })
	r.sees("1 key was moved.", "to be entered once more: lab.", "LANYARD_SECRETS still says otherwise")
	r.press("Done")
	r.sees("Address")
}

// A removal that could still be undone is carried out before the keys move: its key
// would be left behind in the old place.
func TestMoveTakesNoRemovedKeys(t *testing.T) {
	there := store.NewMemory()
	p := &places{before: func(_ string, m *wallet.Move) error { m.To = there; return nil }}
	r := newRig(t, []string{"prod", "lab"}, withPlaces(p))
	id := r.Current().KeyID
	r.key(fyne.KeyDelete)
	r.until("it is removed", func() bool { return r.Removals() == 1 })
	r.transfer.OpenMove(state.BackendFile, nil)
	r.press("Move keys")
	r.until("it is done", func() bool { return len(r.page().Said) > 0 })
	if keyIn(t, r.keys, id) != "" || keyIn(t, there, id) != "" {
		t.Error("the key of a removed profile is left behind")
	}
}

// Where the keyring is gone, a secrets file can be chosen, which moves nothing.
func TestSecretsFileInsteadOfAKeyring(t *testing.T) {
	p := &places{}
	r := newRig(t, []string{"prod"}, withPlaces(p), func(r *rig, _ *Setup) {
		r.keyring = state.Keyring{Backend: state.BackendKeyring, State: state.KeyringAbsent, Detail: "no bus"}
	})
	r.sees("has no keyring", "Keep keys in a secrets file…")
	r.press("Keep keys in a secrets file…")
	r.sees("The secrets file takes keys from now on. The keyring cannot be reached")
	r.press("Keep keys there")
	r.until("it is done", func() bool { return len(r.page().Said) > 0 })
	r.until("the toolbar tells", func() bool { return r.Window.Keyring().Backend == state.BackendFile })
}

// A command that moves the keys is followed and told, whether the window is open or
// locked.
func TestWindowFollowsAMoveByCommand(t *testing.T) {
	p := &places{}
	r := newRig(t, []string{"prod"}, withPlaces(p))
	moved := <-p.moved
	made := store.OpenSecretsFile(p.dir, func(context.Context, store.Ask) (secret.Text, error) { return secret.New("open sesame"), nil })
	if _, err := (wallet.Move{From: p.system, To: made, IDs: wallet.KeyIDs(r.saved())}).Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	r.wallet.UseKeys(p.keys(state.BackendFile))
	moved()
	r.until("it is told", func() bool { return r.banner.box.Visible() })
	r.sees("A command moved the keys: the secrets file has them now.", "Secrets file locked")
	r.key(fyne.KeyReturn)
	r.until("the passphrase is asked for", func() bool { return r.PassphraseAsked().Text != "" })
	r.typeText("open sesame")
	r.key(fyne.KeyReturn)
	r.until("the key in the file works", r.hasToken)
	r.press("Close")
	r.seesNot("A command moved the keys")

	r.lockKey()
	if r.LockDetail().Way != state.UnlockPassphrase {
		t.Fatal("a click unlocks the secrets file")
	}
	r.wallet.UseKeys(p.system)
	moved()
	r.until("a click unlocks it now", func() bool { return r.LockDetail().Way == state.UnlockClick })
}

func TestChangePassphrase(t *testing.T) {
	p := &places{}
	r := newRig(t, nil, withPlaces(p))
	r.wallet.UseKeys(p.keys(state.BackendFile))
	r.until("it is seen", func() bool { r.CheckKeyring(); r.settle(); return r.Window.Keyring().Backend == state.BackendFile })
	done := make(chan error, 1)
	go func() {
		_, err := r.wallet.Add(t.Context(), cloudNamed("prod"), wallet.Secrets{Key: secret.New("the key")})
		done <- err
	}()
	r.until("a passphrase is asked for", func() bool { return r.PassphraseAsked().Text != "" })
	for range 2 {
		r.typeText("first")
		r.key(fyne.KeyReturn)
	}
	r.until("it is saved", func() bool { return len(done) == 1 })
	if err := <-done; err != nil {
		t.Fatal(err)
	}

	r.menu("Settings")
	r.press("Change passphrase…")
	r.typeText("wrong")
	r.key(fyne.KeyReturn)
	for range 2 {
		r.typeText("second")
		r.key(fyne.KeyReturn)
	}
	r.until("it was tried", func() bool { return strings.Contains(r.seen(), "The current passphrase does not fit.") })
	r.typeText("first")
	r.key(fyne.KeyReturn, fyne.KeyReturn, fyne.KeyReturn)
	r.until("it is changed", func() bool { return r.page() != nil && len(r.page().Said) > 0 })
	r.sees("The passphrase is changed.", "still open with the old one")
	if r.wallet.UnlockTakesPassphrase(t.Context()) {
		t.Error("the file was closed")
	}
	again := store.OpenSecretsFile(p.dir, nil)
	if err := again.UnlockWith(t.Context(), secret.New("first")); !errors.Is(err, store.ErrPassphrase) {
		t.Errorf("the old one: %v", err)
	}
	if err := again.UnlockWith(t.Context(), secret.New("second")); err != nil {
		t.Errorf("the new one: %v", err)
	}
}

// Copies that could not be removed are said, and can be removed by another press.
func TestMoveLeavesCopiesBehind(t *testing.T) {
	there := store.NewMemory()
	p := &places{}
	r := newRig(t, []string{"prod"}, withPlaces(p))
	stuck := &noDelete{Keys: p.system, stuck: true}
	p.before = func(_ string, m *wallet.Move) error { m.From, m.To = stuck, there; return nil }
	id := r.saved()[0].KeyID
	r.transfer.OpenMove(state.BackendFile, nil)
	r.press("Move keys")
	r.until("it is said", func() bool { return r.page().Trouble.Box.Visible() })
	r.sees("The secrets file has all keys, and they are used from there.")
	if keyIn(t, there, id) == "" {
		t.Fatal("the new place has no key")
	}
	stuck.stuck = false
	r.press("Remove the copies")
	r.done()
	if keyIn(t, r.keys, id) != "" || keyIn(t, there, id) != "key-of-prod" {
		t.Error("the copy is still there, or the key is nowhere")
	}
}

// noDelete is a place for keys that keeps them for a while.
type noDelete struct {
	wallet.Keys
	stuck bool
}

func (n *noDelete) Delete(ctx context.Context, id string) error {
	if n.stuck {
		return fmt.Errorf("delete key %q: %w", id, store.ErrRefused)
	}
	return n.Keys.Delete(ctx, id)
}

// keepViews are the views of moving keys, of backups and of what the program protects
// against.
func keepViews() []view {
	preview := func(r *rig) {
		file := r.backedUp("x")
		for _, p := range r.saved() {
			if p.Name == "lab" {
				r.removeForGood(p)
				continue
			}
			if _, err := r.wallet.Edit(r.t.Context(), p.ID, func(p *profile.Profile) error {
				p.ProjectID, p.SpaceID, p.Tags = "0c1d4a52-0b7e-4f0a-9a3e-51f2c8d90b11", "", nil
				return nil
			}, wallet.Secrets{Key: secret.New("newer")}); err != nil {
				r.t.Fatal(err)
			}
		}
		r.Reload(nil)
		r.settle()
		r.transfer.OpenRestoreOf(file)
		r.typePassphrase("x", 1)
		r.until("the preview is there", func() bool { return strings.Contains(r.seen(), "Nothing is changed yet") })
	}
	return []view{
		{"move", func(r *rig) { r.transfer.OpenMove(state.BackendFile, nil) }},
		{"passphrase for a move", func(r *rig) {
			r.transfer.OpenMove(state.BackendFile, nil)
			r.press("Move keys")
			r.until("a passphrase is asked for", func() bool { return r.PassphraseAsked().Text != "" })
		}},
		{"not moved", func(r *rig) {
			r.transfer.OpenMove(state.BackendFile, nil)
			r.press("Move keys")
			r.until("a passphrase is asked for", func() bool { return r.PassphraseAsked().Text != "" })
			r.key(fyne.KeyEscape)
			r.until("it is said", func() bool { return r.page().Trouble.Box.Visible() })
		}},
		{"backup", func(r *rig) { r.menu("Back up…"); r.typePassphrase("a", 1); r.typePassphrase("b", 1) }},
		{"restore", func(r *rig) { r.menu("Restore…") }},
		{"preview of a backup", preview},
		{"share", func(r *rig) { r.menu("Share profiles…") }},
		{"threats", func(r *rig) { r.menu("About Lanyard"); r.press("What it protects against, and what not…") }},
		{"moved by a command", func(r *rig) {
			r.keyring = state.Keyring{Backend: state.BackendFile, Name: "secrets file", State: state.KeyringReady}
			r.KeysMovedElsewhere()
			r.until("it is told", func() bool { return r.banner.box.Visible() })
		}},
	}
}

// removeForGood takes a profile away for good.
func (r *rig) removeForGood(p profile.Profile) {
	r.t.Helper()
	removed, err := r.wallet.Remove(r.t.Context(), p.ID, p.Name)
	if err == nil {
		err = removed.Commit(r.t.Context())
	}
	if err != nil {
		r.t.Fatal(err)
	}
}
