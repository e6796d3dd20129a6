package cli

import (
	"context"
	"errors"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"lanyard/internal/app"
	"lanyard/internal/profile"
	"lanyard/internal/wallet"
)

const editHelp = `Change a profile. What is not named stays as it is.

A profile's key may only go where it was meant for. When a change makes the profile sign
in elsewhere, or with other checks on the way, the key goes along only with --keep-secret;
otherwise give the new place's key with --secret-stdin, or answer on the terminal.

--no-FLAG clears what --FLAG sets: --no-tag, --no-space-id, --no-ca-file and so on, and
--no-trusted-profile by whatever name it was set.`

const editExample = `  lanyard edit prod-eu --project-id 0f3a… --no-production
  lanyard edit lab --url https://cpd-new.apps.example.org --keep-secret
  pass ibm/prod | lanyard edit prod-eu --secret-stdin`

func (a *program) editCommand() *cobra.Command {
	var f profileFlags
	var keep bool
	var c *cobra.Command
	c = a.command(groupProfiles, "edit [NAME] [FLAGS]", "Change a profile, or replace its key", between(0, 1),
		func(ctx context.Context, args []string) error { return a.edit(ctx, c, args, f, keep) })
	c.Long, c.Example = editHelp, editExample
	f.register(c)
	c.Flags().Lookup("secret-stdin").Usage = "replace the key: read it from standard input, one line; asks on a terminal"
	c.Flags().BoolVar(&keep, "keep-secret", false, "the stored key may go to the profile's new place")
	for _, name := range clearable() {
		c.Flags().Bool("no-"+name, false, "clear --"+name)
	}
	a.completeProfileFlags(c)
	c.ValidArgsFunction = a.profileNames(1)
	return c
}

func (a *program) edit(ctx context.Context, cmd *cobra.Command, args []string, f profileFlags, keep bool) error {
	d, err := a.open(ctx)
	if err != nil {
		return err
	}
	p, err := a.target(ctx, d, args)
	if err != nil {
		return err
	}
	if err := changesAnything(cmd); err != nil {
		return err
	}
	v, err := a.read(ctx, cmd, f, p.Kind)
	if err != nil {
		return err
	}
	if err := lendKey(ctx, d, p); err != nil {
		return err
	}
	if keep && onlyKeeps(cmd) {
		return a.agree(ctx, d, p)
	}
	s, err := a.changedSecrets(ctx, d, p, v, keep)
	if err != nil {
		return err
	}
	s.KeepSecret = keep || d.InMemory && s.Key.Empty()
	saved, err := a.save(ctx, d, p, v, s)
	if err != nil {
		return fieldProblems(err)
	}
	a.afterSave(ctx, d, "changed", saved, v)
	return nil
}

// changesAnything refuses an edit without a change, and clearing by --no-FLAG=false.
func changesAnything(cmd *cobra.Command) error {
	n := 0
	var odd string
	cmd.LocalNonPersistentFlags().VisitAll(func(f *pflag.Flag) {
		if !f.Changed || f.Name == "help" {
			return
		}
		n++
		if strings.HasPrefix(f.Name, "no-") && f.Value.String() != "true" {
			odd = f.Name
		}
	})
	switch {
	case odd != "":
		return usage("leave it out, or use it without a value", "--%s takes no value", odd)
	case n == 0:
		return usage("name what to change: lanyard edit --help", "there is nothing to change")
	}
	return nil
}

// onlyKeeps reports whether --keep-secret stands alone: then it is about a profile
// that was changed by hand.
func onlyKeeps(cmd *cobra.Command) bool {
	alone := true
	cmd.LocalNonPersistentFlags().VisitAll(func(f *pflag.Flag) { alone = alone && (!f.Changed || f.Name == "keep-secret") })
	return alone
}

// agree lets the key follow a profile that was changed outside of Lanyard, and says
// from where to where.
func (a *program) agree(ctx context.Context, d *app.Runtime, p profile.Profile) error {
	err := d.MayUse(ctx, p.ID)
	u, unbound := isUnbound(err)
	switch {
	case err == nil && p.ByCode():
		a.say("what %s is was agreed to already", p.Name)
		return nil
	case err == nil:
		a.say("the key of %s is bound to where it signs in already", p.Name)
		return nil
	case !unbound:
		return err
	}
	a.say("%s", explained(u).Why)
	if err := d.Agree(ctx, p.ID, u.Is); err != nil {
		return err
	}
	if p.ByCode() {
		a.say("codes and sessions of %s may now go to %s", p.Name, hostOf(u.Is.AuthURL))
		return nil
	}
	a.say("the key of %s may now go to %s", p.Name, hostOf(u.Want.AuthOrigin))
	return nil
}

// changedSecrets gets what an edit was told to replace.
func (a *program) changedSecrets(ctx context.Context, d *app.Runtime, p profile.Profile, v *values, keep bool) (wallet.Secrets, error) {
	var s wallet.Secrets
	after := p
	v.apply(&after)
	var err error
	if v.f.keyOf != "" {
		if s.ShareWith, err = a.shared(ctx, d, &after, v); err != nil {
			return s, err
		}
	}
	if err := a.checkBefore(after, v); err != nil {
		return s, err
	}
	if p.ByCode() && after.ByCode() && v.f.secretStdin {
		return s, usage("add --sign-in key to let it sign in with a key", "%q signs in with one-time codes and needs no key", p.Name)
	}
	switch {
	case v.f.keyFrom != "":
		if s.Reference, err = a.keyFrom(ctx, d, v.f.keyFrom); err != nil {
			return s, err
		}
	case v.f.secretStdin || p.ByCode() && !after.ByCode() && s.ShareWith == "":
		if s.Key, err = a.askKey(ctx, after, v); err != nil {
			return s, err
		}
	}
	stays := keep && p.ProxyKeyID != "" && !v.f.proxySecretStdin // the stored one goes along
	if !stays && a.asksProxy(d, after, v) {
		s.Proxy, err = a.askProxy(ctx, after, v.f.proxySecretStdin)
	}
	return s, err
}

// save saves an edit. A key that would have to go elsewhere goes there only when
// somebody at the terminal agrees, having seen both places.
func (a *program) save(ctx context.Context, d *app.Runtime, p profile.Profile, v *values, s wallet.Secrets) (profile.Profile, error) {
	change := func(p *profile.Profile) error {
		v.apply(p)
		return nil
	}
	saved, err := d.Edit(ctx, p.ID, change, s)
	u, unbound := isUnbound(err)
	if !unbound {
		return saved, err
	}
	refusal := unboundFailure(u, "give the new place's key with --secret-stdin, or let the stored key go there with --keep-secret")
	yes, askErr := a.confirm(ctx, explained(u).Why+" May the stored key go there?")
	switch {
	case errors.Is(askErr, errNoTerminal), askErr == nil && !yes:
		return saved, refusal
	case askErr != nil:
		return saved, askErr
	}
	s.KeepSecret = true
	return d.Edit(ctx, p.ID, change, s)
}

// unboundFailure says where a key was meant to go, where it would go now, and what to
// do about it.
func unboundFailure(u *wallet.UnboundError, next string) error {
	f := explained(u)
	f.Next = sentence(next)
	return &failure{Failure: f, cause: u}
}
