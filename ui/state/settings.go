package state

import (
	"context"
	"time"

	"lanyard/internal/policy"
	"lanyard/internal/settings"
)

// LockAfter is how long nobody uses the computer before the window locks itself; 0: it
// doesn't.
func (m *Model) LockAfter() time.Duration {
	return m.settings.LockAfter(m.keys.found.Backend == BackendFile)
}

// ChooseSetting changes a setting: it holds at once, and is saved.
func (m *Model) ChooseSetting(change func(*settings.Settings)) {
	before := m.settings
	change(&m.settings)
	if m.settings == before {
		return
	}
	m.news.tell(m.settings)
	m.watchAway()
	if m.settings.Commands != before.Commands {
		m.forgetApprovals() // what was allowed, or is asked, was so under the other rule
	}
	m.changed(Preference)
	m.changed(All)
	if m.set.ChangeSettings == nil {
		return
	}
	background(m.ctx, m, func(ctx context.Context) (nothing, error) {
		return nothing{}, m.set.ChangeSettings(ctx, change)
	}, func(_ nothing, err error) {
		if err != nil {
			m.Say(m.t.NotKept + " " + InOneLine(err))
		}
	})
}

// Settings is what the user has chosen.
func (m *Model) Settings() settings.Settings { return m.settings }

// Policy is what the administrator of this computer has fixed; nil for nothing.
func (m *Model) Policy() *policy.Policy { return m.set.Policy }
