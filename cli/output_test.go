package cli

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"lanyard/internal/clipboard"
	"lanyard/internal/explain"
	"lanyard/internal/profile"
	"lanyard/internal/secret"
	"lanyard/internal/settings"
	"lanyard/internal/wallet"
	"lanyard/store"
)

func TestCleanLeavesNothingATerminalObeys(t *testing.T) {
	for name, c := range map[string]struct{ in, want string }{
		"plain":              {"prod-eu", "prod-eu"},
		"other scripts":      {"продакшн 東京", "продакшн 東京"},
		"escape sequence":    {"a\x1b[2Jb", "a[2Jb"},
		"one-byte CSI":       {"a\u009b2Jb", "a2Jb"},
		"delete and bell":    {"a\x7f\x07b", "ab"},
		"newline and tab":    {"a\nb\tc", "a b c"},
		"carriage return":    {"good\rbad", "goodbad"},
		"turned around":      {"\u202egpj.exe\u2066x", "gpj.exex"},
		"line separator":     {"a\u2028b", "ab"},
		"not UTF-8":          {"a\xffb", "a\uFFFDb"},
		"blanks at the ends": {"  a ", "a"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := clean(c.in); got != c.want {
				t.Errorf("clean(%q) = %q, want %q", c.in, got, c.want)
			}
		})
	}
}

func TestJSONHasNoRawControlCharacters(t *testing.T) {
	in := map[string]string{"k": "a\x1b\u009b\u007f\u202e<&>é\n"}
	text, err := marshal(in)
	if err != nil {
		t.Fatal(err)
	}
	if want := `{"k":"a\u001b\u009b\u007f\u202e<&>é\n"}` + "\n"; string(text) != want {
		t.Errorf("got %s, want %s", text, want)
	}
	var back map[string]string
	if err := json.Unmarshal(text, &back); err != nil || back["k"] != in["k"] {
		t.Errorf("read back as %q, %v", back, err)
	}
}

func TestTokenAsJSON(t *testing.T) {
	p := profile.Profile{Name: "prod"}
	issued := time.Date(2026, 3, 1, 12, 0, 0, 0, time.FixedZone("", 2*60*60))
	live := wallet.Token{Access: secret.New("abc"), Type: "Bearer", IssuedAt: issued, ExpiresAt: issued.Add(20 * time.Minute)}
	for name, c := range map[string]struct {
		token wallet.Token
		now   time.Time
		want  string
	}{
		"live": {
			live, issued.Add(400 * time.Millisecond),
			`{"profile":"prod","access_token":"abc","token_type":"Bearer","issued_at":"2026-03-01T10:00:00Z","expires_at":"2026-03-01T10:20:00Z","expires_in":1200,"expires_at_unix":1772360400}`,
		},
		"over": {
			live, issued.Add(time.Hour),
			`{"profile":"prod","access_token":"abc","token_type":"Bearer","issued_at":"2026-03-01T10:00:00Z","expires_at":"2026-03-01T10:20:00Z","expires_in":0,"expires_at_unix":1772360400}`,
		},
		"lifetime unknown": {
			wallet.Token{Access: secret.New("abc"), Type: "Bearer"},
			issued,
			`{"profile":"prod","access_token":"abc","token_type":"Bearer","issued_at":null,"expires_at":null,"expires_in":null,"expires_at_unix":null}`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			text, err := marshal(tokenAsJSON(p, c.token, c.now))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want+"\n", string(text)); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
		})
	}
}

func TestReport(t *testing.T) {
	full := explain.Failure{Exit: 4, Check: "sign-in", What: "IBM does not know this key\x1b[0m", Why: "it was deleted", Next: "replace it", Code: "BXNIM0415E", RequestID: "r-1"}
	for name, c := range map[string]struct {
		failure explain.Failure
		json    bool
		want    string
	}{
		"text":                  {full, false, "lanyard: IBM does not know this key[0m\n  why: it was deleted\n  next: replace it\n  code: BXNIM0415E, request id r-1\n"},
		"short":                 {explain.Failure{Exit: 130, What: "interrupted"}, false, "lanyard: interrupted\n"},
		"request id alone":      {explain.Failure{What: "w", RequestID: "r"}, false, "lanyard: w\n  request id: r\n"},
		"JSON":                  {full, true, `{"error":{"exit":4,"check":"sign-in","what":"IBM does not know this key[0m","why":"it was deleted","next":"replace it","code":"BXNIM0415E","request_id":"r-1","retry":false}}` + "\n"},
		"JSON, unknown is null": {explain.Failure{Exit: 5, What: "w", Retry: true}, true, `{"error":{"exit":5,"check":null,"what":"w","why":null,"next":null,"code":null,"request_id":null,"retry":true}}` + "\n"},
	} {
		t.Run(name, func(t *testing.T) {
			var b bytes.Buffer
			report(&b, c.failure, c.json)
			if diff := cmp.Diff(c.want, b.String()); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
		})
	}
}

func TestTableLinesUp(t *testing.T) {
	rows := [][]cell{{{"NAME", quiet}, {"KIND", quiet}, {"TAGS", quiet}}, {{"größe", ""}, {"Cloud", ""}, {"", ""}}, {{"p", ""}, {"AWS", ""}, {"PRODUCTION", alarm}}}
	want := "NAME   KIND   TAGS\ngröße  Cloud\np      AWS    PRODUCTION\n"
	if diff := cmp.Diff(want, table(rows, false)); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	coloured := table(rows, true)
	if !strings.Contains(coloured, "\x1b[1;31mPRODUCTION\x1b[0m\n") || !strings.Contains(coloured, "\x1b[2mKIND\x1b[0m   \x1b[2mTAGS") {
		t.Errorf("coloured: %q", coloured)
	}
}

func TestColoursNeedATerminal(t *testing.T) {
	a := newProgram(Env{Stdout: &bytes.Buffer{}})
	if a.colours() {
		t.Error("a pipe gets colours")
	}
	if isTerminal((*os.File)(nil)) || isTerminal(nil) {
		t.Error("nothing is a terminal")
	}
}

type brokenWriter struct{}

func (brokenWriter) Write(p []byte) (int, error) { return len(p) / 2, errors.New("disk full") }

func TestHalfAResultIsAFailure(t *testing.T) {
	var said bytes.Buffer
	a := newProgram(Env{Args: []string{"version"}, Stdout: brokenWriter{}, Stderr: &said})
	if code := a.run(t.Context()); code != explain.ExitOther {
		t.Errorf("exit code %d", code)
	}
	if !strings.Contains(said.String(), "could not be written") || !strings.Contains(said.String(), "Disk full") {
		t.Errorf("said %q", said.String())
	}
}

func TestCopyTellsForHowLong(t *testing.T) {
	for name, c := range map[string]struct {
		seconds      int
		copied, said string
	}{
		"for a while": {45, "abc{45s true}", "token of prod (PRODUCTION) copied; it leaves the clipboard in 45 s\n"},
		"for ever":    {0, "abc{0s true}", "token of prod (PRODUCTION) copied; it stays on the clipboard until something else is copied\n"},
	} {
		t.Run(name, func(t *testing.T) {
			var out, said bytes.Buffer
			a := newProgram(Env{Stdout: &out, Stderr: &said})
			var copied string
			a.copySecret = func(s secret.Text, o clipboard.Options) error {
				copied = fmt.Sprint(s.Reveal(), o)
				return nil
			}
			a.configDir, a.secrets = t.TempDir(), store.BackendMemory
			if err := store.OpenSettings(a.configDir).Change(t.Context(), func(s *settings.Settings) error {
				s.ClearTokenS, s.MarkClipboard = c.seconds, true
				return nil
			}); err != nil {
				t.Fatal(err)
			}
			d, err := a.open(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			defer a.end()
			tok := wallet.Token{Access: secret.New("abc")}
			if err := a.printToken(d, profile.Profile{Name: "prod", Production: true}, tok, tokenFlags{copied: true}); err != nil {
				t.Fatal(err)
			}
			if copied != c.copied || out.Len() > 0 || said.String() != c.said {
				t.Errorf("copied %q, printed %q, said %q", copied, &out, &said)
			}
		})
	}
}
