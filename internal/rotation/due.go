package rotation

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"time"

	"lanyard/iam"
	"lanyard/internal/profile"
)

// abandoned is how long a rotation of profiles that are gone stays in the journal: a
// removal may be undone.
const abandoned = time.Minute

// Due finishes what waited for its time: old keys that are to be deleted by now. It asks
// nobody, so that one that was used since stays disabled. It gives what was finished, and
// the rotations that were interrupted and wait for somebody to go on with them.
func (e *Engine) Due(ctx context.Context) (done []Result, open []Record, err error) {
	list, err := e.Journal.All(ctx)
	errs := []error{err}
	for _, rec := range list {
		switch {
		case rec.Open():
			open = append(open, rec)
		case rec.Due(e.now()) || e.now().Sub(rec.ChangedAt) > abandoned:
			res, finished, err := e.finish(ctx, rec)
			if finished {
				done = append(done, res)
			}
			errs = append(errs, err)
		}
	}
	return done, open, errors.Join(errs...)
}

// finish deletes an old key whose time has come, and forgets rotations whose profiles are
// gone.
func (e *Engine) finish(ctx context.Context, rec Record) (Result, bool, error) {
	release, err := e.hold()
	if errors.Is(err, ErrBusy) {
		return Result{}, false, nil
	}
	if err != nil {
		return Result{}, false, err
	}
	defer release()
	users, err := e.Wallet.Family(ctx, rec.oldKeys()...)
	if err != nil {
		return Result{}, false, err
	}
	if len(users) == 0 {
		r := e.recall(rec, profile.Profile{})
		if err := e.Wallet.DropKeys(ctx, rec.newKeys()...); err != nil {
			return Result{}, false, err
		}
		return Result{}, false, r.dropOld(ctx)
	}
	if !rec.Due(e.now()) {
		return Result{}, false, nil
	}
	quiet := *e
	quiet.Ask, quiet.Observe = nil, nil
	r := quiet.recall(rec, users[0])
	r.sharers = users
	err = r.step(Retire, func(s *Step) error { return r.whenDue(ctx, s) })
	return r.result(), true, err
}

func (r *run) whenDue(ctx context.Context, s *Step) error {
	if r.rec.OldID == "" { // IBM has no call for it; only what lies here goes
		r.rec.OldState, s.Note = OldKept, NoteOnPage
		return r.dropOld(ctx)
	}
	err := r.deleteOld(ctx, s)
	switch {
	case err == nil && r.rec.OldState == OldDeleted:
		return r.dropOld(ctx)
	case err == nil, isRefusal(err): // it stays as it is; nobody is told again and again
		r.rec.DeleteAt = nil
		return errors.Join(err, r.enter(ctx, StageRetired))
	}
	return err
}

// Interrupted gives the rotations that wait for somebody to go on with them or back. While
// a program is at work busy is true, and what is open may be its.
func (e *Engine) Interrupted(ctx context.Context) (open []Record, busy bool, err error) {
	if open, err = e.open(ctx); len(open) == 0 {
		return nil, false, err
	}
	release, err := e.hold()
	switch {
	case errors.Is(err, ErrBusy):
		return nil, true, nil
	case err != nil:
		return nil, false, err
	}
	defer release()
	open, err = e.open(ctx)
	return open, false, err
}

func (e *Engine) open(ctx context.Context) ([]Record, error) {
	list, err := e.Journal.All(ctx)
	return slices.DeleteFunc(list, func(r Record) bool { return !r.Open() }), err
}

// Undoable gives the ids here of the keys that a rotation put in use and that could be
// changed for the ones before.
func (e *Engine) Undoable(ctx context.Context) ([]string, error) {
	list, err := e.Journal.All(ctx)
	var ids []string
	for _, r := range list {
		if !r.Open() && !r.Undone && r.Create == nil {
			ids = append(ids, r.newKeys()...)
		}
	}
	return ids, err
}

// Key is an API key of an identity, as IBM tells of it, and what it is here.
type Key struct {
	iam.KeyDetails
	KeyID    string            // Lanyard's id, "" where it does not have the key
	Profiles []profile.Profile // that use it
	Limit    int               // how many keys the identity may have; 0: not told
	InUse    int
	Since    int64 // sign-ins since the key was rotated away from; -1: not told, or it was not
}

// Show tells about a profile's own key.
func (e *Engine) Show(ctx context.Context, p profile.Profile) (Key, error) {
	k := Key{Since: -1}
	err := e.asOwner(ctx, p, func(ctx context.Context, c iam.Credential, t iam.Token) error {
		d, err := e.own(ctx, c, t)
		if err != nil {
			return err
		}
		k.KeyDetails = d
		k.Limit, k.InUse = e.limit(ctx, c, t, d)
		e.Watch.Note(ctx, p.KeyID, d)
		return nil
	})
	if err != nil {
		return k, err
	}
	k.KeyID = p.KeyID
	k.Profiles, err = e.sharing(ctx, p)
	return k, err
}

// sharing gives the profiles that use the same key.
func (e *Engine) sharing(ctx context.Context, p profile.Profile) ([]profile.Profile, error) {
	groups, err := e.Wallet.SameKey(ctx, p.ID)
	var out []profile.Profile
	for _, g := range groups {
		out = append(out, g...)
	}
	slices.SortFunc(out, func(a, b profile.Profile) int { return cmp.Compare(a.Name, b.Name) })
	return out, err
}

// own is what IBM tells of the credential's own key, with its use where that is told.
func (e *Engine) own(ctx context.Context, c iam.Credential, t iam.Token) (iam.KeyDetails, error) {
	d, err := e.IBM.KeyDetails(ctx, c, t)
	if err != nil {
		return d, err
	}
	if more, err := e.IBM.Key(ctx, c, t, d.ID); err == nil {
		return more, nil
	}
	return d, ctx.Err()
}

func (e *Engine) limit(ctx context.Context, c iam.Credential, t iam.Token, d iam.KeyDetails) (limit, inUse int) {
	limit, inUse, err := e.IBM.KeyLimit(ctx, c, t, d.AccountID, d.IAMID)
	if err != nil {
		return 0, 0
	}
	return limit, inUse
}

// asOwner refuses profiles that have no key of IBM Cloud, and asks as the key's owner.
func (e *Engine) asOwner(ctx context.Context, p profile.Profile, do func(context.Context, iam.Credential, iam.Token) error) error {
	switch {
	case p.Kind != profile.Cloud && p.SecretKind == profile.APIKey && !p.ByCode():
		return ErrGuided
	case p.Kind != profile.Cloud || p.ByCode():
		return ErrNotKey
	}
	return e.Wallet.Owner(ctx, p.ID, "", do)
}

// List gives all keys of the identity that a profile's key belongs to, those used longest
// ago first, and tells which of them Lanyard has.
func (e *Engine) List(ctx context.Context, p profile.Profile) ([]Key, error) {
	var out []Key
	err := e.asOwner(ctx, p, func(ctx context.Context, c iam.Credential, t iam.Token) error {
		mine, err := e.IBM.KeyDetails(ctx, c, t)
		if err != nil {
			return err
		}
		list, err := e.IBM.Keys(ctx, c, t, mine.AccountID, mine.IAMID)
		if err != nil {
			return err
		}
		limit, inUse := e.limit(ctx, c, t, mine)
		here, err := e.here(ctx, p, c, t)
		if err != nil {
			return err
		}
		for _, d := range list {
			if more, err := e.IBM.Key(ctx, c, t, d.ID); err == nil {
				d = more
			}
			k := here[d.ID]
			e.Watch.Note(ctx, k.KeyID, d)
			k.KeyDetails, k.Limit, k.InUse = d, limit, inUse
			if k.Since > 0 || k.Since == 0 && d.Uses >= 0 && k.KeyID != "" {
				k.Since = d.Uses - k.Since
			}
			out = append(out, k)
		}
		return ctx.Err()
	})
	slices.SortStableFunc(out, func(a, b Key) int { return a.LastUsedAt.Compare(b.LastUsedAt) })
	return out, err
}

// here finds which keys of an identity Lanyard has, by IBM's ids. It asks about keys that
// may go to the same place alone. Since holds the uses at the time of a rotation, -1 for
// none.
func (e *Engine) here(ctx context.Context, p profile.Profile, c iam.Credential, t iam.Token) (map[string]Key, error) {
	out := map[string]Key{}
	list, err := e.Wallet.List(ctx)
	if err != nil {
		return nil, err
	}
	ids := map[string]string{} // IBM's by Lanyard's
	for _, o := range list {
		if o.Kind != p.Kind || o.ByCode() || o.KeyID == "" || !o.Bound().Equal(p.Bound()) {
			continue
		}
		id, seen := ids[o.KeyID]
		if !seen {
			id = e.idOf(ctx, o, c, t)
			ids[o.KeyID] = id
		}
		if id != "" {
			k := out[id]
			k.KeyID, k.Profiles, k.Since = o.KeyID, append(k.Profiles, o), -1
			out[id] = k
		}
	}
	records, err := e.Journal.All(ctx)
	for _, r := range records {
		if r.OldID != "" && r.Stage == StageRetired {
			k := out[r.OldID]
			if k.KeyID == "" {
				k.KeyID, k.Since = r.oldKeys()[0], r.Uses
				out[r.OldID] = k
			}
		}
	}
	return out, err
}

// idOf asks IBM for the id of another profile's key, "" when it cannot be had.
func (e *Engine) idOf(ctx context.Context, o profile.Profile, c iam.Credential, t iam.Token) string {
	key, err := e.Wallet.KeyOf(ctx, o.ID, o.KeyID)
	if err != nil {
		return ""
	}
	c.Key = key
	d, err := e.IBM.KeyDetails(ctx, c, t)
	if err != nil {
		return ""
	}
	return d.ID
}

// SetDisabled disables a key of the identity by IBM's id, "" for the profile's own, or
// enables it. One that is gone is no failure. It gives what is known of the key.
func (e *Engine) SetDisabled(ctx context.Context, p profile.Profile, id string, disable bool) (iam.KeyDetails, error) {
	var out iam.KeyDetails
	err := e.enabledOwner(ctx, p, disable, func(ctx context.Context, c iam.Credential, t iam.Token) error {
		d, err := e.named(ctx, c, t, id)
		if err != nil {
			return err
		}
		out = d
		err = e.IBM.DisableKey(ctx, c, t, d.ID, disable)
		if err == nil {
			e.Watch.Turned(ctx, d.ID, disable)
		}
		return err
	})
	return out, err
}

// enabledOwner is asOwner; to enable a profile's own key, which cannot sign in, it asks as
// another profile of the same place.
func (e *Engine) enabledOwner(ctx context.Context, p profile.Profile, disable bool, do func(context.Context, iam.Credential, iam.Token) error) error {
	err := e.asOwner(ctx, p, do)
	if disable || !isSignIn(err) {
		return err
	}
	records, e2 := e.Journal.All(ctx)
	if e2 != nil {
		return err
	}
	for _, rec := range records {
		if rec.concerns(p.KeyID) {
			return (&run{Engine: e, rec: &rec, p: p}).owner(ctx, do)
		}
	}
	return err
}

// named gives a key by IBM's id, or the credential's own.
func (e *Engine) named(ctx context.Context, c iam.Credential, t iam.Token, id string) (iam.KeyDetails, error) {
	if id == "" {
		return e.own(ctx, c, t)
	}
	return e.IBM.Key(ctx, c, t, id)
}

// Delete deletes a key of the identity for good, by IBM's id, "" for the profile's own.
// The last one that works goes only when its id was given. One that is gone is no failure.
// It gives what was known of the key.
func (e *Engine) Delete(ctx context.Context, p profile.Profile, id string) (iam.KeyDetails, error) {
	var out iam.KeyDetails
	err := e.asOwner(ctx, p, func(ctx context.Context, c iam.Credential, t iam.Token) error {
		d, err := e.named(ctx, c, t, id)
		if err != nil {
			return err
		}
		out = d
		if id == "" {
			if err := e.notLast(ctx, c, t, d); err != nil {
				return err
			}
		}
		return e.IBM.DeleteKey(ctx, c, t, d.ID)
	})
	gone := out.ID
	if isGone(err) {
		gone, err = id, nil
	}
	if err != nil || gone == "" {
		return out, err
	}
	return out, e.forgetDeleted(ctx, gone)
}

// notLast refuses a key that is the only one of its identity that works.
func (e *Engine) notLast(ctx context.Context, c iam.Credential, t iam.Token, d iam.KeyDetails) error {
	list, err := e.IBM.Keys(ctx, c, t, d.AccountID, d.IAMID)
	if err != nil {
		return err
	}
	for _, k := range list {
		if k.ID != d.ID && !k.Disabled && (k.ExpiresAt.IsZero() || e.now().Before(k.ExpiresAt)) {
			return nil
		}
	}
	return ErrLast
}

// forgetDeleted removes what lies here of a key that IBM has no more.
func (e *Engine) forgetDeleted(ctx context.Context, id string) error {
	records, err := e.Journal.All(ctx)
	for _, rec := range records {
		if rec.OldID == id && rec.Stage == StageRetired {
			err = errors.Join(err, e.recall(rec, profile.Profile{}).dropOld(ctx))
		}
	}
	return err
}

// Leftovers gives the disabled keys of an identity that rotations left behind, for when
// there is no place for another key.
func (e *Engine) Leftovers(ctx context.Context, p profile.Profile) ([]Record, error) {
	records, err := e.Journal.All(ctx)
	var out []Record
	for _, r := range records {
		if r.Stage != StageRetired || r.OldState != OldDisabled || r.OldID == "" {
			continue
		}
		users, err := e.Wallet.Family(ctx, r.newKeys()...)
		if err != nil {
			return nil, err
		}
		if slices.ContainsFunc(users, func(u profile.Profile) bool { return u.Bound().Equal(p.Bound()) }) {
			out = append(out, r)
		}
	}
	return out, err
}
