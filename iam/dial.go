package iam

import (
	"bufio"
	"context"
	"crypto/tls"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"strings"
	"sync/atomic"
	"time"

	"golang.org/x/net/proxy"
)

// stage says how far a request has come, so that a time-out can be told at the
// check where it happened.
type stage int32

const (
	stageTalk stage = iota // a connection stands: sending, waiting, reading
	stageNetwork
	stageProxy // waiting for the proxy's answer
	stageTLS
)

// progress is carried by a request's context to the dialer.
type progress struct {
	at     atomic.Int32
	stands atomic.Bool // the request has its connection
}

type progressKey struct{}

// withProgress follows a request. net/http goes on dialing for a request that has got a
// connection which another one gave back: what that dial still does is not its stage.
func withProgress(ctx context.Context) (context.Context, *progress) {
	p := new(progress)
	ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		GetConn: func(string) { p.stands.Store(false) }, // once more, where a kept connection was dead
		GotConn: func(httptrace.GotConnInfo) { p.stands.Store(true) },
	})
	return context.WithValue(ctx, progressKey{}, p), p
}

func (p *progress) stage() stage {
	if p.stands.Load() {
		return stageTalk
	}
	return stage(p.at.Load())
}

func enter(ctx context.Context, s stage) {
	if p, ok := ctx.Value(progressKey{}).(*progress); ok {
		p.at.Store(int32(s))
	}
}

// dialer makes connections along one route with one set of TLS settings.
type dialer struct {
	route    route
	tls      trust // for the target
	proxyTLS trust // for an https proxy: always verified
	limits   limits
	dial     func(ctx context.Context, network, addr string) (net.Conn, error)
}

// dialTLS is what the transport calls. Its failures are *Error with check, reason
// and cause; host and proxy are filled in by the caller.
func (d *dialer) dialTLS(ctx context.Context, _, addr string) (net.Conn, error) {
	conn, err := d.connect(ctx, addr)
	if err != nil {
		return nil, err
	}
	tc, err := d.handshake(ctx, conn, addr)
	if err != nil {
		return nil, err
	}
	enter(ctx, stageTalk)
	return tc, nil
}

// connect opens the way to addr: a TCP connection, or a tunnel through the proxy.
func (d *dialer) connect(ctx context.Context, addr string) (net.Conn, error) {
	enter(ctx, stageNetwork)
	first := addr
	if d.route.proxy != nil {
		first = hostPort(d.route.proxy)
	}
	if p := d.route.proxy; p != nil && strings.HasPrefix(p.Scheme, "socks5") {
		return d.socks(ctx, p, addr)
	}
	conn, err := d.tcp(ctx, first)
	if err != nil {
		if d.route.proxy != nil {
			return nil, &Error{Check: CheckNetwork, Reason: ReasonProxy, Err: err}
		}
		return nil, &Error{Check: CheckNetwork, Reason: dialReason(err), Err: err}
	}
	if d.route.proxy == nil {
		return conn, nil
	}
	enter(ctx, stageProxy)
	tunnel, err := d.tunnel(ctx, conn, addr)
	if err != nil {
		_ = conn.Close()
		return nil, err
	}
	return tunnel, nil
}

func (d *dialer) tcp(ctx context.Context, addr string) (net.Conn, error) {
	ctx, cancel := context.WithTimeout(ctx, d.limits.connect)
	defer cancel()
	return d.dial(ctx, "tcp", addr)
}

// handshake makes the TLS connection and closes conn when that fails.
func (d *dialer) handshake(ctx context.Context, conn net.Conn, addr string) (*tls.Conn, error) {
	enter(ctx, stageTLS)
	tc, err := startTLS(ctx, conn, addr, d.tls, d.limits.handshake)
	if err != nil {
		return nil, tlsError(err)
	}
	return tc, nil
}

func startTLS(ctx context.Context, conn net.Conn, addr string, t trust, limit time.Duration) (*tls.Conn, error) {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		host = addr
	}
	tc := tls.Client(conn, t.forHost(host))
	if err := tc.HandshakeContext(ctx); err != nil {
		_ = conn.Close()
		return nil, err
	}
	return tc, nil
}

// socks connects through a SOCKS5 proxy, which looks the name up itself.
func (d *dialer) socks(ctx context.Context, p *url.URL, addr string) (net.Conn, error) {
	var auth *proxy.Auth
	if p.User != nil {
		pass, _ := p.User.Password()
		auth = &proxy.Auth{User: p.User.Username(), Password: pass}
	}
	s, err := proxy.SOCKS5("tcp", hostPort(p), auth, forward(d.tcp))
	if err != nil {
		return nil, &Error{Check: CheckNetwork, Reason: ReasonProxy, Err: err}
	}
	ctx, cancel := context.WithTimeout(ctx, d.limits.firstByte)
	defer cancel()
	conn, err := s.(proxy.ContextDialer).DialContext(ctx, "tcp", addr)
	if err != nil {
		return nil, &Error{Check: CheckNetwork, Reason: ReasonProxy, Err: err}
	}
	return conn, nil
}

// forward is the dialer to a SOCKS5 proxy itself.
type forward func(ctx context.Context, addr string) (net.Conn, error)

func (f forward) Dial(_, addr string) (net.Conn, error) { return f(context.Background(), addr) }

func (f forward) DialContext(ctx context.Context, _, addr string) (net.Conn, error) {
	return f(ctx, addr)
}

// tunnel asks an http or https proxy to connect us to addr (RFC 9110, CONNECT).
func (d *dialer) tunnel(ctx context.Context, conn net.Conn, addr string) (net.Conn, error) {
	p := d.route.proxy
	if p.Scheme == "https" {
		tc, err := startTLS(ctx, conn, hostPort(p), d.proxyTLS, d.limits.handshake)
		if err != nil {
			return nil, &Error{Check: CheckNetwork, Reason: ReasonProxy, Err: fmt.Errorf("TLS with the proxy: %w", err)}
		}
		conn = tc
	}
	resp, extra, err := askProxy(ctx, conn, p, addr, d.limits)
	switch {
	case err != nil:
		return nil, &Error{Check: CheckNetwork, Reason: ReasonProxy, Err: fmt.Errorf("the proxy's answer: %w", err)}
	case resp.StatusCode == http.StatusProxyAuthRequired:
		return nil, &Error{
			Check: CheckNetwork, Reason: ReasonProxyAuth, Status: resp.StatusCode,
			Message: offers(resp.Header.Values("Proxy-Authenticate")),
		}
	case resp.StatusCode/100 != 2:
		return nil, &Error{Check: CheckNetwork, Reason: ReasonProxy, Status: resp.StatusCode, Message: plain(resp.Status)}
	case extra:
		return nil, &Error{Check: CheckNetwork, Reason: ReasonProxy, Err: errors.New("the proxy sends data of its own")}
	}
	return conn, nil
}

// askProxy sends CONNECT and reads the answer's headers. It reports whether more came
// than them: TLS servers never speak first.
func askProxy(ctx context.Context, conn net.Conn, p *url.URL, addr string, l limits) (*http.Response, bool, error) {
	ctx, cancel := context.WithTimeout(ctx, l.firstByte)
	defer cancel()
	stop := context.AfterFunc(ctx, func() { _ = conn.SetDeadline(time.Unix(1, 0)) })
	defer stop()

	req := &http.Request{Method: http.MethodConnect, URL: &url.URL{Opaque: addr}, Host: addr, Header: http.Header{"User-Agent": {"lanyard"}}}
	if p.User != nil {
		pass, _ := p.User.Password()
		token := base64.StdEncoding.EncodeToString([]byte(p.User.Username() + ":" + pass))
		req.Header.Set("Proxy-Authorization", "Basic "+token)
	}
	if err := req.Write(conn); err != nil {
		return nil, false, cause(ctx, err)
	}
	r := bufio.NewReader(io.LimitReader(conn, l.headers))
	resp, err := http.ReadResponse(r, req)
	if err != nil {
		return nil, false, cause(ctx, err)
	}
	if !stop() {
		return nil, false, cause(ctx, ctx.Err())
	}
	return resp, r.Buffered() > 0, nil
}

// cause prefers the context's end to what it did to a connection.
func cause(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return err
}
