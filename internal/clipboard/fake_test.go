package clipboard

import (
	"context"
	"errors"
	"io"
	"sync"

	"lanyard/internal/background"
	"lanyard/internal/secret"
)

// desk is a clipboard in memory that another program can take or keep locked.
type desk struct {
	mu       sync.Mutex
	owner    *desktopHolding
	puts     int
	stuck    error         // what release fails with
	refuse   error         // what put fails with
	silent   chan struct{} // while set, reads wait for it
	readers  int           // reads that are on their way
	noMark   bool
	managing []manager
	lost     bool // the mark cannot be read back
}

type desktopHolding struct {
	d       *desk
	formats []format
	gone    chan struct{}
}

func (d *desk) formats(text string, mark bool) []format { return x11Formats(text, mark) }

func (d *desk) put(_ context.Context, fs []format) (holding, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.refuse != nil {
		return nil, d.refuse
	}
	d.puts++
	h := &desktopHolding{d: d, formats: fs, gone: make(chan struct{})}
	d.own(h)
	return h, nil
}

func (d *desk) own(h *desktopHolding) {
	if d.owner != nil {
		close(d.owner.gone)
	}
	d.owner = h
}

// takeOver is another program copying something.
func (d *desk) takeOver(text string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.own(&desktopHolding{d: d, formats: x11Formats(text, false), gone: make(chan struct{})})
}

// text is what a paste would give now.
func (d *desk) text() string {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.owner == nil {
		return ""
	}
	return string(d.owner.formats[0].Data)
}

func (d *desk) set(change func()) {
	d.mu.Lock()
	defer d.mu.Unlock()
	change()
}

// read hangs past its context while the desk is silent, as a system call would.
func (d *desk) read(context.Context) (string, error) {
	d.mu.Lock()
	silent := d.silent
	d.readers++
	d.mu.Unlock()
	if silent != nil {
		<-silent
	}
	d.set(func() { d.readers-- })
	return d.text(), nil
}

func (d *desk) canMark() bool { return !d.noMark }

func (d *desk) marked(context.Context) (bool, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.lost || d.owner == nil {
		return false, nil
	}
	for _, f := range d.owner.formats {
		if f.Name == kdeHint && string(f.Data) == kdeSecret {
			return true, nil
		}
	}
	return false, nil
}

func (d *desk) serves() bool { return true }

func (d *desk) managers(context.Context) []manager { return d.managing }

func (h *desktopHolding) lost() <-chan struct{} { return h.gone }

func (h *desktopHolding) release() (bool, error) {
	h.d.mu.Lock()
	defer h.d.mu.Unlock()
	if h.d.stuck != nil {
		return false, h.d.stuck
	}
	if h.d.owner != h {
		return false, nil
	}
	h.d.own(nil)
	return true, nil
}

var errBusy = errors.New("somebody keeps it open")

// handOver gives an order to a holder as StartHolder does.
func handOver(in io.WriteCloser, out io.Reader, t secret.Text, o Options) error {
	input, err := order(t, o)
	if err != nil {
		return err
	}
	return background.HandOver(in, out, input)
}
