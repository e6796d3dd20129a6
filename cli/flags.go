package cli

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"lanyard/internal/profile"
)

// profileFlags are the flags of add and edit, as they were typed.
type profileFlags struct {
	kind, url, region                  string
	username, secretKind, signIn       string
	secretStdin                        bool
	keyOf, keyFrom                     string
	authURL, instanceID, authType      string
	spaceID, projectID                 string
	accountID                          string
	trustedID, trustedCRN, trustedName string
	cpdVersion, cpdIdentity            string
	platformURL                        string
	caFile, pin                        string
	insecure                           bool
	proxy                              string
	proxySecretStdin                   bool
	tags                               []string
	production, autoRenew              bool
}

func (f *profileFlags) register(cmd *cobra.Command) {
	fs := cmd.Flags()
	fs.SortFlags = false
	textFlag(fs, &f.kind, "kind", "KIND", "where it runs: "+profile.KindWords())
	textFlag(fs, &f.url, "url", "URL", "where the service is, as copied from a document or the browser")
	textFlag(fs, &f.region, "region", "REGION", "instead of --url: a region of IBM Cloud or AWS, such as eu-de")
	textFlag(fs, &f.username, "username", "USER", "who signs in (cp4d, studio-local, and orchestrate on a cluster)")
	textFlag(fs, &f.signIn, "sign-in", "HOW", "what it signs in with: key, or code for one-time codes of a web page (cloud), which need no key")
	textFlag(fs, &f.secretKind, "secret-kind", "KIND", "what the key is: api-key or password (cp4d takes both)")
	fs.BoolVar(&f.secretStdin, "secret-stdin", false, "read the key from standard input: one line")
	textFlag(fs, &f.keyFrom, "key-from", "REF", "the key lies in a team's store: vault://HOST[:PORT]/MOUNT/PATH#FIELD")
	textFlag(fs, &f.keyOf, "key-of", "OTHER", "share the key of another profile")
	textFlag(fs, &f.authURL, "auth-url", "URL", "where to sign in, if not at the usual place")
	textFlag(fs, &f.authType, "auth-type", "HOW", "how watsonx Orchestrate signs in, where its address does not tell: mcsp, ibm_iam or cpd")
	textFlag(fs, &f.instanceID, "instance-id", "ID", "the instance; for studio-local: icp or openshift")
	textFlag(fs, &f.spaceID, "space-id", "ID", "the deployment space")
	textFlag(fs, &f.projectID, "project-id", "ID", "the project, instead of a space")
	textFlag(fs, &f.accountID, "account-id", "ID", "the account")
	textFlag(fs, &f.trustedID, "trusted-profile-id", "ID", "sign in as a trusted profile (IAM), by its id")
	textFlag(fs, &f.trustedCRN, "trusted-profile-crn", "CRN", "the same by its CRN")
	textFlag(fs, &f.trustedName, "trusted-profile-name", "NAME", "the same by its name, with --account-id")
	textFlag(fs, &f.cpdVersion, "cpd-version", "N.N", "the version of Cloud Pak for Data, such as 5.1")
	textFlag(fs, &f.cpdIdentity, "cpd-identity", "off|URL", "the cluster's identity service: none, or where it is")
	textFlag(fs, &f.platformURL, "platform-url", "URL", "where spaces and projects are, if not at the usual place")
	textFlag(fs, &f.caFile, "ca-file", "FILE", "trust the certificates in this file too; its content is stored")
	textFlag(fs, &f.pin, "pin-sha256", "HEX", "trust one certificate alone, by its SHA-256")
	fs.BoolVar(&f.insecure, "insecure", false, "do not check certificates at all: whoever is in between can take the key")
	textFlag(fs, &f.proxy, "proxy", "URL", "reach it through a proxy, such as http://user@proxy.example.org:8080")
	fs.BoolVar(&f.proxySecretStdin, "proxy-secret-stdin", false, "read the proxy's password from standard input: one line, after the key's")
	fs.StringArrayVar(&f.tags, "tag", nil, "a `TAG`; can be repeated")
	fs.BoolVar(&f.production, "production", false, "mark it as production")
	fs.BoolVar(&f.autoRenew, "auto-renew", false, "renew the token before it ends while the window is open")
}

func (a *program) completeProfileFlags(cmd *cobra.Command) {
	var kinds, regions []string
	for _, k := range profile.Kinds() {
		kinds = append(kinds, cobra.CompletionWithDesc(string(k), k.Title()))
		for _, r := range profile.Regions(k) {
			regions = append(regions, cobra.CompletionWithDesc(r.ID, r.Name))
		}
	}
	fixed(cmd, "kind", kinds...)
	fixed(cmd, "region", regions...)
	fixed(cmd, "sign-in", string(profile.ByKey), string(profile.ByCode))
	fixed(cmd, "secret-kind", string(profile.APIKey), string(profile.Password))
	fixed(cmd, "instance-id", profile.InstanceICP, profile.InstanceOpenShift)
	fixed(cmd, "auth-type", string(profile.AuthMCSP), string(profile.AuthIAM), string(profile.AuthCPD))
	fixed(cmd, "cpd-identity", profile.IdentityOff)
	_ = cmd.RegisterFlagCompletionFunc("key-of", a.profileNames(2))
	for _, free := range []string{
		"url", "username", "auth-url", "space-id", "project-id", "account-id", "trusted-profile-id", "trusted-profile-crn",
		"trusted-profile-name", "cpd-version", "platform-url", "pin-sha256", "proxy", "tag",
	} {
		_ = cmd.RegisterFlagCompletionFunc(free, cobra.NoFileCompletions)
	}
}

// contradictions refuses flags that exclude each other.
func contradictions(cmd *cobra.Command) error {
	for _, set := range [][]string{
		{"url", "region"},
		{"space-id", "project-id"},
		{"trusted-profile-id", "trusted-profile-crn", "trusted-profile-name"},
		{"pin-sha256", "insecure"},
		{"secret-stdin", "key-of"},
		{"secret-stdin", "key-from"},
		{"key-of", "key-from"},
		{"keep-secret", "key-from"},
		{"keep-secret", "secret-stdin"},
		{"keep-secret", "key-of"},
	} {
		if err := exclusive(cmd, set...); err != nil {
			return err
		}
	}
	if how, err := profile.ParseSignIn(cmd.Flags().Lookup("sign-in").Value.String()); err == nil && how == profile.ByCode {
		for _, key := range []string{"secret-stdin", "key-of", "key-from", "secret-kind"} {
			if cmd.Flags().Changed(key) {
				return usage("leave --"+key+" out", "--sign-in code needs no key")
			}
		}
	}
	var err error
	cmd.Flags().Visit(func(f *pflag.Flag) {
		name, ok := strings.CutPrefix(f.Name, "no-")
		if err == nil && ok && f.Value.String() == "true" {
			err = exclusive(cmd, name, f.Name)
		}
	})
	return err
}

// values are the flags once they have been read, asked for and checked: what is left
// is to put them into a profile, without any I/O.
type values struct {
	given      func(flag string) bool
	f          profileFlags
	kind       profile.Kind // "": as it was
	secretKind profile.SecretKind
	signIn     profile.SignIn // "": as it was
	url        profile.Address
	auth, plat string
	authType   string
	identity   string
	cpdVersion string
	ca         string
	said       *[]string // what apply changed beside the flags, each once
}

// read turns flags into values. kind is the profile's kind so far, "" for a new one.
func (a *program) read(ctx context.Context, cmd *cobra.Command, f profileFlags, kind profile.Kind) (*values, error) {
	if err := contradictions(cmd); err != nil {
		return nil, err
	}
	v := &values{given: cmd.Flags().Changed, f: f, said: new([]string)}
	if err := v.readKinds(kind); err != nil {
		return nil, err
	}
	if v.kind != "" {
		kind = v.kind
	}
	if err := a.readAddresses(ctx, v, kind); err != nil {
		return nil, err
	}
	if v.given("cpd-version") {
		version, err := profile.NormalizeVersion(f.cpdVersion)
		if err != nil {
			return nil, badFlag("cpd-version", err)
		}
		v.cpdVersion = version
	}
	if v.given("ca-file") {
		text, err := readCA(ctx, f.caFile)
		if err != nil {
			return nil, err
		}
		v.ca = text
	}
	return v, nil
}

func (v *values) readKinds(kind profile.Kind) error {
	var err error
	switch {
	case v.given("kind"):
		if v.kind, err = profile.ParseKind(v.f.kind); err != nil {
			return badFlag("kind", err)
		}
	case kind == "" && v.given("region"):
		if v.kind, err = kindOfRegion(v.f.region); err != nil {
			return err
		}
	}
	if kind == "" && v.kind == "" {
		return usage("add --kind "+profile.KindWords(), "it is not said where the profile runs")
	}
	if v.given("sign-in") {
		if v.signIn, err = profile.ParseSignIn(v.f.signIn); err != nil {
			return badFlag("sign-in", err)
		}
	}
	if v.given("auth-type") {
		at, err := profile.ParseAuthType(v.f.authType)
		if err != nil {
			return badFlag("auth-type", err)
		}
		v.authType = string(at)
	}
	if v.given("secret-kind") {
		if v.secretKind, err = profile.ParseSecretKind(v.f.secretKind); err != nil {
			return badFlag("secret-kind", err)
		}
	}
	return nil
}

func (a *program) readAddresses(ctx context.Context, v *values, kind profile.Kind) error {
	var err error
	if v.given("region") {
		if v.url.URL, err = regionURL(kind, v.f.region); err != nil {
			return err
		}
	}
	if v.given("url") {
		v.url, err = a.address(ctx, "url", func() (profile.Address, error) { return profile.ParseAddress(kind, v.f.url) })
		if err != nil {
			return err
		}
	}
	for _, o := range []struct {
		flag  string
		to    *string
		parse func() (profile.Address, error)
	}{
		{"auth-url", &v.auth, func() (profile.Address, error) { return profile.ParseAuthURL(kind, v.f.authURL) }},
		{"platform-url", &v.plat, func() (profile.Address, error) { return profile.ParseOrigin(v.f.platformURL) }},
		{"cpd-identity", &v.identity, func() (profile.Address, error) { return profile.ParseOrigin(v.f.cpdIdentity) }},
	} {
		switch {
		case !v.given(o.flag):
			continue
		case o.flag == "cpd-identity" && strings.EqualFold(v.f.cpdIdentity, profile.IdentityOff):
			v.identity = profile.IdentityOff
			continue
		}
		got, err := a.address(ctx, o.flag, o.parse)
		if err != nil {
			return err
		}
		*o.to = got.URL
	}
	return nil
}

// kindOfRegion finds the kind that a region belongs to.
func kindOfRegion(id string) (profile.Kind, error) {
	var ids []string
	for _, k := range profile.Kinds() {
		if _, ok := profile.RegionByID(k, id); ok {
			return k, nil
		}
		for _, r := range profile.Regions(k) {
			ids = append(ids, r.ID)
		}
	}
	return "", usage("use one of "+strings.Join(ids, ", ")+", or give --kind and --url", "there is no region %q", id)
}

func regionURL(kind profile.Kind, id string) (string, error) {
	r, ok := profile.RegionByID(kind, id)
	if ok {
		return r.URL, nil
	}
	var ids []string
	for _, r := range profile.Regions(kind) {
		ids = append(ids, r.ID)
	}
	if len(ids) == 0 {
		return "", usage("give its address with --url", "%s has no regions", kind.Title())
	}
	return "", usage("use one of "+strings.Join(ids, ", ")+", or give the address with --url", "%s has no region %q", kind.Title(), id)
}

// address reads an address and says what was changed in it. A missing scheme becomes
// https only when somebody at the terminal agrees.
func (a *program) address(ctx context.Context, flag string, parse func() (profile.Address, error)) (profile.Address, error) {
	got, err := parse()
	if err != nil {
		return got, badFlag(flag, err)
	}
	if got.NeedsConsent {
		refusal := usage("write --"+flag+" "+got.URL, "--%s does not begin with https://", flag)
		yes, err := a.confirm(ctx, "The address has no https:// in front. Use "+got.URL+"?")
		switch {
		case errors.Is(err, errNoTerminal), err == nil && !yes:
			return got, refusal
		case err != nil:
			return got, err
		}
	}
	for _, change := range got.Changes {
		a.note("--%s: %s", flag, change)
	}
	if len(got.Changes) > 0 {
		a.note("--%s is now %s", flag, got.URL)
	}
	return got, nil
}

func badFlag(flag string, err error) error {
	return usage("", "--%s: %s", flag, err)
}

// apply puts the values into a profile. It may run more than once.
func (v *values) apply(p *profile.Profile) {
	*v.said = nil
	v.applyKind(p)
	if v.url.URL != "" {
		p.URL = v.url.URL
	}
	if v.url.InstanceID != "" {
		p.InstanceID = v.url.InstanceID
	}
	v.applyPlace(p)
	v.applyTLS(p)
	v.applyTrusted(p)
	for _, t := range []struct {
		flag string
		to   *string
		text string
	}{
		{"username", &p.Username, strings.TrimSpace(v.f.username)},
		{"auth-url", &p.AuthURL, v.auth},
		{"auth-type", (*string)(&p.AuthType), v.authType},
		{"instance-id", &p.InstanceID, v.instance(p.Kind)},
		{"account-id", &p.AccountID, strings.TrimSpace(v.f.accountID)},
		{"cpd-version", &p.CPDVersion, v.cpdVersion},
		{"cpd-identity", &p.CPDIdentity, v.identity},
		{"platform-url", &p.PlatformURL, v.plat},
		{"proxy", &p.Proxy, strings.TrimSpace(v.f.proxy)},
	} {
		v.text(t.flag, t.to, t.text)
	}
	if p.Proxy == "" {
		p.ProxyKeyID = "" // the password goes with its proxy
	}
	if v.given("tag") {
		p.Tags = slices.Clone(v.f.tags)
	}
	if v.cleared("tag") {
		p.Tags = nil
	}
	v.flag("production", &p.Production, v.f.production)
	v.flag("auto-renew", &p.AutoRenew, v.f.autoRenew)
}

// applyKind makes a profile one of another kind. What that kind does not have goes, unless
// a flag names it.
func (v *values) applyKind(p *profile.Profile) {
	if v.kind != "" && v.kind != p.Kind {
		p.Kind = v.kind
		for _, field := range p.Fit(v.named) {
			*v.said = append(*v.said, p.Kind.Title()+" has no "+strings.ReplaceAll(field, "_", " ")+": it was removed")
		}
	}
	p.SecretKind = p.Kind.KeyKind(p.SecretKind)
	if v.given("secret-kind") {
		p.SecretKind = v.secretKind
	}
	if v.given("sign-in") {
		p.SignIn = v.signIn
		if v.signIn == profile.ByKey {
			p.SignIn = "" // the usual way
		}
	}
	if p.ByCode() {
		p.SecretKind = ""
	}
}

// named reports whether a flag gives a field, by its JSON name, another value.
func (v *values) named(field string) bool {
	if field == "trusted_profile" {
		return v.given("trusted-profile-id") || v.given("trusted-profile-crn") || v.given("trusted-profile-name")
	}
	return v.given(strings.TrimPrefix(flagOf(field), "--"))
}

func (v *values) cleared(flag string) bool { return v.given("no-" + flag) }

func (v *values) text(flag string, to *string, value string) {
	switch {
	case v.given(flag):
		*to = value
	case v.cleared(flag):
		*to = ""
	}
}

func (v *values) flag(flag string, to *bool, value bool) {
	switch {
	case v.given(flag):
		*to = value
	case v.cleared(flag):
		*to = false
	}
}

func (v *values) instance(kind profile.Kind) string {
	id := strings.TrimSpace(v.f.instanceID)
	if kind == profile.CP4D || kind == profile.StudioLocal {
		return strings.ToLower(id) // the two words; ids of instances keep their case
	}
	return id
}

// applyPlace sets the space or the project. One takes the place of the other.
func (v *values) applyPlace(p *profile.Profile) {
	v.text("space-id", &p.SpaceID, strings.TrimSpace(v.f.spaceID))
	v.text("project-id", &p.ProjectID, strings.TrimSpace(v.f.projectID))
	asked := v.given("space-id") || v.given("project-id")
	if !asked && v.url.SpaceID != "" {
		p.SpaceID, p.ProjectID = v.url.SpaceID, ""
	}
	if !asked && v.url.ProjectID != "" {
		p.SpaceID, p.ProjectID = "", v.url.ProjectID
	}
	switch {
	case v.given("space-id") && p.ProjectID != "":
		p.ProjectID = ""
		*v.said = append(*v.said, "the space takes the place of the project")
	case v.given("project-id") && p.SpaceID != "":
		p.SpaceID = ""
		*v.said = append(*v.said, "the project takes the place of the space")
	}
}

// applyTLS sets how certificates are checked. Asking for a certificate to be trusted
// ends trusting all of them.
func (v *values) applyTLS(p *profile.Profile) {
	if p.TLS.Mode == "" {
		p.TLS.Mode = profile.TLSVerify
	}
	if v.given("ca-file") {
		p.TLS.CAPEM = v.ca
		if p.TLS.Mode == profile.TLSInsecure && !v.given("insecure") {
			p.TLS.Mode = profile.TLSVerify
			*v.said = append(*v.said, "certificates are checked again")
		}
	}
	if v.cleared("ca-file") {
		p.TLS.CAPEM = ""
	}
	switch {
	case v.given("pin-sha256"):
		p.TLS.Mode, p.TLS.PinSHA256 = profile.TLSPin, profile.NormalizePin(v.f.pin)
	case v.given("insecure") && v.f.insecure:
		p.TLS.Mode, p.TLS.PinSHA256 = profile.TLSInsecure, ""
	case v.given("insecure") || v.cleared("insecure"):
		if p.TLS.Mode == profile.TLSInsecure {
			p.TLS.Mode = profile.TLSVerify
		}
	}
	if v.cleared("pin-sha256") && p.TLS.Mode == profile.TLSPin {
		p.TLS.Mode, p.TLS.PinSHA256 = profile.TLSVerify, ""
	}
}

// applyTrusted sets the trusted profile by one of its three names.
func (v *values) applyTrusted(p *profile.Profile) {
	switch {
	case v.given("trusted-profile-id"):
		p.TrustedProfile = &profile.TrustedProfile{ID: strings.TrimSpace(v.f.trustedID)}
	case v.given("trusted-profile-crn"):
		p.TrustedProfile = &profile.TrustedProfile{CRN: strings.TrimSpace(v.f.trustedCRN)}
	case v.given("trusted-profile-name"):
		p.TrustedProfile = &profile.TrustedProfile{Name: strings.TrimSpace(v.f.trustedName)}
	}
	t := p.TrustedProfile
	if t != nil && (v.cleared("trusted-profile") ||
		v.cleared("trusted-profile-id") && t.ID != "" ||
		v.cleared("trusted-profile-crn") && t.CRN != "" ||
		v.cleared("trusted-profile-name") && t.Name != "") {
		p.TrustedProfile = nil
	}
}

// clearable lists the flags that edit can clear with --no-FLAG.
func clearable() []string {
	return []string{
		"username", "auth-url", "instance-id", "space-id", "project-id", "account-id",
		"trusted-profile", "trusted-profile-id", "trusted-profile-crn", "trusted-profile-name",
		"cpd-version", "cpd-identity", "platform-url", "ca-file", "pin-sha256", "insecure", "proxy", "tag", "production", "auto-renew",
	}
}

// flagOf is the flag that sets a field of a profile.
func flagOf(field string) string {
	switch field {
	case "name":
		return "NAME"
	case "tls":
		return "--insecure"
	case "tls.ca_pem":
		return "--ca-file"
	case "tls.pin_sha256":
		return "--pin-sha256"
	case "trusted_profile":
		return "--trusted-profile-id"
	case "tags":
		return "--tag"
	}
	return "--" + strings.ReplaceAll(field, "_", "-")
}

// fieldProblems makes a usage error of a profile that does not check: every problem
// with the flag that mends it.
func fieldProblems(err error) error {
	e, ok := errors.AsType[*profile.FieldErrors](err)
	if err == nil || !ok {
		return err
	}
	var parts []string
	for _, f := range e.List {
		parts = append(parts, flagOf(f.Field)+": "+f.Problem)
	}
	if len(parts) == 1 {
		return usage("", "%s", parts[0])
	}
	f := usage("", "the profile has %d problems", len(parts)).(*failure)
	f.Why = strings.Join(parts, "; ")
	return f
}
