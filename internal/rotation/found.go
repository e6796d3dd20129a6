package rotation

import (
	"context"

	"lanyard/iam"
	"lanyard/internal/profile"
	"lanyard/internal/secret"
)

// Found is an API key of IBM Cloud that lies somewhere outside, such as in a file, as IBM
// tells of it.
type Found struct {
	Key      iam.KeyDetails
	Owner    string            // the name that its token has for the owner; may be ""
	Profiles []profile.Profile // that use it here

	credential iam.Credential
	token      iam.Token
}

// LookAtFound asks IBM whose key this is. It goes to the place where p signs in, which the
// person has seen, or, where a profile has the key, to that one's place, and nowhere else.
func (e *Engine) LookAtFound(ctx context.Context, p profile.Profile, key secret.Text) (*Found, error) {
	have, err := e.HaveKey(ctx, key)
	if err != nil {
		return nil, err
	}
	f := &Found{Profiles: have, credential: iam.Credential{Profile: p, Key: key}}
	if len(have) > 0 && !have[0].Bound().Equal(p.Bound()) {
		return f, e.lookAsProfile(ctx, f)
	}
	if f.token, err = e.IBM.Exchange(ctx, f.credential); err != nil {
		return nil, err
	}
	f.Owner = f.token.Claims.Name
	f.Key, err = e.own(ctx, f.credential, f.token)
	return f, err
}

// lookAsProfile asks at the place of a profile that has the key: it was agreed to for it.
func (e *Engine) lookAsProfile(ctx context.Context, f *Found) error {
	return e.Wallet.Owner(ctx, f.Profiles[0].ID, "", func(ctx context.Context, c iam.Credential, t iam.Token) (err error) {
		f.credential, f.token, f.Owner = c, t, t.Claims.Name
		f.Key, err = e.own(ctx, c, t)
		return err
	})
}

// HaveKey gives the profiles of IBM Cloud that sign in with this key. Profiles whose key
// cannot be read have another one.
func (e *Engine) HaveKey(ctx context.Context, key secret.Text) ([]profile.Profile, error) {
	list, err := e.Wallet.List(ctx)
	var out []profile.Profile
	for _, p := range list {
		if p.Kind != profile.Cloud || p.ByCode() {
			continue
		}
		if have, err := e.Wallet.Key(ctx, p.ID); err == nil && have.Equal(key) {
			out = append(out, p)
		}
	}
	return out, err
}

// DisableFound disables such a key at IBM.
func (e *Engine) DisableFound(ctx context.Context, f *Found) error {
	return e.IBM.DisableKey(ctx, f.credential, f.token, f.Key.ID, true)
}
