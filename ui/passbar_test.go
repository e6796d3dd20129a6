package ui

import (
	"context"
	"errors"
	"testing"

	"fyne.io/fyne/v2"

	"lanyard/internal/secret"
	"lanyard/ui/state"
)

type typed struct {
	text secret.Text
	err  error
}

// asked has the window asked for a passphrase.
func (r *rig) asked(ctx context.Context, fresh, wrong bool) <-chan typed {
	r.t.Helper()
	got := make(chan typed, 1)
	go func() {
		text, err := r.AskPassphrase(ctx, fresh, wrong)
		got <- typed{text, err}
	}()
	r.until("the question is there", func() bool { return r.PassphraseAsked().Text != "" })
	r.settle()
	return got
}

func TestAskPassphrase(t *testing.T) {
	r := newRig(t, []string{"prod"})
	got := r.asked(t.Context(), false, true)
	r.sees("That passphrase does not fit.")
	r.typeText("open sesame")
	r.key(fyne.KeyReturn)
	if a := <-got; a.err != nil || a.text.Reveal() != "open sesame" {
		t.Errorf("the answer is %v", a.err)
	}
	r.seesNot("its passphrase is needed")
	if r.lock.Passphrase.Pass.Pass.Text != "" {
		t.Error("the passphrase is still in its field")
	}
	if r.win.Canvas().Focused() != fyne.Focusable(r.list.List) {
		t.Errorf("the focus is left on %T", r.win.Canvas().Focused())
	}
}

func TestAskNewPassphraseTakesItTwice(t *testing.T) {
	r := newRig(t, []string{"prod"})
	got := r.asked(t.Context(), true, false)
	r.sees("nobody can recover a lost passphrase")
	r.typeText("one")
	r.key(fyne.KeyReturn)
	r.typeText("other")
	r.key(fyne.KeyReturn)
	r.sees("The two are not the same.")
	r.typeText("one")
	r.key(fyne.KeyReturn)
	if a := <-got; a.err != nil || a.text.Reveal() != "one" {
		t.Errorf("the answer is %v", a.err)
	}
}

func TestAskPassphraseEndsWithoutAnAnswer(t *testing.T) {
	r := newRig(t, []string{"prod"})
	got := r.asked(t.Context(), false, false)
	r.key(fyne.KeyEscape)
	if a := <-got; !errors.Is(a.err, state.ErrNotAnswered) {
		t.Errorf("after Escape: %v", a.err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	got = r.asked(ctx, false, false)
	cancel()
	if a := <-got; !errors.Is(a.err, context.Canceled) {
		t.Errorf("after its time: %v", a.err)
	}
	r.until("the question is gone", func() bool { return r.PassphraseAsked().Text == "" })
	r.seesNot("its passphrase is needed")

	first, second := r.asked(t.Context(), false, false), r.asked(t.Context(), false, false)
	r.lockKey()
	for _, c := range []<-chan typed{first, second} {
		if a := <-c; !errors.Is(a.err, state.ErrNotAnswered) {
			t.Errorf("after a lock: %v", a.err)
		}
	}
	if _, err := func() (secret.Text, error) {
		go r.settle()
		return r.AskPassphrase(t.Context(), false, false)
	}(); !errors.Is(err, state.ErrNotAnswered) {
		t.Errorf("while locked: %v", err)
	}
}
