package platform

import (
	"context"
	"encoding/binary"
	"time"

	"lanyard/internal/x11conn"
)

// Numbers of the X11 protocol that package x11 has no names for.
const (
	xQueryExtension   = 98
	xScreenSaverQuery = 1 // of MIT-SCREEN-SAVER: QueryInfo
)

// xconn is a connection to an X server that only asks questions.
type xconn struct{ *x11conn.Conn }

// dialX connects to the display that DISPLAY names. The connection breaks when ctx
// ends.
func dialX(ctx context.Context) (xconn, error) {
	c, err := x11conn.Dial(ctx)
	if err != nil {
		return xconn{}, err
	}
	c.Until(ctx)
	return xconn{c}, nil
}

// extension gives the number of an extension's requests, and whether the server has it.
func (x xconn) extension(name string) (major byte, there bool, err error) {
	req := make([]byte, 8, 8+len(name)+3)
	req[0] = xQueryExtension
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

// xIdle asks the X server since when nobody has touched keyboard or mouse
// (MIT-SCREEN-SAVER).
func xIdle(ctx context.Context) (time.Duration, error) {
	ctx, cancel := context.WithTimeout(ctx, askLimit)
	defer cancel()
	x, err := dialX(ctx)
	if err != nil {
		return 0, err
	}
	defer x.Close()
	major, there, err := x.extension("MIT-SCREEN-SAVER")
	if err != nil {
		return 0, err
	}
	if !there {
		return 0, errAbsent
	}
	req := []byte{major, xScreenSaverQuery, 2, 0, 0, 0, 0, 0}
	binary.LittleEndian.PutUint32(req[4:], x.Root)
	p, err := x.Ask(req)
	if err != nil {
		return 0, err
	}
	return time.Duration(binary.LittleEndian.Uint32(p.Raw[16:])) * time.Millisecond, nil
}
