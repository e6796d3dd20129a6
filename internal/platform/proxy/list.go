package proxy

import (
	"net"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
)

// What follows reads the settings of Windows and macOS. It is compiled everywhere, so
// that it is tested everywhere.

// windowsProxy picks the proxy from the list that Windows keeps: either one proxy for
// everything ("proxy:8080") or some by what they are for ("http=a:80;https=b:443;
// socks=c:1080"), in any order, parted by semicolons or blanks. A PAC script's answer
// is such a list, too. In it the prefix names what the proxy is for, not what it
// speaks: that is http, but for socks.
func windowsProxy(list, scheme string) (*url.URL, error) {
	var general, special, socks []string
	for _, entry := range strings.FieldsFunc(list, func(r rune) bool { return r == ';' || r == ' ' || r == '\t' || r == '\r' || r == '\n' }) {
		kind, address, named := strings.Cut(entry, "=")
		switch {
		case !named:
			general = append(general, withScheme(entry, "http"))
		case strings.EqualFold(kind, scheme):
			special = append(special, withScheme(address, "http"))
		case strings.EqualFold(kind, "socks"):
			socks = append(socks, withScheme(address, "socks"))
		}
	}
	for _, found := range [][]string{special, general, socks} {
		if len(found) > 0 {
			return firstUsable(found)
		}
	}
	return nil, nil // proxies for other things only
}

func withScheme(address, scheme string) string {
	if strings.Contains(address, "://") {
		return address
	}
	return scheme + "://" + address
}

// exempt reports whether a target is among those that a proxy is not used for. An
// entry is a host, with * for anything ("*.example.com"), with a port or without, an
// address range ("10.0.0.0/8", "169.254/16"), or <local> for hosts without a dot.
// Windows and macOS both read "example.com" as that host alone.
func exempt(target *url.URL, entries []string) bool {
	host := strings.ToLower(target.Hostname())
	ip, _ := netip.ParseAddr(host)
	for _, entry := range entries {
		entry = strings.ToLower(strings.TrimSpace(entry))
		if _, rest, ok := strings.Cut(entry, "://"); ok {
			entry = rest
		}
		if entry == "<local>" {
			if !ip.IsValid() && !strings.Contains(host, ".") {
				return true
			}
			continue
		}
		if inRange(ip, entry) {
			return true
		}
		if h, port, err := net.SplitHostPort(entry); err == nil {
			if port != portOf(target) {
				continue
			}
			entry = h
		}
		if matches(strings.Trim(entry, "[]"), host) {
			return true
		}
	}
	return false
}

// inRange reports whether an address is in a range, in which trailing zeros may be
// left out.
func inRange(ip netip.Addr, entry string) bool {
	network, bits, ok := strings.Cut(entry, "/")
	if !ok || !ip.IsValid() {
		return false
	}
	if !strings.Contains(network, ":") {
		for strings.Count(network, ".") < 3 {
			network += ".0"
		}
	}
	addr, err := netip.ParseAddr(network)
	if err != nil {
		return false
	}
	n, err := strconv.Atoi(bits)
	if err != nil {
		return false
	}
	prefix, err := addr.Prefix(n)
	return err == nil && prefix.Contains(ip.Unmap())
}

func portOf(u *url.URL) string {
	if port := u.Port(); port != "" {
		return port
	}
	if u.Scheme == "http" {
		return "80"
	}
	return "443"
}

// matches compares a host with a pattern in which * stands for anything, also nothing.
func matches(pattern, host string) bool {
	parts := strings.Split(pattern, "*")
	if len(parts) == 1 {
		return pattern != "" && pattern == host
	}
	rest, ok := strings.CutPrefix(host, parts[0])
	if !ok {
		return false
	}
	for _, part := range parts[1 : len(parts)-1] {
		i := strings.Index(rest, part)
		if i < 0 {
			return false
		}
		rest = rest[i+len(part):]
	}
	return strings.HasSuffix(rest, parts[len(parts)-1])
}
