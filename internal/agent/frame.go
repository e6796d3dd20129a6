package agent

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// The limits of a frame, in bytes. Tokens of cluster administrators are the longest
// things that travel.
const (
	maxQuestion = 16 << 10
	maxAnswer   = 1 << 20
)

// errFrame is wrapped when what came is no frame of this protocol.
var errFrame = errors.New("not a message of this protocol")

// send writes one frame.
func send(w io.Writer, v any, limit int) error {
	body, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("encode a message: %w", err)
	}
	if len(body) > limit {
		return fmt.Errorf("send a message of %d bytes: %w: the limit is %d", len(body), errFrame, limit)
	}
	frame := binary.BigEndian.AppendUint32(make([]byte, 0, 4+len(body)), uint32(len(body)))
	_, err = w.Write(append(frame, body...))
	return err
}

// receive reads one frame into v. It takes no more memory than the frame is long.
func receive(r io.Reader, v any, limit int) error {
	var head [4]byte
	if _, err := io.ReadFull(r, head[:]); err != nil {
		return fmt.Errorf("read a message: %w", err)
	}
	n := binary.BigEndian.Uint32(head[:])
	if n == 0 || int64(n) > int64(limit) {
		return fmt.Errorf("read a message of %d bytes: %w: the limit is %d", n, errFrame, limit)
	}
	body := make([]byte, n)
	if _, err := io.ReadFull(r, body); err != nil {
		return fmt.Errorf("read a message: %w", err)
	}
	if err := json.Unmarshal(body, v); err != nil {
		return fmt.Errorf("read a message: %w", errFrame) // the cause could quote a secret
	}
	return nil
}
