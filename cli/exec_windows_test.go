package cli

import (
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestHelperSaysItsArguments is no test: it is the program that batch files here start.
func TestHelperSaysItsArguments(t *testing.T) {
	if os.Getenv("SAY_ARGUMENTS") == "" {
		t.Skip("started by other tests alone")
	}
	at := slices.Index(os.Args, "--")
	text, err := json.Marshal(os.Args[at+1:])
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile("said.json", text, 0o600); err != nil {
		t.Fatal(err)
	}
}

// TestArgumentsOfBatchFiles starts batch files by the system's own cmd.exe: each argument
// arrives as it was, and none of them runs anything.
func TestArgumentsOfBatchFiles(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	for name, arg := range map[string]string{
		"plain": "plain", "blank": "a b", "nothing": "", "and": `a&echo x>ran.txt`, "out of marks": `"&echo x>ran.txt`,
		"out with a backslash": `\"&echo x>ran.txt&"`, "pipe": `"|echo x>ran.txt`, "caret": `^"&echo x>ran.txt`,
		"JSON":     `{"a":"b c"}`,
		"a folder": `C:\a b\`, "brackets": "(a)", "bang": "!PATH!",
	} {
		t.Run(name, func(t *testing.T) {
			t.Chdir(t.TempDir())
			t.Setenv("SAY_ARGUMENTS", "1")
			script := "@\"" + self + "\" -test.run=^TestHelperSaysItsArguments$ -- %*\r\n"
			if err := os.WriteFile("say it.cmd", []byte(script), 0o600); err != nil {
				t.Fatal(err)
			}
			path, err := findCommand(`.\say it`)
			if err != nil {
				t.Fatal(err)
			}
			child, err := childOf(path, []string{"say", arg, "last"})
			if err != nil {
				t.Fatal(err)
			}
			out, _ := child.CombinedOutput() // what arrives is told by the file
			if _, err := os.Stat("ran.txt"); err == nil {
				t.Error("the argument ran a command")
			}
			if strings.Contains(arg, `"`) {
				return // the library of this program reads doubled marks by older rules
			}
			var got []string
			if text, err := os.ReadFile("said.json"); err != nil || json.Unmarshal(text, &got) != nil || !slices.Equal(got, []string{arg, "last"}) {
				t.Errorf("arrived as %q, want %q (%v): %s", got, []string{arg, "last"}, err, out)
			}
		})
	}
}

// TestProgramsOfTheCurrentFolder: Windows looks there first, and a bare name must not
// find one.
func TestProgramsOfTheCurrentFolder(t *testing.T) {
	for name, path := range map[string]string{"folder": "", "dot": ".", "below": "bin", "also on the PATH": filepath.Join(os.Getenv("SystemRoot"), "system32")} {
		t.Run(name, func(t *testing.T) {
			t.Chdir(t.TempDir())
			t.Setenv("PATH", path)
			for _, dir := range []string{".", "bin"} {
				if err := os.MkdirAll(dir, 0o700); err != nil {
					t.Fatal(err)
				}
				for _, file := range []string{"cmd.exe", "tool.exe", "tool.bat"} {
					if err := os.WriteFile(filepath.Join(dir, file), []byte("MZ"), 0o700); err != nil {
						t.Fatal(err)
					}
				}
			}
			for _, typed := range []string{"cmd", "tool", "tool.bat", "tool.exe"} {
				found, err := findCommand(typed)
				f, ok := errors.AsType[*failure](err)
				if !ok || f.Exit != exitNotRun || !errors.Is(err, exec.ErrDot) || !strings.Contains(f.Next, `.\`) && name != "below" {
					t.Errorf("%s: found %q, %v", typed, found, err)
				}
			}
			if found, err := findCommand(`.\tool.exe`); err != nil || found != `.\tool.exe` {
				t.Errorf("what is meant is not found: %q, %v", found, err)
			}
		})
	}
}
