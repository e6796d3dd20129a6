package sim

import (
	"encoding/json"
	"net/http"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

const (
	kidAWS  = "mcsp-4c1e"
	awsLife = 2 * time.Hour
)

// aws is an account of watsonx on AWS, which signs in at IBM's multicloud
// SaaS platform (MCSP).
type aws struct {
	service
	accountID      string
	tenantID       string
	subscriptionID string
	serviceID      string
	userID         string
	apiKey         string
}

// signIn answers as account-iam.platform.saas.ibm.com and its older sibling
// iam.platform.saas.ibm.com do.
func (a *aws) signIn(st *site) {
	st.handle("POST /siusermgr/api/1.0/apikeys/token", func(c *call) { a.token(c, mcspV1) })
	st.handle("POST /api/2.0/apikeys/token", func(c *call) { a.token(c, mcspV2) })
	st.handle("POST /api/2.0/{type}/{id}/apikeys/token", a.scoped)
	st.handle("GET /api/2.0/jwks", func(c *call) { c.json(http.StatusOK, st.sim.sign.jwks(kidAWS)) })
	a.throughPlatform(st)
	st.handle("/", func(c *call) { c.refuse("not_found") })
}

// throughPlatform is the way in that users of the platform host are told of,
// and the only one from outside of GovCloud.
func (a *aws) throughPlatform(st *site) {
	st.handle("POST /api/rest/mcsp/apikeys/token", func(c *call) { a.token(c, mcspV2) })
}

func mcspV1(token any, life, _ int64) object {
	return object{{"token", token}, {"token_type", "jwt"}, {"expires_in", life}}
}

func mcspV2(token any, life, exp int64) object {
	return object{{"token", token}, {"token_type", "Bearer"}, {"expires_in", life}, {"expiration", exp}}
}

// scopedQuery is what the scoped call must say.
var scopedQuery = []string{"includeBuiltinActions", "includeCustomActions", "includeRoles", "prefixRolesWithDefinitionScope"}

// scoped gives a token for one account, subscription or service.
func (a *aws) scoped(c *call) {
	owns := map[string]string{"accounts": a.accountID, "subscriptions": a.subscriptionID, "services": a.serviceID}
	kind, id := c.r.PathValue("type"), c.r.PathValue("id")
	own, ok := owns[kind]
	if !ok {
		c.refuse("not_found")
		return
	}
	q := c.r.URL.Query()
	for _, name := range scopedQuery {
		if v := q.Get(name); v != "true" && v != "false" {
			c.refuse("mcsp-400")
			return
		}
	}
	if f, ok := c.site.sim.faults.chosen(id, OnMCSP, OnWire); ok {
		c.fail(f)
		return
	}
	if id != own {
		c.refuse("mcsp-404")
		return
	}
	a.token(c, mcspV2)
}

func (a *aws) token(c *call, shape func(any, int64, int64) object) {
	var in struct {
		APIKey string          `json:"apikey"`
		Extra  json.RawMessage `json:"callerExtClaim"`
	}
	var extra map[string]any
	if !c.object(&in) || in.APIKey == "" || in.Extra != nil && json.Unmarshal(in.Extra, &extra) != nil {
		c.refuse("mcsp-400")
		return
	}
	sim := c.site.sim
	if f, ok := sim.faults.chosen(in.APIKey, OnMCSP, OnWire); ok {
		c.fail(f)
		return
	}
	g := grant{kid: kidAWS, claims: a.claims(extra), life: sim.lifeOf(awsLife), early: 30, shape: shape}
	if !sim.faults.good(&g, in.APIKey) && in.APIKey != a.apiKey {
		c.refuse("mcsp-401")
		return
	}
	c.grant(g)
}

func (a *aws) claims(extra map[string]any) jwt.MapClaims {
	c := jwt.MapClaims{
		"iss":   "https://account-iam.platform.saas.ibm.com",
		"aud":   "crn:v1:aws:public:wxai:us-east-1:sub/" + a.subscriptionID + ":" + a.serviceID + "::",
		"jti":   uuid(),
		"sub":   a.userID,
		"email": "dana.muller@example.org", "name": "Dana Müller", "displayname": "dana.muller",
		"tenantId": a.tenantID, "subscriptionId": a.subscriptionID, "entityType": "USER",
		"idp":    map[string]any{"realmName": "cloudIdentityRealm", "iss": "https://sso.example.org/oidc"},
		"groups": []string{}, "roles": []string{"Account Member"},
	}
	if extra != nil {
		c["callerExt"] = extra
	}
	return c
}
