package rotation_test

import (
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
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

// outcome is a result in short.
func outcome(r rotation.Result) string {
	var out []string
	for _, s := range r.Steps {
		text := string(s.Name) + " " + string(s.Status)
		if s.Note != "" {
			text += " " + string(s.Note)
		}
		out = append(out, text)
	}
	return strings.Join(out, ", ")
}

func TestRotateAndUndo(t *testing.T) {
	s := simulator(t, sim.Options{})
	h := newHome(t, s)
	old := s.Info().Cloud.APIKey
	list := h.five(old)
	before := len(s.APIKeys())
	_, e := h.start()
	var seen []rotation.Step
	e.Observe = func(s rotation.Step) { seen = append(seen, s) }
	res, err := e.Rotate(t.Context(), list[1], rotation.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if got, want := outcome(res), "check ok, store ok, create ok, sign-in ok, test ok as-before, swap ok, retire ok disabled"; got != want {
		t.Errorf("steps: %s\nwant:  %s", got, want)
	}
	if len(seen) != 7 || res.OldState != rotation.OldDisabled || len(res.Profiles) != 5 || res.OldID != s.APIKeyID(old) || res.NewID == res.OldID {
		t.Errorf("%d steps seen, %+v", len(seen), res)
	}
	if n := h.works(); n != 5 {
		t.Errorf("%d of 5 profiles work", n)
	}
	keys := s.APIKeys()
	made := keys[len(keys)-1]
	if len(keys) != before+1 || made.ID != res.NewID || !strings.HasPrefix(made.Name, "notebooks (2") || !strings.Contains(made.Description, "replaces "+res.OldID) {
		t.Errorf("%d keys, the new one %+v", len(keys), made)
	}
	if n := len(h.keys.list()); n != 4 {
		t.Errorf("%d entries, want two old and two new", n)
	}

	w, e := h.start()
	if _, ok, err := e.Resume(t.Context(), list[0]); ok || err != nil {
		t.Errorf("nothing to resume: %v, %v", ok, err)
	}
	one, err := w.Find(t.Context(), "one")
	if err != nil {
		t.Fatal(err)
	}
	back, ok, err := e.Undo(t.Context(), one)
	if !ok || err != nil {
		t.Fatalf("undo: %v, %v", ok, err)
	}
	if n := h.works(); n != 5 || back.NewID != res.OldID || back.OldID != res.NewID {
		t.Errorf("%d of 5 profiles work with the old key again, %+v", n, back)
	}
	for _, k := range s.APIKeys() {
		if k.ID == res.OldID && k.Disabled || k.ID == res.NewID && !k.Disabled {
			t.Errorf("after undoing: %+v", k)
		}
	}
	if _, ok, err := e.Undo(t.Context(), one); ok || err != nil {
		t.Errorf("undone twice: %v, %v", ok, err)
	}
	if res, err = e.Rotate(t.Context(), one, rotation.Options{DeleteAfter: new(time.Duration)}); err != nil || res.OldState != rotation.OldDeleted {
		t.Fatalf("%s, %v", res.OldState, err)
	}
	if s.APIKeyID(old) != "" || h.works() != 5 {
		t.Error("the old key is there still, or a profile does not work")
	}
}

// The journal, the steps and the errors have no key in them.
func TestNothingSecretIsWritten(t *testing.T) {
	s := simulator(t, sim.Options{})
	h := newHome(t, s)
	list := h.five(s.Info().Cloud.APIKey)
	_, e := h.start()
	res, err := e.Rotate(t.Context(), list[0], rotation.Options{})
	if err != nil {
		t.Fatal(err)
	}
	var values []string
	for _, id := range h.keys.list() {
		entry, err := h.keys.Memory.Get(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		values = append(values, entry.Secret.Reveal())
	}
	err = filepath.WalkDir(h.dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := os.ReadFile(path)
		for _, v := range values {
			if strings.Contains(string(text)+path, v) {
				t.Errorf("%s has a key in it", path)
			}
		}
		return err
	})
	if text := fmt.Sprintf("%+v", res); err != nil || slices.ContainsFunc(values, func(v string) bool { return strings.Contains(text, v) }) {
		t.Errorf("%v, %s", err, text)
	}
}

// whole checks what must be true after any accident and a resume: every profile works, no
// key at IBM is one that nobody has, none is stored that IBM does not have, and the
// journal is at rest.
func (h *home) whole(t *testing.T, before map[string]bool) {
	t.Helper()
	if n := h.works(); n != 5 {
		t.Errorf("%d of 5 profiles work", n)
	}
	here := h.stored()
	for _, k := range h.sim.APIKeys() {
		if !before[k.ID] && !here[k.ID] {
			t.Errorf("nobody has the key %s (%s)", k.ID, k.Name)
		}
	}
	if here[""] {
		t.Error("a key is stored that IBM does not have")
	}
	records, err := h.journal.All(t.Context())
	if err != nil {
		t.Error(err)
	}
	for _, r := range records {
		if r.Open() {
			t.Errorf("a rotation is open: %s", r.Stage)
		}
	}
	used := h.journal.Held()
	w, _ := h.start()
	list, err := w.List(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range h.keys.list() {
		if !slices.Contains(used, id) && !slices.Contains(wallet.KeyIDs(list), id) {
			t.Errorf("the entry %s is left over", id)
		}
	}
}

func keysOf(s *sim.Simulator) map[string]bool {
	out := map[string]bool{}
	for _, k := range s.APIKeys() {
		out[k.ID] = true
	}
	return out
}

// TestGoneAtEveryMoment ends the program at each thing that a rotation does, and starts it
// again.
func TestGoneAtEveryMoment(t *testing.T) {
	for _, o := range []rotation.Options{{}, {DeleteAfter: new(time.Duration)}, {KeepOld: true}} {
		t.Run(fmt.Sprintf("%+v", o.KeepOld)+fmt.Sprint(o.DeleteAfter != nil), func(t *testing.T) {
			t.Parallel()
			for n := 1; ; n++ {
				s := simulator(t, sim.Options{})
				h := newHome(t, s)
				list := h.five(s.Info().Cloud.APIKey)
				before := keysOf(s)
				_, e := h.start()
				*h.fuse = fuse{left: n}
				_, err := e.Rotate(t.Context(), list[2], o)
				if !h.fuse.gone {
					if err != nil {
						t.Fatal(err)
					}
					t.Logf("%d moments", n-1)
					return
				}
				*h.fuse = fuse{}
				h.resume(t, n)
				h.whole(t, before)
				_ = s.Close()
				if t.Failed() {
					t.Fatalf("gone at moment %d: %v", n, err)
				}
			}
		})
	}
}

// resume starts the program again, and lets it be gone a second time somewhere.
func (h *home) resume(t *testing.T, n int) {
	t.Helper()
	for _, second := range []int{n % 7, 0} {
		*h.fuse = fuse{left: second}
		w, e := h.start()
		p, err := w.Find(t.Context(), "three")
		if err != nil {
			t.Fatal(err)
		}
		_, _, err = e.Resume(t.Context(), p)
		if second == 0 && err != nil {
			t.Errorf("resume: %v", err)
		}
		*h.fuse = fuse{}
	}
}

// TestEveryCallFailsOnce lets each request of a rotation fail in each way.
func TestEveryCallFailsOnce(t *testing.T) {
	calls := []sim.Fault{
		{Method: "GET", Path: "/v1/apikeys/details"},
		{Method: "GET", Path: "/v1/apikeys/ApiKey"},
		{Method: "GET", Path: "/v1/accounts"},
		{Method: "POST", Path: "/v1/apikeys", Suffix: "/apikeys"},
		{Method: "POST", Suffix: "/disable"},
		{Method: "POST", Suffix: "/identity/token"},
		{Method: "DELETE", Path: "/v1/apikeys"},
	}
	ways := map[string]sim.Fault{
		"lost": must(t, "reset", true), "cut": must(t, "reset", false), "500": must(t, "500", false), "500 after": must(t, "500", true),
		"403": must(t, "keys-create-403", false), "422": must(t, "keys-limit", false), "409": must(t, "keys-change-409", false), "412": must(t, "keys-change-412", false),
		"page": must(t, "html-200", true),
	}
	for _, call := range calls {
		for _, way := range slices.Sorted(maps.Keys(ways)) {
			for _, del := range []bool{false, true} {
				t.Run(fmt.Sprintf("%s %s%s %s %v", call.Method, call.Path, call.Suffix, way, del), func(t *testing.T) {
					t.Parallel()
					s := simulator(t, sim.Options{})
					h := newHome(t, s)
					list := h.five(s.Info().Cloud.APIKey)
					before := keysOf(s)
					_, e := h.start()
					f := ways[way]
					f.Name, f.On, f.Method, f.Path, f.Suffix, f.Times = "", "", call.Method, call.Path, call.Suffix, 1
					undo := s.Fail("cloud", f)
					var o rotation.Options
					if del {
						o.DeleteAfter = new(time.Duration)
					}
					res, err := e.Rotate(t.Context(), list[2], o)
					undo()
					t.Logf("%s: %v", outcome(res), err)
					h.resume(t, 0)
					h.whole(t, before)
				})
			}
		}
	}
}

func must(t *testing.T, name string, acts bool) sim.Fault {
	t.Helper()
	f, ok := sim.FaultNamed(name)
	if !ok {
		t.Fatalf("no fault %s", name)
	}
	f.Acts = acts
	return f
}

func TestPlacesThatRefuse(t *testing.T) {
	for name, breaks := range map[string]func(h *home){
		"keyring":       func(h *home) { h.keys.fail = errors.New("the keyring refused") },
		"profiles file": func(h *home) { h.file.fail = errors.New("the disk is full") },
		"journal": func(h *home) {
			if err := os.WriteFile(filepath.Join(h.dir, "rotations"), nil, 0o600); err != nil {
				h.t.Fatal(err)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := simulator(t, sim.Options{})
			h := newHome(t, s)
			list := h.five(s.Info().Cloud.APIKey)
			before := keysOf(s)
			_, e := h.start()
			breaks(h)
			if _, err := e.Rotate(t.Context(), list[2], rotation.Options{}); err == nil {
				t.Fatal("it went well")
			}
			if name != "profiles file" && len(s.APIKeys()) != len(before) {
				t.Error("a key was made although it could not be kept")
			}
			h.keys.fail, h.file.fail = nil, nil
			if info, err := os.Stat(filepath.Join(h.dir, "rotations")); err == nil && !info.IsDir() {
				_ = os.Remove(filepath.Join(h.dir, "rotations"))
			}
			h.resume(t, 0)
			h.whole(t, before)
		})
	}
}

func TestIBMMakesTheValue(t *testing.T) {
	s := simulator(t, sim.Options{})
	f := must(t, "keys-own-value", false)
	for n := 0; ; n++ { // gone at each moment, too
		h := newHome(t, s)
		list := h.five(f.ServiceValue() + strings.Repeat(" ", 0))
		before := keysOf(s)
		_, e := h.start()
		*h.fuse = fuse{left: n}
		res, err := e.Rotate(t.Context(), list[2], rotation.Options{KeepOld: true})
		if n == 0 {
			if err != nil || !strings.Contains(outcome(res), "create ok ibms-value") {
				t.Fatalf("%s: %v", outcome(res), err)
			}
		} else if !h.fuse.gone {
			return
		}
		*h.fuse = fuse{}
		h.resume(t, n)
		h.whole(t, before)
		for _, k := range s.APIKeys() { // make room
			if !before[k.ID] {
				removeKey(t, h, k.ID)
			}
		}
		if t.Failed() {
			t.Fatalf("gone at moment %d: %v", n, err)
		}
	}
}

func removeKey(t *testing.T, h *home, id string) {
	t.Helper()
	c := iam.Credential{Profile: h.cloud("x"), Key: secret.New(h.sim.Info().Cloud.APIKey)}
	token, err := h.client.Client.Exchange(t.Context(), c)
	if err == nil {
		err = h.client.Client.DeleteKey(t.Context(), c, token, id)
	}
	if err != nil {
		t.Fatal(err)
	}
}

func TestNewKeyIsUnknownForAWhile(t *testing.T) {
	s := simulator(t, sim.Options{KeyDelay: 200 * time.Millisecond})
	h := newHome(t, s)
	list := h.five(s.Info().Cloud.APIKey)
	_, e := h.start()
	if _, err := e.Rotate(t.Context(), list[0], rotation.Options{}); err != nil {
		t.Fatal(err)
	}
	if n := h.works(); n != 5 {
		t.Errorf("%d of 5 work", n)
	}
}

func TestWhatIsRefusedBeforeAnythingIsSent(t *testing.T) {
	s := simulator(t, sim.Options{})
	for _, tc := range []struct {
		name string
		make func(h *home, list []profile.Profile) (profile.Profile, rotation.Options)
		want error
		sent bool
	}{
		{"a sharer that was changed by hand", func(h *home, list []profile.Profile) (profile.Profile, rotation.Options) {
			err := h.file.Profiles.Change(t.Context(), func(l []profile.Profile) ([]profile.Profile, error) {
				for i := range l {
					if l[i].Name == "two" {
						l[i].PlatformURL = "https://evil.example.com"
					}
				}
				return l, nil
			})
			if err != nil {
				t.Fatal(err)
			}
			return list[0], rotation.Options{}
		}, new(wallet.UnboundError), false},
		{"a key that is named by hand", func(h *home, list []profile.Profile) (profile.Profile, rotation.Options) {
			return list[0], rotation.Options{}
		}, nil, true},
	} {
		t.Run(tc.name, func(t *testing.T) {
			h := newHome(t, s)
			list := h.five(s.Info().Cloud.ServiceIDAPIKey)
			p, o := tc.make(h, list)
			_, e := h.start()
			before := len(s.Requests())
			_, err := e.Rotate(t.Context(), p, o)
			switch want := tc.want.(type) {
			case nil:
				if err != nil {
					t.Error(err)
				}
			case *wallet.UnboundError:
				if !errors.As(err, &want) {
					t.Errorf("%v", err)
				}
			}
			if sent := len(s.Requests()) > before; sent != tc.sent {
				t.Errorf("sent: %v", sent)
			}
		})
	}
}

// TestSwappedByHand: a key of a rotation that somebody puts into the file of another
// profile is a question, not a key.
func TestSwappedByHand(t *testing.T) {
	s := simulator(t, sim.Options{})
	h := newHome(t, s)
	list := h.five(s.Info().Cloud.APIKey)
	w, e := h.start()
	other, err := w.Add(t.Context(), h.cloud("other"), wallet.Secrets{Key: secret.New(s.Info().Cloud.ServiceIDAPIKey)})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := e.Rotate(t.Context(), list[0], rotation.Options{}); err != nil {
		t.Fatal(err)
	}
	one, err := w.Find(t.Context(), "one")
	if err != nil {
		t.Fatal(err)
	}
	err = h.file.Profiles.Change(t.Context(), func(l []profile.Profile) ([]profile.Profile, error) {
		for i := range l {
			if l[i].ID == other.ID {
				l[i].KeyID = one.KeyID
			}
		}
		return l, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	w, _ = h.start()
	_, err = w.Token(t.Context(), other.ID)
	if _, ok := errors.AsType[*wallet.UnboundError](err); !ok {
		t.Errorf("%v, want a question", err)
	}
}

func TestTwoRotationsAtOnce(t *testing.T) {
	s := simulator(t, sim.Options{})
	h := newHome(t, s)
	list := h.five(s.Info().Cloud.APIKey)
	before := keysOf(s)
	errs := make(chan error, 2)
	for i := range 2 {
		_, e := h.start()
		e.Ask = nil
		go func() {
			_, err := e.Rotate(t.Context(), list[i], rotation.Options{})
			errs <- err
		}()
	}
	a, b := <-errs, <-errs
	if a != nil && b != nil {
		t.Errorf("both failed: %v, %v", a, b)
	}
	h.whole(t, before)
}

// TestTwoHomes rotate the same key and see nothing of each other.
func TestTwoHomes(t *testing.T) {
	for i := range 10 {
		s := simulator(t, sim.Options{})
		a, b := newHome(t, s), newHome(t, s)
		la, lb := a.five(s.Info().Cloud.APIKey), b.five(s.Info().Cloud.APIKey)
		errs := make(chan error, 2)
		for j, h := range []*home{a, b} {
			_, e := h.start()
			e.Ask = nil
			go func() {
				time.Sleep(time.Duration(i*j) * 10 * time.Millisecond)
				_, err := e.Rotate(t.Context(), [][]profile.Profile{la, lb}[j][0], rotation.Options{})
				errs <- err
			}()
		}
		e1, e2 := <-errs, <-errs
		na, nb := a.works(), b.works()
		switch { // who comes too late finds its key disabled, and is told; that is no rotation
		case na == 5 && nb == 5:
		case na == 0 && nb == 5 && isDisabled(e1, e2), na == 5 && nb == 0 && isDisabled(e1, e2):
		default:
			t.Errorf("%d and %d of 5 work: %v, %v", na, nb, e1, e2)
		}
		_ = s.Close()
	}
}

func isDisabled(errs ...error) bool {
	return slices.ContainsFunc(errs, func(err error) bool {
		e, ok := errors.AsType[*iam.Error](err)
		return ok && e.Check == iam.CheckSignIn && e.Code == "BXNIM0462E"
	})
}
