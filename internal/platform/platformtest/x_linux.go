package platformtest

import (
	"encoding/binary"
	"io"
	"net"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// FakeX is an X server that knows connection setup, QueryExtension and the screen saver's
// QueryInfo.
type FakeX struct {
	Extensions map[string]byte // by the number of their requests
	Refuse     string          // why it lets nobody in
	Hang       bool            // it takes calls and says nothing

	mu   sync.Mutex
	Idle time.Duration // since when nobody has used it
}

// FakeRoot is the number of its root window.
const FakeRoot = 0x2a7

// Serve makes the display this test's DISPLAY.
func (f *FakeX) Serve(t *testing.T) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	t.Setenv("DISPLAY", "127.0.0.1:"+DisplayNumber(l))
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			if !f.Hang {
				go f.talk(c)
			}
		}
	}()
}

// DisplayNumber is the number of the display that a listener stands for.
func DisplayNumber(l net.Listener) string {
	return strconv.Itoa(l.Addr().(*net.TCPAddr).Port - 6000)
}

func (f *FakeX) talk(c net.Conn) {
	defer c.Close()
	hello := make([]byte, 12)
	if _, err := io.ReadFull(c, hello); err != nil {
		return
	}
	le := binary.LittleEndian
	pad := func(n uint16) int64 { return int64(n+3) &^ 3 }
	_, _ = io.CopyN(io.Discard, c, pad(le.Uint16(hello[6:]))+pad(le.Uint16(hello[8:])))
	if f.Refuse != "" {
		reason := append([]byte(f.Refuse), make([]byte, -len(f.Refuse)&3)...)
		_, _ = c.Write(append([]byte{0, byte(len(f.Refuse)), 11, 0, 0, 0, byte(len(reason) / 4), 0}, reason...))
		return
	}
	more := make([]byte, 32+40) // no vendor, no formats, one screen
	le.PutUint32(more[8:], 0x1fffff)
	more[20] = 1
	le.PutUint32(more[32:], FakeRoot)
	setup := []byte{1, 0, 11, 0, 0, 0, byte(len(more) / 4), 0}
	_, _ = c.Write(append(setup, more...))
	for seq := uint16(1); ; seq++ {
		head := make([]byte, 4)
		if _, err := io.ReadFull(c, head); err != nil {
			return
		}
		body := make([]byte, int(le.Uint16(head[2:]))*4-4)
		if _, err := io.ReadFull(c, body); err != nil {
			return
		}
		_, _ = c.Write(f.answer(seq, head, body))
	}
}

func (f *FakeX) answer(seq uint16, head, body []byte) []byte {
	le := binary.LittleEndian
	p := make([]byte, 32)
	le.PutUint16(p[2:], seq)
	switch saver := f.Extensions["MIT-SCREEN-SAVER"]; {
	case head[0] == 98:
		p[0] = 1
		if major, ok := f.Extensions[string(body[4:4+le.Uint16(body)])]; ok {
			p[8], p[9] = 1, major
		}
	case saver != 0 && head[0] == saver && head[1] == 1 && le.Uint32(body) == FakeRoot:
		p[0] = 1
		f.mu.Lock()
		le.PutUint32(p[16:], uint32(f.Idle.Milliseconds()))
		f.mu.Unlock()
	} // anything else is an error
	return p
}

// Said compares an error with what it should say.
func Said(t *testing.T, err error, want string) {
	t.Helper()
	switch {
	case want == "" && err != nil, want != "" && err == nil:
		t.Errorf("%v, want %q", err, want)
	case err != nil && !strings.Contains(err.Error(), want):
		t.Errorf("%v, want %q", err, want)
	case err != nil && strings.ContainsAny(err.Error(), "\x07\x1b\n"):
		t.Errorf("%q has control characters", err)
	}
}
