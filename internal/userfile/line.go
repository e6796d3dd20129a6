package userfile

import (
	"bufio"
	"encoding/binary"
	"errors"
	"io"
)

// Lines reads a stream line by line, each decoded as [Decode] does. What follows the
// last line that was read stays in the stream.
type Lines struct {
	r     *bufio.Reader
	order binary.ByteOrder // of UTF-16, once a line was in it
}

// NewLines reads from r.
func NewLines(r io.Reader) *Lines { return &Lines{r: bufio.NewReader(r)} }

// Buffered gives what was read from the stream beyond the lines.
func (l *Lines) Buffered() io.Reader { return io.LimitReader(l.r, int64(l.r.Buffered())) }

// Next gives the next line without its end, io.EOF where there is none.
func (l *Lines) Next() (string, error) {
	line, err := l.r.ReadBytes('\n')
	if len(line) == 0 || err != nil && !errors.Is(err, io.EOF) {
		return "", err
	}
	if l.order == nil {
		l.order = Wide(line)
	}
	if l.order == nil {
		return cutEnd(Decode(line)), nil
	}
	if line, err = l.wholeUnits(line, err); err != nil {
		return "", err
	}
	return cutEnd(trimMark(fromUTF16(line, l.order))), nil
}

// wholeUnits reads on until the line ends with a line end of UTF-16: the byte of one may
// be half of another character, and its other half may still be to come.
func (l *Lines) wholeUnits(line []byte, err error) ([]byte, error) {
	for err == nil {
		if len(line)%2 == 1 {
			var half byte
			if half, err = l.r.ReadByte(); err != nil {
				break
			}
			line = append(line, half)
		}
		if l.order.Uint16(line[len(line)-2:]) == '\n' {
			return line, nil
		}
		var more []byte
		more, err = l.r.ReadBytes('\n')
		line = append(line, more...)
	}
	if errors.Is(err, io.EOF) {
		err = nil
	}
	return line, err
}
