// Lanyard keeps the credentials of IBM Watson Machine Learning and watsonx users in
// the operating system's keyring and turns them into bearer tokens: in a window, and
// as a command line on the same profiles.
package main

import (
	"context"
	"os"

	"lanyard/cli"
	"lanyard/internal/platform/harden"
	"lanyard/internal/policy"
)

func main() {
	hardened := harden.Process() // before there is a secret in memory
	os.Exit(cli.Run(context.Background(), cli.Env{
		Args:   os.Args[1:],
		Stdin:  os.Stdin,
		Stdout: os.Stdout,
		Stderr: os.Stderr,
		Getenv: os.Getenv,

		Window:      window(),
		StartWindow: startWindow(hardened.OwnLimits),
		Policy:      policy.Load,
		OwnLimits:   hardened.OwnLimits,
		Hardened:    &hardened,
	}))
}
