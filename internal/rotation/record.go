package rotation

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"lanyard/internal/profile"
	"lanyard/internal/wallet"
	"lanyard/store"
)

// Stage says how far a rotation has come. It is on the disk before the step that it
// names begins.
type Stage string

// The stages, in their order. Undoing may follow any of them.
const (
	StageStore    Stage = "store"    // the new key may lie here; IBM does not know it
	StageCreate   Stage = "create"   // IBM may know it
	StageTest     Stage = "test"     // IBM knows it; no profile uses it
	StageSwap     Stage = "swap"     // profiles may use it
	StageRetire   Stage = "retire"   // profiles use it; the old key may be disabled
	StageRetired  Stage = "retired"  // done; the old key stays here until it is deleted at IBM
	StageUndoing  Stage = "undoing"  // on the way back
	StageReplaced Stage = "replaced" // a cluster was asked for a new key, which ends the old one
)

// recordVersion is the version of a record's form.
const recordVersion = 1

// Record is what is known of one rotation: ids and options, never a key. It is on the
// disk from before the first thing that has to be undone until nothing is left to do.
type Record struct {
	Version int          `json:"version"`
	ID      string       `json:"id"` // random; it also marks the new key at IBM
	Kind    profile.Kind `json:"kind"`
	Profile string       `json:"profile"` // the id of the profile that was named
	Name    string       `json:"name"`    // its name then

	Pairs     []wallet.Pair `json:"pairs"` // the keys here, by Lanyard's ids
	OldID     string        `json:"old_id,omitempty"`
	NewID     string        `json:"new_id,omitempty"` // IBM's ids
	OldName   string        `json:"old_name,omitempty"`
	IAMID     string        `json:"iam_id,omitempty"`
	AccountID string        `json:"account_id,omitempty"`

	Create *NewProfile `json:"create,omitempty"` // a profile with a key of its own is made; no key is replaced

	Stage     Stage      `json:"stage"`
	OwnValue  bool       `json:"own_value"` // the new key's value was made here
	Options   Options    `json:"options"`
	OldState  OldState   `json:"old_state,omitempty"`
	Undone    bool       `json:"undone,omitempty"` // the pairs were turned around by an undo
	BegunAt   time.Time  `json:"begun_at"`
	ChangedAt time.Time  `json:"changed_at"`
	SwappedAt time.Time  `json:"swapped_at,omitzero"`
	DeleteAt  *time.Time `json:"delete_at,omitempty"` // when the old key is to be deleted
	Uses      int64      `json:"uses"`                // of the old key at the swap, as IBM counts them; -1: not told
}

// Old and New are the ids here of the keys of the profile that was named.
func (r Record) oldKeys() []string { return pick(r.Pairs, func(p wallet.Pair) string { return p.Old }) }

func (r Record) newKeys() []string { return pick(r.Pairs, func(p wallet.Pair) string { return p.New }) }

func pick(pairs []wallet.Pair, one func(wallet.Pair) string) []string {
	var out []string
	for _, p := range pairs {
		out = append(out, one(p))
	}
	return out
}

// Open reports whether a rotation has neither come to its end nor back to its beginning.
func (r Record) Open() bool { return r.Stage != StageRetired }

// Due reports whether the old key is to be deleted by now.
func (r Record) Due(now time.Time) bool {
	return r.Stage == StageRetired && r.DeleteAt != nil && !now.Before(*r.DeleteAt)
}

// concerns reports whether a key takes part.
func (r Record) concerns(keyID string) bool {
	return slices.Contains(r.oldKeys(), keyID) || slices.Contains(r.newKeys(), keyID)
}

// Journal keeps the records of rotations in the state folder.
type Journal struct {
	files *store.Records
	now   func() time.Time
	write func() error // asked before each change; nil: it may be
}

// OpenJournal names the journal of a state folder. Nothing is read or made yet.
func OpenJournal(stateDir string) *Journal {
	return &Journal{files: store.OpenRecords(stateDir), now: time.Now}
}

// All gives the records, those begun first at the beginning. What cannot be understood is
// left out, and the error tells of it.
func (j *Journal) All(ctx context.Context) ([]Record, error) {
	texts, err := j.files.All(ctx)
	errs := []error{err}
	var out []Record
	for id, text := range texts {
		var r Record
		switch err := json.Unmarshal(text, &r); {
		case err != nil:
			errs = append(errs, fmt.Errorf("read the rotation %s: %w", id, store.ErrBadFile))
		case r.Version > recordVersion:
			errs = append(errs, fmt.Errorf("read the rotation %s: %w", id, store.ErrNewer))
		default:
			r.ID = id
			out = append(out, r)
		}
	}
	slices.SortFunc(out, func(a, b Record) int { return a.BegunAt.Compare(b.BegunAt) })
	return out, errors.Join(errs...)
}

// Held gives the ids of all keys that take part in a rotation: they stay although no
// profile may use them.
func (j *Journal) Held() []string {
	list, _ := j.All(context.Background())
	var ids []string
	for _, r := range list {
		for _, id := range append(r.oldKeys(), r.newKeys()...) {
			if id != "" && !slices.Contains(ids, id) {
				ids = append(ids, id)
			}
		}
	}
	return ids
}

// save writes a record; when it returns nil the record is on the disk.
func (j *Journal) save(ctx context.Context, r *Record) error {
	if err := j.mayWrite(); err != nil {
		return err
	}
	r.Version, r.ChangedAt = recordVersion, j.now().UTC().Truncate(time.Second)
	text, err := json.Marshal(r)
	if err != nil {
		return err
	}
	return j.files.Write(ctx, r.ID, append(text, '\n'))
}

func (j *Journal) drop(r *Record) error {
	if err := j.mayWrite(); err != nil {
		return err
	}
	return j.files.Remove(r.ID)
}

func (j *Journal) mayWrite() error {
	if j.write == nil {
		return nil
	}
	return j.write()
}
