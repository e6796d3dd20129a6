package snippet_test

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"go/format"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lanyard/internal/profile"
	"lanyard/internal/secret"
	"lanyard/internal/snippet"
)

var updateSnippets = flag.Bool("update-snippets", false, "write the golden files of snippets anew")

// hostile has what every language reads as something else somewhere.
const hostile = `p'a"ss\w$(x)%40 ü`

// sample is a profile with a key that fits its kind.
type sample struct {
	profile.Profile
	key string
}

// samples are profiles that differ in what a snippet must get right.
func samples(t *testing.T) map[string]sample {
	t.Helper()
	ca, err := os.ReadFile(filepath.Join("testdata", "golden", "ca.pem"))
	if err != nil {
		t.Fatal(err)
	}
	const key = "Fake-Key_0123456789abcdefghijklmnopqrstuvwxy"
	base := profile.Profile{ID: "p", KeyID: "k", SecretKind: profile.APIKey}
	make := func(name string, kind profile.Kind, url, key string, more func(*profile.Profile)) sample {
		p := base
		p.Name, p.Kind, p.URL = name, kind, url
		more(&p)
		if err := profile.Check(p); err != nil {
			t.Fatalf("sample %s: %v", name, err)
		}
		return sample{p, key}
	}
	password := func(p *profile.Profile) { p.SecretKind, p.Username = profile.Password, "dana" }
	all := map[string]sample{
		"cloud": make("prod-eu", profile.Cloud, "https://eu-de.ml.cloud.ibm.com", key, func(p *profile.Profile) {
			p.SpaceID, p.InstanceID, p.AccountID = "8f1c2f3e-9f3a-4a52-8a87-0d6f4f1a2b3c", "0f8c1d3a-0000-4111-9222-333344445555", "3f0a9c"
		}),
		"cloud-plain": make("it's \"mine\" $(x)", profile.Cloud, "https://ml.example.org", key, func(p *profile.Profile) {
			p.AuthURL, p.ProjectID = "https://iam.example.org:8443", "1b2c3d4e-0000-4111-9222-333344445555"
		}),
		"cloud-trusted": make("team", profile.Cloud, "https://private.us-south.ml.cloud.ibm.com", key, func(p *profile.Profile) {
			p.TrustedProfile = &profile.TrustedProfile{ID: "Profile-9f1c"}
		}),
		"cloud-trusted-name": make("team by name", profile.Cloud, "https://us-south.ml.cloud.ibm.com", key, func(p *profile.Profile) {
			p.TrustedProfile, p.AccountID = &profile.TrustedProfile{Name: "data & science"}, "3f0a9c"
		}),
		"aws":         make("mumbai", profile.AWS, "https://ap-south-1.aws.wxai.ibm.com", key, func(*profile.Profile) {}),
		"aws-account": make("virginia", profile.AWS, "https://us-east-1.aws.wxai.ibm.com", key, func(p *profile.Profile) { p.AccountID = "acc-1" }),
		"cp4d": make("lab cluster", profile.CP4D, "https://cpd-lab.apps.example.org", hostile, func(p *profile.Profile) {
			password(p)
			p.CPDVersion, p.SpaceID = "5.1", "8f1c2f3e-9f3a-4a52-8a87-0d6f4f1a2b3c"
			p.TLS.CAPEM = "issued for us\n" + string(ca)
			p.Proxy = "http://proxy.example.org:3128"
		}),
		"cp4d-key": make("lab-key", profile.CP4D, "https://cpd-lab.apps.example.org", "0123456789abcdefghijklmnopqrstuvwxyzABCD", func(p *profile.Profile) {
			p.Username = `da"na\müller`
			p.Proxy = "http://dana@proxy.example.org:3128"
			p.TLS = profile.TLS{Mode: profile.TLSPin, PinSHA256: strings.Repeat("ab", 32)}
		}),
		"cp4d-identity": make("lab-iam", profile.CP4D, "https://cpd-lab.apps.example.org", hostile, func(p *profile.Profile) {
			password(p)
			p.CPDIdentity = "https://cp-console.apps.example.org"
			p.TLS.Mode = profile.TLSInsecure
		}),
		"orchestrate": make("agents", profile.Orchestrate, "https://api.us-east-1.dl.watson-orchestrate.ibm.com", key, func(p *profile.Profile) { p.InstanceID = "20250508-1435" }),
		"orchestrate-cpd": make("agents-lab", profile.Orchestrate, "https://cpd-lab.apps.example.org", hostile, func(p *profile.Profile) {
			password(p)
			p.InstanceID = "cpd-instance/1746"
		}),
		"studio-icp": make("old-studio", profile.StudioLocal, "https://192.0.2.10", hostile, func(p *profile.Profile) {
			password(p)
			p.InstanceID = profile.InstanceICP
		}),
		"studio-openshift": make("old-studio-2", profile.StudioLocal, "https://studio.example.org:8443", hostile, func(p *profile.Profile) {
			password(p)
			p.InstanceID = profile.InstanceOpenShift
		}),
	}
	return all
}

func TestEveryKindHasASample(t *testing.T) {
	all := slices.Collect(maps.Values(samples(t)))
	for _, k := range profile.Kinds() {
		if !slices.ContainsFunc(all, func(s sample) bool { return s.Kind == k }) {
			t.Errorf("no snippet is written for %s", k)
		}
	}
}

// written is a snippet for a sample, in both forms: with the key in it and without.
func written(t *testing.T, s sample, target string, withSecret bool) (snippet.Text, error) {
	t.Helper()
	o := snippet.Options{}
	if withSecret {
		o.Secret = secret.New(s.key)
	}
	return snippet.Write(target, s.Profile, o)
}

// TestShortSnippets: what is printed without further flags is as short as a colleague would
// paste it, and gets its token from Lanyard; the rest is there with Full.
func TestShortSnippets(t *testing.T) {
	const most = 12
	for name, s := range samples(t) {
		for _, target := range []string{"python-watsonx", "python-requests", "jupyter"} {
			text, err := snippet.Write(target, s.Profile, snippet.Options{})
			if errors.As(err, new(*snippet.NotForKindError)) {
				continue
			}
			if err != nil {
				t.Fatal(err)
			}
			lines := slices.DeleteFunc(strings.Split(text.Body.Reveal(), "\n"), func(l string) bool { return strings.TrimSpace(l) == "" })
			if len(lines) > most {
				t.Errorf("%s for %s has %d lines", target, name, len(lines))
			}
			full, err := snippet.Write(target, s.Profile, snippet.Options{Full: true})
			if err != nil || full.Body.Len() <= text.Body.Len() {
				t.Errorf("%s for %s: the full one is no longer, %v", target, name, err)
			}
		}
	}
}

// TestReferenceInDotenv: a file with a reference has every variable and no secret, also for
// readers that take a file or the environment.
func TestReferenceInDotenv(t *testing.T) {
	for name, s := range samples(t) {
		for _, target := range snippet.Targets() {
			if target.Language != "dotenv" || !target.For(s.Kind) {
				continue
			}
			text, err := snippet.Write(target.Name, s.Profile, snippet.Options{Reference: "lanyard://p/token"})
			if err != nil {
				t.Errorf("%s for %s: %v", target.Name, name, err)
				continue
			}
			if found := strings.Count(text.Body.Reveal(), "lanyard://p/token"); found != 1 || text.HasSecret || strings.Contains(text.Body.Reveal(), s.key) {
				t.Errorf("%s for %s: %d references, secret: %v\n%s", target.Name, name, found, text.HasSecret, text.Body.Reveal())
			}
		}
	}
}

// TestSnippetsAreAsBefore compares every snippet of every sample with what a person has
// looked at. With -update-snippets the files are written anew.
func TestSnippetsAreAsBefore(t *testing.T) {
	for name, s := range samples(t) {
		for _, withSecret := range []bool{false, true} {
			file := name
			if withSecret {
				file += "-secret"
			}
			t.Run(file, func(t *testing.T) {
				var b strings.Builder
				for _, target := range snippet.Targets() {
					fmt.Fprintf(&b, "==== %s\n", target.Name)
					text, err := written(t, s, target.Name, withSecret)
					if err != nil {
						fmt.Fprintf(&b, "error: %v\n", err)
						continue
					}
					b.WriteString(text.Body.Reveal())
					if full, err := snippet.Write(target.Name, s.Profile, snippet.Options{Full: true}); err == nil && !withSecret && full.Body.Reveal() != text.Body.Reveal() {
						b.WriteString("==== " + target.Name + " --full\n" + full.Body.Reveal())
					}
					for _, n := range text.Notes {
						fmt.Fprintf(&b, "note: %s\n", n)
					}
				}
				golden(t, filepath.Join("testdata", "golden", file+".golden"), b.String())
			})
		}
	}
}

func golden(t *testing.T, path, got string) {
	t.Helper()
	if *updateSnippets {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(got, "\n")); diff != "" {
		t.Errorf("%s (- before, + now); -update-snippets takes the new one:\n%s", path, diff)
	}
}

// eachSnippet calls visit with every snippet that there is for the samples.
func eachSnippet(t *testing.T, withSecret bool, visit func(t *testing.T, name string, s sample, target snippet.Target, text snippet.Text)) {
	t.Helper()
	for name, s := range samples(t) {
		for _, target := range snippet.Targets() {
			text, err := written(t, s, target.Name, withSecret)
			if refused, ok := errors.AsType[*snippet.NotForKindError](err); ok {
				if refused.Reason == "" && target.For(s.Kind) {
					t.Errorf("%s for %s: refused without a reason", target.Name, name)
				}
				continue
			}
			if err != nil {
				t.Errorf("%s for %s: %v", target.Name, name, err)
				continue
			}
			t.Run(target.Name+"/"+name, func(t *testing.T) { visit(t, name, s, target, text) })
		}
	}
}

func TestSnippetWithoutSecretHasNone(t *testing.T) {
	eachSnippet(t, false, func(t *testing.T, _ string, _ sample, target snippet.Target, text snippet.Text) {
		if text.HasSecret || strings.Contains(text.Body.Reveal(), "SECRET:") {
			t.Error("it says that it has a secret")
		}
		if target.Language == "json" {
			return // pasted into it
		}
		for _, way := range []string{" token ", `"token"`, "'token'", "exec ", "getpass"} {
			if strings.Contains(text.Body.Reveal(), way) {
				return
			}
		}
		t.Errorf("it does not say where the secret comes from:\n%s", text.Body.Reveal())
	})
}

func TestSnippetWithSecretIsMarked(t *testing.T) {
	eachSnippet(t, true, func(t *testing.T, _ string, _ sample, _ snippet.Target, text snippet.Text) {
		if !text.HasSecret {
			t.Error("it does not say that it has the secret")
		}
		if !strings.Contains(text.Body.Reveal(), "SECRET:") {
			t.Error("the text itself is not marked")
		}
		if !slices.ContainsFunc(text.Notes, func(n string) bool { return strings.Contains(n, "itself stands in this text") }) {
			t.Errorf("no note says so: %q", text.Notes)
		}
	})
}

// TestSnippetNeverSkipsVerification: whatever a profile allows itself, code that people
// pass on does not learn it from here.
func TestSnippetNeverSkipsVerification(t *testing.T) {
	skips := regexp.MustCompile(`(?i)(^|\s)-k(\s|$)|--insecure|verify ?= ?False|InsecureSkipVerify|rejectUnauthorized|NODE_TLS_REJECT|DISABLE_SSL`)
	for _, withSecret := range []bool{false, true} {
		eachSnippet(t, withSecret, func(t *testing.T, _ string, _ sample, _ snippet.Target, text snippet.Text) {
			if found := skips.FindString(text.Body.Reveal()); found != "" {
				t.Errorf("it has %q", found)
			}
		})
	}
}

// TestSnippetKeepsTheKeyOffCommandLines reads shell texts as a shell does: the key may
// be what is assigned to a variable, and nothing else.
func TestSnippetKeepsTheKeyOffCommandLines(t *testing.T) {
	eachSnippet(t, true, func(t *testing.T, _ string, s sample, target snippet.Target, text snippet.Text) {
		if target.Language != "bash" {
			return
		}
		assigned := false
		for _, line := range shellLines(t, text.Body.Reveal()) {
			for i, word := range line {
				if !strings.Contains(word, s.key) {
					continue
				}
				name, value, _ := strings.Cut(word, "=")
				first := i == 0 || i == 1 && line[0] == "export"
				if !first || value != s.key || strings.Trim(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_") != "" {
					t.Errorf("the key is a part of the command %q", line[0])
				}
				assigned = true
			}
		}
		if !assigned {
			t.Error("the key is nowhere")
		}
	})
}

func TestSnippetCAAndProxy(t *testing.T) {
	s := samples(t)["cp4d"]
	for target, want := range map[string][]string{
		"python-watsonx":  {`os.environ.setdefault("REQUESTS_CA_BUNDLE", "lab-cluster-ca.pem")`, `verify=os.environ["REQUESTS_CA_BUNDLE"]`, `proxies={"https": "http://proxy.example.org:3128"}`},
		"python-requests": {`os.environ.setdefault("REQUESTS_CA_BUNDLE", "lab-cluster-ca.pem")`, `os.environ.setdefault("HTTPS_PROXY", "http://proxy.example.org:3128")`},
		"curl":            {"ca=lab-cluster-ca.pem", `--cacert "${CURL_CA_BUNDLE:-"$ca"}"`, "proxy=http://proxy.example.org:3128", `--proxy "$proxy"`},
		"node":            {"NODE_EXTRA_CA_CERTS=lab-cluster-ca.pem node token.mjs"},
		"go":              {`"lab-cluster-ca.pem"`, `url.Parse("http://proxy.example.org:3128")`},
		"env-langchain":   {"WX_CLIENT_VERIFY_REQUESTS=lab-cluster-ca.pem", "HTTPS_PROXY=http://proxy.example.org:3128"},
	} {
		text, err := written(t, s, target, false)
		if err != nil {
			t.Fatal(err)
		}
		for _, w := range want {
			if !strings.Contains(text.Body.Reveal(), w) {
				t.Errorf("%s has no %s", target, w)
			}
		}
		if !slices.ContainsFunc(text.Notes, func(n string) bool {
			return strings.Contains(n, "lab-cluster-ca.pem") && strings.Contains(n, "--ca-out")
		}) {
			t.Errorf("%s does not say how to save the certificates: %q", target, text.Notes)
		}
		saved, err := snippet.Write(target, s.Profile, snippet.Options{CAFile: "/etc/lab ca.pem"})
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(strings.Join(saved.Notes, " "), "--ca-out") || !strings.Contains(saved.Body.Reveal(), "/etc/lab ca.pem") {
			t.Errorf("%s does not use the file that was saved", target)
		}
	}
}

func TestCAFileHasCertificatesAlone(t *testing.T) {
	all := samples(t)
	got, err := snippet.CAFile(all["cp4d"].Profile)
	if err != nil {
		t.Fatal(err)
	}
	want, _ := os.ReadFile(filepath.Join("testdata", "golden", "ca.pem"))
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Error(diff)
	}
	if got, err := snippet.CAFile(all["cloud"].Profile); got != "" || err != nil {
		t.Errorf("a profile without: %q, %v", got, err)
	}
}

func TestSnippetNotes(t *testing.T) {
	all := samples(t)
	for _, c := range []struct{ target, sample, want string }{
		{"curl", "cp4d-key", "one certificate by its SHA-256"},
		{"curl", "cp4d-key", "HTTPS_PROXY to http://USER:PASSWORD@HOST:PORT"},
		{"curl", "cp4d-identity", "checks no certificates"},
		{"node", "cp4d", "NODE_USE_ENV_PROXY=1"},
		{"python-watsonx", "cp4d-key", "from Cloud Pak for Data 4.8 on"},
		{"python-wml", "cp4d-key", "in place of N.N"},
		{"python-wml-v3", "cloud-plain", "in place of INSTANCE_ID"},
		{"python-wml-v3", "studio-icp", "never checks"},
		{"curl", "studio-icp", "/icp4d-api/v1/authorize"},
		{"ibmcloud", "cloud-trusted", "not as the trusted profile"},
		{"score-curl", "aws", "DEPLOYMENT_ID"},
	} {
		text, err := written(t, all[c.sample], c.target, false)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(strings.Join(text.Notes, "\n"), c.want) {
			t.Errorf("%s for %s does not note %q: %q", c.target, c.sample, c.want, text.Notes)
		}
	}
}

func TestSnippetRefusals(t *testing.T) {
	all := samples(t)
	for _, c := range []struct {
		target, sample string
		withSecret     bool
		want           string
	}{
		{"ibmcloud", "cp4d", false, "not for Cloud Pak for Data"},
		{"score-curl", "studio-icp", false, "not for Watson Studio Local"},
		{"python-wml", "aws", false, "not for watsonx on AWS"},
		{"cpdctl", "cp4d", true, "on its command line alone"},
		{"python-wml-v3", "cp4d-key", false, "with a password alone"},
		{"python-wml-v3", "cloud-trusted", false, "no trusted profiles"},
		{"mlcli-cmd", "cloud-trusted", false, "no trusted profiles"},
		{"python-wml", "cloud-trusted", true, "no trusted profiles"},
		{"python-watsonx", "cloud-trusted-name", true, "id alone"},
		{"env-langchain", "cloud-trusted", true, "as a trusted profile"},
		{"env-watsonx-node", "cp4d-identity", true, "identity service"},
		{"env-sdk-core", "cp4d-identity", true, "identity service"},
		{"env-sdk-core", "aws", true, "names none"},
		{"env-litellm", "cp4d", true, "with a password"},
		{"env-litellm", "aws", true, "by itself"},
	} {
		_, err := written(t, all[c.sample], c.target, c.withSecret)
		refused, ok := errors.AsType[*snippet.NotForKindError](err)
		if !ok || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s for %s: %v, want %q", c.target, c.sample, err, c.want)
			continue
		}
		if c.withSecret && refused.Next == "" {
			t.Errorf("%s for %s: no way out is named", c.target, c.sample)
		}
	}
	if _, err := snippet.Write("python-basic", all["cloud"].Profile, snippet.Options{}); !errors.As(err, new(*snippet.UnknownTargetError)) {
		t.Errorf("an unknown target: %v", err)
	}
	broken := all["cloud"].Profile
	broken.URL = "http://eu-de.ml.cloud.ibm.com"
	if _, err := snippet.Write("curl", broken, snippet.Options{}); !errors.As(err, new(*profile.FieldErrors)) {
		t.Errorf("an unusable profile: %v", err)
	}
	if _, err := snippet.Write("curl", all["cp4d"].Profile, snippet.Options{Secret: secret.New("a\xffb")}); err == nil || strings.Contains(err.Error(), "a\xffb") {
		t.Errorf("a key that is no text: %v", err)
	}
	for _, target := range []string{"env-watsonx", "env-langchain"} {
		if _, err := snippet.Write(target, all["cp4d"].Profile, snippet.Options{Secret: secret.New("a${HOME}b")}); !errors.As(err, new(*snippet.NotForKindError)) {
			t.Errorf("%s: a value that python-dotenv expands: %v", target, err)
		}
	}
}

func TestTargets(t *testing.T) {
	want := []string{
		"python-watsonx", "python-wml", "python-wml-v3", "python-requests", "curl", "node", "go", "score-curl", "ibmcloud", "cpdctl",
		"mlcli-cmd", "mlcli-batch", "mlcli-powershell", "mlcli-bash", "env-watsonx", "env-langchain", "env-litellm", "env-watsonx-node", "env-sdk-core",
		"postman", "jupyter", "env-llamaindex", "env-watsonx-cli", "openai", "litellm-config", "continue", "mcp-headers", "mcp-vscode", "env-orchestrate", "orchestrate-adk",
	}
	var got, older []string
	for _, target := range snippet.Targets() {
		got = append(got, target.Name)
		if target.Group == snippet.Older {
			older = append(older, target.Name)
		}
		if target.Title == "" || target.Language == "" || target.File == "" || len(target.Kinds) == 0 {
			t.Errorf("%s is described in part only: %+v", target.Name, target)
		}
	}
	slices.Sort(got)
	slices.Sort(want)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"python-wml", "python-wml-v3", "mlcli-bash", "mlcli-cmd", "mlcli-batch", "mlcli-powershell"}, older); diff != "" {
		t.Errorf("the older ones: %s", diff)
	}
}

func TestGoSnippetIsFormatted(t *testing.T) {
	for _, withSecret := range []bool{false, true} {
		eachSnippet(t, withSecret, func(t *testing.T, _ string, _ sample, target snippet.Target, text snippet.Text) {
			if target.Language != "go" {
				return
			}
			want, err := format.Source([]byte(text.Body.Reveal()))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), text.Body.Reveal()); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestSnippetTextsAreTidy: no blanks at line ends, one line end at the end, never three
// empty lines.
func TestSnippetTextsAreTidy(t *testing.T) {
	untidy := regexp.MustCompile(`[ \t]\n|\n\n\n\n|^\n|\n\n$`)
	for _, withSecret := range []bool{false, true} {
		eachSnippet(t, withSecret, func(t *testing.T, _ string, _ sample, _ snippet.Target, text snippet.Text) {
			body := text.Body.Reveal()
			if at := untidy.FindStringIndex(body); at != nil {
				t.Errorf("untidy at %q", body[max(0, at[0]-40):at[1]])
			}
			if !strings.HasSuffix(body, "\n") {
				t.Error("the last line has no end")
			}
		})
	}
}

// TestIBMCloudSnippet reads the text as a shell does and compares the commands.
func TestIBMCloudSnippet(t *testing.T) {
	all := samples(t)
	text, err := written(t, all["cloud"], "ibmcloud", false)
	if err != nil {
		t.Fatal(err)
	}
	want := [][]string{
		{"lanyard", "exec", "prod-eu", "--for", "ibmcloud", "--with-secret", "--", "ibmcloud", "login", "-a", "https://cloud.ibm.com", "-r", "eu-de", "-c", "3f0a9c"},
		{"grep", "SDK", "~/.bluemix/config.json"},
		{"ibmcloud", "ml", "list", "instances"},
		{"ibmcloud", "ml", "set", "instance", "0f8c1d3a-0000-4111-9222-333344445555"},
	}
	if diff := cmp.Diff(want, shellLines(t, text.Body.Reveal())); diff != "" {
		t.Error(diff)
	}
	s := all["cloud-plain"]
	s.key = hostile
	text, err = written(t, s, "ibmcloud", true)
	if err != nil {
		t.Fatal(err)
	}
	want = [][]string{
		{"export", "IBMCLOUD_API_KEY=" + hostile},
		{"ibmcloud", "login", "-a", "https://cloud.ibm.com", "--no-region"},
		{"unset", "IBMCLOUD_API_KEY"},
		{"grep", "SDK", "~/.bluemix/config.json"},
		{"ibmcloud", "ml", "list", "instances"},
	}
	if diff := cmp.Diff(want, shellLines(t, text.Body.Reveal())); diff != "" {
		t.Error(diff)
	}
	private, err := written(t, all["cloud-trusted"], "ibmcloud", false)
	if err != nil || !strings.Contains(private.Body.Reveal(), "https://private.cloud.ibm.com -r us-south") {
		t.Errorf("a private endpoint: %v\n%s", err, private.Body.Reveal())
	}
}

func TestCpdctlSnippet(t *testing.T) {
	all := samples(t)
	for name, want := range map[string][][]string{
		"cp4d": {
			{"lanyard", "exec", "lab cluster", "--for", "cpdctl", "--", "cpdctl", "space", "list"},
			{"lanyard", "exec", "lab cluster", "--for", "cpdctl", "--", "bash"},
		},
		"cloud-plain": {
			{"lanyard", "exec", `it's "mine" $(x)`, "--for", "ibmcloud", "--with-secret", "--", "ibmcloud", "login", "-a", "https://cloud.ibm.com", "--no-region"},
			{"cpdctl", "config", "profile", "set", "it-s-mine-x", "--ibmcloud"},
			{"cpdctl", "--profile", "it-s-mine-x", "space", "list"},
		},
	} {
		text, err := written(t, all[name], "cpdctl", false)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, shellLines(t, text.Body.Reveal())); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

// TestMLCLISnippets: the four shells set the same variables.
func TestMLCLISnippets(t *testing.T) {
	want := map[string]string{"ML_ENV": "https://192.0.2.10", "ML_INSTANCE": "icp", "ML_USERNAME": "dana", "ML_PASSWORD": hostile}
	for target, read := range map[string]func(*testing.T, string) map[string]string{
		"mlcli-bash": readExports, "mlcli-cmd": readCmd, "mlcli-batch": readBatch, "mlcli-powershell": readPowerShell,
	} {
		text, err := written(t, samples(t)["studio-icp"], target, true)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, read(t, text.Body.Reveal())); diff != "" {
			t.Errorf("%s: %s", target, diff)
		}
	}
	text, err := written(t, samples(t)["cloud"], "mlcli-cmd", true)
	if err != nil {
		t.Fatal(err)
	}
	want = map[string]string{
		"ML_ENV": "https://eu-de.ml.cloud.ibm.com", "ML_INSTANCE": "0f8c1d3a-0000-4111-9222-333344445555",
		"ML_APIKEY": "Fake-Key_0123456789abcdefghijklmnopqrstuvwxy",
	}
	if diff := cmp.Diff(want, readCmd(t, text.Body.Reveal())); diff != "" {
		t.Errorf("IBM Cloud: %s", diff)
	}
}

func readExports(t *testing.T, text string) map[string]string {
	t.Helper()
	vars := map[string]string{}
	for _, line := range shellLines(t, text) {
		name, value, ok := strings.Cut(line[len(line)-1], "=")
		if len(line) != 2 || line[0] != "export" || !ok {
			t.Fatalf("no assignment: %q", line)
		}
		vars[name] = value
	}
	return vars
}

// TestPostmanSnippet reads the collection as Postman does and fills the variables in.
func TestPostmanSnippet(t *testing.T) {
	type collection struct {
		Info struct{ Schema string }
		Auth struct {
			Type   string
			Bearer []struct{ Key, Value string }
		}
		Item []struct {
			Name  string
			Event []struct {
				Listen string
				Script struct{ Exec []string }
			}
			Request struct {
				Auth   *struct{ Type string }
				Method string
				URL    string
				Body   *struct {
					Mode, Raw  string
					URLEncoded []struct{ Key, Value string }
				}
			}
		}
		Variable []struct{ Key, Value string }
	}
	read := func(t *testing.T, name string, withSecret bool) collection {
		t.Helper()
		text, err := written(t, samples(t)[name], "postman", withSecret)
		if err != nil {
			t.Fatal(err)
		}
		var c collection
		if err := json.Unmarshal([]byte(text.Body.Reveal()), &c); err != nil {
			t.Fatal(err)
		}
		return c
	}
	c := read(t, "cp4d", true)
	if !strings.Contains(c.Info.Schema, "v2.1.0") || c.Auth.Type != "bearer" || c.Auth.Bearer[0].Value != "{{token}}" {
		t.Errorf("the collection's own authorization is not the token: %+v", c.Auth)
	}
	vars := map[string]string{}
	for _, v := range c.Variable {
		vars[v.Key] = v.Value
	}
	if diff := cmp.Diff(map[string]string{"token": "", "secret": hostile, "username": "dana"}, vars); diff != "" {
		t.Error(diff)
	}
	signIn := c.Item[0]
	if signIn.Request.Auth.Type != "noauth" || signIn.Request.Body.Raw != "{{body}}" || signIn.Request.URL != "https://cpd-lab.apps.example.org/icp4d-api/v1/authorize" {
		t.Errorf("the sign-in: %+v", signIn.Request)
	}
	scripts := map[string]string{}
	for _, e := range signIn.Event {
		scripts[e.Listen] = strings.Join(e.Script.Exec, " ")
	}
	if !strings.Contains(scripts["prerequest"], "JSON.stringify") || !strings.Contains(scripts["test"], "json()['token']") {
		t.Errorf("the scripts: %v", scripts)
	}
	if try := c.Item[1].Request; try.Auth != nil || !strings.HasPrefix(try.URL, "https://cpd-lab.apps.example.org/ml/v4/deployments?") {
		t.Errorf("the call: %+v", try)
	}
	cloud := read(t, "cloud-trusted-name", false)
	form := map[string]string{}
	for _, f := range cloud.Item[1].Request.Body.URLEncoded {
		form[f.Key] = f.Value
	}
	want := map[string]string{
		"grant_type": "urn:ibm:params:oauth:grant-type:assume", "access_token": "{{token}}", "profile_name": "data & science", "account": "3f0a9c",
	}
	if diff := cmp.Diff(want, form); diff != "" {
		t.Errorf("assuming: %s", diff)
	}
	if n := len(read(t, "cp4d-identity", false).Item); n != 3 {
		t.Errorf("the identity service takes %d requests, want 3", n)
	}
}
