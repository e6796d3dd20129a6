package sim

import (
	"math"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

// grant is a sign-in that succeeded.
type grant struct {
	kid    string // for which entry
	typ    string // of the JWT's header
	claims jwt.MapClaims
	life   time.Duration
	early  int64  // seconds by which nbf lies before iat; 0: no nbf
	fault  *Fault // of OnToken; nil for a plain success
	later  string // fault that services answer the token with
	shape  func(token any, life int64, exp int64) object
}

// grant signs the token and answers with it, in the shape of the kind.
func (c *call) grant(g grant) {
	f := Fault{}
	switch {
	case g.fault != nil:
		f = *g.fault
	case c.staged != nil:
		f = *c.staged
	}
	c.wait(f.Delay)
	now := c.site.sim.now().Add(f.shift)
	if f.shift != 0 {
		c.w.Header().Set("Date", now.UTC().Format(httpTime))
	}
	if f.life != 0 {
		g.life = f.life
	}
	life := wholeSeconds(g.life)
	iat := now.Unix()
	exp := iat + life
	g.claims["iat"], g.claims["exp"] = iat, exp
	if g.early != 0 {
		g.claims["nbf"] = iat - g.early
	}
	if g.later != "" {
		g.claims[faultClaim] = g.later
	}
	if f.claims != nil {
		f.claims(g.claims)
	}
	raw, err := c.site.sim.sign.sign(g.kid, g.typ, g.claims)
	if err != nil {
		c.json(500, object{{"message", "token not signed"}})
		return
	}
	var token any = raw
	if f.token != nil {
		token = f.token(raw)
	}
	answer := g.shape(token, life, exp)
	if f.answer != nil {
		answer = f.answer(answer)
	}
	for name, v := range f.Header {
		c.w.Header()[name] = nil // keeps net/http from guessing a type
		if v != "" {
			c.w.Header().Set(name, v)
		}
	}
	c.json(200, answer)
}

// wholeSeconds rounds up: a token that lives half a second must not claim to
// live none.
func wholeSeconds(d time.Duration) int64 { return int64(math.Ceil(d.Seconds())) }
