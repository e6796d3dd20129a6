package sim

import (
	"bytes"
	"context"
	"encoding/binary"
	"io"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
)

// The types of HTTP/2 frames (RFC 9113, section 6), and the flags used here.
const (
	frameData         byte = 0x0
	frameHeaders      byte = 0x1
	frameReset        byte = 0x3
	frameSettings     byte = 0x4
	framePush         byte = 0x5
	framePing         byte = 0x6
	frameGoAway       byte = 0x7
	frameWindow       byte = 0x8
	frameContinuation byte = 0x9
	frameUnknown      byte = 0xf0

	flagAck        byte = 0x1
	flagEndHeaders byte = 0x4
	flagPadded     byte = 0x8
)

// Blocks of HPACK: ":status: 200", and ":status: 103".
const (
	blockOK    = "\x88"
	blockHints = "\x08\x03103"
)

// frame makes an HTTP/2 frame.
func frame(kind, flags byte, stream uint32, payload string) []byte {
	b := make([]byte, 0, 9+len(payload))
	b = append(b, byte(len(payload)>>16), byte(len(payload)>>8), byte(len(payload)), kind, flags)
	b = binary.BigEndian.AppendUint32(b, stream)
	return append(b, payload...)
}

// word is a number of 32 bits as frames have it.
func word(n uint32) string { return string(binary.BigEndian.AppendUint32(nil, n)) }

// frames is what a server sends in place of an answer: some frames once, then others
// again and again. Then, or where nothing is repeated, it stays silent.
type frames struct {
	once  func(stream uint32) []byte
	again func(stream uint32) []byte
}

// serve sends the frames: on the request's stream where the client speaks HTTP/2, else
// after its HTTP/1.1 request.
func (f frames) serve(c *call, _ Fault) {
	ctx := c.r.Context()
	l := lineOf(ctx)
	if l == nil {
		panic(http.ErrAbortHandler)
	}
	conn, stream := l.Conn, l.stream()
	if c.r.ProtoMajor < 2 {
		ours, _, err := http.NewResponseController(c.w).Hijack()
		if err != nil {
			panic(http.ErrAbortHandler)
		}
		defer func() { _ = ours.Close() }()
		var leave context.CancelFunc
		ctx, leave = context.WithCancel(ctx)
		defer leave()
		go func() { // nobody else notices that the client has left
			defer leave()
			_, _ = io.Copy(io.Discard, ours)
		}()
		defer context.AfterFunc(ctx, func() { _ = ours.Close() })()
		conn = ours
	}
	f.send(ctx, conn, stream)
	<-ctx.Done()
	panic(http.ErrAbortHandler)
}

// send writes the frames as long as anybody takes them.
func (f frames) send(ctx context.Context, w io.Writer, stream uint32) {
	if f.once != nil {
		if _, err := w.Write(f.once(stream)); err != nil {
			return
		}
	}
	if f.again == nil {
		return
	}
	const many = 64
	b := bytes.Repeat(f.again(stream), many)
	for ctx.Err() == nil {
		if _, err := w.Write(b); err != nil {
			return
		}
	}
}

// oversized is made when it is sent: every simulator has the table.
func oversized(stream uint32) []byte {
	return frame(frameData, 0, stream, strings.Repeat(" ", 1<<24-1))
}

// line is a connection and how many requests came over it.
type line struct {
	net.Conn
	calls atomic.Uint32
}

// stream is the number of the latest request's stream: a client counts them 1, 3, 5.
func (l *line) stream() uint32 { return 2*max(l.calls.Load(), 1) - 1 }

type lineKey struct{}

func withLine(ctx context.Context, conn net.Conn) context.Context {
	return context.WithValue(ctx, lineKey{}, &line{Conn: conn})
}

func lineOf(ctx context.Context) *line {
	l, _ := ctx.Value(lineKey{}).(*line)
	return l
}

// frameFaults are servers that break HTTP/2, whichever version the client speaks.
func frameFaults() []Fault {
	on := func(kind, flags byte, payload string) func(uint32) []byte {
		return func(stream uint32) []byte { return frame(kind, flags, stream, payload) }
	}
	whole := func(kind, flags byte, payload string) func(uint32) []byte {
		return func(uint32) []byte { return frame(kind, flags, 0, payload) }
	}
	then := func(list ...func(uint32) []byte) func(uint32) []byte {
		return func(stream uint32) []byte {
			var b []byte
			for _, f := range list {
				b = append(b, f(stream)...)
			}
			return b
		}
	}
	headers := on(frameHeaders, flagEndHeaders, blockOK)
	rows := []struct {
		name, about string
		frames
	}{
		{"window-overflow", "WINDOW_UPDATE of 2^31-1 for the stream, at which net/http's HTTP/2 waits for itself for ever", frames{once: on(frameWindow, 0, word(1<<31-1))}},
		{"window-overflow-all", "WINDOW_UPDATE of 2^31-1 for the connection", frames{once: whole(frameWindow, 0, word(1<<31-1))}},
		{"window-zero", "WINDOW_UPDATE of 0 for the stream", frames{once: on(frameWindow, 0, word(0))}},
		{"window-flood", "endless WINDOW_UPDATE of 1", frames{again: on(frameWindow, 0, word(1))}},
		{"settings-flood", "endless SETTINGS", frames{again: whole(frameSettings, 0, "\x00\x03"+word(100))}},
		{"settings-acks", "endless SETTINGS that acknowledge nothing", frames{again: whole(frameSettings, flagAck, "")}},
		{"settings-odd", "SETTINGS of five bytes", frames{once: whole(frameSettings, 0, "\x00\x03\x00\x00\x00")}},
		{"settings-window", "SETTINGS with a window of 2^31", frames{once: whole(frameSettings, 0, "\x00\x04"+word(1<<31))}},
		{"settings-streams", "SETTINGS that allow no stream", frames{once: whole(frameSettings, 0, "\x00\x03"+word(0))}},
		{"ping-flood", "endless PING", frames{again: whole(framePing, 0, "lanyard!")}},
		{"ping-short", "PING of seven bytes", frames{once: whole(framePing, 0, "lanyard")}},
		{"headers-unfinished", "HEADERS without an end, then nothing", frames{once: on(frameHeaders, 0, blockOK)}},
		{"headers-interleaved", "PING amid HEADERS", frames{once: then(on(frameHeaders, 0, blockOK), whole(framePing, 0, "lanyard!"))}},
		{"headers-junk", "HEADERS that are no HPACK", frames{once: on(frameHeaders, flagEndHeaders, "\xff\xff\xff\xff\xff\xff\xff\xff")}},
		{"headers-even", "HEADERS on a stream that nobody opened", frames{once: func(uint32) []byte { return frame(frameHeaders, flagEndHeaders, 2, blockOK) }}},
		{"headers-only", "HEADERS, then nothing", frames{once: headers}},
		{"informational", "endless HEADERS with 103", frames{again: on(frameHeaders, flagEndHeaders, blockHints)}},
		{"continuation-flood", "HEADERS and endless CONTINUATION", frames{once: on(frameHeaders, 0, blockOK), again: on(frameContinuation, 0, "\x00\x01x\x01y")}},
		{"continuation-alone", "CONTINUATION without HEADERS", frames{once: on(frameContinuation, flagEndHeaders, blockOK)}},
		{"reset", "RST_STREAM", frames{once: on(frameReset, 0, word(2))}},
		{"reset-refused", "RST_STREAM that asks for another try", frames{once: on(frameReset, 0, word(7))}},
		{"goaway", "GOAWAY before the stream", frames{once: whole(frameGoAway, 0, word(0)+word(0))}},
		{"goaway-flood", "endless GOAWAY after the stream", frames{again: whole(frameGoAway, 0, word(1<<31-1)+word(0))}},
		{"push", "PUSH_PROMISE", frames{once: on(framePush, flagEndHeaders, word(2)+blockOK)}},
		{"data-first", "DATA without HEADERS", frames{once: on(frameData, 0, "{}")}},
		{"data-padding", "DATA with more padding than there is", frames{once: then(headers, on(frameData, flagPadded, "\xff{}"))}},
		{"data-empty", "HEADERS and endless empty DATA", frames{once: headers, again: on(frameData, 0, "")}},
		{"data-endless", "HEADERS and DATA beyond every window", frames{once: headers, again: on(frameData, 0, strings.Repeat(" ", 1<<14))}},
		{"oversized", "a frame of 16 MiB", frames{once: oversized}},
		{"unknown-flood", "endless frames of a type that there is not", frames{again: whole(frameUnknown, 0, "lanyard!")}},
	}
	out := make([]Fault, 0, len(rows))
	for _, r := range rows {
		out = append(out, Fault{Name: "h2-" + r.name, On: OnWire, About: "HTTP/2: " + r.about, serve: r.serve})
	}
	return out
}
