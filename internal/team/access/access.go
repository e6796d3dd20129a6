// Package access signs in to teams' stores as people already do, holds what they give in
// memory, and reads and writes the items with it. A store gets a token only when its
// settings are what the user agreed to.
package access

import (
	"context"
	"errors"
	"sync"
	"time"

	"lanyard/internal/secret"
	"lanyard/internal/team"
	"lanyard/internal/team/kv"
)

// Login is what a person signs in with: a user's name and password, or a role id and a
// secret id.
type Login struct {
	User   string
	Secret secret.Text
}

// Access is the way into teams' stores. Its fields are set before its first use; it is then
// safe for use by several goroutines.
type Access struct {
	Teams func(ctx context.Context) ([]team.Team, error)
	Allow func(ctx context.Context, t team.Team) error // is the store what was agreed to?
	HTTP  kv.Caller
	Env   Env
	Now   func() time.Time // time.Now when nil

	// Ask asks a person for what signs in; nil: there is nobody.
	Ask func(ctx context.Context, t team.Team) (Login, error)

	// Browse shows a person the page of a sign-in; nil: there is nobody.
	Browse func(ctx context.Context, t team.Team, page string) error

	callback string // where pages answer; "" at the usual place

	mu   sync.Mutex
	held map[string]*held // by the team's id
}

// held is a store's token in memory.
type held struct {
	turn chan struct{} // one token: who holds it signs in

	mu      sync.Mutex
	session kv.Session
	place   any // the team's place when it signed in
	since   time.Time
	lasts   bool // a sign-in gave it here, so that it can be renewed
}

// Client is a store with a token for it.
type Client struct {
	*kv.Client
	Token secret.Text
}

// Find gives the team of a name, ignoring case, false for none.
func (a *Access) Find(ctx context.Context, name string) (team.Team, bool, error) {
	list, err := a.Teams(ctx)
	for _, t := range list {
		if team.SameName(t.Name, name) {
			return t, true, err
		}
	}
	return team.Team{}, false, err
}

// Of gives the team whose store has a key. None is a [team.Unknown].
func (a *Access) Of(ctx context.Context, reference string) (team.Team, team.Ref, error) {
	r, err := team.ParseRef(reference)
	if err != nil {
		return team.Team{}, r, &team.Error{Path: reference, Reason: team.Unknown, Err: err}
	}
	list, err := a.Teams(ctx)
	if err != nil {
		return team.Team{}, r, err
	}
	for _, t := range list {
		if t.Check() == nil && t.Has(r) {
			return t, r, nil
		}
	}
	return team.Team{}, r, &team.Error{Host: r.Host, Path: reference, Reason: team.Unknown}
}

// Read reads the item in which a key lies, and tells which field is the key.
func (a *Access) Read(ctx context.Context, reference string) (kv.Item, team.Ref, error) {
	t, r, err := a.Of(ctx, reference)
	if err != nil {
		return kv.Item{}, r, err
	}
	var item kv.Item
	err = a.With(ctx, t, func(c Client) error {
		item, err = c.Read(ctx, c.Token, r.Path)
		return err
	})
	return item, r, err
}

// With calls do with a token for a store. Where the store refuses it, and it turns out to be
// over, it signs in anew once.
func (a *Access) With(ctx context.Context, t team.Team, do func(Client) error) error {
	c, err := a.client(ctx, t)
	if err != nil {
		return err
	}
	h := a.of(t)
	s, err := a.token(ctx, c, h, secret.Text{})
	if err != nil {
		return err
	}
	err = do(Client{c, s.Token})
	if !team.Is(err, team.Denied) {
		return err
	}
	if _, gone := c.Lookup(ctx, s.Token); !team.Is(gone, team.Denied) {
		return err // the token is good, and has no right to it
	}
	again, signErr := a.token(ctx, c, h, s.Token)
	if signErr != nil {
		return signErr
	}
	return do(Client{c, again.Token})
}

// client gives the store without a token, behind the gate.
func (a *Access) client(ctx context.Context, t team.Team) (*kv.Client, error) {
	if err := t.Check(); err != nil {
		return nil, &team.Error{Team: t.Name, Host: t.Host(), Reason: team.Changed, Err: err}
	}
	if err := a.Allow(ctx, t); err != nil {
		return nil, err
	}
	return &kv.Client{Team: t, HTTP: a.HTTP}, nil
}

func (a *Access) of(t team.Team) *held {
	a.mu.Lock()
	defer a.mu.Unlock()
	h := a.held[t.ID]
	if h == nil || h.place != any(t.Place()) {
		h = &held{turn: make(chan struct{}, 1), place: t.Place()}
		h.turn <- struct{}{}
		if a.held == nil {
			a.held = map[string]*held{}
		}
		a.held[t.ID] = h
	}
	return h
}

// Forget drops all tokens.
func (a *Access) Forget() {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.held = nil
}

// token gives the token in memory, renewed where it is more than half over, or signs in. One
// that is not is not given again.
func (a *Access) token(ctx context.Context, c *kv.Client, h *held, not secret.Text) (kv.Session, error) {
	select {
	case <-h.turn:
		defer func() { h.turn <- struct{}{} }()
	case <-ctx.Done():
		return kv.Session{}, ctx.Err()
	}
	h.mu.Lock()
	s, since, lasts := h.session, h.since, h.lasts
	h.mu.Unlock()
	age := a.now().Sub(since)
	switch {
	case s.Token.Empty(), !not.Empty() && s.Token.Equal(not), s.TTL > 0 && age >= s.TTL:
	case lasts && s.Renewable && s.TTL > 0 && age > s.TTL/2:
		next, err := c.Renew(ctx, s.Token)
		if err == nil {
			h.keep(next, a.now(), true)
			return next, nil
		}
		if ctx.Err() != nil {
			return kv.Session{}, err
		}
		return s, nil // it still lives
	default:
		return s, nil
	}
	s, lasts, err := a.signIn(ctx, c, not)
	if err == nil {
		h.keep(s, a.now(), lasts)
	}
	return s, err
}

func (h *held) keep(s kv.Session, now time.Time, lasts bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.session, h.since, h.lasts = s, now, lasts
}

// SignIn signs in to a store now, and tells what it knows of the token.
func (a *Access) SignIn(ctx context.Context, t team.Team) (kv.Session, error) {
	c, err := a.client(ctx, t)
	if err != nil {
		return kv.Session{}, err
	}
	s, err := a.token(ctx, c, a.of(t), secret.Text{})
	if err != nil {
		return kv.Session{}, err
	}
	found, err := c.Lookup(ctx, s.Token)
	if team.Is(err, team.Denied) {
		if s, err = a.token(ctx, c, a.of(t), s.Token); err == nil {
			found, err = c.Lookup(ctx, s.Token)
		}
	}
	return found, err
}

// Take keeps a token that was got elsewhere, after the store has said that it is good.
func (a *Access) Take(ctx context.Context, t team.Team, token secret.Text) error {
	c, err := a.client(ctx, t)
	if err != nil {
		return err
	}
	s, err := c.Lookup(ctx, token)
	if err != nil {
		return err
	}
	a.of(t).keep(s, a.now(), true)
	return nil
}

// Health asks a store how it is. Nothing secret is sent.
func (a *Access) Health(ctx context.Context, t team.Team) (kv.Health, error) {
	c, err := a.client(ctx, t)
	if err != nil {
		return kv.Health{}, err
	}
	return c.Health(ctx)
}

// signIn signs in in the team's way. lasts says that the token was made for us. One that is
// not is not taken again.
func (a *Access) signIn(ctx context.Context, c *kv.Client, not secret.Text) (s kv.Session, lasts bool, err error) {
	t := c.Team
	found, why, err := a.Env.token(ctx, t)
	if err != nil {
		return kv.Session{}, false, err
	}
	if !found.Empty() && (not.Empty() || !found.Equal(not)) {
		return kv.Session{Token: found}, false, nil
	}
	if t.Auth == team.Token {
		if !found.Empty() {
			why = errors.New("the token that is there is over")
		}
		return kv.Session{}, false, &team.Error{Team: t.Name, Host: t.Host(), Reason: team.NoToken, Err: why}
	}
	if t.Auth == team.OIDC {
		s, err = a.browse(ctx, c)
		return s, true, err
	}
	login, err := a.login(ctx, t)
	if err != nil {
		return kv.Session{}, false, err
	}
	if t.Auth == team.AppRole {
		s, err = c.AppRole(ctx, secret.New(login.User), login.Secret)
	} else {
		s, err = c.Password(ctx, t.Auth, login.User, login.Secret)
	}
	return s, true, err
}

// login finds what signs in: for a program in the environment, else a person is asked.
func (a *Access) login(ctx context.Context, t team.Team) (Login, error) {
	if l, ok := a.Env.role(t); ok {
		return l, nil
	}
	if a.Ask == nil {
		return Login{}, &team.Error{Team: t.Name, Host: t.Host(), Reason: team.NoToken}
	}
	return a.Ask(ctx, t)
}

func (a *Access) now() time.Time {
	if a.Now != nil {
		return a.Now()
	}
	return time.Now()
}
