//go:build !windows

package agent

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"lanyard/internal/nobody"
)

// TestWhereTheSocketLies has runtime folders that can't be used, each in its own way. Agent
// and commands must choose the same folder, or say why there is none.
func TestWhereTheSocketLies(t *testing.T) {
	nobody.Runs(t) // as well
	uid := strconv.Itoa(os.Getuid())
	for name, c := range map[string]struct {
		run  func(t *testing.T, base string) string // gives XDG_RUNTIME_DIR
		here bool                                   // the socket lies there
	}{
		"as it should be": {func(t *testing.T, base string) string { return mkdir(t, base, 0o700) }, true},
		"readable":        {func(t *testing.T, base string) string { return mkdir(t, base, 0o755) }, true},
		"not there yet":   {func(_ *testing.T, base string) string { return filepath.Join(base, "run") }, true},
		"a link to one's own": {func(t *testing.T, base string) string {
			return symlink(t, mkdir(t, base, 0o700), filepath.Join(base, "link"))
		}, true},
		"open to all":  {func(t *testing.T, base string) string { return mkdir(t, base, 0o777) }, false},
		"of the group": {func(t *testing.T, base string) string { return mkdir(t, base, 0o770) }, false},
		"somebody else's": {func(t *testing.T, base string) string {
			if os.Getuid() != 0 {
				return "/usr" // root's; only root can give a folder away
			}
			dir := mkdir(t, base, 0o700)
			if err := os.Chown(dir, nobody.UID, nobody.UID); err != nil {
				t.Fatal(err)
			}
			return dir
		}, false},
		"not set":  {func(*testing.T, string) string { return "" }, false},
		"relative": {func(*testing.T, string) string { return "run" }, false},
		"a file": {func(t *testing.T, base string) string {
			if err := os.WriteFile(filepath.Join(base, "file"), nil, 0o600); err != nil {
				t.Fatal(err)
			}
			return filepath.Join(base, "file")
		}, false},
		"too long": {func(t *testing.T, base string) string {
			return mkdir(t, filepath.Join(base, strings.Repeat("x", 90)), 0o700)
		}, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Setenv("TMPDIR", shortDir(t))
			run := c.run(t, shortDir(t))
			t.Setenv("XDG_RUNTIME_DIR", run)
			want := []string{filepath.Join(run, "lanyard")}
			if !c.here {
				want = []string{filepath.Join(os.TempDir(), "lanyard-"+uid), filepath.Join("/run/user", uid, "lanyard")}
			}
			dir := t.TempDir()
			p, err := takePlace(dir)
			if err != nil {
				t.Fatal(err)
			}
			defer p.release()
			got := filepath.Dir(p.listener.Addr().String())
			if got != want[0] && got != want[len(want)-1] {
				t.Errorf("the agent listens in %s, not in %s", got, want)
			}
			path, err := socketPath(dir, false)
			if err != nil || path != p.listener.Addr().String() {
				t.Errorf("a command looks at %s (%v), the agent listens on %s", path, err, p.listener.Addr())
			}
		})
	}
}

func mkdir(t *testing.T, base string, mode os.FileMode) string {
	t.Helper()
	dir := filepath.Join(base, "run")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(dir, mode); err != nil {
		t.Fatal(err)
	}
	return dir
}

func symlink(t *testing.T, to, from string) string {
	t.Helper()
	if err := os.Symlink(to, from); err != nil {
		t.Fatal(err)
	}
	return from
}

// TestTheFolderWasThereFirst: in the temporary folder others can lay a trap.
func TestTheFolderWasThereFirst(t *testing.T) {
	nobody.Runs(t) // as well
	for name, trap := range map[string]func(t *testing.T, path string){
		"a link":  func(t *testing.T, path string) { symlink(t, shortDir(t), path) },
		"a file":  func(t *testing.T, path string) { writeFile(t, path) },
		"nothing": func(*testing.T, string) {},
		"another user's": func(t *testing.T, path string) {
			if os.Getuid() != 0 {
				t.Skip("only root can give a folder away")
			}
			if err := errors.Join(os.Mkdir(path, 0o777), os.Chown(path, nobody.UID, nobody.UID)); err != nil {
				t.Fatal(err)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			tmp := shortDir(t)
			path := filepath.Join(tmp, "lanyard")
			t.Setenv("XDG_RUNTIME_DIR", tmp)
			trap(t, path)
			s, err := Listen(t.TempDir(), Host{})
			if (err == nil) != (name == "nothing") {
				t.Errorf("listening there: %v", err)
			}
			if s != nil {
				s.release()
			}
			if err != nil && !strings.Contains(err.Error(), path) {
				t.Errorf("%v does not name %s", err, path)
			}
		})
	}
}

// TestTheSocketIsKeptFromCleaners lets half a day pass.
func TestTheSocketIsKeptFromCleaners(t *testing.T) {
	t.Setenv("XDG_RUNTIME_DIR", shortDir(t))
	p, err := takePlace(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer p.release()
	path := p.listener.Addr().String()
	synctest.Test(t, func(t *testing.T) {
		ctx, stop := context.WithCancel(t.Context())
		go p.keep(ctx)
		time.Sleep(12*time.Hour + time.Minute)
		synctest.Wait()
		stop()
		for _, file := range []string{path, path + ".lock"} {
			info, err := os.Stat(file)
			if err != nil {
				t.Fatal(err)
			}
			if age := time.Since(info.ModTime()); age < 0 || age > 3*time.Hour {
				t.Errorf("%s was last touched %v ago", file, age)
			}
		}
	})
}

// TestASocketThatWasTakenAway: an agent that nobody can reach has no reason to live.
func TestASocketThatWasTakenAway(t *testing.T) {
	t.Setenv("XDG_RUNTIME_DIR", shortDir(t))
	dir := t.TempDir()
	s, err := Listen(dir, Host{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.release()
	if !s.Reachable() {
		t.Fatal("it is not reachable at the start")
	}
	if err := os.RemoveAll(filepath.Dir(s.listener.Addr().String())); err != nil {
		t.Fatal(err)
	}
	if s.Reachable() {
		t.Error("it is reachable without its socket")
	}
	other, err := Listen(dir, Host{})
	if err != nil {
		t.Fatalf("another one in its place: %v", err)
	}
	defer other.release()
	if s.Reachable() || !other.Reachable() {
		t.Error("the other's socket is taken for its own")
	}
	if s.release(); !other.Reachable() {
		t.Error("its end takes the other's socket away")
	}
}

func writeFile(t *testing.T, path string) {
	t.Helper()
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestAPathThatIsTooLongForASocket(t *testing.T) {
	dir, long := t.TempDir(), filepath.Join(shortDir(t), strings.Repeat("y", 90))
	t.Setenv("TMPDIR", long)
	t.Setenv("XDG_RUNTIME_DIR", "")
	usual := filepath.Join("/run/user", strconv.Itoa(os.Getuid()))
	if info, err := os.Stat(usual); err == nil && info.IsDir() {
		// There is a place with a short path, which is the user's own: it is only named.
		if path, err := socketPath(dir, false); err != nil || !strings.HasPrefix(path, usual+"/") {
			t.Errorf("the socket is at %s (%v), not below %s", path, err, usual)
		}
		return
	}
	if _, err := Listen(dir, Host{}); err == nil || !strings.Contains(err.Error(), "TMPDIR") {
		t.Errorf("listening: %v", err)
	}
	if _, err := (Client{Dir: dir}).Hello(t.Context()); !errors.Is(err, ErrNone) {
		t.Errorf("asking: %v", err)
	}
}

// Windows has access lists, not modes.
func TestTheSocketIsPrivate(t *testing.T) {
	c, _ := serve(t, nil)
	path, err := socketPath(c.Dir, false)
	if err != nil {
		t.Fatal(err)
	}
	for file, want := range map[string]string{path: "Srw-------", filepath.Dir(path): "drwx------", path + ".lock": "-rw-------"} {
		info, err := os.Stat(file)
		if err != nil {
			t.Fatal(err)
		}
		if got := info.Mode().String(); got != want {
			t.Errorf("%s has mode %s, not %s", filepath.Base(file), got, want)
		}
	}
	if err := os.Chmod(filepath.Dir(path), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := privateDir(filepath.Dir(path)); err != nil {
		t.Fatal(err)
	}
	if info, _ := os.Stat(filepath.Dir(path)); info.Mode().Perm() != 0o700 {
		t.Errorf("an open folder stays open: %v", info.Mode())
	}
	link := filepath.Join(shortDir(t), "link")
	if err := os.Symlink(filepath.Dir(path), link); err != nil {
		t.Fatal(err)
	}
	if err := privateDir(link); err == nil {
		t.Error("a link that somebody else may have made is taken for the folder")
	}
}
