package wallet_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"lanyard/internal/profile"
	"lanyard/internal/secret"
	"lanyard/internal/wallet"
	"lanyard/store"
)

// changes are what decides where a key or token goes and as whom, and is no part of a
// key's bound.
func changes(other profile.Profile) map[string]func(*profile.Profile) {
	return map[string]func(*profile.Profile){
		"url":             func(p *profile.Profile) { p.URL = "https://evil.example" },
		"platform_url":    func(p *profile.Profile) { p.PlatformURL = "https://evil.example" },
		"account_id":      func(p *profile.Profile) { p.AccountID = "another" },
		"trusted_profile": func(p *profile.Profile) { p.TrustedProfile = &profile.TrustedProfile{ID: "Profile-other"} },
		"key_id":          func(p *profile.Profile) { p.KeyID = other.KeyID },
		"auth_url":        func(p *profile.Profile) { p.AuthURL = "https://iam.example.org/two" },
	}
}

func TestWhatWasNotAgreedSendsNothing(t *testing.T) {
	for field, change := range changes(profile.Profile{KeyID: "other-key"}) {
		t.Run(field, func(t *testing.T) {
			w := newWorld()
			prod := cloud("prod")
			prod.AuthURL = "https://iam.example.org/one"
			p := w.add(t, prod, "key")
			w.ring.entries["other-key"] = w.ring.entries[p.KeyID]
			if _, err := w.Token(t.Context(), p.ID); err != nil {
				t.Fatal(err)
			}
			w.file.edit(p.ID, change)
			for name, use := range map[string]func() error{
				"a token in memory": func() error { _, err := w.Token(t.Context(), p.ID); return err },
				"a new token":       func() error { _, err := w.Fresh(t.Context(), p.ID); return err },
				"the key":           func() error { _, err := w.Key(t.Context(), p.ID); return err },
				"spaces":            func() error { _, err := w.Spaces(t.Context(), p.ID); return err },
				"key details":       func() error { _, err := w.KeyDetails(t.Context(), p.ID); return err },
				"a test": func() error {
					results, err := w.Test(t.Context(), p.ID, wallet.At{}, nil)
					return errors.Join(err, results[0].Err)
				},
			} {
				var unbound *wallet.UnboundError
				if err := use(); !errors.As(err, &unbound) {
					t.Errorf("%s: %v", name, err)
				} else if d := unbound.Differences(); len(d) != 1 || d[0].Field != field || d[0].New == "" {
					t.Errorf("%s: differences %v", name, d)
				}
			}
			if n := w.server.count(); n != 1 {
				t.Errorf("%d sign-ins, want that before the change alone", n)
			}
		})
	}
}

func TestAgreeingGoesOn(t *testing.T) {
	w := newWorld()
	p := w.add(t, cloud("prod"), "key")
	w.file.edit(p.ID, func(p *profile.Profile) { p.URL = "https://new.example" })
	var unbound *wallet.UnboundError
	if _, err := w.Token(t.Context(), p.ID); !errors.As(err, &unbound) {
		t.Fatal(err)
	}
	if err := w.Agree(t.Context(), p.ID, unbound.Is); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Token(t.Context(), p.ID); err != nil {
		t.Errorf("after agreeing: %v", err)
	}
}

func TestAnotherRegionIsAgreedByItself(t *testing.T) {
	for name, c := range map[string]struct {
		url  string
		asks bool
	}{
		"another region":             {"https://us-south.ml.cloud.ibm.com", false},
		"a host that looks like one": {"https://us-south.ml.cloud.ibm.com.evil.example", true},
		"IBM's of another kind":      {"https://us-east-1.aws.wxai.ibm.com", true},
		"IBM's, but not the service": {"https://iam.cloud.ibm.com", true},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld()
			p := w.add(t, cloud("prod"), "key")
			w.file.edit(p.ID, func(p *profile.Profile) { p.URL = c.url })
			if _, err := w.Token(t.Context(), p.ID); (err != nil) != c.asks {
				t.Errorf("asks %v, want %v", err, c.asks)
			}
		})
	}
}

func TestEditingAgreesToWhatWasTyped(t *testing.T) {
	rename := func(p *profile.Profile) error { p.Name = "renamed"; return nil }
	move := func(p *profile.Profile) error { p.URL = "https://mine.example"; return nil }
	for name, c := range map[string]struct {
		before func(*profile.Profile) // by hand
		typed  func(*profile.Profile) error
		key    string
		asks   bool
	}{
		"the address typed":            {func(*profile.Profile) {}, move, "", false},
		"a name, the address by hand":  {func(p *profile.Profile) { p.URL = "https://evil.example" }, rename, "", true},
		"an address, the rest by hand": {func(p *profile.Profile) { p.AccountID = "other" }, move, "", true},
		"a new key beside it":          {func(p *profile.Profile) { p.URL = "https://evil.example" }, rename, "new", true},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld()
			p := w.add(t, cloud("prod"), "key")
			w.file.edit(p.ID, c.before)
			if _, err := w.Edit(t.Context(), p.ID, c.typed, wallet.Secrets{Key: secret.New(c.key)}); err != nil {
				t.Fatal(err)
			}
			if _, err := w.Token(t.Context(), p.ID); (err != nil) != c.asks {
				t.Errorf("asks %v, want %v", err, c.asks)
			}
		})
	}
}

func TestACopyIsAsGoodAsItsOriginal(t *testing.T) {
	for _, tampered := range []bool{false, true} {
		w := newWorld()
		p := w.add(t, cloud("prod"), "key")
		if tampered {
			w.file.edit(p.ID, func(p *profile.Profile) { p.URL = "https://evil.example" })
		}
		made, err := w.Duplicate(t.Context(), p.ID, "")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Token(t.Context(), made.ID); (err != nil) != tampered {
			t.Errorf("tampered with %v: %v", tampered, err)
		}
	}
}

func TestProfilesOfAnEarlierVersionGoOn(t *testing.T) {
	w := newWorld()
	good, bad := w.add(t, cloud("good"), "one"), w.add(t, cluster("bad"), "two")
	w.ring.kept = nil // as the first version left it
	w.file.edit(bad.ID, func(p *profile.Profile) { p.Username = "mallory" })
	told := 0
	w.UseAdopted(func(n int) { told += n })
	if _, err := w.Token(t.Context(), good.ID); err != nil {
		t.Errorf("good: %v", err)
	}
	if _, err := w.Token(t.Context(), bad.ID); err == nil {
		t.Error("bad was used")
	}
	if told != 1 {
		t.Errorf("told of %d profiles, want of one, once", told)
	}
	if err := w.ring.ChangeAgreed(t.Context(), func(m map[string]profile.Place, _ bool) { clear(m) }); err != nil {
		t.Fatal(err)
	}
	again := wallet.New(w.file, w.ring, w.server) // the records are gone: that is a question
	if _, err := again.Token(t.Context(), good.ID); err == nil {
		t.Error("a profile without a record was used")
	}
}

func TestTwoProfilesOfOneID(t *testing.T) {
	w := newWorld()
	a, b := w.add(t, cloud("a"), "one"), w.add(t, cloud("b"), "two")
	w.file.edit(b.ID, func(p *profile.Profile) { p.ID = a.ID })
	var twins *wallet.TwinError
	if _, err := w.Token(t.Context(), a.ID); !errors.As(err, &twins) || fmt.Sprint(twins.Names) != "[a b]" {
		t.Errorf("token: %v", err)
	}
	if list, err := w.List(t.Context()); err != nil || len(list) != 2 {
		t.Errorf("list %v, %v: both are shown", list, err)
	}
	if _, err := w.Remove(t.Context(), a.ID, "b"); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Token(t.Context(), a.ID); err != nil {
		t.Errorf("with one left: %v", err)
	}
}

func TestTestingAnEditTrustsWhatWasTyped(t *testing.T) {
	for _, tampered := range []bool{false, true} {
		w := newWorld()
		p := w.add(t, cloud("prod"), "key")
		if tampered {
			w.file.edit(p.ID, func(p *profile.Profile) { p.PlatformURL = "https://evil.example" })
		}
		p.URL = "https://typed.example"
		if tampered {
			p.PlatformURL = "https://evil.example"
		}
		results := w.testUnsaved(t, p)
		var unbound *wallet.UnboundError
		if got := errors.As(results, &unbound); got != tampered {
			t.Errorf("tampered with %v: %v", tampered, results)
		}
	}
}

func TestRestoreGivesNoKeyOfMine(t *testing.T) {
	for _, choice := range []wallet.Choice{wallet.ChoiceReplace, wallet.ChoiceCopy} {
		t.Run(string(choice), func(t *testing.T) {
			w := newWorld()
			mine := w.add(t, cloud("prod"), "my key")
			theirs := mine
			theirs.URL = "https://theirs.example"
			saved := restore(t, w, store.Archive{Profiles: []profile.Profile{theirs}}, func(i *wallet.RestoreItem) { i.Choice = choice })
			if len(saved) != 1 || saved[0].KeyID == mine.KeyID {
				t.Fatalf("saved %+v: it has my key", saved)
			}
			if _, err := w.Key(t.Context(), saved[0].ID); !errors.Is(err, store.ErrMissing) {
				t.Errorf("its key: %v", err)
			}
			_, items := plan(t, w, store.Archive{Profiles: []profile.Profile{theirs}})
			if choice == wallet.ChoiceCopy && !strings.Contains(fmt.Sprint(items[0].Differs), "https://theirs.example") {
				t.Errorf("differs %v: not from old to new", items[0].Differs)
			}
		})
	}
}
