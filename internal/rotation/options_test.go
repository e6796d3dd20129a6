package rotation_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"lanyard/iam"
	"lanyard/iam/sim"
	"lanyard/internal/profile"
	"lanyard/internal/rotation"
	"lanyard/internal/secret"
	"lanyard/internal/wallet"
)

func TestLockedKeyTakesAYes(t *testing.T) {
	s := simulator(t, sim.Options{})
	h := newHome(t, s)
	list := h.five(s.Info().Cloud.APIKey)
	id := s.APIKeyID(s.Info().Cloud.APIKey)
	s.LockAPIKey(id, true)
	before := keysOf(s)
	_, e := h.start()
	h.yes = false
	if _, err := e.Rotate(t.Context(), list[0], rotation.Options{}); !errors.Is(err, rotation.ErrDeclined) || len(s.APIKeys()) != len(before) {
		t.Errorf("declined: %v", err)
	}
	h.yes, h.asked = true, nil
	if _, err := e.Rotate(t.Context(), list[0], rotation.Options{}); err != nil || len(h.asked) != 2 || h.asked[1] != rotation.AskLocked {
		t.Errorf("%v, asked %v", err, h.asked)
	}
	for _, k := range s.APIKeys() {
		if k.ID == id && (k.Locked || !k.Disabled) {
			t.Errorf("%+v", k)
		}
	}
	h.whole(t, before)
}

// used signs in with a key as somebody else would.
func (h *home) used(key string) {
	h.t.Helper()
	if _, err := h.client.Client.Exchange(h.t.Context(), iam.Credential{Profile: h.cloud("x"), Key: secret.New(key)}); err != nil {
		h.t.Fatal(err)
	}
}

func TestDeletionWaitsForItsTime(t *testing.T) {
	for name, tc := range map[string]struct {
		used bool
		want rotation.OldState
	}{"unused": {false, rotation.OldDeleted}, "used since": {true, rotation.OldDisabled}} {
		t.Run(name, func(t *testing.T) {
			s := simulator(t, sim.Options{})
			h := newHome(t, s)
			old := s.Info().Cloud.APIKey
			list := h.five(old)
			before := keysOf(s)
			_, e := h.start()
			week := 7 * 24 * time.Hour
			res, err := e.Rotate(t.Context(), list[0], rotation.Options{DeleteAfter: &week})
			if err != nil {
				t.Fatal(err)
			}
			if done, open, err := e.Due(t.Context()); len(done)+len(open) != 0 || err != nil {
				t.Errorf("before its time: %v, %v, %v", done, open, err)
			}
			if tc.used {
				if _, err := e.SetDisabled(t.Context(), current(t, h, list[0]), res.OldID, false); err != nil {
					t.Fatal(err)
				}
				h.used(old)
			}
			h.slept.Add(int64(week + time.Hour))
			_, e = h.start()
			done, _, err := e.Due(t.Context())
			if err != nil || len(done) != 1 || done[0].OldState != tc.want {
				t.Fatalf("%+v, %v", done, err)
			}
			if gone := s.APIKeyID(old) == ""; gone != (tc.want == rotation.OldDeleted) {
				t.Errorf("gone: %v", gone)
			}
			if again, _, err := e.Due(t.Context()); len(again) != 0 || err != nil {
				t.Errorf("once more: %v, %v", again, err)
			}
			h.whole(t, before)
		})
	}
}

func current(t *testing.T, h *home, p profile.Profile) profile.Profile {
	t.Helper()
	w, _ := h.start()
	now, err := w.Profile(t.Context(), p.ID)
	if err != nil {
		t.Fatal(err)
	}
	return now
}

// TestManyRotations: one after the other, and the first keys go when their time comes
// although no profile has used them for long.
func TestManyRotations(t *testing.T) {
	s := simulator(t, sim.Options{})
	h := newHome(t, s)
	list := h.five(s.Info().Cloud.APIKey)
	before := keysOf(s)
	day := 24 * time.Hour
	for range 4 {
		_, e := h.start()
		if _, err := e.Rotate(t.Context(), list[0], rotation.Options{DeleteAfter: &day}); err != nil {
			t.Fatal(err)
		}
	}
	h.slept.Add(int64(48 * time.Hour))
	_, e := h.start()
	done, _, err := e.Due(t.Context())
	if err != nil || len(done) != 4 {
		t.Errorf("%d finished, %v", len(done), err)
	}
	if n := len(h.keys.list()); n != 2 {
		t.Errorf("%d entries, want 2", n)
	}
	if n := len(s.APIKeys()); n != len(before) {
		t.Errorf("%d keys at IBM, want %d", n, len(before))
	}
	h.whole(t, before)
}

// TestRemovedProfiles: what a rotation left behind goes with the profiles.
func TestRemovedProfiles(t *testing.T) {
	s := simulator(t, sim.Options{})
	h := newHome(t, s)
	list := h.five(s.Info().Cloud.APIKey)
	w, e := h.start()
	if _, err := e.Rotate(t.Context(), list[0], rotation.Options{}); err != nil {
		t.Fatal(err)
	}
	for _, p := range list {
		gone, err := w.Remove(t.Context(), p.ID, p.Name)
		if err == nil {
			err = gone.Commit(t.Context())
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	h.slept.Add(int64(time.Hour))
	if _, _, err := e.Due(t.Context()); err != nil || len(h.keys.list()) != 0 || len(h.journal.Held()) != 0 {
		t.Errorf("%v, %v are left", err, h.keys.list())
	}
}

func TestKeyOfABinding(t *testing.T) {
	s := simulator(t, sim.Options{})
	h := newHome(t, s)
	list := h.five(s.Info().Cloud.APIKey)
	w, e := h.start()
	err := w.Owner(t.Context(), list[0].ID, "", func(ctx context.Context, c iam.Credential, token iam.Token) error {
		d, err := h.client.Client.KeyDetails(ctx, c, token)
		if err != nil {
			return err
		}
		name := "Auto-generated for key 0f3a"
		_, err = h.client.Client.UpdateKey(ctx, c, token, d.ID, d.Tag, iam.KeyChange{Name: &name})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := e.Rotate(t.Context(), list[0], rotation.Options{}); !errors.Is(err, rotation.ErrBinding) {
		t.Errorf("%v", err)
	}
}

// cluster is a profile of the simulated cluster.
func (h *home) cluster(kind profile.SecretKind, key string) profile.Profile {
	h.t.Helper()
	i := h.sim.Info().CP4D
	w, _ := h.start()
	p, err := w.Add(h.t.Context(), profile.Profile{
		Name: "lab " + string(kind), Kind: profile.CP4D, URL: i.URL, Username: i.Username, SecretKind: kind,
		TLS: profile.TLS{CAPEM: string(h.sim.CAPEM())},
	}, wallet.Secrets{Key: secret.New(key)})
	if err != nil {
		h.t.Fatal(err)
	}
	return p
}

func TestCluster(t *testing.T) {
	regenerate := func(way string, acts bool, times int) sim.Fault {
		f, ok := sim.FaultNamed(way)
		if !ok {
			f = sim.Fault{Status: 403, Body: `{"message":"not for you"}`}
		}
		f.Name, f.On, f.Method, f.Suffix, f.Acts, f.Times = "", "", "POST", "/regenerate", acts, times
		return f
	}
	for _, tc := range []struct {
		name   string
		fault  *sim.Fault
		breaks func(h *home)
		works  bool // afterwards, with what is stored
		shown  bool
		want   string
	}{
		{"all is well", nil, nil, true, false, ""},
		{"the answer is lost", ptr(regenerate("reset", true, 1)), nil, true, false, ""},
		{"nothing was heard", ptr(regenerate("reset", false, 1)), nil, true, false, ""},
		{"refused", ptr(regenerate("403", false, 1)), nil, true, false, "403"},
		{"older cluster", ptr(regenerate("html-404", false, 0)), nil, true, false, ""},
		{"lost twice", ptr(regenerate("reset", true, 2)), nil, false, false, "could not be stored"},
		{"nothing heard twice", ptr(regenerate("reset", false, 2)), nil, true, false, "reset"},
		{"the keyring refuses", nil, func(h *home) { h.keys.failAfter = 1 }, false, true, "could not be stored"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			s := simulator(t, sim.Options{})
			h := newHome(t, s)
			p := h.cluster(profile.APIKey, s.Info().CP4D.APIKey)
			_, e := h.start()
			var shown secret.Text
			e.Reveal = func(_ context.Context, key secret.Text) error { shown = key; return nil }
			if tc.fault != nil {
				s.Fail("cp4d", *tc.fault)
			}
			if tc.breaks != nil {
				tc.breaks(h)
			}
			_, err := e.Rotate(t.Context(), p, rotation.Options{Replace: true})
			h.keys.failAfter = 0
			if tc.want == "" && err != nil || tc.want != "" && (err == nil || !strings.Contains(err.Error(), tc.want)) {
				t.Errorf("%v, want %q", err, tc.want)
			}
			if n := h.works(); (n == 1) != tc.works {
				t.Errorf("%d profiles work", n)
			}
			if shown.Empty() == tc.shown {
				t.Errorf("shown: %v", !shown.Empty())
			}
			if tc.shown { // and it is the one that works
				w, _ := h.start()
				if _, err := w.Edit(t.Context(), p.ID, func(*profile.Profile) error { return nil }, wallet.Secrets{Key: shown}); err != nil || h.works() != 1 {
					t.Errorf("with the key that was shown: %v", err)
				}
			}
			for _, r := range s.Requests() {
				if r.Method == "GET" && strings.EqualFold(r.Path, "/usermgmt/v1/user/apiKey") {
					t.Error("the cluster was asked which key there is")
				}
			}
		})
	}
}

func ptr[T any](v T) *T { return &v }

// TestClusterGoneAtEveryMoment: after the cluster made a key and before it is stored there is
// none that works; at any other moment a resume mends it, and it always says what to do.
func TestClusterGoneAtEveryMoment(t *testing.T) {
	lost := 0
	for n := 1; ; n++ {
		s := simulator(t, sim.Options{})
		h := newHome(t, s)
		p := h.cluster(profile.APIKey, s.Info().CP4D.APIKey)
		_, e := h.start()
		*h.fuse = fuse{left: n}
		_, err := e.Rotate(t.Context(), p, rotation.Options{Replace: true})
		if !h.fuse.gone {
			if err != nil {
				t.Fatal(err)
			}
			break
		}
		*h.fuse = fuse{}
		w, e := h.start()
		now, err := w.Profile(t.Context(), p.ID)
		if err != nil {
			t.Fatal(err)
		}
		_, _, err = e.Resume(t.Context(), now)
		switch {
		case errors.Is(err, rotation.ErrLost):
			lost++
		case err != nil:
			t.Errorf("gone at moment %d: %v", n, err)
		case h.works() != 1 || len(h.keys.list()) != 1:
			t.Errorf("gone at moment %d: it does not work, or entries are left: %v", n, h.keys.list())
		}
		_ = s.Close()
	}
	if lost > 6 {
		t.Errorf("lost at %d moments", lost)
	}
	t.Logf("lost at %d moments", lost)
}

func TestNewProfileWithAKey(t *testing.T) {
	for n := 0; ; n++ {
		s := simulator(t, sim.Options{})
		h := newHome(t, s)
		list := h.five(s.Info().Cloud.APIKey)
		before := keysOf(s)
		_, e := h.start()
		*h.fuse = fuse{left: n}
		made, _, err := e.CreateFor(t.Context(), list[3], "six", rotation.NewKeyOptions{ExpiresIn: 90 * 24 * time.Hour, WhenLeaked: iam.LeakDisable})
		if n == 0 {
			if err != nil || made.Name != "six" || h.works() != 6 {
				t.Fatalf("%+v, %v", made, err)
			}
		} else if !h.fuse.gone {
			return
		}
		*h.fuse = fuse{}
		w, e := h.start()
		four, err := w.Find(t.Context(), "four")
		if err != nil {
			t.Fatal(err)
		}
		if _, _, err := e.Resume(t.Context(), four); err != nil {
			t.Errorf("gone at moment %d: %v", n, err)
		}
		all, err := w.List(t.Context())
		if err != nil || h.works() != len(all) || len(h.journal.Held()) != 0 {
			t.Errorf("gone at moment %d: %d of %d work, %v", n, h.works(), len(all), err)
		}
		here := h.stored()
		for _, k := range s.APIKeys() {
			if !before[k.ID] && !here[k.ID] {
				t.Errorf("gone at moment %d: nobody has the key %s", n, k.Name)
			}
		}
		if made := len(s.APIKeys()) - len(before); made != len(all)-5 {
			t.Errorf("gone at moment %d: %d keys and %d profiles were made", n, made, len(all)-5)
		}
		_ = s.Close()
		if t.Failed() {
			return
		}
	}
}

func TestPastedKey(t *testing.T) {
	s := simulator(t, sim.Options{})
	h := newHome(t, s)
	list := h.five(s.Info().Cloud.APIKey)
	before := keysOf(s)
	_, e := h.start()
	if _, err := e.Rotate(t.Context(), list[0], rotation.Options{Pasted: secret.New("no-such-key-0123456789-0123456789-0123456789")}); err == nil || h.works() != 5 {
		t.Errorf("a key that is none: %v", err)
	}
	if _, err := e.Rotate(t.Context(), list[0], rotation.Options{Pasted: secret.New(s.Info().Cloud.ServiceIDAPIKey)}); !errors.Is(err, rotation.ErrForeign) || h.works() != 5 {
		t.Errorf("somebody else's key: %v", err)
	}
	const mine = "made-on-the-page-0123456789-0123456789-01234"
	err := e.Wallet.Owner(t.Context(), list[0].ID, "", func(ctx context.Context, c iam.Credential, token iam.Token) error {
		d, err := h.client.Client.KeyDetails(ctx, c, token)
		if err != nil {
			return err
		}
		_, _, err = h.client.Client.CreateKey(ctx, c, token, iam.NewKey{Name: "by hand", IAMID: d.IAMID, AccountID: d.AccountID, Value: secret.New(mine)})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	res, err := e.Rotate(t.Context(), list[0], rotation.Options{Pasted: secret.New(mine)})
	if err != nil || res.NewID != s.APIKeyID(mine) || res.OldState != rotation.OldDisabled {
		t.Errorf("%s, %v", outcome(res), err)
	}
	h.whole(t, before)
}
