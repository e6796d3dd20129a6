// Package clipboard is a clipboard that knows what a secret is.
//
// A copied secret carries the marks by which clipboard histories of its platform
// leave it out, is taken off the clipboard after a while, and only while it is
// still the one that was copied. A mark is a request: a clipboard manager may keep
// a copy all the same, and [Clipboard.Report] says what is known about the one
// that runs.
//
// On X11 and Wayland the copying program serves every paste itself. Both backends
// speak the protocol directly, without cgo, because two things matter here that a
// plain "set the text" cannot give: dropping the clipboard in one step that the
// display server carries out only while it is still ours, and a read that another
// program's silence can delay but not block. Windows and macOS keep the text in a
// store of the system's; there golang.design/x/clipboard writes and reads it.
package clipboard

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"lanyard/internal/secret"
)

// MaxSize is the longest text that can be copied, in bytes. An X server takes a
// text up to 256 KiB in one request; anything longer is refused on every platform
// alike rather than cut or dropped.
const MaxSize = 200 << 10

// putLimit is how long taking the clipboard may last.
const putLimit = 2 * time.Second

// The errors of this package; test with errors.Is.
var (
	// ErrNoClipboard means there is no clipboard to use, mostly because there is no
	// display. The cause is wrapped beside it.
	ErrNoClipboard = errors.New("no clipboard")
	// ErrTooBig means that a text is longer than [MaxSize].
	ErrTooBig = errors.New("text is too long for the clipboard")
	// ErrEmpty means that there was nothing to copy.
	ErrEmpty = errors.New("nothing to copy")
	// ErrClosed means that the clipboard was closed before.
	ErrClosed = errors.New("clipboard is closed")
	// ErrHung means that the program which owns the clipboard did not answer.
	ErrHung = errors.New("the program that owns the clipboard does not answer")
)

// Options say how a secret is copied.
type Options struct {
	// Life is how long the secret stays on the clipboard; zero means until
	// something else is copied or the program ends.
	Life time.Duration
	// Mark asks clipboard histories to leave the secret out.
	Mark bool
}

// Clipboard is the clipboard of the desktop. Its methods can be called from any
// goroutine. They wait for the display server, on Windows up to five seconds for
// a program that keeps the clipboard open: do not call them on the goroutine that
// draws.
type Clipboard struct {
	b    backend
	wall func() time.Time // the wall clock, without a monotonic reading

	mu     sync.Mutex
	cur    *Copy // what we hold; nil after it ended, and for text that is no secret
	text   holding
	stuck  bool
	closed bool

	reads *readGate
}

// Open finds the clipboard of this desktop. It is cheap: one connection that is
// closed again. Without a display the error is [ErrNoClipboard] with its cause.
func Open() (*Clipboard, error) {
	b, err := openBackend()
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNoClipboard, err)
	}
	return newClipboard(b), nil
}

func newClipboard(b backend) *Clipboard {
	return &Clipboard{b: b, wall: func() time.Time { return time.Now().Round(0) }, reads: newReadGate()}
}

// CopySecret puts a secret on the clipboard and takes it off again when its life
// is over. An earlier copy of ours ends as [Replaced].
func (c *Clipboard) CopySecret(t secret.Text, o Options) (*Copy, error) {
	if t.Empty() {
		return nil, fmt.Errorf("copy secret: %w", ErrEmpty)
	}
	if t.Len() > MaxSize {
		return nil, fmt.Errorf("copy secret: %w", ErrTooBig)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	marked := o.Mark && c.b.canMark()
	h, err := c.put(context.Background(), c.b.formats(t.Reveal(), marked))
	if err != nil {
		return nil, fmt.Errorf("copy secret: %w", err)
	}
	cp := newCopy(h, c.wall(), o, marked)
	c.cur = cp
	go c.watch(cp)
	return cp, nil
}

// CopyText puts text on the clipboard that is no secret: a URL, an id. It carries
// no mark and no time limit, and stays when the program ends where the platform
// can keep it.
func (c *Clipboard) CopyText(ctx context.Context, s string) error {
	if s == "" {
		return fmt.Errorf("copy text: %w", ErrEmpty)
	}
	if len(s) > MaxSize {
		return fmt.Errorf("copy text: %w", ErrTooBig)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	h, err := c.put(ctx, c.b.formats(s, false))
	if err != nil {
		return fmt.Errorf("copy text: %w", err)
	}
	c.text = h
	return nil
}

// put takes the clipboard for fs. On success whatever we held before has ended.
// c.mu is held, so the goroutine that watches the old copy cannot mistake our own
// write for somebody else's.
func (c *Clipboard) put(ctx context.Context, fs []format) (holding, error) {
	if c.closed {
		return nil, ErrClosed
	}
	ctx, cancel := context.WithTimeout(ctx, putLimit)
	defer cancel()
	h, err := c.b.put(ctx, fs)
	if err != nil {
		return nil, err
	}
	if c.cur != nil {
		c.endLocked(c.cur, Replaced)
	}
	c.text, c.stuck = nil, false
	return h, nil
}

// Cleared says what Clear found.
type Cleared int

// What Clear found.
const (
	// NotOurs means there was no secret of ours on the clipboard: none was copied,
	// or something else was copied since.
	NotOurs Cleared = iota
	// ClearedNow means our secret was there and is gone.
	ClearedNow
)

// Clear takes our secret off the clipboard if it is still there. Nobody else's
// text is touched, nor text of ours that is no secret, and nothing is read back.
func (c *Clipboard) Clear() (Cleared, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.clearLocked(ClearedByUs)
}

func (c *Clipboard) clearLocked(why Ended) (Cleared, error) {
	cp := c.cur
	if cp == nil {
		return NotOurs, nil
	}
	ours, err := cp.h.release()
	if err != nil {
		c.stuck = true
		return NotOurs, fmt.Errorf("clear the clipboard: %w", err)
	}
	if !ours {
		c.endLocked(cp, TakenOver)
		return NotOurs, nil
	}
	c.endLocked(cp, why)
	return ClearedNow, nil
}

// ClearOther takes a text off the clipboard that another program put there, if the
// text that lies there now is that one, and reports whether it was. A clipboard manager
// may have kept it all the same.
func (c *Clipboard) ClearOther(ctx context.Context, is func(text string) bool) (bool, error) {
	text, err := c.ReadText(ctx)
	if err != nil || !is(text) {
		return false, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	h, err := c.put(ctx, c.b.formats(" ", c.b.canMark())) // a text can be taken off by its owner alone
	if err == nil {
		_, err = h.release()
	}
	if err != nil {
		return false, fmt.Errorf("clear the clipboard: %w", err)
	}
	return true, nil
}

// Close clears a secret of ours and ends the use of the clipboard. Call it when
// the program quits, by whatever road. On X11 and Wayland text of ours that is no
// secret goes too: it lives as long as the program that copied it.
func (c *Clipboard) Close() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed {
		return nil
	}
	c.closed = true
	_, err := c.clearLocked(ClearedByUs)
	if c.text != nil && c.b.serves() {
		_, _ = c.text.release()
	}
	c.text = nil
	return err
}
