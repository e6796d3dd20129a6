package cli

import (
	"context"
	"errors"
	"io"
	"unicode/utf8"

	"lanyard/internal/profile"
	"lanyard/internal/secret"
	"lanyard/internal/userfile"
)

// maxLine is more than any secret that a keyring takes.
const maxLine = 64 << 10

// secretSource says how a command gets a secret.
type secretSource struct {
	fromStdin bool   // its flag was given
	flag      string // the flag that reads it from standard input
	prompt    string // what to ask otherwise
	what      string // "API key", for messages
}

// readSecret gets a secret from standard input or from a prompt that does not echo;
// never from an argument.
func (a *program) readSecret(ctx context.Context, s secretSource) (secret.Text, error) {
	if s.fromStdin && !isTerminal(a.env.Stdin) {
		return a.stdinLine(ctx, s)
	}
	t, err := a.openTerminal()
	if errors.Is(err, errNoTerminal) {
		return secret.Text{}, usage("give it on standard input with "+s.flag+", or run the command on a terminal",
			"the %s is missing, and there is no terminal to ask for it", s.what)
	}
	if err != nil {
		return secret.Text{}, err
	}
	defer func() { _ = t.Close() }()
	text, err := t.Secret(ctx, s.prompt)
	switch {
	case errors.Is(err, io.EOF), err == nil && text.Empty():
		return secret.Text{}, usage("type or paste it at the prompt; it is not shown", "no %s was given", s.what)
	case err != nil:
		return secret.Text{}, err
	}
	return text, nil
}

// stdinLine reads one line of standard input, whatever its encoding. Its line end is cut
// and nothing else: a password may begin or end with a blank.
func (a *program) stdinLine(ctx context.Context, s secretSource) (secret.Text, error) {
	if a.stdin == nil {
		a.stdin = userfile.NewLines(io.LimitReader(a.env.Stdin, maxLine))
	}
	type read struct {
		line string
		err  error
	}
	answer := make(chan read, 1)
	go func() {
		line, err := a.stdin.Next()
		answer <- read{line, err}
	}()
	var t read
	select {
	case t = <-answer:
	case <-ctx.Done():
		return secret.Text{}, ctx.Err()
	}
	if t.err != nil && !errors.Is(t.err, io.EOF) {
		return secret.Text{}, trouble(t.err, "", "the %s could not be read from standard input", s.what)
	}
	if t.line == "" {
		return secret.Text{}, usage("give it as one line, such as with: printf '%s\\n' \"$KEY\" | lanyard …",
			"standard input has no %s", s.what)
	}
	return secret.New(t.line), nil
}

// checkSecret finds what a secret cannot be, before it is stored, and takes off what
// copying leaves around an API key.
func (a *program) checkSecret(text secret.Text, kind profile.SecretKind) (secret.Text, error) {
	s, changes := profile.TidyKey(text.Reveal(), kind)
	for _, c := range changes {
		a.note("%s", c)
	}
	if err := profile.CheckKey(s, kind); err != nil {
		next := "give the key alone, as IBM showed it when it was made; lanyard import reads files of settings"
		if !utf8.ValidString(s) {
			next = "send it as UTF-8 (in a Windows console: chcp 65001), or type it at the prompt"
		}
		return secret.Text{}, usage(next, "%s", err)
	}
	return secret.New(s), nil
}

// keyWord is what a profile's key is called.
func keyWord(k profile.Kind, s profile.SecretKind) string {
	switch {
	case s == profile.Password:
		return "password"
	case k == profile.CP4D:
		return "platform API key"
	}
	return "API key"
}
