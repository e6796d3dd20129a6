package iam

import "time"

// Hurry makes waits short and allows one further try, for tests over a real network.
func (c *Client) Hurry(backoff, firstByte, try time.Duration) {
	c.limits.tries = 2
	c.limits.backoff, c.limits.firstByte, c.limits.try = backoff, firstByte, try
}
