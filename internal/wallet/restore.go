package wallet

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"

	"lanyard/internal/profile"
	"lanyard/store"
)

// Finding is what a restore finds out about a profile of a backup.
type Finding string

// The findings.
const (
	FoundNew      Finding = "new"      // nothing like it is here
	FoundSame     Finding = "same"     // it is here, with the same key: nothing to do
	FoundKeyless  Finding = "keyless"  // it is here, but its key isn't
	FoundConflict Finding = "conflict" // another one has its id or its name
	FoundUnusable Finding = "unusable" // it is no profile that could be used: Problem says why
)

// Choice is what is to become of a profile of a backup.
type Choice string

// The choices.
const (
	ChoiceSkip    Choice = "skip"    // nothing: what is here stays
	ChoiceRestore Choice = "restore" // add it, or the key that it lacks; not in a conflict
	ChoiceReplace Choice = "replace" // it takes the place of the one that is in its way
	ChoiceCopy    Choice = "copy"    // add it beside that, under a free name
)

// RestoreItem is one profile of a backup, what stands in its way here, and what is to
// become of it.
type RestoreItem struct {
	Profile  profile.Profile
	Finding  Finding
	Existing profile.Profile // what it meets here; the zero value when it is new
	Differs  []Differing     // in a conflict: what differs
	Problem  error           // with FoundUnusable
	HasKey   bool            // the backup has its key
	Choice   Choice          // PlanRestore proposes to overwrite nothing
}

// Differing is a field in which a profile of a backup differs from the one here.
type Differing struct {
	Field    string // its JSON name, or "key"
	Old, New string // as JSON without quotes; "" for none, and for a key, which is not shown
}

// PlanRestore looks what restoring a backup would come to, and does none of it: one
// item for each profile, in the backup's order. It reads keys to compare them.
func (w *Wallet) PlanRestore(ctx context.Context, a store.Archive) ([]RestoreItem, error) {
	list, err := w.List(ctx)
	if err != nil {
		return nil, err
	}
	items := make([]RestoreItem, 0, len(a.Profiles))
	for _, p := range a.Profiles {
		item := RestoreItem{Profile: p, Choice: ChoiceSkip, HasKey: hasKeys(a, p)}
		if item.Problem = profile.Check(p); item.Problem != nil {
			item.Finding = FoundUnusable
		} else if err := w.meet(ctx, a, list, &item); err != nil {
			return nil, fmt.Errorf("look at profile %q of the backup: %w", p.Name, err)
		}
		if item.Finding == FoundNew || item.Finding == FoundKeyless {
			item.Choice = ChoiceRestore
		}
		items = append(items, item)
	}
	return items, nil
}

func hasKeys(a store.Archive, p profile.Profile) bool {
	return !slices.ContainsFunc(keyIDs(p), func(id string) bool { _, ok := a.Keys[id]; return !ok })
}

// meet finds what is in a profile's way.
func (w *Wallet) meet(ctx context.Context, a store.Archive, list []profile.Profile, item *RestoreItem) error {
	p := item.Profile
	i := indexID(list, p.ID)
	if i < 0 {
		i = indexName(list, p.Name)
	}
	if i < 0 {
		item.Finding = FoundNew
		return nil
	}
	item.Existing = list[i]
	item.Differs = differing(list[i], p)
	keyless := false
	for _, id := range keyIDs(p) {
		want, has := a.Keys[id]
		if !has {
			continue
		}
		switch have, err := w.keys.Get(ctx, id); {
		case errors.Is(err, store.ErrMissing):
			keyless = true
		case errors.Is(err, store.ErrDamaged), err == nil && !same(have, want):
			item.Differs = append(item.Differs, Differing{Field: "key"})
		case err != nil:
			return err
		}
	}
	switch {
	case len(item.Differs) > 0:
		item.Finding = FoundConflict
	case keyless:
		item.Finding = FoundKeyless
	default:
		item.Finding = FoundSame
	}
	return nil
}

// differing lists the fields in which two profiles differ, times left aside.
func differing(a, b profile.Profile) []Differing {
	fields := func(p profile.Profile) map[string]json.RawMessage {
		out := map[string]json.RawMessage{}
		if text, err := json.Marshal(p); err == nil {
			_ = json.Unmarshal(text, &out)
		}
		out["tls"], _ = json.Marshal(trustWords(p)) // text, which cannot fail
		delete(out, "created_at")
		delete(out, "changed_at")
		return out
	}
	one, two := fields(a), fields(b)
	names := map[string]bool{}
	for name := range maps.Keys(one) {
		names[name] = true
	}
	for name := range maps.Keys(two) {
		names[name] = true
	}
	var out []Differing
	for _, name := range slices.Sorted(maps.Keys(names)) {
		if !bytes.Equal(one[name], two[name]) {
			out = append(out, Differing{Field: name, Old: plain(one[name]), New: plain(two[name])})
		}
	}
	return out
}

// trustWords says how a profile's certificates are checked, without the certificates.
func trustWords(p profile.Profile) string {
	b := p.Bound()
	words := b.TLS
	if b.CASHA256 != "" {
		words += ", CA " + b.CASHA256
	}
	if b.Pin != "" {
		words += ", " + b.Pin
	}
	return words
}

// plain is a JSON value for reading: text without its quotes.
func plain(raw json.RawMessage) string {
	var s string
	if json.Unmarshal(raw, &s) == nil {
		return s
	}
	return string(raw)
}

// Restore brings back what the items say, all or nothing: first the keys, then the
// profiles. A key comes back with the bound that it was saved with, and so goes to no
// place it was not meant for. One that lies here under the same id and differs is
// overwritten only where all profiles that use it are replaced; otherwise the restored
// profile gets a key of its own. When a profile that is concerned has changed since the
// plan was made, nothing is done and the error is an [ErrChanged].
//
// It gives the profiles as they were saved. An item whose choice makes no sense for its
// finding is skipped.
func (w *Wallet) Restore(ctx context.Context, a store.Archive, items []RestoreItem) ([]profile.Profile, error) {
	defer w.keys.writing()()
	r := &restoring{w: w, a: a, ids: map[string]string{}, write: map[string]store.Entry{}}
	list, err := w.profiles.Load(ctx)
	if err != nil {
		return nil, fmt.Errorf("restore: %w", err)
	}
	for _, item := range items {
		if err := r.prepare(ctx, list, items, item); err != nil {
			return nil, fmt.Errorf("restore profile %q: %w", item.Profile.Name, err)
		}
	}
	ws := &writes{keys: w.keys, waiting: r.write}
	err = ws.write(ctx, nil, nil)
	if err == nil {
		err = w.profiles.Change(ctx, r.apply)
	}
	if err != nil {
		if back := ws.rollback(ctx); back != nil {
			err = errors.Join(err, fmt.Errorf("take back the keys: %w", back))
		}
		return nil, fmt.Errorf("restore: %w", err)
	}
	r.after(ctx)
	if err := w.writeAgreed(ctx, r.saved...); err != nil && !unreachable(err) {
		return r.saved, fmt.Errorf("restore: %w", err)
	}
	return r.saved, nil
}

// restoring is a restore under way.
type restoring struct {
	w     *Wallet
	a     store.Archive
	ids   map[string]string // a key's id in the backup, and here
	write map[string]store.Entry
	todo  []RestoreItem // with the profiles as they will be saved
	saved []profile.Profile
}

// prepare settles under which ids a profile's keys will lie here, and which are to be
// written.
func (r *restoring) prepare(ctx context.Context, list []profile.Profile, items []RestoreItem, item RestoreItem) error {
	allowed := map[Finding][]Choice{
		FoundNew: {ChoiceRestore}, FoundKeyless: {ChoiceRestore}, FoundConflict: {ChoiceReplace, ChoiceCopy},
	}[item.Finding]
	if !slices.Contains(allowed, item.Choice) {
		return nil
	}
	p := clone(item.Profile)
	for _, id := range []*string{&p.KeyID, &p.ProxyKeyID} {
		if *id == "" {
			continue
		}
		here, err := r.key(ctx, list, items, *id, p.Name)
		if err != nil {
			return err
		}
		*id = here
	}
	item.Profile = p
	r.todo = append(r.todo, item)
	return nil
}

// key settles where a key of the backup goes.
func (r *restoring) key(ctx context.Context, list []profile.Profile, items []RestoreItem, id, name string) (string, error) {
	if here, ok := r.ids[id]; ok {
		return here, nil
	}
	want, has := r.a.Keys[id]
	if !has {
		r.ids[id] = profile.NewID(name) // a new, empty one: what lies here under the id is not the backup's
		return r.ids[id], nil
	}
	r.ids[id] = id
	have, err := r.w.keys.Get(ctx, id)
	switch {
	case err == nil && same(have, want):
		return id, nil
	case err == nil && !onlyReplaced(list, items, id):
		r.ids[id] = profile.NewID(name)
	case err != nil && !errors.Is(err, store.ErrMissing) && !errors.Is(err, store.ErrDamaged):
		return "", err
	}
	if r.ids[id] != id {
		want.Use = "" // it takes no other's place here
	}
	r.write[r.ids[id]] = want
	return r.ids[id], nil
}

// onlyReplaced reports whether some profiles here use a key, and all of them are to be
// replaced.
func onlyReplaced(list []profile.Profile, items []RestoreItem, keyID string) bool {
	using := users(list, keyID)
	for _, u := range using {
		if !slices.ContainsFunc(items, func(i RestoreItem) bool { return i.Choice == ChoiceReplace && i.Existing.ID == u.ID }) {
			return false
		}
	}
	return len(using) > 0
}

// apply changes the list.
func (r *restoring) apply(list []profile.Profile) ([]profile.Profile, error) {
	r.saved = nil
	for _, item := range r.todo {
		var err error
		p := item.Profile
		switch {
		case item.Finding == FoundKeyless:
			i := indexID(list, p.ID)
			if i < 0 || list[i].KeyID != p.KeyID {
				err = ErrChanged
				break
			}
			p = list[i]
		case item.Choice == ChoiceReplace:
			list, p, err = r.replace(list, item)
		case item.Choice == ChoiceCopy:
			p.ID, p.Name = profile.NewID(p.Name), freeName(list, p.Name)
			list, err = r.w.insert(list, nil, p)
		case indexID(list, p.ID) >= 0:
			err = ErrChanged
		default:
			p.Name = freeName(list, p.Name)
			list, err = r.w.insert(list, nil, p)
		}
		if err != nil {
			return nil, fmt.Errorf("profile %q: %w", p.Name, err)
		}
		r.saved = append(r.saved, p)
	}
	return list, nil
}

// replace puts a profile in the place of the one that was in its way.
func (r *restoring) replace(list []profile.Profile, item RestoreItem) ([]profile.Profile, profile.Profile, error) {
	p, old := item.Profile, item.Existing
	i := indexID(list, old.ID)
	if i < 0 || !list[i].ChangedAt.Equal(old.ChangedAt) || list[i].KeyID != old.KeyID {
		return nil, p, ErrChanged
	}
	rest := slices.Delete(slices.Clone(list), i, i+1)
	if indexID(rest, p.ID) >= 0 {
		return nil, p, ErrChanged
	}
	p.Name = freeName(rest, p.Name)
	return slices.Insert(rest, i, p), p, nil
}

// freeName gives a name that no profile has: the wanted one, or one for a copy.
func freeName(list []profile.Profile, name string) string {
	free := name
	for n := 1; indexName(list, free) >= 0; n++ {
		free = copyName(name, n)
	}
	return free
}

// after forgets tokens that replaced keys made, and deletes keys that nobody uses now.
func (r *restoring) after(ctx context.Context) {
	for id := range r.write {
		r.w.forgetKey(id)
	}
	for i, item := range r.todo {
		if item.Choice == ChoiceReplace {
			r.w.dropUnused(ctx, keyIDs(item.Existing)...)
		}
		r.w.Record(store.DeedRestored, r.saved[i], "from a backup")
	}
}
