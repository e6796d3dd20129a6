//go:build snippets

package cli_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lanyard/iam/sim"
	"lanyard/internal/explain"
	"lanyard/internal/profile"
	"lanyard/internal/snippet"
)

// These tests run every snippet that can run here: bash with curl, Python with requests,
// Node.js, Go. They need those programs, and the simulator stands for IBM.

// hostile has what every language reads as something else somewhere.
const hostile = `p'a"ss\w$(x)%40 ü`

// lab is a simulator, and profiles for all that it knows, in a home of their own.
type lab struct {
	*testing.T
	sim   *sim.Simulator
	in    sim.Info
	home  string
	ca    string // a file that snippets saved
	argv  string // a file with every command line of curl and sed
	names map[string]stand
	curl  bool // a snippet with curl was run
}

// stand is a profile of the lab.
type stand struct {
	name  string // of the profile
	kind  profile.Kind
	key   string
	shows string // what a call with a good token prints; "" where no call is known
	entry string // of the simulator
}

func newLab(t *testing.T) *lab {
	t.Helper()
	s := startSim(t, sim.Options{Password: hostile})
	home := t.TempDir()
	l := &lab{T: t, sim: s, in: s.Info(), home: home, ca: filepath.Join(home, "ca file.pem"), argv: filepath.Join(home, "argv")}
	for k, v := range map[string]string{
		"HOME": home, "XDG_CONFIG_HOME": filepath.Join(home, ".config"), "DBUS_SESSION_BUS_ADDRESS": "unix:path=" + filepath.Join(home, "no-bus"),
		"DISPLAY": "", "WAYLAND_DISPLAY": "", "HTTPS_PROXY": "", "https_proxy": "", "NO_PROXY": "*", envKeys: filepath.Join(home, "keys.json"),
		"REQUESTS_CA_BUNDLE": "", "CURL_CA_BUNDLE": "", "SSL_CERT_FILE": "",
	} {
		t.Setenv(k, v)
	}
	for _, name := range []string{"REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE", "HTTPS_PROXY", "https_proxy"} {
		if err := os.Unsetenv(name); err != nil {
			t.Fatal(err)
		}
	}
	l.watchCommandLines()
	l.addProfiles()
	return l
}

// watchCommandLines puts programs before curl and sed that note their arguments, which
// everybody on a computer can read.
func (l *lab) watchCommandLines() {
	l.Helper()
	bin := filepath.Join(l.home, "bin")
	if err := os.Mkdir(bin, 0o755); err != nil {
		l.Fatal(err)
	}
	for _, name := range []string{"curl", "sed"} {
		actual, err := exec.LookPath(name)
		if err != nil {
			l.Fatal(err)
		}
		script := fmt.Sprintf("#!/bin/sh\nprintf '%%s\\n' \"$@\" >> '%s'\nexec '%s' \"$@\"\n", l.argv, actual)
		if err := os.WriteFile(filepath.Join(bin, name), []byte(script), 0o755); err != nil {
			l.Fatal(err)
		}
	}
	l.Setenv("PATH", bin+string(os.PathListSeparator)+os.Getenv("PATH"))
}

func (l *lab) addProfiles() {
	l.Helper()
	in := l.in
	cluster := []string{"--kind", "cp4d", "--username", in.CP4D.Username}
	cloud := []string{"--kind", "cloud", "--url", in.Cloud.URL, "--auth-url", in.Cloud.AuthURL, "--platform-url", in.Cloud.PlatformURL}
	aws := []string{"--kind", "aws", "--url", in.AWS.URL, "--auth-url", in.AWS.AuthURL, "--platform-url", in.AWS.PlatformURL}
	l.names = map[string]stand{}
	for id, p := range map[string]struct {
		flags []string
		stand
	}{
		"cloud":         {append(cloud, "--space-id", in.Cloud.SpaceID, "--instance-id", in.Cloud.InstanceID), stand{"prod", profile.Cloud, in.Cloud.APIKey, "churn-online", "cloud"}},
		"service":       {append(cloud, "--project-id", in.Cloud.ProjectID), stand{"service id", profile.Cloud, in.Cloud.ServiceIDAPIKey, "churn-online", "cloud"}},
		"trusted":       {append(cloud, "--trusted-profile-id", in.Cloud.TrustedProfileID), stand{"team", profile.Cloud, in.Cloud.APIKey, "Churn scoring", "cloud"}},
		"trusted-crn":   {append(cloud, "--trusted-profile-crn", l.sim.TrustedProfileCRN()), stand{"team-crn", profile.Cloud, in.Cloud.APIKey, "Churn scoring", "cloud"}},
		"trusted-name":  {append(cloud, "--trusted-profile-name", sim.TrustedProfileName, "--account-id", in.Cloud.AccountID), stand{"team-name", profile.Cloud, in.Cloud.APIKey, "Churn scoring", "cloud"}},
		"aws":           {aws, stand{"mumbai", profile.AWS, in.AWS.APIKey, "Churn scoring", "aws"}},
		"aws-account":   {append(aws, "--account-id", in.AWS.AccountID), stand{"virginia", profile.AWS, in.AWS.APIKey, "Churn scoring", "aws"}},
		"orchestrate":   {[]string{"--kind", "orchestrate", "--url", in.Orchestrate.URL, "--auth-url", in.Orchestrate.AuthURL}, stand{"agents", profile.Orchestrate, in.Orchestrate.APIKey, "", "orchestrate"}},
		"cp4d":          {append(cluster, "--secret-kind", "password", "--url", in.CP4D.URL, "--cpd-version", "5.1", "--space-id", in.CP4D.SpaceID), stand{`la'b "$(x)" %PATH%`, profile.CP4D, hostile, "churn-online", "cp4d"}},
		"cp4d-key":      {append(cluster, "--secret-kind", "api-key", "--url", in.CP4D.URL), stand{"lab-key", profile.CP4D, in.CP4D.APIKey, "Churn scoring", "cp4d"}},
		"cp4d-identity": {[]string{"--kind", "cp4d", "--username", in.CP4DIdentity.Username, "--secret-kind", "password", "--url", in.CP4DIdentity.URL, "--cpd-identity", in.CP4DIdentity.IdentityURL}, stand{"lab-iam", profile.CP4D, hostile, "Churn scoring", "cp4d_identity"}},
		"studio-icp":    {[]string{"--kind", "studio-local", "--username", in.StudioICP.Username, "--url", in.StudioICP.URL, "--instance-id", "icp"}, stand{"old studio", profile.StudioLocal, hostile, "", "studio_icp"}},
		"studio-shift":  {[]string{"--kind", "studio-local", "--username", in.StudioOpenShift.Username, "--url", in.StudioOpenShift.URL, "--instance-id", "openshift"}, stand{"old-studio-2", profile.StudioLocal, hostile, "", "studio_openshift"}},
	} {
		l.names[id] = p.stand
		add := exec.CommandContext(l.Context(), "lanyard", slices.Concat([]string{"add", p.name, "--ca-file", in.CAFile, "--secret-stdin"}, p.flags)...)
		add.Stdin = strings.NewReader(p.key + "\n")
		if out, err := add.CombinedOutput(); err != nil {
			l.Fatalf("add %s: %v\n%s", id, err, out)
		}
	}
	for _, k := range profile.Kinds() {
		if !slices.ContainsFunc(slices.Collect(maps.Values(l.names)), func(s stand) bool { return s.kind == k }) {
			l.Errorf("no profile is of the kind %s", k)
		}
	}
}

// snippet writes a snippet with the command, into a file of the target's usual name.
func (l *lab) snippet(t *testing.T, s stand, target snippet.Target, withSecret bool, flags ...string) string {
	t.Helper()
	args := append([]string{"snippet", s.name, "--for", target.Name, "--ca-out", l.ca}, flags...)
	if withSecret {
		args = append(args, "--with-secret")
	}
	text, err := exec.CommandContext(t.Context(), "lanyard", args...).Output()
	if e, ok := errors.AsType[*exec.ExitError](err); ok && withSecret && e.ExitCode() == explain.ExitUsage {
		t.Skipf("it cannot be written with the key: %s", e.Stderr) // what is refused, the tests of package snippet know
	}
	if err != nil {
		t.Fatalf("lanyard %q: %v", args, err)
	}
	file := filepath.Join(t.TempDir(), target.File)
	if err := os.WriteFile(file, text, 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// forms are the ways in which a snippet comes to its token. Each is a command that the
// snippet's own follows.
func forms(s stand, target string) map[string][]string {
	return map[string][]string{
		"lanyard token":              nil,
		"lanyard exec":               {"lanyard", "exec", s.name, "--for", target, "--"},
		"lanyard exec --with-secret": {"lanyard", "exec", s.name, "--for", target, "--with-secret", "--"},
	}
}

// runners say how a snippet is run. What they give is run with the snippet's file saved.
func runners(t *testing.T) map[string]func(t *testing.T, l *lab, file string) []string {
	t.Helper()
	python := pythonWith(t, "requests")
	return map[string]func(*testing.T, *lab, string) []string{
		"curl": func(_ *testing.T, l *lab, file string) []string {
			l.curl = true
			return []string{"bash", file}
		},
		"score-curl":      func(_ *testing.T, _ *lab, file string) []string { return []string{"bash", file} },
		"python-requests": func(_ *testing.T, _ *lab, file string) []string { return []string{python, file} },
		"node": func(_ *testing.T, l *lab, file string) []string {
			return []string{"env", "NODE_EXTRA_CA_CERTS=" + l.ca, "node", file}
		},
		"go": func(t *testing.T, _ *lab, file string) []string {
			program := filepath.Join(filepath.Dir(file), "program")
			build := exec.CommandContext(t.Context(), "go", "build", "-o", program, file)
			build.Dir = filepath.Dir(file)
			build.Env = append(os.Environ(), "GO111MODULE=auto", "GOFLAGS=")
			if out, err := build.CombinedOutput(); err != nil {
				t.Fatalf("%v\n%s", err, out)
			}
			return []string{program}
		},
	}
}

// pythonWith finds a Python that has a module.
func pythonWith(t *testing.T, module string) string {
	t.Helper()
	for _, python := range []string{"python3", "/usr/bin/python3"} {
		if exec.CommandContext(t.Context(), python, "-c", "import "+module).Run() == nil {
			return python
		}
	}
	t.Fatalf("no python3 here has the module %s", module)
	return ""
}

// TestSnippetsRun runs every snippet of these languages for every kind that it applies
// to, in every form, and wants what only a token that the simulator accepts can get.
func TestSnippetsRun(t *testing.T) {
	l := newLab(t)
	t.Setenv("GOCACHE", goEnv(t, "GOCACHE"))
	for name, runner := range runners(t) {
		target, _ := snippet.TargetNamed(name)
		for id, s := range l.names {
			if !target.For(s.kind) {
				continue
			}
			t.Run(name+"/"+id, func(t *testing.T) {
				reference := runner(t, l, l.snippet(t, s, target, false))
				for form, before := range forms(s, name) {
					t.Run(form, func(t *testing.T) { l.runs(t, s, name, slices.Concat(before, reference)) })
				}
				full := runner(t, l, l.snippet(t, s, target, false, "--full"))
				for form, before := range forms(s, name) {
					t.Run("full, "+form, func(t *testing.T) { l.runs(t, s, name, slices.Concat(before, full)) })
				}
				t.Run("with the secret", func(t *testing.T) {
					l.runs(t, s, name, runner(t, l, l.snippet(t, s, target, true)))
				})
			})
		}
	}
	l.commandLinesAreClean(t)
}

func goEnv(t *testing.T, name string) string {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "go", "env", name).Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(out))
}

// runs starts a command that must end well and show that its token was accepted.
func (l *lab) runs(t *testing.T, s stand, target string, command []string) {
	t.Helper()
	before := len(l.sim.Requests())
	cmd := exec.CommandContext(t.Context(), command[0], command[1:]...)
	cmd.Dir = t.TempDir()
	var out, said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &said
	if err := cmd.Run(); err != nil {
		t.Fatalf("%q: %v\n%s%s", command, err, &out, &said)
	}
	want := s.shows
	if target == "score-curl" {
		want = `"predictions"`
	}
	if !strings.Contains(out.String(), want) {
		t.Errorf("no %q in what it prints: %s%s", want, &out, &said)
	}
	if strings.Contains(out.String()+said.String(), s.key) {
		t.Error("the key is printed")
	}
	made := l.sim.Requests()[before:]
	if len(made) == 0 {
		t.Error("the simulator was not asked")
	}
	for _, r := range made {
		if r.Status != 200 {
			t.Errorf("%s %s on %s was answered with %d", r.Method, r.Path, r.Entry, r.Status)
		}
	}
}

// TestSnippetsFailWithoutTheKey: a refused sign-in ends a snippet with an error that says
// so, and nothing of what it prints, tracebacks included, has the key in it. A sign-in
// that is redirected elsewhere is refused too, and elsewhere gets nothing.
func TestSnippetsFailWithoutTheKey(t *testing.T) {
	l := newLab(t)
	t.Setenv("GOCACHE", goEnv(t, "GOCACHE"))
	for _, c := range []struct{ name, key, says string }{
		{"unknown", l.in.Failing.UnknownKey, "400"},
		{"redirected", "fault-redirect-host", ""},
	} {
		add := exec.CommandContext(t.Context(), "lanyard", "add", c.name, "--kind", "cloud", "--url", l.in.Cloud.URL, "--auth-url", l.in.Cloud.AuthURL, "--ca-file", l.in.CAFile, "--secret-stdin")
		add.Stdin = strings.NewReader(c.key + "\n")
		if out, err := add.CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		for name, runner := range runners(t) {
			target, _ := snippet.TargetNamed(name)
			t.Run(name+"/"+c.name, func(t *testing.T) {
				command := runner(t, l, l.snippet(t, stand{name: c.name}, target, true))
				cmd := exec.CommandContext(t.Context(), command[0], command[1:]...)
				cmd.Dir = t.TempDir()
				out, err := cmd.CombinedOutput()
				if err == nil || !bytes.Contains(out, []byte(c.says)) && !bytes.Contains(out, []byte("BXNIM0415E")) {
					t.Errorf("it does not say that the sign-in was refused: %v\n%s", err, out)
				}
				if bytes.Contains(out, []byte(c.key)) {
					t.Errorf("the key is printed:\n%s", out)
				}
			})
		}
	}
	for _, r := range l.sim.Requests() {
		if r.Entry == "elsewhere" {
			t.Errorf("a redirect was followed: %s %s", r.Method, r.Path)
		}
	}
}

// commandLinesAreClean looks through the arguments of every curl and sed that ran.
func (l *lab) commandLinesAreClean(t *testing.T) {
	t.Helper()
	if !l.curl {
		return
	}
	lines, err := os.ReadFile(l.argv)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Contains(lines, []byte("--data-urlencode\napikey@-\n")) {
		t.Fatal("the arguments were not noted")
	}
	for id, s := range l.names {
		if bytes.Contains(lines, []byte(s.key)) {
			t.Errorf("the key of %s was on a command line", id)
		}
	}
	if bytes.Contains(lines, []byte("eyJ")) {
		t.Error("a token was on a command line")
	}
}

// standIns are Python modules that stand for IBM's clients: they take what the clients
// take, and write it down.
const standIn = `
import json, os

class Credentials:
    def __init__(self, *, url=None, api_key=None, name=None, iam_serviceid_crn=None, trusted_profile_id=None, token=None, projects_token=None,
                 username=None, password=None, instance_id=None, version=None, bedrock_url=None, platform_url=None, proxies=None, verify=None):
        self.given = {k: v for k, v in locals().items() if k != "self" and v is not None}

class _Set:
    def __init__(self, seen):
        self.seen = seen
    def default_space(self, id):
        self.seen["default_space"] = id
        note(self.seen)
    def default_project(self, id):
        self.seen["default_project"] = id
        note(self.seen)

class APIClient:
    def __init__(self, credentials):
        self.seen = dict(credentials.given if isinstance(credentials, Credentials) else credentials)
        self.set = _Set(self.seen)
        note(self.seen)

WatsonMachineLearningAPIClient = APIClient

def note(seen):
    with open(os.environ["RECORD"], "w") as f:
        json.dump({**seen, "bundle": os.environ.get("REQUESTS_CA_BUNDLE")}, f)
`

// TestPythonClientSnippets runs the snippets of IBM's Python clients against stand-ins,
// and compares what the clients are given, field by field.
func TestPythonClientSnippets(t *testing.T) {
	l := newLab(t)
	modules := t.TempDir()
	for _, m := range []string{"ibm_watsonx_ai", "ibm_watson_machine_learning", "watson_machine_learning_client"} {
		if err := os.WriteFile(filepath.Join(modules, m+".py"), []byte(standIn), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("PYTHONPATH", modules)
	in := l.in
	watsonx := map[string]map[string]any{
		"cloud":         {"url": in.Cloud.URL, "default_space": in.Cloud.SpaceID},
		"service":       {"url": in.Cloud.URL, "default_project": in.Cloud.ProjectID},
		"trusted":       {"url": in.Cloud.URL},
		"aws":           {"url": in.AWS.URL},
		"cp4d":          {"url": in.CP4D.URL, "username": "dana", "instance_id": "openshift", "version": "5.1", "default_space": in.CP4D.SpaceID},
		"cp4d-key":      {"url": in.CP4D.URL, "username": "dana", "instance_id": "openshift"},
		"cp4d-identity": {"url": in.CP4DIdentity.URL, "username": in.CP4DIdentity.Username, "instance_id": "openshift"},
	}
	wml := map[string]map[string]any{
		"cloud":         watsonx["cloud"],
		"service":       watsonx["service"],
		"cp4d":          watsonx["cp4d"],
		"cp4d-key":      {"url": in.CP4D.URL, "username": "dana", "instance_id": "openshift", "version": "N.N"},
		"cp4d-identity": {"url": in.CP4DIdentity.URL, "username": in.CP4DIdentity.Username, "instance_id": "openshift", "version": "N.N", "bedrock_url": in.CP4DIdentity.IdentityURL},
	}
	v3 := map[string]map[string]any{
		"cloud":        {"url": in.Cloud.URL, "instance_id": in.Cloud.InstanceID},
		"service":      {"url": in.Cloud.URL, "instance_id": "INSTANCE_ID"},
		"cp4d":         {"url": in.CP4D.URL, "username": "dana", "instance_id": "openshift", "version": "5.1"},
		"studio-icp":   {"url": in.StudioICP.URL, "username": "dana", "instance_id": "icp"},
		"studio-shift": {"url": in.StudioOpenShift.URL, "username": "dana", "instance_id": "openshift"},
	}
	for target, cases := range map[string]map[string]map[string]any{"python-watsonx": watsonx, "jupyter": watsonx, "python-wml": wml, "python-wml-v3": v3} {
		for id, base := range cases {
			t.Run(target+"/"+id, func(t *testing.T) { l.python(t, target, id, base) })
		}
	}
}

// python runs a client's snippet in every form and compares what the client got.
func (l *lab) python(t *testing.T, target, id string, base map[string]any) {
	t.Helper()
	s := l.names[id]
	tg, _ := snippet.TargetNamed(target)
	today := target == "python-watsonx" || target == "jupyter"
	field := map[bool]string{true: "apikey", false: "password"}[s.key != hostile]
	if today && field == "apikey" {
		field = "api_key"
	}
	if today {
		t.Run("the shortest", func(t *testing.T) {
			got := l.records(t, []string{"python3", l.snippet(t, s, tg, false)})
			token, _ := got["token"].(string)
			l.accepts(t, s, token)
			want := maps.Clone(base)
			want["token"], want["verify"] = token, got["bundle"]
			delete(want, "instance_id") // which today's library ignores
			compareRecord(t, want, got)
		})
	}
	reference := []string{"python3", l.snippet(t, s, tg, false, "--full")}
	for form, before := range forms(s, target) {
		withKey := strings.HasSuffix(form, "--with-secret") && target != "jupyter"
		if target == "python-wml-v3" && !withKey {
			continue // it would ask for the key
		}
		t.Run(form, func(t *testing.T) {
			got := l.records(t, slices.Concat(before, reference))
			want := maps.Clone(base)
			if withKey {
				want[field] = s.key
				l.addKeyFields(want, id, today)
			} else {
				token, _ := got["token"].(string)
				l.accepts(t, s, token)
				want["token"] = token
			}
			if today {
				want["verify"] = got["bundle"]
			}
			compareRecord(t, want, got)
		})
	}
	if id == "trusted" && !today {
		return
	}
	t.Run("with the secret", func(t *testing.T) {
		got := l.records(t, []string{"python3", l.snippet(t, s, tg, true)})
		want := maps.Clone(base)
		want[field] = s.key
		l.addKeyFields(want, id, today)
		if today {
			want["verify"] = l.ca
		}
		if got["bundle"] != l.ca {
			t.Errorf("REQUESTS_CA_BUNDLE is %v", got["bundle"])
		}
		compareRecord(t, want, got)
	})
}

// addKeyFields adds what a client needs beside a key and not beside a token.
func (l *lab) addKeyFields(want map[string]any, id string, today bool) {
	switch {
	case id == "trusted":
		want["trusted_profile_id"] = l.in.Cloud.TrustedProfileID
	case id == "cp4d-identity" && today:
		want["bedrock_url"] = l.in.CP4DIdentity.IdentityURL
	}
}

func compareRecord(t *testing.T, want, got map[string]any) {
	t.Helper()
	delete(got, "bundle")
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("- what the client should get, + what it gets:\n%s", diff)
	}
}

// records runs a command and gives what a stand-in wrote down.
func (l *lab) records(t *testing.T, command []string) map[string]any {
	t.Helper()
	record := filepath.Join(t.TempDir(), "record.json")
	cmd := exec.CommandContext(t.Context(), command[0], command[1:]...)
	cmd.Env = append(os.Environ(), "RECORD="+record)
	if out, err := cmd.CombinedOutput(); err != nil || len(out) > 0 {
		t.Fatalf("%q: %v\n%s", command, err, out)
	}
	text, err := os.ReadFile(record)
	if err != nil {
		t.Fatal(err)
	}
	var got map[string]any
	if err := json.Unmarshal(text, &got); err != nil {
		t.Fatal(err)
	}
	return got
}

// accepts asks the service that a token is for.
func (l *lab) accepts(t *testing.T, s stand, token string) {
	t.Helper()
	url := map[string]string{"cloud": l.in.Cloud.PlatformURL, "aws": l.in.AWS.PlatformURL, "cp4d": l.in.CP4D.URL, "cp4d_identity": l.in.CP4DIdentity.URL}[s.entry]
	cmd := exec.CommandContext(t.Context(), "curl", "--silent", "--show-error", "--fail", "--cacert", l.in.CAFile, "--config", "-", url+"/v2/spaces?limit=1")
	cmd.Stdin = strings.NewReader(fmt.Sprintf("header = \"Authorization: Bearer %s\"\n", token))
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("the token is not accepted: %v\n%s", err, out)
	}
}

// TestExecWithCurl is the documented way to hand a token to curl.
func TestExecWithCurl(t *testing.T) {
	l := newLab(t)
	script := `printf "header = \"Authorization: Bearer %s\"\n" "$WATSONX_TOKEN" | curl -sfK - "$WATSONX_URL/ml/v4/deployments?version=2020-09-01&space_id=$WATSONX_SPACE_ID"`
	l.runs(t, l.names["cloud"], "curl", []string{"lanyard", "exec", "prod", "--", "sh", "-c", script})
}

// TestDotenvFiles has python-dotenv read the files that are for it.
func TestDotenvFiles(t *testing.T) {
	l := newLab(t)
	python := pythonWith(t, "dotenv")
	program := "import dotenv, json, sys; json.dump(dotenv.dotenv_values(sys.argv[1]), sys.stdout)"
	for target, cases := range map[string]map[string]map[string]string{
		"env-watsonx": {
			"cp4d":       {"WATSONX_URL": l.in.CP4D.URL, "WATSONX_USERNAME": "dana", "WATSONX_PASSWORD": hostile, "WATSONX_INSTANCE_ID": "openshift", "WATSONX_VERSION": "5.1", "WATSONX_SPACE_ID": l.in.CP4D.SpaceID},
			"studio-icp": {"WATSONX_URL": l.in.StudioICP.URL, "WATSONX_USERNAME": "dana", "WATSONX_PASSWORD": hostile, "WATSONX_INSTANCE_ID": "icp"},
		},
		"env-langchain": {
			"cp4d":  {"WATSONX_URL": l.in.CP4D.URL, "WATSONX_USERNAME": "dana", "WATSONX_PASSWORD": hostile, "WATSONX_INSTANCE_ID": "openshift", "WATSONX_VERSION": "5.1", "WATSONX_SPACE_ID": l.in.CP4D.SpaceID},
			"cloud": {"WATSONX_URL": l.in.Cloud.URL, "WATSONX_API_KEY": l.in.Cloud.APIKey, "WATSONX_SPACE_ID": l.in.Cloud.SpaceID},
		},
		"env-litellm": {
			"cloud": {"WATSONX_URL": l.in.Cloud.URL, "WATSONX_API_KEY": l.in.Cloud.APIKey, "WATSONX_IAM_URL": l.in.Cloud.AuthURL + "/identity/token", "WATSONX_DEPLOYMENT_SPACE_ID": l.in.Cloud.SpaceID},
		},
	} {
		tg, _ := snippet.TargetNamed(target)
		for id, want := range cases {
			for _, withSecret := range []bool{true, false} {
				file := l.snippet(t, l.names[id], tg, withSecret)
				out, err := exec.CommandContext(context.Background(), python, "-c", program, file).Output()
				if err != nil {
					t.Fatal(err)
				}
				var got map[string]string
				if err := json.Unmarshal(out, &got); err != nil {
					t.Fatal(err)
				}
				want := maps.Clone(want)
				for _, name := range []string{"REQUESTS_CA_BUNDLE", "SSL_CERT_FILE", "WX_CLIENT_VERIFY_REQUESTS"} {
					want[name] = l.ca
				}
				if !withSecret {
					delete(want, "WATSONX_PASSWORD")
					delete(want, "WATSONX_API_KEY")
					delete(want, "WATSONX_IAM_URL")
				}
				if diff := cmp.Diff(want, got); diff != "" {
					t.Errorf("%s for %s, with the secret %v: %s", target, id, withSecret, diff)
				}
			}
		}
	}
}
