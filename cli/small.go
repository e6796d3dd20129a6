package cli

import (
	"bytes"
	"context"
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"

	"lanyard/assets"
)

func (a *program) versionCommand() *cobra.Command {
	c := a.command(groupMore, "version", "Show the version", between(0, 0), func(context.Context, []string) error {
		return a.print(fmt.Sprintf("lanyard %s%s, %s, %s/%s\n", assets.Version(), revision(), runtime.Version(), runtime.GOOS, runtime.GOARCH))
	})
	c.Example = "  lanyard version"
	return c
}

// revision is the commit that the program was built from, if the build knows it.
func revision() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return ""
	}
	var commit, changed string
	for _, s := range info.Settings {
		switch {
		case s.Key == "vcs.revision" && len(s.Value) >= 12:
			commit = s.Value[:12]
		case s.Key == "vcs.modified" && s.Value == "true":
			changed = " with changes"
		}
	}
	if commit == "" {
		return ""
	}
	return " (" + commit + changed + ")"
}

const completionHelp = `Write the script that completes commands, flags and the names of profiles in a shell.

  bash:        source <(lanyard completion bash)
  zsh:         lanyard completion zsh > "${fpath[1]}/_lanyard"
  fish:        lanyard completion fish > ~/.config/fish/completions/lanyard.fish
  powershell:  lanyard completion powershell | Out-String | Invoke-Expression`

func (a *program) completionCommand() *cobra.Command {
	var c *cobra.Command
	shells := []string{"bash", "zsh", "fish", "powershell"}
	c = a.command(groupMore, "completion bash|zsh|fish|powershell", "Write a shell's completion script", between(1, 1),
		func(_ context.Context, args []string) error {
			var b bytes.Buffer
			var err error
			switch root := c.Root(); args[0] {
			case "bash":
				err = root.GenBashCompletionV2(&b, true)
			case "zsh":
				err = root.GenZshCompletion(&b)
			case "fish":
				err = root.GenFishCompletion(&b, true)
			case "powershell":
				err = root.GenPowerShellCompletionWithDesc(&b)
			default:
				return usage("use bash, zsh, fish or powershell", "there is no completion for %q", args[0])
			}
			if err != nil {
				return trouble(err, "", "the completion script could not be written")
			}
			return a.print(b.String())
		})
	c.Long = completionHelp
	c.ValidArgsFunction = cobra.FixedCompletions(shells, cobra.ShellCompDirectiveNoFileComp)
	return c
}
