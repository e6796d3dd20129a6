package wayland

import "encoding/binary"

// Word decodes a number. b has four bytes at least.
func Word(b []byte) uint32 { return binary.NativeEndian.Uint32(b) }

// Words encodes numbers.
func Words(ns ...uint32) []byte {
	b := make([]byte, 0, 4*len(ns))
	for _, n := range ns {
		b = binary.NativeEndian.AppendUint32(b, n)
	}
	return b
}

// String encodes a text: its length with the closing NUL, the bytes, padding.
func String(s string) []byte {
	b := append(Words(uint32(len(s)+1)), s...)
	b = append(b, 0)
	for len(b)%4 != 0 {
		b = append(b, 0)
	}
	return b
}

// TakeString decodes a text and gives what comes after it.
func TakeString(b []byte) (s string, rest []byte, ok bool) {
	if len(b) < 4 {
		return "", nil, false
	}
	n := uint64(Word(b))
	padded := (n + 3) &^ 3
	if n == 0 || padded > uint64(len(b)-4) {
		return "", nil, false
	}
	return string(b[4 : 4+n-1]), b[4+padded:], true
}
