// Package proxy knows which proxy the settings of the desktop name for an address.
package proxy

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"strings"
	"sync"
	"time"

	"lanyard/internal/platform/bus"
)

const (
	proxyLife  = 30 * time.Second // settings change seldom; a failure is not repeated at once either
	absentLife = 5 * time.Minute  // nobody who could tell: asked again after that
	maxProxies = 256              // answers kept
)

// Resolver knows which proxy the desktop's settings name for an address: on Linux by
// asking the desktop portal, which also runs PAC scripts; on Windows by asking
// WinHTTP, which does too; on macOS from the system's settings, where a PAC script is
// an error: running one takes an event loop that a program without C code does not
// have.
//
// Answers are kept for 30 seconds, failures too. It is safe for use by several
// goroutines.
type Resolver struct {
	ask   func(ctx context.Context, target *url.URL) (*url.URL, error)
	limit time.Duration // of one question

	mu     sync.Mutex
	absent time.Time // until then nobody is asked
	known  map[string]*answer
}

// answer is what the system said of one address, or will have said when done closes.
// The proxy stands behind a function, as it may have a password that no printing of
// this struct must find; each call makes a URL of its own.
type answer struct {
	done  chan struct{}
	until time.Time // zero while nobody has answered
	proxy func() *url.URL
	err   error
}

// NewResolver makes a resolver. It asks nobody yet.
func NewResolver() *Resolver {
	ask, limit := systemProxies()
	return &Resolver{ask: ask, limit: limit, known: map[string]*answer{}}
}

// ProxyFor gives the proxy for a target, of which scheme and host count: an http,
// https or socks5 URL, or nil for a direct connection. It is nil without asking for
// this computer itself, and where there is no desktop to ask. An error says that the
// settings could not be read or used.
func (p *Resolver) ProxyFor(ctx context.Context, target *url.URL) (*url.URL, error) {
	if target == nil || target.Host == "" || loopback(target.Hostname()) {
		return nil, nil
	}
	a := p.answer(&url.URL{Scheme: target.Scheme, Host: target.Host})
	if a == nil {
		return nil, nil
	}
	select {
	case <-a.done:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	if a.err != nil {
		return nil, fmt.Errorf("ask for the system's proxy: %w", a.err)
	}
	return a.proxy(), nil
}

// answer gives the known or coming answer, nil when nobody is there to ask. All who
// want to know about one address wait for one question, which ends with none of them.
func (p *Resolver) answer(target *url.URL) *answer {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := time.Now()
	if now.Before(p.absent) {
		return nil
	}
	key := target.String()
	if a, ok := p.known[key]; ok && (a.until.IsZero() || now.Before(a.until)) {
		return a
	}
	p.forget(now)
	a := &answer{done: make(chan struct{}), proxy: func() *url.URL { return nil }}
	p.known[key] = a
	go p.find(a, target)
	return a
}

// forget drops what is too old, and everything that is answered when that is not
// enough.
func (p *Resolver) forget(now time.Time) {
	for key, a := range p.known {
		if !a.until.IsZero() && (now.After(a.until) || len(p.known) > maxProxies) {
			delete(p.known, key)
		}
	}
}

func (p *Resolver) find(a *answer, target *url.URL) {
	ctx, cancel := context.WithTimeout(context.Background(), p.limit)
	defer cancel()
	u, err := p.ask(ctx, target)

	p.mu.Lock()
	defer p.mu.Unlock()
	now := time.Now()
	switch {
	case errors.Is(err, bus.ErrAbsent):
		p.absent = now.Add(absentLife)
	case errors.Is(err, context.DeadlineExceeded):
		a.err = fmt.Errorf("no answer in %v", p.limit)
	case err != nil:
		a.err = err
	case u != nil:
		a.proxy = func() *url.URL { c := *u; return &c }
	}
	a.until = now.Add(proxyLife)
	close(a.done)
}

// loopback reports whether a host is this computer.
func loopback(host string) bool {
	host = strings.TrimSuffix(strings.ToLower(host), ".")
	if host == "localhost" || strings.HasSuffix(host, ".localhost") {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.Unmap().IsLoopback()
}

// errNoUsable is a list of proxies without one that can be used.
var errNoUsable = errors.New("the system's settings name no http, https or socks5 proxy")

// firstUsable picks from proxies in the order in which they are to be tried. An empty
// list, and one that begins with direct://, means a direct connection.
func firstUsable(list []string) (*url.URL, error) {
	if len(list) == 0 {
		return nil, nil
	}
	for _, text := range list {
		u, err := url.Parse(strings.TrimSpace(text))
		if err != nil {
			continue // not told: it may have a password
		}
		switch u.Scheme {
		case "direct":
			return nil, nil
		case "socks":
			u.Scheme = "socks5"
		case "http", "https", "socks5", "socks5h":
		default:
			continue
		}
		if u.Hostname() != "" {
			return &url.URL{Scheme: u.Scheme, User: u.User, Host: u.Host}, nil
		}
	}
	return nil, errNoUsable
}
