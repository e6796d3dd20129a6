package state

import (
	"context"
	"time"

	"lanyard/internal/policy"
)

// Settings is what the user chose for the window.
type Settings struct {
	Theme           string        // ThemeSystem, ThemeLight or ThemeDark
	TextSize        int           // in per cent
	ClearToken      time.Duration // a copied token leaves the clipboard after it; 0: never
	ClearKey        time.Duration // a copied key
	MarkClipboard   bool          // mark what is copied as secret
	LockAfter       time.Duration // lock when nobody used the computer for so long; 0: never; negative: as fits the place of the keys
	LockWithSession bool          // lock when the session locks or the computer sleeps
	Notify          bool          // tell on the desktop before a token in use ends
	Tray            bool          // an icon among the desktop's status icons
	Commands        string        // which commands get tokens: CommandsAny, CommandsAsk or CommandsNone
	Proxy           string        // for profiles that have none of their own: ProxySystem, ProxyNone or an address
	Activity        bool          // note what was done
	KeyAgeDays      int           // an API key is old after so many days; 0: never
}

// The values of [Settings.Theme].
const (
	ThemeSystem = "system"
	ThemeLight  = "light"
	ThemeDark   = "dark"
)

// The values of [Settings.Commands].
const (
	CommandsAny  = "any"  // every program of this user
	CommandsAsk  = "ask"  // those that the user allows, each time
	CommandsNone = "none" // none
)

// The values of [Settings.Proxy] that are no address.
const (
	ProxySystem = "system" // the environment's, else the system's
	ProxyNone   = "none"
)

// LockAsFits as [Settings.LockAfter] locks after [lockAfterWithFile] where unlocking takes
// the passphrase of a secrets file, and not at all where it takes a click.
const LockAsFits time.Duration = -1

// lockAfterWithFile is what LockAsFits means with a secrets file.
const lockAfterWithFile = 10 * time.Minute

// DefaultSettings is what holds until the user chooses.
func DefaultSettings() Settings {
	return Settings{
		Theme: ThemeSystem, TextSize: 100, ClearToken: 60 * time.Second, ClearKey: 30 * time.Second, MarkClipboard: true,
		LockAfter: LockAsFits, LockWithSession: true, Notify: true, Commands: CommandsAny, Proxy: ProxySystem, Activity: true, KeyAgeDays: 90,
	}
}

// LockAfter is how long nobody uses the computer before the window locks itself; 0: it
// doesn't.
func (m *Model) LockAfter() time.Duration {
	switch {
	case m.settings.LockAfter >= 0:
		return m.settings.LockAfter
	case m.keys.found.Backend == BackendFile:
		return lockAfterWithFile
	}
	return 0
}

// ChooseSetting changes a setting: it holds at once, and is saved.
func (m *Model) ChooseSetting(change func(*Settings)) {
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
func (m *Model) Settings() Settings { return m.settings }

// Policy is what the administrator of this computer has fixed; nil for nothing.
func (m *Model) Policy() *policy.Policy { return m.set.Policy }
