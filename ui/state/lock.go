package state

import (
	"cmp"
	"context"
	"errors"
	"fmt"

	"lanyard/internal/secret"
	"lanyard/internal/wallet"
)

// UnlockBy is what it takes to unlock.
type UnlockBy int

// The ways.
const (
	UnlockUnknown    UnlockBy = iota // not found out yet: for a moment after locking
	UnlockClick                      // a click: the keyring is the system's own to lock
	UnlockPassphrase                 // that of the secrets file, or the one that keys in memory were locked with
	UnlockChoose                     // keys in memory lie open until a passphrase is chosen for them
)

// lockState is whether the window is locked, and what is being done about it.
type lockState struct {
	locked  bool
	known   bool // whether it begins locked is known
	way     UnlockBy
	first   bool               // the secrets file has not been opened since the program began
	why     string             // what locked it, "" when the user did
	problem string             // why it could not be unlocked, or all of it locked
	turn    int                // counts locks and unlocks: what an earlier one brings is ignored
	stop    context.CancelFunc // ends what is under way; nil: nothing is
}

// Locked reports whether the window is locked.
func (m *Model) Locked() bool { return m.lock.locked }

// StartKnown reports whether it is known whether the window begins locked.
func (m *Model) StartKnown() bool { return m.lock.known }

// LockView is what is shown while the window is locked.
type LockView struct {
	Title   string
	Reason  string // what locked it, "" when the user did
	What    string // what was put away, and what was not
	Way     UnlockBy
	Problem string // "" without
	Busy    bool
}

// LockDetail is what is shown while the window is locked.
func (m *Model) LockDetail() LockView {
	l := &m.lock
	v := LockView{Title: m.t.LockedTitle, Reason: l.why, What: m.lockWords(), Way: l.way, Problem: l.problem, Busy: l.stop != nil}
	if l.first {
		v.Title = m.t.LockedFile
	}
	return v
}

// lockWords say what was put away, and what was not.
func (m *Model) lockWords() string {
	k, t := m.keys.found, m.t
	switch {
	case m.lock.first:
		return t.LockedFileWhat
	case m.lock.way == UnlockChoose:
		return t.LockedChoose
	case k.Backend == BackendMemory:
		return t.LockedMemory
	case k.Backend == BackendFile && m.lock.way == UnlockClick && k.State == KeyringReady:
		return t.LockedNoFile
	case k.Backend == BackendFile:
		return t.LockedSecrets
	}
	switch k.State {
	case KeyringAbsent, KeyringNoCollection:
		return t.LockedNoRing
	case KeyringLocked:
		return fmt.Sprintf(t.LockedRing, cmp.Or(k.Name, t.LockedSystems))
	}
	return fmt.Sprintf(t.LockedWhat, cmp.Or(k.Name, t.LockedSystems))
}

// Lock hides and forgets everything in one step, whatever else is going on; why says
// who wanted it, "" for the user.
func (m *Model) Lock(why string) {
	l := &m.lock
	if l.locked && l.stop == nil {
		return
	}
	m.cancelLock()
	l.locked, l.why, l.way, l.problem = true, why, UnlockUnknown, ""
	m.forgetAll()
	m.runLock(func(ctx context.Context) (UnlockBy, error) {
		err := m.set.Wallet.Lock(secret.Text{})
		if m.set.LetGo != nil {
			go m.set.LetGo()
		}
		switch {
		case errors.Is(err, wallet.ErrNotSealed):
			return UnlockChoose, nil
		case m.set.Wallet.UnlockTakesPassphrase(ctx):
			return UnlockPassphrase, err
		}
		return UnlockClick, err
	}, m.unlockWayFound)
	m.changed(All)
	m.changed(UnlockWay)
}

// forgetAll takes out of this window's memory, and has the view take off the screen, what
// must not be there while it is locked.
func (m *Model) forgetAll() {
	for id := range m.sessions {
		m.forgetSession(id)
	}
	if m.life != nil {
		m.life.Forget()
	}
	m.CancelMany()
	m.changed(Locked)
	m.refusePassphrases()
	m.forgetApprovals()
	m.keys.open = false
	m.message = ""
	m.ClearClipboard()
}

// runLock does a step of locking or unlocking.
func (m *Model) runLock(work func(context.Context) (UnlockBy, error), done func(UnlockBy, error)) {
	l := &m.lock
	l.turn++
	turn := l.turn
	var ctx context.Context
	ctx, l.stop = context.WithCancel(m.ctx)
	background(ctx, m, work, func(way UnlockBy, err error) {
		if turn == l.turn {
			m.cancelLock()
			done(way, err)
		}
	})
}

// cancelLock ends the step under way; what it brings is ignored.
func (m *Model) cancelLock() {
	l := &m.lock
	if l.stop != nil {
		l.stop()
		l.stop = nil
	}
	l.turn++
}

// askUnlockWay finds out anew what it takes to unlock, after the keys were moved.
func (m *Model) askUnlockWay() {
	if !m.lock.locked || m.lock.stop != nil {
		return
	}
	m.runLock(func(ctx context.Context) (UnlockBy, error) {
		if m.set.Wallet.UnlockTakesPassphrase(ctx) {
			return UnlockPassphrase, nil
		}
		return UnlockClick, nil
	}, m.unlockWayFound)
}

// unlockWayFound takes what it will take to unlock.
func (m *Model) unlockWayFound(way UnlockBy, err error) {
	m.lock.way, m.lock.problem = way, ""
	if err != nil {
		m.lock.problem = InOneLine(err)
	}
	m.changed(All)
	m.changed(UnlockWay)
}

// Seal locks keys in memory with a passphrase that the user chooses.
func (m *Model) Seal(passphrase secret.Text) {
	if m.lock.stop != nil {
		return
	}
	m.runLock(func(context.Context) (UnlockBy, error) {
		if err := m.set.Wallet.Lock(passphrase); err != nil {
			return UnlockChoose, err
		}
		return UnlockPassphrase, nil
	}, m.unlockWayFound)
	m.changed(All)
}

// CanUnlock reports whether Unlock would begin something.
func (m *Model) CanUnlock() bool {
	return m.lock.locked && m.lock.stop == nil && m.lock.way != UnlockUnknown
}

// Unlock unlocks: with the passphrase where it takes that, by a click elsewhere.
func (m *Model) Unlock(passphrase secret.Text) {
	if !m.CanUnlock() {
		return
	}
	way := m.lock.way
	unlock := m.set.Wallet.Unlock
	if way == UnlockPassphrase {
		unlock = func(ctx context.Context) error { return m.set.Wallet.UnlockWith(ctx, passphrase) }
	}
	m.runLock(func(ctx context.Context) (UnlockBy, error) {
		err := unlock(ctx)
		if ctx.Err() != nil { // locked again meanwhile, perhaps before this unlocked
			_ = m.set.Wallet.Lock(secret.Text{})
		}
		return way, err
	}, m.unlocked)
	m.changed(All)
}

// unlocked takes the result of unlocking.
func (m *Model) unlocked(_ UnlockBy, err error) {
	if err != nil {
		m.lock.problem = whatToDo(err)
		m.changed(All)
		m.changed(UnlockWay)
		return
	}
	m.lock.locked, m.lock.first, m.lock.why, m.lock.problem = false, false, "", ""
	m.changed(All)
	m.CheckKeyring()
	m.changed(Unlocked)
}

// SaysLocked tells that something needs the window unlocked, if it does.
func (m *Model) SaysLocked() bool {
	if !m.lock.locked {
		return false
	}
	m.Say(m.t.UnlockFirst)
	m.changed(UnlockAsk)
	return true
}

// lockAtStart locks a window whose secrets file nobody has opened yet, so that it asks
// for the passphrase where one looks.
func (m *Model) lockAtStart() {
	background(m.ctx, m, func(ctx context.Context) (bool, error) {
		return m.set.Wallet.UnlockTakesPassphrase(ctx), nil
	}, func(takes bool, _ error) {
		if takes && !m.lock.locked {
			m.lock.first = true
			m.Lock("")
		}
		m.lock.known = true
		m.changed(LockKnown)
	})
}
