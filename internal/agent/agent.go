// Package agent lets one running Lanyard serve the commands of its user: they get the
// tokens that it has or fetches, and a second start raises the first one's window. It
// listens on a unix socket that only this user can reach, one for each folder of
// profiles. It hands out tokens, never keys.
//
// The protocol is one frame of JSON each way; docs/agent.md describes it for programs that
// are not ours, and docs/ask-agent.py is one.
package agent

import (
	"time"

	"lanyard/internal/explain"
	"lanyard/internal/secret"
	"lanyard/internal/wallet"
)

// Version is the version of the protocol. Peers of different versions don't talk.
const Version = 1

// Op is what a question asks for.
type Op string

// The questions.
const (
	OpHello Op = "hello"
	OpToken Op = "token"
	OpTest  Op = "test"
	OpCode  Op = "code"
	OpStore Op = "store"
	OpNames Op = "names"
	OpRaise Op = "raise"
	OpLock  Op = "lock"
	OpStop  Op = "stop"
)

// Question is what a command asks.
type Question struct {
	Version   int    `json:"v"`
	Op        Op     `json:"op"`
	Secrets   string `json:"secrets,omitempty"`    // where the command would look for keys; another place is refused
	Profile   string `json:"profile,omitempty"`    // a profile's id
	Fresh     bool   `json:"fresh,omitempty"`      // token: a new exchange
	SpaceID   string `json:"space_id,omitempty"`   // test
	ProjectID string `json:"project_id,omitempty"` // test
	Code      string `json:"code,omitempty"`       // code: the one-time code; without one, the page that shows codes is asked for
	Team      string `json:"team,omitempty"`       // store: a team's id
	Token     string `json:"token,omitempty"`      // store: a token of its store, which the agent keeps in memory
	Import    string `json:"import,omitempty"`     // raise: a file's full path
}

// Refusal says in one word why an agent did not do what it was asked.
type Refusal string

// The refusals. After any but RefusalFailed, RefusalCode and RefusalDenied the command does the
// work itself.
const (
	RefusalVersion Refusal = "version" // it speaks another version
	RefusalOp      Refusal = "op"      // it doesn't know the question
	RefusalPlace   Refusal = "place"   // it keeps keys elsewhere, or has no token of the store where the key lies
	RefusalLocked  Refusal = "locked"
	RefusalDenied  Refusal = "denied" // the user said no, or serves nobody
	RefusalCode    Refusal = "code"   // no session lives, so it takes a one-time code; Failure says why
	RefusalFailed  Refusal = "failed" // it tried; Failure says what came of it
	RefusalBusy    Refusal = "busy"
	RefusalEnding  Refusal = "ending" // it ends, or what was under way was dropped
)

// Answer is what an agent answers.
type Answer struct {
	Version int             `json:"v"`
	Refusal Refusal         `json:"refusal,omitempty"`
	Failure *failure        `json:"failure,omitempty"` // with RefusalFailed, and with a test that failed
	Hello   *Hello          `json:"hello,omitempty"`
	Token   *token          `json:"token,omitempty"`
	Test    []explain.Check `json:"test,omitempty"`
	Page    string          `json:"page,omitempty"`    // code, without one: where a person gets it
	Session *session        `json:"session,omitempty"` // code: what it opened
	Names   []string        `json:"names,omitzero"`    // names: none at all is an empty list
	Raised  bool            `json:"raised,omitempty"`  // raise: false where the desktop forbids it, and a notification was shown
}

// Hello says who answers.
type Hello struct {
	Program string     `json:"program"` // the program's version
	PID     int        `json:"pid"`
	Window  bool       `json:"window"`
	Locked  bool       `json:"locked"`
	Secrets string     `json:"secrets"` // where it keeps keys
	Until   *time.Time `json:"until"`   // when it ends by itself
}

// failure is a failure on its way, as commands tell it with --json.
type failure struct {
	Exit      int    `json:"exit"` // the command's exit code
	Check     string `json:"check"`
	What      string `json:"what"`
	Why       string `json:"why"`
	Next      string `json:"next"`
	Code      string `json:"code"`
	RequestID string `json:"request_id"`
	Retry     bool   `json:"retry"`
}

func told(f explain.Failure) *failure {
	return &failure{f.Exit, f.Check, f.What, f.Why, f.Next, f.Code, f.RequestID, f.Retry}
}

func (f *failure) words() explain.Failure {
	return explain.Failure{Exit: f.Exit, Check: f.Check, What: f.What, Why: f.Why, Next: f.Next, Code: f.Code, RequestID: f.RequestID, Retry: f.Retry}
}

// token is a token on its way; times are RFC 3339, absent when unknown.
type token struct {
	Access    string     `json:"access_token"`
	Type      string     `json:"token_type"`
	IssuedAt  *time.Time `json:"issued_at"`
	ExpiresAt *time.Time `json:"expires_at"`
	Skew      float64    `json:"skew_s"`

	SessionEnds *time.Time `json:"session_ends_at,omitempty"` // of a session that a one-time code has opened
}

// session is what a one-time code opened, without anything that would be of use elsewhere.
type session struct {
	Person   string     `json:"person"`
	Account  string     `json:"account"`
	Accounts []account  `json:"accounts"`
	Ends     *time.Time `json:"ends_at"`
}

// account is one that a person may choose.
type account struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

func opened(s wallet.Session) *session {
	out := &session{Person: s.Person, Account: s.Account, Ends: known(s.Ends)}
	for _, a := range s.Accounts {
		out.Accounts = append(out.Accounts, account{a.ID, a.Name})
	}
	return out
}

func (s *session) received() wallet.Session {
	out := wallet.Session{Person: s.Person, Account: s.Account, Ends: since(s.Ends)}
	for _, a := range s.Accounts {
		out.Accounts = append(out.Accounts, wallet.Account{ID: a.ID, Name: a.Name})
	}
	return out
}

// known is a time on its way, nil when it is not known.
func known(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	t = t.UTC()
	return &t
}

// since is a time that came.
func since(t *time.Time) time.Time {
	if t == nil {
		return time.Time{}
	}
	return t.UTC().Round(0)
}

func sendable(t wallet.Token) *token {
	return &token{
		Access: t.Access.Reveal(), Type: t.Type, Skew: t.Skew.Seconds(),
		IssuedAt: known(t.IssuedAt), ExpiresAt: known(t.ExpiresAt), SessionEnds: known(t.SessionEnds),
	}
}

// received is the token without its claims: a command shows none.
func (t *token) received() wallet.Token {
	return wallet.Token{
		Access: secret.New(t.Access), Type: t.Type, Skew: time.Duration(t.Skew * float64(time.Second)),
		IssuedAt: since(t.IssuedAt), ExpiresAt: since(t.ExpiresAt), SessionEnds: since(t.SessionEnds),
	}
}
