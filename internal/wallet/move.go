package wallet

import (
	"context"
	"errors"
	"fmt"
	"maps"

	"lanyard/internal/profile"
	"lanyard/store"
)

// Move brings keys from one place to another, such as from the keyring to the secrets
// file. A key is removed from its old place only when all of them have been written to
// the new one, read back and compared, and Switch has made the new place the one in
// use: whatever fails or is interrupted before, the old place stays complete, and the
// same move can be made again.
type Move struct {
	From, To Keys
	IDs      []string // the keys' ids; each once
	Replace  bool     // a different key that lies under the id in To is overwritten

	Tell func(Stage) // what is done now; called on the goroutine of Run. May be nil

	// Switch makes To the place in use. It is called once, when everything is there and
	// before anything is removed. May be nil.
	Switch func(ctx context.Context) error
}

// Stage is what a move is doing.
type Stage string

// The stages, in order. Nothing is removed before the last one.
const (
	StageRead    Stage = "read"
	StageWrite   Stage = "write"
	StageCompare Stage = "compare"
	StageRemove  Stage = "remove"
)

// Fate is what became of a key that was to be moved.
type Fate string

// The fates. A key that is missing or damaged doesn't keep the others from being moved.
const (
	FateMoved   Fate = "moved"   // it is in the new place alone
	FateThere   Fate = "there"   // the same, and was so before
	FateMissing Fate = "missing" // neither place has it
	FateDamaged Fate = "damaged" // the old place has something that cannot be read, and keeps it
	FateDiffers Fate = "differs" // the new place has another key under the id; both stay
	FateFailed  Fate = "failed"  // it stays where it was, and may be in the new place, too
	FateKept    Fate = "kept"    // it is in the new place, and could not be removed from the old one
)

// Moved is one key and what became of it.
type Moved struct {
	ID   string
	Fate Fate
	Err  error // why, with FateFailed, FateDamaged and FateKept
}

var (
	// ErrNotMoved is wrapped when keys could not be moved, or not all of them; the
	// results say which. What was there before is still there, and in use.
	ErrNotMoved = errors.New("not every key could be moved")
	// ErrLeftBehind is wrapped when all keys are in their new place, but copies of some
	// could not be removed from the old one.
	ErrLeftBehind = errors.New("copies of keys were left behind")
)

// rereading is a place for keys that remembers what it wrote.
type rereading interface{ Reread() }

// Run moves the keys and says what became of each, in the order of IDs.
func (m Move) Run(ctx context.Context) ([]Moved, error) {
	r := &moving{Move: m, results: make([]Moved, len(m.IDs)), have: map[string]store.Entry{}, lacking: map[string]store.Entry{}}
	steps := []struct {
		stage Stage
		do    func(context.Context) error
	}{{StageRead, r.look}, {StageWrite, r.write}, {StageCompare, r.readBack}, {"", r.moveAgreed}, {"", r.switchOver}}
	for _, step := range steps {
		r.tell(step.stage)
		if err := step.do(ctx); err != nil {
			return r.results, fmt.Errorf("%w: %w", ErrNotMoved, err)
		}
	}
	r.tell(StageRemove)
	return r.results, r.remove(ctx)
}

func (r *moving) tell(s Stage) {
	if r.Tell != nil && s != "" {
		r.Tell(s)
	}
}

// MoveKeys moves the keys of all profiles to m.To, and the wallet keeps them there from
// now on. They come from where it keeps them now, or from m.From, such as to remove what
// an earlier move left behind. While it runs keys are read from the old place, and those
// who write one wait. A lock ends it; what was not removed by then is left behind.
func (w *Wallet) MoveKeys(ctx context.Context, m Move) ([]Moved, error) {
	ctx, done := w.keys.untilLocked(ctx)
	defer done()
	w.keys.moving.Lock()
	defer w.keys.moving.Unlock()
	now, _, err := w.keys.open()
	if err != nil {
		return nil, err
	}
	if m.From == nil {
		m.From = now
	}
	list, err := w.List(ctx)
	if err != nil {
		return nil, err
	}
	m.IDs = w.KeyIDs(list)
	choose := m.Switch
	m.Switch = func(ctx context.Context) error {
		if w.Locked() {
			return ErrLocked
		}
		if choose != nil {
			if err := choose(ctx); err != nil {
				return err
			}
		}
		w.keys.use(m.To)
		return nil
	}
	return m.Run(ctx)
}

// KeyIDs lists the keys that profiles use, each once, in the profiles' order.
func KeyIDs(list []profile.Profile) []string {
	var ids []string
	seen := map[string]bool{}
	for _, p := range list {
		for _, id := range keyIDs(p) {
			if !seen[id] {
				seen[id] = true
				ids = append(ids, id)
			}
		}
	}
	return ids
}

// moving is a move under way.
type moving struct {
	Move
	results []Moved
	have    map[string]store.Entry // what From has, by id
	lacking map[string]store.Entry // those of them that To hasn't
}

// look finds out what is to be done, and does none of it.
func (r *moving) look(ctx context.Context) error {
	differing := 0
	for i, id := range r.IDs {
		r.results[i] = Moved{ID: id, Fate: FateFailed}
		if err := r.lookAt(ctx, &r.results[i]); err != nil {
			r.results[i].Err = err
			return err
		}
		if r.results[i].Fate == FateDiffers {
			differing++
		}
	}
	if differing > 0 {
		return fmt.Errorf("%d lie in both places and differ", differing)
	}
	return nil
}

func (r *moving) lookAt(ctx context.Context, m *Moved) error {
	there, toErr := r.To.Get(ctx, m.ID)
	if toErr != nil && !errors.Is(toErr, store.ErrMissing) && !errors.Is(toErr, store.ErrDamaged) {
		return toErr
	}
	e, err := r.From.Get(ctx, m.ID)
	switch {
	case errors.Is(err, store.ErrMissing) && toErr == nil:
		m.Fate = FateThere
		return nil
	case errors.Is(err, store.ErrMissing):
		m.Fate = FateMissing
		return nil
	case errors.Is(err, store.ErrDamaged):
		m.Fate, m.Err = FateDamaged, err
		return nil
	case err != nil:
		return err
	case toErr == nil && !same(e, there) && !r.Replace:
		m.Fate = FateDiffers
		return nil
	}
	r.have[m.ID] = e
	if toErr != nil || !same(e, there) {
		r.lacking[m.ID] = e
	}
	return nil
}

func same(a, b store.Entry) bool {
	return a.Bound.Equal(b.Bound) && a.Secret.Equal(b.Secret) && a.Reference == b.Reference
}

func (r *moving) write(ctx context.Context) error {
	return write(ctx, r.To, store.Batch{Put: r.lacking})
}

// readBack reads from the new place what is to be removed from the old one.
func (r *moving) readBack(ctx context.Context) error {
	if to, ok := r.To.(rereading); ok {
		to.Reread()
	}
	for i, id := range r.IDs {
		e, ok := r.have[id]
		if !ok {
			continue
		}
		back, err := r.To.Get(ctx, id)
		if err == nil && !same(e, back) {
			err = fmt.Errorf("read back key %q: %w", id, store.ErrNotWritten)
		}
		if err != nil {
			r.results[i].Err = err
			return err
		}
		r.results[i].Fate = FateKept
	}
	return nil
}

// moveAgreed takes along what the user agreed to.
func (r *moving) moveAgreed(ctx context.Context) error {
	if len(r.have) == 0 {
		return nil // nothing is moved, and a place without keys may not be there at all
	}
	all, err := r.From.Agreed(ctx)
	if err != nil || !all.Begun {
		return err
	}
	return r.To.ChangeAgreed(ctx, func(places map[string]profile.Place, _ bool) {
		clear(places)
		maps.Copy(places, all.All())
	})
}

func (r *moving) switchOver(ctx context.Context) error {
	if r.Switch == nil {
		return nil
	}
	return r.Switch(ctx)
}

// remove takes away what is in both places.
func (r *moving) remove(ctx context.Context) error {
	var ids []string
	for _, id := range r.IDs {
		if _, ok := r.have[id]; ok {
			ids = append(ids, id)
		}
	}
	var whole error
	from, atOnce := r.From.(many)
	if atOnce && len(ids) > 0 {
		whole = from.Write(ctx, store.Batch{Delete: ids})
	}
	var failed error
	for i := range r.results {
		m := &r.results[i]
		if m.Fate != FateKept {
			continue
		}
		if m.Err = whole; !atOnce {
			m.Err = r.From.Delete(ctx, m.ID)
		}
		if m.Err == nil {
			m.Fate = FateMoved
		} else if failed == nil {
			failed = m.Err
		}
	}
	if failed != nil {
		return fmt.Errorf("%w: %w", ErrLeftBehind, failed)
	}
	return nil
}
