package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"lanyard/internal/profile"
	"lanyard/internal/secret"
)

// archiveVersion is the version of backups and of shared profiles.
const archiveVersion = 1

// MaxArchive is the largest backup that is read, in bytes.
const MaxArchive = 32 << 20

// ErrExists is wrapped when a file that was to be made is there already.
var ErrExists = errors.New("the file exists already")

// Archive is what a backup holds: profiles, and the keys that they use, by their ids.
// As a file it is age, locked with a passphrase, over
// {"version":1,"profiles":[…],"secrets":{id:entry}}. Nothing in it belongs to one
// computer.
type Archive struct {
	Profiles []profile.Profile
	Keys     map[string]Entry
}

// SealArchive encrypts an archive, so that `age -d` opens it with the passphrase. It
// takes about a second.
func SealArchive(a Archive, passphrase secret.Text) ([]byte, error) {
	content, err := sealArchive(a, passphrase, workFactor)
	if err != nil {
		return nil, fmt.Errorf("encrypt the backup: %w", err)
	}
	return content, nil
}

func sealArchive(a Archive, passphrase secret.Text, factor int) ([]byte, error) {
	secrets := map[string]json.RawMessage{}
	for id, e := range a.Keys {
		text, err := encodeEntry(id, e)
		if err != nil {
			return nil, err
		}
		secrets[id] = json.RawMessage(text)
	}
	text, err := marshal(struct {
		Version  int                        `json:"version"`
		Profiles []profile.Profile          `json:"profiles"`
		Secrets  map[string]json.RawMessage `json:"secrets"`
	}{archiveVersion, append([]profile.Profile{}, a.Profiles...), secrets})
	if err != nil {
		return nil, err
	}
	return encryptUnder(text, passphrase, factor)
}

// OpenArchive decrypts a backup; name is for messages. ask gets the passphrase, up to
// three times; its error ends the opening. A passphrase that doesn't fit is an
// [ErrPassphrase], a file that isn't a backup a [*DamageError], one of a later version an
// [ErrNewer].
func OpenArchive(ctx context.Context, name string, content []byte, ask func(context.Context, Ask) (secret.Text, error)) (Archive, error) {
	if err := checkHead(content); err != nil {
		return Archive{}, &DamageError{Path: name, Cause: errors.New(cleanText(err.Error()))}
	}
	for try := 1; ; try++ {
		passphrase, err := ask(ctx, Ask{Wrong: try > 1})
		if err != nil {
			return Archive{}, err
		}
		a, err := openArchive(name, content, passphrase)
		if !errors.Is(err, ErrPassphrase) || try == askTries {
			return a, err
		}
	}
}

func openArchive(name string, content []byte, passphrase secret.Text) (Archive, error) {
	text, err := decryptNamed(name, content, passphrase)
	if err != nil {
		return Archive{}, err
	}
	a, err := parseArchive(text)
	switch {
	case errors.Is(err, ErrNewer):
		return Archive{}, fmt.Errorf("%s: %w", name, err)
	case err != nil:
		return Archive{}, &DamageError{Path: name, Cause: err}
	}
	return a, nil
}

// parseArchive reads the decrypted text. Its errors say nothing of the keys in it.
func parseArchive(text []byte) (Archive, error) {
	bad := errors.New("what is inside is not a backup")
	if invalidUTF8(text) >= 0 || checkSyntax(text) != nil {
		return Archive{}, bad
	}
	fields, err := objectParts(text)
	if err != nil {
		return Archive{}, bad
	}
	if err := checkVersion(fields["version"].raw, archiveVersion); err != nil {
		if errors.Is(err, ErrNewer) {
			return Archive{}, err
		}
		return Archive{}, bad
	}
	profiles, secrets := fields["profiles"].raw, fields["secrets"].raw
	if len(profiles) == 0 || profiles[0] != '[' || len(secrets) == 0 || secrets[0] != '{' {
		return Archive{}, bad
	}
	a := Archive{Keys: map[string]Entry{}}
	if a.Profiles, _, err = parseList(fields["profiles"].items); err != nil {
		return Archive{}, fmt.Errorf("one of its profiles makes no sense: %w", err)
	}
	if err := checkIDs(a.Profiles); err != nil {
		return Archive{}, err
	}
	entries, err := objectParts(secrets)
	if err != nil {
		return Archive{}, bad
	}
	for id, raw := range entries {
		e, err := decodeEntry(string(raw.raw))
		if err == nil {
			err = checkID(id)
		}
		if err != nil {
			return Archive{}, fmt.Errorf("the key %.40q: %w", id, err)
		}
		a.Keys[id] = e
	}
	return a, nil
}

// checkIDs refuses a list in which a profile has no id, or two have the same.
func checkIDs(list []profile.Profile) error {
	seen := map[string]bool{"": true}
	for _, p := range list {
		if seen[p.ID] {
			return errors.New("its profiles have no ids of their own")
		}
		seen[p.ID] = true
	}
	return nil
}

// EncodeShare gives the content of a file of shared profiles:
// {"version":1,"profiles":[…]}, like a profiles file.
func EncodeShare(list []profile.Profile) ([]byte, error) {
	content, err := profilesDoc{profiles: list}.encode()
	if err != nil {
		return nil, fmt.Errorf("encode the profiles: %w", err)
	}
	return content, nil
}

// WriteNew makes a file for its owner alone, whole or not at all. One that is there is
// an [ErrExists] and stays, unless it is to be replaced; a symbolic link is followed.
func WriteNew(name string, content []byte, replace bool) error {
	if err := CanWriteNew(name, replace); err != nil {
		return err
	}
	f := newSafeFile(filepath.Dir(name), filepath.Base(name))
	target, err := f.target()
	if err == nil {
		err = writeBeside(f.disk, target, content)
	}
	if err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	return nil
}

// CanWriteNew tells beforehand what WriteNew would refuse.
func CanWriteNew(name string, replace bool) error {
	info, err := os.Stat(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return fmt.Errorf("write %s: %w: %w", name, ErrUnavailable, err)
	case !info.Mode().IsRegular():
		return fmt.Errorf("write %s: %w: it is not a file", name, ErrUnavailable)
	case !replace:
		return fmt.Errorf("write %s: %w", name, ErrExists)
	}
	return nil
}
