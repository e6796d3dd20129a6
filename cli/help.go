package cli

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// helpWidth is where the help's lines are broken.
const helpWidth = 100

// help prints a command's help on stdout. It is written out here rather than as a
// template: templates are slow to start and keep unused code in the program.
func (a *program) help(cmd *cobra.Command, _ []string) {
	_ = a.print(helpText(cmd))
}

func helpText(cmd *cobra.Command) string {
	var b strings.Builder
	about := cmd.Long
	if about == "" {
		about = cmd.Short + "."
	}
	fmt.Fprintf(&b, "%s\n\nUsage:\n  %s\n", strings.TrimSpace(about), cmd.UseLine())
	for _, g := range cmd.Groups() {
		helpGroup(&b, cmd, g)
	}
	if len(cmd.Groups()) == 0 && cmd.HasAvailableSubCommands() {
		helpGroup(&b, cmd, &cobra.Group{Title: "Commands:"})
	}
	if cmd.Example != "" {
		fmt.Fprintf(&b, "\nExamples:\n%s\n", cmd.Example)
	}
	if f := helpFlags(cmd); f.HasAvailableFlags() {
		fmt.Fprintf(&b, "\nFlags:\n%s", f.FlagUsagesWrapped(helpWidth))
	}
	global := cmd.InheritedFlags()
	if !cmd.HasParent() {
		global = cmd.PersistentFlags()
	}
	if global.HasAvailableFlags() {
		fmt.Fprintf(&b, "\nFor every command:\n%s", global.FlagUsagesWrapped(helpWidth))
	}
	if !cmd.HasParent() {
		b.WriteString("\n" + rootNotes)
	}
	return b.String()
}

// helpFlags are a command's own flags in their order. Those that only clear another
// one are told in the command's text: a line for each would bury the others.
func helpFlags(cmd *cobra.Command) *pflag.FlagSet {
	shown := pflag.NewFlagSet("", pflag.ContinueOnError)
	shown.SortFlags = false
	own := cmd.LocalNonPersistentFlags()
	own.SortFlags = false
	own.VisitAll(func(f *pflag.Flag) {
		if !strings.HasPrefix(f.Name, "no-") {
			shown.AddFlag(f)
		}
	})
	return shown
}

func helpGroup(b *strings.Builder, cmd *cobra.Command, g *cobra.Group) {
	fmt.Fprintf(b, "\n%s\n", g.Title)
	for _, c := range cmd.Commands() {
		if c.GroupID == g.ID && (c.IsAvailableCommand() || c.Name() == "help") {
			fmt.Fprintf(b, "  %-11s %s\n", c.Name(), c.Short)
		}
	}
}

func (a *program) helpCommand(root *cobra.Command) *cobra.Command {
	c := a.command(groupMore, "help [COMMAND]", "Show the help of a command", between(0, 1),
		func(_ context.Context, args []string) error {
			cmd, rest, err := root.Find(args)
			if err != nil || len(rest) > 0 {
				return noCommand(root, args)
			}
			return a.print(helpText(cmd))
		})
	c.ValidArgsFunction = func(_ *cobra.Command, args []string, _ string) ([]cobra.Completion, cobra.ShellCompDirective) {
		var names []cobra.Completion
		for _, sub := range root.Commands() {
			if len(args) == 0 && sub.IsAvailableCommand() {
				names = append(names, cobra.CompletionWithDesc(sub.Name(), sub.Short))
			}
		}
		return names, cobra.ShellCompDirectiveNoFileComp
	}
	return c
}
