package sim

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"
	"time"
)

// maxBody is the longest request body that is read; the real calls send less
// than 10 KiB.
const maxBody = 64 << 10

// call is one request on its way through a site.
type call struct {
	w      http.ResponseWriter
	r      *http.Request
	site   *site
	id     string // request id, in the answer's headers and error bodies
	body   []byte
	staged *Fault // a fault of OnToken put here by Simulator.Fail
}

// tokenPaths are the ends of the paths that count as exchanges.
var tokenPaths = []string{
	"/identity/token", "/oidc/token", "/apikeys/token", "/icp4d-api/v1/authorize",
	"/v1/preauth/validateAuth", "/idprovider/v1/auth/identitytoken",
}

func isExchange(path string) bool {
	for _, p := range tokenPaths {
		if strings.HasSuffix(path, p) {
			return true
		}
	}
	return false
}

// ServeHTTP writes the request down, lets the faults go first, and answers.
func (st *site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if l := lineOf(r.Context()); l != nil {
		l.calls.Add(1)
	}
	c := &call{r: r, site: st, id: hexID()}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	c.body = body
	entry := st.sim.journal.add(Request{Time: time.Now(), Entry: st.entry, Origin: st.origin, ID: c.id}, r, body)
	c.w = &noting{ResponseWriter: w, note: func(status int) { st.sim.journal.answered(entry, status) }}
	if isExchange(r.URL.Path) {
		st.sim.exchanges.Add(1)
	}
	h := c.w.Header()
	h.Set("Date", st.sim.now().UTC().Format(http.TimeFormat))
	h.Set("Cache-Control", "no-cache, no-store, must-revalidate")
	h.Set("X-Request-Id", c.id)
	h.Set("Transaction-Id", c.id)
	h.Set("X-Global-Transaction-Id", c.id)
	if err != nil {
		status := http.StatusBadRequest
		if _, tooLarge := errors.AsType[*http.MaxBytesError](err); tooLarge {
			status = http.StatusRequestEntityTooLarge
		}
		c.json(status, object{{"message", http.StatusText(status)}})
		return
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	if f, ok := st.sim.faults.staged(st.entry, r); ok {
		if f.On != OnToken {
			c.meet(f, func() { st.mux.ServeHTTP(c.w, r.WithContext(withCall(r.Context(), c))) })
			return
		}
		c.staged = &f
	}
	st.mux.ServeHTTP(c.w, r.WithContext(withCall(r.Context(), c)))
}

// handle puts h at pattern of the site. Patterns carry no method where the
// real host has its own words for a wrong one.
func (st *site) handle(pattern string, h func(*call)) {
	st.mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
		c := callOf(r.Context())
		c.w, c.r = w, r // r knows the pattern's wildcards
		h(c)
	})
}

// json answers with v, as application/json where no type was set before.
func (c *call) json(status int, v any) {
	b, err := json.Marshal(v)
	if err != nil {
		status, b = http.StatusInternalServerError, []byte(`{"message":"`+http.StatusText(http.StatusInternalServerError)+`"}`)
	}
	if _, given := c.w.Header()["Content-Type"]; !given {
		c.w.Header().Set("Content-Type", "application/json")
	}
	c.w.WriteHeader(status)
	_, _ = c.w.Write(b)
}

// form gives a field of a form body; query parameters do not count.
func (c *call) form(name string) string {
	if err := c.r.ParseForm(); err != nil {
		return ""
	}
	return c.r.PostForm.Get(name)
}

// object decodes a JSON body into v; false when it is none.
func (c *call) object(v any) bool { return json.Unmarshal(c.body, v) == nil }

// authorization splits the Authorization header.
func (c *call) authorization() (scheme, rest string) {
	scheme, rest, _ = strings.Cut(c.r.Header.Get("Authorization"), " ")
	return strings.ToLower(scheme), strings.TrimSpace(rest)
}

// noting tells which status an answer gets, before its first byte leaves.
type noting struct {
	http.ResponseWriter
	note func(status int)
	done bool
}

// WriteHeader notes the final status; informational ones pass.
func (n *noting) WriteHeader(status int) {
	if !n.done && status >= 200 {
		n.done = true
		n.note(status)
	}
	n.ResponseWriter.WriteHeader(status)
}

// Write answers 200 where no status was given.
func (n *noting) Write(b []byte) (int, error) {
	if !n.done {
		n.WriteHeader(http.StatusOK)
	}
	return n.ResponseWriter.Write(b)
}

// Unwrap lets http.ResponseController reach the connection.
func (n *noting) Unwrap() http.ResponseWriter { return n.ResponseWriter }

type callKey struct{}

func withCall(ctx context.Context, c *call) context.Context {
	return context.WithValue(ctx, callKey{}, c)
}

func callOf(ctx context.Context) *call { return ctx.Value(callKey{}).(*call) }

// secret gives what the client sent as its secret, wherever the protocols have
// it, for the faults that repeat it. "" is none.
func (c *call) secret() string {
	for _, name := range []string{"apikey", "password", "passcode", "refresh_token", "access_token", "token"} {
		if v := c.form(name); v != "" {
			return v
		}
	}
	var in struct {
		Password string `json:"password"`
		APIKey   string `json:"api_key"`
		Apikey   string `json:"apikey"`
	}
	if c.object(&in) && in.Password+in.APIKey+in.Apikey != "" {
		return in.Password + in.APIKey + in.Apikey
	}
	for _, name := range []string{"IAM-ApiKey", "iam-token", "password"} {
		if v := c.r.Header.Get(name); v != "" {
			return v
		}
	}
	if _, password, ok := c.r.BasicAuth(); ok {
		return password
	}
	_, rest := c.authorization()
	return rest
}
