package iam

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"net/url"
	"strings"

	"lanyard/internal/profile"
	"lanyard/internal/secret"
)

// Where a route's proxy was named.
const (
	fromProfile     = "profile"
	fromSettings    = "settings"
	fromEnvironment = "environment"
	fromSystem      = "system"
)

// route is the way to a host: direct, or through a proxy that somebody named.
type route struct {
	proxy  *url.URL // nil: direct; may hold a user and a password, so never print it
	source string   // who named it
}

// via names the proxy for people: host and port alone.
func (r route) via() string {
	if r.proxy == nil {
		return ""
	}
	return hostPort(r.proxy)
}

// route finds the way to a target. Where certificates are not checked, a proxy could read
// along, so a profile that wants that goes directly or through its own proxy, to which
// its key is bound: any other is a question for the user.
func (k *caller) route(ctx context.Context, target *url.URL) (route, error) {
	r, err := k.find(ctx, target)
	if err != nil {
		return r, err
	}
	if k.p.TLS.Mode == profile.TLSInsecure && !k.looks && r.proxy != nil && r.source != fromProfile {
		return route{}, &Error{
			Check: CheckKeyring, Reason: ReasonForeignProxy, Via: r.via(), ViaFrom: r.source,
			Message: r.proxy.Scheme + "://" + r.via(),
		}
	}
	return r, nil
}

// allowed refuses to send anything for a profile that [Options.Allow] refuses. Certificates
// may be looked at.
func (k *caller) allowed() *Error {
	if k.c.allow == nil || k.looks {
		return nil
	}
	if err := k.c.allow(k.p); err != nil {
		return &Error{Check: CheckKeyring, Reason: ReasonForbidden, Err: err}
	}
	return nil
}

// noRoute gives the error of a route as what it is.
func noRoute(err error) *Error {
	if e, ok := errors.AsType[*Error](err); ok {
		return e
	}
	return &Error{Check: CheckNetwork, Reason: ReasonProxyAddress, Err: err}
}

// Forbids says why a credential's key or token must not go the way to one of its hosts
// that settings, environment and system name now; nil where it may. A sign-in finds the
// same by itself: this is for those who want to know before they begin.
func (c *Client) Forbids(ctx context.Context, cred Credential) error {
	if cred.Profile.TLS.Mode != profile.TLSInsecure {
		return nil
	}
	ctx, cancel := c.bounded(ctx)
	defer cancel()
	k := c.caller(cred)
	signIn, _ := k.p.SignInURL() // a profile without one fails at its address
	for _, address := range []string{signIn, k.p.IdentityURL(), k.p.FallbackURL(), k.p.ServiceURL(), k.p.Platform()} {
		u, err := url.Parse(address)
		if err != nil || u.Host == "" {
			continue
		}
		_, err = k.route(ctx, u)
		if e, ok := errors.AsType[*Error](err); ok && e.Reason == ReasonForeignProxy {
			return of(k.p, k.about(request{}, answer{host: display(u)}, e))
		}
	}
	return nil
}

// find finds the way to a target: the profile's proxy, else the one that the user chose
// for all, else the environment's, else the system's.
func (k *caller) find(ctx context.Context, target *url.URL) (route, error) {
	if k.p.Proxy != "" {
		return k.profileRoute()
	}
	c := k.c
	if c.chosen != nil {
		switch u, made, err := c.chosen(); {
		case err != nil:
			return route{}, err
		case made && (u == nil || isLoopback(target.Hostname())):
			return route{}, nil
		case made:
			return route{proxy: u, source: fromSettings}, nil
		}
	}
	bare := &url.URL{Scheme: target.Scheme, Host: target.Host}
	switch {
	case c.hasEnv:
		return c.environRoute(bare)
	case c.system == nil || isLoopback(target.Hostname()):
		return route{}, nil
	}
	return c.systemRoute(ctx, bare), nil
}

// hideProxy keeps what a proxy is sent out of texts: it may repeat it.
func (k *caller) hideProxy(r route) {
	if r.proxy == nil || r.via() == k.hidden {
		return
	}
	if pass, ok := r.proxy.User.Password(); ok {
		k.hideBasic(r.proxy.User.Username(), secret.New(pass))
	}
	k.hidden = r.via()
}

// profileRoute goes through the profile's own proxy.
func (k *caller) profileRoute() (route, error) {
	u, err := url.Parse(k.p.Proxy)
	if err != nil || !proxyScheme(u.Scheme) || u.Host == "" {
		return route{}, errors.New("the profile's proxy is no http or https address") // not repeated: a hand-made one may hold a password
	}
	if u.User != nil {
		u.User = url.UserPassword(u.User.Username(), k.proxy.Reveal())
	}
	return route{proxy: u, source: fromProfile}, nil
}

// environRoute goes the way that the environment names for a target.
func (c *Client) environRoute(target *url.URL) (route, error) {
	u, err := c.environ(target)
	return route{proxy: u, source: fromEnvironment}, err
}

// systemRoute goes the way that the system names for a target, directly where it says
// nothing that makes sense.
func (c *Client) systemRoute(ctx context.Context, target *url.URL) route {
	ctx, cancel := context.WithTimeout(ctx, c.limits.connect)
	defer cancel()
	u, err := within(ctx, c.leftAt(""), func() (*url.URL, error) { return c.system.ProxyFor(ctx, target) }, nil)
	if err != nil || u == nil || u.Host == "" || !proxyScheme(u.Scheme) {
		return route{}
	}
	return route{proxy: u, source: fromSystem}
}

func proxyScheme(s string) bool {
	return s == "http" || s == "https" || s == "socks5" || s == "socks5h"
}

func isLoopback(host string) bool {
	if strings.EqualFold(host, "localhost") || strings.HasSuffix(strings.ToLower(host), ".localhost") {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.IsLoopback()
}

// hostPort gives host:port, with the scheme's usual port where the URL has none.
func hostPort(u *url.URL) string {
	port := u.Port()
	if port == "" {
		switch u.Scheme {
		case "https":
			port = "443"
		case "http":
			port = "80"
		default:
			port = "1080"
		}
	}
	return net.JoinHostPort(u.Hostname(), port)
}

// display gives the host as people know it: with the port where it isn't 443.
func display(u *url.URL) string {
	if p := u.Port(); p != "" && p != "443" {
		return net.JoinHostPort(u.Hostname(), p)
	}
	return u.Hostname()
}
