package tokenserver_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"lanyard/internal/secret"
	"lanyard/internal/tcppeer"
	"lanyard/internal/tokenserver"
	"lanyard/internal/wallet"
)

// noon is when the tests' clock begins.
var noon = time.Date(2026, 12, 1, 12, 0, 0, 0, time.UTC)

// purse gives numbered tokens that live for an hour, or what it is told.
type purse struct {
	mu     sync.Mutex
	now    func() time.Time
	token  wallet.Token
	err    error // of Token
	broken error // of Fresh
	asked  int
}

func (p *purse) Token(context.Context, string) (wallet.Token, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.asked++
	return p.token, p.err
}

func (p *purse) Fresh(context.Context, string) (wallet.Token, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.broken != nil {
		return wallet.Token{}, p.broken
	}
	p.token = tokenAt("fresh", p.now(), time.Hour)
	return p.token, nil
}

func tokenAt(text string, issued time.Time, life time.Duration) wallet.Token {
	return wallet.Token{Access: secret.New(text), Type: "Bearer", IssuedAt: issued, ExpiresAt: issued.Add(life)}
}

type rig struct {
	*tokenserver.Server
	purse  *purse
	mu     sync.Mutex
	at     time.Time
	turned []string
}

func (r *rig) now() time.Time {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.at
}

func (r *rig) later(d time.Duration) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.at = r.at.Add(d)
}

func (r *rig) reasons() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.turned)
}

func start(t *testing.T, peer func(net.Conn) error) *rig {
	t.Helper()
	r := &rig{at: noon}
	r.purse = &purse{now: r.now, token: tokenAt("live", noon, time.Hour)}
	s, err := tokenserver.StartFor(t.Context(), tokenserver.Config{
		Purse: r.purse, Profile: "p",
		Failed: func(err error) (string, bool) { return err.Error(), errors.Is(err, errRefused) },
		Turned: func(why string) {
			r.mu.Lock()
			defer r.mu.Unlock()
			r.turned = append(r.turned, why)
		},
	}, r.now, peer)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	r.Server = s
	return r
}

var errRefused = errors.New("the key was refused")

// post sends a body and gives status and answer.
func post(t *testing.T, address, body string, change func(*http.Request)) (int, map[string]any) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, address, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if change != nil {
		change(req)
	}
	resp, err := (&http.Client{Transport: &http.Transport{DisableKeepAlives: true}}).Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	var answer map[string]any
	_ = json.Unmarshal(text, &answer)
	if resp.StatusCode == http.StatusForbidden && string(text) != "forbidden\n" {
		t.Errorf("who is sent away learns %q", text)
	}
	return resp.StatusCode, answer
}

func iamForm(key string) string {
	return url.Values{"grant_type": {"urn:ibm:params:oauth:grant-type:apikey"}, "apikey": {key}, "response_type": {"cloud_iam"}}.Encode()
}

func TestEveryTokenCallIsAnswered(t *testing.T) {
	r := start(t, nil)
	r.later(20 * time.Minute)
	const left, end = 2400.0, 1764594000.0 + 365*86400 // 40 minutes, until 13:00
	key := r.StandIn().Reveal()
	if !regexp.MustCompile(`^[A-Za-z0-9_-]{44}$`).MatchString(key) {
		t.Errorf("the stand-in %q doesn't look like a key of IBM Cloud", key)
	}
	for name, c := range map[string]struct {
		path, body string
		want       map[string]any
	}{
		"IAM": {"/identity/token", iamForm(key), map[string]any{
			"access_token": "live", "token_type": "Bearer", "expires_in": left, "expiration": end, "scope": "ibm openid",
		}},
		"a cluster, with an API key": {"/icp4d-api/v1/authorize", `{"username":"u","api_key":"` + key + `"}`, map[string]any{
			"token": "live", "_messageCode_": "200", "message": "Success",
		}},
		"a cluster, with a password and no prefix": {"/v1/authorize", `{"username":"u","password":"` + key + `","api_key":null}`, map[string]any{
			"token": "live", "_messageCode_": "200", "message": "Success",
		}},
		"MCSP": {"/siusermgr/api/1.0/apikeys/token", `{"apikey":"` + key + `"}`, map[string]any{
			"token": "live", "token_type": "Bearer", "expires_in": left, "expiration": end,
		}},
		"MCSP 2": {"/api/2.0/apikeys/token", `{"apikey":"` + key + `"}`, map[string]any{
			"token": "live", "token_type": "Bearer", "expires_in": left, "expiration": end,
		}},
		"MCSP 2 with a scope": {"/api/2.0/services/20250508-1435/apikeys/token?includeRoles=true", `{"apikey":"` + key + `"}`, map[string]any{
			"token": "live", "token_type": "Bearer", "expires_in": left, "expiration": end,
		}},
	} {
		t.Run(name, func(t *testing.T) {
			status, got := post(t, r.Address()+c.path, c.body, nil)
			if status != http.StatusOK || fmt.Sprint(got) != fmt.Sprint(c.want) {
				t.Errorf("status %d, answer %v, want %v", status, got, c.want)
			}
		})
	}
	if len(r.reasons()) != 0 {
		t.Errorf("sent away: %v", r.reasons())
	}
}

// TestLittleLifeIsRenewedFirst: with under a fifth of its life left a token is fetched anew;
// when that fails, the old one does as long as it lives.
func TestLittleLifeIsRenewedFirst(t *testing.T) {
	for name, c := range map[string]struct {
		after  time.Duration
		broken error
		token  string
		left   float64
	}{
		"fresh":                  {0, nil, "live", 3600},
		"a fifth is left":        {48 * time.Minute, nil, "live", 720},
		"less":                   {48*time.Minute + time.Second, nil, "fresh", 3600},
		"less, and IBM is away":  {50 * time.Minute, errors.New("away"), "live", 600},
		"seconds, IBM away":      {59*time.Minute + 20*time.Second, errors.New("away"), "live", 40},
		"seconds, IBM answering": {59*time.Minute + 20*time.Second, nil, "fresh", 3600},
	} {
		t.Run(name, func(t *testing.T) {
			r := start(t, nil)
			r.later(c.after)
			r.purse.broken = c.broken
			status, got := post(t, r.Address()+"/identity/token", iamForm(r.StandIn().Reveal()), nil)
			if status != http.StatusOK || got["access_token"] != c.token || got["expires_in"] != c.left {
				t.Errorf("status %d, %v", status, got)
			}
		})
	}
}

func TestUnknownLifeIsShort(t *testing.T) {
	r := start(t, nil)
	r.purse.token = wallet.Token{Access: secret.New("odd")}
	if _, got := post(t, r.Address()+"/identity/token", iamForm(r.StandIn().Reveal()), nil); got["expires_in"] != 60.0 || got["access_token"] != "odd" {
		t.Errorf("%v", got)
	}
}

func TestFailureIsTold(t *testing.T) {
	for err, want := range map[error]int{errRefused: http.StatusUnauthorized, errors.New("no network"): http.StatusServiceUnavailable} {
		r := start(t, nil)
		r.purse.err = err
		if status, got := post(t, r.Address()+"/identity/token", iamForm(r.StandIn().Reveal()), nil); status != want || got["errorMessage"] != err.Error() {
			t.Errorf("%v: status %d, %v", err, status, got)
		}
	}
}

func TestEverybodyElseIsSentAway(t *testing.T) {
	const path = "/identity/token"
	for name, c := range map[string]struct {
		address func(r *rig) string
		body    func(r *rig) string
		change  func(*http.Request)
		peer    func(net.Conn) error
		why     string
	}{
		"another user":         {peer: func(net.Conn) error { return fmt.Errorf("look: %w", tcppeer.ErrStranger) }, why: "another user's program"},
		"nobody knows whom":    {peer: func(net.Conn) error { return tcppeer.ErrUnknown }, why: "nobody knows whose program it was"},
		"a name for loopback":  {change: func(r *http.Request) { r.Host = "localhost:80" }, why: "it was sent to another host's name"},
		"a page's own name":    {change: func(r *http.Request) { r.Host = "evil.example" }, why: "it was sent to another host's name"},
		"no port":              {change: func(r *http.Request) { r.Host = "127.0.0.1" }, why: "it was sent to another host's name"},
		"a page's script":      {change: func(r *http.Request) { r.Header.Set("Origin", "https://evil.example") }, why: "it came from a page in a browser"},
		"a page's form":        {change: func(r *http.Request) { r.Header.Set("Sec-Fetch-Site", "cross-site") }, why: "it came from a page in a browser"},
		"GET":                  {change: func(r *http.Request) { r.Method = http.MethodGet }, why: "it was no POST"},
		"OPTIONS":              {change: func(r *http.Request) { r.Method = http.MethodOptions }, why: "it was no POST"},
		"no path":              {address: func(r *rig) string { return hostOf(r) + path }, why: "wrong path"},
		"another path":         {address: func(r *rig) string { return hostOf(r) + "/AAAA" + path }, why: "wrong path"},
		"an unknown call":      {address: func(r *rig) string { return r.Address() + "/v1/apikeys" }, why: "wrong path"},
		"a call with more":     {address: func(r *rig) string { return r.Address() + path + "/" }, why: "wrong path"},
		"control's other call": {address: func(r *rig) string { return r.Control() + path }, why: "wrong path"},
		"no key":               {body: func(*rig) string { return "" }, why: "wrong stand-in for the key"},
		"another key":          {body: func(*rig) string { return iamForm(strings.Repeat("x", 44)) }, why: "wrong stand-in for the key"},
		"an empty key":         {body: func(*rig) string { return iamForm("") }, why: "wrong stand-in for the key"},
		"another grant": {
			body: func(r *rig) string {
				return strings.Replace(iamForm(r.StandIn().Reveal()), "apikey&", "passcode&", 1)
			},
			why: "wrong stand-in for the key",
		},
		"a long body": {body: func(*rig) string { return strings.Repeat("a", 9000) }, why: "its body could not be read, or was too long"},
	} {
		t.Run(name, func(t *testing.T) {
			r := start(t, c.peer)
			address, body := r.Address()+path, iamForm(r.StandIn().Reveal())
			if c.address != nil {
				address = c.address(r)
			}
			if c.body != nil {
				body = c.body(r)
			}
			if status, _ := post(t, address, body, c.change); status != http.StatusForbidden {
				t.Errorf("status %d", status)
			}
			if got := r.reasons(); !slices.Equal(got, []string{c.why}) {
				t.Errorf("told %q, want %q", got, c.why)
			}
			if r.purse.asked != 0 {
				t.Error("a token was fetched")
			}
		})
	}
}

func hostOf(r *rig) string {
	u, err := url.Parse(r.Address())
	if err != nil {
		panic(err)
	}
	return "http://" + u.Host
}

// TestKnockingDoesNotFillTheActivity: the same reason is told once in a while.
func TestKnockingDoesNotFillTheActivity(t *testing.T) {
	r := start(t, nil)
	for range 50 {
		post(t, hostOf(r)+"/x", "", nil)
	}
	r.later(11 * time.Second)
	post(t, hostOf(r)+"/x", "", nil)
	if got := r.reasons(); len(got) != 2 {
		t.Errorf("told %d times", len(got))
	}
}

func TestAfterTheEndThereIsNothing(t *testing.T) {
	r := start(t, nil)
	r.Close()
	select {
	case <-r.Ended():
	default:
		t.Error("it does not say that it has ended")
	}
	if _, err := http.Post(r.Address()+"/identity/token", "application/x-www-form-urlencoded", strings.NewReader(iamForm(r.StandIn().Reveal()))); err == nil { //nolint:bodyclose,noctx // there must be no answer
		t.Error("it answers still")
	}
}

func TestRunningAreListedAndEnded(t *testing.T) {
	dir, profiles := t.TempDir(), t.TempDir()
	r := start(t, nil)
	if err := r.Announce(dir, tokenserver.Running{Profile: "prod", ProfileID: "p", Command: "python3", ConfigDir: profiles}); err != nil {
		t.Fatal(err)
	}
	killed := filepath.Join(dir, "serve-1-left.json")
	write(t, killed, `{"pid":1,"profile":"old","config_dir":"`+profiles+`","control":"http://127.0.0.1:1/x"}`)
	write(t, filepath.Join(dir, "serve-2-bad.json"), `{`)
	elsewhere, err := tokenserver.List(t.Context(), dir, t.TempDir())
	if err != nil || len(elsewhere) != 0 {
		t.Errorf("another folder's: %v, %v", elsewhere, err)
	}
	all, err := tokenserver.List(t.Context(), dir, profiles)
	if err != nil || len(all) != 1 || all[0].Profile != "prod" || all[0].Command != "python3" || all[0].Process != os.Getpid() || !all[0].Started.Equal(noon) {
		t.Fatalf("%+v, %v", all, err)
	}
	if _, err := os.Stat(killed); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("what a killed one left is there: %v", err)
	}
	if err := all[0].End(t.Context()); err != nil {
		t.Fatal(err)
	}
	<-r.Ended()
	if all, err := tokenserver.List(t.Context(), dir, profiles); err != nil || len(all) != 0 {
		t.Errorf("after the end: %v, %v", all, err)
	}
}

func write(t *testing.T, file, text string) {
	t.Helper()
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}
