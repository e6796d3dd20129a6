// Package kv speaks with a team's store: Vault's and OpenBao's KV version 2, and what
// signs in to it. It has a handful of calls over the program's own HTTP stack, so that TLS,
// proxy, limits and redirects are as everywhere; the official client would bring some
// twenty modules for them.
package kv

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"

	"lanyard/iam"
	"lanyard/internal/secret"
	"lanyard/internal/team"
)

// Caller sends requests. An [iam.Client] is one.
type Caller interface {
	Call(ctx context.Context, call iam.Call) (iam.Reply, error)
}

// Client makes the calls to one store. Failures are *[team.Error], or the context's end.
// It is safe for use by several goroutines.
type Client struct {
	Team team.Team
	HTTP Caller
}

// call is one request below /v1/.
type call struct {
	method string
	path   string // below /v1/, of parts that need no escapes
	query  url.Values
	body   any // JSON; nil for none
	token  secret.Text
	hide   []secret.Text // what else the body holds
	about  string        // mount and path, for errors
	once   bool
}

// answer is what came back, with the errors that the store lists.
type answer struct {
	status int
	body   []byte
	host   string
}

// do sends a request to the store, or where its address has nobody who answers to the
// further nodes that the team agreed to.
func (c *Client) do(ctx context.Context, r call) (answer, error) {
	if !headerSafe(r.token.Reveal()) {
		return answer{}, c.fail(r, team.NoToken, answer{}, errors.New("the token cannot stand in an HTTP header"))
	}
	send := iam.Call{Method: r.method, Header: c.header(r), Hide: append(r.hide, r.token), Nodes: c.Team.Origins(), Once: r.once, CAPEM: c.Team.CAPEM}
	if r.body != nil {
		text, err := json.Marshal(r.body)
		if err != nil {
			return answer{}, c.fail(r, team.Unusable, answer{}, errors.New("what was to be written is no JSON"))
		}
		send.Body = string(text)
	}
	var last error
	for _, origin := range c.Team.Origins() {
		send.URL = origin + "/v1/" + r.path
		if len(r.query) > 0 {
			send.URL += "?" + r.query.Encode()
		}
		got, err := c.HTTP.Call(ctx, send)
		if err == nil {
			return answer{status: got.Status, body: got.Body, host: got.Host}, nil
		}
		if ctx.Err() != nil {
			return answer{}, err
		}
		last = c.unreachable(r, err)
		if !nobodyThere(err, r.once) {
			break
		}
	}
	return answer{}, last
}

func (c *Client) header(r call) http.Header {
	h := http.Header{"X-Vault-Request": {"true"}}
	if t := r.token.Reveal(); t != "" {
		h.Set("X-Vault-Token", t)
	}
	if c.Team.Namespace != "" && !strings.HasPrefix(r.path, "sys/") { // which is not of a namespace
		h.Set("X-Vault-Namespace", c.Team.Namespace)
	}
	if r.body != nil {
		h.Set("Content-Type", "application/json")
	}
	return h
}

// nobodyThere reports whether another node may be asked: this one did not get the request,
// or for what may be sent twice did not do it.
func nobodyThere(err error, once bool) bool {
	e, ok := errors.AsType[*iam.Error](err)
	return ok && (e.Check == iam.CheckNetwork || !once && (e.Status >= 500 || e.Reason == iam.ReasonReset || e.Reason == iam.ReasonTimeout))
}

func (c *Client) unreachable(r call, err error) error {
	out := &team.Error{Team: c.Team.Name, Host: c.Team.Host(), Path: r.about, Reason: team.Unreachable, Err: err}
	if e, ok := errors.AsType[*iam.Error](err); ok {
		out.Status, out.Message, out.RetryAfter = e.Status, e.Message, e.RetryAfter
		if e.Host != "" {
			out.Host = e.Host
		}
	}
	return out
}

// fail makes the error of an answer.
func (c *Client) fail(r call, reason team.Reason, a answer, cause error) *team.Error {
	e := &team.Error{Team: c.Team.Name, Host: a.host, Path: r.about, Reason: reason, Status: a.status, Err: cause}
	if e.Host == "" {
		e.Host = c.Team.Host()
	}
	hide := append(r.hide, r.token)
	e.Message = iam.Clean(strings.Join(errorsIn(a.body), "; "), hide...)
	return e
}

// refused makes the error of an answer whose status is not 2xx.
func (c *Client) refused(r call, a answer) *team.Error {
	said := strings.ToLower(strings.Join(errorsIn(a.body), " "))
	reason := team.Unusable
	switch {
	case a.status == http.StatusServiceUnavailable:
		reason = team.Sealed
	case a.status == http.StatusUnauthorized, a.status == http.StatusForbidden:
		reason = team.Denied
	case a.status == http.StatusBadRequest && strings.Contains(said, "check-and-set"):
		reason = team.Conflict
	case a.status == http.StatusNotFound && strings.Contains(said, "no handler for route"), strings.Contains(said, "invalid path for a versioned"):
		reason = team.NotKV
	case a.status == http.StatusNotFound:
		reason = team.Missing
	}
	return c.fail(r, reason, a, nil)
}

// errorsIn lists what a store says of a failure: {"errors":["…"]}.
func errorsIn(body []byte) []string {
	var doc struct {
		Errors []string `json:"errors"`
	}
	if json.Unmarshal(body, &doc) != nil {
		return nil
	}
	return doc.Errors
}

// get sends a request and reads the answer into out, which may be nil.
func (c *Client) get(ctx context.Context, r call, out any) error {
	a, err := c.do(ctx, r)
	if err != nil {
		return err
	}
	if a.status/100 != 2 {
		return c.refused(r, a)
	}
	if out == nil {
		return nil
	}
	return c.read(r, a, out)
}

// read reads an answer, and clears it: it may hold a key.
func (c *Client) read(r call, a answer, out any) error {
	defer clear(a.body)
	d := json.NewDecoder(bytes.NewReader(a.body))
	if err := d.Decode(out); err != nil {
		return c.fail(r, team.Unusable, answer{status: a.status, host: a.host}, errors.New("the answer is not that of a KV store"))
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return c.fail(r, team.Unusable, answer{status: a.status, host: a.host}, errors.New("the answer has more than one part"))
	}
	return nil
}

// headerSafe reports whether a text can be the value of a header.
func headerSafe(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r <= ' ' || r >= 0x7f })
}
