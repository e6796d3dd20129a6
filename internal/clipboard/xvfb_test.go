//go:build xvfb

package clipboard

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"lanyard/internal/secret"
)

// These tests paste into real programs under a real X server, and let real clipboard
// managers watch: xdotool, xterm, zenity, openbox. Run them with -tags xvfb.

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
