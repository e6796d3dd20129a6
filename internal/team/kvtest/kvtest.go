// Package kvtest is a stand-in for Vault and OpenBao, for tests: a KV store of version 2
// with what signs in to it, written from their documents. It shares nothing with what it
// tests.
package kvtest

import (
	"crypto/rand"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Root is the token that may do everything.
const Root = "root-token-of-the-stand-in"

// Mount is where the KV store is.
const Mount = "secret"

// Store is a store in memory. Its fields may be set before it serves. It is safe for use by
// several goroutines.
type Store struct {
	Namespace string            // calls have to name it; "" for none
	RoleID    string            // for AppRole, with SecretID
	SecretID  string            //
	Passwords map[string]string // of userpass and ldap, by user
	TokenTTL  time.Duration     // of the tokens that are given out; 0: an hour
	Pages     bool              // it knows "after" and "limit", as OpenBao does and Vault does not

	mu      sync.Mutex
	items   map[string]*item
	tokens  map[string]time.Time // when they end
	denied  []string             // prefixes of paths, without the mount, that only Root may use
	sealed  bool
	echo    bool   // errors repeat the token
	standby string // the leader's origin, to which calls are sent on
	calls   []string
	states  map[string]string // of sign-ins with a page: their nonces
	lose    int               // answers to writes that are lost after the write
}

type item struct {
	versions []version
}

type version struct {
	data    json.RawMessage
	at      time.Time
	deleted time.Time
}

// Seal seals the store, or ends that.
func (s *Store) Seal(sealed bool) { s.with(func() { s.sealed = sealed }) }

// Standby makes the store send calls on to its leader; "" ends that.
func (s *Store) Standby(leader string) { s.with(func() { s.standby = leader }) }

// Deny has paths that begin so refused to every token but Root.
func (s *Store) Deny(prefix string) { s.with(func() { s.denied = append(s.denied, prefix) }) }

// Echo has the store refuse every call with a token, and repeat it.
func (s *Store) Echo(echo bool) { s.with(func() { s.echo = echo }) }

// LoseAnswers has the answers to the next n writes be lost.
func (s *Store) LoseAnswers(n int) { s.with(func() { s.lose = n }) }

// Revoke ends every token but Root.
func (s *Store) Revoke() { s.with(func() { clear(s.tokens) }) }

// Calls gives what was asked since the last time: method and path.
func (s *Store) Calls() (calls []string) {
	s.with(func() { calls, s.calls = s.calls, nil })
	return calls
}

// Put writes an item without being asked, as somebody else would.
func (s *Store) Put(path, data string) { s.with(func() { s.put(path, json.RawMessage(data)) }) }

// Data gives the newest version of an item, "" where there is none.
func (s *Store) Data(path string) (data string) {
	s.with(func() {
		if v := s.newest(path); v != nil && v.deleted.IsZero() {
			data = string(v.data)
		}
	})
	return data
}

// NewToken gives out a token.
func (s *Store) NewToken() (token string) {
	s.with(func() { token = s.newToken() })
	return token
}

func (s *Store) with(do func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	do()
}

func (s *Store) put(path string, data json.RawMessage) int {
	if s.items == nil {
		s.items = map[string]*item{}
	}
	i := s.items[path]
	if i == nil {
		i = &item{}
		s.items[path] = i
	}
	i.versions = append(i.versions, version{data: slices.Clone(data), at: time.Now().UTC()})
	return len(i.versions)
}

func (s *Store) newest(path string) *version {
	i := s.items[path]
	if i == nil {
		return nil
	}
	return &i.versions[len(i.versions)-1]
}

func (s *Store) newToken() string {
	if s.tokens == nil {
		s.tokens = map[string]time.Time{}
	}
	token := "hvs." + rand.Text()
	s.tokens[token] = time.Now().Add(s.ttl())
	return token
}

func (s *Store) ttl() time.Duration {
	if s.TokenTTL > 0 {
		return s.TokenTTL
	}
	return time.Hour
}

// ServeHTTP implements http.Handler.
func (s *Store) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.calls = append(s.calls, r.Method+" "+r.URL.Path)
	path, ok := strings.CutPrefix(r.URL.Path, "/v1/")
	switch {
	case !ok:
		fail(w, http.StatusNotFound)
	case path == "sys/health":
		s.health(w, r)
	case s.sealed:
		fail(w, http.StatusServiceUnavailable, "Vault is sealed")
	case s.standby != "":
		w.Header().Set("Location", s.standby+r.URL.RequestURI())
		w.WriteHeader(http.StatusTemporaryRedirect)
	case r.Header.Get("X-Vault-Namespace") != s.Namespace:
		fail(w, http.StatusForbidden, "permission denied")
	case path == "auth/oidc/oidc/auth_url":
		s.page(w, r)
	case path == "auth/oidc/oidc/callback":
		s.callback(w, r)
	case strings.HasPrefix(path, "auth/") && strings.Contains(path, "/login"):
		s.login(w, r, path)
	default:
		s.withToken(w, r, path)
	}
}

func (s *Store) health(w http.ResponseWriter, r *http.Request) {
	status := http.StatusOK
	code := func(name string, usual int) int {
		if n, err := strconv.Atoi(r.URL.Query().Get(name)); err == nil {
			return n
		}
		return usual
	}
	switch {
	case s.sealed:
		status = code("sealedcode", http.StatusServiceUnavailable)
	case s.standby != "":
		status = code("standbycode", http.StatusTooManyRequests)
	}
	answer(w, status, map[string]any{"initialized": true, "sealed": s.sealed, "standby": s.standby != "", "version": "2.4.1"})
}

func (s *Store) login(w http.ResponseWriter, r *http.Request, path string) {
	var body map[string]string
	_ = json.NewDecoder(r.Body).Decode(&body)
	good := false
	if user, ok := strings.CutPrefix(path, "auth/userpass/login/"); ok {
		good = s.Passwords[user] != "" && s.Passwords[user] == body["password"]
	} else if user, ok := strings.CutPrefix(path, "auth/ldap/login/"); ok {
		good = s.Passwords[user] != "" && s.Passwords[user] == body["password"]
	} else if path == "auth/approle/login" {
		good = s.RoleID != "" && body["role_id"] == s.RoleID && body["secret_id"] == s.SecretID
	}
	if !good {
		fail(w, http.StatusBadRequest, "invalid username or password")
		return
	}
	s.auth(w, s.newToken())
}

// Code is what the page of a sign-in gives to who signs in.
const Code = "code-of-the-stand-ins-page"

// page gives the page of a sign-in. Only redirects to loopback are allowed.
func (s *Store) page(w http.ResponseWriter, r *http.Request) {
	var body map[string]string
	_ = json.NewDecoder(r.Body).Decode(&body)
	page := ""
	if redirect := body["redirect_uri"]; strings.HasPrefix(redirect, "http://localhost:") && strings.HasSuffix(redirect, "/oidc/callback") {
		state := rand.Text()
		if s.states == nil {
			s.states = map[string]string{}
		}
		s.states[state] = body["client_nonce"]
		page = "https://idp.example.com/authorize?" + url.Values{
			"state": {state}, "redirect_uri": {redirect}, "response_type": {"code"}, "code_challenge_method": {"S256"}, "code_challenge": {rand.Text()},
		}.Encode()
	}
	answer(w, http.StatusOK, map[string]any{"data": map[string]any{"auth_url": page}})
}

func (s *Store) callback(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	nonce, known := s.states[q.Get("state")]
	delete(s.states, q.Get("state"))
	if !known || nonce != q.Get("client_nonce") || q.Get("code") != Code {
		fail(w, http.StatusBadRequest, "Vault login failed. Expired or missing OAuth state.")
		return
	}
	s.auth(w, s.newToken())
}

func (s *Store) auth(w http.ResponseWriter, token string) {
	answer(w, http.StatusOK, map[string]any{"auth": map[string]any{
		"client_token": token, "lease_duration": int(s.ttl().Seconds()), "renewable": true, "policies": []string{"default"},
	}})
}

func (s *Store) withToken(w http.ResponseWriter, r *http.Request, path string) {
	token := r.Header.Get("X-Vault-Token")
	if s.echo {
		fail(w, http.StatusForbidden, "permission denied for "+token)
		return
	}
	ends, known := s.tokens[token]
	if token != Root && (!known || !time.Now().Before(ends)) {
		fail(w, http.StatusForbidden, "permission denied")
		return
	}
	switch path {
	case "auth/token/lookup-self":
		left := int(time.Until(ends).Seconds())
		if token == Root {
			left = 0
		}
		answer(w, http.StatusOK, map[string]any{"data": map[string]any{"ttl": left, "renewable": token != Root, "display_name": "tester"}})
		return
	case "auth/token/renew-self":
		s.tokens[token] = time.Now().Add(s.ttl())
		s.auth(w, token)
		return
	}
	rest, ok := strings.CutPrefix(path, Mount+"/")
	if !ok {
		fail(w, http.StatusForbidden, "preflight capability check returned 403, please ensure client's policies grant access to path \""+path+"/\"")
		return
	}
	kind, name, _ := strings.Cut(rest, "/")
	if token != Root && slices.ContainsFunc(s.denied, func(p string) bool { return strings.HasPrefix(name, p) }) {
		fail(w, http.StatusForbidden, "1 error occurred:\n\t* permission denied\n\n")
		return
	}
	s.item(w, r, kind, name)
}

func (s *Store) item(w http.ResponseWriter, r *http.Request, kind, name string) {
	switch {
	case kind == "data" && r.Method == http.MethodGet:
		s.read(w, name)
	case kind == "data" && (r.Method == http.MethodPost || r.Method == http.MethodPut):
		s.write(w, r, name)
	case kind == "data" && r.Method == http.MethodDelete:
		if v := s.newest(name); v != nil {
			v.deleted = time.Now().UTC()
		}
		w.WriteHeader(http.StatusNoContent)
	case kind == "metadata" && (r.Method == "LIST" || r.URL.Query().Get("list") == "true"):
		s.list(w, r, name)
	case kind == "metadata" && r.Method == http.MethodGet:
		s.meta(w, name)
	default:
		fail(w, http.StatusNotFound, "no handler for route \""+Mount+"/"+kind+"/"+name+"\". route entry not found.")
	}
}

func (s *Store) metadata(n int, v *version) map[string]any {
	deleted := ""
	if !v.deleted.IsZero() {
		deleted = v.deleted.Format(time.RFC3339Nano)
	}
	return map[string]any{"created_time": v.at.Format(time.RFC3339Nano), "custom_metadata": nil, "deletion_time": deleted, "destroyed": false, "version": n}
}

func (s *Store) read(w http.ResponseWriter, name string) {
	v := s.newest(name)
	if v == nil {
		fail(w, http.StatusNotFound)
		return
	}
	m := s.metadata(len(s.items[name].versions), v)
	if !v.deleted.IsZero() {
		answer(w, http.StatusNotFound, map[string]any{"data": map[string]any{"data": nil, "metadata": m}})
		return
	}
	answer(w, http.StatusOK, map[string]any{"data": map[string]any{"data": v.data, "metadata": m}})
}

func (s *Store) write(w http.ResponseWriter, r *http.Request, name string) {
	var body struct {
		Options struct {
			CAS *int `json:"cas"`
		} `json:"options"`
		Data json.RawMessage `json:"data"`
	}
	if json.NewDecoder(r.Body).Decode(&body) != nil || body.Data == nil {
		fail(w, http.StatusBadRequest, "no data provided")
		return
	}
	now := 0
	if i := s.items[name]; i != nil {
		now = len(i.versions)
	}
	switch {
	case body.Options.CAS == nil:
		fail(w, http.StatusBadRequest, "check-and-set parameter required for this call")
		return
	case *body.Options.CAS != now:
		fail(w, http.StatusBadRequest, "check-and-set parameter did not match the current version")
		return
	}
	n := s.put(name, body.Data)
	if s.lose > 0 {
		s.lose--
		panic(http.ErrAbortHandler)
	}
	answer(w, http.StatusOK, map[string]any{"data": s.metadata(n, s.newest(name))})
}

func (s *Store) meta(w http.ResponseWriter, name string) {
	i := s.items[name]
	if i == nil {
		fail(w, http.StatusNotFound)
		return
	}
	versions := map[string]any{}
	for n := range i.versions {
		versions[strconv.Itoa(n+1)] = s.metadata(n+1, &i.versions[n])
	}
	answer(w, http.StatusOK, map[string]any{"data": map[string]any{
		"current_version": len(i.versions), "updated_time": s.newest(name).at.Format(time.RFC3339Nano), "versions": versions,
	}})
}

func (s *Store) list(w http.ResponseWriter, r *http.Request, name string) {
	prefix := strings.Trim(name, "/")
	if prefix != "" {
		prefix += "/"
	}
	var names []string
	for path := range s.items {
		if rest, ok := strings.CutPrefix(path, prefix); ok {
			if dir, _, deeper := strings.Cut(rest, "/"); deeper {
				rest = dir + "/"
			}
			names = append(names, rest)
		}
	}
	slices.Sort(names)
	names = slices.Compact(names)
	if s.Pages {
		after := r.URL.Query().Get("after")
		names = slices.DeleteFunc(names, func(n string) bool { return n <= after })
		if limit, err := strconv.Atoi(r.URL.Query().Get("limit")); err == nil && limit > 0 && len(names) > limit {
			names = names[:limit]
		}
	}
	if len(names) == 0 {
		fail(w, http.StatusNotFound)
		return
	}
	answer(w, http.StatusOK, map[string]any{"data": map[string]any{"keys": names}})
}

func fail(w http.ResponseWriter, status int, said ...string) {
	if said == nil {
		said = []string{}
	}
	answer(w, status, map[string]any{"errors": said})
}

func answer(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body)
}

// All gives the newest version of every item by its path, deleted ones left out.
func (s *Store) All() map[string]string {
	out := map[string]string{}
	s.with(func() {
		for path := range s.items {
			if v := s.newest(path); v.deleted.IsZero() {
				out[path] = string(v.data)
			}
		}
	})
	return out
}
