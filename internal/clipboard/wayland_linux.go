package clipboard

import (
	"context"
	"errors"
	"fmt"
	"time"

	"lanyard/internal/wayland"
)

// The selection of a compositor is reached through a data-control manager, which needs
// no window and no focus. The two that exist differ in name only: ext_data_control_v1 is
// what wlr_data_control became.

// Opcodes of requests and events.
const (
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

// wlconn is a connection to a compositor with a data device for the first seat.
type wlconn struct {
	*wayland.Conn
	manager, device uint32
}

// dialWayland connects and makes the device. The connection breaks when ctx ends before
// that is done.
func dialWayland(ctx context.Context) (*wlconn, error) {
	ctx, cancel := context.WithTimeout(ctx, putLimit)
	defer cancel()
	c, err := wayland.Dial(ctx)
	if err != nil {
		return nil, fmt.Errorf("connect to the compositor: %w", err)
	}
	w := &wlconn{Conn: c}
	stop := w.Until(ctx)
	err = w.makeDevice()
	if !stop() && err == nil {
		err = ctx.Err()
	}
	if err != nil {
		w.Close()
		return nil, fmt.Errorf("connect to the compositor: %w", err)
	}
	return w, nil
}

// makeDevice finds the manager and the seat and makes the device.
func (w *wlconn) makeDevice() error {
	offers, err := w.Offers()
	if err != nil {
		return err
	}
	for _, kind := range wlManagers() {
		if o, ok := offers[kind]; ok && w.manager == 0 {
			if w.manager, err = w.Bind(o, 1); err != nil {
				return err
			}
		}
	}
	o, ok := offers["wl_seat"]
	if !ok || w.manager == 0 {
		return errNoDataControl
	}
	seat, err := w.Bind(o, 1)
	if err != nil {
		return err
	}
	w.device = w.NewID()
	return w.Request(w.manager, wlGetDevice, wayland.Words(w.device, seat))
}
