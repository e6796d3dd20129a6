package sim

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"
)

// Hidden stands in a [Request] for a value that is, or may be, a secret.
const Hidden = "(hidden)"

// keptRequests is how many requests the journal holds; older ones go.
const keptRequests = 10_000

// Request is one request that reached the simulator. Names are always there;
// values only where they are known to be harmless, else [Hidden].
type Request struct {
	Time   time.Time // real time of arrival
	Entry  string    // the member of Info it came to: "cloud", "aws", "cp4d", …, or "elsewhere", "plain"
	Origin string    // which of the entry's urls: "url", "auth_url", "platform_url", "identity_url", "unknown_ca", …
	ID     string    // what the answer gave as request id
	Proto  string    // "HTTP/2.0", …
	Method string
	Path   string
	Status int               // of the answer; 0 while there is none
	Header map[string]string // canonical names; of Authorization the scheme is shown
	Query  map[string]string
	Form   map[string]string // fields of a form or top-level members of a JSON object
}

// Values of these are kept: they say how a request was made, not by whom.
var harmless = map[string]bool{
	"Accept": true, "Accept-Encoding": true, "Content-Length": true, "Content-Type": true, "User-Agent": true,

	"grant_type": true, "response_type": true, "scope": true, "account": true,
	"profile_id": true, "profile_crn": true, "profile_name": true, "username": true, "callerExtClaim": true,
	"version": true, "space_id": true, "project_id": true, "limit": true, "start": true, "bookmark": true,
	"include_history": true, "includeBuiltinActions": true, "includeCustomActions": true,
	"include_activity": true, "pagesize": true, "pagetoken": true, "type": true, "iam_id": true, "account_id": true, "apikeys_per_identity": true,
	"name": true, "description": true, "expires_at": true, "action_when_leaked": true, "support_sessions": true, "store_value": true,
	"If-Match": true, "Entity-Lock": true, "Entity-Disable": true,
	"includeRoles": true, "prefixRolesWithDefinitionScope": true,
}

// journal remembers requests. It is safe for concurrent use.
type journal struct {
	mu      sync.Mutex
	secrets []string // never written down, wherever they turn up
	entries []*Request
}

// scrub hides a value that contains one of the secrets.
func (j *journal) scrub(v string) string {
	for _, s := range j.known() {
		if strings.Contains(v, s) || strings.Contains(v, url.QueryEscape(s)) {
			return Hidden
		}
	}
	return v
}

func (j *journal) value(name, v string) string {
	if !harmless[name] {
		return Hidden
	}
	return j.scrub(v)
}

// hide keeps further secrets from being written down.
func (j *journal) hide(secrets ...string) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.secrets = append(j.secrets, secrets...)
}

// known gives the secrets of now.
func (j *journal) known() []string {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.secrets
}

// add writes a request down and gives its entry, which only j.answered may
// change.
func (j *journal) add(req Request, r *http.Request, body []byte) *Request {
	req.Method, req.Proto, req.Path = r.Method, r.Proto, j.scrub(r.URL.Path)
	req.Header = j.headers(r.Header)
	req.Query = j.values(r.URL.Query())
	req.Form = j.body(r.Header.Get("Content-Type"), body)
	j.mu.Lock()
	defer j.mu.Unlock()
	if len(j.entries) >= keptRequests {
		j.entries = slices.Delete(j.entries, 0, keptRequests/2)
	}
	j.entries = append(j.entries, &req)
	return &req
}

func (j *journal) answered(req *Request, status int) {
	j.mu.Lock()
	defer j.mu.Unlock()
	req.Status = status
}

// all gives a copy of what is remembered, oldest first.
func (j *journal) all() []Request {
	j.mu.Lock()
	defer j.mu.Unlock()
	out := make([]Request, len(j.entries))
	for i, r := range j.entries {
		out[i] = *r
	}
	return out
}

func (j *journal) headers(h http.Header) map[string]string {
	out := make(map[string]string, len(h))
	for name, v := range h {
		out[name] = j.value(name, strings.Join(v, ", "))
		if scheme, _, ok := strings.Cut(h.Get(name), " "); ok && name == "Authorization" {
			out[name] = j.scrub(scheme) + " " + Hidden
		}
	}
	return out
}

func (j *journal) values(vs url.Values) map[string]string {
	out := make(map[string]string, len(vs))
	for name, v := range vs {
		out[j.scrub(name)] = j.value(name, strings.Join(v, ","))
	}
	return out
}

func (j *journal) body(contentType string, body []byte) map[string]string {
	switch {
	case strings.HasPrefix(contentType, "application/x-www-form-urlencoded"):
		vs, err := url.ParseQuery(string(body))
		if err != nil {
			return nil
		}
		return j.values(vs)
	case strings.HasPrefix(contentType, "application/json"):
		var members map[string]json.RawMessage
		if json.Unmarshal(body, &members) != nil {
			return nil
		}
		out := make(map[string]string, len(members))
		for name, raw := range members {
			var s string
			if json.Unmarshal(raw, &s) != nil {
				s = string(raw)
			}
			out[j.scrub(name)] = j.value(name, s)
		}
		return out
	}
	return nil
}
