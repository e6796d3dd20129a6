package clip

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"lanyard/secret"
)

// A program that ends at once cannot keep a secret on a clipboard that it serves
// itself, nor take it off later. It starts itself again in the background and hands
// the secret over through a pipe:
//
//	parent to child: one line of JSON (holdOrder), then the secret's bytes
//	child to parent: one line, "ok" or "error: " and words

// holdLimit is how long the parent waits for the child to have the clipboard.
const holdLimit = 10 * time.Second

const (
	holdOK    = "ok"
	holdError = "error: "
)

// holdOrder is what the child is told about the secret.
type holdOrder struct {
	LifeMS int64 `json:"life_ms"`
	Mark   bool  `json:"mark"`
	Size   int   `json:"size"` // of the secret, in bytes
}

// StartHolder starts exe with args as a process of its own that puts t on the
// clipboard and stays until the secret is taken over or its life is over. It
// returns once that process owns the clipboard. The process must call [ServeHold]
// with its standard input and output. It belongs to no terminal, has the root as
// its working directory, and of this process's environment only what a clipboard
// needs; the secret is in neither its arguments nor its environment.
func StartHolder(exe string, args []string, t secret.Text, o Options) error {
	if err := holdable(t); err != nil {
		return fmt.Errorf("copy secret: %w", err)
	}
	exe, err := filepath.Abs(exe)
	if err != nil {
		return fmt.Errorf("start the clipboard's holder: %w", err)
	}
	cmd := exec.Command(exe, args...) //nolint:gosec // G702: the caller names its own program
	cmd.Env = holderEnv(os.Environ())
	cmd.Dir = string(filepath.Separator)
	cmd.SysProcAttr = detached()
	in, err := cmd.StdinPipe()
	if err != nil {
		return fmt.Errorf("start the clipboard's holder: %w", err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return fmt.Errorf("start the clipboard's holder: %w", err)
	}
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("start the clipboard's holder: %w", err)
	}
	late := time.AfterFunc(holdLimit, func() { _ = cmd.Process.Kill() })
	err = handOver(in, out, t, o)
	if err != nil {
		_ = cmd.Process.Kill()
	}
	if !late.Stop() && err == nil {
		err = errors.New("it took too long")
	}
	_ = out.Close()
	go func() { _ = cmd.Wait() }() // leaves no zombie if this process lives on
	if err != nil {
		return fmt.Errorf("hold the clipboard: %w", err)
	}
	return nil
}

// holdable finds in the parent what would fail in the child, as only there the
// errors can be told apart.
func holdable(t secret.Text) error {
	if t.Empty() {
		return ErrEmpty
	}
	if t.Len() > MaxSize {
		return ErrTooBig
	}
	_, err := Open()
	return err
}

// handOver gives the order and waits for the answer.
func handOver(in io.WriteCloser, out io.Reader, t secret.Text, o Options) error {
	order, err := json.Marshal(holdOrder{LifeMS: o.Life.Milliseconds(), Mark: o.Mark, Size: t.Len()})
	if err != nil {
		return err
	}
	if _, err := in.Write(append(append(order, '\n'), t.Reveal()...)); err != nil {
		return fmt.Errorf("hand the secret to the background process: %w", err)
	}
	if err := in.Close(); err != nil {
		return fmt.Errorf("hand the secret to the background process: %w", err)
	}
	line, err := bufio.NewReader(io.LimitReader(out, 4096)).ReadString('\n')
	if err != nil {
		return errors.New("the background process ended before it had the clipboard")
	}
	line = strings.TrimSuffix(line, "\n")
	if words, failed := strings.CutPrefix(line, holdError); failed {
		return errors.New(words)
	}
	if line != holdOK {
		return errors.New("the background process gave an answer that makes no sense")
	}
	return nil
}

// ServeHold is the other side of [StartHolder]: it reads a secret from r, puts it
// on the clipboard, says so on w, closes both where they can be closed, and returns
// when the secret is off the clipboard or ctx ended, having taken it off.
func ServeHold(ctx context.Context, r io.Reader, w io.Writer) error {
	return serveHold(ctx, r, w, Open)
}

func serveHold(ctx context.Context, r io.Reader, w io.Writer, open func() (*Clipboard, error)) error {
	c, cp, o, err := takeOrder(r, open)
	answer := holdOK
	if err != nil {
		answer = holdError + strings.ReplaceAll(err.Error(), "\n", " ")
	}
	_, werr := io.WriteString(w, answer+"\n")
	for _, end := range []any{r, w} {
		if cl, ok := end.(io.Closer); ok {
			_ = cl.Close()
		}
	}
	if err != nil {
		return err
	}
	if werr != nil { // nobody waits for this copy any more
		return errors.Join(fmt.Errorf("answer the waiting process: %w", werr), c.Close())
	}
	if o.Life == 0 && !c.b.serves() {
		return nil // the system keeps the text, and nobody is to take it off
	}
	select {
	case <-cp.Done():
	case <-ctx.Done():
	}
	return c.Close()
}

// takeOrder reads an order and carries it out.
func takeOrder(r io.Reader, open func() (*Clipboard, error)) (*Clipboard, *Copy, Options, error) {
	var none Options
	br := bufio.NewReaderSize(r, 4096)
	line, err := br.ReadSlice('\n')
	if err != nil {
		return nil, nil, none, fmt.Errorf("read the order: %w", err)
	}
	var order holdOrder
	if err := json.Unmarshal(line, &order); err != nil {
		return nil, nil, none, errors.New("read the order: it is not one")
	}
	if order.Size <= 0 || order.Size > MaxSize || order.LifeMS < 0 {
		return nil, nil, none, errors.New("read the order: it is out of bounds")
	}
	text := make([]byte, order.Size)
	if _, err := io.ReadFull(br, text); err != nil {
		return nil, nil, none, fmt.Errorf("read the secret: %w", err)
	}
	c, err := open()
	if err != nil {
		return nil, nil, none, err
	}
	o := Options{Life: time.Duration(order.LifeMS) * time.Millisecond, Mark: order.Mark}
	cp, err := c.CopySecret(secret.New(string(text)), o)
	clear(text)
	return c, cp, o, err
}

// holderEnv leaves of an environment what reaching a clipboard takes. Whatever else
// is there, keys of other programs among it, stays out of a process that outlives
// the command.
func holderEnv(env []string) []string {
	keep := []string{
		"DISPLAY", "XAUTHORITY", "WAYLAND_DISPLAY", "XDG_RUNTIME_DIR", "XDG_SESSION_TYPE",
		"HOME", "PATH", "TMPDIR", "LANG", "LC_ALL", "LC_CTYPE",
	}
	if runtime.GOOS == "windows" {
		keep = []string{"SYSTEMROOT", "SYSTEMDRIVE", "WINDIR", "TEMP", "TMP", "USERPROFILE", "LOCALAPPDATA", "APPDATA", "PATH"}
	}
	kept := []string{}
	for _, e := range env {
		name, _, _ := strings.Cut(e, "=")
		for _, k := range keep {
			if name == k || runtime.GOOS == "windows" && strings.EqualFold(name, k) {
				kept = append(kept, e)
			}
		}
	}
	return kept
}
