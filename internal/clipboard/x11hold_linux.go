package clipboard

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"time"

	x11 "golang.design/x/x11"
)

// xHolding owns the CLIPBOARD selection and answers every program that asks for it
// until another one takes it or we let go.
//
// It answers TARGETS, TIMESTAMP and its formats. It does not know MULTIPLE, which
// nothing that pastes text needs, nor INCR, which begins above [MaxSize]; and it
// offers no SAVE_TARGETS, by which a clipboard manager would be asked to keep the
// text after we are gone.
type xHolding struct {
	x         *xconn
	selection uint32
	taken     uint32 // when, in the server's time
	targets   uint32
	stamp     uint32
	answers   []xAnswer
	gone      chan struct{} // closed when the selection is not ours any more
	let       bool          // it was us who let go; set before gone is closed
}

// xAnswer is what a request for one target gets.
type xAnswer struct {
	target, typ uint32
	data        []byte
}

// putX takes the selection and serves fs on it.
func putX(ctx context.Context, fs []format) (holding, error) {
	x, err := dialX(ctx)
	if err != nil {
		return nil, err
	}
	stop := x.Until(ctx)
	h := &xHolding{x: x, gone: make(chan struct{})}
	err = h.take(fs)
	if !stop() && err == nil {
		err = ctx.Err()
	}
	if err != nil {
		x.Close()
		return nil, fmt.Errorf("take the X selection: %w", err)
	}
	go h.serve()
	return h, nil
}

func (h *xHolding) take(fs []format) (err error) {
	names := map[string]*uint32{xClipboard: &h.selection, "TARGETS": &h.targets, "TIMESTAMP": &h.stamp}
	for name, at := range names {
		if *at, err = h.x.Atom(name); err != nil {
			return err
		}
	}
	for _, f := range fs {
		a := xAnswer{data: f.Data}
		if a.target, err = h.x.Atom(f.Name); err != nil {
			return err
		}
		a.typ = a.target
		if f.Type != "" {
			if a.typ, err = h.x.Atom(f.Type); err != nil {
				return err
			}
		}
		h.answers = append(h.answers, a)
	}
	if h.taken, err = h.x.now(); err != nil {
		return err
	}
	if _, err := h.x.Send(x11.SetSelectionOwner(h.x.win, h.selection, h.taken)); err != nil {
		return err
	}
	owner, err := h.x.Owner(h.selection)
	if err != nil {
		return err
	}
	if owner != h.x.win {
		return errors.New("another program took it in the same moment")
	}
	return nil
}

// now asks the server for its time. ICCCM 2.1 wants a real one for taking a
// selection; appending nothing to a property of our own makes the server tell it.
func (x *xconn) now() (uint32, error) {
	prop, err := x.Atom("LANYARD_TIME")
	if err != nil {
		return 0, err
	}
	req := x11.ChangeProperty(x.win, prop, xAtomInteger, 32, nil)
	req[1] = xModeAppend
	if _, err := x.Send(req); err != nil {
		return 0, err
	}
	for {
		p, err := x.Event()
		if err != nil {
			return 0, err
		}
		if p.IsEvent() && p.EventCode() == xPropertyNotify && binary.LittleEndian.Uint32(p.Raw[8:]) == prop {
			return binary.LittleEndian.Uint32(p.Raw[12:]), nil
		}
	}
}

// serve answers until the selection is lost, or until the server answers release.
func (h *xHolding) serve() {
	defer close(h.gone)
	defer h.x.Close()
	for {
		p, err := h.x.Event()
		switch {
		case err != nil:
			return
		case p.IsReply():
			h.let = true
			return
		case p.IsError():
			// The program that asked has left; others may still ask.
		case p.EventCode() == x11.EventSelectionClear:
			return
		case p.EventCode() == x11.EventSelectionRequest:
			if err := h.reply(p.SelectionRequest()); err != nil {
				return
			}
		}
	}
}

// reply answers one request for the selection.
func (h *xHolding) reply(req x11.SelectionRequestEvent) error {
	n := x11.SelectionNotify{
		Time: req.Time, Requestor: req.Requestor, Selection: req.Selection,
		Target: req.Target, Property: req.Property,
	}
	if n.Property == x11.None {
		n.Property = n.Target // a program older than ICCCM
	}
	data := h.answer(req, n.Property)
	if data == nil {
		n.Property = x11.None
	} else if _, err := h.x.Send(data); err != nil {
		return err
	}
	_, err := h.x.Send(x11.SendSelectionNotify(n))
	return err
}

// answer is the request that delivers a target, nil when we do not have it.
func (h *xHolding) answer(req x11.SelectionRequestEvent, prop uint32) []byte {
	switch req.Target {
	case h.targets:
		atoms := []uint32{h.targets, h.stamp}
		for _, a := range h.answers {
			atoms = append(atoms, a.target)
		}
		return x11.ChangeProperty(req.Requestor, prop, x11.AtomATOM, 32, x11.AtomList(atoms...))
	case h.stamp:
		return x11.ChangeProperty(req.Requestor, prop, xAtomInteger, 32, x11.AtomList(h.taken))
	}
	for _, a := range h.answers {
		if a.target == req.Target {
			return x11.ChangeProperty(req.Requestor, prop, a.typ, 8, a.data)
		}
	}
	return nil
}

func (h *xHolding) lost() <-chan struct{} { return h.gone }

// release destroys the owning window. The server drops the selection with it if
// the window still owns it and leaves it alone otherwise, so there is no moment in
// which another program's text could be cleared. The server's answer to the last
// request ends serve; an answer that does not come in time changes nothing, as
// closing the connection destroys the window too.
func (h *xHolding) release() (bool, error) {
	destroy := make([]byte, 8)
	destroy[0] = xDestroyWindow
	binary.LittleEndian.PutUint16(destroy[2:], 2)
	binary.LittleEndian.PutUint32(destroy[4:], h.x.win)
	_, _ = h.x.Send(destroy)
	_, _ = h.x.Send(x11.GetInputFocus())
	select {
	case <-h.gone:
		return h.let, nil
	case <-time.After(putLimit):
		h.x.Close()
		<-h.gone
		return true, nil
	}
}
