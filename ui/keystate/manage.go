package keystate

import (
	"context"
	"fmt"
	"strings"

	"lanyard/iam"
	"lanyard/internal/explain"
	"lanyard/internal/profile"
	"lanyard/internal/rotation"
	"lanyard/internal/secret"
)

// Deed is what is done to one key at IBM.
type Deed int

// The deeds.
const (
	Disable Deed = iota
	Enable
	Delete
)

// Listed is one key of an identity, as a list shows it.
type Listed struct {
	ID       string
	Name     string
	About    string // made, last used, ends
	Users    string // which profiles use it, or what it is here
	Since    string // whether it was used since it was rotated away from
	Disabled bool
	Locked   bool
	Own      bool // the profile's own
}

// Owned are all keys of an identity.
type Owned struct {
	Keys  []Listed
	Place string // how many of how many there may be
}

// List asks for all keys of the identity that a profile's key belongs to. It waits, and is
// called on a goroutine of its own.
func (m *Model) List(ctx context.Context, p profile.Profile) ([]rotation.Key, error) {
	return m.set.Engine().List(ctx, p)
}

// Owned says what to show of the keys of an identity.
func (m *Model) Owned(p profile.Profile, list []rotation.Key) Owned {
	var out Owned
	for _, k := range list {
		out.Keys = append(out.Keys, m.listed(p, k))
		if k.Limit > 0 {
			out.Place = fmt.Sprintf(m.t.KeysOfOwner, k.InUse, k.Limit)
		}
	}
	return out
}

func (m *Model) listed(p profile.Profile, k rotation.Key) Listed {
	t := m.t
	x := Listed{ID: k.ID, Name: k.Name, Disabled: k.Disabled, Locked: k.Locked, Own: k.KeyID == p.KeyID}
	var about []string
	if made := m.ago(k.CreatedAt); made != "" {
		about = append(about, t.KeyMade+" "+made)
	}
	if used := m.lastUse(k.LastUsedAt, k.Uses); used != "" {
		about = append(about, t.KeyLastUsed+" "+used)
	}
	if !k.ExpiresAt.IsZero() {
		about = append(about, t.ClaimExpires+" "+m.ends(k.ExpiresAt))
	}
	switch {
	case k.Disabled:
		about = append(about, t.KeyDisabled)
	case k.Locked:
		about = append(about, t.KeyLocked)
	}
	x.About = strings.Join(about, " · ")
	switch users := namesOf(k.Profiles); {
	case len(users) > 0:
		x.Users = fmt.Sprintf(t.ListUsedBy, strings.Join(users, ", "))
	case k.KeyID != "":
		x.Users = t.ListLeftBehind
	default:
		x.Users = t.ListNotHere
	}
	if len(k.Profiles) == 0 && k.Since > 0 {
		x.Since = t.Number(int(k.Since), t.ListSinceOne, t.ListSinceSome)
	}
	return x
}

// Consequence says what a deed at a key means, before it is done: whose profiles, and when
// it was used last. k is what IBM told of the key just now.
func (m *Model) Consequence(d Deed, k rotation.Key) []string {
	t := m.t
	what := map[Deed]string{Disable: t.DisableWhat, Enable: t.EnableWhat, Delete: t.DeleteWhat}[d]
	out := []string{fmt.Sprintf(what, k.Name)}
	switch names := namesOf(k.Profiles); {
	case d == Enable:
	case len(names) > 0:
		out = append(out, fmt.Sprintf(t.DeedProfiles, strings.Join(names, ", ")))
	default:
		out = append(out, t.DeedNoProfile)
	}
	return append(out, m.useWords(k.LastUsedAt, k.Uses))
}

// Do does something to a key of a profile's identity, by IBM's id. It waits, and is called
// on a goroutine of its own.
func (m *Model) Do(ctx context.Context, d Deed, p profile.Profile, id string) (iam.KeyDetails, error) {
	e := m.set.Engine()
	if d == Delete {
		return e.Delete(ctx, p, id)
	}
	return e.SetDisabled(ctx, p, id, d == Disable)
}

// Did takes that something was done to a key: what is known of it is asked anew.
func (m *Model) Did(p profile.Profile) {
	if q := m.asked[p.ID]; q != nil {
		q.cancel()
		delete(m.asked, p.ID)
	}
	m.Read()
	m.AskWithToken(p)
}

// Explain is a failure in words that fit a window.
func (m *Model) Explain(err error) explain.Failure {
	f := explain.Explain(err)
	if next, ok := m.nextFor(err); ok {
		f.Next = next
	}
	return f
}

// Found is a key that lies in a file, and what IBM told of it.
type Found struct {
	at   profile.Profile // where it may go
	key  secret.Text
	told *rotation.Found
}

// Find takes a key of IBM Cloud that was found in a file, with the profile that was read
// beside it. Host is where it would be sent.
func (m *Model) Find(p profile.Profile, key secret.Text) (host string) {
	if p.URL == "" { // a key alone: IBM Cloud has one sign-in for all regions
		p.URL = profile.Regions(profile.Cloud)[0].URL
	}
	m.found = &Found{at: p, key: key}
	_, host, _ = strings.Cut(p.AuthOrigin(), "://")
	return host
}

// LookAtFound asks IBM whose key was found. It waits, and is called on a goroutine of its
// own with what was found.
func (m *Model) LookAtFound(ctx context.Context, f *Found) (*rotation.Found, error) {
	return m.set.Engine().LookAtFound(ctx, f.at, f.key)
}

// FoundKey is the key that is looked at; nil when none is.
func (m *Model) FoundKey() *Found { return m.found }

// FoundTold takes what IBM told of the found key, and gives what to show of it: its facts,
// and a profile that uses it, "" for none.
func (m *Model) FoundTold(f *rotation.Found) (facts []Fact, profileID string) {
	if m.found != nil {
		m.found.told = f
	}
	owner := f.Key.IAMID
	if f.Owner != "" {
		owner = f.Owner + " (" + owner + ")"
	}
	facts = m.facts(rotation.Key{KeyDetails: f.Key, Profiles: f.Profiles})
	for i := range facts {
		if facts[i].Label == m.t.KeyOwner {
			facts[i].Value = owner
		}
	}
	if len(f.Profiles) > 0 {
		profileID = f.Profiles[0].ID
	}
	return facts, profileID
}

// DisableFound disables the key that was found. It waits, and is called on a goroutine of
// its own with what IBM told.
func (m *Model) DisableFound(ctx context.Context, f *rotation.Found) error {
	return m.set.Engine().DisableFound(ctx, f)
}

// DropFound forgets the key that was found.
func (m *Model) DropFound() { m.found = nil }
