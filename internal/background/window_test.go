//go:build unix

package background_test

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

const coreLimit = "3"

// standIn is a window that tells what it was started with, and ends as no Lanyard does.
const standIn = `#!/bin/sh
echo "window: $0"
for a; do echo "argument: $a"; done
echo "limit on core files: $(ulimit -c)"
exit 42
`

// buildCommands builds this program as it is released, into a folder's bin.
func buildCommands(t *testing.T, prefix string) string {
	t.Helper()
	program := filepath.Join(prefix, "bin", "lanyard")
	build := exec.CommandContext(t.Context(), "go", "build", "-buildvcs=false", "-o", program, "lanyard")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return program
}

// install puts an executable file at a path.
func install(t *testing.T, path, content string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), 0o755); err != nil {
		t.Fatal(err)
	}
}

// run runs a program in a folder, which has a PATH of its own, and gives its output and
// exit code.
func run(t *testing.T, home, program string, args ...string) (output string, code int) {
	t.Helper()
	// A limit on core files that no other program sets tells whose limits the window has.
	cmd := exec.CommandContext(t.Context(), "sh", append([]string{"-c", `ulimit -S -c "$0" && exec "$@"`, coreLimit, program}, args...)...)
	cmd.Dir = home
	cmd.Env = []string{"HOME=" + home, "PATH=" + filepath.Join(home, "path") + ":/usr/bin:/bin", "XDG_RUNTIME_DIR=" + home}
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	err := cmd.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return out.String(), cmd.ProcessState.ExitCode()
}

// The commands are a program of their own, which has the window started by the one that
// is installed with it.
func TestCommandsStartTheWindow(t *testing.T) {
	prefix, home := t.TempDir(), t.TempDir()
	program := buildCommands(t, prefix)
	install(t, filepath.Join(home, "path", "lanyard-window"), standIn) // another program of that name

	out, code := run(t, home, program)
	if code != 1 || !strings.Contains(out, "This build has no window") {
		t.Errorf("with no window installed it ends with %d: %s", code, out)
	}

	for _, file := range []string{"api key.json", "-x.json"} {
		install(t, filepath.Join(home, file), "{}")
	}
	for _, place := range []string{"lib/lanyard/lanyard-window", "bin/lanyard-window"} { // beside comes first
		window := filepath.Join(prefix, place)
		install(t, window, standIn)
		for _, args := range [][]string{nil, {"--demo"}, {"--secrets", "memory"}, {"api key.json"}, {"--", "-x.json"}} {
			want := "window: " + window + "\n"
			for _, a := range args {
				want += "argument: " + a + "\n"
			}
			want += "limit on core files: " + coreLimit + "\n"
			if out, code := run(t, home, program, args...); code != 42 || out != want {
				t.Errorf("lanyard %q ends with %d:\n%swant:\n%s", args, code, out, want)
			}
		}
	}

	if out, code := run(t, home, program, "version"); code != 0 || !strings.HasPrefix(out, "lanyard ") {
		t.Errorf("a command ends with %d: %s", code, out)
	}
	if out, code := run(t, home, program, "--demo", "a.json"); code != 2 {
		t.Errorf("arguments that contradict each other end with %d: %s", code, out)
	}

	renamed := filepath.Join(prefix, "bin", "lanyard-window")
	if err := os.Rename(program, renamed); err != nil {
		t.Fatal(err)
	}
	if out, code := run(t, home, renamed); code != 1 || !strings.Contains(out, "This build has no window") {
		t.Errorf("called as the window it ends with %d: %s", code, out)
	}
}

// A window that cannot be started is told of in the program's own words.
func TestWindowThatDoesNotStart(t *testing.T) {
	prefix, home := t.TempDir(), t.TempDir()
	program := buildCommands(t, prefix)
	install(t, filepath.Join(prefix, "bin", "lanyard-window"), "neither a program nor a script")
	out, code := run(t, home, program)
	if code != 1 || !strings.Contains(out, "The window could not be opened") || !strings.Contains(out, "lanyard --help") {
		t.Errorf("it ends with %d: %s", code, out)
	}
}
