package state

import (
	"context"
	"errors"
	"fmt"
	"time"

	"lanyard/internal/wallet"
)

// undoTime is how long a removal can be taken back.
const undoTime = 10 * time.Second

// removal is a profile that is gone from the list while its key still lies in the
// keyring.
type removal struct {
	removed *wallet.Removed
	until   time.Time
}

// Remove takes the chosen profile away, with the way back in the status line.
func (m *Model) Remove() {
	p := m.Current()
	if p == nil || m.lock.locked {
		return
	}
	id, name := p.ID, p.Name
	if s := m.sessions[id]; s != nil && s.busy() {
		m.CancelSignIn()
	}
	background(m.ctx, m, func(ctx context.Context) (*wallet.Removed, error) {
		return m.set.Wallet.Remove(ctx, id, name)
	}, func(r *wallet.Removed, err error) {
		if err != nil && !errors.Is(err, wallet.ErrNotFound) {
			m.SayFailure(err)
			return
		}
		m.forgetSession(id)
		if r != nil {
			m.message = ""
			m.removals = append(m.removals, removal{removed: r, until: m.now().Add(undoTime)})
		}
		m.Reload(nil)
	})
}

// Removals is how many removals can be taken back.
func (m *Model) Removals() int { return len(m.removals) }

// Undo takes the last removal back, while it can be.
func (m *Model) Undo() {
	if len(m.removals) == 0 {
		return
	}
	last := m.removals[len(m.removals)-1].removed
	m.removals = m.removals[:len(m.removals)-1]
	m.changed(Status)
	background(m.ctx, m, func(ctx context.Context) (nothing, error) {
		return nothing{}, last.Undo(ctx)
	}, func(_ nothing, err error) {
		if err != nil {
			m.SayFailure(err)
			return
		}
		m.Saved(last.Profile.ID, fmt.Sprintf(m.t.Restored, last.Profile.Name), nil)
	})
}

// commit deletes the key of a removed profile. A failure leaves an unused key behind,
// which harms nobody; it is said all the same.
func (m *Model) commit(r removal) {
	background(m.ctx, m, func(ctx context.Context) (nothing, error) {
		return nothing{}, r.removed.Commit(ctx)
	}, func(_ nothing, err error) {
		if err != nil {
			m.SayFailure(err)
		}
	})
}

// commitAll is for the end of the program; it waits.
func (m *Model) commitAll(ctx context.Context) {
	for _, r := range m.removals {
		_ = r.removed.Commit(ctx)
	}
	m.removals = nil
}

// commitDue lets removals be whose time is over.
func (m *Model) commitDue(now time.Time) {
	for len(m.removals) > 0 && !now.Before(m.removals[0].until) {
		m.commit(m.removals[0])
		m.removals = m.removals[1:]
	}
}

func (m *Model) undoWords() string {
	switch n := len(m.removals); n {
	case 0:
		return ""
	case 1:
		return fmt.Sprintf(m.t.Removed, m.removals[0].removed.Profile.Name)
	default:
		return fmt.Sprintf(m.t.RemovedSome, n)
	}
}
