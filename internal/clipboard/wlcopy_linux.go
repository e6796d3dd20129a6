package clipboard

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"syscall"
	"time"
)

// findWlCopy finds a wl-copy that can mark a secret, as wl-clipboard's does from
// 2.3.0 on; "" when there is none. Its help text is asked, as the version alone does
// not tell: distributions ship snapshots.
func findWlCopy(ctx context.Context) (path string) {
	path, err := exec.LookPath("wl-copy")
	if err != nil {
		return ""
	}
	ctx, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	cmd := exec.CommandContext(ctx, path, "--help")
	cmd.WaitDelay = time.Second
	help, _ := cmd.CombinedOutput()
	if !bytes.Contains(help, []byte("--sensitive")) {
		return ""
	}
	return path
}

// wlCopyBackend serves the selection of a compositor without data-control through
// wl-copy, which brings the window and the focus that such a compositor asks for.
// The secret goes to it through a pipe. Versions differ in where wl-copy keeps it
// while it serves; one that uses a file is pointed at the runtime directory, which
// is in memory, and takes the file along when it ends by itself, which is why the
// clipboard is not cleared by killing it.
type wlCopyBackend struct {
	path string // of wl-copy
	x    bool   // there is an X server too, which reads without a window
}

func newWlCopy(ctx context.Context, path string) backend {
	b := wlCopyBackend{path: path}
	if x, err := dialX(ctx); err == nil {
		x.Close()
		b.x = true
	}
	return b
}

// settle is how long wl-copy has for failing. It says nothing when it succeeds.
const settle = 300 * time.Millisecond

func (b wlCopyBackend) formats(text string, mark bool) []format { return waylandFormats(text, mark) }

func (b wlCopyBackend) canMark() bool { return true }

func (b wlCopyBackend) serves() bool { return true }

func (b wlCopyBackend) managers(ctx context.Context) []manager {
	if b.x {
		return x11Backend{}.managers(ctx)
	}
	return runningManagers(ctx)
}

// wlCopyHolding is one wl-copy at work.
type wlCopyHolding struct {
	path string
	gone chan struct{} // closed when it ended
}

func (b wlCopyBackend) put(ctx context.Context, fs []format) (holding, error) {
	args := []string{"--foreground", "--type", mimeUTF8}
	for _, f := range fs {
		if f.Name == kdeHint {
			args = append(args, "--sensitive")
		}
	}
	h := &wlCopyHolding{path: b.path, gone: make(chan struct{})}
	started := make(chan error, 1)
	go h.run(args, fs[0].Data, started)
	select {
	case err := <-started:
		if err != nil {
			return nil, err
		}
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	select {
	case <-h.gone:
		return nil, errors.New("wl-copy could not take the clipboard")
	case <-time.After(settle):
		return h, nil
	}
}

// run keeps wl-copy going. The kernel ends it when the thread that started it ends,
// so that thread waits here for as long as wl-copy lives.
func (h *wlCopyHolding) run(args []string, text []byte, started chan<- error) {
	defer close(h.gone)
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	cmd := exec.Command(h.path, args...)
	cmd.Stdin = bytes.NewReader(text)
	cmd.Env = memoryEnv(os.Environ())
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGTERM}
	if err := cmd.Start(); err != nil {
		started <- fmt.Errorf("start wl-copy: %w", err)
		return
	}
	started <- nil
	_ = cmd.Wait()
}

// memoryEnv points a program's temporary files at the runtime directory.
func memoryEnv(env []string) []string {
	if dir := os.Getenv("XDG_RUNTIME_DIR"); dir != "" {
		return append(env, "TMPDIR="+dir)
	}
	return env
}

func (h *wlCopyHolding) lost() <-chan struct{} { return h.gone }

// release asks wl-copy to clear, but only while ours is still serving: it ends as
// soon as another program copies something. Between looking and clearing lies the
// start of a program; a copy made in just that moment would go too.
func (h *wlCopyHolding) release() (bool, error) {
	select {
	case <-h.gone:
		return false, nil
	default:
	}
	ctx, cancel := context.WithTimeout(context.Background(), putLimit)
	defer cancel()
	if err := exec.CommandContext(ctx, h.path, "--clear").Run(); err != nil {
		return false, fmt.Errorf("wl-copy --clear: %w", err)
	}
	select {
	case <-h.gone:
		return true, nil
	case <-ctx.Done():
		return false, errors.New("wl-copy still serves the clipboard")
	}
}

func (b wlCopyBackend) read(ctx context.Context) (string, error) {
	if b.x {
		return readX(ctx)
	}
	return wlPaste(ctx, "--no-newline", "--type", "text")
}

func (b wlCopyBackend) marked(ctx context.Context) (bool, error) {
	if b.x {
		return x11Backend{}.marked(ctx)
	}
	s, err := wlPaste(ctx, "--no-newline", "--type", kdeHint)
	return s == kdeSecret, err
}

// wlPaste runs wl-paste. It fails with words when the clipboard is empty or holds
// something else, which is no error here.
func wlPaste(ctx context.Context, args ...string) (string, error) {
	cmd := exec.CommandContext(ctx, "wl-paste", args...)
	cmd.WaitDelay = time.Second
	out, err := cmd.StdoutPipe()
	if err != nil {
		return "", err
	}
	if err := cmd.Start(); err != nil {
		return "", fmt.Errorf("start wl-paste: %w", err)
	}
	data, err := io.ReadAll(io.LimitReader(out, readLimit+1))
	if len(data) > readLimit {
		_ = cmd.Process.Kill()
		err = errLong
	}
	werr := cmd.Wait()
	switch {
	case err != nil:
		return "", err
	case ctx.Err() != nil:
		return "", ctx.Err()
	case werr != nil:
		return "", nil
	}
	return string(data), nil
}
