// Package testall tests many credentials, a few at a time, and knows what to keep of it.
package testall

import (
	"context"
	"slices"
	"sync"
	"time"
)

// The limits: how many tests run at a time, and how many of them at one host.
const (
	AtOnce    = 8
	AtOneHost = 3
)

// Result is what is kept of a profile's last test. It has no secret in it: what failed and
// why are sentences of package explain.
type Result struct {
	Of    time.Time `json:"of"`               // when the profile was changed last before the test: it is none of a changed one
	At    time.Time `json:"at"`               // when it ended
	Since time.Time `json:"since,omitzero"`   // since when tests fail, without one that passed between; zero: it passed
	Check string    `json:"check,omitempty"`  // the check that failed, "" when the test passed
	What  string    `json:"what,omitempty"`   // what failed
	Why   string    `json:"why,omitempty"`    // why
	Next  string    `json:"next,omitempty"`   // what to do next
	Key   bool      `json:"refused,omitzero"` // the key was refused: another test with it tells nothing new
}

// Failed reports whether the test failed.
func (r Result) Failed() bool { return r.Check != "" }

// After is the result as it follows an earlier one of the same profile: a profile that has
// failed before fails since then.
func (r Result) After(before Result) Result {
	if !r.Failed() {
		r.Since = time.Time{}
		return r
	}
	r.Since = r.At
	if before.Failed() && !before.Since.IsZero() {
		r.Since = before.Since
	}
	return r
}

// Job is one credential to test.
type Job struct {
	ID   string // of the profile
	Host string // where it signs in
	Key  string // the id of its key
}

// Run tests all, eight at a time and three at one host, and returns when all are done or ctx
// ends. Profiles that share a key are tested one after the other; once a key was refused, the
// others that have it get that result without asking again, since directories lock accounts
// after some failures. test and each are called from several goroutines.
func Run(ctx context.Context, jobs []Job, test func(context.Context, Job) Result, each func(Job, Result)) {
	q := &queue{jobs: slices.Clone(jobs), hosts: map[string]int{}, keys: map[string]bool{}, refused: map[string]Result{}}
	q.free = sync.NewCond(&q.mu)
	defer context.AfterFunc(ctx, q.wake)()
	var workers sync.WaitGroup
	for range min(AtOnce, len(jobs)) {
		workers.Go(func() {
			for {
				job, known, ok := q.take(ctx)
				if !ok {
					return
				}
				if known == nil {
					r := test(ctx, job)
					known = &r
				}
				q.done(job, *known)
				if ctx.Err() == nil {
					each(job, *known)
				}
			}
		})
	}
	workers.Wait()
}

// queue hands out jobs.
type queue struct {
	mu      sync.Mutex
	free    *sync.Cond
	jobs    []Job
	hosts   map[string]int    // how many run at a host
	keys    map[string]bool   // those that are in use
	refused map[string]Result // by the key
}

func (q *queue) wake() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.free.Broadcast()
}

// take gives the next job that may run now, and its result where that is known already.
func (q *queue) take(ctx context.Context) (job Job, known *Result, ok bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for ctx.Err() == nil && len(q.jobs) > 0 {
		at := slices.IndexFunc(q.jobs, func(j Job) bool { return q.hosts[j.Host] < AtOneHost && !q.keys[j.Key] })
		if at < 0 {
			q.free.Wait()
			continue
		}
		job = q.jobs[at]
		q.jobs = slices.Delete(q.jobs, at, at+1)
		q.hosts[job.Host]++
		if job.Key != "" {
			q.keys[job.Key] = true
		}
		if r, was := q.refused[job.Key]; was {
			known = &r
		}
		return job, known, true
	}
	return Job{}, nil, false
}

func (q *queue) done(job Job, r Result) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.hosts[job.Host]--
	delete(q.keys, job.Key)
	if r.Key && job.Key != "" {
		q.refused[job.Key] = r
	}
	q.free.Broadcast()
}
