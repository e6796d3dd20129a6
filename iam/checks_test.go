package iam

import (
	"context"
	"net"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"lanyard/internal/profile"
	"lanyard/internal/secret"
)

// watched is a connection that tells whether it was closed.
type watched struct {
	net.Conn
	closed atomic.Bool
}

func (w *watched) Close() error {
	w.closed.Store(true)
	return w.Conn.Close()
}

// watchDials makes a client keep what it dials.
func watchDials(c *Client) *[]*watched {
	var all []*watched
	dial := c.dial
	c.dial = func(ctx context.Context, network, addr string) (net.Conn, error) {
		conn, err := dial(ctx, network, addr)
		if err != nil {
			return nil, err
		}
		w := &watched{Conn: conn}
		all = append(all, w)
		return w, nil
	}
	return &all
}

// TestStagedTestClosesItsConnection: the one of the network and TLS checks, however the
// test goes on.
func TestStagedTestClosesItsConnection(t *testing.T) {
	address, ca := listen(t, tokenServer)
	for _, tt := range []struct {
		name string
		ca   string
		stop bool // after the network check
		last Status
	}{
		{"all is well", ca, false, StatusOK},
		{"the certificate is not trusted", "", false, StatusFailed},
		{"no handshake is begun", ca, true, StatusFailed},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := New(Options{})
			dialled := watchDials(c)
			got := c.Test(t.Context(), cloudAt(address, tt.ca), func(r Result) {
				if tt.stop && r.Check == CheckNetwork {
					c.leftAt(strings.TrimPrefix(address, "https://")).n.Store(maxLeft)
				}
			})
			if got[1].Status != StatusOK || got[2].Status != tt.last {
				t.Fatalf("network %s, tls %s (%v)", got[1].Status, got[2].Status, got[2].Err)
			}
			if len(*dialled) == 0 || !(*dialled)[0].closed.Load() {
				t.Error("the connection stays open")
			}
		})
	}
	t.Run("a look at the certificates", func(t *testing.T) {
		c := New(Options{})
		dialled := watchDials(c)
		if _, err := c.Chain(t.Context(), profile.Profile{Kind: profile.CP4D, URL: address}, secret.Text{}); err != nil {
			t.Fatal(err)
		}
		if len(*dialled) != 1 || !(*dialled)[0].closed.Load() {
			t.Errorf("%d connections, the first is open", len(*dialled))
		}
	})
}

// TestChainBesideAnUnreadableCA: the certificates are shown all the same, and what is wrong
// with the profile's CA is said beside them.
func TestChainBesideAnUnreadableCA(t *testing.T) {
	ts := httptest.NewTLSServer(readFirst(tokenServer))
	t.Cleanup(ts.Close)
	p := profile.Profile{Kind: profile.CP4D, URL: ts.URL, TLS: profile.TLS{CAPEM: "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----"}}
	chain, err := New(Options{}).Chain(t.Context(), p, secret.Text{})
	if err != nil {
		t.Fatal(err)
	}
	if len(chain.Certificates) == 0 || chain.Problem == nil || chain.Problem.Reason != ReasonBadCA || chain.Problem.Check != CheckTLS {
		t.Errorf("%d certificates, problem %v", len(chain.Certificates), chain.Problem)
	}
	_, err = New(Options{}).Exchange(t.Context(), Credential{Profile: profile.Profile{Kind: profile.CP4D, URL: ts.URL, Username: "a", TLS: p.TLS}, Key: secret.New("x")})
	wantError(t, err, CheckTLS, ReasonBadCA)
}

// TestEmptyKeyGoesNowhere: an entry without a key in it opens no connection.
func TestEmptyKeyGoesNowhere(t *testing.T) {
	address, ca := listen(t, tokenServer)
	cred := cloudAt(address, ca)
	cred.Key = secret.New("")
	c := New(Options{})
	dialled := watchDials(c)
	_, err := c.Exchange(t.Context(), cred)
	wantError(t, err, CheckKeyring, ReasonNoKey)
	got := c.Test(t.Context(), cred, nil)
	wantError(t, got[0].Err, CheckKeyring, ReasonNoKey)
	if got[0].Status != StatusFailed || got[1].Status != StatusSkipped || len(*dialled) != 0 {
		t.Errorf("%s, then %s, after %d connections", got[0].Status, got[1].Status, len(*dialled))
	}
}
