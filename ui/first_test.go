package ui

import (
	"context"
	"errors"
	"testing"

	"lanyard/ui/state"

	"lanyard/internal/profile"

	"github.com/google/go-cmp/cmp"
)

// readEarly has the profiles read while the window is made.
func readEarly(r *rig, s *Setup) { s.First = state.ReadFirst(r.t.Context(), s.Wallet, s.Keyring) }

// TestFirstListBeforeTheFirstFrame: what is read in time is shown before the window is, with
// the first profile chosen.
func TestFirstListBeforeTheFirstFrame(t *testing.T) {
	r := newRig(t, []string{"alpha", "beta"})
	set := r.Window.set
	set.First = state.ReadFirst(t.Context(), set.Wallet, func(context.Context) state.Keyring {
		return state.Keyring{Backend: state.BackendKeyring, Name: "Early keyring", State: state.KeyringReady}
	})
	set.First.Wait(t.Context())
	w := New(r.app, set)
	t.Cleanup(w.Stop)
	if at := w.list.List.GetScrollOffset(); at != 0 {
		t.Errorf("the list begins %v below its top", at)
	}
	if w.Rows() != 2 || w.Chosen() != w.Profiles()[0].ID || !w.detail.View.Box.Visible() {
		t.Errorf("before the window is shown there are %d rows, and %q is chosen", w.Rows(), w.Chosen())
	}
	if w.bar.keys.Text != "Early keyring" || w.win.Canvas().Focused() != w.list.List {
		t.Errorf("before the window is shown the keyring is %q, and %T has the focus", w.bar.keys.Text, w.win.Canvas().Focused())
	}
}

// TestFirstListJustInTime: one that comes while the window is built is in the first frame too.
func TestFirstListJustInTime(t *testing.T) {
	r := newRig(t, []string{"alpha", "beta"})
	set := r.Window.set
	late := lateWallet{set.Wallet, make(chan struct{})}
	set.First = state.ReadFirst(t.Context(), late, set.Keyring)
	w := New(r.app, set)
	t.Cleanup(w.Stop)
	if w.Loaded() {
		t.Error("the list is there before it was read")
	}
	close(late.list)
	set.First.Wait(t.Context())
	w.takeLate()
	if w.Rows() != 2 || w.Chosen() != w.Profiles()[0].ID || w.win.Canvas().Focused() != w.list.List {
		t.Errorf("before the window is shown there are %d rows, and %q is chosen", w.Rows(), w.Chosen())
	}
}

// TestFirstListAfterTheFirstFrame: one that comes later is shown when it comes.
func TestFirstListAfterTheFirstFrame(t *testing.T) {
	r := newRig(t, []string{"alpha", "beta"}, readEarly)
	if diff := cmp.Diff([]string{"alpha", "beta"}, r.names()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if r.chosenName() != "alpha" {
		t.Errorf("%q is chosen", r.chosenName())
	}
}

// TestFirstListThatFails is told as any other.
func TestFirstListThatFails(t *testing.T) {
	r := newRig(t, nil, func(r *rig, _ *Setup) { r.profiles.err = errors.New("no such luck") }, readEarly)
	if r.LoadError() == nil {
		t.Error("a list that could not be read is not told")
	}
}

// lateWallet gives its list when the channel is closed.
type lateWallet struct {
	state.Wallet
	list chan struct{}
}

func (l lateWallet) List(ctx context.Context) ([]profile.Profile, error) {
	<-l.list
	return l.Wallet.List(ctx)
}
