package agent

import (
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

func TestReadStatOfThisProcess(t *testing.T) {
	s, err := readStat(os.Getpid())
	if err != nil || s.name == "" || s.parent != os.Getppid() {
		t.Errorf("read %+v, %v; the parent is %d", s, err, os.Getppid())
	}
}

func TestParseStat(t *testing.T) {
	for name, c := range map[string]struct {
		text, program, terminal string
		parent                  int
		bad                     bool
	}{
		"in a terminal":       {text: "77 (bash) S 12 77 77 34816 80 4194304 1 2 3 4 5 6 7 8 20 0 1 0 5150 8192", program: "bash", parent: 12, terminal: "34816/77"},
		"without one":         {text: "77 (cron) S 1 77 77 0 -1 4194304 1 2 3 4 5 6 7 8 20 0 1 0 5150 8192", program: "cron", parent: 1},
		"a name that shouts":  {text: "77 (a) S 9 (b) S 5 6 7 8 9 0 1 2 3 4 5 6 7 8 20 0 1 0 5150 8192", program: "a) S 9 (b", parent: 5, terminal: "8/7"},
		"cut":                 {text: "77 (x) S 1", bad: true},
		"cut before it began": {text: "77 (cron) S 1 77 77 0 -1 4194304 1 2 3 4 5 6 7 8 20 0 1 0", bad: true},
		"no name":             {text: "77 x S 1 2 3 4 5", bad: true},
	} {
		t.Run(name, func(t *testing.T) {
			s, err := parseStat(c.text)
			if (err != nil) != c.bad || s.name != c.program || s.parent != c.parent || s.terminal != c.terminal || !c.bad && s.started != "5150" {
				t.Errorf("parsed %+v, %v", s, err)
			}
		})
	}
}

// TestCallerIsTheProgramBehindLanyard: a program with a name that would write on the
// user's terminal runs lanyard, twice, and asks by itself.
func TestCallerIsTheProgramBehindLanyard(t *testing.T) {
	if path := os.Getenv("AGENT_TEST_CALLS"); path != "" {
		conn, err := net.Dial("unix", path)
		if err != nil {
			t.Fatal(err)
		}
		_, _ = io.Copy(io.Discard, conn)
		return
	}
	rename(t, "py\x1b[2J\u202ethon")
	path := filepath.Join(shortDir(t), "s")
	l, err := net.Listen("unix", path)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	program := filepath.Join(t.TempDir(), "lanyard")
	if err := os.Symlink(os.Args[0], program); err != nil {
		t.Fatal(err)
	}
	var callers []Caller
	for range 2 {
		cmd := exec.CommandContext(t.Context(), program, "-test.run=^TestCallerIsTheProgramBehindLanyard$", "--", "/bin/sh", "-c", "S3CR3T")
		cmd.Env = []string{"AGENT_TEST_CALLS=" + path}
		cmd.SysProcAttr = &unix.SysProcAttr{Setsid: true} // no terminal
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		callers = append(callers, called(t, l))
		_ = cmd.Wait()
	}
	go func() {
		if conn, err := net.Dial("unix", path); err == nil {
			_, _ = io.Copy(io.Discard, conn)
		}
	}()
	self := called(t, l)
	for _, c := range callers {
		if c.Program != "py[2Jthon" || c.Terminal != "" || c.Process == "" || !strings.HasPrefix(c.Process, fmt.Sprintf("%d/", os.Getpid())) {
			t.Errorf("the caller is %+v", c)
		}
		if c.Command != "lanyard '-test.run=^TestCallerIsTheProgramBehindLanyard$' -- sh …" {
			t.Errorf("it runs %q", c.Command)
		}
		if c.Session() != callers[0].Session() || c.Session() == "" {
			t.Errorf("the session is %q, and %q", c.Session(), callers[0].Session())
		}
	}
	if self.Program != "py[2Jthon" || self.Process != callers[0].Process || self.Command != "" {
		t.Errorf("a program that asks by itself is %+v", self)
	}
}

// called waits for a call and tells whose it is.
func called(t *testing.T, l net.Listener) Caller {
	t.Helper()
	conn, err := l.Accept()
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	return callerOf(conn)
}

// rename gives this process another name for the time of a test.
func rename(t *testing.T, name string) {
	t.Helper()
	old, err := os.ReadFile("/proc/self/comm")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile("/proc/self/comm", []byte(name), 0o600); err != nil {
		t.Skipf("this system renames no process: %v", err)
	}
	t.Cleanup(func() { _ = os.WriteFile("/proc/self/comm", []byte(strings.TrimSpace(string(old))), 0o600) })
}

// Whoever adopts processes that lost their parent is no program that asks.
func TestWhoAdoptsIsNoCaller(t *testing.T) {
	for name, c := range map[string]struct {
		pid  int
		name string
		want bool
	}{
		"the first process": {1, "tini", true},
		"none":              {0, "", true},
		"a user's systemd":  {812, "systemd", true},
		"a shell":           {900, "bash", false},
	} {
		t.Run(name, func(t *testing.T) {
			if got := adopts(c.pid, stat{name: c.name}); got != c.want {
				t.Errorf("it adopts: %v", got)
			}
		})
	}
}
