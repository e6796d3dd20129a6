package store

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"runtime/debug"
	"strings"

	"filippo.io/age"
	"filippo.io/age/armor"

	"lanyard/internal/secret"
)

const (
	// workFactor is what the stock age tool uses: about a second and 256 MiB an opening.
	workFactor = 18
	// maxWorkFactor is the most that is accepted: 1 GiB. A damaged or hostile file may
	// ask for any amount of memory.
	maxWorkFactor = 20

	secretsVersion = 1
	scryptStanza   = "\n-> scrypt "
)

// secretsDoc is what lies inside secrets.age: {"version":1,"secrets":{id:entry}}. Entries
// and fields that this version doesn't know survive a change.
type secretsDoc struct {
	secrets map[string]json.RawMessage
	extra   map[string]json.RawMessage
}

func newSecretsDoc() secretsDoc {
	return secretsDoc{secrets: map[string]json.RawMessage{}, extra: map[string]json.RawMessage{}}
}

// sealDoc encrypts the doc, so that `age -d` opens it with the passphrase.
func sealDoc(doc secretsDoc, passphrase secret.Text, factor int) ([]byte, error) {
	text, err := doc.encode()
	if err != nil {
		return nil, err
	}
	return encryptUnder(text, passphrase, factor)
}

func encryptUnder(text []byte, passphrase secret.Text, factor int) ([]byte, error) {
	recipient, err := age.NewScryptRecipient(passphrase.Reveal())
	if err != nil {
		return nil, err
	}
	recipient.SetWorkFactor(factor)
	defer giveBack()
	return encryptTo(text, recipient)
}

// giveBack gives the system the memory that making a key from a passphrase took: 256 MiB
// that a program which stays would else keep for minutes.
func giveBack() { debug.FreeOSMemory() }

func encryptTo(text []byte, recipient age.Recipient) ([]byte, error) {
	var b bytes.Buffer
	w, err := age.Encrypt(&b, recipient)
	if err != nil {
		return nil, err
	}
	if _, err := w.Write(text); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// openDoc decrypts a secrets file. A passphrase that doesn't fit is an [ErrPassphrase],
// anything else a [*DamageError] or [ErrNewer]. Damage to the very lines that hold the
// passphrase's check cannot be told from a wrong passphrase.
func openDoc(path string, content []byte, passphrase secret.Text) (secretsDoc, error) {
	text, err := decryptNamed(path, content, passphrase)
	if err != nil {
		return secretsDoc{}, err
	}
	doc, err := parseSecrets(text)
	if errors.Is(err, ErrNewer) {
		return secretsDoc{}, fmt.Errorf("%s: %w", path, err)
	}
	if err != nil {
		return secretsDoc{}, &DamageError{Path: path, Cause: err}
	}
	return doc, nil
}

// decryptNamed is decrypt with errors that name the file.
func decryptNamed(path string, content []byte, passphrase secret.Text) ([]byte, error) {
	text, err := decrypt(content, passphrase)
	switch {
	case errors.Is(err, age.ErrIncorrectIdentity):
		return nil, fmt.Errorf("%s: %w", path, ErrPassphrase)
	case err != nil:
		return nil, &DamageError{Path: path, Cause: errors.New(cleanText(err.Error()))}
	}
	return text, nil
}

func decrypt(content []byte, passphrase secret.Text) ([]byte, error) {
	if err := checkHead(content); err != nil {
		return nil, err
	}
	identity, err := age.NewScryptIdentity(passphrase.Reveal())
	if err != nil {
		return nil, fmt.Errorf("%w: %w", age.ErrIncorrectIdentity, err) // the empty one
	}
	identity.SetMaxWorkFactor(maxWorkFactor)
	defer giveBack()
	r, err := age.Decrypt(dearmored(content), identity)
	if err != nil {
		return nil, err
	}
	return io.ReadAll(r)
}

// dearmored reads also the text form that `age -a` writes.
func dearmored(content []byte) io.Reader {
	if bytes.HasPrefix(content, []byte(armor.Header)) {
		return armor.NewReader(bytes.NewReader(content))
	}
	return bytes.NewReader(content)
}

// checkHead refuses what is not an age file locked with a passphrase, without asking
// for one.
func checkHead(content []byte) error {
	if len(content) == 0 {
		return errors.New("the file is empty")
	}
	head, err := age.ExtractHeader(dearmored(content))
	if err != nil {
		// age's own words quote the file, which may be anything, a passphrase for instance
		return errors.New("not an age file, or its beginning is damaged")
	}
	if !strings.Contains(string(head), scryptStanza) {
		return errors.New("the file is not locked with a passphrase")
	}
	return nil
}

// parseSecrets reads the decrypted text. Its errors say nothing of it.
func parseSecrets(text []byte) (secretsDoc, error) {
	bad := errors.New("what is inside is not a list of keys")
	if invalidUTF8(text) >= 0 || checkSyntax(text) != nil {
		return secretsDoc{}, bad
	}
	fields, err := objectParts(text)
	if err != nil {
		return secretsDoc{}, bad
	}
	if err := checkVersion(fields["version"].raw, secretsVersion); err != nil {
		if errors.Is(err, ErrNewer) {
			return secretsDoc{}, err
		}
		return secretsDoc{}, bad
	}
	raw := fields["secrets"].raw
	if len(raw) == 0 || raw[0] != '{' {
		return secretsDoc{}, bad
	}
	entries, err := objectParts(raw)
	if err != nil {
		return secretsDoc{}, bad
	}
	return secretsDoc{secrets: others(entries), extra: others(fields, "version", "secrets")}, nil
}

func (d secretsDoc) encode() ([]byte, error) {
	fields := map[string]any{}
	for name, raw := range d.extra {
		fields[name] = raw
	}
	fields["version"], fields["secrets"] = secretsVersion, d.secrets
	return marshal(fields)
}
