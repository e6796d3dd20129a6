package compat

import (
	"crypto/tls"
	"crypto/x509"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/IBM/go-sdk-core/v5/core"

	"lanyard/iam/sim"
)

// TestGoSDKSignsIn uses each of go-sdk-core's authenticators as a program would: on a
// request to a service, which must accept the token.
func TestGoSDKSignsIn(t *testing.T) {
	s := start(t)
	info, client := s.Info(), trusting(s.CAPEM())
	const spaces, knowledge = "/v2/spaces?limit=1", "/v1/orchestrate/knowledge-bases"

	for name, c := range map[string]struct {
		auth core.Authenticator
		url  string
	}{
		"IAM, user key": {
			&core.IamAuthenticator{ApiKey: info.Cloud.APIKey, URL: info.Cloud.AuthURL, Client: client},
			info.Cloud.PlatformURL + spaces,
		},
		"IAM, service ID key": {
			&core.IamAuthenticator{ApiKey: info.Cloud.ServiceIDAPIKey, URL: info.Cloud.AuthURL, Client: client},
			info.Cloud.PlatformURL + spaces,
		},
		"IAM, with client id": {
			&core.IamAuthenticator{ApiKey: info.Cloud.APIKey, URL: info.Cloud.AuthURL, ClientId: "bx", ClientSecret: "bx", Client: client},
			info.Cloud.PlatformURL + spaces,
		},
		"IAM, refresh": {
			&core.IamAuthenticator{RefreshToken: refreshToken(t, info, client), URL: info.Cloud.AuthURL, ClientId: "bx", ClientSecret: "bx", Client: client},
			info.Cloud.PlatformURL + spaces,
		},
		"IAM assume, by id":                      {assume(t, s, client, (*core.IamAssumeAuthenticatorBuilder).SetIAMProfileID, info.Cloud.TrustedProfileID), info.Cloud.PlatformURL + spaces},
		"IAM assume, by crn":                     {assume(t, s, client, (*core.IamAssumeAuthenticatorBuilder).SetIAMProfileCRN, s.TrustedProfileCRN()), info.Cloud.PlatformURL + spaces},
		"CP4D, password":                         {cp4d(t, info, client, info.CP4D.Password, ""), info.CP4D.URL + spaces},
		"CP4D, API key":                          {cp4d(t, info, client, "", info.CP4D.APIKey), info.CP4D.URL + spaces},
		"MCSP v1":                                {&core.MCSPAuthenticator{ApiKey: info.AWS.APIKey, URL: info.AWS.AuthURL, Client: client}, info.AWS.PlatformURL + spaces},
		"MCSP v1, Orchestrate with an older key": {&core.MCSPAuthenticator{ApiKey: info.Orchestrate.OlderAPIKey, URL: info.Orchestrate.AuthURL, Client: client}, info.Orchestrate.URL + knowledge},
		"MCSP v2, Orchestrate by its instance":   {instanceV2(t, info, client), info.Orchestrate.URL + knowledge},
		"IAM, Orchestrate on IBM Cloud":          {&core.IamAuthenticator{ApiKey: info.Cloud.APIKey, URL: info.Cloud.AuthURL, Client: client}, info.OrchestrateCloud.URL + knowledge},
		"CP4D, Orchestrate on a cluster":         {cp4d(t, info, client, info.CP4D.Password, ""), info.OrchestrateCPD.URL + knowledge},
		"MCSP v2, by account":                    {mcspV2(t, info, client, "accounts", info.AWS.AccountID), info.AWS.PlatformURL + spaces},
	} {
		t.Run(name, func(t *testing.T) {
			if err := c.auth.Validate(); err != nil {
				t.Fatal(err)
			}
			req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, c.url, nil)
			if err != nil {
				t.Fatal(err)
			}
			if err := c.auth.Authenticate(req); err != nil {
				t.Fatalf("the library could not sign in: %v", err)
			}
			resp, err := client.Do(req)
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = resp.Body.Close() }()
			if body, _ := io.ReadAll(resp.Body); resp.StatusCode != http.StatusOK {
				t.Errorf("the service does not take the library's token: %s %s", resp.Status, body)
			}
		})
	}
}

// TestGoSDKUnderstandsTheFailures: the library takes status and message out of the
// simulator's errors as it does out of IBM's.
func TestGoSDKUnderstandsTheFailures(t *testing.T) {
	s := start(t)
	info, client := s.Info(), trusting(s.CAPEM())
	for name, c := range map[string]struct {
		auth    interface{ GetToken() (string, error) }
		status  int
		message string
	}{
		"unknown key": {
			&core.IamAuthenticator{ApiKey: info.Failing.UnknownKey, URL: info.Cloud.AuthURL, Client: client},
			http.StatusBadRequest, "Provided API key could not be found.",
		},
		"wrong password": {cp4d(t, info, client, "wrong", ""), http.StatusUnauthorized, ""},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := c.auth.GetToken()
			var refused *core.AuthenticationError
			if e, ok := err.(*core.AuthenticationError); ok { //nolint:errorlint // the library returns it bare
				refused = e
			}
			if refused == nil || refused.Response.StatusCode != c.status {
				t.Fatalf("the library says %v", err)
			}
			if c.message != "" && refused.Error() != c.message {
				t.Errorf("the library reads the message as %q", refused.Error())
			}
		})
	}
}

func start(t *testing.T) *sim.Simulator {
	t.Helper()
	s, err := sim.Start(t.Context(), sim.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func trusting(pem []byte) *http.Client {
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(pem)
	return &http.Client{
		Timeout:   20 * time.Second,
		Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12}},
	}
}

func refreshToken(t *testing.T, info sim.Info, client *http.Client) string {
	t.Helper()
	a := &core.IamAuthenticator{ApiKey: info.Cloud.APIKey, URL: info.Cloud.AuthURL, ClientId: "bx", ClientSecret: "bx", Client: client}
	r, err := a.RequestToken()
	if err != nil {
		t.Fatal(err)
	}
	if r.RefreshToken == "" || r.RefreshToken == "not_supported" {
		t.Fatal("no refresh token for a client with an id")
	}
	return r.RefreshToken
}

func assume(t *testing.T, s *sim.Simulator, client *http.Client, set func(*core.IamAssumeAuthenticatorBuilder, string) *core.IamAssumeAuthenticatorBuilder, who string) core.Authenticator {
	t.Helper()
	info := s.Info()
	b := core.NewIamAssumeAuthenticatorBuilder().SetApiKey(info.Cloud.APIKey).SetURL(info.Cloud.AuthURL).SetClient(client)
	a, err := set(b, who).Build()
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func cp4d(t *testing.T, info sim.Info, client *http.Client, password, key string) *core.CloudPakForDataAuthenticator {
	t.Helper()
	return &core.CloudPakForDataAuthenticator{
		URL: info.CP4D.URL + "/icp4d-api", Username: info.CP4D.Username, Password: password, APIKey: key, Client: client,
	}
}

func mcspV2(t *testing.T, info sim.Info, client *http.Client, collection, id string) core.Authenticator {
	t.Helper()
	return &core.MCSPV2Authenticator{
		ApiKey: info.AWS.APIKey, URL: info.AWS.AuthURL, ScopeCollectionType: collection, ScopeID: id,
		IncludeRoles: true, Client: client,
	}
}

func instanceV2(t *testing.T, info sim.Info, client *http.Client) core.Authenticator {
	t.Helper()
	_, instance, ok := strings.Cut(info.Orchestrate.URL, "/instances/")
	if !ok {
		t.Fatalf("no instance in %s", info.Orchestrate.URL)
	}
	return &core.MCSPV2Authenticator{ApiKey: info.Orchestrate.APIKey, URL: info.Orchestrate.AuthURL, ScopeCollectionType: "services", ScopeID: instance, Client: client}
}
