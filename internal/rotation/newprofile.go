package rotation

import (
	"context"
	"errors"
	"time"

	"lanyard/iam"
	"lanyard/internal/profile"
	"lanyard/internal/wallet"
)

// NewProfile is a profile that is to be made with a key of its own.
type NewProfile struct {
	Name       string   `json:"name"`
	WhenLeaked iam.Leak `json:"when_leaked,omitempty"`
}

// NewKeyOptions say what key a new profile gets.
type NewKeyOptions struct {
	ExpiresIn  time.Duration // 0: never
	WhenLeaked iam.Leak      // "" as the other key
}

// CreateFor makes a profile like another one, with a key of its own that is made with the
// other one's credential. On a cluster that ends the key that the user had.
func (e *Engine) CreateFor(ctx context.Context, from profile.Profile, name string, o NewKeyOptions) (profile.Profile, Result, error) {
	r := &run{Engine: e, p: from, o: Options{ExpiresIn: o.ExpiresIn, KeepOld: true}, rec: &Record{
		Kind: from.Kind, Profile: from.ID, Name: from.Name, Uses: -1, Create: &NewProfile{Name: name, WhenLeaked: o.WhenLeaked},
	}}
	r.rec.Options = r.o
	release, err := e.hold()
	if err == nil {
		defer release()
		err = r.createFor(ctx)
	}
	if err != nil && len(r.steps) == 0 {
		r.note(Step{Name: Check, Status: Failed, Err: err, Place: -1})
	}
	var made profile.Profile
	if len(r.sharers) == 1 && err == nil {
		made = r.sharers[0]
	}
	return made, r.result(), err
}

func (r *run) createFor(ctx context.Context) error {
	switch {
	case r.Memory && r.Copied == nil:
		return ErrMemory
	case r.p.ByCode() || r.p.Kind == profile.StudioLocal:
		return ErrNotKey
	case r.p.KeyFrom != "":
		return ErrElsewhere
	case r.p.Kind == profile.AWS:
		return ErrGuided
	case r.p.Kind == profile.CP4D && r.p.SecretKind == profile.APIKey:
		return ErrOneKey
	}
	if err := r.step(Check, func(s *Step) error { return r.checkNew(ctx, s) }); err != nil {
		return err
	}
	r.rec.Pairs = []wallet.Pair{{Old: r.p.KeyID, New: profile.NextKeyID(r.p.KeyID)}}
	store := r.storeOwn
	if r.p.Kind == profile.CP4D {
		store = r.rehearse
	}
	if err := r.step(Store, func(*Step) error { return store(ctx) }); err != nil {
		return err
	}
	if r.p.Kind == profile.CP4D {
		if err := r.step(Create, func(s *Step) error { return r.renew(ctx, s) }); err != nil {
			return err
		}
		return r.fromRenewed(ctx)
	}
	if err := r.step(Create, func(s *Step) error { return r.create(ctx, s) }); err != nil {
		return err
	}
	return r.newFromTest(ctx)
}

// checkNew is the check of a rotation without what concerns the old key.
func (r *run) checkNew(ctx context.Context, s *Step) error {
	if err := r.Wallet.CheckKey(ctx, r.p); err != nil {
		return err
	}
	if r.p.Kind == profile.CP4D {
		yes, err := r.ask(ctx, Asked{Question: AskReplace, Profiles: []profile.Profile{r.p}})
		if err == nil && !yes {
			err = ErrDeclined
		}
		if err != nil {
			return err
		}
		return r.Wallet.Owner(ctx, r.p.ID, "", func(context.Context, iam.Credential, iam.Token) error { return nil })
	}
	err := r.Wallet.Owner(ctx, r.p.ID, "", func(ctx context.Context, c iam.Credential, t iam.Token) error { return r.look(ctx, c, t, s) })
	r.old.ExpiresAt = time.Time{} // the new key's end is its own
	return err
}

// newFromTest goes on where the new profile's key exists.
func (r *run) newFromTest(ctx context.Context) error {
	if err := r.step(SignIn, func(*Step) error { return r.signInNew(ctx) }); err != nil {
		return r.goBack(ctx, err)
	}
	return r.saveNew(ctx)
}

// saveNew saves the profile and tests it. A test that fails is told; the profile stays, as
// the key is good.
func (r *run) saveNew(ctx context.Context) error {
	err := r.step(Swap, func(s *Step) error {
		keyID := r.rec.newKeys()[0]
		users, err := r.Wallet.Users(ctx, keyID)
		if err != nil {
			return err
		}
		if len(users) > 0 { // it was saved before an interruption
			err = r.Wallet.AgreeCopy(ctx, r.p.ID, users[0])
		} else {
			var p profile.Profile
			p, err = r.Wallet.DuplicateWith(ctx, r.p.ID, r.rec.Create.Name, keyID, func(p *profile.Profile) { p.SecretKind = profile.APIKey })
			users = []profile.Profile{p}
		}
		if err != nil {
			return err
		}
		r.sharers, s.Count = users, len(users)
		return nil
	})
	if err != nil {
		if errors.Is(err, wallet.ErrNameTaken) && r.p.Kind == profile.Cloud {
			return r.goBack(ctx, err)
		}
		return err
	}
	r.rec.OldState = OldKept
	return r.Journal.drop(r.rec)
}
