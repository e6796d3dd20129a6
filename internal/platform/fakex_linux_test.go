package platform

import (
	"encoding/binary"
	"io"
	"net"
	"strconv"
	"sync"
	"testing"
	"time"
)

// fakeX is an X server that knows connection setup, QueryExtension and the screen saver's
// QueryInfo.
type fakeX struct {
	extensions map[string]byte // by the number of their requests
	refuse     string          // why it lets nobody in
	hang       bool            // it takes calls and says nothing

	mu   sync.Mutex
	idle time.Duration
}

const fakeRoot = 0x2a7

// serve makes the display this test's DISPLAY.
func (f *fakeX) serve(t *testing.T) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	t.Setenv("DISPLAY", "127.0.0.1:"+displayNumber(l))
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			if !f.hang {
				go f.talk(c)
			}
		}
	}()
}

// displayNumber is the number of the display that a listener stands for.
func displayNumber(l net.Listener) string {
	return strconv.Itoa(l.Addr().(*net.TCPAddr).Port - 6000)
}

func (f *fakeX) talk(c net.Conn) {
	defer c.Close()
	hello := make([]byte, 12)
	if _, err := io.ReadFull(c, hello); err != nil {
		return
	}
	le := binary.LittleEndian
	pad := func(n uint16) int64 { return int64(n+3) &^ 3 }
	_, _ = io.CopyN(io.Discard, c, pad(le.Uint16(hello[6:]))+pad(le.Uint16(hello[8:])))
	if f.refuse != "" {
		reason := append([]byte(f.refuse), make([]byte, -len(f.refuse)&3)...)
		_, _ = c.Write(append([]byte{0, byte(len(f.refuse)), 11, 0, 0, 0, byte(len(reason) / 4), 0}, reason...))
		return
	}
	more := make([]byte, 32+40) // no vendor, no formats, one screen
	le.PutUint32(more[8:], 0x1fffff)
	more[20] = 1
	le.PutUint32(more[32:], fakeRoot)
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

func (f *fakeX) answer(seq uint16, head, body []byte) []byte {
	le := binary.LittleEndian
	p := make([]byte, 32)
	le.PutUint16(p[2:], seq)
	switch saver := f.extensions["MIT-SCREEN-SAVER"]; {
	case head[0] == 98:
		p[0] = 1
		if major, ok := f.extensions[string(body[4:4+le.Uint16(body)])]; ok {
			p[8], p[9] = 1, major
		}
	case saver != 0 && head[0] == saver && head[1] == 1 && le.Uint32(body) == fakeRoot:
		p[0] = 1
		f.mu.Lock()
		le.PutUint32(p[16:], uint32(f.idle.Milliseconds()))
		f.mu.Unlock()
	} // anything else is an error
	return p
}
