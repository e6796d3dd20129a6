package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"

	"github.com/spf13/cobra"

	"lanyard/internal/explain"
)

// Run runs one command line and gives the code to exit with. An interrupt (SIGINT,
// SIGTERM) or the end of ctx cancels what is under way at once; a second interrupt
// ends the program whatever it is doing.
func Run(ctx context.Context, e Env) int {
	allowDoubleClick()
	ctx, stop := signal.NotifyContext(ctx, os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop)
	return newProgram(e).run(ctx)
}

// run parses the command line, runs the command and reports its failure.
func (a *program) run(ctx context.Context) int {
	root := a.root()
	root.SetContext(ctx)
	root.SetArgs(slices.Concat([]string{}, a.env.Args)) // nil would mean the process's own
	root.SetIn(a.env.Stdin)
	root.SetOut(a.env.Stdout)
	root.SetErr(a.env.Stderr)
	cmd, err := root.ExecuteContextC(ctx)
	if code, ok := errors.AsType[childExit](err); ok {
		return int(code)
	}
	switch {
	case err == nil:
		return 0
	case ctx.Err() != nil && !errors.As(err, new(*failure)):
		err = context.Canceled // what fails while everything is being cancelled fails because of it
	case !a.started && !errors.As(err, new(*failure)):
		err = usage("", "%s", err)
	}
	f := explained(err)
	if f.Next == "" && f.Exit == explain.ExitUsage {
		f.Next = cmd.CommandPath() + " --help"
	}
	asJSON := a.wantsJSON(cmd)
	report(a.env.Stderr, f, asJSON)
	if cmd.Name() != "exec" {
		return f.Exit
	}
	code, own := execFailure(f)
	if own && !asJSON {
		_, _ = fmt.Fprintf(a.env.Stderr, "  exit code: %d; exec ends with %d, as the command was not run\n", f.Exit, code)
	}
	return code
}

// wantsJSON reports whether the failure is to be told as JSON: also when the command
// line failed to parse, before or after its --json.
func (a *program) wantsJSON(cmd *cobra.Command) bool {
	if f := cmd.Flags().Lookup("json"); f != nil && f.Changed {
		return f.Value.String() == "true"
	}
	for _, arg := range a.env.Args {
		if arg == "--" {
			break
		}
		if arg == "--json" || strings.EqualFold(arg, "--json=true") {
			return true
		}
	}
	return false
}
