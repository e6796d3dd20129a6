package cli

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"lanyard/internal/app"
	"lanyard/internal/explain"
	"lanyard/internal/profile"
	"lanyard/internal/secret"
	"lanyard/internal/userfile"
	"lanyard/internal/wallet"
	"lanyard/store"
)

const backupHelp = `Save all profiles and their keys in one file, encrypted with a passphrase. lanyard restore reads
it on any computer, and so does the age tool. FILE may be - for standard output.`

type backupFlags struct {
	passphraseFile string
	force          bool
}

func (a *program) backupCommand() *cobra.Command {
	var f backupFlags
	c := a.command(groupProfiles, "backup FILE [--passphrase-file F] [--force]", "Save profiles and keys in an encrypted file", between(1, 1),
		func(ctx context.Context, args []string) error { return a.backup(ctx, args[0], f) })
	c.Long = backupHelp
	c.Example = `  lanyard backup lanyard.age
  lanyard backup - --passphrase-file ~/.backup-passphrase | ssh nas 'cat > lanyard.age'`
	textFlag(c.Flags(), &f.passphraseFile, "passphrase-file", "F", "read the passphrase from a file that only you can read")
	c.Flags().BoolVar(&f.force, "force", false, "replace the file if it is there")
	c.ValidArgsFunction = nil
	return c
}

func (a *program) backup(ctx context.Context, file string, f backupFlags) error {
	if err := a.canWriteTo(file, f.force); err != nil {
		return err
	}
	if file == toStdout && isTerminal(a.env.Stdout) {
		return usage("name a file, or send it on: lanyard backup - | …", "a backup is nothing to show on a terminal")
	}
	d, err := a.open(ctx)
	if err != nil {
		return err
	}
	if d.InMemory {
		return usage("lanyard share saves profiles without keys", "with --secrets memory there are no keys to save")
	}
	archive, keyless, err := d.Backup(ctx)
	if err != nil {
		return err
	}
	if len(archive.Profiles) == 0 {
		return trouble(nil, "lanyard add --help tells how to add one", "there are no profiles to save")
	}
	passphrase, err := a.chosenPassphrase(ctx, f.passphraseFile, "--passphrase-file", "a backup is made; "+passphraseWarning)
	if err != nil {
		return err
	}
	if err := d.SaveBackup(archive, passphrase, a.to(file, f.force)); err != nil {
		return err
	}
	for _, p := range keyless {
		a.note("the key of %s is not on this computer, so the backup hasn't got it", p.Name)
	}
	a.say("saved %s and %s", plural(len(archive.Profiles), "profile"), plural(len(archive.Keys), "key"))
	return nil
}

const shareHelp = `Save profiles without keys, for a colleague: lanyard import reads the file. All profiles, or those
that are named. Addresses, user names, spaces, tags and certificates are in it; ids of keys and
passwords are not. FILE may be - for standard output.`

func (a *program) shareCommand() *cobra.Command {
	var force bool
	c := a.command(groupProfiles, "share FILE [NAME…] [--force]", "Save profiles without keys, for a colleague", atLeast(1),
		func(ctx context.Context, args []string) error { return a.share(ctx, args[0], args[1:], force) })
	c.Long = shareHelp
	c.Example = `  lanyard share team.json
  lanyard share - prod-eu lab | ssh colleague lanyard import -`
	c.Flags().BoolVar(&force, "force", false, "replace the file if it is there")
	names := a.profileNames(1 << 10)
	c.ValidArgsFunction = func(cmd *cobra.Command, args []string, begin string) ([]cobra.Completion, cobra.ShellCompDirective) {
		if len(args) == 0 {
			return nil, cobra.ShellCompDirectiveDefault // a file
		}
		return names(cmd, args, begin)
	}
	return c
}

// atLeast accepts so many arguments and any number more.
func atLeast(least int) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error { return between(least, max(least, len(args)))(cmd, args) }
}

func (a *program) share(ctx context.Context, file string, names []string, force bool) error {
	if err := a.canWriteTo(file, force); err != nil {
		return err
	}
	d, err := a.open(ctx)
	if err != nil {
		return err
	}
	list, err := named(ctx, d, names)
	if err != nil {
		return err
	}
	if len(list) == 0 {
		return trouble(nil, "lanyard add --help tells how to add one", "there are no profiles to share")
	}
	if err := wallet.SaveShare(list, a.to(file, force)); err != nil {
		return err
	}
	a.say("saved %s without keys; addresses and user names are in the file", plural(len(list), "profile"))
	return nil
}

// named finds profiles by their names, each once; without names it gives all.
func named(ctx context.Context, d *app.Runtime, names []string) ([]profile.Profile, error) {
	if len(names) == 0 {
		return d.List(ctx)
	}
	var list []profile.Profile
	seen := map[string]bool{}
	for _, name := range names {
		p, err := d.Find(ctx, name)
		if err != nil {
			return nil, err
		}
		if !seen[p.ID] {
			list, seen[p.ID] = append(list, p), true
		}
	}
	return list, nil
}

// toStdout is the FILE that means standard output.
const toStdout = "-"

// canWriteTo refuses, before anybody is asked for anything, what would be refused later.
func (a *program) canWriteTo(file string, force bool) error {
	if file == toStdout {
		return nil
	}
	return writeFailure(file, store.CanWriteNew(file, force))
}

// to gives what writes a file, or standard output for "-".
func (a *program) to(file string, force bool) func(content []byte) error {
	return func(content []byte) error {
		if file == toStdout {
			return a.print(string(content))
		}
		return writeFailure(file, wallet.ToFile(file, force)(content))
	}
}

func writeFailure(file string, err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, store.ErrExists):
		return trouble(nil, "name another file, or replace it with --force", "the file %s is there already", file)
	}
	return trouble(err, "name a file that can be written", "the file %s cannot be written", file)
}

// readFrom reads a file, or standard input for "-".
func (a *program) readFrom(ctx context.Context, file string, limit int64) ([]byte, error) {
	var content []byte
	var err error
	if file == toStdout {
		content, err = a.readStdin(ctx, limit)
	} else {
		content, err = userfile.Read(ctx, file, limit)
	}
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case errors.As(err, new(*userfile.TooLargeError)):
		return nil, trouble(nil, "name the file that lanyard backup wrote", "the file %s is larger than any backup", file)
	case err != nil:
		return nil, trouble(err, "name a file that can be read", "the file %s cannot be read", file)
	}
	return content, nil
}

// readStdin reads standard input to its end, or until nobody waits any more.
func (a *program) readStdin(ctx context.Context, limit int64) ([]byte, error) {
	type outcome struct {
		content []byte
		err     error
	}
	done := make(chan outcome, 1)
	go func() {
		content, err := userfile.ReadAll(a.env.Stdin, 0, limit)
		done <- outcome{content, err}
	}()
	select {
	case o := <-done:
		return o.content, o.err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// archivePassphrase gets the passphrase of a backup: from a file if one is named, else
// from the terminal.
func (a *program) archivePassphrase(file string) func(context.Context, store.Ask) (secret.Text, error) {
	return func(ctx context.Context, ask store.Ask) (secret.Text, error) {
		if file != "" {
			if ask.Wrong {
				return passphraseAgain(file)
			}
			return passphraseIn(file, "--passphrase-file")
		}
		t, err := a.openTerminal()
		if errors.Is(err, errNoTerminal) {
			return secret.Text{}, usage("run the command on a terminal, or name a file with the passphrase: --passphrase-file", "nobody can be asked for the passphrase of the backup")
		}
		if err != nil {
			return secret.Text{}, err
		}
		defer func() { _ = t.Close() }()
		if ask.Wrong {
			a.say("that passphrase does not fit")
		}
		return t.Secret(ctx, "Passphrase of the backup (not shown):")
	}
}

// archiveFailure gives words to a backup that cannot be opened.
func archiveFailure(file string, err error) error {
	damage, damaged := errors.AsType[*store.DamageError](err)
	switch {
	case errors.Is(err, store.ErrPassphrase):
		return &failure{cause: err, Failure: explain.Failure{
			Exit: explain.ExitKeyring, What: "The passphrase does not fit the backup",
			Next: "Check the passphrase, and the file that --passphrase-file names.",
		}}
	case damaged:
		return &failure{cause: err, Failure: explain.Failure{
			Exit: explain.ExitOther, What: fmt.Sprintf("The file %s is no backup, or is damaged", file), Why: sentence(damage.Cause.Error()),
			Next: "Use the file that lanyard backup wrote, or another copy of it.",
		}}
	}
	return err
}
