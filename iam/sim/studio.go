package sim

import "time"

const studioLife = 13 * time.Hour

// studio is a Watson Studio Local: one sign-in, with HTTP Basic, and nothing
// else that a client could ask.
type studio struct {
	directory
	kid        string
	instanceID string
}

func (s *studio) routes(st *site) {
	st.handle("GET /v1/preauth/validateAuth", s.validateAuth)
	st.handle("/", nowhere)
}

func (s *studio) validateAuth(c *call) {
	sim := c.site.sim
	username, password, ok := c.r.BasicAuth()
	if !ok || username == "" {
		c.w.Header().Set("WWW-Authenticate", `Basic realm="DSX"`)
		c.refuse("cp4d-401-message")
		return
	}
	if f, ok := sim.faults.chosen(password, OnCP4D, OnWire); ok {
		c.fail(f)
		return
	}
	who := s.as(username)
	g := grant{kid: s.kid, typ: "JWT", claims: who.claims(), life: sim.lifeOf(studioLife), shape: who.validated}
	if !sim.faults.good(&g, password) && (username != s.username || !same(s.password, password)) {
		c.refuse("cp4d-401-message")
		return
	}
	c.grant(g)
}
