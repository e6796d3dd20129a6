// Package rotation changes API keys for new ones, so that nobody is locked out: whatever
// fails or is interrupted, at least one key that works is stored, and no key exists at IBM
// that nobody has. It stands on the wallet and on the calls of package iam, and keeps a
// journal of ids on the disk.
package rotation

import (
	"context"
	"errors"
	"time"

	"lanyard/iam"
	"lanyard/internal/profile"
	"lanyard/internal/secret"
	"lanyard/internal/wallet"
)

// Name is a step of a rotation.
type Name string

// The steps, in their order.
const (
	Check  Name = "check"
	Store  Name = "store"
	Create Name = "create"
	SignIn Name = "sign-in"
	Test   Name = "test"
	Swap   Name = "swap"
	Retire Name = "retire"
)

// Names lists the steps in their order.
func Names() []Name { return []Name{Check, Store, Create, SignIn, Test, Swap, Retire} }

// Status is how a step ended.
type Status string

// The statuses.
const (
	OK      Status = "ok"
	Failed  Status = "failed"
	Skipped Status = "skipped"
)

// Note says in one word what a step has to say beside its status. Package explain has the
// sentences.
type Note string

// The notes.
const (
	NoteAfterFailure Note = "after-failure" // skipped: an earlier step failed
	NoteDryRun       Note = "dry-run"       // skipped: nothing is to be changed
	NotePasted       Note = "pasted"        // skipped: the key was made on a web page
	NoteIBMsValue    Note = "ibms-value"    // IBM made the value, as it refuses others
	NoteFound        Note = "found"         // the answer was lost, but the key exists
	NoteAsBefore     Note = "as-before"     // a check fails with the old key, too
	NoteResumed      Note = "resumed"       // done before the interruption
	NoteDisabled     Note = "disabled"
	NoteDeleted      Note = "deleted"
	NoteKept         Note = "kept"
	NoteUsedSince    Note = "used-since" // disabled instead of deleted: something else used it since
	NoteStillUsed    Note = "still-used" // before the rotation: IBM saw it used by something else
	NoteDead         Note = "dead"       // the old key ended when the new one was made
	NoteOnPage       Note = "on-page"    // the old key is to be removed on a web page
	NoteBackAgain    Note = "back-again" // the new key was taken back
)

// Step is one step of a rotation and how it ended.
type Step struct {
	Name   Name
	Status Status
	Note   Note
	Count  int    // check: how many profiles share the key; swap: how many were changed
	Place  int    // check: how many more keys the identity may have; -1 when not known
	Failed string // test: the profile whose check fails as before
	Err    error
}

// OldState is what became of the old key.
type OldState string

// The states.
const (
	OldDisabled OldState = "disabled"
	OldDeleted  OldState = "deleted"
	OldKept     OldState = "kept"
)

// Options say how a rotation is to go. The zero value disables the old key and keeps it.
type Options struct {
	ExpiresIn time.Duration `json:"expires_in,omitempty"` // of the new key; 0: as long as the old one had, if it had an end
	KeepOld   bool          `json:"keep_old,omitempty"`
	// DeleteAfter is after what time the old key is deleted; 0 deletes at once, nil never.
	DeleteAfter *time.Duration `json:"delete_after,omitempty"`
	DryRun      bool           `json:"-"`

	// Pasted is a key that was made on a web page, where Lanyard cannot make one.
	Pasted secret.Text `json:"-"`
	// Replace has a cluster make the key, which ends the old one at once.
	Replace bool `json:"replace,omitempty"`
}

// Question is something that a person has to say yes to.
type Question string

// The questions.
const (
	AskGo      Question = "go"      // all is checked; rotate it?
	AskLocked  Question = "locked"  // the old key is locked; unlock it to disable or delete it?
	AskUsed    Question = "used"    // it was used since the swap; delete it all the same?
	AskReplace Question = "replace" // on a cluster the old key ends at once
)

// Asked is a question with what it is about.
type Asked struct {
	Question Question
	Key      iam.KeyDetails
	Profiles []profile.Profile
	Options  Options
}

// IBM is what is asked of IBM. An [iam.Client] is one.
type IBM interface {
	Exchange(ctx context.Context, c iam.Credential) (iam.Token, error)
	KeyDetails(ctx context.Context, c iam.Credential, t iam.Token) (iam.KeyDetails, error)
	Keys(ctx context.Context, c iam.Credential, t iam.Token, account, iamID string) ([]iam.KeyDetails, error)
	Key(ctx context.Context, c iam.Credential, t iam.Token, id string) (iam.KeyDetails, error)
	KeyLimit(ctx context.Context, c iam.Credential, t iam.Token, account, iamID string) (limit, inUse int, err error)
	CreateKey(ctx context.Context, c iam.Credential, t iam.Token, n iam.NewKey) (iam.KeyDetails, secret.Text, error)
	LockKey(ctx context.Context, c iam.Credential, t iam.Token, id string, lock bool) error
	DisableKey(ctx context.Context, c iam.Credential, t iam.Token, id string, disable bool) error
	DeleteKey(ctx context.Context, c iam.Credential, t iam.Token, id string) error
	RenewKey(ctx context.Context, c iam.Credential, t iam.Token) (secret.Text, error)
}

// Engine rotates keys. Its fields are set before its first use; it is then safe for use by
// several goroutines.
type Engine struct {
	Wallet  *wallet.Wallet
	IBM     IBM
	Journal *Journal

	// Watch notes what IBM tells of keys on the way; may be nil.
	Watch *Watch

	// Memory says that keys end with the program: then nothing is rotated, unless somebody
	// copies the new key first.
	Memory bool
	// Copied shows a new key to the person, with Memory, before anything depends on it, and
	// reports whether they have copied it. Nil: nobody can be shown anything.
	Copied func(ctx context.Context, key secret.Text) (bool, error)
	// Ask asks a person; nil, or an error that is [ErrNobody], says no for them.
	Ask func(ctx context.Context, q Asked) (bool, error)
	// Observe is told each step as it ends, on the goroutine of the call; may be nil.
	Observe func(Step)
	// Reveal shows a key to the person once, when it could not be stored and is the only
	// one that works. May be nil: then the error says that it is lost.
	Reveal func(ctx context.Context, key secret.Text) error

	Now   func() time.Time                                 // time.Now when nil
	Sleep func(ctx context.Context, d time.Duration) error // waits; a timer when nil
}

// The failures that only rotations have.
var (
	ErrNobody      = errors.New("nobody can be asked")
	ErrMemory      = errors.New("keys in memory are not rotated")
	ErrNotKey      = errors.New("the profile has no API key that could be rotated")
	ErrElsewhere   = errors.New("the key lies in a team's store")
	ErrBusy        = errors.New("another program is rotating a key")
	ErrInterrupted = errors.New("a rotation of this key was interrupted")
	ErrNoPlace     = errors.New("the identity has as many keys as it may have")
	ErrForeign     = errors.New("the key belongs to somebody else than it signs in")
	ErrBinding     = errors.New("the key was made by a service binding")
	ErrDeclined    = errors.New("it was declined")
	ErrGone        = errors.New("the old key is gone at IBM")
	ErrGuided      = errors.New("the key is made on a web page")
	ErrUnknown     = errors.New("whether the key exists could not be found out")
	ErrNotMade     = errors.New("the key was not made")
	ErrLost        = errors.New("the new key could not be stored")
	ErrNotFound    = errors.New("the identity has no such key")
	ErrOneKey      = errors.New("a user of a cluster has one key")
	ErrLast        = errors.New("it is the last key that works")
)

// Result is how a rotation went.
type Result struct {
	Profile  profile.Profile
	OldID    string // IBM's; "" where there are none
	NewID    string
	Profiles []profile.Profile // that use the new key, or would
	OldState OldState          // "" when it did not come to that
	Steps    []Step
}

func (e *Engine) now() time.Time {
	if e.Now != nil {
		return e.Now()
	}
	return time.Now()
}

// sleep waits, or ends with ctx.
func (e *Engine) sleep(ctx context.Context, d time.Duration) error {
	if e.Sleep != nil {
		return e.Sleep(ctx, d)
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// ask asks a person; where there is none the answer is no.
func (e *Engine) ask(ctx context.Context, q Asked) (bool, error) {
	if e.Ask == nil {
		return false, nil
	}
	yes, err := e.Ask(ctx, q)
	if errors.Is(err, ErrNobody) {
		return false, nil
	}
	return yes, err
}
