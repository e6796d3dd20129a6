package envvars_test

import (
	"maps"
	"slices"
	"testing"

	"lanyard/internal/envvars"
	"lanyard/internal/profile"
	"lanyard/internal/secret"
)

// profiles has one of each kind, and those that differ in how they sign in.
func profiles() []profile.Profile {
	var all []profile.Profile
	for _, kind := range profile.Kinds() {
		for _, secretKind := range kind.SecretKinds() {
			p := profile.Profile{Name: "p", Kind: kind, URL: "https://service.example.org", SecretKind: secretKind, SpaceID: "s", AccountID: "a", CPDVersion: "5.1"}
			if kind.HasUsername() {
				p.Username = "ana"
			}
			if kind == profile.StudioLocal {
				p.InstanceID = profile.InstanceICP
			}
			all = append(all, p)
			if kind == profile.Cloud {
				p.TrustedProfile = &profile.TrustedProfile{Name: "t"}
				all = append(all, p)
			}
		}
	}
	return all
}

// An old variable that a consumer reads must go before the new ones are set: whatever
// For names stands among what Clears lists.
func TestClearsListsWhatForNames(t *testing.T) {
	key, token := secret.New("key"), secret.New("token")
	for c := envvars.Watsonx; c <= envvars.ADK; c++ {
		named := 0
		for _, p := range profiles() {
			for _, with := range []envvars.Carried{{Token: token}, {Key: key}} {
				vars, err := envvars.For(c, p, with)
				if err != nil {
					continue
				}
				named += len(vars)
				for _, v := range vars {
					if !slices.Contains(envvars.Clears(c), v.Name) {
						t.Errorf("consumer %d for %s: an old %s would stay when it is not set", c, p.Kind, v.Name)
					}
				}
			}
		}
		if named == 0 {
			t.Errorf("consumer %d takes nothing", c)
		}
	}
}

func TestNetwork(t *testing.T) {
	const bundle, proxy = "/tmp/bundle.pem", "http://proxy.example.org:3128"
	for name, c := range map[string]struct {
		proxy, bundle string
		want          map[string]string
	}{
		"both": {proxy, bundle, map[string]string{
			"REQUESTS_CA_BUNDLE": bundle, "CURL_CA_BUNDLE": bundle, "SSL_CERT_FILE": bundle, "NODE_EXTRA_CA_CERTS": bundle,
			"WX_CLIENT_VERIFY_REQUESTS": bundle, "WML_CLIENT_VERIFY_REQUESTS": bundle, "HTTPS_PROXY": proxy, "https_proxy": proxy,
		}},
		"a proxy that asks for a password": {"http://ana@proxy.example.org:3128", "", map[string]string{}},
		"neither":                          {"", "", map[string]string{}},
	} {
		got := map[string]string{}
		for _, v := range envvars.Network(profile.Profile{Proxy: c.proxy}, c.bundle) {
			got[v.Name] = v.Value.Reveal()
		}
		if !maps.Equal(got, c.want) {
			t.Errorf("%s: %v", name, got)
		}
	}
}
