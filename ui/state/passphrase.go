package state

import (
	"context"
	"errors"

	"lanyard/internal/secret"
)

// ErrNotAnswered says that somebody was asked and did not answer: they closed the
// question, or the window was locked or ended.
var ErrNotAnswered = errors.New("the question was closed without an answer")

// PassAsk is a question for the secrets file's passphrase that somebody waits for.
type PassAsk struct {
	fresh, wrong bool
	Answer       chan secret.Text // gets one text, or is closed without
}

// AskPassphrase has the user asked for the passphrase of the secrets file: for a new one
// with fresh, once more with wrong. It waits for the answer and is not to be called on
// the dispatcher's goroutine. Without an answer the error is [ErrNotAnswered], or that of
// ctx.
func (m *Model) AskPassphrase(ctx context.Context, fresh, wrong bool) (secret.Text, error) {
	a := &PassAsk{fresh: fresh, wrong: wrong, Answer: make(chan secret.Text, 1)}
	m.do(func() { m.QueuePassphrase(a) })
	select {
	case typed, ok := <-a.Answer:
		if !ok {
			return secret.Text{}, ErrNotAnswered
		}
		return typed, nil
	case <-ctx.Done():
		m.do(func() { m.DropPassphrase(a) })
		return secret.Text{}, ctx.Err()
	case <-m.ctx.Done():
		return secret.Text{}, ErrNotAnswered
	}
}

// QueuePassphrase puts a question behind those that wait. A locked window asks nothing but
// what unlocks it.
func (m *Model) QueuePassphrase(a *PassAsk) {
	if m.lock.locked {
		close(a.Answer)
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
		m.passphrases[0].Answer <- typed
		m.nextPassphrase()
	}
}

// RefusePassphrase closes the question that is shown without an answer.
func (m *Model) RefusePassphrase() {
	if len(m.passphrases) > 0 {
		close(m.passphrases[0].Answer)
		m.nextPassphrase()
	}
}

func (m *Model) nextPassphrase() {
	m.passphrases = m.passphrases[1:]
	m.changed(Passphrase)
}

// DropPassphrase forgets a question that nobody waits for any more.
func (m *Model) DropPassphrase(a *PassAsk) {
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
