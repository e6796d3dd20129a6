package formats

import (
	"fmt"
	"slices"

	"lanyard/profile"
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

	template string // the file below snippets/, or "" where write makes the text
	write    func(facts, *Text) (string, error)
	family   familyName // of the variables that its reader takes
}

// For reports whether the target applies to profiles of a kind.
func (t Target) For(k profile.Kind) bool { return slices.Contains(t.Kinds, k) }

// Targets lists all targets in the order in which people are offered them.
func Targets() []Target {
	all := profile.Kinds()
	cloud, clusters := []profile.Kind{profile.Cloud}, []profile.Kind{profile.Cloud, profile.CP4D, profile.StudioLocal}
	watsonx := []profile.Kind{profile.Cloud, profile.AWS, profile.CP4D}
	both := []profile.Kind{profile.Cloud, profile.CP4D}
	return []Target{
		{Name: "python-watsonx", Title: "Python: ibm-watsonx-ai", Language: "python", File: "watsonx.py", Kinds: watsonx, template: "python-watsonx", family: famWatsonx},
		{Name: "python-requests", Title: "Python: REST with requests", Language: "python", File: "get_token.py", Kinds: all, template: "python-requests", family: famWatsonx},
		{Name: "jupyter", Title: "Jupyter notebook, no token in it", Language: "python", File: "cell.py", Kinds: watsonx, template: "jupyter", family: famWatsonx},
		{Name: "curl", Title: "curl: a token and a call", Language: "bash", File: "token.sh", Kinds: all, template: "curl", family: famWatsonx},
		{Name: "score-curl", Title: "curl: score with a deployment", Language: "bash", File: "score.sh", Kinds: watsonx, template: "score-curl", family: famWatsonx},
		{Name: "node", Title: "Node.js: REST with fetch", Language: "javascript", File: "token.mjs", Kinds: all, template: "node", family: famWatsonx},
		{Name: "go", Title: "Go: REST with net/http", Language: "go", File: "main.go", Kinds: all, template: "go", family: famWatsonx},
		{Name: "ibmcloud", Title: "IBM Cloud CLI: log in, choose the instance", Language: "bash", File: "login.sh", Kinds: cloud, template: "ibmcloud", family: famIBMCloud},
		{Name: "cpdctl", Title: "cpdctl", Language: "bash", File: "cpdctl.sh", Kinds: both, template: "cpdctl", family: famCpdctl},
		{Name: "env-watsonx", Title: ".env: WATSONX_… for your own programs and watsonx-go", Language: "dotenv", File: ".env", Kinds: all, write: writeDotenv, family: famWatsonx},
		{Name: "env-langchain", Title: ".env: langchain-ibm", Language: "dotenv", File: ".env", Kinds: watsonx, write: writeDotenv, family: famLangchain},
		{Name: "env-litellm", Title: ".env: LiteLLM", Language: "dotenv", File: ".env", Kinds: watsonx, write: writeDotenv, family: famLitellm},
		{Name: "env-watsonx-node", Title: ".env: watsonx.ai Node.js SDK", Language: "dotenv", File: "ibm-credentials.env", Kinds: watsonx, write: writeDotenv, family: famNodeSDK},
		{Name: "env-sdk-core", Title: ".env: IBM SDKs (SDK core) of Go, Java, Node.js, Python", Language: "dotenv", File: "ibm-credentials.env", Kinds: watsonx, write: writeDotenv, family: famSDKCore},
		{Name: "postman", Title: "Postman collection", Language: "json", File: "lanyard.postman_collection.json", Kinds: all, write: writePostman},
		{Name: "python-wml", Title: "Python: ibm-watson-machine-learning (2020–2023)", Language: "python", File: "wml.py", Group: Older, Kinds: both, template: "python-wml", family: famWatsonx},
		{Name: "python-wml-v3", Title: "Python: watson-machine-learning-client 1.0.365 or later (2018–2020)", Language: "python", File: "wml_v3.py", Group: Older, Kinds: clusters, template: "python-wml-v3", family: famWatsonx},
		{Name: "mlcli-bash", Title: "WML CLI before 3.0.1: Linux, macOS", Language: "bash", File: "ml-env.sh", Group: Older, Kinds: clusters, template: "mlcli-bash", family: famMLCLI},
		{Name: "mlcli-cmd", Title: "WML CLI before 3.0.1: Windows command line", Language: "cmd", File: "ml-env.txt", Group: Older, Kinds: clusters, template: "mlcli-cmd", family: famMLCLI},
		{Name: "mlcli-batch", Title: "WML CLI before 3.0.1: Windows batch file", Language: "cmd", File: "ml-env.bat", Group: Older, Kinds: clusters, template: "mlcli-batch", family: famMLCLI},
		{Name: "mlcli-powershell", Title: "WML CLI before 3.0.1: PowerShell", Language: "powershell", File: "ml-env.ps1", Group: Older, Kinds: clusters, template: "mlcli-powershell", family: famMLCLI},
	}
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
