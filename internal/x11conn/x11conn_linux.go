package x11conn

import (
	"bufio"
	"context"
	"encoding/binary"
	"errors"
	"net"
	"os"
	"path/filepath"
	"sync"
	"time"

	x11 "golang.design/x/x11"
)

// dialLimit bounds a connection's setup when the caller sets no limit.
const dialLimit = 2 * time.Second

// ErrRefused is the server's word that a request was wrong: a window that is not there
// any more, an id that is taken.
var ErrRefused = errors.New("the X server refused a request")

// Conn is a connection to an X server. One goroutine at a time reads from it; any may
// send.
type Conn struct {
	// Root is the root window of the first screen.
	Root uint32

	c     net.Conn
	r     *bufio.Reader
	ids   *x11.IDGen
	send  sync.Mutex // guards seq and writes
	seq   uint16
	atoms map[string]uint32
	queue []x11.Packet // events that came while an answer was awaited
}

// Dial connects to the display that DISPLAY names. ctx bounds the connecting only; see
// [Conn.Until] for what comes after. When ctx ends first, its error is given.
func Dial(ctx context.Context) (*Conn, error) {
	d, err := x11.ParseDisplay(os.Getenv("DISPLAY"))
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, dialLimit)
	defer cancel()
	name, cookie := cookieFor(d.Num)
	x, err := connect(ctx, d, name, cookie)
	if err != nil && name != "" && ctx.Err() == nil {
		x, err = connect(ctx, d, "", nil) // the cookie is stale; a local server may ask for none
	}
	if err != nil && ctx.Err() != nil {
		err = ctx.Err() // rather than that the connection was closed, which we did
	}
	return x, err
}

// cookieFor finds the cookie for a display, "" when there is none.
func cookieFor(display int) (string, []byte) {
	path := os.Getenv("XAUTHORITY")
	if path == "" {
		home, err := os.UserHomeDir()
		if err != nil {
			return "", nil
		}
		path = filepath.Join(home, ".Xauthority")
	}
	b, err := os.ReadFile(path)
	if err != nil {
		return "", nil
	}
	entries, err := x11.ParseXauthority(b)
	if err != nil {
		return "", nil
	}
	host, _ := os.Hostname()
	return x11.ChooseCookie(entries, display, host)
}

func connect(ctx context.Context, d x11.Display, name string, cookie []byte) (*Conn, error) {
	var nd net.Dialer
	c, err := nd.DialContext(ctx, d.Net, d.Addr)
	if err != nil && d.Net == "unix" {
		var abstract error
		if c, abstract = nd.DialContext(ctx, "unix", "@"+d.Addr); abstract == nil {
			err = nil
		}
	}
	if err != nil {
		return nil, err
	}
	x := newConn(c)
	stop := x.Until(ctx)
	err = x.shakeHands(name, cookie)
	if !stop() && err == nil {
		err = ctx.Err()
	}
	if err != nil {
		x.Close()
		return nil, err
	}
	return x, nil
}

func newConn(c net.Conn) *Conn {
	return &Conn{c: c, r: bufio.NewReader(c), atoms: map[string]uint32{}}
}

func (x *Conn) shakeHands(name string, cookie []byte) error {
	if _, err := x.c.Write(x11.SetupRequest(name, cookie)); err != nil {
		return err
	}
	s, err := x11.ReadSetup(x.r)
	if err != nil {
		return err
	}
	x.Root, x.ids = s.Root, x11.NewIDGen(s)
	return nil
}

// Until breaks the connection when ctx ends. stop undoes that and reports whether it
// was in time.
func (x *Conn) Until(ctx context.Context) (stop func() bool) {
	return context.AfterFunc(ctx, x.Close)
}

// Close ends the connection, and with it all that was made over it. A wait for an answer
// or an event fails.
func (x *Conn) Close() { _ = x.c.Close() }

// NewID gives a number for something to be made. The server can refuse it: it hands out
// the numbers of a client that has just left while that one's windows still stand.
func (x *Conn) NewID() uint32 { return x.ids.Next() }

// Send sends one request and gives its number.
func (x *Conn) Send(req []byte) (uint16, error) {
	x.send.Lock()
	defer x.send.Unlock()
	if _, err := x.c.Write(req); err != nil {
		return 0, err
	}
	x.seq++
	return x.seq, nil
}

// Ask sends a request and waits for its answer. Events that come first are kept for
// [Conn.Event]: a clipboard manager may ask for a text before its owner even knows that
// the selection is its own.
func (x *Conn) Ask(req []byte) (x11.Packet, error) {
	seq, err := x.Send(req)
	if err != nil {
		return x11.Packet{}, err
	}
	return x.answer(seq, seq)
}

// Sync waits until the server has dealt with everything sent so far; it is ErrRefused if
// request seq was.
func (x *Conn) Sync(seq uint16) error {
	end, err := x.Send(x11.GetInputFocus())
	if err != nil {
		return err
	}
	_, err = x.answer(end, seq)
	return err
}

// answer reads up to the answer to request end; an error that concerns end or watched
// is one.
func (x *Conn) answer(end, watched uint16) (x11.Packet, error) {
	refused := false
	for {
		p, err := x11.ReadPacket(x.r)
		switch {
		case err != nil:
			return p, err
		case p.IsEvent():
			x.queue = append(x.queue, p)
		case p.IsError() && p.Sequence() == watched:
			refused = true
		}
		if !p.IsEvent() && p.Sequence() == end {
			if refused {
				return p, ErrRefused
			}
			return p, nil
		}
	}
}

// Event gives the next event, or an answer that nobody waits for.
func (x *Conn) Event() (x11.Packet, error) {
	if len(x.queue) > 0 {
		p := x.queue[0]
		x.queue = x.queue[1:]
		return p, nil
	}
	return x11.ReadPacket(x.r)
}

// DropEvents forgets the events that came while answers were awaited.
func (x *Conn) DropEvents() { x.queue = nil }

// Atom gives the number of a name, and a new one if nobody has ever used it.
func (x *Conn) Atom(name string) (uint32, error) { return x.atom(name, false) }

// KnownAtom gives the number of a name, 0 if nobody has ever used it.
func (x *Conn) KnownAtom(name string) (uint32, error) { return x.atom(name, true) }

func (x *Conn) atom(name string, onlyKnown bool) (uint32, error) {
	if a, ok := x.atoms[name]; ok {
		return a, nil
	}
	p, err := x.Ask(x11.InternAtom(name, onlyKnown))
	if err != nil || p.Atom() == 0 {
		return 0, err
	}
	x.atoms[name] = p.Atom()
	return p.Atom(), nil
}

// Owner gives the window that owns a selection, 0 when nobody does.
func (x *Conn) Owner(selection uint32) (uint32, error) {
	p, err := x.Ask(x11.GetSelectionOwner(selection))
	if err != nil {
		return 0, err
	}
	return p.SelectionOwner(), nil
}

// queryExtension is the number of a request that package x11 has no name for.
const queryExtension = 98

// Extension gives the number of an extension's requests, and whether the server has it.
func (x *Conn) Extension(name string) (major byte, there bool, err error) {
	req := make([]byte, 8, 8+len(name)+3)
	req[0] = queryExtension
	binary.LittleEndian.PutUint16(req[4:], uint16(len(name)))
	req = append(req, name...)
	req = append(req, make([]byte, -len(name)&3)...)
	binary.LittleEndian.PutUint16(req[2:], uint16(len(req)/4))
	p, err := x.Ask(req)
	if err != nil {
		return 0, false, err
	}
	return p.Raw[9], p.Raw[8] == 1, nil
}
