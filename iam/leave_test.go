package iam

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"lanyard/internal/profile"
	"lanyard/internal/secret"
)

// deaf is a transport that heeds no context: it comes back when it is let go.
type deaf struct {
	letGo chan struct{}
	body  bool // it answers at once, and hangs in the body
}

func (d *deaf) RoundTrip(*http.Request) (*http.Response, error) {
	if d.body {
		return &http.Response{StatusCode: 200, Header: http.Header{}, Body: d}, nil
	}
	<-d.letGo
	return nil, io.EOF
}

func (d *deaf) Read([]byte) (int, error) { <-d.letGo; return 0, io.EOF }
func (d *deaf) Close() error             { return nil }
func (d *deaf) CloseIdleConnections()    { <-d.letGo }

// TestDeafTransportIsLeftBehind: the sign-in ends with its context, in headers or body; the
// next one gets another transport; what is left at one host is bounded; and another host's
// is not touched by it.
func TestDeafTransportIsLeftBehind(t *testing.T) {
	for name, body := range map[string]bool{"headers": false, "body": true} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				letGo, made := make(chan struct{}), 0
				c := New(Options{Timeout: 6 * time.Second})
				c.over = func(*dialer) transport { made++; return &deaf{letGo, body} }
				for n := range maxLeft {
					began := time.Now()
					_, err := c.Exchange(t.Context(), cloudAt("https://one.example.com", ""))
					wantError(t, err, CheckSignIn, ReasonTimeout)
					if took := time.Since(began); took != 6*time.Second+lastWords {
						t.Fatalf("it took %v, want 6.1s", took)
					}
					if made != n+1 {
						t.Fatalf("%d transports after %d sign-ins", made, n+1)
					}
				}
				began := time.Now()
				_, err := c.Exchange(t.Context(), cloudAt("https://one.example.com", ""))
				wantError(t, err, CheckSignIn, ReasonTimeout)
				if took := time.Since(began); took != 0 || !errors.Is(err, errLeft) {
					t.Errorf("one more took %v: %v", took, err)
				}
				_, err = c.Exchange(t.Context(), cloudAt("https://two.example.com", ""))
				if wantError(t, err, CheckSignIn, ReasonTimeout); errors.Is(err, errLeft) {
					t.Errorf("another host: %v", err)
				}
				began = time.Now()
				c.Close()
				if took := time.Since(began); took > closeTime+lastWords {
					t.Errorf("Close took %v", took)
				}
				close(letGo)
				synctest.Wait()
				if n := c.leftAt("one.example.com:443").n.Load(); n != 0 {
					t.Errorf("%d count as left behind after they ended", n)
				}
			})
		})
	}
}

// TestCancelEndsADeafTransport: the user's word counts at once.
func TestCancelEndsADeafTransport(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		letGo := make(chan struct{})
		defer close(letGo)
		c := New(Options{})
		c.over = func(*dialer) transport { return &deaf{letGo: letGo} }
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(time.Second, cancel)
		began := time.Now()
		_, err := c.Exchange(ctx, cloudAt("https://example.com", ""))
		wantError(t, err, CheckSignIn, ReasonCanceled)
		if took := time.Since(began); took > time.Second+lastWords {
			t.Errorf("it took %v", took)
		}
	})
}

// TestStagedTestLeavesADeafDialerBehind, and the connection that comes late is closed.
func TestStagedTestLeavesADeafDialerBehind(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		letGo := make(chan struct{})
		ours, theirs := net.Pipe()
		c := New(Options{Timeout: 6 * time.Second})
		c.dial = func(context.Context, string, string) (net.Conn, error) { <-letGo; return ours, nil }
		began := time.Now()
		got := c.Test(t.Context(), cloudAt("https://example.com", ""), nil)
		if got[1].Check != CheckNetwork || got[1].Status != StatusFailed {
			t.Errorf("%+v", got[1])
		}
		if took := time.Since(began); took > 6*time.Second+lastWords {
			t.Errorf("it took %v", took)
		}
		close(letGo)
		if _, err := theirs.Read(make([]byte, 1)); !errors.Is(err, io.EOF) {
			t.Errorf("the late connection is open: %v", err)
		}
	})
}

// deafResolver is a desktop that does not say what its proxy is.
type deafResolver struct{ letGo chan struct{} }

func (d deafResolver) ProxyFor(context.Context, *url.URL) (*url.URL, error) {
	<-d.letGo
	return nil, nil
}

// TestDeafDesktop: a system that does not name its proxy counts as one without.
func TestDeafDesktop(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		letGo := make(chan struct{})
		defer close(letGo)
		c, ca := serve(t, tokenServer, Options{System: deafResolver{letGo}})
		c.hasEnv = false
		began := time.Now()
		if _, err := c.Exchange(t.Context(), cloudAt("https://example.com", ca)); err != nil {
			t.Error(err)
		}
		if took := time.Since(began); took > c.limits.connect+lastWords {
			t.Errorf("it took %v", took)
		}
	})
}

// TestNothingOfNetHTTPUnderTheLock: a way that is dropped, because it is old or because
// there are too many, may hang in closing its connections.
func TestNothingOfNetHTTPUnderTheLock(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		letGo := make(chan struct{})
		defer close(letGo)
		c := New(Options{})
		c.over = func(*dialer) transport { return &deaf{letGo: letGo} }
		k := c.caller(Credential{Profile: profile.Profile{}, Key: secret.New("x")})
		first, err := k.way(route{}, "example.com:443")
		if err != nil {
			t.Fatal(err)
		}
		time.Sleep(c.limits.idle + time.Second) // as after sleep
		again, err := k.way(route{}, "example.com:443")
		if err != nil || again == first {
			t.Errorf("the old way came back, %v", err)
		}
		for n := range maxWays + 3 {
			time.Sleep(time.Second)
			if _, err := k.way(route{}, strings.Repeat("a", n+1)+".example.com:443"); err != nil {
				t.Fatal(err)
			}
		}
		if len(c.ways) != maxWays {
			t.Errorf("%d ways are kept, want %d", len(c.ways), maxWays)
		}
		if c.ways[again.key] != nil {
			t.Error("the one that was not used for the longest time stays")
		}
	})
}
