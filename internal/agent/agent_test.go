package agent

import (
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"lanyard/iam"
	"lanyard/internal/profile"
	"lanyard/internal/secret"
	"lanyard/internal/wallet"
)

// TestMain keeps sockets out of the runtime folder of whoever runs the tests.
func TestMain(m *testing.M) {
	if os.Getenv("AGENT_TEST_DIR") != "" { // a process of a test's, which has chosen the folder
		os.Exit(m.Run())
	}
	code := 1
	if dir, err := os.MkdirTemp("", "la"); err == nil {
		if err := os.Setenv("XDG_RUNTIME_DIR", dir); err == nil {
			code = m.Run()
		}
		_ = os.RemoveAll(dir)
	}
	os.Exit(code)
}

// purse is a wallet with one profile. Its exchanges can be made to wait and to fail.
type purse struct {
	mu    sync.Mutex
	calls []string
	fail  error
	hold  chan struct{}
	ended chan error // told how a held exchange ended
}

func (p *purse) List(context.Context) ([]profile.Profile, error) {
	return []profile.Profile{{ID: "id-1", Name: "Prod EU"}}, nil
}

func (p *purse) Token(ctx context.Context, id string) (wallet.Token, error) {
	return p.exchange(ctx, "token "+id)
}

func (p *purse) Fresh(ctx context.Context, id string) (wallet.Token, error) {
	return p.exchange(ctx, "fresh "+id)
}

func (p *purse) exchange(ctx context.Context, call string) (wallet.Token, error) {
	p.mu.Lock()
	p.calls = append(p.calls, call)
	hold, fail := p.hold, p.fail
	p.mu.Unlock()
	if hold != nil {
		select {
		case <-hold:
		case <-ctx.Done():
			p.ended <- ctx.Err()
			return wallet.Token{}, ctx.Err()
		}
	}
	at := time.Date(2026, 5, 4, 3, 2, 1, 0, time.UTC)
	return wallet.Token{Access: secret.New("the-token"), Type: "Bearer", IssuedAt: at, ExpiresAt: at.Add(time.Hour), Skew: 90 * time.Second}, fail
}

func (p *purse) Test(_ context.Context, id string, at wallet.At, _ func(iam.Result)) ([]iam.Result, error) {
	return []iam.Result{
		{Check: iam.CheckKeyring, Status: iam.StatusOK, Took: 3 * time.Millisecond},
		{Check: iam.CheckSignIn, Status: iam.StatusFailed, Err: &iam.Error{
			Check: iam.CheckSignIn, Status: 400, Code: "BXNIM0415E", RequestID: "req-9", Host: "iam.example.org", Message: id + at.SpaceID,
		}},
	}, nil
}

func (p *purse) CodePage(context.Context, string) (string, error) {
	return "https://iam.example.org/identity/passcode", nil
}

func (p *purse) SignInWithCode(ctx context.Context, id string, code secret.Text) (wallet.Session, error) {
	_, err := p.exchange(ctx, "code "+id+" "+code.Reveal())
	return wallet.Session{Person: "ana", Account: "a1", Accounts: []wallet.Account{{ID: "a1", Name: "One"}}, Ends: time.Date(2026, 5, 4, 9, 0, 0, 0, time.UTC)}, err
}

// serve starts a server for a folder of its own and gives a client for it.
func serve(t *testing.T, change func(*Host)) (Client, *purse) {
	t.Helper()
	t.Setenv("XDG_RUNTIME_DIR", shortDir(t))
	dir := t.TempDir()
	p := &purse{ended: make(chan error, 16)}
	h := Host{Wallet: p, Secrets: func() string { return "keyring" }, Program: "1.2.3", Lock: func() {}, Stop: func() {}}
	if change != nil {
		change(&h)
	}
	s, err := Listen(dir, h)
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() { defer close(done); _ = s.Serve(ctx) }()
	t.Cleanup(func() { stop(); <-done })
	return Client{Dir: dir, Secrets: "keyring"}, p
}

// shortDir is a private folder whose path leaves room for a socket's name.
func shortDir(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "la")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	return dir
}

func TestCodeOpensASession(t *testing.T) {
	c, p := serve(t, nil)
	if page, err := c.CodePage(t.Context(), "id-1"); err != nil || page != "https://iam.example.org/identity/passcode" {
		t.Errorf("page %q, %v", page, err)
	}
	s, err := c.SignInWithCode(t.Context(), "id-1", secret.New("CODE"))
	if err != nil || s.Person != "ana" || s.Account != "a1" || len(s.Accounts) != 1 || s.Accounts[0].Name != "One" || s.Ends.Hour() != 9 {
		t.Errorf("session %+v, %v", s, err)
	}
	if got := p.calls; len(got) != 1 || got[0] != "code id-1 CODE" {
		t.Errorf("it was asked %v", got)
	}
	p.fail = &iam.Error{Check: iam.CheckSignIn, Reason: iam.ReasonNeedsCode}
	_, err = c.Token(t.Context(), "id-1", false)
	if f, ok := errors.AsType[*FailedError](err); !ok || !f.NeedsCode || f.Exit != 4 || f.What == "" {
		t.Errorf("without a session: %#v", err)
	}
	p.fail = &iam.Error{Check: iam.CheckSignIn, Reason: iam.ReasonCode, Status: 400}
	_, err = c.SignInWithCode(t.Context(), "id-1", secret.New("CODE"))
	if f, ok := errors.AsType[*FailedError](err); !ok || f.NeedsCode || f.Exit != 4 {
		t.Errorf("a code that is refused: %#v", err)
	}
}

func TestTokenComesWithItsTimes(t *testing.T) {
	c, p := serve(t, nil)
	got, err := c.Token(t.Context(), "id-1", false)
	if err != nil {
		t.Fatal(err)
	}
	if got.Access.Reveal() != "the-token" || got.Type != "Bearer" || got.Skew != 90*time.Second ||
		got.ExpiresAt.Format(time.RFC3339) != "2026-05-04T04:02:01Z" || got.IssuedAt.Format(time.RFC3339) != "2026-05-04T03:02:01Z" {
		t.Errorf("received %+v", got)
	}
	if _, err := c.Token(t.Context(), "id-1", true); err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(p.calls, ", "); got != "token id-1, fresh id-1" {
		t.Errorf("the wallet was asked for: %s", got)
	}
}

func TestAFailureKeepsItsWords(t *testing.T) {
	c, p := serve(t, nil)
	p.fail = &iam.Error{Check: iam.CheckSignIn, Status: 400, Code: "BXNIM0415E", RequestID: "req-7"}
	_, err := c.Token(t.Context(), "id-1", false)
	f, ok := errors.AsType[*FailedError](err)
	if !ok || f.Exit != 4 || f.Code != "BXNIM0415E" || f.RequestID != "req-7" || f.Next == "" {
		t.Errorf("the command got %#v", err)
	}
	if _, err := c.Token(t.Context(), "nobody", false); err == nil || errors.Is(err, ErrNone) {
		t.Errorf("a profile that is not there: %v", err)
	}
}

func TestATestTravelsWhole(t *testing.T) {
	c, _ := serve(t, nil)
	checks, failure, err := c.Test(t.Context(), "id-1", wallet.At{SpaceID: "-space"})
	if err != nil {
		t.Fatal(err)
	}
	if len(checks) != 2 || checks[0].Status != iam.StatusOK || *checks[0].MS != 3 || checks[1].Status != iam.StatusFailed ||
		*checks[1].Code != "BXNIM0415E" || *checks[1].RequestID != "req-9" {
		t.Errorf("checks: %+v", checks)
	}
	if failure == nil || failure.Exit != 4 {
		t.Errorf("failure: %+v", failure)
	}
}

// TestTheCommandDoesItItself lists what must make a command go on without the agent.
func TestTheCommandDoesItItself(t *testing.T) {
	t.Run("no agent", func(t *testing.T) {
		t.Setenv("XDG_RUNTIME_DIR", shortDir(t))
		_, err := Client{Dir: t.TempDir()}.Token(t.Context(), "id-1", false)
		if !errors.Is(err, ErrNone) {
			t.Errorf("got %v", err)
		}
	})
	for name, c := range map[string]struct {
		change func(*Host)
		ask    func(*Client)
		want   error
	}{
		"locked":              {change: func(h *Host) { h.Locked = func() bool { return true } }, want: ErrNone},
		"keys kept elsewhere": {ask: func(c *Client) { c.Secrets = "file" }, want: ErrNone},
		"another folder":      {ask: func(c *Client) { c.Dir = "/nowhere/else" }, want: ErrNone},
		"another user":        {change: func(h *Host) { h.uid = func(net.Conn) (int, error) { return ownUID() + 1, nil } }, want: ErrNone},
		"denied":              {change: func(h *Host) { h.Gate = &gate{} }, want: ErrDenied},
		"its time is over":    {change: func(h *Host) { h.Until = time.Now().Add(-time.Second) }, want: ErrNone},
		"locked while asking": {change: lockedWhileAsking, want: ErrNone},
	} {
		t.Run(name, func(t *testing.T) {
			client, p := serve(t, c.change)
			if c.ask != nil {
				c.ask(&client)
			}
			if _, err := client.Token(t.Context(), "id-1", false); !errors.Is(err, c.want) {
				t.Errorf("got %v, want %v", err, c.want)
			}
			if len(p.calls) != 0 {
				t.Errorf("the wallet was asked all the same: %v", p.calls)
			}
		})
	}
}

func lockedWhileAsking(h *Host) {
	var mu sync.Mutex
	asked := false
	h.Locked = func() bool { mu.Lock(); defer mu.Unlock(); return asked }
	h.Gate = &gate{allow: func() bool { mu.Lock(); defer mu.Unlock(); asked = true; return true }}
}

type gate struct {
	allow         func() bool
	asked, served []string
}

func (g *gate) Allow(_ context.Context, _ Caller, op Op, p profile.Profile) bool {
	g.asked = append(g.asked, fmt.Sprintf("%s %q", op, p.Name))
	return g.allow != nil && g.allow()
}

func (g *gate) Served(who Caller, op Op, p profile.Profile, err error) {
	g.served = append(g.served, fmt.Sprint(op, " ", p.Name, " ", who.PID == os.Getpid(), " ", err))
}

func TestTheGateHearsWhatWasHandedOut(t *testing.T) {
	g := &gate{allow: func() bool { return true }}
	c, _ := serve(t, func(h *Host) { h.Gate = g })
	if _, err := c.Token(t.Context(), "id-1", false); err != nil {
		t.Fatal(err)
	}
	want := "token Prod EU true <nil>"
	if runtime.GOOS != "linux" {
		want = "token Prod EU false <nil>"
	}
	if len(g.served) != 1 || g.served[0] != want {
		t.Errorf("served: %v", g.served)
	}
}

// TestTheGateDecidesAboutNames: they say where somebody works, so the setting holds for
// them too.
func TestTheGateDecidesAboutNames(t *testing.T) {
	yes := false
	g := &gate{allow: func() bool { return yes }}
	c, _ := serve(t, func(h *Host) { h.Gate = g })
	if names, err := c.Names(t.Context()); !errors.Is(err, ErrDenied) || len(names) != 0 {
		t.Errorf("names that nobody allowed: %v, %v", names, err)
	}
	yes = true
	if names, err := c.Names(t.Context()); err != nil || len(names) != 1 {
		t.Errorf("names that the user allowed: %v, %v", names, err)
	}
	if got := fmt.Sprint(g.asked); got != "[names \"\" names \"\"]" {
		t.Errorf("the gate was asked for %s", got)
	}
}

// TestNamesTakeAsLongAsTheUser: an answer of a user takes longer than that of a program.
func TestNamesTakeAsLongAsTheUser(t *testing.T) {
	g := &gate{allow: func() bool { time.Sleep(helloTime + 500*time.Millisecond); return true }}
	c, _ := serve(t, func(h *Host) { h.Gate = g })
	if names, err := c.Names(t.Context()); err != nil || len(names) != 1 {
		t.Errorf("names: %v, %v", names, err)
	}
}

// TestAnAnswerWithoutATokenIsNone: the command then signs in by itself.
func TestAnAnswerWithoutATokenIsNone(t *testing.T) {
	for name, a := range map[string]Answer{
		"nothing":                 {Version: Version},
		"an empty token":          {Version: Version, Token: &token{Type: "Bearer"}},
		"something else":          {Version: Version, Names: []string{"prod"}},
		"a failure without words": {Version: Version, Refusal: RefusalFailed},
		"an unknown refusal":      {Version: Version, Refusal: "moon", Token: &token{Access: "x"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Setenv("XDG_RUNTIME_DIR", shortDir(t))
			c := Client{Dir: t.TempDir()}
			p, err := takePlace(c.Dir)
			if err != nil {
				t.Fatal(err)
			}
			defer p.release()
			go func() {
				for {
					conn, err := p.listener.Accept()
					if err != nil {
						return
					}
					var q Question
					_ = receive(conn, &q, maxQuestion)
					_ = send(conn, a, maxAnswer)
					_ = conn.Close()
				}
			}()
			got, err := c.Token(t.Context(), "id-1", false)
			if !errors.Is(err, ErrNone) || !got.Access.Empty() {
				t.Errorf("token: %+v, %v", got, err)
			}
			if checks, f, err := c.Test(t.Context(), "id-1", wallet.At{}); !errors.Is(err, ErrNone) || checks != nil || f != nil {
				t.Errorf("test: %v, %v, %v", checks, f, err)
			}
			if h, err := c.Hello(t.Context()); !errors.Is(err, ErrNone) || h != (Hello{}) {
				t.Errorf("hello: %+v, %v", h, err)
			}
		})
	}
}

// TestOtherVersionsAreRefusedWithAWord plays an older and a newer peer on both sides.
func TestOtherVersionsAreRefusedWithAWord(t *testing.T) {
	c, _ := serve(t, nil)
	for _, v := range []int{0, 2, -1} {
		conn := call(t, c)
		if err := send(conn, Question{Version: v, Op: OpToken, Profile: "id-1"}, maxQuestion); err != nil {
			t.Fatal(err)
		}
		var a Answer
		if err := receive(conn, &a, maxAnswer); err != nil || a.Version != 1 || a.Refusal != RefusalVersion || a.Token != nil {
			t.Errorf("a command of version %d is answered %+v, %v", v, a, err)
		}
	}
	if err := verdict(Answer{Version: 2, Token: &token{Access: "x"}}); !errors.Is(err, ErrNone) {
		t.Errorf("an agent of version 2 is taken for %v", err)
	}
}

func call(t *testing.T, c Client) net.Conn {
	t.Helper()
	path, err := socketPath(c.Dir, false)
	if err != nil {
		t.Fatal(err)
	}
	conn, err := net.Dial("unix", path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	_ = conn.SetDeadline(time.Now().Add(20 * time.Second))
	return conn
}

func TestASilentClientHoldsNobodyUp(t *testing.T) {
	c, _ := serve(t, nil)
	for range 50 {
		call(t, c)
	}
	half := call(t, c)
	_, _ = half.Write([]byte{0, 0, 1})
	if _, err := c.Token(t.Context(), "id-1", false); err != nil {
		t.Errorf("beside silent clients: %v", err)
	}
	if _, err := io.ReadAll(half); err != nil {
		t.Errorf("the server did not hang up on half a question: %v", err)
	}
}

// TestSilenceIsCrowdedOut: a thousand silent clients, more than there is room for, keep no
// honest one from its token.
func TestSilenceIsCrowdedOut(t *testing.T) {
	c, _ := serve(t, nil)
	path, err := socketPath(c.Dir, false)
	if err != nil {
		t.Fatal(err)
	}
	for range 1000 {
		conn, err := connect(t.Context(), path)
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
	}
	for range 20 {
		if _, err := c.Token(t.Context(), "id-1", false); err != nil {
			t.Fatalf("beside a thousand silent clients: %v", err)
		}
	}
}

// TestAMuteAgentIsNone: one that was stopped by a signal still takes calls, since the
// system does that for it.
func TestAMuteAgentIsNone(t *testing.T) {
	t.Setenv("XDG_RUNTIME_DIR", shortDir(t))
	c := Client{Dir: t.TempDir(), look: 10 * time.Millisecond}
	p, err := takePlace(c.Dir)
	if err != nil {
		t.Fatal(err)
	}
	defer p.release()
	var all sync.WaitGroup
	for what, ask := range map[string]func() error{
		"token": func() error { _, err := c.Token(t.Context(), "id-1", false); return err },
		"hello": func() error { _, err := c.Hello(t.Context()); return err },
		"names": func() error { _, err := c.Names(t.Context()); return err },
	} {
		all.Go(func() {
			if err := ask(); !errors.Is(err, ErrNone) || !strings.Contains(err.Error(), "does not answer") {
				t.Errorf("%s: %v", what, err)
			}
		})
	}
	all.Wait()
}

// TestASlowAgentIsWaitedFor has an exchange that takes longer than many looks.
func TestASlowAgentIsWaitedFor(t *testing.T) {
	c, p := serve(t, nil)
	c.look = time.Millisecond
	p.hold = make(chan struct{})
	time.AfterFunc(100*time.Millisecond, func() { close(p.hold) })
	if _, err := c.Token(t.Context(), "id-1", false); err != nil {
		t.Error(err)
	}
}

// TestBusyIsSaid fills every place with clients that are being served.
func TestBusyIsSaid(t *testing.T) {
	c, p := serve(t, nil)
	p.hold = make(chan struct{})
	var all sync.WaitGroup
	for range maxOpen {
		all.Go(func() {
			if _, err := c.Token(t.Context(), "id-1", false); err != nil {
				t.Errorf("one who had a place: %v", err)
			}
		})
	}
	for p.count() < maxOpen {
		time.Sleep(time.Millisecond)
	}
	if _, err := c.Token(t.Context(), "id-1", false); !errors.Is(err, ErrNone) || !strings.Contains(err.Error(), "busy") {
		t.Errorf("one too many is told %v", err)
	}
	close(p.hold)
	all.Wait()
}

// TestASlowQuestionIsCutOff sends one byte after the other, each in good time.
func TestASlowQuestionIsCutOff(t *testing.T) {
	c, _ := serve(t, nil)
	conn := call(t, c)
	began := time.Now()
	_, err := conn.Write(binary.BigEndian.AppendUint32(nil, maxQuestion))
	for err == nil {
		time.Sleep(20 * time.Millisecond)
		_, err = conn.Write([]byte("x"))
	}
	if took := time.Since(began); took < askTime/2 || took > 10*askTime {
		t.Errorf("it was cut off after %v", took)
	}
}

func TestAClientThatGoesEndsItsExchange(t *testing.T) {
	c, p := serve(t, nil)
	p.hold = make(chan struct{})
	ctx, leave := context.WithCancel(t.Context())
	got := make(chan error, 1)
	go func() { _, err := c.Token(ctx, "id-1", false); got <- err }()
	for p.count() == 0 {
		time.Sleep(time.Millisecond)
	}
	leave()
	if err := <-got; !errors.Is(err, context.Canceled) {
		t.Errorf("the client got %v", err)
	}
	if err := <-p.ended; !errors.Is(err, context.Canceled) {
		t.Errorf("the exchange ended with %v", err)
	}
}

func (p *purse) count() int { p.mu.Lock(); defer p.mu.Unlock(); return len(p.calls) }

func TestRaiseLockStop(t *testing.T) {
	var mu sync.Mutex
	var did []string
	note := func(s string) { mu.Lock(); defer mu.Unlock(); did = append(did, s) }
	window, _ := serve(t, func(h *Host) {
		h.Raise = func(file string) bool { note("raise " + file); return true }
		h.Lock = func() { note("lock") }
		h.Stop = nil
	})
	if up, err := window.Raise(t.Context(), "/tmp/creds.json"); err != nil || !up {
		t.Errorf("raise: %v, %v", up, err)
	}
	if err := window.Lock(t.Context()); err != nil {
		t.Errorf("lock: %v", err)
	}
	if err := window.Stop(t.Context()); !errors.Is(err, ErrDenied) {
		t.Errorf("stopping a window: %v", err)
	}
	if h, err := window.Hello(t.Context()); err != nil || !h.Window || h.PID != os.Getpid() || h.Program != "1.2.3" || h.Until != nil {
		t.Errorf("hello: %+v, %v", h, err)
	}
	if got := strings.Join(did, ", "); got != "raise /tmp/creds.json, lock" {
		t.Errorf("the window did: %s", got)
	}
	if names, err := window.Names(t.Context()); err != nil || len(names) != 1 || names[0] != "Prod EU" {
		t.Errorf("names: %v, %v", names, err)
	}
}

// bare is a wallet without profiles.
type bare struct{ *purse }

func (bare) List(context.Context) ([]profile.Profile, error) { return nil, nil }

// TestNoProfilesAreAnEmptyList: programs that are not ours read the field as it is described.
func TestNoProfilesAreAnEmptyList(t *testing.T) {
	empty, _ := serve(t, func(h *Host) { h.Wallet = bare{&purse{}} })
	if names, err := empty.Names(t.Context()); err != nil || names == nil || len(names) != 0 {
		t.Errorf("%#v, %v", names, err)
	}
}

// TestAWindowTakesOver: it tells the agent without a window to stop, and gets its place.
func TestAWindowTakesOver(t *testing.T) {
	t.Setenv("XDG_RUNTIME_DIR", shortDir(t))
	dir := t.TempDir()
	ctx, stop := context.WithCancel(t.Context())
	old, err := Listen(dir, Host{Wallet: &purse{}, Stop: stop})
	if err != nil {
		t.Fatal(err)
	}
	go func() { _ = old.Serve(ctx) }()
	if _, err := Listen(dir, Host{}); !errors.Is(err, ErrRunning) {
		t.Errorf("a second one: %v", err)
	}
	if other, err := Listen(t.TempDir(), Host{}); err != nil {
		t.Errorf("another folder: %v", err)
	} else {
		other.release()
	}
	if err := (Client{Dir: dir}).Stop(t.Context()); err != nil {
		t.Fatal(err)
	}
	s, err := Listen(dir, Host{Wallet: &purse{}})
	if err != nil {
		t.Fatalf("after the first has stopped: %v", err)
	}
	s.release()
}

// TestAnEndingAgentIsNoAgent: what it cannot finish any more, the command does itself, and
// whoever was told of the end meets nobody.
func TestAnEndingAgentIsNoAgent(t *testing.T) {
	for name, end := range map[string]func(Client) error{
		"lock": func(c Client) error { return c.Lock(t.Context()) },
		"stop": func(c Client) error { return c.Stop(t.Context()) },
	} {
		t.Run(name, func(t *testing.T) {
			ended := make(chan struct{})
			c, p := serve(t, func(h *Host) { h.Stop = sync.OnceFunc(func() { close(ended) }) })
			p.hold = make(chan struct{})
			got := make(chan error, 1)
			go func() { _, err := c.Token(t.Context(), "id-1", false); got <- err }()
			for p.count() == 0 {
				time.Sleep(time.Millisecond)
			}
			if err := end(c); err != nil {
				t.Fatal(err)
			}
			if _, err := c.Token(t.Context(), "id-1", false); !errors.Is(err, ErrNone) {
				t.Errorf("one who comes after the end is told %v", err)
			}
			if err := <-got; !errors.Is(err, ErrNone) {
				t.Errorf("one whose exchange it ended is told %v", err)
			}
			<-ended
			if n := p.count(); n != 1 {
				t.Errorf("%d exchanges", n)
			}
		})
	}
}

// TestWhatTheLockEndsIsLocked has the window locked in the middle of an exchange.
func TestWhatTheLockEndsIsLocked(t *testing.T) {
	var locked atomic.Bool
	c, p := serve(t, func(h *Host) {
		h.Raise = func(string) bool { return true }
		h.Locked = locked.Load
	})
	p.hold, p.fail = make(chan struct{}), context.Canceled
	got := make(chan error, 1)
	go func() { _, err := c.Token(t.Context(), "id-1", false); got <- err }()
	for p.count() == 0 {
		time.Sleep(time.Millisecond)
	}
	locked.Store(true)
	close(p.hold)
	if err := <-got; !errors.Is(err, ErrNone) || !strings.Contains(err.Error(), "locked") {
		t.Errorf("the command is told %v", err)
	}
}

// TestAKilledAgentLeavesNothingInTheWay kills one without warning and starts anew.
func TestAKilledAgentLeavesNothingInTheWay(t *testing.T) {
	if dir := os.Getenv("AGENT_TEST_DIR"); dir != "" {
		s, err := Listen(dir, Host{Wallet: &purse{}})
		if err != nil {
			t.Fatal(err)
		}
		fmt.Println("listening")
		_ = s.Serve(t.Context())
	}
	t.Setenv("XDG_RUNTIME_DIR", shortDir(t))
	dir := t.TempDir()
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestAKilledAgentLeavesNothingInTheWay$")
	cmd.Env = append(os.Environ(), "AGENT_TEST_DIR="+dir)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	line := make([]byte, len("listening"))
	if _, err := io.ReadFull(out, line); err != nil {
		t.Fatal(err)
	}
	if _, err := Listen(dir, Host{}); !errors.Is(err, ErrRunning) {
		t.Errorf("while it runs: %v", err)
	}
	_ = cmd.Process.Kill()
	_ = cmd.Wait()
	path, err := socketPath(dir, false)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Lstat(path); err != nil {
		t.Fatalf("the test is pointless, the socket went with the process: %v", err)
	}
	s, err := Listen(dir, Host{})
	if err != nil {
		t.Fatalf("after it was killed: %v", err)
	}
	s.release()
}

// TestJunkIsSurvived feeds random and mutated messages; the server must answer the next
// honest question and keep no goroutine for the rest.
func TestJunkIsSurvived(t *testing.T) {
	c, _ := serve(t, nil)
	if _, err := c.Token(t.Context(), "id-1", false); err != nil {
		t.Fatal(err)
	}
	before, memory := runtime.NumGoroutine(), heap()
	good, err := json.Marshal(Question{Version: 1, Op: OpHello})
	if err != nil {
		t.Fatal(err)
	}
	rng := rand.New(rand.NewPCG(1, 2))
	path, err := socketPath(c.Dir, false)
	if err != nil {
		t.Fatal(err)
	}
	for range junkMessages {
		conn, err := connect(t.Context(), path)
		if err != nil {
			t.Fatal(err)
		}
		_, _ = conn.Write(junk(rng, good))
		_ = conn.Close()
	}
	deadline := time.Now().Add(20 * time.Second)
	for {
		_, err := c.Token(t.Context(), "id-1", false)
		if err == nil && runtime.NumGoroutine() <= before+5 {
			break
		}
		if time.Now().After(deadline) {
			t.Fatalf("after the junk: %v; %d goroutines, before it %d", err, runtime.NumGoroutine(), before)
		}
		time.Sleep(10 * time.Millisecond)
	}
	if now := heap(); now > memory+1<<20 {
		t.Errorf("%d kB of memory are in use, %d kB before the junk", now>>10, memory>>10)
	}
}

// heap is how much memory is in use, in bytes.
func heap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

func junk(rng *rand.Rand, good []byte) []byte {
	body := append([]byte(nil), good...)
	switch rng.IntN(5) {
	case 0:
		body = make([]byte, rng.IntN(200))
		for i := range body {
			body[i] = byte(rng.Uint32())
		}
		return body
	case 1:
		return binary.BigEndian.AppendUint32(nil, rng.Uint32())
	case 2:
		body = body[:rng.IntN(len(body))]
	case 3:
		return append(binary.BigEndian.AppendUint32(nil, uint32(len(body)+rng.IntN(9))), body...)
	default:
		for range 1 + rng.IntN(4) {
			body[rng.IntN(len(body))] ^= byte(1 << rng.IntN(8))
		}
	}
	return append(binary.BigEndian.AppendUint32(nil, uint32(len(body))), body...)
}

func FuzzReceive(f *testing.F) {
	f.Add([]byte("\x00\x00\x00\x02{}"))
	f.Add([]byte("\xff\xff\xff\xff{}"))
	f.Fuzz(func(t *testing.T, data []byte) {
		var q Question
		if err := receive(strings.NewReader(string(data)), &q, maxQuestion); err == nil && len(data) > maxQuestion+4 && binary.BigEndian.Uint32(data) > maxQuestion {
			t.Error("a frame over the limit was taken")
		}
	})
}

func TestTokenOfAStoreIsTakenIn(t *testing.T) {
	got := make(chan string, 1)
	for name, c := range map[string]struct {
		host Host
		want error
	}{
		"taken": {Host{Store: func(_ context.Context, team string, token secret.Text) error {
			got <- team + " " + token.Reveal()
			return nil
		}}, nil},
		"by one that takes none": {Host{}, ErrNone},
		"by one that is locked":  {Host{Store: func(context.Context, string, secret.Text) error { return nil }, Locked: func() bool { return true }}, ErrNone},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			c.host.Wallet = &purse{}
			s, err := Listen(dir, c.host)
			if err != nil {
				t.Fatal(err)
			}
			ctx, cancel := context.WithCancel(context.Background())
			ended := make(chan struct{})
			go func() {
				defer close(ended)
				_ = s.Serve(ctx)
			}()
			defer func() { cancel(); <-ended }()
			if err := (Client{Dir: dir}).GiveStore(t.Context(), "t1", secret.New("hvs.x")); !errors.Is(err, c.want) {
				t.Errorf("%v", err)
			}
		})
	}
	if text := <-got; text != "t1 hvs.x" {
		t.Errorf("it got %q", text)
	}
}
