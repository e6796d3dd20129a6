package cli

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"

	"lanyard/internal/explain"
	"lanyard/internal/secret"
	"lanyard/store"
)

// passphraseTries is how often a new passphrase may be typed differently twice.
const passphraseTries = 3

// passphrase gets the secrets file's passphrase: from the file that
// LANYARD_PASSPHRASE_FILE names, else from the terminal.
func (a *program) passphrase(ctx context.Context, ask store.Ask) (secret.Text, error) {
	if !a.held.Empty() {
		if ask.Wrong {
			return secret.Text{}, store.ErrPassphrase
		}
		return a.held, nil
	}
	if name := a.getenv("LANYARD_PASSPHRASE_FILE"); name != "" {
		return passphraseFrom(name, ask)
	}
	t, err := a.openTerminal()
	if errors.Is(err, errNoTerminal) {
		return secret.Text{}, noPassphrase(err, "The secrets file is locked", "run lanyard unlock on a terminal, which keeps it open for commands, or name a file with the passphrase in LANYARD_PASSPHRASE_FILE")
	}
	if err != nil {
		return secret.Text{}, err
	}
	defer func() { _ = t.Close() }()
	switch {
	case ask.New:
		a.say("a secrets file is made; %s", passphraseWarning)
		return a.newPassphrase(ctx, t)
	case ask.Wrong:
		a.say("that passphrase does not fit")
	}
	return t.Secret(ctx, "Passphrase of the secrets file (not shown):")
}

// passphraseFrom reads the passphrase from a file.
func passphraseFrom(name string, ask store.Ask) (secret.Text, error) {
	if ask.Wrong {
		return passphraseAgain(name)
	}
	return passphraseIn(name, "LANYARD_PASSPHRASE_FILE")
}

// passphraseWarning is what everybody should know who chooses a passphrase for a file
// with keys in it.
const passphraseWarning = "whoever has the file and its passphrase has the keys, and nobody can recover a lost passphrase"

// newPassphrase asks twice for a passphrase that nobody has yet.
func (a *program) newPassphrase(ctx context.Context, t terminal) (secret.Text, error) {
	for range passphraseTries {
		first, err := t.Secret(ctx, "New passphrase (not shown):")
		if err != nil {
			return first, err
		}
		again, err := t.Secret(ctx, "The same once more:")
		switch {
		case err != nil:
			return again, err
		case first.Empty():
			a.say("a passphrase is needed")
		case first.Equal(again):
			return first, nil
		default:
			a.say("the two were not the same")
		}
	}
	return secret.Text{}, noPassphrase(nil, "No passphrase was chosen", "try again")
}

func noPassphrase(cause error, what, next string) error {
	f := explain.Failure{Exit: explain.ExitKeyring, Check: "keyring", What: what, Next: sentence(next)}
	if cause != nil && !errors.Is(cause, errNoTerminal) {
		f.Why = sentence(cause.Error())
	}
	return &failure{Failure: f, cause: cause}
}

// ofSecretsFile gives words to the failures that only the secrets file has.
func ofSecretsFile(err error) (explain.Failure, bool) {
	f := explain.Failure{Exit: explain.ExitKeyring, Check: "keyring"}
	if errors.Is(err, store.ErrPassphrase) {
		f.What = "The passphrase does not fit the secrets file"
		f.Next = "Check the passphrase, and LANYARD_PASSPHRASE_FILE if it is set."
		return f, true
	}
	if d, ok := errors.AsType[*store.DamageError](err); ok && filepath.Ext(d.Path) == ".age" {
		f.What = "The secrets file cannot be read"
		f.Why = fmt.Sprintf("%s: %v. It is left as it is.", d.Path, d.Cause)
		f.Next = "Put a copy of it back, or move it away and enter the keys once more."
		return f, true
	}
	return f, false
}
