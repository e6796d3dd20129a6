package state

import (
	"context"
	"slices"
	"time"

	"lanyard/internal/profile"
	"lanyard/internal/wallet"
	"lanyard/ui/state/find"
)

// listing are the profiles in the order of the list, ready to be searched.
type listing struct {
	profiles []profile.Profile
	find     *find.Finder
}

// readListing reads the profiles. places are the names of spaces and projects by their ids.
func readListing(ctx context.Context, wal Wallet, places map[string]string) (listing, error) {
	list, err := wal.List(ctx)
	if err != nil {
		return listing{}, err
	}
	putInOrder(list, lastUses(wal))
	return listing{list, find.New(list, places)}, nil
}

// First is what the first frame shows: the list of profiles, and where keys are kept. It is
// read while the window is being made: a window that waits for it only then is drawn twice.
type First struct {
	done chan struct{} // closed when the list is there
	listing
	err error

	known   chan struct{} // closed when the place is
	keyring Keyring
}

// ReadFirst begins to read what the first frame shows. The function may be nil, see [Setup].
func ReadFirst(ctx context.Context, wal Wallet, keyring func(context.Context) Keyring) *First {
	f := &First{done: make(chan struct{}), known: make(chan struct{})}
	go func() {
		defer close(f.done)
		f.listing, f.err = readListing(ctx, wal, nil)
	}()
	if keyring != nil {
		go func() {
			defer close(f.known)
			f.keyring = keyring(ctx)
		}()
	}
	return f
}

// Wait returns when both are there, or ctx ends.
func (f *First) Wait(ctx context.Context) {
	_, _ = f.wait(ctx)
	_, _ = f.waitKeyring(ctx)
}

// wait gives the list when it is there.
func (f *First) wait(ctx context.Context) (listing, error) {
	select {
	case <-f.done:
		return f.listing, f.err
	case <-ctx.Done():
		return listing{}, ctx.Err()
	}
}

// waitKeyring gives the place where keys are kept when it is known.
func (f *First) waitKeyring(ctx context.Context) (Keyring, error) {
	select {
	case <-f.known:
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
	case <-m.set.First.known:
		m.setKeyring(m.set.First.keyring)
	default:
	}
	select {
	case <-m.set.First.done:
		m.listRead(m.set.First.listing, m.set.First.err)
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
		background(m.ctx, m, read.wait, func(l listing, err error) { m.reloaded(l, err, m.firstListed) })
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
	m.readResults()
	m.changed(Listed)
}

// putInOrder puts profiles into the list's order: pinned ones first, then those used last,
// the rest as they come. The order is that of when the list was read: rows do not move
// under the hand of who uses them.
func putInOrder(list []profile.Profile, used map[string]time.Time) {
	ahead := func(p *profile.Profile) bool { return p.Pinned || !used[p.ID].IsZero() }
	var first []profile.Profile // few of many, and they alone have to be sorted
	rest := len(list)           // where those begin that stay as they are
	for i := len(list) - 1; i >= 0; i-- {
		if ahead(&list[i]) {
			first = append(first, list[i])
			continue
		}
		if rest--; rest != i {
			list[rest] = list[i]
		}
	}
	slices.Reverse(first)
	slices.SortStableFunc(first, func(a, b profile.Profile) int {
		switch {
		case a.Pinned && !b.Pinned:
			return -1
		case b.Pinned && !a.Pinned:
			return 1
		}
		return used[b.ID].Compare(used[a.ID])
	})
	copy(list, first)
}

// usesRead is how many of the last deeds tell what was used last.
const usesRead = 300

// lastUses reads when profiles were used last. A token that renewed itself, a test
// (all can be tested at once) or a change of the profile is no use. Without a journal nothing was.
func lastUses(wal Wallet) map[string]time.Time {
	events, _ := wal.Recent(usesRead, "")
	used := map[string]time.Time{}
	for _, e := range events {
		if e.Detail == wallet.ByItself {
			continue
		}
		switch e.Deed {
		case wallet.DeedFetched, wallet.DeedCopied, wallet.DeedViewed, wallet.DeedExported, wallet.DeedServed:
			if e.Time.After(used[e.ProfileID]) {
				used[e.ProfileID] = e.Time
			}
		}
	}
	return used
}
