package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"lanyard/internal/profile"
	"lanyard/internal/shellquote"
	"lanyard/store"
)

const rootHelp = `Lanyard keeps your credentials for IBM watsonx.ai Runtime (Watson Machine Learning)
and gets bearer tokens with them: on IBM Cloud, on AWS, on Cloud Pak for Data and on
Watson Studio Local. Keys stay in the keyring of your operating system.

Without a command it opens its window. A FILE with credentials is shown there, in the
preview of the import: nothing is saved before you say so.`

const rootNotes = `Environment:
  LANYARD_PROFILE      the profile to use where no NAME is given
  LANYARD_CONFIG_DIR   as --config-dir
  LANYARD_SECRETS      as --secrets
  LANYARD_PASSPHRASE_FILE
                       a file, readable by you alone, with the passphrase of the secrets file
  LANYARD_STATE_DIR    where the activity is noted
  NO_COLOR             no colours

Exit codes:
  0 done   1 other   2 usage   3 no such profile   4 sign-in refused   5 unreachable
  6 no key: keyring missing or locked, or the key is not bound to this place
  7 the service answered something unusable, or stayed busy
  8 signed in, but the service, space or project refuses   130 interrupted
  exec: the command's own; 125 a failure of Lanyard's, 126 not runnable, 127 not found
`

// The groups of commands in the help.
const (
	groupProfiles = "profiles"
	groupTokens   = "tokens"
	groupCode     = "code"
	groupMore     = "more"
)

// groups lists the groups in the help's order.
func groups() []*cobra.Group {
	return []*cobra.Group{
		{ID: groupProfiles, Title: "Profiles:"},
		{ID: groupTokens, Title: "Signing in:"},
		{ID: groupCode, Title: "In code:"},
		{ID: groupMore, Title: "More:"},
	}
}

// action is what a command does once its flags and arguments are good.
type action func(ctx context.Context, args []string) error

// command makes a command that runs with the global flags read.
func (a *program) command(group, use, short string, args cobra.PositionalArgs, run action) *cobra.Command {
	return &cobra.Command{
		Use:     use,
		Short:   short,
		GroupID: group,
		Args:    args,
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := a.prepare(); err != nil {
				return err
			}
			a.started = true
			defer a.end()
			if _, ok := cmd.Annotations[endless]; ok {
				return run(cmd.Context(), args)
			}
			return a.limited(cmd.Context(), func(ctx context.Context) error { return run(ctx, args) })
		},
		ValidArgsFunction:     cobra.NoFileCompletions,
		DisableFlagsInUseLine: true,
	}
}

func (a *program) root() *cobra.Command {
	var demo bool
	root := a.command("", "lanyard [COMMAND | FILE]", "Credentials and tokens for IBM watsonx.ai Runtime", commandOrFile,
		func(ctx context.Context, args []string) error { return a.window(ctx, demo, args) })
	untilEnded(root)
	root.Long = rootHelp
	root.Example = `  lanyard add prod-eu --kind cloud --region eu-de
  lanyard token prod-eu --header
  lanyard ~/Downloads/apikey.json
  lanyard --demo`
	root.SilenceErrors, root.SilenceUsage = true, true
	root.CompletionOptions.DisableDefaultCmd = true
	root.SuggestionsMinimumDistance = 2
	root.SetHelpFunc(a.help)
	root.SetFlagErrorFunc(flagError)
	root.AddGroup(groups()...)
	root.Flags().BoolVar(&demo, "demo", false, "open the window on sample profiles and a built-in simulator; nothing of yours is read or written")

	global := root.PersistentFlags()
	textFlag(global, &a.configDir, "config-dir", "FOLDER", "where the profiles are")
	textFlag(global, &a.secrets, "secrets", "PLACE", "where keys are kept: keyring (the default), file or memory")
	global.DurationVar(&a.timeout, "timeout", 0, "give up after this `TIME`, such as 20s")
	textFlag(global, &a.logLevel, "log-level", "LEVEL", "tell on stderr what happens: debug, info, warn or error")
	global.BoolP("help", "h", false, "show the command's help")
	fixed(root, "secrets", store.BackendKeyring, store.BackendFile, store.BackendMemory)
	fixed(root, "log-level", "debug", "info", "warn", "error")
	_ = root.RegisterFlagCompletionFunc("config-dir", func(*cobra.Command, []string, string) ([]cobra.Completion, cobra.ShellCompDirective) {
		return nil, cobra.ShellCompDirectiveFilterDirs
	})

	root.AddCommand(
		a.addCommand(), a.importCommand(), a.editCommand(), a.listCommand(), a.showCommand(),
		a.renameCommand(), a.duplicateCommand(), a.removeCommand(),
		a.teamCommand(), a.moveCommand(),
		a.tokenCommand(), a.testCommand(), a.unlockCommand(), a.lockCommand(),
		a.snippetCommand(), a.execCommand(), a.injectCommand(),
		a.keyCommand(), a.backupCommand(), a.restoreCommand(), a.shareCommand(), a.secretsCommand(), a.doctorCommand(),
		a.simulateCommand(), a.completionCommand(), a.versionCommand(), a.holdCommand(), a.agentCommand(),
	)
	for command, others := range map[string][]string{
		"add": {"new", "create"}, "remove": {"rm", "delete"}, "list": {"ls"}, "duplicate": {"copy", "cp"}, "rename": {"mv"}, "token": {"get", "login"},
	} {
		if c, _, err := root.Find([]string{command}); err == nil {
			c.SuggestFor = others
		}
	}
	root.SetHelpCommand(a.helpCommand(root))
	root.SetHelpCommandGroupID(groupMore)
	return root
}

// commandOrFile takes, where no command is named, a file that is there: what a desktop
// opens the program with.
func commandOrFile(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	info, err := os.Stat(args[0])
	switch {
	case err == nil && info.IsDir() && !strings.ContainsAny(args[0], `/\`):
		return noCommand(cmd, args)
	case err == nil && info.IsDir():
		return usage("lanyard import --scan "+shellquote.Word(args[0]), "this is a folder: %s", args[0])
	case err == nil && len(args) > 1:
		return usage("lanyard FILE", "lanyard opens one file at a time")
	case err == nil:
		return nil
	case strings.ContainsAny(args[0], `/\`) || !errors.Is(err, fs.ErrNotExist):
		return fileTrouble(args[0], err)
	}
	return noCommand(cmd, args)
}

// noCommand is what is left when the first argument is no command.
func noCommand(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	next := "lanyard --help"
	if near := cmd.SuggestionsFor(args[0]); len(near) > 0 {
		next = "did you mean: lanyard " + strings.Join(near, ", lanyard ") + "?"
	}
	return usage(next, "there is no command %q", args[0])
}

// between accepts least to most arguments. Surplus ones are not repeated in the
// message: they could be a secret in the wrong place.
func between(least, most int) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		next := cmd.CommandPath() + " --help"
		switch {
		case len(args) < least:
			return usage(next, "%s needs %s", cmd.CommandPath(), strings.TrimPrefix(cmd.Use, cmd.Name()+" "))
		case len(args) > most && most == 0:
			return usage(next, "%s takes no arguments", cmd.CommandPath())
		case len(args) > most:
			return usage(next, "%s takes %s and nothing more; secrets are never arguments", cmd.CommandPath(), plural(most, "argument"))
		}
		return nil
	}
}

func plural(n int, noun string) string {
	if n == 1 {
		return "one " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// exclusive refuses flags that contradict each other.
func exclusive(cmd *cobra.Command, names ...string) error {
	var given []string
	for _, n := range names {
		if f := cmd.Flags().Lookup(n); f != nil && f.Changed && f.Value.String() != "false" {
			given = append(given, "--"+n)
		}
	}
	if len(given) < 2 {
		return nil
	}
	return usage("use one of them", "%s exclude each other", strings.Join(given, " and "))
}

// textFlag adds a flag that takes a text, which the help calls by a name of its own.
func textFlag(fs *pflag.FlagSet, to *string, flag, name, usage string) {
	fs.Var(&textValue{to, name}, flag, usage)
}

type textValue struct {
	to   *string
	name string
}

func (v *textValue) String() string {
	if v.to == nil { // pflag asks a value made of nothing for the default
		return ""
	}
	return *v.to
}

func (v *textValue) Set(s string) error {
	*v.to = s
	return nil
}

func (v *textValue) Type() string { return v.name }

// fixed completes a flag from a fixed list.
func fixed(cmd *cobra.Command, flag string, values ...string) {
	_ = cmd.RegisterFlagCompletionFunc(flag, cobra.FixedCompletions(values, cobra.ShellCompDirectiveNoFileComp))
}

// profileNames completes the names of profiles, for up to most arguments. They come from
// the profiles file, also where a Lanyard runs that could be asked: it would read the same
// file, has no more to tell, and may be locked, while the file can always be read.
func (a *program) profileNames(most int) cobra.CompletionFunc {
	return func(cmd *cobra.Command, args []string, begin string) ([]cobra.Completion, cobra.ShellCompDirective) {
		if len(args) >= most || a.prepare() != nil {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		d, err := a.open(cmd.Context())
		if err != nil {
			return nil, cobra.ShellCompDirectiveError
		}
		list, err := d.List(cmd.Context())
		if err != nil {
			return nil, cobra.ShellCompDirectiveError
		}
		var names []cobra.Completion
		for _, p := range list {
			if strings.HasPrefix(profile.FoldName(p.Name), profile.FoldName(begin)) {
				names = append(names, cobra.CompletionWithDesc(clean(p.Name), clean(p.Kind.Title()+", "+p.Host())))
			}
		}
		return names, cobra.ShellCompDirectiveNoFileComp
	}
}
