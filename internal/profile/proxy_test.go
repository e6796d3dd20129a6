package profile_test

import (
	"strings"
	"testing"

	"lanyard/internal/profile"
)

// TestSharedProxies: what a profile's own proxy may not be, the shared one may not be
// either, and a user's name it may not have at all. What is refused is not repeated.
func TestSharedProxies(t *testing.T) {
	for name, c := range map[string]struct {
		proxy, want string
	}{
		"http":               {"http://proxy.example.org:3128", ""},
		"https":              {"https://proxy.example.org:3129", ""},
		"a user":             {"http://ana@proxy.example.org:3128", "is set in the profile"},
		"a user, a password": {"http://ana:hunter2@proxy.example.org:3128", "password"},
		"another scheme":     {"ftp://proxy.example.org:21", "http://host:port"},
		"no scheme":          {"proxy.example.org:3128", "http://host:port"},
		"a path":             {"http://proxy.example.org:3128/hunter2", "http://host:port"},
		"no host":            {"http://:3128", "http://host:port"},
		"no address":         {"http://%zz:hunter2", "http://host:port"},
	} {
		t.Run(name, func(t *testing.T) {
			err := profile.CheckSharedProxy(c.proxy)
			if (err == nil) != (c.want == "") || err != nil && (!strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "hunter2")) {
				t.Errorf("%s: %v", c.proxy, err)
			}
		})
	}
}
