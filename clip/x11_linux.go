package clip

import (
	"bufio"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"time"

	x11 "golang.design/x/x11"
)

// Numbers of the X11 protocol that package x11 has no names for.
const (
	xAtomInteger    = 19
	xDestroyWindow  = 4
	xPropertyNotify = 28
	xNewValue       = 0
	xCWEventMask    = 0x800
	xPropertyChange = 1 << 22
	xModeAppend     = 2
)

const xClipboard = "CLIPBOARD"

// xDialLimit bounds a connection's setup when the caller sets no limit.
const xDialLimit = 2 * time.Second

var errXRefused = errors.New("the X server refused a request")

// xconn is a connection to an X server with one window of 1x1 pixel that is never
// shown: it owns or asks for a selection. One goroutine at a time reads from it.
type xconn struct {
	c     net.Conn
	r     *bufio.Reader
	root  uint32
	win   uint32
	seq   uint16
	atoms map[string]uint32
	queue []x11.Packet // events that came while an answer was awaited
}

// dialX connects to the display that DISPLAY names. ctx bounds the connecting
// only; see [xconn.until] for what comes after.
func dialX(ctx context.Context) (*xconn, error) {
	d, err := x11.ParseDisplay(os.Getenv("DISPLAY"))
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, xDialLimit)
	defer cancel()
	name, cookie := xCookie(d.Num)
	x, err := connectX(ctx, d, name, cookie)
	if err != nil && name != "" && ctx.Err() == nil {
		x, err = connectX(ctx, d, "", nil) // the cookie is stale; a local server may ask for none
	}
	if err != nil {
		return nil, fmt.Errorf("connect to the X server: %w", err)
	}
	return x, nil
}

// xCookie finds the cookie for a display, "" when there is none.
func xCookie(display int) (string, []byte) {
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

func connectX(ctx context.Context, d x11.Display, name string, cookie []byte) (*xconn, error) {
	var nd net.Dialer
	c, err := nd.DialContext(ctx, d.Net, d.Addr)
	if err != nil && d.Net == "unix" {
		c, err = nd.DialContext(ctx, "unix", "@/tmp/.X11-unix/X"+strconv.Itoa(d.Num))
	}
	if err != nil {
		return nil, err
	}
	x := &xconn{c: c, r: bufio.NewReader(c), atoms: map[string]uint32{}}
	stop := x.until(ctx)
	err = x.setup(name, cookie)
	if !stop() && err == nil {
		err = ctx.Err()
	}
	if err != nil {
		_ = c.Close()
		return nil, err
	}
	return x, nil
}

// setup shakes hands and makes the window.
func (x *xconn) setup(name string, cookie []byte) error {
	if _, err := x.c.Write(x11.SetupRequest(name, cookie)); err != nil {
		return err
	}
	s, err := x11.ReadSetup(x.r)
	if err != nil {
		return err
	}
	x.root = s.Root
	ids := x11.NewIDGen(s)
	// A server can hand out the id range of a client that has just left while
	// its window still stands; the next id is free then.
	for range 8 {
		x.win = ids.Next()
		seq, err := x.send(createWindow(x.win, x.root))
		if err != nil {
			return err
		}
		if err := x.sync(seq); !errors.Is(err, errXRefused) {
			return err
		}
	}
	return errXRefused
}

// createWindow is the request for a window that hears of changes to its properties,
// which is how a long selection arrives.
func createWindow(win, root uint32) []byte {
	req := append(x11.CreateWindow(win, root), 0, 0, 0, 0)
	binary.LittleEndian.PutUint16(req[2:], uint16(len(req)/4))
	binary.LittleEndian.PutUint32(req[28:], xCWEventMask)
	binary.LittleEndian.PutUint32(req[32:], xPropertyChange)
	return req
}

// until breaks the connection when ctx ends. stop undoes that and reports whether
// it was in time.
func (x *xconn) until(ctx context.Context) (stop func() bool) {
	return context.AfterFunc(ctx, func() { _ = x.c.Close() })
}

func (x *xconn) send(req []byte) (uint16, error) {
	if _, err := x.c.Write(req); err != nil {
		return 0, err
	}
	x.seq++
	return x.seq, nil
}

// ask sends a request and waits for its answer. Events that come first are kept
// for [xconn.event]: a clipboard manager may ask for our text before we even know
// that the selection is ours.
func (x *xconn) ask(req []byte) (x11.Packet, error) {
	seq, err := x.send(req)
	if err != nil {
		return x11.Packet{}, err
	}
	return x.answer(seq, seq)
}

// sync waits until the server has dealt with everything sent so far, and fails if
// it refused request seq.
func (x *xconn) sync(seq uint16) error {
	end, err := x.send(x11.GetInputFocus())
	if err != nil {
		return err
	}
	_, err = x.answer(end, seq)
	return err
}

// answer reads up to the answer to request end; an error that concerns end or
// watched is one.
func (x *xconn) answer(end, watched uint16) (x11.Packet, error) {
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
				return p, errXRefused
			}
			return p, nil
		}
	}
}

// event gives the next event, or an answer somebody left unread.
func (x *xconn) event() (x11.Packet, error) {
	if len(x.queue) > 0 {
		p := x.queue[0]
		x.queue = x.queue[1:]
		return p, nil
	}
	return x11.ReadPacket(x.r)
}

// atom gives the number of a name.
func (x *xconn) atom(name string) (uint32, error) {
	if a, ok := x.atoms[name]; ok {
		return a, nil
	}
	p, err := x.ask(x11.InternAtom(name, false))
	if err != nil {
		return 0, err
	}
	x.atoms[name] = p.Atom()
	return p.Atom(), nil
}

// owner gives the window that owns a selection, 0 when nobody does.
func (x *xconn) owner(selection uint32) (uint32, error) {
	p, err := x.ask(x11.GetSelectionOwner(selection))
	if err != nil {
		return 0, err
	}
	return p.SelectionOwner(), nil
}
