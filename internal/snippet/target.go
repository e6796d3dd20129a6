package snippet

import (
	"fmt"
	"net/url"
	"slices"

	"lanyard/internal/envvars"
	"lanyard/internal/profile"
	"lanyard/internal/shellquote"
)

// Older is the group of targets that only old installations still need.
const Older = "Older"

// Target is one form in which a profile is given to code: a library of a language, a
// command, a file of variables.
type Target struct {
	Name     string // what --for takes: "python-watsonx"
	Title    string // for people
	Language string // of the text: "python", "bash", "javascript", "go", "cmd", "powershell", "dotenv", "json"
	File     string // the name under which the text is usually saved
	Group    string // "" or Older
	Kinds    []profile.Kind

	template string // the file below templates/, or "" where write makes the text
	short    string // the one for the shortest program, by reference; "" where the whole one is as short
	write    func(facts, *Text) (string, error)
	reader   envvars.Consumer                               // of variables: what Environment names them for
	keyed    string                                         // what to do instead for a profile without a key: its reader signs in by itself; "": a token does
	cannot   func(p profile.Profile, withSecret bool) error // what it cannot do for a profile, an [*envvars.CannotError]; nil: nothing
	notes    func(f facts, out *Text)                       // adds what only its reader's user has to know; nil: nothing
}

// For reports whether the target applies to profiles of a kind.
func (t Target) For(k profile.Kind) bool { return slices.Contains(t.Kinds, k) }

// Targets lists all targets in the order in which people are offered them.
func Targets() []Target {
	all := []profile.Kind{profile.Cloud, profile.AWS, profile.CP4D, profile.StudioLocal}
	cloud, clusters := []profile.Kind{profile.Cloud}, []profile.Kind{profile.Cloud, profile.CP4D, profile.StudioLocal}
	watsonx := []profile.Kind{profile.Cloud, profile.AWS, profile.CP4D}
	orchestrate := []profile.Kind{profile.Orchestrate}
	both := []profile.Kind{profile.Cloud, profile.CP4D}
	return []Target{
		{Name: "python-watsonx", Title: "Python: ibm-watsonx-ai", Language: "python", File: "watsonx.py", Kinds: watsonx, template: "python-watsonx", short: "python-watsonx-short", reader: envvars.Watsonx, cannot: libraryCannot, notes: watsonxNotes},
		{Name: "python-requests", Title: "Python: REST with requests", Language: "python", File: "get_token.py", Kinds: all, template: "python-requests", short: "python-requests-short", reader: envvars.Watsonx, notes: gatewayNotes},
		{Name: "jupyter", Title: "Jupyter notebook, no token in it", Language: "python", File: "cell.py", Kinds: watsonx, template: "jupyter", short: "jupyter-short", reader: envvars.Watsonx, cannot: libraryCannot, notes: clientNotes},
		{Name: "curl", Title: "curl: a token and a call", Language: "bash", File: "token.sh", Kinds: all, template: "curl", reader: envvars.Watsonx, notes: gatewayNotes},
		{Name: "score-curl", Title: "curl: score with a deployment", Language: "bash", File: "score.sh", Kinds: watsonx, template: "score-curl", reader: envvars.Watsonx, notes: deploymentNotes},
		{Name: "node", Title: "Node.js: REST with fetch", Language: "javascript", File: "token.mjs", Kinds: all, template: "node", reader: envvars.Watsonx, notes: gatewayNotes},
		{Name: "go", Title: "Go: REST with net/http", Language: "go", File: "main.go", Kinds: all, template: "go", reader: envvars.Watsonx, notes: gatewayNotes},
		{Name: "ibmcloud", Title: "IBM Cloud CLI: log in, choose the instance", Language: "bash", File: "login.sh", Kinds: cloud, template: "ibmcloud", keyed: byLoginSSO, reader: envvars.IBMCloud, notes: loginNotes},
		{Name: "cpdctl", Title: "cpdctl", Language: "bash", File: "cpdctl.sh", Kinds: both, template: "cpdctl", keyed: byLoginSSO, reader: envvars.Cpdctl, cannot: cpdctlCannot},
		{Name: "env-watsonx", Title: ".env: WATSONX_… for your own programs and watsonx-go", Language: "dotenv", File: ".env", Kinds: profile.Kinds(), write: writeDotenv, reader: envvars.Watsonx},
		{Name: "env-langchain", Title: ".env: langchain-ibm", Language: "dotenv", File: ".env", Kinds: watsonx, write: writeDotenv, reader: envvars.LangChain},
		{Name: "env-llamaindex", Title: ".env: LlamaIndex", Language: "dotenv", File: ".env", Kinds: watsonx, write: writeDotenv, reader: envvars.LlamaIndex},
		{Name: "env-watsonx-cli", Title: ".env: watsonx-ai CLI, developer hub templates", Language: "dotenv", File: ".env", Kinds: watsonx, write: writeDotenv, reader: envvars.WatsonxCLI},
		{Name: "openai", Title: ".env: OpenAI clients, by the model gateway", Language: "dotenv", File: ".env", Kinds: both, write: writeDotenv, reader: envvars.OpenAI, notes: gatewayOfModels},
		{Name: "env-litellm", Title: ".env: LiteLLM", Language: "dotenv", File: ".env", Kinds: watsonx, write: writeDotenv, reader: envvars.LiteLLM},
		{Name: "env-watsonx-node", Title: ".env: watsonx.ai Node.js SDK", Language: "dotenv", File: "ibm-credentials.env", Kinds: watsonx, write: writeDotenv, reader: envvars.NodeSDK},
		{Name: "env-sdk-core", Title: ".env: IBM SDKs (SDK core) of Go, Java, Node.js, Python", Language: "dotenv", File: "ibm-credentials.env", Kinds: append(orchestrate, watsonx...), write: writeDotenv, reader: envvars.SDKCore},
		{Name: "env-orchestrate", Title: ".env: watsonx Orchestrate ADK", Language: "dotenv", File: ".env", Kinds: orchestrate, write: writeDotenv, reader: envvars.ADK, notes: adkNotes},
		{Name: "orchestrate-adk", Title: "Orchestrate ADK: add and activate the environment", Language: "bash", File: "orchestrate.sh", Kinds: orchestrate, template: "orchestrate-adk", reader: envvars.None, cannot: byReference},
		{Name: "litellm-config", Title: "LiteLLM: config.yaml", Language: "yaml", File: "config.yaml", Kinds: watsonx, template: "litellm-config", reader: envvars.LiteLLM, cannot: byReference, notes: litellmConfigNotes},
		{Name: "continue", Title: "Continue: config.yaml", Language: "yaml", File: "config.yaml", Kinds: watsonx, template: "continue", reader: envvars.None, cannot: continueCannot, notes: continueNotes},
		{Name: "mcp-headers", Title: "MCP clients and others: a command that prints the header", Language: "json", File: "mcp.json", Kinds: profile.Kinds(), template: "mcp-headers", reader: envvars.None, cannot: byReference, notes: mcpNotes},
		{Name: "mcp-vscode", Title: "VS Code: MCP server, token from its environment", Language: "json", File: "mcp.json", Kinds: profile.Kinds(), template: "mcp-vscode", reader: envvars.Watsonx, cannot: byReference, notes: vscodeNotes},
		{Name: "postman", Title: "Postman collection", Language: "json", File: "lanyard.postman_collection.json", Kinds: all, write: writePostman},
		{Name: "python-wml", Title: "Python: ibm-watson-machine-learning (2020–2023)", Language: "python", File: "wml.py", Group: Older, Kinds: both, template: "python-wml", reader: envvars.Watsonx, cannot: wmlCannot, notes: wmlNotes},
		{Name: "python-wml-v3", Title: "Python: watson-machine-learning-client 1.0.365 or later (2018–2020)", Language: "python", File: "wml_v3.py", Group: Older, Kinds: clusters, template: "python-wml-v3", keyed: byNewLibrary, reader: envvars.Watsonx, cannot: wmlV3Cannot, notes: wmlV3Notes},
		{Name: "mlcli-bash", Title: "WML CLI before 3.0.1: Linux, macOS", Language: "bash", File: "ml-env.sh", Group: Older, Kinds: clusters, template: "mlcli-bash", keyed: byNewLibrary, reader: envvars.MLCLI, cannot: oldCannot, notes: oldNotes},
		{Name: "mlcli-cmd", Title: "WML CLI before 3.0.1: Windows command line", Language: "cmd", File: "ml-env.txt", Group: Older, Kinds: clusters, template: "mlcli-cmd", keyed: byNewLibrary, reader: envvars.MLCLI, cannot: oldCannot, notes: oldNotes},
		{Name: "mlcli-batch", Title: "WML CLI before 3.0.1: Windows batch file", Language: "cmd", File: "ml-env.bat", Group: Older, Kinds: clusters, template: "mlcli-batch", keyed: byNewLibrary, reader: envvars.MLCLI, cannot: oldCannot, notes: oldNotes},
		{Name: "mlcli-powershell", Title: "WML CLI before 3.0.1: PowerShell", Language: "powershell", File: "ml-env.ps1", Group: Older, Kinds: clusters, template: "mlcli-powershell", keyed: byNewLibrary, reader: envvars.MLCLI, cannot: oldCannot, notes: oldNotes},
	}
}

// What to do where a reader takes a key alone and the profile has none.
const (
	byLoginSSO   = "Run ibmcloud login --sso, which asks for a one-time code by itself."
	byNewLibrary = "Use python-watsonx or curl, which go by a token, or a profile with an API key."
)

func cpdctlCannot(_ profile.Profile, withSecret bool) error {
	if withSecret {
		return envvars.Cannot("cpdctl takes a key on its command line alone, where everybody on the computer can read it", envvars.WithoutSecret)
	}
	return nil
}

// byReference refuses the key in a file that needs none.
func byReference(_ profile.Profile, withSecret bool) error {
	if withSecret {
		return envvars.Cannot("the file names where the secret comes from, and has none in it", "Leave --with-secret out.")
	}
	return nil
}

func continueCannot(p profile.Profile, withSecret bool) error {
	if p.TrustedProfile != nil || p.Kind == profile.AWS || p.IdentityURL() != "" {
		return envvars.Cannot("Continue signs in by itself, with an API key of IBM Cloud, or with user and key of a cluster alone", "")
	}
	return byReference(p, withSecret)
}

func continueNotes(f facts, out *Text) {
	form := "the API key"
	if f.profile.Kind == profile.CP4D {
		form = "USER:PASSWORD, or the base64 of USER:KEY"
	}
	out.note("Continue signs in by itself: put %s into its secrets as WATSONX_API_KEY, in ~/.continue/.env for one.", form)
	out.note("Put your model's id in place of MODEL_ID.")
}

func adkNotes(f facts, out *Text) {
	if f.key.Empty() {
		out.note("orchestrate server takes a key: name it by its reference, WO_API_KEY=%s, and start it with %s exec --env-file.", "lanyard://"+url.PathEscape(f.profile.Name)+"/key", f.values["program"])
	}
}

// mcpNotes are for clients that run a command for their headers.
func mcpNotes(f facts, out *Text) {
	out.note("Put your server's address in place of MCP_SERVER. Where a client has another name for headersHelper, such as apiKeyHelper for the token alone, it takes: %s token %s", f.values["program"], shellquote.Word(f.profile.Name))
}

func vscodeNotes(f facts, out *Text) {
	out.note("Put your server's address in place of MCP_SERVER, and start VS Code with a token: %s exec %s -- code .", f.values["program"], shellquote.Word(f.profile.Name))
}

func litellmConfigNotes(_ facts, out *Text) {
	out.note("Started so, LiteLLM renews its tokens by itself. Its calls that list models take WATSONX_APIKEY alone, which the stand-in is, too.")
	out.note("Put your model's id in place of MODEL_ID.")
}

func gatewayOfModels(_ facts, out *Text) {
	out.note("The model gateway has to be set up by an administrator first; models have the names that it gives them.")
}

func libraryCannot(p profile.Profile, withSecret bool) error {
	if withSecret && p.TrustedProfile != nil && p.TrustedProfile.ID == "" {
		return envvars.Cannot("the library takes a trusted profile's id alone, not its name or CRN", envvars.WithoutSecret)
	}
	return nil
}

func wmlCannot(p profile.Profile, withSecret bool) error {
	if withSecret && p.TrustedProfile != nil {
		return envvars.Cannot("this client knows no trusted profiles", envvars.WithoutSecret)
	}
	return nil
}

func wmlV3Cannot(p profile.Profile, withSecret bool) error {
	if p.Kind.HasUsername() && p.SecretKind == profile.APIKey {
		return envvars.Cannot("this client signs in to a cluster with a password alone, and the profile has an API key", "Use python-watsonx, or a profile with the password.")
	}
	return oldCannot(p, withSecret)
}

func oldCannot(p profile.Profile, _ bool) error { return envvars.NoTrustedProfile(p) }

// gatewayNotes are for texts that sign in by themselves.
func gatewayNotes(f facts, out *Text) {
	if f.values["gateway"] != "" {
		out.note("Where the host answers 404, it signs in at /icp4d-api/v1/authorize instead, which lanyard token tries by itself.")
	}
}

func clientNotes(f facts, out *Text) {
	if f.profile.AuthURL != "" {
		out.note("With a key, the library signs in at the usual address and not at the profile's %s; with a token it need not sign in.", commentText(f.profile.AuthURL))
	}
}

func watsonxNotes(f facts, out *Text) {
	if f.profile.Kind == profile.CP4D && f.profile.CPDVersion == "" {
		out.note("The profile has no version; the library finds it out by itself from Cloud Pak for Data 4.8 on.")
	}
	clientNotes(f, out)
}

func wmlNotes(f facts, out *Text) {
	if f.profile.Kind == profile.CP4D && f.profile.CPDVersion == "" {
		out.note("The profile has no version, which this client needs: put your cluster's in place of N.N, such as 4.8.")
	}
	clientNotes(f, out)
}

func wmlV3Notes(f facts, out *Text) {
	oldNotes(f, out)
	clientNotes(f, out)
	if f.profile.Kind != profile.Cloud {
		out.note("This client never checks a cluster's certificates.")
	}
}

func oldNotes(f facts, out *Text) {
	if f.profile.Kind == profile.Cloud && f.profile.InstanceID == "" {
		out.note("The profile has no instance id, which this client needs: put yours in place of INSTANCE_ID.")
	}
}

func loginNotes(f facts, out *Text) {
	if f.profile.TrustedProfile != nil {
		out.note("ibmcloud logs in as the key's owner, not as the trusted profile.")
	}
}

func deploymentNotes(_ facts, out *Text) {
	out.note("Put your deployment's id in place of DEPLOYMENT_ID, and the fields and values that your model takes.")
}

// TargetNamed finds a target by its name.
func TargetNamed(name string) (Target, bool) {
	for _, t := range Targets() {
		if t.Name == name {
			return t, true
		}
	}
	return Target{}, false
}

// UnknownTargetError says that there is no target of that name.
type UnknownTargetError struct {
	Name string
}

// Error names what was asked for.
func (e *UnknownTargetError) Error() string { return fmt.Sprintf("there is no target %q", e.Name) }

// NotForKindError says that a target does not apply to a profile: to its kind, or to
// something else about it that Reason names.
type NotForKindError struct {
	Target  string
	Profile string
	Kind    profile.Kind
	Reason  string // a sentence: what the target cannot do; "" when it is the kind alone
	Next    string // a sentence: what to do instead, or ""
}

// Error names target, profile and reason.
func (e *NotForKindError) Error() string {
	text := fmt.Sprintf("write profile %q for %s", e.Profile, e.Target)
	if e.Reason != "" {
		return text + ": " + e.Reason
	}
	return text + ": not for " + e.Kind.Title()
}
