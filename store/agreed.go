package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"

	"lanyard/internal/profile"
	"lanyard/internal/team"
)

// Agreed is what the user agreed to: for profiles, by their ids, the place where what is
// secret may go. The zero value has nothing in it.
type Agreed struct {
	// Begun is false until the first record was made. Keys that an earlier version left
	// behind have no records yet then.
	Begun bool

	records map[string]record
	genuine func(id string, r record) bool // nil: all are
}

// record is a profile's place as it is kept, and what proves that Lanyard wrote it.
type record struct {
	Place json.RawMessage `json:"place"`
	MAC   string          `json:"mac,omitempty"`
}

// Place gives what was agreed to for a profile; false where nothing was, or where the
// record is not one that Lanyard wrote.
func (a Agreed) Place(id string) (profile.Place, bool) {
	r, ok := a.records[id]
	if !ok || a.genuine != nil && !a.genuine(id, r) {
		return profile.Place{}, false
	}
	var at profile.Place
	if json.Unmarshal(r.Place, &at) != nil {
		return profile.Place{}, false
	}
	return at, true
}

// All gives every place by its profile's id.
func (a Agreed) All() map[string]profile.Place {
	all := map[string]profile.Place{}
	for id := range a.records {
		if at, ok := a.Place(id); ok {
			all[id] = at
		}
	}
	return all
}

// ChangeAgreed alters the places by profile ids. begun tells whether any record was made
// before.
type ChangeAgreed = func(places map[string]profile.Place, begun bool)

// agreedOf keeps places as records without proof, for where the whole is proved.
func agreedOf(places map[string]profile.Place) (map[string]record, error) {
	records := map[string]record{}
	for id, at := range places {
		text, err := marshal(at)
		if err != nil {
			return nil, err
		}
		records[id] = record{Place: text}
	}
	return records, nil
}

// agreedField is the field of the secrets file that has the records: they lie inside it,
// so that a container that has profiles and secrets file needs nothing else.
const agreedField = "agreed"

// Agreed reads what was agreed to. It asks for the passphrase as [SecretsFile.Get] does.
func (s *SecretsFile) Agreed(ctx context.Context) (Agreed, error) {
	o, err := s.current(ctx)
	if err != nil {
		return Agreed{}, fmt.Errorf("read what was agreed: %w", err)
	}
	return o.doc.agreed()
}

// ChangeAgreed writes what was agreed to.
func (s *SecretsFile) ChangeAgreed(ctx context.Context, change ChangeAgreed) error {
	if err := s.Write(ctx, Batch{Agreed: change}); err != nil {
		return fmt.Errorf("write what was agreed: %w", err)
	}
	return nil
}

// agreesWithoutKey reports whether a change agrees to what needs no key, a profile that
// signs in with codes or a team's store: the one reason to begin a secrets file without a
// key. change may be nil.
func agreesWithoutKey(change ChangeAgreed) bool {
	if change == nil {
		return false
	}
	places := map[string]profile.Place{}
	change(places, false)
	for _, at := range places {
		if at.SignIn == profile.ByCode || at.Kind == team.PlaceKind {
			return true
		}
	}
	return false
}

// SeenAgreed is what was agreed to, as far as it can be had without asking anybody.
func (s *SecretsFile) SeenAgreed() (Agreed, bool) {
	o := s.last()
	if o == nil {
		return Agreed{}, false
	}
	a, err := o.doc.agreed()
	return a, err == nil
}

func (d secretsDoc) agreed() (Agreed, error) {
	raw, begun := d.extra[agreedField]
	a := Agreed{Begun: begun, records: map[string]record{}}
	if !begun {
		return a, nil
	}
	var places map[string]json.RawMessage
	if err := json.Unmarshal(raw, &places); err != nil {
		return a, errors.New("what was agreed cannot be understood")
	}
	for id, text := range places {
		a.records[id] = record{Place: text}
	}
	return a, nil
}

func (d secretsDoc) changeAgreed(change ChangeAgreed) error {
	a, err := d.agreed()
	if err != nil {
		return err
	}
	places := a.All()
	change(places, a.Begun)
	text, err := marshal(places)
	if err != nil {
		return err
	}
	d.extra[agreedField] = text
	return nil
}

// Agreed gives what was agreed to since the program began.
func (m *Memory) Agreed(ctx context.Context) (a Agreed, err error) {
	err = m.with(ctx, func() error {
		a.Begun = m.places != nil
		a.records, err = agreedOf(m.places)
		return err
	})
	return a, err
}

// ChangeAgreed keeps what was agreed to until the program ends.
func (m *Memory) ChangeAgreed(ctx context.Context, change ChangeAgreed) error {
	return m.with(ctx, func() error {
		places := map[string]profile.Place{}
		maps.Copy(places, m.places)
		change(places, m.places != nil)
		m.places = places
		return nil
	})
}

// SeenAgreed tells nothing: what is in memory is new in each program.
func (m *Memory) SeenAgreed() (Agreed, bool) { return Agreed{}, false }

// cloned copies a map; nil becomes an empty one.
func cloned(m map[string]json.RawMessage) map[string]json.RawMessage {
	out := map[string]json.RawMessage{}
	maps.Copy(out, m)
	return out
}
