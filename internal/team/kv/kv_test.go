package kv_test

import (
	"context"
	"encoding/pem"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"lanyard/iam"
	"lanyard/internal/secret"
	"lanyard/internal/team"
	"lanyard/internal/team/kv"
	"lanyard/internal/team/kvtest"
)

const theKey = "Kx7-qV2_tTzP0aLmW9yBcD3eFgHiJkLmNoPqRsTuVwXy"

func root() secret.Text { return secret.New(kvtest.Root) }

// serve starts a stand-in with TLS, and gives the client for it.
func serve(t *testing.T, s *kvtest.Store) *kv.Client {
	t.Helper()
	ts := httptest.NewTLSServer(s)
	t.Cleanup(ts.Close)
	ca := string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: ts.Certificate().Raw}))
	return client(t, team.Team{ID: "t1", Name: "ops", Address: ts.URL, Mount: kvtest.Mount, Prefix: "lanyard", Namespace: s.Namespace, Auth: team.Token, CAPEM: ca})
}

func client(t *testing.T, at team.Team) *kv.Client {
	t.Helper()
	if err := at.Check(); err != nil {
		t.Fatal(err)
	}
	h := iam.New(iam.Options{Timeout: 20 * time.Second})
	t.Cleanup(h.Close)
	return &kv.Client{Team: at, HTTP: h}
}

func item(version int, key string) kv.Item {
	return kv.Item{Version: version}.With(team.FieldKey, secret.New(key))
}

func wants(t *testing.T, err error, reason team.Reason) {
	t.Helper()
	if !team.Is(err, reason) {
		t.Fatalf("%v, want %s", err, reason)
	}
	if !errors.Is(err, team.ErrStore) {
		t.Errorf("%v is no error of a store", err)
	}
	for _, s := range []string{theKey, kvtest.Root} {
		if strings.Contains(err.Error(), s) {
			t.Errorf("a secret is in %v", err)
		}
	}
}

// basics is what every store does, the stand-in and a real one.
func basics(t *testing.T, c *kv.Client, token secret.Text) {
	ctx := t.Context()
	_, err := c.Read(ctx, token, "lanyard/prod")
	wants(t, err, team.Missing)
	if names := list(t, c, token); len(names) > 0 {
		t.Errorf("there is %v before anything was written", names)
	}

	first, err := c.Write(ctx, token, "lanyard/prod", item(0, theKey).With("note", secret.New("ü \"quoted\"")))
	if err != nil || first != 1 {
		t.Fatalf("write: version %d, %v", first, err)
	}
	_, err = c.Write(ctx, token, "lanyard/prod", item(0, "another-key"))
	wants(t, err, team.Conflict)
	got, err := c.Read(ctx, token, "lanyard/prod")
	if err != nil || got.Version != 1 {
		t.Fatalf("read: %+v, %v", got, err)
	}
	if key, ok := got.Text(team.FieldKey); !ok || key.Reveal() != theKey {
		t.Error("another key came back")
	}
	if note, _ := got.Text("note"); note.Reveal() != "ü \"quoted\"" {
		t.Error("another note came back")
	}
	if n, err := c.Write(ctx, token, "lanyard/prod", got.With("next", secret.New("n"))); err != nil || n != 2 {
		t.Errorf("second write: version %d, %v", n, err)
	}

	if names := list(t, c, token); !slices.Equal(names, []string{"prod"}) {
		t.Errorf("list: %v", names)
	}
	if err := c.Delete(ctx, token, "lanyard/prod"); err != nil {
		t.Fatal(err)
	}
	gone, err := c.Read(ctx, token, "lanyard/prod")
	wants(t, err, team.Deleted)
	_, err = c.Write(ctx, token, "lanyard/prod", item(0, theKey))
	wants(t, err, team.Conflict) // a deleted item has a version all the same
	if n, err := c.Write(ctx, token, "lanyard/prod", item(gone.Version, theKey)); err != nil || n != 3 {
		t.Errorf("write over a deleted one: version %d, %v", n, err)
	}
	m, err := c.Meta(ctx, token, "lanyard/prod")
	if err != nil || m.Version != 3 || m.Deleted || m.ChangedAt.IsZero() {
		t.Errorf("metadata: %+v, %v", m, err)
	}

	_, err = c.Lookup(ctx, secret.New("hvs.nobodys"))
	wants(t, err, team.Denied)
	if _, err := c.Lookup(ctx, token); err != nil {
		t.Errorf("lookup: %v", err)
	}
	if h, err := c.Health(ctx); err != nil || h.Sealed || !h.Initialized {
		t.Errorf("health: %+v, %v", h, err)
	}
}

func list(t *testing.T, c *kv.Client, token secret.Text) (names []string) {
	t.Helper()
	err := c.List(t.Context(), token, "lanyard", func(page []string) error {
		names = append(names, page...)
		return nil
	})
	if err != nil {
		t.Fatalf("list: %v", err)
	}
	return names
}

func TestStoreDoesWhatIsAsked(t *testing.T) {
	t.Run("with pages", func(t *testing.T) { basics(t, serve(t, &kvtest.Store{Pages: true}), root()) })
	t.Run("without pages", func(t *testing.T) { basics(t, serve(t, &kvtest.Store{}), root()) })
	t.Run("in a namespace", func(t *testing.T) { basics(t, serve(t, &kvtest.Store{Namespace: "ml/prod"}), root()) })
}

// Plain http is for this computer alone; it is the way to a store in development.
func TestPlainHTTPOnLoopback(t *testing.T) {
	ts := httptest.NewServer(&kvtest.Store{})
	t.Cleanup(ts.Close)
	c := client(t, team.Team{ID: "t1", Name: "dev", Address: ts.URL, Mount: kvtest.Mount, Prefix: "lanyard", Auth: team.Token})
	basics(t, c, root())

	c.Team.Address = "http://store.example.com"
	_, err := c.Read(t.Context(), root(), "lanyard/prod")
	wants(t, err, team.Unreachable)
	e, ok := errors.AsType[*iam.Error](err)
	if !ok || e.Reason != iam.ReasonAddress {
		t.Errorf("plain http to another computer: %v", err)
	}
}

func TestFailuresAreNamed(t *testing.T) {
	s := &kvtest.Store{}
	c := serve(t, s)
	s.Put("lanyard/prod", `{"key":"`+theKey+`"}`)
	s.Put("lanyard/secret/prod", `{"key":"`+theKey+`"}`)
	s.Deny("lanyard/secret")
	token := secret.New(s.NewToken())
	read := func(path string) error { _, err := c.Read(t.Context(), token, path); return err }

	wants(t, read("lanyard/secret/prod"), team.Denied)
	if err := read("lanyard/prod"); err != nil {
		t.Error(err)
	}
	s.Seal(true)
	began := time.Now()
	wants(t, read("lanyard/prod"), team.Sealed)
	if time.Since(began) > 10*time.Second {
		t.Error("a sealed store is waited for")
	}
	if h, err := c.Health(t.Context()); err != nil || !h.Sealed {
		t.Errorf("health of a sealed store: %+v, %v", h, err)
	}
	s.Seal(false)
	s.Revoke()
	wants(t, read("lanyard/prod"), team.Denied)
	c.Team.Mount = "other"
	wants(t, read("lanyard/prod"), team.Denied)
}

func TestNothingUsable(t *testing.T) {
	for name, body := range map[string]string{
		"a web page": "<html>welcome</html>", "nothing": "", "no version": `{"data":{"key":"x"}}`, "a KV store of version 1": `{"data":{"key":"` + theKey + `"}}`,
		"two parts": `{"data":{}}{}`, "a list": `[1]`,
	} {
		t.Run(name, func(t *testing.T) {
			ts := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(body)) }))
			t.Cleanup(ts.Close)
			c := client(t, team.Team{ID: "t1", Name: "dev", Address: ts.URL, Mount: "secret", Auth: team.Token})
			_, err := c.Read(t.Context(), root(), "prod")
			if !team.Is(err, team.Unusable, team.NotKV) {
				t.Errorf("%v", err)
			}
			if err != nil && strings.Contains(err.Error(), theKey) {
				t.Errorf("the key is in %v", err)
			}
		})
	}
}

// A redirect goes to a node that the team agreed to, with a write as well; to any other
// host nothing is sent.
func TestRedirects(t *testing.T) {
	leader, other := &kvtest.Store{}, &kvtest.Store{}
	standby := &kvtest.Store{}
	at := func(h http.Handler) string {
		ts := httptest.NewServer(h)
		t.Cleanup(ts.Close)
		return ts.URL
	}
	c := client(t, team.Team{ID: "t1", Name: "dev", Address: at(standby), Nodes: []string{at(leader)}, Mount: kvtest.Mount, Auth: team.Token})
	standby.Standby(c.Team.Nodes[0])
	if _, err := c.Write(t.Context(), root(), "prod", item(0, theKey)); err != nil {
		t.Fatalf("write at a standby: %v", err)
	}
	if leader.Data("prod") == "" {
		t.Error("the leader did not get it")
	}
	standby.Standby(at(other))
	_, err := c.Read(t.Context(), root(), "prod")
	wants(t, err, team.Unreachable)
	if e, ok := errors.AsType[*iam.Error](err); !ok || e.Reason != iam.ReasonRedirectHost && e.Reason != iam.ReasonRedirectHTTP {
		t.Errorf("a redirect elsewhere: %v", err)
	}
	if calls := other.Calls(); len(calls) > 0 {
		t.Errorf("another host got %v", calls)
	}
}

// Where the address has nobody who answers, the nodes that the team agreed to are asked.
func TestNodeTakesOver(t *testing.T) {
	gone := httptest.NewServer(http.NotFoundHandler())
	gone.Close()
	s := &kvtest.Store{}
	ts := httptest.NewServer(s)
	t.Cleanup(ts.Close)
	s.Put("prod", `{"key":"k"}`)
	c := client(t, team.Team{ID: "t1", Name: "dev", Address: gone.URL, Nodes: []string{ts.URL}, Mount: kvtest.Mount, Auth: team.Token})
	if _, err := c.Read(t.Context(), root(), "prod"); err != nil {
		t.Error(err)
	}
	c.Team.Nodes = nil
	_, err := c.Read(t.Context(), root(), "prod")
	wants(t, err, team.Unreachable)
}

// An answer to a write that was lost is looked into: what lies there was written.
func TestLostAnswerIsReadBack(t *testing.T) {
	s := &kvtest.Store{}
	c := serve(t, s)
	s.LoseAnswers(1)
	n, err := c.Write(t.Context(), root(), "prod", item(0, theKey))
	if err != nil || n != 1 {
		t.Errorf("version %d, %v", n, err)
	}
}

// Of two who write at the same moment one wins, each time.
func TestOneOfTwoWrites(t *testing.T) {
	s := &kvtest.Store{}
	c := serve(t, s)
	for round := range 20 {
		var won [2]error
		var both sync.WaitGroup
		for i := range won {
			both.Go(func() {
				_, won[i] = c.Write(t.Context(), root(), "prod", item(round, fmt.Sprintf("key-%d-%d", round, i)))
			})
		}
		both.Wait()
		if (won[0] == nil) == (won[1] == nil) {
			t.Fatalf("round %d: %v, %v", round, won[0], won[1])
		}
		wants(t, errors.Join(won[:]...), team.Conflict)
	}
}

func TestSignIns(t *testing.T) {
	s := &kvtest.Store{RoleID: "role", SecretID: "secret-id-of-ci", Passwords: map[string]string{"ana": "correct horse"}, TokenTTL: time.Minute}
	c := serve(t, s)
	ctx := t.Context()
	check := func(name string, got kv.Session, err error) {
		t.Helper()
		if err != nil || got.TTL <= 0 || got.TTL > time.Minute || !got.Renewable {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
		if found, err := c.Lookup(ctx, got.Token); err != nil || found.TTL <= 0 {
			t.Errorf("%s: its token: %+v, %v", name, found, err)
		}
	}
	got, err := c.AppRole(ctx, secret.New("role"), secret.New("secret-id-of-ci"))
	check("approle", got, err)
	got, err = c.Renew(ctx, got.Token)
	check("renew", got, err)
	got, err = c.Password(ctx, team.Userpass, "ana", secret.New("correct horse"))
	check("userpass", got, err)
	got, err = c.Password(ctx, team.LDAP, "ana", secret.New("correct horse"))
	check("ldap", got, err)

	_, err = c.Password(ctx, team.Userpass, "ana", secret.New("wrong horse"))
	wants(t, err, team.Refused)
	if strings.Contains(err.Error(), "wrong horse") {
		t.Errorf("the password is in %v", err)
	}
	_, err = c.Password(ctx, team.Userpass, "../../sys/seal", secret.New("x"))
	wants(t, err, team.Refused)
	_, err = c.Read(ctx, secret.New("no\nheader"), "prod")
	wants(t, err, team.NoToken)
}

// Ten thousand names come in pages, and no item is read.
func TestManyNames(t *testing.T) {
	for _, pages := range []bool{true, false} {
		s := &kvtest.Store{Pages: pages}
		c := serve(t, s)
		const n = 10_000
		for i := range n {
			s.Put(fmt.Sprintf("lanyard/key-%05d", i), `{"key":"k"}`)
		}
		names := list(t, c, root())
		if len(names) != n || !slices.IsSorted(names) {
			t.Errorf("%d names, sorted %v", len(names), slices.IsSorted(names))
		}
		for _, call := range s.Calls() {
			if strings.Contains(call, "/data/") {
				t.Fatalf("an item was read: %s", call)
			}
		}
	}
}

func TestWaitEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	ts := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		cancel()
		<-r.Context().Done()
	}))
	t.Cleanup(ts.Close)
	c := client(t, team.Team{ID: "t1", Name: "dev", Address: ts.URL, Mount: "secret", Auth: team.Token})
	_, err := c.Read(ctx, root(), "prod")
	if !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
}
