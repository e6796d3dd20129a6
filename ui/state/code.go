package state

import (
	"context"
	"fmt"
	"slices"
	"time"

	"lanyard/internal/explain"
	"lanyard/internal/profile"
	"lanyard/internal/secret"
	"lanyard/internal/wallet"
	"lanyard/ui/text"
)

// Codes signs people in with one-time codes; [wallet.Wallet] does.
type Codes interface {
	SessionOf(p profile.Profile) (wallet.Session, bool)
	CodePage(ctx context.Context, id string) (string, error)
	SignInWithCode(ctx context.Context, id string, code secret.Text) (wallet.Session, error)
	ChooseAccount(ctx context.Context, id, account string) (profile.Profile, error)
	EndSession(p profile.Profile)
}

// codeQuestion asks for a one-time code for a profile and, once that has opened a session,
// for the account to work in. The code itself is never in it.
type codeQuestion struct {
	cancel   context.CancelFunc // ends what is under way; nil: nothing is
	why      string             // a code is needed
	page     string             // where a code is to be had; "": not known yet
	busy     string
	sending  bool // the code is on its way
	wrong    *explain.Failure
	session  wallet.Session
	accounts []wallet.Account // to choose from; nil: a code is asked for
	test     bool             // test afterwards, else get a token
	copy     bool             // and copy it
}

func (q *codeQuestion) end() {
	if q != nil && q.cancel != nil {
		q.cancel()
		q.cancel = nil
	}
}

// CodeView is what is shown while a one-time code, or an account, is asked for.
type CodeView struct {
	Why      string
	Page     string   // the address of the page that has codes; "" while it is not known
	Busy     string   // what is under way, "" for nothing
	Wrong    string   // with the page or the code, "" for nothing
	Person   string   // who has signed in, once an account is asked for
	Accounts []string // to choose from, by name and id; nil: a code is asked for
	Account  int      // the one that the session itself is for; -1: none of them
	CanSkip  bool     // the session's own account serves for now
}

// AskCode asks for a one-time code for the chosen profile. Afterwards it is tested, or a
// token fetched.
func (m *Model) AskCode(then Again) {
	p := m.Current()
	if p == nil || m.SaysLocked() || !p.ByCode() {
		return
	}
	m.askCode(*p, &codeQuestion{test: then == TestAgain})
}

// askCode asks for a code, and finds the page that has one.
func (m *Model) askCode(p profile.Profile, q *codeQuestion) {
	s := m.session(p.ID)
	s.code.end()
	m.closeLook(s)
	q.why = text.Join(" ", s.ended, m.t.CodeWhy)
	s.code = q
	m.findPage(p.ID, q)
	m.changed(CodeAsked)
}

// findPage finds the page that has codes.
func (m *Model) findPage(id string, q *codeQuestion) {
	codeWork(m, id, q, m.t.CodeFinding, func(ctx context.Context) (string, error) {
		return m.set.Wallet.CodePage(ctx, id)
	}, func(page string) { q.page = page })
}

// UseCode opens a session for the chosen profile with a code that is at hand.
func (m *Model) UseCode(code secret.Text) {
	if p := m.Current(); p != nil && p.ByCode() && !m.lock.locked {
		m.askCode(*p, &codeQuestion{})
		m.GiveCode(code)
	}
}

// sessionEnded says in a sentence why there is no session any more, "" where none was.
func sessionEnded(err error) string {
	why := wallet.WhySessionEnded(err)
	if why == nil {
		return ""
	}
	f := explain.Explain(why)
	return text.Join(" ", f.What+".", f.Why)
}

// codeWork does a part of signing in that may wait, and goes on when it went well.
func codeWork[T any](m *Model, id string, q *codeQuestion, busy string, work func(context.Context) (T, error), then func(T)) {
	ctx, cancel := context.WithCancel(m.ctx)
	q.cancel, q.busy, q.wrong = cancel, busy, nil
	background(ctx, m, work, func(got T, err error) {
		q.end()
		sent := q.sending
		q.busy, q.sending = "", false
		switch {
		case err != nil && m.Asks(id, err):
			m.session(id).code = nil
		case err != nil:
			f := explain.Explain(err)
			if sent && q.page == "" {
				m.findPage(id, q) // for the next code
			}
			q.wrong = &f
		default:
			then(got)
		}
		m.changed(All)
	})
	m.changed(All)
}

// GiveCode opens a session with a one-time code for the chosen profile.
func (m *Model) GiveCode(typed secret.Text) {
	p, q := m.Current(), m.codeAsked()
	if p == nil || q == nil || q.sending || q.accounts != nil {
		return
	}
	tidy, err := profile.TidyCode(typed.Reveal())
	if err != nil {
		q.wrong = &explain.Failure{What: text.Capital(err.Error()), Next: m.t.CodeAlone}
		m.changed(All)
		return
	}
	q.end() // finding the page, which nobody needs any more
	id, code := p.ID, secret.New(tidy)
	q.sending = true
	codeWork(m, id, q, fmt.Sprintf(m.t.SigningIn, hostOf(*p)), func(ctx context.Context) (wallet.Session, error) {
		return m.set.Wallet.SignInWithCode(ctx, id, code)
	}, func(got wallet.Session) {
		q.session = got
		m.codeTaken(id, q)
	})
}

// codeTaken goes on with a session: with the account, where one has to be chosen.
func (m *Model) codeTaken(id string, q *codeQuestion) {
	p := m.Profile(id)
	if p == nil {
		return
	}
	switch all := q.session.Accounts; {
	case p.AccountID != "", len(all) == 0, len(all) == 1 && all[0].ID == q.session.Account:
		m.codeDone(id, q)
	case len(all) == 1:
		m.settleAccount(id, q, all[0].ID)
	default:
		q.accounts = all
		m.changed(All)
		m.changed(CodeAsked)
	}
}

// PickAccount makes the chosen profile sign in to one of the person's accounts.
func (m *Model) PickAccount(at int) {
	q := m.codeAsked()
	if q == nil || q.cancel != nil || at < 0 || at >= len(q.accounts) {
		return
	}
	m.settleAccount(m.chosen, q, q.accounts[at].ID)
}

func (m *Model) settleAccount(id string, q *codeQuestion, account string) {
	codeWork(m, id, q, m.t.Saving, func(ctx context.Context) (profile.Profile, error) {
		return m.set.Wallet.ChooseAccount(ctx, id, account)
	}, func(profile.Profile) { m.Reload(func() { m.codeDone(id, q) }) })
}

// SkipAccount works in the account that the session itself is for, and asks again next
// time.
func (m *Model) SkipAccount() {
	if q := m.codeAsked(); q != nil && q.cancel == nil && q.session.Account != "" {
		m.codeDone(m.chosen, q)
	}
}

// codeDone closes the question and does what the code was for.
func (m *Model) codeDone(id string, q *codeQuestion) {
	s := m.session(id)
	if s.code != q {
		return
	}
	s.code = nil
	s.settle()
	if q.test && id == m.chosen {
		m.TestCredential()
		return
	}
	m.getToken(id, false, q.copy)
}

// CancelCode closes the question. A session that a code has opened stays.
func (m *Model) CancelCode() {
	s := m.sessions[m.chosen]
	if s == nil || s.code == nil {
		return
	}
	s.code.end()
	s.code = nil
	m.changed(All)
}

// EndSession forgets the session that the chosen profile signs in with, and its tokens.
func (m *Model) EndSession() {
	p := m.Current()
	if p == nil || m.lock.locked {
		return
	}
	m.set.Wallet.EndSession(*p)
	m.session(p.ID).settle()
	m.Say(m.t.SessionGone)
	m.changed(All)
}

// codeAsked is the question that is open for the chosen profile; nil without.
func (m *Model) codeAsked() *codeQuestion {
	if s := m.sessions[m.chosen]; s != nil && !m.lock.locked {
		return s.code
	}
	return nil
}

// describeCode is what to show of the question for a code; nil without.
func (m *Model) describeCode(s *session) *CodeView {
	q := s.code
	if q == nil {
		return nil
	}
	v := &CodeView{Why: q.why, Page: q.page, Busy: q.busy, Account: -1}
	if q.wrong != nil {
		v.Wrong = text.Join(" ", q.wrong.What+".", q.wrong.Why)
		if q.page == "" || q.wrong.What == "" {
			v.Wrong = text.Join(" ", v.Wrong, q.wrong.Next)
		}
	}
	if q.accounts == nil {
		return v
	}
	v.Person, v.CanSkip = q.session.Person, q.session.Account != ""
	v.Account = slices.IndexFunc(q.accounts, func(a wallet.Account) bool { return a.ID == q.session.Account })
	for _, a := range q.accounts {
		v.Accounts = append(v.Accounts, fmt.Sprintf("%s (%s)", a.Name, a.ID))
	}
	return v
}

// SessionView is what is shown of the session that a profile signs in with.
type SessionView struct {
	Who  string // "Signed in as ann@example.com with a one-time code."
	Ends string // when it ends, "" where that is not known
}

// describeSession is what to show of a profile's session; nil where none lives.
func (m *Model) describeSession(p profile.Profile, now time.Time) *SessionView {
	if m.lock.locked {
		return nil
	}
	got, ok := m.set.Wallet.SessionOf(p)
	if !ok {
		return nil
	}
	v := &SessionView{Who: m.t.SessionOpen}
	if got.Person != "" {
		v.Who = fmt.Sprintf(m.t.SessionWho, got.Person)
	}
	end := func(at time.Time) string { return m.t.AtClock(at, now, m.zone) }
	switch {
	case !got.Ends.IsZero() && (got.Idle.IsZero() || p.AutoRenew || !got.Idle.Before(got.Ends)):
		v.Ends = fmt.Sprintf(m.t.SessionEnds, end(got.Ends))
	case !got.Idle.IsZero():
		v.Ends = fmt.Sprintf(m.t.SessionIdle, end(got.Idle))
	}
	return v
}
