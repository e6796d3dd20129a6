package desktop

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"net"
	"os"
	"path/filepath"
	"time"
)

// What follows is the little of the Wayland protocol that it takes to be told when the
// user is away (ext-idle-notify-v1): objects are numbers, a message is the object's
// number, its length with the opcode, and arguments in words of 32 bits.

// Opcodes of requests and events.
const (
	wlDisplay     = 1 // the object every connection starts with
	wlSync        = 0
	wlGetRegistry = 1
	wlBind        = 0
	wlError       = 0 // event of wlDisplay
	wlGlobal      = 0 // event of the registry
	wlDone        = 0 // event of a callback

	wlNotifyIdle  = 1 // of the notifier: counts as away only where no film keeps the screen on
	wlNotifyInput = 2 // of the notifier, from version 2: films do not matter
	wlIdled       = 0 // event of a notification
)

const (
	wlNotifier   = "ext_idle_notifier_v1"
	wlMaxMessage = 1 << 16 // the length has 16 bits
)

// idleNotified has the compositor tell when nobody has used keyboard or mouse for a time,
// until ctx ends. The error is errAbsent outside Wayland, where the compositor offers no
// such thing, and when it went away.
func idleNotified(ctx context.Context, after time.Duration, idle func()) error {
	path := waylandPath()
	if path == "" {
		return errAbsent
	}
	w, err := dialWayland(ctx, path)
	if err != nil {
		return gone(ctx)
	}
	defer w.c.Close()
	defer context.AfterFunc(ctx, func() { _ = w.c.Close() })()
	notification, err := w.notify(ctx, after)
	if err != nil {
		return gone(ctx)
	}
	for {
		e, err := w.event()
		if err != nil {
			return gone(ctx)
		}
		if e.obj == notification && e.op == wlIdled {
			idle()
		}
	}
}

// gone is why a connection ended: ctx, or the other side.
func gone(ctx context.Context) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return errAbsent
}

// waylandPath is the compositor's socket, "" outside a Wayland session.
func waylandPath() string {
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

// wlconn is a connection to a compositor, for one goroutine.
type wlconn struct {
	c    net.Conn
	next uint32 // the number of the next object
}

// wlEvent is one message from the compositor.
type wlEvent struct {
	obj  uint32
	op   uint16
	body []byte
}

func dialWayland(ctx context.Context, path string) (*wlconn, error) {
	ctx, cancel := context.WithTimeout(ctx, askLimit)
	defer cancel()
	var d net.Dialer
	c, err := d.DialContext(ctx, "unix", path)
	if err != nil {
		return nil, err
	}
	return &wlconn{c: c, next: wlDisplay + 1}, nil
}

// wlOffer is something that the compositor offers, by its number.
type wlOffer struct{ name, version uint32 }

// notify asks for a notification for the first seat and gives its number. The compositor
// has the usual limit to answer.
func (w *wlconn) notify(ctx context.Context, after time.Duration) (uint32, error) {
	ctx, cancel := context.WithTimeout(ctx, askLimit)
	defer cancel()
	stop := context.AfterFunc(ctx, func() { _ = w.c.Close() })
	defer stop()
	registry, err := w.create(wlDisplay, wlGetRegistry)
	if err != nil {
		return 0, err
	}
	offers, err := w.offers(registry)
	if err != nil {
		return 0, err
	}
	notifier, there := offers[wlNotifier]
	seat, seated := offers["wl_seat"]
	if !there || !seated {
		return 0, errAbsent
	}
	version := min(notifier.version, 2)
	notifierID, err := w.bind(registry, wlNotifier, notifier.name, version)
	if err != nil {
		return 0, err
	}
	seatID, err := w.bind(registry, "wl_seat", seat.name, 1)
	if err != nil {
		return 0, err
	}
	op := uint16(wlNotifyIdle)
	if version >= 2 {
		op = wlNotifyInput
	}
	id := w.next
	w.next++
	ms := uint32(min(max(after.Milliseconds(), 1), math.MaxUint32))
	if err := w.send(notifierID, op, words(id, ms, seatID)); err != nil {
		return 0, err
	}
	return id, w.roundTrip(func(wlEvent) {}) // a refusal comes before the answer
}

// offers lists the first of each kind of object that the compositor offers.
func (w *wlconn) offers(registry uint32) (map[string]wlOffer, error) {
	offers := map[string]wlOffer{}
	err := w.roundTrip(func(e wlEvent) {
		if e.obj != registry || e.op != wlGlobal || len(e.body) < 4 {
			return
		}
		kind, rest, ok := takeString(e.body[4:])
		if _, again := offers[kind]; ok && !again && len(rest) >= 4 {
			offers[kind] = wlOffer{binary.NativeEndian.Uint32(e.body), binary.NativeEndian.Uint32(rest)}
		}
	})
	return offers, err
}

func (w *wlconn) bind(registry uint32, kind string, name, version uint32) (uint32, error) {
	args := words(name, uint32(len(kind)+1))
	args = append(args, kind...)
	args = append(args, make([]byte, 4-len(kind)%4)...) // the ending zero and padding
	return w.create(registry, wlBind, append(args, words(version)...)...)
}

// create sends a request whose last argument is a new object and gives its number.
func (w *wlconn) create(obj uint32, op uint16, args ...byte) (uint32, error) {
	id := w.next
	w.next++
	return id, w.send(obj, op, append(args, words(id)...))
}

func (w *wlconn) send(obj uint32, op uint16, args []byte) error {
	_, err := w.c.Write(append(words(obj, uint32(8+len(args))<<16|uint32(op)), args...))
	return err
}

// roundTrip waits until the compositor has dealt with everything sent so far and shows
// every event on the way to see.
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

// event reads what the compositor says next. An error of the protocol is one here.
func (w *wlconn) event() (wlEvent, error) {
	e, err := w.message()
	if err == nil && e.obj == wlDisplay && e.op == wlError {
		err = errors.New("the compositor refused a request")
	}
	return e, err
}

// message reads one message.
func (w *wlconn) message() (wlEvent, error) {
	var head [8]byte
	if _, err := io.ReadFull(w.c, head[:]); err != nil {
		return wlEvent{}, err
	}
	word := binary.NativeEndian.Uint32(head[4:])
	size := int(word >> 16)
	if size < len(head) || size > wlMaxMessage {
		return wlEvent{}, fmt.Errorf("a Wayland message of %d bytes", size)
	}
	e := wlEvent{obj: binary.NativeEndian.Uint32(head[:]), op: uint16(word), body: make([]byte, size-len(head))}
	if _, err := io.ReadFull(w.c, e.body); err != nil {
		return wlEvent{}, err
	}
	return e, nil
}

func words(w ...uint32) []byte {
	var b []byte
	for _, x := range w {
		b = binary.NativeEndian.AppendUint32(b, x)
	}
	return b
}

// takeString reads a string (its length with the ending zero, bytes, padding) and gives
// what comes after it.
func takeString(b []byte) (s string, rest []byte, ok bool) {
	if len(b) < 4 {
		return "", nil, false
	}
	n := uint64(binary.NativeEndian.Uint32(b))
	padded := (n + 3) &^ 3
	if n == 0 || padded > uint64(len(b)-4) {
		return "", nil, false
	}
	return string(b[4 : 4+n-1]), b[4+padded:], true
}
