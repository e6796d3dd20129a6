package display

import (
	"context"
	"encoding/binary"

	"lanyard/internal/platform/bus"
	"lanyard/internal/x11conn"

	x11 "golang.design/x/x11"
)

// Numbers of the X11 protocol and of the window managers' specification (EWMH).
const (
	xSendEvent            = 25
	xClientMessage        = 33
	xSubstructureNotify   = 1 << 19
	xSubstructureRedirect = 1 << 20
	xCardinal             = 6 // the type of a number

	fromPager     = 2          // _NET_ACTIVE_WINDOW: the user wants it, rather than the window itself
	allWorkspaces = 0xffffffff // _NET_WM_DESKTOP
)

// manager is a connection to an X server that talks to its window manager.
type manager struct{ *x11conn.Conn }

// Activate asks the window manager to bring an X window to the front: from another
// workspace too, and where a window that asks for itself would only be made to blink. It
// is for when the user has asked for the window, such as by starting the program once
// more. The window manager may not do it.
func Activate(ctx context.Context, window uintptr) error {
	ctx, cancel := context.WithTimeout(ctx, bus.AskLimit)
	defer cancel()
	c, err := x11conn.Dial(ctx)
	if err != nil {
		return err
	}
	defer c.Close()
	c.Until(ctx)
	x := manager{c}
	if err := x.goTo(uint32(window)); err != nil {
		return err
	}
	if err := x.tell(uint32(window), "_NET_ACTIVE_WINDOW", fromPager, 0); err != nil {
		return err
	}
	_, err = x.Ask(x11.GetInputFocus()) // which is answered after what came before it
	return err
}

// goTo switches to the workspace that a window is on. Some window managers leave that to
// the program that activates a window.
func (x manager) goTo(window uint32) error {
	on, known, err := x.number(window, "_NET_WM_DESKTOP")
	if err != nil || !known || on == allWorkspaces {
		return err
	}
	current, known, err := x.number(x.Root, "_NET_CURRENT_DESKTOP")
	if err != nil || !known || current == on {
		return err
	}
	return x.tell(x.Root, "_NET_CURRENT_DESKTOP", on, 0)
}

// atom gives the number of a name; bus.ErrAbsent when it was never used, which for
// EWMH's names means that no window manager has run here.
func (x manager) atom(name string) (uint32, error) {
	a, err := x.KnownAtom(name)
	if err == nil && a == 0 {
		err = bus.ErrAbsent
	}
	return a, err
}

// number reads a property that is one number.
func (x manager) number(window uint32, property string) (n uint32, known bool, err error) {
	atom, err := x.atom(property)
	if err != nil {
		return 0, false, err
	}
	p, err := x.Ask(x11.GetProperty(false, window, atom, xCardinal, 0, 1))
	if err != nil {
		return 0, false, err
	}
	v := p.PropertyValue()
	if len(v) < 4 {
		return 0, false, nil
	}
	return binary.LittleEndian.Uint32(v), true, nil
}

// tell sends the window manager a message about a window.
func (x manager) tell(window uint32, message string, values ...uint32) error {
	atom, err := x.atom(message)
	if err == nil {
		_, err = x.Send(managerMessage(x.Root, window, atom, values...))
	}
	return err
}

// managerMessage is the request that sends a message of up to five numbers.
func managerMessage(root, window, message uint32, values ...uint32) []byte {
	le := binary.LittleEndian
	req := make([]byte, 44)
	req[0] = xSendEvent
	le.PutUint16(req[2:], uint16(len(req)/4))
	le.PutUint32(req[4:], root)
	le.PutUint32(req[8:], xSubstructureNotify|xSubstructureRedirect)
	event := req[12:]
	event[0], event[1] = xClientMessage, 32
	le.PutUint32(event[4:], window)
	le.PutUint32(event[8:], message)
	for i, v := range values {
		le.PutUint32(event[12+4*i:], v)
	}
	return req
}
