package clip

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"sync"
	"syscall"
	"time"
)

// What follows is the little of the Wayland protocol that a clipboard needs:
// objects are numbers, a message is the object's number, its length with the
// opcode, and arguments in 32-bit words. The selection is reached through a
// data-control manager, which needs no window and no focus. The two that exist
// differ in name only: ext_data_control_v1 is what wlr_data_control became.

// Opcodes of requests and events.
const (
	wlDisplay     = 1 // the object every connection starts with
	wlSync        = 0
	wlGetRegistry = 1
	wlBind        = 0

	wlError  = 0 // event of wlDisplay
	wlGlobal = 0 // event of the registry
	wlDone   = 0 // event of a callback

	wlCreateSource = 0 // of the manager
	wlGetDevice    = 1
	wlSetSelection = 0 // of the device
	wlNewOffer     = 0 // events of the device
	wlSelection    = 1
	wlReceive      = 0 // of an offer
	wlOfferType    = 0 // event of an offer
	wlSourceOffer  = 0 // of a source
	wlSourceEnd    = 1
	wlSourceSend   = 0 // events of a source
	wlSourceGone   = 1
)

// wlManagers are the data-control managers, the newer first.
func wlManagers() []string {
	return []string{"ext_data_control_manager_v1", "zwlr_data_control_manager_v1"}
}

// wlPipeLimit is how long a pasting program may take to read what it asked for.
const wlPipeLimit = 10 * time.Second

var errNoDataControl = errors.New("the compositor offers no data-control")

// wlconn is a connection to a compositor. One goroutine at a time reads from it.
type wlconn struct {
	c    *net.UnixConn
	send sync.Mutex // guards next and writes
	next uint32
	buf  []byte
	fds  []int

	manager, device uint32
}

// wlEvent is one message from the compositor.
type wlEvent struct {
	obj  uint32
	op   uint16
	body []byte
}

// wlPath is the compositor's socket, "" outside a Wayland session.
func wlPath() string {
	name := os.Getenv("WAYLAND_DISPLAY")
	if name == "" || filepath.IsAbs(name) {
		return name
	}
	dir := os.Getenv("XDG_RUNTIME_DIR")
	if dir == "" {
		return ""
	}
	return filepath.Join(dir, name)
}

// dialWayland connects and makes a data device for the first seat. The connection
// breaks when ctx ends before that is done.
func dialWayland(ctx context.Context) (*wlconn, error) {
	path := wlPath()
	if path == "" {
		return nil, errors.New("not in a Wayland session")
	}
	ctx, cancel := context.WithTimeout(ctx, putLimit)
	defer cancel()
	var d net.Dialer
	c, err := d.DialContext(ctx, "unix", path)
	if err != nil {
		return nil, fmt.Errorf("connect to the compositor: %w", err)
	}
	w := &wlconn{c: c.(*net.UnixConn), next: wlDisplay + 1}
	stop := w.until(ctx)
	err = w.setup()
	if !stop() && err == nil {
		err = ctx.Err()
	}
	if err != nil {
		w.close()
		return nil, fmt.Errorf("connect to the compositor: %w", err)
	}
	return w, nil
}

// until breaks the connection when ctx ends; stop undoes that and reports whether
// it was in time.
func (w *wlconn) until(ctx context.Context) (stop func() bool) {
	return context.AfterFunc(ctx, func() { _ = w.c.Close() })
}

// close ends the connection; only the goroutine that reads may call it.
func (w *wlconn) close() {
	_ = w.c.Close()
	for _, fd := range w.fds {
		_ = syscall.Close(fd)
	}
	w.fds = nil
}

// setup finds the manager and the seat and makes the device.
func (w *wlconn) setup() error {
	type global struct{ name, version uint32 }
	globals := map[string]global{}
	registry, err := w.create(wlDisplay, wlGetRegistry)
	if err != nil {
		return err
	}
	err = w.roundTrip(func(e wlEvent) {
		if e.obj != registry || e.op != wlGlobal || len(e.body) < 4 {
			return
		}
		if iface, rest, ok := wlTakeString(e.body[4:]); ok && len(rest) >= 4 {
			if _, again := globals[iface]; !again {
				globals[iface] = global{word(e.body), word(rest)}
			}
		}
	})
	if err != nil {
		return err
	}
	bind := func(iface string) (uint32, error) {
		args := wlWords(globals[iface].name)
		args = append(args, wlString(iface)...)
		return w.create(registry, wlBind, append(args, wlWords(1)...)...)
	}
	for _, iface := range wlManagers() {
		if _, ok := globals[iface]; !ok || w.manager != 0 {
			continue
		}
		if w.manager, err = bind(iface); err != nil {
			return err
		}
	}
	if _, ok := globals["wl_seat"]; !ok || w.manager == 0 {
		return errNoDataControl
	}
	seat, err := bind("wl_seat")
	if err != nil {
		return err
	}
	// The new object's number comes before the seat here.
	w.send.Lock()
	defer w.send.Unlock()
	w.device = w.next
	w.next++
	return w.write(w.manager, wlGetDevice, wlWords(w.device, seat), -1)
}

// create sends a request whose last argument is a new object and gives its number.
func (w *wlconn) create(obj uint32, op uint16, args ...byte) (uint32, error) {
	w.send.Lock()
	defer w.send.Unlock()
	id := w.next
	w.next++
	return id, w.write(obj, op, append(args, wlWords(id)...), -1)
}

// request sends a request that creates nothing; fd goes along unless it is -1.
//
//nolint:unparam // that all requests made here are number 0 is chance
func (w *wlconn) request(obj uint32, op uint16, args []byte, fd int) error {
	w.send.Lock()
	defer w.send.Unlock()
	return w.write(obj, op, args, fd)
}

func (w *wlconn) write(obj uint32, op uint16, args []byte, fd int) error {
	msg := append(wlWords(obj, uint32(8+len(args))<<16|uint32(op)), args...)
	var oob []byte
	if fd >= 0 {
		oob = syscall.UnixRights(fd)
	}
	_, _, err := w.c.WriteMsgUnix(msg, oob, nil)
	return err
}

// roundTrip waits until the compositor has dealt with everything sent so far and
// shows every event on the way to see.
func (w *wlconn) roundTrip(see func(wlEvent)) error {
	done, err := w.create(wlDisplay, wlSync)
	if err != nil {
		return err
	}
	for {
		e, err := w.event()
		if err != nil {
			return err
		}
		if e.obj == done && e.op == wlDone {
			return nil
		}
		see(e)
	}
}

// event gives the next event; the compositor's complaint about us is an error.
func (w *wlconn) event() (wlEvent, error) {
	for {
		if len(w.buf) >= 8 {
			size := int(word(w.buf[4:]) >> 16)
			if size < 8 {
				return wlEvent{}, errors.New("the compositor sent a malformed message")
			}
			if len(w.buf) >= size {
				e := wlEvent{obj: word(w.buf), op: uint16(word(w.buf[4:])), body: append([]byte(nil), w.buf[8:size]...)}
				w.buf = w.buf[size:]
				if e.obj == wlDisplay && e.op == wlError {
					return e, errors.New("the compositor refused a request")
				}
				return e, nil
			}
		}
		if err := w.fill(); err != nil {
			return wlEvent{}, err
		}
	}
}

// fill reads what there is, with the file descriptors that come along.
func (w *wlconn) fill() error {
	var data, oob [4096]byte
	n, oobn, _, _, err := w.c.ReadMsgUnix(data[:], oob[:])
	if err != nil {
		return err
	}
	if n == 0 {
		return io.EOF
	}
	w.buf = append(w.buf, data[:n]...)
	msgs, err := syscall.ParseSocketControlMessage(oob[:oobn])
	if err != nil {
		return err
	}
	for i := range msgs {
		if fds, err := syscall.ParseUnixRights(&msgs[i]); err == nil {
			w.fds = append(w.fds, fds...)
		}
	}
	return nil
}

// takeFD gives the file descriptor that came with an event, -1 if none did.
func (w *wlconn) takeFD() int {
	if len(w.fds) == 0 {
		return -1
	}
	fd := w.fds[0]
	w.fds = w.fds[1:]
	return fd
}

func word(b []byte) uint32 { return binary.NativeEndian.Uint32(b) }

// wlWords encodes numbers.
func wlWords(ns ...uint32) []byte {
	b := make([]byte, 0, 4*len(ns))
	for _, n := range ns {
		b = binary.NativeEndian.AppendUint32(b, n)
	}
	return b
}

// wlString encodes a string: its length with the closing NUL, the bytes, padding.
func wlString(s string) []byte {
	b := append(wlWords(uint32(len(s)+1)), s...)
	b = append(b, 0)
	for len(b)%4 != 0 {
		b = append(b, 0)
	}
	return b
}

// wlTakeString decodes a string and gives what comes after it.
func wlTakeString(b []byte) (s string, rest []byte, ok bool) {
	if len(b) < 4 {
		return "", nil, false
	}
	n := uint64(word(b))
	padded := (n + 3) &^ 3
	if n == 0 || padded > uint64(len(b)-4) {
		return "", nil, false
	}
	return string(b[4 : 4+n-1]), b[4+padded:], true
}
