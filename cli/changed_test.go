package cli_test

import (
	"bytes"
	"context"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"lanyard/cli"
	"lanyard/iam/sim"
)

// recorder is where what was not agreed to would go: it speaks TLS that the profile
// trusts, is a proxy, too, and keeps what it is sent.
type recorder struct {
	*httptest.Server
	mu   sync.Mutex
	sent bytes.Buffer
}

func newRecorder(t *testing.T) *recorder {
	t.Helper()
	r := &recorder{}
	r.Server = httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		body, _ := io.ReadAll(io.LimitReader(q.Body, 1<<20))
		r.mu.Lock()
		defer r.mu.Unlock()
		fmt.Fprintln(&r.sent, q.Method, q.URL, q.Header, string(body))
		w.WriteHeader(http.StatusTeapot)
	}))
	t.Cleanup(r.Close)
	return r
}

func (r *recorder) take() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	defer r.sent.Reset()
	return r.sent.String()
}

// home is a folder of one profile, which commands of this process use.
type home struct {
	*testing.T
	dir  string
	key  string
	env  map[string]string
	evil *recorder
}

func (h *home) run(stdin string, args ...string) (code int, stdout, stderr string) {
	var out, errs bytes.Buffer
	code = cli.Run(context.Background(), cli.Env{
		Args: append([]string{"--config-dir", h.dir, "--timeout", "20s"}, args...), Stdin: strings.NewReader(stdin), Stdout: &out, Stderr: &errs,
		Getenv: func(name string) string { return h.env[name] }, Keys: &fileKeys{path: filepath.Join(h.dir, "keys.json")},
	})
	return code, out.String(), errs.String()
}

// newHome adds a profile of a kind, with two certificates that it trusts: the
// simulator's and the recorder's.
func newHome(t *testing.T, s *sim.Simulator, evil *recorder, key string, flags []string) *home {
	t.Helper()
	h := &home{T: t, dir: t.TempDir(), key: key, env: map[string]string{}, evil: evil}
	trusted := append(slices.Clone(s.CAPEM()), pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: evil.Certificate().Raw})...)
	ca := filepath.Join(h.dir, "ca.pem")
	if err := os.WriteFile(ca, trusted, 0o600); err != nil {
		t.Fatal(err)
	}
	args := append([]string{"add", "prod", "--ca-file", ca, "--secret-stdin"}, flags...)
	if code, _, errs := h.run(key+"\n", args...); code != 0 {
		t.Fatalf("add: exit %d: %s", code, errs)
	}
	if code, _, errs := h.run("", "token", "prod"); code != 0 {
		t.Fatalf("token: exit %d: %s", code, errs)
	}
	return h
}

func (h *home) file() string { return filepath.Join(h.dir, "profiles.json") }

// with runs do while one field of the profile has another value.
func (h *home) with(field string, value any, do func()) {
	h.Helper()
	before, err := os.ReadFile(h.file())
	if err != nil {
		h.Fatal(err)
	}
	var doc struct {
		Version  int              `json:"version"`
		Profiles []map[string]any `json:"profiles"`
	}
	if err := json.Unmarshal(before, &doc); err != nil {
		h.Fatal(err)
	}
	doc.Profiles[0][field] = value
	after, err := json.Marshal(doc)
	if err == nil {
		err = os.WriteFile(h.file(), after, 0o600)
	}
	if err != nil {
		h.Fatal(err)
	}
	do()
	if err := os.WriteFile(h.file(), before, 0o600); err != nil {
		h.Fatal(err)
	}
}

// uses are the commands that send a key or token, or hand one out beside addresses.
func uses() map[string][]string {
	return map[string][]string{
		"token":           {"token", "prod"},
		"a fresh one":     {"token", "prod", "--fresh"},
		"test":            {"test", "prod"},
		"snippet":         {"snippet", "prod", "--for", "curl", "--with-secret"},
		"exec":            {"exec", "prod", "--", "true"},
		"exec, the key":   {"exec", "prod", "--with-secret", "--", "true"},
		"test in a space": {"test", "prod", "--space-id", "00000000-0000-4000-8000-000000000000"},
	}
}

// staysHome runs every use and checks that the recorder got nothing that is secret, and
// that what was refused says old and new.
func (h *home) staysHome(what string) {
	h.Helper()
	for _, name := range slices.Sorted(maps.Keys(uses())) {
		code, out, errs := h.run("", uses()[name]...)
		got := h.evil.take()
		if strings.Contains(got, h.key) || strings.Contains(got, "eyJ") || strings.Contains(got, "Authorization") {
			h.Errorf("%s, %s: the recorder got a secret", what, name)
		}
		if strings.Contains(out, h.evil.Listener.Addr().String()) && (strings.Contains(out, h.key) || strings.Contains(out, "eyJ")) {
			h.Errorf("%s, %s: secret and address are in one text", what, name)
		}
		if strings.Contains(errs, "was changed since") && !strings.Contains(errs, "is now") {
			h.Errorf("%s, %s: exit %d does not say old and new: %s", what, name, code, errs)
		}
	}
}

// kinds gives for each kind of place its key and flags.
func kinds(in sim.Info) map[string]struct {
	key   string
	flags []string
} {
	return map[string]struct {
		key   string
		flags []string
	}{
		"cloud":        {in.Cloud.APIKey, []string{"--kind", "cloud", "--url", in.Cloud.URL, "--auth-url", in.Cloud.AuthURL, "--platform-url", in.Cloud.PlatformURL, "--space-id", in.Cloud.SpaceID}},
		"aws":          {in.AWS.APIKey, []string{"--kind", "aws", "--url", in.AWS.URL, "--auth-url", in.AWS.AuthURL, "--platform-url", in.AWS.PlatformURL}},
		"cp4d":         {in.CP4D.APIKey, []string{"--kind", "cp4d", "--url", in.CP4D.URL, "--username", in.CP4D.Username, "--secret-kind", "api-key"}},
		"studio-local": {in.StudioICP.Password, []string{"--kind", "studio-local", "--url", in.StudioICP.URL, "--instance-id", "icp", "--username", in.StudioICP.Username}},
	}
}

// fields are those of a profile in its file, and what they could be changed to.
func fields(evil string) map[string][]any {
	return map[string][]any{
		"url": {evil, evil + "/v2", ""}, "auth_url": {evil, evil + "/identity/token"}, "platform_url": {evil},
		"kind": {"cloud", "aws", "cp4d", "studio-local", "other"}, "username": {"mallory", ""}, "secret_kind": {"password", "api-key"},
		"key_id": {"another", ""}, "key_from": {"vault://evil.example/secret/x#key"}, "account_id": {"another"}, "trusted_profile": {map[string]any{"id": "Profile-x"}, map[string]any{"name": "x"}},
		"instance_id": {"openshift", "x"}, "cpd_version": {"3.0", "5.1"}, "cpd_identity": {evil, "off"}, "space_id": {"x", ""}, "project_id": {"x"},
		"tls":   {map[string]any{"mode": "insecure"}, map[string]any{"mode": "pin", "pin_sha256": strings.Repeat("a", 64)}, map[string]any{"mode": "verify"}},
		"proxy": {evil, "http://127.0.0.1:9"}, "proxy_key_id": {"another"}, "id": {"another"}, "tags": {[]any{"x"}}, "auto_renew": {true},
	}
}

// TestOneChangeSendsNothingElsewhere changes any one field of a profile of each kind, the
// settings and the environment.
func TestOneChangeSendsNothingElsewhere(t *testing.T) {
	s, evil := startSim(t, sim.Options{}), newRecorder(t)
	for kind, c := range kinds(s.Info()) {
		t.Run(kind, func(t *testing.T) {
			h := newHome(t, s, evil, c.key, c.flags)
			for field, values := range fields(evil.URL) {
				for _, value := range values {
					h.with(field, value, func() { h.staysHome(fmt.Sprintf("%s = %v", field, value)) })
				}
			}
			for _, name := range []string{"HTTPS_PROXY", "https_proxy", "ALL_PROXY", "NO_PROXY", "LANYARD_SECRETS"} {
				h.env[name] = evil.URL
				h.staysHome(name)
				delete(h.env, name)
			}
			settings := filepath.Join(h.dir, "settings.json")
			for _, line := range []string{`"proxy":"` + evil.URL + `"`, `"secrets":"memory"`, `"secrets":"file"`, `"activity":false`} {
				if err := os.WriteFile(settings, []byte(`{"version":1,`+line+`}`), 0o600); err != nil {
					t.Fatal(err)
				}
				h.staysHome("settings: " + line)
				_ = os.Remove(settings)
			}
		})
	}
}

// TestChangedAddressIsAQuestion is the same for what must not be passed over by chance:
// the exit code is 6, of exec 125, and the words have old and new.
func TestChangedAddressIsAQuestion(t *testing.T) {
	s, evil := startSim(t, sim.Options{}), newRecorder(t)
	for kind, c := range kinds(s.Info()) {
		t.Run(kind, func(t *testing.T) {
			h := newHome(t, s, evil, c.key, c.flags)
			for _, field := range []string{"url", "platform_url", "auth_url", "account_id"} {
				h.with(field, evil.URL, func() {
					for _, name := range []string{"token", "test", "snippet", "exec", "exec, the key"} {
						code, _, errs := h.run("", uses()[name]...)
						if want := map[bool]int{true: 125, false: 6}[strings.HasPrefix(name, "exec")]; code != want && !refusedAsSuch(errs) {
							t.Errorf("%s, %s: exit %d, want %d: %s", field, name, code, want, errs)
						}
					}
				})
			}
		})
	}
}

// refusedAsSuch reports whether a profile was refused because its kind has no such field.
func refusedAsSuch(errs string) bool {
	return strings.Contains(errs, "needs another value") || strings.Contains(errs, "need other values")
}
