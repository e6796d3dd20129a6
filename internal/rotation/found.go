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
// person has seen, and nowhere else.
func (e *Engine) LookAtFound(ctx context.Context, p profile.Profile, key secret.Text) (*Found, error) {
	f := &Found{credential: iam.Credential{Profile: p, Key: key}}
	var err error
	if f.token, err = e.IBM.Exchange(ctx, f.credential); err != nil {
		return nil, err
	}
	f.Owner = f.token.Claims.Name
	if f.Key, err = e.own(ctx, f.credential, f.token); err != nil {
		return nil, err
	}
	f.Profiles, err = e.HaveKey(ctx, key)
	return f, err
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
