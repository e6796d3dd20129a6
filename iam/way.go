package iam

import (
	"crypto/sha256"
	"maps"
	"net/http"
	"slices"
	"time"

	"lanyard/internal/profile"
)

// maxWays bounds the cache of transports; above it, the one that was not used for the
// longest time goes.
const maxWays = 64

// wayKey tells ways apart. It holds a digest where a secret takes part.
type wayKey struct {
	mode  profile.TLSMode
	ca    [sha256.Size]byte
	pin   string
	proxy [sha256.Size]byte // of the whole URL, password included; zero when direct
	host  string
}

// transport is what a way sends by: an [http.Transport].
type transport interface {
	http.RoundTripper
	CloseIdleConnections()
}

// way is a transport with the dialer under it, shared by all requests to one host that
// trust and route alike. A server that breaks its transport breaks no other host's.
type way struct {
	transport
	dialer *dialer
	key    wayKey
	host   string
	used   time.Time // wall clock, under the client's lock
}

// way finds or makes the transport to a host (host:port) for a profile's TLS settings and
// a route.
//
// A connection that was kept while the computer slept is dead though its idle timer
// says otherwise, so the wall clock decides as well: then the way is made anew.
func (k *caller) way(r route, host string) (*way, error) {
	c := k.c
	mode := k.p.TLS.Mode
	if mode == "" {
		mode = profile.TLSVerify
	}
	key := wayKey{mode: mode, ca: sha256.Sum256([]byte(k.p.TLS.CAPEM)), pin: k.p.TLS.PinSHA256, host: host}
	if r.proxy != nil {
		key.proxy = sha256.Sum256([]byte(r.proxy.String()))
	}
	if w := c.known(key); w != nil {
		return w, nil
	}
	w, err := c.newWay(k.p.TLS, r)
	if err != nil {
		return nil, err
	}
	w.key, w.host = key, host
	return c.keep(w), nil
}

// known gives the way of a key, unless it has not been used for too long.
func (c *Client) known(key wayKey) *way {
	c.mu.Lock()
	defer c.mu.Unlock()
	w, ok := c.ways[key]
	if !ok {
		return nil
	}
	now := c.wall()
	if gap := now.Sub(w.used); gap > c.limits.idle || gap < 0 {
		c.drop(w)
		return nil
	}
	w.used = now
	return w
}

// keep keeps a new way, unless somebody was faster: then it gives theirs.
func (c *Client) keep(w *way) *way {
	c.mu.Lock()
	defer c.mu.Unlock()
	if other, ok := c.ways[w.key]; ok {
		return other
	}
	if len(c.ways) >= maxWays {
		c.drop(slices.MinFunc(slices.Collect(maps.Values(c.ways)), func(a, b *way) int { return a.used.Compare(b.used) }))
	}
	w.used = c.wall()
	c.ways[w.key] = w
	return w
}

// forget drops a way whose transport does not come back.
func (c *Client) forget(w *way) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.drop(w)
}

// drop takes a way out. Its connections are closed by a goroutine that holds no lock: a
// transport can hang in that as well. The caller holds mu.
func (c *Client) drop(w *way) {
	if c.ways[w.key] == w {
		delete(c.ways, w.key)
		go w.CloseIdleConnections()
	}
}

func (c *Client) newWay(t profile.TLS, r route) (*way, error) {
	cfg, err := c.tlsConfig(t)
	if err != nil {
		return nil, err
	}
	proxyCfg, err := c.tlsConfig(profile.TLS{CAPEM: t.CAPEM})
	if err != nil {
		return nil, err
	}
	d := &dialer{route: r, tls: cfg, proxyTLS: proxyCfg, limits: c.limits, dial: c.dial}
	return &way{dialer: d, transport: c.over(d)}, nil
}

// newTransport makes a transport that speaks HTTP/1.1 and nothing else: sign-ins gain
// nothing from HTTP/2, whose frames let a server hang net/http for good.
func newTransport(d *dialer) transport {
	only := new(http.Protocols)
	only.SetHTTP1(true)
	return &http.Transport{
		DialTLSContext:         d.dialTLS,
		DialContext:            d.dialPlain,
		Protocols:              only,
		ResponseHeaderTimeout:  d.limits.firstByte,
		IdleConnTimeout:        d.limits.idle,
		MaxIdleConnsPerHost:    2,
		MaxResponseHeaderBytes: d.limits.headers,
	}
}
