package agent

import "testing"

func TestTerminalName(t *testing.T) {
	for terminal, want := range map[string]string{
		"34816/77":  "pts/0",
		"34818/77":  "pts/2",
		"1025/1":    "tty1",
		"35072/5":   "pts/256",
		"1083392/1": "pts/256", // the minor number is 256
		"":          "",
		"8/7":       "",
		"x/7":       "",
	} {
		if got := (Caller{Terminal: terminal}).TerminalName(); got != want {
			t.Errorf("%q is %q, want %q", terminal, got, want)
		}
	}
}
