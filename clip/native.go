//go:build windows || darwin

package clip

import (
	"context"
	"errors"
	"fmt"

	"golang.design/x/clipboard"
)

// native reaches a clipboard whose text the system keeps. Ownership is told by the
// number that the system raises with every change.
type native struct {
	list  func(text string, mark bool) []format
	text  string // the name under which list gives the text
	probe string // the mark that is read back
	count func() int
}

func openNative(n native) (backend, error) {
	if err := clipboard.Init(); err != nil {
		return nil, err
	}
	return n, nil
}

func (n native) formats(text string, mark bool) []format { return n.list(text, mark) }

func (n native) put(ctx context.Context, fs []format) (holding, error) {
	items := make([]clipboard.Option, 0, len(fs))
	for _, f := range fs {
		items = append(items, clipboard.Item{Format: n.number(f.Name), Bytes: f.Data})
	}
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
	b, err := clipboard.Read(ctx, clipboard.FmtText)
	if errors.Is(err, clipboard.ErrNoData) {
		return "", nil
	}
	return string(b), err
}

func (native) canMark() bool { return true }

func (n native) marked(ctx context.Context) (bool, error) {
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
	if h.n.count() != h.at {
		return false, nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), putLimit)
	defer cancel()
	if _, err := clipboard.Write(ctx, clipboard.FmtText, nil); err != nil {
		return false, err
	}
	return true, nil
}
