package sim

import (
	"crypto/rand"
	"encoding/hex"
	"fmt"
)

const (
	letters  = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
	alphanum = letters + "0123456789"
	keyChars = alphanum + "-_"
)

// random gives n characters of set, evenly drawn; set has at most 256.
func random(n int, set string) string {
	out := make([]byte, 0, n)
	fair := 256 - 256%len(set) // bytes from here on would favour the first characters
	var buf [64]byte
	for len(out) < n {
		_, _ = rand.Read(buf[:]) // crypto/rand never returns an error
		for _, b := range buf {
			if int(b) < fair && len(out) < n {
				out = append(out, set[int(b)%len(set)])
			}
		}
	}
	return string(out)
}

// cloudKey gives 44 characters, as IBM Cloud's API keys have. The first is a
// letter, so that no command line takes it for a flag.
func cloudKey() string { return random(1, letters) + random(43, keyChars) }

// platformKey gives 40 characters, as Cloud Pak for Data's API keys have.
func platformKey() string { return random(1, letters) + random(39, alphanum) }

// hexID gives 32 hexadecimal digits: account ids, traces, request ids.
func hexID() string {
	var b [16]byte
	_, _ = rand.Read(b[:])
	return hex.EncodeToString(b[:])
}

// uuid gives a random (version 4) UUID.
func uuid() string {
	var b [16]byte
	_, _ = rand.Read(b[:])
	b[6] = b[6]&0x0f | 0x40
	b[8] = b[8]&0x3f | 0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}
