package store

import (
	"context"
	"fmt"
	"strings"

	"lanyard/internal/secret"
	"lanyard/internal/userfile"
)

// maxPassphrase is the longest passphrase that a file may hold, in bytes.
const maxPassphrase = 4096

// ReadPassphraseFile reads a passphrase for scripts: the file's text without the line
// break at its end, whatever the encoding that an editor gave it. A file that others can
// read is refused, and so is an empty one. On Windows, where a file's mode says little,
// anybody's file is taken.
func ReadPassphraseFile(name string) (secret.Text, error) {
	return readPassphrase(name, userfile.Line)
}

// ReadPassphraseBytes reads a passphrase file as Lanyard 0.1 did: with the marks and
// zeros of its encoding. What was encrypted then opens with these alone.
func ReadPassphraseBytes(name string) (secret.Text, error) {
	return readPassphrase(name, func(content []byte) string {
		return strings.TrimSuffix(strings.TrimSuffix(string(content), "\n"), "\r")
	})
}

func readPassphrase(name string, line func([]byte) string) (secret.Text, error) {
	content, _, err := userfile.ReadWith(context.Background(), name, maxPassphrase, onlyOurs)
	if err != nil {
		return secret.Text{}, fmt.Errorf("read the passphrase file: %w", err)
	}
	text := line(content)
	if text == "" {
		return secret.Text{}, fmt.Errorf("read the passphrase file: %s: it is empty", name)
	}
	return secret.New(text), nil
}
