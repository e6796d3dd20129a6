package store

import (
	"fmt"
	"io"
	"os"
	"strings"

	"lanyard/secret"
)

// maxPassphrase is the longest passphrase that a file may hold, in bytes.
const maxPassphrase = 4096

// ReadPassphraseFile reads a passphrase for scripts: the file's content without the
// line break at its end. A file that others can read is refused, and so is an empty
// one. On Windows, where a file's mode says little, anybody's file is taken.
func ReadPassphraseFile(name string) (secret.Text, error) {
	text, err := readPassphrase(name)
	if err != nil {
		return secret.Text{}, fmt.Errorf("read the passphrase file: %w", err)
	}
	return text, nil
}

func readPassphrase(name string) (secret.Text, error) {
	f, err := os.Open(name)
	if err != nil {
		return secret.Text{}, err
	}
	defer func() { _ = f.Close() }()
	info, err := f.Stat() // of what was opened, not of what has the name by now
	if err != nil {
		return secret.Text{}, err
	}
	if err := onlyOurs(info); err != nil {
		return secret.Text{}, fmt.Errorf("%s: %w", name, err)
	}
	b, err := io.ReadAll(io.LimitReader(f, maxPassphrase+1))
	if err != nil {
		return secret.Text{}, err
	}
	if len(b) > maxPassphrase {
		return secret.Text{}, fmt.Errorf("%s: more than %d bytes", name, maxPassphrase)
	}
	text := strings.TrimSuffix(strings.TrimSuffix(string(b), "\n"), "\r")
	if text == "" {
		return secret.Text{}, fmt.Errorf("%s: it is empty", name)
	}
	return secret.New(text), nil
}
