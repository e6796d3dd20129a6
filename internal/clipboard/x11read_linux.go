package clipboard

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"

	x11 "golang.design/x/x11"

	"lanyard/internal/x11conn"
)

// readLimit is the longest text that is read, in bytes; more is refused.
const readLimit = 4 << 20

var errLong = errors.New("what is on the clipboard is too long to paste")

// readX gives the text of the selection, asking for UTF-8 first.
func readX(ctx context.Context) (string, error) {
	x, err := dialX(ctx)
	if err != nil {
		return "", err
	}
	defer x.Close()
	defer x.Until(ctx)()
	for _, target := range []string{x11Text, mimeUTF8, x11Latin1} {
		data, typ, err := x.convert(xClipboard, target)
		if err != nil {
			return "", err
		}
		if data == nil {
			continue
		}
		if latin, err := x.Atom(x11Latin1); err == nil && typ == latin {
			return fromLatin1(data), nil
		}
		return string(data), nil
	}
	return "", nil
}

// convert asks the owner of a selection for one target. It gives nil when there is
// no owner or the owner does not have it.
func (x *xconn) convert(selection, target string) (data []byte, typ uint32, err error) {
	sel, err := x.Atom(selection)
	if err != nil {
		return nil, 0, err
	}
	tgt, err := x.Atom(target)
	if err != nil {
		return nil, 0, err
	}
	prop, err := x.Atom("LANYARD_PASTE")
	if err != nil {
		return nil, 0, err
	}
	if owner, err := x.Owner(sel); err != nil || owner == 0 {
		return nil, 0, err
	}
	if _, err := x.Send(x11.ConvertSelection(x.win, sel, tgt, prop, x11.CurrentTime)); err != nil {
		return nil, 0, err
	}
	for {
		p, err := x.Event()
		if err != nil {
			return nil, 0, err
		}
		if p.IsError() {
			return nil, 0, x11conn.ErrRefused
		}
		if p.EventCode() != x11.EventSelectionNotify || p.SelectionNotify().Target != tgt {
			continue
		}
		if p.SelectionNotify().Property == x11.None {
			return nil, 0, nil
		}
		return x.take(prop)
	}
}

// take fetches and deletes what an owner put into prop, in pieces if it announced
// pieces (ICCCM 2.7.2).
func (x *xconn) take(prop uint32) ([]byte, uint32, error) {
	x.DropEvents() // changes of the property so far concern what is fetched here
	data, typ, err := x.property(x.win, prop, true)
	if err != nil {
		return nil, 0, err
	}
	incr, err := x.Atom("INCR")
	if err != nil {
		return nil, 0, err
	}
	if typ != incr {
		return nonNil(data), typ, nil
	}
	var all []byte
	for {
		p, err := x.Event()
		if err != nil {
			return nil, 0, err
		}
		if !p.IsEvent() || p.EventCode() != xPropertyNotify || p.Raw[16] != xNewValue ||
			binary.LittleEndian.Uint32(p.Raw[8:]) != prop {
			continue
		}
		piece, t, err := x.property(x.win, prop, true)
		if err != nil {
			return nil, 0, err
		}
		if len(piece) == 0 {
			return nonNil(all), typ, nil
		}
		all, typ = append(all, piece...), t
		if len(all) > readLimit {
			return nil, 0, errLong
		}
	}
}

// property reads a property of a window, nil when there is none.
func (x *xconn) property(win, prop uint32, del bool) (data []byte, typ uint32, err error) {
	p, err := x.Ask(x11.GetProperty(del, win, prop, 0, 0, readLimit/4))
	if err != nil {
		return nil, 0, fmt.Errorf("read a property: %w", err)
	}
	if binary.LittleEndian.Uint32(p.Raw[12:]) > 0 {
		return nil, 0, errLong
	}
	return p.PropertyValue(), binary.LittleEndian.Uint32(p.Raw[8:]), nil
}

// nonNil keeps an empty text apart from no text.
func nonNil(b []byte) []byte {
	if b == nil {
		return []byte{}
	}
	return b
}
