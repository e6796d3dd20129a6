package state

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

	"lanyard/internal/agent"
	"lanyard/internal/profile"
	"lanyard/internal/secret"
	"lanyard/internal/settings"
	"lanyard/internal/wallet"
	"lanyard/ui/text"
)

// The times of questions whether a command may have a token.
const (
	askTime    = 30 * time.Second // without an answer the command gets nothing
	allowedFor = 10 * time.Minute // an allowance holds for the same terminal and profile
	askPause   = time.Second / 2  // to allow sooner was meant for what stood there before
	maxAsked   = 20               // questions at once; more are denied
)

// approvals are the questions whether commands may have tokens, and what was allowed.
type approvals struct {
	wait    time.Duration // how long a command waits for the user's word
	asks    []*asked      // the first one is shown
	shown   *asked
	since   time.Time // shown is
	allowed map[request]time.Time
}

// Allow implements [agent.Gate]: whether a command may have what it asks for. It waits for
// the user and is not called on the dispatcher's goroutine.
func (m *Model) Allow(ctx context.Context, who agent.Caller, op agent.Op, p profile.Profile) bool {
	switch *m.news.commands.Load() {
	case settings.CommandsAny:
		return true
	case settings.CommandsNone:
		return false
	}
	ctx, cancel := context.WithTimeout(ctx, m.approvals.wait)
	defer cancel()
	answer := make(chan bool, 1)
	m.do(func() { m.ask(who, op, p, answer) })
	go m.view.CallUser(ctx, askWords(m.t, who, op, p.Name))
	select {
	case yes := <-answer:
		return yes
	case <-ctx.Done():
	case <-m.ctx.Done():
	}
	m.do(func() { m.dropAsked(answer) })
	return false
}

// Served implements [agent.Gate]: it notes what a command got. Any goroutine may call it.
func (m *Model) Served(who agent.Caller, op agent.Op, p profile.Profile, err error) {
	if op != agent.OpToken || err != nil {
		return
	}
	m.set.Wallet.Record(wallet.DeedServed, p, who.Program)
	m.do(func() { m.served(callerWords(m.t, who), p) })
}

// served tells that a program got a profile's token.
func (m *Model) served(who string, p profile.Profile) {
	if m.lock.locked || m.Profile(p.ID) == nil {
		return
	}
	if t, ok := m.token(p); ok {
		m.session(p.ID).used = t.ExpiresAt
	}
	m.changed(Activity)
	m.Say(fmt.Sprintf(m.t.Served, who, m.Label(&p)))
	m.changed(All)
}

// askWords says who asks for what.
func askWords(t *text.Texts, who agent.Caller, op agent.Op, name string) string {
	switch op {
	case agent.OpNames:
		return fmt.Sprintf(t.AskedNames, callerWords(t, who))
	case agent.OpTest:
		return fmt.Sprintf(t.AskedTest, callerWords(t, who), name)
	}
	return fmt.Sprintf(t.Asked, callerWords(t, who), name)
}

// callerWords names a program as the user knows it.
func callerWords(t *text.Texts, who agent.Caller) string {
	name := cmp.Or(who.Program, t.SomeProgram)
	if at := who.TerminalName(); at != "" {
		return fmt.Sprintf(t.CallerAt, name, at)
	}
	return name
}

// request is what is asked for, and by whom. One answer is for all who ask for the same.
type request struct {
	session string // the terminal or process that an allowance holds for; "" for one that cannot be told from others
	profile string // its id, "" for all of them
	op      agent.Op
}

// asked is a request that waits for the user.
type asked struct {
	request
	who     agent.Caller
	name    string // the profile's, with what must be said of it
	until   time.Time
	answers []chan bool
}

// ask asks the user, unless they have allowed the same a short while ago.
func (m *Model) ask(who agent.Caller, op agent.Op, p profile.Profile, answer chan bool) {
	a := &m.approvals
	r := request{who.Session(), p.ID, op}
	switch {
	case m.lock.locked:
		answer <- false
		return
	case m.allows(r):
		answer <- true
		return
	}
	for _, x := range a.asks {
		if x.request == r && r.session != "" {
			x.answers = append(x.answers, answer)
			return
		}
	}
	if len(a.asks) == maxAsked {
		answer <- false
		return
	}
	x := &asked{request: r, who: who, until: m.now().Add(a.wait), answers: []chan bool{answer}}
	if op != agent.OpNames {
		x.name = m.Label(&p)
	}
	a.asks = append(a.asks, x)
	if len(a.asks) == 1 {
		m.approvalChanged()
	}
}

// allows reports whether the user has allowed the same, or more: whoever may have tokens
// may test what they are good for, but not the other way around.
func (m *Model) allows(r request) bool {
	now := m.now()
	if now.Before(m.approvals.allowed[r]) {
		return true
	}
	r.op = agent.OpToken
	return now.Before(m.approvals.allowed[r])
}

// approvalChanged shows the first request, if there is one.
func (m *Model) approvalChanged() {
	a := &m.approvals
	if len(a.asks) > 0 && a.asks[0] != a.shown {
		a.shown, a.since = a.asks[0], m.now()
	}
	m.changed(Approval)
}

// ApprovalView is a question whether a command may have what it asks for.
type ApprovalView struct {
	Text  string // "": nothing is asked
	While bool   // it can be allowed for a while: callers that nobody can tell apart share nothing
}

// ApprovalAsked is the question that is shown.
func (m *Model) ApprovalAsked() ApprovalView {
	t := m.t
	if len(m.approvals.asks) == 0 {
		return ApprovalView{}
	}
	a := m.approvals.asks[0]
	words := askWords(t, a.who, a.op, a.name)
	if left := a.until.Sub(m.now()); left > 0 {
		words += " " + fmt.Sprintf(t.AskedTime, t.InWords(left))
	}
	if a.who.Command != "" {
		words += "\n" + fmt.Sprintf(t.AskedCommand, a.who.Command)
	}
	return ApprovalView{Text: words, While: a.session != ""}
}

// Verdict is the user's answer.
type Verdict int

// The answers.
const (
	Denied        Verdict = iota
	AllowedOnce           // whoever waits gets it, and is asked about the next time
	AllowedAWhile         // and not for a while
)

// Answer answers the request that is shown.
func (m *Model) Answer(v Verdict) {
	a := &m.approvals
	yes := v != Denied
	if len(a.asks) == 0 || yes && m.now().Sub(a.since) < askPause {
		return
	}
	x := a.asks[0]
	a.asks = a.asks[1:]
	if v == AllowedAWhile && x.session != "" {
		a.allowed[x.request] = m.now().Add(allowedFor)
	}
	for _, c := range x.answers {
		c <- yes
	}
	m.approvalChanged()
}

// dropAsked forgets somebody who doesn't wait any more, and a request that nobody waits for.
func (m *Model) dropAsked(answer chan bool) {
	a := &m.approvals
	for i, x := range a.asks {
		for j, c := range x.answers {
			if c != answer {
				continue
			}
			if x.answers = append(x.answers[:j], x.answers[j+1:]...); len(x.answers) == 0 {
				a.asks = append(a.asks[:i], a.asks[i+1:]...)
				m.approvalChanged()
			}
			return
		}
	}
}

// forgetApprovals denies all and takes every allowance back.
func (m *Model) forgetApprovals() {
	for len(m.approvals.asks) > 0 {
		m.Answer(Denied)
	}
	clear(m.approvals.allowed)
}

// ErrNotAnswered says that somebody was asked and did not answer: they closed the
// question, or the window was locked or ended.
var ErrNotAnswered = errors.New("the question was closed without an answer")

// passAsk is a question for the secrets file's passphrase that somebody waits for.
type passAsk struct {
	fresh, wrong bool
	answer       chan secret.Text // gets one text, or is closed without
}

// AskPassphrase has the user asked for the passphrase of the secrets file: for a new one
// with fresh, once more with wrong. It waits for the answer and is not to be called on
// the dispatcher's goroutine. Without an answer the error is [ErrNotAnswered], or that of
// ctx.
func (m *Model) AskPassphrase(ctx context.Context, fresh, wrong bool) (secret.Text, error) {
	a := &passAsk{fresh: fresh, wrong: wrong, answer: make(chan secret.Text, 1)}
	m.do(func() { m.askPassphrase(a) })
	select {
	case typed, ok := <-a.answer:
		if !ok {
			return secret.Text{}, ErrNotAnswered
		}
		return typed, nil
	case <-ctx.Done():
		m.do(func() { m.dropPassphrase(a) })
		return secret.Text{}, ctx.Err()
	case <-m.ctx.Done():
		return secret.Text{}, ErrNotAnswered
	}
}

// askPassphrase puts a question behind those that wait. A locked window asks nothing but
// what unlocks it.
func (m *Model) askPassphrase(a *passAsk) {
	if m.lock.locked {
		close(a.answer)
		return
	}
	m.passphrases = append(m.passphrases, a)
	if len(m.passphrases) == 1 {
		m.changed(Passphrase)
	}
}

// PassphraseView is a question for the secrets file's passphrase.
type PassphraseView struct {
	Text  string // "": nothing is asked
	Fresh bool   // a new one is wanted, typed twice
	Wrong string // why it is asked again, "" when it isn't
}

// PassphraseAsked is the question that is shown.
func (m *Model) PassphraseAsked() PassphraseView {
	if len(m.passphrases) == 0 {
		return PassphraseView{}
	}
	a := m.passphrases[0]
	v := PassphraseView{Text: m.t.AskPassphrase, Fresh: a.fresh}
	if a.fresh {
		v.Text = m.t.AskNewPassphrase
	}
	if a.wrong {
		v.Wrong = m.t.PassphraseWrong
	}
	return v
}

// AnswerPassphrase answers the question that is shown.
func (m *Model) AnswerPassphrase(typed secret.Text) {
	if len(m.passphrases) > 0 {
		m.passphrases[0].answer <- typed
		m.nextPassphrase()
	}
}

// RefusePassphrase closes the question that is shown without an answer.
func (m *Model) RefusePassphrase() {
	if len(m.passphrases) > 0 {
		close(m.passphrases[0].answer)
		m.nextPassphrase()
	}
}

func (m *Model) nextPassphrase() {
	m.passphrases = m.passphrases[1:]
	m.changed(Passphrase)
}

// dropPassphrase forgets a question that nobody waits for any more.
func (m *Model) dropPassphrase(a *passAsk) {
	for i, x := range m.passphrases {
		if x == a {
			m.passphrases = append(m.passphrases[:i], m.passphrases[i+1:]...)
			m.changed(Passphrase)
			return
		}
	}
}

// refusePassphrases is for a window that is locked or ends.
func (m *Model) refusePassphrases() {
	for len(m.passphrases) > 0 {
		m.RefusePassphrase()
	}
}
