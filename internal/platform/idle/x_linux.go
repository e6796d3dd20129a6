package idle

import (
	"context"
	"encoding/binary"
	"time"

	"lanyard/internal/platform/bus"
	"lanyard/internal/x11conn"
)

const xScreenSaverQuery = 1 // of MIT-SCREEN-SAVER: QueryInfo

// xIdle asks the X server since when nobody has touched keyboard or mouse
// (MIT-SCREEN-SAVER).
func xIdle(ctx context.Context) (time.Duration, error) {
	ctx, cancel := context.WithTimeout(ctx, bus.AskLimit)
	defer cancel()
	x, err := x11conn.Dial(ctx)
	if err != nil {
		return 0, err
	}
	defer x.Close()
	x.Until(ctx)
	major, there, err := x.Extension("MIT-SCREEN-SAVER")
	if err != nil {
		return 0, err
	}
	if !there {
		return 0, bus.ErrAbsent
	}
	req := []byte{major, xScreenSaverQuery, 2, 0, 0, 0, 0, 0}
	binary.LittleEndian.PutUint32(req[4:], x.Root)
	p, err := x.Ask(req)
	if err != nil {
		return 0, err
	}
	return time.Duration(binary.LittleEndian.Uint32(p.Raw[16:])) * time.Millisecond, nil
}
