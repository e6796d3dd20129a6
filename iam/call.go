package iam

import (
	"bytes"
	"context"
	"errors"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"lanyard/internal/profile"
	"lanyard/internal/secret"
)

// CheckStore is the check of a call to a store of a team's keys, which is not IBM's.
const CheckStore Check = "store"

// Call is one request to a store of a team's keys, over the same way as sign-ins: TLS,
// proxy, limits, tries.
type Call struct {
	Method string
	URL    string // https; http only to this computer itself
	Header http.Header
	Body   string
	Hide   []secret.Text // secrets that must not come back in a text
	Nodes  []string      // origins of the store's other nodes, to which a redirect may lead
	Once   bool          // after an answer that was lost it must not be sent again
	CAPEM  string        // further roots
}

// Reply is the answer to a [Call]. The body is as the server sent it: hostile until read.
type Reply struct {
	Status   int
	Header   http.Header
	Body     []byte
	Host     string // who answered
	Received time.Time
}

// Call sends a request to a store. Answers that say something about what was asked come
// back as they are; what may pass (429, 5xx but for a sealed store) is tried again, and what
// is left of it is an *Error, as is everything that got no answer.
func (c *Client) Call(ctx context.Context, call Call) (Reply, error) {
	ctx, cancel := c.bounded(ctx)
	defer cancel()
	k := &caller{c: c, p: profile.Profile{TLS: profile.TLS{CAPEM: call.CAPEM}}, hide: call.Hide, looks: true}
	a, err := k.send(ctx, request{
		check: CheckStore, method: call.Method, url: call.URL, header: call.Header, body: call.Body, once: call.Once,
		store: &atStore{nodes: call.Nodes},
	})
	if err != nil {
		return Reply{}, err
	}
	return Reply{Status: a.status, Header: a.header, Body: a.body, Host: a.host, Received: a.received}, nil
}

// atStore is what calls to a store have of their own.
type atStore struct{ nodes []string }

// answers reports whether a status is an answer to what was asked, not something that may
// pass by itself.
func (s *atStore) answers(a answer) bool {
	switch {
	case s == nil || a.status/100 == 3 || a.status == http.StatusTooManyRequests:
		return false
	case a.status == http.StatusServiceUnavailable:
		return bytes.Contains(bytes.ToLower(a.body), []byte("sealed"))
	}
	return a.status < 500
}

// leads reports whether a redirect may be followed: to the same call, on a node that the
// team agreed to.
func (s *atStore) leads(from, to *url.URL, status, hop int) bool {
	if s == nil || hop >= maxHops || from.EscapedPath() != to.EscapedPath() || from.RawQuery != to.RawQuery || to.User != nil {
		return false
	}
	if status != http.StatusTemporaryRedirect && status != http.StatusPermanentRedirect {
		return false // others turn a write into a read
	}
	return mayBePlain(to) && slices.ContainsFunc(s.nodes, func(node string) bool {
		u, err := url.Parse(node)
		return err == nil && u.Scheme == to.Scheme && strings.EqualFold(hostPort(u), hostPort(to))
	})
}

// mayBePlain reports whether the scheme of an address of a store can be used: https, or http
// to this computer itself.
func mayBePlain(u *url.URL) bool {
	return u.Scheme == "https" || u.Scheme == "http" && isLoopback(u.Hostname())
}

// dialPlain connects to a store on this computer that speaks no TLS.
func (d *dialer) dialPlain(ctx context.Context, _, addr string) (net.Conn, error) {
	host, _, err := net.SplitHostPort(addr)
	if err != nil || !isLoopback(host) {
		return nil, &Error{Check: CheckAddress, Reason: ReasonAddress, Err: errors.New("not an https address")}
	}
	enter(ctx, stageNetwork)
	conn, err := d.tcp(ctx, addr)
	if err != nil {
		return nil, &Error{Check: CheckNetwork, Reason: dialReason(err), Err: err}
	}
	enter(ctx, stageTalk)
	return conn, nil
}
