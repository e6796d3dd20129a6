package iam

import (
	"context"
	"fmt"
	"net/http"
	"testing"
	"testing/synctest"
	"time"
)

func TestRetries(t *testing.T) {
	ok := func(w http.ResponseWriter) { answerJSON(w, 200, `{"access_token":"T1"}`) }
	status := func(code int, header ...string) func(http.ResponseWriter) {
		return func(w http.ResponseWriter) {
			for i := 0; i+1 < len(header); i += 2 {
				w.Header().Set(header[i], header[i+1])
			}
			answerJSON(w, code, "{}")
		}
	}
	cut := func(http.ResponseWriter) { panic(http.ErrAbortHandler) }
	const second = time.Second
	tests := []struct {
		name     string
		answers  []func(http.ResponseWriter) // the last one repeats
		calls    int
		min, max time.Duration // waited altogether
		reason   Reason        // "" for success
	}{
		{"at once", []func(http.ResponseWriter){ok}, 1, 0, 0, ""},
		{"503, then fine", []func(http.ResponseWriter){status(503), ok}, 2, 750 * time.Millisecond, 1250 * time.Millisecond, ""},
		{"cut, then fine", []func(http.ResponseWriter){cut, ok}, 2, 750 * time.Millisecond, 1250 * time.Millisecond, ""},
		{"1, 2, 4 s with jitter, then no more", []func(http.ResponseWriter){status(500)}, 4, 5250 * time.Millisecond, 8750 * time.Millisecond, ReasonServer},
		{"429 with seconds", []func(http.ResponseWriter){status(429, "Retry-After", "7"), ok}, 2, 7 * second, 7 * second, ""},
		{"429 with a date", []func(http.ResponseWriter){status(429, "Retry-After", "Sat, 01 Jan 2000 00:00:20 GMT"), ok}, 2, 20 * second, 20 * second, ""},
		{"60 s are honoured", []func(http.ResponseWriter){status(429, "Retry-After", "60"), ok}, 2, 60 * second, 60 * second, ""},
		{"more than that is not waited for", []func(http.ResponseWriter){status(429, "Retry-After", "61"), ok}, 1, 0, 0, ReasonRateLimited},
		{"not beyond 90 s altogether", []func(http.ResponseWriter){status(503, "Retry-After", "50")}, 2, 50 * second, 50 * second, ReasonServer},
		{"never after 400", []func(http.ResponseWriter){status(400), ok}, 1, 0, 0, ReasonRefusedKey},
		{"never after 401", []func(http.ResponseWriter){status(401, "Retry-After", "1"), ok}, 1, 0, 0, ReasonRefusedKey},
		{"never after 403", []func(http.ResponseWriter){status(403), ok}, 1, 0, 0, ReasonRefusedKey},
		{"never after 404", []func(http.ResponseWriter){status(404), ok}, 1, 0, 0, ReasonStatus},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				calls := 0
				var told []Retry
				c, ca := serve(t, func(w http.ResponseWriter, _ *http.Request) {
					answer := tt.answers[min(calls, len(tt.answers)-1)]
					calls++
					answer(w)
				}, Options{OnRetry: func(r Retry) { told = append(told, r) }})
				began := time.Now()
				_, err := c.Exchange(t.Context(), cloudAt("https://example.com", ca))
				took := time.Since(began)
				if tt.reason == "" && err != nil {
					t.Fatal(err)
				}
				if tt.reason != "" {
					wantError(t, err, CheckSignIn, tt.reason)
				}
				if calls != tt.calls || took < tt.min || took > tt.max {
					t.Errorf("%d calls in %v, want %d in %v to %v", calls, took, tt.calls, tt.min, tt.max)
				}
				for i, r := range told {
					if r.Attempt != i+1 || r.Of != 3 || r.Host != "example.com" || r.Profile != "p1" || r.Wait <= 0 || r.Err == nil {
						t.Errorf("told %+v", r)
					}
				}
				if len(told) != calls-1 {
					t.Errorf("told of %d waits, want %d", len(told), calls-1)
				}
			})
		})
	}
}

func TestCancelEndsAWaitAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		c, ca := serve(t, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Retry-After", "60")
			answerJSON(w, 429, "")
		}, Options{OnRetry: func(Retry) { time.AfterFunc(3*time.Second, cancel) }})
		began := time.Now()
		_, err := c.Exchange(ctx, cloudAt("https://example.com", ca))
		wantError(t, err, CheckSignIn, ReasonCanceled)
		if took := time.Since(began); took != 3*time.Second {
			t.Errorf("ended after %v, want 3s", took)
		}
	})
}

func TestTimeoutOptionCapsEverything(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, ca := serve(t, func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }, Options{Timeout: 2 * time.Second})
		began := time.Now()
		_, err := c.Exchange(t.Context(), cloudAt("https://example.com", ca))
		wantError(t, err, CheckSignIn, ReasonTimeout)
		if took := time.Since(began); took != 2*time.Second {
			t.Errorf("ended after %v, want 2s", took)
		}
	})
}

// TestNoWaitBeyondTheTimeout: a wait that cannot end in time is not begun, and the
// server's words are what remains.
func TestNoWaitBeyondTheTimeout(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, ca := serve(t, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Retry-After", "20")
			answerJSON(w, 429, "")
		}, Options{Timeout: 10 * time.Second})
		began := time.Now()
		_, err := c.Exchange(t.Context(), cloudAt("https://example.com", ca))
		e := wantError(t, err, CheckSignIn, ReasonRateLimited)
		if took := time.Since(began); took != 0 || e.RetryAfter != 20*time.Second {
			t.Errorf("ended after %v, retry after %v", took, e.RetryAfter)
		}
	})
}

// TestConnectionsAreReused: a second exchange needs no second handshake, unless the
// computer slept in between.
func TestConnectionsAreReused(t *testing.T) {
	for _, sleep := range []time.Duration{0, time.Hour} {
		t.Run(fmt.Sprint(sleep), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				dials, slept := 0, time.Duration(0)
				c, ca := serve(t, func(w http.ResponseWriter, _ *http.Request) {
					answerJSON(w, 200, `{"access_token":"T1"}`)
				}, Options{Now: func() time.Time { return time.Now().Add(slept) }})
				dial := c.dial
				c.dial = countDials(&dials, dial)
				for range 2 {
					if _, err := c.Exchange(t.Context(), cloudAt("https://example.com", ca)); err != nil {
						t.Fatal(err)
					}
					slept += sleep // only the wall clock goes on while a computer sleeps
				}
				want := 1
				if sleep > 0 {
					want = 2
				}
				if dials != want {
					t.Errorf("%d connections, want %d", dials, want)
				}
			})
		})
	}
}
