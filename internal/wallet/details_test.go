package wallet_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"lanyard/iam"
	"lanyard/internal/profile"
	"lanyard/internal/secret"
	"lanyard/internal/wallet"
	"lanyard/store"
)

// TestAProfileFromElsewhereBringsNoKeyIDs: what it names is another's, and is not used.
func TestAProfileFromElsewhereBringsNoKeyIDs(t *testing.T) {
	w := newWorld()
	mine := w.add(t, cloud("mine"), "my-key")
	for name, save := range map[string]func(ctx context.Context, p profile.Profile, s wallet.Secrets) (profile.Profile, error){"import": w.Import, "add": w.Add} {
		theirs := cloud("theirs by " + name)
		theirs.KeyID, theirs.ProxyKeyID = mine.KeyID, mine.KeyID
		s := wallet.Secrets{}
		if name == "add" {
			s.Key = secret.New("their-key")
		}
		saved, err := save(t.Context(), theirs, s)
		if err != nil || saved.KeyID == mine.KeyID || saved.KeyID == "" || saved.ProxyKeyID != "" {
			t.Errorf("%s: key %q, of the proxy %q (mine is %q): %v", name, saved.KeyID, saved.ProxyKeyID, mine.KeyID, err)
		}
	}
	if got := w.key(t, mine.ID); got != "my-key" {
		t.Errorf("my key is %s", got)
	}
}

// TestAProxysPasswordFollowsWhenAgreed: under an id of its own, for the new proxy alone.
func TestAProxysPasswordFollowsWhenAgreed(t *testing.T) {
	w := newWorld()
	behind := cluster("behind")
	behind.Proxy = "http://ann@proxy.example.org:3128"
	p, err := w.Add(t.Context(), behind, wallet.Secrets{Key: secret.New("k"), Proxy: secret.New("pp")})
	if err != nil {
		t.Fatal(err)
	}
	const other = "http://ann@other.example.org:3128"
	moved, err := w.Edit(t.Context(), p.ID, func(p *profile.Profile) error { p.Proxy = other; return nil }, wallet.Secrets{KeepSecret: true})
	if err != nil || moved.ProxyKeyID == p.ProxyKeyID {
		t.Fatalf("its password lies under %q as before: %v", moved.ProxyKeyID, err)
	}
	e := w.ring.entries[moved.ProxyKeyID]
	if e.Secret.Reveal() != "pp" || e.Bound.Proxy != other {
		t.Errorf("there lies %+v", e.Bound)
	}
	if _, stays := w.ring.entries[p.ProxyKeyID]; stays {
		t.Error("the old entry stays")
	}
	if _, err := w.Token(t.Context(), p.ID); err != nil {
		t.Errorf("a token: %v", err)
	}
	direct, err := w.Edit(t.Context(), p.ID, func(p *profile.Profile) error { p.Proxy = ""; return nil }, wallet.Secrets{KeepSecret: true})
	if err != nil || direct.ProxyKeyID != "" || len(w.ring.ids()) != 1 {
		t.Errorf("without a proxy: password %q, entries %v: %v", direct.ProxyKeyID, w.ring.ids(), err)
	}
}

// TestACopyIsMadeNow and has tags of its own.
func TestACopyIsMadeNow(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		p := cloud("a")
		p.Tags = []string{"one", "two"}
		saved := w.add(t, p, "k")
		time.Sleep(time.Hour)
		made, err := w.Duplicate(t.Context(), saved.ID, "b")
		if err != nil || !made.CreatedAt.Equal(time.Now()) || !made.ChangedAt.Equal(time.Now()) || !saved.CreatedAt.Before(made.CreatedAt) {
			t.Errorf("made %v, changed %v: %v", made.CreatedAt, made.ChangedAt, err)
		}
		refused := errors.New("no")
		if _, err := w.Edit(t.Context(), saved.ID, func(p *profile.Profile) error { p.Tags[0] = "changed"; return refused }, wallet.Secrets{}); !errors.Is(err, refused) {
			t.Fatal(err)
		}
		for _, q := range w.file.list {
			if q.Tags[0] != "one" {
				t.Errorf("%s has the tags %v after an edit that was refused", q.Name, q.Tags)
			}
		}
	})
}

// TestEveryEditIsNoted in the words of what was done to the key.
func TestEveryEditIsNoted(t *testing.T) {
	w, n := noting()
	a, b := w.add(t, cloud("a"), "k"), w.add(t, cloud("b"), "k2")
	same := func(*profile.Profile) error { return nil }
	n.lines()
	for _, c := range []struct {
		s    wallet.Secrets
		want string
	}{
		{wallet.Secrets{ShareWith: a.ID}, "command edited b: key shared\n"},
		{wallet.Secrets{KeepSecret: true}, "command edited b: key bound to https://iam.cloud.ibm.com\n"},
	} {
		_, err := w.Edit(t.Context(), b.ID, same, c.s)
		if got := n.lines(); err != nil || got != c.want {
			t.Errorf("noted %q, want %q: %v", got, c.want, err)
		}
	}
	for _, cause := range []error{store.ErrMissing, store.ErrDamaged, store.ErrAbsent, store.ErrNoCollection, store.ErrLocked, store.ErrDismissed, store.ErrStuck} {
		w.ring.failGet = cause
		_, _ = w.Fresh(t.Context(), a.ID)
		if got, want := n.lines(), "command failed a: "+cause.Error()+"\n"; got != want {
			t.Errorf("noted %q, want %q", got, want)
		}
	}
}

// TestKeysThatCannotBeHadHoldUpNoCopy: it is asked about when it is used.
func TestKeysThatCannotBeHadHoldUpNoCopy(t *testing.T) {
	for _, cause := range []error{store.ErrAbsent, store.ErrNoCollection, store.ErrLocked, store.ErrDismissed, store.ErrStuck} {
		w := newWorld()
		p := w.add(t, cloud("a"), "k")
		w.Wallet = wallet.New(w.file, w.ring, w.server)
		w.ring.fail = cause
		made, err := w.Duplicate(t.Context(), p.ID, "copy")
		if err != nil {
			t.Errorf("%v: %v", cause, err)
		}
		w.ring.fail = nil
		if _, err := w.Token(t.Context(), made.ID); !errors.As(err, new(*wallet.UnboundError)) {
			t.Errorf("%v: the copy is used without a question: %v", cause, err)
		}
	}
}

// TestARecordGoesWithItsProfile, when that is gone for good.
func TestARecordGoesWithItsProfile(t *testing.T) {
	w := newWorld()
	a, b := w.add(t, cloud("a"), "k"), w.add(t, cloud("b"), "k2")
	r, err := w.Remove(t.Context(), a.ID, "a")
	if err != nil {
		t.Fatal(err)
	}
	recorded := func(id string) bool { all, _ := w.ring.Agreed(t.Context()); _, ok := all.Place(id); return ok }
	if !recorded(a.ID) {
		t.Error("the record is gone while the removal can be undone")
	}
	if err := r.Commit(t.Context()); err != nil {
		t.Fatal(err)
	}
	if recorded(a.ID) || !recorded(b.ID) {
		t.Errorf("recorded: the removed one %v, the other %v", recorded(a.ID), recorded(b.ID))
	}
	// Under the name of one with the same id the other stays, and so does its record.
	twin := b
	twin.Name = "twin"
	w.file.list = append(w.file.list, twin)
	if r, err = w.Remove(t.Context(), b.ID, "twin"); err != nil || r.Profile.Name != "twin" {
		t.Fatalf("removed %q: %v", r.Profile.Name, err)
	}
	if err := r.Commit(t.Context()); err != nil || !recorded(b.ID) {
		t.Errorf("the record of the one that stays: %v, %v", recorded(b.ID), err)
	}
	if got := w.key(t, b.ID); got != "k2" {
		t.Errorf("its key is %s", got)
	}
}

// TestAShareHasNoPassword, whatever an address looks like.
func TestAShareHasNoPassword(t *testing.T) {
	for address, want := range map[string]string{
		"https://ann:sesame@cpd.example.org":   "https://ann@cpd.example.org",
		"https://ann@cpd.example.org":          "https://ann@cpd.example.org",
		"https://cpd.example.org:31843/x":      "https://cpd.example.org:31843/x",
		"https://ann:ses ame%@cpd.example.org": "",
		"":                                     "",
	} {
		if got := wallet.Shared(profile.Profile{URL: address, KeyID: "k", ID: "i"}); got.URL != want || got.KeyID+got.ID != "" {
			t.Errorf("%s is shared as %q", address, got.URL)
		}
	}
	no := errors.New("no room")
	var got string
	if err := wallet.SaveShare([]profile.Profile{cloud("a")}, func(content []byte) error { got = string(content); return no }); !errors.Is(err, no) || !strings.Contains(got, `"a"`) {
		t.Errorf("%s: %v", got, err)
	}
}

// TestWhatRenewalTakesForARefusal: the server said no to the key, and would again.
func TestWhatRenewalTakesForARefusal(t *testing.T) {
	for _, c := range []struct {
		err  error
		want bool
	}{
		{&iam.Error{Check: iam.CheckSignIn, Status: 400}, true},
		{&iam.Error{Check: iam.CheckSignIn, Status: 499}, true},
		{&iam.Error{Check: iam.CheckSignIn, Status: 399}, false},
		{&iam.Error{Check: iam.CheckSignIn, Status: 429}, false},
		{&iam.Error{Check: iam.CheckSignIn, Status: 500}, false},
		{&iam.Error{Check: iam.CheckToken, Status: 400}, false},
		{&wallet.UnboundError{}, true},
		{store.ErrLocked, false},
	} {
		if got := wallet.Refused(c.err); got != c.want {
			t.Errorf("%v: %v", c.err, got)
		}
	}
}
