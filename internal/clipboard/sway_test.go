//go:build sway

package clipboard

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"lanyard/internal/secret"
	"lanyard/internal/wayland"
)

// These tests talk to a real Wayland compositor, sway without a screen, with
// wl-copy and wl-paste. Run them with -tags sway. Sway does not run as root; as
// root it is started as "nobody".

// session starts a compositor for one test.
func session(t *testing.T) {
	t.Helper()
	dir, err := os.MkdirTemp("", "clip-sway-") //nolint:usetesting // the path of a socket must be short
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	conf := filepath.Join(dir, "conf")
	if err := os.WriteFile(conf, []byte("xwayland disable\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("sway", "-c", conf)
	cmd.Env = append(os.Environ(), "XDG_RUNTIME_DIR="+dir, "WLR_BACKENDS=headless",
		"WLR_LIBINPUT_NO_DEVICES=1", "WLR_RENDERER=pixman", "WAYLAND_DISPLAY=", "DISPLAY=")
	if os.Getuid() == 0 {
		const nobody = 65534
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}
		if err := os.Chown(dir, nobody, nobody); err != nil {
			t.Fatal(err)
		}
	}
	if err := cmd.Start(); err != nil {
		t.Fatalf("start sway: %v", err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	t.Setenv("XDG_RUNTIME_DIR", dir)
	t.Setenv("DISPLAY", "")
	t.Setenv("WAYLAND_DISPLAY", "wayland-1")
	eventually(t, "the compositor runs", func() bool {
		_, err := os.Stat(filepath.Join(dir, "wayland-1"))
		return err == nil
	})
}

// wlPasted is what wl-paste gets of one type.
func wlPasted(t *testing.T, mime string) (string, error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), soon)
	defer cancel()
	out, err := exec.CommandContext(ctx, "wl-paste", "--no-newline", "--type", mime).Output()
	return string(out), err
}

// types lists what is offered.
func types(t *testing.T) []string {
	t.Helper()
	out, _ := exec.CommandContext(t.Context(), "wl-paste", "--list-types").Output()
	return strings.Fields(string(out))
}

// wlCopyElse has another program copy a text, and waits until it has.
func wlCopyElse(t *testing.T, text string) *exec.Cmd {
	t.Helper()
	cmd := exec.Command("wl-copy", "--foreground", "--type", "text/plain;charset=utf-8")
	cmd.Stdin = strings.NewReader(text)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { // by itself, so that it takes its buffer file along
		_ = cmd.Process.Signal(syscall.SIGCONT)
		_ = exec.Command("wl-copy", "--clear").Run()
		_ = cmd.Wait()
	})
	eventually(t, "another program copied", func() bool {
		got, err := wlPasted(t, "text/plain;charset=utf-8")
		return err == nil && got == text
	})
	return cmd
}

func TestWaylandTypes(t *testing.T) {
	session(t)
	c := opened(t)
	if _, native := c.b.(waylandBackend); !native {
		t.Fatalf("the clipboard goes through %T", c.b)
	}
	copied(t, c, canary, 0)
	want := []string{"text/plain;charset=utf-8", "UTF8_STRING", "text/plain", "STRING", "TEXT", "x-kde-passwordManagerHint"}
	if got := types(t); !slices.Equal(got, want) {
		t.Errorf("types are %q", got)
	}
	if hint, err := wlPasted(t, "x-kde-passwordManagerHint"); hint != "secret" || err != nil {
		t.Errorf("the hint is %q, %v", hint, err)
	}
	if got := c.Report(t.Context()); got.Mark != MarkRead {
		t.Errorf("the report says %+v", got)
	}
}

func TestWaylandByteForByte(t *testing.T) {
	session(t)
	c := opened(t)
	texts := []string{"x", "Grüße 鍵", "a\nb\n"}
	for _, n := range []int{4096, 65536, 65537, MaxSize} {
		texts = append(texts, strings.Repeat("abcdefghijklmnopqrstuvwxyz", n)[:n])
	}
	for i, text := range texts {
		copied(t, c, text, 0)
		for _, mime := range []string{"text/plain;charset=utf-8", "UTF8_STRING", "text/plain"} {
			if got, err := wlPasted(t, mime); got != text || err != nil {
				t.Errorf("text %d as %s: %d bytes, %v", i, mime, len(got), err)
			}
		}
		if got, err := c.ReadText(t.Context()); got != text || err != nil {
			t.Errorf("text %d, our own paste: %d bytes, %v", i, len(got), err)
		}
	}
}

func TestWaylandClear(t *testing.T) {
	session(t)
	c := opened(t)
	cp := copied(t, c, canary, 0)
	if got, err := c.Clear(); got != ClearedNow || err != nil {
		t.Fatalf("Clear: %d, %v", got, err)
	}
	wantEnd(t, cp, ClearedByUs)
	if got := types(t); len(got) != 0 {
		t.Errorf("still offered: %q", got)
	}
	cp = copied(t, c, canary, time.Second)
	select {
	case <-cp.Done():
	case <-time.After(soon):
		t.Fatal("its time did not end")
	}
	wantEnd(t, cp, Expired)
	if got := types(t); len(got) != 0 {
		t.Errorf("still offered after its time: %q", got)
	}
}

func TestWaylandAnotherProgramsTextStays(t *testing.T) {
	session(t)
	c := opened(t)
	cp := copied(t, c, canary, time.Hour)
	wlCopyElse(t, "something else")
	select {
	case <-cp.Done():
	case <-time.After(soon):
		t.Fatal("nobody noticed")
	}
	wantEnd(t, cp, TakenOver)
	if got, err := c.Clear(); got != NotOurs || err != nil {
		t.Errorf("Clear: %d, %v", got, err)
	}
	if err := c.Close(); err != nil {
		t.Error(err)
	}
	if got, err := wlPasted(t, "text/plain"); got != "something else" || err != nil {
		t.Errorf("a paste gives %q, %v", got, err)
	}
}

// TestWaylandNeverClearsAnotherProgramsText clears in the moments in which another
// owner takes the clipboard.
func TestWaylandNeverClearsAnotherProgramsText(t *testing.T) {
	session(t)
	c := opened(t)
	for i := range 30 {
		copied(t, c, canary, 0)
		text := fmt.Sprintf("shopping list %d", i)
		taken := make(chan holding, 1)
		go func() {
			h, err := waylandBackend{}.put(context.Background(), waylandFormats(text, false))
			if err != nil {
				t.Error(err)
			}
			taken <- h
		}()
		time.Sleep(time.Duration(i*50) * time.Microsecond)
		if _, err := c.Clear(); err != nil {
			t.Fatal(err)
		}
		h := <-taken
		if got, err := wlPasted(t, "text/plain"); got != text || err != nil {
			t.Errorf("round %d: a paste gives %q, %v", i, got, err)
		}
		_, _ = h.release()
	}
}

func TestWaylandReads(t *testing.T) {
	session(t)
	c := opened(t)
	if got, err := c.ReadText(t.Context()); got != "" || err != nil {
		t.Errorf("with nothing to paste: %q, %v", got, err)
	}
	long := strings.Repeat("0123456789", 100_000)
	wlCopyElse(t, long)
	if got, err := c.ReadText(t.Context()); got != long || err != nil {
		t.Errorf("a long text: %d bytes, %v", len(got), err)
	}
}

func TestWaylandAHungOwnerHoldsNobodyUp(t *testing.T) {
	session(t)
	c := opened(t)
	owner := wlCopyElse(t, "from a program that hangs")
	if err := owner.Process.Signal(syscall.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	defer owner.Process.Signal(syscall.SIGCONT)
	for range 3 {
		ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
		_, err := c.ReadText(ctx)
		cancel()
		if !errors.Is(err, ErrHung) {
			t.Fatalf("a read of a hung owner: %v", err)
		}
	}
	copied(t, c, canary, 0)
	if got, err := wlPasted(t, "text/plain"); got != canary || err != nil {
		t.Errorf("copying beside a hung program: %q, %v", got, err)
	}
}

// TestWaylandAReaderThatDoesNotReadHoldsNobodyUp asks for more than a pipe takes and
// never reads it.
func TestWaylandAReaderThatDoesNotReadHoldsNobodyUp(t *testing.T) {
	session(t)
	c := opened(t)
	text := strings.Repeat("x", MaxSize)
	copied(t, c, text, 0)
	w, err := dialWayland(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	var offer uint32
	if err := w.RoundTrip(func(e wayland.Event) {
		if e.Object == w.device && e.Op == wlSelection {
			offer = wayland.Word(e.Body)
		}
	}); err != nil {
		t.Fatal(err)
	}
	r, wr, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if err := w.Request(offer, wlReceive, wayland.String("text/plain"), wr); err != nil {
		t.Fatal(err)
	}
	_ = wr.Close()
	if got, err := wlPasted(t, "text/plain"); got != text || err != nil {
		t.Errorf("another program's paste gives %d bytes, %v", len(got), err)
	}
	if got, err := io.ReadAll(r); string(got) != text || err != nil {
		t.Errorf("the late reader gets %d bytes, %v: others waited until it was given up", len(got), err)
	}
	if got, err := c.Clear(); got != ClearedNow || err != nil {
		t.Errorf("Clear: %d, %v", got, err)
	}
}

func TestWaylandHolder(t *testing.T) {
	session(t)
	if err := StartHolder(os.Args[0], []string{holdArg}, secret.New(canary), Options{Life: time.Second, Mark: true}); err != nil {
		t.Fatal(err)
	}
	if got, err := wlPasted(t, "text/plain"); got != canary || err != nil {
		t.Errorf("a paste gives %q, %v", got, err)
	}
	eventually(t, "it is cleared", func() bool { return len(types(t)) == 0 })
}

// wlCopyThatMarks is the installed wl-copy with a flag it may not have yet: the
// wrapper takes --sensitive out and notes that it was there.
func wlCopyThatMarks(t *testing.T) (notes string) {
	t.Helper()
	real, err := exec.LookPath("wl-copy")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	path, notes := filepath.Join(dir, "wl-copy"), filepath.Join(dir, "notes")
	script := fmt.Sprintf(`#!/bin/bash
args=()
for a in "$@"; do
	case $a in
	--help) echo "	--sensitive	Hint that this is sensitive"; exit 0 ;;
	--sensitive) echo "$@" >> %q ;;
	*) args+=("$a") ;;
	esac
done
exec %q "${args[@]}"
`, notes, real)
	if err := os.WriteFile(path, []byte(script), 0o755); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", dir+":"+os.Getenv("PATH"))
	return notes
}

func TestThroughWlCopy(t *testing.T) {
	session(t)
	notes := wlCopyThatMarks(t)
	path := findWlCopy(t.Context())
	if path == "" {
		t.Fatal("the flag was not found in the help text")
	}
	c := newClipboard(newWlCopy(t.Context(), path))
	t.Cleanup(func() { _ = c.Close() })
	cp := copied(t, c, canary, 0)
	if got, err := wlPasted(t, "text/plain"); got != canary || err != nil {
		t.Errorf("a paste gives %q, %v", got, err)
	}
	if got, err := c.ReadText(t.Context()); got != canary || err != nil {
		t.Errorf("our own paste gives %q, %v", got, err)
	}
	said, err := os.ReadFile(notes)
	if err != nil || bytes.Contains(said, []byte(canary)) {
		t.Errorf("wl-copy was called with %q, %v", said, err)
	}
	if got, err := c.Clear(); got != ClearedNow || err != nil {
		t.Errorf("Clear: %d, %v", got, err)
	}
	wantEnd(t, cp, ClearedByUs)
	if got := types(t); len(got) != 0 {
		t.Errorf("still offered: %q", got)
	}
	cp = copied(t, c, canary, time.Hour)
	wlCopyElse(t, "something else")
	select {
	case <-cp.Done():
	case <-time.After(soon):
		t.Fatal("nobody noticed")
	}
	wantEnd(t, cp, TakenOver)
	if got, err := wlPasted(t, "text/plain"); got != "something else" || err != nil {
		t.Errorf("a paste gives %q, %v", got, err)
	}
	if left, _ := filepath.Glob(filepath.Join(os.TempDir(), "wl-copy-buffer-*", "*")); contains(t, left, canary) {
		t.Error("the secret stays in a file")
	}
}

// contains tells whether one of the files holds s.
func contains(t *testing.T, files []string, s string) bool {
	t.Helper()
	return slices.ContainsFunc(files, func(f string) bool {
		b, _ := os.ReadFile(f)
		return bytes.Contains(b, []byte(s))
	})
}
