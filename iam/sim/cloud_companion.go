package sim

import (
	"net/http"
	"time"
)

// apiKeyTime is how IAM writes the times of API keys: no seconds, and a zone
// without a colon.
const apiKeyTime = "2006-01-02T15:04+0000"

// introspect says whether a token (or, as older clients ask, an API key) is
// good. Both answers are a 200 (RFC 7662).
func (cl *cloud) introspect(c *call) {
	if c.r.Method != http.MethodPost {
		c.refuse("BXNIM0060E")
		return
	}
	token, key := c.form("token"), c.form("apikey")
	switch {
	case token != "":
		claims, err := c.site.sim.sign.verify(kidCloud, token)
		if err != nil {
			c.json(http.StatusOK, object{{"active", false}})
			return
		}
		claims["active"] = true
		c.json(http.StatusOK, claims)
	case key != "":
		_, _, ok := cl.holder(c, key)
		c.json(http.StatusOK, object{{"active", ok}})
	default:
		c.missing("token")
	}
}

// identityError answers as IAM's identity management API does: the same codes,
// but a context in snake case.
func (c *call) identityError(status int, code, message string) {
	now := iamTime(c.site.sim.now().UTC())
	c.json(status, object{
		{"errorCode", code},
		{"errorMessage", message},
		{"context", object{
			{"transaction_id", c.id},
			{"operation", "getApiKeyDetails"},
			{"user_agent", c.r.UserAgent()},
			{"url", c.site.url},
			{"instance_id", "iamid-7c9f-sim"},
			{"thread_id", "4f1b2"},
			{"host", "iamid-7c9f-sim"},
			{"start_time", now},
			{"end_time", now},
			{"elapsed_time", "9"},
			{"cluster_name", "iam-id-simulated"},
		}},
	})
}

// keyDetails describes the API key in the IAM-ApiKey header to the holder of
// any good token of the account.
func (cl *cloud) keyDetails(c *call) {
	if c.r.Method != http.MethodGet {
		c.refuse("BXNIM0060E")
		return
	}
	key := c.r.Header.Get("IAM-ApiKey")
	if f, ok := c.site.sim.faults.chosen(cl.meaning(key), OnIAM, OnWire); ok && !cl.has(key) {
		c.fail(f)
		return
	}
	scheme, raw := c.authorization()
	if _, err := c.site.sim.sign.verify(kidCloud, raw); err != nil || scheme != "bearer" {
		c.identityError(http.StatusUnauthorized, "BXNIM0407E", "Provided token is invalid or expired.")
		return
	}
	k, ok := cl.keys[key]
	if !ok {
		c.identityError(http.StatusNotFound, "BXNIM0415E", "Provided API key could not be found.")
		return
	}
	c.json(http.StatusOK, cl.details(c, k))
}

func (cl *cloud) has(key string) bool { _, ok := cl.keys[key]; return ok }

func (cl *cloud) details(c *call, k iamKey) object {
	o := object{
		{"context", object{{"transaction_id", c.id}, {"operation", "getApiKeyDetails"}}},
		{"id", k.id},
		{"entity_tag", "3-" + k.id[len(k.id)-8:]},
		{"crn", "crn:v1:bluemix:public:iam-identity::a/" + cl.accountID + "::apikey:" + k.id},
		{"locked", false},
		{"disabled", k.disabled},
		{"created_at", k.createdAt.UTC().Format(apiKeyTime)},
		{"created_by", k.owner.iamID()},
		{"modified_at", k.createdAt.Add(48 * time.Hour).UTC().Format(apiKeyTime)},
		{"name", k.name},
		{"description", k.about},
	}
	if !k.expiresAt.IsZero() {
		o = append(o, member{"expires_at", k.expiresAt.UTC().Format(apiKeyTime)})
	}
	o = append(
		o,
		member{"support_sessions", false},
		member{"action_when_leaked", "none"},
		member{"iam_id", k.owner.iamID()},
		member{"account_id", cl.accountID},
		member{"apikey", ""}, // the key itself is never given back
	)
	if c.r.URL.Query().Get("include_history") == "true" {
		o = append(o, member{"history", []object{{
			{"timestamp", k.createdAt.UTC().Format(apiKeyTime)},
			{"iam_id", k.owner.iamID()},
			{"iam_id_account", cl.accountID},
			{"action", "CREATE"},
			{"params", []string{}},
			{"message", "API key created"},
		}}})
	}
	return o
}
