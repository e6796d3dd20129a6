package display

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"strconv"
	"strings"
	"syscall"

	"lanyard/internal/platform/bus"
	"lanyard/internal/wayland"
	"lanyard/internal/x11conn"
)

// checkDisplay asks whom the toolkit will ask: the X server in a build for X alone and
// where FYNE_PLATFORM says so, else whichever of compositor and X server is there.
func checkDisplay(ctx context.Context) (release func(), err error) {
	ctx, cancel := context.WithTimeout(ctx, displayLimit)
	defer cancel()
	wanted := os.Getenv("FYNE_PLATFORM")
	asWayland := !onlyX && os.Getenv("WAYLAND_DISPLAY") != "" && !strings.EqualFold(wanted, "x11")
	x := os.Getenv("DISPLAY") != "" && !(asWayland && strings.EqualFold(wanted, "wayland"))
	switch {
	case asWayland && x:
		if checkWayland(ctx) == nil {
			return func() {}, nil
		}
		return checkX(ctx)
	case asWayland:
		return func() {}, checkWayland(ctx)
	case x:
		return checkX(ctx)
	case onlyX && os.Getenv("WAYLAND_DISPLAY") != "":
		return nil, errors.New("there is no X display: this build draws through X11, and this Wayland session has no XWayland (DISPLAY is not set)")
	case onlyX:
		return nil, errors.New("there is no display: DISPLAY is not set")
	}
	return nil, errors.New("there is no display: neither DISPLAY nor WAYLAND_DISPLAY is set")
}

func checkX(ctx context.Context) (release func(), err error) {
	name := os.Getenv("DISPLAY")
	c, err := x11conn.Dial(ctx)
	if err != nil {
		return nil, xTrouble(name, err)
	}
	stop := c.Until(ctx)
	_, there, err := c.Extension("GLX")
	if !stop() {
		err = ctx.Err()
	}
	switch {
	case err != nil:
		err = xTrouble(name, err)
	case !there:
		err = fmt.Errorf("display %s has no OpenGL (the GLX extension is missing), without which no window can be drawn", quote(name))
	default:
		return c.Close, nil
	}
	c.Close()
	return nil, err
}

// xTrouble says in words why a display cannot be used.
func xTrouble(name string, err error) error {
	var network *net.OpError
	switch {
	case errors.Is(err, context.Canceled):
		return err
	case errors.Is(err, context.DeadlineExceeded):
		return fmt.Errorf("the X server of display %s does not answer", quote(name))
	case errors.Is(err, syscall.ENOENT), errors.Is(err, syscall.ECONNREFUSED):
		return fmt.Errorf("no X server runs at display %s, which DISPLAY names", quote(name))
	case errors.As(err, &network):
		return fmt.Errorf("display %s, which DISPLAY names, cannot be reached: %s", quote(name), bus.Clean(network.Err.Error()))
	}
	return fmt.Errorf("the X server of display %s lets nobody in: %s", quote(name), bus.Clean(strings.TrimPrefix(err.Error(), "x11: ")))
}

func checkWayland(ctx context.Context) error {
	name := os.Getenv("WAYLAND_DISPLAY")
	w, err := wayland.Dial(ctx)
	if err == nil {
		defer w.Close()
		defer w.Until(ctx)()
		err = w.RoundTrip(func(wayland.Event) {})
	}
	switch {
	case err == nil:
		return nil
	case errors.Is(ctx.Err(), context.Canceled):
		return ctx.Err()
	case ctx.Err() != nil:
		return fmt.Errorf("the Wayland compositor of display %s does not answer", quote(name))
	}
	return fmt.Errorf("no Wayland compositor runs at display %s, which WAYLAND_DISPLAY names", quote(name))
}

// quote shows the value of a variable.
func quote(s string) string { return strconv.Quote(bus.Clean(s)) }
