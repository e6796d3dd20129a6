package iam

import (
	"encoding/base64"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"lanyard/internal/profile"
	"lanyard/internal/secret"
)

// seen is what a server saw of a request: only what matters for signing in.
type seen struct {
	Method, Path, Query, Type, Accept, Agent, Auth string
	User, IAMToken                                 string
	Body                                           string
}

func look(r *http.Request) seen {
	body, _ := io.ReadAll(r.Body)
	return seen{
		Method: r.Method, Path: r.URL.Path, Query: r.URL.RawQuery,
		Type: r.Header.Get("Content-Type"), Accept: r.Header.Get("Accept"), Agent: r.Header.Get("User-Agent"),
		Auth: r.Header.Get("Authorization"), User: r.Header.Get("username"), IAMToken: r.Header.Get("iam-token"),
		Body: string(body),
	}
}

func TestExchangeSendsWhatEachKindNeeds(t *testing.T) {
	const host = "https://example.com"
	const json, form = "application/json", "application/x-www-form-urlencoded"
	encoded := url.QueryEscape(testPass)
	base := seen{Accept: json, Agent: "lanyard/test"}
	with := func(change func(*seen)) seen {
		s := base
		change(&s)
		return s
	}
	tests := []struct {
		name    string
		p       profile.Profile
		key     string
		answers map[string]string // by path
		want    []seen
	}{
		{
			name: "cloud", key: testKey,
			p:       profile.Profile{Kind: profile.Cloud, URL: host, AuthURL: host},
			answers: map[string]string{"/identity/token": `{"access_token":"T1"}`},
			want: []seen{with(func(s *seen) {
				s.Method, s.Path, s.Type = "POST", "/identity/token", form
				s.Body = "apikey=" + testKey + "&grant_type=urn%3Aibm%3Aparams%3Aoauth%3Agrant-type%3Aapikey"
			})},
		},
		{
			name: "trusted profile by name", key: testKey,
			p: profile.Profile{
				Kind: profile.Cloud, URL: host, AuthURL: host, AccountID: "acc",
				TrustedProfile: &profile.TrustedProfile{Name: "night shift"},
			},
			answers: map[string]string{"/identity/token": `{"access_token":"T1"}`},
			want: []seen{
				with(func(s *seen) {
					s.Method, s.Path, s.Type = "POST", "/identity/token", form
					s.Body = "apikey=" + testKey + "&grant_type=urn%3Aibm%3Aparams%3Aoauth%3Agrant-type%3Aapikey"
				}),
				with(func(s *seen) {
					s.Method, s.Path, s.Type = "POST", "/identity/token", form
					s.Body = "access_token=T1&account=acc&grant_type=urn%3Aibm%3Aparams%3Aoauth%3Agrant-type%3Aassume&profile_name=night+shift"
				}),
			},
		},
		{
			name: "aws", key: testKey,
			p:       profile.Profile{Kind: profile.AWS, URL: host, AuthURL: host},
			answers: map[string]string{"/api/2.0/apikeys/token": `{"token":"T1","token_type":"jwt"}`},
			want: []seen{with(func(s *seen) {
				s.Method, s.Path, s.Type = "POST", "/api/2.0/apikeys/token", json
				s.Body = `{"apikey":"` + testKey + `"}`
			})},
		},
		{
			name: "aws scoped to an account", key: testKey,
			p:       profile.Profile{Kind: profile.AWS, URL: host, AuthURL: host, AccountID: "2024-acc"},
			answers: map[string]string{"/api/2.0/accounts/2024-acc/apikeys/token": `{"token":"T1"}`},
			want: []seen{with(func(s *seen) {
				s.Method, s.Path, s.Type = "POST", "/api/2.0/accounts/2024-acc/apikeys/token", json
				s.Query = "includeBuiltinActions=false&includeCustomActions=false&includeRoles=true&prefixRolesWithDefinitionScope=false"
				s.Body = `{"apikey":"` + testKey + `"}`
			})},
		},
		{
			name: "cp4d with a password", key: testPass,
			p:       profile.Profile{Kind: profile.CP4D, URL: host, Username: "joe", SecretKind: profile.Password},
			answers: map[string]string{"/icp4d-api/v1/authorize": `{"_messageCode_":"success","accessToken":"T1"}`},
			want: []seen{with(func(s *seen) {
				s.Method, s.Path, s.Type = "POST", "/icp4d-api/v1/authorize", json
				s.Body = `{"password":"correct\u0026horse=battery staple%","username":"joe"}`
			})},
		},
		{
			name: "cp4d with an API key", key: testKey,
			p:       profile.Profile{Kind: profile.CP4D, URL: host, Username: "joe", SecretKind: profile.APIKey, CPDIdentity: host},
			answers: map[string]string{"/icp4d-api/v1/authorize": `{"_messageCode_":"400","token":"T1"}`},
			want: []seen{with(func(s *seen) {
				s.Method, s.Path, s.Type = "POST", "/icp4d-api/v1/authorize", json
				s.Body = `{"api_key":"` + testKey + `","username":"joe"}`
			})},
		},
		{
			name: "cp4d with an identity service", key: testPass,
			p: profile.Profile{
				Kind: profile.CP4D, URL: host, Username: "joe", SecretKind: profile.Password, CPDIdentity: host,
			},
			answers: map[string]string{
				"/idprovider/v1/auth/identitytoken": `{"access_token":"first","expires_in":1}`,
				"/v1/preauth/validateAuth":          `{"accessToken":"T1"}`,
			},
			want: []seen{
				with(func(s *seen) {
					s.Method, s.Path, s.Type = "POST", "/idprovider/v1/auth/identitytoken", form+";charset=UTF-8"
					s.Body = "grant_type=password&password=" + encoded + "&scope=openid&username=joe"
				}),
				with(func(s *seen) {
					s.Method, s.Path, s.User, s.IAMToken = "GET", "/v1/preauth/validateAuth", "joe", "first"
				}),
			},
		},
		{
			name: "studio local", key: testPass,
			p: profile.Profile{
				Kind: profile.StudioLocal, URL: host, InstanceID: "openshift", Username: "joe", SecretKind: profile.Password,
			},
			answers: map[string]string{"/v1/preauth/validateAuth": `{"accessToken":"T1"}`},
			want: []seen{with(func(s *seen) {
				s.Method, s.Path = "GET", "/v1/preauth/validateAuth"
				s.Auth = "Basic am9lOmNvcnJlY3QmaG9yc2U9YmF0dGVyeSBzdGFwbGUl"
			})},
		},
		{
			name: "studio local on a newer gateway", key: testPass,
			p: profile.Profile{
				Kind: profile.StudioLocal, URL: host, InstanceID: "icp", Username: "joe", SecretKind: profile.Password,
			},
			answers: map[string]string{"/icp4d-api/v1/authorize": `{"token":"T1"}`},
			want: []seen{
				with(func(s *seen) {
					s.Method, s.Path = "GET", "/v1/preauth/validateAuth"
					s.Auth = "Basic am9lOmNvcnJlY3QmaG9yc2U9YmF0dGVyeSBzdGFwbGUl"
				}),
				with(func(s *seen) {
					s.Method, s.Path, s.Type = "POST", "/icp4d-api/v1/authorize", json
					s.Body = `{"password":"correct\u0026horse=battery staple%","username":"joe"}`
				}),
			},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var got []seen
				c, ca := serve(t, func(w http.ResponseWriter, r *http.Request) {
					got = append(got, look(r))
					body, ok := tt.answers[r.URL.Path]
					if !ok {
						http.NotFound(w, r)
						return
					}
					answerJSON(w, 200, body)
				}, Options{UserAgent: "lanyard/test"})
				tt.p.TLS.CAPEM = ca
				token, err := c.Exchange(t.Context(), Credential{Profile: tt.p, Key: secret.New(tt.key)})
				if err != nil {
					t.Fatal(err)
				}
				if token.Access.Reveal() != "T1" || token.Type != "Bearer" {
					t.Errorf("token %q of type %q, want T1 of type Bearer", token.Access.Reveal(), token.Type)
				}
				if d := cmp.Diff(tt.want, got); d != "" {
					t.Errorf("requests (-want +got):\n%s", d)
				}
			})
		})
	}
}

func TestExchangeRefusesBeforeSending(t *testing.T) {
	base := profile.Profile{Kind: profile.Cloud, URL: "https://example.com", AuthURL: "https://example.com"}
	tests := []struct {
		name   string
		change func(*Credential)
		check  Check
		reason Reason
	}{
		{"no key", func(c *Credential) { c.Key = secret.Text{} }, CheckKeyring, ReasonNoKey},
		{"http", func(c *Credential) { c.Profile.AuthURL = "http://example.com" }, CheckAddress, ReasonAddress},
		{"no address", func(c *Credential) { c.Profile.Kind, c.Profile.AuthURL, c.Profile.URL = profile.CP4D, "", "" }, CheckAddress, ReasonAddress},
		{"unknown kind", func(c *Credential) { c.Profile.Kind = "mainframe" }, CheckAddress, ReasonAddress},
		{"API key for studio local", func(c *Credential) {
			c.Profile.Kind, c.Profile.SecretKind, c.Profile.InstanceID = profile.StudioLocal, profile.APIKey, "icp"
		}, CheckAddress, ReasonAddress},
		{"CA that is none", func(c *Credential) { c.Profile.TLS.CAPEM = "hello" }, CheckTLS, ReasonBadCA},
		{"proxy that is none", func(c *Credential) { c.Profile.Proxy = "ftp://ann:" + testPass + "@127.0.0.1" }, CheckNetwork, ReasonProxyAddress},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := New(Options{})
			c.dial = nil // a call would panic
			cred := Credential{Profile: base, Key: secret.New(testKey)}
			tt.change(&cred)
			_, err := c.Exchange(t.Context(), cred)
			if e := wantError(t, err, tt.check, tt.reason); strings.Contains(e.Error(), testPass) {
				t.Errorf("the error tells a secret: %v", e)
			}
		})
	}
}

// TestStudioFallsBackOnTheGatewayOnly: elsewhere a 404 is a 404, and no second call
// gets the password.
func TestStudioFallsBackOnTheGatewayOnly(t *testing.T) {
	for _, instance := range []string{"openshift", "icp"} {
		synctest.Test(t, func(t *testing.T) {
			calls := 0
			c, ca := serve(t, func(w http.ResponseWriter, r *http.Request) {
				calls++
				http.NotFound(w, r)
			}, Options{})
			p := profile.Profile{
				Kind: profile.StudioLocal, URL: "https://example.com:8443", InstanceID: instance, Username: "joe",
				SecretKind: profile.Password, TLS: profile.TLS{CAPEM: ca},
			}
			_, err := c.Exchange(t.Context(), Credential{Profile: p, Key: secret.New(testPass)})
			wantError(t, err, CheckSignIn, ReasonStatus)
			if calls != 1 {
				t.Errorf("%s: %d calls, want 1", instance, calls)
			}
		})
	}
}

func TestRefusedStepsAreNamed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, ca := serve(t, func(w http.ResponseWriter, r *http.Request) {
			if s := look(r); strings.Contains(s.Body, "assume") {
				answerJSON(w, 400, `{"errorCode":"BXNIM0401E","errorMessage":"bad token T1-is-long-enough"}`)
				return
			}
			answerJSON(w, 200, `{"access_token":"T1-is-long-enough"}`)
		}, Options{})
		cred := cloudAt("https://example.com", ca)
		cred.Profile.TrustedProfile = &profile.TrustedProfile{ID: "Profile-1"}
		_, err := c.Exchange(t.Context(), cred)
		e := wantError(t, err, CheckSignIn, ReasonRefusedKey)
		if e.Step != StepAssume || e.Code != "BXNIM0401E" {
			t.Errorf("step %q, code %q; want assume, BXNIM0401E", e.Step, e.Code)
		}
		if strings.Contains(e.Message, "long-enough") {
			t.Errorf("the first token is in the message: %s", e.Message)
		}
	})
}

// TestIdentityServicesTokenIsASecret as well, when the cluster echoes it.
func TestIdentityServicesTokenIsASecret(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, ca := serve(t, func(w http.ResponseWriter, r *http.Request) {
			if r.Method == http.MethodPost {
				answerJSON(w, 200, `{"access_token":"first-token-of-two"}`)
				return
			}
			answerJSON(w, 401, `{"message":"bad token `+r.Header.Get("iam-token")+`"}`)
		}, Options{})
		p := profile.Profile{
			Kind: profile.CP4D, URL: "https://example.com", CPDIdentity: "https://example.com", Username: "joe",
			SecretKind: profile.Password, TLS: profile.TLS{CAPEM: ca},
		}
		_, err := c.Exchange(t.Context(), Credential{Profile: p, Key: secret.New(testPass)})
		e := wantError(t, err, CheckSignIn, ReasonRefusedKey)
		if e.Step != StepValidate || e.Message != "bad token [secret]" || e.Kind != profile.CP4D || e.SecretKind != profile.Password {
			t.Errorf("step %q, message %q, kind %q, %q", e.Step, e.Message, e.Kind, e.SecretKind)
		}
	})
}

// TestAnAnswerWithoutATokenKeepsItsWords: some clusters refuse with status 200.
func TestAnAnswerWithoutATokenKeepsItsWords(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, ca := serve(t, func(w http.ResponseWriter, _ *http.Request) {
			answerJSON(w, 200, `{"_messageCode_":"401","message":"no such user as `+testKey+`","trace":"t-1"}`)
		}, Options{})
		_, err := c.Exchange(t.Context(), cloudAt("https://example.com", ca))
		e := wantError(t, err, CheckToken, ReasonNoToken)
		if e.Message != "no such user as [secret]" || e.RequestID != "t-1" {
			t.Errorf("message %q, request id %q", e.Message, e.RequestID)
		}
	})
}

// wantError checks an error's check and reason.
func wantError(t *testing.T, err error, check Check, reason Reason) *Error {
	t.Helper()
	var e *Error
	if !errors.As(err, &e) {
		t.Fatalf("error %v, want an *Error", err)
	}
	if e.Check != check || e.Reason != reason {
		t.Errorf("error at %q because of %q (%v), want %q, %q", e.Check, e.Reason, e, check, reason)
	}
	return e
}

// A kind that can be chosen can be signed in to: nothing listens at the address, which is
// what is said, and not that the kind is unknown.
func TestEveryKindHasAnExchange(t *testing.T) {
	for _, k := range profile.Kinds() {
		if len(k.SecretKinds()) == 0 {
			t.Errorf("%s has no kind of key", k)
			continue
		}
		p := profile.Profile{Name: "p", Kind: k, URL: "https://127.0.0.1:1", AuthURL: "https://127.0.0.1:1", Username: "u", SecretKind: k.SecretKinds()[0], TLS: profile.TLS{Mode: profile.TLSVerify}}
		_, err := New(Options{Timeout: time.Second}).Exchange(t.Context(), Credential{Profile: p, Key: secret.New("k")})
		if e, ok := errors.AsType[*Error](err); !ok || e.Check != CheckNetwork {
			t.Errorf("%s: %v", k, err)
		}
	}
}

// TestAnotherProductsKeyIsNotSent: what a key says of itself is read before any call.
func TestAnotherProductsKeyIsNotSent(t *testing.T) {
	key := base64.StdEncoding.EncodeToString([]byte("k1:usr_5b0ab00a-3bc8-4c6b-9ba2-c6362e633958:c2VjcmV0LW9mLW5vYm9keQ==:Ab1x"))
	p := profile.Profile{Name: "p", Kind: profile.Cloud, URL: "https://eu-de.ml.cloud.ibm.com", AuthURL: "https://127.0.0.1:1", SecretKind: profile.APIKey}
	_, err := New(Options{}).Exchange(t.Context(), Credential{Profile: p, Key: secret.New(key)})
	var e *Error
	if !errors.As(err, &e) || e.Reason != ReasonOtherKey || e.Message != "usr_5b0ab00a-3bc8-4c6b-9ba2-c6362e633958" {
		t.Errorf("%v", err)
	}
	p.Kind, p.URL = profile.AWS, "https://us-east-1.aws.wxai.ibm.com"
	if _, err := New(Options{}).Exchange(t.Context(), Credential{Profile: p, Key: secret.New(key)}); !errors.As(err, &e) || e.Reason == ReasonOtherKey {
		t.Errorf("where it belongs: %v", err)
	}
}
