//go:build snippets

package snippet_test

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lanyard/internal/snippet"
)

// TestLanguagesReadTheirQuotes lets the languages themselves read hundreds of texts that
// were quoted for them.
func TestLanguagesReadTheirQuotes(t *testing.T) {
	var texts []string
	for seed := range 400 {
		texts = append(texts, keys().Example(seed))
	}
	quote := snippet.Quoters()
	list := func(q func(string) string, separator string) string {
		var all []string
		for _, s := range texts {
			all = append(all, q(s))
		}
		return strings.Join(all, separator)
	}
	for _, c := range []struct {
		language, file, program string
		run                     []string
	}{
		{"bash", "x.sh", "printf '%s\\0' " + list(quote["sh"], " "), []string{"bash"}},
		{"sh", "x.sh", "printf '%s\\0' " + list(quote["sh"], " "), []string{"sh"}},
		{"Python", "x.py", "import sys\nfor s in [" + list(quote["py"], ",\n") + "]: sys.stdout.buffer.write(s.encode() + b'\\0')\n", []string{"python3"}},
		{"Node.js", "x.mjs", "for (const s of [" + list(quote["js"], ",\n") + "]) process.stdout.write(s + '\\0');\n", []string{"node"}},
	} {
		t.Run(c.language, func(t *testing.T) {
			compareTexts(t, texts, runFile(t, c.file, c.program, c.run...))
		})
	}
	t.Run("python-dotenv", func(t *testing.T) {
		var lines strings.Builder
		var can []string
		for _, s := range texts {
			if value, ok := snippet.QuotePyDotenv(s); ok {
				fmt.Fprintf(&lines, "K%d=%s\n", len(can), value)
				can = append(can, s)
			}
		}
		if len(can) < len(texts)/2 {
			t.Fatalf("only %d of %d can be written", len(can), len(texts))
		}
		dotenv := filepath.Join(t.TempDir(), ".env")
		if err := os.WriteFile(dotenv, []byte(lines.String()), 0o600); err != nil {
			t.Fatal(err)
		}
		program := fmt.Sprintf("import dotenv, sys\nd = dotenv.dotenv_values(%q)\nfor i in range(%d): sys.stdout.buffer.write(d['K%%d' %% i].encode() + b'\\0')\n", dotenv, len(can))
		compareTexts(t, can, runFile(t, "x.py", program, pythonWithDotenv(t)))
	})
}

func pythonWithDotenv(t *testing.T) string {
	t.Helper()
	for _, python := range []string{"python3", "/usr/bin/python3"} {
		if exec.CommandContext(t.Context(), python, "-c", "import dotenv").Run() == nil {
			return python
		}
	}
	t.Fatal("no python3 here has the module dotenv")
	return ""
}

// runFile runs a program that is saved under a name, and gives what it prints.
func runFile(t *testing.T, name, program string, run ...string) []byte {
	t.Helper()
	file := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(file, []byte(program), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), run[0], append(run[1:], file)...)
	var said bytes.Buffer
	cmd.Stderr = &said
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v\n%s", err, &said)
	}
	return out
}

func compareTexts(t *testing.T, want []string, printed []byte) {
	t.Helper()
	got := strings.Split(strings.TrimSuffix(string(printed), "\x00"), "\x00")
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("- written, + read:\n%s", diff)
	}
}
