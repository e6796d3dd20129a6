package iam_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"lanyard/iam"
	"lanyard/iam/sim"
)

// frameFaults are the rows of HTTP/2 frames.
func frameFaults() []sim.Fault {
	var out []sim.Fault
	for _, f := range sim.Faults() {
		if strings.HasPrefix(f.Name, "h2-") {
			out = append(out, f)
		}
	}
	return out
}

// TestFramesHoldUpNobody: whatever frames a server answers with, the sign-in ends in its
// time, and others sign in meanwhile by the same client, at the same host.
func TestFramesHoldUpNobody(t *testing.T) {
	w := start(t, sim.Options{})
	w.client.Hurry(time.Millisecond, 700*time.Millisecond, 3*time.Second)
	rows := frameFaults()
	if len(rows) < 21 {
		t.Fatalf("%d rows", len(rows))
	}
	t.Run("rows", func(t *testing.T) {
		for _, f := range rows {
			t.Run(f.Name, func(t *testing.T) {
				t.Parallel()
				ctx, cancel := context.WithTimeout(t.Context(), 6*time.Second)
				defer cancel()
				began := time.Now()
				_, err := w.client.Exchange(ctx, w.cloud(f.Value()))
				if took := time.Since(began); took > 7*time.Second {
					t.Errorf("it took %v", took)
				}
				var e *iam.Error
				if !errors.As(err, &e) || e.Check != iam.CheckSignIn {
					t.Errorf("error %v", err)
				}
				other, stop := context.WithTimeout(t.Context(), 6*time.Second)
				defer stop()
				if _, err := w.client.Exchange(other, w.cloud(w.info.Cloud.APIKey)); err != nil {
					t.Errorf("another profile: %v", err)
				}
			})
		}
	})
}

// hangs has a sign-in hang in net/http, and reports whether it did. It ends with its
// context, and a profile at another host does not notice.
func hangs(t *testing.T, w *world) bool {
	t.Helper()
	w.client.SpeakHTTP2()
	f, ok := sim.FaultNamed("h2-window-overflow")
	if !ok {
		t.Fatal("no such row")
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Second)
	defer cancel()
	hung := make(chan error, 1)
	began := time.Now()
	go func() {
		_, err := w.client.Exchange(ctx, w.cloud(f.Value()))
		hung <- err
	}()
	time.Sleep(300 * time.Millisecond) // it hangs by now
	if _, err := w.client.Exchange(ctx, w.aws(w.info.AWS.APIKey)); err != nil {
		t.Errorf("another host: %v", err)
	}
	err := <-hung
	took := time.Since(began)
	e, ok := errors.AsType[*iam.Error](err)
	if ok && e.Reason == iam.ReasonNotHTTP && took < time.Second {
		return false
	}
	if !ok || e.Reason != iam.ReasonTimeout || e.Check != iam.CheckSignIn {
		t.Errorf("error %v", err)
	}
	if took < time.Second || took > 10*time.Second { // it would hang for ever
		t.Errorf("it took %v, want a second", took)
	}
	return true
}

// TestTransportThatNeverComesBack: net/http's own deadlock, by a client that speaks HTTP/2.
// The sign-in ends with its context all the same, a profile at another host does not
// notice, one at the same host gets another transport, and closing comes back.
func TestTransportThatNeverComesBack(t *testing.T) {
	var w *world
	for try := 0; ; try++ { // now and then net/http notices the frame instead of hanging
		w = start(t, sim.Options{})
		if hangs(t, w) {
			break
		}
		if try == 9 {
			t.Fatal("net/http does not hang any more")
		}
	}
	after, stop := context.WithTimeout(t.Context(), 5*time.Second)
	defer stop()
	if _, err := w.client.Exchange(after, w.cloud(w.info.Cloud.APIKey)); err != nil {
		t.Errorf("the same host: %v", err)
	}
	closed := make(chan struct{})
	go func() { w.client.Close(); close(closed) }()
	select {
	case <-closed:
	case <-time.After(5 * time.Second):
		t.Error("Close does not come back")
	}
}
