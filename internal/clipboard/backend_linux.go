package clipboard

import (
	"context"
	"encoding/binary"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"lanyard/internal/wayland"
)

// openBackend finds the way to the clipboard of this session: natively where a
// Wayland compositor has data-control; else through a wl-copy that can mark what it
// copies; else through the X server, which on Wayland is XWayland. An older wl-copy
// is no way: it keeps what it copies in a file under /tmp.
func openBackend() (backend, error) {
	ctx, cancel := context.WithTimeout(context.Background(), openLimit)
	defer cancel()
	var why error
	if wayland.Socket() != "" {
		w, err := dialWayland(ctx)
		if err == nil {
			w.Close()
			return waylandBackend{}, nil
		}
		why = err
		if path := findWlCopy(ctx); path != "" {
			return newWlCopy(ctx, path), nil
		}
	}
	x, err := dialX(ctx)
	if err == nil {
		x.Close()
		return x11Backend{}, nil
	}
	if why != nil {
		return nil, fmt.Errorf("%w; %w", why, err)
	}
	return nil, err
}

// openLimit bounds the search.
const openLimit = 3 * time.Second

// x11Backend reaches the CLIPBOARD selection of an X server, XWayland included.
type x11Backend struct{}

func (x11Backend) formats(text string, mark bool) []format { return x11Formats(text, mark) }

func (x11Backend) put(ctx context.Context, fs []format) (holding, error) { return putX(ctx, fs) }

func (x11Backend) read(ctx context.Context) (string, error) { return readX(ctx) }

func (x11Backend) canMark() bool { return true }

func (x11Backend) serves() bool { return true }

func (x11Backend) marked(ctx context.Context) (bool, error) {
	x, err := dialX(ctx)
	if err != nil {
		return false, err
	}
	defer x.Close()
	defer x.Until(ctx)()
	data, _, err := x.convert(xClipboard, kdeHint)
	return string(data) == kdeSecret, err
}

func (x11Backend) managers(ctx context.Context) []manager {
	ms := runningManagers(ctx)
	if m, ok := xManager(ctx); ok && !slices.ContainsFunc(ms, func(o manager) bool { return o.name == m.name }) {
		ms = append(ms, m)
	}
	return ms
}

// xManager finds the program that owns the selection by which clipboard managers
// make themselves known. Not all do.
func xManager(ctx context.Context) (manager, bool) {
	x, err := dialX(ctx)
	if err != nil {
		return manager{}, false
	}
	defer x.Close()
	defer x.Until(ctx)()
	sel, err := x.Atom("CLIPBOARD_MANAGER")
	if err != nil {
		return manager{}, false
	}
	win, err := x.Owner(sel)
	if err != nil || win == 0 {
		return manager{}, false
	}
	return ownerOf(x.windowNames(win))
}

// windowNames lists what is known of a window's program: its file name if the
// window tells its process, then its title, then the two parts of its class.
func (x *xconn) windowNames(win uint32) []string {
	var names []string
	if pid := x.text(win, "_NET_WM_PID"); len(pid) == 4 {
		line, err := os.ReadFile("/proc/" + strconv.Itoa(int(binary.LittleEndian.Uint32(pid))) + "/comm")
		if err == nil {
			names = append(names, strings.TrimSpace(string(line)))
		}
	}
	for _, prop := range []string{"_NET_WM_NAME", "WM_NAME", "WM_CLASS"} {
		for part := range strings.SplitSeq(string(x.text(win, prop)), "\x00") {
			if part != "" {
				names = append(names, part)
			}
		}
	}
	return names
}

// text gives a property's bytes, nil when there is none.
func (x *xconn) text(win uint32, name string) []byte {
	prop, err := x.Atom(name)
	if err != nil {
		return nil
	}
	data, _, err := x.property(win, prop, false)
	if err != nil {
		return nil
	}
	return data
}
