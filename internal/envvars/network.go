package envvars

import (
	"net/url"

	"lanyard/internal/profile"
)

// Network gives the variables by which programs of all kinds find further certificates
// and a proxy: bundle is a file with the profile's CA certificates and the system's, ""
// when there is none to name.
func Network(p profile.Profile, bundle string) []Var {
	all := set(bundle, "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE", "NODE_EXTRA_CA_CERTS", "WX_CLIENT_VERIFY_REQUESTS", "WML_CLIENT_VERIFY_REQUESTS")
	return append(all, set(OpenProxy(p), "HTTPS_PROXY", "https_proxy")...)
}

// PythonNetwork gives the variables by which HTTP libraries of Python find the CA file
// and the proxy; "" for those that are not wanted.
func PythonNetwork(caFile, proxy string) []Var {
	return append(set(caFile, "REQUESTS_CA_BUNDLE", "SSL_CERT_FILE", "WX_CLIENT_VERIFY_REQUESTS"), set(proxy, "HTTPS_PROXY")...)
}

// OpenProxy is a profile's proxy, "" for one that asks for a user: its password is not
// the profile's key, and stands in no text.
func OpenProxy(p profile.Profile) string {
	if u, err := url.Parse(p.Proxy); err != nil || u.User != nil {
		return ""
	}
	return p.Proxy
}

// NoProxyFor gives NO_PROXY and no_proxy with a host added to what they have.
func NoProxyFor(host string, getenv func(string) string) []Var {
	var all []Var
	for _, name := range []string{"NO_PROXY", "no_proxy"} {
		value := getenv(name)
		switch {
		case value == "":
			value = host
		case value != "*":
			value += "," + host
		}
		all = append(all, plain(name, value))
	}
	return all
}

// set gives all names the same value, unless it is empty.
func set(value string, names ...string) []Var {
	var all []Var
	for _, n := range names {
		if value != "" {
			all = append(all, plain(n, value))
		}
	}
	return all
}
