package cli_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"lanyard/cli"
	"lanyard/internal/agent"
	"lanyard/internal/app"
)

// startedWindow is a program with its window open, which notes what it is handed.
type startedWindow struct {
	setup  chan app.Window
	raised chan string
	code   chan int
	end    context.CancelFunc
}

// isolateProcess gives programs that a test runs in this process folders of their own.
func isolateProcess(t *testing.T) (config string) {
	t.Helper()
	home := t.TempDir()
	run := filepath.Join(home, "run")
	if err := os.Mkdir(run, 0o700); err != nil {
		t.Fatal(err)
	}
	for k, v := range map[string]string{
		"HOME": home, "XDG_CONFIG_HOME": filepath.Join(home, ".config"), "XDG_STATE_HOME": filepath.Join(home, "state"), "XDG_RUNTIME_DIR": run,
		"DBUS_SESSION_BUS_ADDRESS": "unix:path=" + filepath.Join(home, "no-bus"),
	} {
		t.Setenv(k, v)
	}
	return filepath.Join(home, ".config", "lanyard")
}

func startWindow(t *testing.T, args ...string) *startedWindow {
	t.Helper()
	ctx, end := context.WithCancel(t.Context())
	s := &startedWindow{setup: make(chan app.Window, 1), raised: make(chan string, 1), code: make(chan int, 1), end: end}
	window := func(ctx context.Context, setup app.Window) error {
		err := setup.Serve(agent.Host{
			Raise:  func(file string) bool { s.raised <- file; return true },
			Locked: func() bool { return false },
		})
		s.setup <- setup
		<-ctx.Done()
		return err
	}
	go func() {
		s.code <- cli.Run(ctx, cli.Env{Args: args, Window: window, Getenv: os.Getenv, Keys: &fileKeys{path: filepath.Join(t.TempDir(), "keys")}})
	}()
	t.Cleanup(end)
	return s
}

// A file named at the start is given to the window by its full path, whatever way it
// was named; the second start gives it to the window that is there.
func TestFileIsHandedToTheWindow(t *testing.T) {
	isolateProcess(t)
	folder := t.TempDir()
	t.Chdir(folder)
	if err := os.WriteFile("api key.json", []byte("{}"), 0o600); err != nil {
		t.Fatal(err)
	}
	want, err := filepath.Abs("api key.json")
	if err != nil {
		t.Fatal(err)
	}

	first := startWindow(t, "./api key.json")
	if got := (<-first.setup).Open; !slices.Equal(got, []string{want}) {
		t.Errorf("the window is opened on %q, not on %q", got, want)
	}

	noWindow := func(context.Context, app.Window) error {
		t.Error("the second start opens a window of its own")
		return nil
	}
	for _, args := range [][]string{{"api key.json"}, {want}, {"--", "api key.json"}} {
		var said bytes.Buffer
		code := cli.Run(t.Context(), cli.Env{Args: args, Window: noWindow, Getenv: os.Getenv, Stderr: &said})
		if code != 0 {
			t.Errorf("lanyard %q ends with %d: %s", args, code, said.String())
			continue
		}
		if got := <-first.raised; got != want {
			t.Errorf("lanyard %q hands %q to the window", args, got)
		}
	}
	if code := cli.Run(t.Context(), cli.Env{Window: noWindow, Getenv: os.Getenv}); code != 0 {
		t.Errorf("without a file the second start ends with %d", code)
	}
	if got := <-first.raised; got != "" {
		t.Errorf("without a file it hands over %q", got)
	}
	first.end()
	<-first.code
}

// What the window copies for who is asked for help is what lanyard doctor says.
func TestWindowHasDiagnostics(t *testing.T) {
	isolateProcess(t)
	s := startWindow(t)
	setup := <-s.setup
	got, err := setup.Diagnose(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"program         lanyard ", "agent           The window keeps tokens for commands.", "proxy           The environment names none"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is not in\n%s", want, got)
		}
	}
	s.end()
	<-s.code
}
