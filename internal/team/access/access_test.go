package access_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"lanyard/iam"
	"lanyard/internal/secret"
	"lanyard/internal/team"
	"lanyard/internal/team/access"
	"lanyard/internal/team/kvtest"
)

// rig is a store, a team of it, and a home.
type rig struct {
	*access.Access
	store *kvtest.Store
	team  team.Team
	env   map[string]string
	home  string
	asked atomic.Int32
	now   atomic.Int64 // seconds since the rig began
}

func newRig(t *testing.T, auth team.Auth) *rig {
	t.Helper()
	r := &rig{
		store: &kvtest.Store{RoleID: "role", SecretID: "secret-id", Passwords: map[string]string{"ana": "pw"}},
		env:   map[string]string{}, home: t.TempDir(),
	}
	ts := httptest.NewServer(r.store)
	t.Cleanup(ts.Close)
	r.team = team.Team{ID: "t1", Name: "Ops", Address: ts.URL, Mount: kvtest.Mount, Prefix: "lanyard", Auth: auth}
	r.store.Put("lanyard/prod", `{"key":"the-key"}`)
	h := iam.New(iam.Options{Timeout: 20 * time.Second})
	t.Cleanup(h.Close)
	begun := time.Now()
	r.Access = &access.Access{
		Teams: func(context.Context) ([]team.Team, error) { return []team.Team{r.team}, nil },
		Allow: func(context.Context, team.Team) error { return nil },
		HTTP:  h,
		Env:   access.Env{Getenv: func(n string) string { return r.env[n] }, Home: r.home},
		Now:   func() time.Time { return begun.Add(time.Duration(r.now.Load()) * time.Second) },
		Ask: func(context.Context, team.Team) (access.Login, error) {
			r.asked.Add(1)
			return access.Login{User: "ana", Secret: secret.New("pw")}, nil
		},
	}
	return r
}

func (r *rig) read(t *testing.T) error {
	t.Helper()
	item, ref, err := r.Read(t.Context(), r.team.Of("prod").String())
	if key, _ := item.Text(ref.Field); err == nil && key.Reveal() != "the-key" {
		t.Errorf("another key: %q", key.Reveal())
	}
	return err
}

func (r *rig) write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(r.home, name), []byte(text), 0o700); err != nil {
		t.Fatal(err)
	}
}

func TestTokensThatAreThere(t *testing.T) {
	for name, prepare := range map[string]func(t *testing.T, r *rig, token string){
		"VAULT_TOKEN":              func(_ *testing.T, r *rig, token string) { r.env["VAULT_TOKEN"] = token },
		"BAO_TOKEN before VAULT's": func(_ *testing.T, r *rig, token string) { r.env["BAO_TOKEN"], r.env["VAULT_TOKEN"] = token, "nobodys" },
		"VAULT_TOKEN for this store": func(_ *testing.T, r *rig, token string) {
			r.env["VAULT_TOKEN"], r.env["VAULT_ADDR"] = token, r.team.Address+"/"
		},
		".vault-token": func(t *testing.T, r *rig, token string) { r.write(t, ".vault-token", token+"\n") },
		"the file of BAO_TOKEN_PATH": func(t *testing.T, r *rig, token string) {
			r.write(t, "other", token)
			r.env["BAO_TOKEN_PATH"] = filepath.Join(r.home, "other")
		},
		"a token helper": func(t *testing.T, r *rig, token string) { helper(t, r, token) },
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t, team.Token)
			prepare(t, r, r.store.NewToken())
			if err := r.read(t); err != nil {
				t.Error(err)
			}
			r.store.Calls()
			if err := r.read(t); err != nil {
				t.Error(err)
			}
			if calls := r.store.Calls(); len(calls) != 1 {
				t.Errorf("a read makes the calls %v", calls)
			}
		})
	}
}

func helper(t *testing.T, r *rig, token string) {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("a shell script")
	}
	r.write(t, "helper", "#!/bin/sh\n[ \"$1\" = get ] && [ \"$VAULT_ADDR\" = '"+r.team.Address+"' ] && echo '"+token+"'\n")
	r.write(t, ".vault", "token_helper = \""+filepath.Join(r.home, "helper")+"\"\n")
}

// A token of the environment or of the file is for the store that the environment names.
func TestTokenOfAnotherStoreStaysHome(t *testing.T) {
	r := newRig(t, team.Token)
	r.env["VAULT_ADDR"], r.env["VAULT_TOKEN"] = "https://vault.elsewhere.example", r.store.NewToken()
	r.write(t, ".vault-token", r.store.NewToken())
	if err := r.read(t); !team.Is(err, team.NoToken) || !strings.Contains(err.Error(), "another store") {
		t.Errorf("%v", err)
	}
	if calls := r.store.Calls(); len(calls) > 0 {
		t.Errorf("the store got %v", calls)
	}
}

func TestNoTokenAtAll(t *testing.T) {
	r := newRig(t, team.Token)
	if err := r.read(t); !team.Is(err, team.NoToken) {
		t.Errorf("%v", err)
	}
	r.env["VAULT_TOKEN"] = "over"
	if err := r.read(t); !team.Is(err, team.NoToken) || !strings.Contains(err.Error(), "over") {
		t.Errorf("%v", err)
	}
	r.env["VAULT_TOKEN"] = r.store.NewToken() // somebody has signed in meanwhile
	if err := r.read(t); err != nil {
		t.Error(err)
	}
	r.store.Deny("lanyard/")
	if err := r.read(t); !team.Is(err, team.Denied) {
		t.Errorf("no right to it: %v", err)
	}
}

func TestPeopleAreAskedOnce(t *testing.T) {
	for _, auth := range []team.Auth{team.Userpass, team.LDAP} {
		r := newRig(t, auth)
		for range 3 {
			if err := r.read(t); err != nil {
				t.Fatal(err)
			}
		}
		if n := r.asked.Load(); n != 1 {
			t.Errorf("%s: asked %d times", auth, n)
		}
		r.store.Revoke()
		if err := r.read(t); err != nil || r.asked.Load() != 2 {
			t.Errorf("%s: its token was revoked: %v, asked %d times", auth, err, r.asked.Load())
		}
		r.Ask = nil
		r.Forget()
		if err := r.read(t); !team.Is(err, team.NoToken) {
			t.Errorf("%s: with nobody to ask: %v", auth, err)
		}
	}
}

func TestProgramsSignInByTheEnvironment(t *testing.T) {
	r := newRig(t, team.AppRole)
	r.Ask = nil
	r.env["VAULT_ROLE_ID"], r.env["VAULT_SECRET_ID"] = "role", "secret-id"
	if err := r.read(t); err != nil {
		t.Error(err)
	}
	r.Forget()
	r.env["VAULT_SECRET_ID"] = "wrong"
	if err := r.read(t); !team.Is(err, team.Refused) || strings.Contains(err.Error(), "wrong") {
		t.Errorf("%v", err)
	}
}

func TestTokenIsRenewedWhileItIsWanted(t *testing.T) {
	r := newRig(t, team.Userpass)
	for _, at := range []int64{0, 1000, 1900, 3000, 3900, 5000} { // of an hour
		r.now.Store(at)
		if err := r.read(t); err != nil {
			t.Fatal(err)
		}
	}
	renewals := 0
	for _, c := range r.store.Calls() {
		if strings.HasSuffix(c, "renew-self") {
			renewals++
		}
	}
	if renewals != 2 || r.asked.Load() != 1 {
		t.Errorf("renewed %d times, asked %d times", renewals, r.asked.Load())
	}
	r.now.Store(20_000) // nobody wanted it for too long
	if err := r.read(t); err != nil || r.asked.Load() != 2 {
		t.Errorf("%v, asked %d times", err, r.asked.Load())
	}
}

func TestStoreThatWasChangedGetsNothing(t *testing.T) {
	r := newRig(t, team.Userpass)
	r.Allow = func(_ context.Context, t team.Team) error { return &team.Error{Team: t.Name, Reason: team.Changed} }
	if err := r.read(t); !team.Is(err, team.Changed) || r.asked.Load() > 0 || len(r.store.Calls()) > 0 {
		t.Errorf("%v, asked %d times", err, r.asked.Load())
	}
}

func TestKeyOfNoTeam(t *testing.T) {
	r := newRig(t, team.Userpass)
	for _, ref := range []string{"vault://elsewhere.example/secret/lanyard/prod#key", "vault://" + r.team.Host() + "/secret/other/prod#key", "nonsense"} {
		if _, _, err := r.Read(t.Context(), ref); !team.Is(err, team.Unknown) {
			t.Errorf("%s: %v", ref, err)
		}
	}
	if _, ok, err := r.Find(t.Context(), "ops"); !ok || err != nil {
		t.Errorf("a team's name in another case: %v, %v", ok, err)
	}
	r.Teams = func(context.Context) ([]team.Team, error) { return nil, errors.New("no file") }
	if err := r.read(t); err == nil || err.Error() != "no file" {
		t.Errorf("%v", err)
	}
}

func TestTokenThatIsHandedOver(t *testing.T) {
	r := newRig(t, team.Userpass)
	r.Ask = nil
	if err := r.Take(t.Context(), r.team, secret.New("nobodys")); !team.Is(err, team.Denied) {
		t.Errorf("%v", err)
	}
	if err := r.read(t); !team.Is(err, team.NoToken) {
		t.Errorf("%v", err)
	}
	if err := r.Take(t.Context(), r.team, secret.New(r.store.NewToken())); err != nil {
		t.Fatal(err)
	}
	if err := r.read(t); err != nil {
		t.Error(err)
	}
	r.now.Store(2000) // more than half of its life
	r.store.Calls()
	if err := r.read(t); err != nil || len(r.store.Calls()) != 2 {
		t.Errorf("%v: it was not renewed", err)
	}
}

// answerPage does what the browser of a person does, who signs in at the page.
func answerPage(t *testing.T, page string, change func(url.Values)) {
	t.Helper()
	u, err := url.Parse(page)
	if err != nil {
		t.Error(err)
		return
	}
	q := url.Values{"state": {u.Query().Get("state")}, "code": {kvtest.Code}}
	redirect := u.Query().Get("redirect_uri")
	for _, stranger := range []string{"?state=other&code=evil", "?code=evil", "/more?state=" + q.Get("state")} {
		if resp, err := http.Get(redirect + stranger); err != nil || resp.StatusCode != http.StatusNotFound {
			t.Errorf("%s: %v", stranger, err)
		} else {
			_ = resp.Body.Close()
		}
	}
	change(q)
	resp, err := http.Get(redirect + "?" + q.Encode())
	if err != nil || resp.StatusCode != http.StatusOK {
		t.Errorf("the answer: %v", err)
		return
	}
	_ = resp.Body.Close()
}

func TestSignInWithAPage(t *testing.T) {
	for name, c := range map[string]struct {
		change func(url.Values)
		want   team.Reason // "": it goes well
	}{
		"signed in":        {func(url.Values) {}, ""},
		"another code":     {func(q url.Values) { q.Set("code", "guessed-code") }, team.Refused},
		"the page says no": {func(q url.Values) { q.Del("code") }, team.NoToken},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t, team.OIDC)
			r.UseCallback("127.0.0.1:0")
			var person sync.WaitGroup
			r.Browse = func(_ context.Context, _ team.Team, page string) error {
				person.Go(func() { answerPage(t, page, c.change) })
				return nil
			}
			err := r.read(t)
			person.Wait()
			if c.want == "" && err != nil || c.want != "" && !team.Is(err, c.want) {
				t.Errorf("%v", err)
			}
			if err != nil && strings.Contains(err.Error(), "guessed") {
				t.Errorf("the code is in %v", err)
			}
		})
	}
	t.Run("nobody at a browser", func(t *testing.T) {
		r := newRig(t, team.OIDC)
		if err := r.read(t); !team.Is(err, team.NoToken) {
			t.Errorf("%v", err)
		}
		r.write(t, ".vault-token", r.store.NewToken())
		if err := r.read(t); err != nil {
			t.Errorf("a token that is there: %v", err)
		}
	})
}
