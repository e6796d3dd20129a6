package wayland

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"sync"
	"syscall"
)

// The object that every connection starts with, and the opcodes of the objects that all
// of them have.
const (
	display     = 1
	barrier     = 0 // requests of the display
	getRegistry = 1
	bind        = 0 // of the registry

	refused = 0 // event of the display
	global  = 0 // of the registry
	done    = 0 // of a callback
)

// ErrNoSession is given outside a Wayland session.
var ErrNoSession = errors.New("not in a Wayland session")

// Conn is a connection to a compositor. One goroutine at a time reads from it; any may
// send.
type Conn struct {
	c    *net.UnixConn
	send sync.Mutex // guards next and writes
	next uint32     // the number of the next object
	buf  []byte
	fds  []int

	registry uint32
}

// Event is one message from the compositor.
type Event struct {
	Object uint32
	Op     uint16
	Body   []byte
}

// Is tells whether an event is this one of this object's.
func (e Event) Is(object uint32, op uint16) bool { return e.Object == object && e.Op == op }

// Done tells whether an event answers [Conn.Sync].
func (e Event) Done(callback uint32) bool { return e.Is(callback, done) }

// Offer is something that a compositor offers.
type Offer struct {
	Kind    string // such as wl_seat
	Name    uint32
	Version uint32
}

// Socket is the path of the compositor's socket, "" outside a Wayland session.
func Socket() string {
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

// Dial connects to the compositor of this session. Whether it answers is not looked at.
// ctx bounds the connecting only; see [Conn.Until].
func Dial(ctx context.Context) (*Conn, error) {
	path := Socket()
	if path == "" {
		return nil, ErrNoSession
	}
	var d net.Dialer
	c, err := d.DialContext(ctx, "unix", path)
	if err != nil {
		return nil, err
	}
	return &Conn{c: c.(*net.UnixConn), next: display + 1}, nil
}

// Until breaks the connection when ctx ends; stop undoes that and reports whether it was
// in time.
func (w *Conn) Until(ctx context.Context) (stop func() bool) {
	return context.AfterFunc(ctx, w.Break)
}

// Break ends the connection for whoever reads from it, who is to call [Conn.Close].
func (w *Conn) Break() { _ = w.c.Close() }

// Close ends the connection; only the goroutine that reads may call it.
func (w *Conn) Close() {
	w.Break()
	for _, fd := range w.fds {
		_ = syscall.Close(fd)
	}
	w.fds = nil
}

// Offers gives the first of each kind of object that the compositor offers.
func (w *Conn) Offers() (map[string]Offer, error) {
	registry, err := w.Create(display, getRegistry)
	if err != nil {
		return nil, err
	}
	w.registry = registry
	offers := map[string]Offer{}
	err = w.RoundTrip(func(e Event) {
		if !e.Is(registry, global) || len(e.Body) < 4 {
			return
		}
		kind, rest, ok := TakeString(e.Body[4:])
		if _, again := offers[kind]; ok && !again && len(rest) >= 4 {
			offers[kind] = Offer{kind, Word(e.Body), Word(rest)}
		}
	})
	return offers, err
}

// Bind makes an object of what [Conn.Offers] gave and gives its number.
func (w *Conn) Bind(o Offer, version uint32) (uint32, error) {
	args := append(Words(o.Name), String(o.Kind)...)
	return w.Create(w.registry, bind, append(args, Words(version)...)...)
}

// NewID gives the number of an object that the next request is to make.
func (w *Conn) NewID() uint32 {
	w.send.Lock()
	defer w.send.Unlock()
	id := w.next
	w.next++
	return id
}

// Create sends a request whose last argument is a new object and gives its number.
func (w *Conn) Create(object uint32, op uint16, args ...byte) (uint32, error) {
	w.send.Lock()
	defer w.send.Unlock()
	id := w.next
	w.next++
	return id, w.write(object, op, append(args, Words(id)...), nil)
}

// Request sends a request; files go along with it.
func (w *Conn) Request(object uint32, op uint16, args []byte, files ...*os.File) error {
	w.send.Lock()
	defer w.send.Unlock()
	return w.write(object, op, args, files)
}

func (w *Conn) write(object uint32, op uint16, args []byte, files []*os.File) error {
	msg := append(Words(object, uint32(8+len(args))<<16|uint32(op)), args...)
	var fds []int
	for _, f := range files {
		fds = append(fds, int(f.Fd()))
	}
	var oob []byte
	if fds != nil {
		oob = syscall.UnixRights(fds...)
	}
	_, _, err := w.c.WriteMsgUnix(msg, oob, nil)
	return err
}

// Sync has the compositor answer callback, a number that [Conn.NewID] gave, when it has
// dealt with everything sent so far.
func (w *Conn) Sync(callback uint32) error {
	return w.Request(display, barrier, Words(callback))
}

// RoundTrip waits until the compositor has dealt with everything sent so far and shows
// every event on the way to see.
func (w *Conn) RoundTrip(see func(Event)) error {
	callback, err := w.Create(display, barrier)
	if err != nil {
		return err
	}
	for {
		e, err := w.Event()
		if err != nil {
			return err
		}
		if e.Done(callback) {
			return nil
		}
		see(e)
	}
}

// Event gives the next event; the compositor's complaint about us is an error.
func (w *Conn) Event() (Event, error) {
	for {
		if len(w.buf) >= 8 {
			size := int(Word(w.buf[4:]) >> 16) // 16 bits: a message is never long
			if size < 8 {
				return Event{}, fmt.Errorf("a Wayland message of %d bytes", size)
			}
			if len(w.buf) >= size {
				e := Event{Object: Word(w.buf), Op: uint16(Word(w.buf[4:])), Body: append([]byte(nil), w.buf[8:size]...)}
				w.buf = w.buf[size:]
				if e.Is(display, refused) {
					return e, errors.New("the compositor refused a request")
				}
				return e, nil
			}
		}
		if err := w.fill(); err != nil {
			return Event{}, err
		}
	}
}

// fill reads what there is, with the files that come along.
func (w *Conn) fill() error {
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

// TakeFile gives the file that came with an event, nil if none did. Its deadlines work.
func (w *Conn) TakeFile() *os.File {
	if len(w.fds) == 0 {
		return nil
	}
	fd := w.fds[0]
	w.fds = w.fds[1:]
	_ = syscall.SetNonblock(fd, true)
	return os.NewFile(uintptr(fd), "from the compositor")
}
