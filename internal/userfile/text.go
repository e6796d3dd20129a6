package userfile

import (
	"bytes"
	"encoding/binary"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// Marks at the beginning of a text that tell its encoding.
const (
	markUTF8    = "\xef\xbb\xbf"
	markUTF16LE = "\xff\xfe"
	markUTF16BE = "\xfe\xff"
)

// Decode turns what a file or a pipe gave into a text: without the mark that editors of
// Windows put in front, and out of UTF-16, which PowerShell writes, with a mark or
// without one. What is neither UTF-16 nor UTF-8 comes back as it was, and is then no
// valid UTF-8 or has zeros in it.
func Decode(content []byte) string {
	if order := Wide(content); order != nil {
		return trimMark(fromUTF16(content, order))
	}
	return string(bytes.TrimPrefix(content, []byte(markUTF8)))
}

func trimMark(s string) string { return strings.TrimPrefix(s, "\ufeff") }

// cutEnd cuts the line end that an editor or echo leaves behind a text of one line.
func cutEnd(s string) string { return strings.TrimSuffix(strings.TrimSuffix(s, "\n"), "\r") }

// Line is the decoded text of a file that holds one line, without the line's end.
func Line(content []byte) string { return cutEnd(Decode(content)) }

// Wide gives the order of the bytes of a text in UTF-16, nil for any other content.
func Wide(content []byte) binary.ByteOrder {
	switch {
	case bytes.HasPrefix(content, []byte(markUTF16LE)):
		return binary.LittleEndian
	case bytes.HasPrefix(content, []byte(markUTF16BE)):
		return binary.BigEndian
	}
	return unmarked(content)
}

// unmarkedLook is how much of a content is looked at for its encoding, in bytes.
const unmarkedLook = 4096

// unmarked recognises UTF-16 without a mark by its zeros: in a text that is mostly Latin
// most characters have one, always in the same half, and the other half has none.
func unmarked(content []byte) binary.ByteOrder {
	head := content[:min(len(content), unmarkedLook)]
	var zeros [2]int
	for i, c := range head {
		if c == 0 {
			zeros[i%2]++
		}
	}
	units := len(head) / 2
	switch {
	case zeros[0] == 0 && zeros[1] > 0 && 2*zeros[1] >= units:
		return binary.LittleEndian
	case zeros[1] == 0 && zeros[0] > 0 && 2*zeros[0] >= units:
		return binary.BigEndian
	}
	return nil
}

func fromUTF16(b []byte, order binary.ByteOrder) string {
	units := make([]uint16, 0, len(b)/2)
	for ; len(b) >= 2; b = b[2:] {
		units = append(units, order.Uint16(b))
	}
	return string(utf16.Decode(units))
}

// InvalidAt is the offset of the first byte of s that is not UTF-8, -1 without one.
func InvalidAt(s string) int {
	if utf8.ValidString(s) {
		return -1
	}
	for i, r := range s {
		if r != utf8.RuneError {
			continue
		}
		if _, n := utf8.DecodeRuneInString(s[i:]); n == 1 {
			return i
		}
	}
	return -1
}
