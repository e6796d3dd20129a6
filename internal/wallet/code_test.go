package wallet_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"lanyard/iam"
	"lanyard/iam/sim"
	"lanyard/internal/profile"
	"lanyard/internal/secret"
	"lanyard/internal/wallet"
	"lanyard/store"
)

// desk is a wallet on the simulator.
type desk struct {
	world
	sim *sim.Simulator
	in  sim.Info
}

func onSim(t *testing.T, o sim.Options) desk {
	t.Helper()
	s, err := sim.Start(context.Background(), o)
	if err != nil {
		t.Fatal(err)
	}
	client := iam.New(iam.Options{})
	t.Cleanup(func() {
		client.Close()
		_ = s.Close()
	})
	d := desk{world: newWorld(), sim: s, in: s.Info()}
	d.Wallet = wallet.New(d.file, d.ring, client)
	return d
}

// byCode adds a profile that signs in with codes.
func (d desk) byCode(t *testing.T, name, account string) profile.Profile {
	t.Helper()
	return d.add(t, profile.Profile{
		Name: name, Kind: profile.Cloud, SignIn: profile.ByCode, URL: d.in.Cloud.URL, AuthURL: d.in.Cloud.AuthURL, AccountID: account,
		TLS: profile.TLS{CAPEM: string(d.sim.CAPEM())},
	}, "")
}

// sent counts the requests with a grant.
func (d desk) sent(grant string) int {
	n := 0
	for _, r := range d.sim.Requests() {
		if strings.HasSuffix(r.Form["grant_type"], grant) {
			n++
		}
	}
	return n
}

func reasonOf(err error) iam.Reason {
	if e, ok := errors.AsType[*iam.Error](err); ok {
		return e.Reason
	}
	return ""
}

func TestOneSessionForThreeProfiles(t *testing.T) {
	d := onSim(t, sim.Options{})
	first, second := d.in.Cloud.Accounts[0].ID, d.in.Cloud.Accounts[1].ID
	list := []profile.Profile{d.byCode(t, "one", first), d.byCode(t, "two", second), d.byCode(t, "three", "")}
	if got := d.ring.ids(); len(got) != 0 {
		t.Errorf("keys were stored: %v", got)
	}
	if _, err := d.Token(t.Context(), list[0].ID); reasonOf(err) != iam.ReasonNeedsCode {
		t.Fatalf("a token without a session: %v", err)
	}
	page, err := d.CodePage(t.Context(), list[0].ID)
	if err != nil || page != d.in.Cloud.PasscodeURL {
		t.Fatalf("page %q, %v", page, err)
	}
	s, err := d.SignInWithCode(t.Context(), list[0].ID, secret.New(d.in.Cloud.Passcodes[0]))
	if err != nil {
		t.Fatal(err)
	}
	if len(s.Accounts) != 3 || s.Accounts[1].ID != second || s.Account != first || s.Person == "" || s.Ends.IsZero() {
		t.Errorf("session %+v", s)
	}
	for i, want := range []string{first, second, first} {
		token, err := d.Token(t.Context(), list[i].ID)
		if err != nil || token.Claims.AccountID != want || token.SessionEnds.IsZero() {
			t.Errorf("%s: account %q, %v; want %s", list[i].Name, token.Claims.AccountID, err, want)
		}
	}
	if n := d.sent("passcode"); n != 1 {
		t.Errorf("%d codes were exchanged, want 1", n)
	}
	results, err := d.Test(t.Context(), list[1].ID, wallet.At{}, nil)
	if err != nil || results[0].Note != iam.NoteNoKey || results[4].Status != iam.StatusOK || results[6].Status != iam.StatusOK {
		t.Errorf("test: %v, %v", results, err)
	}
	if places, err := d.Spaces(t.Context(), list[1].ID); err != nil || len(places) == 0 {
		t.Errorf("spaces: %v, %v", places, err)
	}
	for _, ask := range []func() error{
		func() error { _, err := d.Key(t.Context(), list[0].ID); return err },
		func() error { _, err := d.KeyDetails(t.Context(), list[0].ID); return err },
	} {
		if err := ask(); !errors.Is(err, wallet.ErrByCode) {
			t.Errorf("a key: %v", err)
		}
	}
}

// TestThousandRenewals: the simulator ends a session when a refresh token comes twice.
func TestThousandRenewals(t *testing.T) {
	d := onSim(t, sim.Options{})
	var list []profile.Profile
	for i, a := range []string{d.in.Cloud.Accounts[0].ID, d.in.Cloud.Accounts[1].ID, ""} {
		list = append(list, d.byCode(t, fmt.Sprint("p", i), a))
	}
	if _, err := d.SignInWithCode(t.Context(), list[0].ID, secret.New(d.in.Cloud.Passcodes[0])); err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	for i := range 1000 {
		all.Go(func() {
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			if i%5 == 0 { // some give up in the middle
				time.AfterFunc(time.Duration(i%7)*time.Millisecond, cancel)
			}
			get := d.Token
			if i%2 == 0 {
				get = d.Fresh
			}
			token, err := get(ctx, list[i%3].ID)
			want := d.in.Cloud.Accounts[map[int]int{0: 0, 1: 1, 2: 0}[i%3]].ID
			if err == nil && token.Claims.AccountID != want || err != nil && !errors.Is(err, context.Canceled) {
				t.Errorf("account %q, %v; want %s", token.Claims.AccountID, err, want)
			}
		})
	}
	all.Wait()
	if _, err := d.Fresh(t.Context(), list[1].ID); err != nil {
		t.Errorf("afterwards: %v", err)
	}
}

func TestWhatEndsASession(t *testing.T) {
	d := onSim(t, sim.Options{SessionIdle: time.Hour})
	p := d.byCode(t, "one", d.in.Cloud.AccountID)
	fault := func(name string, times int) (undo func()) {
		f, ok := sim.FaultNamed(name)
		if !ok {
			t.Fatalf("no row %s", name)
		}
		f.Times = times
		return d.sim.Fail("cloud", f)
	}
	for i, tt := range []struct {
		fault string
		ends  bool
	}{{"BXNIM0407E", true}, {"BXNIM0408E", true}, {"BXNIM0439E", true}, {"BXNIM0410E", false}, {"BXNIM0430E", false}, {"html-401", false}, {"html-404", false}, {"redirect", false}, {"dead-expires-in", false}} {
		t.Run(tt.fault, func(t *testing.T) {
			if _, err := d.SignInWithCode(t.Context(), p.ID, secret.New(d.in.Cloud.Passcodes[i])); err != nil {
				t.Fatal(err)
			}
			if _, err := d.Token(t.Context(), p.ID); err != nil {
				t.Fatal(err)
			}
			if _, known := sim.FaultNamed(tt.fault); !known {
				t.Skip("no such row")
			}
			undo := fault(tt.fault, 1)
			_, err := d.Fresh(t.Context(), p.ID)
			undo()
			if err == nil || wallet.NeedsCode(err) != tt.ends {
				t.Errorf("renewal: %v", err)
			}
			if _, lives := d.SessionOf(p); lives == tt.ends {
				t.Errorf("it lives: %v", lives)
			}
			if !tt.ends {
				d.Forget()
			}
			_, err = d.Fresh(t.Context(), p.ID)
			if got := reasonOf(err); tt.ends && got != iam.ReasonNeedsCode || !tt.ends && err != nil {
				t.Errorf("afterwards: %v", err)
			}
			if _, err := d.Token(t.Context(), p.ID); tt.ends && err != nil {
				t.Errorf("the live token went with the session: %v", err)
			}
		})
	}
}

func TestLockForgetsSessions(t *testing.T) {
	d := onSim(t, sim.Options{})
	p := d.byCode(t, "one", "")
	if _, err := d.SignInWithCode(t.Context(), p.ID, secret.New(d.in.Cloud.Passcodes[0])); err != nil {
		t.Fatal(err)
	}
	if err := d.Lock(secret.Text{}); err != nil {
		t.Fatal(err)
	}
	if _, lives := d.SessionOf(p); lives {
		t.Error("a session lives in a locked wallet")
	}
	for _, ask := range []func() error{
		func() error { _, err := d.Token(t.Context(), p.ID); return err },
		func() error { _, err := d.CodePage(t.Context(), p.ID); return err },
		func() error {
			_, err := d.SignInWithCode(t.Context(), p.ID, secret.New(d.in.Cloud.Passcodes[1]))
			return err
		},
	} {
		if err := ask(); !errors.Is(err, wallet.ErrLocked) {
			t.Errorf("locked: %v", err)
		}
	}
	if err := d.Unlock(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Token(t.Context(), p.ID); reasonOf(err) != iam.ReasonNeedsCode {
		t.Errorf("after the lock: %v", err)
	}
}

// TestCodeGoesWhereItWasAgreed: a profiles file that was changed by hand gets neither code
// nor session.
func TestCodeGoesWhereItWasAgreed(t *testing.T) {
	changes := map[string]func(*profile.Profile, desk){
		"sign-in host": func(p *profile.Profile, d desk) { p.AuthURL = d.in.CP4D.URL },
		"sign-in path": func(p *profile.Profile, d desk) { p.AuthURL += "/fault-discovery-token" },
		"service":      func(p *profile.Profile, d desk) { p.URL = d.in.AWS.URL },
		"platform":     func(p *profile.Profile, d desk) { p.PlatformURL = d.in.AWS.URL },
		"account":      func(p *profile.Profile, d desk) { p.AccountID = d.in.Cloud.Accounts[1].ID },
		"trusted": func(p *profile.Profile, d desk) {
			p.TrustedProfile = &profile.TrustedProfile{ID: d.in.Cloud.TrustedProfileID}
		},
		"certificates":  func(p *profile.Profile, _ desk) { p.TLS = profile.TLS{Mode: profile.TLSInsecure} },
		"proxy":         func(p *profile.Profile, _ desk) { p.Proxy = "http://127.0.0.1:1" },
		"sign in a key": func(p *profile.Profile, _ desk) { p.SignIn, p.SecretKind, p.KeyID = "", profile.APIKey, "stolen" },
	}
	d := onSim(t, sim.Options{})
	for name, change := range changes {
		t.Run(name, func(t *testing.T) {
			p := d.byCode(t, name, "")
			if _, err := d.SignInWithCode(t.Context(), p.ID, secret.New(d.in.Cloud.Passcodes[0])); err != nil && !errors.As(err, new(*iam.Error)) {
				t.Fatal(err)
			}
			d.file.edit(p.ID, func(p *profile.Profile) { change(p, d) })
			before := len(d.sim.Requests())
			for _, ask := range []func() error{
				func() error { _, err := d.Token(t.Context(), p.ID); return err },
				func() error { _, err := d.Fresh(t.Context(), p.ID); return err },
				func() error { _, err := d.CodePage(t.Context(), p.ID); return err },
				func() error {
					_, err := d.SignInWithCode(t.Context(), p.ID, secret.New(d.in.Cloud.Passcodes[1]))
					return err
				},
			} {
				if err := ask(); err == nil || !errors.As(err, new(*wallet.UnboundError)) && name != "sign in a key" {
					t.Errorf("it was done: %v", err)
				}
			}
			if n := len(d.sim.Requests()); n != before {
				t.Errorf("%d requests were sent", n-before)
			}
		})
	}
}

func TestFromKeyToCodeAndBack(t *testing.T) {
	w := newWorld()
	p := w.add(t, cloud("one"), "key-1")
	saved, err := w.Edit(t.Context(), p.ID, func(p *profile.Profile) error { p.SignIn = profile.ByCode; return nil }, wallet.Secrets{})
	if err != nil || saved.KeyID != "" || saved.SecretKind != "" {
		t.Fatalf("%+v, %v", saved, err)
	}
	if ids := w.ring.ids(); len(ids) != 0 {
		t.Errorf("the key stays: %v", ids)
	}
	back := func(p *profile.Profile) error { p.SignIn = ""; return nil }
	if _, err := w.Edit(t.Context(), p.ID, back, wallet.Secrets{}); !errors.Is(err, wallet.ErrNoKey) {
		t.Errorf("without a key: %v", err)
	}
	other := w.add(t, profile.Profile{Name: "two", Kind: profile.Cloud, SignIn: profile.ByCode, URL: "https://eu-de.ml.cloud.ibm.com"}, "")
	if _, err := w.Edit(t.Context(), p.ID, back, wallet.Secrets{ShareWith: other.ID}); !errors.Is(err, wallet.ErrByCode) {
		t.Errorf("with the key of one that has none: %v", err)
	}
	saved, err = w.Edit(t.Context(), p.ID, back, wallet.Secrets{Key: secret.New("key-2")})
	if err != nil || saved.SecretKind != profile.APIKey || w.key(t, p.ID) != "key-2" {
		t.Errorf("%+v, %v", saved, err)
	}
}

// sessionServer is a sign-in with sessions whose refresh tokens are numbered.
type sessionServer struct {
	server
	renewed  []string // refresh tokens as they came
	kept     int
	keepErr  error
	renewErr error
	idle     time.Duration
}

func (s *sessionServer) session(n int) iam.Session {
	now := time.Now().UTC().Round(0)
	out := iam.Session{
		Token:   iam.Token{Access: secret.New(fmt.Sprint("access-", n)), Type: "Bearer", IssuedAt: now, ExpiresAt: now.Add(time.Hour)},
		Refresh: secret.New(fmt.Sprint("refresh-", n)), ID: secret.New("C-1"),
	}
	if s.idle != 0 {
		out.Idle = now.Add(s.idle)
	}
	return out
}

func (s *sessionServer) OpenSession(context.Context, iam.Credential, string) (iam.Session, error) {
	return s.session(0), nil
}

func (s *sessionServer) Accounts(context.Context, iam.Credential, iam.Token) ([]iam.Account, error) {
	return nil, errors.New("not told")
}

func (s *sessionServer) RenewSession(ctx context.Context, c iam.Credential, _ string) (iam.Session, error) {
	s.mu.Lock()
	s.renewed = append(s.renewed, c.Key.Reveal())
	n, fail := len(s.renewed), s.renewErr
	s.mu.Unlock()
	if err := s.wait(ctx); err != nil {
		return iam.Session{}, err
	}
	if fail != nil {
		return iam.Session{}, fail
	}
	return s.session(n), nil
}

func (s *sessionServer) KeepSession(context.Context, iam.Credential, secret.Text) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.kept++
	return s.keepErr
}

func (s *sessionServer) Exchange(ctx context.Context, c iam.Credential) (iam.Token, error) {
	return c.Session(ctx)
}

func withSessions(t *testing.T, s *sessionServer, renew bool) (*wallet.Wallet, profile.Profile) {
	t.Helper()
	f := &file{}
	w := wallet.New(f, &ring{entries: map[string]store.Entry{}}, s)
	p, err := w.Add(t.Context(), profile.Profile{Name: "one", Kind: profile.Cloud, SignIn: profile.ByCode, URL: "https://eu-de.ml.cloud.ibm.com", AutoRenew: renew}, wallet.Secrets{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.SignInWithCode(t.Context(), p.ID, secret.New("code")); err != nil {
		t.Fatal(err)
	}
	return w, p
}

// TestWhoLeavesLosesNoSession: the answer that nobody waits for has the next refresh token.
func TestWhoLeavesLosesNoSession(t *testing.T) {
	s := &sessionServer{}
	w, p := withSessions(t, s, false)
	if _, err := w.Token(t.Context(), p.ID); err != nil { // what the code gave
		t.Fatal(err)
	}
	hold := make(chan struct{})
	s.set(func(b *server) { b.hold = hold })
	ctx, cancel := context.WithCancel(t.Context())
	left := make(chan error, 1)
	go func() {
		_, err := w.Fresh(ctx, p.ID)
		left <- err
	}()
	for range 2000 {
		time.Sleep(time.Millisecond)
		s.mu.Lock()
		begun := len(s.renewed) > 0
		s.mu.Unlock()
		if begun {
			break
		}
	}
	cancel()
	if err := <-left; !errors.Is(err, context.Canceled) {
		t.Errorf("who left got %v", err)
	}
	close(hold)
	s.set(func(b *server) { b.hold = nil })
	token, err := w.Fresh(t.Context(), p.ID)
	if err != nil || token.Access.Reveal() != "access-2" {
		t.Errorf("the next got %q, %v", token.Access.Reveal(), err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if want := []string{"refresh-0", "refresh-1"}; !slices.Equal(s.renewed, want) {
		t.Errorf("sent %v, want %v", s.renewed, want)
	}
}

// TestKeepingSessions: how often the server hears of a session that nobody uses.
func TestKeepingSessions(t *testing.T) {
	gone := &iam.Error{Check: iam.CheckSignIn, Reason: iam.ReasonSessionEnded, Code: "BXNIM0439E", Status: 400}
	for _, tt := range []struct {
		name          string
		renew, all    bool
		idle          time.Duration
		keepErr       error
		renewErr      error
		kept, renewed [2]int // at least and at most in two hours
		lives         bool
	}{
		{name: "nobody wants it", lives: true},
		{name: "auto-renew", renew: true, kept: [2]int{7, 9}, renewed: [2]int{4, 8}, lives: true},
		{name: "unlocked", all: true, kept: [2]int{7, 9}, renewed: [2]int{3, 4}, lives: true},
		{name: "short idle time", all: true, idle: 15 * time.Minute, kept: [2]int{9, 15}, renewed: [2]int{3, 4}, lives: true},
		{name: "the server knows no such call", all: true, keepErr: &iam.Error{Check: iam.CheckSignIn, Reason: iam.ReasonStatus, Status: 404}, kept: [2]int{1, 1}, renewed: [2]int{10, 12}, lives: true},
		{name: "the network is down", all: true, keepErr: &iam.Error{Check: iam.CheckNetwork, Reason: iam.ReasonDNS}, renewErr: &iam.Error{Check: iam.CheckNetwork, Reason: iam.ReasonDNS}, kept: [2]int{5, 40}, renewed: [2]int{50, 120}, lives: true},
		{name: "it ended", all: true, keepErr: gone, kept: [2]int{1, 1}, renewed: [2]int{0, 0}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := &sessionServer{idle: tt.idle, keepErr: tt.keepErr, renewErr: tt.renewErr}
				w, p := withSessions(t, s, tt.renew)
				if tt.all {
					w.KeepSessions()
				}
				if _, err := w.Token(t.Context(), p.ID); err != nil {
					t.Fatal(err)
				}
				ctx, cancel := context.WithTimeout(t.Context(), 2*time.Hour)
				defer cancel()
				w.Renew(ctx, func(wallet.Renewal) {})
				synctest.Wait()
				s.mu.Lock()
				defer s.mu.Unlock()
				if s.kept < tt.kept[0] || s.kept > tt.kept[1] {
					t.Errorf("the server heard of it %d times, want %v", s.kept, tt.kept)
				}
				if n := len(s.renewed); n < tt.renewed[0] || n > tt.renewed[1] {
					t.Errorf("it was renewed %d times, want %v", n, tt.renewed)
				}
				if _, lives := w.SessionOf(p); lives != tt.lives {
					t.Errorf("it lives: %v", lives)
				}
				_ = w.Lock(secret.Text{})
			})
		})
	}
}
