package state

import (
	"context"
	"maps"
	"strings"
	"sync"
	"testing"
	"time"

	"lanyard/iam"
	"lanyard/internal/testall"
)

// fakeResults keeps results in memory, as a file does from one start to the next.
type fakeResults struct {
	mu  sync.Mutex
	all map[string]testall.Result
}

func (f *fakeResults) All() map[string]testall.Result {
	f.mu.Lock()
	defer f.mu.Unlock()
	return maps.Clone(f.all)
}

func (f *fakeResults) Change(_ context.Context, change func(map[string]testall.Result)) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	change(f.all)
	return nil
}

// everyID are the ids of all profiles.
func (r *rig) everyID() (ids []string) {
	for _, p := range r.Profiles() {
		ids = append(ids, p.ID)
	}
	return ids
}

func TestManyAreTestedAndKept(t *testing.T) {
	kept := &fakeResults{all: map[string]testall.Result{"gone": {Check: "tls"}}}
	run(t, []string{"a", "b", "c"}, func(r *rig) {
		r.on(func() { r.TestMany(r.everyID()) })
		if v := r.ManyTests(); !v.Busy || v.Progress != "0 of 3 tested" {
			t.Errorf("it begins with %+v", v)
		}
		r.later(time.Minute)
		v := r.ManyTests()
		if v.Busy || v.Summary != "0 passed · 3 failed" || len(v.Failed) != 3 {
			t.Fatalf("it ends with %+v", v)
		}
		if !strings.Contains(v.Rows[0].Words, "sign-in") && v.Rows[0].Words == "" {
			t.Errorf("a failure has no words: %+v", v.Rows[0])
		}
		if row := r.Row(0); row.Ring != RingFailed {
			t.Errorf("the row shows %v", row.Ring)
		}
		r.on(func() { r.Search("is:failed", false) })
		if r.Rows() != 3 {
			t.Errorf("is:failed finds %d", r.Rows())
		}
	}, func(r *rig) {
		r.setup.Results = kept
		r.signIn.err = &iam.Error{Check: iam.CheckSignIn, Reason: iam.ReasonRefusedKey, Status: 400}
	})
	if _, there := kept.all["gone"]; there || len(kept.all) != 3 {
		t.Errorf("%d results are kept: %v", len(kept.all), kept.all)
	}
	for id, x := range kept.all {
		if x.Check == "" || x.Since.IsZero() {
			t.Errorf("%s: %+v", id, x)
		}
	}
}

// What failed before the start is said to have failed, until a sign-in works.
func TestResultsOutliveTheProgram(t *testing.T) {
	kept := &fakeResults{all: map[string]testall.Result{}}
	run(t, []string{"a"}, func(r *rig) {
		v := r.Detail().Test
		if !strings.HasPrefix(v.Last, "Last test ") || !strings.HasSuffix(v.Last, "failed: The key was refused") {
			t.Errorf("it says %q", v.Last)
		}
		if r.Row(0).Ring != RingFailed {
			t.Errorf("the row shows %v", r.Row(0).Ring)
		}
		r.on(func() { r.GetToken(r.Chosen(), false) })
		r.later(time.Second)
		if v := r.ManyTests(); len(v.Failed) != 0 || kept.All()[r.Chosen()].Failed() {
			t.Errorf("after a sign-in that worked it is %+v", v)
		}
	}, func(r *rig) {
		r.setup.Results = kept
		kept.all[r.profiles.list[0].ID] = testall.Result{At: time.Now().Add(time.Hour), Since: time.Now(), Of: r.profiles.list[0].ChangedAt, Check: "sign-in", What: "The key was refused"}
	})
}

func TestLockEndsTheTests(t *testing.T) {
	run(t, []string{"a", "b"}, func(r *rig) {
		r.on(func() { r.TestMany(r.everyID()) })
		r.on(func() { r.Lock("") })
		r.later(time.Minute)
		if r.TestingMany() || r.signIn.calls != 0 {
			t.Errorf("it goes on: %d sign-ins", r.signIn.calls)
		}
	})
}
