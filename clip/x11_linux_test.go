package clip

import (
	"bufio"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"slices"
	"testing"

	x11 "golang.design/x/x11"
)

// packet is 32 bytes from an X server: an error, an answer or an event.
func packet(kind byte, seq uint16) []byte {
	p := make([]byte, 32)
	p[0] = kind
	binary.LittleEndian.PutUint16(p[2:], seq)
	return p
}

// scripted gives a connection to a server that reads requests of the given sizes
// and then says what it is told to.
func scripted(t *testing.T, request int, says ...[]byte) *xconn {
	t.Helper()
	ours, theirs := net.Pipe()
	t.Cleanup(func() { _ = ours.Close(); _ = theirs.Close() })
	go func() {
		_, _ = io.ReadFull(theirs, make([]byte, request))
		_, _ = theirs.Write(slices.Concat(says...))
	}()
	return &xconn{c: ours, r: bufio.NewReader(ours), atoms: map[string]uint32{}}
}

// TestXEventsBeforeAnAnswerAreKept stands for a clipboard manager that asks for our
// text before the server has told us that the selection is ours.
func TestXEventsBeforeAnAnswerAreKept(t *testing.T) {
	x := scripted(t, 8, packet(x11.EventSelectionRequest, 1), packet(1, 1), packet(x11.EventSelectionClear, 1))
	if _, err := x.ask(x11.GetSelectionOwner(1)); err != nil {
		t.Fatal(err)
	}
	for _, want := range []byte{x11.EventSelectionRequest, x11.EventSelectionClear} {
		p, err := x.event()
		if err != nil || p.EventCode() != want {
			t.Errorf("event %d, %v, want %d", p.EventCode(), err, want)
		}
	}
}

func TestXARefusedRequestIsAnError(t *testing.T) {
	x := scripted(t, 8, packet(0, 1))
	if _, err := x.ask(x11.GetSelectionOwner(1)); !errors.Is(err, errXRefused) {
		t.Errorf("err = %v", err)
	}
}

func TestXAnErrorOfAnotherRequestIsNot(t *testing.T) {
	x := scripted(t, 8, packet(0, 77), packet(1, 1))
	if _, err := x.ask(x11.GetSelectionOwner(1)); err != nil {
		t.Errorf("err = %v", err)
	}
}

// FuzzWaylandString feeds the decoder what a hostile compositor might send.
func FuzzWaylandString(f *testing.F) {
	for _, s := range []string{"", "text/plain", "abc", "abcd"} {
		f.Add(append(wlString(s), 1, 2, 3, 4))
	}
	f.Add([]byte{0xff, 0xff, 0xff, 0xff, 0})
	f.Add([]byte{0, 0, 0, 0})
	f.Fuzz(func(t *testing.T, b []byte) {
		s, rest, ok := wlTakeString(b)
		if ok && len(s)+len(rest) > len(b)-5 {
			t.Errorf("%d bytes gave a string of %d and a rest of %d", len(b), len(s), len(rest))
		}
	})
}

func TestWaylandStringsComeBack(t *testing.T) {
	for _, want := range []string{"", "a", "abc", "abcd", "text/plain;charset=utf-8"} {
		b := append(wlString(want), "rest"...)
		got, rest, ok := wlTakeString(b)
		if !ok || got != want || string(rest) != "rest" || len(b)%4 != 0 {
			t.Errorf("%q came back as %q, %q, %v", want, got, rest, ok)
		}
	}
}
