package sim

import (
	"crypto/subtle"
	"html"
	"net/http"
	"sync"
	"time"
)

const (
	grantPasscode = "urn:ibm:params:oauth:grant-type:passcode"

	// codeLife is how long a code of the passcode page can be used.
	codeLife = 5 * time.Minute
	// madeCodes is how many codes a simulator has from its start.
	madeCodes = 10
	// codeLength is that of IBM's codes.
	codeLength = 10
	// refreshLength is about that of IBM's refresh tokens.
	refreshLength = 760

	// The limits of sessions that an account has by default, in lives of a token.
	idleLives    = 2
	sessionLives = 24
)

// codeDesk gives out one-time codes and keeps the sessions that they open. It
// is safe for concurrent use.
type codeDesk struct {
	now        func() time.Time
	idle, most time.Duration // a session ends when it was idle for so long, and at this age

	mu       sync.Mutex
	codes    map[string]time.Time // until when they can be used; zero: for good
	used     map[string]bool
	sessions map[string]*session // by every refresh token that they ever had
}

// session is what a one-time code opened.
type session struct {
	id      string
	refresh string // the one that is good now
	client  string // the OAuth client that got it
	account string
	began   time.Time
	active  time.Time
	revoked bool
}

func newCodeDesk(o Options) *codeDesk {
	life := cloudLife
	if o.TokenLife > 0 {
		life = o.TokenLife
	}
	d := &codeDesk{
		now: o.Now, idle: o.SessionIdle, most: o.SessionLife,
		codes: map[string]time.Time{}, used: map[string]bool{}, sessions: map[string]*session{},
	}
	if d.idle == 0 {
		d.idle = idleLives * life
	}
	if d.most == 0 {
		d.most = sessionLives * life
	}
	return d
}

// newCode makes a code that can be used once, until a time (zero: for good).
func (d *codeDesk) newCode(until time.Time) string {
	d.mu.Lock()
	defer d.mu.Unlock()
	code := random(codeLength, alphanum)
	d.codes[code] = until
	return code
}

// take uses a code up. The word is the row of its refusal, "" where it is good.
func (d *codeDesk) take(code string) string {
	d.mu.Lock()
	defer d.mu.Unlock()
	until, known := d.codes[code]
	switch {
	case d.used[code]:
		return "passcode-used"
	case !known:
		return "passcode-invalid"
	case !until.IsZero() && d.now().After(until):
		return "passcode-expired"
	}
	d.used[code] = true
	return ""
}

// open begins a session and gives its first refresh token.
func (d *codeDesk) open(client, account string) *session {
	d.mu.Lock()
	defer d.mu.Unlock()
	s := &session{id: "C-" + uuid(), client: client, account: account, began: d.now()}
	d.turn(s)
	return s.copied()
}

// turn gives a session its next refresh token. The caller holds mu.
func (d *codeDesk) turn(s *session) {
	s.refresh, s.active = "OK"+random(refreshLength, keyChars), d.now()
	d.sessions[s.refresh] = s
}

func (s *session) copied() *session { c := *s; return &c }

// renew takes a refresh token for the next one. account is the one to change
// to, "" for that of before. A token that was used before ends its session, as
// two people have it then. The word is the row of a refusal.
func (d *codeDesk) renew(refresh, client, account string) (*session, string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	s := d.sessions[refresh]
	if s == nil || subtle.ConstantTimeCompare([]byte(s.client), []byte(client)) != 1 {
		return nil, "BXNIM0407E"
	}
	if s.refresh != refresh {
		s.revoked = true
	}
	if word := d.ended(s); word != "" {
		return nil, word
	}
	if account != "" {
		s.account = account
	}
	d.turn(s)
	return s.copied(), ""
}

// keep notes that a session is in use.
func (d *codeDesk) keep(id string) (word string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, s := range d.sessions {
		if s.id != id {
			continue
		}
		if word := d.ended(s); word != "" {
			return word
		}
		s.active = d.now()
		return ""
	}
	return "BXNIM0407E"
}

// ended says by which row a session has ended. The caller holds mu.
func (d *codeDesk) ended(s *session) string {
	now := d.now()
	switch {
	case s.revoked:
		return "BXNIM0407E"
	case now.Sub(s.began) >= d.most:
		return "BXNIM0408E"
	case now.Sub(s.active) >= d.idle:
		return "BXNIM0439E"
	}
	return ""
}

// owns tells whether a refresh token was given out by a code.
func (d *codeDesk) owns(refresh string) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.sessions[refresh] != nil
}

// RevokeSessions ends every session that a one-time code has opened, as an
// administrator can.
func (s *Simulator) RevokeSessions() {
	d := s.cloud.desk
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, one := range d.sessions {
		one.revoked = true
	}
}

// passcodePage shows a new code, as IBM's page does to who is signed in there.
func (cl *cloud) passcodePage(c *call) {
	if c.r.Method != http.MethodGet {
		c.refuse("BXNIM0060E")
		return
	}
	code := cl.desk.newCode(c.site.sim.now().Add(codeLife))
	c.site.sim.journal.hide(code)
	h := c.w.Header()
	h.Set("Content-Type", htmlType)
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'")
	h.Set("Referrer-Policy", "no-referrer")
	c.w.WriteHeader(http.StatusOK)
	_, _ = c.w.Write([]byte(passcodeHTML(cl.owner.email, code)))
}

func passcodeHTML(who, code string) string {
	return `<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>One-time code (simulator)</title>
<style>body{font:16px sans-serif;max-width:40em;margin:3em auto}output{font:1.6em monospace;user-select:all}</style></head>
<body><h1>One-time code</h1><p>Signed in as ` + html.EscapeString(who) + `. This code works once, for five minutes:</p>
<p><output id="passcode">` + code + `</output></p>
<p>In a terminal: <code>ibmcloud login -a https://cloud.ibm.com -u passcode -p ` + code + `</code></p></body></html>
`
}

// byPasscode opens a session for who has a one-time code.
func (cl *cloud) byPasscode(c *call) {
	code, account := c.form("passcode"), c.form("account")
	if code == "" {
		c.missing("passcode")
		return
	}
	f, isFault := c.site.sim.faults.chosen(code, OnIAM, OnWire)
	g := grant{}
	strange := c.site.sim.faults.good(&g, code)
	switch {
	case isFault:
		c.fail(f)
		return
	case account != "" && !cl.member(account):
		c.refuse("account-refused")
		return
	case !strange:
		if word := cl.desk.take(code); word != "" {
			c.refuse(word)
			return
		}
	}
	if account == "" {
		account = cl.accountID
	}
	s := cl.desk.open(c.client(), account)
	c.site.sim.journal.hide(s.id)
	cl.answerSession(c, s, grantPasscode, g)
}

// bySession renews a session by its refresh token, and changes its account
// where the request names one.
func (cl *cloud) bySession(c *call, refresh string) {
	account := c.form("account")
	if account != "" && !cl.member(account) {
		c.refuse("account-refused")
		return
	}
	s, word := cl.desk.renew(refresh, c.client(), account)
	if word != "" {
		c.refuse(word)
		return
	}
	cl.answerSession(c, s, grantRefresh, grant{})
}

// answerSession answers with a token for a session's account. Who sent no
// client gets a token alone.
func (cl *cloud) answerSession(c *call, s *session, grantType string, g grant) {
	id, _, _ := c.r.BasicAuth()
	refresh := s.refresh
	if c.client() == "" {
		id, refresh = "default", "not_supported"
	}
	g.kid = kidCloud
	g.claims = cl.owner.claims(cl.owner.authn(), s.account, grantType, id)
	g.claims["session_id"] = s.id
	g.claims["session_exp_max"] = s.began.Add(cl.desk.most).Unix()
	g.claims["session_exp_next"] = s.active.Add(cl.desk.idle).Unix()
	g.life = c.site.sim.lifeOf(cloudLife)
	shape := iamShape(refresh)
	g.shape = func(token any, life, exp int64) object {
		return append(shape(token, life, exp), member{"session_id", s.id})
	}
	c.grant(g)
}

// keepSession is how the command line of IBM keeps a session from ending
// while it works.
func (cl *cloud) keepSession(c *call) {
	switch {
	case c.r.Method != http.MethodPatch:
		c.refuse("BXNIM0060E")
		return
	case c.client() == "":
		c.refuse("BXNIM0513E")
		return
	}
	if word := cl.desk.keep(c.r.PathValue("id")); word != "" {
		c.refuse(word)
		return
	}
	c.w.WriteHeader(http.StatusNoContent)
}

// madePasscodes makes the codes of [CloudInfo], which work whenever they are used.
func (s *Simulator) madePasscodes() []string {
	codes := make([]string, madeCodes)
	for i := range codes {
		codes[i] = s.cloud.desk.newCode(time.Time{})
	}
	s.journal.hide(codes...)
	return codes
}
