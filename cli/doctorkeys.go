package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"lanyard/internal/explain"
	"lanyard/internal/profile"
	"lanyard/internal/wallet"
	"lanyard/store"
)

// listing is a place for keys that can tell which ones it has.
type listing interface {
	IDs(ctx context.Context) ([]string, error)
}

// checkKeys looks at the place where keys are kept, and which keys are in it. No key is
// read, and nobody is asked to unlock anything.
func (a *program) checkKeys(ctx context.Context, p *patient) []diagnosis {
	st := p.Status(ctx)
	place := diagnosis{Check: "keys", Status: healthy, Detail: "They are kept in: " + st.Name + "."}
	used := diagnosis{Check: "used-keys", Status: skipped}
	unused := diagnosis{Check: "unused-keys", Status: skipped}
	if err := st.Err(); err != nil || st.State == store.StateDamaged {
		place = troubledPlace(place, st, err)
		used.Detail, unused.Detail = "That place cannot be had.", "That place cannot be had."
		return []diagnosis{place, used, unused}
	}
	if st.State == store.StateLocked {
		place.Status, place.Detail = worthNote, place.Detail+" It is locked, and opens at next use."
	}
	if p.InMemory {
		used.Detail, unused.Detail = "Keys in memory end with each command.", "Keys in memory end with each command."
		return []diagnosis{place, used, unused}
	}
	ids, why := a.listKeys(ctx, p, st)
	if p.listErr != nil {
		why = "The profiles cannot be read."
	}
	if why != "" {
		used.Detail, unused.Detail = why, why
		return []diagnosis{place, used, unused}
	}
	p.unused = without(ids, p.KeyIDs(p.list))
	return []diagnosis{place, usedKeys(used, p.list, ids), unusedKeys(unused, p.unused)}
}

func troubledPlace(d diagnosis, st store.Status, err error) diagnosis {
	d.Status = attention
	if err == nil {
		d.Detail, d.Hint = st.Name+": "+sentence(st.Detail), "See the check secrets-file."
		return d
	}
	f := explain.Explain(err)
	d.Detail, d.Hint = strings.TrimSpace(f.What+". "+f.Why), f.Next
	return d
}

// listKeys gives the ids of the keys that are there, if nobody has to be asked for it;
// otherwise it says why not.
func (a *program) listKeys(ctx context.Context, p *patient, st store.Status) (ids []string, why string) {
	l, ok := p.Keys.(listing)
	switch {
	case !ok:
		return nil, "This place does not list its keys."
	case st.State == store.StateLocked && (p.Location != store.BackendFile || a.getenv("LANYARD_PASSPHRASE_FILE") == ""):
		return nil, "Not looked at: it would have to be unlocked."
	}
	ids, err := l.IDs(ctx)
	if errors.Is(err, errors.ErrUnsupported) {
		return nil, "This system's keyring does not list its keys."
	}
	if err != nil {
		return nil, explained(err).What + "."
	}
	return ids, ""
}

// without gives the ids that are not among others.
func without(ids, others []string) []string {
	return slices.DeleteFunc(slices.Clone(ids), func(id string) bool { return slices.Contains(others, id) })
}

// usedKeys finds profiles whose key is not there.
func usedKeys(d diagnosis, list []profile.Profile, ids []string) diagnosis {
	var names []string
	for _, p := range list {
		if len(without(wallet.KeyIDs([]profile.Profile{p}), ids)) > 0 {
			names = append(names, p.Name)
		}
	}
	d.Status, d.Detail = healthy, "Every profile has its key."
	if len(names) > 0 {
		d.Status, d.Detail = attention, "The key is missing on this computer for: "+strings.Join(names, ", ")+"."
		d.Hint = "lanyard edit NAME --secret-stdin enters it; lanyard restore brings it from a backup."
	}
	return d
}

func unusedKeys(d diagnosis, unused []string) diagnosis {
	d.Status, d.Detail = healthy, "Every key has a profile."
	if len(unused) > 0 {
		d.Status = worthNote
		d.Detail = fmt.Sprintf("No profile of this folder uses: %s.", strings.Join(unused, ", "))
		d.Hint = "They may belong to another folder of profiles; if not: lanyard doctor --remove-orphans"
	}
	return d
}
