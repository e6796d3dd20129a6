package wallet

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"lanyard/iam"
	"lanyard/internal/profile"
)

// Marks keeps small notes that hold nothing secret beyond the life of a wallet. A
// [store.Marks] is one.
type Marks interface {
	Mark(ctx context.Context, owner, matter string) []byte // nil for none
	Keep(owner, matter string, text []byte)                // an empty text removes the mark
	Drop(owner string)
}

// UseMarks makes the wallet remember in marks, too, that a server gave a token which was
// dead on arrival, so that programs which run one after the other leave it alone as one
// program does. A mark has times and what was wrong with the token, never the token.
func (w *Wallet) UseMarks(m Marks) { w.marks, w.tokens.ended = m, w.keepStale }

// staleMark is the form of a mark. It is named after the key and the identity.
type staleMark struct {
	At        time.Time     `json:"at"`
	Wait      time.Duration `json:"wait"`
	Host      string        `json:"host"`
	Via       string        `json:"via,omitempty"`
	Step      iam.Step      `json:"step,omitempty"`
	Status    int           `json:"status"`
	RequestID string        `json:"request_id,omitempty"`
	Cause     string        `json:"cause,omitempty"`
}

// matter names an identity in a text: all that decides which token an exchange gives.
func (id identity) matter() string { return fmt.Sprintf("%+v", id) }

// recall takes up what an earlier program found out about a server that gives dead tokens.
func (w *Wallet) recall(ctx context.Context, p profile.Profile, id identity) {
	if w.marks == nil || id.code || w.tokens.knows(id) {
		return
	}
	var m staleMark
	if text := w.marks.Mark(ctx, id.keyID, id.matter()); text == nil || json.Unmarshal(text, &m) != nil {
		return
	}
	e := &iam.Error{
		Check: iam.CheckToken, Reason: iam.ReasonDeadToken, Kind: p.Kind, SecretKind: p.SecretKind,
		Step: m.Step, Host: m.Host, Via: m.Via, Status: m.Status, RequestID: m.RequestID,
	}
	if m.Cause != "" {
		e.Err = errors.New(m.Cause)
	}
	w.tokens.recall(id, stale{err: e, at: m.At, wait: min(max(m.Wait, 0), staleLast)})
}

// keepStale notes how an exchange ended for the programs after this one.
func (w *Wallet) keepStale(id identity, is stale) {
	if w.marks == nil || id.code {
		return
	}
	e, ok := errors.AsType[*iam.Error](is.err)
	if !ok {
		w.marks.Keep(id.keyID, id.matter(), nil)
		return
	}
	m := staleMark{At: is.at.UTC(), Wait: is.wait, Host: e.Host, Via: e.Via, Step: e.Step, Status: e.Status, RequestID: e.RequestID}
	if e.Err != nil {
		m.Cause = e.Err.Error()
	}
	if text, err := json.Marshal(m); err == nil {
		w.marks.Keep(id.keyID, id.matter(), text)
	}
}

// forgetKey drops what was found out with a key that is gone or another one now.
func (w *Wallet) forgetKey(keyID string) {
	w.tokens.forgetKey(keyID)
	if w.marks != nil && keyID != "" {
		w.marks.Drop(keyID)
	}
}
