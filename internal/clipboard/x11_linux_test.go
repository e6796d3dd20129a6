package clipboard

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"go.uber.org/goleak"

	"lanyard/internal/secret"
)

// These tests talk to a real X server, and to xclip as the other program.

// display starts an X server on a free number for one test.
func display(t *testing.T) {
	t.Helper()
	for _, program := range []string{"Xvfb", "xclip"} {
		if _, err := exec.LookPath(program); err != nil {
			t.Fatalf("%s is missing: make install-needs installs it", program)
		}
	}
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	cmd := exec.Command("Xvfb", "-displayfd", "3", "-screen", "0", "1024x768x24", "-nolisten", "tcp", "-noreset")
	cmd.ExtraFiles = []*os.File{w}
	if err := cmd.Start(); err != nil {
		t.Fatalf("start Xvfb: %v", err)
	}
	_ = w.Close()
	t.Cleanup(func() { stop(cmd) })
	number, err := io.ReadAll(io.LimitReader(&lineReader{r}, 16))
	if err != nil || len(number) == 0 {
		t.Fatalf("Xvfb did not come up: %v", err)
	}
	t.Setenv("DISPLAY", ":"+strings.TrimSpace(string(number)))
	t.Setenv("WAYLAND_DISPLAY", "")
	t.Setenv("XAUTHORITY", filepath.Join(t.TempDir(), "none"))
}

// lineReader reads up to the end of a line, byte by byte.
type lineReader struct{ r io.Reader }

func (l *lineReader) Read(p []byte) (int, error) {
	n, err := l.r.Read(p[:1])
	if n == 1 && p[0] == '\n' {
		return 0, io.EOF
	}
	return n, err
}

func stop(cmd *exec.Cmd) {
	_ = cmd.Process.Kill()
	_ = cmd.Wait()
}

// run gives a program's standard output.
func run(t *testing.T, name string, args ...string) (string, error) {
	t.Helper()
	return runFor(t, soon, name, args...)
}

func runFor(t *testing.T, limit time.Duration, name string, args ...string) (string, error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), limit)
	defer cancel()
	out, err := exec.CommandContext(ctx, name, args...).Output()
	return string(out), err
}

// must is run for what has to succeed.
func must(t *testing.T, name string, args ...string) string {
	t.Helper()
	out, err := run(t, name, args...)
	if err != nil {
		t.Fatalf("%s %v: %v", name, args, err)
	}
	return out
}

// paste is what xclip gets of one target.
func paste(t *testing.T, target string) (string, error) {
	t.Helper()
	return run(t, "xclip", "-o", "-selection", "clipboard", "-t", target)
}

// pasteNow is paste for where an owner may be going: xclip waits for ever for one that
// went after it was asked.
func pasteNow(t *testing.T) (string, error) {
	t.Helper()
	return runFor(t, 2*time.Second, "xclip", "-o", "-selection", "clipboard", "-t", "UTF8_STRING")
}

// copyElse has another program copy a text, and waits until it has.
func copyElse(t *testing.T, text string) *exec.Cmd {
	t.Helper()
	cmd := exec.Command("xclip", "-quiet", "-i", "-selection", "clipboard")
	cmd.Stdin = strings.NewReader(text)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { stop(cmd) })
	eventually(t, "another program copied", func() bool {
		got, err := pasteNow(t)
		return err == nil && got == text
	})
	return cmd
}

// letters makes a text of n bytes without a line end.
func letters(n int) string {
	const set = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_."
	b := make([]byte, n)
	for i := range b {
		b[i] = set[rand.N(len(set))]
	}
	return string(b)
}

func TestXTargets(t *testing.T) {
	display(t)
	c := opened(t)
	copied(t, c, canary, 0)
	got := strings.Fields(must(t, "xclip", "-o", "-selection", "clipboard", "-t", "TARGETS"))
	want := []string{
		"TARGETS", "TIMESTAMP", "UTF8_STRING", "text/plain;charset=utf-8", "STRING", "TEXT",
		"text/plain", "x-kde-passwordManagerHint",
	}
	if !slices.Equal(got, want) {
		t.Errorf("targets are %q", got)
	}
	if hint, err := paste(t, "x-kde-passwordManagerHint"); hint != "secret" || err != nil {
		t.Errorf("the hint is %q, %v", hint, err)
	}
	if _, err := paste(t, "SAVE_TARGETS"); err == nil {
		t.Error("we offer to be kept after we are gone")
	}
	if err := c.CopyText(t.Context(), "https://example.com/x"); err != nil {
		t.Fatal(err)
	}
	if hint, err := paste(t, "x-kde-passwordManagerHint"); err == nil {
		t.Errorf("text that is no secret carries the hint %q", hint)
	}
}

func TestXByteForByte(t *testing.T) {
	display(t)
	c := opened(t)
	texts := map[string]string{"umlauts": "Grüße, Jürgen", "beyond latin-1": "鍵 → ключ", "line ends": "a\nb\r\nc\n"}
	for _, n := range []int{1, 2, 3, 4, 255, 4096, 16384, 65535, 65536, 100_000, MaxSize} {
		texts[fmt.Sprintf("%d bytes", n)] = letters(n)
	}
	for name, text := range texts {
		t.Run(name, func(t *testing.T) {
			copied(t, c, text, 0)
			for _, target := range []string{"UTF8_STRING", "text/plain;charset=utf-8", "text/plain"} {
				if got, err := paste(t, target); got != text || err != nil {
					t.Errorf("%s gives %d bytes, %v", target, len(got), err)
				}
			}
			if l1, ok := latin1(text); ok {
				for _, target := range []string{"STRING", "TEXT"} {
					if got, err := paste(t, target); got != string(l1) || err != nil {
						t.Errorf("%s gives %q, %v", target, got, err)
					}
				}
			} else if got, err := paste(t, "STRING"); err == nil {
				t.Errorf("STRING gives %q although Latin-1 cannot say it", got)
			}
			if got, err := c.ReadText(t.Context()); got != text || err != nil {
				t.Errorf("our own paste gives %d bytes, %v", len(got), err)
			}
		})
	}
}

func TestXClearLeavesNothing(t *testing.T) {
	display(t)
	c := opened(t)
	cp := copied(t, c, canary, 0)
	if got, err := c.Clear(); got != ClearedNow || err != nil {
		t.Fatalf("Clear: %d, %v", got, err)
	}
	wantEnd(t, cp, ClearedByUs)
	if out, err := paste(t, "TARGETS"); err == nil {
		t.Errorf("somebody still owns the clipboard and offers %q", out)
	}
	if out, err := paste(t, "UTF8_STRING"); err == nil || out != "" {
		t.Errorf("a paste gives %q", out)
	}
}

func TestXClearedAfterItsTime(t *testing.T) {
	display(t)
	c := opened(t)
	cp := copied(t, c, canary, time.Second)
	select {
	case <-cp.Done():
	case <-time.After(soon):
		t.Fatal("its time did not end")
	}
	wantEnd(t, cp, Expired)
	if out, err := paste(t, "UTF8_STRING"); err == nil || out != "" {
		t.Errorf("a paste gives %q", out)
	}
}

// TestXNeverClearsAnotherProgramsText clears in the very moments in which another
// program takes the clipboard, many times over.
func TestXNeverClearsAnotherProgramsText(t *testing.T) {
	display(t)
	c := opened(t)
	for i := range 40 {
		cp := copied(t, c, canary, 0)
		text := fmt.Sprintf("shopping list %d", i)
		taken := make(chan holding, 1)
		go func() {
			h, err := putX(context.Background(), x11Formats(text, false))
			if err != nil {
				t.Error(err)
			}
			taken <- h
		}()
		time.Sleep(time.Duration(rand.N(3000)) * time.Microsecond)
		if _, err := c.Clear(); err != nil {
			t.Fatal(err)
		}
		h := <-taken
		if cp.Ended() == Held {
			t.Error("the copy is held although it was cleared")
		}
		if got, err := paste(t, "UTF8_STRING"); got != text || err != nil {
			t.Errorf("round %d: a paste gives %q, %v", i, got, err)
		}
		_, _ = h.release()
	}
}

// TestXReleaseWhenTheLossIsNotKnownYet lets another program take the selection while
// we have not read the server's word of it.
func TestXReleaseWhenTheLossIsNotKnownYet(t *testing.T) {
	display(t)
	x, err := dialX(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	h := &xHolding{x: x, gone: make(chan struct{})}
	if err := h.take(x11Formats(canary, true)); err != nil {
		t.Fatal(err)
	}
	copyElse(t, "something else")
	released := make(chan bool)
	go func() {
		ours, _ := h.release()
		released <- ours
	}()
	time.Sleep(50 * time.Millisecond) // for release to have written its requests
	go h.serve()
	if <-released {
		t.Error("release says that the selection was ours")
	}
	if got, err := paste(t, "UTF8_STRING"); got != "something else" || err != nil {
		t.Errorf("a paste gives %q, %v", got, err)
	}
}

func TestXTakenOverIsNoticed(t *testing.T) {
	display(t)
	c := opened(t)
	cp := copied(t, c, canary, time.Hour)
	copyElse(t, "something else")
	select {
	case <-cp.Done():
	case <-time.After(soon):
		t.Fatal("nobody noticed")
	}
	wantEnd(t, cp, TakenOver)
	if got, _ := c.Clear(); got != NotOurs {
		t.Errorf("Clear says %d", got)
	}
	if err := c.Close(); err != nil {
		t.Error(err)
	}
	if got, err := paste(t, "UTF8_STRING"); got != "something else" || err != nil {
		t.Errorf("a paste gives %q, %v", got, err)
	}
}

// TestXReadsLongText pastes what an owner has to hand over in pieces.
func TestXReadsLongText(t *testing.T) {
	display(t)
	c := opened(t)
	for _, n := range []int{1, 70_000, 300_000, 2_000_000} {
		text := letters(n)
		owner := copyElse(t, text)
		got, err := c.ReadText(t.Context())
		if got != text || err != nil {
			t.Errorf("%d bytes: got %d, %v", n, len(got), err)
		}
		stop(owner)
	}
	if got, err := c.ReadText(t.Context()); got != "" || err != nil {
		t.Errorf("with nothing to paste: %q, %v", got, err)
	}
}

// TestXAHungOwnerHoldsNobodyUp stops the program that owns the clipboard.
func TestXAHungOwnerHoldsNobodyUp(t *testing.T) {
	display(t)
	c := opened(t)
	owner := copyElse(t, "from a program that hangs")
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
	reading := make(chan struct{})
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		defer close(reading)
		_, _ = c.ReadText(ctx)
	}()
	cp := copied(t, c, canary, 0)
	if got, err := paste(t, "UTF8_STRING"); got != canary || err != nil {
		t.Errorf("copying while a read hangs: %q, %v", got, err)
	}
	if got, err := c.Clear(); got != ClearedNow || err != nil {
		t.Errorf("clearing while a read hangs: %d, %v", got, err)
	}
	wantEnd(t, cp, ClearedByUs)
	cancel()
	<-reading
}

func TestXNoGoroutineStays(t *testing.T) {
	display(t)
	before := goleak.IgnoreCurrent()
	c, err := Open()
	if err != nil {
		t.Fatal(err)
	}
	for range 5 {
		copied(t, c, canary, time.Minute)
		_, _ = c.ReadText(t.Context())
		c.Report(t.Context())
	}
	if err := c.CopyText(t.Context(), "x"); err != nil {
		t.Fatal(err)
	}
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	goleak.VerifyNone(t, before)
}

func TestXTheServersEndIsNoticed(t *testing.T) {
	display(t)
	c := opened(t)
	cp := copied(t, c, canary, time.Hour)
	c.mu.Lock()
	conn := cp.h.(*xHolding).x
	c.mu.Unlock()
	conn.Close()
	select {
	case <-cp.Done():
	case <-time.After(soon):
		t.Fatal("nobody noticed")
	}
}

func TestXReport(t *testing.T) {
	display(t)
	c := opened(t)
	if got := c.Report(t.Context()); got.Mark != MarkNone {
		t.Errorf("with nothing copied: %+v", got)
	}
	copied(t, c, canary, 0)
	if got := c.Report(t.Context()); got.Mark != MarkRead {
		t.Errorf("marked: %+v", got)
	}
	if _, err := c.CopySecret(secret.New(canary), Options{}); err != nil {
		t.Fatal(err)
	}
	if got := c.Report(t.Context()); got.Mark != MarkOff {
		t.Errorf("not marked: %+v", got)
	}
}

// holders lists the processes that StartHolder left, by their command line.
func holders(t *testing.T) []int {
	t.Helper()
	var pids []int
	lines, _ := filepath.Glob("/proc/[0-9]*/cmdline")
	for _, path := range lines {
		line, err := os.ReadFile(path)
		if err != nil || !bytes.HasSuffix(line, []byte("\x00"+holdArg+"\x00")) {
			continue
		}
		var pid int
		if _, err := fmt.Sscanf(path, "/proc/%d/cmdline", &pid); err == nil && ourDisplay(pid) {
			pids = append(pids, pid)
		}
	}
	return pids
}

// ourDisplay tells whether a process belongs to this test's display.
func ourDisplay(pid int) bool {
	env, err := os.ReadFile(fmt.Sprintf("/proc/%d/environ", pid))
	return err == nil && slices.Contains(strings.Split(string(env), "\x00"), "DISPLAY="+os.Getenv("DISPLAY"))
}

// held starts a holder and gives its process id.
func held(t *testing.T, text string, o Options) int {
	t.Helper()
	if err := StartHolder(os.Args[0], []string{holdArg}, secret.New(text), o); err != nil {
		t.Fatal(err)
	}
	var pids []int // a child that has been forked and not yet started its program looks like one, too
	eventually(t, "one holder is there", func() bool { pids = holders(t); return len(pids) == 1 })
	t.Cleanup(func() { _ = syscall.Kill(pids[0], syscall.SIGKILL) })
	return pids[0]
}

func TestXHolderOwnsTheClipboardWhenTheCommandReturns(t *testing.T) {
	display(t)
	t.Setenv("SOME_APIKEY", canary)
	text := letters(64 << 10)
	pid := held(t, text, Options{Life: time.Hour, Mark: true})
	if got, err := paste(t, "UTF8_STRING"); got != text || err != nil {
		t.Errorf("a paste gives %d bytes, %v", len(got), err)
	}
	if hint, _ := paste(t, "x-kde-passwordManagerHint"); hint != "secret" {
		t.Errorf("the hint is %q", hint)
	}
	for _, file := range []string{"cmdline", "environ"} {
		got, err := os.ReadFile(fmt.Sprintf("/proc/%d/%s", pid, file))
		if err != nil || bytes.Contains(got, []byte(text[:40])) || bytes.Contains(got, []byte(canary)) {
			t.Errorf("%s holds a secret, or %v", file, err)
		}
	}
	if sid, _ := unixSID(pid); sid != pid {
		t.Errorf("the holder belongs to session %d", sid)
	}
	if dir, _ := os.Readlink(fmt.Sprintf("/proc/%d/cwd", pid)); dir != "/" {
		t.Errorf("the holder keeps %s busy", dir)
	}
}

// unixSID reads the session of a process.
func unixSID(pid int) (int, error) {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0, err
	}
	fields := strings.Fields(string(stat[bytes.LastIndexByte(stat, ')')+1:]))
	var sid int
	_, err = fmt.Sscan(fields[3], &sid)
	return sid, err
}

func TestXHolderLeaves(t *testing.T) {
	for _, tt := range []struct {
		name  string
		life  time.Duration
		act   func(t *testing.T, pid int)
		holds string
	}{
		{"when its time is up", 500 * time.Millisecond, func(*testing.T, int) {}, ""},
		{"when somebody copies", 0, func(t *testing.T, _ int) { copyElse(t, "else") }, "else"},
		{"on SIGTERM", time.Hour, func(_ *testing.T, pid int) { _ = syscall.Kill(pid, syscall.SIGTERM) }, ""},
		{"on SIGINT", time.Hour, func(_ *testing.T, pid int) { _ = syscall.Kill(pid, syscall.SIGINT) }, ""},
		{"on SIGKILL", time.Hour, func(_ *testing.T, pid int) { _ = syscall.Kill(pid, syscall.SIGKILL) }, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			display(t)
			pid := held(t, canary, Options{Life: tt.life})
			tt.act(t, pid)
			eventually(t, "the holder left", func() bool { return len(holders(t)) == 0 })
			eventually(t, "the clipboard follows", func() bool {
				got, _ := pasteNow(t)
				return got == tt.holds
			})
		})
	}
}

func TestXHolderThatCannotStart(t *testing.T) {
	display(t)
	if err := StartHolder("/nonexistent", nil, secret.New("x"), Options{}); err == nil {
		t.Error("no error for a program that is not there")
	}
	if err := StartHolder("/bin/true", nil, secret.New("x"), Options{}); err == nil {
		t.Error("no error for a program that ends at once")
	}
	t.Setenv("DISPLAY", ":9999")
	if err := StartHolder(os.Args[0], []string{holdArg}, secret.New("x"), Options{}); !errors.Is(err, ErrNoClipboard) {
		t.Errorf("without a display: %v", err)
	}
}

// owned has a program own the selection that offers these formats and no others.
func owned(t *testing.T, fs ...format) {
	t.Helper()
	h, err := putX(t.Context(), fs)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _, _ = h.release() })
}

// TestXReadsWhatThereIs: UTF-8 is asked for first, and what an old program has is
// understood.
func TestXReadsWhatThereIs(t *testing.T) {
	utf8, mime := format{Name: x11Text, Data: []byte("Grüße")}, format{Name: mimeUTF8, Data: []byte("by its type")}
	old := format{Name: x11Latin1, Data: []byte("Gr\xfc\xdfe, old")}
	for name, tt := range map[string]struct {
		offers []format
		want   string
	}{
		"all":                {[]format{old, mime, utf8}, "Grüße"},
		"no UTF8_STRING":     {[]format{old, mime}, "by its type"},
		"Latin-1 alone":      {[]format{old}, "Grüße, old"},
		"Latin-1 for UTF-8":  {[]format{{Name: x11Text, Type: x11Latin1, Data: []byte("\xe9t\xe9")}}, "été"},
		"an empty text":      {[]format{{Name: x11Text, Data: []byte{}}, old}, ""},
		"no text":            {[]format{{Name: "image/png", Data: []byte("png")}}, ""},
		"bytes, not a text":  {[]format{{Name: x11Text, Data: []byte("a\xffb")}}, "a\uFFFDb"},
		"a picture and text": {[]format{{Name: "image/png", Data: []byte("png")}, utf8}, "Grüße"},
	} {
		t.Run(name, func(t *testing.T) {
			display(t)
			owned(t, tt.offers...)
			if got, err := opened(t).ReadText(t.Context()); got != tt.want || err != nil {
				t.Errorf("read %q, %v, want %q", got, err, tt.want)
			}
		})
	}
}

// TestXRefusesWhatIsTooLong, which an owner hands over in pieces.
func TestXRefusesWhatIsTooLong(t *testing.T) {
	display(t)
	c := opened(t)
	owner := exec.Command("xclip", "-quiet", "-i", "-selection", "clipboard")
	owner.Stdin = strings.NewReader(letters(readLimit + 1))
	if err := owner.Start(); err != nil {
		t.Fatal(err)
	}
	defer stop(owner)
	eventually(t, "the long text is refused", func() bool {
		got, err := c.ReadText(t.Context())
		if got != "" {
			t.Fatalf("read %d bytes", len(got))
		}
		return errors.Is(err, errLong)
	})
}
