package cli

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"lanyard/internal/app"
	"lanyard/internal/profile"
	"lanyard/internal/shellquote"
	"lanyard/internal/team"
	"lanyard/store"
)

const moveHelp = `Put a profile's key into a team's store, with the profile beside it, without secrets, for
others to import; or bring it back to where this computer keeps keys.

The key goes from this computer only when the store has it: it is written where nobody else
wrote meanwhile, read back and compared first. All profiles that share the key go along. After
an interruption the same can be done again.

What is brought back stays in the store as well.`

func (a *program) moveCommand() *cobra.Command {
	var to string
	c := a.command(groupProfiles, "move NAME --to TEAM|keyring|file", "Move a profile's key to a team's store, or back", between(0, 1),
		func(ctx context.Context, args []string) error { return a.moveKey(ctx, args, to) })
	c.Long = moveHelp
	c.Example = `  lanyard move prod-eu --to ml-platform
  lanyard move prod-eu --to keyring`
	textFlag(c.Flags(), &to, "to", "PLACE", "the team, or keyring or file")
	c.ValidArgsFunction = a.profileNames(1)
	_ = c.RegisterFlagCompletionFunc("to", func(cmd *cobra.Command, _ []string, begin string) ([]cobra.Completion, cobra.ShellCompDirective) {
		names, how := a.teamNames(cmd, nil, begin)
		return append(names, store.BackendKeyring, store.BackendFile), how
	})
	return c
}

func (a *program) moveKey(ctx context.Context, args []string, to string) error {
	if to == "" {
		return usage("name a team with --to, or --to keyring", "it is not said where the key is to be")
	}
	if to == store.BackendKeyring || to == store.BackendFile {
		return a.moveBack(ctx, args, to)
	}
	d, t, err := a.theTeam(ctx, to)
	if err != nil {
		return err
	}
	p, err := a.target(ctx, d, args)
	if err != nil {
		return err
	}
	switch ref, err := team.ParseRef(p.KeyFrom); {
	case p.ByCode():
		return usage("", "%q signs in with one-time codes and has no key", p.Name)
	case d.InMemory:
		return usage("use --secrets keyring or --secrets file", "keys in memory end with this command, and the reference with them")
	case err == nil && t.Has(ref):
		a.say("the key of %s lies in %s already: %s", p.Name, t.Name, p.KeyFrom)
		return nil
	case p.KeyFrom != "":
		return usage(fmt.Sprintf("lanyard move %s --to keyring first", shellquote.Word(p.Name)), "the key of %s lies in another store: %s", p.Name, p.KeyFrom)
	}
	reference, moved, err := d.Publish(ctx, p, t)
	if err != nil {
		return err
	}
	a.say("the key of %s lies in %s now: %s", p.Name, t.Name, reference)
	a.tellSharers(p, moved)
	a.note("others take it with: lanyard import --team %s", shellquote.Word(t.Name))
	return nil
}

func (a *program) moveBack(ctx context.Context, args []string, to string) error {
	d, err := a.open(ctx)
	if err != nil {
		return err
	}
	p, err := a.target(ctx, d, args)
	if err != nil {
		return err
	}
	if d.Location != to {
		return usage(fmt.Sprintf("lanyard move %s --to %s, or keep all keys elsewhere: lanyard secrets move --to %s", shellquote.Word(p.Name), orFile(d.Location), to),
			"this computer keeps keys in another place: %s", d.Location)
	}
	if p.KeyFrom == "" {
		a.say("the key of %s is on this computer already", p.Name)
		return nil
	}
	from := p.KeyFrom
	moved, err := d.BringBack(ctx, p.ID)
	if err != nil {
		return err
	}
	a.say("the key of %s is on this computer now; the store keeps its own: %s", p.Name, from)
	a.tellSharers(p, moved)
	return nil
}

func orFile(location string) string {
	if location == store.BackendMemory {
		return store.BackendFile
	}
	return location
}

// tellSharers names the other profiles that went along.
func (a *program) tellSharers(p profile.Profile, moved []profile.Profile) {
	var names []string
	for _, m := range moved {
		if m.ID != p.ID {
			names = append(names, m.Name)
		}
	}
	if len(names) > 0 {
		a.note("so is that of %s, which share it", strings.Join(names, ", "))
	}
}

// importTeam takes the profiles that a team publishes, without the keys.
func (a *program) importTeam(ctx context.Context, f importFlags) error {
	d, t, err := a.theTeam(ctx, f.team)
	if err != nil {
		return err
	}
	if d.InMemory {
		return usage("use --secrets keyring or --secrets file", "keys in memory end with this command, and the references with them")
	}
	list, err := d.Published(ctx, t)
	if err != nil {
		return err
	}
	have, err := d.TeamUsers(ctx, t)
	if err != nil {
		return err
	}
	there := map[string]string{}
	for _, p := range have {
		there[p.KeyFrom] = p.Name
	}
	im := teamImport{program: a, runtime: d, yes: f.yes, dryRun: f.dryRun}
	for _, item := range list {
		if name, ok := there[item.Reference]; ok {
			a.say("%s is here already", name)
			im.saved++
			continue
		}
		if err := im.take(ctx, item); err != nil {
			return err
		}
	}
	if len(list) == 0 {
		a.say("the team %s publishes nothing under %s yet", t.Name, t.Path())
		return nil
	}
	if im.saved == 0 {
		return trouble(im.why, "", "nothing of what the team %s publishes was saved", t.Name)
	}
	return nil
}

// teamImport is an import of what a team publishes under way.
type teamImport struct {
	*program
	runtime     *app.Runtime
	yes, dryRun bool
	saved       int
	why         error // why something was not saved
}

// take saves one profile, after it was said where its key and tokens will go.
func (im *teamImport) take(ctx context.Context, item app.Published) error {
	if item.Err != nil {
		im.why = item.Err
		im.say("left out %s: %s", item.Reference, lowerFirst(explained(item.Err).What))
		return nil
	}
	p := item.Profile
	im.say("%s: %s; its key and tokens go to %s", p.Name, p.Kind.Title(), strings.Join(p.Hosts(), ", "))
	if foreign := p.ForeignHosts(); len(foreign) > 0 && !im.yes {
		question := fmt.Sprintf("%s is not IBM's. Take %s?", strings.Join(foreign, ", "), p.Name)
		if im.dryRun {
			im.say("hosts that are not IBM's need a yes: %s", strings.Join(foreign, ", "))
		} else if yes, err := im.confirm(ctx, question); err != nil || !yes {
			im.why = err
			im.say("left out %s: hosts that are not IBM's need a yes, or --yes", p.Name)
			return ctx.Err()
		}
	}
	if im.dryRun {
		im.saved++
		return nil
	}
	saved, err := im.runtime.TakePublished(ctx, item)
	if err != nil {
		im.why = err
		im.say("left out %s: %s", p.Name, lowerFirst(explained(err).What))
		return ctx.Err()
	}
	im.saved++
	im.say("added %s", saved.Name)
	return nil
}
