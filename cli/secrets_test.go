package cli

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"lanyard/internal/explain"
	"lanyard/internal/profile"
	"lanyard/internal/secret"
	"lanyard/store"
)

// person answers questions and remembers them.
type person struct {
	secrets, answers []string
	asked            []string
	err              error
}

func (p *person) Secret(_ context.Context, prompt string) (secret.Text, error) {
	p.asked = append(p.asked, prompt)
	if p.err != nil || len(p.secrets) == 0 {
		return secret.Text{}, p.err
	}
	s := p.secrets[0]
	p.secrets = p.secrets[1:]
	return secret.New(s), nil
}

func (p *person) Ask(_ context.Context, question string) (string, error) {
	p.asked = append(p.asked, question)
	if p.err != nil || len(p.answers) == 0 {
		return "", p.err
	}
	s := p.answers[0]
	p.answers = p.answers[1:]
	return s, nil
}

func (p *person) Close() error { return nil }

func withPerson(p *person, stdin string) *program {
	a := newProgram(Env{Stdin: strings.NewReader(stdin), Stderr: &bytes.Buffer{}})
	a.openTerminal = func() (terminal, error) {
		if p == nil {
			return nil, errNoTerminal
		}
		return p, nil
	}
	return a
}

func TestReadSecret(t *testing.T) {
	for name, c := range map[string]struct {
		person    *person
		stdin     string
		fromStdin bool
		want      string
		code      int // 0: none
		said      string
	}{
		"asked":                         {&person{secrets: []string{"k1"}}, "ignored\n", false, "k1", 0, ""},
		"piped":                         {nil, "k2\n", true, "k2", 0, ""},
		"piped from Windows":            {nil, "k2\r\n", true, "k2", 0, ""},
		"piped without a line end":      {nil, "k2", true, "k2", 0, ""},
		"blanks belong to a password":   {nil, " k 2 \n", true, " k 2 ", 0, ""},
		"piped with a mark":             {nil, "\ufeffk2\r\n", true, "k2", 0, ""},
		"piped by PowerShell":           {nil, "\xff\xfek\x002\x00\r\x00\n\x00", true, "k2", 0, ""},
		"one line of several":           {nil, "k2\nother\n", true, "k2", 0, ""},
		"piped nothing":                 {nil, "", true, "", explain.ExitUsage, "Standard input has no API key"},
		"piped an empty line":           {nil, "\nk\n", true, "", explain.ExitUsage, "Standard input has no API key"},
		"nobody there":                  {nil, "k2\n", false, "", explain.ExitUsage, "no terminal to ask"},
		"no answer":                     {&person{}, "", false, "", explain.ExitUsage, "No API key was given"},
		"end of input":                  {&person{err: io.EOF}, "", false, "", explain.ExitUsage, "No API key was given"},
		"interrupted while being asked": {&person{err: context.Canceled}, "", false, "", explain.ExitInterrupted, "Interrupted"},
	} {
		t.Run(name, func(t *testing.T) {
			a := withPerson(c.person, c.stdin)
			got, err := a.readSecret(t.Context(), secretSource{fromStdin: c.fromStdin, flag: "--secret-stdin", prompt: "Key:", what: "API key"})
			if got.Reveal() != c.want {
				t.Errorf("got %q, want %q", got.Reveal(), c.want)
			}
			switch {
			case c.code == 0 && err != nil:
				t.Errorf("failed: %v", err)
			case c.code != 0 && (explained(err).Exit != c.code || !strings.Contains(explained(err).What, c.said)):
				t.Errorf("failed with %+v, want code %d and %q", explained(err), c.code, c.said)
			}
		})
	}
}

func TestTwoSecretsAreTwoLines(t *testing.T) {
	a := withPerson(nil, "key\nproxy\n")
	for _, want := range []string{"key", "proxy"} {
		got, err := a.readSecret(t.Context(), secretSource{fromStdin: true, what: "x"})
		if err != nil || got.Reveal() != want {
			t.Errorf("got %q, %v; want %q", got.Reveal(), err, want)
		}
	}
}

// TestReadingStdinEndsWithTheContext has a standard input on which nobody writes.
func TestReadingStdinEndsWithTheContext(t *testing.T) {
	r, w := io.Pipe()
	defer func() { _ = w.Close() }()
	a := newProgram(Env{Stdin: r})
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := a.readSecret(ctx, secretSource{fromStdin: true, what: "x"})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

func TestCheckSecret(t *testing.T) {
	for name, c := range map[string]struct {
		in   string
		kind profile.SecretKind
		want string
		said string
	}{
		"good":                     {"aB3_-x", profile.APIKey, "aB3_-x", ""},
		"blanks around a key":      {"  aB3 \t", profile.APIKey, "aB3", ""},
		"blanks around a password": {" p ", profile.Password, " p ", ""},
		"only blanks":              {"   ", profile.APIKey, "", "The key is empty"},
		"quoted key":               {`"aB3"`, profile.APIKey, "", "quote or a brace"},
		"JSON":                     {`{"apikey":`, profile.APIKey, "", "quote or a brace"},
		"quoted password":          {`"p"`, profile.Password, `"p"`, ""},
		"sample":                   {"<api_key>", profile.APIKey, "", "sample value"},
		"reference":                {"${WATSONX_APIKEY}", profile.APIKey, "", "reference"},
		"filler":                   {"changeme", profile.Password, "", "filler"},
		"unseen characters":        {"aB\u200b3\ufeff", profile.APIKey, "aB3", ""},
		"a setting":                {"apikey=aB3", profile.APIKey, "", "more than the API key"},
		"a header":                 {"Bearer aB3", profile.APIKey, "", "more than the API key"},
		"Latin-1":                  {"p\xe4ss", profile.Password, "", "not UTF-8"},
		"control character":        {"a\x1b[0m", profile.Password, "", "control characters"},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := withPerson(nil, "").checkSecret(secret.New(c.in), c.kind)
			if got.Reveal() != c.want || (err != nil) != (c.said != "") {
				t.Fatalf("got %q, %v; want %q", got.Reveal(), err, c.want)
			}
			if err != nil && (!strings.Contains(explained(err).What, c.said) || strings.Contains(explained(err).What, c.in)) {
				t.Errorf("said %q", explained(err).What)
			}
		})
	}
}

func TestConfirmTakesOnlyYes(t *testing.T) {
	for answer, want := range map[string]bool{"y": true, "YES": true, "yes": true, "": false, "n": false, "yeah": false, "ja": false} {
		p := &person{answers: []string{answer}}
		got, err := withPerson(p, "").confirm(t.Context(), "Sure?")
		if got != want || err != nil {
			t.Errorf("%q means %v, %v", answer, got, err)
		}
		if p.asked[0] != "Sure? [y/N]" {
			t.Errorf("asked %q", p.asked)
		}
	}
}

// A passphrase file with a mark in front opens what the passphrase alone opens, and what
// an older Lanyard encrypted with the mark as a part of it.
func TestPassphraseOfMarkedFile(t *testing.T) {
	dir := t.TempDir()
	for content, want := range map[string][]string{
		"plain\n":          {"plain", ""},
		"\ufeffmarked\r\n": {"marked", "\ufeffmarked"},
	} {
		file := filepath.Join(dir, "pass")
		if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		for i, wrong := range []bool{false, true} {
			got, err := passphraseFrom(file, store.Ask{Wrong: wrong})
			if got.Reveal() != want[i] || (want[i] == "") != errors.Is(err, store.ErrPassphrase) {
				t.Errorf("%q, asked again %v: %q, %v", content, wrong, got.Reveal(), err)
			}
		}
	}
}
