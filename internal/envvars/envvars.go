// Package envvars knows the environment variables from which libraries and commands take
// an IBM credential: which names each of them reads, with what in them, and which names
// must be gone so that nothing older goes before.
//
// Programs are started with these variables, files of settings are written from them, and
// code that is generated names them. So each table is here once.
package envvars

import (
	"encoding/base64"
	"net/url"
	"slices"
	"strings"

	"lanyard/internal/profile"
	"lanyard/internal/secret"
)

// Consumer is a library or command that takes its credential from variables.
type Consumer uint8

// The consumers. None takes nothing from its environment.
const (
	None       Consumer = iota
	Watsonx             // ibm-watsonx-ai, watsonx-go, and programs that follow them
	LangChain           // langchain-ibm
	LiteLLM             // litellm
	NodeSDK             // the watsonx.ai SDK of Node.js
	SDKCore             // IBM's SDK cores of Go, Java, Node.js and Python
	IBMCloud            // ibmcloud login
	Cpdctl              // cpdctl
	MLCLI               // the command line of Watson Machine Learning before 3.0.1
	LlamaIndex          // llama-index-llms-ibm and llama-index-embeddings-ibm
	WatsonxCLI          // IBM's watsonx-ai command line and the templates of its developer hub
	OpenAI              // clients of OpenAI's API, for the model gateway
	ADK                 // the Agent Development Kit of watsonx Orchestrate

	consumers // how many there are, with None
)

// The variables from which most libraries for watsonx take a secret.
const (
	Token    = "WATSONX_TOKEN"
	APIKey   = "WATSONX_API_KEY"
	Password = "WATSONX_PASSWORD"
)

// The prefixes of variables: the watsonx.ai SDK's own, and one for IBM's other SDKs.
const (
	nodePrefix = "WATSONX_AI_"
	corePrefix = "WATSON_MACHINE_LEARNING_"
)

// Var is one variable of a program's environment.
type Var struct {
	Name   string
	Value  secret.Text
	Secret bool // it is the token or the key
	Alias  bool // the same as the one before, under the name that older readers know
}

// plain is a variable with what is no secret.
func plain(name, value string) Var { return Var{Name: name, Value: secret.New(value)} }

// hidden is a variable with a secret.
func hidden(name string, value secret.Text) Var { return Var{Name: name, Value: value, Secret: true} }

// Carried is what the variables carry: the key, else the token, else neither, where only
// what is no secret is wanted.
type Carried struct{ Token, Key secret.Text }

// CannotError says that a reader cannot do what a profile needs.
type CannotError struct {
	Reason string // what it cannot do
	Next   string // what to do instead, a sentence; "" for nothing
}

// Error is the reason.
func (e *CannotError) Error() string { return e.Reason }

// Cannot makes a [*CannotError].
func Cannot(reason, next string) error { return &CannotError{reason, next} }

// WithoutSecret is what to do where a reader cannot sign in by itself.
const WithoutSecret = "Take the form without the secret: it goes by a token."

// For gives the variables by which a consumer reads a profile. Given the key, it signs in
// by itself. The error is a [*CannotError], or that of [profile.Profile.SignInURL].
func For(c Consumer, p profile.Profile, with Carried) ([]Var, error) {
	var all []Var
	var err error
	switch c {
	case Watsonx:
		all = watsonx(p, with)
	case LangChain:
		all, err = langChain(p, with)
	case LiteLLM:
		all, err = liteLLM(p, with)
	case NodeSDK:
		all, err = nodeSDK(p, with)
	case SDKCore:
		all, err = sdkCore(p, with)
	case IBMCloud:
		all, err = ibmCloud(with)
	case Cpdctl:
		all, err = cpdctl(p, with)
	case MLCLI:
		all, err = mlCLI(p, with)
	case LlamaIndex, WatsonxCLI:
		all, err = offCloud(p, with)
	case OpenAI:
		all, err = openAI(p, with)
	case ADK:
		all = adk(p, with)
	default:
		err = Cannot("its reader takes nothing from its environment", "")
	}
	return slices.DeleteFunc(all, func(v Var) bool { return v.Value.Empty() }), err
}

// Clears lists every variable that a consumer looks at. Remove them before setting what
// [For] gives: an old key beside a new token would go before it, and an old space beside
// a project contradict it.
func Clears(c Consumer) []string {
	switch c {
	case IBMCloud:
		return []string{"IBMCLOUD_API_KEY", "BLUEMIX_API_KEY", "IBMCLOUD_CR_TOKEN", "IBMCLOUD_CR_PROFILE"}
	case Cpdctl:
		return []string{"USER_ACCESS_TOKEN", "RUNTIME_ENV_ACCESS_TOKEN_FILE", "RUNTIME_ENV_APSX_URL", "CPD_PROFILE", "CPD_CONTEXT"}
	case MLCLI:
		return []string{"ML_ENV", "ML_INSTANCE", "ML_USERNAME", "ML_PASSWORD", "ML_APIKEY"}
	case NodeSDK:
		return prefixed(nodePrefix)
	case SDKCore:
		return prefixed(corePrefix)
	case OpenAI:
		return []string{"OPENAI_API_KEY", "OPENAI_BASE_URL", "OPENAI_API_BASE", "OPENAI_ORGANIZATION", "OPENAI_ORG_ID", "OPENAI_PROJECT", "OPENAI_PROJECT_ID"}
	case ADK:
		return adkNames()
	case LiteLLM:
		return append(watsonxNames(), liteLLMNames()...)
	}
	return watsonxNames()
}

// watsonxNames are the variables of the libraries for watsonx. They read each other's.
func watsonxNames() []string {
	return []string{
		"WATSONX_URL", Token, APIKey, "WATSONX_APIKEY", "WATSONX_ZENAPIKEY", "WATSONX_USERNAME", Password, "WATSONX_INSTANCE_ID", "WATSONX_VERSION",
		"WATSONX_PROJECT_ID", "WATSONX_SPACE_ID", "WATSONX_DEPLOYMENT_SPACE_ID", "WATSONX_API_BASE", "WATSONX_IAM_URL", "WATSONX_URL_HOST", "WATSONX_IAM_HOST",
		"WX_API_KEY", "WX_URL", "WML_URL", "WX_PROJECT_ID", "WX_SPACE_ID", "USER_ACCESS_TOKEN", "RUNTIME_ENV_ACCESS_TOKEN_FILE", "RUNTIME_ENV_APSX_URL",
		"WATSONX_DEPLOYMENT_ID",
	}
}

// liteLLMNames are the variables that LiteLLM reads besides, some of which others use for
// something else.
func liteLLMNames() []string {
	return []string{"PROJECT_ID", "SPACE_ID", "REGION", "WATSONX_REGION", "WX_REGION"}
}

func watsonx(p profile.Profile, with Carried) []Var {
	all := general(p, with)
	if p.Kind == profile.Cloud { // IBM's Go library takes hosts in place of addresses
		signIn, _ := p.SignInURL()
		u, err := url.Parse(signIn)
		if err == nil {
			all = append(all, plain("WATSONX_URL_HOST", p.Host()), plain("WATSONX_IAM_HOST", u.Host))
		}
	}
	return all
}

// general are the variables that most libraries for watsonx read. On IBM Cloud they must
// not have an instance id.
func general(p profile.Profile, with Carried) []Var {
	all := []Var{plain("WATSONX_URL", p.URL)}
	switch {
	case with.Key.Empty():
		all = append(all, hidden(Token, with.Token))
	case p.SecretKind == profile.Password:
		all = append(all, hidden(Password, with.Key))
	default:
		all = append(all, apiKey(with)...)
	}
	all = append(all, plain("WATSONX_USERNAME", p.Username))
	if !p.Kind.Hosted() {
		all = append(all, plain("WATSONX_INSTANCE_ID", Instance(p)))
	}
	if p.Kind == profile.CP4D {
		all = append(all, plain("WATSONX_VERSION", p.CPDVersion))
	}
	return append(all, plain("WATSONX_SPACE_ID", p.SpaceID), plain("WATSONX_PROJECT_ID", p.ProjectID))
}

// apiKey is an API key under its name of today and under the older one.
func apiKey(with Carried) []Var {
	older := hidden("WATSONX_APIKEY", with.Key)
	older.Alias = true
	return []Var{hidden(APIKey, with.Key), older}
}

// langChain leaves signing in to ibm-watsonx-ai, and tells it neither a trusted profile
// nor an identity service. It warns where the older name of the key is set, too.
func langChain(p profile.Profile, with Carried) ([]Var, error) {
	if err := usualSignIn("langchain-ibm", p, with); err != nil {
		return nil, err
	}
	return slices.DeleteFunc(general(p, with), func(v Var) bool { return v.Alias }), nil
}

// offCloud is for readers that know the older name of the key alone, and for which every
// host but IBM Cloud's is a cluster: it has an instance, and a user beside the key. What
// stands there counts for a cluster only.
func offCloud(p profile.Profile, with Carried) ([]Var, error) {
	if err := usualSignIn("its library", p, with); err != nil {
		return nil, err
	}
	all := []Var{plain("WATSONX_URL", p.URL)}
	switch {
	case with.Key.Empty():
		all = append(all, hidden(Token, with.Token))
	case p.SecretKind == profile.Password:
		all = append(all, hidden(Password, with.Key))
	default:
		all = append(all, hidden("WATSONX_APIKEY", with.Key))
	}
	username, instance := p.Username, Instance(p)
	switch p.Kind {
	case profile.Cloud:
		instance = "" // it must have none there
	case profile.AWS:
		username, instance = "apikey", string(profile.AWS)
		if with.Key.Empty() {
			username = ""
		}
	}
	all = append(all, plain("WATSONX_USERNAME", username), plain("WATSONX_INSTANCE_ID", instance))
	if p.Kind == profile.CP4D {
		all = append(all, plain("WATSONX_VERSION", p.CPDVersion))
	}
	return append(all, plain("WATSONX_SPACE_ID", p.SpaceID), plain("WATSONX_PROJECT_ID", p.ProjectID)), nil
}

// openAI is for the model gateway, which speaks OpenAI's protocol and takes a token for its
// key.
func openAI(p profile.Profile, with Carried) ([]Var, error) {
	if !with.Key.Empty() {
		return nil, Cannot("the model gateway takes a token, and a client of OpenAI's does not sign in for one", WithoutSecret)
	}
	return []Var{plain("OPENAI_BASE_URL", Gateway(p)), hidden("OPENAI_API_KEY", with.Token)}, nil
}

// Gateway is the address of a profile's model gateway.
func Gateway(p profile.Profile) string { return p.ServiceURL() + "/ml/gateway/v1" }

// usualSignIn refuses a key for a reader that knows only the usual sign-in.
func usualSignIn(reader string, p profile.Profile, with Carried) error {
	switch {
	case with.Key.Empty():
		return nil
	case p.TrustedProfile != nil:
		return Cannot(reader+" cannot sign in as a trusted profile by itself", WithoutSecret)
	case p.IdentityURL() != "":
		return Cannot(reader+" cannot sign in at the cluster's identity service by itself", WithoutSecret)
	}
	return nil
}

// liteLLM exchanges keys at IBM Cloud's sign-in only; for a cluster it takes user and API
// key together, encoded as HTTP Basic does.
func liteLLM(p profile.Profile, with Carried) ([]Var, error) {
	if err := usualSignIn("LiteLLM", p, with); err != nil {
		return nil, err
	}
	all := []Var{plain("WATSONX_URL", p.URL)}
	signIn, err := p.SignInURL()
	if err != nil {
		return nil, err
	}
	switch {
	case with.Key.Empty():
		all = append(all, hidden(Token, with.Token))
	case p.Kind == profile.Cloud:
		all = append(all, apiKey(with)...)
		if p.AuthURL != "" {
			all = append(all, plain("WATSONX_IAM_URL", signIn))
		}
	case p.Kind == profile.CP4D && p.SecretKind == profile.APIKey:
		zen := base64.StdEncoding.EncodeToString([]byte(p.Username + ":" + with.Key.Reveal()))
		all = append(all, hidden("WATSONX_ZENAPIKEY", secret.New(zen)))
	case p.Kind == profile.CP4D:
		return nil, Cannot("LiteLLM cannot sign in with a password", WithoutSecret)
	default:
		return nil, Cannot("LiteLLM cannot sign in to "+p.Kind.Title()+" by itself", WithoutSecret)
	}
	return append(all, plain("WATSONX_DEPLOYMENT_SPACE_ID", p.SpaceID), plain("WATSONX_PROJECT_ID", p.ProjectID)), nil
}

func ibmCloud(with Carried) ([]Var, error) {
	if with.Key.Empty() {
		return nil, Cannot("ibmcloud logs in with the API key, not with a token", "Add --with-secret.")
	}
	return []Var{hidden("IBMCLOUD_API_KEY", with.Key)}, nil
}

// cpdctl finds a cluster by these without being configured.
func cpdctl(p profile.Profile, with Carried) ([]Var, error) {
	switch {
	case p.Kind == profile.Cloud:
		return nil, Cannot("on IBM Cloud cpdctl signs in by ibmcloud", "Use --for ibmcloud --with-secret for ibmcloud login; cpdctl config profile set NAME --ibmcloud takes its session.")
	case !with.Key.Empty():
		return nil, Cannot("cpdctl takes no key from its environment", WithoutSecret)
	}
	return []Var{plain("RUNTIME_ENV_APSX_URL", p.URL), hidden("USER_ACCESS_TOKEN", with.Token)}, nil
}

func mlCLI(p profile.Profile, with Carried) ([]Var, error) {
	if err := NoTrustedProfile(p); err != nil {
		return nil, err
	}
	if with.Key.Empty() {
		return nil, Cannot("this old command line signs in with the key, not with a token", "Add --with-secret.")
	}
	name := "ML_APIKEY"
	if p.SecretKind == profile.Password {
		name = "ML_PASSWORD"
	}
	return []Var{plain("ML_ENV", OldClientURL(p)), plain("ML_INSTANCE", Instance(p)), plain("ML_USERNAME", p.Username), hidden(name, with.Key)}, nil
}

// NoTrustedProfile refuses a profile with a trusted profile for clients that are older
// than those.
func NoTrustedProfile(p profile.Profile) error {
	if p.TrustedProfile != nil {
		return Cannot("it knows no trusted profiles", "Use python-watsonx.")
	}
	return nil
}

// Instance is what clients call the instance: for Cloud Pak for Data a fixed word.
func Instance(p profile.Profile) string {
	if p.Kind == profile.CP4D {
		return profile.InstanceOpenShift
	}
	return p.InstanceID
}

// OldClientURL is a profile's address for clients of before 2020, which add the port of
// Watson Studio Local's gateway themselves.
func OldClientURL(p profile.Profile) string {
	if p.Kind == profile.StudioLocal && p.InstanceID == profile.InstanceICP {
		return strings.TrimSuffix(p.URL, ":31843")
	}
	return p.URL
}
