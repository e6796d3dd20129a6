package store

import (
	"net"
	"path/filepath"
	"testing"
)

// A runtime folder without a bus, one that isn't there, and one where something else has
// the bus's name are passed over; the first bus counts.
func TestBusIn(t *testing.T) {
	empty, file, one, two := t.TempDir(), t.TempDir(), t.TempDir(), t.TempDir()
	writeFile(t, filepath.Join(file, "bus"), "")
	for _, dir := range []string{one, two} {
		l, err := net.Listen("unix", filepath.Join(dir, "bus"))
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = l.Close() }()
	}
	for name, c := range map[string]struct {
		dirs []string
		want string
	}{
		"behind three without": {[]string{"", empty, filepath.Join(empty, "none"), file, one}, "unix:path=" + one + "/bus"},
		"the first of two":     {[]string{one, two}, "unix:path=" + one + "/bus"},
		"none":                 {[]string{"", empty, file}, ""},
	} {
		if got := busIn(c.dirs...); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
	t.Chdir(one)
	if got := busIn(""); got != "" {
		t.Errorf("no folder at all is not the current one: %q", got)
	}
}
