package wallet_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"lanyard/iam"
	"lanyard/internal/profile"
	"lanyard/internal/secret"
	"lanyard/internal/wallet"
	"lanyard/store"
)

var errFault = errors.New("the disk says no")

// fault makes the n-th call to what a wallet stands on fail, once.
type fault struct {
	at, calls int
	hit       string // which call failed
}

func (f *fault) fails(call string) error {
	if f.calls++; f.calls != f.at {
		return nil
	}
	f.hit = call
	return fmt.Errorf("%s: %w", call, errFault)
}

type faultyFile struct {
	*file
	f *fault
}

func (x faultyFile) Load(ctx context.Context) ([]profile.Profile, error) {
	if err := x.f.fails("load"); err != nil {
		return nil, err
	}
	return x.file.Load(ctx)
}

func (x faultyFile) Pick(ctx context.Context, want func(id, name string) bool) ([]profile.Profile, error) {
	if err := x.f.fails("pick"); err != nil {
		return nil, err
	}
	return x.file.Pick(ctx, want)
}

func (x faultyFile) Await(context.Context) error { return x.f.fails("await") }

func (x faultyFile) Change(ctx context.Context, change func([]profile.Profile) ([]profile.Profile, error)) error {
	if err := x.f.fails("change"); err != nil {
		return err
	}
	return x.file.Change(ctx, change)
}

type faultyRing struct {
	*ring
	f *fault
}

func (x faultyRing) Get(ctx context.Context, id string) (store.Entry, error) {
	if err := x.f.fails("get"); err != nil {
		return store.Entry{}, err
	}
	return x.ring.Get(ctx, id)
}

func (x faultyRing) Put(ctx context.Context, id string, e store.Entry) error {
	if err := x.f.fails("put"); err != nil {
		return err
	}
	return x.ring.Put(ctx, id, e)
}

func (x faultyRing) Delete(ctx context.Context, id string) error {
	if err := x.f.fails("delete"); err != nil {
		return err
	}
	return x.ring.Delete(ctx, id)
}

func (x faultyRing) Agreed(ctx context.Context) (store.Agreed, error) {
	if err := x.f.fails("agreed"); err != nil {
		return store.Agreed{}, err
	}
	return x.ring.Agreed(ctx)
}

func (x faultyRing) ChangeAgreed(ctx context.Context, change store.ChangeAgreed) error {
	if err := x.f.fails("change agreed"); err != nil {
		return err
	}
	return x.ring.ChangeAgreed(ctx, change)
}

// faultyBulk changes several things at once, all or nothing.
type faultyBulk struct{ faultyRing }

func (x faultyBulk) Write(ctx context.Context, b store.Batch) error {
	if err := x.f.fails("write"); err != nil {
		return err
	}
	for id, e := range b.Put {
		_ = x.ring.Put(ctx, id, e)
	}
	for _, id := range b.Delete {
		_ = x.ring.Delete(ctx, id)
	}
	if b.Agreed != nil {
		return x.ring.ChangeAgreed(ctx, b.Agreed)
	}
	return nil
}

// looking is a server that shows what a key may see, too.
type looking struct{ *server }

func (looking) Spaces(context.Context, iam.Credential, iam.Token) ([]iam.Place, error) {
	return []iam.Place{{ID: "s"}}, nil
}

func (looking) Projects(context.Context, iam.Credential, iam.Token) ([]iam.Place, error) {
	return []iam.Place{{ID: "p"}}, nil
}

func (looking) KeyDetails(context.Context, iam.Credential, iam.Token) (iam.KeyDetails, error) {
	return iam.KeyDetails{}, nil
}

// faultWorld has a profile of a cloud, one that shares its key, and one of a cluster behind
// a proxy, and is what was read of them before the first fault.
type faultWorld struct {
	world
	f                 *fault
	archive           wallet.Archive // with other keys and one profile more
	lab, share, proxy profile.Profile
}

func newFaultWorld(t *testing.T, bulk bool) *faultWorld {
	w := &faultWorld{world: newWorld(), f: &fault{}}
	ring := faultyRing{w.ring, w.f}
	var keys wallet.Keys = ring
	if bulk {
		keys = faultyBulk{ring}
	}
	w.Wallet = wallet.New(faultyFile{w.file, w.f}, keys, looking{w.server})
	w.lab = w.add(t, cloud("lab"), "k1")
	var err error
	if w.share, err = w.Duplicate(t.Context(), w.lab.ID, "share"); err != nil {
		t.Fatal(err)
	}
	behind := cluster("behind")
	behind.Proxy = "http://ann@proxy.example.org:3128"
	if w.proxy, err = w.Add(t.Context(), behind, wallet.Secrets{Key: secret.New("k2"), Proxy: secret.New("pp")}); err != nil {
		t.Fatal(err)
	}
	if w.archive, _, err = w.Backup(t.Context()); err != nil {
		t.Fatal(err)
	}
	for id, e := range w.archive.Keys {
		e.Secret = secret.New(e.Secret.Reveal() + " of the backup")
		w.archive.Keys[id] = e
	}
	w.archive.Profiles[0].AccountID = "another"
	more := w.proxy
	more.ID, more.Name = "more", "more"
	w.archive.Profiles = append(w.archive.Profiles, more)
	// Another program looks at it: nothing is known from before.
	w.Wallet = wallet.New(faultyFile{w.file, w.f}, keys, looking{w.server})
	w.f.calls = 0
	return w
}

// state is what lies in file and keyring, and what was agreed to.
func (w *faultWorld) state(t *testing.T) string {
	t.Helper()
	var lines []string
	for _, p := range w.file.list {
		lines = append(lines, fmt.Sprintf("%s %s %+v %v", p.ID, p.Name, p.Place(), p.ChangedAt))
	}
	for _, id := range w.ring.ids() {
		e := w.ring.entries[id]
		lines = append(lines, id+" "+e.Secret.Reveal()+fmt.Sprintf(" %+v", e.Bound))
	}
	all, err := w.ring.Agreed(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	places := all.All()
	for _, id := range slices.Sorted(maps.Keys(places)) {
		lines = append(lines, fmt.Sprintf("%s %+v", id, places[id]))
	}
	return strings.Join(lines, "\n")
}

// faultyDeeds is everything that a wallet does with what can fail below it.
func faultyDeeds() map[string]func(ctx context.Context, w *faultWorld) error {
	moves := func(p *profile.Profile) error { p.URL = "https://us-south.ml.cloud.ibm.com"; return nil }
	elsewhere := func(p *profile.Profile) error { p.URL = "https://other.example.org"; return nil }
	return map[string]func(ctx context.Context, w *faultWorld) error{
		"list":   func(ctx context.Context, w *faultWorld) error { _, err := w.List(ctx); return err },
		"find":   func(ctx context.Context, w *faultWorld) error { _, err := w.Find(ctx, "lab"); return err },
		"users":  func(ctx context.Context, w *faultWorld) error { _, err := w.KeyUsers(ctx, w.lab.ID); return err },
		"key":    func(ctx context.Context, w *faultWorld) error { _, err := w.Key(ctx, w.lab.ID); return err },
		"token":  func(ctx context.Context, w *faultWorld) error { _, err := w.Token(ctx, w.proxy.ID); return err },
		"fresh":  func(ctx context.Context, w *faultWorld) error { _, err := w.Fresh(ctx, w.proxy.ID); return err },
		"spaces": func(ctx context.Context, w *faultWorld) error { _, err := w.Spaces(ctx, w.lab.ID); return err },
		"projects": func(ctx context.Context, w *faultWorld) error {
			_, err := w.Projects(ctx, w.proxy.ID)
			return err
		},
		"details": func(ctx context.Context, w *faultWorld) error { _, err := w.KeyDetails(ctx, w.lab.ID); return err },
		"test": func(ctx context.Context, w *faultWorld) error {
			results, err := w.Test(ctx, w.proxy.ID, wallet.At{}, nil)
			return errors.Join(append(failures(results), err)...)
		},
		"test unsaved": func(ctx context.Context, w *faultWorld) error {
			return errors.Join(failures(w.TestUnsaved(ctx, w.proxy, wallet.Secrets{}, func(iam.Result) {}))...)
		},
		"add": func(ctx context.Context, w *faultWorld) error {
			p := cluster("new")
			p.Proxy = "http://ann@proxy.example.org:3128"
			_, err := w.Add(ctx, p, wallet.Secrets{Key: secret.New("k"), Proxy: secret.New("p")})
			return err
		},
		"add sharing": func(ctx context.Context, w *faultWorld) error {
			_, err := w.Add(ctx, cloud("new"), wallet.Secrets{ShareWith: w.lab.ID})
			return err
		},
		"import": func(ctx context.Context, w *faultWorld) error {
			_, err := w.Import(ctx, cloud("new"), wallet.Secrets{})
			return err
		},
		"rename": func(ctx context.Context, w *faultWorld) error { _, err := w.Rename(ctx, w.lab.ID, "other"); return err },
		"move": func(ctx context.Context, w *faultWorld) error {
			_, err := w.Edit(ctx, w.lab.ID, moves, wallet.Secrets{})
			return err
		},
		"elsewhere": func(ctx context.Context, w *faultWorld) error {
			_, err := w.Edit(ctx, w.lab.ID, elsewhere, wallet.Secrets{KeepSecret: true})
			return err
		},
		"a new key": func(ctx context.Context, w *faultWorld) error {
			_, err := w.Edit(ctx, w.lab.ID, moves, wallet.Secrets{Key: secret.New("k9")})
			return err
		},
		"another proxy": func(ctx context.Context, w *faultWorld) error {
			_, err := w.Edit(ctx, w.proxy.ID, func(p *profile.Profile) error { p.Proxy = "http://ann@other.example.org:1"; return nil }, wallet.Secrets{KeepSecret: true})
			return err
		},
		"agree": func(ctx context.Context, w *faultWorld) error {
			w.file.edit(w.lab.ID, func(p *profile.Profile) { p.AccountID = "another" })
			p := w.lab
			p.AccountID = "another"
			err := w.Agree(ctx, w.lab.ID, p.Place())
			if err != nil {
				w.file.edit(w.lab.ID, func(p *profile.Profile) { p.AccountID = "" })
			}
			return err
		},
		"duplicate": func(ctx context.Context, w *faultWorld) error { _, err := w.Duplicate(ctx, w.lab.ID, ""); return err },
		"remove":    func(ctx context.Context, w *faultWorld) error { _, err := w.Remove(ctx, w.proxy.ID, ""); return err },
		"backup":    func(ctx context.Context, w *faultWorld) error { _, _, err := w.Backup(ctx); return err },
		"plan a restore": func(ctx context.Context, w *faultWorld) error {
			_, err := w.PlanRestore(ctx, w.archive)
			return err
		},
		"restore": func(ctx context.Context, w *faultWorld) error {
			items, err := w.PlanRestore(ctx, w.archive)
			if err != nil {
				return err
			}
			for i := range items {
				items[i].Choice = wallet.ChoiceReplace
			}
			_, err = w.Restore(ctx, w.archive, items)
			return err
		},
		"remove for good": func(ctx context.Context, w *faultWorld) error {
			r, err := w.Remove(ctx, w.proxy.ID, "")
			if err != nil {
				return err
			}
			return r.Commit(ctx)
		},
		"bring back": func(ctx context.Context, w *faultWorld) error {
			r, err := w.Remove(ctx, w.proxy.ID, "")
			if err != nil {
				return err
			}
			return r.Undo(ctx)
		},
		"move keys": func(ctx context.Context, w *faultWorld) error {
			_, err := w.MoveKeys(ctx, wallet.Move{To: faultyRing{newWorld().ring, w.f}})
			return err
		},
		"first use": func(ctx context.Context, w *faultWorld) error {
			kept := w.ring.kept
			w.ring.kept = nil // as an earlier version left it
			_, err := w.Token(ctx, w.lab.ID)
			if err != nil {
				w.ring.kept = kept
			}
			return err
		},
	}
}

func failures(results []iam.Result) []error {
	var out []error
	for _, r := range results {
		out = append(out, r.Err)
	}
	return out
}

// Test implements wallet.SignIn as far as a stored test needs it: the credential decides.
func (looking) Test(context.Context, iam.Credential, func(iam.Result)) []iam.Result { return nil }

// TestEveryFaultBelowIsTold lets each call to file and keyring fail once, in everything that
// a wallet does. Whoever asked is told, and what lies there is as it was.
func TestEveryFaultBelowIsTold(t *testing.T) {
	// What may fail without a word once the deed is done, and what was done half by then.
	passes := map[string]bool{
		"another proxy, load": true, "another proxy, delete": true, "restore, load": true, // a key that nobody uses stays
		"remove for good, change agreed": true, // a record of nobody stays
		"first use, change agreed":       true, // it is taken over the next time
	}
	half := map[string]bool{"remove for good": true, "bring back": true, "restore, agreed": true, "restore, change agreed": true, "move keys, delete": true}
	for name, do := range faultyDeeds() {
		for _, bulk := range []bool{false, true} {
			for n := 1; ; n++ {
				w := newFaultWorld(t, bulk)
				before := w.state(t)
				w.f.at = n
				err := do(t.Context(), w)
				if w.f.hit == "" {
					if err != nil {
						t.Errorf("%s: without a fault: %v", name, err)
					}
					break
				}
				what := fmt.Sprintf("%s, %s (call %d, at once %v)", name, w.f.hit, n, bulk)
				after := w.state(t)
				if err == nil && passes[name+", "+w.f.hit] && after != before {
					continue
				}
				if !errors.Is(err, errFault) {
					t.Errorf("%s is not told: %v", what, err)
				}
				if err != nil && after != before && !half[name] && !half[name+", "+w.f.hit] {
					t.Errorf("%s changed\n%s\nto\n%s", what, before, after)
				}
			}
		}
	}
}
