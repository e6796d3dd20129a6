package rotation

import (
	"context"
	"errors"
	"fmt"

	"lanyard/iam"
	"lanyard/internal/profile"
	"lanyard/internal/secret"
	"lanyard/internal/wallet"
)

// CreateFromCode makes a profile like one that signs in with one-time codes, with an API
// key of the same person's in the account of t, a live token of that profile's session.
// As everywhere, the key is stored here before IBM hears of it.
func (e *Engine) CreateFromCode(ctx context.Context, from profile.Profile, t iam.Token, name string, o NewKeyOptions) (profile.Profile, error) {
	switch {
	case e.Memory:
		return profile.Profile{}, ErrMemory
	case !from.ByCode() || from.TrustedProfile != nil || t.Claims.IAMID == "" || t.Claims.AccountID == "":
		return profile.Profile{}, ErrNotKey
	}
	r := &run{Engine: e, p: from}
	n := iam.NewKey{
		Name: name, Description: "made by Lanyard", IAMID: t.Claims.IAMID, AccountID: t.Claims.AccountID,
		Value: newValue(), WhenLeaked: o.WhenLeaked,
	}
	if o.ExpiresIn > 0 {
		n.ExpiresAt = r.now().Add(o.ExpiresIn)
	}
	p := from
	p.Name, p.SignIn, p.SecretKind, p.AccountID, p.Pinned = name, "", profile.APIKey, n.AccountID, false
	var made profile.Profile
	err := e.Wallet.Call(ctx, from.ID, func(ctx context.Context, c iam.Credential) (err error) {
		if made, err = e.Wallet.Add(ctx, p, wallet.Secrets{Key: n.Value}); err != nil {
			return err
		}
		return r.createStored(ctx, c, t, made, n)
	})
	if err != nil {
		return profile.Profile{}, err
	}
	return made, r.patiently(ctx, patience, func() (again bool, err error) {
		_, err = e.Wallet.Fresh(ctx, made.ID)
		return isUnknownKey(err), err
	})
}

// createStored makes a key at IBM that a profile has already. When there is none in the
// end, the profile goes, too.
func (r *run) createStored(ctx context.Context, c iam.Credential, t iam.Token, made profile.Profile, n iam.NewKey) error {
	about, got, err := r.IBM.CreateKey(ctx, c, t, n)
	if refusesValue(err) {
		n.Value = secret.Text{}
		about, got, err = r.IBM.CreateKey(ctx, c, t, n)
	}
	switch {
	case err == nil && (got.Empty() || got.Equal(n.Value)):
		return nil
	case err == nil: // IBM made the value
		if _, err = r.Wallet.Edit(ctx, made.ID, func(*profile.Profile) error { return nil }, wallet.Secrets{Key: got}); err == nil {
			return nil
		}
		err = errors.Join(fmt.Errorf("%w: %w", ErrLost, err), r.IBM.DeleteKey(ctx, c, t, about.ID))
	case isRefusal(err):
	case n.Value.Empty(): // nobody knows whether it was heard, and the value is lost in any case
	default:
		with := c
		with.Key = n.Value
		_, asked := r.IBM.KeyDetails(ctx, with, t)
		if asked == nil {
			return nil
		}
		if !isGone(asked) { // the profile stays: its key may be good
			return fmt.Errorf("%w: %w", ErrUnknown, err)
		}
		err = errors.Join(ErrNotMade, err)
	}
	gone, back := r.Wallet.Remove(ctx, made.ID, made.Name)
	if back == nil {
		back = gone.Commit(ctx)
	}
	return errors.Join(err, back)
}
