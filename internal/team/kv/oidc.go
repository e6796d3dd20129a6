package kv

import (
	"context"
	"errors"
	"net/http"
	"net/url"

	"lanyard/internal/secret"
	"lanyard/internal/team"
)

// SignInPage asks a store for the page at which a person signs in with OpenID Connect, and
// for the state that the page will send back to redirect. The store makes the challenge of
// PKCE, as it is the one that changes the code for a token; nonce ties the answer to us.
func (c *Client) SignInPage(ctx context.Context, redirect string, nonce secret.Text) (page, state string, err error) {
	r := call{
		method: http.MethodPost, path: "auth/oidc/oidc/auth_url", hide: []secret.Text{nonce},
		body: map[string]string{"redirect_uri": redirect, "client_nonce": nonce.Reveal()},
	}
	a, err := c.do(ctx, r)
	if err != nil {
		return "", "", err
	}
	if a.status/100 != 2 {
		e := c.refused(r, a)
		if e.Reason != team.Sealed {
			e.Reason = team.Refused
		}
		return "", "", e
	}
	var got struct {
		Data struct {
			Page string `json:"auth_url"`
		} `json:"data"`
	}
	if err := c.read(r, a, &got); err != nil {
		return "", "", err
	}
	if got.Data.Page == "" { // so it answers for a redirect that its role does not have
		return "", "", c.fail(r, team.Refused, answer{host: a.host}, errors.New("the store's default role for OIDC does not allow "+redirect))
	}
	u, err := url.Parse(got.Data.Page)
	if err != nil || u.Scheme != "https" || u.Host == "" || u.User != nil || u.Query().Get("state") == "" {
		return "", "", c.fail(r, team.Unusable, answer{host: a.host}, errors.New("the page to sign in at is no https address"))
	}
	return u.String(), u.Query().Get("state"), nil
}

// SignInWithPage ends a sign-in that a page has begun, with the code that it sent.
func (c *Client) SignInWithPage(ctx context.Context, state string, code, nonce secret.Text) (Session, error) {
	return c.signIn(ctx, call{
		method: http.MethodGet, path: "auth/oidc/oidc/callback", hide: []secret.Text{code, nonce}, once: true,
		query: url.Values{"state": {state}, "code": {code.Reveal()}, "client_nonce": {nonce.Reveal()}},
	})
}
