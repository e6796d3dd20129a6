package app

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"lanyard/internal/profile"
	"lanyard/internal/secret"
	"lanyard/internal/team"
	"lanyard/internal/team/access"
	"lanyard/internal/wallet"
)

// openTeams makes the way into teams' stores, and has the wallet fetch keys there.
func (r *Runtime) openTeams() {
	getenv := r.options.Getenv
	r.Stores = &access.Access{
		Teams: r.Teams.Load,
		Allow: r.CheckTeam,
		HTTP:  r.signIn,
		Env:   access.Env{Getenv: getenv, Home: cmp.Or(getenv("HOME"), getenv("USERPROFILE"))},
	}
	r.UseElsewhere(elsewhere{r.Stores})
}

// elsewhere fetches the keys of teams for the wallet.
type elsewhere struct{ stores *access.Access }

// Forget drops the tokens of stores.
func (e elsewhere) Forget() { e.stores.Forget() }

// Fetch implements [wallet.Elsewhere].
func (e elsewhere) Fetch(ctx context.Context, reference string) (wallet.Fetched, error) {
	item, ref, err := e.stores.Read(ctx, reference)
	if err != nil {
		return wallet.Fetched{}, err
	}
	t, _, err := e.stores.Of(ctx, reference)
	if err != nil {
		return wallet.Fetched{}, err
	}
	unusable := func(why string) error {
		return &team.Error{Team: t.Name, Host: t.Host(), Path: ref.Mount + "/" + ref.Path, Reason: team.Unusable, Err: errors.New(why)}
	}
	key, ok := item.Text(ref.Field)
	if !ok {
		return wallet.Fetched{}, unusable(fmt.Sprintf("its field %q is no text", ref.Field))
	}
	got := wallet.Fetched{Key: key}
	if raw := item.Fields[team.FieldProfile].Reveal(); raw != "" && ref.Field == team.FieldKey {
		if got.Profile, err = publishedIn(raw); err != nil {
			return wallet.Fetched{}, unusable("the profile beside the key cannot be understood")
		}
	}
	return got, nil
}

// publishedIn reads a profile that a team published: of it no more counts than of one that
// somebody shared.
func publishedIn(raw string) (*profile.Profile, error) {
	var p profile.Profile
	if err := json.Unmarshal([]byte(raw), &p); err != nil {
		return nil, err
	}
	p = forTeam(p)
	return &p, nil
}

// forTeam is a profile as a team has it: without what belongs to one computer or person.
func forTeam(p profile.Profile) profile.Profile {
	p = wallet.Shared(p)
	p.Proxy, p.Pinned, p.AutoRenew = "", false, false
	if p.TLS.Mode == profile.TLSInsecure { // nobody has others do without certificates
		p.TLS.Mode = profile.TLSVerify
	}
	return p
}

// Publish puts a profile's key into a team's store, with the profile beside it, and has all
// profiles that use the key fetch it there from then on. The key on this computer goes only
// when what lies in the store was read back and is the same. It can be made again after an
// interruption. It gives the reference and the profiles that use it.
func (r *Runtime) Publish(ctx context.Context, p profile.Profile, t team.Team) (string, []profile.Profile, error) {
	key, err := r.Key(ctx, p.ID)
	if err != nil {
		return "", nil, err
	}
	text, err := json.Marshal(forTeam(p))
	if err != nil {
		return "", nil, fmt.Errorf("publish profile %q: %w", p.Name, err)
	}
	ref := t.Of(profile.KeyUse(p.KeyID))
	err = r.Stores.With(ctx, t, func(c access.Client) error {
		item, err := c.Read(ctx, c.Token, ref.Path)
		there, has := item.Text(team.FieldKey)
		switch {
		case err == nil && has && !there.Equal(key): // never over somebody's key
			return &team.Error{Team: t.Name, Host: t.Host(), Path: ref.Mount + "/" + ref.Path, Reason: team.Conflict}
		case err != nil && !team.Is(err, team.Missing, team.Deleted):
			return err
		}
		item = item.With(team.FieldKey, key)
		item.Fields[team.FieldProfile] = secret.New(string(text))
		if _, err := c.Write(ctx, c.Token, ref.Path, item); err != nil {
			return err
		}
		back, err := c.Read(ctx, c.Token, ref.Path)
		if err == nil && !back.Equal(item) {
			err = &team.Error{Team: t.Name, Host: t.Host(), Path: ref.Mount + "/" + ref.Path, Reason: team.Differs}
		}
		return err
	})
	if err != nil {
		return "", nil, err
	}
	changed, err := r.PutElsewhere(ctx, p.ID, ref.String())
	return ref.String(), changed, err
}

// Published is what a team has under one name.
type Published struct {
	Reference string
	Profile   profile.Profile // without id and key
	Err       error           // why it cannot be used
}

// Published reads what a team publishes, in the order of the names.
func (r *Runtime) Published(ctx context.Context, t team.Team) ([]Published, error) {
	var out []Published
	err := r.Stores.With(ctx, t, func(c access.Client) error {
		out = nil
		return c.List(ctx, c.Token, t.Prefix, func(names []string) error {
			for _, name := range names {
				if strings.HasSuffix(name, "/") {
					continue
				}
				got := r.publishedUnder(ctx, c, t, name)
				if ctx.Err() != nil {
					return ctx.Err()
				}
				out = append(out, got)
			}
			return nil
		})
	})
	return out, err
}

func (r *Runtime) publishedUnder(ctx context.Context, c access.Client, t team.Team, name string) Published {
	ref := t.Of(name)
	got := Published{Reference: ref.String()}
	if _, err := team.ParseRef(got.Reference); err != nil {
		got.Err = err
		return got
	}
	item, err := c.Read(ctx, c.Token, ref.Path)
	if err != nil {
		got.Err = err
		return got
	}
	p, err := publishedIn(item.Fields[team.FieldProfile].Reveal())
	if _, has := item.Text(team.FieldKey); err == nil && has {
		got.Profile, got.Err = *p, profile.Check(*p)
		return got
	}
	got.Err = &team.Error{Team: t.Name, Host: t.Host(), Path: ref.Mount + "/" + ref.Path, Reason: team.Unusable, Err: errors.New("there is no key with a profile beside it")}
	return got
}

// TeamUsers gives the profiles whose keys lie in a team's store, by name.
func (r *Runtime) TeamUsers(ctx context.Context, t team.Team) ([]profile.Profile, error) {
	list, err := r.List(ctx)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(slices.Clone(list), func(p profile.Profile) bool {
		ref, err := team.ParseRef(p.KeyFrom)
		return err != nil || !t.Has(ref)
	}), nil
}

// AddTeam saves a team's store and agrees to it. A taken name is a [wallet.ErrNameTaken].
func (r *Runtime) AddTeam(ctx context.Context, t team.Team) (team.Team, error) {
	t.ID = profile.NewID(t.Name)
	if err := t.Check(); err != nil {
		return t, err
	}
	if err := r.AgreeTeam(ctx, t); err != nil {
		return t, fmt.Errorf("add team %q: %w", t.Name, err)
	}
	err := r.Teams.Change(ctx, func(list []team.Team) ([]team.Team, error) {
		if slices.ContainsFunc(list, func(o team.Team) bool { return team.SameName(o.Name, t.Name) }) {
			return nil, fmt.Errorf("add team %q: %w", t.Name, wallet.ErrNameTaken)
		}
		return append(list, t), nil
	})
	if err != nil {
		err = errors.Join(err, r.ForgetTeam(context.WithoutCancel(ctx), t))
	}
	return t, err
}

// RemoveTeam removes a team's store from this computer. The store keeps what it has.
func (r *Runtime) RemoveTeam(ctx context.Context, t team.Team) error {
	err := r.Teams.Change(ctx, func(list []team.Team) ([]team.Team, error) {
		return slices.DeleteFunc(list, func(o team.Team) bool { return o.ID == t.ID }), nil
	})
	if err == nil {
		_ = r.ForgetTeam(ctx, t) // a record without a team agrees to nothing: ids are never given twice
	}
	return err
}

// TakePublished saves a profile that a team publishes. Its key stays in the store. A taken
// name gets the next free number.
func (r *Runtime) TakePublished(ctx context.Context, item Published) (profile.Profile, error) {
	p := item.Profile
	for n := 2; ; n++ {
		saved, err := r.Add(ctx, p, wallet.Secrets{Reference: item.Reference})
		if !errors.Is(err, wallet.ErrNameTaken) || n > 99 {
			return saved, err
		}
		p.Name = fmt.Sprintf("%s %d", item.Profile.Name, n)
	}
}

// takeStore takes the token of a team's store that somebody signed in to.
func (r *Runtime) takeStore(ctx context.Context, id string, token secret.Text) error {
	list, err := r.Teams.Load(ctx)
	if err != nil {
		return err
	}
	for _, t := range list {
		if t.ID == id {
			return r.Stores.Take(ctx, t, token)
		}
	}
	return &team.Error{Path: id, Reason: team.Unknown}
}
