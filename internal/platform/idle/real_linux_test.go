//go:build xvfb

package idle

import (
	"context"
	"errors"
	"os/exec"
	"testing"
	"time"

	"lanyard/internal/platform/platformtest"
)

func TestIdleOfARealXServer(t *testing.T) {
	platformtest.Xvfb(t)
	touch := func() {
		if out, err := exec.Command("xdotool", "key", "a").CombinedOutput(); err != nil {
			t.Fatalf("%v: %s", err, out)
		}
	}
	touch()
	time.Sleep(1200 * time.Millisecond)
	if d, err := Since(t.Context()); err != nil || d < 1100*time.Millisecond || d > 20*time.Second {
		t.Errorf("%v, %v", d, err)
	}
	before, _ := Since(t.Context())
	touch()
	if d, err := Since(t.Context()); err != nil || d >= before {
		t.Errorf("after a key %v, %v, before it %v", d, err, before)
	}

	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	told := make(chan time.Time, 8)
	go func() { _ = Watch(ctx, 2*time.Second, func() { told <- time.Now() }) }()
	start := time.Now()
	for time.Since(start) < 4*time.Second { // somebody types
		touch()
		time.Sleep(300 * time.Millisecond)
	}
	if len(told) != 0 {
		t.Error("told while somebody typed")
	}
	last := time.Now()
	if after := (<-told).Sub(last); after < time.Second || after > 10*time.Second {
		t.Errorf("told after %v", after)
	}
	touch()
	<-told // again, after the user was back
}

// TestIdleOnARealCompositor is about ext-idle-notify, where the compositor knows it (sway
// from 1.8 on).
func TestIdleOnARealCompositor(t *testing.T) {
	platformtest.Sway(t)
	if _, err := Since(t.Context()); !errors.Is(err, ErrUnknown) {
		t.Errorf("%v", err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	told := make(chan struct{}, 8)
	err := Watch(ctx, 2*time.Second, func() { told <- struct{}{}; cancel() })
	if errors.Is(err, ErrUnknown) {
		t.Skip("this compositor has no ext-idle-notify")
	}
	if len(told) != 1 || !errors.Is(err, context.Canceled) {
		t.Errorf("told %d times, %v", len(told), err)
	}
}
