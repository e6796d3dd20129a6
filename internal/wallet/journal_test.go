package wallet_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"

	"lanyard/iam"
	"lanyard/internal/profile"
	"lanyard/internal/secret"
	"lanyard/internal/wallet"
	"lanyard/store"
)

// notebook is a journal in memory.
type notebook struct {
	mu     sync.Mutex
	events []store.Event
}

func (n *notebook) Record(e store.Event) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.events = append(n.events, e)
}

// lines gives what was noted, one event a line.
func (n *notebook) lines() string {
	n.mu.Lock()
	defer n.mu.Unlock()
	var b strings.Builder
	for _, e := range n.events {
		fmt.Fprintf(&b, "%s %s %s: %s\n", e.From, e.Deed, e.Profile, e.Detail)
	}
	n.events = nil
	return b.String()
}

func noting() (world, *notebook) {
	w, n := newWorld(), &notebook{}
	w.UseJournal(n, store.FromCommand)
	return w, n
}

// TestWhatIsDoneIsNoted goes through everything that a wallet does.
func TestWhatIsDoneIsNoted(t *testing.T) {
	w, n := noting()
	p := w.add(t, cluster("lab"), "pass")
	var copied profile.Profile
	edit := func(change func(*profile.Profile), s wallet.Secrets) func() error {
		return func() error {
			_, err := w.Edit(t.Context(), p.ID, func(p *profile.Profile) error { change(p); return nil }, s)
			return err
		}
	}
	n.lines()
	for _, c := range []struct {
		what string
		do   func() error
		want string
	}{
		{"import without a key", func() error { _, err := w.Import(t.Context(), cloud("shared"), wallet.Secrets{}); return err }, "command imported shared: \n"},
		{"tag", edit(func(p *profile.Profile) { p.Tags = []string{"x"} }, wallet.Secrets{}), "command edited lab: \n"},
		{"rename", func() error { _, err := w.Rename(t.Context(), p.ID, "Lab 2"); return err }, "command renamed Lab 2: was lab\n"},
		{"replace the key", edit(func(*profile.Profile) {}, wallet.Secrets{Key: secret.New("canary")}), "command edited Lab 2: key replaced\n"},
		{"move", edit(func(p *profile.Profile) { p.URL = "https://new.example.org" }, wallet.Secrets{KeepSecret: true}), "command edited Lab 2: signs in at https://new.example.org\n"},
		{"refused edit", func() error { _ = edit(func(p *profile.Profile) { p.Name = "" }, wallet.Secrets{})(); return nil }, ""},
		{"duplicate", func() (err error) { copied, err = w.Duplicate(t.Context(), p.ID, "copy"); return err }, "command created copy: a copy\n"},
		{"token", func() error { _, err := w.Token(t.Context(), p.ID); return err }, "command fetched Lab 2: \n"},
		{"token in memory", func() error { _, err := w.Token(t.Context(), p.ID); return err }, ""},
		{"remove and undo", func() error {
			r, err := w.Remove(t.Context(), copied.ID, copied.Name)
			if err == nil {
				err = r.Undo(t.Context())
			}
			return err
		}, "command removed copy: \ncommand restored copy: removal undone\n"},
		{"copied", func() error { w.Record(wallet.DeedCopied, p, "token"); return nil }, "command copied lab: token\n"},
	} {
		if err := c.do(); err != nil {
			t.Errorf("%s: %v", c.what, err)
		}
		if got := n.lines(); got != c.want {
			t.Errorf("%s is noted as\n%swant\n%s", c.what, got, c.want)
		}
	}
	w.UseJournal(nil, "")
	if _, err := w.Fresh(t.Context(), p.ID); err != nil {
		t.Fatal(err)
	}
	if got := n.lines(); got != "" {
		t.Errorf("switched off, yet noted: %s", got)
	}
}

// TestFailuresAreNotedWithoutServersWords: the check and IBM's code, not the message.
func TestFailuresAreNotedWithoutServersWords(t *testing.T) {
	for name, c := range map[string]struct {
		err  error
		want string
	}{
		"refused":     {&iam.Error{Check: iam.CheckSignIn, Status: 400, Code: "BXNIM0415E", Message: "pass is wrong"}, "command failed lab: sign-in, BXNIM0415E\n"},
		"no code":     {&iam.Error{Check: iam.CheckNetwork, Reason: iam.ReasonDNS}, "command failed lab: network, dns\n"},
		"interrupted": {context.Canceled, ""},
		"odd":         {fmt.Errorf("odd: %w", errDisk), "command failed lab: \n"},
	} {
		t.Run(name, func(t *testing.T) {
			w, n := noting()
			p := w.add(t, cluster("lab"), "pass")
			n.lines()
			w.server.fail = c.err
			_, _ = w.Token(t.Context(), p.ID)
			if got := n.lines(); got != c.want {
				t.Errorf("noted\n%swant\n%s", got, c.want)
			}
		})
	}
	w, n := noting()
	p := w.add(t, cluster("lab"), "pass")
	delete(w.ring.entries, p.KeyID)
	n.lines()
	_, _ = w.Token(t.Context(), p.ID)
	if _, err := w.Test(t.Context(), p.ID, wallet.At{}, nil); err != nil {
		t.Fatal(err)
	}
	if got, want := n.lines(), "command failed lab: the key is not on this computer\ncommand tested lab: failed: keyring\n"; got != want {
		t.Errorf("noted\n%swant\n%s", got, want)
	}
}

func TestRecentReadsTheJournal(t *testing.T) {
	w := newWorld()
	if got, err := w.Recent(5, ""); err != nil || got != nil {
		t.Errorf("without a journal: %v, %v", got, err)
	}
	activity := store.OpenActivity(t.TempDir())
	w.UseJournal(activity, store.FromWindow)
	p := w.add(t, cluster("lab"), "pass")
	activity.Close()
	got, err := w.Recent(5, p.ID)
	if err != nil || len(got) != 1 || got[0].Deed != store.DeedCreated || got[0].From != "window" {
		t.Errorf("recent: %+v, %v", got, err)
	}
}

// TestAProfileWithoutItsKey is listed and can be changed; only signing in needs the key,
// and entering it mends everything.
func TestAProfileWithoutItsKey(t *testing.T) {
	w := newWorld()
	p, err := w.Import(t.Context(), cluster("lab"), wallet.Secrets{})
	if err != nil || p.KeyID == "" || len(w.ring.ids()) != 0 {
		t.Fatalf("import: %+v, %v, keys %v", p, err, w.ring.ids())
	}
	isMissing := func(what string) {
		t.Helper()
		if _, err := w.Token(t.Context(), p.ID); err == nil || !strings.Contains(err.Error(), store.ErrMissing.Error()) {
			t.Errorf("%s: the token fails with %v", what, err)
		}
	}
	isMissing("imported")
	if _, err := w.Rename(t.Context(), p.ID, "lab 2"); err != nil {
		t.Error(err)
	}
	move := func(p *profile.Profile) error { p.URL = "https://new.example.org"; return nil }
	if _, err := w.Edit(t.Context(), p.ID, move, wallet.Secrets{}); err != nil {
		t.Errorf("a new address: %v", err)
	}
	if _, err := w.Edit(t.Context(), p.ID, func(*profile.Profile) error { return nil }, wallet.Secrets{KeepSecret: true}); err != nil {
		t.Errorf("keep the key that isn't there: %v", err)
	}
	other, err := w.Add(t.Context(), cluster("other"), wallet.Secrets{ShareWith: p.ID})
	if err != nil || other.KeyID != p.KeyID {
		t.Errorf("share the key that isn't there: %v", err)
	}
	isMissing("changed")
	same := func(*profile.Profile) error { return nil }
	if _, err := w.Edit(t.Context(), other.ID, func(p *profile.Profile) error { p.URL = "https://new.example.org"; return nil }, wallet.Secrets{}); err != nil {
		t.Error(err)
	}
	if _, err := w.Edit(t.Context(), p.ID, same, wallet.Secrets{Key: secret.New("pass")}); err != nil {
		t.Fatal(err)
	}
	for _, id := range []string{p.ID, other.ID} {
		if got := w.key(t, id); got != "pass" {
			t.Errorf("the key is %q", got)
		}
	}
}
