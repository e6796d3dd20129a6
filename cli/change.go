package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"lanyard/internal/app"
	"lanyard/internal/profile"
	"lanyard/internal/shellquote"
)

func (a *program) renameCommand() *cobra.Command {
	c := a.command(groupProfiles, "rename OLD NEW", "Give a profile another name", between(2, 2), a.rename)
	c.Example = "  lanyard rename prod-eu prod-frankfurt"
	c.ValidArgsFunction = a.profileNames(1)
	return c
}

func (a *program) rename(ctx context.Context, args []string) error {
	d, err := a.open(ctx)
	if err != nil {
		return err
	}
	p, err := d.Find(ctx, args[0])
	if err != nil {
		return err
	}
	if err := profile.CheckName(args[1]); err != nil {
		return usage("", "%s", err)
	}
	saved, err := d.Rename(ctx, p.ID, args[1])
	if err != nil {
		return fieldProblems(err)
	}
	a.say("renamed %s to %s", p.Name, saved.Name)
	return nil
}

func (a *program) duplicateCommand() *cobra.Command {
	c := a.command(groupProfiles, "duplicate NAME NEW", "Copy a profile; both share one key", between(1, 2), a.duplicate)
	c.Example = `  lanyard duplicate prod-eu prod-us
  lanyard edit prod-us --region us-south --keep-secret`
	c.ValidArgsFunction = a.profileNames(1)
	return c
}

// duplicate takes NEW alone when LANYARD_PROFILE names the profile.
func (a *program) duplicate(ctx context.Context, args []string) error {
	newName := args[len(args)-1]
	d, err := a.open(ctx)
	if err != nil {
		return err
	}
	if len(args) == 1 && a.getenv("LANYARD_PROFILE") == "" {
		return usage("lanyard duplicate NAME NEW", "the copy's name is missing")
	}
	p, err := a.target(ctx, d, args[:len(args)-1])
	if err != nil {
		return err
	}
	if err := profile.CheckName(newName); err != nil {
		return usage("", "%s", err)
	}
	made, err := d.Duplicate(ctx, p.ID, newName)
	if err != nil {
		return fieldProblems(err)
	}
	if made.ByCode() {
		a.say("copied %s to %s; they share one session", p.Name, made.Name)
		return nil
	}
	a.say("copied %s to %s; they share one key", p.Name, made.Name)
	return nil
}

const removeHelp = `Remove a profile, and its key if no other profile uses it. IBM still knows the key: a key
that is no longer needed is deleted there too.`

func (a *program) removeCommand() *cobra.Command {
	var yes bool
	c := a.command(groupProfiles, "remove [NAME] --yes", "Remove a profile and its key", between(0, 1),
		func(ctx context.Context, args []string) error { return a.remove(ctx, args, yes) })
	c.Long = removeHelp
	c.Example = "  lanyard remove old-studio --yes"
	c.Flags().BoolVar(&yes, "yes", false, "do not ask")
	c.ValidArgsFunction = a.profileNames(1)
	return c
}

func (a *program) remove(ctx context.Context, args []string, yes bool) error {
	d, err := a.open(ctx)
	if err != nil {
		return err
	}
	p, err := a.target(ctx, d, args)
	if err != nil {
		return err
	}
	if !yes {
		sure, err := a.confirm(ctx, fmt.Sprintf("Remove %s (%s, %s)?", p.Name, p.Kind.Title(), p.Host()))
		switch {
		case errors.Is(err, errNoTerminal):
			return usage("add --yes", "nobody can be asked whether %s may be removed", p.Name)
		case err != nil:
			return err
		case !sure:
			a.say("%s stays", p.Name)
			return nil
		}
	}
	sharers := sharers(ctx, d, p)
	gone, err := d.Remove(ctx, p.ID, p.Name)
	if err != nil {
		return err
	}
	if err := gone.Commit(ctx); err != nil {
		// A key without its profile could not be found again: rather nothing than half.
		if back := gone.Undo(context.WithoutCancel(ctx)); back != nil {
			return errors.Join(err, back)
		}
		return instead(err, explained(err).Next+" To remove the profile alone: lanyard remove "+shellquote.Word(p.Name)+" --yes --secrets memory")
	}
	a.say("removed %s; %s", p.Name, keyFate(d, p, sharers))
	return nil
}

// keyFate says what became of a removed profile's key.
func keyFate(d *app.Runtime, p profile.Profile, sharers []string) string {
	switch {
	case p.ByCode():
		return "nothing secret was stored for it"
	case len(sharers) > 0:
		return "its key stays, for " + strings.Join(sharers, ", ")
	case d.InMemory:
		return "a key in the keyring, if there is one, stays (--secrets memory)"
	}
	return "its key is deleted here, and still valid at IBM"
}
