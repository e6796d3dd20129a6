package state

import (
	"context"

	"lanyard/internal/profile"
)

// Listing are the profiles in the order of the list, ready to be searched.
type Listing struct {
	profiles []profile.Profile
	find     *finder
}

// readListing reads the profiles. places are the names of spaces and projects by their ids.
func readListing(ctx context.Context, wal Wallet, places map[string]string) (Listing, error) {
	list, err := wal.List(ctx)
	if err != nil {
		return Listing{}, err
	}
	putInOrder(list, lastUses(wal))
	return Listing{list, NewFinder(list, places)}, nil
}

// First is what the first frame shows: the list of profiles, and where keys are kept. It is
// read while the window is being made: a window that waits for it only then is drawn twice.
type First struct {
	Done chan struct{} // closed when the list is there
	Listing
	err error

	Known   chan struct{} // closed when the place is
	keyring Keyring
}

// ReadFirst begins to read what the first frame shows. The function may be nil, see [Setup].
func ReadFirst(ctx context.Context, wal Wallet, keyring func(context.Context) Keyring) *First {
	f := &First{Done: make(chan struct{}), Known: make(chan struct{})}
	go func() {
		defer close(f.Done)
		f.Listing, f.err = readListing(ctx, wal, nil)
	}()
	if keyring != nil {
		go func() {
			defer close(f.Known)
			f.keyring = keyring(ctx)
		}()
	}
	return f
}

// wait gives the list when it is there.
func (f *First) wait(ctx context.Context) (Listing, error) {
	select {
	case <-f.Done:
		return f.Listing, f.err
	case <-ctx.Done():
		return Listing{}, ctx.Err()
	}
}

// waitKeyring gives the place where keys are kept when it is known.
func (f *First) waitKeyring(ctx context.Context) (Keyring, error) {
	select {
	case <-f.Known:
		return f.keyring, nil
	case <-ctx.Done():
		return Keyring{}, ctx.Err()
	}
}

// TakeFirst takes what is there of the first list and the place of the keys, without
// waiting and once, and reports whether there is a list now: a window that is being built
// shows it in its first frame.
func (m *Model) TakeFirst() bool {
	if m.set.First == nil || m.loaded {
		return m.loaded
	}
	select {
	case <-m.set.First.Known:
		m.setKeyring(m.set.First.keyring)
	default:
	}
	select {
	case <-m.set.First.Done:
		m.listRead(m.set.First.Listing, m.set.First.err)
		m.chooseFirst()
	default:
	}
	return m.loaded
}

// readFirst shows the first list as soon as there is one.
func (m *Model) readFirst() {
	read := m.set.First
	switch {
	case m.loaded:
		m.firstListed()
	case read == nil:
		m.Reload(m.firstListed)
	default:
		background(m.ctx, m, read.wait, func(l Listing, err error) { m.reloaded(l, err, m.firstListed) })
	}
}

// readKeyring shows the place where keys are kept as soon as it is known.
func (m *Model) readKeyring() {
	switch {
	case m.set.Keyring == nil:
	case m.set.First == nil:
		m.CheckKeyring()
	default:
		background(m.ctx, m, m.set.First.waitKeyring, m.keyringSeen)
	}
}

// firstListed chooses a profile once the first list is there; a demo shows a token.
func (m *Model) firstListed() {
	m.chooseFirst()
	if m.set.Demo && m.chosen != "" {
		m.getToken(m.chosen, false, false)
	}
	m.changed(Listed)
}
