package clipboard

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
)

// readGate lets one read at a time through and remembers one that outlived its
// caller. However often somebody pastes from a program that hangs, one goroutine
// waits for it.
type readGate struct {
	slot chan struct{}
	mu   sync.Mutex
	hung bool
}

// pending is one read on its way.
type pending struct {
	got  chan answer
	over bool // under the gate's mutex
}

type answer struct {
	text string
	err  error
}

func newReadGate() *readGate { return &readGate{slot: make(chan struct{}, 1)} }

// start runs read on its own goroutine; the slot is taken already.
func (g *readGate) start(read func() (string, error)) *pending {
	p := &pending{got: make(chan answer, 1)}
	go func() {
		s, err := read()
		p.got <- answer{s, err}
		g.mu.Lock()
		p.over, g.hung = true, false
		g.mu.Unlock()
		<-g.slot
	}()
	return p
}

// abandon marks a read that nobody waits for any more.
func (g *readGate) abandon(p *pending) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if !p.over {
		g.hung = true
	}
}

func (g *readGate) isHung() bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.hung
}

// ReadText gives the text on the clipboard, "" when there is none. It gives up
// with [ErrHung] when ctx ends; while that read still hangs, further calls fail at
// once. Bytes that are not UTF-8 come as U+FFFD, everything else as it is.
func (c *Clipboard) ReadText(ctx context.Context) (string, error) {
	if c.reads.isHung() {
		return "", fmt.Errorf("read the clipboard: %w", ErrHung)
	}
	select {
	case c.reads.slot <- struct{}{}:
	case <-ctx.Done():
		return "", gaveUp(ctx)
	}
	p := c.reads.start(func() (string, error) { return c.b.read(ctx) })
	select {
	case a := <-p.got:
		if a.err != nil && ctx.Err() != nil {
			return "", gaveUp(ctx)
		}
		if a.err != nil {
			return "", fmt.Errorf("read the clipboard: %w", a.err)
		}
		return strings.ToValidUTF8(a.text, "\uFFFD"), nil
	case <-ctx.Done():
		c.reads.abandon(p)
		return "", gaveUp(ctx)
	}
}

// gaveUp is the error of a read whose context ended: out of time means that the
// owner hangs, cancelled means what it says.
func gaveUp(ctx context.Context) error {
	if errors.Is(ctx.Err(), context.Canceled) {
		return fmt.Errorf("read the clipboard: %w", ctx.Err())
	}
	return fmt.Errorf("read the clipboard: %w: %w", ErrHung, ctx.Err())
}
