package profile

import (
	"slices"
	"strings"
)

// Note is one thing that [Tidy] changed.
type Note struct {
	Field string // the JSON name of the field
	Text  string // what was changed, a short sentence
}

// Tidy brings what people typed or pasted into the form in which it is stored:
// addresses cut to what counts, versions to two numbers, pins to plain hex, blanks
// off. It changes what is certain and says what a person may want to know; the rest,
// a missing https:// among it, stays for [Check] to refuse. A space or project that
// the address names is taken over when the profile has neither. Call it before Check.
func Tidy(p Profile) (Profile, []Note) {
	t := tidier{}
	p.URL = t.address(&p)
	p.AuthURL = t.origin("auth_url", p.AuthURL, func(s string) (Address, error) { return ParseAuthURL(p.Kind, s) })
	p.PlatformURL = t.origin("platform_url", p.PlatformURL, ParseOrigin)
	if identity := strings.TrimSpace(p.CPDIdentity); strings.EqualFold(identity, IdentityOff) {
		p.CPDIdentity = IdentityOff
	} else {
		p.CPDIdentity = t.origin("cpd_identity", p.CPDIdentity, ParseOrigin)
	}
	t.version(&p)
	t.blanks(&p)
	p.TrustedProfile = tidyTrusted(p.TrustedProfile)
	p.TLS = tidyTLS(p.TLS)
	p.Tags = tidyTags(p.Tags)
	switch kinds := p.Kind.SecretKinds(); {
	case p.ByCode():
		p.SecretKind = ""
	case p.SecretKind == "" && len(kinds) == 1:
		p.SecretKind = kinds[0]
	}
	return p, t.notes
}

type tidier struct{ notes []Note }

func (t *tidier) say(field string, changes ...string) {
	for _, c := range changes {
		t.notes = append(t.notes, Note{field, c})
	}
}

func (t *tidier) address(p *Profile) string {
	a, err := ParseAddress(p.Kind, p.URL)
	if err != nil || a.NeedsConsent {
		return p.URL
	}
	t.say("url", a.Changes...)
	if a.InstanceID != "" {
		p.InstanceID = a.InstanceID
	}
	if p.SpaceID == "" && p.ProjectID == "" {
		p.SpaceID, p.ProjectID = a.SpaceID, a.ProjectID
	}
	return a.URL
}

func (t *tidier) origin(field, text string, parse func(string) (Address, error)) string {
	if strings.TrimSpace(text) == "" {
		return ""
	}
	a, err := parse(text)
	if err != nil || a.NeedsConsent {
		return text
	}
	t.say(field, a.Changes...)
	return a.URL
}

func (t *tidier) version(p *Profile) {
	if v, err := NormalizeVersion(p.CPDVersion); err == nil && v != p.CPDVersion {
		p.CPDVersion = v
		t.say("cpd_version", "The version was cut to "+v+".")
	}
}

// blanks takes blanks off the ends of the texts that never have any.
func (t *tidier) blanks(p *Profile) {
	for _, f := range []struct {
		name string
		text *string
	}{
		{"name", &p.Name},
		{"username", &p.Username},
		{"instance_id", &p.InstanceID},
		{"account_id", &p.AccountID},
		{"space_id", &p.SpaceID},
		{"project_id", &p.ProjectID},
		{"proxy", &p.Proxy},
	} {
		if s := strings.TrimSpace(*f.text); s != *f.text {
			*f.text = s
			t.say(f.name, "Blanks around it were removed.")
		}
	}
	if low := strings.ToLower(p.InstanceID); low == InstanceICP || low == InstanceOpenShift {
		p.InstanceID = low
	}
}

func tidyTrusted(t *TrustedProfile) *TrustedProfile {
	if t == nil {
		return nil
	}
	c := TrustedProfile{ID: strings.TrimSpace(t.ID), CRN: strings.TrimSpace(t.CRN), Name: strings.TrimSpace(t.Name)}
	if c == (TrustedProfile{}) {
		return nil
	}
	return &c
}

func tidyTLS(t TLS) TLS {
	t.PinSHA256 = NormalizePin(t.PinSHA256)
	if strings.TrimSpace(t.CAPEM) == "" {
		t.CAPEM = ""
	}
	t.CAPEM = TidyCA(t.CAPEM)
	if t.Mode == "" {
		t.Mode = TLSVerify
	}
	return t
}

func tidyTags(tags []string) []string {
	var out []string
	for _, tag := range tags {
		tag = strings.TrimSpace(tag)
		if tag != "" && !slices.ContainsFunc(out, func(have string) bool { return SameName(have, tag) }) {
			out = append(out, tag)
		}
	}
	return out
}
