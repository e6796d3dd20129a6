package sim

import (
	"crypto/subtle"
	"encoding/base64"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

const (
	cp4dLife    = 12 * time.Hour
	cp4dVersion = "5.1.2"
)

// same compares secrets in constant time; an empty one is never the same.
func same(a, b string) bool {
	return a != "" && subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1
}

// directory is one user of an on-premises platform.
type directory struct {
	username string
	password string
	apiKey   string // the first one; "" where there are none
	uid      string
}

// claims are those of a Cloud Pak for Data or Watson Studio Local token.
func (d directory) claims() jwt.MapClaims {
	return jwt.MapClaims{
		"username": d.username, "role": "User",
		"permissions": []string{"access_catalog", "sign_in_only"}, "groups": []int{10000},
		"sub": d.username, "iss": "KNOXSSO", "aud": "DSX", "uid": d.uid, "authenticator": "default",
	}
}

// validated is the answer of validateAuth.
func (d directory) validated(token any, _, _ int64) object {
	return object{
		{"username", d.username},
		{"role", "User"},
		{"permissions", []string{"access_catalog", "sign_in_only"}},
		{"sub", d.username},
		{"iss", "KNOXSSO"},
		{"aud", "DSX"},
		{"uid", d.uid},
		{"authenticator", "default"},
		{"accessToken", token},
		{"_messageCode_", "success"},
		{"message", "success"},
	}
}

// as gives the directory's user under the name that a fault's secret was
// sent with.
func (d directory) as(username string) directory { d.username = username; return d }

// cluster is a Cloud Pak for Data. With the identity service in front, it
// takes no password itself.
type cluster struct {
	service
	directory
	identity bool

	mu      sync.Mutex
	current string // the user's API key now; "" before it was replaced
}

// key gives the user's API key as it is now: there is but one.
func (cl *cluster) key() string {
	cl.mu.Lock()
	defer cl.mu.Unlock()
	if cl.current != "" {
		return cl.current
	}
	return cl.apiKey
}

func (cl *cluster) routes(st *site) {
	st.handle("POST /icp4d-api/v1/authorize", cl.authorize)
	st.handle("GET /v1/preauth/validateAuth", cl.validateAuth)
	st.handle("GET /usermgmt/v1/user/currentUserInfo", cl.currentUser)
	st.handle("GET /usermgmt/v1/user/apiKey", cl.ownKey)
	st.handle("POST /usermgmt/v1/user/apiKey", cl.renewKey)
	st.handle("POST /usermgmt/v1/user/apikey/regenerate", cl.renewKey)
	version := func(c *call) { c.json(http.StatusOK, object{{"version", cp4dVersion}}) }
	st.handle("GET /ml/wml_services/v2/version", version)
	st.handle("GET /ml/wml_services/version", version)
	cl.ml(st)
	cl.platform(st)
	st.handle("/", nowhere)
}

// nowhere is the web server's answer to a path that nothing serves.
func nowhere(c *call) { c.refuse("html-404") }

// property answers that a property of a JSON body is missing.
func (c *call) property(name string) {
	c.json(http.StatusUnprocessableEntity, object{{"code", 602}, {"message", "properties." + name + " in body is required"}})
}

func (cl *cluster) authorize(c *call) {
	var in struct {
		Username string `json:"username"`
		Password string `json:"password"` // null counts as absent: some clients send both
		APIKey   string `json:"api_key"`
		Account  string `json:"account_id"` // the token is for
	}
	if !c.object(&in) {
		c.refuse("cp4d-400")
		return
	}
	switch {
	case in.Username == "":
		c.property("username")
		return
	case in.Password == "" && in.APIKey == "":
		c.property("password")
		return
	case in.Password != "" && in.APIKey != "":
		c.refuse("cp4d-400")
		return
	}
	if cl.identity && in.Password != "" {
		c.refuse("cp4d-401-message")
		return
	}
	cl.signIn(c, in.Username, in.Password+in.APIKey, in.APIKey != "", in.Account, func(d directory) func(any, int64, int64) object {
		return func(token any, _, _ int64) object {
			return object{{"_messageCode_", "200"}, {"message", "Success"}, {"token", token}}
		}
	})
}

// signIn checks a name and a secret and answers in the shape of the call.
func (cl *cluster) signIn(c *call, username, secret string, isKey bool, account string, shape func(directory) func(any, int64, int64) object) {
	sim := c.site.sim
	if f, ok := sim.faults.chosen(secret, OnCP4D, OnWire); ok {
		c.fail(f)
		return
	}
	who := cl.as(username)
	g := grant{kid: cl.kid, typ: "JWT", claims: who.claims(), life: sim.lifeOf(cp4dLife), shape: shape(who)}
	if account != "" {
		g.claims["account_id"] = account
	}
	want := cl.password
	if isKey {
		want = cl.key()
	}
	if !sim.faults.good(&g, secret) && (username != cl.username || !same(want, secret)) {
		c.refuse("cp4d-401-message")
		return
	}
	c.grant(g)
}

// validateAuth is the older sign-in, and the second step behind the identity
// service.
func (cl *cluster) validateAuth(c *call) {
	shape := func(d directory) func(any, int64, int64) object { return d.validated }
	h := c.r.Header
	if cl.identity {
		cl.exchange(c, h.Get("username"), h.Get("iam-token"))
		return
	}
	username, password, ok := c.r.BasicAuth()
	if !ok {
		username, password = h.Get("username"), h.Get("password")
	}
	if username == "" || password == "" {
		c.refuse("cp4d-401-message")
		return
	}
	cl.signIn(c, username, password, false, "", shape)
}

// identityRoutes are those of the identity service.
func (cl *cluster) identityRoutes(st *site) {
	st.handle("POST /idprovider/v1/auth/identitytoken", cl.identityToken)
	st.handle("/", nowhere)
}

// identityToken is the first step: a password for an opaque token (RFC 6749,
// section 4.3).
func (cl *cluster) identityToken(c *call) {
	username, password := c.form("username"), c.form("password")
	if c.form("grant_type") != "password" || username == "" || password == "" {
		c.json(http.StatusBadRequest, object{{"error_description", "A required parameter is missing."}, {"error", "invalid_request"}})
		return
	}
	sim := c.site.sim
	if f, ok := sim.faults.chosen(password, OnCP4D, OnWire); ok {
		c.fail(f)
		return
	}
	fault := "" // that the second step meets
	if _, ok := sim.faults.chosen(password, OnToken); ok {
		fault = password
	} else if _, ok := sim.faults.later(password); ok {
		fault = password
	} else if username != cl.username || !same(cl.password, password) {
		c.json(http.StatusBadRequest, object{
			{"error_description", "CWOAU0069E: The resource owner could not be verified."},
			{"error", "invalid_grant"},
		})
		return
	}
	life := sim.lifeOf(cp4dLife)
	exp := sim.now().Add(life).Unix()
	c.json(http.StatusOK, object{
		{"access_token", sim.sign.hide(opaque{Use: "identity", Who: username, Exp: exp, Fault: fault})},
		{"refresh_token", sim.sign.hide(opaque{Use: "identity-refresh", Who: username, Exp: exp})},
		{"token_type", "Bearer"},
		{"expires_in", wholeSeconds(life)},
		{"scope", "openid"},
	})
}

// exchange is the second step: the identity service's token for the
// cluster's own.
func (cl *cluster) exchange(c *call, username, token string) {
	sim := c.site.sim
	o, err := sim.sign.open("identity", token)
	if err != nil || username == "" || o.Who != username {
		c.refuse("cp4d-401-message")
		return
	}
	who := cl.as(username)
	g := grant{kid: cl.kid, typ: "JWT", claims: who.claims(), life: sim.lifeOf(cp4dLife), shape: who.validated}
	sim.faults.good(&g, o.Fault)
	c.grant(g)
}

// zen checks the text of a ZenApiKey header. The documentation's shell line
// leaves a line break in it, which counts for nothing.
func (cl *cluster) zen(text string) bool {
	b, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		return false
	}
	username, key, ok := strings.Cut(strings.TrimRight(string(b), "\n"), ":")
	return ok && username == cl.username && same(cl.key(), key)
}

func (cl *cluster) currentUser(c *call) {
	if cl.admit(c, true) {
		c.json(http.StatusOK, object{
			{"UserInfo", object{
				{"uid", cl.uid},
				{"username", cl.username},
				{"user_name", cl.username},
				{"display_name", "Dana Müller"},
				{"email", "dana.muller@example.org"},
				{"current_account_status", "enabled"},
			}},
			{"uid", cl.uid},
			{"user_name", cl.username},
			{"_messageCode_", "200"},
			{"message", "success"},
		})
	}
}

func (cl *cluster) ownKey(c *call) {
	if cl.admit(c, true) {
		c.json(http.StatusOK, object{
			{"apiKey", cl.key()},
			{"expire_at", nil},
			{"message", "success"},
			{"_messageCode_", "success"},
		})
	}
}

// renewKey makes a new key for the user; the old one ends with it.
func (cl *cluster) renewKey(c *call) {
	if !cl.admit(c, true) {
		return
	}
	key := platformKey()
	c.site.sim.journal.hide(key)
	cl.mu.Lock()
	cl.current = key
	cl.mu.Unlock()
	c.json(http.StatusOK, object{{"apiKey", key}, {"expire_at", nil}, {"message", "success"}, {"_messageCode_", "success"}})
}
