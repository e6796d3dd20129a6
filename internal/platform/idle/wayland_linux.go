package idle

import (
	"context"
	"math"
	"time"

	"lanyard/internal/platform/bus"
	"lanyard/internal/wayland"
)

// What it takes to be told by a compositor when the user is away: ext-idle-notify-v1.
const (
	wlNotifier    = "ext_idle_notifier_v1"
	wlNotifyIdle  = 1 // of the notifier: counts as away only where no film keeps the screen on
	wlNotifyInput = 2 // of the notifier, from version 2: films do not matter
	wlIdled       = 0 // event of a notification
)

// idleNotified has the compositor tell when nobody has used keyboard or mouse for a time,
// until ctx ends. The error is bus.ErrAbsent outside Wayland, where the compositor offers no
// such thing, and when it went away.
func idleNotified(ctx context.Context, after time.Duration, idle func()) error {
	w, err := dialWayland(ctx)
	if err != nil {
		return gone(ctx)
	}
	defer w.Close()
	defer w.Until(ctx)()
	notification, err := notify(ctx, w, after)
	if err != nil {
		return gone(ctx)
	}
	for {
		e, err := w.Event()
		if err != nil {
			return gone(ctx)
		}
		if e.Is(notification, wlIdled) {
			idle()
		}
	}
}

// gone is why a connection ended: ctx, or the other side.
func gone(ctx context.Context) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return bus.ErrAbsent
}

// dialWayland connects to this session's compositor within the usual limit.
func dialWayland(ctx context.Context) (*wayland.Conn, error) {
	ctx, cancel := context.WithTimeout(ctx, bus.AskLimit)
	defer cancel()
	return wayland.Dial(ctx)
}

// notify asks for a notification for the first seat and gives its number. The compositor
// has the usual limit to answer.
func notify(ctx context.Context, w *wayland.Conn, after time.Duration) (uint32, error) {
	ctx, cancel := context.WithTimeout(ctx, bus.AskLimit)
	defer cancel()
	defer w.Until(ctx)()
	offers, err := w.Offers()
	if err != nil {
		return 0, err
	}
	notifier, there := offers[wlNotifier]
	seat, seated := offers["wl_seat"]
	if !there || !seated {
		return 0, bus.ErrAbsent
	}
	version := min(notifier.Version, 2)
	notifierID, err := w.Bind(notifier, version)
	if err != nil {
		return 0, err
	}
	seatID, err := w.Bind(seat, 1)
	if err != nil {
		return 0, err
	}
	op := uint16(wlNotifyIdle)
	if version >= 2 {
		op = wlNotifyInput
	}
	id := w.NewID()
	ms := uint32(min(max(after.Milliseconds(), 1), math.MaxUint32))
	if err := w.Request(notifierID, op, wayland.Words(id, ms, seatID)); err != nil {
		return 0, err
	}
	return id, w.RoundTrip(func(wayland.Event) {}) // a refusal comes before the answer
}
