package ui

import (
	"maps"
	"strings"

	"lanyard/internal/profile"
)

// formField is one field of the form.
type formField int

// The fields, in the order in which they stand.
const (
	fName formField = iota
	fKind
	fRegion
	fURL
	fInstalled
	fUsername
	fSecretKind
	fKey
	fCA
	fPlace
	fPlaceID
	fInstance
	fAccount
	fTags
	fProduction
	fRenew
	fAuthURL
	fPlatform
	fVersion
	fIdentity
	fIdentityURL
	fTrustBy
	fTrust
	fProxy
	fProxyKey
	fTLS
	fPin
	fieldCount
)

// place is what a profile's token is for.
type placeKind int

// The places.
const (
	placeNone placeKind = iota
	placeSpace
	placeProject
)

// identityUse says whether a cluster's identity service is used.
type identityUse int

// The uses.
const (
	identityAuto identityUse = iota
	identityOff
	identityAt
)

// trustUse says how a trusted profile is named.
type trustUse int

// The ways.
const (
	trustNo trustUse = iota
	trustID
	trustCRN
	trustName
)

// draft is what the form holds of a profile, as one types it. It has no secret.
type draft struct {
	kind       profile.Kind
	text       map[formField]string
	openShift  bool
	secretKind profile.SecretKind
	place      placeKind
	identity   identityUse
	trust      trustUse
	tls        profile.TLSMode
	production bool
	renew      bool
}

// newDraft is an empty form.
func newDraft() draft {
	return draft{kind: profile.Cloud, text: map[formField]string{}, secretKind: profile.APIKey, tls: profile.TLSVerify}
}

// draftOf fills a form with a profile.
func draftOf(p profile.Profile) draft {
	d := draft{
		kind: p.Kind, openShift: p.InstanceID == profile.InstanceOpenShift,
		secretKind: p.SecretKind, tls: p.TLS.Mode, production: p.Production, renew: p.AutoRenew,
		text: map[formField]string{
			fName: p.Name, fURL: p.URL, fUsername: p.Username, fAccount: p.AccountID,
			fTags: strings.Join(p.Tags, ", "), fCA: p.TLS.CAPEM, fPin: p.TLS.PinSHA256,
			fAuthURL: p.AuthURL, fPlatform: p.PlatformURL, fVersion: p.CPDVersion, fProxy: p.Proxy,
		},
	}
	if d.tls == "" {
		d.tls = profile.TLSVerify
	}
	if p.Kind != profile.StudioLocal {
		d.text[fInstance] = p.InstanceID
	}
	switch {
	case p.SpaceID != "":
		d.place, d.text[fPlaceID] = placeSpace, p.SpaceID
	case p.ProjectID != "":
		d.place, d.text[fPlaceID] = placeProject, p.ProjectID
	}
	switch p.CPDIdentity {
	case "":
	case profile.IdentityOff:
		d.identity = identityOff
	default:
		d.identity, d.text[fIdentityURL] = identityAt, p.CPDIdentity
	}
	if t := p.TrustedProfile; t != nil {
		d.text[fTrust] = t.ID + t.CRN + t.Name // one of them is set
		switch {
		case t.CRN != "":
			d.trust = trustCRN
		case t.Name != "":
			d.trust = trustName
		default:
			d.trust = trustID
		}
	}
	return d
}

func (d draft) equal(o draft) bool {
	same := func(a, b map[formField]string) bool {
		drop := func(_ formField, s string) bool { return s == "" }
		a, b = maps.Clone(a), maps.Clone(b)
		maps.DeleteFunc(a, drop)
		maps.DeleteFunc(b, drop)
		return maps.Equal(a, b)
	}
	return d.kind == o.kind && d.openShift == o.openShift && d.secretKind == o.secretKind && d.place == o.place &&
		d.identity == o.identity && d.trust == o.trust && d.tls == o.tls && d.production == o.production && d.renew == o.renew && same(d.text, o.text)
}

// main lists the fields that everybody sees, in order: only what the kind needs.
func (d draft) main() []formField {
	fields := []formField{fName, fKind}
	add := func(has bool, f ...formField) {
		if has {
			fields = append(fields, f...)
		}
	}
	add(d.kind.Hosted(), fRegion)
	add(true, fURL)
	add(d.kind == profile.StudioLocal, fInstalled)
	add(d.kind.HasUsername(), fUsername)
	add(len(d.kind.SecretKinds()) > 1, fSecretKind)
	add(true, fKey)
	add(!d.kind.Hosted(), fCA)
	add(d.kind.HasPlaces(), fPlace)
	add(d.kind.HasPlaces() && d.place != placeNone, fPlaceID)
	add(d.kind == profile.AWS, fAccount)
	return append(fields, fTags, fProduction, fRenew)
}

// advanced lists the fields below the fold.
func (d draft) advanced() []formField {
	fields := []formField{fAuthURL}
	switch {
	case d.kind == profile.Cloud:
		fields = append(fields, fInstance, fPlatform, fTrustBy)
		if d.trust != trustNo {
			fields = append(fields, fTrust)
		}
		fields = append(fields, fAccount, fCA)
	case d.kind.Hosted():
		fields = append(fields, fPlatform, fCA)
	case d.kind == profile.CP4D:
		fields = append(fields, fVersion, fIdentity)
		if d.identity == identityAt {
			fields = append(fields, fIdentityURL)
		}
	}
	fields = append(fields, fTLS)
	if d.tls == profile.TLSPin {
		fields = append(fields, fPin)
	}
	fields = append(fields, fProxy)
	if d.text[fProxy] != "" {
		fields = append(fields, fProxyKey)
	}
	return fields
}

// apply writes the form into a profile. What the kind does not have becomes empty.
func (d draft) apply(p *profile.Profile) {
	typed := func(f formField) string { return strings.TrimSpace(d.text[f]) }
	p.Name, p.Kind, p.URL, p.AuthURL = typed(fName), d.kind, typed(fURL), typed(fAuthURL)
	p.Username, p.AccountID, p.PlatformURL = typed(fUsername), typed(fAccount), typed(fPlatform)
	p.InstanceID, p.SecretKind = d.instance(typed(fInstance), p), d.secretKind
	p.SpaceID, p.ProjectID = "", ""
	switch d.place {
	case placeSpace:
		p.SpaceID = typed(fPlaceID)
	case placeProject:
		p.ProjectID = typed(fPlaceID)
	}
	p.CPDVersion, p.CPDIdentity = typed(fVersion), d.identityOf(typed(fIdentityURL))
	p.TrustedProfile = d.trusted(typed(fTrust))
	p.TLS = profile.TLS{Mode: d.tls, CAPEM: typed(fCA)}
	if p.TLS.CAPEM != "" {
		p.TLS.CAPEM = profile.TidyCA(p.TLS.CAPEM + "\n")
	}
	if d.tls == profile.TLSPin {
		p.TLS.PinSHA256 = profile.NormalizePin(typed(fPin))
	}
	p.Proxy = typed(fProxy)
	p.Tags = tagsOf(typed(fTags))
	p.Production, p.AutoRenew = d.production, d.renew
	p.Fit(nil)
}

// instance is what instance_id becomes. Cloud Pak for Data has no field for it, but an
// "openshift" that older clients wanted is kept.
func (d draft) instance(typed string, p *profile.Profile) string {
	switch {
	case d.kind == profile.CP4D:
		return p.InstanceID
	case d.kind != profile.StudioLocal:
		return typed
	case d.openShift:
		return profile.InstanceOpenShift
	}
	return profile.InstanceICP
}

func (d draft) identityOf(address string) string {
	switch d.identity {
	case identityOff:
		return profile.IdentityOff
	case identityAt:
		return address
	}
	return ""
}

func (d draft) trusted(value string) *profile.TrustedProfile {
	switch d.trust {
	case trustID:
		return &profile.TrustedProfile{ID: value}
	case trustCRN:
		return &profile.TrustedProfile{CRN: value}
	case trustName:
		return &profile.TrustedProfile{Name: value}
	}
	return nil
}

func tagsOf(text string) []string {
	var tags []string
	for _, t := range strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == ';' }) {
		if t = strings.TrimSpace(t); t != "" {
			tags = append(tags, t)
		}
	}
	return tags
}

// fieldNamed finds the form's field for a field of a profile's record; the address
// where there is none.
func (d draft) fieldNamed(name string) formField {
	if name == "instance_id" && d.kind == profile.StudioLocal {
		return fInstalled
	}
	x, ok := map[string]formField{
		"name": fName, "kind": fKind, "url": fURL, "auth_url": fAuthURL, "instance_id": fInstance, "username": fUsername,
		"secret_kind": fSecretKind, "account_id": fAccount, "trusted_profile": fTrust, "cpd_version": fVersion,
		"cpd_identity": fIdentityURL, "platform_url": fPlatform, "space_id": fPlaceID, "project_id": fPlaceID,
		"tls": fTLS, "tls.ca_pem": fCA, "tls.pin_sha256": fPin, "proxy": fProxy, "tags": fTags,
	}[name]
	if !ok {
		return fURL
	}
	return x
}
