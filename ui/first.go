package ui

import (
	"context"

	"lanyard/internal/profile"
)

// listing are the profiles in the order of the list, ready to be searched.
type listing struct {
	profiles []profile.Profile
	find     *finder
}

// readListing reads the profiles. places are the names of spaces and projects by their ids.
func readListing(ctx context.Context, wal Wallet, places map[string]string) (listing, error) {
	list, err := wal.List(ctx)
	if err != nil {
		return listing{}, err
	}
	putInOrder(list, lastUses(wal))
	return listing{list, newFinder(list, places)}, nil
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

// takeFirst takes into the first frame what is there by then.
func (w *Window) takeFirst() {
	if w.set.First == nil {
		return
	}
	select {
	case <-w.set.First.known:
		w.keyring = w.set.First.keyring
	default:
	}
	select {
	case <-w.set.First.done:
		w.listRead(w.set.First.listing, w.set.First.err)
		w.chooseFirst()
	default:
	}
}

// takeLate takes what has come while the window was built: it is shown a little later, once,
// instead of at once, and then again.
func (w *Window) takeLate() {
	if w.loaded {
		return
	}
	if w.takeFirst(); w.loaded {
		w.refresh()
		w.focusHome()
	}
}

// readFirst shows the first list as soon as there is one.
func (w *Window) readFirst() {
	read := w.set.First
	switch {
	case w.loaded:
		w.firstLook()
	case read == nil:
		w.reload(w.firstLook)
	default:
		background(w.ctx, w, read.wait, func(l listing, err error) { w.reloaded(l, err, w.firstLook) })
	}
}

// readKeyring shows the place where keys are kept as soon as it is known.
func (w *Window) readKeyring() {
	switch {
	case w.set.Keyring == nil:
	case w.set.First == nil:
		w.checkKeyring()
	default:
		background(w.ctx, w, w.set.First.waitKeyring, w.keyringSeen)
	}
}
