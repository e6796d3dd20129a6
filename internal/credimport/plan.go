package credimport

import (
	"fmt"
	"slices"
	"strings"

	"lanyard/internal/profile"
)

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
	return a.Username == b.Username && trusted(a) == trusted(b) && !differ(a.AccountID, b.AccountID)
}

// differ reports whether two texts contradict each other. One that is not known
// contradicts nothing.
func differ(a, b string) bool { return a != "" && b != "" && a != b }

// Update takes over from a find what an existing profile doesn't say, and the kind of its
// key. A profile for a space stays one for that space.
func Update(p *profile.Profile, from profile.Profile) {
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
	if from.SecretKind != "" {
		p.SecretKind = from.SecretKind
	}
}

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
