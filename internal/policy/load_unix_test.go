//go:build unix

package policy

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// TestOnlyTheAdministrator: what somebody else could have written is refused, and the
// words name what.
func TestOnlyTheAdministrator(t *testing.T) {
	me := uint32(os.Getuid())
	for name, c := range map[string]struct {
		owner     uint32
		file, dir os.FileMode
		says      string // "": it is read
	}{
		"root's":               {me, 0o644, 0o755, ""},
		"private":              {me, 0o600, 0o700, ""},
		"the group's":          {me, 0o664, 0o755, "policy.json: others than root can write it (mode 0664)"},
		"everybody's":          {me, 0o646, 0o755, "policy.json: others than root can write it (mode 0646)"},
		"the folder's group's": {me, 0o644, 0o775, "lanyard: others than root can write it (mode 0775)"},
		"another user's":       {me + 1, 0o644, 0o755, "another user"},
	} {
		path := filepath.Join(t.TempDir(), "lanyard", "policy.json")
		if err := os.Mkdir(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(`{"lock_after_minutes": 1}`), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(os.Chmod(path, c.file), os.Chmod(filepath.Dir(path), c.dir)); err != nil {
			t.Fatal(err)
		}
		p, err := loadFile(t.Context(), path, c.owner)
		switch {
		case c.says == "" && (err != nil || p == nil || p.LockAfter == nil):
			t.Errorf("%s: %+v, %v", name, p, err)
		case c.says != "" && (!errors.Is(err, ErrUnusable) || !strings.Contains(err.Error(), c.says)):
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestNoPolicy(t *testing.T) {
	p, err := loadFile(t.Context(), filepath.Join(t.TempDir(), "lanyard", "policy.json"), 0)
	if p != nil || err != nil {
		t.Errorf("%+v, %v", p, err)
	}
}

func TestPolicyThatIsAPipe(t *testing.T) {
	path := filepath.Join(t.TempDir(), "policy.json")
	if err := syscall.Mkfifo(path, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := loadFile(t.Context(), path, uint32(os.Getuid())); !errors.Is(err, ErrUnusable) {
		t.Error(err)
	}
}
