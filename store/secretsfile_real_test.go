//go:build linux && realkeyring

package store

import (
	"encoding/json"
	"io"
	"os/exec"
	"strings"
	"testing"
	"time"
)

// TestRealAgeOpensTheSecretsFile: the stock age tool, at a terminal, with the real work
// factor. It needs age and script (bsdutils).
func TestRealAgeOpensTheSecretsFile(t *testing.T) {
	s, _ := secretsFile(t.TempDir(), "open sesame")
	s.factor = workFactor
	mustPut(t, s, "one", "s3")
	cmd := exec.Command("script", "--quiet", "--return", "--echo", "never", "--command", "age -d -o "+s.Path()+".plain "+s.Path(), "/dev/null")
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	cmd.Stdout, cmd.Stderr = &out, &out
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	time.Sleep(time.Second) // age throws away what is typed before it asks
	_, _ = io.WriteString(in, "open sesame\n")
	if err := cmd.Wait(); err != nil {
		t.Fatalf("age: %v: %s", err, out.String())
	}
	var doc struct {
		Version int
		Secrets map[string]struct{ Secret string }
	}
	text := readFile(t, s.Path()+".plain")
	if err := json.Unmarshal([]byte(text), &doc); err != nil || doc.Version != 1 || doc.Secrets["one"].Secret != "s3" {
		t.Errorf("%s, %v", text, err)
	}
}
