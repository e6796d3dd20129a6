package profile_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lanyard/internal/profile"
)

func TestBound(t *testing.T) {
	ca := certificate(t, "ca")
	p := profile.Profile{
		Kind: profile.CP4D, URL: "https://CPD.example.org:443", Username: "joe", SecretKind: profile.Password, CPDIdentity: "https://cp-console.example.org:443",
		TLS: profile.TLS{Mode: profile.TLSPin, CAPEM: ca, PinSHA256: "AB:" + strings.Repeat("cd:", 30) + "EF"}, Proxy: "HTTP://joe@Proxy.example.org:3128/",
	}
	want := profile.Bound{
		Kind: profile.CP4D, Username: "joe", AuthOrigin: "https://cpd.example.org", IdentityOrigin: "https://cp-console.example.org",
		TLS: "pin", CASHA256: derHash(t, ca), Pin: "ab" + strings.Repeat("cd", 30) + "ef", Proxy: "http://joe@proxy.example.org:3128",
	}
	if diff := cmp.Diff(want, p.Bound()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestWritingTheSamePlaceDifferentlyIsNoChange and its counterpart below: a key's
// bound follows what matters and nothing else.
func TestWritingTheSamePlaceDifferentlyIsNoChange(t *testing.T) {
	ca, second := certificate(t, "ca"), certificate(t, "second")
	base := profile.Profile{Name: "a", Kind: profile.CP4D, URL: "https://cpd.example.org", Username: "joe", SecretKind: profile.Password, TLS: profile.TLS{CAPEM: ca + second}, Proxy: "http://proxy.example.org:80"}
	for name, change := range map[string]func(*profile.Profile){
		"name":                 func(p *profile.Profile) { p.Name = "b" },
		"space":                func(p *profile.Profile) { p.SpaceID = space },
		"platform":             func(p *profile.Profile) { p.PlatformURL = "https://other.example.org" },
		"tags":                 func(p *profile.Profile) { p.Tags = []string{"x"} },
		"version":              func(p *profile.Profile) { p.CPDVersion = "5.1" },
		"default port":         func(p *profile.Profile) { p.URL = "https://cpd.example.org:443" },
		"case of the host":     func(p *profile.Profile) { p.URL = "https://CPD.Example.org" },
		"a dot at the end":     func(p *profile.Profile) { p.URL = "https://cpd.example.org." },
		"auth_url written out": func(p *profile.Profile) { p.AuthURL = "https://cpd.example.org/icp4d-api/" },
		"the mode written out": func(p *profile.Profile) { p.TLS.Mode = profile.TLSVerify },
		"blanks in the CA": func(p *profile.Profile) {
			p.TLS.CAPEM = "\r\n# lab\n" + ca + "\n\n" + strings.ReplaceAll(second, "\n", "\r\n")
		},
		"the identity turned off": func(p *profile.Profile) { p.CPDIdentity = "off" },
		"proxy's default port":    func(p *profile.Profile) { p.Proxy = "http://proxy.example.org" },
		"case of the proxy":       func(p *profile.Profile) { p.Proxy = "HTTP://PROXY.example.org:80" },
	} {
		p := base
		change(&p)
		if !base.Bound().Equal(p.Bound()) {
			t.Errorf("%s: %+v", name, base.Bound().Differences(p.Bound()))
		}
	}
}

func TestEveryOtherPlaceIsAChange(t *testing.T) {
	ca, second := certificate(t, "ca"), certificate(t, "second")
	base := profile.Profile{Kind: profile.CP4D, URL: "https://cpd.example.org", Username: "joe", SecretKind: profile.Password, TLS: profile.TLS{CAPEM: ca}, Proxy: "http://proxy.example.org:3128"}
	for name, tt := range map[string]struct {
		change func(*profile.Profile)
		fields []string
	}{
		"host":                 {func(p *profile.Profile) { p.URL = "https://cpd2.example.org" }, []string{"auth_origin"}},
		"port":                 {func(p *profile.Profile) { p.URL = "https://cpd.example.org:8443" }, []string{"auth_origin"}},
		"sign-in host":         {func(p *profile.Profile) { p.AuthURL = "https://evil.example.org" }, []string{"auth_origin"}},
		"an address unread":    {func(p *profile.Profile) { p.AuthURL = "http://evil.example.org" }, []string{"auth_origin"}},
		"kind":                 {func(p *profile.Profile) { p.Kind = profile.StudioLocal }, []string{"kind"}},
		"username":             {func(p *profile.Profile) { p.Username = "Joe" }, []string{"username"}},
		"identity service":     {func(p *profile.Profile) { p.CPDIdentity = "https://cp-console.example.org" }, []string{"identity_origin"}},
		"no verification":      {func(p *profile.Profile) { p.TLS.Mode = profile.TLSInsecure }, []string{"tls"}},
		"a pin":                {func(p *profile.Profile) { p.TLS.Mode, p.TLS.PinSHA256 = profile.TLSPin, strings.Repeat("a", 64) }, []string{"tls", "pin"}},
		"no CA":                {func(p *profile.Profile) { p.TLS.CAPEM = "" }, []string{"ca_sha256"}},
		"another CA":           {func(p *profile.Profile) { p.TLS.CAPEM = second }, []string{"ca_sha256"}},
		"one more CA":          {func(p *profile.Profile) { p.TLS.CAPEM = ca + second }, []string{"ca_sha256"}},
		"a CA that is none":    {func(p *profile.Profile) { p.TLS.CAPEM = "hello" }, []string{"ca_sha256"}},
		"no proxy":             {func(p *profile.Profile) { p.Proxy = "" }, []string{"proxy"}},
		"another proxy":        {func(p *profile.Profile) { p.Proxy = "http://evil.example.org:3128" }, []string{"proxy"}},
		"the proxy's user":     {func(p *profile.Profile) { p.Proxy = "http://x@proxy.example.org:3128" }, []string{"proxy"}},
		"the proxy over https": {func(p *profile.Profile) { p.Proxy = "https://proxy.example.org:3128" }, []string{"proxy"}},
		"a proxy unread":       {func(p *profile.Profile) { p.Proxy = "http://pro xy:1" }, []string{"proxy"}},
	} {
		p := base
		tt.change(&p)
		var fields []string
		for _, d := range base.Bound().Differences(p.Bound()) {
			if d.Old == d.New {
				t.Errorf("%s: %s is no difference", name, d.Field)
			}
			fields = append(fields, d.Field)
		}
		if diff := cmp.Diff(tt.fields, fields); diff != "" || base.Bound().Equal(p.Bound()) {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

// TestNoCAIsNotABrokenCA: text that holds no certificate differs from no text.
func TestNoCAIsNotABrokenCA(t *testing.T) {
	none, blank, broken := profile.Profile{}, profile.Profile{TLS: profile.TLS{CAPEM: " \n"}}, profile.Profile{TLS: profile.TLS{CAPEM: "x"}}
	if none.Bound().CASHA256 != "" || blank.Bound().CASHA256 != "" || broken.Bound().CASHA256 == "" {
		t.Errorf("none %q, blank %q, broken %q", none.Bound().CASHA256, blank.Bound().CASHA256, broken.Bound().CASHA256)
	}
	other := profile.Profile{TLS: profile.TLS{CAPEM: "y"}}
	if broken.Bound().Equal(other.Bound()) {
		t.Error("two broken CAs are taken for one")
	}
}
