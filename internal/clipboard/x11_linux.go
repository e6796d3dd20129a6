package clipboard

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"

	x11 "golang.design/x/x11"

	"lanyard/internal/x11conn"
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

// xconn is a connection to an X server with one window of 1x1 pixel that is never
// shown: it owns or asks for a selection.
type xconn struct {
	*x11conn.Conn
	win uint32
}

// dialX connects to the display that DISPLAY names and makes the window. ctx bounds
// that only.
func dialX(ctx context.Context) (*xconn, error) {
	c, err := x11conn.Dial(ctx)
	if err != nil {
		return nil, fmt.Errorf("connect to the X server: %w", err)
	}
	x := &xconn{Conn: c}
	stop := x.Until(ctx)
	err = x.makeWindow()
	if !stop() && err == nil {
		err = ctx.Err()
	}
	if err != nil {
		x.Close()
		return nil, fmt.Errorf("connect to the X server: %w", err)
	}
	return x, nil
}

// makeWindow tries a few numbers: one that a client left behind is refused, and the
// next is free then.
func (x *xconn) makeWindow() error {
	for range 8 {
		x.win = x.NewID()
		seq, err := x.Send(createWindow(x.win, x.Root))
		if err != nil {
			return err
		}
		if err := x.Sync(seq); !errors.Is(err, x11conn.ErrRefused) {
			return err
		}
	}
	return x11conn.ErrRefused
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
