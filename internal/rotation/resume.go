package rotation

import (
	"context"
	"errors"
	"slices"

	"lanyard/iam"
	"lanyard/internal/profile"
	"lanyard/internal/wallet"
)

// Resume goes on with what was interrupted for a profile's key: forward where the new key
// exists at IBM, and back where it does not. It asks nothing that was not asked before.
// ok is false when there is nothing to do.
func (e *Engine) Resume(ctx context.Context, p profile.Profile) (res Result, ok bool, err error) {
	release, err := e.hold()
	if err != nil {
		return Result{Profile: p}, true, err
	}
	defer release()
	if p, err = e.Wallet.Profile(ctx, p.ID); err != nil {
		return Result{Profile: p}, true, err
	}
	list, err := e.Journal.All(ctx)
	if err != nil {
		return Result{Profile: p}, true, err
	}
	i := slices.IndexFunc(list, func(r Record) bool { return r.Open() && r.concerns(p.KeyID) })
	if i < 0 {
		return Result{Profile: p}, false, nil
	}
	r := e.recall(list[i], p)
	if r.sharers, err = e.Wallet.Users(ctx, append(r.rec.oldKeys(), r.rec.newKeys()...)...); err != nil {
		return r.result(), true, err
	}
	err = r.resume(ctx)
	return r.result(), true, err
}

// recall takes a rotation up from the journal.
func (e *Engine) recall(rec Record, p profile.Profile) *run {
	return &run{Engine: e, rec: &rec, p: p, o: rec.Options}
}

func (r *run) resume(ctx context.Context) error {
	switch r.rec.Stage {
	case StageStore:
		return r.returned(ctx, r.forget)
	case StageCreate:
		return r.resumeCreate(ctx)
	case StageTest:
		r.skip(NoteResumed, Check, Store, Create)
		return r.resumeTest(ctx)
	case StageSwap:
		r.skip(NoteResumed, Check, Store, Create, SignIn, Test)
		if err := r.details(ctx); err != nil {
			return err
		}
		return r.fromSwap(ctx)
	case StageRetire:
		r.skip(NoteResumed, Check, Store, Create, SignIn, Test, Swap)
		if err := r.details(ctx); err != nil {
			return err
		}
		return r.step(Retire, func(s *Step) error { return r.retireOld(ctx, s) })
	case StageUndoing:
		return r.resumeUndo(ctx)
	case StageReplaced:
		return r.resumeReplaced(ctx)
	}
	return nil
}

// returned notes that a rotation went back to its beginning.
func (r *run) returned(ctx context.Context, back func(context.Context) error) error {
	if err := back(ctx); err != nil {
		return err
	}
	r.rec.NewID = ""
	r.skip(NoteBackAgain, Names()...)
	return nil
}

func (r *run) resumeTest(ctx context.Context) error {
	if err := r.details(ctx); err != nil {
		return err
	}
	if r.rec.Create != nil {
		return r.newFromTest(ctx)
	}
	return r.fromTest(ctx)
}

// details reads the old key again, whose lock and end count later.
func (r *run) details(ctx context.Context) error {
	if r.rec.OldID == "" {
		return nil
	}
	return r.owner(ctx, func(ctx context.Context, c iam.Credential, t iam.Token) error {
		d, err := r.IBM.Key(ctx, c, t, r.rec.OldID)
		if isGone(err) {
			return nil
		}
		r.old = d
		return err
	})
}

// resumeCreate finds out whether the key was made.
func (r *run) resumeCreate(ctx context.Context) error {
	there, err := r.hasNew(ctx)
	if err != nil {
		return err
	}
	if there {
		found, err := r.findOut(ctx, nil)
		if err != nil {
			return err
		}
		if found {
			r.skip(NoteResumed, Check, Store)
			r.note(Step{Name: Create, Status: OK, Note: NoteFound, Place: -1})
			if err := r.enter(ctx, StageTest); err != nil {
				return err
			}
			return r.resumeTest(ctx)
		}
	}
	return r.returned(ctx, r.takeBackMarked)
}

// hasNew reports whether the new key lies here under each of its ids.
func (r *run) hasNew(ctx context.Context) (bool, error) {
	for _, id := range r.rec.newKeys() {
		if there, err := r.Wallet.HasKey(ctx, id); err != nil || !there {
			return false, err
		}
	}
	return true, nil
}

// Undo goes back to the old key: it is enabled, the profiles use it again, and the new one
// is disabled. ok is false when there is nothing to undo.
func (e *Engine) Undo(ctx context.Context, p profile.Profile) (res Result, ok bool, err error) {
	release, err := e.hold()
	if err != nil {
		return Result{Profile: p}, true, err
	}
	defer release()
	if p, err = e.Wallet.Profile(ctx, p.ID); err != nil {
		return Result{Profile: p}, true, err
	}
	list, err := e.Journal.All(ctx)
	if err != nil {
		return Result{Profile: p}, true, err
	}
	slices.Reverse(list)
	i := slices.IndexFunc(list, func(r Record) bool {
		return !r.Undone && (slices.Contains(r.newKeys(), p.KeyID) || r.Open() && r.concerns(p.KeyID))
	})
	if i < 0 {
		return Result{Profile: p}, false, nil
	}
	r := e.recall(list[i], p)
	err = r.undo(ctx)
	return r.result(), true, err
}

func (r *run) undo(ctx context.Context) error {
	switch r.rec.Stage {
	case StageStore:
		return r.returned(ctx, r.forget)
	case StageCreate:
		there, err := r.hasNew(ctx)
		if err != nil {
			return err
		}
		if there && r.rec.OwnValue {
			if _, err := r.findOut(ctx, nil); err != nil {
				return err
			}
			return r.returned(ctx, r.back)
		}
		return r.returned(ctx, r.takeBackMarked)
	case StageTest:
		return r.returned(ctx, r.back)
	case StageReplaced:
		return r.resumeReplaced(ctx)
	}
	return r.resumeUndo(ctx)
}

// resumeUndo turns a rotation around, from wherever it stopped.
func (r *run) resumeUndo(ctx context.Context) error {
	if r.rec.SwappedAt.IsZero() && r.rec.Stage == StageUndoing {
		return r.returned(ctx, r.back)
	}
	if r.rec.Kind == profile.Cloud && r.rec.OldID != "" {
		return r.turnAround(ctx)
	}
	return r.turnAroundHere(ctx)
}

// turnAround is the undoing of a rotation that has come as far as the swap.
func (r *run) turnAround(ctx context.Context) error {
	before := r.rec.Stage
	if err := r.enter(ctx, StageUndoing); err != nil {
		return err
	}
	err := r.owner(ctx, r.enableOld)
	if errors.Is(err, ErrGone) && before != StageUndoing {
		return errors.Join(err, r.enter(ctx, before))
	}
	if err != nil {
		return err
	}
	if err := r.swapBack(ctx); err != nil {
		return err
	}
	err = r.owner(ctx, func(ctx context.Context, c iam.Credential, t iam.Token) error {
		return r.IBM.DisableKey(ctx, c, t, r.rec.NewID, true)
	})
	if err != nil && !isGone(err) {
		return err
	}
	return r.turned(ctx, err)
}

// turned writes down that the keys have changed their parts.
func (r *run) turned(ctx context.Context, gone error) error {
	r.rec.OldID, r.rec.NewID = r.rec.NewID, r.rec.OldID
	for i, p := range r.rec.Pairs {
		r.rec.Pairs[i] = wallet.Pair{Old: p.New, New: p.Old}
	}
	r.rec.Undone, r.rec.DeleteAt, r.rec.OldState, r.rec.Uses = true, nil, OldDisabled, -1
	r.skip(NoteBackAgain, Names()...)
	if isGone(gone) {
		r.rec.OldState = OldDeleted
		return r.dropOld(ctx)
	}
	return r.enter(ctx, StageRetired)
}

// swapBack has the profiles use the old key again.
func (r *run) swapBack(ctx context.Context) error {
	var back []wallet.Pair
	for _, p := range r.rec.Pairs {
		back = append(back, wallet.Pair{Old: p.New, New: p.Old})
	}
	if _, err := r.Wallet.Swap(ctx, back); err != nil {
		return err
	}
	var err error
	r.sharers, err = r.Wallet.Users(ctx, r.rec.oldKeys()...)
	return err
}

// turnAroundHere is the undoing where IBM has no call for it: the old key lies here still.
func (r *run) turnAroundHere(ctx context.Context) error {
	if r.rec.Kind == profile.CP4D {
		return ErrGone // the cluster ended it
	}
	if err := r.enter(ctx, StageUndoing); err != nil {
		return err
	}
	if err := r.swapBack(ctx); err != nil {
		return err
	}
	r.rec.OldState = OldKept
	r.skip(NoteBackAgain, Names()...)
	return r.forget(ctx)
}
