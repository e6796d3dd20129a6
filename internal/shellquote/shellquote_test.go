package shellquote_test

import (
	"os/exec"
	"runtime"
	"testing"

	"pgregory.net/rapid"

	"lanyard/internal/shellquote"
)

func TestWord(t *testing.T) {
	for text, want := range map[string]string{
		"":                `''`,
		"prod-eu_2.a":     "prod-eu_2.a",
		"/srv/a:b@c.env":  "/srv/a:b@c.env",
		"my cluster":      `'my cluster'`,
		"it's":            `'it'\''s'`,
		"a`reboot`":       "'a`reboot`'",
		"$(reboot)":       `'$(reboot)'`,
		"a\nb":            "'a\nb'",
		"größe":           `'größe'`,
		"A=b":             `'A=b'`,
		"~/x":             `'~/x'`,
		`C:\Users\ana\.e`: `'C:\Users\ana\.e'`,
	} {
		if got := shellquote.Word(text); got != want {
			t.Errorf("%q becomes %s, want %s", text, got, want)
		}
	}
}

// A shell itself reads back what was quoted.
func TestShellReadsItBack(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("there is no POSIX shell")
	}
	rapid.Check(t, func(r *rapid.T) {
		text := rapid.StringMatching("[ -~\n\té]{0,12}").Draw(r, "text")
		got, err := exec.CommandContext(t.Context(), "sh", "-c", "printf %s "+shellquote.Path(text)+"x").Output()
		if err != nil || string(got) != text+"x" {
			r.Fatalf("%q is read as %q, %v", text, got, err)
		}
	})
}
