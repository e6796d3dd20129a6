package cli

import (
	"strings"
	"testing"
)

func TestBatchFilesAreKnown(t *testing.T) {
	for file, want := range map[string]bool{
		`C:\t\a.bat`: true, `a.cmd`: true, `A.BAT`: true, `a.Cmd`: true, `a.bat.`: true, `a.bat `: true, `a.cmd. .`: true,
		`a.exe`: false, `a.com`: false, `bat`: false, `a.bat.exe`: false, `a.bat\b.exe`: false, `cmd`: false, ``: false,
	} {
		if got := isBatch(file); got != want {
			t.Errorf("isBatch(%q) is %v", file, got)
		}
	}
}

func TestBatchLine(t *testing.T) {
	const script, start = `C:\my tools\a.bat`, `cmd.exe /v:off /d /s /c ""C:\my tools\a.bat"`
	for name, c := range map[string]struct {
		args []string
		want string
	}{
		"none":                           {nil, ``},
		"harmless ones stay bare":        {[]string{"-m", "a.py", `C:\x`, "--n"}, ` -m a.py C:\x --n`},
		"a blank":                        {[]string{"a b"}, ` "a b"`},
		"nothing":                        {[]string{""}, ` ""`},
		"what separates":                 {[]string{"a=b", "a,b", "a;b"}, ` "a=b" "a,b" "a;b"`},
		"another command":                {[]string{"a&calc"}, ` "a&calc"`},
		"out of quotation marks":         {[]string{`"&calc`}, ` """&calc"`},
		"out, with a backslash":          {[]string{`\"&calc`}, ` "\\""&calc"`},
		"two marks":                      {[]string{`""&calc`}, ` """""&calc"`},
		"a caret":                        {[]string{`^"&calc`}, ` "^""&calc"`},
		"a backslash before the end":     {[]string{`C:\`}, ` "C:\\"`},
		"backslashes and a blank":        {[]string{`a b\\`}, ` "a b\\\\"`},
		"backslashes in the middle":      {[]string{`\\host\a b`}, ` "\\host\a b"`},
		"delayed variables are off":      {[]string{"!PATH!"}, ` "!PATH!"`},
		"no-break and other blanks":      {[]string{"a\u00a0b", "a\tb"}, " \"a\u00a0b\" \"a\tb\""},
		"other scripts":                  {[]string{"ü"}, ` "ü"`},
		"JSON":                           {[]string{`{"a":1}`}, ` "{""a"":1}"`},
		"what looks like the line's end": {[]string{`x" & calc & "`}, ` "x"" & calc & """`},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := batchLine(script, c.args)
			if want := start + c.want + `"`; err != nil || got != want {
				t.Errorf("got  %s (%v)\nwant %s", got, err, want)
			}
		})
	}
}

func TestBatchLineRefuses(t *testing.T) {
	for name, c := range map[string]struct {
		script string
		args   []string
	}{
		"a line end":        {`a.bat`, []string{"a\nb"}},
		"a return":          {`a.bat`, []string{"ok", "a\r"}},
		"a variable":        {`a.bat`, []string{"%PATH%"}},
		"a mark by one":     {`a.bat`, []string{`%CMDCMDLINE:~-1%&calc`}},
		"a percent sign":    {`a.bat`, []string{"100%"}},
		"one in a name":     {`C:\%x%\a.bat`, nil},
		"a zero byte":       {`a.bat`, []string{"a\x00b"}},
		"a mark in a name":  {`a".bat`, nil},
		"more than is read": {`a.bat`, []string{strings.Repeat("x", 8200)}},
	} {
		t.Run(name, func(t *testing.T) {
			if got, err := batchLine(c.script, c.args); err == nil {
				t.Errorf("gave %.80s", got)
			}
		})
	}
}

// FuzzBatchLine reads the line as cmd.exe does: what ends a command must be between
// quotation marks, and nothing may be a variable.
func FuzzBatchLine(f *testing.F) {
	for _, seed := range []string{`"&calc`, `\"|calc`, `a%b%c`, `^&x`, `""`, `%"&%`, `a" "b`} {
		f.Add(seed, "second")
	}
	f.Fuzz(func(t *testing.T, one, two string) {
		line, err := batchLine(`C:\a.bat`, []string{one, two})
		if err != nil {
			return
		}
		line = strings.TrimSuffix(strings.TrimPrefix(line, `cmd.exe /v:off /d /s /c "`), `"`)
		if strings.Contains(line, "%") {
			t.Errorf("a percent sign is in %q", line)
		}
		inside := false
		for _, r := range line {
			switch {
			case r == '"':
				inside = !inside
			case strings.ContainsRune("&|<>^()!%,;=\t\n\r\x1a", r) && !inside:
				t.Fatalf("%q stands outside of quotation marks in %q", r, line)
			}
		}
		if inside {
			t.Errorf("the marks of %q do not pair", line)
		}
	})
}
