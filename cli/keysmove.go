package cli

import (
	"context"
	"time"

	"github.com/spf13/cobra"

	"lanyard/internal/agent"
	"lanyard/internal/app"
	"lanyard/internal/profile"
	"lanyard/internal/wallet"
	"lanyard/store"
)

const secretsMoveHelp = `Move the keys of all profiles into the keyring or into the secrets file, and keep keys there
from now on. Every key is written, read back and compared before the first one is removed
from its old place. A move that was interrupted can be made again; it does what is left.

The secrets file is made with the first key; its passphrase is asked for, or read from the
file that LANYARD_PASSPHRASE_FILE names.`

type moveFlags struct {
	to             string
	replace, leave bool
}

func (a *program) secretsMoveCommand() *cobra.Command {
	var f moveFlags
	c := a.command("", "move --to keyring|file", "Move the keys, and keep them there from now on", between(0, 0),
		func(ctx context.Context, _ []string) error { return a.moveKeys(ctx, f) })
	c.Long = secretsMoveHelp
	c.Example = `  lanyard secrets move --to file
  lanyard secrets move --to keyring --leave-keys`
	textFlag(c.Flags(), &f.to, "to", "PLACE", "where keys are to be: keyring or file")
	c.Flags().BoolVar(&f.replace, "replace", false, "overwrite keys that lie there already and differ")
	c.Flags().BoolVar(&f.leave, "leave-keys", false, "move none: only keep keys there from now on")
	fixed(c, "to", store.BackendKeyring, store.BackendFile)
	return c
}

func (a *program) moveKeys(ctx context.Context, f moveFlags) error {
	if f.to != store.BackendKeyring && f.to != store.BackendFile {
		return usage("use --to keyring or --to file", "it is not said where the keys are to be")
	}
	d, err := a.open(ctx)
	if err != nil {
		return err
	}
	if err := d.Policy().CheckPlace(f.to); err != nil {
		return err
	}
	list, err := d.List(ctx)
	if err != nil {
		return err
	}
	m := wallet.Move{
		From: d.KeysAt(app.OtherLocation(f.to)), To: d.KeysAt(f.to), Replace: f.replace,
		Switch: func(ctx context.Context) error { return app.ChooseLocation(ctx, d.Dir, f.to) },
	}
	if !f.leave {
		m.IDs = d.KeyIDs(list)
	}
	if err := canMove(ctx, m); err != nil {
		return err
	}
	results, err := m.Run(ctx)
	a.tellMoved(results, list)
	if err != nil {
		return movedFailure(err, results)
	}
	a.say("%s moved; keys are now kept in: %s", plural(count(results, wallet.FateMoved), "key"), m.To.Status(ctx).Name)
	a.afterMove(ctx, d, f.to)
	return nil
}

// canMove finds out before anything is done whether there is a place to move from and
// one to move to.
func canMove(ctx context.Context, m wallet.Move) error {
	if err := m.To.Status(ctx).Err(); err != nil {
		return err
	}
	if len(m.IDs) == 0 {
		return nil
	}
	if err := m.From.Status(ctx).Err(); err != nil {
		return instead(err, "make that place work and try again; or add --leave-keys, and enter the keys anew")
	}
	return nil
}

// tellMoved says what became of the keys that were not simply moved.
func (a *program) tellMoved(results []wallet.Moved, list []profile.Profile) {
	for _, r := range results {
		of := nameOfKey(list, r.ID)
		switch r.Fate {
		case wallet.FateMissing:
			a.note("the key of %s is in neither place; lanyard edit NAME --secret-stdin enters it anew", of)
		case wallet.FateDamaged:
			a.note("the key of %s cannot be read, and stays; lanyard edit NAME --secret-stdin enters it anew", of)
		case wallet.FateDiffers:
			a.note("the key of %s lies in both places, and they differ", of)
		}
	}
}

// nameOfKey names a key by the profile that uses it.
func nameOfKey(list []profile.Profile, id string) string {
	for _, p := range list {
		switch id {
		case p.KeyID:
			return p.Name
		case p.ProxyKeyID:
			return p.Name + "'s proxy"
		}
	}
	return id
}

func count(results []wallet.Moved, fate wallet.Fate) int {
	n := 0
	for _, r := range results {
		if r.Fate == fate {
			n++
		}
	}
	return n
}

// movedFailure adds to a failed move what it comes to.
func movedFailure(err error, results []wallet.Moved) error {
	if count(results, wallet.FateDiffers) > 0 {
		return instead(err, "see which ones are right; --replace overwrites those in the new place with those in the old one")
	}
	return err
}

// afterMove tells what a move does not change, and what a Lanyard that runs makes of it.
func (a *program) afterMove(ctx context.Context, d *app.Runtime, to string) {
	if env := a.getenv("LANYARD_SECRETS"); env != "" && env != to {
		a.note("LANYARD_SECRETS still says %s, and counts before the settings", env)
	}
	running, err := followed(ctx, d.Agent(), to)
	switch {
	case err != nil: // nobody runs
	case running.Secrets != to:
		a.note("a Lanyard that runs keeps to the old place until it is started anew")
	case running.Locked && !running.Window:
		a.note("what lanyard unlock started needs the passphrase now: run lanyard unlock once more")
	default:
		a.say("the Lanyard that runs keeps keys there, too")
	}
}

// followed waits a moment until the Lanyard that runs keeps keys in another place.
func followed(ctx context.Context, c agent.Client, place string) (agent.Hello, error) {
	ctx, cancel := context.WithTimeout(ctx, followTime)
	defer cancel()
	for {
		running, err := c.Hello(ctx)
		if err != nil || running.Secrets == place {
			return running, err
		}
		select {
		case <-ctx.Done():
			return running, nil
		case <-time.After(followTime / 50):
		}
	}
}

// followTime is longer than it takes a Lanyard that runs to see that settings changed.
const followTime = 3 * time.Second
