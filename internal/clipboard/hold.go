package clipboard

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"lanyard/internal/background"
	"lanyard/internal/secret"
)

// A program that ends at once cannot keep a secret on a clipboard that it serves
// itself, nor take it off later. It starts itself again in the background and hands
// the secret over through a pipe:
//
//	one line of JSON (holdOrder), then the secret's bytes

// holdLimit is how long the parent waits for the child to have the clipboard.
const holdLimit = 10 * time.Second

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
	input, err := order(t, o)
	if err == nil {
		err = background.Start(exe, args, holderEnv(os.Environ()), input, holdLimit)
	}
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

// order is what the holder reads.
func order(t secret.Text, o Options) ([]byte, error) {
	line, err := json.Marshal(holdOrder{LifeMS: o.Life.Milliseconds(), Mark: o.Mark, Size: t.Len()})
	return append(append(line, '\n'), t.Reveal()...), err
}

// ServeHold is the other side of [StartHolder]: it reads a secret from r, puts it
// on the clipboard, says so on w, closes both where they can be closed, and returns
// when the secret is off the clipboard or ctx ended, having taken it off.
func ServeHold(ctx context.Context, r io.Reader, w io.Writer) error {
	return serveHold(ctx, r, w, Open)
}

func serveHold(ctx context.Context, r io.Reader, w io.Writer, open func() (*Clipboard, error)) error {
	c, cp, o, err := takeOrder(r, open)
	werr := background.Answer(r, w, err)
	if err != nil {
		return err
	}
	if werr != nil { // nobody waits for this copy any more
		return errors.Join(werr, c.Close())
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

// holderEnv leaves of an environment what reaching a clipboard takes.
func holderEnv(env []string) []string {
	return background.Environment(env, "DISPLAY", "XAUTHORITY", "WAYLAND_DISPLAY", "XDG_SESSION_TYPE")
}
