package credimport

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"lanyard/internal/profile"
)

// build makes a find of a record.
type build struct {
	r        *reader
	c        *record
	f        Found
	p        profile.Profile
	problems map[string]string // of fields that are left empty: why
}

// Why a value that stands there can't be used.
const (
	problemSample   = "a sample value of the documents stands in its place: put in your own"
	problemFiller   = "a placeholder stands in its place: put in your own"
	problemVariable = "a variable stands in its place: put in the value itself"
	problemBoth     = "there is a password and an API key: choose one"
)

func (r *reader) build(c *record) *build {
	b := &build{r: r, c: c, problems: map[string]string{}}
	k := r.kindOf(c)
	b.p.Kind = k.kind
	b.f.Why, b.f.KindUnsure = k.why, k.unsure
	b.f.Format, b.f.Line, b.f.Column = c.form, c.at.line, c.at.column
	b.f.Cleaned = slices.Clone(c.mended)
	b.f.Notes = slices.Clone(c.notes)
	b.address()
	b.signIn()
	b.identity()
	b.instance()
	b.orchestrate()
	b.place()
	b.account()
	b.checks()
	b.key()
	b.finish()
	if k.unsure {
		b.f.as = r.forKind(c)
	}
	return b
}

// forKind reads a record for a kind that the user names. It keeps nothing of the reader
// but what it has noticed.
func (r *reader) forKind(c *record) func(profile.Kind) Found {
	noticed := reader{opts: r.opts, modern: r.modern, old: r.old, ibm: r.ibm}
	return func(kind profile.Kind) Found {
		again := noticed
		again.opts.Kind = kind
		return again.build(c).f
	}
}

func (b *build) note(format string, args ...any) {
	b.f.Notes = appendNew(b.f.Notes, fmt.Sprintf(format, args...))
}

func (b *build) cleaned(changes ...string) { b.f.Cleaned = appendNew(b.f.Cleaned, changes...) }

// value gives a field's text, "" when it is a sample.
func (b *build) value(f field, name string) string {
	text := strings.TrimSpace(b.c.text(f))
	switch {
	case text == "":
	case profile.IsSample(text) || strings.HasPrefix(strings.ToLower(text), "your_") || strings.HasPrefix(strings.ToLower(text), "your-"):
		b.sample(name)
		if f != fUsername {
			b.note("The %s is a sample value; it was left out.", f)
		}
		return ""
	case strings.Contains(text, placeholder):
		b.note("The %s is put together when the program runs; it was left out.", f)
		return ""
	case len(text) > 2048 || strings.IndexFunc(text, unicode.IsControl) >= 0:
		b.note("The %s is no usable text; it was left out.", f)
		return ""
	}
	return text
}

func (b *build) sample(name string) {
	b.problems[name] = problemSample
}

// address finds the service's address: given, made of a region, or taken from where it
// signs in.
func (b *build) address() {
	region := b.region()
	for _, text := range b.c.addresses() {
		if b.useAddress(text, region) {
			return
		}
	}
	switch {
	case region.URL != "":
		b.p.URL = region.URL
		b.note("The address was taken from the region %s.", region.ID)
		delete(b.problems, "url")
	case b.p.Kind.HasUsername():
		if text := b.c.signInText(); text != "" {
			b.useAddress(text, region)
		}
	}
}

// useAddress takes an address as the service's. What it can't be is said.
func (b *build) useAddress(text string, region profile.Region) bool {
	if profile.IsSample(text) {
		b.sample("url")
		return false
	}
	a, err := profile.ParseAddress(b.p.Kind, text)
	switch {
	case err != nil && region.URL != "":
		return false // the console of all regions: the region says more
	case err != nil:
		b.problems["url"] = err.Error()
		return false
	case b.p.Kind == profile.Cloud && a.Kind == profile.Cloud && otherService(hostOf(a.URL)):
		b.note("The address %s belongs to another service of IBM Cloud; it was left out. The key may work for this one as well.", hostOf(a.URL))
		return false
	case a.NeedsConsent:
		b.p.URL = strings.TrimSpace(text)
		return true
	}
	if a.Kind != b.p.Kind && b.p.Kind != "" {
		b.note("It says %s, but its address belongs to %s: the address counts.", b.p.Kind.Title(), a.Kind.Title())
		b.p.Kind = a.Kind
	}
	b.p.URL = a.URL
	if a.SpaceID != "" || a.ProjectID != "" {
		b.p.SpaceID, b.p.ProjectID = a.SpaceID, a.ProjectID
	}
	if a.InstanceID != "" {
		b.p.InstanceID = a.InstanceID
	}
	b.cleaned(a.Changes...)
	return true
}

// otherService is true for hosts of IBM's that are not this service.
func otherService(host string) bool {
	return isIBMHost(host) && !hasSuffix(host, ".ml.cloud.ibm.com", ".ml.test.cloud.ibm.com")
}

// region finds a region that is named, be it in a resource name.
func (b *build) region() profile.Region {
	if !b.p.Kind.Hosted() {
		return profile.Region{}
	}
	if r, ok := profile.RegionByID(b.p.Kind, b.c.text(fRegion)); ok {
		return r
	}
	for _, f := range []field{fCRN, fDescription} {
		_, rest, ok := strings.Cut(b.c.text(f), ":pm-20:")
		id, _, _ := strings.Cut(rest, ":")
		if r, known := profile.RegionByID(profile.Cloud, id); ok && known {
			return r
		}
	}
	return profile.Region{}
}

// signIn keeps an address that gives tokens if it isn't the usual one.
func (b *build) signIn() {
	text := b.c.signInText()
	switch {
	case text == "" || b.p.Kind == "":
		return
	case profile.IsSample(text):
		b.sample("auth_url")
		return
	case b.p.Kind == profile.CP4D && strings.Contains(text, "/idprovider"):
		if a, err := profile.ParseOrigin(text); err == nil && a.URL != b.p.URL {
			b.p.CPDIdentity = a.URL
		}
		return
	}
	a, err := profile.ParseAuthURL(b.p.Kind, text)
	if err != nil || a.NeedsConsent || b.p.Kind.Hosted() && isClusterSignIn(text) {
		b.note("The sign-in address was left out: it can't be one of %s.", b.p.Kind.Title())
		return
	}
	for _, change := range a.Changes {
		if !strings.HasPrefix(change, "The path of a call") { // a token call's path is no news
			b.cleaned(change)
		}
	}
	if b.isUnusual(a.URL) {
		b.p.AuthURL = a.URL
		b.note("It signs in at %s.", hostOf(a.URL))
	}
}

// isClusterSignIn is true for the paths at which only clusters sign in: a key of IBM
// Cloud that stands in the same file is nothing for them.
func isClusterSignIn(address string) bool {
	return strings.Contains(address, "/icp4d-api/") || strings.Contains(address, "/v1/preauth/")
}

// signInText is the address that gives tokens, as it was given.
func (c *record) signInText() string {
	text := strings.TrimSpace(c.text(fAuthURL))
	if host := strings.TrimSpace(c.text(fAuthHost)); text == "" && host != "" {
		return "https://" + strings.TrimPrefix(host, "https://")
	}
	return text
}

// isUnusual reports whether a profile would sign in elsewhere without this address.
func (b *build) isUnusual(authURL string) bool {
	usual := b.p
	if regions := profile.Regions(b.p.Kind); usual.URL == "" && len(regions) > 0 {
		usual.URL = regions[0].URL // nearly all of them sign in alike
	}
	with := usual
	with.AuthURL = authURL
	was, _ := usual.SignInURL()
	is, err := with.SignInURL()
	return err == nil && is != was
}

// identity takes the username, and what only clusters have.
func (b *build) identity() {
	user := b.value(fUsername, "username")
	switch {
	case b.p.Kind.HasUsername():
		b.p.Username = user
	case user != "" && b.c.has(fAPIKey) && b.p.Kind == profile.Cloud:
		b.note("Username and password were left out: IBM Cloud signs in with the API key alone, and JSON web authentication is discontinued.")
	case user != "" && b.p.Kind == profile.AWS:
		b.note("The username was left out: %s signs in with the API key alone.", b.p.Kind.Title())
	}
	if b.p.Kind != profile.CP4D {
		return
	}
	if text := b.value(fVersion, "cpd_version"); text != "" {
		v, err := profile.NormalizeVersion(text)
		switch {
		case err != nil:
			b.note("The version is none of Cloud Pak for Data; it was left out.")
		case v != text:
			b.cleaned("The version was cut to " + v + ".")
		}
		b.p.CPDVersion = v
	}
	if text := b.value(fBedrock, "cpd_identity"); text != "" {
		if a, err := profile.ParseOrigin(text); err == nil && !a.NeedsConsent {
			b.p.CPDIdentity = a.URL
			b.cleaned(a.Changes...)
			b.note("A password also goes to the identity service %s.", hostOf(a.URL))
		}
	}
}

// instance takes the instance's id where the kind has one.
func (b *build) instance() {
	if b.p.Kind.HasAuthTypes() {
		return // it is a part of the address
	}
	id := b.value(fInstance, "instance_id")
	word := instanceWord(b.c)
	switch {
	case b.p.Kind == profile.StudioLocal:
		b.studioInstance(word)
	case id == "":
	case b.p.Kind == profile.CP4D && word != "":
		b.p.InstanceID = profile.InstanceOpenShift
	case b.p.Kind == profile.CP4D:
		b.note("The instance_id was left out: Cloud Pak for Data has none of its own.")
	case b.p.Kind == profile.Cloud && isGUID(id):
		b.p.InstanceID = strings.ToLower(id)
	case b.p.Kind.Hosted():
		b.note("The instance_id was left out: it is none of %s.", b.p.Kind.Title())
	}
}

func (b *build) studioInstance(word string) {
	switch {
	case word == "wml_local":
		b.p.InstanceID = profile.InstanceOpenShift
		b.note("instance_id wml_local was read as openshift: the address is taken as it is.")
	case word != "":
		b.p.InstanceID = word
	case strings.HasSuffix(b.p.URL, ":31843"):
		b.p.InstanceID = profile.InstanceICP
		b.note("instance_id was taken to be icp, because of the port 31843.")
	}
	if word == profile.InstanceOpenShift && b.f.KindUnsure {
		b.note("If this is Cloud Pak for Data, choose that kind: its newer libraries use openshift too.")
	}
}

// place takes the deployment space or the project.
func (b *build) place() {
	space, project := b.value(fSpace, "space_id"), b.value(fProject, "project_id")
	switch {
	case space != "" && project != "":
		b.note("There is a space and a project; a profile is for one of them: the space was taken, the project left out.")
		project = ""
	case space == "" && project == "":
		return
	}
	b.p.SpaceID, b.p.ProjectID = space, project
}

// account takes the account and the trusted profile.
func (b *build) account() {
	if text := b.value(fPlatform, "platform_url"); text != "" {
		if a, err := profile.ParseOrigin(text); err == nil && !a.NeedsConsent && a.URL != b.p.Platform() {
			b.p.PlatformURL = a.URL
		}
	}
	if !b.p.Kind.HasAccounts() {
		return
	}
	b.p.AccountID = b.value(fAccount, "account_id")
	if b.p.AccountID == "" && b.p.Kind == profile.Cloud {
		if b.p.AccountID = accountOf(b.c.text(fCRN) + " " + b.c.text(fDescription)); b.p.AccountID != "" {
			b.note("The account was taken from the resource name.")
		}
	}
	if b.p.Kind != profile.Cloud {
		return
	}
	t := profile.TrustedProfile{ID: b.value(fTrustedID, "trusted_profile")}
	if t.ID == "" {
		t.CRN = b.value(fTrustedCRN, "trusted_profile")
	}
	if t.ID == "" && t.CRN == "" {
		t.Name = b.value(fTrustedName, "trusted_profile")
	}
	if t != (profile.TrustedProfile{}) {
		b.p.TrustedProfile = &t
		b.note("It signs in as a trusted profile.")
	}
}

// accountOf finds an account in a resource name: "…::a/<32 hex digits>::…".
func accountOf(text string) string {
	const length = 32
	_, rest, ok := strings.Cut(text, ":a/")
	if !ok || len(rest) < length || !isHash(strings.ToLower(rest[:length])) {
		return ""
	}
	return rest[:length]
}

// authority takes the certificates of an authority that stand in the input: they are
// trusted for this profile beside the system's. What is none is named.
func (b *build) authority() {
	for _, f := range []field{fCA, fVerify} {
		text := b.c.text(f)
		certs, err := profile.ParseCA(text)
		switch {
		case !b.c.has(f):
		case err == nil:
			names := make([]string, 0, len(certs))
			for _, c := range certs {
				names = append(names, cmp.Or(shownName(c.Subject.CommonName), shownName(strings.Join(c.Subject.Organization, " ")), "without a name"))
			}
			b.p.TLS.CAPEM = profile.EncodeCA(certs)
			b.note("The certificate in it is trusted for this profile, beside the system's: %s.", strings.Join(names, ", "))
			return
		case f == fCA && strings.Contains(text, "-----BEGIN "):
			b.note("The CA certificate in it was left out: %v.", err)
		case f == fCA && strings.HasPrefix(text, "LS0t"):
			b.note("The CA certificate in it was left out: it is cut off or damaged.")
		case f == fCA:
			b.note("It names a file of certificates; add it to the profile (--ca-file).")
		}
	}
}

// shownName is the name that a certificate gives its owner, as it can be shown.
func shownName(name string) string {
	const longest = 100
	name = strings.Map(func(c rune) rune {
		if !unicode.IsPrint(c) {
			return -1
		}
		return c
	}, name)
	if r := []rune(name); len(r) > longest {
		return string(r[:longest]) + "…"
	}
	return name
}

// checks says what the input does about certificates and proxies; what weakens them is
// taken over from none.
func (b *build) checks() {
	b.authority()
	off := strings.ToLower(b.c.text(fNoVerify))
	verify := strings.ToLower(b.c.text(fVerify))
	switch {
	case off == "true" || off == "1" || verify == "false":
		b.note("It switches certificate checks off; Lanyard keeps them on. If the certificate is not trusted, add the cluster's CA or pin the certificate.")
	case b.c.has(fVerify) && b.p.TLS.CAPEM == "" && verify != "true" && verify != "1" && verify != "0":
		b.note("It names a file of certificates; add it to the profile (--ca-file).")
	}
	if b.c.has(fProxy) {
		b.note("It names a proxy; add it to the profile (--proxy) if it is needed.")
	}
}

// finish names the profile and lists what is missing.
func (b *build) finish() {
	if b.c.form == "share" {
		return
	}
	b.p.TLS.Mode = profile.TLSVerify
	var said []profile.Note
	b.p, said = profile.Tidy(b.p)
	for _, n := range said {
		b.cleaned(n.Text)
	}
	b.p.Name = b.name()
	b.f.Profile = b.p
	b.f.Missing, b.f.problems = b.missing(), b.problems
	if !b.f.Token.Empty() {
		b.f.Missing = []string{"key: a token is not stored; enter the key that it was made with"}
	}
}

func (b *build) missing() []string {
	list := missing(b.p, b.f.HasSecret())
	for field, problem := range b.problems {
		replaceMissing(list, field, problem)
	}
	if len(b.f.Alternatives) > 0 {
		replaceMissing(list, "secret_kind", problemBoth)
	}
	return list
}

// replaceMissing gives what a field lacks other words.
func replaceMissing(list []string, field, problem string) {
	for i, m := range list {
		if strings.HasPrefix(m, field+": ") {
			list[i] = field + ": " + problem
		}
	}
}

// missing lists what a profile needs before it can be saved, its name left aside.
func missing(p profile.Profile, hasSecret bool) []string {
	var out []string
	if !hasSecret && !p.ByCode() {
		out = append(out, "key: "+keyHint(p))
	}
	if p.Name == "" {
		p.Name = "x"
	}
	if e, ok := errors.AsType[*profile.FieldErrors](profile.Check(p)); ok {
		for _, f := range e.List {
			out = append(out, f.Field+": "+f.Problem)
		}
	}
	return out
}

func keyHint(p profile.Profile) string {
	switch kinds := p.Kind.SecretKinds(); {
	case p.Kind.HasAuthTypes() && p.Auth() != profile.AuthCPD:
		return "enter the API key"
	case len(kinds) == 0:
		return "enter the API key or the password"
	case len(kinds) > 1:
		return "enter the password or the platform API key"
	case kinds[0] == profile.Password:
		return "enter the password"
	}
	return "enter the API key"
}
