package keystate

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"lanyard/internal/profile"
	"lanyard/internal/rotation"
	"lanyard/internal/secret"
	"lanyard/internal/wallet"
)

// statuses are how the steps of a page ended.
func statuses(v View) string {
	var out []string
	for _, s := range v.Steps {
		out = append(out, string(s.Status))
	}
	return strings.Join(out, " ")
}

func TestRotationFromPlanToUndo(t *testing.T) {
	run(t, []string{"one", "two"}, func(r *rig) {
		var x *Rotation
		r.on(func() { x = r.Plan(r.list[0].ID) })
		r.later(10 * time.Second)
		v := r.view(x)
		if v.Main != r.t2().RotateNow || !strings.Contains(v.Intro[0], "one, two") || !strings.Contains(v.Intro[1], "7 sign-ins") {
			t.Errorf("before: %+v", v)
		}
		r.on(func() { r.Begin(x, Choice{}) })
		if v := r.view(x); v.Phase != Running || v.Busy == "" || !v.CanStop {
			t.Errorf("under way: %+v", v)
		}
		if c := r.card(); c.Under == "" {
			t.Error("the card says nothing of the rotation")
		}
		r.later(2 * time.Minute)
		v = r.view(x)
		if v.Phase != Done || statuses(v) != "ok ok ok ok ok ok ok" || !v.CanGoBack || v.CanGoOn {
			t.Fatalf("after: %+v", v)
		}
		if !r.ibm.keys["the-first-key"].Disabled || r.list[0].KeyID != r.list[1].KeyID || !strings.Contains(r.list[0].KeyID, ".") {
			t.Errorf("the old key: %+v; the profiles: %+v", r.ibm.keys["the-first-key"], r.list)
		}
		if len(r.said) != 1 || !strings.Contains(r.said[0], "one, two") {
			t.Errorf("said: %q", r.said)
		}

		r.on(func() { x = r.GoBack(r.list[1].ID) })
		r.later(time.Minute)
		if v := r.view(x); v.Phase != Done || !strings.Contains(v.Said[0], "old key is in use again") || v.CanGoBack {
			t.Errorf("undone: %+v", v)
		}
		if r.ibm.keys["the-first-key"].Disabled {
			t.Error("the old key is still disabled")
		}
	})
}

func (r *rig) card() (c Card) {
	r.on(func() { c = r.Card(r.list[0]) })
	return c
}

// Something is otherwise than the page told: it is asked once more.
func TestQuestionsOfARotation(t *testing.T) {
	for name, tc := range map[string]struct {
		before func(*rig)
		want   string
		yes    bool
		phase  Phase
	}{
		"used meanwhile": {func(r *rig) { r.ibm.keys["the-first-key"].Uses++ }, "Rotate the key of one", true, Done},
		"locked":         {func(r *rig) { r.ibm.keys["the-first-key"].Locked = true }, "locked at IBM", true, Done},
		"declined":       {func(r *rig) { r.ibm.keys["the-first-key"].Locked = true }, "locked at IBM", false, Failed},
	} {
		t.Run(name, func(t *testing.T) {
			run(t, []string{"one"}, func(r *rig) {
				var x *Rotation
				r.on(func() { x = r.Plan(r.list[0].ID) })
				r.later(10 * time.Second)
				tc.before(r)
				r.on(func() { r.Begin(x, Choice{}) })
				r.later(time.Minute)
				v := r.view(x)
				if v.Question == nil || !strings.Contains(strings.Join(v.Question.Text, " "), tc.want) || v.CanStop {
					t.Fatalf("%+v", v)
				}
				r.on(func() { r.Answer(x, tc.yes) })
				r.later(2 * time.Minute)
				if v := r.view(x); v.Phase != tc.phase || v.Question != nil {
					t.Errorf("%+v", v)
				}
			})
		})
	}
}

// What is stopped, as by a crash, is told in the banner and can be resumed or undone.
func TestStoppedRotationIsResumed(t *testing.T) {
	for name, way := range map[string]func(r *rig) *Rotation{
		"resume": func(r *rig) *Rotation { return r.GoOn(r.list[0].ID) },
		"undo":   func(r *rig) *Rotation { return r.GoBack(r.list[0].ID) },
	} {
		t.Run(name, func(t *testing.T) {
			run(t, []string{"one", "two"}, func(r *rig) {
				var x *Rotation
				r.on(func() { x = r.Plan(r.list[0].ID) })
				r.later(10 * time.Second)
				r.on(func() { r.Begin(x, Choice{}) })
				for r.ibm.count() < 2 {
					time.Sleep(time.Second)
				}
				r.on(func() { r.Stop(x) })
				r.later(10 * time.Second)
				v := r.view(x)
				if v.Phase != Failed || !v.CanGoOn || !v.CanGoBack || v.CanAgain || v.Trouble == nil || v.Trouble.What != r.t2().RotationStopped {
					t.Fatalf("stopped: %+v", v)
				}
				var b Banner
				r.on(func() { b = r.Interrupted() })
				if b.ID != r.list[0].ID || !strings.Contains(b.Text, "interrupted") {
					t.Errorf("the banner: %+v", b)
				}
				r.on(func() { x = way(r) })
				r.later(3 * time.Minute)
				if v := r.view(x); v.Phase != Done || v.CanGoOn {
					t.Errorf("after: %+v", v)
				}
				r.on(func() { b = r.Interrupted() })
				if b.Text != "" {
					t.Errorf("the banner stays: %+v", b)
				}
				for _, p := range r.list {
					if _, err := r.wallet.Fresh(r.t.Context(), p.ID); err != nil {
						t.Errorf("%s: %v", p.Name, err)
					}
				}
			})
		})
	}
}

func (b *ibm) count() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return len(b.keys)
}

func TestNewKeyThatFailsATestIsTakenBack(t *testing.T) {
	run(t, []string{"one"}, func(r *rig) {
		r.ibm.fail["test"] = refused(403)
		x := r.rotated(Choice{})
		v := r.view(x)
		if v.Phase != Failed || v.Trouble == nil || !strings.Contains(v.Trouble.What, "one does not work with the new key") || v.CanGoOn || !v.CanAgain {
			t.Errorf("%+v", v)
		}
		if n := r.ibm.count(); n != 1 {
			t.Errorf("IBM has %d keys", n)
		}
		delete(r.ibm.fail, "test")
		r.on(func() { r.Again(x) })
		r.later(2 * time.Minute)
		if v := r.view(x); v.Phase != Done {
			t.Errorf("again: %+v", v)
		}
	})
}

func TestRoomIsMadeForANewKey(t *testing.T) {
	run(t, []string{"one"}, func(r *rig) {
		r.rotated(Choice{})
		r.ibm.limit = 2
		x := r.rotated(Choice{})
		v := r.view(x)
		if v.Phase != Failed || len(v.Left) != 1 || v.Left[0].ID != "ApiKey-1" || v.CanAgain {
			t.Fatalf("%+v", v)
		}
		r.on(func() { r.DeleteLeftover(x, "ApiKey-1") })
		r.later(time.Minute)
		v = r.view(x)
		if len(v.Left) != 0 || !v.CanAgain || v.Trouble != nil || len(v.Said) != 1 {
			t.Fatalf("with room: %+v", v)
		}
		r.on(func() { r.Again(x) })
		r.later(2 * time.Minute)
		if v := r.view(x); v.Phase != Done {
			t.Errorf("%+v", v)
		}
	})
}

// A profile that was changed by hand asks before anything is sent, and so does a sharer.
func TestChangedProfileAsksFirst(t *testing.T) {
	for at, name := range []string{"itself", "a sharer"} {
		t.Run(name, func(t *testing.T) {
			run(t, []string{"one", "two"}, func(r *rig) {
				f := r.file
				f.mu.Lock()
				f.list[at].AuthURL = "https://elsewhere.example.org"
				f.mu.Unlock()
				r.on(func() { r.ProfilesChanged(nil) })
				x := r.rotated(Choice{})
				v := r.view(x)
				if v.Unbound == nil || v.Unbound.Profile.ID != r.list[at].ID || v.Trouble != nil || r.ibm.made != 0 {
					t.Fatalf("%+v", v)
				}
				r.on(func() { r.Agree(x) })
				r.later(time.Minute)
				r.on(func() { r.Answer(x, true) }) // nothing was told of the key before
				r.later(2 * time.Minute)
				if v := r.view(x); v.Phase != Done {
					t.Errorf("agreed: %+v", v)
				}
			})
		})
	}
}

func TestKeyInMemoryIsShownOnce(t *testing.T) {
	run(t, []string{"one"}, func(r *rig) {
		r.engine.Memory = true
		x := r.rotated(Choice{})
		var shown secret.Text
		r.on(func() { shown = r.Shown(x) })
		v := r.view(x)
		if v.Question == nil || !v.Question.HasKey || shown.Empty() || r.ibm.made != 0 || !r.Holds() {
			t.Fatalf("%+v", v)
		}
		r.on(func() { r.locked = true; r.Forget() })
		r.on(func() {
			if !r.Shown(x).Empty() {
				t.Error("a locked window shows it")
			}
			r.locked = false
		})
		r.on(func() { r.Answer(x, true) })
		r.later(2 * time.Minute)
		if v := r.view(x); v.Phase != Done || r.ibm.keys[shown.Reveal()] == nil {
			t.Errorf("%+v", v)
		}
	})
}

func TestKeyOfAWebPage(t *testing.T) {
	run(t, nil, func(r *rig) {
		p := r.add(profile.Profile{
			Name: "aws", Kind: profile.AWS, URL: "https://ap-south-1.aws.wxai.ibm.com", SecretKind: profile.APIKey, AccountID: "account",
		}, wallet.Secrets{Key: secret.New("the-first-key")})
		var x *Rotation
		r.on(func() { x = r.Plan(p.ID) })
		v := r.view(x)
		if v.Pasted == "" || v.Retire != nil || !strings.Contains(v.Intro[0], "Access (IAM)") || v.Cluster != "" {
			t.Errorf("%+v", v)
		}
		r.on(func() { r.Begin(x, Choice{Pasted: secret.New("a-wrong-key")}) })
		r.later(time.Minute)
		if v := r.view(x); v.Phase != Failed || !v.CanAgain {
			t.Errorf("a wrong key: %+v", v)
		}
		r.on(func() { r.Again(x) })
		if v := r.view(x); v.Phase != Planned || v.Pasted == "" || v.Trouble != nil {
			t.Errorf("again: %+v", v)
		}
		r.ibm.keys["a-pasted-key"] = r.ibm.keys["the-first-key"]
		r.on(func() { r.Begin(x, Choice{Pasted: secret.New("a-pasted-key")}) })
		r.later(time.Minute)
		if v := r.view(x); v.Phase != Done || !v.CanGoBack {
			t.Errorf("%+v", v)
		}
	})
}

func TestClusterEndsTheOldKey(t *testing.T) {
	run(t, nil, func(r *rig) {
		p := r.add(profile.Profile{
			Name: "lab", Kind: profile.CP4D, URL: "https://cpd.example.org", Username: "ana", SecretKind: profile.APIKey,
		}, wallet.Secrets{Key: secret.New("the-first-key")})
		var x *Rotation
		r.on(func() { x = r.Plan(p.ID) })
		if v := r.view(x); v.Cluster == "" || v.Pasted == "" {
			t.Errorf("%+v", v)
		}
		r.on(func() { r.BeginByCluster(x) })
		r.later(10 * time.Second)
		v := r.view(x)
		if v.Question == nil || !strings.Contains(v.Question.Text[0], "ends the old key at once") || r.ibm.made != 0 {
			t.Fatalf("%+v", v)
		}
		r.on(func() { r.Answer(x, true) })
		r.later(time.Minute)
		if v := r.view(x); v.Phase != Done || v.CanGoBack {
			t.Errorf("%+v", v)
		}
	})
}

func TestNewProfileWithAKey(t *testing.T) {
	run(t, []string{"one"}, func(r *rig) {
		var x *Rotation
		r.on(func() { x = r.PlanNew(r.list[0].ID) })
		v := r.view(x)
		if v.Name != "one 2" || len(v.Life) != 5 || len(v.Leaked) != 4 {
			t.Errorf("%+v", v)
		}
		r.on(func() { r.BeginNew(x, NewKey{Name: "nightly", Life: 2}) })
		r.later(time.Minute)
		if v := r.view(x); v.Phase != Done || v.Said[0] != fmt.Sprintf(r.t2().SaidMade, "nightly") || len(v.Steps) != 5 {
			t.Errorf("%+v", v)
		}
		if !slices.Contains(namesOf(r.list), "nightly") {
			t.Error("there is no such profile")
		}
	})
}

func TestSomethingElseUsesTheKey(t *testing.T) {
	run(t, []string{"one"}, func(r *rig) {
		r.own = time.Now().Add(-3 * time.Hour)
		var x *Rotation
		r.on(func() { x = r.Plan(r.list[0].ID) })
		r.later(10 * time.Second)
		if v := r.view(x); v.Loud != r.t2().OthersUse {
			t.Errorf("%+v", v)
		}
	})
}

func TestMarksAndOneNotification(t *testing.T) {
	for name, tc := range map[string]struct {
		ends, age time.Duration
		days      int
		want      Mark
		told      string
	}{
		"far":    {30 * day, 10 * day, 90, Mark{}, ""},
		"quiet":  {10*day + time.Hour, 10 * day, 90, Mark{Words: "key ends in 10 days", Ends: true}, "The API key of one ends in 10 days"},
		"loud":   {2*day + time.Hour, 10 * day, 90, Mark{Words: "key ends in 2 days", Ends: true, Loud: true}, "The API key of one ends in 2 days"},
		"ended":  {-time.Hour, 10 * day, 90, Mark{Words: "key ended", Ends: true, Loud: true, Ended: true}, "The API key of one has ended"},
		"old":    {0, 100 * day, 90, Mark{Words: "key is 3 months old"}, ""},
		"no age": {0, 100 * day, 0, Mark{}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			run(t, []string{"one", "two"}, func(r *rig) {
				r.days = tc.days
				d := *r.ibm.keys["the-first-key"]
				d.CreatedAt = time.Now().Add(-tc.age)
				if tc.ends != 0 {
					d.ExpiresAt = time.Now().Add(tc.ends)
				}
				for range 3 {
					r.engine.Watch.Note(r.t.Context(), r.list[0].KeyID, d)
					r.on(r.Read)
				}
				var got Mark
				r.on(func() { got = r.MarkOf(&r.list[0]) })
				if got != tc.want {
					t.Errorf("%+v, want %+v", got, tc.want)
				}
				var told []string
				if tc.told != "" {
					told = []string{tc.told + " | " + r.t2().KeyEndsHow}
				}
				if !slices.Equal(r.told, told) {
					t.Errorf("told %q, want %q", r.told, told)
				}
			})
		})
	}
}

func TestCardTellsWhatIBMTells(t *testing.T) {
	run(t, []string{"one", "two"}, func(r *rig) {
		if c := r.card(); !c.There || c.Facts != nil || !c.CanAsk || c.Rotate == "" {
			t.Errorf("before: %+v", c)
		}
		r.on(func() { r.Ask(r.list[0]) })
		r.later(10 * time.Second)
		c := r.card()
		var lines []string
		for _, f := range c.Facts {
			lines = append(lines, f.Label+": "+f.Value)
		}
		all := strings.Join(lines, "\n")
		for _, want := range []string{"Key: my key", "Key ID: ApiKey-1", "Owner: IBMid-1", "Used by: one, two", "Keys: 1 of 20", "7 sign-ins", "Expires: never"} {
			if !strings.Contains(all, want) {
				t.Errorf("no %q in\n%s", want, all)
			}
		}
		if !c.CanDisable || c.CanEnable || !c.CanDelete || !c.CanCreate {
			t.Errorf("%+v", c)
		}
	})
}

func TestFoundKey(t *testing.T) {
	run(t, []string{"one"}, func(r *rig) {
		var host string
		r.on(func() {
			host = r.Find(profile.Profile{Kind: profile.Cloud, SecretKind: profile.APIKey}, secret.New("the-first-key"))
		})
		if host != "iam.cloud.ibm.com" {
			t.Errorf("it would go to %s", host)
		}
		f, err := r.LookAtFound(r.t.Context(), r.FoundKey())
		if err != nil {
			t.Fatal(err)
		}
		facts, id := r.FoundTold(f)
		if id != r.list[0].ID || !slices.ContainsFunc(facts, func(f Fact) bool { return f.Value == "Dana (IBMid-1)" }) {
			t.Errorf("%+v, %q", facts, id)
		}
		if err := r.DisableFound(r.t.Context(), f); err != nil || !r.ibm.keys["the-first-key"].Disabled {
			t.Errorf("not disabled: %v", err)
		}
	})
}

func TestDeedsAtOneKey(t *testing.T) {
	run(t, []string{"one"}, func(r *rig) {
		p := r.list[0]
		list, err := r.List(r.t.Context(), p)
		if err != nil || len(list) != 1 {
			t.Fatal(list, err)
		}
		if o := r.Owned(p, list); !o.Keys[0].Own || !strings.Contains(o.Keys[0].Users, "one") || o.Place == "" {
			t.Errorf("%+v", o)
		}
		if says := strings.Join(r.Consequence(Delete, list[0]), " "); !strings.Contains(says, "one") || !strings.Contains(says, "7 sign-ins") {
			t.Errorf("%q", says)
		}
		if _, err := r.Do(r.t.Context(), Delete, p, ""); !errors.Is(err, rotation.ErrLast) {
			t.Errorf("the last key: %v", err)
		}
		if _, err := r.Do(r.t.Context(), Disable, p, "ApiKey-1"); err != nil || !r.ibm.keys["the-first-key"].Disabled {
			t.Errorf("not disabled: %v", err)
		}
	})
}
