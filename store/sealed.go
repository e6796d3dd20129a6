package store

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"lanyard/internal/profile"
	"lanyard/internal/secret"
)

const (
	agreedName    = "agreed.json"
	agreedVersion = 1

	// SealID is the id under which the seal lies in the keyring, beside the keys.
	SealID   = "lanyard-seal"
	sealSize = 32
	sealKind = "seal" // of its bound: it is no key of a profile

	// maxSealHomes is how many folders one seal serves: what fits into an entry.
	maxSealHomes = 100
)

// SealedKeyring is the operating system's keyring together with what the user agreed to:
// agreed.json in the state folder, {"version":1,"profiles":{id:{"place","mac"}}}. Each
// record is proved by HMAC-SHA256 under a random seal that lies in the keyring, so that
// who can change files alone cannot agree to anything.
type SealedKeyring struct {
	PlainKeys
	file *safeFile
	home string // a short name of the state folder
}

// PlainKeys keeps keys and nothing beside them. A [Keyring] does.
type PlainKeys interface {
	Get(ctx context.Context, id string) (Entry, error)
	Put(ctx context.Context, id string, e Entry) error
	Delete(ctx context.Context, id string) error
	Status(ctx context.Context) Status
	Unlock(ctx context.Context) error
}

// OpenSealedKeyring names the operating system's keyring, and the state folder for what
// was agreed. Nothing is asked or read yet.
func OpenSealedKeyring(stateDir string) *SealedKeyring { return Sealed(OpenKeyring(), stateDir) }

// Sealed adds to a place for keys what was agreed.
func Sealed(keys PlainKeys, stateDir string) *SealedKeyring {
	if abs, err := filepath.Abs(stateDir); err == nil {
		stateDir = abs
	}
	sum := sha256.Sum256([]byte(stateDir))
	return &SealedKeyring{PlainKeys: keys, file: newSafeFile(stateDir, agreedName), home: hex.EncodeToString(sum[:6])}
}

// IDs lists the keys of profiles by their ids: the seal is none.
func (s *SealedKeyring) IDs(ctx context.Context) ([]string, error) {
	l, ok := s.PlainKeys.(interface {
		IDs(ctx context.Context) ([]string, error)
	})
	if !ok {
		return nil, fmt.Errorf("list keys: %w", errors.ErrUnsupported)
	}
	ids, err := l.IDs(ctx)
	return slices.DeleteFunc(ids, func(id string) bool { return id == SealID }), err
}

// agreedSeal proves records. homes are the state folders that have some.
type agreedSeal struct {
	key   []byte
	homes []string
}

// readSeal reads the seal from the keyring; without a key when there is none, or none that
// could be one.
func (s *SealedKeyring) readSeal(ctx context.Context) (agreedSeal, error) {
	e, err := s.Get(ctx, SealID)
	switch {
	case errors.Is(err, ErrMissing), errors.Is(err, ErrDamaged):
		return agreedSeal{}, nil
	case err != nil:
		return agreedSeal{}, err
	}
	key, err := base64.StdEncoding.DecodeString(e.Secret.Reveal())
	if err != nil || len(key) != sealSize {
		return agreedSeal{}, nil
	}
	return agreedSeal{key: key, homes: strings.Fields(e.Bound.Username)}, nil
}

func (s *SealedKeyring) putSeal(ctx context.Context, with agreedSeal) error {
	homes := with.homes[max(0, len(with.homes)-maxSealHomes):]
	return s.Put(ctx, SealID, Entry{
		Secret: secret.New(base64.StdEncoding.EncodeToString(with.key)),
		Bound:  profile.Bound{Kind: sealKind, Username: strings.Join(homes, " ")},
	})
}

// mac proves a record: HMAC-SHA256(seal, id + place).
func (l agreedSeal) mac(id string, r record) string {
	h := hmac.New(sha256.New, l.key)
	h.Write([]byte(id + "\x00"))
	h.Write(r.Place)
	return hex.EncodeToString(h.Sum(nil))
}

func (l agreedSeal) genuine(id string, r record) bool {
	return len(l.key) == sealSize && hmac.Equal([]byte(r.MAC), []byte(l.mac(id, r)))
}

// Agreed reads what was agreed to. It may unlock the keyring, as [Keyring.Get] does.
func (s *SealedKeyring) Agreed(ctx context.Context) (Agreed, error) {
	l, err := s.readSeal(ctx)
	if err != nil {
		return Agreed{}, fmt.Errorf("read what was agreed: %w", err)
	}
	a, err := s.read(l)
	if err != nil && !errors.Is(err, ErrUnavailable) { // what cannot be read was not agreed to
		return Agreed{}, fmt.Errorf("read what was agreed: %w", err)
	}
	return a, nil
}

// SeenAgreed reads the file alone: whether it is genuine only the keyring could tell.
func (s *SealedKeyring) SeenAgreed() (Agreed, bool) {
	a, err := s.read(agreedSeal{})
	a.genuine = nil
	return a, err == nil && len(a.records) > 0
}

// agreedJSON is the form of agreed.json.
type agreedJSON struct {
	Version  int               `json:"version"`
	Profiles map[string]record `json:"profiles"`
}

// read reads the file. One that cannot be understood has nothing in it: what was agreed
// is asked once more then.
func (s *SealedKeyring) read(l agreedSeal) (Agreed, error) {
	a := Agreed{Begun: slices.Contains(l.homes, s.home), records: map[string]record{}, genuine: l.genuine}
	content, err := s.file.read()
	if err != nil || content == nil {
		return a, err
	}
	var doc agreedJSON
	if json.Unmarshal(content, &doc) != nil {
		return a, nil
	}
	if doc.Version > agreedVersion {
		return a, fmt.Errorf("%s: %w", s.file.path(), ErrNewer)
	}
	for id, r := range doc.Profiles {
		a.records[id] = r
	}
	return a, nil
}

// ChangeAgreed writes what was agreed to, and makes the seal where there is none: last,
// so that a crash before leaves things as if nothing had been agreed yet.
func (s *SealedKeyring) ChangeAgreed(ctx context.Context, change ChangeAgreed) error {
	if _, err := s.readSeal(ctx); err != nil { // people are asked before the file is locked
		return fmt.Errorf("write what was agreed: %w", err)
	}
	err := s.file.locked(ctx, func() error {
		l, err := s.readSeal(ctx)
		if err != nil {
			return err
		}
		a, err := s.read(l)
		if err != nil {
			return err
		}
		isNew := len(l.key) == 0
		if isNew {
			l.key = make([]byte, sealSize)
			_, _ = rand.Read(l.key) // never fails
		}
		places := a.All()
		change(places, a.Begun)
		if err := s.write(l, places); err != nil {
			return err
		}
		if isNew || !a.Begun {
			l.homes = append(slices.DeleteFunc(l.homes, func(h string) bool { return h == s.home }), s.home)
			return s.putSeal(ctx, l)
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("write what was agreed: %w", err)
	}
	return nil
}

func (s *SealedKeyring) write(l agreedSeal, places map[string]profile.Place) error {
	records, err := agreedOf(places)
	if err != nil {
		return err
	}
	for id, r := range records {
		r.MAC = l.mac(id, r)
		records[id] = r
	}
	text, err := marshal(agreedJSON{Version: agreedVersion, Profiles: records})
	if err != nil {
		return err
	}
	old, err := s.file.read()
	if err != nil {
		return err
	}
	return s.file.write(old, text)
}
