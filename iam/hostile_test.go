package iam

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"runtime"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// countDials wraps a dialer.
func countDials(n *int, dial func(context.Context, string, string) (net.Conn, error)) func(context.Context, string, string) (net.Conn, error) {
	return func(ctx context.Context, network, addr string) (net.Conn, error) {
		*n++
		return dial(ctx, network, addr)
	}
}

// raw takes the connection over and writes bytes that no well-behaved server writes.
func raw(w http.ResponseWriter, write func(io.Writer)) {
	conn, buf, err := w.(http.Hijacker).Hijack()
	if err != nil {
		panic(err)
	}
	go func() { _, _ = io.Copy(io.Discard, conn) }() // a pipe has no buffer for the client's goodbye
	write(buf)
	_ = buf.Flush()
	_ = conn.Close()
}

// TestHostileServers: whatever a server does, there is a named error within the time
// limits. Time is the bubble's, so the limits are exact.
func TestHostileServers(t *testing.T) {
	const mib = 1 << 20
	forever := func(r *http.Request) { <-r.Context().Done() }
	tests := []struct {
		name   string
		h      http.HandlerFunc
		check  Check
		reason Reason
		within time.Duration
	}{
		{"never answers", func(_ http.ResponseWriter, r *http.Request) { forever(r) }, CheckSignIn, ReasonTimeout, 15 * time.Second},
		{"headers, then nothing", func(w http.ResponseWriter, r *http.Request) {
			w.WriteHeader(200)
			w.(http.Flusher).Flush()
			forever(r)
		}, CheckSignIn, ReasonTimeout, 30 * time.Second},
		{"drips", func(w http.ResponseWriter, r *http.Request) {
			for r.Context().Err() == nil {
				_, _ = w.Write([]byte(" "))
				w.(http.Flusher).Flush()
				time.Sleep(time.Second)
			}
		}, CheckSignIn, ReasonTimeout, 30 * time.Second},
		{"drips headers", func(w http.ResponseWriter, r *http.Request) {
			raw(w, func(w io.Writer) {
				_, _ = fmt.Fprint(w, "HTTP/1.1 200 OK\r\n")
				for range 3600 {
					if _, err := fmt.Fprint(w, "X: 1\r\n"); err != nil {
						return
					}
					_ = w.(interface{ Flush() error }).Flush()
					time.Sleep(time.Second)
				}
			})
		}, CheckSignIn, ReasonTimeout, 15 * time.Second},
		{"an endless body", func(w http.ResponseWriter, r *http.Request) {
			chunk := bytes.Repeat([]byte("x"), 64<<10)
			for r.Context().Err() == nil {
				if _, err := w.Write(chunk); err != nil {
					return
				}
			}
		}, CheckSignIn, ReasonTooBig, 0},
		{"gzip bomb", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Encoding", "gzip")
			z := gzip.NewWriter(w)
			zeros := make([]byte, 64<<10)
			for range 40 * mib / len(zeros) {
				_, _ = z.Write(zeros)
			}
			_ = z.Close()
		}, CheckSignIn, ReasonTooBig, 0},
		{"gzip that is none", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Encoding", "gzip")
			_, _ = w.Write([]byte(`{"access_token":"T1"}`))
		}, CheckSignIn, ReasonNotJSON, 0},
		{"too many headers", func(w http.ResponseWriter, _ *http.Request) {
			for i := range 2000 {
				w.Header().Set(fmt.Sprintf("X-%d", i), strings.Repeat("v", 100))
			}
			w.WriteHeader(200)
		}, CheckSignIn, ReasonTooBig, 0},
		{"headers without end", func(w http.ResponseWriter, _ *http.Request) {
			raw(w, func(w io.Writer) {
				_, _ = fmt.Fprint(w, "HTTP/1.1 200 OK\r\n")
				for range 100_000 {
					if _, err := fmt.Fprintf(w, "X: %s\r\n", strings.Repeat("v", 1000)); err != nil {
						return
					}
				}
			})
		}, CheckSignIn, ReasonTooBig, 0},
		{"endless 1xx", func(w http.ResponseWriter, _ *http.Request) {
			raw(w, func(w io.Writer) {
				for range 100_000 {
					if _, err := fmt.Fprint(w, "HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n"); err != nil {
						return
					}
				}
			})
		}, CheckSignIn, ReasonTooBig, 0},
		{"closes mid-body", func(w http.ResponseWriter, _ *http.Request) {
			raw(w, func(w io.Writer) {
				_, _ = fmt.Fprint(w, "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{\"access_token\":")
			})
		}, CheckSignIn, ReasonCut, 0},
		{"chunks that are none", func(w http.ResponseWriter, _ *http.Request) {
			raw(w, func(w io.Writer) {
				_, _ = fmt.Fprint(w, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nZZZ\r\n")
			})
		}, CheckSignIn, ReasonCut, 0},
		{"speaks something else", func(w http.ResponseWriter, _ *http.Request) {
			raw(w, func(w io.Writer) { _, _ = fmt.Fprint(w, "SSH-2.0-OpenSSH_9.2\x1b[31m\r\n") })
		}, CheckSignIn, ReasonNotHTTP, 0},
		{"a header with escapes", func(w http.ResponseWriter, _ *http.Request) {
			raw(w, func(w io.Writer) { _, _ = fmt.Fprintf(w, "HTTP/1.1 200 OK\r\n\x1b[31m%s\r\n\r\n", testKey) })
		}, CheckSignIn, ReasonNotHTTP, 0},
		{"redirects to another host", func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "https://evil.example.com/?k="+testKey, http.StatusTemporaryRedirect)
		}, CheckSignIn, ReasonRedirectHost, 0},
		{"redirects to another port", func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "https://example.com:8443/", http.StatusTemporaryRedirect)
		}, CheckSignIn, ReasonRedirectHost, 0},
		{"redirects to http", func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "http://example.com/identity/token", http.StatusFound)
		}, CheckSignIn, ReasonRedirectHTTP, 0},
		{"redirects a POST", func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "/login", http.StatusPermanentRedirect)
		}, CheckSignIn, ReasonRedirect, 0},
		{"redirects to nowhere", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Location", "://")
			w.WriteHeader(302)
		}, CheckSignIn, ReasonRedirect, 0},
		{"304", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(304) }, CheckSignIn, ReasonStatus, 0},
		{"junk", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("hello \x1b[31m")) }, CheckSignIn, ReasonNotJSON, 0},
		{"nothing", func(http.ResponseWriter, *http.Request) {}, CheckSignIn, ReasonEmpty, 0},
		{"204", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(204) }, CheckSignIn, ReasonEmpty, 0},
		{"a page", func(w http.ResponseWriter, _ *http.Request) {
			_, _ = w.Write([]byte("<html><head><title>Proxy says \x1b[31m" + testKey + "</title>"))
		}, CheckSignIn, ReasonHTML, 0},
		{"echoes the key with escapes", func(w http.ResponseWriter, r *http.Request) {
			answerJSON(w, 400, fmt.Sprintf(`{"message":%q}`, "\u001b[2J"+look(r).Body))
		}, CheckSignIn, ReasonRefusedKey, 0},
		{"hangs up", func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, CheckSignIn, ReasonReset, 9 * time.Second},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				hosts := map[string]int{}
				c, ca := serve(t, tt.h, Options{})
				dial := c.dial
				c.dial = func(ctx context.Context, network, addr string) (net.Conn, error) {
					hosts[addr]++
					return dial(ctx, network, addr)
				}
				before := heap()
				began := time.Now()
				_, err := c.Exchange(t.Context(), cloudAt("https://example.com", ca))
				took := time.Since(began)
				time.Sleep(time.Minute) // the server notices
				e := wantError(t, err, tt.check, tt.reason)
				if took > tt.within {
					t.Errorf("took %v, want at most %v", took, tt.within)
				}
				if grown := int64(heap()) - int64(before); grown > 20*mib {
					t.Errorf("memory grew by %d MiB", grown/mib)
				}
				if said := e.Error() + e.Message + e.Code; strings.Contains(said, testKey) || strings.ContainsRune(said, 0x1b) {
					t.Errorf("the error says %q", said)
				}
				delete(hosts, "example.com:443")
				if len(hosts) > 0 {
					t.Errorf("other hosts were called: %v", hosts)
				}
			})
		})
	}
}

func heap() uint64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// TestRedirectOfAGetOnTheSameHost is followed: its headers go where they went.
func TestRedirectOfAGetOnTheSameHost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, ca := serve(t, func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/a" {
				http.Redirect(w, r, "/b?x=1", http.StatusMovedPermanently)
				return
			}
			answerJSON(w, 200, `{"path":"`+r.URL.RequestURI()+`"}`)
		}, Options{})
		k := c.caller(cloudAt("https://example.com", ca))
		a, err := k.send(t.Context(), request{check: CheckService, method: "GET", url: "https://example.com/a"})
		if err != nil || string(a.body) != `{"path":"/b?x=1"}` {
			t.Errorf("%s, %v", a.body, err)
		}
	})
}

// TestRedirectOfAPostIsNotFollowed, not even on the same host: the key is sent once.
func TestRedirectOfAPostIsNotFollowed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		calls := 0
		c, ca := serve(t, func(w http.ResponseWriter, r *http.Request) {
			calls++
			http.Redirect(w, r, "/elsewhere", http.StatusTemporaryRedirect)
		}, Options{})
		_, err := c.Exchange(t.Context(), cloudAt("https://example.com", ca))
		if e := wantError(t, err, CheckSignIn, ReasonRedirect); e.Message != "/elsewhere" || calls != 1 {
			t.Errorf("it points to %q, %d calls, want 1", e.Message, calls)
		}
	})
}

func TestRedirectsEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		calls := 0
		c, ca := serve(t, func(w http.ResponseWriter, r *http.Request) {
			calls++
			http.Redirect(w, r, r.URL.Path, http.StatusFound)
		}, Options{})
		k := c.caller(cloudAt("https://example.com", ca))
		_, err := k.send(t.Context(), request{check: CheckService, method: "GET", url: "https://example.com/a"})
		wantError(t, err, CheckService, ReasonRedirect)
		if calls != 4 {
			t.Errorf("%d calls, want 4", calls)
		}
	})
}
