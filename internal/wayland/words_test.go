package wayland

import "testing"

// FuzzTakeString feeds the decoder what a hostile compositor might send.
func FuzzTakeString(f *testing.F) {
	for _, s := range []string{"", "text/plain", "abc", "abcd"} {
		f.Add(append(String(s), 1, 2, 3, 4))
	}
	f.Add([]byte{0xff, 0xff, 0xff, 0xff, 0})
	f.Add([]byte{0, 0, 0, 0})
	f.Fuzz(func(t *testing.T, b []byte) {
		s, rest, ok := TakeString(b)
		if ok && len(s)+len(rest) > len(b)-5 {
			t.Errorf("%d bytes gave a string of %d and a rest of %d", len(b), len(s), len(rest))
		}
	})
}

func TestStringsComeBack(t *testing.T) {
	for _, want := range []string{"", "a", "abc", "abcd", "text/plain;charset=utf-8"} {
		b := append(String(want), "rest"...)
		got, rest, ok := TakeString(b)
		if !ok || got != want || string(rest) != "rest" || len(b)%4 != 0 {
			t.Errorf("%q came back as %q, %q, %v", want, got, rest, ok)
		}
	}
}
