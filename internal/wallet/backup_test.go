package wallet_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"lanyard/internal/profile"
	"lanyard/internal/secret"
	"lanyard/internal/wallet"
	"lanyard/store"
)

func backup(t *testing.T, w world) store.Archive {
	t.Helper()
	a, _, err := w.Backup(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// plan gives the findings of a plan, and the plan.
func plan(t *testing.T, w world, a store.Archive) (string, []wallet.RestoreItem) {
	t.Helper()
	items, err := w.PlanRestore(t.Context(), a)
	if err != nil {
		t.Fatal(err)
	}
	var parts []string
	for _, i := range items {
		parts = append(parts, strings.TrimSpace(fmt.Sprintf("%s %s %s", i.Profile.Name, i.Finding, strings.Join(fields(i.Differs), "+"))))
	}
	return strings.Join(parts, ", "), items
}

func fields(list []wallet.Differing) []string {
	var out []string
	for _, d := range list {
		out = append(out, d.Field)
	}
	return out
}

func restore(t *testing.T, w world, a store.Archive, choose func(*wallet.RestoreItem)) []profile.Profile {
	t.Helper()
	_, items := plan(t, w, a)
	for i := range items {
		if choose != nil {
			choose(&items[i])
		}
	}
	saved, err := w.Restore(t.Context(), a, items)
	if err != nil {
		t.Fatal(err)
	}
	return saved
}

func choosing(c wallet.Choice) func(*wallet.RestoreItem) {
	return func(i *wallet.RestoreItem) { i.Choice = c }
}

func TestBackupHasEachKeyOnce(t *testing.T) {
	w := newWorld()
	a := w.add(t, cluster("a"), "shared")
	if _, err := w.Duplicate(t.Context(), a.ID, "b"); err != nil {
		t.Fatal(err)
	}
	lost := w.add(t, cloud("lost"), "gone")
	delete(w.ring.entries, lost.KeyID)
	w.ring.reads = 0
	got, keyless, err := w.Backup(t.Context())
	if err != nil || len(got.Profiles) != 3 || len(got.Keys) != 1 || got.Keys[a.KeyID].Secret.Reveal() != "shared" {
		t.Errorf("backup: %d profiles, %d keys, %v", len(got.Profiles), len(got.Keys), err)
	}
	if len(keyless) != 1 || keyless[0].Name != "lost" {
		t.Errorf("without a key: %v", keyless)
	}
	if err := w.Lock(secret.Text{}); err != nil {
		t.Fatal(err)
	}
	if _, _, err := w.Backup(t.Context()); !errors.Is(err, wallet.ErrLocked) {
		t.Errorf("a locked wallet gives a backup: %v", err)
	}
}

// TestRestoreOnAnotherComputer: an empty one gets everything, bounds and proxy included.
func TestRestoreOnAnotherComputer(t *testing.T) {
	old := newWorld()
	p := cluster("lab")
	p.Proxy = "http://ana@proxy.example.org:3128"
	lab, err := old.Add(t.Context(), p, wallet.Secrets{Key: secret.New("pass"), Proxy: secret.New("proxy pass")})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := old.Duplicate(t.Context(), lab.ID, "second"); err != nil {
		t.Fatal(err)
	}
	w := newWorld()
	a := backup(t, old)
	if got, _ := plan(t, w, a); got != "lab new, second new" {
		t.Errorf("plan: %s", got)
	}
	if len(w.ring.ids()) != 0 || len(w.file.list) != 0 {
		t.Fatal("the plan did something")
	}
	saved := restore(t, w, a, nil)
	if len(saved) != 2 || len(w.ring.ids()) != 2 {
		t.Errorf("restored %v, keys %v", saved, w.ring.ids())
	}
	for _, s := range saved {
		if got := w.key(t, s.ID); got != "pass" {
			t.Errorf("the key of %s is %q", s.Name, got)
		}
		if _, err := w.Token(t.Context(), s.ID); err != nil {
			t.Errorf("sign in as %s: %v", s.Name, err)
		}
	}
	if got := w.server.calls[0].Proxy.Reveal(); got != "proxy pass" {
		t.Errorf("the proxy's password is %q", got)
	}
	if got, _ := plan(t, w, a); got != "lab same, second same" {
		t.Errorf("once more: %s", got)
	}
	if again := restore(t, w, a, nil); len(again) != 0 || len(w.file.list) != 2 {
		t.Errorf("restored again: %v", again)
	}
}

// TestRestoredKeysGoWhereTheyWereMeantTo: a backup whose profile was changed to point
// elsewhere sends nothing there.
func TestRestoredKeysGoWhereTheyWereMeantTo(t *testing.T) {
	old := newWorld()
	old.add(t, cluster("lab"), "pass")
	a := backup(t, old)
	a.Profiles[0].URL = "https://evil.example.com"
	w := newWorld()
	saved := restore(t, w, a, nil)
	_, err := w.Token(t.Context(), saved[0].ID)
	var unbound *wallet.UnboundError
	if !errors.As(err, &unbound) || w.server.count() != 0 {
		t.Errorf("signed in elsewhere: %v", err)
	}
}

func TestRestoreFindsConflicts(t *testing.T) {
	w := newWorld()
	same := w.add(t, cluster("same"), "1")
	keyless := w.add(t, cluster("keyless"), "2")
	moved := w.add(t, cluster("moved"), "3")
	rekeyed := w.add(t, cluster("rekeyed"), "4")
	gone := w.add(t, cluster("gone"), "5")
	a := backup(t, w)
	a.Profiles = append(a.Profiles, profile.Profile{ID: "odd", Name: "odd", Kind: "nothing"})

	delete(w.ring.entries, keyless.KeyID)
	if _, err := w.Edit(t.Context(), moved.ID, func(p *profile.Profile) error { p.SpaceID = "s"; return nil }, wallet.Secrets{}); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Edit(t.Context(), rekeyed.ID, func(*profile.Profile) error { return nil }, wallet.Secrets{Key: secret.New("new")}); err != nil {
		t.Fatal(err)
	}
	r, err := w.Remove(t.Context(), gone.ID, gone.Name)
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Commit(t.Context()); err != nil {
		t.Fatal(err)
	}
	w.add(t, cloud("GONE"), "6")

	got, items := plan(t, w, a)
	want := "gone conflict id+key_id+kind+name+secret_kind+url+username, keyless keyless, moved conflict space_id, rekeyed conflict key, same same, odd unusable"
	if got != want {
		t.Errorf("plan:\n%s\nwant\n%s", got, want)
	}
	for _, i := range items {
		wantChoice := map[wallet.Finding]wallet.Choice{wallet.FoundNew: wallet.ChoiceRestore, wallet.FoundKeyless: wallet.ChoiceRestore}[i.Finding]
		if wantChoice == "" {
			wantChoice = wallet.ChoiceSkip
		}
		if i.Choice != wantChoice {
			t.Errorf("%s: %s is proposed", i.Profile.Name, i.Choice)
		}
		if i.Finding == wallet.FoundUnusable && i.Problem == nil {
			t.Error("unusable without a reason")
		}
	}
	before, err := json.Marshal(w.file.list)
	if err != nil {
		t.Fatal(err)
	}
	restore(t, w, a, nil)
	after, err := json.Marshal(w.file.list)
	if err != nil || string(after) != string(before) {
		t.Errorf("a restore as proposed changed profiles:\n%s\n%s", before, after)
	}
	if got := w.key(t, keyless.ID); got != "2" {
		t.Errorf("the missing key is %q", got)
	}
	if got := w.key(t, rekeyed.ID); got != "new" {
		t.Errorf("the newer key became %q", got)
	}
	_ = same
}

func TestRestoreReplaces(t *testing.T) {
	w := newWorld()
	byID := w.add(t, cluster("by id"), "old key")
	a := backup(t, w)
	if _, err := w.Edit(t.Context(), byID.ID, func(p *profile.Profile) error { p.Name, p.URL = "renamed", "https://new.example.org"; return nil }, wallet.Secrets{Key: secret.New("new key")}); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Token(t.Context(), byID.ID); err != nil {
		t.Fatal(err)
	}
	saved := restore(t, w, a, choosing(wallet.ChoiceReplace))
	if len(w.file.list) != 1 || saved[0].ID != byID.ID || saved[0].Name != "by id" {
		t.Errorf("replaced by its id: %+v", w.file.list)
	}
	if got := w.key(t, byID.ID); got != "old key" || len(w.ring.ids()) != 1 {
		t.Errorf("the key is %q, keys %v", got, w.ring.ids())
	}
	if _, there := w.Cached(saved[0]); there {
		t.Error("a token of the replaced key is still there")
	}

	// By its name: the one in its place goes with its key.
	other := newWorld()
	other.add(t, cluster("by id"), "other key")
	saved = restore(t, other, a, choosing(wallet.ChoiceReplace))
	if len(other.file.list) != 1 || saved[0].ID != byID.ID {
		t.Errorf("replaced by its name: %+v", other.file.list)
	}
	if got := other.key(t, byID.ID); got != "old key" || len(other.ring.ids()) != 1 {
		t.Errorf("the key is %q, keys %v", got, other.ring.ids())
	}
}

func TestRestoreCopies(t *testing.T) {
	w := newWorld()
	p := w.add(t, cluster("lab"), "old key")
	a := backup(t, w)
	if _, err := w.Edit(t.Context(), p.ID, func(*profile.Profile) error { return nil }, wallet.Secrets{Key: secret.New("new key")}); err != nil {
		t.Fatal(err)
	}
	saved := restore(t, w, a, choosing(wallet.ChoiceCopy))
	if len(saved) != 1 || saved[0].Name != "lab copy" || saved[0].ID == p.ID || saved[0].KeyID == p.KeyID {
		t.Fatalf("copied: %+v", saved)
	}
	if one, two := w.key(t, p.ID), w.key(t, saved[0].ID); one != "new key" || two != "old key" {
		t.Errorf("keys %q and %q", one, two)
	}
}

// TestRestoreLeavesSharedKeysAlone: a key that others use is not overwritten because
// one of them is replaced.
func TestRestoreLeavesSharedKeysAlone(t *testing.T) {
	w := newWorld()
	p := w.add(t, cluster("lab"), "old key")
	a := backup(t, w)
	if _, err := w.Edit(t.Context(), p.ID, func(*profile.Profile) error { return nil }, wallet.Secrets{Key: secret.New("new key")}); err != nil {
		t.Fatal(err)
	}
	friend, err := w.Duplicate(t.Context(), p.ID, "friend")
	if err != nil {
		t.Fatal(err)
	}
	restore(t, w, a, choosing(wallet.ChoiceReplace))
	if one, two := w.key(t, p.ID), w.key(t, friend.ID); one != "old key" || two != "new key" {
		t.Errorf("the replaced one has %q, its friend %q", one, two)
	}
}

// TestRestoreLeavesUnusedKeysAlone: what lies under the id of a restored key stays,
// though no profile uses it.
func TestRestoreLeavesUnusedKeysAlone(t *testing.T) {
	old := newWorld()
	p := old.add(t, cluster("lab"), "pass")
	w := newWorld()
	w.ring.entries[p.KeyID] = entry("left behind")
	saved := restore(t, w, backup(t, old), nil)
	if got := w.ring.entries[p.KeyID].Secret.Reveal(); got != "left behind" {
		t.Errorf("the unused key became %q", got)
	}
	if got := w.key(t, saved[0].ID); got != "pass" {
		t.Errorf("the restored key is %q", got)
	}
}

func TestRestoreIsAllOrNothing(t *testing.T) {
	old := newWorld()
	old.add(t, cluster("a"), "1")
	old.add(t, cluster("b"), "2")
	a := backup(t, old)
	for name, c := range map[string]struct {
		breakIt func(*testing.T, world, []wallet.RestoreItem)
		want    error
	}{
		"the disk is full":    {func(_ *testing.T, w world, _ []wallet.RestoreItem) { w.file.fail = errDisk }, errDisk},
		"the keyring refuses": {func(_ *testing.T, w world, _ []wallet.RestoreItem) { w.ring.failPut = errDisk }, errDisk},
		"changed meanwhile": {func(t *testing.T, w world, _ []wallet.RestoreItem) {
			if _, err := w.Rename(t.Context(), w.file.list[0].ID, "x"); err != nil {
				t.Fatal(err)
			}
		}, wallet.ErrChanged},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld()
			w.add(t, cloud("a"), "mine")
			keys := strings.Join(w.ring.ids(), " ")
			_, items := plan(t, w, a)
			for i := range items {
				if items[i].Finding == wallet.FoundConflict {
					items[i].Choice = wallet.ChoiceReplace
				}
			}
			c.breakIt(t, w, items)
			if _, err := w.Restore(t.Context(), a, items); !errors.Is(err, c.want) {
				t.Errorf("got %v, want %v", err, c.want)
			}
			w.ring.failPut = nil
			if got := strings.Join(w.ring.ids(), " "); got != keys || len(w.file.list) != 1 {
				t.Errorf("keys %s, before %s; %d profiles", got, keys, len(w.file.list))
			}
		})
	}
}

// TestRestoreHarmsNobody: whatever is here and whatever is chosen, profiles that were
// not to be replaced stay as they are with their keys, and each restored one has the
// key of the backup.
func TestRestoreHarmsNobody(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ctx := context.Background()
		w := newWorld()
		names := []string{"a", "b", "c"}
		var made []profile.Profile
		for _, name := range names {
			s := wallet.Secrets{Key: secret.New("first " + name)}
			if len(made) > 0 && rapid.Bool().Draw(t, "shares") {
				s = wallet.Secrets{ShareWith: made[0].ID}
			}
			p, err := w.Add(ctx, cluster(name), s)
			if err != nil {
				t.Fatal(err)
			}
			made = append(made, p)
		}
		a, _, err := w.Backup(ctx)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range made {
			switch rapid.IntRange(0, 4).Draw(t, "what happens") {
			case 0:
				_, err = w.Edit(ctx, p.ID, func(p *profile.Profile) error { p.Tags = []string{"x"}; return nil }, wallet.Secrets{})
			case 1:
				_, err = w.Edit(ctx, p.ID, func(*profile.Profile) error { return nil }, wallet.Secrets{Key: secret.New("second " + p.Name)})
			case 2:
				var r *wallet.Removed
				if r, err = w.Remove(ctx, p.ID, p.Name); err == nil {
					err = r.Commit(ctx)
				}
			case 3:
				delete(w.ring.entries, p.KeyID)
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		if rapid.Bool().Draw(t, "a newcomer") {
			_, _ = w.Add(ctx, cloud(rapid.SampledFrom(names).Draw(t, "its name")), wallet.Secrets{Key: secret.New("newcomer")})
		}
		before := state(ctx, w)
		items, err := w.PlanRestore(ctx, a)
		if err != nil {
			t.Fatal(err)
		}
		touched := map[string]bool{}
		for i := range items {
			items[i].Choice = rapid.SampledFrom([]wallet.Choice{wallet.ChoiceSkip, wallet.ChoiceRestore, wallet.ChoiceReplace, wallet.ChoiceCopy}).Draw(t, "choice")
			if items[i].Finding == wallet.FoundConflict && items[i].Choice == wallet.ChoiceReplace {
				touched[items[i].Existing.ID] = true
			}
			if items[i].Finding == wallet.FoundKeyless && items[i].Choice == wallet.ChoiceRestore {
				for _, u := range w.file.list { // whoever shares the missing key gets it back, too
					touched[u.ID] = touched[u.ID] || u.KeyID == items[i].Profile.KeyID
				}
			}
		}
		saved, err := w.Restore(ctx, a, items)
		if err != nil {
			if errors.Is(err, wallet.ErrChanged) { // two that were to replace the same one
				return
			}
			t.Fatal(err)
		}
		after := state(ctx, w)
		for id, was := range before {
			if !touched[id] && after[id] != was && !strings.HasSuffix(was, "without a key") {
				t.Fatalf("a profile that was not to be replaced was %s, is %s", was, after[id])
			}
		}
		for _, p := range saved {
			key, err := w.Key(ctx, p.ID)
			from := slices.IndexFunc(a.Profiles, func(b profile.Profile) bool { return b.Name == strings.TrimSuffix(p.Name, " copy") || b.ID == p.ID })
			if err != nil || from < 0 || key.Reveal() != a.Keys[a.Profiles[from].KeyID].Secret.Reveal() {
				t.Fatalf("the restored %s has the key %q, %v", p.Name, key.Reveal(), err)
			}
		}
	})
}

// state is what is here: each profile with its key.
func state(ctx context.Context, w world) map[string]string {
	out := map[string]string{}
	for _, p := range w.file.list {
		text, _ := json.Marshal(p)
		key, err := w.Key(ctx, p.ID)
		if err != nil {
			out[p.ID] = string(text) + " without a key"
			continue
		}
		out[p.ID] = string(text) + " with " + key.Reveal()
	}
	return out
}

func TestSharedHasNothingPrivate(t *testing.T) {
	p := cluster("lab")
	p.ID, p.KeyID, p.ProxyKeyID = "id-canary", "key-canary", "proxy-canary"
	p.Proxy, p.AuthURL, p.PlatformURL = "http://ana:canary@proxy.example.org:3128", "https://x:canary@y.example.org", "https://a:canary@%zz"
	p.Extra = map[string]json.RawMessage{"api_key": json.RawMessage(`"canary"`)}
	p.SpaceID, p.Tags = "space", []string{"x"}
	text, err := json.Marshal(wallet.Shared(p))
	if err != nil || strings.Contains(string(text), "canary") {
		t.Errorf("shared: %s, %v", text, err)
	}
	for _, want := range []string{`"id":""`, `"key_id":""`, `"space_id":"space"`, `"username":"ana"`, "http://ana@proxy.example.org:3128"} {
		if !strings.Contains(string(text), want) {
			t.Errorf("%s lacks %s", text, want)
		}
	}
	if p.Extra == nil || p.KeyID == "" {
		t.Error("sharing changed the profile itself")
	}
}

// TestBackupFiles goes through files as the window does.
func TestBackupFiles(t *testing.T) {
	if testing.Short() {
		t.Skip("a passphrase takes seconds by design")
	}
	w, n := noting()
	w.add(t, cluster("lab"), "canary")
	n.lines()
	path := filepath.Join(t.TempDir(), "b.age")
	if err := w.SaveBackup(backup(t, w), secret.Text{}, wallet.ToFile(path, false)); err == nil {
		t.Error("a backup without a passphrase")
	}
	if err := w.SaveBackup(backup(t, w), secret.New("horse"), wallet.ToFile(path, false)); err != nil {
		t.Fatal(err)
	}
	if got := n.lines(); got != "command exported lab: backup\n" {
		t.Errorf("noted: %s", got)
	}
	if err := wallet.SaveShare(w.file.list, wallet.ToFile(path, false)); !errors.Is(err, store.ErrExists) {
		t.Errorf("overwritten unasked: %v", err)
	}
	if _, err := wallet.OpenBackup(t.Context(), path, secret.New("donkey")); !errors.Is(err, store.ErrPassphrase) {
		t.Errorf("a wrong passphrase: %v", err)
	}
	a, err := wallet.OpenBackup(t.Context(), path, secret.New("horse"))
	if err != nil || len(a.Profiles) != 1 || a.Keys[a.Profiles[0].KeyID].Secret.Reveal() != "canary" {
		t.Errorf("opened: %+v, %v", a.Profiles, err)
	}
	if _, err := wallet.OpenBackup(t.Context(), path+"x", secret.New("horse")); !errors.Is(err, store.ErrUnavailable) {
		t.Errorf("no file: %v", err)
	}
	if err := wallet.SaveShare(w.file.list, wallet.ToFile(path, true)); err != nil {
		t.Fatal(err)
	}
	if _, err := wallet.OpenBackup(t.Context(), path, secret.New("horse")); !errors.Is(err, store.ErrBadFile) {
		t.Errorf("a shared file is no backup: %v", err)
	}
}
