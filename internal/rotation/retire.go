package rotation

import (
	"context"
	"errors"
	"fmt"
	"time"

	"lanyard/iam"
)

// retire does with the old key what was ordered: disable it, keep it, or delete it.
func (r *run) retire(ctx context.Context, s *Step) error {
	var err error
	switch {
	case r.o.KeepOld:
		r.rec.OldState, s.Note = OldKept, NoteKept
	case r.o.DeleteAfter != nil && *r.o.DeleteAfter == 0:
		err = r.deleteOld(ctx, s)
	default:
		err = r.disableOld(ctx, s)
	}
	switch {
	case err == nil && r.rec.OldState == OldDeleted:
		return r.dropOld(ctx)
	case err != nil && !isRefusal(err):
		return err // it is finished later
	case err != nil: // for good; the new key is in use all the same
		r.rec.OldState = OldKept
	}
	if d := r.o.DeleteAfter; d != nil && *d > 0 {
		at := r.rec.SwappedAt.Add(*d)
		r.rec.DeleteAt = &at
	}
	return errors.Join(err, r.enter(ctx, StageRetired))
}

// dropOld removes the old key here, which IBM has no more, and the record.
func (r *run) dropOld(ctx context.Context) error {
	if err := r.Wallet.DropKeys(ctx, r.rec.oldKeys()...); err != nil {
		return err
	}
	return r.Journal.drop(r.rec)
}

func (r *run) disableOld(ctx context.Context, s *Step) error {
	err := r.owner(ctx, func(ctx context.Context, c iam.Credential, t iam.Token) error {
		if err := r.unlock(ctx, c, t); err != nil {
			return err
		}
		return r.IBM.DisableKey(ctx, c, t, r.rec.OldID, true)
	})
	switch {
	case isGone(err):
		r.rec.OldState, s.Note = OldDeleted, NoteDeleted
		return nil
	case err == nil:
		r.rec.OldState, s.Note = OldDisabled, NoteDisabled
	}
	return err
}

// unlock ends the lock of the old key, which was agreed to in the check.
func (r *run) unlock(ctx context.Context, c iam.Credential, t iam.Token) error {
	if !r.old.Locked {
		return nil
	}
	return r.IBM.LockKey(ctx, c, t, r.rec.OldID, false)
}

// deleteOld deletes the old key, unless something else has used it since the swap: then
// somebody is asked, and without a yes it is disabled only.
func (r *run) deleteOld(ctx context.Context, s *Step) error {
	var used bool
	var now iam.KeyDetails
	err := r.owner(ctx, func(ctx context.Context, c iam.Credential, t iam.Token) error {
		var err error
		now, err = r.IBM.Key(ctx, c, t, r.rec.OldID)
		used = err == nil && r.usedSince(now)
		return err
	})
	if isGone(err) {
		r.rec.OldState, s.Note = OldDeleted, NoteDeleted
		return nil
	}
	if used {
		yes, err := r.ask(ctx, Asked{Question: AskUsed, Key: now, Profiles: r.sharers})
		if err != nil {
			return err
		}
		if !yes {
			err := r.disableOld(ctx, s)
			if err == nil {
				s.Note = NoteUsedSince
			}
			return err
		}
	}
	err = r.owner(ctx, func(ctx context.Context, c iam.Credential, t iam.Token) error {
		if err := r.unlock(ctx, c, t); err != nil {
			return err
		}
		return r.IBM.DeleteKey(ctx, c, t, r.rec.OldID)
	})
	if err == nil {
		r.rec.OldState, s.Note = OldDeleted, NoteDeleted
	}
	return err
}

// usedSince reports whether the old key signed in after the swap: by IBM's count, else by
// its clock, which tells minutes only.
func (r *run) usedSince(now iam.KeyDetails) bool {
	if r.rec.Uses >= 0 && now.Uses >= 0 {
		return now.Uses > r.rec.Uses
	}
	return now.LastUsedAt.After(r.rec.SwappedAt.Add(time.Minute))
}

// goBack takes a rotation back before any profile uses the new key: why is what failed. The
// old key works afterwards, or the new one stays.
func (r *run) goBack(ctx context.Context, why error) error {
	if ctx.Err() != nil {
		return errors.Join(why, ctx.Err()) // the journal has it
	}
	if err := r.back(ctx); err != nil {
		return errors.Join(why, fmt.Errorf("take the new key back: %w", err))
	}
	return why
}

// back deletes the new key at IBM and here. Somebody else may have disabled the old one
// meanwhile, another home that rotates the same key for instance: then it is enabled
// first. Where the old key is gone the new one is all there is, and stays.
func (r *run) back(ctx context.Context) error {
	if err := r.enter(ctx, StageUndoing); err != nil {
		return err
	}
	if r.rec.NewID != "" {
		err := r.owner(ctx, func(ctx context.Context, c iam.Credential, t iam.Token) error {
			if err := r.enableOld(ctx, c, t); err != nil {
				return err
			}
			return r.IBM.DeleteKey(ctx, c, t, r.rec.NewID)
		})
		if err != nil {
			return err
		}
	}
	return r.forget(ctx)
}

// enableOld makes sure that the old key signs in.
func (r *run) enableOld(ctx context.Context, c iam.Credential, t iam.Token) error {
	if r.rec.OldID == "" || r.rec.Create != nil {
		return nil
	}
	d, err := r.IBM.Key(ctx, c, t, r.rec.OldID)
	switch {
	case isGone(err):
		return ErrGone
	case err != nil:
		return err
	case !d.Disabled:
		return nil
	}
	if d.Locked {
		if err := r.IBM.LockKey(ctx, c, t, d.ID, false); err != nil {
			return err
		}
	}
	err = r.IBM.DisableKey(ctx, c, t, r.rec.OldID, false)
	if err == nil {
		r.Watch.Turned(ctx, d.ID, false)
	}
	return err
}
