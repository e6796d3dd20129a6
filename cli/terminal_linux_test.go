package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"lanyard/internal/secret"
)

// openPty opens a pseudo-terminal: what is written to far is typed at near.
func openPty(t *testing.T) (far, near *os.File) {
	t.Helper()
	far, err := os.OpenFile("/dev/ptmx", os.O_RDWR, 0)
	if err != nil {
		t.Skipf("no pseudo-terminals here: %v", err)
	}
	t.Cleanup(func() { _ = far.Close() })
	if err := unix.IoctlSetPointerInt(int(far.Fd()), unix.TIOCSPTLCK, 0); err != nil {
		t.Fatalf("unlock the pseudo-terminal: %v", err)
	}
	n, err := unix.IoctlGetInt(int(far.Fd()), unix.TIOCGPTN)
	if err != nil {
		t.Fatalf("name the pseudo-terminal: %v", err)
	}
	near, err = os.OpenFile(fmt.Sprintf("/dev/pts/%d", n), os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Fatalf("open the pseudo-terminal: %v", err)
	}
	t.Cleanup(func() { _ = near.Close() })
	return far, near
}

func echoes(t *testing.T, f *os.File) bool {
	t.Helper()
	state, err := unix.IoctlGetTermios(int(f.Fd()), unix.TCGETS)
	if err != nil {
		t.Fatalf("read the terminal's state: %v", err)
	}
	return state.Lflag&unix.ECHO != 0
}

// untilSilent waits until the terminal shows no more what is typed.
func untilSilent(t *testing.T, f *os.File) {
	t.Helper()
	for end := time.Now().Add(10 * time.Second); echoes(t, f); time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("the terminal goes on showing what is typed")
		}
	}
}

func TestSecretIsNotShown(t *testing.T) {
	far, near := openPty(t)
	type result struct {
		text secret.Text
		err  error
	}
	got := make(chan result, 1)
	c := &console{in: near, out: near}
	go func() {
		text, err := c.Secret(t.Context(), "Key of \x1b[31mprod:")
		got <- result{text, err}
	}()
	untilSilent(t, near)
	if _, err := io.WriteString(far, "canary-0451\n"); err != nil {
		t.Fatal(err)
	}
	r := <-got
	if r.err != nil || r.text.Reveal() != "canary-0451" {
		t.Fatalf("got %q, %v", r.text.Reveal(), r.err)
	}
	if !echoes(t, near) {
		t.Error("the terminal stays silent afterwards")
	}
	shown := make([]byte, 4096)
	n, err := far.Read(shown)
	if err != nil {
		t.Fatal(err)
	}
	if s := string(shown[:n]); !strings.Contains(s, "Key of [31mprod: ") || strings.Contains(s, "canary") || strings.Contains(s, "\x1b") {
		t.Errorf("the terminal shows %q", s)
	}
}

func TestInterruptBringsTheEchoBack(t *testing.T) {
	_, near := openPty(t)
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	c := &console{in: near, out: near}
	go func() {
		_, err := c.Secret(ctx, "Key:")
		done <- err
	}()
	untilSilent(t, near)
	cancel()
	if err := <-done; !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	if !echoes(t, near) {
		t.Error("the terminal stays silent afterwards")
	}
}

func TestAskGivesTheLine(t *testing.T) {
	far, near := openPty(t)
	if _, err := io.WriteString(far, "  yes \nnext\n"); err != nil {
		t.Fatal(err)
	}
	c := &console{in: near, out: near}
	for _, want := range []string{"yes", "next"} {
		if got, err := c.Ask(t.Context(), "Sure?"); got != want || err != nil {
			t.Errorf("got %q, %v; want %q", got, err, want)
		}
	}
}
