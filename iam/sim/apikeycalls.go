package sim

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// keyCalls answers as IAM's identity management does for API keys.
func (cl *cloud) keyCalls(st *site) {
	st.handle("/v1/apikeys", cl.managed(cl.keyList))
	st.handle("/v1/apikeys/details", cl.keyDetails)
	st.handle("/v1/apikeys/{id}", cl.managed(cl.oneKey))
	st.handle("/v1/apikeys/{id}/lock", cl.managed(cl.lockKey))
	st.handle("/v1/apikeys/{id}/disable", cl.managed(cl.disableKey))
	st.handle("/v1/accounts/{account}/limits/identity", cl.managed(cl.limits))
}

// manager is who sends a call about API keys.
type manager struct {
	iamID   string
	account string
	assumed bool // by a trusted profile
	fault   string
}

// managed lets holders of a good token through, and the faults that their keys stand for.
func (cl *cloud) managed(h func(*call, manager)) func(*call) {
	return func(c *call) {
		scheme, raw := c.authorization()
		claims, err := c.site.sim.sign.verify(kidCloud, raw)
		if err != nil || scheme != "bearer" {
			c.keysError(http.StatusUnauthorized, "BXNIM0407E", "Provided token is invalid or expired.", "")
			return
		}
		m := manager{assumed: claims["sub_type"] == "Profile"}
		m.iamID, _ = claims["iam_id"].(string)
		m.fault, _ = claims[faultClaim].(string)
		account, _ := claims["account"].(map[string]any)
		m.account, _ = account["bss"].(string)
		if f, ok := c.site.sim.faults.rows[m.fault]; ok && f.On == OnKeys && f.Name != ownValueFault && f.meetsCall(c.r) {
			c.meet(f, func() { h(c, m) })
			return
		}
		h(c, m)
	}
}

// keysError answers a refusal in the shape of the calls about keys.
func (c *call) keysError(status int, code, message, details string) {
	now := iamTime(c.site.sim.now().UTC())
	c.json(status, object{
		{"context", object{
			{"transaction_id", c.id},
			{"operation", c.r.Method + " " + c.r.URL.Path},
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
		{"status_code", strconv.Itoa(status)},
		{"errors", []object{{{"code", strings.ToLower(http.StatusText(status))}, {"message_code", code}, {"message", message}, {"details", details}}}},
		{"trace", c.id},
	})
}

func (c *call) noSuchKey() {
	c.keysError(http.StatusNotFound, "BXNIM0415E", "Provided API key could not be found.", "")
}

func (c *call) notAllowed(what string) {
	c.keysError(http.StatusForbidden, "BXNIM0501E", "You are not authorized to "+what+" an API key.", "Your account administrator must assign you the Operator platform access role to the IAM Identity Service.")
}

// may tells whether somebody may see a key, and whether they may change it. A person
// manages their own keys, and those of the service IDs that they made; a service ID its
// own, where a policy says so.
func (cl *cloud) may(m manager, k iamKey) (see, change bool) {
	own := m.iamID == k.owner.iamID() && m.account == k.account
	switch {
	case m.assumed:
		return false, false
	case own && m.iamID == cl.unable.iamID():
		return true, false
	case own:
		return true, m.account != cl.noKeys().ID
	case k.owner.subType == "ServiceId" && m.iamID == cl.owner.iamID() && m.account == k.account:
		return true, true
	}
	return false, false
}

func (cl *cloud) keyList(c *call, m manager) {
	switch c.r.Method {
	case http.MethodGet:
		cl.listKeys(c, m)
	case http.MethodPost:
		cl.createKey(c, m)
	default:
		c.refuse("BXNIM0060E")
	}
}

func (cl *cloud) listKeys(c *call, m manager) {
	q := c.r.URL.Query()
	iamID, account := q.Get("iam_id"), q.Get("account_id")
	if iamID == "" {
		iamID = m.iamID
	}
	if account == "" {
		account = m.account
	}
	size := 20
	if s := q.Get("pagesize"); s != "" {
		n, err := strconv.Atoi(s)
		if err != nil || n < 1 || n > 100 {
			c.keysError(http.StatusBadRequest, "BXNIM0102E", "Parameter pagesize is not valid.", s)
			return
		}
		size = n
	}
	kind := q.Get("type")
	list := cl.book.all(func(k *iamKey) bool {
		see, _ := cl.may(m, *k)
		isService := k.owner.subType == "ServiceId"
		return see && k.account == account && (q.Get("scope") == "account" || k.owner.iamID() == iamID) &&
			(kind == "" || kind == "serviceid" == isService)
	})
	from := 0
	if t := q.Get("pagetoken"); t != "" {
		n, err := strconv.Atoi(strings.TrimPrefix(t, "page-"))
		if err != nil || n < 0 || n > len(list) {
			c.keysError(http.StatusBadRequest, "BXNIM0102E", "Parameter pagetoken is not valid.", "")
			return
		}
		from = n
	}
	c.json(http.StatusOK, cl.page(c, list, from, size))
}

func (cl *cloud) page(c *call, list []iamKey, from, size int) object {
	to := min(from+size, len(list))
	address := func(at int) string {
		q := url.Values{"pagesize": {strconv.Itoa(size)}}
		for name, v := range c.r.URL.Query() {
			q[name] = v
		}
		q.Set("pagetoken", "page-"+strconv.Itoa(at))
		return c.site.url + "/v1/apikeys?" + q.Encode()
	}
	o := object{{"context", object{{"transaction_id", c.id}, {"operation", "listApiKeys"}}}, {"offset", from}, {"limit", size}, {"first", c.site.url + "/v1/apikeys"}}
	if from > 0 {
		o = append(o, member{"previous", address(max(0, from-size))})
	}
	if to < len(list) {
		o = append(o, member{"next", address(to)})
	}
	keys := []object{}
	for _, k := range list[from:to] {
		keys = append(keys, cl.details(c, k))
	}
	return append(o, member{"apikeys", keys})
}

// keyOrder is the body of a call that makes or changes a key.
type keyOrder struct {
	Name        *string `json:"name"`
	IAMID       string  `json:"iam_id"`
	Description *string `json:"description"`
	Account     string  `json:"account_id"`
	Value       string  `json:"apikey"`
	Store       bool    `json:"store_value"`
	Sessions    *bool   `json:"support_sessions"`
	WhenLeaked  *string `json:"action_when_leaked"`
	ExpiresAt   *string `json:"expires_at"`
}

// order reads such a body; nil, and an answer, when it is none.
func (c *call) order() *keyOrder {
	var o keyOrder
	if json.Unmarshal(c.body, &o) != nil {
		c.keysError(http.StatusBadRequest, "BXNIM0108E", "The request body is not valid.", "")
		return nil
	}
	if o.WhenLeaked != nil && !slices.Contains([]string{"none", "disable", "delete"}, *o.WhenLeaked) {
		c.keysError(http.StatusBadRequest, "BXNIM0102E", "Parameter action_when_leaked is not valid.", "")
		return nil
	}
	if o.ExpiresAt != nil && *o.ExpiresAt != "" {
		if _, ok := endOf(*o.ExpiresAt); !ok {
			c.keysError(http.StatusBadRequest, "BXNIM0102E", "Parameter expires_at is not valid.", "")
			return nil
		}
	}
	return &o
}

// endOf reads the time at which a key is to end: with seconds or without.
func endOf(text string) (time.Time, bool) {
	for _, layout := range []string{"2006-01-02T15:04-0700", "2006-01-02T15:04:05-0700", time.RFC3339} {
		if t, err := time.Parse(layout, text); err == nil {
			return t.UTC(), true
		}
	}
	return time.Time{}, false
}

func (o keyOrder) apply(k *iamKey) {
	if o.Name != nil {
		k.name = *o.Name
	}
	if o.Description != nil {
		k.about = *o.Description
	}
	if o.Sessions != nil {
		k.sessions = *o.Sessions
	}
	if o.WhenLeaked != nil {
		k.whenLeaked = *o.WhenLeaked
	}
	if o.ExpiresAt != nil {
		k.expiresAt, _ = endOf(*o.ExpiresAt)
	}
}

func (cl *cloud) createKey(c *call, m manager) {
	o := c.order()
	if o == nil {
		return
	}
	if o.Account == "" {
		o.Account = m.account
	}
	owner, known := cl.identityOf(o.IAMID)
	isUser := owner.subType == ""
	_, may := cl.may(m, iamKey{owner: owner, account: o.Account})
	switch {
	case o.Name == nil || *o.Name == "":
		c.missingProperty("name")
		return
	case o.IAMID == "":
		c.missingProperty("iam_id")
		return
	case !known, !may:
		c.notAllowed("create")
		return
	case isUser && o.Store:
		c.keysError(http.StatusBadRequest, "BXNIM0102E", "Parameter store_value is not valid.", "")
		return
	case o.Value != "" && m.fault == ownValueFault:
		c.refuse(ownValueFault)
		return
	case o.Value != "" && len(o.Value) < leastValue:
		c.keysError(http.StatusBadRequest, "BXNIM0102E", "Parameter apikey is not valid.", "")
		return
	case !isUser && o.Sessions != nil && *o.Sessions:
		c.keysError(http.StatusBadRequest, "BXNIM0102E", "Parameter support_sessions is not valid.", "")
		return
	}
	cl.makeKey(c, m, *o, owner)
}

func (c *call) missingProperty(name string) {
	c.keysError(http.StatusBadRequest, "BXNIM0109E", "Property missing or empty.", name)
}

func (cl *cloud) makeKey(c *call, m manager, o keyOrder, owner iamIdentity) {
	sim := c.site.sim
	now := sim.now()
	k := iamKey{
		id: "ApiKey-" + uuid(), value: o.Value, owner: owner, account: o.Account, createdAt: now, modifiedAt: now, createdBy: m.iamID,
		knownFrom: now.Add(sim.keyDelay), whenLeaked: "none", version: 1,
		locked: c.r.Header.Get("Entity-Lock") == "true", disabled: c.r.Header.Get("Entity-Disable") == "true",
		history: []keyDeed{{at: now, by: m.iamID, account: m.account, action: "CREATE", message: "API key created"}},
	}
	o.apply(&k)
	if k.value == "" {
		k.value = cloudKey()
	}
	sim.journal.hide(k.value)
	switch full, taken := cl.book.add(k, keyLimit); {
	case full:
		c.keysError(http.StatusUnprocessableEntity, "BXNIM0151E", "The limit of supported API keys is reached", "")
	case taken:
		c.keysError(http.StatusBadRequest, "BXNIM0102E", "Parameter apikey is not valid.", "")
	default:
		c.w.Header().Set("Etag", k.tag())
		c.json(http.StatusCreated, cl.details(c, k).with("apikey", k.value))
	}
}

// identityOf gives the identity of an IAM id that the account knows.
func (cl *cloud) identityOf(iamID string) (iamIdentity, bool) {
	for _, i := range []iamIdentity{cl.owner, cl.scoring, cl.unable} {
		if i.iamID() == iamID {
			return i, true
		}
	}
	return iamIdentity{}, false
}

// oneKey answers for a key by its id: read, change, delete.
func (cl *cloud) oneKey(c *call, m manager) {
	k, ok := cl.book.byID(c.r.PathValue("id"))
	if !ok {
		c.noSuchKey()
		return
	}
	see, change := cl.may(m, k)
	switch method := c.r.Method; {
	case !see:
		c.notAllowed("see")
	case method == http.MethodGet:
		c.w.Header().Set("Etag", k.tag())
		c.json(http.StatusOK, cl.details(c, k))
	case method != http.MethodPut && method != http.MethodDelete:
		c.refuse("BXNIM0060E")
	case !change:
		c.notAllowed("change")
	case k.locked:
		c.lockedKey()
	case method == http.MethodDelete:
		cl.book.remove(k.id)
		c.w.WriteHeader(http.StatusNoContent)
	default:
		cl.updateKey(c, m, k)
	}
}

func (c *call) lockedKey() {
	c.keysError(http.StatusConflict, "entity_locked", "The API key is locked and cannot be changed.", "")
}

func (cl *cloud) updateKey(c *call, m manager, k iamKey) {
	match := c.r.Header.Get("If-Match")
	if match == "" {
		c.keysError(http.StatusBadRequest, "BXNIM0109E", "Property missing or empty.", "If-Match")
		return
	}
	o := c.order()
	if o == nil {
		return
	}
	now, ok := cl.book.change(k.id, m.deed("UPDATE", "API key updated"), func(is iamKey) bool {
		return !is.locked && (match == "*" || match == is.tag())
	}, o.apply)
	if !ok {
		c.keysError(http.StatusConflict, "entity_tag_mismatch", "The API key was changed since it was read.", "")
		return
	}
	c.w.Header().Set("Etag", now.tag())
	c.json(http.StatusOK, cl.details(c, now))
}

func (m manager) deed(action, message string) keyDeed {
	return keyDeed{by: m.iamID, account: m.account, action: action, message: message}
}

func (cl *cloud) lockKey(c *call, m manager) {
	cl.turnKey(c, m, "LOCK", false, func(k *iamKey, on bool) { k.locked = on })
}

func (cl *cloud) disableKey(c *call, m manager) {
	cl.turnKey(c, m, "DISABLE", true, func(k *iamKey, on bool) { k.disabled = on })
}

// turnKey switches something of a key on (POST) or off (DELETE).
func (cl *cloud) turnKey(c *call, m manager, action string, heedsLock bool, turn func(k *iamKey, on bool)) {
	on := c.r.Method == http.MethodPost
	if !on && c.r.Method != http.MethodDelete {
		c.refuse("BXNIM0060E")
		return
	}
	if !on {
		action = map[string]string{"LOCK": "UNLOCK", "DISABLE": "ENABLE"}[action]
	}
	k, ok := cl.book.byID(c.r.PathValue("id"))
	if !ok {
		c.noSuchKey()
		return
	}
	if _, change := cl.may(m, k); !change {
		c.notAllowed("change")
		return
	}
	if _, ok := cl.book.change(k.id, m.deed(action, "API key: "+strings.ToLower(action)), func(is iamKey) bool {
		return !heedsLock || !is.locked
	}, func(k *iamKey) { turn(k, on) }); !ok {
		c.lockedKey()
		return
	}
	c.w.WriteHeader(http.StatusNoContent)
}

// limits tells how many keys identities have, and may have.
func (cl *cloud) limits(c *call, m manager) {
	if c.r.PathValue("account") != m.account {
		c.notAllowed("count")
		return
	}
	counts := []object{}
	for id := range strings.SplitSeq(c.r.URL.Query().Get("apikeys_per_identity"), ",") {
		n := len(cl.book.all(func(k *iamKey) bool { return k.owner.iamID() == id && k.account == m.account }))
		counts = append(counts, object{{"iam_id", id}, {"count", n}})
	}
	c.json(http.StatusOK, object{{"apikeys_per_identity", object{{"limit", keyLimit}, {"identities", counts}}}})
}
