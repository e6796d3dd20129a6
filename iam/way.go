package iam

import (
	"crypto/sha256"
	"net/http"
	"time"

	"lanyard/profile"
)

// maxWays bounds the cache of transports. Only edits of TLS and proxy settings make
// new ones, so it is never full in earnest.
const maxWays = 64

// wayKey tells ways apart. It holds a digest where a secret takes part.
type wayKey struct {
	mode  profile.TLSMode
	ca    [sha256.Size]byte
	pin   string
	proxy [sha256.Size]byte // of the whole URL, password included; zero when direct
}

// way is a transport with the dialer under it, shared by all requests that trust and
// route alike.
type way struct {
	*http.Transport
	dialer *dialer
	used   time.Time // wall clock, under the client's lock
}

// way finds or makes the transport for a profile's TLS settings and a route.
//
// A connection that was kept while the computer slept is dead though its idle timer
// says otherwise, so the wall clock decides as well.
func (k *caller) way(r route) (*way, error) {
	c := k.c
	mode := k.p.TLS.Mode
	if mode == "" {
		mode = profile.TLSVerify
	}
	key := wayKey{mode: mode, ca: sha256.Sum256([]byte(k.p.TLS.CAPEM)), pin: k.p.TLS.PinSHA256}
	if r.proxy != nil {
		key.proxy = sha256.Sum256([]byte(r.proxy.String()))
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	now := c.wall()
	if w, ok := c.ways[key]; ok {
		if gap := now.Sub(w.used); gap > c.limits.idle || gap < 0 {
			w.CloseIdleConnections()
		}
		w.used = now
		return w, nil
	}
	w, err := c.newWay(k.p.TLS, r)
	if err != nil {
		return nil, err
	}
	if len(c.ways) >= maxWays {
		for old, w := range c.ways {
			w.CloseIdleConnections()
			delete(c.ways, old)
		}
	}
	w.used = now
	c.ways[key] = w
	return w, nil
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
	proxyCfg.cfg.NextProtos = nil // CONNECT over HTTP/1.1
	d := &dialer{route: r, tls: cfg, proxyTLS: proxyCfg, limits: c.limits, dial: c.dial}
	return &way{dialer: d, Transport: &http.Transport{
		DialTLSContext:         d.dialTLS,
		ForceAttemptHTTP2:      true,
		ResponseHeaderTimeout:  c.limits.firstByte,
		IdleConnTimeout:        c.limits.idle,
		MaxIdleConnsPerHost:    2,
		MaxResponseHeaderBytes: c.limits.headers,
	}}, nil
}
