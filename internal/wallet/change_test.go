package wallet_test

import (
	"errors"
	"strings"
	"testing"

	"lanyard/internal/profile"
	"lanyard/internal/secret"
	"lanyard/internal/wallet"
)

func TestAddSavesKeyAndProfileTogether(t *testing.T) {
	w := newWorld()
	p := w.add(t, cluster("Lab"), "pass")
	if p.ID == "" || p.KeyID == "" || p.ID == p.KeyID || p.CreatedAt.IsZero() {
		t.Errorf("the saved profile lacks ids or times: %+v", p)
	}
	if got := w.key(t, p.ID); got != "pass" {
		t.Errorf("the key reads %q", got)
	}
	if list, _ := w.List(t.Context()); len(list) != 1 || list[0].Name != "Lab" {
		t.Errorf("the list is %v", list)
	}
}

func TestAddLeavesNothingHalfDone(t *testing.T) {
	for name, c := range map[string]struct {
		breakIt func(world)
		p       profile.Profile
		key     string
		want    error
	}{
		"the keyring refuses": {func(w world) { w.ring.failPut = errDisk }, cluster("x"), "k", errDisk},
		"the disk is full":    {func(w world) { w.file.fail = errDisk }, cluster("x"), "k", errDisk},
		"no key":              {func(world) {}, cluster("x"), "", wallet.ErrNoKey},
		"name taken":          {func(world) {}, cluster("OLD one"), "k", wallet.ErrNameTaken},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld()
			w.add(t, cluster("Old One"), "old")
			before := w.ring.ids()
			c.breakIt(w)
			_, err := w.Add(t.Context(), c.p, wallet.Secrets{Key: secret.New(c.key)})
			if !errors.Is(err, c.want) {
				t.Errorf("add failed with %v, not with %v", err, c.want)
			}
			if got := w.ring.ids(); strings.Join(got, " ") != strings.Join(before, " ") {
				t.Errorf("keys in the keyring: %v, before: %v", got, before)
			}
			if len(w.file.list) != 1 {
				t.Errorf("%d profiles in the file", len(w.file.list))
			}
		})
	}
}

func TestFindIgnoresCaseAndOffersNearNames(t *testing.T) {
	w := newWorld()
	w.add(t, cluster("Prod EU"), "k")
	if p, err := w.Find(t.Context(), " prod eu"); err != nil || p.Name != "Prod EU" {
		t.Errorf("found %q, %v", p.Name, err)
	}
	_, err := w.Find(t.Context(), "prod")
	var nf *wallet.NotFoundError
	if !errors.As(err, &nf) || !errors.Is(err, wallet.ErrNotFound) || len(nf.Near) != 1 || nf.Near[0] != "Prod EU" {
		t.Errorf("near names: %v", err)
	}
}

func TestOneKeyForManyProfiles(t *testing.T) {
	w := newWorld()
	a := w.add(t, cloud("a"), "first")
	b, err := w.Add(t.Context(), cloud("b"), wallet.Secrets{ShareWith: a.ID})
	if err != nil {
		t.Fatal(err)
	}
	if len(w.ring.ids()) != 1 {
		t.Errorf("keys: %v", w.ring.ids())
	}
	keep := func(*profile.Profile) error { return nil }
	if _, err := w.Edit(t.Context(), b.ID, keep, wallet.Secrets{Key: secret.New("second")}); err != nil {
		t.Fatal(err)
	}
	if got := w.key(t, a.ID); got != "second" {
		t.Errorf("replaced in one place, yet a's key is %q", got)
	}
	r, err := w.Remove(t.Context(), a.ID, a.Name)
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Commit(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := w.key(t, b.ID); got != "second" {
		t.Errorf("after a is gone, b's key is %q", got)
	}
}

// TestAChangedFileSendsTheKeyNowhere is the promise of the bound: the file alone never
// moves a key.
func TestAChangedFileSendsTheKeyNowhere(t *testing.T) {
	pin := strings.Repeat("ab", 32)
	for name, change := range map[string]func(*profile.Profile){
		"another host":      func(p *profile.Profile) { p.URL = "https://evil.example.com" },
		"a sign-in address": func(p *profile.Profile) { p.AuthURL = "https://evil.example.com" },
		"another port":      func(p *profile.Profile) { p.URL = "https://cpd.example.org:8443" },
		"another user":      func(p *profile.Profile) { p.Username = "eve" },
		"another kind":      func(p *profile.Profile) { p.Kind, p.InstanceID = profile.StudioLocal, "openshift" },
		"no verification":   func(p *profile.Profile) { p.TLS.Mode = profile.TLSInsecure },
		"a pin": func(p *profile.Profile) {
			p.TLS.Mode, p.TLS.PinSHA256 = profile.TLSPin, pin
		},
		"a proxy":             func(p *profile.Profile) { p.Proxy = "http://evil.example.com:3128" },
		"an identity service": func(p *profile.Profile) { p.CPDIdentity = "https://evil.example.com" },
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld()
			p := w.add(t, cluster("lab"), "pass")
			w.file.edit(p.ID, change)
			_, err := w.Token(t.Context(), p.ID)
			var ub *wallet.UnboundError
			if !errors.As(err, &ub) {
				t.Fatalf("no UnboundError but %v", err)
			}
			if w.server.count() != 0 {
				t.Error("an exchange was made all the same")
			}
			if _, err := w.Key(t.Context(), p.ID); !errors.As(err, &ub) {
				t.Errorf("the key was given: %v", err)
			}
			if err := w.Agree(t.Context(), p.ID, ub.Is); err != nil {
				t.Fatalf("agree: %v", err)
			}
			if _, err := w.Token(t.Context(), p.ID); err != nil {
				t.Errorf("after agreeing: %v", err)
			}
		})
	}
}

func TestAgreeIsOnlyForWhatWasSeen(t *testing.T) {
	w := newWorld()
	p := w.add(t, cluster("lab"), "pass")
	w.file.edit(p.ID, func(p *profile.Profile) { p.URL = "https://one.example.com" })
	_, err := w.Token(t.Context(), p.ID)
	var ub *wallet.UnboundError
	if !errors.As(err, &ub) {
		t.Fatal(err)
	}
	w.file.edit(p.ID, func(p *profile.Profile) { p.URL = "https://two.example.com" })
	if err := w.Agree(t.Context(), p.ID, ub.Is); !errors.Is(err, wallet.ErrChanged) {
		t.Errorf("agreeing to what was changed since: %v", err)
	}
}

// TestAgreeSplitsASharedKey keeps the key of the profiles that stay.
func TestAgreeSplitsASharedKey(t *testing.T) {
	w := newWorld()
	a := w.add(t, cluster("a"), "pass")
	b, err := w.Duplicate(t.Context(), a.ID, "")
	if err != nil || b.Name != "a copy" || b.KeyID != a.KeyID {
		t.Fatalf("duplicate: %+v, %v", b, err)
	}
	move := func(p *profile.Profile) error { p.URL = "https://new.example.org"; return nil }
	_, err = w.Edit(t.Context(), b.ID, move, wallet.Secrets{})
	var ub *wallet.UnboundError
	if !errors.As(err, &ub) || ub.Want.AuthOrigin != "https://new.example.org" {
		t.Fatalf("moving without agreement: %v", err)
	}
	if _, err := w.Edit(t.Context(), b.ID, move, wallet.Secrets{KeepSecret: true}); err != nil {
		t.Fatal(err)
	}
	for _, id := range []string{a.ID, b.ID} {
		if got := w.key(t, id); got != "pass" {
			t.Errorf("the key of %s is %q", id, got)
		}
	}
	if len(w.ring.ids()) != 2 {
		t.Errorf("keys: %v", w.ring.ids())
	}
}

func TestEditWithANewKey(t *testing.T) {
	w := newWorld()
	a := w.add(t, cluster("a"), "old")
	if _, err := w.Token(t.Context(), a.ID); err != nil {
		t.Fatal(err)
	}
	move := func(p *profile.Profile) error { p.URL = "https://new.example.org"; return nil }
	w.file.fail = errDisk
	if _, err := w.Edit(t.Context(), a.ID, move, wallet.Secrets{Key: secret.New("new")}); !errors.Is(err, errDisk) {
		t.Fatalf("edit on a full disk: %v", err)
	}
	if got := w.key(t, a.ID); got != "old" {
		t.Errorf("after a failed edit the key is %q", got)
	}
	w.file.fail = nil
	saved, err := w.Edit(t.Context(), a.ID, move, wallet.Secrets{Key: secret.New("new")})
	if err != nil {
		t.Fatal(err)
	}
	if got := w.key(t, a.ID); got != "new" {
		t.Errorf("the key is %q", got)
	}
	if _, ok := w.Cached(saved); ok {
		t.Error("a token of the old key is still in memory")
	}
	if len(w.ring.ids()) != 1 {
		t.Errorf("keys: %v", w.ring.ids())
	}
}

func TestRemoveCanBeUndone(t *testing.T) {
	w := newWorld()
	p := w.add(t, cluster("lab"), "pass")
	r, err := w.Remove(t.Context(), p.ID, p.Name)
	if err != nil {
		t.Fatal(err)
	}
	if len(w.file.list) != 0 {
		t.Error("the profile is still in the file")
	}
	w.add(t, cluster("Lab"), "other")
	if err := r.Undo(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := w.key(t, p.ID); got != "pass" {
		t.Errorf("after undo the key is %q", got)
	}
	if p, err := w.Find(t.Context(), "lab copy"); err != nil || p.KeyID != r.Profile.KeyID {
		t.Errorf("under a taken name it comes back as %+v, %v", p, err)
	}
	r, _ = w.Remove(t.Context(), p.ID, p.Name)
	if err := r.Commit(t.Context()); err != nil {
		t.Fatal(err)
	}
	if len(w.ring.ids()) != 1 {
		t.Errorf("after commit the keyring holds %v", w.ring.ids())
	}
}

func TestListReadsNoSecret(t *testing.T) {
	w := newWorld()
	w.add(t, cluster("b"), "k")
	w.add(t, cluster("A"), "k")
	before := w.ring.reads
	list, err := w.List(t.Context())
	if err != nil || len(list) != 2 || list[0].Name != "A" {
		t.Errorf("list: %v, %v", list, err)
	}
	if w.ring.reads != before {
		t.Error("listing read the keyring")
	}
}

func TestProxyPasswordGoesToItsProxyOnly(t *testing.T) {
	w := newWorld()
	p := cluster("lab")
	p.Proxy = "http://me@proxy.example.org:3128"
	saved, err := w.Add(t.Context(), p, wallet.Secrets{Key: secret.New("k"), Proxy: secret.New("pp")})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Token(t.Context(), saved.ID); err != nil {
		t.Fatal(err)
	}
	if got := w.server.calls[0].Proxy.Reveal(); got != "pp" {
		t.Errorf("the exchange was given the proxy password %q", got)
	}
	move := func(p *profile.Profile) error { p.Proxy = "http://me@other.example.org:3128"; return nil }
	if _, err := w.Edit(t.Context(), saved.ID, move, wallet.Secrets{Key: secret.New("k2")}); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Token(t.Context(), saved.ID); err != nil {
		t.Fatal(err)
	}
	if got := w.server.calls[1].Proxy.Reveal(); got != "" {
		t.Errorf("another proxy was given the password %q", got)
	}
	if len(w.ring.ids()) != 1 {
		t.Errorf("keys: %v", w.ring.ids())
	}
}
