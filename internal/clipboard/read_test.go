package clipboard

import (
	"context"
	"errors"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// TestAHungOwnerCostsOneGoroutine pastes many times from a program that does not
// answer, then once more when it is back.
func TestAHungOwnerCostsOneGoroutine(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := &desk{silent: make(chan struct{})}
		c := newClipboard(d)
		d.takeOver("pasted")
		for i := range 20 {
			ctx, cancel := context.WithTimeout(t.Context(), 2*time.Second)
			start := time.Now()
			_, err := c.ReadText(ctx)
			cancel()
			if !errors.Is(err, ErrHung) {
				t.Errorf("read %d: %v", i, err)
			}
			want := time.Duration(0)
			if i == 0 {
				want = 2 * time.Second
			}
			if got := time.Since(start); got != want {
				t.Errorf("read %d took %v, want %v", i, got, want)
			}
		}
		d.set(func() {
			if d.readers != 1 {
				t.Errorf("%d reads are on their way", d.readers)
			}
		})
		close(d.silent)
		synctest.Wait()
		if got, err := c.ReadText(t.Context()); got != "pasted" || err != nil {
			t.Errorf("after it went on: %q, %v", got, err)
		}
	})
}

func TestReadsOfAHealthyOwnerDoNotFailEachOther(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := &desk{}
		c := newClipboard(d)
		d.takeOver("pasted")
		var all sync.WaitGroup
		for range 50 {
			all.Go(func() {
				if got, err := c.ReadText(t.Context()); got != "pasted" || err != nil {
					t.Errorf("%q, %v", got, err)
				}
			})
		}
		all.Wait()
	})
}

func TestACancelledReadSaysSo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := &desk{silent: make(chan struct{})}
		c := newClipboard(d)
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := c.ReadText(ctx); !errors.Is(err, context.Canceled) || errors.Is(err, ErrHung) {
			t.Errorf("err = %v", err)
		}
		close(d.silent)
	})
}

func TestBytesThatAreNoTextAreReplaced(t *testing.T) {
	d := &desk{}
	c := newClipboard(d)
	d.takeOver("a\xff\xfeb")
	if got, err := c.ReadText(t.Context()); got != "a\uFFFDb" || err != nil {
		t.Errorf("%q, %v", got, err)
	}
}
