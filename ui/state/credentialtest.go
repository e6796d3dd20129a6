package state

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"lanyard/assets"
	"lanyard/internal/explain"
	"lanyard/internal/profile"
	"lanyard/internal/secret"
	"lanyard/internal/testall"
	"lanyard/internal/wallet"
	"lanyard/ui/text"
)

// TestRun is a staged test of a profile's credential: under way, or ended. What it
// found is shown until the profile changes.
type TestRun struct {
	cancel   context.CancelFunc
	ended    bool
	canceled bool
	changed  time.Time // the last change of the profile or its key before the test
	checks   []string  // all that there are, in their order
	results  []wallet.Result
	began    time.Time
	err      error // no test came about
}

func (m *Model) newTestRun(p profile.Profile, cancel context.CancelFunc) *TestRun {
	run := &TestRun{cancel: cancel, began: m.now()}
	for _, c := range wallet.Checks(p) {
		run.checks = append(run.checks, string(c))
	}
	return run
}

// observer takes results as they come, on any goroutine, and has each shown.
func (m *Model) observer(ctx context.Context, run *TestRun, show func()) func(wallet.Result) {
	return func(x wallet.Result) {
		m.do(func() {
			if ctx.Err() == nil && m.ctx.Err() == nil {
				run.results = append(run.results, withoutToken(x))
				show()
			}
		})
	}
}

// TestUnsaved tests a profile before it is saved. show is called with each result, ended
// When there is no more to come.
func (m *Model) TestUnsaved(p profile.Profile, s wallet.Secrets, show, ended func(*TestRun)) *TestRun {
	ctx, cancel := context.WithCancel(m.ctx)
	run := m.newTestRun(p, cancel)
	observe := m.observer(ctx, run, func() { show(run) })
	background(ctx, m, func(ctx context.Context) ([]wallet.Result, error) {
		return m.set.Wallet.TestUnsaved(ctx, p, s, observe), nil
	}, func(all []wallet.Result, err error) {
		run.end(all, err)
		ended(run)
	})
	return run
}

// Cancel ends a test that is under way.
func (r *TestRun) Cancel() { r.cancel() }

// Ended reports whether there is no more to come.
func (r *TestRun) Ended() bool { return r.ended }

// Unbound is the question whether the key may go to another place, if the test ended with
// it; nil otherwise.
func (r *TestRun) Unbound() *wallet.UnboundError {
	var unbound *wallet.UnboundError
	if bad, failed := r.failed(); failed {
		errors.As(bad.Err, &unbound)
	}
	return unbound
}

// end takes the result of a test.
func (r *TestRun) end(all []wallet.Result, err error) {
	r.cancel()
	r.ended, r.err = true, err
	if err == nil {
		r.results = r.results[:0]
		for _, x := range all {
			r.results = append(r.results, withoutToken(x))
		}
	}
}

// testing reports whether a test is under way.
func (s *session) testing() bool { return s.test != nil && !s.test.ended }

// TestCredential proves the chosen profile's credential step by step.
func (m *Model) TestCredential() {
	p := m.Current()
	if p == nil {
		m.Say(m.t.NothingChosen)
		return
	}
	s := m.session(p.ID)
	if s.testing() || m.lock.locked {
		return
	}
	s.settle()
	m.closeLook(s)
	ctx, cancel := context.WithCancel(m.ctx)
	run := m.newTestRun(*p, cancel)
	run.changed = m.lastChange(*p)
	s.test = run
	id := p.ID
	observe := m.observer(ctx, run, func() { m.changed(Detail) })
	background(ctx, m, func(ctx context.Context) ([]wallet.Result, error) {
		return m.set.Wallet.Test(ctx, id, wallet.At{}, observe)
	}, func(all []wallet.Result, err error) { m.tested(id, run, all, err) })
	m.checkKeyringIn(keyringHaste)
	m.message = ""
	m.changed(All)
	m.changed(Test)
}

// tested takes the result of a test.
func (m *Model) tested(id string, run *TestRun, all []wallet.Result, err error) {
	run.end(all, err)
	s, p := m.session(id), m.Profile(id)
	s.retry = nil
	if p == nil || s.test != run {
		m.changed(All)
		return
	}
	for _, r := range run.results {
		if r.Name != "" {
			m.placeNames[p.SpaceID+p.ProjectID] = r.Name
		}
	}
	if bad, ok := run.failed(); ok {
		s.unbound = run.Unbound() // the question is asked above
		if bad.Check == checkKeyring {
			m.CheckKeyring()
		}
	}
	kept := m.resultOf(run.results, err).After(m.results[id])
	kept.Of = p.ChangedAt
	m.keepResults(map[string]testall.Result{id: kept})
	m.message = fmt.Sprintf(m.t.Tested, m.Label(p), m.describeTest(*p, s).Verdict)
	m.changed(All)
	if id == m.chosen {
		m.changed(Test)
	}
}

// CancelTest ends the chosen profile's test at once; what it found so far stays.
func (m *Model) CancelTest() {
	s := m.sessions[m.chosen]
	if s == nil || !s.testing() {
		return
	}
	s.test.cancel()
	s.test.ended, s.test.canceled, s.retry = true, true, nil
	m.message = m.t.Canceled
	m.changed(All)
}

// The checks and how they end, in the words of the command line's JSON.
const (
	checkKeyring  = "keyring"
	checkTLS      = "tls"
	StatusOK      = "ok"
	StatusFailed  = "failed"
	statusSkipped = "skipped"
)

// withoutToken takes the token itself out of a result: what it says of itself is shown
// for as long as the result is, which may be longer than the token is kept.
func withoutToken(r wallet.Result) wallet.Result {
	if r.Token != nil {
		t := *r.Token
		t.Access = secret.Text{}
		r.Token = &t
	}
	return r
}

// dropBadTest forgets a test that found the credential bad: a sign-in begins, which
// will tell anew.
func (s *session) dropBadTest() {
	if s.foundBad() {
		s.test = nil
	}
}

// foundBad reports whether the last test found the credential bad.
func (s *session) foundBad() bool {
	if s.test == nil || !s.test.ended {
		return false
	}
	bad, failed := s.test.failed()
	return failed && toneOf(explain.Result(bad)) == Bad
}

// failed gives the check that failed.
func (r *TestRun) failed() (wallet.Result, bool) {
	i := slices.IndexFunc(r.results, func(x wallet.Result) bool { return x.Status == StatusFailed })
	if i < 0 {
		return wallet.Result{}, false
	}
	return r.results[i], true
}

// Took is how long the checks took, without what the window did meanwhile.
func (r *TestRun) took() time.Duration {
	var sum time.Duration
	for _, x := range r.results {
		sum += x.Took
	}
	return sum
}

// current reports whether the test is one of the profile as it is now.
func (r *TestRun) current(lastChange time.Time) bool {
	return r != nil && (!r.ended || r.changed.Equal(lastChange))
}

// lastChange is when a profile was changed last, or another one through which its key
// may have been replaced.
func (m *Model) lastChange(p profile.Profile) time.Time {
	last := p.ChangedAt
	for i := range m.profiles { // not by value: there may be thousands
		if o := &m.profiles[i]; o.KeyID == p.KeyID && o.ChangedAt.After(last) {
			last = o.ChangedAt
		}
	}
	return last
}

// TestView is all that is shown of a test.
type TestView struct {
	Run     *TestRun // nil: there is none
	Last    string   // then what is kept of the last one: when, and what failed; "" for nothing
	Ended   bool
	Busy    string // "Checking TLS at …", "" when nothing is under way
	Checks  []CheckView
	Verdict string
	Tone    Tone
	Why     string
	Next    string
	Hints   string // what else is worth knowing, one a line
	First   Remedy // what to do next; without an action there is nothing
	Second  Remedy
	When    string // "15:20 CEST · 0.4 s"
	CanSave bool   // there is a server whose certificates can be saved
}

// Tone is how a verdict is to be taken.
type Tone int

// The tones.
const (
	NoTone  Tone = iota
	Good         // the credential is good
	Limited      // the credential is good; something else refuses
	Bad
)

// CheckView is one check as it is shown.
type CheckView struct {
	Name   string // "TLS"
	Status string // "ok", "failed", "skipped"; "" while it has not ended
	Tone   Tone
	Took   string // "12 ms"
	Detail string
	Hint   string
	Codes  string // "BXNIM0415E · request id 7f…"
}

// describeTest works out what to show of a profile's test.
func (m *Model) describeTest(p profile.Profile, s *session) TestView {
	run := s.test
	if run == nil || !run.current(m.lastChange(p)) {
		return TestView{Last: m.lastTest(&p)}
	}
	return m.describeRun(p, run, s.retry)
}

// describeRun works out what to show of a test; retry is the wait in it for another try.
func (m *Model) describeRun(p profile.Profile, run *TestRun, retry *retryWait) TestView {
	t := m.t
	v := TestView{Run: run, Ended: run.ended}
	for i, name := range run.checks {
		c := CheckView{Name: checkName(name)}
		switch {
		case i < len(run.results):
			c = checkOf(t, run.results[i])
			v.CanSave = v.CanSave || name == checkTLS && c.Status != statusSkipped
		case v.Busy == "" && !run.ended:
			v.Busy = cmp.Or(retry.words(t, m.now()), fmt.Sprintf(t.Checking, c.Name))
		}
		v.Checks = append(v.Checks, c)
	}
	v.Hints = strings.Join(hintsOf(v.Checks), "\n")
	if run.ended {
		v.When = fmt.Sprintf("%s · %s", t.AtClock(run.began, m.now(), m.zone), t.Took(run.took()))
		m.conclude(&v, p, run)
	}
	return v
}

// DescribeTest works out what to show of a test of a profile that is not saved.
func (m *Model) DescribeTest(p profile.Profile, run *TestRun) TestView {
	return m.describeRun(p, run, nil)
}

// hintsOf are what checks that did not fail have to say: each thing once.
func hintsOf(checks []CheckView) []string {
	var hints []string
	for _, c := range checks {
		if c.Hint != "" && c.Status != StatusFailed && !slices.Contains(hints, c.Hint) {
			hints = append(hints, c.Hint)
		}
	}
	return hints
}

// conclude says what a test that has ended amounts to.
func (m *Model) conclude(v *TestView, p profile.Profile, run *TestRun) {
	t := m.t
	bad, failed := run.failed()
	switch {
	case run.canceled:
		v.Verdict = t.TestCanceled
	case run.err != nil:
		f := explain.Explain(run.err)
		v.Verdict, v.Tone, v.Why, v.Next = f.What, Bad, f.Why, f.Next
	case failed:
		f := explain.Result(bad)
		v.Verdict, v.Why, v.Next, v.Tone = f.What, f.Why, f.Next, toneOf(f)
		list := append(m.testRemedies(p, f, run), Remedy{}, Remedy{})
		v.First, v.Second = list[0], list[1]
		v.Hints = ""
	case !p.Kind.HasPlaces() || v.Checks[len(v.Checks)-1].Status == StatusOK:
		v.Verdict, v.Tone = t.CredentialGood, Good
	default:
		v.Verdict, v.Tone = fmt.Sprintf(t.GoodButPlace, v.Checks[len(v.Checks)-1].Name), Good
		v.Second = Remedy{Text: t.Choose, Action: ChoosePlace}
	}
}

// toneOf tells a bad credential from a good one that has no access.
func toneOf(f explain.Failure) Tone {
	switch f.Check {
	case "service", "space", "project":
		return Limited
	}
	return Bad
}

// checkName is a check's name on screen.
func checkName(check string) string {
	if check == checkTLS {
		return "TLS"
	}
	return check
}

func checkOf(t *text.Texts, r wallet.Result) CheckView {
	c := explain.CheckOf(r)
	v := CheckView{Name: checkName(string(c.Check)), Status: string(c.Status), Detail: deref(c.Detail), Hint: deref(c.Hint)}
	switch v.Status {
	case StatusOK:
		v.Tone = Good
	case StatusFailed:
		v.Tone = toneOf(explain.Result(r))
		if c.HTTPStatus != nil {
			v.Codes = fmt.Sprintf("HTTP %d", *c.HTTPStatus)
		}
		v.Codes = text.Join(" · ", deref(c.Code), withLabel(t.RequestID, deref(c.RequestID)), v.Codes)
	}
	if c.MS != nil {
		v.Took = t.Took(r.Took)
	}
	return v
}

// Report is the test as text for somebody who helps. It has no secret in it: every
// sentence comes from package words, which has none.
func (v TestView) Report(t *text.Texts, p profile.Profile) string {
	if v.Run == nil {
		return ""
	}
	lines := []string{
		fmt.Sprintf(t.ReportHead, assets.Version(), p.Name, p.Kind.Title(), v.Run.began.UTC().Format(time.RFC3339)),
		p.URL,
	}
	for _, c := range v.Checks {
		line := fmt.Sprintf("%-8s %-8s", c.Name, cmp.Or(c.Status, "–"))
		if c.Took != "" {
			line += " (" + c.Took + ")"
		}
		lines = append(lines, strings.TrimRight(line+" "+c.Detail, " "))
		for _, more := range []string{c.Codes, c.Hint} {
			if more != "" {
				lines = append(lines, strings.Repeat(" ", 18)+more)
			}
		}
	}
	return strings.Join(lines, "\n") + "\n"
}

// identityWords is whom the tested token belongs to, as access lists name it.
func (r *TestRun) identity() (who, kind string) {
	for _, x := range r.results {
		if x.Token != nil {
			c := x.Token.Claims
			return cmp.Or(c.Email, c.Subject, c.IAMID, c.Name), c.SubjectType
		}
	}
	return "", ""
}

// DismissTest takes a test that has ended off the pane.
func (m *Model) DismissTest() {
	if s := m.sessions[m.chosen]; s != nil && !s.testing() {
		s.test = nil
		m.closeLook(s)
		m.changed(All)
	}
}
