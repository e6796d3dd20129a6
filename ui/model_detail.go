package ui

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"lanyard/internal/profile"
	"lanyard/internal/wallet"
	"lanyard/ui/text"
)

// masked is what stands in place of a secret, whatever its length.
const masked = "••••••••••••"

// fact is one line of what is known: a label, a value, and a button that copies it.
type fact struct {
	label string
	value string
	plain bool // nothing to copy: a remark rather than a value
}

// detailView is all that the detail pane shows, worked out without a widget.
type detailView struct {
	id         string // "": nothing chosen
	name       string
	place      string // "IBM Cloud · Frankfurt"
	production bool
	insecure   bool
	facts      []fact // what one looks for
	more       []fact // the rest
	token      tokenView
	failure    *FailureView
	question   *question
	key        KeyView
	space      placeView
	test       testView
	chain      chainView
	saving     *saveAsk
	savingCA   *saveAsk
	identity   *identityAsk
	zen        ZenView
}

// tokenView is what is shown of a token.
type tokenView struct {
	state   RingState
	share   float64
	zone    wallet.Zone
	has     bool
	canCopy bool // alive enough to be used
	shown   string
	line    string // "expires in 41 min"
	digits  string // "40:12", or "41 min" while nobody looks
	at      string // "expires 15:20 CEST", in place of line and clock while nobody looks
	clock   string // "15:20 CEST"
	renews  string // that it renews itself, "" when it doesn't
	who     string
	claims  []fact
	note    string // the computer's clock is wrong, the key is about to end
	more    claimsView
	busy    string // "Signing in at …"
}

// question asks whether a key may go to another place than the one it was saved for.
type question struct {
	changes []string      // one a line
	to      string        // "Send the key to …"
	place   profile.Place // what is agreed to
}

// Detail works out what to show of the chosen profile.
func (m *Model) Detail() detailView {
	p := m.Current()
	if p == nil {
		return detailView{}
	}
	s := m.sessions[p.ID]
	if s == nil {
		s = &session{}
	}
	v := detailView{
		id: p.ID, name: p.Name, place: placeWords(m.t, *p), production: p.Production,
		insecure: p.TLS.Mode == profile.TLSInsecure,
		facts:    mainFacts(m.t, *p), more: m.moreFacts(*p),
		token: m.describeToken(*p, s), failure: m.describeFailure(*p, s), key: m.describeKey(*p, s),
		space: m.describePlace(*p), test: m.describeTest(*p, s), chain: m.describeChain(*p, s),
		saving: s.saving, savingCA: s.savingCA, identity: s.identity, zen: m.describeZen(*p, s),
	}
	if s.unbound != nil {
		v.question = questionOf(m.t, s.unbound)
	}
	return v
}

// placeWords says where a profile runs: kind and region.
func placeWords(t *text.Texts, p profile.Profile) string {
	place := p.Kind.Title()
	if r, ok := profile.RegionOf(p.URL); ok && r.Kind == p.Kind {
		place += " · " + r.Name
	}
	if p.Pinned {
		place += " · " + t.Pinned
	}
	if len(p.Tags) > 0 {
		place += " · " + strings.Join(p.Tags, ", ")
	}
	return place
}

// mainFacts are what one looks for first: where it is, as whom, which space.
func mainFacts(t *text.Texts, p profile.Profile) []fact {
	return filled(
		fact{label: t.Address, value: p.URL},
		fact{label: t.Username, value: p.Username},
	)
}

func (m *Model) moreFacts(p profile.Profile) []fact {
	t := m.t
	signIn, _ := p.SignInURL() // a profile without one says so when it signs in
	changed := ""
	if !p.ChangedAt.IsZero() {
		changed = p.ChangedAt.In(m.zone).Format("2 Jan 2006 15:04 MST")
	}
	return filled(
		fact{label: t.SignIn, value: signIn},
		fact{label: t.Platform, value: p.PlatformURL},
		fact{label: t.Instance, value: instanceWords(t, p), plain: p.Kind == profile.StudioLocal},
		fact{label: t.Account, value: p.AccountID},
		fact{label: t.Trusted, value: trusted(p)},
		fact{label: t.CPDVersion, value: p.CPDVersion},
		fact{label: t.Identity, value: identityWords(t, p)},
		fact{label: t.Proxy, value: p.Proxy},
		fact{label: t.CA, value: certificateWords(t, p), plain: true},
		fact{label: t.Pin, value: p.TLS.PinSHA256},
		fact{label: t.Changed, value: changed, plain: true},
	)
}

func filled(facts ...fact) []fact {
	var out []fact
	for _, f := range facts {
		if f.value != "" {
			out = append(out, f)
		}
	}
	return out
}

func instanceWords(t *text.Texts, p profile.Profile) string {
	switch {
	case p.Kind != profile.StudioLocal:
		return p.InstanceID
	case p.InstanceID == profile.InstanceOpenShift:
		return t.OpenShift
	case p.InstanceID == profile.InstanceICP:
		return t.OwnServers
	}
	return p.InstanceID
}

func trusted(p profile.Profile) string {
	if p.TrustedProfile == nil {
		return ""
	}
	return p.TrustedProfile.ID + p.TrustedProfile.CRN + p.TrustedProfile.Name // one of them is set
}

func identityWords(t *text.Texts, p profile.Profile) string {
	if p.CPDIdentity == profile.IdentityOff {
		return t.IdentityOff
	}
	return p.CPDIdentity
}

func certificateWords(t *text.Texts, p profile.Profile) string {
	switch n := strings.Count(p.TLS.CAPEM, "-----BEGIN CERTIFICATE-----"); n {
	case 0:
		return ""
	case 1:
		return t.CAOne
	default:
		return fmt.Sprintf(t.CASome, n)
	}
}

func (m *Model) describeToken(p profile.Profile, s *session) tokenView {
	state, share := m.ringFor(p)
	v := tokenView{state: state, share: share, zone: wallet.Unknown}
	if s.busy() {
		v.busy = cmp.Or(s.retry.words(m.t, m.now()), fmt.Sprintf(m.t.SigningIn, hostOf(p)))
		if m.keys.found.Backend == backendKeyring && m.keys.found.State == keyringLocked {
			v.busy = m.t.SayUnlocking
		}
	}
	tok, has := m.token(p)
	if !has {
		return v
	}
	now := m.now()
	l := lifeOf(tok, now)
	v.has, v.zone = true, l.zone
	v.canCopy = l.zone != wallet.Dead
	v.line = lifeWords(m.t, l, now, m.zone)
	if l.zone != wallet.Unknown && l.left > 0 {
		v.digits = digits(l.left)
		v.clock = m.t.AtClock(l.expires, now, m.zone)
		if !m.inSeconds(l.left, now) {
			v.digits, v.at = m.t.InWords(l.left), lifeCalm(m.t, l, v.clock)
		}
		if p.AutoRenew && v.canCopy {
			v.renews = m.t.Renews
		}
	}
	if !s.shown.IsZero() && now.Before(s.shown) {
		v.shown = tok.Access.Reveal()
	}
	v.who = whoseWords(m.t, tok)
	v.claims = claimFacts(m.t, tok, now, m.zone)
	v.note = text.Join("\n", skewWords(m.t, tok.Skew), m.keyNotice(p, s))
	v.more = claimsView{token: tok, hasRaw: tok.Claims.Raw != nil, about: m.describeAbout(p, s)}
	return v
}

// hostOf is who is signed in at: host and port.
func hostOf(p profile.Profile) string {
	origin := p.AuthOrigin()
	if _, host, ok := strings.Cut(origin, "://"); ok {
		return host
	}
	return p.Host()
}

// skewSaid is from where on a wrong clock is worth telling.
const skewSaid = time.Minute

func skewWords(t *text.Texts, d time.Duration) string {
	switch {
	case d >= skewSaid:
		return fmt.Sprintf(t.ClockSlow, t.InWords(d))
	case d <= -skewSaid:
		return fmt.Sprintf(t.ClockFast, t.InWords(-d))
	}
	return ""
}

// whoseWords says in one line whose token it is: Service ID “scoring”, account 3f….
func whoseWords(t *text.Texts, tok wallet.Token) string {
	c := tok.Claims
	name := cmp.Or(c.Name, c.Email, c.Subject, c.IAMID)
	var parts []string
	switch {
	case name != "" && c.SubjectType != "":
		parts = append(parts, fmt.Sprintf(t.WhoNamed, text.Capital(c.SubjectType), name))
	case name != "":
		parts = append(parts, name)
	}
	if c.AccountID != "" {
		parts = append(parts, fmt.Sprintf(t.WhoAccount, short(c.AccountID)))
	}
	return strings.Join(parts, ", ")
}

func claimFacts(t *text.Texts, tok wallet.Token, now time.Time, zone *time.Location) []fact {
	c := tok.Claims
	at := func(u time.Time) string {
		if u.IsZero() {
			return ""
		}
		return t.AtClockAndUTC(u, now, zone)
	}
	return filled(
		fact{label: t.ClaimWho, value: c.Name},
		fact{label: t.ClaimType, value: c.SubjectType, plain: true},
		fact{label: t.ClaimEmail, value: c.Email},
		fact{label: t.ClaimSubject, value: c.Subject},
		fact{label: t.ClaimIAM, value: c.IAMID},
		fact{label: t.ClaimAccount, value: c.AccountID},
		fact{label: t.ClaimIssuer, value: c.Issuer},
		fact{label: t.ClaimScope, value: c.Scope},
		fact{label: t.ClaimRoles, value: strings.Join(c.Roles, ", ")},
		fact{label: t.ClaimIssued, value: at(c.IssuedAt), plain: true},
		fact{label: t.ClaimExpires, value: at(c.ExpiresAt), plain: true},
	)
}

// keyTitle is what a profile's secret is called on screen.
func keyTitle(t *text.Texts, k profile.Kind, s profile.SecretKind) string {
	switch {
	case s == profile.Password:
		return t.Password
	case k == profile.CP4D:
		return t.PlatformKey
	}
	return t.APIKey
}

// notKey says why a text that was given as a key or password is none; "" when it can be one.
func notKey(t *text.Texts, text string) string {
	switch profile.Placeholder(text) {
	case profile.Sample:
		return t.KeyIsSample
	case profile.Reference:
		return t.KeyIsReference
	case profile.Filler:
		return t.KeyIsFiller
	}
	return ""
}

// questionOf puts the old and new place side by side.
func questionOf(t *text.Texts, u *wallet.UnboundError) *question {
	q := &question{place: u.Is, to: t.SendThere}
	for _, d := range u.Differences() {
		q.changes = append(q.changes, fmt.Sprintf(t.WasIs, boundLabel(t, d.Field), cmp.Or(d.Old, t.Nothing), cmp.Or(d.New, t.Nothing)))
		if d.Field == "auth_origin" && d.New != "" {
			q.to = fmt.Sprintf(t.SendTo, d.New)
		}
	}
	return q
}

func boundLabel(t *text.Texts, field string) string {
	switch field {
	case "kind":
		return t.BoundKind
	case "username":
		return t.Username
	case "auth_origin":
		return t.SignIn
	case "identity_origin", "identity_url":
		return t.BoundIdentity
	case "tls":
		return t.BoundTLS
	case "ca_sha256":
		return t.CA
	case "pin":
		return t.Pin
	case "proxy":
		return t.Proxy
	}
	return fieldWords(t, field)
}

// short cuts a long id to what tells it apart.
func short(id string) string {
	const keep = 8
	if r := []rune(id); len(r) > keep+2 {
		return string(r[:keep]) + "…"
	}
	return id
}

func deref(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

func withLabel(label, value string) string {
	if value == "" {
		return ""
	}
	return label + " " + value
}

// fieldWords is a profile's field as people know it.
func fieldWords(t *text.Texts, name string) string {
	known := map[string]string{
		"name": t.Name, "kind": t.Kind, "url": t.Address, "auth_url": t.SignIn, "platform_url": t.Platform, "username": t.Username,
		"secret_kind": t.SecretKind, "instance_id": t.Instance, "account_id": t.Account, "trusted_profile": t.Trusted, "space_id": t.SpaceID,
		"project_id": t.ProjectID, "cpd_version": t.CPDVersion, "cpd_identity": t.Identity, "tls": t.TLSCheck, "proxy": t.Proxy, "tags": t.Tags,
		"key": t.KeyItself, "key_id": t.KeyUsed,
	}
	if text := known[name]; text != "" {
		return text
	}
	return strings.ReplaceAll(name, "_", " ")
}

// placeView is what is shown of a profile's space or project.
type placeView struct {
	there bool // the kind has such places
	label string
	name  string // "" when not known
	id    string // "": none is chosen
}

func (m *Model) describePlace(p profile.Profile) placeView {
	t := m.t
	v := placeView{there: p.Kind.HasPlaces(), label: t.Place}
	switch {
	case p.SpaceID != "":
		v.label, v.id = t.Space, p.SpaceID
	case p.ProjectID != "":
		v.label, v.id = t.Project, p.ProjectID
	}
	v.name = m.placeNames[v.id]
	return v
}

// keyWord is what a profile's secret is called within a sentence.
func keyWord(t *text.Texts, p profile.Profile) string {
	title := keyTitle(t, p.Kind, p.SecretKind)
	if title == t.APIKey {
		return title
	}
	return strings.ToLower(title[:1]) + title[1:]
}
