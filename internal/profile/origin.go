package profile

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"unicode"
)

// Ports that have a meaning here.
const (
	portHTTPS       = "443"
	portICP         = "31843" // Watson Studio Local and ICP for Data: the gateway
	portICPOld      = "31002" // the same installation's older, internal port
	maxHostLength   = 253
	maxLabelLength  = 63
	maxPortExplicit = 65535
)

// origin is scheme, host and port of an address, cleaned: the host in lower case,
// IPv6 in brackets, the port without leading zeros or "" when none was written.
type origin struct {
	scheme, host, port string
}

func (o origin) String() string { return o.scheme + "://" + o.hostPort() }

func (o origin) hostPort() string {
	if o.port == "" {
		return o.host
	}
	return o.host + ":" + o.port
}

// canonical drops the port that the scheme implies: the form in which two origins
// are compared.
func (o origin) canonical() string {
	if o.scheme == "https" && o.port == portHTTPS || o.scheme == "http" && o.port == "80" {
		o.port = ""
	}
	return o.String()
}

// Errors of hosts and ports. They don't repeat what was pasted: it may be a secret
// in the wrong field.
var (
	errUserinfo = errors.New("the address holds a user name or password: remove everything up to the @, the key is entered in its own field")
	errNoHost   = errors.New("the address has no host name: enter it as https://host")
	errHost     = errors.New("the host name is not valid: use letters, digits, hyphens and dots, or an IP address")
	errIPv6     = errors.New("the IPv6 address is not valid: write it in square brackets, without a zone, as in https://[2001:db8::1]:8443")
	errPort     = errors.New("the port is not a number from 1 to 65535: correct it or leave it out")
	errScheme   = errors.New("the address does not start with https://: use https")
	errHTTP     = errors.New("plain http would send the key unprotected: use the https:// address")
)

// parseAuthority reads the part of an address between the scheme and the path.
func parseAuthority(scheme, authority string) (origin, error) {
	if strings.Contains(authority, "@") {
		return origin{}, errUserinfo
	}
	host, port, err := splitHostPort(authority)
	if err != nil {
		return origin{}, err
	}
	if host, err = cleanHost(host); err != nil {
		return origin{}, err
	}
	if port, err = cleanPort(port); err != nil {
		return origin{}, err
	}
	return origin{scheme, host, port}, nil
}

func splitHostPort(authority string) (host, port string, err error) {
	if strings.HasPrefix(authority, "[") {
		end := strings.IndexByte(authority, ']')
		if end < 0 {
			return "", "", errIPv6
		}
		rest := authority[end+1:]
		if rest != "" && rest[0] != ':' {
			return "", "", errIPv6
		}
		return authority[:end+1], strings.TrimPrefix(rest, ":"), nil
	}
	if strings.Count(authority, ":") > 1 {
		if _, err := netip.ParseAddr(authority); err == nil {
			return "", "", errIPv6
		}
		return "", "", errPort
	}
	host, port, _ = strings.Cut(authority, ":")
	return host, port, nil
}

func cleanHost(host string) (string, error) {
	if strings.HasPrefix(host, "[") {
		a, err := netip.ParseAddr(strings.Trim(host, "[]"))
		if err != nil || !a.Is6() || a.Zone() != "" {
			return "", errIPv6
		}
		return "[" + a.String() + "]", nil
	}
	host = strings.TrimSuffix(strings.ToLower(host), ".")
	if host == "" {
		return "", errNoHost
	}
	if len(host) > maxHostLength {
		return "", errHost
	}
	for label := range strings.SplitSeq(host, ".") {
		if !validLabel(label) {
			return "", errHost
		}
	}
	if strings.Trim(host, "0123456789") == "" { // some resolvers take one number for an IPv4 address
		return "", errHost
	}
	return host, nil
}

// validLabel accepts what resolvers accept and no more: letters of any language (an
// internationalised name is kept as it is), digits, hyphens inside, underscores.
func validLabel(label string) bool {
	if label == "" || len(label) > maxLabelLength || label[0] == '-' || label[len(label)-1] == '-' {
		return false
	}
	for _, r := range label {
		if r != '-' && r != '_' && !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) {
			return false
		}
	}
	return true
}

func cleanPort(port string) (string, error) {
	if port == "" {
		return "", nil
	}
	for _, r := range port {
		if r < '0' || r > '9' {
			return "", errPort
		}
	}
	n, err := strconv.Atoi(port)
	if err != nil || n < 1 || n > maxPortExplicit {
		return "", errPort
	}
	return strconv.Itoa(n), nil
}

// originOf reads the origin of a stored https address and drops what follows it.
func originOf(address string) (origin, string, error) {
	scheme, rest, ok := strings.Cut(strings.TrimSpace(address), "://")
	if !ok {
		return origin{}, "", errScheme
	}
	switch strings.ToLower(scheme) {
	case "https":
	case "http":
		return origin{}, "", errHTTP
	default:
		return origin{}, "", errScheme
	}
	authority, tail := splitAuthority(rest)
	o, err := parseAuthority("https", authority)
	if err != nil {
		return origin{}, "", err
	}
	path, _, _ := strings.Cut(tail, "?")
	path, _, _ = strings.Cut(path, "#")
	return o, strings.TrimRight(path, "/"), nil
}

// splitAuthority cuts an address after its scheme into authority and the rest.
func splitAuthority(rest string) (authority, tail string) {
	if i := strings.IndexAny(rest, "/?#"); i >= 0 {
		return rest[:i], rest[i:]
	}
	return rest, ""
}

// canonicalOrigin is the origin of an absolute https url in its comparable form, ""
// when it has none.
func canonicalOrigin(address string) string {
	o, _, err := originOf(address)
	if err != nil {
		return ""
	}
	return o.canonical()
}

// canonicalProxy is a proxy's address in its comparable form, without a password that
// somebody wrote into it. What can't be read as one becomes a hash of itself: it still
// differs from every other, and shows nothing.
func canonicalProxy(proxy string) string {
	if proxy == "" {
		return ""
	}
	u, err := url.Parse(proxy)
	if err != nil || u.Host == "" {
		return unreadable(proxy)
	}
	o, err := parseAuthority(strings.ToLower(u.Scheme), u.Host)
	if err != nil {
		return unreadable(proxy)
	}
	if u.User == nil {
		return o.canonical()
	}
	return o.scheme + "://" + url.User(u.User.Username()).String() + "@" + strings.TrimPrefix(o.canonical(), o.scheme+"://")
}

func unreadable(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "unreadable " + hex.EncodeToString(sum[:])
}

// withoutPassword takes a password out of an address for showing it. Checked profiles
// have none; a file changed by hand may.
func withoutPassword(address string) string {
	at := strings.LastIndexByte(address, '@')
	if at < 0 {
		return address
	}
	scheme, rest, ok := strings.Cut(address[:at], "://")
	if !ok {
		scheme, rest = "", address[:at]
	} else {
		scheme += "://"
	}
	user, _, _ := strings.Cut(rest, ":")
	return scheme + user + address[at:]
}
