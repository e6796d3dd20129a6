package proxy

import (
	"errors"
	"net"
	"net/url"
	"strings"
)

// errPAC is a script where it cannot be run.
var errPAC = errors.New("they name a PAC script, which cannot be run here: name the proxy in the profile or in HTTPS_PROXY")

// macProxy picks the proxy for a target from what "scutil --proxy" prints (the keys
// are those of kSCPropNetProxies in Apple's SystemConfiguration). macOS itself would try a
// script first; as none can be run here, an explicit proxy beside it is taken.
func macProxy(printed string, target *url.URL) (*url.URL, error) {
	s := readScutil(printed)
	if exempt(target, s.lists["ExceptionsList"]) {
		return nil, nil
	}
	if s.on("ExcludeSimpleHostnames") && exempt(target, []string{"<local>"}) {
		return nil, nil
	}
	kind := strings.ToUpper(target.Scheme)
	switch {
	case s.on(kind + "Enable"):
		return s.proxy(kind, "http")
	case s.on("SOCKSEnable"):
		return s.proxy("SOCKS", "socks5")
	case s.on("ProxyAutoConfigEnable"), s.on("ProxyAutoDiscoveryEnable"):
		return nil, errPAC
	}
	return nil, nil
}

// scutil is the top of what scutil prints: texts and lists of texts.
type scutil struct {
	texts map[string]string
	lists map[string][]string
}

func (s scutil) on(key string) bool { return s.texts[key] == "1" }

func (s scutil) proxy(kind, scheme string) (*url.URL, error) {
	host := s.texts[kind+"Proxy"]
	if port := s.texts[kind+"Port"]; port != "" && port != "0" {
		host = net.JoinHostPort(host, port)
	}
	return firstUsable([]string{scheme + "://" + host})
}

// readScutil reads lines of "key : value", where a value may open a list or a
// dictionary that a line with a brace closes. What is in a dictionary within, such as
// the settings of one network interface, is passed over.
func readScutil(printed string) scutil {
	s := scutil{map[string]string{}, map[string][]string{}}
	depth := 0
	list := "" // the key of the list that is open
	for line := range strings.Lines(printed) {
		line = strings.TrimSpace(line)
		key, value, ok := strings.Cut(line, " : ")
		switch {
		case line == "}":
			depth--
			if depth <= 1 {
				list = ""
			}
		case strings.HasSuffix(line, "{"):
			depth++
			if depth == 2 && strings.HasPrefix(value, "<array>") {
				list = key
			}
		case !ok:
		case depth == 1:
			s.texts[key] = value
		case depth == 2 && list != "":
			s.lists[list] = append(s.lists[list], value)
		}
	}
	return s
}
