package desktop

import (
	"bufio"
	"context"
	"encoding/binary"
	"errors"
	"net"
	"os"
	"path/filepath"
	"time"

	x11 "golang.design/x/x11"
)

// Numbers of the X11 protocol that package x11 has no names for.
const (
	xQueryExtension   = 98
	xScreenSaverQuery = 1 // of MIT-SCREEN-SAVER: QueryInfo
)

var errXRefused = errors.New("the X server refused a request")

// xconn is a connection to an X server that only asks questions.
type xconn struct {
	c    net.Conn
	r    *bufio.Reader
	root uint32
}

// dialX connects to the display that DISPLAY names. The connection breaks when ctx
// ends.
func dialX(ctx context.Context) (*xconn, error) {
	d, err := x11.ParseDisplay(os.Getenv("DISPLAY"))
	if err != nil {
		return nil, err
	}
	name, cookie := xCookie(d.Num)
	x, err := connectX(ctx, d, name, cookie)
	if err != nil && name != "" && ctx.Err() == nil {
		x, err = connectX(ctx, d, "", nil) // the cookie is stale; a local server may ask for none
	}
	if err != nil && ctx.Err() != nil {
		err = ctx.Err() // rather than that the connection was closed, which we did
	}
	return x, err
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
		var abstract error
		if c, abstract = nd.DialContext(ctx, "unix", "@"+d.Addr); abstract == nil {
			err = nil
		}
	}
	if err != nil {
		return nil, err
	}
	context.AfterFunc(ctx, func() { _ = c.Close() })
	x := &xconn{c: c, r: bufio.NewReader(c)}
	if _, err = c.Write(x11.SetupRequest(name, cookie)); err == nil {
		var s x11.Setup
		s, err = x11.ReadSetup(x.r)
		x.root = s.Root
	}
	if err != nil {
		_ = c.Close()
		return nil, err
	}
	return x, nil
}

// ask sends a request and reads its answer. No events come: nothing asked for any.
func (x *xconn) ask(req []byte) (x11.Packet, error) {
	if _, err := x.c.Write(req); err != nil {
		return x11.Packet{}, err
	}
	for {
		p, err := x11.ReadPacket(x.r)
		switch {
		case err != nil:
			return p, err
		case p.IsError():
			return p, errXRefused
		case p.IsReply():
			return p, nil
		}
	}
}

// extension gives the number of an extension's requests, and whether the server has it.
func (x *xconn) extension(name string) (major byte, there bool, err error) {
	req := make([]byte, 8, 8+len(name)+3)
	req[0] = xQueryExtension
	binary.LittleEndian.PutUint16(req[4:], uint16(len(name)))
	req = append(req, name...)
	req = append(req, make([]byte, -len(name)&3)...)
	binary.LittleEndian.PutUint16(req[2:], uint16(len(req)/4))
	p, err := x.ask(req)
	if err != nil {
		return 0, false, err
	}
	return p.Raw[9], p.Raw[8] == 1, nil
}

// xIdle asks the X server since when nobody has touched keyboard or mouse
// (MIT-SCREEN-SAVER).
func xIdle(ctx context.Context) (time.Duration, error) {
	ctx, cancel := context.WithTimeout(ctx, askLimit)
	defer cancel()
	x, err := dialX(ctx)
	if err != nil {
		return 0, err
	}
	defer x.c.Close()
	major, there, err := x.extension("MIT-SCREEN-SAVER")
	if err != nil {
		return 0, err
	}
	if !there {
		return 0, errAbsent
	}
	req := []byte{major, xScreenSaverQuery, 2, 0, 0, 0, 0, 0}
	binary.LittleEndian.PutUint32(req[4:], x.root)
	p, err := x.ask(req)
	if err != nil {
		return 0, err
	}
	return time.Duration(binary.LittleEndian.Uint32(p.Raw[16:])) * time.Millisecond, nil
}
