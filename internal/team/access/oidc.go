package access

import (
	"cmp"
	"context"
	"crypto/rand"
	"crypto/subtle"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"strconv"
	"time"

	"lanyard/internal/secret"
	"lanyard/internal/team"
	"lanyard/internal/team/kv"
)

const (
	callbackAddress = "127.0.0.1:8250" // where the stores' own programs wait as well, so roles allow it
	callbackPath    = "/oidc/callback"
	callbackTime    = 5 * time.Minute // for a person at a page
)

const callbackPage = `<!doctype html><meta charset="utf-8"><title>Lanyard</title><p>Lanyard has got the answer. You can close this page.</p>`

// browse has a person sign in at the page of their company's sign-in: it waits on loopback
// for what the page sends, and gives that to the store.
func (a *Access) browse(ctx context.Context, c *kv.Client) (kv.Session, error) {
	fail := func(err error) (kv.Session, error) {
		return kv.Session{}, &team.Error{Team: c.Team.Name, Host: c.Team.Host(), Reason: team.NoToken, Err: err}
	}
	if a.Browse == nil {
		return fail(nil)
	}
	ctx, cancel := context.WithTimeout(ctx, callbackTime)
	defer cancel()
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", cmp.Or(a.callback, callbackAddress))
	if err != nil {
		return fail(errors.New("the port on which the page answers is taken: " + cmp.Or(a.callback, callbackAddress)))
	}
	nonce := secret.New(rand.Text())
	_, port, _ := net.SplitHostPort(l.Addr().String())
	number, _ := strconv.Atoi(port)
	redirect := "http://" + net.JoinHostPort("localhost", strconv.Itoa(number)) + callbackPath
	page, state, err := c.SignInPage(ctx, redirect, nonce)
	if err != nil {
		_ = l.Close()
		return kv.Session{}, err
	}
	codes := make(chan secret.Text, 1)
	server := &http.Server{Handler: callback(state, codes), ReadHeaderTimeout: 10 * time.Second, MaxHeaderBytes: 16 << 10, ErrorLog: log.New(io.Discard, "", 0)}
	go func() { _ = server.Serve(l) }()
	defer func() {
		end, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second) // the page is sent to its end
		defer cancel()
		_ = server.Shutdown(end)
	}()
	if err := a.Browse(ctx, c.Team, page); err != nil {
		return kv.Session{}, err
	}
	select {
	case code := <-codes:
		if code.Empty() {
			return fail(errors.New("the page said that the sign-in was refused"))
		}
		return c.SignInWithPage(ctx, state, code, nonce)
	case <-ctx.Done():
		return kv.Session{}, ctx.Err()
	}
}

// callback takes the first answer that has the state; an empty code stands for a refusal.
// Everything else that reaches the port is nobody's.
func callback(state string, codes chan<- secret.Text) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		q := r.URL.Query()
		if r.Method != http.MethodGet || r.URL.Path != callbackPath || subtle.ConstantTimeCompare([]byte(q.Get("state")), []byte(state)) != 1 {
			http.NotFound(w, r)
			return
		}
		select {
		case codes <- secret.New(q.Get("code")):
		default: // it has one
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Header().Set("Cache-Control", "no-store")
		w.Header().Set("Referrer-Policy", "no-referrer")
		_, _ = io.WriteString(w, callbackPage)
	})
}
