package wallet_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"lanyard/iam"
	"lanyard/internal/profile"
	"lanyard/internal/secret"
	"lanyard/internal/wallet"
)

// Test answers like a client: it says which space it was asked about and gives a token.
func (s *server) Test(ctx context.Context, c iam.Credential, observe func(iam.Result)) []iam.Result {
	t, err := s.Exchange(ctx, c)
	if err != nil {
		r := iam.Result{Check: iam.CheckSignIn, Status: iam.StatusFailed, Err: err}
		observe(r)
		return []iam.Result{r}
	}
	out := []iam.Result{
		{Check: iam.CheckAddress, Status: iam.StatusOK},
		{Check: iam.CheckToken, Status: iam.StatusOK, Token: &t},
		{Check: iam.CheckSpace, Status: iam.StatusOK, Name: c.Profile.SpaceID},
	}
	for _, r := range out {
		observe(r)
	}
	return out
}

func TestTestBeginsAtTheKeyring(t *testing.T) {
	w := newWorld()
	p := w.add(t, cluster("lab"), "pass")
	var seen []string
	results, err := w.Test(t.Context(), p.ID, wallet.At{SpaceID: "other-space"}, func(r iam.Result) {
		seen = append(seen, string(r.Check)+" "+string(r.Status))
	})
	if err != nil {
		t.Fatal(err)
	}
	if got, want := strings.Join(seen, ", "), "keyring ok, address ok, token ok, space ok"; got != want {
		t.Errorf("checks as seen: %s", got)
	}
	if got := results[len(results)-1].Name; got != "other-space" {
		t.Errorf("the space that was asked about is %q", got)
	}
	if _, ok := w.Cached(p); !ok {
		t.Error("the token of a good test was not kept")
	}
}

// TestTestFailsAtItsOwnStep: a key that cannot be had fails at the keyring, a profile
// that cannot be used at its address, and the rest is told as skipped.
func TestTestFailsAtItsOwnStep(t *testing.T) {
	for name, c := range map[string]struct {
		breakIt func(*profile.Profile)
		want    string
	}{
		"key missing": {
			func(p *profile.Profile) { p.KeyID = "gone" },
			"keyring failed, address skipped, network skipped, tls skipped, sign-in skipped, token skipped, service skipped, space skipped",
		},
		"not bound": {
			func(p *profile.Profile) { p.URL = "https://elsewhere.example.org" },
			"keyring failed, address skipped, network skipped, tls skipped, sign-in skipped, token skipped, service skipped, space skipped",
		},
		"no address": {
			func(p *profile.Profile) { p.URL = "http://cpd.example.org" },
			"keyring skipped, address failed, network skipped, tls skipped, sign-in skipped, token skipped, service skipped, space skipped",
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld()
			p := w.add(t, cluster("lab"), "pass")
			w.file.edit(p.ID, c.breakIt)
			results, err := w.Test(t.Context(), p.ID, wallet.At{}, nil)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, r := range results {
				got = append(got, string(r.Check)+" "+string(r.Status))
			}
			if strings.Join(got, ", ") != c.want {
				t.Errorf("checks: %s", strings.Join(got, ", "))
			}
			if w.server.count() != 0 {
				t.Error("the server was asked")
			}
		})
	}
	if _, err := newWorld().Test(t.Context(), "nobody", wallet.At{}, nil); !errors.Is(err, wallet.ErrNotFound) {
		t.Errorf("testing no profile: %v", err)
	}
}

func (s *server) Spaces(ctx context.Context, c iam.Credential, t iam.Token) ([]iam.Place, error) {
	if err := s.wait(ctx); err != nil {
		return nil, err
	}
	return []iam.Place{{ID: c.Key.Reveal(), Name: t.Access.Reveal()}}, nil
}

func (s *server) KeyDetails(ctx context.Context, _ iam.Credential, _ iam.Token) (iam.KeyDetails, error) {
	return iam.KeyDetails{}, s.wait(ctx)
}

func (s *server) Chain(_ context.Context, p profile.Profile, proxy secret.Text) (iam.Chain, error) {
	return iam.Chain{Host: p.URL, Via: proxy.Reveal()}, nil
}

func TestSpacesUseTheLiveToken(t *testing.T) {
	w := newWorld()
	p := w.add(t, cluster("lab"), "pass")
	for range 2 {
		places, err := w.Spaces(t.Context(), p.ID)
		if err != nil || len(places) != 1 || places[0].ID != "pass" || places[0].Name != "token-1" {
			t.Errorf("asked with %v, %v", places, err)
		}
	}
}

// TestChainGivesAProxyPasswordToItsProxyOnly: the profile of a form may name any proxy.
func TestChainGivesAProxyPasswordToItsProxyOnly(t *testing.T) {
	w := newWorld()
	p := cluster("lab")
	p.Proxy = "http://me@proxy.example.org:3128"
	p, err := w.Add(t.Context(), p, wallet.Secrets{Key: secret.New("k"), Proxy: secret.New("pp")})
	if err != nil {
		t.Fatal(err)
	}
	if c, err := w.Chain(t.Context(), p); err != nil || c.Via != "pp" {
		t.Errorf("chain through the profile's proxy: %+v, %v", c, err)
	}
	p.Proxy = "http://me@other.example.org:3128"
	if c, err := w.Chain(t.Context(), p); err != nil || c.Via != "" {
		t.Errorf("chain through another proxy: %+v, %v", c, err)
	}
}

// TestUnsavedTest: a profile that is not saved is tested with what would be saved, and
// leaves nothing behind: no key, no token.
func TestUnsavedTest(t *testing.T) {
	w := newWorld()
	saved := w.add(t, cluster("lab"), "pass")
	entries := len(w.ring.entries)
	moved := saved
	moved.URL = "https://elsewhere.example.org"
	proxied := saved
	proxied.Proxy = "http://proxy.example.org:3128"

	for name, c := range map[string]struct {
		p       profile.Profile
		s       wallet.Secrets
		want    string // how the first check ends
		sent    string // the secret that went out, "" none
		unbound bool
	}{
		"a new key":                    {cluster("new"), wallet.Secrets{Key: secret.New("typed")}, "keyring skipped", "typed", false},
		"a new key for a saved one":    {saved, wallet.Secrets{Key: secret.New("typed")}, "keyring skipped", "typed", false},
		"the stored key":               {saved, wallet.Secrets{}, "keyring ok", "pass", false},
		"the stored key, moved":        {moved, wallet.Secrets{}, "keyring failed", "", true},
		"the stored key, agreed":       {moved, wallet.Secrets{KeepSecret: true}, "keyring ok", "pass", false},
		"the stored key, by a proxy":   {proxied, wallet.Secrets{}, "keyring failed", "", true},
		"without a kind of secret":     {profile.Profile{Name: "bare", Kind: profile.CP4D, URL: "https://cpd.example.org", Username: "ana"}, wallet.Secrets{Key: secret.New("typed")}, "keyring skipped", "typed", false},
		"an address that is of no use": {profile.Profile{Name: "bad", Kind: profile.CP4D, URL: "http://cpd.example.org", Username: "ana"}, wallet.Secrets{Key: secret.New("typed")}, "keyring skipped", "", false},
	} {
		t.Run(name, func(t *testing.T) {
			w.server.calls = nil
			results := w.TestUnsaved(t.Context(), c.p, c.s, func(iam.Result) {})
			if got := string(results[0].Check) + " " + string(results[0].Status); got != c.want {
				t.Errorf("it begins with %s, want %s", got, c.want)
			}
			if _, unbound := errors.AsType[*wallet.UnboundError](results[0].Err); unbound != c.unbound {
				t.Errorf("the keyring's check fails with %v", results[0].Err)
			}
			sent := ""
			for _, call := range w.server.calls {
				sent = call.Key.Reveal()
			}
			if sent != c.sent {
				t.Errorf("the server was sent %q, want %q", sent, c.sent)
			}
			if _, ok := w.Cached(saved); ok || len(w.ring.entries) != entries {
				t.Error("a token was kept, or a key written")
			}
		})
	}
}
