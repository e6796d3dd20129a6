package agent

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	"syscall"
	"time"

	"lanyard/internal/explain"
	"lanyard/internal/secret"
	"lanyard/internal/wallet"
)

// How long a command waits for an agent.
const (
	connectTime = 200 * time.Millisecond // to take its call
	helloTime   = 2 * time.Second        // to say who it is
	orderTime   = 10 * time.Second       // to do what takes a moment, such as to come to the front
	aliveLook   = 3 * time.Second        // how often one that works for long is asked whether it lives
)

var (
	// ErrNone says that no agent can do the work: none runs, it doesn't answer, it is
	// locked, speaks another version, or keeps keys elsewhere. The command does the
	// work itself.
	ErrNone = errors.New("no agent for this")
	// ErrDenied says that the user, or a setting, refused.
	ErrDenied = errors.New("the running lanyard did not hand it out")
	// ErrMute says, beside ErrNone, that one runs and does not answer: its process was
	// stopped, or hangs.
	ErrMute = errors.New("it does not answer")
	// ErrRunning says that another Lanyard has the socket.
	ErrRunning = errors.New("lanyard is already running")
)

// FailedError is a failure that happened in the agent, in words.
type FailedError struct {
	explain.Failure
	NeedsCode bool // a one-time code would mend it: no session lives
}

// Error is the failure's headline.
func (e *FailedError) Error() string { return e.What }

// Client asks the agent of a folder of profiles.
type Client struct {
	Dir     string // the folder of the profiles file
	Secrets string // where the command would look for keys

	look time.Duration // for tests: in place of aliveLook
}

// Token asks for a live token of a profile, or a new one.
func (c Client) Token(ctx context.Context, profileID string, fresh bool) (wallet.Token, error) {
	a, err := c.ask(ctx, Question{Op: OpToken, Profile: profileID, Fresh: fresh})
	if err != nil {
		return wallet.Token{}, err
	}
	if a.Token == nil || a.Token.Access == "" {
		return wallet.Token{}, fmt.Errorf("%w: it answered without a token", ErrNone)
	}
	return a.Token.received(), nil
}

// Test asks for the staged test of a profile. It gives all checks, and the failure of
// the one that failed, nil when all is well.
func (c Client) Test(ctx context.Context, profileID string, at wallet.At) ([]explain.Check, *explain.Failure, error) {
	a, err := c.ask(ctx, Question{Op: OpTest, Profile: profileID, SpaceID: at.SpaceID, ProjectID: at.ProjectID})
	if err != nil {
		return nil, nil, err
	}
	if len(a.Test) == 0 {
		return nil, nil, fmt.Errorf("%w: it answered without checks", ErrNone)
	}
	if a.Failure == nil {
		return a.Test, nil, nil
	}
	f := a.Failure.words()
	return a.Test, &f, nil
}

// CodePage asks for the page at which a person gets a one-time code for a profile.
func (c Client) CodePage(ctx context.Context, profileID string) (string, error) {
	a, err := c.ask(ctx, Question{Op: OpCode, Profile: profileID})
	if err == nil && a.Page == "" {
		err = fmt.Errorf("%w: it answered without a page", ErrNone)
	}
	return a.Page, err
}

// SignInWithCode lets the agent open a session with a one-time code, and keep it.
func (c Client) SignInWithCode(ctx context.Context, profileID string, code secret.Text) (wallet.Session, error) {
	a, err := c.ask(ctx, Question{Op: OpCode, Profile: profileID, Code: code.Reveal()})
	if err != nil {
		return wallet.Session{}, err
	}
	if a.Session == nil {
		return wallet.Session{}, fmt.Errorf("%w: it answered without a session", ErrNone)
	}
	return a.Session.received(), nil
}

// GiveStore has the agent keep the token of a team's store in its memory.
func (c Client) GiveStore(ctx context.Context, team string, token secret.Text) error {
	_, err := c.ask(ctx, Question{Op: OpStore, Team: team, Token: token.Reveal()})
	return err
}

// Hello asks who is there.
func (c Client) Hello(ctx context.Context) (Hello, error) {
	a, err := c.ask(ctx, Question{Op: OpHello})
	if err != nil {
		return Hello{}, err
	}
	if a.Hello == nil {
		return Hello{}, fmt.Errorf("%w: it didn't say who it is", ErrNone)
	}
	return *a.Hello, nil
}

// Names asks for the profiles' names.
func (c Client) Names(ctx context.Context) ([]string, error) {
	a, err := c.ask(ctx, Question{Op: OpNames})
	return a.Names, err
}

// Raise brings the window to the front and lets it open a file, if one is named. It
// reports whether the window could come to the front.
func (c Client) Raise(ctx context.Context, file string) (bool, error) {
	a, err := c.ask(ctx, Question{Op: OpRaise, Import: file})
	return a.Raised, err
}

// Lock makes the agent forget tokens and keys; one without a window ends.
func (c Client) Lock(ctx context.Context) error {
	_, err := c.ask(ctx, Question{Op: OpLock})
	return err
}

// Stop ends an agent without a window and waits until its socket is free.
func (c Client) Stop(ctx context.Context) error {
	if _, err := c.ask(ctx, Question{Op: OpStop}); err != nil {
		return err
	}
	for {
		if free, err := placeFree(c.Dir); free || err != nil {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(10 * time.Millisecond):
		}
	}
}

func (c Client) dial(ctx context.Context) (net.Conn, error) {
	path, err := socketPath(c.Dir, false)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNone, err)
	}
	return dialAt(ctx, path)
}

// dialAt calls an agent of this user.
func dialAt(ctx context.Context, path string) (net.Conn, error) {
	ctx, cancel := context.WithTimeout(ctx, connectTime)
	defer cancel()
	conn, err := connect(ctx, path)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNone, err)
	}
	if uid, err := peerUID(conn); err != nil || uid != ownUID() {
		_ = conn.Close()
		return nil, fmt.Errorf("%w: its socket belongs to another user", ErrNone)
	}
	return conn, nil
}

// connect opens the socket. Where many call at once, the system's queue is full for a
// moment, which Linux says instead of waiting.
func connect(ctx context.Context, path string) (net.Conn, error) {
	for {
		conn, err := new(net.Dialer).DialContext(ctx, "unix", path)
		if !errors.Is(err, syscall.EAGAIN) {
			return conn, err
		}
		select {
		case <-ctx.Done():
			return nil, err
		case <-time.After(time.Millisecond):
		}
	}
}

// ask asks one question. It ends with ctx, which ends the work in the agent as well, and
// when the agent is alive no more: a process that was stopped still takes calls.
func (c Client) ask(ctx context.Context, q Question) (Answer, error) {
	waiting, giveUp := context.WithCancelCause(ctx)
	defer giveUp(nil)
	switch q.Op {
	case OpToken, OpTest, OpCode, OpStore, OpNames: // these take as long as the network, or the user
		go c.watchOver(waiting, giveUp)
	case OpHello:
		defer time.AfterFunc(helloTime, func() { giveUp(ErrMute) }).Stop()
	default:
		defer time.AfterFunc(orderTime, func() { giveUp(ErrMute) }).Stop()
	}
	a, err := c.exchange(waiting, q)
	switch {
	case ctx.Err() != nil:
		return Answer{}, ctx.Err()
	case waiting.Err() != nil:
		return Answer{}, fmt.Errorf("%w: %w", ErrNone, context.Cause(waiting))
	case err != nil:
		return Answer{}, fmt.Errorf("%w: %w", ErrNone, err)
	}
	return a, verdict(a)
}

// watchOver asks from time to time who is there, and gives up when nobody says.
func (c Client) watchOver(ctx context.Context, giveUp func(error)) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-time.After(cmp.Or(c.look, aliveLook)):
		}
		if _, err := c.Hello(ctx); errors.Is(err, ErrMute) {
			giveUp(ErrMute)
		}
	}
}

func (c Client) exchange(ctx context.Context, q Question) (a Answer, err error) {
	conn, err := c.dial(ctx)
	if err != nil {
		return a, err
	}
	defer func() { _ = conn.Close() }()
	defer context.AfterFunc(ctx, func() { _ = conn.SetDeadline(time.Unix(1, 0)) })()
	q.Version, q.Secrets = Version, c.Secrets
	err = send(conn, q, maxQuestion)
	if rerr := receive(conn, &a, maxAnswer); rerr == nil || err == nil { // one that is busy answers unasked
		err = rerr
	}
	return a, err
}

// verdict is the error of an answer.
func verdict(a Answer) error {
	switch {
	case a.Version != Version:
		return fmt.Errorf("%w: it speaks version %d of the protocol, not %d", ErrNone, a.Version, Version)
	case a.Refusal == "":
		return nil
	case a.Refusal == RefusalFailed && a.Failure != nil:
		return &FailedError{Failure: a.Failure.words()}
	case a.Refusal == RefusalCode && a.Failure != nil:
		return &FailedError{Failure: a.Failure.words(), NeedsCode: true}
	case a.Refusal == RefusalDenied:
		return ErrDenied
	}
	return fmt.Errorf("%w: %s", ErrNone, a.Refusal)
}
