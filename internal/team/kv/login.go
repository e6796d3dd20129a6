package kv

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"time"

	"lanyard/internal/secret"
	"lanyard/internal/team"
)

// Session is a token of a store and how long it lives.
type Session struct {
	Token     secret.Text
	TTL       time.Duration // 0: it does not end
	Renewable bool
	Name      string // whose it is, as the store says; "" when not told
}

// authAnswer is the answer to a sign-in or a renewal.
type authAnswer struct {
	Auth struct {
		Token     string `json:"client_token"`
		Lease     int64  `json:"lease_duration"` // seconds
		Renewable bool   `json:"renewable"`
	} `json:"auth"`
}

// Lookup asks a store about a token. An ended one is a [team.Denied].
func (c *Client) Lookup(ctx context.Context, token secret.Text) (Session, error) {
	var got struct {
		Data struct {
			TTL       int64  `json:"ttl"`
			Renewable bool   `json:"renewable"`
			Name      string `json:"display_name"`
		} `json:"data"`
	}
	err := c.get(ctx, call{method: http.MethodGet, path: "auth/token/lookup-self", token: token}, &got)
	if err != nil {
		return Session{}, err
	}
	return Session{Token: token, TTL: seconds(got.Data.TTL), Renewable: got.Data.Renewable, Name: got.Data.Name}, nil
}

// Renew gives a token more time.
func (c *Client) Renew(ctx context.Context, token secret.Text) (Session, error) {
	s, err := c.signIn(ctx, call{method: http.MethodPost, path: "auth/token/renew-self", token: token, body: map[string]string{}})
	if s.Token.Empty() {
		s.Token = token
	}
	return s, err
}

// AppRole signs in a program. A wrong id is a [team.Refused].
func (c *Client) AppRole(ctx context.Context, roleID, secretID secret.Text) (Session, error) {
	return c.signIn(ctx, call{
		method: http.MethodPost, path: "auth/approle/login", hide: []secret.Text{roleID, secretID},
		body: map[string]string{"role_id": roleID.Reveal(), "secret_id": secretID.Reveal()},
	})
}

// Password signs in a user by name and password, of the store itself or of a directory. It
// is sent once: directories lock accounts.
func (c *Client) Password(ctx context.Context, by team.Auth, user string, password secret.Text) (Session, error) {
	if user == "" || user == "." || user == ".." {
		return Session{}, c.fail(call{}, team.Refused, answer{}, errors.New("there is no user name"))
	}
	return c.signIn(ctx, call{
		method: http.MethodPost, path: "auth/" + string(by) + "/login/" + url.PathEscape(user), hide: []secret.Text{password},
		body: map[string]string{"password": password.Reveal()}, once: true,
	})
}

func (c *Client) signIn(ctx context.Context, r call) (Session, error) {
	a, err := c.do(ctx, r)
	if err != nil {
		return Session{}, err
	}
	if a.status/100 != 2 {
		e := c.refused(r, a)
		if e.Reason != team.Sealed {
			e.Reason = team.Refused
		}
		return Session{}, e
	}
	var got authAnswer
	if err := c.read(r, a, &got); err != nil {
		return Session{}, err
	}
	if got.Auth.Token == "" || !headerSafe(got.Auth.Token) {
		return Session{}, c.fail(r, team.Unusable, answer{status: a.status, host: a.host}, errors.New("the answer has no token"))
	}
	return Session{Token: secret.New(got.Auth.Token), TTL: seconds(got.Auth.Lease), Renewable: got.Auth.Renewable}, nil
}

// Health is the state of a store.
type Health struct {
	Sealed      bool   `json:"sealed"`
	Standby     bool   `json:"standby"`
	Initialized bool   `json:"initialized"`
	Version     string `json:"version"`
}

// Health asks a store how it is. It needs no token; a sealed store and a standby answer as
// well.
func (c *Client) Health(ctx context.Context) (Health, error) {
	r := call{method: http.MethodGet, path: "sys/health", query: url.Values{
		"standbycode": {"200"}, "sealedcode": {"200"}, "uninitcode": {"200"}, "drsecondarycode": {"200"}, "performancestandbycode": {"200"},
	}}
	a, err := c.do(ctx, r)
	if err != nil {
		return Health{}, err
	}
	var h Health
	if json.Unmarshal(a.body, &h) != nil {
		return Health{}, c.fail(r, team.NotKV, answer{status: a.status, host: a.host}, errors.New("nothing there answers as Vault or OpenBao does"))
	}
	return h, nil
}

// seconds gives a duration that makes sense.
func seconds(n int64) time.Duration {
	const most = 100 * 365 * 24 * 3600
	return time.Duration(max(0, min(n, most))) * time.Second
}
