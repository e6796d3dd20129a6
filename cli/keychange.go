package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"lanyard/iam"
	"lanyard/internal/app"
	"lanyard/internal/profile"
	"lanyard/internal/rotation"
	"lanyard/internal/shellquote"
	"lanyard/internal/wallet"
)

const keyCreateHelp = `Make a profile like another one with an API key of its own, which is made at IBM with the other
one's key. On Cloud Pak for Data this is for profiles that sign in with a password: the new
profile signs in with a key instead. A key that the user had there ends at once.`

type createFlags struct {
	from       string
	codeStdin  bool
	expiresIn  days
	whenLeaked string
	yes        bool
}

func (a *program) keyCreateCommand() *cobra.Command {
	var f createFlags
	c := a.command("", "create NEW --from NAME [FLAGS]", "Make a profile with an API key of its own", between(1, 1),
		func(ctx context.Context, args []string) error { return a.keyCreate(ctx, args[0], f) })
	c.Long = keyCreateHelp
	c.Example = "  lanyard key create nightly --from prod-eu --expires-in 90d --when-leaked disable"
	textFlag(c.Flags(), &f.from, "from", "NAME", "the profile whose key makes the new one")
	c.Flags().Var(&f.expiresIn, "expires-in", "when the new key ends, such as 90d (default never)")
	textFlag(c.Flags(), &f.whenLeaked, "when-leaked", "ACTION", "what IBM does when it finds the key in a public place: none, disable or delete")
	c.Flags().BoolVar(&f.yes, "yes", false, "do not ask")
	c.Flags().BoolVar(&f.codeStdin, "code-stdin", false, "where NAME signs in with one-time codes: "+codeStdinHelp)
	fixed(c, "when-leaked", string(iam.LeakNone), string(iam.LeakDisable), string(iam.LeakDelete))
	_ = c.RegisterFlagCompletionFunc("from", a.profileNames(2))
	return c
}

func (a *program) keyCreate(ctx context.Context, name string, f createFlags) error {
	leak := iam.Leak(f.whenLeaked)
	switch {
	case f.from == "":
		return usage("add --from NAME", "no profile was named whose key makes the new one")
	case f.expiresIn.set && f.expiresIn.Duration < time.Hour:
		return usage("use a time such as 90d", "--expires-in must be an hour or more")
	case leak != "" && leak != iam.LeakNone && leak != iam.LeakDisable && leak != iam.LeakDelete:
		return usage("use --when-leaked none, disable or delete", "there is no action %q", f.whenLeaked)
	}
	if err := profile.CheckName(name); err != nil {
		return usage("", "%s", err)
	}
	d, e, p, err := a.keyDesk(ctx, []string{f.from})
	if err != nil {
		return err
	}
	if err := nameIsFree(ctx, d.Wallet, name); err != nil {
		return err
	}
	if err := checkCodeStdin(p, f.codeStdin); err != nil {
		return err
	}
	if p.ByCode() {
		return a.keyFromCode(ctx, d, e, p, name, f)
	}
	e.Ask = func(ctx context.Context, q rotation.Asked) (bool, error) {
		return a.mayRotate(ctx, q, rotateFlags{yes: f.yes})
	}
	e.Reveal = a.revealOnce
	made, res, err := e.CreateFor(ctx, p, name, rotation.NewKeyOptions{ExpiresIn: f.expiresIn.Duration, WhenLeaked: leak})
	if err != nil {
		return a.notRotated(ctx, d, p, err)
	}
	a.say("made %s with a key of its own (%s)", made.Name, orDash(res.NewID))
	return a.print(clean(made.Name) + "\n")
}

// keyFromCode makes a key with the session of a profile that signs in with one-time codes.
func (a *program) keyFromCode(ctx context.Context, d *app.Runtime, e *rotation.Engine, p profile.Profile, name string, f createFlags) error {
	if p.TrustedProfile != nil {
		return usage("lanyard duplicate "+shellquote.Word(p.Name)+" NEW, then lanyard edit NEW --no-trusted-profile", "%q acts as a trusted profile, which has no API keys of its own", p.Name)
	}
	t, err := a.fetchWithCode(ctx, d, &p, false, f.codeStdin)
	if err != nil {
		return wayOut(p, err)
	}
	t = wallet.Peek(t.Access) // one of the running Lanyard's comes without its claims
	made, err := e.CreateFromCode(ctx, p, t, name, rotation.NewKeyOptions{ExpiresIn: f.expiresIn.Duration, WhenLeaked: iam.Leak(f.whenLeaked)})
	if err != nil {
		return a.notRotated(ctx, d, p, err)
	}
	a.say("made %s with an API key of its own", made.Name)
	return a.print(clean(made.Name) + "\n")
}

// finder finds profiles by their names.
type finder interface {
	Find(ctx context.Context, name string) (profile.Profile, error)
}

// nameIsFree refuses a name that a profile has, before anything is made for it.
func nameIsFree(ctx context.Context, f finder, name string) error {
	_, err := f.Find(ctx, name)
	switch {
	case err == nil:
		return fmt.Errorf("name profile %q: %w", name, wallet.ErrNameTaken)
	case errors.Is(err, wallet.ErrNotFound):
		return nil
	}
	return err
}

// keySwitchCommand makes the commands that disable, enable and delete a key.
func (a *program) keySwitchCommand(verb string) *cobra.Command {
	var yes bool
	short := map[string]string{
		"disable": "Keep an API key from signing in", "enable": "Let a disabled API key sign in again", "delete": "Delete an API key at IBM for good",
	}[verb]
	c := a.command("", verb+" [NAME] [ID] --yes", short, between(0, 2),
		func(ctx context.Context, args []string) error { return a.keySwitch(ctx, verb, args, yes) })
	c.Long = upperFirst(strings.TrimSuffix(short, ".")) + ".\n\nID is IBM's, as lanyard key list shows it; without it the profile's own key is meant. A key that\nis gone already is no failure."
	c.Example = "  lanyard key " + verb + " prod-eu ApiKey-0f3a… --yes"
	c.Flags().BoolVar(&yes, "yes", false, "do not ask")
	c.ValidArgsFunction = a.profileNames(1)
	return c
}

func (a *program) keySwitch(ctx context.Context, verb string, args []string, yes bool) error {
	id := ""
	if len(args) == 2 {
		args, id = args[:1], args[1]
	}
	if len(args) == 1 && strings.HasPrefix(args[0], "ApiKey-") && a.getenv("LANYARD_PROFILE") != "" {
		args, id = nil, args[0]
	}
	_, e, p, err := a.keyDesk(ctx, args)
	if err != nil {
		return err
	}
	if !yes {
		sure, err := a.surely(ctx, e, p, verb, id)
		if err != nil || !sure {
			return err
		}
	}
	return a.switchKey(ctx, e, p, verb, id)
}

// surely names the profiles and the last use, and asks.
func (a *program) surely(ctx context.Context, e *rotation.Engine, p profile.Profile, verb, id string) (bool, error) {
	if !a.hasTerminal() {
		return false, usage("add --yes", "nobody can be asked whether to %s the key", verb)
	}
	list, err := e.List(ctx, p)
	if err != nil {
		return false, forProfile(p, err)
	}
	for _, k := range list {
		if k.ID == id || id == "" && k.KeyID == p.KeyID {
			a.say("%q (%s), last used: %s", k.Name, k.ID, orDash(a.lastUse(k)))
			if names := namesOf(k.Profiles); len(names) > 0 {
				a.say("used by %s", strings.Join(names, ", "))
			}
		}
	}
	sure, err := a.confirm(ctx, upperFirst(verb)+" it?")
	if err == nil && !sure {
		a.say("nothing was changed")
	}
	return sure, err
}

func (a *program) switchKey(ctx context.Context, e *rotation.Engine, p profile.Profile, verb, id string) error {
	var d iam.KeyDetails
	var err error
	if verb == "delete" {
		d, err = e.Delete(ctx, p, id)
	} else {
		d, err = e.SetDisabled(ctx, p, id, verb == "disable")
	}
	done := map[string]string{"disable": "disabled", "enable": "enabled", "delete": "deleted"}[verb]
	switch e, ok := errors.AsType[*iam.Error](err); {
	case ok && e.Status == 404 && id != "", err == nil && d.ID == "":
		a.say("there is no such key any more")
		return nil
	case err != nil:
		return forProfile(p, err)
	}
	a.say("%s %q (%s), last used: %s", done, d.Name, d.ID, orDash(localTime(d.LastUsedAt)))
	return nil
}
