package iam

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"lanyard/internal/secret"
)

// The steps of managing API keys: what was asked of IBM Cloud when it failed.
const (
	StepListKeys  Step = "list-keys"
	StepReadKey   Step = "read-key"
	StepCreateKey Step = "create-key"
	StepChangeKey Step = "change-key" // update, lock, unlock, disable, enable
	StepDeleteKey Step = "delete-key"
	StepKeyLimit  Step = "key-limit"
	StepRenewKey  Step = "renew-key" // a cluster makes a new key; the old one ends with it
)

// The reasons that only calls about API keys have.
const (
	ReasonStale     Reason = "stale"      // somebody else changed the key since it was read; nothing was overwritten
	ReasonKeyLocked Reason = "key-locked" // somebody locked the key against changes; it signs in all the same
)

// Leak is what IBM does with a key that is found in a public place.
type Leak string

// The values of a [Leak].
const (
	LeakNone    Leak = "none"
	LeakDisable Leak = "disable"
	LeakDelete  Leak = "delete"
)

// KeyDetails is what IBM Cloud tells of an API key. Texts are cleaned; times are zero
// when not told.
type KeyDetails struct {
	ID              string // "ApiKey-…"
	Tag             string // its version, for a change
	Name            string
	Description     string
	AccountID       string
	IAMID           string // whose key it is
	CreatedAt       time.Time
	ModifiedAt      time.Time
	ExpiresAt       time.Time // zero: it does not expire
	LastUsedAt      time.Time // zero: never, or not told
	Uses            int64     // how often it signed in; -1 when not told
	Disabled        bool
	Locked          bool // it cannot be changed; it signs in all the same
	SupportSessions bool
	WhenLeaked      Leak // "" when not told
	History         []KeyEvent
}

// KeyEvent is one line of a key's history.
type KeyEvent struct {
	At      time.Time
	By      string // an IAM id
	Action  string
	Message string
}

// NewKey is an API key to be made.
type NewKey struct {
	Name            string
	Description     string
	IAMID           string
	AccountID       string
	Value           secret.Text // the key itself; empty: IBM makes one
	ExpiresAt       time.Time   // zero: never
	WhenLeaked      Leak        // "" leaves it to IBM
	SupportSessions bool
	Locked          bool // it cannot be changed from the start
	Disabled        bool // it cannot sign in from the start
}

// KeyChange is what is to be changed of an API key; nil leaves a value as it is.
type KeyChange struct {
	Name            *string
	Description     *string // an empty one clears it
	ExpiresAt       *time.Time
	WhenLeaked      *Leak
	SupportSessions *bool
}

// keyMaking is how IAM takes the time at which a key ends (B1: yyyy-MM-ddTHH:mm+0000).
const keyMaking = "2006-01-02T15:04-0700"

// Keys lists the API keys of an identity, oldest page first. The token must be the
// identity's own, or that of somebody who may see its keys: not that of a trusted
// profile. Failures are *Error.
func (c *Client) Keys(ctx context.Context, cred Credential, t Token, account, iamID string) ([]KeyDetails, error) {
	return manage(ctx, c, cred, t, func(ctx context.Context, m *manager) ([]KeyDetails, error) {
		return m.list(ctx, account, iamID)
	})
}

// KeyDetails asks IBM Cloud about the credential's own API key. The token may be that
// of a trusted profile, to which IAM may refuse the answer. Failures are *Error.
func (c *Client) KeyDetails(ctx context.Context, cred Credential, t Token) (KeyDetails, error) {
	return manage(ctx, c, cred, t, func(ctx context.Context, m *manager) (KeyDetails, error) {
		return m.object(ctx, request{
			step: StepReadKey, method: http.MethodGet, url: "/v1/apikeys/details?include_history=false",
			header: http.Header{"Iam-Apikey": {cred.Key.Reveal()}},
		})
	})
}

// Key asks about one key by IBM's id, with when and how often it was used. Failures are
// *Error; of a key that is gone the status is 404.
func (c *Client) Key(ctx context.Context, cred Credential, t Token, id string) (KeyDetails, error) {
	return manage(ctx, c, cred, t, func(ctx context.Context, m *manager) (KeyDetails, error) {
		return m.object(ctx, request{step: StepReadKey, method: http.MethodGet, url: keyPath(id) + "?include_activity=true&include_history=true"})
	})
}

// CreateKey makes a key, and gives the key itself where IBM made it. The request is sent
// once: after an answer that was lost nobody but [Client.KeyDetails] can tell whether
// there is a key now. Failures are *Error.
func (c *Client) CreateKey(ctx context.Context, cred Credential, t Token, n NewKey) (KeyDetails, secret.Text, error) {
	type made struct {
		about KeyDetails
		value secret.Text
	}
	out, err := manage(ctx, c, cred, t, func(ctx context.Context, m *manager) (made, error) {
		m.hideToo(n.Value)
		body, err := json.Marshal(n.body())
		if err != nil {
			return made{}, badAddress(err)
		}
		header := http.Header{
			"Content-Type": {typeJSON},
			"Entity-Lock":  {strconv.FormatBool(n.Locked)}, "Entity-Disable": {strconv.FormatBool(n.Disabled)},
		}
		o, a, err := m.send(ctx, request{step: StepCreateKey, method: http.MethodPost, url: "/v1/apikeys", header: header, body: string(body), once: true})
		if err != nil {
			return made{}, err
		}
		value := secret.New(str(o, "apikey"))
		m.hideToo(value)
		return made{m.read(o, a), value}, nil
	})
	return out.about, out.value, err
}

// body gives the members that [NewKey] names. What is not set is left to IBM.
func (n NewKey) body() map[string]any {
	body := map[string]any{"name": n.Name, "iam_id": n.IAMID, "account_id": n.AccountID, "store_value": false}
	set := func(name, v string) {
		if v != "" {
			body[name] = v
		}
	}
	set("description", n.Description)
	set("apikey", n.Value.Reveal())
	set("action_when_leaked", string(n.WhenLeaked))
	if n.SupportSessions {
		body["support_sessions"] = true
	}
	if !n.ExpiresAt.IsZero() {
		body["expires_at"] = n.ExpiresAt.UTC().Format(keyMaking)
	}
	return body
}

// UpdateKey changes a key that is still as it was when its tag was read; otherwise the
// reason is [ReasonStale]. Failures are *Error.
func (c *Client) UpdateKey(ctx context.Context, cred Credential, t Token, id, tag string, change KeyChange) (KeyDetails, error) {
	return manage(ctx, c, cred, t, func(ctx context.Context, m *manager) (KeyDetails, error) {
		body, err := json.Marshal(change.body())
		if err != nil {
			return KeyDetails{}, badAddress(err)
		}
		return m.object(ctx, request{
			step: StepChangeKey, method: http.MethodPut, url: keyPath(id),
			header: http.Header{"Content-Type": {typeJSON}, "If-Match": {tag}}, body: string(body),
		})
	})
}

func (k KeyChange) body() map[string]any {
	body := map[string]any{}
	if k.Name != nil {
		body["name"] = *k.Name
	}
	if k.Description != nil {
		body["description"] = *k.Description
	}
	if k.ExpiresAt != nil {
		body["expires_at"] = k.ExpiresAt.UTC().Format(keyMaking)
	}
	if k.WhenLeaked != nil {
		body["action_when_leaked"] = string(*k.WhenLeaked)
	}
	if k.SupportSessions != nil {
		body["support_sessions"] = *k.SupportSessions
	}
	return body
}

// LockKey locks a key against changes, or ends that. Failures are *Error.
func (c *Client) LockKey(ctx context.Context, cred Credential, t Token, id string, lock bool) error {
	return c.turn(ctx, cred, t, keyPath(id)+"/lock", lock)
}

// DisableKey keeps a key from signing in, or ends that. Doing what is done is no failure.
// Failures are *Error.
func (c *Client) DisableKey(ctx context.Context, cred Credential, t Token, id string, disable bool) error {
	return c.turn(ctx, cred, t, keyPath(id)+"/disable", disable)
}

func (c *Client) turn(ctx context.Context, cred Credential, t Token, path string, on bool) error {
	method := http.MethodDelete
	if on {
		method = http.MethodPost
	}
	_, err := manage(ctx, c, cred, t, func(ctx context.Context, m *manager) (struct{}, error) {
		_, err := m.answer(ctx, request{step: StepChangeKey, method: method, url: path})
		return struct{}{}, err
	})
	return err
}

// DeleteKey deletes a key for good. One that is gone already is no failure. Failures are
// *Error.
func (c *Client) DeleteKey(ctx context.Context, cred Credential, t Token, id string) error {
	_, err := manage(ctx, c, cred, t, func(ctx context.Context, m *manager) (struct{}, error) {
		_, err := m.answer(ctx, request{step: StepDeleteKey, method: http.MethodDelete, url: keyPath(id)})
		return struct{}{}, err
	})
	if isStatus(err, http.StatusNotFound) {
		return nil
	}
	return err
}

// KeyLimit tells how many keys an identity may have, and how many it has; 0 and 0 when
// IBM does not say. Failures are *Error.
func (c *Client) KeyLimit(ctx context.Context, cred Credential, t Token, account, iamID string) (limit, inUse int, err error) {
	type counted struct{ limit, inUse int }
	out, err := manage(ctx, c, cred, t, func(ctx context.Context, m *manager) (counted, error) {
		query := url.Values{"apikeys_per_identity": {iamID}}
		o, _, err := m.send(ctx, request{
			step: StepKeyLimit, method: http.MethodGet,
			url: "/v1/accounts/" + url.PathEscape(account) + "/limits/identity?" + query.Encode(),
		})
		if err != nil {
			return counted{}, err
		}
		per, _ := o["apikeys_per_identity"].(map[string]any)
		return counted{whole(per["limit"]), countOf(per["identities"], iamID)}, nil
	})
	return out.limit, out.inUse, err
}

// countOf finds how many keys an identity has in a list of which only that is known that
// it tells so: by a member for the identity, else in the first place.
func countOf(v any, iamID string) int {
	list, _ := v.([]any)
	for i, one := range list {
		o, ok := one.(map[string]any)
		if !ok {
			return whole(list[0])
		}
		if id := str(o, "iam_id"); id == iamID || id == "" && i == 0 {
			return whole(firstOfAny(o, "count", "current", "in_use", "apikeys"))
		}
	}
	return 0
}

func firstOfAny(o map[string]any, names ...string) any {
	for _, n := range names {
		if o[n] != nil {
			return o[n]
		}
	}
	return nil
}

// whole reads a small number that counts something; 0 when it is none.
func whole(v any) int {
	f, ok := number(v)
	if !ok || f < 0 || f > 1_000_000 {
		return 0
	}
	return int(f)
}

func keyPath(id string) string { return "/v1/apikeys/" + url.PathEscape(id) }

// manager sends the calls about API keys: to the sign-in host alone, with a token.
type manager struct {
	*caller
	base  string
	token secret.Text
}

// manage makes one such call within its time.
func manage[T any](ctx context.Context, c *Client, cred Credential, t Token, call func(context.Context, *manager) (T, error)) (T, error) {
	ctx, cancel := c.bounded(ctx)
	defer cancel()
	k := c.caller(cred)
	k.hideToo(t.Access)
	var none T
	address, err := k.p.SignInURL()
	if err != nil {
		return none, of(cred.Profile, badAddress(err))
	}
	base, found := strings.CutSuffix(address, "/identity/token")
	if !found {
		return none, of(cred.Profile, badAddress(errors.New("only IBM Cloud tells about its API keys")))
	}
	out, err := call(ctx, &manager{k, base, t.Access})
	return out, of(cred.Profile, err)
}

// answer sends a call whose url is a path.
func (m *manager) answer(ctx context.Context, r request) (answer, error) {
	r.check, r.url = CheckService, m.base+r.url
	if r.header == nil {
		r.header = http.Header{}
	}
	r.header.Set("Authorization", bearer+" "+m.token.Reveal())
	a, err := m.caller.send(ctx, r)
	var e *Error
	if errors.As(err, &e) {
		e.Reason = keyReason(r, e)
	}
	return a, err
}

// keyReason tells the refusals of a change apart whose statuses are not told anywhere: it
// takes both that could be, and believes the word for a lock.
func keyReason(r request, e *Error) Reason {
	changes := r.step == StepChangeKey || r.step == StepDeleteKey
	switch {
	case changes && e.Status/100 == 4 && strings.Contains(strings.ToLower(e.Code+" "+e.Message), "locked"):
		return ReasonKeyLocked
	case changes && (e.Status == http.StatusConflict || e.Status == http.StatusPreconditionFailed):
		return ReasonStale
	}
	return e.Reason
}

// send is answer for a call whose answer is a JSON object.
func (m *manager) send(ctx context.Context, r request) (map[string]any, answer, error) {
	a, err := m.answer(ctx, r)
	if err != nil {
		return nil, a, err
	}
	o, reason := readObject(a.body)
	if reason == ReasonNoToken {
		reason = ReasonNotJSON
	}
	if reason != "" {
		return nil, a, m.about(r, a, &Error{Check: CheckService, Reason: reason, Status: a.status})
	}
	return o, a, nil
}

// object is send for an answer that is one key.
func (m *manager) object(ctx context.Context, r request) (KeyDetails, error) {
	o, a, err := m.send(ctx, r)
	if err != nil {
		return KeyDetails{}, err
	}
	return m.read(o, a), nil
}

func (m *manager) list(ctx context.Context, account, iamID string) ([]KeyDetails, error) {
	query := url.Values{
		"account_id": {account}, "iam_id": {iamID}, "pagesize": {pageLimit}, "scope": {"entity"}, "type": {"user"},
		"include_history": {"false"},
	}
	if strings.HasPrefix(iamID, "iam-ServiceId-") {
		query.Set("type", "serviceid")
	}
	var out []KeyDetails
	for range maxPages {
		r := request{step: StepListKeys, method: http.MethodGet, url: "/v1/apikeys?" + query.Encode()}
		o, a, err := m.send(ctx, r)
		if err != nil {
			return nil, err
		}
		list, ok := o["apikeys"].([]any)
		if !ok {
			return nil, m.about(r, a, &Error{Check: CheckService, Reason: ReasonNotJSON, Status: a.status})
		}
		for _, v := range list {
			if one, ok := v.(map[string]any); ok {
				out = append(out, m.read(one, answer{}))
			}
		}
		mark := pageToken(str(o, "next"))
		if mark == "" || mark == query.Get("pagetoken") || len(list) == 0 {
			break
		}
		query.Set("pagetoken", mark)
	}
	return out, nil
}

// pageToken takes the mark of the next page out of a whole address, of which nothing else
// counts: the token never goes to an address that an answer names.
func pageToken(next string) string {
	u, err := url.Parse(next)
	if err != nil {
		return ""
	}
	return u.Query().Get("pagetoken")
}

// read reads one key. Its version stands in a header where the answer is the key alone.
func (m *manager) read(o map[string]any, a answer) KeyDetails {
	word := func(name string) string { return m.clean(str(o, name)) }
	yes := func(name string) bool { b, _ := o[name].(bool); return b }
	d := KeyDetails{
		ID: word("id"), Tag: word("entity_tag"), Name: word("name"), Description: word("description"),
		AccountID: word("account_id"), IAMID: word("iam_id"),
		CreatedAt: keyTime(str(o, "created_at")), ModifiedAt: keyTime(str(o, "modified_at")), ExpiresAt: keyTime(str(o, "expires_at")),
		Disabled: yes("disabled"), Locked: yes("locked"), SupportSessions: yes("support_sessions"),
		WhenLeaked: Leak(word("action_when_leaked")), Uses: -1,
	}
	if tag := a.header.Get("Etag"); d.Tag == "" && tag != "" {
		d.Tag = m.clean(tag)
	}
	if used, ok := o["activity"].(map[string]any); ok {
		d.LastUsedAt = keyTime(str(used, "last_authn"))
		if n, ok := number(used["authn_count"]); ok && n >= 0 && n < 1e15 {
			d.Uses = int64(n)
		}
	}
	history, _ := o["history"].([]any)
	for _, v := range history {
		if h, ok := v.(map[string]any); ok {
			d.History = append(d.History, KeyEvent{
				At: keyTime(str(h, "timestamp")), By: m.clean(str(h, "iam_id")),
				Action: m.clean(str(h, "action")), Message: m.clean(str(h, "message")),
			})
		}
	}
	return d
}

// keyTime reads a time of an API key: IAM writes it without seconds and without a
// colon in the zone.
func keyTime(text string) time.Time {
	for _, layout := range []string{keyMaking, "2006-01-02T15:04:05-0700", time.RFC3339, "2006-01-02T15:04Z"} {
		if t, err := time.Parse(layout, text); err == nil {
			return t.UTC()
		}
	}
	return time.Time{}
}
