package userfile_test

import (
	"errors"
	"io"
	"strings"
	"testing"

	"lanyard/internal/userfile"
)

func TestDecode(t *testing.T) {
	for _, c := range []struct{ name, content, want string }{
		{"plain", "key\r\n", "key\r\n"},
		{"empty", "", ""},
		{"UTF-8 with a mark", "\xef\xbb\xbfkey", "key"},
		{"UTF-16, low byte first", "\xff\xfek\x00e\x00y\x00", "key"},
		{"UTF-16, high byte first", "\xfe\xff\x00k\x00e\x00y", "key"},
		{"UTF-16 without a mark", "k\x00e\x00y\x00\r\x00\n\x00", "key\r\n"},
		{"UTF-16 without a mark, high byte first", "\x00k\x00e\x00y", "key"},
		{"UTF-16 beyond Latin", "\xff\xfe\x0a\x01\x3d\xd8\x00\xde", "Ċ😀"},
		{"zeros here and there are left", "k\x00e\x00\x00y", "k\x00e\x00\x00y"},
		{"Latin-1 is left", "p\xe4ss", "p\xe4ss"},
		{"a mark later is left", "a\ufeffb", "a\ufeffb"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := userfile.Decode([]byte(c.content)); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestInvalidAt(t *testing.T) {
	for s, want := range map[string]int{"": -1, "all good \ufffd": -1, "p\xe4ss": 1, "é\xff": 2} {
		if got := userfile.InvalidAt(s); got != want {
			t.Errorf("%q: %d, want %d", s, got, want)
		}
	}
}

// Lines reads what commands send, one line of it, and leaves the rest to who comes next.
func TestLines(t *testing.T) {
	for _, c := range []struct {
		name, stream string
		want         []string
		rest         string
	}{
		{"one line", "key\nrest", []string{"key"}, "rest"},
		{"line end of Windows", "key\r\nrest", []string{"key"}, "rest"},
		{"without an end", " key ", []string{" key "}, ""},
		{"with a mark", "\xef\xbb\xbfkey\npass\nrest", []string{"key", "pass"}, "rest"},
		{"UTF-16", "\xff\xfek\x00\r\x00\n\x00p\x00\n\x00rest", []string{"k", "p"}, "rest"},
		{"UTF-16, high byte first", "\xfe\xff\x00k\x00\n\x00p\x00\nrest", []string{"k", "p"}, "rest"},
		{"UTF-16 without a mark", "k\x00e\x00\n\x00rest", []string{"ke"}, "rest"},
		{"halves that look like line ends", "\xff\xfe\x0a\x01\x0a\x0a\x0a\x00rest", []string{"Ċ\u0a0a"}, "rest"},
		{"UTF-16 cut off", "\xff\xfek\x00\n", []string{"k"}, ""},
		{"an empty line", "\nrest", []string{""}, "rest"},
	} {
		t.Run(c.name, func(t *testing.T) {
			stream := strings.NewReader(c.stream)
			l := userfile.NewLines(stream)
			for _, want := range c.want {
				if got, err := l.Next(); got != want || err != nil {
					t.Errorf("got %q (%v), want %q", got, err, want)
				}
			}
			rest, _ := io.ReadAll(io.MultiReader(l.Buffered(), stream))
			if string(rest) != c.rest {
				t.Errorf("left %q, want %q", rest, c.rest)
			}
		})
	}
	if _, err := userfile.NewLines(strings.NewReader("")).Next(); !errors.Is(err, io.EOF) {
		t.Errorf("nothing to read: %v", err)
	}
}
