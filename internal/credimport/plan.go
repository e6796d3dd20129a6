package credimport

import (
	"fmt"
	"slices"
	"strings"

	"lanyard/internal/profile"
	"lanyard/internal/secret"
)

// Fill is what a person says about a find, where the input does not.
type Fill struct {
	Kind       profile.Kind
	Address    profile.Address // its space or project counts where the input names none
	Username   string
	InstanceID string
	SecretKind profile.SecretKind // which of two keys it is, or what the key will be
}

// Fill fills in what a find lacks, and changes nothing that it has. Values that the find's
// kind does not use are ignored.
func (f *Found) Fill(x Fill) {
	if f.Profile.Kind == "" && x.Kind != "" {
		*f = f.As(x.Kind)
	}
	p := &f.Profile
	if p.URL == "" && x.Address.URL != "" {
		p.URL = x.Address.URL
		if p.SpaceID == "" && p.ProjectID == "" {
			p.SpaceID, p.ProjectID = x.Address.SpaceID, x.Address.ProjectID
		}
	}
	if p.Kind.HasUsername() && p.Username == "" {
		p.Username = x.Username
	}
	if p.Kind == profile.StudioLocal && p.InstanceID == "" {
		p.InstanceID = x.InstanceID
	}
	f.fillSecretKind(x.SecretKind)
	f.Recheck()
}

// fillSecretKind settles what kind of key the find has, or will have.
func (f *Found) fillSecretKind(chosen profile.SecretKind) {
	kinds := f.Profile.Kind.SecretKinds()
	switch {
	case f.Profile.SecretKind != "", f.Profile.ByCode():
	case len(kinds) == 1:
		f.Profile.SecretKind = kinds[0]
	case slices.Contains(kinds, chosen) && !f.Choose(chosen):
		f.Profile.SecretKind = chosen
	}
}

// As reads a find again for the kind that the user says it is: which values are taken and
// which are left out depends on the kind. A find whose kind is certain stays as it is.
func (f Found) As(kind profile.Kind) Found {
	if f.as == nil {
		if f.Profile.Kind == "" {
			f.Profile.Kind = kind
		}
		return f
	}
	g := f.as(kind)
	g.Profile.Kind, g.KindUnsure, g.as = kind, false, f.as
	if g.Profile.Name == "" {
		g.Profile.Name = f.Profile.Name
	}
	g.Recheck()
	return g
}

// Plan is what an import saves of a find.
type Plan struct {
	Profile   profile.Profile  // to be saved, or what an update takes over from
	Key       secret.Text      // empty: none came with it
	Missing   []string         // what keeps it from being saved: "field: what to do"
	Duplicate *profile.Profile // the profile that it would be an update of; nil: there is none
}

// Plan says what is saved of a find; list are the profiles that exist already. With
// keyLater a find without a key can be saved. Files that lanyard share wrote never have
// keys, so their profiles can always be saved without one.
func (f Found) Plan(list []profile.Profile, keyLater bool) Plan {
	plan := Plan{Profile: f.Profile, Key: f.Secret, Missing: slices.Clone(f.Missing)}
	if f.Format == "share" || keyLater && f.Token.Empty() {
		plan.Missing = slices.DeleteFunc(plan.Missing, func(m string) bool { return strings.HasPrefix(m, "key: ") })
	}
	if f.KindUnsure && f.Profile.Kind != "" {
		plan.Missing = append(plan.Missing, "kind: "+string(f.Profile.Kind)+" is likely but not certain: say so")
	}
	if have, ok := DuplicateOf(list, f.Profile); ok {
		plan.Duplicate = &have
	}
	return plan
}

// Update brings an existing profile up to date: fields that it lacks are taken from the
// plan. When the plan has no key, the stored key and its kind stay. A profile for a space
// stays one for that space.
func (n Plan) Update(p *profile.Profile) {
	from := n.Profile
	for _, g := range []struct {
		to   *string
		text string
	}{
		{&p.InstanceID, from.InstanceID},
		{&p.AccountID, from.AccountID},
		{&p.CPDVersion, from.CPDVersion},
		{&p.PlatformURL, from.PlatformURL},
	} {
		if *g.to == "" {
			*g.to = g.text
		}
	}
	if p.SpaceID == "" && p.ProjectID == "" {
		p.SpaceID, p.ProjectID = from.SpaceID, from.ProjectID
	}
	if from.SecretKind != "" && !n.Key.Empty() {
		p.SecretKind = from.SecretKind
	}
}

// DuplicateOf finds, among the profiles that there are, the one that a find would be an
// update of: it signs in at the same place as the same user. A profile for another space
// or project of theirs is another profile.
func DuplicateOf(list []profile.Profile, p profile.Profile) (profile.Profile, bool) {
	i := slices.IndexFunc(list, func(have profile.Profile) bool { return samePlace(have, p) && sameIdentity(have, p) })
	if p.URL == "" || i < 0 {
		return profile.Profile{}, false
	}
	return list[i], true
}

func samePlace(a, b profile.Profile) bool {
	if a.Kind != b.Kind || serviceOf(a) != serviceOf(b) || a.AuthOrigin() != b.AuthOrigin() {
		return false
	}
	return !differ(a.SpaceID, b.SpaceID) && !differ(a.ProjectID, b.ProjectID) && !differ(a.SpaceID, b.ProjectID) && !differ(a.ProjectID, b.SpaceID)
}

// serviceOf is the origin of the service, without the port that https implies.
func serviceOf(p profile.Profile) string { return strings.TrimSuffix(p.ServiceURL(), ":443") }

func sameIdentity(a, b profile.Profile) bool {
	trusted := func(p profile.Profile) profile.TrustedProfile {
		if p.TrustedProfile == nil {
			return profile.TrustedProfile{}
		}
		return *p.TrustedProfile
	}
	return a.ByCode() == b.ByCode() && a.Username == b.Username && trusted(a) == trusted(b) && !differ(a.AccountID, b.AccountID)
}

// differ reports whether two texts contradict each other. One that is not known
// contradicts nothing.
func differ(a, b string) bool { return a != "" && b != "" && a != b }

// FreeName gives a suggested name that no profile has, with a number behind it if need
// be.
func FreeName(list []profile.Profile, name string) string {
	taken := map[string]bool{}
	for _, p := range list {
		taken[profile.FoldName(p.Name)] = true
	}
	free := name
	for n := 2; taken[profile.FoldName(free)]; n++ {
		suffix := fmt.Sprintf("-%d", n)
		free = cutName(name, profile.MaxName-len(suffix)) + suffix
	}
	return free
}

// SameCredential reports whether two finds are the same key for the same place and user,
// such as one that lies in several files.
func SameCredential(a, b Found) bool {
	return len(a.Alternatives) == 0 && a.Secret.Equal(b.Secret) && a.Profile.URL == b.Profile.URL && a.Profile.Username == b.Profile.Username
}
