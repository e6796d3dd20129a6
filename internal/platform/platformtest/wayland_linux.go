package platformtest

import (
	"encoding/binary"
	"io"
	"net"
	"path/filepath"
	"testing"

	"lanyard/internal/wayland"
)

// FakeWayland is a compositor that offers what it is told to, and tells when idle.
type FakeWayland struct {
	Offers   []Offer
	Refuse   bool         // the notification
	Requests chan Request // the request for a notification
	Tell     chan uint16  // opcodes of events to be sent to it
}

// Offer is what a compositor has.
type Offer struct {
	Kind    string
	Version uint32
}

// Request is a request for a notification: its opcode, and its time in milliseconds.
type Request struct {
	Op      uint16
	Timeout uint32
}

// Serve makes the compositor this test's.
func (f *FakeWayland) Serve(t *testing.T) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "wayland-9")
	l, err := net.Listen("unix", path)
	if err != nil {
		t.Fatal(err)
	}
	f.Requests, f.Tell = make(chan Request, 1), make(chan uint16)
	done := make(chan struct{})
	t.Cleanup(func() { _ = l.Close(); <-done })
	t.Setenv("WAYLAND_DISPLAY", path)
	go func() {
		defer close(done)
		c, err := l.Accept()
		if err != nil {
			return
		}
		defer c.Close()
		f.talk(c)
	}()
}

func (f *FakeWayland) talk(c net.Conn) {
	const registry = 2 // the first new object
	send := func(object uint32, op uint16, args []byte) {
		_, _ = c.Write(append(wayland.Words(object, uint32(8+len(args))<<16|uint32(op)), args...))
	}
	var notifier, notification uint32
	for {
		object, op, body, err := waylandMessage(c)
		if err != nil {
			return
		}
		arg := func(i int) uint32 { return binary.NativeEndian.Uint32(body[4*i:]) }
		switch {
		case object == 1 && op == 1:
			for i, o := range f.Offers {
				text := append([]byte(o.Kind), make([]byte, 4-len(o.Kind)%4)...)
				send(registry, 0, append(append(wayland.Words(uint32(i+10), uint32(len(o.Kind)+1)), text...), wayland.Words(o.Version)...))
			}
		case object == 1 && op == 0:
			send(arg(0), 0, wayland.Words(1))
			if notification != 0 {
				go func() {
					for event := range f.Tell {
						send(notification, event, nil)
					}
				}()
			}
		case object == registry:
			kind, rest, _ := wayland.TakeString(body[4:])
			if kind == "ext_idle_notifier_v1" {
				notifier = binary.NativeEndian.Uint32(rest[4:])
			}
		case object == notifier && f.Refuse:
			send(1, 0, wayland.Words(notifier, 1, 0))
		case object == notifier:
			notification = arg(0)
			f.Requests <- Request{op, arg(1)}
		}
	}
}

// waylandMessage reads what a client says next.
func waylandMessage(c net.Conn) (object uint32, op uint16, body []byte, err error) {
	var head [8]byte
	if _, err = io.ReadFull(c, head[:]); err != nil {
		return 0, 0, nil, err
	}
	word := wayland.Word(head[4:])
	body = make([]byte, word>>16-8)
	_, err = io.ReadFull(c, body)
	return wayland.Word(head[:]), uint16(word), body, err
}
