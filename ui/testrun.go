package ui

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"lanyard/assets"
	"lanyard/internal/explain"
	"lanyard/internal/profile"
	"lanyard/internal/secret"
	"lanyard/internal/wallet"

	"lanyard/ui/kit"
	"lanyard/ui/text"
)

// testRun is a staged test of a profile's credential: under way, or ended. What it
// found is shown until the profile changes.
type testRun struct {
	cancel   context.CancelFunc
	ended    bool
	canceled bool
	changed  time.Time // the last change of the profile or its key before the test
	checks   []string  // all that there are, in their order
	results  []wallet.Result
	began    time.Time
	err      error // no test came about
}

func (w *Window) newTestRun(p profile.Profile, cancel context.CancelFunc) *testRun {
	run := &testRun{cancel: cancel, began: w.now()}
	for _, c := range wallet.Checks(p) {
		run.checks = append(run.checks, string(c))
	}
	return run
}

// observer takes results as they come, on any goroutine, and has each shown.
func (r *testRun) observer(ctx context.Context, w *Window, show func()) func(wallet.Result) {
	return func(x wallet.Result) {
		w.do(func() {
			if ctx.Err() == nil && w.ctx.Err() == nil {
				r.results = append(r.results, withoutToken(x))
				show()
			}
		})
	}
}

// end takes the result of a test.
func (r *testRun) end(all []wallet.Result, err error) {
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

// testKey tests, unless something else is in front.
func (w *Window) testKey() {
	switch {
	case w.free():
		w.testCredential()
	case isTop[*form](w.stack) && w.host.Dialog == nil:
		find[*form](w.stack).test.begin()
	}
}

// testCredential proves the chosen profile's credential step by step.
func (w *Window) testCredential() {
	p := w.current()
	if p == nil {
		w.say(w.t.NothingChosen)
		return
	}
	w.panes.showDetail(true, false)
	s := w.session(p.ID)
	if s.testing() || w.locked {
		return
	}
	s.settle()
	w.closeLook(s)
	ctx, cancel := context.WithCancel(w.ctx)
	run := w.newTestRun(*p, cancel)
	run.changed = w.lastChange(*p)
	s.test = run
	id := p.ID
	observe := run.observer(ctx, w, w.refreshDetail)
	background(ctx, w, func(ctx context.Context) ([]wallet.Result, error) {
		return w.set.Wallet.Test(ctx, id, wallet.At{}, observe)
	}, func(all []wallet.Result, err error) { w.tested(id, run, all, err) })
	w.checkKeyringIn(keyringHaste)
	w.status.message = ""
	w.refresh()
	w.showPart(w.detail.test.box)
}

// tested takes the result of a test.
func (w *Window) tested(id string, run *testRun, all []wallet.Result, err error) {
	run.end(all, err)
	s, p := w.session(id), w.profile(id)
	s.retry = nil
	if p == nil || s.test != run {
		w.refresh()
		return
	}
	for _, r := range run.results {
		if r.Name != "" {
			w.placeNames[p.SpaceID+p.ProjectID] = r.Name
		}
	}
	if bad, ok := run.failed(); ok {
		errors.As(bad.Err, &s.unbound) // the question is asked above
		if bad.Check == checkKeyring {
			w.checkKeyring()
		}
	}
	w.status.message = fmt.Sprintf(w.t.Tested, w.label(p), w.describeTest(*p, s).verdict)
	w.refresh()
	if id == w.chosen {
		w.showPart(w.detail.test.box)
	}
}

// cancelTest ends the chosen profile's test at once; what it found so far stays.
func (w *Window) cancelTest() {
	s := w.sessions[w.chosen]
	if s == nil || !s.testing() {
		return
	}
	s.test.cancel()
	s.test.ended, s.test.canceled, s.retry = true, true, nil
	w.status.message = w.t.Canceled
	w.refresh()
}

// The checks and how they end, in the words of the command line's JSON.
const (
	checkKeyring  = "keyring"
	checkTLS      = "tls"
	statusOK      = "ok"
	statusFailed  = "failed"
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
	return failed && toneOf(explain.Result(bad)) == toneBad
}

// failed gives the check that failed.
func (r *testRun) failed() (wallet.Result, bool) {
	i := slices.IndexFunc(r.results, func(x wallet.Result) bool { return x.Status == statusFailed })
	if i < 0 {
		return wallet.Result{}, false
	}
	return r.results[i], true
}

// took is how long the checks took, without what the window did meanwhile.
func (r *testRun) took() time.Duration {
	var sum time.Duration
	for _, x := range r.results {
		sum += x.Took
	}
	return sum
}

// current reports whether the test is one of the profile as it is now.
func (r *testRun) current(lastChange time.Time) bool {
	return r != nil && (!r.ended || r.changed.Equal(lastChange))
}

// lastChange is when a profile was changed last, or another one through which its key
// may have been replaced.
func (w *Window) lastChange(p profile.Profile) time.Time {
	last := p.ChangedAt
	for i := range w.profiles { // not by value: there may be thousands
		if o := &w.profiles[i]; o.KeyID == p.KeyID && o.ChangedAt.After(last) {
			last = o.ChangedAt
		}
	}
	return last
}

// testView is all that is shown of a test.
type testView struct {
	run     *testRun // nil: there is none
	ended   bool
	busy    string // "Checking TLS at …", "" when nothing is under way
	checks  []checkView
	verdict string
	tone    tone
	why     string
	next    string
	hints   string // what else is worth knowing, one a line
	first   *remedy
	second  *remedy
	when    string // "15:20 CEST · 0.4 s"
	canSave bool   // there is a server whose certificates can be saved
}

// tone is how a verdict is to be taken.
type tone int

// The tones.
const (
	toneNone    tone = iota
	toneGood         // the credential is good
	toneLimited      // the credential is good; something else refuses
	toneBad
)

// checkView is one check as it is shown.
type checkView struct {
	name   string // "TLS"
	status string // "ok", "failed", "skipped"; "" while it has not ended
	tone   tone
	took   string // "12 ms"
	detail string
	hint   string
	codes  string // "BXNIM0415E · request id 7f…"
}

// mark says how a check ended, as one character and as a picture of it.
func (c checkView) mark() (letter string, picture fyne.ThemeIconName) {
	switch {
	case c.status == statusOK:
		return "✓", theme.IconNameConfirm
	case c.status == statusFailed && c.tone == toneLimited:
		return "!", theme.IconNameWarning
	case c.status == statusFailed:
		return "✗", theme.IconNameCancel
	case c.status == "":
		return "·", theme.IconNameMoreHorizontal
	}
	return "–", theme.IconNameContentRemove
}

// showOn draws how a check ended.
func (c checkView) showOn(m *kit.CheckIcon) {
	letter, picture := c.mark()
	m.Draw(letter, picture, c.tone.color())
}

func (t tone) color() fyne.ThemeColorName {
	switch t {
	case toneGood:
		return theme.ColorNameSuccess
	case toneLimited:
		return theme.ColorNameWarning
	case toneBad:
		return theme.ColorNameError
	}
	return theme.ColorNamePlaceHolder
}

// describeTest works out what to show of a profile's test.
func (w *Window) describeTest(p profile.Profile, s *session) testView {
	run := s.test
	if run == nil || !run.current(w.lastChange(p)) {
		return testView{}
	}
	return w.describeRun(p, run, s.retry)
}

// describeRun works out what to show of a test; retry is the wait in it for another try.
func (w *Window) describeRun(p profile.Profile, run *testRun, retry *retryWait) testView {
	t := w.t
	v := testView{run: run, ended: run.ended}
	for i, name := range run.checks {
		c := checkView{name: checkName(t, name)}
		switch {
		case i < len(run.results):
			c = checkOf(t, run.results[i])
			v.canSave = v.canSave || name == checkTLS && c.status != statusSkipped
		case v.busy == "" && !run.ended:
			v.busy = cmp.Or(retry.words(t, w.now()), fmt.Sprintf(t.Checking, c.name))
		}
		v.checks = append(v.checks, c)
	}
	v.hints = strings.Join(hintsOf(v.checks), "\n")
	if run.ended {
		v.when = fmt.Sprintf("%s · %s", t.AtClock(run.began, w.now(), w.zone), t.Took(run.took()))
		w.conclude(&v, p, run)
	}
	return v
}

// hintsOf are what checks that did not fail have to say: each thing once.
func hintsOf(checks []checkView) []string {
	var hints []string
	for _, c := range checks {
		if c.hint != "" && c.status != statusFailed && !slices.Contains(hints, c.hint) {
			hints = append(hints, c.hint)
		}
	}
	return hints
}

// conclude says what a test that has ended amounts to.
func (w *Window) conclude(v *testView, p profile.Profile, run *testRun) {
	t := w.t
	bad, failed := run.failed()
	switch {
	case run.canceled:
		v.verdict = t.TestCanceled
	case run.err != nil:
		f := explain.Explain(run.err)
		v.verdict, v.tone, v.why, v.next = f.What, toneBad, f.Why, f.Next
	case failed:
		f := explain.Result(bad)
		v.verdict, v.why, v.next, v.tone = f.What, f.Why, f.Next, toneOf(f)
		v.first, v.second = w.remedies(p, f, run)
		v.hints = ""
	case !p.Kind.HasPlaces() || v.checks[len(v.checks)-1].status == statusOK:
		v.verdict, v.tone = t.CredentialGood, toneGood
	default:
		v.verdict, v.tone = fmt.Sprintf(t.GoodButPlace, v.checks[len(v.checks)-1].name), toneGood
		v.second = &remedy{t.Choose, w.openChooser}
	}
}

// toneOf tells a bad credential from a good one that has no access.
func toneOf(f explain.Failure) tone {
	switch f.Check {
	case "service", "space", "project":
		return toneLimited
	}
	return toneBad
}

// checkName is a check's name on screen.
func checkName(t *text.Texts, check string) string {
	if check == checkTLS {
		return "TLS"
	}
	return check
}

func checkOf(t *text.Texts, r wallet.Result) checkView {
	c := explain.CheckOf(r)
	v := checkView{name: checkName(t, string(c.Check)), status: string(c.Status), detail: deref(c.Detail), hint: deref(c.Hint)}
	switch v.status {
	case statusOK:
		v.tone = toneGood
	case statusFailed:
		v.tone = toneOf(explain.Result(r))
		if c.HTTPStatus != nil {
			v.codes = fmt.Sprintf("HTTP %d", *c.HTTPStatus)
		}
		v.codes = kit.Join(" · ", deref(c.Code), withLabel(t.RequestID, deref(c.RequestID)), v.codes)
	}
	if c.MS != nil {
		v.took = t.Took(r.Took)
	}
	return v
}

// report is the test as text for somebody who helps. It has no secret in it: every
// sentence comes from package words, which has none.
func (v testView) report(t *text.Texts, p profile.Profile) string {
	if v.run == nil {
		return ""
	}
	lines := []string{
		fmt.Sprintf(t.ReportHead, assets.Version(), p.Name, p.Kind.Title(), v.run.began.UTC().Format(time.RFC3339)),
		p.URL,
	}
	for _, c := range v.checks {
		line := fmt.Sprintf("%-8s %-8s", c.name, cmp.Or(c.status, "–"))
		if c.took != "" {
			line += " (" + c.took + ")"
		}
		lines = append(lines, strings.TrimRight(line+" "+c.detail, " "))
		for _, more := range []string{c.codes, c.hint} {
			if more != "" {
				lines = append(lines, strings.Repeat(" ", 18)+more)
			}
		}
	}
	return strings.Join(lines, "\n") + "\n"
}

func deref(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

func withLabel(label, value string) string {
	if value == "" {
		return ""
	}
	return label + " " + value
}
