//go:build windows || darwin

package clipboard

import (
	"context"
	"errors"
	"fmt"

	"golang.design/x/clipboard"
)

// native reaches a clipboard whose text the system keeps. Ownership is told by the
// number that the system raises with every change.
//
// A read can hang in the system while the program that owns the clipboard does, and
// the library holds a lock meanwhile. Everybody who is about to enter the library
// takes turns here instead, where waiting has an end.
type native struct {
	turn  chan struct{} // holds one element while somebody is in the library
	list  func(text string, mark bool) []format
	text  string // the name under which list gives the text
	probe string // the mark that is read back
	count func() int
}

func openNative(n native) (backend, error) {
	if err := clipboard.Init(); err != nil {
		return nil, err
	}
	n.turn = make(chan struct{}, 1)
	return n, nil
}

// enter waits for a turn; leave ends it.
func (n native) enter(ctx context.Context) error {
	select {
	case n.turn <- struct{}{}:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("%w: %w", ErrHung, ctx.Err())
	}
}

func (n native) leave() { <-n.turn }

func (n native) formats(text string, mark bool) []format { return n.list(text, mark) }

func (n native) put(ctx context.Context, fs []format) (holding, error) {
	items := make([]clipboard.Option, 0, len(fs))
	for _, f := range fs {
		items = append(items, clipboard.Item{Format: n.number(f.Name), Bytes: f.Data})
	}
	if err := n.enter(ctx); err != nil {
		return nil, err
	}
	defer n.leave()
	changed, err := clipboard.WriteAll(ctx, items...)
	if err != nil {
		return nil, fmt.Errorf("write to the clipboard: %w", err)
	}
	return &nativeHolding{n: n, at: n.count(), changed: changed}, nil
}

// number is the library's token for a name.
func (n native) number(name string) clipboard.Format {
	if name == n.text {
		return clipboard.FmtText
	}
	return clipboard.Register(name)
}

func (n native) read(ctx context.Context) (string, error) {
	if err := n.enter(ctx); err != nil {
		return "", err
	}
	defer n.leave()
	b, err := clipboard.Read(ctx, clipboard.FmtText)
	if errors.Is(err, clipboard.ErrNoData) {
		return "", nil
	}
	return string(b), err
}

func (native) canMark() bool { return true }

func (n native) marked(ctx context.Context) (bool, error) {
	if err := n.enter(ctx); err != nil {
		return false, err
	}
	defer n.leave()
	b, err := clipboard.Read(ctx, clipboard.Register(n.probe))
	if errors.Is(err, clipboard.ErrNoData) {
		return false, nil
	}
	return err == nil && len(b) > 0, err
}

func (native) serves() bool { return false }

// managers knows none: the history of Windows honours the marks, and which other
// programs run is not looked at here.
func (native) managers(context.Context) []manager { return nil }

// nativeHolding is one state of the system's clipboard.
type nativeHolding struct {
	n       native
	at      int
	changed <-chan struct{}
}

func (h *nativeHolding) lost() <-chan struct{} { return h.changed }

// release compares the number first: the library looks for a change once a second
// only, and what somebody copied within that second must stay.
func (h *nativeHolding) release() (bool, error) {
	ctx, cancel := context.WithTimeout(context.Background(), putLimit)
	defer cancel()
	if h.n.count() != h.at {
		return false, nil
	}
	if err := h.n.enter(ctx); err != nil {
		return false, err
	}
	defer h.n.leave()
	if h.n.count() != h.at {
		return false, nil
	}
	if _, err := clipboard.Write(ctx, clipboard.FmtText, nil); err != nil {
		return false, err
	}
	return true, nil
}
