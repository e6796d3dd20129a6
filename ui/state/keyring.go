package state

import (
	"context"
	"fmt"
	"slices"
	"time"

	"lanyard/internal/wallet"
	"lanyard/ui/text"
)

// How long until the keyring is looked at again, while it cannot be used: it may have
// been started, unlocked or woken since. While somebody waits for it that is soon.
const (
	keyringPause = 5 * time.Second
	keyringHaste = time.Second
)

// keyPlace is where keys are kept, as it was found, and what is told of it below the
// toolbar: by itself when keys cannot be saved, otherwise on request.
type keyPlace struct {
	found     Keyring
	again     *time.Timer        // looks at it again; nil: never planned
	unlocking context.CancelFunc // ends waiting for it to be unlocked; nil: nobody waits
	memory    bool               // the user chose to keep keys in memory

	open   bool   // its words are asked for
	closed bool   // they were sent away while it is in the state seen
	seen   string // the state
	news   string // what happened to the place, "" when nothing did
}

// Keyring is where keys are kept, as it was found last; without a state it is not known yet.
func (m *Model) Keyring() Keyring { return m.keys.found }

// CheckKeyring looks at the place where keys are kept.
func (m *Model) CheckKeyring() {
	if m.set.Keyring == nil {
		return
	}
	background(m.ctx, m, func(ctx context.Context) (Keyring, error) {
		return m.set.Keyring(ctx), nil
	}, m.keyringSeen)
}

// keyringSeen takes how the place was found, and plans to look again where keys cannot be
// had from it.
func (m *Model) keyringSeen(k Keyring, _ error) {
	if m.keys.found != k {
		m.setKeyring(k)
		m.watchAway()
		m.changed(All)
	}
	switch {
	case k.Backend != BackendKeyring || k.State == KeyringReady:
	case m.waitsForKey():
		m.checkKeyringIn(keyringHaste)
	default:
		m.checkKeyringIn(keyringPause)
	}
}

// setKeyring takes how the place was found.
func (m *Model) setKeyring(k Keyring) {
	m.keys.found = k
	if k.State == m.keys.seen {
		return
	}
	if m.keys.seen == KeyringLocked && k.State == KeyringReady && m.keys.news == "" {
		m.keys.open = false // it was opened to be unlocked
	}
	m.keys.seen, m.keys.closed = k.State, false
}

// checkKeyringIn looks at the keyring after a time, once, whatever was planned before.
func (m *Model) checkKeyringIn(d time.Duration) {
	if m.keys.again != nil {
		m.keys.again.Stop()
	}
	m.keys.again = time.AfterFunc(d, func() {
		if m.ctx.Err() == nil {
			m.do(m.CheckKeyring)
		}
	})
}

// waitsForKey reports whether a sign-in or a test is under way, which may be waiting for
// the keyring.
func (m *Model) waitsForKey() bool {
	for _, s := range m.sessions {
		if s.busy() || s.testing() {
			return true
		}
	}
	return false
}

// UnlockKeyring has the keyring opened, and does then for the chosen profile.
func (m *Model) UnlockKeyring(then Again) {
	m.UnlockKeyringThen(func() {
		m.Dismiss()
		m.Again(then)
	})
}

// UnlockKeyringThen has the desktop ask for the keyring's password, which may take the user
// as long as they like: they can also cancel it here, should the desktop's question be lost
// behind other windows. done is called once it is open.
func (m *Model) UnlockKeyringThen(done func()) {
	if m.keys.unlocking != nil {
		return
	}
	var ctx context.Context
	ctx, m.keys.unlocking = context.WithCancel(m.ctx)
	m.Say(m.t.Unlocking)
	m.changed(All)
	background(ctx, m, func(ctx context.Context) (Keyring, error) {
		err := m.set.Wallet.Unlock(ctx)
		return m.set.Keyring(ctx), err
	}, func(k Keyring, err error) {
		m.endUnlocking()
		m.setKeyring(k)
		if err != nil {
			m.SayFailure(err)
			m.changed(All)
			return
		}
		m.message = ""
		done()
		m.changed(All)
	})
}

func (m *Model) endUnlocking() {
	m.keys.unlocking()
	m.keys.unlocking = nil
}

// CancelUnlock gives up waiting for the keyring.
func (m *Model) CancelUnlock() {
	if m.keys.unlocking != nil {
		m.endUnlocking()
		m.message = m.t.Canceled
		m.changed(All)
	}
}

// UseMemory keeps keys in memory until the program ends: the user's explicit choice.
func (m *Model) UseMemory() {
	if !m.OffersMemory() {
		return
	}
	m.keys.memory = true
	background(m.ctx, m, func(context.Context) (nothing, error) {
		m.set.UseMemory()
		return nothing{}, nil
	}, func(nothing, error) {
		m.keys.open = false
		m.Dismiss()
		m.Say(m.t.UsingMemory)
		m.CheckKeyring()
	})
}

// OffersMemory reports whether keys could be kept in memory, which they are not yet.
func (m *Model) OffersMemory() bool { return m.set.UseMemory != nil && !m.keys.memory }

// trouble reports whether keys cannot be had, and no password would change that.
func (k Keyring) trouble() bool {
	return k.State != "" && k.State != KeyringReady && k.State != KeyringLocked
}

// KeyringView is what is told of the place where keys are kept.
type KeyringView struct {
	Text  string
	Cause string // in the system's words
	Good  bool   // keys can be had from it

	Unlock, Cancel, File, Memory, Again, Close bool // what is offered
}

// KeyringWanted reports whether there is something to say of the place.
func (m *Model) KeyringWanted() bool {
	k := &m.keys
	return k.found.State != "" && !m.lock.locked && (k.open || k.unlocking != nil || k.found.trouble() && !k.closed)
}

// KeyringDetail is what is told of the place where keys are kept.
func (m *Model) KeyringDetail() KeyringView {
	k, waits := m.keys.found, m.keys.unlocking != nil
	return KeyringView{
		Text: text.Join(" ", m.keys.news, m.KeyringWords()), Cause: text.Capital(k.Detail), Good: k.State == KeyringReady,
		Unlock: k.State == KeyringLocked && !waits, Cancel: waits,
		File:   k.trouble() && k.Backend == BackendKeyring && m.set.Keep != nil && !waits,
		Memory: k.State != KeyringReady && m.OffersMemory() && !waits,
		Again:  k.State != KeyringReady && !waits, Close: !waits,
	}
}

// AskKeyring shows what is told of the place, or sends it away.
func (m *Model) AskKeyring(open bool) {
	m.keys.open, m.keys.closed = open, !open
	if !open {
		m.keys.news = ""
	}
	m.changed(All)
}

// KeyringWords says in sentences where keys are kept.
func (m *Model) KeyringWords() string {
	k, t := m.keys.found, m.t
	switch {
	case m.keys.unlocking != nil:
		return t.SayUnlocking
	case m.set.Demo:
		return t.SayDemo
	case k.Backend == BackendMemory:
		return t.SayMemory
	case k.Backend == BackendFile:
		return secretsFileWords(t, k.State)
	case k.State == KeyringReady:
		return fmt.Sprintf(t.SayReady, k.Name)
	case k.State == KeyringLocked:
		return fmt.Sprintf(t.SayLocked, k.Name)
	case k.State == KeyringNoCollection:
		return t.SayNoDefault
	case k.State == KeyringStuck:
		return t.SayStuck
	}
	return t.SayAbsent
}

// secretsFileWords says the same of the secrets file.
func secretsFileWords(t *text.Texts, state string) string {
	switch state {
	case KeyringReady:
		return t.SayFile
	case KeyringLocked:
		return t.SayFileLocked
	case KeyringDamaged:
		return t.SayFileDamaged
	}
	return t.SayFileUnread
}

// Badge is a word or two with the colour of a meaning.
type Badge struct {
	Text string
	Tone Tone
}

// KeyringBadge says in two words where keys are kept, and how well; of a demo, that it is
// one.
func (m *Model) KeyringBadge() Badge {
	k, t := m.keys.found, m.t
	switch {
	case m.set.Demo:
		return Badge{t.DemoBadge, Limited}
	case k.State == "":
		return Badge{t.KeyringLooking, NoTone}
	case k.Backend == BackendMemory:
		return Badge{t.KeyringMemory, Limited}
	}
	switch k.State {
	case KeyringReady:
		return Badge{fmt.Sprintf(t.KeyringReady, k.Name), Good}
	case KeyringLocked:
		return Badge{fmt.Sprintf(t.KeyringLocked, k.Name), Limited}
	case KeyringStuck:
		return Badge{t.KeyringStuck, Bad}
	}
	if k.Backend == BackendFile {
		return Badge{fmt.Sprintf(t.KeyringUnread, k.Name), Bad}
	}
	return Badge{t.KeyringAbsent, Bad}
}

// followKeys notices when a command has moved the keys.
func (m *Model) followKeys() {
	if m.set.Keep == nil || m.set.Keep.Follow == nil {
		return
	}
	go m.set.Keep.Follow(m.ctx, func() {
		if m.ctx.Err() == nil {
			m.do(m.KeysMovedElsewhere)
		}
	})
}

// KeysMovedElsewhere tells that a command has moved the keys, and that they are read from their
// new place.
func (m *Model) KeysMovedElsewhere() {
	background(m.ctx, m, func(ctx context.Context) (Keyring, error) {
		return m.set.Keyring(ctx), nil
	}, func(k Keyring, _ error) {
		m.setKeyring(k)
		m.keys.news, m.keys.open = fmt.Sprintf(m.t.KeysMovedBy, m.PlaceName(k.Backend)), true
		m.Say(m.keys.news)
		m.watchAway()
		m.askUnlockWay()
		m.changed(All)
	})
}

// PlaceName names a place for keys within a sentence.
func (m *Model) PlaceName(backend string) string {
	k := m.keys.found
	switch {
	case backend == BackendFile:
		return m.t.TheSecretsFile
	case backend == BackendMemory:
		return m.t.Memory
	case k.Backend == BackendKeyring && k.Name != "":
		return k.Name
	}
	return m.t.TheKeyring
}

// OtherPlaces are where keys could be moved to.
func (m *Model) OtherPlaces() []string {
	if m.set.Keep == nil {
		return nil
	}
	var places []string
	switch m.keys.found.Backend {
	case BackendKeyring:
		places = []string{BackendFile}
	case BackendFile:
		places = []string{BackendKeyring}
	case BackendMemory:
		places = []string{BackendFile, BackendKeyring}
	}
	return slices.DeleteFunc(places, func(place string) bool { return m.set.Policy.CheckPlace(place) != nil })
}

// MoveKeys gives what moves the keys to another place, which may wait. Removals can be
// taken back no more: their keys are no profile's, and would be left behind.
func (m *Model) MoveKeys(to string, how MoveHow) func(context.Context) ([]wallet.Moved, error) {
	removals := m.removals
	m.removals = nil
	m.changed(Status)
	return func(ctx context.Context) ([]wallet.Moved, error) {
		for _, r := range removals {
			_ = r.removed.Commit(ctx)
		}
		return m.set.Keep.Move(ctx, to, how)
	}
}

// KeysMoved takes that keys were moved, or not all of them.
func (m *Model) KeysMoved(err error) {
	m.CheckKeyring()
	if err == nil {
		m.keys.news = ""
	}
}
