package cli

import (
	"context"
	"errors"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"lanyard/internal/secret"
	"lanyard/store"
)

const secretsPassphraseHelp = `Change the passphrase of the secrets file. Asks for the old one (or reads it from the file that
LANYARD_PASSPHRASE_FILE names) and twice for the new one. Copies of the file that somebody
made before still open with the old one.`

func (a *program) secretsPassphraseCommand() *cobra.Command {
	var file string
	c := a.command("", "passphrase [--new-passphrase-file FILE]", "Change the passphrase of the secrets file", between(0, 0),
		func(ctx context.Context, _ []string) error { return a.changePassphrase(ctx, file) })
	c.Long = secretsPassphraseHelp
	c.Example = "  lanyard secrets passphrase"
	textFlag(c.Flags(), &file, "new-passphrase-file", "FILE", "read the new one from a file that only you can read")
	return c
}

func (a *program) changePassphrase(ctx context.Context, file string) error {
	dir, err := a.dir()
	if err != nil {
		return err
	}
	if _, err := os.Lstat(filepath.Join(dir, secretsFileName)); err != nil {
		return noPassphrase(nil, "There is no secrets file", "lanyard secrets move --to file makes one")
	}
	old, err := a.openSecretsFile(ctx, dir)
	if err != nil {
		return err
	}
	fresh, err := a.chosenPassphrase(ctx, file, "--new-passphrase-file", "the passphrase is changed; "+passphraseWarning)
	if err != nil {
		return err
	}
	keys := store.OpenSecretsFile(dir, nil)
	if err := keys.ChangePassphrase(ctx, old, fresh); err != nil {
		return err
	}
	a.say("the passphrase of %s is changed", keys.Path())
	if a.getenv("LANYARD_PASSPHRASE_FILE") != "" {
		a.note("the file that LANYARD_PASSPHRASE_FILE names still has the old one")
	}
	return nil
}

// chosenPassphrase gets a passphrase that nobody has yet: from the file that a flag
// names, else typed twice on the terminal, after a warning.
func (a *program) chosenPassphrase(ctx context.Context, file, flag, warning string) (secret.Text, error) {
	if file != "" {
		return passphraseIn(file, flag)
	}
	t, err := a.openTerminal()
	if errors.Is(err, errNoTerminal) {
		return secret.Text{}, usage("run the command on a terminal, or name a file with the passphrase: "+flag, "nobody can be asked for a passphrase")
	}
	if err != nil {
		return secret.Text{}, err
	}
	defer func() { _ = t.Close() }()
	a.say("%s", warning)
	return a.newPassphrase(ctx, t)
}

// passphraseAgain is for a passphrase of a file that did not fit. The file would say the
// same again, unless it has an encoding that an older Lanyard took for a part of the
// passphrase: then it is tried with that.
func passphraseAgain(file string) (secret.Text, error) {
	text, err := store.ReadPassphraseFile(file)
	asBytes, err2 := store.ReadPassphraseBytes(file)
	if err != nil || err2 != nil || text.Equal(asBytes) {
		return secret.Text{}, store.ErrPassphrase
	}
	return asBytes, nil
}

// passphraseIn reads a passphrase from the file that a flag or variable names.
func passphraseIn(file, flag string) (secret.Text, error) {
	text, err := store.ReadPassphraseFile(file)
	if err != nil {
		return text, noPassphrase(err, "The passphrase file cannot be used", "correct "+flag+"; the file must be readable by you alone (chmod 600)")
	}
	return text, nil
}
