package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"lanyard/internal/app"
	"lanyard/internal/credimport"
	"lanyard/internal/profile"
	"lanyard/internal/secret"
	"lanyard/internal/shellquote"
	"lanyard/internal/wallet"
	"lanyard/store"
)

const addHelp = `Save a new profile, and its key in the keyring.

The key is asked for on the terminal without being shown, or read from standard input
with --secret-stdin; it is never an argument. With --key-of the profile shares the key
of another one. With --sign-in code there is no key: where a company's sign-in or its
rules leave no room for one, a one-time code of a web page opens a session instead.

--needs tells, for each kind or the one of --kind, what a profile needs and where to find it.`

const addExample = `  lanyard add prod-eu --kind cloud --region eu-de --space-id 7c1d…
  lanyard add lab --kind cp4d --url https://cpd-lab.apps.example.org --username ana --secret-kind password
  lanyard add old-studio --kind studio-local --url https://192.0.2.10 --instance-id icp --username ana
  lanyard add work --kind cloud --region eu-de --sign-in code
  lanyard add --needs --kind cp4d
  pass ibm/prod | lanyard add prod-us --kind cloud --region us-south --secret-stdin`

func (a *program) addCommand() *cobra.Command {
	var f profileFlags
	var needs bool
	var c *cobra.Command
	c = a.command(groupProfiles, "add NAME --kind KIND (--url URL | --region REGION) [FLAGS]", "Save a new profile and its key", between(0, 1),
		func(ctx context.Context, args []string) error {
			if needs {
				return a.tellNeeds(args, f.kind)
			}
			return a.add(ctx, c, args, f)
		})
	c.Long, c.Example = addHelp, addExample
	f.register(c)
	c.Flags().BoolVar(&needs, "needs", false, "tell what a profile needs and where to find it, and add none")
	a.completeProfileFlags(c)
	return c
}

func (a *program) add(ctx context.Context, cmd *cobra.Command, args []string, f profileFlags) error {
	name, err := a.name(args)
	if err != nil {
		return instead(err, "give it a NAME; lanyard add --needs tells what else it takes and where to find that")
	}
	if err := profile.CheckName(name); err != nil {
		return usage("", "%s", err)
	}
	v, err := a.read(ctx, cmd, f, "")
	if err != nil {
		return err
	}
	p := profile.Profile{Name: name}
	v.apply(&p)
	if p.URL == "" {
		return usage("add --url, or --region for IBM Cloud and AWS; lanyard add --needs tells where to find it", "it is not said where the service is")
	}
	d, err := a.open(ctx)
	if err != nil {
		return err
	}
	s, err := a.newSecrets(ctx, d, &p, v)
	if err != nil {
		return err
	}
	saved, err := d.Add(ctx, p, s)
	if err != nil {
		return fieldProblems(err)
	}
	a.afterSave(ctx, d, "added", saved, v)
	return nil
}

// newSecrets gets the key for a new profile. What can be refused without the key is
// refused before anybody is asked for it.
func (a *program) newSecrets(ctx context.Context, d *app.Runtime, p *profile.Profile, v *values) (wallet.Secrets, error) {
	var s wallet.Secrets
	var err error
	if v.f.keyOf != "" {
		if s.ShareWith, err = a.shared(ctx, d, p, v); err != nil {
			return s, err
		}
	}
	if err := a.checkBefore(*p, v); err != nil {
		return s, err
	}
	switch _, err := d.Find(ctx, p.Name); {
	case err == nil:
		return s, fmt.Errorf("add profile %q: %w", p.Name, wallet.ErrNameTaken)
	case !errors.Is(err, wallet.ErrNotFound):
		return s, err
	}
	switch {
	case p.ByCode():
		if err := d.Status(ctx).Err(); err != nil {
			return s, err
		}
	case v.f.keyFrom != "":
		if s.Reference, err = a.keyFrom(ctx, d, v.f.keyFrom); err != nil {
			return s, err
		}
	case s.ShareWith == "":
		if s.Key, err = a.newKey(ctx, d, *p, v); err != nil {
			return s, err
		}
	}
	if a.asksProxy(d, *p, v) {
		s.Proxy, err = a.askProxy(ctx, *p, v.f.proxySecretStdin)
	}
	return s, err
}

// shared finds the profile whose key is to be shared, and gives its id.
func (a *program) shared(ctx context.Context, d *app.Runtime, p *profile.Profile, v *values) (string, error) {
	other, err := d.Find(ctx, v.f.keyOf)
	if err != nil {
		return "", err
	}
	switch {
	case p.ByCode():
		return "", usage("add --sign-in key", "%q signs in with one-time codes and needs no key", p.Name)
	case other.ByCode():
		return "", usage("name another profile with --key-of", "%q signs in with one-time codes and has no key", other.Name)
	case p.ID != "" && other.ID == p.ID:
		return "", usage("name another profile with --key-of", "%q cannot share its own key", p.Name)
	case v.given("secret-kind") && v.secretKind != other.SecretKind:
		return "", usage("leave --secret-kind out", "the key of %q is of another kind: %s", other.Name, other.SecretKind)
	}
	p.SecretKind = other.SecretKind
	return other.ID, lendKey(ctx, d, other)
}

// newKey gets the key itself. Where keys are not kept it would be forgotten at the end
// of this command, so nobody is asked for it.
func (a *program) newKey(ctx context.Context, d *app.Runtime, p profile.Profile, v *values) (secret.Text, error) {
	if d.InMemory && !v.f.secretStdin {
		return notKept(), nil
	}
	if err := d.Status(ctx).Err(); err != nil {
		return secret.Text{}, err
	}
	return a.askKey(ctx, p, v)
}

// checkBefore refuses what can be refused before anybody is asked for a secret.
func (a *program) checkBefore(p profile.Profile, v *values) error {
	if v.f.proxySecretStdin && p.Proxy == "" {
		return usage("add --proxy http://user@host:port", "there is a password for a proxy but no proxy")
	}
	return fieldProblems(profile.Check(p))
}

// askKey gets the key that a profile is added or changed with. Where a kind takes two
// kinds of key, it says which one was taken unless the flag did; it says, too, when the
// key doesn't look like one of its kind.
func (a *program) askKey(ctx context.Context, p profile.Profile, v *values) (secret.Text, error) {
	key, err := a.keyOf(ctx, p, v.f.secretStdin)
	if kinds := p.Kind.SecretKinds(); err == nil && len(kinds) > 1 && !v.given("secret-kind") {
		a.note("the key was taken for a %s; --secret-kind says otherwise", keyWord(p.Kind, p.SecretKind))
	}
	if err == nil && p.SecretKind == profile.APIKey {
		if odd := credimport.OddKey(p.Kind, key.Reveal()); odd != "" {
			a.note("%s", odd)
		}
	}
	return key, err
}

// keyOf asks for a profile's key and says where it will go.
func (a *program) keyOf(ctx context.Context, p profile.Profile, fromStdin bool) (secret.Text, error) {
	word := keyWord(p.Kind, p.SecretKind)
	text, err := a.readSecret(ctx, secretSource{
		fromStdin: fromStdin,
		flag:      "--secret-stdin",
		what:      word,
		prompt:    fmt.Sprintf("%s of %s, for %s (not shown):", upperFirst(word), p.Name, hostOf(p.AuthOrigin())),
	})
	if err != nil {
		return text, err
	}
	return a.checkSecret(text, p.SecretKind)
}

// asksProxy reports whether a proxy's password is wanted: when standard input was said
// to have it, or when the flags name a proxy with a user.
func (a *program) asksProxy(d *app.Runtime, p profile.Profile, v *values) bool {
	return v.f.proxySecretStdin || v.given("proxy") && strings.Contains(p.Proxy, "@") && !d.InMemory
}

// askProxy gets the password of a profile's proxy.
func (a *program) askProxy(ctx context.Context, p profile.Profile, fromStdin bool) (secret.Text, error) {
	text, err := a.readSecret(ctx, secretSource{
		fromStdin: fromStdin,
		flag:      "--proxy-secret-stdin",
		what:      "password for the proxy",
		prompt:    fmt.Sprintf("Password for the proxy %s (not shown):", p.Proxy),
	})
	if err != nil {
		return text, err
	}
	return a.checkSecret(text, profile.Password)
}

// notKept stands for a key where keys are not kept: nobody reads it.
func notKept() secret.Text { return secret.New("not kept") }

// lendKey lets a command that changes a profile find a key where keys are not kept: such
// a change must not fail because of the key.
func lendKey(ctx context.Context, d *app.Runtime, p profile.Profile) error {
	if !d.InMemory {
		return nil
	}
	err := d.Keys.Put(ctx, p.KeyID, store.Entry{Secret: notKept(), Bound: p.Bound()})
	if err != nil {
		return fmt.Errorf("stand in for the key of profile %q: %w", p.Name, err)
	}
	return nil
}

// afterSave tells what was saved, and what a person should know about it.
func (a *program) afterSave(ctx context.Context, d *app.Runtime, did string, p profile.Profile, v *values) {
	for _, s := range *v.said {
		a.note("%s", s)
	}
	a.say("%s %s: %s, %s", did, p.Name, p.Kind.Title(), p.Host())
	if p.TLS.Mode == profile.TLSInsecure {
		a.say("warning: certificates are not checked for %s; whoever is in between can take the key. Better: --ca-file or --pin-sha256", p.Name)
	}
	if p.ByCode() {
		a.note("no key is stored for it; lanyard token %s asks for a one-time code, and lanyard unlock before it keeps the session", shellquote.Word(p.Name))
		return
	}
	if d.InMemory {
		a.note("the key is not kept (--secrets memory); lanyard token %s --secrets memory asks for it", shellquote.Word(p.Name))
		return
	}
	if others := sharers(ctx, d, p); len(others) > 0 {
		a.note("it shares its key with %s", strings.Join(others, ", "))
	}
}

// sharers lists the names of the other profiles that use a profile's key.
func sharers(ctx context.Context, d *app.Runtime, p profile.Profile) []string {
	users, err := d.KeyUsers(ctx, p.ID)
	if err != nil {
		return nil
	}
	var names []string
	for _, u := range users {
		if u.ID != p.ID {
			names = append(names, u.Name)
		}
	}
	return names
}

// hostOf is an origin without its scheme.
func hostOf(origin string) string {
	_, host, _ := strings.Cut(origin, "://")
	return host
}

func upperFirst(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

// isUnbound gives the error that says that a key may not go where its profile signs in.
func isUnbound(err error) (*wallet.UnboundError, bool) {
	return errors.AsType[*wallet.UnboundError](err)
}
