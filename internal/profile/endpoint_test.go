package profile_test

import (
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"lanyard/internal/profile"
)

const scope = "?includeBuiltinActions=false&includeCustomActions=false&includeRoles=true&prefixRolesWithDefinitionScope=false"

func TestSignInURL(t *testing.T) {
	tests := []struct {
		name string
		p    profile.Profile
		want string
	}{
		{"cloud", profile.Profile{Kind: profile.Cloud, URL: "https://eu-de.ml.cloud.ibm.com"}, "https://iam.cloud.ibm.com/identity/token"},
		{"cloud, private", profile.Profile{Kind: profile.Cloud, URL: "https://private.eu-de.ml.cloud.ibm.com"}, "https://private.iam.cloud.ibm.com/identity/token"},
		{"cloud, test", profile.Profile{Kind: profile.Cloud, URL: "https://us-south.ml.test.cloud.ibm.com"}, "https://iam.test.cloud.ibm.com/identity/token"},
		{"cloud, private test", profile.Profile{Kind: profile.Cloud, URL: "https://private.us-south.ml.test.cloud.ibm.com"}, "https://private.iam.test.cloud.ibm.com/identity/token"},
		{"cloud, yp-qa", profile.Profile{Kind: profile.Cloud, URL: "https://yp-qa.ml.cloud.ibm.com"}, "https://iam.cloud.ibm.com/identity/token"},
		{"cloud, yp-cr", profile.Profile{Kind: profile.Cloud, URL: "https://yp-cr.ml.cloud.ibm.com"}, "https://iam.cloud.ibm.com/identity/token"},
		{"cloud, wxai-qa", profile.Profile{Kind: profile.Cloud, URL: "https://wxai-qa.ml.cloud.ibm.com"}, "https://iam.cloud.ibm.com/identity/token"},
		{"cloud, a region of tomorrow", profile.Profile{Kind: profile.Cloud, URL: "https://eu-es.ml.cloud.ibm.com"}, "https://iam.cloud.ibm.com/identity/token"},
		{"cloud, an unknown host", profile.Profile{Kind: profile.Cloud, URL: "https://127.0.0.1:4443"}, "https://iam.cloud.ibm.com/identity/token"},
		{"cloud, a host of another's test domain", profile.Profile{Kind: profile.Cloud, URL: "https://ml.test"}, "https://iam.cloud.ibm.com/identity/token"},
		{"cloud, auth_url", profile.Profile{Kind: profile.Cloud, URL: "https://eu-de.ml.cloud.ibm.com", AuthURL: "https://127.0.0.1:4444"}, "https://127.0.0.1:4444/identity/token"},
		{"cloud, auth_url with the call", profile.Profile{Kind: profile.Cloud, URL: "https://eu-de.ml.cloud.ibm.com", AuthURL: "https://127.0.0.1:4444/identity/token/"}, "https://127.0.0.1:4444/identity/token"},
		{"cloud, auth_url with the old call", profile.Profile{Kind: profile.Cloud, URL: "https://eu-de.ml.cloud.ibm.com", AuthURL: "https://iam.bluemix.net/oidc/token"}, "https://iam.cloud.ibm.com/identity/token"},
		{"cloud, auth_url of a gateway", profile.Profile{Kind: profile.Cloud, URL: "https://eu-de.ml.cloud.ibm.com", AuthURL: "https://gw.example.org/ibm/identity/token"}, "https://gw.example.org/ibm/identity/token"},
		{"cloud, auth_url wins over a private host", profile.Profile{Kind: profile.Cloud, URL: "https://private.eu-de.ml.cloud.ibm.com", AuthURL: "https://iam.cloud.ibm.com"}, "https://iam.cloud.ibm.com/identity/token"},

		{"aws", profile.Profile{Kind: profile.AWS, URL: "https://us-east-1.aws.wxai.ibm.com"}, "https://account-iam.platform.saas.ibm.com/api/2.0/apikeys/token"},
		{"aws, private", profile.Profile{Kind: profile.AWS, URL: "https://private.us-east-1.aws.wxai.ibm.com"}, "https://account-iam.platform.saas.ibm.com/api/2.0/apikeys/token"},
		{"aws, scoped", profile.Profile{Kind: profile.AWS, URL: "https://us-east-1.aws.wxai.ibm.com", AccountID: "2026-77"}, "https://account-iam.platform.saas.ibm.com/api/2.0/accounts/2026-77/apikeys/token" + scope},
		{"aws, an account id to escape", profile.Profile{Kind: profile.AWS, URL: "https://us-east-1.aws.wxai.ibm.com", AccountID: "a/../b?c"}, "https://account-iam.platform.saas.ibm.com/api/2.0/accounts/a%2F..%2Fb%3Fc/apikeys/token" + scope},
		{"aws, test", profile.Profile{Kind: profile.AWS, URL: "https://test.aws.wxai.ibm.com"}, "https://account-iam.platform.test.saas.ibm.com/api/2.0/apikeys/token"},
		{"aws, development", profile.Profile{Kind: profile.AWS, URL: "https://dev.aws.wxai.ibm.com"}, "https://account-iam.platform.test.saas.ibm.com/api/2.0/apikeys/token"},
		{"GovCloud", profile.Profile{Kind: profile.AWS, URL: "https://wxai.ibmforusgov.com"}, "https://dai.ibmforusgov.com/api/rest/mcsp/apikeys/token"},
		{"GovCloud never has the scoped form", profile.Profile{Kind: profile.AWS, URL: "https://wxai.ibmforusgov.com", AccountID: "77"}, "https://dai.ibmforusgov.com/api/rest/mcsp/apikeys/token"},
		{"GovCloud, preproduction", profile.Profile{Kind: profile.AWS, URL: "https://wxai.prep.ibmforusgov.com"}, "https://dai.prep.ibmforusgov.com/api/rest/mcsp/apikeys/token"},
		{"GovCloud, private network", profile.Profile{Kind: profile.AWS, URL: "https://private.internal.wxai.ibmforusgov.com"}, "https://dai.ibmforusgov.com/api/rest/mcsp/apikeys/token"},
		{"GovCloud, a host of tomorrow", profile.Profile{Kind: profile.AWS, URL: "https://west.wxai.ibmforusgov.com"}, "https://dai.ibmforusgov.com/api/rest/mcsp/apikeys/token"},
		{"GovCloud, a host of tomorrow in preproduction", profile.Profile{Kind: profile.AWS, URL: "https://west.wxai.prep.ibmforusgov.com"}, "https://dai.prep.ibmforusgov.com/api/rest/mcsp/apikeys/token"},
		{"aws, auth_url", profile.Profile{Kind: profile.AWS, URL: "https://127.0.0.1:1", AuthURL: "https://127.0.0.1:2"}, "https://127.0.0.1:2/api/2.0/apikeys/token"},
		{"aws, auth_url with the version", profile.Profile{Kind: profile.AWS, URL: "https://127.0.0.1:1", AuthURL: "https://127.0.0.1:2/api/2.0/"}, "https://127.0.0.1:2/api/2.0/apikeys/token"},
		{"aws, auth_url with a scoped call", profile.Profile{Kind: profile.AWS, URL: "https://127.0.0.1:1", AuthURL: "https://127.0.0.1:2/api/2.0/accounts/5/apikeys/token" + scope}, "https://127.0.0.1:2/api/2.0/apikeys/token"},
		{"aws, auth_url of the platform", profile.Profile{Kind: profile.AWS, URL: "https://127.0.0.1:1", AuthURL: "https://us-east-1.aws.data.ibm.com/api/rest/mcsp/apikeys/token", AccountID: "5"}, "https://us-east-1.aws.data.ibm.com/api/rest/mcsp/apikeys/token"},
		{"aws, auth_url of the first version", profile.Profile{Kind: profile.AWS, URL: "https://127.0.0.1:1", AuthURL: "https://iam.platform.saas.ibm.com/siusermgr/api/1.0/", AccountID: "5"}, "https://iam.platform.saas.ibm.com/siusermgr/api/1.0/apikeys/token"},
		{"aws, auth_url with a page's path", profile.Profile{Kind: profile.AWS, URL: "https://127.0.0.1:1", AuthURL: "https://account-iam.platform.saas.ibm.com/docs/index.html"}, "https://account-iam.platform.saas.ibm.com/api/2.0/apikeys/token"},

		{"cp4d", profile.Profile{Kind: profile.CP4D, URL: "https://cpd.example.org"}, "https://cpd.example.org/icp4d-api/v1/authorize"},
		{"cp4d, a port", profile.Profile{Kind: profile.CP4D, URL: "https://cpd.example.org:31843"}, "https://cpd.example.org:31843/icp4d-api/v1/authorize"},
		{"cp4d, the old port", profile.Profile{Kind: profile.CP4D, URL: "https://cpd.example.org:31002"}, "https://cpd.example.org:31843/icp4d-api/v1/authorize"},
		{"cp4d, auth_url", profile.Profile{Kind: profile.CP4D, URL: "https://cpd.example.org", AuthURL: "https://sso.example.org:8443/icp4d-api"}, "https://sso.example.org:8443/icp4d-api/v1/authorize"},
		{"cp4d, auth_url with the old port", profile.Profile{Kind: profile.CP4D, URL: "https://cpd.example.org", AuthURL: "https://cpd.example.org:31002"}, "https://cpd.example.org:31843/icp4d-api/v1/authorize"},
		{"cloud, auth_url with a port of its own", profile.Profile{Kind: profile.Cloud, URL: "https://127.0.0.1:1", AuthURL: "https://127.0.0.1:31002"}, "https://127.0.0.1:31002/identity/token"},
		{"cp4d, IPv6", profile.Profile{Kind: profile.CP4D, URL: "https://[2001:DB8::1]:8443"}, "https://[2001:db8::1]:8443/icp4d-api/v1/authorize"},

		{"studio, icp", profile.Profile{Kind: profile.StudioLocal, URL: "https://111.22.333.444", InstanceID: "icp"}, "https://111.22.333.444:31843/v1/preauth/validateAuth"},
		{"studio, icp with the old port", profile.Profile{Kind: profile.StudioLocal, URL: "https://wsl.example.org:31002", InstanceID: "icp"}, "https://wsl.example.org:31843/v1/preauth/validateAuth"},
		{"studio, icp with a port", profile.Profile{Kind: profile.StudioLocal, URL: "https://wsl.example.org:5555", InstanceID: "icp"}, "https://wsl.example.org:5555/v1/preauth/validateAuth"},
		{"studio, icp at 443 by choice", profile.Profile{Kind: profile.StudioLocal, URL: "https://wsl.example.org:443", InstanceID: "icp"}, "https://wsl.example.org:443/v1/preauth/validateAuth"},
		{"studio, icp, IPv6", profile.Profile{Kind: profile.StudioLocal, URL: "https://[::1]", InstanceID: "icp"}, "https://[::1]:31843/v1/preauth/validateAuth"},
		{"studio, openshift", profile.Profile{Kind: profile.StudioLocal, URL: "https://wsl.example.org", InstanceID: "openshift"}, "https://wsl.example.org/v1/preauth/validateAuth"},
		{"studio, openshift with a port", profile.Profile{Kind: profile.StudioLocal, URL: "https://wsl.example.org:8443", InstanceID: "openshift"}, "https://wsl.example.org:8443/v1/preauth/validateAuth"},
		{"studio, auth_url", profile.Profile{Kind: profile.StudioLocal, URL: "https://wsl.example.org", InstanceID: "icp", AuthURL: "https://wsl.example.org/v1/preauth/validateAuth"}, "https://wsl.example.org/v1/preauth/validateAuth"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := tt.p.SignInURL()
			if err != nil {
				t.Fatal(err)
			}
			if got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
		})
	}
}

func TestSignInURLRefuses(t *testing.T) {
	tests := []struct {
		name string
		p    profile.Profile
		says string
	}{
		{"no kind", profile.Profile{URL: "https://cpd.example.org"}, "kind"},
		{"no url", profile.Profile{Kind: profile.CP4D}, "https://"},
		{"plain http", profile.Profile{Kind: profile.CP4D, URL: "http://cpd.example.org"}, "https://"},
		{"a plain auth_url", profile.Profile{Kind: profile.Cloud, URL: "https://eu-de.ml.cloud.ibm.com", AuthURL: "http://127.0.0.1"}, "https://"},
		{"an auth_url without a scheme", profile.Profile{Kind: profile.Cloud, URL: "https://eu-de.ml.cloud.ibm.com", AuthURL: "127.0.0.1"}, "https://"},
		{"an auth_url with a password", profile.Profile{Kind: profile.Cloud, URL: "https://eu-de.ml.cloud.ibm.com", AuthURL: "https://a:b@127.0.0.1"}, "@"},
		{"an auth_url that climbs", profile.Profile{Kind: profile.Cloud, URL: "https://eu-de.ml.cloud.ibm.com", AuthURL: "https://gw.example.org/a/../b"}, "path"},
		{"a service as auth_url", profile.Profile{Kind: profile.Cloud, URL: "https://eu-de.ml.cloud.ibm.com", AuthURL: "https://eu-de.ml.cloud.ibm.com"}, "gives no tokens"},
		{"a password for IAM", profile.Profile{Kind: profile.CP4D, URL: "https://cpd.example.org", AuthURL: "https://iam.cloud.ibm.com"}, "IBM Cloud only"},
		{"a cloud key for the SaaS console", profile.Profile{Kind: profile.Cloud, URL: "https://eu-de.ml.cloud.ibm.com", AuthURL: "https://account-iam.platform.saas.ibm.com"}, "watsonx on AWS only"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := tt.p.SignInURL()
			if err == nil || got != "" {
				t.Fatalf("got %q, %v", got, err)
			}
			if !strings.Contains(err.Error(), tt.says) {
				t.Errorf("%q does not say %q", err, tt.says)
			}
			if o := tt.p.AuthOrigin(); o != "" {
				t.Errorf("the key would go to %q", o)
			}
		})
	}
}

func TestParseAuthURLSaysWhatItChanges(t *testing.T) {
	tests := []struct {
		name, text string
		want       profile.Address
	}{
		{"as it is", "https://iam.cloud.ibm.com", profile.Address{URL: "https://iam.cloud.ibm.com"}},
		{"a slash", "https://iam.cloud.ibm.com/", profile.Address{URL: "https://iam.cloud.ibm.com", Changes: []string{saidSlash}}},
		{"the call", "https://iam.cloud.ibm.com/identity/token", profile.Address{URL: "https://iam.cloud.ibm.com", Changes: []string{"The path of a call after the sign-in address was removed."}}},
		{"a query", "https://gw.example.org/x?y=z", profile.Address{URL: "https://gw.example.org/x", Changes: []string{"The path of a call after the sign-in address was removed."}}},
		{"the old host", "https://iam.bluemix.net", profile.Address{URL: "https://iam.cloud.ibm.com", Changes: []string{"iam.bluemix.net was replaced by iam.cloud.ibm.com: the old address is no longer used."}}},
		{"the old test host", "https://iam.stage1.bluemix.net", profile.Address{URL: "https://iam.test.cloud.ibm.com", Changes: []string{"iam.stage1.bluemix.net was replaced by iam.test.cloud.ibm.com: the old address is no longer used."}}},
		{"no scheme", "iam.cloud.ibm.com", profile.Address{URL: "https://iam.cloud.ibm.com", NeedsConsent: true, Changes: []string{saidScheme}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tt.want.Kind = profile.Cloud
			got, err := profile.ParseAuthURL(profile.Cloud, tt.text)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestIdentityURL(t *testing.T) {
	cluster := profile.Profile{Kind: profile.CP4D, URL: "https://cpd.example.org", SecretKind: profile.Password, CPDIdentity: "https://CP-Console.example.org"}
	const want = "https://cp-console.example.org/idprovider/v1/auth/identitytoken"
	if got := cluster.IdentityURL(); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	for name, change := range map[string]func(*profile.Profile){
		"switched off":      func(p *profile.Profile) { p.CPDIdentity = "off" },
		"not named":         func(p *profile.Profile) { p.CPDIdentity = "" },
		"for an API key":    func(p *profile.Profile) { p.SecretKind = profile.APIKey },
		"for another kind":  func(p *profile.Profile) { p.Kind = profile.StudioLocal },
		"at plain http":     func(p *profile.Profile) { p.CPDIdentity = "http://cp-console.example.org" },
		"with a user in it": func(p *profile.Profile) { p.CPDIdentity = "https://x@cp-console.example.org" },
	} {
		p := cluster
		change(&p)
		if got := p.IdentityURL(); got != "" {
			t.Errorf("%s: the password would go to %q", name, got)
		}
	}
}

func TestServiceAndPlatform(t *testing.T) {
	tests := []struct {
		name                    string
		p                       profile.Profile
		service, platform, host string
	}{
		{"a region", profile.Profile{Kind: profile.Cloud, URL: "https://us-south.ml.cloud.ibm.com"}, "https://us-south.ml.cloud.ibm.com", "https://api.dataplatform.cloud.ibm.com", "us-south.ml.cloud.ibm.com"},
		{"Sydney", profile.Profile{Kind: profile.Cloud, URL: "https://au-syd.ml.cloud.ibm.com"}, "https://au-syd.ml.cloud.ibm.com", "https://api.au-syd.dai.cloud.ibm.com", "au-syd.ml.cloud.ibm.com"},
		{"a private host", profile.Profile{Kind: profile.Cloud, URL: "https://private.ca-tor.ml.cloud.ibm.com"}, "https://private.ca-tor.ml.cloud.ibm.com", "https://private.api.ca-tor.dai.cloud.ibm.com", "private.ca-tor.ml.cloud.ibm.com"},
		{"a private host on AWS has the public platform", profile.Profile{Kind: profile.AWS, URL: "https://private.us-east-1.aws.wxai.ibm.com"}, "https://private.us-east-1.aws.wxai.ibm.com", "https://api.us-east-1.aws.data.ibm.com", "private.us-east-1.aws.wxai.ibm.com"},
		{"GovCloud", profile.Profile{Kind: profile.AWS, URL: "https://wxai.ibmforusgov.com"}, "https://wxai.ibmforusgov.com", "https://api.dai.ibmforusgov.com", "wxai.ibmforusgov.com"},
		{"a host no map knows", profile.Profile{Kind: profile.Cloud, URL: "https://127.0.0.1:4443"}, "https://127.0.0.1:4443", "https://127.0.0.1:4443", "127.0.0.1:4443"},
		{"the profile's own platform", profile.Profile{Kind: profile.Cloud, URL: "https://us-south.ml.cloud.ibm.com", PlatformURL: "https://127.0.0.1:5"}, "https://us-south.ml.cloud.ibm.com", "https://127.0.0.1:5", "us-south.ml.cloud.ibm.com"},
		{"a cluster", profile.Profile{Kind: profile.CP4D, URL: "https://CPD.example.org/zen"}, "https://cpd.example.org", "https://cpd.example.org", "cpd.example.org"},
		{"studio on icp", profile.Profile{Kind: profile.StudioLocal, URL: "https://111.22.333.444", InstanceID: "icp"}, "https://111.22.333.444:31843", "https://111.22.333.444:31843", "111.22.333.444"},
		{"studio on openshift", profile.Profile{Kind: profile.StudioLocal, URL: "https://111.22.333.444", InstanceID: "openshift"}, "https://111.22.333.444", "https://111.22.333.444", "111.22.333.444"},
		{"no address", profile.Profile{Kind: profile.CP4D}, "", "", ""},
		{"not an address", profile.Profile{Kind: profile.CP4D, URL: "ftp://x/y"}, "", "", "x/y"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := []string{tt.p.ServiceURL(), tt.p.Platform(), tt.p.Host()}
			if diff := cmp.Diff([]string{tt.service, tt.platform, tt.host}, got); diff != "" {
				t.Errorf("service, platform, host (-want +got):\n%s", diff)
			}
		})
	}
}

// TestTheOriginIsWhereTheRequestGoes reads the sign-in url as net/http will and
// compares its host with the origin that the key is bound to.
func TestTheOriginIsWhereTheRequestGoes(t *testing.T) {
	text := rapid.OneOf(
		rapid.SampledFrom([]string{
			"https://eu-de.ml.cloud.ibm.com", "https://127.0.0.1:8443/x", "https://[::1]:443", "https://gw.example.org/a b", "https://GW.example.org:00443/api/rest/mcsp",
			"https://a\\@b.example.org", "https://a#@b.example.org", "https://a%2eb.example.org", "https://a;b", "https://a:443:80",
		}),
		rapid.StringMatching(`https://[a-z0-9.:@%\[\]#?/\\-]{1,20}`),
	)
	rapid.Check(t, func(t *rapid.T) {
		p := profile.Profile{
			Kind:       rapid.SampledFrom(profile.Kinds()).Draw(t, "kind"),
			URL:        text.Draw(t, "url"),
			AuthURL:    rapid.OneOf(rapid.Just(""), text).Draw(t, "auth_url"),
			InstanceID: rapid.SampledFrom([]string{"", "icp", "openshift"}).Draw(t, "instance"),
			AccountID:  rapid.SampledFrom([]string{"", "7", "@evil.example.org/"}).Draw(t, "account"),
		}
		address, err := p.SignInURL()
		if err != nil {
			return
		}
		u, err := url.Parse(address)
		if err != nil {
			t.Fatalf("%q: %v", address, err)
		}
		port := u.Port()
		if port == "443" {
			port = ""
		}
		want := "https://" + strings.TrimSuffix(u.Host, ":"+u.Port())
		if port != "" {
			want += ":" + port
		}
		if u.Scheme != "https" || u.User != nil || p.AuthOrigin() != want || p.Bound().AuthOrigin != want {
			t.Fatalf("%q goes to %q, and the key is bound to %q", address, want, p.AuthOrigin())
		}
	})
}
