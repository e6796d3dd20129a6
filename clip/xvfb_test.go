//go:build xvfb

package clip

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

	"lanyard/secret"
)

// These tests talk to a real X server with real programs: Xvfb, xclip, xdotool,
// xterm, zenity, openbox. Run them with -tags xvfb.

// display starts an X server on a free number for one test.
func display(t *testing.T) {
	t.Helper()
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

// start runs a program, and what it starts, until the test ends.
func start(t *testing.T, name string, args ...string) {
	t.Helper()
	cmd := exec.Command(name, args...)
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL)
		_ = cmd.Wait()
	})
}

// run gives a program's standard output.
func run(t *testing.T, name string, args ...string) (string, error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), soon)
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
		got, err := paste(t, "UTF8_STRING")
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
	pids := holders(t)
	if len(pids) != 1 {
		t.Fatalf("holders: %v", pids)
	}
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
				got, _ := paste(t, "UTF8_STRING")
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

// windowManager starts one, without which nothing has the focus.
func windowManager(t *testing.T) {
	t.Helper()
	t.Setenv("HOME", t.TempDir())
	start(t, "openbox", "--sm-disable")
	eventually(t, "the window manager runs", func() bool {
		_, err := run(t, "xdotool", "get_num_desktops")
		return err == nil
	})
}

// focused waits for a program's window to have the focus.
func focused(t *testing.T, class string) {
	t.Helper()
	eventually(t, "a window of "+class, func() bool {
		id, err := run(t, "xdotool", "search", "--onlyvisible", "--class", class)
		if err != nil || id == "" {
			return false
		}
		win := strings.Fields(id)[0]
		_, _ = run(t, "xdotool", "windowactivate", win)
		has, err := run(t, "xdotool", "getwindowfocus")
		return err == nil && strings.TrimSpace(has) == win
	})
}

// TestXPasteIntoGTK pastes with Ctrl+V into a GTK entry, which takes up to 65534
// characters, and into a GTK text.
func TestXPasteIntoGTK(t *testing.T) {
	for _, tt := range []struct {
		name string
		args []string
		text string
		keys []string
	}{
		{"entry, 1 byte", []string{"--entry"}, "x", []string{"ctrl+v", "Return"}},
		{"entry, a token", []string{"--entry"}, letters(1800), []string{"ctrl+v", "Return"}},
		{"entry, umlauts", []string{"--entry"}, "Grüße 鍵", []string{"ctrl+v", "Return"}},
		{"entry, all it takes", []string{"--entry"}, letters(65534), []string{"ctrl+v", "Return"}},
		{"text, 64 KiB", []string{"--text-info", "--editable"}, letters(64 << 10), []string{"ctrl+v", "ctrl+Tab", "ctrl+Tab", "Return"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			display(t)
			windowManager(t)
			c := opened(t)
			copied(t, c, tt.text, 0)
			cmd := exec.Command("zenity", append(tt.args, "--title=paste")...)
			cmd.Env = append(os.Environ(), "LC_ALL=C.UTF-8", "GTK_A11Y=none", "NO_AT_BRIDGE=1", "GTK_IM_MODULE=gtk-im-context-simple", "DBUS_SESSION_BUS_ADDRESS=unix:path=/nonexistent/bus")
			var out bytes.Buffer
			cmd.Stdout = &out
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			done := make(chan error, 1)
			go func() { done <- cmd.Wait() }()
			defer func() { _ = cmd.Process.Kill() }()
			focused(t, "zenity")
			for _, key := range tt.keys {
				must(t, "xdotool", "key", key)
			}
			select {
			case err := <-done:
				if got := strings.TrimSuffix(out.String(), "\n"); got != tt.text || err != nil {
					t.Errorf("got %d bytes, want %d, %v", len(got), len(tt.text), err)
				}
			case <-time.After(soon):
				t.Fatal("the dialog did not close")
			}
		})
	}
}

// TestXPasteIntoATerminal pastes into xterm, in a UTF-8 locale and in the C locale,
// where it asks for STRING.
func TestXPasteIntoATerminal(t *testing.T) {
	for _, tt := range []struct {
		name, locale, flag, text, want string
	}{
		{"UTF-8, 1 byte", "C.UTF-8", "-u8", "x", ""},
		{"UTF-8, umlauts", "C.UTF-8", "-u8", "Grüße 鍵", ""},
		{"UTF-8, 64 KiB", "C.UTF-8", "-u8", letters(64 << 10), ""},
		{"C, a token", "C", "+u8", letters(1800), ""},
		{"C, 64 KiB", "C", "+u8", letters(64 << 10), ""},
		{"C, umlauts", "C", "+u8", "Grüße", "Gr\xfc\xdfe"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			display(t)
			windowManager(t)
			c := opened(t)
			copied(t, c, tt.text, 0)
			want := tt.want
			if want == "" {
				want = tt.text
			}
			file := filepath.Join(t.TempDir(), "typed")
			script := fmt.Sprintf("stty raw -echo; : > %[1]s.ready; head -c %[2]d > %[1]s; : > %[1]s.done", file, len(want))
			t.Setenv("LC_ALL", tt.locale)
			start(t, "xterm", tt.flag, "-lc", "-xrm", "XTerm*VT100*translations: #override Ctrl<Key>V: insert-selection(CLIPBOARD)", "-e", "sh", "-c", script)
			eventually(t, "the terminal is ready", func() bool { _, err := os.Stat(file + ".ready"); return err == nil })
			focused(t, "xterm")
			must(t, "xdotool", "key", "ctrl+v")
			eventually(t, "the terminal got it all", func() bool { _, err := os.Stat(file + ".done"); return err == nil })
			if got, err := os.ReadFile(file); string(got) != want || err != nil {
				t.Errorf("got %d bytes, want %d, %v; %.40q", len(got), len(want), err, got)
			}
		})
	}
}

// TestXRealClipboardManagers lets real clipboard managers watch a text that is not
// marked and one that is, and holds the report to what their history then says.
// What is not installed is skipped.
func TestXRealClipboardManagers(t *testing.T) {
	for _, tt := range []struct {
		program string
		want    Report
		history func(t *testing.T, home string) string
	}{
		{"parcellite", Report{Mark: MarkRead, Manager: "Parcellite", Keeps: KeepsMarked}, historyFile(".local/share/parcellite/history")},
		{"clipit.real", Report{Mark: MarkRead, Manager: "ClipIt", Keeps: KeepsMarked}, historyFile(".local/share/clipit/history")},
		{"copyq", Report{Mark: MarkRead, Manager: "CopyQ", Keeps: copyqInstalled(t)}, func(t *testing.T, _ string) string {
			out, _ := run(t, "copyq", "read", "0", "1", "2")
			return out
		}},
		{"klipper", Report{Mark: MarkRead, Manager: "Klipper", Keeps: SkipsMarked}, func(t *testing.T, _ string) string {
			out, _ := run(t, "gdbus", "call", "-e", "-d", "org.kde.klipper", "-o", "/klipper", "-m", "org.kde.klipper.klipper.getClipboardHistoryMenu")
			return out
		}},
	} {
		t.Run(tt.program, func(t *testing.T) {
			if _, err := exec.LookPath(tt.program); err != nil {
				t.Skip("not installed")
			}
			display(t)
			home, err := os.MkdirTemp("", "clip-") //nolint:usetesting // the path of a socket must be short
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = os.RemoveAll(home) })
			for name, dir := range map[string]string{
				"HOME": "", "XDG_CONFIG_HOME": ".config", "XDG_DATA_HOME": ".local/share",
				"XDG_CACHE_HOME": ".cache", "XDG_RUNTIME_DIR": "run",
			} {
				if err := os.MkdirAll(filepath.Join(home, dir), 0o700); err != nil {
					t.Fatal(err)
				}
				t.Setenv(name, filepath.Join(home, dir))
			}
			bus(t)
			start(t, tt.program)
			c := opened(t)
			var last time.Time
			tries := 0
			eventually(t, "the manager keeps what is not marked", func() bool {
				if time.Since(last) > time.Second { // it may not have been watching yet
					last, tries = time.Now(), tries+1
					if _, err := c.CopySecret(secret.New(fmt.Sprintf("plain-canary %d", tries)), Options{}); err != nil {
						t.Fatal(err)
					}
				}
				return strings.Contains(tt.history(t, home), "plain-canary")
			})
			copied(t, c, "marked-canary", 0)
			if got := c.Report(t.Context()); got != tt.want {
				t.Errorf("the report says %+v", got)
			}
			if tt.want.Keeps == KeepsMarked {
				eventually(t, "the manager keeps what is marked", func() bool {
					return strings.Contains(tt.history(t, home), "marked-canary")
				})
				return
			}
			// A later text that is kept proves that the manager has seen the marked one.
			if _, err := c.CopySecret(secret.New("later-canary"), Options{}); err != nil {
				t.Fatal(err)
			}
			eventually(t, "the manager goes on keeping what is not marked", func() bool {
				return strings.Contains(tt.history(t, home), "later-canary")
			})
			if strings.Contains(tt.history(t, home), "marked-canary") {
				t.Error("its history holds the marked secret")
			}
		})
	}
}

// copyqInstalled is what the installed CopyQ is expected to do.
func copyqInstalled(t *testing.T) Keeps {
	if out, _ := run(t, "copyq", "--version"); strings.Contains(out, "Manager 6.") || strings.Contains(out, "Manager 7.") {
		return KeepsMarked
	}
	return SkipsMarked
}

func historyFile(path string) func(*testing.T, string) string {
	return func(_ *testing.T, home string) string {
		b, _ := os.ReadFile(filepath.Join(home, path))
		return string(b)
	}
}

// bus starts a session bus of the test's own.
func bus(t *testing.T) {
	t.Helper()
	at := "unix:path=" + filepath.Join(t.TempDir(), "bus")
	start(t, "dbus-daemon", "--session", "--nofork", "--nopidfile", "--address="+at)
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", at)
	eventually(t, "the session bus runs", func() bool {
		_, err := os.Stat(strings.TrimPrefix(at, "unix:path="))
		return err == nil
	})
}
