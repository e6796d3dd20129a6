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

// TestTransportThatNeverComesBack: net/http's own deadlock, by a client that speaks HTTP/2.
// The sign-in ends with its context all the same, a profile at another host does not
// notice, one at the same host gets another transport, and closing comes back.
func TestTransportThatNeverComesBack(t *testing.T) {
	w := start(t, sim.Options{})
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
	var e *iam.Error
	if err := <-hung; !errors.As(err, &e) || e.Reason != iam.ReasonTimeout || e.Check != iam.CheckSignIn {
		t.Errorf("error %v", err)
	}
	if took := time.Since(began); took < time.Second || took > 2*time.Second {
		t.Errorf("it took %v, want a second", took)
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
