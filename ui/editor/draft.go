package editor

import (
	"maps"
	"strings"

	"lanyard/internal/profile"
	"lanyard/ui/state"
)

// FormField is one field of the form.
type FormField int

// The fields, in the order in which they stand.
const (
	FName FormField = iota
	FKind
	FRegion
	FURL
	FInstalled
	FUsername
	FSecretKind
	FSignIn
	FKey
	FCA
	FPlace
	FPlaceID
	FInstance
	FAuthType
	FAccount
	FTags
	fProduction
	fRenew
	FAuthURL
	fPlatform
	FVersion
	FIdentity
	fIdentityURL
	FTrustBy
	fTrust
	FProxy
	FProxyKey
	fTLS
	fPin
	FieldCount
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
	Kind       profile.Kind
	text       map[FormField]string
	openShift  bool
	secretKind profile.SecretKind
	byCode     bool // it signs in with one-time codes and has no key
	Place      state.PlaceKind
	identity   identityUse
	auth       profile.AuthType // how watsonx Orchestrate signs in; "": its address tells
	trust      trustUse
	tls        profile.TLSMode
	production bool
	renew      bool
}

// newDraft is an empty form.
func newDraft() draft {
	return draft{Kind: profile.Cloud, text: map[FormField]string{}, secretKind: profile.APIKey, tls: profile.TLSVerify}
}

// draftOf fills a form with a profile.
func draftOf(p profile.Profile) draft {
	d := draft{
		Kind: p.Kind, openShift: p.InstanceID == profile.InstanceOpenShift,
		secretKind: p.Kind.KeyKind(p.SecretKind), byCode: p.ByCode(), auth: p.AuthType, tls: p.TLS.Mode, production: p.Production, renew: p.AutoRenew,
		text: map[FormField]string{
			FName: p.Name, FURL: p.URL, FUsername: p.Username, FAccount: p.AccountID,
			FTags: strings.Join(p.Tags, ", "), FCA: p.TLS.CAPEM, fPin: p.TLS.PinSHA256,
			FAuthURL: p.AuthURL, fPlatform: p.PlatformURL, FVersion: p.CPDVersion, FProxy: p.Proxy,
		},
	}
	if d.tls == "" {
		d.tls = profile.TLSVerify
	}
	if p.Kind != profile.StudioLocal {
		d.text[FInstance] = p.InstanceID
	}
	switch {
	case p.SpaceID != "":
		d.Place, d.text[FPlaceID] = state.InSpace, p.SpaceID
	case p.ProjectID != "":
		d.Place, d.text[FPlaceID] = state.InProject, p.ProjectID
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
	same := func(a, b map[FormField]string) bool {
		drop := func(_ FormField, s string) bool { return s == "" }
		a, b = maps.Clone(a), maps.Clone(b)
		maps.DeleteFunc(a, drop)
		maps.DeleteFunc(b, drop)
		return maps.Equal(a, b)
	}
	return d.Kind == o.Kind && d.openShift == o.openShift && d.secretKind == o.secretKind && d.byCode == o.byCode && d.Place == o.Place &&
		d.identity == o.identity && d.auth == o.auth && d.trust == o.trust && d.tls == o.tls && d.production == o.production && d.renew == o.renew && same(d.text, o.text)
}

// main lists the fields that everybody sees, in order: only what the kind needs.
func (d draft) main() []FormField {
	fields := []FormField{FName, FKind}
	add := func(has bool, f ...FormField) {
		if has {
			fields = append(fields, f...)
		}
	}
	add(d.Kind.Hosted(), FRegion)
	add(true, FURL)
	add(d.Kind == profile.StudioLocal, FInstalled)
	add(d.Kind.HasAuthTypes(), FInstance)
	add(d.Kind.HasUsername(), FUsername)
	add(len(d.Kind.SecretKinds()) > 1, FSecretKind)
	add(d.Kind.HasCodes(), FSignIn)
	add(!d.signsInByCode(), FKey)
	add(!d.Kind.Hosted(), FCA)
	add(d.Kind.HasPlaces(), FPlace)
	add(d.Kind.HasPlaces() && d.Place != state.NoPlace, FPlaceID)
	add(d.Kind == profile.AWS, FAccount)
	return append(fields, FTags, fProduction, fRenew)
}

// signsInByCode reports whether the profile has no key.
func (d draft) signsInByCode() bool { return d.byCode && d.Kind.HasCodes() }

// advanced lists the fields below the fold.
func (d draft) advanced() []FormField {
	fields := []FormField{FAuthURL}
	switch {
	case d.Kind.HasAuthTypes():
		fields = append(fields, FAuthType)
	case d.Kind == profile.Cloud:
		fields = append(fields, FInstance, fPlatform, FTrustBy)
		if d.trust != trustNo {
			fields = append(fields, fTrust)
		}
		fields = append(fields, FAccount, FCA)
	case d.Kind.Hosted():
		fields = append(fields, fPlatform, FCA)
	case d.Kind == profile.CP4D:
		fields = append(fields, FVersion, FIdentity)
		if d.identity == identityAt {
			fields = append(fields, fIdentityURL)
		}
	}
	fields = append(fields, fTLS)
	if d.tls == profile.TLSPin {
		fields = append(fields, fPin)
	}
	fields = append(fields, FProxy)
	if d.text[FProxy] != "" {
		fields = append(fields, FProxyKey)
	}
	return fields
}

// apply writes the form into a profile. What the kind does not have becomes empty.
func (d draft) apply(p *profile.Profile) {
	typed := func(f FormField) string { return strings.TrimSpace(d.text[f]) }
	p.Name, p.Kind, p.URL, p.AuthURL = typed(FName), d.Kind, typed(FURL), typed(FAuthURL)
	p.Username, p.AccountID, p.PlatformURL = typed(FUsername), typed(FAccount), typed(fPlatform)
	p.InstanceID, p.SecretKind = d.instance(typed(FInstance), p), d.secretKind
	p.SignIn = ""
	if d.signsInByCode() {
		p.SignIn = profile.ByCode
	}
	p.AuthType = d.auth
	p.SpaceID, p.ProjectID = "", ""
	switch d.Place {
	case state.InSpace:
		p.SpaceID = typed(FPlaceID)
	case state.InProject:
		p.ProjectID = typed(FPlaceID)
	}
	p.CPDVersion, p.CPDIdentity = typed(FVersion), d.identityOf(typed(fIdentityURL))
	p.TrustedProfile = d.trusted(typed(fTrust))
	p.TLS = profile.TLS{Mode: d.tls, CAPEM: typed(FCA)}
	if p.TLS.CAPEM != "" {
		p.TLS.CAPEM = profile.TidyCA(p.TLS.CAPEM + "\n")
	}
	if d.tls == profile.TLSPin {
		p.TLS.PinSHA256 = profile.NormalizePin(typed(fPin))
	}
	p.Proxy = typed(FProxy)
	p.Tags = tagsOf(typed(FTags))
	p.Production, p.AutoRenew = d.production, d.renew
	p.Fit(nil)
	if p.ByCode() {
		p.SecretKind = ""
	}
}

// instance is what instance_id becomes. Cloud Pak for Data has no field for it, but an
// "openshift" that older clients wanted is kept.
func (d draft) instance(typed string, p *profile.Profile) string {
	switch {
	case d.Kind == profile.CP4D:
		return p.InstanceID
	case d.Kind != profile.StudioLocal:
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
func (d draft) fieldNamed(name string) FormField {
	if name == "instance_id" && d.Kind == profile.StudioLocal {
		return FInstalled
	}
	x, ok := map[string]FormField{
		"name": FName, "kind": FKind, "url": FURL, "auth_url": FAuthURL, "instance_id": FInstance, "auth_type": FAuthType, "username": FUsername,
		"secret_kind": FSecretKind, "sign_in": FSignIn, "account_id": FAccount, "trusted_profile": fTrust, "cpd_version": FVersion,
		"cpd_identity": fIdentityURL, "platform_url": fPlatform, "space_id": FPlaceID, "project_id": FPlaceID,
		"tls": fTLS, "tls.ca_pem": FCA, "tls.pin_sha256": fPin, "proxy": FProxy, "tags": FTags,
	}[name]
	if !ok {
		return FURL
	}
	return x
}
