package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"golang.org/x/term"

	"lanyard/internal/secret"
)

// terminal is the person in front of the program.
type terminal interface {
	// Secret asks for a secret without showing it.
	Secret(ctx context.Context, prompt string) (secret.Text, error)
	// Ask asks a question and gives the line that was typed.
	Ask(ctx context.Context, question string) (string, error)
	Close() error
}

// errNoTerminal tells that nobody can be asked.
var errNoTerminal = errors.New("there is no terminal to ask on")

// openTerminal opens the terminal that the program runs on, whatever its standard
// input and output are. A program with neither stdin nor stderr on a terminal runs
// unattended: it has one perhaps, but nobody looks at it.
func openTerminal(e Env) (terminal, error) {
	if !isTerminal(e.Stdin) && !isTerminal(e.Stderr) {
		return nil, errNoTerminal
	}
	in, out, err := openConsole()
	if err != nil {
		return nil, errors.Join(errNoTerminal, err)
	}
	return &console{in: in, out: out}, nil
}

type console struct{ in, out *os.File }

func (c *console) Close() error {
	if c.in == c.out {
		return c.in.Close()
	}
	return errors.Join(c.in.Close(), c.out.Close())
}

type typed struct {
	line []byte
	err  error
}

func (c *console) Secret(ctx context.Context, prompt string) (secret.Text, error) {
	fd := int(c.in.Fd())
	before, err := term.GetState(fd)
	if err != nil {
		return secret.Text{}, fmt.Errorf("read the terminal's state: %w", err)
	}
	if _, err := io.WriteString(c.out, clean(prompt)+" "); err != nil {
		return secret.Text{}, fmt.Errorf("ask on the terminal: %w", err)
	}
	defer func() { _, _ = io.WriteString(c.out, "\n") }()
	answer := make(chan typed, 1)
	go func() {
		line, err := term.ReadPassword(fd)
		answer <- typed{line, err}
	}()
	select {
	case t := <-answer:
		if t.err != nil {
			return secret.Text{}, fmt.Errorf("read from the terminal: %w", t.err)
		}
		return secret.New(string(t.line)), nil
	case <-ctx.Done(): // the read goes on until the program ends; the echo must come back before
		return secret.Text{}, errors.Join(ctx.Err(), term.Restore(fd, before))
	}
}

// maxAnswer is more than any answer needs.
const maxAnswer = 4096

func (c *console) Ask(ctx context.Context, question string) (string, error) {
	if _, err := io.WriteString(c.out, clean(question)+" "); err != nil {
		return "", fmt.Errorf("ask on the terminal: %w", err)
	}
	answer := make(chan typed, 1)
	go func() {
		line := make([]byte, maxAnswer)
		n, err := c.in.Read(line) // a terminal gives one line a read
		answer <- typed{line[:n], err}
	}()
	select {
	case t := <-answer:
		if t.err != nil && !errors.Is(t.err, io.EOF) {
			return "", fmt.Errorf("read from the terminal: %w", t.err)
		}
		return strings.TrimSpace(string(t.line)), nil
	case <-ctx.Done():
		return "", ctx.Err()
	}
}

// confirm asks a question that only a yes answers with yes. Without a terminal the
// error is errNoTerminal.
func (a *program) confirm(ctx context.Context, question string) (bool, error) {
	t, err := a.openTerminal()
	if err != nil {
		return false, err
	}
	defer func() { _ = t.Close() }()
	answer, err := t.Ask(ctx, question+" [y/N]")
	if err != nil {
		return false, err
	}
	return strings.EqualFold(answer, "y") || strings.EqualFold(answer, "yes"), nil
}
