package clipboard

import (
	"context"
	"errors"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"lanyard/internal/secret"
)

const canary = "eyJ.fake-token.Zx"

// copyFor copies the canary, marked, and fails the test if that fails.
func copyFor(t *testing.T, c *Clipboard, life time.Duration) *Copy {
	t.Helper()
	cp, err := c.CopySecret(secret.New(canary), Options{Life: life, Mark: true})
	if err != nil {
		t.Fatal(err)
	}
	return cp
}

// wantEnd fails unless the copy ended as want.
func wantEnd(t *testing.T, cp *Copy, want Ended) {
	t.Helper()
	if got := cp.Ended(); got != want {
		t.Errorf("the copy ended as %d, want %d", got, want)
	}
	select {
	case <-cp.Done():
		if want == Held {
			t.Error("Done is closed although the copy is held")
		}
	default:
		if want != Held {
			t.Error("Done is open although the copy ended")
		}
	}
}

func TestASecretIsThereForItsLifeAndNotLonger(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := &desk{}
		c := newClipboard(d)
		start := time.Now()
		cp := copyFor(t, c, 30*time.Second)
		if got := cp.Deadline.Sub(start); got != 30*time.Second {
			t.Errorf("the deadline is %v from now", got)
		}
		time.Sleep(29900 * time.Millisecond)
		synctest.Wait()
		if d.text() != canary {
			t.Error("the secret was cleared before its time")
		}
		wantEnd(t, cp, Held)
		time.Sleep(150 * time.Millisecond)
		synctest.Wait()
		if d.text() != "" {
			t.Error("the secret outlived its time")
		}
		wantEnd(t, cp, Expired)
	})
}

func TestALifeOfZeroNeverEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := &desk{}
		c := newClipboard(d)
		cp := copyFor(t, c, 0)
		if !cp.Deadline.IsZero() {
			t.Errorf("a copy without end has the deadline %v", cp.Deadline)
		}
		time.Sleep(48 * time.Hour)
		synctest.Wait()
		wantEnd(t, cp, Held)
		if err := c.Close(); err != nil {
			t.Fatal(err)
		}
		wantEnd(t, cp, ClearedByUs)
		if d.text() != "" {
			t.Error("quitting left the secret on the clipboard")
		}
	})
}

func TestWhatSomebodyElseCopiedStays(t *testing.T) {
	acts := map[string]func(*Clipboard){
		"time is up": func(*Clipboard) { time.Sleep(time.Minute) },
		"clear now":  func(c *Clipboard) { _, _ = c.Clear() },
		"quit":       func(c *Clipboard) { _ = c.Close() },
	}
	for name, act := range acts {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				d := &desk{}
				c := newClipboard(d)
				cp := copyFor(t, c, 30*time.Second)
				d.takeOver("a shopping list")
				act(c)
				synctest.Wait()
				if d.text() != "a shopping list" {
					t.Errorf("the clipboard holds %q", d.text())
				}
				wantEnd(t, cp, TakenOver)
			})
		})
	}
}

func TestClearSaysWhatItFound(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := &desk{}
		c := newClipboard(d)
		if got, err := c.Clear(); got != NotOurs || err != nil {
			t.Errorf("with nothing copied: %d, %v", got, err)
		}
		cp := copyFor(t, c, time.Minute)
		if got, err := c.Clear(); got != ClearedNow || err != nil {
			t.Errorf("with a secret: %d, %v", got, err)
		}
		wantEnd(t, cp, ClearedByUs)
		if d.text() != "" {
			t.Error("the secret is still there")
		}
		if got, err := c.Clear(); got != NotOurs || err != nil {
			t.Errorf("the second time: %d, %v", got, err)
		}
		if err := c.CopyText(t.Context(), "https://example.com"); err != nil {
			t.Fatal(err)
		}
		if got, err := c.Clear(); got != NotOurs || err != nil || d.text() != "https://example.com" {
			t.Errorf("with text that is no secret: %d, %v, %q", got, err, d.text())
		}
	})
}

func TestALaterCopyEndsTheEarlierOne(t *testing.T) {
	next := map[string]func(*Clipboard) error{
		"secret": func(c *Clipboard) error {
			_, err := c.CopySecret(secret.New("another"), Options{Life: 5 * time.Minute})
			return err
		},
		"text": func(c *Clipboard) error { return c.CopyText(context.Background(), "another") },
	}
	for name, copyNext := range next {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				d := &desk{}
				c := newClipboard(d)
				cp := copyFor(t, c, 10*time.Second)
				if err := copyNext(c); err != nil {
					t.Fatal(err)
				}
				wantEnd(t, cp, Replaced)
				time.Sleep(time.Minute)
				synctest.Wait()
				if d.text() != "another" {
					t.Errorf("the first copy's time took off the second: %q", d.text())
				}
				_ = c.Close()
			})
		})
	}
}

func TestAFailedCopyLeavesTheEarlierOneInPlace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := &desk{}
		c := newClipboard(d)
		cp := copyFor(t, c, 10*time.Second)
		d.set(func() { d.refuse = errBusy })
		if _, err := c.CopySecret(secret.New("another"), Options{}); !errors.Is(err, errBusy) {
			t.Errorf("err = %v", err)
		}
		wantEnd(t, cp, Held)
		time.Sleep(11 * time.Second)
		synctest.Wait()
		wantEnd(t, cp, Expired)
	})
}

// TestClearingIsTriedAgain stands for a program that keeps the clipboard open.
func TestClearingIsTriedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := &desk{}
		c := newClipboard(d)
		cp := copyFor(t, c, 10*time.Second)
		d.set(func() { d.stuck = errBusy })
		time.Sleep(11 * time.Second)
		synctest.Wait()
		wantEnd(t, cp, Held)
		if _, err := c.Clear(); !errors.Is(err, errBusy) {
			t.Errorf("Clear gives %v", err)
		}
		d.set(func() { d.stuck = nil })
		time.Sleep(retryEvery)
		synctest.Wait()
		wantEnd(t, cp, Expired)
		if d.text() != "" {
			t.Error("the secret was given up on")
		}
	})
}

// TestTimeAsleepCounts moves the wall clock without the monotonic one, which is
// what a laptop's lid does.
func TestTimeAsleepCounts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := &desk{}
		c := newClipboard(d)
		var asleep atomic.Int64
		c.wall = func() time.Time { return time.Now().Round(0).Add(time.Duration(asleep.Load())) }
		cp := copyFor(t, c, time.Minute)
		synctest.Wait()
		asleep.Store(int64(time.Hour))
		time.Sleep(checkEvery)
		synctest.Wait()
		wantEnd(t, cp, Expired)
	})
}

// TestAClockSetBackAddsNoLife moves the wall clock the other way.
func TestAClockSetBackAddsNoLife(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := &desk{}
		c := newClipboard(d)
		var back atomic.Int64
		c.wall = func() time.Time { return time.Now().Round(0).Add(time.Duration(back.Load())) }
		cp := copyFor(t, c, time.Minute)
		synctest.Wait()
		back.Store(-int64(time.Hour))
		time.Sleep(time.Minute)
		synctest.Wait()
		wantEnd(t, cp, Expired)
	})
}

func TestLimits(t *testing.T) {
	d := &desk{}
	c := newClipboard(d)
	long := strings.Repeat("x", MaxSize)
	if _, err := c.CopySecret(secret.New(long), Options{}); err != nil {
		t.Errorf("%d bytes: %v", len(long), err)
	}
	if _, err := c.CopySecret(secret.New(long+"x"), Options{}); !errors.Is(err, ErrTooBig) {
		t.Errorf("one byte more: %v", err)
	}
	if err := c.CopyText(t.Context(), long+"x"); !errors.Is(err, ErrTooBig) {
		t.Errorf("one byte more of text: %v", err)
	}
	if _, err := c.CopySecret(secret.Text{}, Options{}); !errors.Is(err, ErrEmpty) {
		t.Errorf("nothing: %v", err)
	}
	if got := d.text(); got != long {
		t.Error("a refused copy changed the clipboard")
	}
	_ = c.Close()
	if _, err := c.CopySecret(secret.New("x"), Options{}); !errors.Is(err, ErrClosed) {
		t.Errorf("after Close: %v", err)
	}
	if err := c.Close(); err != nil {
		t.Errorf("the second Close: %v", err)
	}
}

func TestTheMarkIsASetting(t *testing.T) {
	for _, tt := range []struct {
		name         string
		asked, knows bool
		want         bool
	}{
		{"asked for", true, true, true},
		{"turned off", false, true, false},
		{"unknown to the desktop", true, false, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			d := &desk{noMark: !tt.knows}
			c := newClipboard(d)
			defer c.Close()
			cp, err := c.CopySecret(secret.New(canary), Options{Mark: tt.asked})
			if err != nil {
				t.Fatal(err)
			}
			if cp.Marked != tt.want {
				t.Errorf("Marked = %v", cp.Marked)
			}
			if got, _ := d.marked(t.Context()); got != tt.want {
				t.Errorf("the mark is offered: %v", got)
			}
		})
	}
}

func newSecret() secret.Text { return secret.New(canary) }

// A text of another program's is taken off only while it is the one that is meant, and
// ours never.
func TestClearsAnothersTextOnlyIfItIsThatOne(t *testing.T) {
	d := &desk{}
	c := newClipboard(d)
	is := func(text string) bool { return text == canary }
	d.takeOver(canary)
	if cleared, err := c.ClearOther(t.Context(), is); !cleared || err != nil || d.text() != "" {
		t.Errorf("cleared %v, %v: %q is there", cleared, err, d.text())
	}
	d.takeOver("a recipe")
	puts := d.puts
	if cleared, err := c.ClearOther(t.Context(), is); cleared || err != nil || d.text() != "a recipe" || d.puts != puts {
		t.Errorf("cleared %v, %v: %q is there", cleared, err, d.text())
	}
	d.takeOver(canary)
	d.refuse = errors.New("no")
	if cleared, err := c.ClearOther(t.Context(), is); cleared || err == nil {
		t.Errorf("a refusal gives %v, %v", cleared, err)
	}
}
