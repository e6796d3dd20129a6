package formats

import (
	"encoding/base64"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"lanyard/internal/profile"
	"lanyard/internal/secret"
)

// DefaultEnvironment is the target whose variables a program gets when none is named.
const DefaultEnvironment = "env-watsonx"

// Var is one variable of a program's environment.
type Var struct {
	Name   string
	Value  secret.Text
	Secret bool // it is the token or the key
}

// Environment gives the variables under which the library of a target reads a profile:
// with the key when it is given, so that the library signs in by itself, else with the
// token. Errors are as for [Snippet], and [*NotForKindError] for a target whose reader
// takes nothing from its environment.
func Environment(target string, p profile.Profile, token, key secret.Text) ([]Var, error) {
	t, err := applicable(target, p)
	if err != nil {
		return nil, err
	}
	if !utf8.ValidString(key.Reveal()) || strings.Contains(key.Reveal(), "\x00") {
		return nil, fmt.Errorf("write profile %q for %s: %w", p.Name, target, errNoText)
	}
	settings, err := t.settings(p, carried{token: token, key: key})
	if c, ok := errors.AsType[*cannotError](err); ok {
		return nil, &NotForKindError{Target: target, Profile: p.Name, Kind: p.Kind, Reason: c.reason, Next: c.next}
	}
	if err != nil {
		return nil, fmt.Errorf("write profile %q for %s: %w", p.Name, target, err)
	}
	vars := make([]Var, 0, len(settings))
	for _, s := range settings {
		vars = append(vars, Var{s.name, secret.New(s.value), s.secret})
	}
	return vars, nil
}

// EnvironmentClears lists every variable that the reader of a target looks at. Remove
// them before setting what [Environment] gives: an old key beside a new token would go
// before it, and an old space beside a project contradict it.
func EnvironmentClears(target string) []string {
	t, _ := TargetNamed(target)
	switch t.family {
	case famIBMCloud:
		return []string{"IBMCLOUD_API_KEY", "BLUEMIX_API_KEY", "IBMCLOUD_CR_TOKEN", "IBMCLOUD_CR_PROFILE"}
	case famCpdctl:
		return []string{"USER_ACCESS_TOKEN", "RUNTIME_ENV_ACCESS_TOKEN_FILE", "RUNTIME_ENV_APSX_URL", "CPD_PROFILE", "CPD_CONTEXT"}
	case famMLCLI:
		return []string{"ML_ENV", "ML_INSTANCE", "ML_USERNAME", "ML_PASSWORD", "ML_APIKEY"}
	case famNodeSDK:
		return prefixed(nodePrefix)
	case famSDKCore:
		return prefixed(corePrefix)
	}
	return []string{
		"WATSONX_URL", varToken, varAPIKey, "WATSONX_APIKEY", "WATSONX_ZENAPIKEY", "WATSONX_USERNAME", varPassword, "WATSONX_INSTANCE_ID", "WATSONX_VERSION",
		"WATSONX_PROJECT_ID", "WATSONX_SPACE_ID", "WATSONX_DEPLOYMENT_SPACE_ID", "WATSONX_API_BASE", "WATSONX_IAM_URL", "WATSONX_URL_HOST", "WATSONX_IAM_HOST",
		"WX_API_KEY", "WX_URL", "WML_URL", "WX_PROJECT_ID", "WX_SPACE_ID", "USER_ACCESS_TOKEN", "RUNTIME_ENV_ACCESS_TOKEN_FILE", "RUNTIME_ENV_APSX_URL",
	}
}

// NetworkEnvironment gives the variables by which programs find further certificates and
// a proxy: bundle is a file with the profile's CA certificates and the system's, "" when
// there is none to name. A proxy that asks for a password is left out.
func NetworkEnvironment(p profile.Profile, bundle string) []Var {
	var vars []Var
	add := func(value string, names ...string) {
		for _, n := range names {
			vars = append(vars, Var{Name: n, Value: secret.New(value)})
		}
	}
	if bundle != "" {
		add(bundle, "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE", "NODE_EXTRA_CA_CERTS", "WX_CLIENT_VERIFY_REQUESTS", "WML_CLIENT_VERIFY_REQUESTS")
	}
	if u, err := url.Parse(p.Proxy); err == nil && p.Proxy != "" && u.User == nil {
		add(p.Proxy, "HTTPS_PROXY", "https_proxy")
	}
	return vars
}

// prefixed are the variables of a service for IBM's SDK core, and the file that would go
// before them.
func prefixed(prefix string) []string {
	names := []string{"IBM_CREDENTIALS_FILE"}
	for _, n := range []string{
		"AUTH_TYPE", "AUTHTYPE", "APIKEY", "AUTH_URL", "URL", "SERVICE_URL", "PLATFORM_URL", "USERNAME", "PASSWORD", "BEARER_TOKEN", "CLIENT_ID", "CLIENT_SECRET", "SCOPE",
		"REFRESH_TOKEN", "AUTH_DISABLE_SSL", "DISABLE_SSL", "IAM_PROFILE_ID", "IAM_PROFILE_CRN", "IAM_PROFILE_NAME", "IAM_ACCOUNT_ID", "SCOPE_COLLECTION_TYPE", "SCOPE_ID",
		"PROJECT_ID", "SPACE_ID",
	} {
		names = append(names, prefix+n)
	}
	return names
}

// familyName says under which names the reader of a target takes a credential.
type familyName uint8

const (
	famNone familyName = iota
	famWatsonx
	famLangchain
	famLitellm
	famNodeSDK
	famSDKCore
	famIBMCloud
	famCpdctl
	famMLCLI
)

// The prefixes of variables: the watsonx.ai SDK's own, and one for IBM's other SDKs.
const (
	nodePrefix = "WATSONX_AI_"
	corePrefix = "WATSON_MACHINE_LEARNING_"
)

// carried is what the variables carry: the key, else the token, else neither, where
// only what is no secret is wanted.
type carried struct{ token, key secret.Text }

// setting is a variable before it is written.
type setting struct {
	name, value string
	secret      bool
	alias       bool // the same as the one before, for older readers; not in files
}

// settings are the variables of a target for a profile.
func (t Target) settings(p profile.Profile, c carried) ([]setting, error) {
	var all []setting
	var err error
	switch t.family {
	case famWatsonx:
		all = watsonxSettings(p, c)
	case famLangchain:
		all, err = langchainSettings(p, c)
	case famLitellm:
		all, err = litellmSettings(p, c)
	case famNodeSDK:
		all, err = nodeSettings(p, c)
	case famSDKCore:
		all, err = coreSettings(p, c)
	case famIBMCloud:
		all, err = ibmcloudSettings(c)
	case famCpdctl:
		all, err = cpdctlSettings(p, c)
	case famMLCLI:
		all, err = mlcliSettings(t, p, c)
	default:
		err = &cannotError{"its reader takes nothing from its environment", ""}
	}
	return slices.DeleteFunc(all, func(s setting) bool { return s.value == "" }), err
}

func watsonxSettings(p profile.Profile, c carried) []setting {
	all := generalSettings(p, c)
	if p.Kind == profile.Cloud { // IBM's Go library takes hosts in place of addresses
		signIn, _ := p.SignInURL()
		u, err := url.Parse(signIn)
		if err == nil {
			all = append(all, setting{name: "WATSONX_URL_HOST", value: p.Host()}, setting{name: "WATSONX_IAM_HOST", value: u.Host})
		}
	}
	return all
}

// generalSettings are the variables that most libraries for watsonx read. On IBM Cloud
// they must not have an instance id.
func generalSettings(p profile.Profile, c carried) []setting {
	all := []setting{{name: "WATSONX_URL", value: p.URL}}
	switch {
	case c.key.Empty():
		all = append(all, setting{name: varToken, value: c.token.Reveal(), secret: true})
	case p.SecretKind == profile.Password:
		all = append(all, setting{name: varPassword, value: c.key.Reveal(), secret: true})
	default:
		all = append(
			all,
			setting{name: varAPIKey, value: c.key.Reveal(), secret: true},
			setting{name: "WATSONX_APIKEY", value: c.key.Reveal(), secret: true, alias: true},
		)
	}
	all = append(all, setting{name: "WATSONX_USERNAME", value: p.Username})
	switch p.Kind {
	case profile.CP4D:
		all = append(all, setting{name: "WATSONX_INSTANCE_ID", value: profile.InstanceOpenShift}, setting{name: "WATSONX_VERSION", value: p.CPDVersion})
	case profile.StudioLocal:
		all = append(all, setting{name: "WATSONX_INSTANCE_ID", value: p.InstanceID})
	}
	return append(all, setting{name: "WATSONX_SPACE_ID", value: p.SpaceID}, setting{name: "WATSONX_PROJECT_ID", value: p.ProjectID})
}

// langchainSettings are for langchain-ibm, which leaves signing in to ibm-watsonx-ai and
// tells it neither a trusted profile nor an identity service.
func langchainSettings(p profile.Profile, c carried) ([]setting, error) {
	if err := plainSignIn("langchain-ibm", p, c); err != nil {
		return nil, err
	}
	return generalSettings(p, c), nil
}

// plainSignIn refuses a key for a reader that knows only the usual sign-in.
func plainSignIn(reader string, p profile.Profile, c carried) error {
	switch {
	case c.key.Empty():
		return nil
	case p.TrustedProfile != nil:
		return &cannotError{reader + " cannot sign in as a trusted profile by itself", withoutSecret}
	case p.IdentityURL() != "":
		return &cannotError{reader + " cannot sign in at the cluster's identity service by itself", withoutSecret}
	}
	return nil
}

// litellmSettings are for LiteLLM. It exchanges keys at IBM Cloud's sign-in only; for a
// cluster it takes user and API key together, encoded as HTTP Basic does.
func litellmSettings(p profile.Profile, c carried) ([]setting, error) {
	if err := plainSignIn("LiteLLM", p, c); err != nil {
		return nil, err
	}
	all := []setting{{name: "WATSONX_URL", value: p.URL}}
	signIn, err := p.SignInURL()
	if err != nil {
		return nil, err
	}
	switch {
	case c.key.Empty():
		all = append(all, setting{name: varToken, value: c.token.Reveal(), secret: true})
	case p.Kind == profile.Cloud:
		all = append(all, setting{name: varAPIKey, value: c.key.Reveal(), secret: true}, setting{name: "WATSONX_APIKEY", value: c.key.Reveal(), secret: true, alias: true})
		if p.AuthURL != "" {
			all = append(all, setting{name: "WATSONX_IAM_URL", value: signIn})
		}
	case p.Kind == profile.CP4D && p.SecretKind == profile.APIKey:
		zen := base64.StdEncoding.EncodeToString([]byte(p.Username + ":" + c.key.Reveal()))
		all = append(all, setting{name: "WATSONX_ZENAPIKEY", value: zen, secret: true})
	case p.Kind == profile.CP4D:
		return nil, &cannotError{"LiteLLM cannot sign in with a password", withoutSecret}
	default:
		return nil, &cannotError{"LiteLLM cannot sign in to " + p.Kind.Title() + " by itself", withoutSecret}
	}
	return append(all, setting{name: "WATSONX_DEPLOYMENT_SPACE_ID", value: p.SpaceID}, setting{name: "WATSONX_PROJECT_ID", value: p.ProjectID}), nil
}

func ibmcloudSettings(c carried) ([]setting, error) {
	if c.key.Empty() {
		return nil, &cannotError{"ibmcloud logs in with the API key, not with a token", "Add --with-secret."}
	}
	return []setting{{name: "IBMCLOUD_API_KEY", value: c.key.Reveal(), secret: true}}, nil
}

// cpdctlSettings are those with which cpdctl finds a cluster without being configured.
func cpdctlSettings(p profile.Profile, c carried) ([]setting, error) {
	switch {
	case p.Kind == profile.Cloud:
		return nil, &cannotError{"on IBM Cloud cpdctl signs in by ibmcloud", "Use --for ibmcloud --with-secret for ibmcloud login; cpdctl config profile set NAME --ibmcloud takes its session."}
	case !c.key.Empty():
		return nil, &cannotError{"cpdctl takes no key from its environment", withoutSecret}
	}
	return []setting{{name: "RUNTIME_ENV_APSX_URL", value: p.URL}, {name: "USER_ACCESS_TOKEN", value: c.token.Reveal(), secret: true}}, nil
}

func mlcliSettings(t Target, p profile.Profile, c carried) ([]setting, error) {
	if err := oldCannot(p, true); err != nil {
		return nil, err
	}
	if c.key.Empty() {
		return nil, &cannotError{"this old command line signs in with the key, not with a token", "Add --with-secret."}
	}
	f, err := factsOf(t, p, SnippetOptions{})
	if err != nil {
		return nil, err
	}
	all := []setting{{name: "ML_ENV", value: f.values["client_url"]}, {name: "ML_INSTANCE", value: f.values["instance"]}, {name: "ML_USERNAME", value: p.Username}}
	name := "ML_APIKEY"
	if p.SecretKind == profile.Password {
		name = "ML_PASSWORD"
	}
	return append(all, setting{name: name, value: c.key.Reveal(), secret: true}), nil
}
