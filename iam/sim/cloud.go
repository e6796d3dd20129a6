package sim

import (
	"crypto/subtle"
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

const (
	kidCloud  = "202409020842"
	cloudLife = time.Hour
	// refreshLife is how long an account lets refresh tokens live by default.
	refreshLife = 72 * time.Hour

	iamIssuer = "https://iam.cloud.ibm.com/identity"

	grantAPIKey  = "urn:ibm:params:oauth:grant-type:apikey"
	grantAssume  = "urn:ibm:params:oauth:grant-type:assume"
	grantRefresh = "refresh_token"
)

// TrustedProfileName is the name of the trusted profile of
// CloudInfo.TrustedProfileID, in the account CloudInfo.AccountID.
const TrustedProfileName = "data-science-team"

// TrustedProfileCRN is the CRN of the trusted profile of
// CloudInfo.TrustedProfileID.
func (s *Simulator) TrustedProfileCRN() string { return s.cloud.profileCRN() }

// iamIdentity is who an IAM token speaks for.
type iamIdentity struct {
	realm      string // "IBMid" or "iam"
	identifier string
	sub        string
	subType    string // "", "ServiceId", "Profile"
	name       string
	given      string
	family     string
	email      string
}

func (i iamIdentity) iamID() string {
	if i.realm == "IBMid" {
		return "IBMid-" + i.identifier
	}
	return "iam-" + i.identifier
}

// authn is the part of the claims that says who signed in.
func (i iamIdentity) authn() map[string]any {
	a := map[string]any{"sub": i.sub, "iam_id": i.iamID(), "name": i.name}
	if i.subType != "" {
		a["sub_type"] = i.subType
		return a
	}
	a["given_name"], a["family_name"], a["email"] = i.given, i.family, i.email
	return a
}

// claims are those of an IAM access token, without its times. authn is who
// signed in, which differs from i when a profile was assumed.
func (i iamIdentity) claims(authn map[string]any, account, grantType, client string) jwt.MapClaims {
	c := jwt.MapClaims{
		"iam_id": i.iamID(), "id": i.iamID(), "realmid": i.realm, "identifier": i.identifier,
		"jti": uuid(), "name": i.name, "sub": i.sub, "authn": authn,
		"account": map[string]any{"valid": true, "bss": account, "frozen": true},
		"iss":     iamIssuer, "grant_type": grantType, "scope": "ibm openid",
		"client_id": client, "acr": 1, "amr": []string{"pwd"},
	}
	if i.subType != "" {
		c["sub_type"] = i.subType
		return c
	}
	c["given_name"], c["family_name"], c["email"] = i.given, i.family, i.email
	return c
}

// cloud is an account of IBM Cloud.
type cloud struct {
	service
	accountID  string
	owner      iamIdentity // of userKey
	userKey    string
	serviceKey string
	profile    iamIdentity
	scoring    iamIdentity // a service ID that may manage its own keys
	unable     iamIdentity // one that may not
	unableKey  string
	book       *keyBook
	failing    map[string]string // keys that stand for the value of a fault
	accounts   []AccountInfo     // of owner, accountID the first
	desk       *codeDesk
	noKeysKey  string // the owner's key in an account where nobody may make any
}

func (cl *cloud) profileCRN() string {
	return "crn:v1:bluemix:public:iam-identity::a/" + cl.accountID + "::profile:" + cl.profile.identifier
}

// signIn answers as iam.cloud.ibm.com does.
func (cl *cloud) signIn(st *site) {
	st.handle("/identity/token", cl.token)
	st.handle("/oidc/token", cl.token)
	st.handle("/identity/introspect", cl.introspect)
	st.handle("/identity/keys", func(c *call) { c.json(http.StatusOK, st.sim.sign.jwks(kidCloud)) })
	st.handle(discoveryPath, cl.discovery)
	cl.faultyBases(st)
	st.handle("/identity/passcode", cl.passcodePage)
	cl.keyCalls(st)
	st.handle("/v1/sessions/{id}/state", cl.keepSession)
	st.handle("GET /coe/v2/accounts", cl.listAccounts)
	st.handle("/", func(c *call) { c.refuse("not_found") })
}

// refuse answers with a row of the fault table.
func (c *call) refuse(name string) { c.fail(c.site.sim.faults.rows[name]) }

// missing answers that a property is missing or empty.
func (c *call) missing(property string) {
	c.fail(Fault{Status: http.StatusBadRequest, Body: iamBody("BXNIM0109E", "Property missing or empty.", property, "")})
}

func (cl *cloud) token(c *call) {
	if c.r.Method != http.MethodPost {
		c.refuse("BXNIM0060E")
		return
	}
	switch grantType := c.form("grant_type"); grantType {
	case "":
		c.missing("grant_type")
	case grantAPIKey:
		cl.byKey(c)
	case grantRefresh:
		cl.byRefreshToken(c)
	case grantAssume:
		cl.byAssuming(c)
	case grantPasscode:
		cl.byPasscode(c)
	case "password":
		c.refuse("BXNIM0602E")
	default:
		c.refuse("BXNIM0513E")
	}
}

// client gives the OAuth client that sent the request; "" is none.
func (c *call) client() string {
	id, secret, ok := c.r.BasicAuth()
	if !ok || id == "" || secret == "" {
		return ""
	}
	return id + ":" + secret
}

// holder says whose an API key is, and begins the grant for them; ok is false when the
// key is nobody's, not known yet, or may not sign in.
func (cl *cloud) holder(c *call, value string) (k iamKey, g grant, ok bool) {
	if c.site.sim.faults.good(&g, cl.meaning(value)) {
		return cl.standsFor(c, value), g, true
	}
	k, ok = cl.book.byValue(value)
	now := c.site.sim.now()
	return k, g, ok && !k.disabled && !k.ended(now) && !now.Before(k.knownFrom)
}

// standsFor gives the key of the user's that a value which stands for a fault is, so that
// it can be asked about and managed like any other.
func (cl *cloud) standsFor(c *call, value string) iamKey {
	if k, ok := cl.book.byValue(value); ok {
		return k
	}
	now := c.site.sim.now()
	k := iamKey{
		id: "ApiKey-" + uuid(), value: value, name: "fault", owner: cl.owner, account: cl.accountID,
		createdAt: now, modifiedAt: now, createdBy: cl.owner.iamID(), whenLeaked: "none", version: 1,
	}
	cl.book.add(k, 0)
	return k
}

// meaning gives the fault's value for a key that stands for one.
func (cl *cloud) meaning(key string) string {
	if v, ok := cl.failing[key]; ok {
		return v
	}
	return key
}

func (cl *cloud) byKey(c *call) {
	key := c.form("apikey")
	if key == "" {
		c.missing("apikey")
		return
	}
	if f, ok := c.site.sim.faults.chosen(cl.meaning(key), OnIAM, OnWire); ok {
		c.fail(f)
		return
	}
	if cl.answer(c, key, grantAPIKey) {
		return
	}
	k, known := cl.book.byValue(key)
	now := c.site.sim.now()
	switch {
	case known && k.disabled:
		c.refuse("BXNIM0462E")
	case known && k.ended(now):
		c.refuse("BXNIM0425E")
	default:
		c.refuse("BXNIM0415E")
	}
}

// answer signs the holder of an API key in; false, and no answer, when it is
// nobody's.
func (cl *cloud) answer(c *call, key, grantType string) bool {
	k, g, ok := cl.holder(c, key)
	if !ok {
		return false
	}
	who := k.owner
	cl.book.used(key)
	sim := c.site.sim
	client := c.client()
	refresh := "not_supported"
	clientID := "default"
	if client != "" {
		clientID, _, _ = strings.Cut(client, ":")
		refresh = sim.sign.hide(opaque{
			Use: "refresh", Who: key, Client: client,
			Exp: sim.now().Add(refreshLife).Unix(),
		})
	}
	g.kid = kidCloud
	g.claims = who.claims(who.authn(), k.account, grantType, clientID)
	g.life = sim.lifeOf(cloudLife)
	g.shape = iamShape(refresh)
	c.grant(g)
	return true
}

// iamShape is IAM's answer to every grant.
func iamShape(refresh string) func(any, int64, int64) object {
	return func(token any, life, exp int64) object {
		return object{
			{"access_token", token},
			{"refresh_token", refresh},
			{"ims_user_id", 8723411},
			{"token_type", "Bearer"},
			{"expires_in", life},
			{"expiration", exp},
			{"scope", "ibm openid"},
		}
	}
}

// byRefreshToken takes a refresh token from the client that got it.
func (cl *cloud) byRefreshToken(c *call) {
	raw := c.form("refresh_token")
	if raw == "" {
		c.missing("refresh_token")
		return
	}
	if f, ok := c.site.sim.faults.chosen(raw, OnIAM, OnWire); ok {
		c.fail(f)
		return
	}
	if cl.desk.owns(raw) {
		cl.bySession(c, raw)
		return
	}
	t, err := c.site.sim.sign.open("refresh", raw)
	if errors.Is(err, errTokenExpired) {
		c.refuse("BXNIM0408E")
		return
	}
	if err != nil || subtle.ConstantTimeCompare([]byte(t.Client), []byte(c.client())) != 1 {
		c.refuse("BXNIM0407E")
		return
	}
	if !cl.answer(c, t.Who, grantRefresh) {
		c.refuse("BXNIM0408E")
	}
}

// byAssuming lets the holder of a token act as the trusted profile. The new
// token ends when the old one does.
func (cl *cloud) byAssuming(c *call) {
	raw := c.form("access_token")
	if raw == "" {
		c.missing("access_token")
		return
	}
	sim := c.site.sim
	for _, name := range []string{"profile_id", "profile_crn", "profile_name"} {
		if f, ok := sim.faults.chosen(c.form(name), OnIAM, OnWire); ok {
			c.fail(f)
			return
		}
	}
	caller, err := sim.sign.verify(kidCloud, raw)
	switch {
	case errors.Is(err, errTokenExpired):
		c.refuse("BXNIM0407E")
		return
	case err != nil:
		c.refuse("BXNIM0401E")
		return
	case caller["sub_type"] == "Profile":
		c.refuse("BXNIM0405E")
		return
	}
	if wanted, ok := cl.wantsProfile(c); !ok {
		c.missing(wanted)
		return
	} else if wanted != cl.profile.identifier {
		c.refuse("BXNIM0513E")
		return
	}
	life := sim.lifeOf(cloudLife)
	if exp, ok := seconds(caller["exp"]); ok {
		life = min(life, time.Duration(exp-float64(sim.now().Unix()))*time.Second)
	}
	authn, _ := caller["authn"].(map[string]any)
	client, _ := caller["client_id"].(string)
	later, _ := caller[faultClaim].(string)
	g := grant{
		kid:    kidCloud,
		claims: cl.profile.claims(authn, cl.accountID, grantAssume, client),
		life:   life,
		later:  later,
		shape:  iamShape("not_supported"),
	}
	if f, ok := sim.faults.chosen(c.form("profile_id"), OnToken); ok {
		g.fault = &f
	}
	c.grant(g)
}

// wantsProfile gives the id of the profile that a request names: "" when it
// is none of ours; not ok, and the missing property, when it names none.
func (cl *cloud) wantsProfile(c *call) (string, bool) {
	id, crn, name, account := c.form("profile_id"), c.form("profile_crn"), c.form("profile_name"), c.form("account")
	switch {
	case id != "":
		if _, ok := c.site.sim.faults.chosen(id, OnToken); ok {
			return cl.profile.identifier, true
		}
		return id, true
	case crn != "":
		if crn != cl.profileCRN() {
			return "", true
		}
		return cl.profile.identifier, true
	case name != "" && account == "":
		return "account", false
	case name == TrustedProfileName && account == cl.accountID:
		return cl.profile.identifier, true
	case name != "":
		return "", true
	}
	return "profile_id", false
}
