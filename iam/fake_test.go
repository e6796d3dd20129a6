package iam

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"

	"lanyard/internal/profile"
	"lanyard/internal/secret"
)

// The secrets of these tests: long enough to be looked for in texts.
const (
	testKey  = "Kx7-qV2_tTzP0aLmW9yBcD3eFgHiJkLmNoPqRsTuVwXy"
	testPass = "correct&horse=battery staple%"
)

// wire is a network in memory: a server's listener and the client's dialer. Its pipes
// work in a synctest bubble, where waiting takes no time.
type wire struct {
	conns chan net.Conn
	once  sync.Once
	done  chan struct{}
}

func newWire() *wire { return &wire{conns: make(chan net.Conn), done: make(chan struct{})} }

func (w *wire) Accept() (net.Conn, error) {
	select {
	case c := <-w.conns:
		return c, nil
	case <-w.done:
		return nil, net.ErrClosed
	}
}

func (w *wire) Close() error {
	w.once.Do(func() { close(w.done) })
	return nil
}

func (w *wire) Addr() net.Addr { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 443} }

func (w *wire) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	ours, theirs := net.Pipe()
	select {
	case w.conns <- theirs:
		return ours, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	case <-w.done:
		return nil, net.ErrClosed
	}
}

// serve starts an HTTPS server in memory and a client that reaches it under any name
// that its certificate holds (example.com). Use it within a synctest bubble.
func serve(t *testing.T, h http.HandlerFunc, o Options) (*Client, string) {
	t.Helper()
	ts := httptest.NewUnstartedServer(readFirst(h))
	_ = ts.Listener.Close()
	w := newWire()
	ts.Listener = w
	ts.EnableHTTP2 = true
	ts.StartTLS()
	c := New(o)
	c.dial = w.dial
	t.Cleanup(func() {
		c.Close()
		ts.CloseClientConnections()
		ts.Close()
	})
	return c, caOf(ts)
}

// readFirst reads a request before it is handled: only then does a server notice that the
// client has left.
func readFirst(h http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		r.Body = io.NopCloser(bytes.NewReader(body))
		h(w, r)
	}
}

// listen starts an HTTPS server on loopback.
func listen(t *testing.T, h http.HandlerFunc) (address, ca string) {
	t.Helper()
	ts := httptest.NewTLSServer(h)
	t.Cleanup(ts.Close)
	return ts.URL, caOf(ts)
}

func caOf(ts *httptest.Server) string {
	return string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: ts.Certificate().Raw}))
}

// cloudAt is a cloud credential that signs in at a server of a test.
func cloudAt(address, ca string) Credential {
	return Credential{
		Profile: profile.Profile{
			ID: "p1", Name: "test", Kind: profile.Cloud, URL: "https://us-south.ml.cloud.ibm.com",
			AuthURL: address, SecretKind: profile.APIKey, TLS: profile.TLS{CAPEM: ca},
		},
		Key: secret.New(testKey),
	}
}

// jwt makes a token with the given payload and a signature that means nothing.
func jwt(t testing.TB, claims map[string]any) string {
	t.Helper()
	b, err := json.Marshal(claims)
	if err != nil {
		t.Fatal(err)
	}
	enc := base64.RawURLEncoding
	return enc.EncodeToString([]byte(`{"alg":"RS256","kid":"1"}`)) + "." + enc.EncodeToString(b) + ".c2lnbmF0dXJl"
}

// answerJSON writes a JSON answer.
func answerJSON(w http.ResponseWriter, status int, body string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = w.Write([]byte(body))
}
