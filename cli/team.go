package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"lanyard/internal/agent"
	"lanyard/internal/app"
	"lanyard/internal/explain"
	"lanyard/internal/profile"
	"lanyard/internal/secret"
	"lanyard/internal/shellquote"
	"lanyard/internal/team"
	"lanyard/internal/team/access"
	"lanyard/internal/wallet"
	"lanyard/store"
)

const teamHelp = `A team's keys can lie in a store that the team has: Vault or OpenBao, KV version 2. Lanyard
fetches a key there when a sign-in needs it and keeps it in memory alone, so that after a
rotation everybody goes on by themselves.

lanyard move NAME --to TEAM puts a key there, and the profile without secrets beside it;
lanyard import --team TEAM takes what the team published.`

func (a *program) teamCommand() *cobra.Command {
	c := a.command(groupMore, "team add|login|status|list|remove", "Use keys that lie in a team's store", between(0, 0),
		func(context.Context, []string) error {
			return usage("lanyard team --help", "lanyard team needs one of add, login, status, list, remove")
		})
	c.Long = teamHelp
	c.Example = `  lanyard team add ml-platform --vault https://bao.example.com:8200 --path secret/lanyard
  lanyard team status ml-platform`
	c.AddCommand(a.teamAddCommand(), a.teamLoginCommand(), a.teamStatusCommand(), a.teamListCommand(), a.teamRemoveCommand())
	return c
}

const teamAddHelp = `Name a team's store. Its keys lie below PATH, the mount of a KV store (version 2) and a
prefix. Nothing is sent yet.

--vault is the store's address: https, or http to this computer itself. Given more than once,
the further ones are nodes that may answer in its place; a redirect to any other host is not
followed.

--auth says how you sign in: with a token that is there (BAO_TOKEN or VAULT_TOKEN, a token
helper, ~/.vault-token), by oidc, which is a page in the browser (a token that is there is taken first), by
userpass or ldap, for which you are asked, or by approle, which
programs do with VAULT_ROLE_ID and VAULT_SECRET_ID. A token in the environment is taken in any
case, if BAO_ADDR and VAULT_ADDR name this store or none.`

type teamFlags struct {
	vault                         []string
	path, namespace, auth, caFile string
}

func (a *program) teamAddCommand() *cobra.Command {
	var f teamFlags
	c := a.command("", "add TEAM --vault URL --path MOUNT/PREFIX [FLAGS]", "Name a team's store", between(1, 1),
		func(ctx context.Context, args []string) error { return a.addTeam(ctx, args[0], f) })
	c.Long = teamAddHelp
	c.Example = `  lanyard team add ml-platform --vault https://bao.example.com:8200 --path secret/lanyard
  lanyard team add ci --vault https://vault.example.com --path kv/ci --namespace ml --auth approle`
	fs := c.Flags()
	fs.SortFlags = false
	fs.StringArrayVar(&f.vault, "vault", nil, "the `URL` of the store; once more for each further node")
	textFlag(fs, &f.path, "path", "MOUNT/PREFIX", "where its keys lie")
	textFlag(fs, &f.namespace, "namespace", "N", "the namespace")
	textFlag(fs, &f.auth, "auth", "HOW", "how to sign in: token (the default), oidc, approle, userpass or ldap")
	textFlag(fs, &f.caFile, "ca-file", "FILE", "trust the certificates in this file too; its content is stored")
	var ways []string
	for _, way := range team.Auths() {
		ways = append(ways, string(way))
	}
	fixed(c, "auth", ways...)
	return c
}

func (a *program) addTeam(ctx context.Context, name string, f teamFlags) error {
	t, err := readTeam(ctx, name, f)
	if err != nil {
		return err
	}
	d, err := a.open(ctx)
	if err != nil {
		return err
	}
	if d.InMemory {
		return usage("use --secrets keyring or --secrets file", "what is agreed to for a team's store ends with this command where keys are in memory")
	}
	t, err = d.AddTeam(ctx, t)
	if errors.Is(err, wallet.ErrNameTaken) {
		return usage("lanyard team list shows them", "there is a team %q already", name)
	}
	if err != nil {
		return err
	}
	a.say("added the team %s: %s, %s", t.Name, t.Address, t.Path())
	a.note("lanyard team status %s tells whether you can sign in there", shellquote.Word(t.Name))
	return nil
}

// readTeam makes a team of the flags.
func readTeam(ctx context.Context, name string, f teamFlags) (team.Team, error) {
	t := team.Team{Name: name, Namespace: strings.Trim(f.namespace, "/"), Auth: team.Auth(f.auth)}
	if t.Auth == "" {
		t.Auth = team.Token
	}
	switch name {
	case store.BackendKeyring, store.BackendFile, store.BackendMemory:
		return t, usage("choose another name", "%q is a place on this computer, so a team cannot be called that", name)
	}
	if len(f.vault) == 0 || f.path == "" {
		return t, usage("give --vault URL and --path MOUNT/PREFIX", "it is not said where the team's store is")
	}
	for i, text := range f.vault {
		address, err := team.ParseAddress(text)
		if err != nil {
			return t, badFlag("vault", err)
		}
		if i == 0 {
			t.Address = address
		} else {
			t.Nodes = append(t.Nodes, address)
		}
	}
	t.Mount, t.Prefix = team.SplitPath(f.path)
	var err error
	if f.caFile != "" {
		if t.CAPEM, err = readCA(ctx, f.caFile); err != nil {
			return t, err
		}
	}
	if err := t.Check(); err != nil {
		return t, usage("", "%s", err)
	}
	return t, nil
}

// theTeam opens everything and finds a team by its name.
func (a *program) theTeam(ctx context.Context, name string) (*app.Runtime, team.Team, error) {
	d, err := a.open(ctx)
	if err != nil {
		return nil, team.Team{}, err
	}
	t, found, err := d.Stores.Find(ctx, name)
	switch {
	case err != nil:
		return nil, t, err
	case !found:
		return nil, t, &failure{Failure: explain.Failure{
			Exit: explain.ExitNotFound, What: headline(fmt.Sprintf("there is no team %q", name)), Next: sentence("lanyard team list shows those that there are"),
		}}
	}
	return d, t, nil
}

func (a *program) teamLoginCommand() *cobra.Command {
	c := a.command("", "login TEAM", "Sign in to a team's store, and tell as whom", between(1, 1), func(ctx context.Context, args []string) error {
		d, t, err := a.theTeam(ctx, args[0])
		if err != nil {
			return err
		}
		s, err := d.Stores.SignIn(ctx, t)
		if err != nil {
			return err
		}
		a.say("signed in to %s%s, %s", t.Name, as(s.Name), lives(s.TTL))
		return a.giveStore(ctx, d, t, s.Token)
	})
	c.Long = `Sign in to a team's store as its settings say, and tell as whom and for how long. The token
is shown to nobody and never written down: a running Lanyard (the window, or what lanyard unlock
started) keeps it in memory and renews it; without one it ends with the command.`
	c.Example = `  lanyard team login ml-platform`
	c.ValidArgsFunction = a.teamNames
	return c
}

// giveStore hands the token of a store to a running Lanyard.
func (a *program) giveStore(ctx context.Context, d *app.Runtime, t team.Team, token secret.Text) error {
	err := d.Agent().GiveStore(ctx, t.ID, token)
	switch {
	case err == nil:
		a.say("the running Lanyard keeps it, until it is locked or ends")
	case !errors.Is(err, agent.ErrNone):
		return ofAgent(err)
	case t.Auth != team.Token:
		a.note("no Lanyard runs that could keep it, so it ended with this command; lanyard unlock before it starts one")
	}
	return nil
}

func as(name string) string {
	if name == "" {
		return ""
	}
	return " as " + name
}

func lives(ttl time.Duration) string {
	if ttl == 0 {
		return "with a token that does not end"
	}
	return "with a token for " + ttl.Round(time.Second).String()
}

func (a *program) teamStatusCommand() *cobra.Command {
	c := a.command("", "status TEAM", "Tell how a team's store is, and whether you can sign in", between(1, 1),
		func(ctx context.Context, args []string) error {
			d, t, err := a.theTeam(ctx, args[0])
			if err != nil {
				return err
			}
			return a.tellTeam(ctx, d, t)
		})
	c.Example = `  lanyard team status ml-platform`
	c.ValidArgsFunction = a.teamNames
	return c
}

// tellTeam prints what is known of a store, line by line as it is found out.
func (a *program) tellTeam(ctx context.Context, d *app.Runtime, t team.Team) error {
	row := func(name, text string) error {
		return a.print(fmt.Sprintf("%-10s %s\n", name, clean(text)))
	}
	lines := [][2]string{{"team", t.Name}, {"store", strings.Join(t.Origins(), " ")}, {"path", t.Path()}, {"namespace", orDash(t.Namespace)}, {"sign-in", string(t.Auth)}}
	users, err := d.TeamUsers(ctx, t)
	if err != nil {
		return err
	}
	lines = append(lines, [2]string{"profiles", orDash(strings.Join(namesOf(users), ", "))})
	for _, l := range lines {
		if err := row(l[0], l[1]); err != nil {
			return err
		}
	}
	h, err := d.Stores.Health(ctx, t)
	if err != nil {
		return err
	}
	if err := row("state", stateOf(h.Sealed, h.Standby, h.Version)); err != nil {
		return err
	}
	s, err := d.Stores.SignIn(ctx, t)
	if err != nil {
		return err
	}
	return row("signed in", strings.TrimSpace(as(s.Name)+" "+lives(s.TTL)))
}

func stateOf(sealed, standby bool, version string) string {
	state := "ready"
	switch {
	case sealed:
		state = "sealed"
	case standby:
		state = "ready, a standby"
	}
	if version != "" {
		state += ", version " + version
	}
	return state
}

func (a *program) teamListCommand() *cobra.Command {
	c := a.command("", "list [TEAM]", "List the teams, or what lies in a team's store", between(0, 1), func(ctx context.Context, args []string) error {
		if len(args) == 0 {
			return a.listTeams(ctx)
		}
		d, t, err := a.theTeam(ctx, args[0])
		if err != nil {
			return err
		}
		return d.Stores.With(ctx, t, func(c access.Client) error {
			return c.List(ctx, c.Token, t.Prefix, func(names []string) error {
				var b strings.Builder
				for _, name := range names {
					b.WriteString(clean(name) + "\n")
				}
				return a.print(b.String())
			})
		})
	})
	c.Long = "List the teams that were added, or the names that lie in a team's store. No key is read."
	c.Example = `  lanyard team list
  lanyard team list ml-platform`
	c.ValidArgsFunction = a.teamNames
	return c
}

func (a *program) listTeams(ctx context.Context) error {
	d, err := a.open(ctx)
	if err != nil {
		return err
	}
	list, err := d.Teams.Load(ctx)
	if err != nil {
		return err
	}
	if len(list) == 0 {
		a.say("there is no team yet; lanyard team add names one")
		return nil
	}
	var rows [][]cell
	for _, t := range list {
		rows = append(rows, []cell{{clean(t.Name), ""}, {clean(t.Address), ""}, {clean(t.Path()), ""}, {clean(string(t.Auth)), ""}})
	}
	return a.print(table(rows, a.colours()))
}

func (a *program) teamRemoveCommand() *cobra.Command {
	c := a.command("", "remove TEAM", "Remove a team from this computer; its store keeps what it has", between(1, 1),
		func(ctx context.Context, args []string) error {
			d, t, err := a.theTeam(ctx, args[0])
			if err != nil {
				return err
			}
			users, err := d.TeamUsers(ctx, t)
			if err != nil {
				return err
			}
			if len(users) > 0 {
				return trouble(nil, "bring their keys back (lanyard move NAME --to keyring), or remove the profiles", "the team %s is still used by %s", t.Name, strings.Join(namesOf(users), ", "))
			}
			if err := d.RemoveTeam(ctx, t); err != nil {
				return err
			}
			a.say("removed the team %s; its store keeps what it has", t.Name)
			return nil
		})
	c.Example = `  lanyard team remove ml-platform`
	c.ValidArgsFunction = a.teamNames
	return c
}

// teamNames completes the names of teams.
func (a *program) teamNames(cmd *cobra.Command, args []string, begin string) ([]cobra.Completion, cobra.ShellCompDirective) {
	if len(args) > 0 || a.prepare() != nil {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	d, err := a.open(cmd.Context())
	if err != nil {
		return nil, cobra.ShellCompDirectiveError
	}
	list, err := d.Teams.Load(cmd.Context())
	if err != nil {
		return nil, cobra.ShellCompDirectiveError
	}
	var names []cobra.Completion
	for _, t := range list {
		if strings.HasPrefix(profile.FoldName(t.Name), profile.FoldName(begin)) {
			names = append(names, cobra.CompletionWithDesc(clean(t.Name), clean(t.Address)))
		}
	}
	return names, cobra.ShellCompDirectiveNoFileComp
}

// askTeam asks the person on the terminal for what signs in to a team's store.
func (a *program) askTeam(ctx context.Context, t team.Team) (access.Login, error) {
	term, err := a.openTerminal()
	if errors.Is(err, errNoTerminal) {
		return access.Login{}, &team.Error{Team: t.Name, Host: t.Host(), Reason: team.NoToken, Err: err}
	}
	if err != nil {
		return access.Login{}, err
	}
	defer func() { _ = term.Close() }()
	who, what := "User name", "Password"
	if t.Auth == team.AppRole {
		who, what = "Role id", "Secret id"
	}
	user, err := term.Ask(ctx, fmt.Sprintf("%s for the team's store %s at %s:", who, t.Name, t.Host()))
	if err != nil {
		return access.Login{}, err
	}
	var text secret.Text
	if text, err = term.Secret(ctx, what+" (not shown):"); err != nil {
		return access.Login{}, err
	}
	if user == "" || text.Empty() {
		return access.Login{}, usage("type it at the prompt", "nothing was given to sign in to %s with", t.Name)
	}
	return access.Login{User: user, Secret: text}, nil
}

// showTeamPage tells the person on the terminal where to sign in to a team's store.
func (a *program) showTeamPage(_ context.Context, t team.Team, page string) error {
	if !a.hasTerminal() {
		return &team.Error{Team: t.Name, Host: t.Host(), Reason: team.NoToken, Err: errNoTerminal}
	}
	a.say("to sign in to the team's store %s, open %s", t.Name, page)
	return nil
}

// keyFrom reads the name of a key in a store that was added here.
func (a *program) keyFrom(ctx context.Context, d *app.Runtime, reference string) (string, error) {
	if _, err := team.ParseRef(reference); err != nil {
		return "", badFlag("key-from", err)
	}
	if _, _, err := d.Stores.Of(ctx, reference); err != nil {
		return "", err
	}
	return reference, nil
}
