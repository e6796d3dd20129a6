package iam

import (
	"errors"
	"fmt"
	"net/url"
	"os"
	"strings"

	"golang.org/x/net/http/httpproxy"
)

// environProxy gives who says which proxy the environment names for a target, as
// HTTPS_PROXY and NO_PROXY are now. A proxy that cannot be used is an error where it
// would be used: to pass it over would send a key another way than was asked for.
func environProxy() func(*url.URL) (*url.URL, error) {
	cfg := httpproxy.FromEnvironment()
	if cfg.HTTPSProxy == "" {
		return cfg.ProxyFunc()
	}
	named, bad := ParseProxy(cfg.HTTPSProxy)
	cfg.HTTPSProxy = "http://unusable.invalid:1" // the library passes over what it cannot read
	if bad == nil {
		cfg.HTTPSProxy = named.String()
	}
	choose := cfg.ProxyFunc()
	variable := "HTTPS_PROXY"
	if os.Getenv("https_proxy") != "" {
		variable = "https_proxy"
	}
	return func(target *url.URL) (*url.URL, error) {
		u, err := choose(target)
		if err == nil && u != nil && bad != nil {
			return nil, fmt.Errorf("%s cannot be used: %w", variable, bad)
		}
		return u, err
	}
}

// ParseProxy reads a proxy as environment variables name it: an address, or host:port
// alone, which means http. Its errors hold nothing of the text, in which a password may
// stand.
func ParseProxy(text string) (*url.URL, error) {
	text = strings.TrimSpace(text)
	if !strings.Contains(text, "://") {
		text = "http://" + text
	}
	u, err := url.Parse(text)
	if err == nil && u.Host != "" && !proxyScheme(u.Scheme) {
		return nil, errors.New("it is no http, https or socks5 address")
	}
	authority := text[strings.Index(text, "://")+len("://"):]
	user := authority[:max(0, strings.LastIndexByte(authority, '@'))]
	switch {
	case strings.ContainsAny(user, "#?/\\ @"), err != nil && strings.Contains(user, "%"):
		return nil, errors.New("its user or password has a mark in it that must be percent-encoded (# is %23, % is %25, / is %2F, @ is %40)")
	case err != nil || u.Hostname() == "" || u.Fragment != "" || strings.ContainsAny(u.Host, " ,;"):
		return nil, errors.New("it is no address")
	}
	return u, nil
}
