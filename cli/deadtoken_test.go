package cli_test

import (
	"encoding/base64"
	"encoding/pem"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
)

// TestTenCommandsForADeadTokenMakeOneSignIn: each command is a program of its own; nothing
// of the token or the password is left behind.
func TestTenCommandsForADeadTokenMakeOneSignIn(t *testing.T) {
	part := base64.RawURLEncoding.EncodeToString
	token := part([]byte(`{"alg":"none"}`)) + "." + part([]byte(`{"exp":1000000001}`)) + ".c2ln"
	var signIns atomic.Int64
	s := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		signIns.Add(1)
		_, _ = fmt.Fprintf(w, `{"token":%q}`, token)
	}))
	t.Cleanup(s.Close)
	run := t.TempDir()
	t.Setenv("XDG_RUNTIME_DIR", run)
	h := &home{T: t, dir: t.TempDir(), env: map[string]string{}}
	ca := filepath.Join(h.dir, "ca.pem")
	if err := os.WriteFile(ca, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: s.Certificate().Raw}), 0o600); err != nil {
		t.Fatal(err)
	}
	if code, _, errs := h.run("the-password\n", "add", "prod", "--kind", "cp4d", "--url", s.URL, "--username", "ana", "--ca-file", ca, "--secret-stdin"); code != 0 {
		t.Fatal(errs)
	}
	var first string
	for n := range 10 {
		code, out, errs := h.run("", "token", "prod")
		if n == 0 {
			first = errs
		}
		if code != 7 || out != "" || errs != first || !strings.Contains(errs, "2001-09-09T01:46:41Z") {
			t.Fatalf("call %d: exit %d, %s%s", n+1, code, out, errs)
		}
	}
	if n := signIns.Load(); n != 1 {
		t.Errorf("%d sign-ins for ten commands", n)
	}
	if code, _, _ := h.run("", "token", "prod", "--fresh"); code != 7 || signIns.Load() != 2 {
		t.Errorf("--fresh: exit %d, %d sign-ins in all", code, signIns.Load())
	}
	if found, _ := filepath.Glob(filepath.Join(run, "lanyard", "mark-*")); len(found) != 1 {
		t.Errorf("marks: %v", found)
	}
	for _, root := range []string{run, h.dir} {
		err := filepath.WalkDir(root, func(path string, d os.DirEntry, err error) error {
			if err != nil || !d.Type().IsRegular() || d.Name() == "keys.json" {
				return err
			}
			text, err := os.ReadFile(path)
			if strings.Contains(string(text), token) || strings.Contains(string(text), "the-password") {
				t.Errorf("%s has a secret", path)
			}
			return err
		})
		if err != nil {
			t.Error(err)
		}
	}
}
