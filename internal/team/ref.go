package team

import (
	"errors"
	"net/url"
	"strings"
)

// The fields of an item in a store.
const (
	FieldKey     = "key"     // the key or password
	FieldProfile = "profile" // the profile, without what is secret
)

// vaultScheme begins the reference to a key in Vault or OpenBao.
const vaultScheme = "vault://"

// Ref names a key in a store: vault://HOST[:PORT]/MOUNT/PATH#FIELD.
type Ref struct {
	Host  string // with the port, where it is written
	Mount string
	Path  string // below the mount
	Field string
}

// ErrRef is wrapped when a text names no key in a store.
var ErrRef = errors.New("not the name of a key in a team's store: vault://HOST[:PORT]/MOUNT/PATH#FIELD")

// ParseRef reads the reference to a key. Only its one canonical form is taken, so that two
// that name the same are the same text.
func ParseRef(text string) (Ref, error) {
	u, err := url.Parse(text)
	if err != nil || !strings.HasPrefix(text, vaultScheme) || u.User != nil || u.RawQuery != "" {
		return Ref{}, ErrRef
	}
	r := Ref{Host: u.Host, Field: u.Fragment}
	r.Mount, r.Path = SplitPath(u.Path)
	if clean, err := ParseAddress("https://" + r.Host); err != nil || clean != "https://"+r.Host || checkPath("path", join(r.Mount, r.Path)) != nil || r.Path == "" {
		return Ref{}, ErrRef
	}
	if r.Field == "" || strings.ContainsFunc(r.Field, odd) || r.String() != text {
		return Ref{}, ErrRef
	}
	return r, nil
}

// String gives the reference.
func (r Ref) String() string {
	return vaultScheme + r.Host + "/" + join(r.Mount, r.Path) + "#" + r.Field
}
