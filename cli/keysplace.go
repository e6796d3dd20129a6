package cli

import (
	"context"
	"fmt"
	"path/filepath"
	"runtime"

	"github.com/spf13/cobra"

	"lanyard/internal/app"
	"lanyard/internal/settings"
	"lanyard/internal/wallet"
	"lanyard/store"
)

const secretsHelp = `See and choose where keys are kept: in the keyring of your operating system, or in a file
encrypted with a passphrase (secrets.age in the folder of the profiles), for computers that
have no keyring. The file opens with the age tool, too.`

func (a *program) secretsCommand() *cobra.Command {
	c := a.command(groupMore, "secrets status|move|passphrase", "See, choose and move where keys are kept", noSubcommand, nil)
	c.Long = secretsHelp
	c.Example = `  lanyard secrets status
  lanyard secrets move --to file`
	c.AddCommand(a.secretsStatusCommand(), a.secretsMoveCommand(), a.secretsPassphraseCommand())
	return c
}

// noSubcommand is what is left when a command that only groups others is called.
func noSubcommand(cmd *cobra.Command, args []string) error {
	if len(args) > 0 {
		return usage(cmd.CommandPath()+" --help", "there is no command %q", cmd.CommandPath()+" "+args[0])
	}
	return usage(cmd.CommandPath()+" --help", "%s needs to be told what to do", cmd.CommandPath())
}

// placeView is a place where keys are kept, for people and as JSON.
type placeView struct {
	Backend string  `json:"backend"`
	Name    string  `json:"name"`
	State   string  `json:"state"`
	Detail  *string `json:"detail"`
	Where   *string `json:"where"`
}

func (a *program) placeView(ctx context.Context, d *app.Runtime, place string) placeView {
	st := d.KeysAt(place).Status(ctx)
	v := placeView{Backend: place, Name: clean(st.Name), State: string(st.State), Detail: orNull(clean(st.Detail)), Where: orNull(whereKeysAre(d.Dir, place))}
	if place == store.BackendFile && !exists(filepath.Join(d.Dir, secretsFileName)) {
		v.State, v.Detail = "none", nil
	}
	return v
}

// secretsFileName is the secrets file's name in the folder of the profiles.
const secretsFileName = "secrets.age"

// whereKeysAre says where somebody would look for the keys without Lanyard.
func whereKeysAre(dir, place string) string {
	switch {
	case place == store.BackendFile:
		return filepath.Join(dir, secretsFileName)
	case place == store.BackendMemory:
		return ""
	case runtime.GOOS == "windows":
		return `Windows Credential Manager, generic credentials beginning with "` + store.Service + `:"`
	case runtime.GOOS == "darwin":
		return `Keychain Access, login keychain, items named "` + store.Service + `"`
	}
	return `Secret Service, items with the attribute service="` + store.Service + `"`
}

// placeStatus is the answer of secrets status.
type placeStatus struct {
	placeView
	ChosenBy string     `json:"chosen_by"`
	Keys     int        `json:"keys"` // how many the profiles use
	Other    *placeView `json:"other"`
}

const secretsStatusHelp = `Show where keys are kept, and in what state that place is. Asks nobody and reads no key.

With --json: backend (keyring, file or memory), name, state (ready, locked, absent,
no-collection, stuck, damaged or none), detail, where, chosen_by (flag, environment, policy,
settings or default), keys (how many the profiles use), and other: the same of the place not in use.`

func (a *program) secretsStatusCommand() *cobra.Command {
	var asJSON bool
	var c *cobra.Command
	c = a.command("", "status [--json]", "Show where keys are kept", between(0, 0),
		func(ctx context.Context, _ []string) error {
			s, err := a.placeStatus(ctx, c.Flags().Changed("secrets"))
			if err != nil {
				return err
			}
			if asJSON {
				return a.printJSON(s)
			}
			return a.print(s.table(a.colours()))
		})
	c.Long = secretsStatusHelp
	c.Example = "  lanyard secrets status --json"
	c.Flags().BoolVar(&asJSON, "json", false, "as a JSON object")
	return c
}

func (a *program) placeStatus(ctx context.Context, byFlag bool) (placeStatus, error) {
	d, err := a.open(ctx)
	if err != nil {
		return placeStatus{}, err
	}
	list, err := d.List(ctx)
	if err != nil {
		return placeStatus{}, err
	}
	s := placeStatus{placeView: a.placeView(ctx, d, d.Location), Keys: len(wallet.KeyIDs(list)), ChosenBy: "default"}
	switch {
	case byFlag:
		s.ChosenBy = "flag"
	case a.getenv("LANYARD_SECRETS") != "":
		s.ChosenBy = "environment"
	case d.Overruled != "" || d.Policy().CheckPlace(settings.Default().Secrets) != nil:
		s.ChosenBy = "policy"
	case d.Settings().Secrets != settings.Default().Secrets:
		s.ChosenBy = "settings"
	}
	if !d.InMemory {
		other := a.placeView(ctx, d, app.OtherLocation(d.Location))
		s.Other = &other
	}
	return s, nil
}

func (s placeStatus) table(colour bool) string {
	rows := [][]cell{}
	line := func(label, text string) { rows = append(rows, []cell{{label, quiet}, {text, ""}}) }
	line("in use", s.describe())
	if s.Where != nil {
		line("where", clean(*s.Where))
	}
	line("chosen by", map[string]string{
		"flag": "--secrets", "environment": "LANYARD_SECRETS", "settings": "settings.json (secrets move, or the window)", "default": "nobody: this is the default",
		"policy": "your organisation",
	}[s.ChosenBy])
	line("keys", fmt.Sprintf("%d used by the profiles", s.Keys))
	if s.Other != nil {
		line("not in use", s.Other.describe())
	}
	return table(rows, colour)
}

func (v placeView) describe() string {
	text := v.Name + ": " + v.State
	if v.Name == "" {
		text = v.Backend + ": " + v.State
	}
	if v.Detail != nil {
		text += " (" + *v.Detail + ")"
	}
	return text
}
