package profile

import (
	"slices"
	"strings"
)

// KeyKind is the kind of key that a profile of kind k has when s was said: s, where the
// kind takes it, else its usual one.
func (k Kind) KeyKind(s SecretKind) SecretKind {
	kinds := k.SecretKinds()
	if len(kinds) == 0 || slices.Contains(kinds, s) {
		return s
	}
	return kinds[0]
}

// Fit makes a profile one of its kind alone: what the kind does not have goes, such as a
// cluster's username when it becomes IBM Cloud's, and the key becomes one that the kind
// takes. named tells which fields somebody has just named: they stay, for [Check] to
// refuse; nil: none. It gives the fields that went, by their JSON names.
func (p *Profile) Fit(named func(field string) bool) (dropped []string) {
	if named == nil {
		named = func(string) bool { return false }
	}
	k := p.Kind
	for _, f := range []struct {
		name string
		has  bool
		text *string
	}{
		{"username", k.HasUsername(), &p.Username},
		{"instance_id", k.hasInstance(p.InstanceID), &p.InstanceID},
		{"auth_type", k.HasAuthTypes(), (*string)(&p.AuthType)},
		{"account_id", k.HasAccounts(), &p.AccountID},
		{"cpd_version", k == CP4D, &p.CPDVersion},
		{"cpd_identity", k == CP4D, &p.CPDIdentity},
		{"platform_url", k.Hosted(), &p.PlatformURL},
		{"space_id", k.HasPlaces(), &p.SpaceID},
		{"project_id", k.HasPlaces(), &p.ProjectID},
		{"sign_in", k.HasCodes(), (*string)(&p.SignIn)},
	} {
		if !f.has && *f.text != "" && !named(f.name) {
			*f.text = ""
			dropped = append(dropped, f.name)
		}
	}
	if k != Cloud && p.TrustedProfile != nil && !named(fieldTrust) {
		p.TrustedProfile = nil
		dropped = append(dropped, fieldTrust)
	}
	p.SecretKind = k.KeyKind(p.SecretKind)
	return dropped
}

// hasInstance reports whether an instance id can be one of the kind: clusters have words
// for it, IBM Cloud has ids.
func (k Kind) hasInstance(id string) bool {
	word := strings.EqualFold(id, InstanceICP) || strings.EqualFold(id, InstanceOpenShift)
	switch k {
	case Cloud:
		return !word
	case CP4D:
		return strings.EqualFold(id, InstanceOpenShift)
	case StudioLocal:
		return word
	}
	return k.traits().within && !word
}
