package ui

import (
	"context"

	"lanyard/profile"
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
	list = inOrder(list, lastUses(wal))
	return listing{list, newFinder(list, places)}, nil
}

// First is the first list of profiles, read while the window is being made: a window that
// waits for it only then is drawn twice.
type First struct {
	done chan struct{} // closed when the rest is set
	listing
	err error
}

// ReadFirst begins to read the first list.
func ReadFirst(ctx context.Context, wal Wallet) *First {
	f := &First{done: make(chan struct{})}
	go func() {
		defer close(f.done)
		f.listing, f.err = readListing(ctx, wal, nil)
	}()
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

// takeFirst takes the first list into the first frame, if it is there by then.
func (w *Window) takeFirst() {
	if w.set.First == nil {
		return
	}
	select {
	case <-w.set.First.done:
		w.listRead(w.set.First.listing, w.set.First.err)
		w.chooseFirst()
	default:
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
