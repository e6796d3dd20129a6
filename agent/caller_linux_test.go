package agent

import (
	"os"
	"testing"
)

func TestReadStatOfThisProcess(t *testing.T) {
	s, err := readStat(os.Getpid())
	if err != nil || s.name == "" || s.parent != os.Getppid() {
		t.Errorf("read %+v, %v; the parent is %d", s, err, os.Getppid())
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

func TestParseStat(t *testing.T) {
	for name, c := range map[string]struct {
		text, program, terminal string
		parent                  int
		bad                     bool
	}{
		"in a terminal":      {text: "77 (bash) S 12 77 77 34816 80 4194304", program: "bash", parent: 12, terminal: "34816/77"},
		"without one":        {text: "77 (cron) S 1 77 77 0 -1 4194304", program: "cron", parent: 1},
		"a name that shouts": {text: "77 (a) S 9 (b) S 5 6 7 8 9", program: "a) S 9 (b", parent: 5, terminal: "8/7"},
		"cut":                {text: "77 (x) S 1", bad: true},
		"no name":            {text: "77 x S 1 2 3 4 5", bad: true},
	} {
		t.Run(name, func(t *testing.T) {
			s, err := parseStat(c.text)
			if (err != nil) != c.bad || s.name != c.program || s.parent != c.parent || s.terminal != c.terminal {
				t.Errorf("parsed %+v, %v", s, err)
			}
		})
	}
}
