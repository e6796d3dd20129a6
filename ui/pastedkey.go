package ui

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"strings"
	"time"

	"lanyard/internal/secret"
)

// pastedKey recognises a text with a key that somebody copied elsewhere, pasted and saved,
// and that still lies on the clipboard. It does not hold the text.
type pastedKey struct {
	salt  [16]byte
	sum   [sha256.Size]byte
	until time.Time // when the line stops telling of it
}

func newPastedKey(text string, until time.Time) *pastedKey {
	k := &pastedKey{until: until}
	_, _ = rand.Read(k.salt[:])
	k.sum = k.sumOf(text)
	return k
}

func (k *pastedKey) sumOf(text string) [sha256.Size]byte {
	return sha256.Sum256(append(k.salt[:], text...))
}

func (k *pastedKey) is(text string) bool { return k.sumOf(text) == k.sum }

const (
	// pastedTime is for how long the line tells of a pasted key.
	pastedTime = 2 * time.Minute
	// pastedLeast is how long a secret is at least to be recognised in another text.
	pastedLeast = 8
)

// lookForPasted tells of saved secrets that still lie on the clipboard, after something
// was pasted, and offers to take them off.
func (w *Window) lookForPasted(saved ...secret.Text) {
	if !w.pasted || w.set.Clipboard == nil || w.status.copied != nil {
		return
	}
	w.pasted = false
	until := w.now().Add(pastedTime)
	background(w.ctx, w, func(ctx context.Context) (*pastedKey, error) {
		ctx, cancel := context.WithTimeout(ctx, pasteTime)
		defer cancel()
		text, err := w.set.Clipboard.ReadText(ctx)
		if err != nil {
			return nil, err
		}
		for _, s := range saved {
			if s.Len() >= pastedLeast && strings.Contains(text, s.Reveal()) {
				return newPastedKey(text, until), nil
			}
		}
		return nil, nil
	}, func(k *pastedKey, err error) {
		if err == nil && k != nil && w.status.copied == nil {
			w.status.pasted = k
			w.refreshRest()
		}
	})
}

// clearPasted takes the pasted key off the clipboard, if it still lies there.
func (w *Window) clearPasted() {
	k := w.status.pasted
	background(w.ctx, w, func(ctx context.Context) (bool, error) {
		ctx, cancel := context.WithTimeout(ctx, pasteTime)
		defer cancel()
		return w.set.Clipboard.ClearOther(ctx, k.is)
	}, func(cleared bool, err error) {
		switch {
		case err != nil:
			w.say(w.t.ClipNotCleared)
			return
		case cleared:
			w.status.message = w.t.ClipEmpty
		default:
			w.status.message = w.t.ClipOther
		}
		if w.status.pasted == k {
			w.status.pasted = nil
		}
		w.refresh()
	})
}
