package state

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"fmt"
	"strings"
	"time"

	"lanyard/internal/credimport"
	"lanyard/internal/secret"
)

// pasteTime is how long reading the clipboard may take.
const pasteTime = 2 * time.Second

// clipboardState is what is known to lie on the clipboard.
type clipboardState struct {
	copied   *onClipboard // nil: nothing of ours
	copies   int
	leftover *pastedKey // nil: none is known
	pasted   bool       // something was pasted since a secret was saved
}

// onClipboard is a secret that was copied and is not known to be gone.
type onClipboard struct {
	what   string    // "Token for prod-eu copied"
	fate   *Fate     // nil: not looked yet
	look   func()    // looks once more what became of it; nil: nobody knows
	looked time.Time // when that was last
	until  time.Time // zero: it is not cleared by itself
	number int       // tells this copy from later ones
}

// lookEvery is how often one looks what became of a secret that should be gone.
const lookEvery = 5 * time.Second

// overdue reports whether the secret should be off the clipboard by now, with a moment
// for the news of that to arrive.
func (c *onClipboard) overdue(now time.Time) bool {
	return !c.until.IsZero() && now.Sub(c.until) >= time.Second
}

// copySecret puts a secret on the clipboard, says so and notes it. The value itself is
// never said.
func (m *Model) copySecret(what string, value secret.Text, life time.Duration, note func()) {
	if m.set.Clipboard == nil {
		m.Say(fmt.Sprintf(m.t.NotCopied, m.t.NoClipboard))
		return
	}
	mark := m.settings.MarkClipboard
	if m.lock.locked {
		return // the value was on its way here when the window was locked
	}
	background(m.ctx, m, func(context.Context) (SecretCopy, error) {
		return m.set.Clipboard.CopySecret(value, life, mark)
	}, func(c SecretCopy, err error) {
		if m.lock.locked {
			m.ClearClipboard() // and this copy was
			return
		}
		if err != nil {
			m.Say(fmt.Sprintf(m.t.NotCopied, whatFailed(err)))
			return
		}
		note()
		m.secretCopied(what, c, life)
	})
}

// secretCopied tells what lies on the clipboard until it doesn't any more.
func (m *Model) secretCopied(what string, c SecretCopy, life time.Duration) {
	m.clip.copies++
	mine := &onClipboard{what: what, number: m.clip.copies}
	if life > 0 {
		mine.until = m.now().Add(life)
	}
	m.clip.copied, m.clip.leftover, m.message = mine, nil, ""
	if c.Fate != nil {
		mine.look = func() {
			background(m.ctx, m, func(ctx context.Context) (Fate, error) {
				return c.Fate(ctx), nil
			}, func(f Fate, _ error) {
				mine.fate = &f
				m.changed(Status)
			})
		}
		mine.look()
	}
	background(m.ctx, m, func(ctx context.Context) (bool, error) {
		select {
		case <-c.Done:
			return c.Taken != nil && c.Taken(), nil
		case <-ctx.Done():
			return false, nil
		}
	}, func(taken bool, _ error) { m.secretGone(mine, taken) })
	m.changed(All)
}

// secretGone tells that a secret of ours is off the clipboard; taken says that something
// else was copied.
func (m *Model) secretGone(c *onClipboard, taken bool) {
	if m.clip.copied == nil || m.clip.copied.number != c.number {
		return
	}
	m.clip.copied = nil
	switch {
	case taken:
		m.message = m.t.ClipTaken
	case m.lock.locked:
		m.message = m.t.ClipEmpty
	default:
		m.message = m.t.ClipCleared
	}
	m.changed(All)
}

// ClearClipboard takes what the status line tells of off the clipboard.
func (m *Model) ClearClipboard() {
	if m.set.Clipboard == nil {
		return
	}
	if m.clip.copied == nil && m.clip.leftover != nil {
		m.clearLeftover()
		return
	}
	background(m.ctx, m, func(context.Context) (nothing, error) {
		return nothing{}, m.set.Clipboard.Clear()
	}, func(_ nothing, err error) {
		if err != nil {
			m.Say(m.t.ClipNotCleared)
		}
	})
}

// CopyPlain copies what is no secret; what says what it is.
func (m *Model) CopyPlain(what, text string) {
	if m.set.Clipboard == nil {
		m.Say(fmt.Sprintf(m.t.NotCopied, m.t.NoClipboard))
		return
	}
	background(m.ctx, m, func(ctx context.Context) (nothing, error) {
		return nothing{}, m.set.Clipboard.CopyText(ctx, text)
	}, func(_ nothing, err error) {
		if err != nil {
			m.Say(fmt.Sprintf(m.t.NotCopied, whatFailed(err)))
			return
		}
		m.ReplacedClipboard()
		m.Say(fmt.Sprintf(m.t.CopiedPlain, what))
	})
}

// ReplacedClipboard takes that what lay on the clipboard is gone by our own doing.
func (m *Model) ReplacedClipboard() {
	m.clip.copied, m.clip.leftover = nil, nil
	m.changed(Status)
}

// Paste reads the clipboard within its time and gives the text to insert.
func (m *Model) Paste(insert func(string)) {
	if m.set.Clipboard == nil {
		m.Say(fmt.Sprintf(m.t.NotPasted, m.t.NoClipboard))
		return
	}
	background(m.ctx, m, func(ctx context.Context) (string, error) {
		ctx, cancel := context.WithTimeout(ctx, pasteTime)
		defer cancel()
		return m.set.Clipboard.ReadText(ctx)
	}, func(text string, err error) {
		if err != nil {
			m.Say(fmt.Sprintf(m.t.NotPasted, whatFailed(err)))
			return
		}
		m.clip.pasted = true
		insert(text)
	})
}

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

// LookForPasted tells of saved secrets that still lie on the clipboard, after something
// was pasted, and offers to take them off.
func (m *Model) LookForPasted(saved ...secret.Text) {
	if !m.clip.pasted || m.set.Clipboard == nil || m.clip.copied != nil {
		return
	}
	m.clip.pasted = false
	until := m.now().Add(pastedTime)
	background(m.ctx, m, func(ctx context.Context) (*pastedKey, error) {
		ctx, cancel := context.WithTimeout(ctx, pasteTime)
		defer cancel()
		text, err := m.set.Clipboard.ReadText(ctx)
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
		if err == nil && k != nil && m.clip.copied == nil {
			m.clip.leftover = k
			m.changed(Rest)
		}
	})
}

// clearLeftover takes the pasted key off the clipboard, if it still lies there.
func (m *Model) clearLeftover() {
	k := m.clip.leftover
	background(m.ctx, m, func(ctx context.Context) (bool, error) {
		ctx, cancel := context.WithTimeout(ctx, pasteTime)
		defer cancel()
		return m.set.Clipboard.ClearOther(ctx, k.is)
	}, func(cleared bool, err error) {
		switch {
		case err != nil:
			m.Say(m.t.ClipNotCleared)
			return
		case cleared:
			m.message = m.t.ClipEmpty
		default:
			m.message = m.t.ClipOther
		}
		if m.clip.leftover == k {
			m.clip.leftover = nil
		}
		m.changed(All)
	})
}

// FindIn looks, away from the dispatcher's goroutine, whether a pasted text is a credential that
// fits, and tells so with what was found, or that it is not.
func (m *Model) FindIn(text string, fits func(credimport.Found) bool, yes func([]credimport.Found), no func()) {
	background(m.ctx, m, func(ctx context.Context) ([]credimport.Found, error) {
		found, err := credimport.Read(ctx, []byte(text), credimport.Options{})
		if err != nil {
			return nil, nil //nolint:nilerr // then it is a text like any other
		}
		return found, nil
	}, func(found []credimport.Found, _ error) {
		if len(found) > 0 && fits(found[0]) {
			yes(found)
		} else {
			no()
		}
	})
}
