// Package background starts a program once more as a process of its own in the background,
// hands it what it needs through a pipe, and waits until it says that it is ready.
// Secrets travel in that pipe alone: arguments and environments can be read by others.
package background

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"
)

const (
	ready  = "ok"
	failed = "error: "
)

// Start runs exe with args and env, detached from the terminal and with the root as its
// working directory. It writes input to the process's standard input, closes that, and
// returns when the process has called [Answer], with the error that was answered, or
// after limit. A process that did not say that it is ready is killed.
func Start(exe string, args, env []string, input []byte, limit time.Duration) error {
	exe, err := filepath.Abs(exe)
	if err != nil {
		return fmt.Errorf("start a background process: %w", err)
	}
	cmd := exec.Command(exe, args...) //nolint:gosec // the caller names its own program
	cmd.Env = env
	cmd.Dir = string(filepath.Separator)
	cmd.SysProcAttr = detached()
	in, err := cmd.StdinPipe()
	if err != nil {
		return fmt.Errorf("start a background process: %w", err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return fmt.Errorf("start a background process: %w", err)
	}
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("start a background process: %w", err)
	}
	late := time.AfterFunc(limit, func() { _ = cmd.Process.Kill() })
	err = HandOver(in, out, input)
	if err != nil {
		_ = cmd.Process.Kill()
	}
	if !late.Stop() && err == nil {
		err = errors.New("it took too long")
	}
	_ = out.Close()
	go func() { _ = cmd.Wait() }() // leaves no zombie if this process lives on
	return err
}

// HandOver is Start's half of the conversation: it writes input to in, closes it and
// reads the answer from out.
func HandOver(in io.WriteCloser, out io.Reader, input []byte) error {
	if _, err := in.Write(input); err != nil {
		return fmt.Errorf("hand over to the background process: %w", err)
	}
	if err := in.Close(); err != nil {
		return fmt.Errorf("hand over to the background process: %w", err)
	}
	line, err := bufio.NewReader(io.LimitReader(out, 4096)).ReadString('\n')
	if err != nil {
		return errors.New("the background process ended before it was ready")
	}
	line = strings.TrimSuffix(line, "\n")
	if words, bad := strings.CutPrefix(line, failed); bad {
		return errors.New(words)
	}
	if line != ready {
		return errors.New("the background process gave an answer that makes no sense")
	}
	return nil
}

// Answer tells the one who started this process that it is ready, or why it is not, and
// closes r and w where they can be closed: nobody listens any more. Its error says that
// the other is gone already.
func Answer(r io.Reader, w io.Writer, err error) error {
	line := ready
	if err != nil {
		line = failed + strings.ReplaceAll(err.Error(), "\n", " ")
	}
	_, werr := io.WriteString(w, line+"\n")
	for _, end := range []any{r, w} {
		if c, ok := end.(io.Closer); ok {
			_ = c.Close()
		}
	}
	if werr != nil {
		return fmt.Errorf("answer the waiting process: %w", werr)
	}
	return nil
}

// Environment leaves of env what the system itself and the named variables need.
// Whatever else is there, keys of other programs among it, stays out of a process that
// outlives the command.
func Environment(env []string, names ...string) []string {
	keep := append([]string{"HOME", "PATH", "TMPDIR", "LANG", "LC_ALL", "LC_CTYPE", "XDG_RUNTIME_DIR"}, names...)
	if runtime.GOOS == "windows" {
		keep = append([]string{"SYSTEMROOT", "SYSTEMDRIVE", "WINDIR", "TEMP", "TMP", "USERPROFILE", "LOCALAPPDATA", "APPDATA", "PATH"}, names...)
	}
	kept := []string{}
	for _, e := range env {
		name, _, _ := strings.Cut(e, "=")
		if slices.ContainsFunc(keep, func(k string) bool {
			return name == k || runtime.GOOS == "windows" && strings.EqualFold(name, k)
		}) {
			kept = append(kept, e)
		}
	}
	return kept
}
