package clipboard

import (
	"context"
	"fmt"
	"io"
	"os"
	"slices"
	"sync/atomic"
	"time"
	"unicode/utf8"

	"lanyard/internal/wayland"
)

// waylandBackend reaches the selection of a compositor that has data-control.
type waylandBackend struct{}

func (waylandBackend) formats(text string, mark bool) []format { return waylandFormats(text, mark) }

func (waylandBackend) canMark() bool { return true }

func (waylandBackend) serves() bool { return true }

func (waylandBackend) managers(ctx context.Context) []manager { return runningManagers(ctx) }

// wlHolding owns the selection and answers every program that asks for it.
type wlHolding struct {
	w      *wlconn
	source uint32
	types  map[string][]byte
	gone   chan struct{}
	end    atomic.Uint32 // the callback that answers release
	let    bool          // it was us who let go; set before gone is closed
}

func (waylandBackend) put(ctx context.Context, fs []format) (holding, error) {
	w, err := dialWayland(ctx)
	if err != nil {
		return nil, err
	}
	stop := w.Until(ctx)
	h := &wlHolding{w: w, types: map[string][]byte{}, gone: make(chan struct{})}
	err = h.take(fs)
	if !stop() && err == nil {
		err = ctx.Err()
	}
	if err != nil {
		w.Close()
		return nil, fmt.Errorf("take the Wayland selection: %w", err)
	}
	go h.serve()
	return h, nil
}

func (h *wlHolding) take(fs []format) (err error) {
	if h.source, err = h.w.Create(h.w.manager, wlCreateSource); err != nil {
		return err
	}
	for _, f := range fs {
		h.types[f.Name] = f.Data
		if err := h.w.Request(h.source, wlSourceOffer, wayland.String(f.Name)); err != nil {
			return err
		}
	}
	if err := h.w.Request(h.w.device, wlSetSelection, wayland.Words(h.source)); err != nil {
		return err
	}
	replaced := false
	err = h.w.RoundTrip(func(e wayland.Event) {
		if e.Object == h.source && e.Op == wlSourceGone {
			replaced = true
		}
		h.answer(e)
	})
	if err == nil && replaced {
		return fmt.Errorf("another program took it in the same moment")
	}
	return err
}

// serve answers until the selection is lost or release is answered.
func (h *wlHolding) serve() {
	defer close(h.gone)
	defer h.w.Close()
	for {
		e, err := h.w.Event()
		if err != nil || e.Object == h.source && e.Op == wlSourceGone {
			return
		}
		if end := h.end.Load(); end != 0 && e.Done(end) {
			h.let = true
			return
		}
		h.answer(e)
	}
}

// answer delivers one type to a program that pastes, on a goroutine of its own: the
// program may be slow to read.
func (h *wlHolding) answer(e wayland.Event) {
	if e.Object != h.source || e.Op != wlSourceSend {
		return
	}
	f := h.w.TakeFile()
	if f == nil {
		return
	}
	name, _, _ := wayland.TakeString(e.Body)
	data := h.types[name]
	go func() {
		defer f.Close()
		_ = f.SetWriteDeadline(time.Now().Add(wlPipeLimit))
		_, _ = f.Write(data)
	}()
}

func (h *wlHolding) lost() <-chan struct{} { return h.gone }

// release destroys the source. The compositor drops the selection with it if it is
// still this one, and leaves another program's alone.
func (h *wlHolding) release() (bool, error) {
	end := h.w.NewID() // nothing else makes an object once the selection is ours
	h.end.Store(end)
	_ = h.w.Request(h.source, wlSourceEnd, nil)
	_ = h.w.Sync(end)
	select {
	case <-h.gone:
		return h.let, nil
	case <-time.After(putLimit):
		h.w.Break() // which drops the source as well
		<-h.gone
		return true, nil
	}
}

func (waylandBackend) read(ctx context.Context) (string, error) {
	data, name, err := pasteWayland(ctx, mimeUTF8, x11Text, mimeText, x11Latin1, x11AnyText)
	if err != nil {
		return "", err
	}
	if name == x11Latin1 && !utf8.Valid(data) {
		return fromLatin1(data), nil
	}
	return string(data), nil
}

func (waylandBackend) marked(ctx context.Context) (bool, error) {
	data, _, err := pasteWayland(ctx, kdeHint)
	return string(data) == kdeSecret, err
}

// pasteWayland gives the selection in the first of the wanted types it comes in.
func pasteWayland(ctx context.Context, want ...string) (data []byte, name string, err error) {
	w, err := dialWayland(ctx)
	if err != nil {
		return nil, "", err
	}
	defer w.Close()
	defer w.Until(ctx)()
	offers := map[uint32][]string{}
	var current uint32
	err = w.RoundTrip(func(e wayland.Event) {
		switch {
		case e.Object == w.device && e.Op == wlNewOffer && len(e.Body) >= 4:
			offers[wayland.Word(e.Body)] = []string{}
		case e.Object == w.device && e.Op == wlSelection && len(e.Body) >= 4:
			current = wayland.Word(e.Body)
		case offers[e.Object] != nil && e.Op == wlOfferType:
			if mime, _, ok := wayland.TakeString(e.Body); ok {
				offers[e.Object] = append(offers[e.Object], mime)
			}
		}
	})
	if err != nil || current == 0 {
		return nil, "", err
	}
	for _, name := range want {
		if slices.Contains(offers[current], name) {
			data, err := w.receive(ctx, current, name)
			return data, name, err
		}
	}
	return nil, "", nil
}

// receive fetches one type of an offer through a pipe.
func (w *wlconn) receive(ctx context.Context, offer uint32, name string) ([]byte, error) {
	r, wr, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	err = w.Request(offer, wlReceive, wayland.String(name), wr)
	_ = wr.Close()
	if err != nil {
		return nil, err
	}
	defer context.AfterFunc(ctx, func() { _ = r.SetReadDeadline(time.Now()) })()
	data, err := io.ReadAll(io.LimitReader(r, readLimit+1))
	if err == nil && len(data) > readLimit {
		err = errLong
	}
	return data, err
}
