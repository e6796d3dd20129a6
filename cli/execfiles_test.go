package cli

import (
	"os"
	"path/filepath"
	"testing"
	"time"
)

// Bundles that are the same are one file, so that killed commands leave no heap of them;
// what nobody has used for long goes, and nothing that isn't ours does.
func TestExecFiles(t *testing.T) {
	e := execFiles{t.TempDir()}
	one, err := e.bundle([]byte("one"))
	if err != nil {
		t.Fatal(err)
	}
	again, err := e.bundle([]byte("one"))
	if err != nil || again != one {
		t.Errorf("%s, then %s (%v)", one, again, err)
	}
	if err := os.WriteFile(one, []byte("spoilt"), 0o600); err != nil {
		t.Fatal(err)
	}
	if again, err = e.bundle([]byte("one")); err != nil || again != one {
		t.Errorf("%s (%v)", again, err)
	}
	if got, err := os.ReadFile(one); err != nil || string(got) != "one" {
		t.Errorf("it has %q (%v)", got, err)
	}
	other, err := e.bundle([]byte("two"))
	if err != nil || other == one {
		t.Errorf("%s (%v)", other, err)
	}
	socket := filepath.Join(e.dir, "0123.sock.lock")
	config, remove := e.unused("cpdctl")
	for _, name := range []string{socket, config} {
		if err := os.WriteFile(name, nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	remove()
	old := time.Now().Add(-2 * execKept)
	for _, name := range []string{other, socket} {
		if err := os.Chtimes(name, old, old); err != nil {
			t.Fatal(err)
		}
	}
	e.sweep(time.Now())
	entries, err := os.ReadDir(e.dir)
	if err != nil || len(entries) != 2 || entries[0].Name() != "0123.sock.lock" || filepath.Join(e.dir, entries[1].Name()) != one {
		t.Errorf("left: %v (%v)", entries, err)
	}
}
