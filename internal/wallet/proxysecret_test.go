package wallet_test

import (
	"encoding/base64"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"

	"lanyard/iam"
	"lanyard/iam/sim"
	"lanyard/internal/profile"
	"lanyard/internal/secret"
	"lanyard/internal/wallet"
	"lanyard/store"
)

// proxy tunnels like a real one and writes down what it was told of who asks.
type proxy struct {
	mu   sync.Mutex
	told []string // Proxy-Authorization of each request
}

func (p *proxy) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	p.told = append(p.told, r.Header.Get("Proxy-Authorization"))
	p.mu.Unlock()
	theirs, err := net.Dial("tcp", r.Host)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadGateway)
		return
	}
	defer func() { _ = theirs.Close() }()
	ours, buf, err := w.(http.Hijacker).Hijack()
	if err != nil {
		panic(err)
	}
	defer func() { _ = ours.Close() }()
	_, _ = ours.Write([]byte("HTTP/1.1 200 Connection established\r\n\r\n"))
	go func() { _, _ = io.Copy(theirs, buf) }()
	_, _ = io.Copy(ours, theirs)
}

// users are the user names and passwords that the proxy was told, "" for a request
// without any. It forgets them.
func (p *proxy) users(t *testing.T) []string {
	t.Helper()
	p.mu.Lock()
	defer p.mu.Unlock()
	var out []string
	for _, told := range p.told {
		plain, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(told, "Basic "))
		if err != nil {
			t.Errorf("the proxy was told %q", told)
		}
		out = append(out, string(plain))
	}
	p.told = nil
	return out
}

// office is a simulator that is reached through two proxies. A profile signs in through
// the first, which has a password.
type office struct {
	*wallet.Wallet
	profiles   *file
	ring       *ring
	ours       profile.Profile
	key        secret.Text
	first, new *proxy
	newURL     string // of the new proxy, with the same user name
}

func newOffice(t *testing.T) office {
	t.Helper()
	ibm, err := sim.Start(t.Context(), sim.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = ibm.Close() })
	o := office{profiles: &file{}, ring: &ring{entries: map[string]store.Entry{}}, first: &proxy{}, new: &proxy{}}
	client := iam.New(iam.Options{})
	t.Cleanup(client.Close)
	o.Wallet = wallet.New(o.profiles, o.ring, client)
	at := ibm.Info().CP4D
	o.key = secret.New(at.APIKey)
	o.newURL = serveProxy(t, o.new)
	o.ours, err = o.Add(t.Context(), profile.Profile{
		Name: "lab", Kind: profile.CP4D, URL: at.URL, Username: at.Username, SecretKind: profile.APIKey,
		TLS:   profile.TLS{Mode: profile.TLSVerify, CAPEM: string(ibm.CAPEM())},
		Proxy: serveProxy(t, o.first),
	}, wallet.Secrets{Key: o.key, Proxy: secret.New("canary")})
	if err != nil {
		t.Fatal(err)
	}
	return o
}

func serveProxy(t *testing.T, p *proxy) string {
	t.Helper()
	s := httptest.NewServer(p)
	t.Cleanup(s.Close)
	return strings.Replace(s.URL, "http://", "http://ana@", 1)
}

// TestAProxyPasswordGoesToItsProxyOnly has real proxies write down what they are told.
// A key that is typed needs nobody's agreement; the stored password of the proxy that
// the profile had before does.
func TestAProxyPasswordGoesToItsProxyOnly(t *testing.T) {
	o := newOffice(t)
	moved := o.ours
	moved.Proxy = o.newURL
	for name, c := range map[string]struct {
		p    profile.Profile
		s    wallet.Secrets
		told string // what each proxy on the way was told, "" for none
		to   *proxy
	}{
		"the stored key":                {o.ours, wallet.Secrets{}, "ana:canary", o.first},
		"a typed key, its own proxy":    {o.ours, wallet.Secrets{Key: o.key}, "ana:canary", o.first},
		"a typed key, another proxy":    {moved, wallet.Secrets{Key: o.key}, "no password", o.new},
		"both typed":                    {moved, wallet.Secrets{Key: o.key, Proxy: secret.New("other")}, "ana:other", o.new},
		"a typed key, agreed":           {moved, wallet.Secrets{Key: o.key, KeepSecret: true}, "ana:canary", o.new},
		"the stored key, another proxy": {moved, wallet.Secrets{}, "", nil},
	} {
		t.Run(name, func(t *testing.T) {
			o.TestUnsaved(t.Context(), c.p, c.s, func(iam.Result) {})
			for _, p := range []*proxy{o.first, o.new} {
				told := p.users(t)
				if p != c.to {
					if len(told) != 0 {
						t.Errorf("a proxy that has no part in it was told %q", told)
					}
					continue
				}
				if len(told) == 0 {
					t.Error("the proxy was not asked")
				}
				for _, got := range told {
					if c.told == "no password" && strings.Contains(got, "canary") || c.told != "no password" && got != c.told {
						t.Errorf("the proxy was told %q, want %s", got, c.told)
					}
				}
			}
		})
	}
}

// TestAnotherProfilesProxyPassword: a profile whose own key may go through the new proxy
// is edited by hand to name the password of another one's proxy.
func TestAnotherProfilesProxyPassword(t *testing.T) {
	o := newOffice(t)
	p := o.ours
	p.Name, p.Proxy = "mine", o.newURL
	mine, err := o.Add(t.Context(), p, wallet.Secrets{Key: o.key, Proxy: secret.New("other")})
	if err != nil {
		t.Fatal(err)
	}
	o.profiles.edit(mine.ID, func(p *profile.Profile) { p.ProxyKeyID = o.ours.ProxyKeyID })
	stolen := mine
	stolen.ProxyKeyID = o.ours.ProxyKeyID
	for name, do := range map[string]func() error{
		"token":  func() error { _, err := o.Token(t.Context(), mine.ID); return err },
		"spaces": func() error { _, err := o.Spaces(t.Context(), mine.ID); return err },
		"test": func() error {
			results, err := o.Test(t.Context(), mine.ID, wallet.At{}, nil)
			if err != nil {
				t.Fatal(err)
			}
			return results[0].Err
		},
	} {
		if err := do(); !isUnbound(err) {
			t.Errorf("%s: %v, want the question", name, err)
		}
	}
	o.TestUnsaved(t.Context(), stolen, wallet.Secrets{Key: o.key}, func(iam.Result) {})
	for _, p := range []*proxy{o.first, o.new} {
		if told := p.users(t); slices.ContainsFunc(told, func(s string) bool { return strings.Contains(s, "canary") }) {
			t.Errorf("a proxy was told %q", told)
		}
	}
}

// TestAnUnreadableProxyPassword ends what it is needed for: nothing is tried without it.
func TestAnUnreadableProxyPassword(t *testing.T) {
	w := newWorld()
	p := cluster("lab")
	p.Proxy = "http://me@proxy.example.org:3128"
	p, err := w.Add(t.Context(), p, wallet.Secrets{Key: secret.New("k"), Proxy: secret.New("pp")})
	if err != nil {
		t.Fatal(err)
	}
	delete(w.ring.entries, p.ProxyKeyID)
	if _, err := w.Token(t.Context(), p.ID); !errors.Is(err, store.ErrMissing) {
		t.Errorf("token: %v", err)
	}
	for name, s := range map[string]wallet.Secrets{"stored": {}, "typed": {Key: secret.New("k")}} {
		results := w.TestUnsaved(t.Context(), p, s, func(iam.Result) {})
		if r := results[0]; r.Check != iam.CheckKeyring || r.Status != iam.StatusFailed || !errors.Is(r.Err, store.ErrMissing) {
			t.Errorf("test with a %s key: %+v", name, r)
		}
	}
	if _, err := w.Chain(t.Context(), p); !errors.Is(err, store.ErrMissing) {
		t.Errorf("chain: %v", err)
	}
	if w.server.count() != 0 {
		t.Error("the server was asked")
	}
}

func isUnbound(err error) bool {
	_, ok := errors.AsType[*wallet.UnboundError](err)
	return ok
}
