package profile

import "time"

// View is a profile as list and show print it in JSON: every key present, what is
// unknown or not set is null, times in UTC. It holds no secret.
type View struct {
	ID             string      `json:"id"`
	Name           string      `json:"name"`
	Kind           Kind        `json:"kind"`
	URL            string      `json:"url"`
	AuthURL        *string     `json:"auth_url"`
	AuthType       *AuthType   `json:"auth_type,omitempty"` // orchestrate alone
	InstanceID     *string     `json:"instance_id"`
	Username       *string     `json:"username"`
	SignIn         SignIn      `json:"sign_in"`
	SecretKind     *SecretKind `json:"secret_kind"`
	KeyID          *string     `json:"key_id"`
	KeyFrom        *string     `json:"key_from"` // where the key lies, if not on this computer
	AccountID      *string     `json:"account_id"`
	TrustedProfile *ViewIAM    `json:"trusted_profile"`
	CPDVersion     *string     `json:"cpd_version"`
	CPDIdentity    *string     `json:"cpd_identity"`
	PlatformURL    *string     `json:"platform_url"`
	SpaceID        *string     `json:"space_id"`
	ProjectID      *string     `json:"project_id"`
	TLS            ViewTLS     `json:"tls"`
	Proxy          *string     `json:"proxy"`
	Tags           []string    `json:"tags"`
	Production     bool        `json:"production"`
	AutoRenew      bool        `json:"auto_renew"`
	CreatedAt      *time.Time  `json:"created_at"`
	ChangedAt      *time.Time  `json:"changed_at"`
	KeyExpiresAt   *time.Time  `json:"key_expires_at"` // as IBM told it last; whoever knows fills it in
	KeyCreatedAt   *time.Time  `json:"key_created_at"`
}

// WithKey is the view with what is known of the profile's key; zero times are not known.
func (v View) WithKey(made, ends time.Time) View {
	v.KeyCreatedAt, v.KeyExpiresAt = timeOrNull(made), timeOrNull(ends)
	return v
}

// ViewIAM is the trusted profile of a [View].
type ViewIAM struct {
	ID   *string `json:"id"`
	CRN  *string `json:"crn"`
	Name *string `json:"name"`
}

// ViewTLS is how a [View] checks certificates. CASHA256 is over the DER of the
// profile's further roots.
type ViewTLS struct {
	Mode      TLSMode `json:"mode"`
	CASHA256  *string `json:"ca_sha256"`
	PinSHA256 *string `json:"pin_sha256"`
}

// Public is the profile's [View].
func (p Profile) Public() View {
	mode := p.TLS.Mode
	if mode == "" {
		mode = TLSVerify
	}
	v := View{
		ID: p.ID, Name: p.Name, Kind: p.Kind, URL: withoutPassword(p.URL),
		AuthURL:     orNull(withoutPassword(p.AuthURL)),
		AuthType:    orNull(p.shownAuth()),
		InstanceID:  orNull(p.InstanceID),
		Username:    orNull(p.Username),
		SignIn:      ByKey,
		SecretKind:  orNull(p.SecretKind),
		KeyID:       orNull(p.KeyID),
		KeyFrom:     orNull(p.KeyFrom),
		AccountID:   orNull(p.AccountID),
		CPDVersion:  orNull(p.CPDVersion),
		CPDIdentity: orNull(withoutPassword(p.CPDIdentity)),
		PlatformURL: orNull(withoutPassword(p.PlatformURL)),
		SpaceID:     orNull(p.SpaceID),
		ProjectID:   orNull(p.ProjectID),
		TLS:         ViewTLS{mode, orNull(caHash(p.TLS.CAPEM)), orNull(NormalizePin(p.TLS.PinSHA256))},
		Proxy:       orNull(withoutPassword(p.Proxy)),
		Tags:        append([]string{}, p.Tags...),
		Production:  p.Production,
		AutoRenew:   p.AutoRenew,
		CreatedAt:   timeOrNull(p.CreatedAt),
		ChangedAt:   timeOrNull(p.ChangedAt),
	}
	if p.ByCode() {
		v.SignIn, v.SecretKind, v.KeyID = ByCode, nil, nil
	}
	if t := p.TrustedProfile; t != nil {
		v.TrustedProfile = &ViewIAM{orNull(t.ID), orNull(t.CRN), orNull(t.Name)}
	}
	return v
}

func orNull[T ~string](s T) *T {
	if s == "" {
		return nil
	}
	return &s
}

func timeOrNull(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	u := t.UTC()
	return &u
}
