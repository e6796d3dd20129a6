package iam_test

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"lanyard/iam"
	"lanyard/iam/sim"
	"lanyard/internal/explain"
	"lanyard/internal/profile"
	"lanyard/internal/secret"
)

// world is a simulator with a client.
type world struct {
	*sim.Simulator
	info   sim.Info
	ca     string
	client *iam.Client
}

func start(t *testing.T, o sim.Options) *world {
	t.Helper()
	s, err := sim.Start(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	c := iam.New(iam.Options{UserAgent: "lanyard/test"})
	t.Cleanup(c.Close)
	return &world{Simulator: s, info: s.Info(), ca: string(s.CAPEM()), client: c}
}

func (w *world) cloud(key string) iam.Credential {
	i := w.info.Cloud
	return iam.Credential{Profile: profile.Profile{
		ID: "c", Name: "cloud", Kind: profile.Cloud, URL: i.URL, AuthURL: i.AuthURL, PlatformURL: i.PlatformURL,
		SecretKind: profile.APIKey, TLS: profile.TLS{CAPEM: w.ca},
	}, Key: secret.New(key)}
}

func (w *world) aws(key string) iam.Credential {
	i := w.info.AWS
	return iam.Credential{Profile: profile.Profile{
		ID: "a", Name: "aws", Kind: profile.AWS, URL: i.URL, AuthURL: i.AuthURL, PlatformURL: i.PlatformURL,
		SecretKind: profile.APIKey, TLS: profile.TLS{CAPEM: w.ca},
	}, Key: secret.New(key)}
}

func (w *world) cp4d(kind profile.SecretKind, key string) iam.Credential {
	i := w.info.CP4D
	return iam.Credential{Profile: profile.Profile{
		ID: "d", Name: "cp4d", Kind: profile.CP4D, URL: i.URL, Username: i.Username, SecretKind: kind, CPDVersion: "5.1",
		TLS: profile.TLS{CAPEM: w.ca},
	}, Key: secret.New(key)}
}

func (w *world) identity() iam.Credential {
	i := w.info.CP4DIdentity
	return iam.Credential{Profile: profile.Profile{
		ID: "i", Name: "identity", Kind: profile.CP4D, URL: i.URL, CPDIdentity: i.IdentityURL, Username: i.Username,
		SecretKind: profile.Password, TLS: profile.TLS{CAPEM: w.ca},
	}, Key: secret.New(i.Password)}
}

func (w *world) studio(i sim.StudioInfo) iam.Credential {
	return iam.Credential{Profile: profile.Profile{
		ID: "s", Name: "studio", Kind: profile.StudioLocal, URL: i.URL, InstanceID: i.InstanceID, Username: i.Username,
		SecretKind: profile.Password, TLS: profile.TLS{CAPEM: w.ca},
	}, Key: secret.New(i.Password)}
}

func (w *world) orchestrate(i sim.OrchestrateInfo, key string, at profile.AuthType) iam.Credential {
	p, _ := profile.Tidy(profile.Profile{
		ID: "o", Name: "orchestrate", Kind: profile.Orchestrate, URL: i.URL, AuthURL: i.AuthURL, AuthType: at, Username: i.Username,
		SecretKind: profile.APIKey, TLS: profile.TLS{CAPEM: w.ca},
	})
	return iam.Credential{Profile: p, Key: secret.New(key)}
}

// change gives a credential with a changed profile.
func change(c iam.Credential, f func(*profile.Profile)) iam.Credential {
	f(&c.Profile)
	return c
}

func TestExchangeOnTheSimulator(t *testing.T) {
	w := start(t, sim.Options{TokenLife: 20 * time.Minute})
	i := w.info
	trusted := func(tp profile.TrustedProfile) iam.Credential {
		return change(w.cloud(i.Cloud.APIKey), func(p *profile.Profile) {
			p.TrustedProfile, p.AccountID = &tp, i.Cloud.AccountID
		})
	}
	tests := []struct {
		name    string
		c       iam.Credential
		subject string
	}{
		{"cloud user", w.cloud(i.Cloud.APIKey), "user"},
		{"cloud service ID", w.cloud(i.Cloud.ServiceIDAPIKey), "service ID"},
		{"trusted profile by id", trusted(profile.TrustedProfile{ID: i.Cloud.TrustedProfileID}), "trusted profile"},
		{"trusted profile by crn", trusted(profile.TrustedProfile{CRN: w.TrustedProfileCRN()}), "trusted profile"},
		{"trusted profile by name", trusted(profile.TrustedProfile{Name: sim.TrustedProfileName}), "trusted profile"},
		{"aws", w.aws(i.AWS.APIKey), "user"},
		{"aws, scoped", change(w.aws(i.AWS.APIKey), func(p *profile.Profile) { p.AccountID = i.AWS.AccountID }), "user"},
		{"cp4d with a password", w.cp4d(profile.Password, i.CP4D.Password), "user"},
		{"cp4d with an API key", w.cp4d(profile.APIKey, i.CP4D.APIKey), "user"},
		{"cp4d with an identity service", w.identity(), "user"},
		{"orchestrate on AWS, older sign-in", w.orchestrate(i.Orchestrate, i.Orchestrate.OlderAPIKey, ""), "user"},
		{"orchestrate on AWS, newer sign-in", w.orchestrate(i.Orchestrate, i.Orchestrate.APIKey, ""), "user"},
		{"orchestrate on IBM Cloud", w.orchestrate(i.OrchestrateCloud, i.OrchestrateCloud.APIKey, profile.AuthIAM), "user"},
		{"orchestrate on a cluster", w.orchestrate(i.OrchestrateCPD, i.OrchestrateCPD.APIKey, ""), "user"},
		{"studio local on icp", w.studio(i.StudioICP), "user"},
		{"studio local on openshift", w.studio(i.StudioOpenShift), "user"},
	}
	simulated := map[profile.Kind]bool{}
	for _, tt := range tests {
		simulated[tt.c.Profile.Kind] = true
	}
	for _, k := range profile.Kinds() {
		if !simulated[k] {
			t.Errorf("no simulated site signs in %s", k)
		}
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			token, err := w.client.Exchange(t.Context(), tt.c)
			if err != nil {
				t.Fatal(err)
			}
			if life := token.ExpiresAt.Sub(token.IssuedAt); life != 20*time.Minute {
				t.Errorf("it lives %v, want 20m", life)
			}
			if !token.ExpiresAt.Equal(token.Claims.ExpiresAt) || token.Skew != 0 {
				t.Errorf("expires %v by the token, %v by us, skew %v", token.Claims.ExpiresAt, token.ExpiresAt, token.Skew)
			}
			if token.Claims.SubjectType != tt.subject || token.Claims.Subject == "" {
				t.Errorf("it is for %q %q, want %q", token.Claims.SubjectType, token.Claims.Subject, tt.subject)
			}
		})
	}
}

// outcome is a staged test in short: check and status of each result.
func outcome(results []iam.Result) []string {
	var out []string
	for _, r := range results {
		s := string(r.Check) + " " + string(r.Status)
		if r.Note != "" {
			s += " " + string(r.Note)
		}
		out = append(out, s)
	}
	return out
}

func TestStagedTestOnTheSimulator(t *testing.T) {
	w := start(t, sim.Options{})
	i := w.info
	inSpace := func(c iam.Credential, id string) iam.Credential {
		return change(c, func(p *profile.Profile) { p.SpaceID = id })
	}
	good := []string{"address ok", "network ok", "tls ok profile-ca", "sign-in ok", "token ok", "service ok"}
	with := func(last ...string) []string { return append(slices.Clone(good), last...) }
	tests := []struct {
		name string
		c    iam.Credential
		want []string
	}{
		{"cloud", w.cloud(i.Cloud.APIKey), with("space skipped no-place")},
		{"cloud, space", inSpace(w.cloud(i.Cloud.APIKey), i.Cloud.SpaceID), with("space ok")},
		{"cloud, project", change(w.cloud(i.Cloud.ServiceIDAPIKey), func(p *profile.Profile) { p.ProjectID = i.Cloud.ProjectID }), with("project ok")},
		{"cloud, instance", change(w.cloud(i.Cloud.APIKey), func(p *profile.Profile) { p.InstanceID = i.Cloud.InstanceID }), with("space skipped no-place")},
		{"cloud, no platform url", change(w.cloud(i.Cloud.APIKey), func(p *profile.Profile) { p.PlatformURL = "" }), with("space skipped no-place")},
		{"trusted profile", change(inSpace(w.cloud(i.Cloud.APIKey), i.Cloud.SpaceID), func(p *profile.Profile) {
			p.TrustedProfile = &profile.TrustedProfile{ID: i.Cloud.TrustedProfileID}
		}), with("space ok")},
		{"orchestrate on AWS, older sign-in", w.orchestrate(i.Orchestrate, i.Orchestrate.OlderAPIKey, ""), with("space skipped no-such-call")},
		{"orchestrate on AWS, newer sign-in", w.orchestrate(i.Orchestrate, i.Orchestrate.APIKey, ""), with("space skipped no-such-call")},
		{"orchestrate on IBM Cloud", w.orchestrate(i.OrchestrateCloud, i.OrchestrateCloud.APIKey, profile.AuthIAM), with("space skipped no-such-call")},
		{"orchestrate on a cluster", w.orchestrate(i.OrchestrateCPD, i.OrchestrateCPD.APIKey, ""), with("space skipped no-such-call")},
		{"aws", w.aws(i.AWS.APIKey), with("space skipped no-place")},
		{"cp4d", inSpace(w.cp4d(profile.APIKey, i.CP4D.APIKey), i.CP4D.SpaceID), with("space ok")},
		{"cp4d, another version", change(w.cp4d(profile.Password, i.CP4D.Password), func(p *profile.Profile) { p.CPDVersion = "4.8" }), []string{
			"address ok", "network ok", "tls ok profile-ca", "sign-in ok", "token ok", "service ok version", "space skipped no-place",
		}},
		{"cp4d, identity service", w.identity(), with("space skipped no-place")},
		{"studio on icp", w.studio(i.StudioICP), []string{
			"address ok", "network ok", "tls ok profile-ca", "sign-in ok", "token ok", "service skipped no-such-call", "space skipped no-such-call",
		}},
		{"insecure", change(w.cloud(i.Cloud.APIKey), func(p *profile.Profile) { p.TLS = profile.TLS{Mode: profile.TLSInsecure} }), []string{
			"address ok", "network ok", "tls ok insecure", "sign-in ok", "token ok", "service ok", "space skipped no-place",
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var seen []iam.Result
			got := w.client.Test(t.Context(), tt.c, func(r iam.Result) { seen = append(seen, r) })
			if d := cmp.Diff(tt.want, outcome(got)); d != "" {
				t.Errorf("results (-want +got):\n%s", d)
				for _, r := range got {
					t.Log(r.Check, r.Err)
				}
			}
			if len(seen) != len(got) {
				t.Errorf("told of %d results, given %d", len(seen), len(got))
			}
			for _, r := range got {
				told := explain.Tell(r)
				if told.Detail == "" || strings.ContainsAny(told.Detail+told.Hint, "{}[]") {
					t.Errorf("%s: %q, %q", r.Check, told.Detail, told.Hint)
				}
			}
		})
	}
}

// TestStagedTestOnlyReads: nothing but the sign-in is a POST.
func TestStagedTestOnlyReads(t *testing.T) {
	w := start(t, sim.Options{})
	w.client.Test(t.Context(), change(w.cloud(w.info.Cloud.APIKey), func(p *profile.Profile) { p.SpaceID = w.info.Cloud.SpaceID }), nil)
	w.client.Test(t.Context(), change(w.cp4d(profile.APIKey, w.info.CP4D.APIKey), func(p *profile.Profile) { p.SpaceID = w.info.CP4D.SpaceID }), nil)
	for _, r := range w.Requests() {
		if r.Method != "GET" && r.Path != "/identity/token" && r.Path != "/icp4d-api/v1/authorize" {
			t.Errorf("%s %s", r.Method, r.Path)
		}
	}
	if n := w.Exchanges(); n != 2 {
		t.Errorf("%d exchanges, want 2", n)
	}
}

func TestStagedTestNamesTheFailure(t *testing.T) {
	w := start(t, sim.Options{})
	i := w.info
	at := func(url string) iam.Credential {
		return change(w.cloud(i.Cloud.APIKey), func(p *profile.Profile) { p.AuthURL, p.URL, p.PlatformURL = url, url, url })
	}
	denies := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, _ *http.Request) {
		rw.Header().Set("Proxy-Authenticate", "Basic")
		rw.WriteHeader(407)
	}))
	t.Cleanup(denies.Close)
	space := func(c iam.Credential, id string) iam.Credential {
		return change(c, func(p *profile.Profile) { p.SpaceID = id })
	}
	tests := []struct {
		name  string
		c     iam.Credential
		check iam.Check
		exit  int
		code  string
		what  string
	}{
		{"unknown key", w.cloud(i.Failing.UnknownKey), iam.CheckSignIn, 4, "BXNIM0415E", "IBM does not know this API key"},
		{"disabled key", w.cloud(i.Failing.DisabledKey), iam.CheckSignIn, 4, "BXNIM0462E", "This API key is disabled"},
		{"key for other networks", w.cloud(i.Failing.IPRestrictedKey), iam.CheckSignIn, 4, "BXNIM0430E", "IBM Cloud does not allow sign-ins from this network"},
		{"rate limited key", w.cloud(i.Failing.RateLimitedKey), iam.CheckSignIn, 7, "", "asks us to slow down"},
		{"slow key", w.cloud(i.Failing.SlowKey), iam.CheckSignIn, 7, "", "did not answer in time"},
		{"page for a key", w.cloud(i.Failing.HTMLKey), iam.CheckSignIn, 7, "", "answered with a web page"},
		{"wrong password", w.cp4d(profile.Password, "wrong-password"), iam.CheckSignIn, 4, "", "The cluster refused"},
		{"a password for a cluster with an identity service", change(w.identity(), func(p *profile.Profile) { p.CPDIdentity = "" }), iam.CheckSignIn, 4, "", "The cluster refused"},
		{"wrong password at the identity service", iam.Credential{Profile: w.identity().Profile, Key: secret.New("wrong-password")}, iam.CheckSignIn, 4, "invalid_grant", "The identity service refused"},
		{"wrong password at studio local", iam.Credential{Profile: w.studio(i.StudioICP).Profile, Key: secret.New("wrong-password")}, iam.CheckSignIn, 4, "", "Watson Studio Local refused"},
		{"a cloud key at AWS", w.aws(i.Cloud.APIKey), iam.CheckSignIn, 4, "invalid_apikey", "watsonx on AWS refused"},
		{"forbidden space", space(w.cloud(i.Cloud.APIKey), i.Cloud.ForbiddenSpaceID), iam.CheckSpace, 8, "authorization_rejected", "Credential good, but no access to this space"},
		{"no such space", space(w.cloud(i.Cloud.APIKey), "00000000-0000-0000-0000-000000000000"), iam.CheckSpace, 8, "container_not_found", "Credential good, but there is no such deployment space"},
		{"no such instance", change(w.cloud(i.Cloud.APIKey), func(p *profile.Profile) { p.InstanceID = "nope" }), iam.CheckService, 8, "instance_not_found", "The key works, but there is no such service"},
		{"unknown CA", at(i.TLSFaults.UnknownCA), iam.CheckTLS, 5, "", "is not trusted"},
		{"wrong name", at(i.TLSFaults.WrongName), iam.CheckTLS, 5, "", "is for another name"},
		{"expired", at(i.TLSFaults.Expired), iam.CheckTLS, 5, "", "is not valid today"},
		{"TLS 1.1", at(i.TLSFaults.TLS11), iam.CheckTLS, 5, "", "speaks only versions of TLS that are no longer safe"},
		{"dead port", at(i.DeadURL), iam.CheckNetwork, 5, "", "Nothing answers at"},
		{"no such host", at("https://no-such-host.invalid"), iam.CheckNetwork, 5, "", "There is no address for the name no-such-host.invalid"},
		{"no address", at("https://"), iam.CheckAddress, 2, "", "The profile's fields do not make a sign-in"},
		{"proxy with 407", change(w.cloud(i.Cloud.APIKey), func(p *profile.Profile) { p.Proxy = denies.URL }), iam.CheckNetwork, 5, "", "wants a user name and password"},
		{"service behind a dead port", change(w.cloud(i.Cloud.APIKey), func(p *profile.Profile) { p.PlatformURL = i.DeadURL }), iam.CheckService, 7, "", "Nothing answers at"},
		{"another service's host", change(w.cloud(i.Cloud.APIKey), func(p *profile.Profile) { p.URL = i.AWS.URL }), iam.CheckService, 8, "authentication_token_not_valid", "does not take the token"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			c := iam.New(iam.Options{})
			c.Hurry(time.Millisecond, 15*time.Second, 30*time.Second)
			if tt.name == "slow key" {
				c.Hurry(time.Millisecond, time.Second, 2*time.Second)
			}
			got := c.Test(t.Context(), tt.c, nil)
			n := slices.IndexFunc(got, func(r iam.Result) bool { return r.Status == iam.StatusFailed })
			if n < 0 {
				t.Fatalf("nothing failed: %v", outcome(got))
			}
			f := explain.Result(got[n])
			if got[n].Check != tt.check || f.Exit != tt.exit || got[n].Code() != tt.code || !strings.Contains(f.What, tt.what) {
				t.Errorf("%s: exit %d, code %q, %q\n(%v)\nwant %s: exit %d, code %q, %q", got[n].Check, f.Exit, got[n].Code(), f.What, got[n].Err, tt.check, tt.exit, tt.code, tt.what)
			}
			if tt.code != "" && tt.check == iam.CheckSignIn && tt.code != "invalid_grant" && got[n].RequestID() == "" {
				t.Error("no request id")
			}
			for _, r := range got[:n] {
				if r.Status != iam.StatusOK {
					t.Errorf("%s is %s", r.Check, r.Status)
				}
			}
			for _, r := range got[n+1:] {
				if r.Status != iam.StatusSkipped || r.Note != iam.NoteAfterFailure {
					t.Errorf("%s is %s after the failure", r.Check, r.Status)
				}
			}
			if len(got) != 7 {
				t.Errorf("%d results, want 7", len(got))
			}
		})
	}
}

// TestEveryFaultHasWords: each row of the simulator's table, met over real HTTPS, is
// classified, and its text is fit for a terminal and without the secret.
func TestEveryFaultHasWords(t *testing.T) {
	w := start(t, sim.Options{})
	exits := map[string]int{ // where it isn't the place's usual one; 0: no failure
		"BXNIM0060E": 7, "cp4d-602-500": 4, "mcsp-404": 7,
		"type-text": 0, "type-none": 0, "token-opaque": 0, "token-broken": 0, "token-padded": 0, "token-bearer": 0, "token-large": 0,
		"claims-escapes": 0, "claims-types": 0, "slow": 5, "slow-2s": 0,
		"expiry-none": 0, "expiry-unknown": 0, "expires-in-huge": 0, "expires-in-long": 0, "expires-in-negative": 0, "expires-in-zero": 0,
		"expires-in-float": 0, "expires-in-string": 0, "expires-in-null": 0,
		"exp-missing": 0, "exp-huge": 0, "exp-negative": 0, "exp-float": 0, "exp-string": 0, "exp-null": 0, "iat-missing": 0,
		"life-900": 0, "clock-ahead": 0, "clock-behind": 0, "clock-days": 0, "no-date": 0, "no-date-behind": 0,
		"token_quota_reached": 7,
		"text-400":            4, "html-401": 7, "echo": 4, "escapes": 4, "long-message": 4,
		"hang": 5, "drip": 5, "reset": 5,
		"keys-create-500": 7, "keys-create-lost": 5, "keys-own-value": 7, "keys-change-409": 1, "keys-change-412": 1, "keys-read-404": 1,
	}
	for _, silent := range []string{ // a few bytes that are no answer, then nothing
		"window-overflow", "window-overflow-all", "window-zero", "settings-odd", "settings-window", "settings-streams", "ping-short",
		"headers-unfinished", "headers-interleaved", "headers-junk", "headers-even", "headers-only", "continuation-alone",
		"reset", "reset-refused", "goaway", "push", "data-first", "data-padding",
	} {
		exits["h2-"+silent] = 5
	}
	usual := map[string]int{sim.OnIAM: 4, sim.OnCP4D: 4, sim.OnMCSP: 4, sim.OnToken: 7, sim.OnService: 8, sim.OnWire: 7, sim.OnKeys: 8}
	t.Run("faults", func(t *testing.T) {
		for _, f := range sim.Faults() {
			if f.On == sim.OnDiscovery {
				continue // no key is sent there
			}
			t.Run(f.Name, func(t *testing.T) {
				t.Parallel()
				w := &world{Simulator: w.Simulator, info: w.info, ca: w.ca, client: iam.New(iam.Options{})} // a broken connection is its own
				switch {
				case slices.Contains([]string{"hang", "slow", "drip"}, f.Name):
					w.client.Hurry(time.Millisecond, time.Second, 2*time.Second)
				case exits[f.Name] == 5 && strings.HasPrefix(f.Name, "h2-"):
					w.client.Hurry(time.Millisecond, 300*time.Millisecond, time.Second)
				default:
					w.client.Hurry(time.Millisecond, 15*time.Second, 30*time.Second)
				}
				want, special := exits[f.Name]
				if !special {
					want = usual[f.On]
				}
				value := f.Value()
				var err error
				switch f.On {
				case sim.OnCP4D:
					_, err = w.client.Exchange(t.Context(), w.cp4d(profile.Password, value))
				case sim.OnMCSP:
					_, err = w.client.Exchange(t.Context(), w.aws(value))
				case sim.OnService:
					results := w.client.Test(t.Context(), change(w.cloud(w.info.Cloud.APIKey), func(p *profile.Profile) { p.SpaceID = value }), nil)
					err = results[len(results)-1].Err
				case sim.OnKeys:
					err = w.managing(t, f)
				default:
					_, err = w.client.Exchange(t.Context(), w.cloud(value))
				}
				if want == 0 {
					if err != nil {
						t.Errorf("failed: %v", err)
					}
					return
				}
				var e *iam.Error
				if !errors.As(err, &e) {
					t.Fatalf("error %v, want an *iam.Error", err)
				}
				said := explain.Explain(err)
				if said.Exit != want {
					t.Errorf("exit %d, want %d: %v", said.Exit, want, err)
				}
				all := strings.Join([]string{err.Error(), said.What, said.Why, said.Next, said.Code, said.RequestID}, " ")
				if strings.ContainsFunc(all, func(r rune) bool { return r < ' ' || r == 0x7f || r == 0x202e }) {
					t.Errorf("not fit for a terminal: %q", all)
				}
				if f.On != sim.OnService && strings.Contains(all, value) {
					t.Errorf("the secret is in %q", all)
				}
				if strings.Contains(said.What, "something unexpected") && f.Name != "redirect-nowhere" {
					t.Errorf("no row fits: %v", err)
				}
			})
		}
	})
	for _, r := range w.Requests() {
		if r.Entry == "elsewhere" || r.Entry == "plain" {
			t.Errorf("a redirect was followed to %s: %s %s", r.Entry, r.Method, r.Path)
		}
	}
}

// TestTokensRefusedByTheService: the sign-in is good, and said to be.
func TestTokensRefusedByTheService(t *testing.T) {
	w := start(t, sim.Options{})
	for _, f := range sim.Faults() {
		if f.On != sim.OnService || f.Name == "token_quota_reached" || f.Name == "invalid_request_entity" {
			continue
		}
		t.Run(f.Name, func(t *testing.T) {
			got := w.client.Test(t.Context(), w.cloud(f.ServiceValue()), nil)
			r := got[5]
			if r.Check != iam.CheckService || r.Status != iam.StatusFailed {
				t.Fatalf("%v", outcome(got))
			}
			if said := explain.Result(r); said.Exit != 8 || said.Action == explain.ActionReplaceKey {
				t.Errorf("exit %d, action %q: %s", said.Exit, said.Action, said.What)
			}
		})
	}
}

func TestStrangeLives(t *testing.T) {
	w := start(t, sim.Options{})
	tests := []struct {
		fault string
		life  time.Duration // 0: unknown
		check string        // of the staged test's token check
	}{
		{"life-900", 15 * time.Minute, "token ok"},
		{"expires-in-long", time.Hour, "token ok"},
		{"exp-negative", time.Hour, "token ok"},
		{"expiry-unknown", 0, "token ok no-lifetime"},
		{"token-opaque", time.Hour, "token ok opaque"},
		{"life-20", 0, "token failed"},
		{"life-over", 0, "token failed"},
		{"dead-exp", 0, "token failed"},
		{"dead-no-date", 0, "token failed"},
		{"no-date", time.Hour, "token ok"},
		{"no-date-behind", time.Hour, "token ok"},
		{"clock-days", time.Hour, "token ok clock"},
		{"clock-ahead", time.Hour, "token ok clock"},
		{"clock-behind", time.Hour, "token ok clock"},
		{"token-missing", 0, "token failed"},
		{"token-spaces", 0, "token failed"},
	}
	for _, tt := range tests {
		t.Run(tt.fault, func(t *testing.T) {
			f, ok := sim.FaultNamed(tt.fault)
			if !ok {
				t.Fatal("no such fault")
			}
			c := w.cloud(f.Value())
			token, err := w.client.Exchange(t.Context(), c)
			if err == nil && tt.life != 0 {
				if left := time.Until(token.ExpiresAt); left < tt.life-10*time.Second || left > tt.life+10*time.Second {
					t.Errorf("%v is left, want about %v", left, tt.life)
				}
			}
			if err == nil && tt.life == 0 && !token.ExpiresAt.IsZero() {
				t.Errorf("it expires at %v, want unknown", token.ExpiresAt)
			}
			got := outcome(w.client.Test(t.Context(), c, nil))
			if got[4] != tt.check {
				t.Errorf("%q, want %q", got[4], tt.check)
			}
		})
	}
}

// TestMemoryStaysFlat under servers that send without end.
func TestMemoryStaysFlat(t *testing.T) {
	w := start(t, sim.Options{})
	w.client.Hurry(time.Millisecond, time.Second, 3*time.Second)
	peak := watchHeap(t)
	for _, name := range []string{"endless", "gzip-bomb", "big-headers", "informational", "drip"} {
		f, _ := sim.FaultNamed(name)
		if _, err := w.client.Exchange(t.Context(), w.cloud(f.Value())); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	// The servers' own buffers are in this process, too.
	if grown := peak(); grown > 60<<20 {
		t.Errorf("memory grew by %d MiB", grown>>20)
	}
}

func watchHeap(t *testing.T) func() uint64 {
	t.Helper()
	heap := func() uint64 {
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return m.HeapInuse
	}
	runtime.GC()
	before, most := heap(), uint64(0)
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() {
		defer close(done)
		for ctx.Err() == nil {
			most = max(most, heap())
			time.Sleep(10 * time.Millisecond)
		}
	}()
	return func() uint64 {
		cancel()
		<-done
		return most - min(most, before)
	}
}

func TestChain(t *testing.T) {
	w := start(t, sim.Options{})
	tests := []struct {
		name   string
		url    string
		ca     string
		reason iam.Reason // "": trusted
	}{
		{"trusted by the profile's CA", w.info.Cloud.AuthURL, w.ca, ""},
		{"not trusted yet", w.info.Cloud.AuthURL, "", iam.ReasonUnknownCA},
		{"unknown CA", w.info.TLSFaults.UnknownCA, w.ca, iam.ReasonUnknownCA},
		{"wrong name", w.info.TLSFaults.WrongName, w.ca, iam.ReasonWrongName},
		{"expired", w.info.TLSFaults.Expired, w.ca, iam.ReasonExpiredCert},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := profile.Profile{Kind: profile.CP4D, URL: tt.url, TLS: profile.TLS{CAPEM: tt.ca}}
			before := len(w.Requests())
			c, err := w.client.Chain(t.Context(), p, secret.Text{})
			if err != nil {
				t.Fatal(err)
			}
			switch {
			case tt.reason == "" && c.Problem != nil:
				t.Errorf("not trusted: %v", c.Problem)
			case tt.reason != "" && (c.Problem == nil || c.Problem.Reason != tt.reason):
				t.Errorf("problem %v, want %s", c.Problem, tt.reason)
			}
			if n := len(w.Requests()) - before; n != 0 {
				t.Errorf("%d requests were sent", n)
			}
			certs, err := profile.ParseCA(c.PEM())
			if err != nil || len(certs) != len(c.Certificates) || len(certs) == 0 {
				t.Fatalf("%d certificates in the PEM, %d in the chain, %v", len(certs), len(c.Certificates), err)
			}
			// What was shown can be pinned.
			p.TLS = profile.TLS{Mode: profile.TLSPin, PinSHA256: c.Certificates[0].SHA256}
			got := outcome(w.client.Test(t.Context(), iam.Credential{Profile: p, Key: secret.New("some-password")}, nil))
			if got[2] != "tls ok pinned" {
				t.Errorf("pinned: %v", got)
			}
		})
	}
	t.Run("nothing there", func(t *testing.T) {
		_, err := w.client.Chain(t.Context(), profile.Profile{Kind: profile.CP4D, URL: w.info.DeadURL}, secret.Text{})
		var e *iam.Error
		if !errors.As(err, &e) || e.Reason != iam.ReasonRefused {
			t.Errorf("error %v", err)
		}
	})
}

func TestPlacesAndKeyDetails(t *testing.T) {
	w := start(t, sim.Options{})
	cloud := w.cloud(w.info.Cloud.ServiceIDAPIKey)
	token, err := w.client.Exchange(t.Context(), cloud)
	if err != nil {
		t.Fatal(err)
	}
	spaces, err := w.client.Spaces(t.Context(), cloud, token)
	if err != nil || !slices.ContainsFunc(spaces, func(p iam.Place) bool { return p.ID == w.info.Cloud.SpaceID && p.Name != "" }) {
		t.Errorf("spaces %v, %v", spaces, err)
	}
	if slices.ContainsFunc(spaces, func(p iam.Place) bool { return p.ID == w.info.Cloud.ForbiddenSpaceID }) {
		t.Error("the forbidden space is listed")
	}
	projects, err := w.client.Projects(t.Context(), cloud, token)
	if err != nil || !slices.ContainsFunc(projects, func(p iam.Place) bool { return p.ID == w.info.Cloud.ProjectID && p.Name != "" }) {
		t.Errorf("projects %v, %v", projects, err)
	}
	key, err := w.client.KeyDetails(t.Context(), cloud, token)
	if err != nil {
		t.Fatal(err)
	}
	if age := time.Since(key.CreatedAt); key.Name != "scoring key" || age < 79*24*time.Hour || age > 81*24*time.Hour || key.Disabled {
		t.Errorf("key %+v", key)
	}
	if left := time.Until(key.ExpiresAt); left < 9*24*time.Hour || left > 11*24*time.Hour {
		t.Errorf("the key expires in %v, want 10 days", left)
	}
	if _, err := w.client.KeyDetails(t.Context(), w.aws("x"), token); err == nil {
		t.Error("AWS told about a key")
	}
}

// TestPagesStayOnTheHost: a list's link to its next page is read for its mark only.
func TestPagesStayOnTheHost(t *testing.T) {
	var asked []string
	evil := httptest.NewTLSServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("the other host was called") }))
	t.Cleanup(evil.Close)
	ts := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked = append(asked, r.URL.RequestURI())
		if r.URL.Query().Get("start") == "" {
			_, _ = io.WriteString(w, `{"resources":[{"metadata":{"id":"b"},"entity":{"name":"Beta\u001b[0m"}}],"next":{"href":"`+evil.URL+`/v2/spaces?start=two&limit=9"}}`)
			return
		}
		_, _ = io.WriteString(w, `{"resources":[{"metadata":{"id":"a"},"entity":{"name":"alpha","stage":{"production":true}}},7,{"metadata":{}}],"next":{"href":"/v2/spaces?start=two"}}`)
	}))
	t.Cleanup(ts.Close)
	c := iam.New(iam.Options{})
	cred := iam.Credential{Profile: profile.Profile{Kind: profile.CP4D, URL: ts.URL, TLS: profile.TLS{Mode: profile.TLSInsecure}}}
	got, err := c.Spaces(t.Context(), cred, iam.Token{Access: secret.New("T1")})
	if err != nil {
		t.Fatal(err)
	}
	want := []iam.Place{{ID: "a", Name: "alpha", Production: true}, {ID: "b", Name: "Beta"}}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("places (-want +got):\n%s", d)
	}
	if d := cmp.Diff([]string{"/v2/spaces?limit=100", "/v2/spaces?limit=100&start=two"}, asked); d != "" {
		t.Errorf("requests (-want +got):\n%s", d)
	}
}

func TestCancelEndsTheStagedTest(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		if c, err := l.Accept(); err == nil {
			_, _ = c.Read(make([]byte, 1))
			cancel() // the handshake is under way
			_, _ = io.Copy(io.Discard, c)
		}
	}()
	c := iam.New(iam.Options{})
	got := c.Test(ctx, iam.Credential{
		Profile: profile.Profile{Kind: profile.CP4D, URL: "https://" + l.Addr().String()}, Key: secret.New("some-password"),
	}, nil)
	if f := explain.Result(got[2]); got[2].Status != iam.StatusFailed || f.Exit != 130 {
		t.Errorf("%v, exit %d", outcome(got), f.Exit)
	}
}

func TestZenAPIKey(t *testing.T) {
	if got := iam.ZenAPIKey("admin", secret.New("k3y")).Reveal(); got != "ZenApiKey YWRtaW46azN5" {
		t.Errorf("%q", got)
	}
}
