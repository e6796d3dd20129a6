package state

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"lanyard/internal/profile"
	"lanyard/internal/wallet"
	"lanyard/ui/text"
)

// Masked is what stands in place of a secret, whatever its length.
const Masked = "••••••••••••"

// Fact is one line of what is known: a label, a value, and a button that copies it.
type Fact struct {
	Label string
	Value string
	Plain bool // nothing to copy: a remark rather than a value
}

// DetailView is all that the detail pane shows, worked out without a widget.
type DetailView struct {
	ID         string // "": nothing chosen
	Name       string
	Place      string // "IBM Cloud · Frankfurt"
	Production bool
	Insecure   bool
	Facts      []Fact // what one looks for
	More       []Fact // the rest
	Token      TokenView
	Failure    *FailureView
	Question   *Question
	Key        KeyView
	Space      PlaceView
	Test       TestView
	Chain      ChainView
	Saving     *SaveQuestion
	SavingCA   *SaveQuestion
	Identity   *IdentityQuestion
	Zen        ZenView
	Code       *CodeView    // the question for a one-time code; nil: closed
	Session    *SessionView // what a code has opened; nil: none lives
}

// TokenView is what is shown of a token.
type TokenView struct {
	State   RingState
	Share   float64
	Zone    wallet.Zone
	Words   string // of the zone: "live"
	Has     bool
	CanCopy bool // alive enough to be used
	Shown   string
	Line    string // "expires in 41 min"
	Digits  string // "40:12", or "41 min" while nobody looks
	Seconds string // "40:12" in any case, "" without a known end
	At      string // "expires 15:20 CEST", in place of line and clock while nobody looks
	Clock   string // "15:20 CEST"
	Renews  string // that it renews itself, "" when it doesn't
	Who     string
	Claims  []Fact
	Note    string // the computer's clock is wrong, the key is about to end
	More    ClaimsView
	Busy    string // "Signing in at …"
}

// Question asks whether a key may go to another place than the one it was saved for.
type Question struct {
	Changes []string      // one a line
	To      string        // "Send the key to …"
	Place   profile.Place // what is agreed to
}

// Detail works out what to show of the chosen profile.
func (m *Model) Detail() DetailView {
	p := m.Current()
	if p == nil {
		return DetailView{}
	}
	s := m.sessions[p.ID]
	if s == nil {
		s = &session{}
	}
	v := DetailView{
		ID: p.ID, Name: p.Name, Place: placeWords(m.t, *p), Production: p.Production,
		Insecure: p.TLS.Mode == profile.TLSInsecure,
		Facts:    mainFacts(m.t, *p), More: m.moreFacts(*p),
		Token: m.describeToken(*p, s), Failure: m.describeFailure(*p, s), Key: m.describeKey(*p, s),
		Space: m.describePlace(*p), Test: m.describeTest(*p, s), Chain: m.describeChain(*p, s),
		Saving: s.saving, SavingCA: s.savingCA, Identity: s.identity, Zen: m.describeZen(*p, s),
		Code: m.describeCode(s), Session: m.describeSession(*p, m.now()),
	}
	if s.unbound != nil {
		v.Question = QuestionOf(m.t, s.unbound)
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
func mainFacts(t *text.Texts, p profile.Profile) []Fact {
	return Filled(
		Fact{Label: t.Address, Value: p.URL},
		Fact{Label: t.Username, Value: p.Username},
	)
}

func (m *Model) moreFacts(p profile.Profile) []Fact {
	t := m.t
	signIn, _ := p.SignInURL() // a profile without one says so when it signs in
	changed := ""
	if !p.ChangedAt.IsZero() {
		changed = p.ChangedAt.In(m.zone).Format("2 Jan 2006 15:04 MST")
	}
	return Filled(
		Fact{Label: t.SignIn, Value: signIn},
		Fact{Label: t.Platform, Value: p.PlatformURL},
		Fact{Label: t.Instance, Value: InstanceWords(t, p), Plain: p.Kind == profile.StudioLocal},
		Fact{Label: t.Account, Value: p.AccountID},
		Fact{Label: t.Trusted, Value: Trusted(p)},
		Fact{Label: t.CPDVersion, Value: p.CPDVersion},
		Fact{Label: t.Identity, Value: identityWords(t, p)},
		Fact{Label: t.Proxy, Value: p.Proxy},
		Fact{Label: t.CA, Value: certificateWords(t, p), Plain: true},
		Fact{Label: t.Pin, Value: p.TLS.PinSHA256},
		Fact{Label: t.Changed, Value: changed, Plain: true},
	)
}

// Filled gives the facts that have a value.
func Filled(facts ...Fact) []Fact {
	var out []Fact
	for _, f := range facts {
		if f.Value != "" {
			out = append(out, f)
		}
	}
	return out
}

// InstanceWords says which instance a profile is for; for Watson Studio Local, what it is
// installed on.
func InstanceWords(t *text.Texts, p profile.Profile) string {
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

// Trusted is the trusted profile by whatever it is named, "" for none.
func Trusted(p profile.Profile) string {
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

func (m *Model) describeToken(p profile.Profile, s *session) TokenView {
	state, share := m.ringFor(p)
	v := TokenView{State: state, Share: share, Zone: wallet.Unknown}
	if s.busy() {
		v.Busy = cmp.Or(s.retry.words(m.t, m.now()), fmt.Sprintf(m.t.SigningIn, hostOf(p)))
		if m.keys.found.Backend == BackendKeyring && m.keys.found.State == KeyringLocked {
			v.Busy = m.t.SayUnlocking
		}
	}
	tok, has := m.token(p)
	if !has {
		return v
	}
	now := m.now()
	l := lifeOf(tok, now)
	v.Has, v.Zone, v.Words = true, l.zone, stateWords(m.t, RingOf(l.zone))
	v.CanCopy = l.zone != wallet.Dead
	v.Line = lifeWords(m.t, l, now, m.zone)
	if l.zone != wallet.Unknown && l.left > 0 {
		v.Seconds = digits(l.left)
		v.Digits = v.Seconds
		v.Clock = m.t.AtClock(l.expires, now, m.zone)
		if !m.inSeconds(l.left, now) {
			v.Digits, v.At = m.t.InWords(l.left), lifeCalm(m.t, l, v.Clock)
		}
		if p.AutoRenew && v.CanCopy {
			v.Renews = m.t.Renews
		}
	}
	if !s.shown.IsZero() && now.Before(s.shown) {
		v.Shown = tok.Access.Reveal()
	}
	v.Who = whoseWords(m.t, tok)
	v.Claims = ClaimFacts(m.t, tok, now, m.zone)
	v.Note = text.Join("\n", skewWords(m.t, tok.Skew), m.keyNotice(p, s))
	v.More = ClaimsView{Token: tok, HasRaw: tok.Claims.Raw != nil, About: m.describeAbout(p, s)}
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

// ClaimFacts lists what a token says of whom it is for and how long it lives.
func ClaimFacts(t *text.Texts, tok wallet.Token, now time.Time, zone *time.Location) []Fact {
	c := tok.Claims
	at := func(u time.Time) string {
		if u.IsZero() {
			return ""
		}
		return t.AtClockAndUTC(u, now, zone)
	}
	return Filled(
		Fact{Label: t.ClaimWho, Value: c.Name},
		Fact{Label: t.ClaimType, Value: c.SubjectType, Plain: true},
		Fact{Label: t.ClaimEmail, Value: c.Email},
		Fact{Label: t.ClaimSubject, Value: c.Subject},
		Fact{Label: t.ClaimIAM, Value: c.IAMID},
		Fact{Label: t.ClaimAccount, Value: c.AccountID},
		Fact{Label: t.ClaimIssuer, Value: c.Issuer},
		Fact{Label: t.ClaimScope, Value: c.Scope},
		Fact{Label: t.ClaimRoles, Value: strings.Join(c.Roles, ", ")},
		Fact{Label: t.ClaimIssued, Value: at(c.IssuedAt), Plain: true},
		Fact{Label: t.ClaimExpires, Value: at(c.ExpiresAt), Plain: true},
	)
}

// KeyTitle is what a profile's secret is called on screen.
func KeyTitle(t *text.Texts, k profile.Kind, s profile.SecretKind) string {
	switch {
	case s == profile.Password:
		return t.Password
	case k == profile.CP4D:
		return t.PlatformKey
	}
	return t.APIKey
}

// NotKey says why a text that was given as a key or password is none; "" when it can be one.
func NotKey(t *text.Texts, text string) string {
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

// QuestionOf puts the old and new place side by side.
func QuestionOf(t *text.Texts, u *wallet.UnboundError) *Question {
	q := &Question{Place: u.Is, To: t.SendThere}
	for _, d := range u.Differences() {
		q.Changes = append(q.Changes, fmt.Sprintf(t.WasIs, boundLabel(t, d.Field), cmp.Or(d.Old, t.Nothing), cmp.Or(d.New, t.Nothing)))
		if d.Field == "auth_origin" && d.New != "" {
			q.To = fmt.Sprintf(t.SendTo, d.New)
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
	return FieldWords(t, field)
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

// FieldWords is a profile's field as people know it.
func FieldWords(t *text.Texts, name string) string {
	known := map[string]string{
		"name": t.Name, "kind": t.Kind, "url": t.Address, "auth_url": t.SignIn, "platform_url": t.Platform, "username": t.Username,
		"secret_kind": t.SecretKind, "instance_id": t.Instance, "account_id": t.Account, "trusted_profile": t.Trusted, "space_id": t.SpaceID,
		"project_id": t.ProjectID, "cpd_version": t.CPDVersion, "cpd_identity": t.Identity, "tls": t.TLSCheck, "proxy": t.Proxy, "tags": t.Tags,
		"key": t.KeyItself, "key_id": t.KeyUsed, "key_from": t.KeyPlace,
	}
	if text := known[name]; text != "" {
		return text
	}
	return strings.ReplaceAll(name, "_", " ")
}

// PlaceView is what is shown of a profile's space or project.
type PlaceView struct {
	There bool // the kind has such places
	Label string
	Name  string // "" when not known
	ID    string // "": none is chosen
}

func (m *Model) describePlace(p profile.Profile) PlaceView {
	t := m.t
	v := PlaceView{There: p.Kind.HasPlaces(), Label: t.Place}
	switch {
	case p.SpaceID != "":
		v.Label, v.ID = t.Space, p.SpaceID
	case p.ProjectID != "":
		v.Label, v.ID = t.Project, p.ProjectID
	}
	v.Name = m.placeNames[v.ID]
	return v
}

// KeyWord is what a profile's secret is called within a sentence.
func KeyWord(t *text.Texts, p profile.Profile) string {
	title := KeyTitle(t, p.Kind, p.SecretKind)
	if title == t.APIKey {
		return title
	}
	return strings.ToLower(title[:1]) + title[1:]
}

// PlaceKind is what a profile's token is for: a space, a project or neither.
type PlaceKind int

// The places.
const (
	NoPlace PlaceKind = iota
	InSpace
	InProject
)
