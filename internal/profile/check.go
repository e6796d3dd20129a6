package profile

import (
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// MaxName is how long a name may be, in characters.
const MaxName = 120

// Limits of a profile's other texts.
const (
	maxText     = 256 // characters of an id or a username
	maxTag      = 40  // characters
	maxTags     = 20
	pinLength   = 64 // hex characters of a SHA-256
	fieldID     = "id"
	fieldName   = "name"
	fieldTLS    = "tls"
	fieldSignIn = "sign_in"
	fieldCA     = "tls.ca_pem"
	fieldPin    = "tls.pin_sha256"
	fieldTrust  = "trusted_profile"
)

// FieldError is one problem of one field.
type FieldError struct {
	Field   string // the JSON name, a dot before a part of it: "url", "tls.pin_sha256"
	Problem string // what is wrong and what to do, lower case
}

// FieldErrors are all problems of a profile, in the order of its fields.
type FieldErrors struct {
	List []FieldError
}

// Error lists every problem behind its field's name.
func (e *FieldErrors) Error() string {
	parts := make([]string, 0, len(e.List))
	for _, f := range e.List {
		parts = append(parts, f.Field+": "+f.Problem)
	}
	return "check the profile: " + strings.Join(parts, "; ")
}

// Of gives the problem of a field, "" when there is none.
func (e *FieldErrors) Of(field string) string {
	for _, f := range e.List {
		if f.Field == field {
			return f.Problem
		}
	}
	return ""
}

func (e *FieldErrors) add(field, problem string) {
	e.List = append(e.List, FieldError{field, problem})
}

func (e *FieldErrors) addErr(field string, err error) {
	if err != nil {
		e.add(field, err.Error())
	}
}

// Check finds every problem that a profile has, so that they can be mended in one
// go. It returns a *[FieldErrors], or nil when the profile is good.
func Check(p Profile) error {
	e := &FieldErrors{}
	e.addErr("name", CheckName(p.Name))
	if !p.Kind.Known() {
		e.add("kind", "choose where it runs: "+joinKinds())
		return e
	}
	e.checkURL(p)
	e.checkAuthURL(p)
	e.checkInstance(p)
	e.checkAuthType(p)
	if own := p.Kind.traits().check; own != nil {
		own(e, p)
	}
	e.checkUsername(p)
	e.checkSignIn(p)
	e.checkSecretKind(p)
	e.checkKeyFrom(p)
	e.checkAccount(p)
	e.checkTrustedProfile(p)
	e.checkCluster(p)
	e.checkOrigin("platform_url", p.PlatformURL)
	e.checkPlace(p)
	e.checkTLS(p.TLS)
	e.checkProxy(p)
	e.checkTags(p.Tags)
	if len(e.List) == 0 {
		return nil
	}
	return e
}

// CheckName checks a profile's name: 1 to 120 characters, none of them a control
// character, no hyphen in front (it would read as a flag), no blanks around it.
func CheckName(name string) error {
	switch {
	case name == "":
		return errors.New("give the profile a name")
	case !utf8.ValidString(name):
		return errors.New("the name is not valid text: use UTF-8")
	case utf8.RuneCountInString(name) > MaxName:
		return fmt.Errorf("the name is longer than %d characters: shorten it", MaxName)
	case strings.IndexFunc(name, isControl) >= 0:
		return errors.New("the name has a control character or an invisible mark: remove it")
	case strings.TrimFunc(name, unicode.IsSpace) != name:
		return errors.New("the name begins or ends with a blank: remove it")
	case name[0] == '-':
		return errors.New("the name begins with a hyphen, which would read as a flag: begin with something else")
	}
	return nil
}

func (e *FieldErrors) checkURL(p Profile) {
	if p.URL == "" {
		e.add("url", "enter the service's address, such as "+p.Kind.Example())
		return
	}
	a, err := ParseAddress(p.Kind, p.URL)
	switch {
	case err != nil:
		e.add("url", err.Error())
	case a.NeedsConsent:
		e.add("url", "the address does not begin with https://: use "+a.URL)
	case a.Kind != p.Kind:
		e.add("url", fmt.Sprintf("this address belongs to %s: choose the kind %s, or enter another address", a.Kind.Title(), a.Kind))
	case a.URL != p.URL:
		e.add("url", "the address has more or other than scheme, host and port: use "+a.URL)
	}
}

func (e *FieldErrors) checkAuthURL(p Profile) {
	if p.AuthURL == "" {
		return
	}
	a, err := ParseAuthURL(p.Kind, p.AuthURL)
	switch {
	case err != nil:
		e.add("auth_url", err.Error())
	case a.NeedsConsent:
		e.add("auth_url", "the address does not begin with https://: use "+a.URL)
	}
}

var guid = lazily(`^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$`)

func (e *FieldErrors) checkInstance(p Profile) {
	id := p.InstanceID
	word := strings.EqualFold(id, InstanceICP) || strings.EqualFold(id, InstanceOpenShift)
	switch p.Kind {
	case Cloud:
		switch {
		case id == "":
		case word:
			e.add("instance_id", "icp and openshift are for clusters: leave it empty, or choose another kind")
		case IsSample(id):
			e.add("instance_id", errSample.Error())
		case !guid().MatchString(id):
			e.add("instance_id", "enter the instance's GUID (8-4-4-4-12 hex digits), or leave it empty")
		}
	case AWS:
		if id != "" {
			e.add("instance_id", "watsonx on AWS has no instance id: leave it empty")
		}
	case CP4D:
		if id != "" && !word {
			e.add("instance_id", "Cloud Pak for Data has no instance id of its own: leave it empty, or use openshift")
		}
	case StudioLocal:
		if id != InstanceICP && id != InstanceOpenShift {
			e.add("instance_id", "say what it is installed on: icp, or openshift")
		}
	}
}

func (e *FieldErrors) checkUsername(p Profile) {
	switch {
	case !p.Kind.HasUsername() && p.Username != "":
		e.add("username", p.Kind.Title()+" signs in with the API key alone: leave the username empty")
	case !p.Kind.HasUsername(), p.Kind.traits().within: // there it depends
	case p.Username == "":
		e.add("username", "enter the username that you sign in with")
	case IsSample(p.Username):
		e.add("username", errSample.Error())
	case p.Kind == StudioLocal && strings.Contains(p.Username, ":"):
		e.add("username", "the username has a colon, which HTTP Basic can't carry: use one without")
	default:
		e.checkText("username", p.Username)
	}
}

// checkText refuses what no id and no username has.
func (e *FieldErrors) checkText(field, text string) {
	switch {
	case !utf8.ValidString(text) || strings.IndexFunc(text, isControl) >= 0:
		e.add(field, "it has a control character or an invisible mark: remove it")
	case strings.TrimFunc(text, unicode.IsSpace) != text:
		e.add(field, "it begins or ends with a blank: remove it")
	case utf8.RuneCountInString(text) > maxText:
		e.add(field, fmt.Sprintf("it is longer than %d characters: shorten it", maxText))
	}
}

func (e *FieldErrors) checkSignIn(p Profile) {
	switch p.SignIn {
	case "", ByKey:
	case ByCode:
		if !p.Kind.HasCodes() {
			e.add(fieldSignIn, p.Kind.Title()+" has no one-time codes: sign in with a key")
		}
	default:
		e.add(fieldSignIn, fmt.Sprintf("say what it signs in with: %s or %s", ByKey, ByCode))
	}
}

func (e *FieldErrors) checkSecretKind(p Profile) {
	if p.ByCode() && p.SecretKind == "" {
		return
	}
	allowed := p.Kind.SecretKinds()
	if slices.Contains(allowed, p.SecretKind) {
		return
	}
	if len(allowed) == 1 {
		e.add("secret_kind", fmt.Sprintf("%s takes only one kind of key: use %s", p.Kind.Title(), allowed[0]))
		return
	}
	e.add("secret_kind", fmt.Sprintf("say what the key is: %s or %s", APIKey, Password))
}

// maxKeyFrom is the longest name of a key in a team's store, in bytes.
const maxKeyFrom = 600

// checkKeyFrom looks at the name of a key in a team's store only as a text: what it means
// is found out when the key is fetched.
func (e *FieldErrors) checkKeyFrom(p Profile) {
	switch {
	case p.KeyFrom == "":
	case p.ByCode():
		e.add("key_from", "it signs in with one-time codes and has no key: leave it empty")
	case !strings.HasPrefix(p.KeyFrom, "vault://"), len(p.KeyFrom) > maxKeyFrom, !utf8.ValidString(p.KeyFrom), strings.IndexFunc(p.KeyFrom, isControl) >= 0:
		e.add("key_from", "name the key as vault://HOST[:PORT]/MOUNT/PATH#FIELD")
	}
}

func (e *FieldErrors) checkAccount(p Profile) {
	switch {
	case p.AccountID == "":
	case !p.Kind.HasAccounts():
		e.add("account_id", p.Kind.Title()+" has no accounts: leave it empty")
	default:
		e.checkID("account_id", p.AccountID)
	}
}

func (e *FieldErrors) checkID(field, id string) {
	switch {
	case IsSample(id):
		e.add(field, errSample.Error())
	case !isID(id):
		e.add(field, "an id has only letters, digits, hyphens and underscores: check it")
	}
}

func (e *FieldErrors) checkTrustedProfile(p Profile) {
	t := p.TrustedProfile
	if t == nil {
		return
	}
	if p.Kind != Cloud {
		e.add(fieldTrust, "only IBM Cloud has trusted profiles: leave it empty")
		return
	}
	set := 0
	for _, s := range []string{t.ID, t.CRN, t.Name} {
		if s != "" {
			set++
		}
	}
	switch {
	case set != 1:
		e.add(fieldTrust, "name the trusted profile by exactly one of id, crn and name")
	case IsSample(t.ID + t.CRN + t.Name):
		e.add(fieldTrust, errSample.Error())
	case t.Name != "" && p.AccountID == "":
		e.add("account_id", "a trusted profile's name needs the account's id beside it")
	case t.CRN != "" && !strings.HasPrefix(t.CRN, "crn:"):
		e.add(fieldTrust, "a crn begins with crn: check it, or use the trusted profile's id")
	case t.ID != "" && !isID(t.ID):
		e.add(fieldTrust, "the id has only letters, digits and hyphens, such as Profile-…: check it, or use the crn")
	default:
		e.checkText(fieldTrust, t.CRN+t.Name)
	}
}

func (e *FieldErrors) checkCluster(p Profile) {
	if p.Kind != CP4D {
		if p.CPDVersion != "" {
			e.add("cpd_version", "only Cloud Pak for Data has it: leave it empty")
		}
		if p.CPDIdentity != "" {
			e.add("cpd_identity", "only Cloud Pak for Data has it: leave it empty")
		}
		return
	}
	if p.CPDVersion != "" && !twoNumbers().MatchString(p.CPDVersion) {
		e.add("cpd_version", "give the version as two numbers, such as 5.1")
	}
	if p.CPDIdentity != IdentityOff {
		e.checkOrigin("cpd_identity", p.CPDIdentity)
	}
}

// checkOrigin checks an address that is stored as scheme, host and port alone.
func (e *FieldErrors) checkOrigin(field, address string) {
	if address == "" {
		return
	}
	a, err := ParseOrigin(address)
	switch {
	case err != nil:
		e.add(field, err.Error())
	case a.NeedsConsent:
		e.add(field, "the address does not begin with https://: use "+a.URL)
	case a.URL != address:
		e.add(field, "the address has more or other than scheme, host and port: use "+a.URL)
	}
}

func (e *FieldErrors) checkPlace(p Profile) {
	if p.SpaceID != "" {
		e.checkID("space_id", p.SpaceID)
	}
	if p.ProjectID != "" {
		e.checkID("project_id", p.ProjectID)
	}
	if p.SpaceID != "" && p.ProjectID != "" {
		e.add("project_id", "a profile is for a deployment space or for a project: keep one of the two")
	}
}

var hexPin = lazily(`^[0-9a-f]{64}$`)

func (e *FieldErrors) checkTLS(t TLS) {
	switch t.Mode {
	case "", TLSVerify, TLSInsecure:
		if t.PinSHA256 != "" {
			e.add(fieldPin, "a pin is only used in the mode pin: choose that mode, or remove the pin")
		}
	case TLSPin:
		if !hexPin().MatchString(t.PinSHA256) {
			e.add(fieldPin, fmt.Sprintf("give the certificate's SHA-256 as %d hex digits", pinLength))
		}
	default:
		e.add(fieldTLS, fmt.Sprintf("choose one of %s, %s, %s", TLSVerify, TLSPin, TLSInsecure))
	}
	if t.CAPEM != "" {
		_, err := ParseCA(t.CAPEM)
		e.addErr(fieldCA, err)
	}
}

func (e *FieldErrors) checkProxy(p Profile) {
	if p.Proxy == "" {
		if p.ProxyKeyID != "" {
			e.add("proxy", "there is a password for a proxy but no proxy: enter it, or remove the password")
		}
		return
	}
	e.addErr("proxy", checkProxyURL(p.Proxy))
}

// CheckSharedProxy says what is wrong with the address of a proxy for profiles that have
// none of their own: http(s)://host:port. A user's name belongs to a profile, where the
// password has a place.
func CheckSharedProxy(proxy string) error {
	if err := checkProxyURL(proxy); err != nil {
		return err
	}
	if u, err := url.Parse(proxy); err != nil || u.User != nil {
		return errors.New("a proxy that asks for a user is set in the profile")
	}
	return nil
}

func checkProxyURL(proxy string) error {
	form := "enter the proxy as http://host:port"
	u, err := url.Parse(proxy)
	if err != nil {
		return errors.New("the proxy's address is not valid: " + form) // the parser's own words may repeat a password
	}
	if _, has := u.User.Password(); has {
		return errors.New("the proxy's address holds a password: remove it, the password is entered in its own field")
	}
	if u.Scheme != "http" && u.Scheme != "https" {
		return errors.New("the proxy's address begins with neither http:// nor https://: " + form)
	}
	o, err := parseAuthority(u.Scheme, u.Host)
	switch {
	case err != nil:
		return errors.New("the proxy's address is not valid: " + form)
	case o.port == "":
		return errors.New("the proxy's address has no port: " + form)
	case strings.Trim(u.Path, "/") != "" || u.RawQuery != "" || u.Fragment != "":
		return errors.New("the proxy's address has something after the port: " + form)
	case isSampleHost(u.Host):
		return errSample
	}
	return nil
}

func (e *FieldErrors) checkTags(tags []string) {
	if len(tags) > maxTags {
		e.add("tags", fmt.Sprintf("there are more than %d tags: remove some", maxTags))
	}
	seen := map[string]bool{}
	for _, t := range tags {
		folded := FoldName(t)
		switch {
		case t == "" || strings.TrimFunc(t, unicode.IsSpace) != t:
			e.add("tags", "a tag is empty or begins or ends with a blank: mend or remove it")
		case !utf8.ValidString(t) || strings.IndexFunc(t, isControl) >= 0:
			e.add("tags", "a tag has a control character or an invisible mark: remove it")
		case utf8.RuneCountInString(t) > maxTag:
			e.add("tags", fmt.Sprintf("a tag is longer than %d characters: shorten it", maxTag))
		case seen[folded]:
			e.add("tags", fmt.Sprintf("the tag %q is there twice: keep one", t))
		}
		seen[folded] = true
	}
}
