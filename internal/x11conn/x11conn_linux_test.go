package x11conn

import (
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
func scripted(t *testing.T, request int, says ...[]byte) *Conn {
	t.Helper()
	ours, theirs := net.Pipe()
	t.Cleanup(func() { _ = ours.Close(); _ = theirs.Close() })
	go func() {
		_, _ = io.ReadFull(theirs, make([]byte, request))
		_, _ = theirs.Write(slices.Concat(says...))
	}()
	return newConn(ours)
}

// TestEventsBeforeAnAnswerAreKept stands for a clipboard manager that asks for our
// text before the server has told us that the selection is ours.
func TestEventsBeforeAnAnswerAreKept(t *testing.T) {
	x := scripted(t, 8, packet(x11.EventSelectionRequest, 1), packet(1, 1), packet(x11.EventSelectionClear, 1))
	if _, err := x.Ask(x11.GetSelectionOwner(1)); err != nil {
		t.Fatal(err)
	}
	for _, want := range []byte{x11.EventSelectionRequest, x11.EventSelectionClear} {
		p, err := x.Event()
		if err != nil || p.EventCode() != want {
			t.Errorf("event %d, %v, want %d", p.EventCode(), err, want)
		}
	}
}

func TestARefusedRequestIsAnError(t *testing.T) {
	x := scripted(t, 8, packet(0, 1))
	if _, err := x.Ask(x11.GetSelectionOwner(1)); !errors.Is(err, ErrRefused) {
		t.Errorf("err = %v", err)
	}
}

func TestAnErrorOfAnotherRequestIsNot(t *testing.T) {
	x := scripted(t, 8, packet(0, 77), packet(1, 1))
	if _, err := x.Ask(x11.GetSelectionOwner(1)); err != nil {
		t.Errorf("err = %v", err)
	}
}
