package state

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"lanyard/internal/explain"
	"lanyard/internal/profile"
	"lanyard/internal/testall"
	"lanyard/internal/wallet"
	"lanyard/ui/text"
)

// Results keeps the last tests' results, by the profiles' ids. They have no secret in them.
// Its methods may wait.
type Results interface {
	All() map[string]testall.Result
	Change(ctx context.Context, change func(map[string]testall.Result)) error
}

// manyTests is a test of many credentials: under way, or ended.
type manyTests struct {
	cancel   context.CancelFunc
	ids      []string
	done     map[string]bool
	began    time.Time
	ended    bool
	canceled bool
}

// readResults reads the last tests' results, once the first list is shown: they are not
// needed before.
func (m *Model) readResults() {
	if m.set.Results == nil {
		return
	}
	background(m.ctx, m, func(context.Context) (map[string]testall.Result, error) {
		return m.set.Results.All(), nil
	}, func(all map[string]testall.Result, _ error) {
		maps.Copy(all, m.results) // tested meanwhile
		m.results = all
		m.changed(All)
	})
}

// result is what is kept of a profile's last test; it is over once the profile is changed.
func (m *Model) result(p *profile.Profile) (testall.Result, bool) {
	r, ok := m.results[p.ID]
	return r, ok && r.Of.Equal(p.ChangedAt)
}

// keepResults keeps results: here at once, and for the next start. A removed profile's goes.
func (m *Model) keepResults(fresh map[string]testall.Result) {
	for id, r := range fresh {
		m.results[id] = r
	}
	if m.set.Results == nil || len(fresh) == 0 {
		return
	}
	known := map[string]bool{}
	for i := range m.profiles {
		known[m.profiles[i].ID] = true
	}
	background(m.ctx, m, func(ctx context.Context) (nothing, error) {
		return nothing{}, m.set.Results.Change(ctx, func(all map[string]testall.Result) {
			maps.Copy(all, fresh)
			maps.DeleteFunc(all, func(id string, _ testall.Result) bool { return !known[id] })
		})
	}, func(_ nothing, err error) {
		if err != nil {
			m.SayFailure(err)
		}
	})
}

// forgetRefusal takes back that a profile's sign-in failed, since one has worked now.
func (m *Model) forgetRefusal(id string) {
	r, ok := m.results[id]
	if ok && r.Failed() && !isPlaceCheck(r.Check) {
		m.keepResults(map[string]testall.Result{id: {At: m.now(), Of: r.Of}})
	}
}

// TestMany tests the credentials of profiles, eight at a time.
func (m *Model) TestMany(ids []string) {
	if m.lock.locked || m.TestingMany() || len(ids) == 0 {
		return
	}
	ctx, cancel := context.WithCancel(m.ctx)
	run := &manyTests{cancel: cancel, ids: slices.Clone(ids), done: map[string]bool{}, began: m.now()}
	m.many = run
	var jobs []testall.Job
	of := map[string]time.Time{}
	for _, id := range ids {
		if p := m.Profile(id); p != nil {
			of[id] = p.ChangedAt
			jobs = append(jobs, testall.Job{ID: id, Host: cmp.Or(hostOf(*p), p.Host()), Key: p.KeyID})
		}
	}
	fresh := map[string]testall.Result{}
	each := func(j testall.Job, r testall.Result) {
		m.do(func() {
			if m.many != run || run.ended || m.ctx.Err() != nil {
				return
			}
			r.Of = of[j.ID]
			fresh[j.ID] = r.After(m.results[j.ID])
			m.results[j.ID], run.done[j.ID] = fresh[j.ID], true
			m.changed(Many)
		})
	}
	background(m.ctx, m, func(context.Context) (nothing, error) {
		testall.Run(ctx, jobs, m.testOne, each)
		return nothing{}, nil
	}, func(nothing, error) {
		run.ended = true
		cancel()
		m.keepResults(fresh)
		m.message = m.ManyTests().Summary
		m.changed(All)
		m.changed(Many)
	})
	m.changed(All)
	m.changed(Many)
}

// testOne tests one of many.
func (m *Model) testOne(ctx context.Context, j testall.Job) testall.Result {
	all, err := m.set.Wallet.Test(ctx, j.ID, wallet.At{}, func(wallet.Result) {})
	return m.resultOf(all, err)
}

// resultOf is what is kept of a test.
func (m *Model) resultOf(all []wallet.Result, err error) testall.Result {
	kept := testall.Result{At: m.now()}
	if err != nil {
		f := explain.Explain(err)
		kept.Check, kept.What, kept.Why, kept.Next = cmp.Or(f.Check, checkKeyring), f.What, f.Why, f.Next
		return kept
	}
	at := slices.IndexFunc(all, func(x wallet.Result) bool { return x.Status == StatusFailed })
	if at < 0 {
		return kept
	}
	f := explain.Result(all[at])
	kept.Check, kept.What, kept.Why, kept.Next = string(all[at].Check), f.What, f.Why, f.Next
	kept.Key = f.Exit == explain.ExitRefused
	return kept
}

// CancelMany ends a test of many; what it found so far stays.
func (m *Model) CancelMany() {
	if m.TestingMany() {
		m.many.canceled = true
		m.many.cancel()
	}
}

// TestingMany reports whether a test of many is under way.
func (m *Model) TestingMany() bool { return m.many != nil && !m.many.ended }

// ManyView is what is shown of the tests of many credentials.
type ManyView struct {
	There    bool // there was one since the start, or results are kept
	Busy     bool
	Progress string // "57 of 200 tested · 3 failed"
	Share    float64
	Summary  string
	Rows     []ResultRow // those that failed first
	Failed   []string    // their profiles' ids
}

// ResultRow is one profile's result.
type ResultRow struct {
	ID, Name string
	Failed   bool
	Limited  bool   // the credential is good, but the service, space or project refuses
	Words    string // what failed and why, or that it passed
	When     string // since when it fails, or when it passed
}

// ManyTests is what is shown of the tests of many: of those under way, otherwise of the last
// results of all that were tested.
func (m *Model) ManyTests() ManyView {
	t := m.t
	v := ManyView{Busy: m.TestingMany()}
	passed := 0
	for i := range m.profiles {
		p := &m.profiles[i]
		r, ok := m.result(p)
		if !ok {
			continue
		}
		row := ResultRow{ID: p.ID, Name: m.Label(p), Failed: r.Failed(), Limited: isPlaceCheck(r.Check), Words: t.TestPassed, When: t.AtClock(r.At, m.now(), m.zone)}
		if r.Failed() {
			row.Words = text.Join(" – ", r.What, r.Why)
			row.When = fmt.Sprintf(t.FailsSince, t.AtClock(r.Since, m.now(), m.zone))
			v.Failed = append(v.Failed, p.ID)
		} else {
			passed++
		}
		v.Rows = append(v.Rows, row)
	}
	slices.SortStableFunc(v.Rows, func(a, b ResultRow) int { return failedFirst(a.Failed, b.Failed) })
	v.There = v.Busy || len(v.Rows) > 0
	v.Summary = fmt.Sprintf(t.ManySummary, text.Thousands(passed), text.Thousands(len(v.Failed)))
	if run := m.many; run != nil {
		v.Share = float64(len(run.done)) / float64(len(run.ids))
		v.Progress = fmt.Sprintf(t.ManyProgress, text.Thousands(len(run.done)), text.Thousands(len(run.ids)))
		if run.canceled && run.ended {
			v.Summary = t.TestCanceled + " " + v.Summary
		}
	}
	return v
}

func failedFirst(a, b bool) int {
	switch {
	case a && !b:
		return -1
	case b && !a:
		return 1
	}
	return 0
}

// isPlaceCheck reports whether a check comes after the credential was found to be good.
func isPlaceCheck(check string) bool {
	return toneOf(explain.Failure{Check: check}) == Limited
}

// lastTest says in a line what became of a profile's last test, "" without one.
func (m *Model) lastTest(p *profile.Profile) string {
	r, ok := m.result(p)
	switch {
	case !ok:
		return ""
	case r.Failed():
		return fmt.Sprintf(m.t.LastFailed, m.t.AtClock(r.At, m.now(), m.zone), r.What)
	}
	return fmt.Sprintf(m.t.LastPassed, m.t.AtClock(r.At, m.now(), m.zone))
}
