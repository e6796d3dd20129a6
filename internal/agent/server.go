package agent

import (
	"context"
	"errors"
	"net"
	"slices"
	"sync"
	"time"

	"lanyard/iam"
	"lanyard/internal/explain"
	"lanyard/internal/profile"
	"lanyard/internal/secret"
	"lanyard/internal/team"
	"lanyard/internal/wallet"
)

// The limits of a server.
const (
	askTime = 2 * time.Second // for a question to arrive; a silent client holds nobody up
	maxOpen = 256             // connections at once; for more, silent ones are dropped, or they are told "busy"
)

// Wallet is what a server serves from.
type Wallet interface {
	List(ctx context.Context) ([]profile.Profile, error)
	Token(ctx context.Context, id string) (wallet.Token, error)
	Fresh(ctx context.Context, id string) (wallet.Token, error)
	Test(ctx context.Context, id string, at wallet.At, observe func(iam.Result)) ([]iam.Result, error)
	CodePage(ctx context.Context, id string) (string, error)
	SignInWithCode(ctx context.Context, id string, code secret.Text) (wallet.Session, error)
}

// Gate decides whether a caller may have what it asks for: of one profile, or, with
// OpNames, the names of all, where the profile is empty. It may ask the user, as long as
// ctx lives, and is told afterwards what was handed out. Both are called from
// goroutines of their own.
type Gate interface {
	Allow(ctx context.Context, who Caller, op Op, p profile.Profile) bool
	Served(who Caller, op Op, p profile.Profile, err error)
}

// Host is the program around a server.
type Host struct {
	Wallet  Wallet
	Gate    Gate                                                            // nil: every process of this user may ask
	Secrets func() string                                                   // where this program keeps keys, which may change while it runs
	Program string                                                          // its version
	Until   time.Time                                                       // when it ends by itself; zero: it doesn't
	Locked  func() bool                                                     // nil: never
	Raise   func(file string) bool                                          // nil: no window. Reports whether the window could come to the front
	Store   func(ctx context.Context, team string, token secret.Text) error // takes the token of a team's store; nil: it takes none
	Lock    func()                                                          // forgets tokens and keys
	Stop    func()                                                          // ends the program; nil: it doesn't take orders
	Log     func(what string, err error)                                    // what went wrong with a connection; nil: nobody wants to know
	uid     func(net.Conn) (int, error)                                     // for tests
	caller  func(net.Conn) Caller                                           // for tests
}

func (h Host) secrets() string {
	if h.Secrets == nil {
		return ""
	}
	return h.Secrets()
}

// Server answers on one socket.
type Server struct {
	host Host
	place
	open   chan struct{} // one for each connection
	silent silent
}

// Listen takes the socket of a folder of profiles. [ErrRunning] says that another
// Lanyard has it. A socket that a killed one left behind is taken over.
func Listen(dir string, h Host) (*Server, error) {
	p, err := takePlace(dir)
	if err != nil {
		return nil, err
	}
	if h.uid == nil {
		h.uid = peerUID
	}
	if h.caller == nil {
		h.caller = callerOf
	}
	return &Server{host: h, place: p, open: make(chan struct{}, maxOpen)}, nil
}

// Serve answers until ctx ends, then gives up the socket and waits for what is under
// way, whose contexts have ended too.
func (s *Server) Serve(ctx context.Context) error {
	var busy sync.WaitGroup
	defer busy.Wait()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	defer context.AfterFunc(ctx, func() { s.release() })()
	go s.keep(ctx)
	for {
		conn, err := s.listener.Accept()
		if err != nil {
			if ctx.Err() != nil || errors.Is(err, net.ErrClosed) {
				s.release()
				return ctx.Err()
			}
			s.log("accept a connection", err) // out of file descriptors, most likely
			select {
			case <-ctx.Done():
			case <-time.After(100 * time.Millisecond):
			}
			continue
		}
		if !s.room() {
			_ = conn.SetDeadline(time.Now().Add(askTime / 10))
			_ = send(conn, Answer{Version: Version, Refusal: RefusalBusy}, maxAnswer)
			_ = conn.Close()
			continue
		}
		s.silent.add(conn)
		busy.Go(func() {
			defer func() { <-s.open }()
			s.handle(ctx, conn)
		})
	}
}

// room takes one of the places for connections, if need be that of the one which has said
// nothing for the longest time.
func (s *Server) room() bool {
	select {
	case s.open <- struct{}{}:
		return true
	default:
	}
	if !s.silent.dropOldest() {
		return false
	}
	select {
	case s.open <- struct{}{}:
		return true
	case <-time.After(askTime / 10):
		return false
	}
}

// silent are the connections that have asked nothing yet, the oldest first.
type silent struct {
	mu    sync.Mutex
	conns []net.Conn
}

func (l *silent) add(conn net.Conn) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.conns = append(l.conns, conn)
}

func (l *silent) remove(conn net.Conn) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if i := slices.Index(l.conns, conn); i >= 0 {
		l.conns = slices.Delete(l.conns, i, i+1)
	}
}

func (l *silent) dropOldest() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.conns) == 0 {
		return false
	}
	_ = l.conns[0].Close() // ends its reading, and frees its place
	l.conns = slices.Delete(l.conns, 0, 1)
	return true
}

// handle answers one connection.
func (s *Server) handle(ctx context.Context, conn net.Conn) {
	defer func() { _ = conn.Close() }()
	defer s.silent.remove(conn)
	if uid, err := s.host.uid(conn); err != nil || uid != ownUID() {
		s.log("refuse another user", err)
		return
	}
	_ = conn.SetReadDeadline(time.Now().Add(askTime))
	defer context.AfterFunc(ctx, func() { _ = conn.SetReadDeadline(time.Unix(1, 0)) })()
	var q Question
	if err := receive(conn, &q, maxQuestion); err != nil {
		s.log("read a question", err)
		return
	}
	s.silent.remove(conn)
	if ctx.Err() == nil {
		_ = conn.SetReadDeadline(time.Time{})
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	go func() { // a client that goes ends what it asked for
		var one [1]byte
		_, _ = conn.Read(one[:])
		cancel()
	}()
	a := s.answer(ctx, conn, q)
	ends := a.Refusal == "" && (q.Op == OpStop || q.Op == OpLock && s.host.Raise == nil)
	if ends {
		s.release() // before the answer: whoever has it meets nobody here any more
	}
	a.Version = Version
	_ = conn.SetWriteDeadline(time.Now().Add(askTime))
	if err := send(conn, a, maxAnswer); err != nil && ctx.Err() == nil {
		s.log("answer", err)
	}
	if ends {
		s.host.Stop()
	}
}

func (s *Server) answer(ctx context.Context, conn net.Conn, q Question) Answer {
	if q.Version != Version {
		return Answer{Refusal: RefusalVersion}
	}
	h := s.host
	switch q.Op {
	case OpHello:
		return Answer{Hello: s.hello()}
	case OpNames:
		return s.names(ctx, h.caller(conn))
	case OpToken, OpTest, OpCode:
		return s.serve(ctx, h.caller(conn), q)
	case OpStore:
		return s.takeStore(ctx, q)
	case OpRaise:
		if h.Raise == nil {
			return Answer{Refusal: RefusalOp}
		}
		return Answer{Raised: h.Raise(q.Import)}
	case OpLock:
		h.Lock()
		return Answer{}
	case OpStop:
		if h.Stop == nil {
			return Answer{Refusal: RefusalDenied}
		}
		return Answer{}
	}
	return Answer{Refusal: RefusalOp}
}

// takeStore takes in the token of a team's store. It hands out nothing.
func (s *Server) takeStore(ctx context.Context, q Question) Answer {
	switch {
	case s.host.Store == nil:
		return Answer{Refusal: RefusalOp}
	case q.Secrets != s.host.secrets():
		return Answer{Refusal: RefusalPlace}
	case s.locked():
		return Answer{Refusal: RefusalLocked}
	}
	if err := s.host.Store(ctx, q.Team, secret.New(q.Token)); err != nil {
		return failed(err)
	}
	return Answer{}
}

func (s *Server) hello() *Hello {
	h := &Hello{Program: s.host.Program, PID: ownPID(), Window: s.host.Raise != nil, Locked: s.locked(), Secrets: s.host.secrets()}
	if !s.host.Until.IsZero() {
		until := s.host.Until.UTC()
		h.Until = &until
	}
	return h
}

// names tells the profiles' names, if the gate allows it.
func (s *Server) names(ctx context.Context, who Caller) Answer {
	if g := s.host.Gate; g != nil && !g.Allow(ctx, who, OpNames, profile.Profile{}) {
		if ctx.Err() != nil {
			return Answer{Refusal: RefusalEnding}
		}
		return Answer{Refusal: RefusalDenied}
	}
	list, err := s.host.Wallet.List(ctx)
	if err != nil {
		return failed(err)
	}
	names := make([]string, 0, len(list))
	for _, p := range list {
		names = append(names, p.Name)
	}
	return Answer{Names: names}
}

// serve hands out a token or tests a credential, if the gate allows it.
func (s *Server) serve(ctx context.Context, who Caller, q Question) Answer {
	h := s.host
	switch {
	case q.Secrets != h.secrets():
		return Answer{Refusal: RefusalPlace}
	case s.locked():
		return Answer{Refusal: RefusalLocked}
	case !h.Until.IsZero() && !time.Now().Round(0).Before(h.Until.Round(0)): // by the clock on the wall: a computer may have slept
		return Answer{Refusal: RefusalEnding}
	}
	p, err := s.profile(ctx, q.Profile)
	if err != nil {
		return failed(err)
	}
	if h.Gate != nil && !h.Gate.Allow(ctx, who, q.Op, p) {
		if ctx.Err() != nil { // that is not the user's no
			return Answer{Refusal: RefusalEnding}
		}
		return Answer{Refusal: RefusalDenied}
	}
	if s.locked() { // while the user was asked
		return Answer{Refusal: RefusalLocked}
	}
	a, err := s.do(ctx, q)
	if err != nil && s.locked() { // meanwhile, which ended the exchange
		return Answer{Refusal: RefusalLocked}
	}
	if ctx.Err() != nil || errors.Is(err, context.Canceled) { // not by whoever asked, who has gone then
		return Answer{Refusal: RefusalEnding}
	}
	if h.Gate != nil {
		h.Gate.Served(who, q.Op, p, err)
	}
	if err != nil {
		return failed(err)
	}
	return a
}

func (s *Server) do(ctx context.Context, q Question) (Answer, error) {
	w := s.host.Wallet
	switch {
	case q.Op == OpCode && q.Code == "":
		page, err := w.CodePage(ctx, q.Profile)
		return Answer{Page: page}, err
	case q.Op == OpCode:
		opens, err := w.SignInWithCode(ctx, q.Profile, secret.New(q.Code))
		if err != nil {
			return Answer{}, err
		}
		return Answer{Session: opened(opens)}, nil
	case q.Op == OpTest:
		results, err := w.Test(ctx, q.Profile, wallet.At{SpaceID: q.SpaceID, ProjectID: q.ProjectID}, nil)
		if err != nil {
			return Answer{}, err
		}
		for _, r := range results {
			if team.Is(r.Err, team.NoToken) {
				return Answer{}, r.Err
			}
		}
		return tested(results), nil
	}
	get := w.Token
	if q.Fresh {
		get = w.Fresh
	}
	t, err := get(ctx, q.Profile)
	if err != nil {
		return Answer{}, err
	}
	return Answer{Token: sendable(t)}, nil
}

// tested is a finished test: all checks, and the failure of the one that failed.
func tested(results []iam.Result) Answer {
	var a Answer
	for _, r := range results {
		a.Test = append(a.Test, explain.CheckOf(r))
		if r.Status == iam.StatusFailed && a.Failure == nil {
			a.Failure = told(explain.Result(r))
		}
	}
	return a
}

func (s *Server) profile(ctx context.Context, id string) (profile.Profile, error) {
	list, err := s.host.Wallet.List(ctx)
	if err != nil {
		return profile.Profile{}, err
	}
	for _, p := range list {
		if p.ID == id {
			return p, nil
		}
	}
	return profile.Profile{}, &wallet.NotFoundError{Name: id}
}

func failed(err error) Answer {
	a := Answer{Refusal: RefusalFailed, Failure: told(explain.Explain(err))}
	switch {
	case wallet.NeedsCode(err):
		a.Refusal = RefusalCode
	case team.Is(err, team.NoToken): // the command may have one, or a person to ask
		return Answer{Refusal: RefusalPlace}
	}
	return a
}

func (s *Server) locked() bool { return s.host.Locked != nil && s.host.Locked() }

func (s *Server) log(what string, err error) {
	if s.host.Log != nil {
		s.host.Log(what, err)
	}
}
