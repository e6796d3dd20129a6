package wallet

import (
	"context"
	"errors"
	"fmt"

	"lanyard/internal/profile"
	"lanyard/internal/secret"
	"lanyard/internal/userfile"
	"lanyard/store"
)

// Archive is profiles with the keys that they use: what a backup holds.
type Archive = store.Archive

// ErrPassphrase is wrapped where a passphrase doesn't fit.
var ErrPassphrase = store.ErrPassphrase

// ErrFileExists is wrapped where a file that is there already was not to be replaced.
var ErrFileExists = store.ErrExists

// CanSave tells beforehand what [ToFile] would refuse.
func CanSave(path string, replace bool) error { return store.CanWriteNew(path, replace) }

// ToFile gives what makes a file of content, for its owner alone, whole or not at all:
// for [Wallet.SaveBackup] and [SaveShare]. A file that is there is a [store.ErrExists],
// unless it is to be replaced.
func ToFile(path string, replace bool) func(content []byte) error {
	return func(content []byte) error { return store.WriteNew(path, content, replace) }
}

// SaveBackup encrypts an archive with a passphrase, which takes about a second, hands
// the content to save, and notes that keys went out.
func (w *Wallet) SaveBackup(a Archive, passphrase secret.Text, save func(content []byte) error) error {
	if passphrase.Empty() {
		return fmt.Errorf("save a backup: %w", errors.New("the passphrase is empty"))
	}
	content, err := store.SealArchive(a, passphrase)
	if err != nil {
		return err
	}
	if err := save(content); err != nil {
		return err
	}
	for _, p := range a.Profiles {
		w.Record(store.DeedExported, p, "backup")
	}
	return nil
}

// OpenBackup reads a backup from a file. A passphrase that doesn't fit is a
// [store.ErrPassphrase], a file that is no backup a [*store.DamageError].
func OpenBackup(ctx context.Context, path string, passphrase secret.Text) (Archive, error) {
	content, err := userfile.Read(ctx, path, store.MaxArchive)
	switch {
	case errors.As(err, new(*userfile.TooLargeError)):
		return Archive{}, &store.DamageError{Path: path, Cause: errors.New("larger than any backup")}
	case err != nil:
		return Archive{}, fmt.Errorf("open the backup: %w: %w", store.ErrUnavailable, err)
	}
	return store.OpenArchive(ctx, path, content, func(_ context.Context, ask store.Ask) (secret.Text, error) {
		if ask.Wrong {
			return secret.Text{}, fmt.Errorf("open the backup: %w", store.ErrPassphrase)
		}
		return passphrase, nil
	})
}

// SaveShare hands save the content of a file of profiles for somebody else: each as
// [Shared] gives it.
func SaveShare(list []profile.Profile, save func(content []byte) error) error {
	shared := make([]profile.Profile, 0, len(list))
	for _, p := range list {
		shared = append(shared, Shared(p))
	}
	content, err := store.EncodeShare(shared)
	if err != nil {
		return err
	}
	return save(content)
}
