package clip

import (
	"context"
	"fmt"
	"io"
	"os"
	"slices"
	"syscall"
	"time"
	"unicode/utf8"
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
	end    uint32 // the callback that answers release; guarded by w.send
	let    bool   // it was us who let go; set before gone is closed
}

func (waylandBackend) put(ctx context.Context, fs []format) (holding, error) {
	w, err := dialWayland(ctx)
	if err != nil {
		return nil, err
	}
	stop := w.until(ctx)
	h := &wlHolding{w: w, types: map[string][]byte{}, gone: make(chan struct{})}
	err = h.take(fs)
	if !stop() && err == nil {
		err = ctx.Err()
	}
	if err != nil {
		w.close()
		return nil, fmt.Errorf("take the Wayland selection: %w", err)
	}
	go h.serve()
	return h, nil
}

func (h *wlHolding) take(fs []format) (err error) {
	if h.source, err = h.w.create(h.w.manager, wlCreateSource); err != nil {
		return err
	}
	for _, f := range fs {
		h.types[f.Name] = f.Data
		if err := h.w.request(h.source, wlSourceOffer, wlString(f.Name), -1); err != nil {
			return err
		}
	}
	if err := h.w.request(h.w.device, wlSetSelection, wlWords(h.source), -1); err != nil {
		return err
	}
	replaced := false
	err = h.w.roundTrip(func(e wlEvent) {
		if e.obj == h.source && e.op == wlSourceGone {
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
	defer h.w.close()
	for {
		e, err := h.w.event()
		if err != nil || e.obj == h.source && e.op == wlSourceGone {
			return
		}
		if e.op == wlDone && h.isEnd(e.obj) {
			h.let = true
			return
		}
		h.answer(e)
	}
}

func (h *wlHolding) isEnd(obj uint32) bool {
	h.w.send.Lock()
	defer h.w.send.Unlock()
	return h.end != 0 && obj == h.end
}

// answer delivers one type to a program that pastes, on a goroutine of its own: the
// program may be slow to read.
func (h *wlHolding) answer(e wlEvent) {
	if e.obj != h.source || e.op != wlSourceSend {
		return
	}
	fd := h.w.takeFD()
	if fd < 0 {
		return
	}
	name, _, _ := wlTakeString(e.body)
	data := h.types[name]
	go func() {
		_ = syscall.SetNonblock(fd, true) // so that the deadline works
		f := os.NewFile(uintptr(fd), "paste")
		defer f.Close()
		_ = f.SetWriteDeadline(time.Now().Add(wlPipeLimit))
		_, _ = f.Write(data)
	}()
}

func (h *wlHolding) lost() <-chan struct{} { return h.gone }

// release destroys the source. The compositor drops the selection with it if it is
// still this one, and leaves another program's alone.
func (h *wlHolding) release() (bool, error) {
	h.w.send.Lock()
	h.end = h.w.next
	h.w.next++
	_ = h.w.write(h.source, wlSourceEnd, nil, -1)
	_ = h.w.write(wlDisplay, wlSync, wlWords(h.end), -1)
	h.w.send.Unlock()
	select {
	case <-h.gone:
		return h.let, nil
	case <-time.After(putLimit):
		_ = h.w.c.Close() // which drops the source as well
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
	defer w.close()
	defer w.until(ctx)()
	offers := map[uint32][]string{}
	var current uint32
	err = w.roundTrip(func(e wlEvent) {
		switch {
		case e.obj == w.device && e.op == wlNewOffer && len(e.body) >= 4:
			offers[word(e.body)] = []string{}
		case e.obj == w.device && e.op == wlSelection && len(e.body) >= 4:
			current = word(e.body)
		case offers[e.obj] != nil && e.op == wlOfferType:
			if mime, _, ok := wlTakeString(e.body); ok {
				offers[e.obj] = append(offers[e.obj], mime)
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
	err = w.request(offer, wlReceive, wlString(name), int(wr.Fd()))
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
