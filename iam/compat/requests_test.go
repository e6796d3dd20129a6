package compat

import (
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/IBM/go-sdk-core/v5/core"
	"github.com/google/go-cmp/cmp"

	"lanyard/iam"
	"lanyard/internal/profile"
	"lanyard/internal/secret"
)

// request is one sign-in call, taken apart into named fields: "path", "header X",
// "query x", "field x".
type request map[string]string

// deliberate lists where Lanyard's requests differ from go-sdk-core's on purpose. The
// value is why.
var deliberate = map[string]string{
	"header User-Agent":      "each names itself",
	"header Accept-Encoding": "go-sdk-core leaves it to Go's transport, and so do we; listed because either may change",
	"field response_type":    "go-sdk-core asks for cloud_iam; it is the default, and IBM's documented calls leave it out",
	"header Accept":          "go-sdk-core sends none with some calls; we always ask for JSON, so that errors come as JSON",
}

// TestRequestsAreTheSame has both sign in with the same credential to a server that
// records what it is sent.
func TestRequestsAreTheSame(t *testing.T) {
	const key, user, pass = "k3y-With_Odd+Chars%40&=", "ana", `p'a"ss\w$(x)%40 ü`
	cloud := func(r *recorder) profile.Profile {
		return profile.Profile{Kind: profile.Cloud, URL: r.URL, AuthURL: r.URL, SecretKind: profile.APIKey}
	}
	for name, c := range map[string]struct {
		ours   func(*recorder) profile.Profile
		key    string
		theirs func(*recorder) core.Authenticator
	}{
		"IAM": {cloud, key, func(r *recorder) core.Authenticator {
			return &core.IamAuthenticator{ApiKey: key, URL: r.URL, Client: r.Client()}
		}},
		"IAM assume": {
			func(r *recorder) profile.Profile {
				p := cloud(r)
				p.TrustedProfile = &profile.TrustedProfile{ID: "Profile-9f1"}
				return p
			}, key,
			func(r *recorder) core.Authenticator {
				a, err := core.NewIamAssumeAuthenticatorBuilder().SetApiKey(key).SetURL(r.URL).SetIAMProfileID("Profile-9f1").SetClient(r.Client()).Build()
				if err != nil {
					t.Fatal(err)
				}
				return a
			},
		},
		"CP4D, password": {
			func(r *recorder) profile.Profile {
				return profile.Profile{Kind: profile.CP4D, URL: r.URL, Username: user, SecretKind: profile.Password}
			}, pass,
			func(r *recorder) core.Authenticator {
				return &core.CloudPakForDataAuthenticator{URL: r.URL + "/icp4d-api", Username: user, Password: pass, Client: r.Client()}
			},
		},
		"CP4D, API key": {
			func(r *recorder) profile.Profile {
				return profile.Profile{Kind: profile.CP4D, URL: r.URL, Username: user, SecretKind: profile.APIKey}
			}, key,
			func(r *recorder) core.Authenticator {
				return &core.CloudPakForDataAuthenticator{URL: r.URL + "/icp4d-api", Username: user, APIKey: key, Client: r.Client()}
			},
		},
		"MCSP v2": {
			func(r *recorder) profile.Profile {
				return profile.Profile{Kind: profile.AWS, URL: r.URL, AuthURL: r.URL, SecretKind: profile.APIKey, AccountID: "acc-1"}
			}, key,
			func(r *recorder) core.Authenticator {
				return &core.MCSPV2Authenticator{ApiKey: key, URL: r.URL, ScopeCollectionType: "accounts", ScopeID: "acc-1", IncludeRoles: true, Client: r.Client()}
			},
		},
	} {
		t.Run(name, func(t *testing.T) {
			theirs := record(t, func(r *recorder) {
				req, _ := http.NewRequestWithContext(t.Context(), http.MethodGet, r.URL, nil)
				if err := c.theirs(r).Authenticate(req); err != nil {
					t.Fatalf("go-sdk-core: %v", err)
				}
			})
			ours := record(t, func(r *recorder) {
				p := c.ours(r)
				p.ID, p.Name, p.KeyID = "p", "p", "k"
				p.TLS = profile.TLS{Mode: profile.TLSVerify, CAPEM: r.ca()}
				if _, err := iam.New(iam.Options{UserAgent: "lanyard"}).Exchange(t.Context(), iam.Credential{Profile: p, Key: secret.New(c.key)}); err != nil {
					t.Fatalf("lanyard: %v", err)
				}
			})
			if len(ours) == 0 || len(ours) != len(theirs) {
				t.Fatalf("lanyard made %d calls, go-sdk-core %d", len(ours), len(theirs))
			}
			for i := range ours {
				drop(ours[i])
				drop(theirs[i])
				if diff := cmp.Diff(theirs[i], ours[i]); diff != "" {
					t.Errorf("call %d (- go-sdk-core, + lanyard):\n%s", i+1, diff)
				}
			}
		})
	}
}

func drop(r request) {
	maps.DeleteFunc(r, func(name, _ string) bool { _, ok := deliberate[name]; return ok })
}

// recorder answers every sign-in with a good token and keeps what it was sent.
type recorder struct {
	*httptest.Server
	mu   sync.Mutex
	seen []request
}

func record(t *testing.T, signIn func(*recorder)) []request {
	t.Helper()
	r := &recorder{}
	r.Server = httptest.NewTLSServer(r)
	defer r.Close()
	signIn(r)
	return r.seen
}

func (r *recorder) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	got := request{"method": req.Method, "path": req.URL.Path}
	for k, v := range req.Header {
		got["header "+k] = strings.Join(v, ", ")
	}
	for k, v := range req.URL.Query() {
		got["query "+k] = strings.Join(v, ", ")
	}
	body, _ := io.ReadAll(req.Body)
	delete(got, "header Content-Length") // compared through the fields
	fields(got, req.Header.Get("Content-Type"), body)
	r.mu.Lock()
	r.seen = append(r.seen, got)
	r.mu.Unlock()
	token := token()
	w.Header().Set("Content-Type", "application/json")
	_, _ = fmt.Fprintf(w, `{"access_token":%q,"token":%q,"refresh_token":"not_supported","token_type":"Bearer","expires_in":3600,"expiration":%d,"apikeys":[]}`,
		token, token, time.Now().Add(time.Hour).Unix())
}

// fields takes a body apart, so that the order of fields and the choice between
// equivalent escapes don't count.
func fields(got request, contentType string, body []byte) {
	if strings.HasPrefix(contentType, "application/json") {
		var v map[string]any
		if err := json.Unmarshal(body, &v); err != nil {
			got["body"] = "bad JSON: " + string(body)
		}
		for k, x := range v {
			got["field "+k] = fmt.Sprint(x)
		}
		return
	}
	v, err := url.ParseQuery(string(body))
	if err != nil {
		got["body"] = "bad form: " + string(body)
	}
	for k, x := range v {
		got["field "+k] = strings.Join(x, ", ")
	}
}

func (r *recorder) ca() string {
	return string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: r.Certificate().Raw}))
}

// token is a JWT with a junk signature, the same for all calls of a run.
func token() string {
	part := func(v any) string {
		b, _ := json.Marshal(v)
		return base64.RawURLEncoding.EncodeToString(b)
	}
	hour := time.Now().Truncate(time.Hour).Unix()
	return part(map[string]any{"alg": "RS256"}) + "." + part(map[string]any{"sub": "s", "iat": hour, "exp": hour + 7200}) + ".c2ln"
}
