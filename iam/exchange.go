package iam

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strings"

	"lanyard/internal/profile"
	"lanyard/internal/secret"
)

// The grants of IBM Cloud IAM that Lanyard uses, and the types of bodies.
const (
	grantAPIKey = "urn:ibm:params:oauth:grant-type:apikey"
	grantAssume = "urn:ibm:params:oauth:grant-type:assume"
	grantCode   = "urn:ibm:params:oauth:grant-type:passcode"
	grantRenew  = "refresh_token"

	typeForm = "application/x-www-form-urlencoded"
	typeJSON = "application/json"
)

// Paths on a Cloud Pak for Data cluster and on Watson Studio Local.
const (
	pathAuthorize = "/icp4d-api/v1/authorize"
	pathValidate  = "/v1/preauth/validateAuth"
)

// Exchange signs in: credential in, token out. Failures are *Error. It waits and
// tries again after 429, 5xx and cut connections, within 90 s altogether or
// Options.Timeout, and ends at once with ctx.
//
// It does not look at the key's bound: whoever took the key out of its place did.
func (c *Client) Exchange(ctx context.Context, cred Credential) (Token, error) {
	ctx, cancel := c.bounded(ctx)
	defer cancel()
	t, err := c.caller(cred).exchange(ctx, cred)
	return t, of(cred.Profile, err)
}

// of says of what kind of profile an error is.
func of(p profile.Profile, err error) error {
	var e *Error
	if errors.As(err, &e) {
		e.Kind, e.SecretKind = p.Kind, p.SecretKind
	}
	return err
}

func (k *caller) exchange(ctx context.Context, cred Credential) (Token, error) {
	if e := cred.empty(); e != nil {
		return Token{}, e
	}
	address, err := k.p.SignInURL()
	if err != nil {
		return Token{}, badAddress(err)
	}
	if call := callsOf(k.p.Kind).signIn; call != nil {
		return call(k, ctx, address, cred)
	}
	return Token{}, badAddress(errors.New("the profile's kind is unknown"))
}

// calls are what a kind is asked: for a token, and by a test of its service.
type calls struct {
	signIn  func(k *caller, ctx context.Context, address string, cred Credential) (Token, error)
	service func(t *test, ctx context.Context, r *Result) error
}

// callsOf is the row of a kind; one that is unknown has no calls.
func callsOf(k profile.Kind) calls {
	switch k {
	case profile.Cloud:
		return calls{(*caller).cloud, (*test).hosted}
	case profile.AWS:
		return calls{(*caller).aws, (*test).hosted}
	case profile.CP4D:
		return calls{(*caller).clusterSignIn, (*test).cluster}
	case profile.StudioLocal:
		return calls{(*caller).studio, (*test).studioService}
	case profile.Orchestrate:
		return calls{(*caller).orchestrate, (*test).knowledge}
	}
	return calls{}
}

// clusterSignIn asks the cluster, or first its identity service.
func (k *caller) clusterSignIn(ctx context.Context, address string, cred Credential) (Token, error) {
	if identity := k.p.IdentityURL(); identity != "" {
		return k.identity(ctx, identity, address, cred)
	}
	return k.authorize(ctx, address, cred)
}

func badAddress(err error) *Error {
	return &Error{Check: CheckAddress, Reason: ReasonAddress, Err: err}
}

// cloud signs in to IBM Cloud IAM: a form POST without client authentication, as no
// refresh token is wanted. The API key may be a user's or a service ID's.
func (k *caller) cloud(ctx context.Context, address string, cred Credential) (Token, error) {
	t, err := k.first(ctx, address, cred)
	if err != nil || k.p.TrustedProfile == nil {
		return t, err
	}
	k.hideToo(t.Access)
	form, err := assume(*k.p.TrustedProfile, k.p.AccountID)
	if err != nil {
		return Token{}, badAddress(err)
	}
	form.Set("access_token", t.Access.Reveal())
	return k.form(ctx, address, StepAssume, form)
}

// first gives the token of a key's owner, or of a session's.
func (k *caller) first(ctx context.Context, address string, cred Credential) (Token, error) {
	if cred.Profile.ByCode() {
		return cred.Session(ctx)
	}
	return k.form(ctx, address, "", url.Values{"grant_type": {grantAPIKey}, "apikey": {cred.Key.Reveal()}})
}

// empty is the failure of a credential that has nothing to sign in with, or what cannot.
func (c Credential) empty() *Error {
	switch {
	case !c.Profile.ByCode() && c.Key.Empty():
		return &Error{Check: CheckKeyring, Reason: ReasonNoKey}
	case c.Profile.ByCode() && c.Session == nil:
		return &Error{Check: CheckSignIn, Reason: ReasonNeedsCode}
	}
	return c.foreign()
}

// foreign is the failure of a key that says itself that it is another product's: IBM
// Cloud would only say that it does not know it, after having been sent it.
func (c Credential) foreign() *Error {
	if owner, ok := profile.ConsoleKeyOwner(c.Key.Reveal()); ok && (c.Profile.Kind == profile.Cloud || c.Profile.Auth() == profile.AuthIAM) {
		return &Error{Check: CheckSignIn, Reason: ReasonOtherKey, Message: owner}
	}
	return nil
}

// assume makes the form that turns a token into one of a trusted profile. The
// parameters go into the body: a query string ends up in logs.
func assume(t profile.TrustedProfile, account string) (url.Values, error) {
	form := url.Values{"grant_type": {grantAssume}}
	switch {
	case t.ID != "":
		form.Set("profile_id", t.ID)
	case t.CRN != "":
		form.Set("profile_crn", t.CRN)
	case t.Name != "" && account != "":
		form.Set("profile_name", t.Name)
		form.Set("account", account)
	case t.Name != "":
		return nil, errors.New("a trusted profile's name needs the account id beside it")
	default:
		return nil, errors.New("the trusted profile has neither id, crn nor name")
	}
	return form, nil
}

func (k *caller) form(ctx context.Context, address string, step Step, form url.Values) (Token, error) {
	return k.tokenFrom(ctx, request{
		check: CheckSignIn, step: step, method: http.MethodPost, url: address,
		header: http.Header{"Content-Type": {typeForm}}, body: form.Encode(),
	}, "access_token")
}

// aws signs in to the account service of watsonx on AWS and of GovCloud. Which of its
// forms it is (scoped to an account or not, older or newer) is the address's matter.
func (k *caller) aws(ctx context.Context, address string, cred Credential) (Token, error) {
	return k.json(ctx, address, map[string]string{"apikey": cred.Key.Reveal()}, "token", "access_token")
}

// authorize signs in to a Cloud Pak for Data cluster with a password or an API key,
// never both. Its answer's _messageCode_ differs between releases and says nothing
// that the status doesn't.
func (k *caller) authorize(ctx context.Context, address string, cred Credential) (Token, error) {
	body := map[string]string{"username": k.p.Username}
	if k.p.SecretKind == profile.APIKey {
		body["api_key"] = cred.Key.Reveal()
	} else {
		body["password"] = cred.Key.Reveal()
	}
	if k.p.AccountID != "" {
		body["account_id"] = k.p.AccountID
	}
	return k.json(ctx, address, body, "token", "accessToken", "access_token")
}

func (k *caller) json(ctx context.Context, address string, body map[string]string, fields ...string) (Token, error) {
	text, err := json.Marshal(body)
	if err != nil {
		return Token{}, badAddress(err)
	}
	return k.tokenFrom(ctx, request{
		check: CheckSignIn, method: http.MethodPost, url: address,
		header: http.Header{"Content-Type": {typeJSON}}, body: string(text),
	}, fields...)
}

// identity signs in to a cluster whose users live in an identity service: that one
// gets the password, the cluster then turns its token into one of its own. The
// second token's life is its own too, whatever the first answer said.
func (k *caller) identity(ctx context.Context, identity, authorize string, cred Credential) (Token, error) {
	form := url.Values{
		"grant_type": {"password"}, "scope": {"openid"},
		"username": {k.p.Username}, "password": {cred.Key.Reveal()},
	}
	first, err := k.tokenFrom(ctx, request{
		check: CheckSignIn, step: StepIdentity, method: http.MethodPost, url: identity,
		header: http.Header{"Content-Type": {typeForm + ";charset=UTF-8"}}, body: form.Encode(),
	}, "access_token")
	if err != nil {
		return Token{}, err
	}
	k.hideToo(first.Access)
	if !headerSafe(k.p.Username) {
		return Token{}, badAddress(errors.New("the user name cannot stand in an HTTP header"))
	}
	return k.tokenFrom(ctx, request{
		check: CheckSignIn, step: StepValidate, method: http.MethodGet,
		url:    strings.TrimSuffix(authorize, pathAuthorize) + pathValidate,
		header: http.Header{"Username": {k.p.Username}, "Iam-Token": {first.Access.Reveal()}},
	}, "accessToken", "token", "access_token")
}

// studio signs in to Watson Studio Local with HTTP Basic. The gateway of later
// releases (port 31843) may know only the call that replaced it; then, and on the
// same host alone, that one is used.
func (k *caller) studio(ctx context.Context, address string, cred Credential) (Token, error) {
	if k.p.SecretKind == profile.APIKey {
		return Token{}, badAddress(errors.New("it takes a password, not an API key"))
	}
	t, err := k.tokenFrom(ctx, request{
		check: CheckSignIn, method: http.MethodGet, url: address,
		header: http.Header{"Authorization": {"Basic " + encodeBasic(k.p.Username, cred.Key)}},
	}, "accessToken", "token", "access_token")
	var e *Error
	if !errors.As(err, &e) || e.Status != http.StatusNotFound || !k.onGateway(address) {
		return t, err
	}
	return k.authorize(ctx, strings.TrimSuffix(address, pathValidate)+pathAuthorize, cred)
}

// encodeBasic joins name and secret as HTTP Basic does (RFC 7617).
func encodeBasic(username string, key secret.Text) string {
	return base64.StdEncoding.EncodeToString([]byte(username + ":" + key.Reveal()))
}

// onGateway reports whether an address is that of ICP's gateway.
func (k *caller) onGateway(address string) bool {
	u, err := url.Parse(address)
	return err == nil && u.Port() == "31843" && strings.EqualFold(k.p.InstanceID, profile.InstanceICP)
}

// headerSafe reports whether a text can be the value of a header as it is.
func headerSafe(s string) bool {
	for _, r := range s {
		if r < ' ' || r == 0x7f {
			return false
		}
	}
	return strings.TrimSpace(s) == s
}

// tokenFrom sends a token request and reads the token out of its answer. A token that
// is over, or nearly, when it comes is a failure, unless it is only shown to the next
// request.
func (k *caller) tokenFrom(ctx context.Context, r request, fields ...string) (Token, error) {
	a, err := k.send(ctx, r)
	if err != nil {
		return Token{}, err
	}
	return k.tokenOf(r, a, fields)
}

// tokenOf reads the token out of an answer, and clears the answer.
func (k *caller) tokenOf(r request, a answer, fields []string) (Token, error) {
	defer clear(a.body)
	t, says, e := readToken(a, fields)
	if e != nil {
		object, _ := readObject(a.body)
		said := readWords(object, a.status)
		if e.Reason == ReasonHTML {
			said.message = htmlTitle(a.body)
		}
		e.Message, e.RequestID = k.clean(said.text()), k.cleanCode(requestID(object, a.header))
		return Token{}, k.about(r, a, e)
	}
	if dead := says.dead(); dead != nil && k.isLast(r) {
		object, _ := readObject(a.body)
		return Token{}, k.about(r, a, &Error{
			Check: CheckToken, Reason: ReasonDeadToken, Status: a.status,
			RequestID: k.cleanCode(requestID(object, a.header)), Err: dead,
		})
	}
	return t, nil
}

// isLast reports whether a request's token is the one that the sign-in gives.
func (k *caller) isLast(r request) bool {
	switch r.step {
	case StepIdentity:
		return false
	case "", StepCode, StepRenew:
		return k.p.Kind != profile.Cloud || k.p.TrustedProfile == nil
	}
	return true
}
