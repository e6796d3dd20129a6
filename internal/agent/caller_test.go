package agent

import (
	"strings"
	"testing"
)

func TestTerminalName(t *testing.T) {
	for terminal, want := range map[string]string{
		"34816/77":  "pts/0",
		"34818/77":  "pts/2",
		"1025/1":    "tty1",
		"35072/5":   "pts/256",
		"1083392/1": "pts/256", // the minor number is 256
		"":          "",
		"8/7":       "",
		"x/7":       "",
	} {
		if got := (Caller{Terminal: terminal}).TerminalName(); got != want {
			t.Errorf("%q is %q, want %q", terminal, got, want)
		}
	}
}

func TestPrintable(t *testing.T) {
	for name, want := range map[string]string{
		"python3":              "python3",
		"ipy\x1b[2J\u202ethon": "ipy[2Jthon",
		"a\nb\t ":              "ab",
		"\xff\xfeodd":          "odd",
		"cut in the mi\xc3":    "cut in the mi",
		"\u200b\u2066":         "",
		"Schlüssel":            "Schlüssel",
	} {
		if got := printable(name); got != want {
			t.Errorf("%q is printed as %q, want %q", name, got, want)
		}
	}
}

func TestCommandLine(t *testing.T) {
	for name, c := range map[string]struct {
		args []string
		want string
	}{
		"a token":               {[]string{"/usr/bin/lanyard", "token", "prod eu", "--json"}, "lanyard token 'prod eu' --json"},
		"what exec runs":        {[]string{"lanyard", "exec", "prod", "--", "/usr/bin/curl", "-u", "ana:S3CR3T"}, "lanyard exec prod -- curl …"},
		"a command alone":       {[]string{"lanyard", "exec", "prod", "--", "env"}, "lanyard exec prod -- env"},
		"nothing behind":        {[]string{"lanyard", "exec", "prod", "--"}, "lanyard exec prod --"},
		"escapes and direction": {[]string{"lanyard", "token", "a\x1b[2J\u202eb\nc"}, "lanyard token 'a[2Jbc'"},
		"quotes":                {[]string{"lanyard", "token", "it's", ""}, `lanyard token 'it'\''s' ''`},
		"long":                  {[]string{"lanyard", "token", strings.Repeat("é", 300)}, "lanyard token " + strings.Repeat("é", 85) + "…"},
		"none":                  {nil, ""},
	} {
		t.Run(name, func(t *testing.T) {
			if got := commandLine(c.args); got != c.want {
				t.Errorf("shown as %q, want %q", got, c.want)
			}
		})
	}
}

func TestSession(t *testing.T) {
	for name, c := range map[string]struct {
		who  Caller
		want string
	}{
		"a terminal":                {Caller{PID: 7, Program: "bash", Process: "6/51", Terminal: "34816/6"}, "terminal 34816/6"},
		"a process":                 {Caller{PID: 7, Program: "python3", Process: "6/51"}, "process 6/51"},
		"a name alone is no reason": {Caller{PID: 7, Program: "python3"}, ""},
		"nothing known":             {Caller{}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			if got := c.who.Session(); got != c.want {
				t.Errorf("it is %q, want %q", got, c.want)
			}
		})
	}
}
