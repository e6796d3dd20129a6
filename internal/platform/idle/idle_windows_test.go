package idle

import "testing"

func TestIdle(t *testing.T) {
	if d, err := Since(t.Context()); err != nil || d < 0 {
		t.Errorf("%v, %v", d, err)
	}
}
