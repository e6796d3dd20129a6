package rotation

import (
	"context"
	"errors"
	"fmt"
	"time"

	"lanyard/iam"
	"lanyard/internal/profile"
)

// keptHere is how long the old key stays here after a new one was pasted, so that the
// change can be undone.
const keptHere = 7 * 24 * time.Hour

// ErrSame is for a pasted key that is the one in use.
var ErrSame = errors.New("this is the key that is in use")

// pasted puts a key in use that was made on a web page.
func (r *run) pasted(ctx context.Context) error {
	if err := r.step(Check, func(s *Step) error { return r.checkPasted(ctx, s) }); err != nil {
		return err
	}
	if r.o.DryRun {
		r.skip(NoteDryRun, Store, Create, SignIn, Test, Swap, Retire)
		return nil
	}
	err := r.step(Store, func(*Step) error {
		r.value = r.o.Pasted
		if err := r.put(ctx); err != nil {
			return err
		}
		return r.enter(ctx, StageTest)
	})
	if err != nil {
		return err
	}
	r.skip(NotePasted, Create)
	err = r.step(SignIn, func(*Step) error { return r.signInNew(ctx) })
	if err == nil {
		err = r.step(Test, func(s *Step) error { return r.test(ctx, s) })
	}
	if err != nil {
		return r.goBack(ctx, err)
	}
	if r.p.Kind == profile.Cloud {
		if err := r.nameNew(ctx); err != nil {
			r.rec.NewID = ""
			return r.goBack(ctx, err)
		}
	}
	return r.fromSwap(ctx)
}

// checkPasted asks for agreement, and IBM Cloud about the old key.
func (r *run) checkPasted(ctx context.Context, s *Step) error {
	if err := r.sharing(ctx); err != nil {
		return err
	}
	s.Count = len(r.sharers)
	have, err := r.Wallet.KeyOf(ctx, r.p.ID, r.p.KeyID)
	if err == nil && have.Equal(r.o.Pasted) {
		return ErrSame
	}
	if err != nil || r.p.Kind != profile.Cloud {
		return err
	}
	return r.Wallet.Owner(ctx, r.p.ID, "", func(ctx context.Context, c iam.Credential, t iam.Token) error { return r.look(ctx, c, t, s) })
}

// nameNew asks IBM for the id of a key that was made on its page.
func (r *run) nameNew(ctx context.Context) error {
	return r.Wallet.Owner(ctx, r.p.ID, r.newOf(r.p), func(ctx context.Context, c iam.Credential, t iam.Token) error {
		d, err := r.IBM.KeyDetails(ctx, c, t)
		switch {
		case err != nil:
			return err
		case d.IAMID != r.rec.IAMID:
			return ErrForeign
		}
		r.rec.NewID = d.ID
		return nil
	})
}

// retireHere is what is left to do where IBM has no call for it.
func (r *run) retireHere(ctx context.Context, s *Step) error {
	r.rec.OldState = OldKept
	if r.p.Kind == profile.CP4D {
		r.rec.OldState, s.Note = OldDeleted, NoteDead
		return r.dropOld(ctx)
	}
	s.Note = NoteOnPage
	at := r.rec.SwappedAt.Add(keptHere)
	r.rec.DeleteAt = &at
	return r.enter(ctx, StageRetired)
}

// replace has a cluster make a new key. The old one ends with it, so there is no way back
// from there: everything that could fail before is tried before.
func (r *run) replace(ctx context.Context) error {
	if err := r.step(Check, func(s *Step) error { return r.checkReplace(ctx, s) }); err != nil {
		return err
	}
	if r.o.DryRun {
		r.skip(NoteDryRun, Store, Create, SignIn, Test, Swap, Retire)
		return nil
	}
	err := r.step(Store, func(*Step) error { return r.rehearse(ctx) })
	if err != nil {
		return err
	}
	if err := r.step(Create, func(s *Step) error { return r.renew(ctx, s) }); err != nil {
		return err
	}
	return r.fromRenewed(ctx)
}

// rehearse stores something in the new key's place: what could fail there must fail before
// the old key has ended.
func (r *run) rehearse(ctx context.Context) error {
	r.value = newValue()
	return r.put(ctx)
}

func (r *run) checkReplace(ctx context.Context, s *Step) error {
	if err := r.sharing(ctx); err != nil {
		return err
	}
	s.Count = len(r.sharers)
	if r.o.DryRun {
		return nil
	}
	yes, err := r.ask(ctx, Asked{Question: AskReplace, Profiles: r.sharers})
	if err != nil || !yes {
		return errors.Join(err, fmt.Errorf("have the cluster make a new key: %w", ErrDeclined))
	}
	if err := r.Wallet.Owner(ctx, r.p.ID, "", func(context.Context, iam.Credential, iam.Token) error { return nil }); err != nil {
		return err
	}
	r.before = map[string]iam.Check{}
	for _, p := range r.sharers { // afterwards nobody can tell what failed before
		results, err := r.Wallet.TestKey(ctx, p.ID, "", nil)
		if err != nil {
			return err
		}
		for _, res := range results {
			if res.Status == iam.StatusFailed {
				r.before[p.ID] = res.Check
				break
			}
		}
	}
	return ctx.Err()
}

// renew asks the cluster, and once more with the same token when the answer is lost: the
// second key then is the one that counts.
func (r *run) renew(ctx context.Context, s *Step) error {
	if err := r.enter(ctx, StageReplaced); err != nil {
		return err
	}
	err := r.Wallet.Owner(ctx, r.p.ID, "", func(ctx context.Context, c iam.Credential, t iam.Token) error {
		var err error
		r.value, err = r.IBM.RenewKey(ctx, c, t)
		if err != nil && !isRefusal(err) {
			s.Note = NoteFound
			r.value, err = r.IBM.RenewKey(context.WithoutCancel(ctx), c, t)
		}
		return err
	})
	switch {
	case err == nil:
		return r.keepRenewed(ctx)
	case isRefusal(err), r.signsIn(ctx, r.p.KeyID):
		return errors.Join(err, r.forget(ctx))
	}
	return fmt.Errorf("%w: %w", ErrLost, err)
}

// signsIn reports whether a stored key gives a token now, whatever is in memory.
func (r *run) signsIn(ctx context.Context, keyID string) bool {
	results, err := r.Wallet.TestKey(ctx, r.p.ID, keyID, nil)
	if err != nil {
		return false
	}
	for _, res := range results {
		if res.Check == iam.CheckSignIn {
			return res.Status == iam.StatusOK
		}
	}
	return false
}

// keepRenewed stores the one key that works. If that cannot be, it is shown: there is no
// other way in.
func (r *run) keepRenewed(ctx context.Context) error {
	err := r.Wallet.PutNext(ctx, r.rec.Pairs, r.value)
	if err != nil {
		err = r.Wallet.PutNext(context.WithoutCancel(ctx), r.rec.Pairs, r.value)
	}
	if err == nil && r.Memory { // it is the only one that works, whatever they say
		_, err := r.Copied(ctx, r.value)
		return err
	}
	if err == nil {
		return nil
	}
	err = fmt.Errorf("%w: %w", ErrLost, err)
	if r.Reveal != nil {
		err = errors.Join(err, r.Reveal(context.WithoutCancel(ctx), r.value))
	}
	return errors.Join(err, r.Journal.drop(r.rec))
}

// fromRenewed goes on where the new key lies here. What fails from here on is told, and
// changes nothing: there is no other key.
func (r *run) fromRenewed(ctx context.Context) error {
	err := r.step(SignIn, func(*Step) error { return r.signInNew(ctx) })
	if err == nil && r.rec.Create != nil {
		return r.saveNew(ctx)
	}
	if err == nil {
		err = r.step(Test, func(s *Step) error { return r.test(ctx, s) })
	}
	if e := r.step(Swap, func(s *Step) error { return r.swap(ctx, s) }); e != nil {
		return errors.Join(err, e)
	}
	return errors.Join(err, r.step(Retire, func(s *Step) error { return r.retireHere(ctx, s) }))
}

// resumeReplaced finds out which of the two keys works.
func (r *run) resumeReplaced(ctx context.Context) error {
	there, err := r.hasNew(ctx)
	if err != nil {
		return err
	}
	switch {
	case there && r.signsIn(ctx, r.newOf(r.p)):
		r.skip(NoteResumed, Check, Store, Create)
		return r.fromRenewed(ctx)
	case ctx.Err() != nil:
		return ctx.Err()
	case r.signsIn(ctx, r.oldOf(r.p)):
		return r.returned(ctx, r.forget)
	}
	return ErrLost
}
