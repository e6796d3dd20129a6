package sim

import "net/http"

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
	cl.managed(func(c *call, m manager) { cl.detailsByValue(c, m, key) })(c)
}

func (cl *cloud) detailsByValue(c *call, m manager, value string) {
	k, ok := cl.book.byValue(value)
	if !ok || c.site.sim.now().Before(k.knownFrom) {
		c.noSuchKey()
		return
	}
	if k.account != m.account {
		c.notAllowed("see")
		return
	}
	c.json(http.StatusOK, cl.details(c, k))
}

func (cl *cloud) has(key string) bool { _, ok := cl.book.byValue(key); return ok }

// details is a key as IAM tells of it. The key itself is given when it is made, never
// again.
func (cl *cloud) details(c *call, k iamKey) object {
	o := object{
		{"context", object{{"transaction_id", c.id}, {"operation", "getApiKeyDetails"}}},
		{"id", k.id},
		{"entity_tag", k.tag()},
		{"crn", "crn:v1:bluemix:public:iam-identity::a/" + k.account + "::apikey:" + k.id},
		{"locked", k.locked},
		{"disabled", k.disabled},
		{"created_at", k.createdAt.UTC().Format(apiKeyTime)},
		{"created_by", k.createdBy},
		{"modified_at", k.modifiedAt.UTC().Format(apiKeyTime)},
		{"name", k.name},
	}
	if k.about != "" {
		o = append(o, member{"description", k.about})
	}
	if !k.expiresAt.IsZero() {
		o = append(o, member{"expires_at", k.expiresAt.UTC().Format(apiKeyTime)})
	}
	o = append(
		o,
		member{"support_sessions", k.sessions},
		member{"action_when_leaked", k.whenLeaked},
		member{"iam_id", k.owner.iamID()},
		member{"account_id", k.account},
		member{"apikey", ""},
	)
	q := c.r.URL.Query()
	if q.Get("include_history") == "true" {
		o = append(o, member{"history", historyOf(k)})
	}
	if q.Get("include_activity") == "true" {
		used := object{{"authn_count", k.uses}}
		if !k.lastUsed.IsZero() {
			used = append(used, member{"last_authn", k.lastUsed.UTC().Format(apiKeyTime)})
		}
		o = append(o, member{"activity", used})
	}
	return o
}

func historyOf(k iamKey) []object {
	list := []object{}
	for _, d := range k.history {
		params := d.params
		if params == nil {
			params = []string{}
		}
		list = append(list, object{
			{"timestamp", d.at.UTC().Format(apiKeyTime)},
			{"iam_id", d.by},
			{"iam_id_account", d.account},
			{"action", d.action},
			{"params", params},
			{"message", d.message},
		})
	}
	return list
}
