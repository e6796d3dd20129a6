//go:build linux

package main

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/maphash"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"lanyard/e2e/rig"
)

// screen are the pixels of a virtual display, as its server keeps them in a file: looking
// at them asks the server nothing.
type screen struct {
	file          []byte // mapped
	pixels        []byte
	stride        int // bytes from line to line
	width, height int
	empty         []byte // the lines looked at, without any window
}

// every is which lines are looked at: a line of text is several of them high.
const every = 4

// openScreen maps the pixels of the display whose server writes to the folder. The format
// is X's window dump (XWD, version 7): a header, a table of colours, and the pixels.
func openScreen(dir string) (*screen, error) {
	f, err := os.Open(filepath.Join(dir, "Xvfb_screen0"))
	if err != nil {
		return nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	file, err := syscall.Mmap(int(f.Fd()), 0, int(info.Size()), syscall.PROT_READ, syscall.MAP_SHARED)
	if err != nil {
		return nil, err
	}
	s, err := parseScreen(file)
	if err != nil {
		return nil, errors.Join(err, syscall.Munmap(file))
	}
	return s, nil
}

func parseScreen(file []byte) (*screen, error) {
	const (
		headerSize, width, height, bitsPerPixel, stride, colours = 0, 4, 5, 11, 12, 19
		colourSize                                               = 12
	)
	if len(file) < 100 {
		return nil, errors.New("the screen's file has no header")
	}
	field := func(i int) int { return int(binary.BigEndian.Uint32(file[4*i:])) }
	s := &screen{file: file, stride: field(stride), width: field(width), height: field(height)}
	from := field(headerSize) + colourSize*field(colours)
	if field(bitsPerPixel) != 32 || s.stride < 4*s.width || len(file) < from+s.stride*s.height {
		return nil, fmt.Errorf("the screen's file has a form that is not known: %d bits a pixel, %d × %d", field(bitsPerPixel), s.width, s.height)
	}
	s.pixels = file[from : from+s.stride*s.height]
	s.empty = s.copy()
	return s, nil
}

func (s *screen) close() error { return syscall.Munmap(s.file) }

func (s *screen) line(y int) []byte { return s.pixels[y*s.stride:][:4*s.width] }

func (s *screen) copy() []byte {
	var lines []byte
	for y := 0; y < s.height; y += every {
		lines = append(lines, s.line(y)...)
	}
	return lines
}

// sight is one look at the screen.
type sight struct {
	covered float64 // the share of the pixels that are not as on the empty screen
	painted bool    // what covers them is more than one colour
	print   uint64  // the same for the same pixels
}

// look looks at the screen. A window counts as painted when it covers a fiftieth of the
// screen in more than one colour: a mere background does not.
func (s *screen) look() sight {
	var hash maphash.Hash
	hash.SetSeed(seed)
	var changed, total int
	var first uint32
	var several bool
	empty := s.empty
	for y := 0; y < s.height; y += every {
		line, was := s.line(y), empty[:4*s.width]
		empty = empty[4*s.width:]
		_, _ = hash.Write(line)
		total += s.width
		if string(line) == string(was) {
			continue
		}
		for x := 0; x < len(line); x += 4 {
			now := binary.NativeEndian.Uint32(line[x:])
			if now == binary.NativeEndian.Uint32(was[x:]) {
				continue
			}
			changed++
			if changed == 1 {
				first = now
			}
			several = several || now != first
		}
	}
	covered := float64(changed) / float64(total)
	return sight{covered: covered, painted: several && covered > 0.02, print: hash.Sum64()}
}

var seed = maphash.MakeSeed()

// appearance is how a window came to be on the screen.
type appearance struct {
	first    time.Duration // until it was painted at all
	complete time.Duration // until it looked as it then went on looking
	spent    time.Duration // of the processor by the first frame, on all threads
}

// The times of watching a window appear.
const (
	lookEvery = 2 * time.Millisecond
	settle    = 2 * time.Second        // how long it is watched after the first frame
	calm      = 700 * time.Millisecond // at the end of that, it looks as it will go on looking
	tooLong   = 60 * time.Second
)

// watch watches a program's window appear.
func (s *screen) watch(ctx context.Context, p *rig.Program) (appearance, error) {
	type change struct {
		at    time.Duration
		print uint64
	}
	var seen []change
	var a appearance
	for {
		now := s.look()
		at := time.Since(p.Began())
		if n := len(seen); n == 0 || seen[n-1].print != now.print {
			seen = append(seen, change{at, now.print})
		}
		if a.first == 0 && now.painted {
			a.first = at
			a.spent, _ = processorTime(p.PID())
		}
		if a.first > 0 && at > a.first+settle {
			// What blinks has more than one look.
			final := map[uint64]bool{seen[len(seen)-1].print: true}
			for _, c := range seen {
				if c.at > at-calm {
					final[c.print] = true
				}
			}
			for _, c := range seen {
				if final[c.print] && c.at >= a.first {
					a.complete = c.at
					break
				}
			}
			return a, nil
		}
		if err := p.Ended(); err != nil {
			return a, err
		}
		if at > tooLong {
			return a, fmt.Errorf("no window was painted in %s: %s", tooLong, p.Output())
		}
		if err := sleep(ctx, lookEvery); err != nil {
			return a, err
		}
	}
}

// pointer is more of the screen than the pointer covers, which is drawn once it has moved.
const pointer = 0.003

// gone waits until the screen is empty again, but for the pointer.
func (s *screen) gone(ctx context.Context) error {
	for range 2000 {
		if s.look().covered < pointer {
			return nil
		}
		if err := sleep(ctx, 5*time.Millisecond); err != nil {
			return err
		}
	}
	return errors.New("the window stays on the screen")
}

func sleep(ctx context.Context, d time.Duration) error {
	select {
	case <-time.After(d):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
