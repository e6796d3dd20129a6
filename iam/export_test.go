package iam

import (
	"net/http"
	"time"
)

// Hurry makes waits short and allows one further try, for tests over a real network.
func (c *Client) Hurry(backoff, firstByte, try time.Duration) {
	c.limits.tries = 2
	c.limits.backoff, c.limits.firstByte, c.limits.try = backoff, firstByte, try
}

// SpeakHTTP2 makes the client send as it did before: over a transport that a server can
// hang for good.
func (c *Client) SpeakHTTP2() {
	c.over = func(d *dialer) transport {
		d.tls.cfg.NextProtos = []string{"h2", "http/1.1"}
		return &http.Transport{DialTLSContext: d.dialTLS, ForceAttemptHTTP2: true, ResponseHeaderTimeout: d.limits.firstByte, IdleConnTimeout: d.limits.idle}
	}
}
