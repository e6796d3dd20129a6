package iam

import (
	"cmp"
	"context"
	"errors"
	"net/url"
	"slices"
	"strings"

	"lanyard/internal/secret"
)

// Place is a deployment space or a project that a credential may see.
type Place struct {
	ID         string
	Name       string
	Production bool // a space of stage production
}

// The limits of a list: enough for any account that a person chooses from by hand.
const (
	maxPages  = 20
	pageLimit = "100"
)

// Spaces lists the deployment spaces that a token may see, by name. It gives what it
// has, at most 2,000. Failures are *Error.
func (c *Client) Spaces(ctx context.Context, cred Credential, t Token) ([]Place, error) {
	return c.places(ctx, CheckSpace, "/v2/spaces", cred, t)
}

// Projects lists the projects that a token may see, like [Client.Spaces].
func (c *Client) Projects(ctx context.Context, cred Credential, t Token) ([]Place, error) {
	return c.places(ctx, CheckProject, "/v2/projects", cred, t)
}

func (c *Client) places(ctx context.Context, check Check, path string, cred Credential, t Token) ([]Place, error) {
	ctx, cancel := c.bounded(ctx)
	defer cancel()
	k := c.caller(cred)
	k.hideToo(t.Access)
	out, err := k.places(ctx, check, path, t.Access)
	return out, of(cred.Profile, err)
}

func (k *caller) places(ctx context.Context, check Check, path string, token secret.Text) ([]Place, error) {
	base, err := url.Parse(k.p.Platform() + path)
	if err != nil || base.Host == "" {
		return nil, badAddress(errors.New("the platform's address is not valid"))
	}
	query := url.Values{"limit": {pageLimit}}
	var out []Place
	for range maxPages {
		base.RawQuery = query.Encode()
		o, _, err := k.object(ctx, check, base.String(), token)
		if err != nil {
			return nil, err
		}
		list, _ := o["resources"].([]any)
		for _, v := range list {
			if one, ok := v.(map[string]any); ok {
				if p := readPlace(one); p.ID != "" {
					out = append(out, p)
				}
			}
		}
		name, value := nextPage(o)
		if value == "" || len(list) == 0 || query.Get(name) == value {
			break
		}
		query.Set(name, value)
	}
	slices.SortFunc(out, func(a, b Place) int {
		return cmp.Or(strings.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name)), strings.Compare(a.ID, b.ID))
	})
	return out, nil
}

// nextPage finds the mark of a list's next page. Only the mark is taken from the link:
// the token never goes to an address that an answer names.
func nextPage(o map[string]any) (name, value string) {
	if b := str(o, "bookmark"); b != "" {
		return "bookmark", b
	}
	next, _ := o["next"].(map[string]any)
	u, err := url.Parse(str(next, "href"))
	if err != nil {
		return "", ""
	}
	for _, name := range []string{"start", "bookmark"} {
		if v := u.Query().Get(name); v != "" {
			return name, v
		}
	}
	return "", ""
}

// readPlace reads one element of a list, or the answer for one space or project.
func readPlace(o map[string]any) Place {
	meta, _ := o["metadata"].(map[string]any)
	entity, _ := o["entity"].(map[string]any)
	stage, _ := entity["stage"].(map[string]any)
	production, _ := stage["production"].(bool)
	return Place{
		ID:         Clean(firstNonEmpty(str(meta, "id"), str(meta, "guid"))),
		Name:       Clean(str(entity, "name")),
		Production: production,
	}
}
