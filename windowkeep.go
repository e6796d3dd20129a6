//go:build cgo

package main

import (
	"context"
	_ "embed"

	"lanyard/cli"
	"lanyard/internal/platform"
	"lanyard/internal/wallet"
	"lanyard/ui"
)

// threats is the page on what the program protects against, for the window to show.
//
//go:embed docs/threats.md
var threats string

// keep lets the window move keys from one place to another.
func keep(p *cli.Places) *ui.Keep {
	if p == nil {
		return nil
	}
	k := &ui.Keep{Follow: p.Follow, Overruled: p.Overruled}
	k.Move = func(ctx context.Context, to string, how ui.MoveHow) ([]wallet.Moved, error) {
		return p.Move(ctx, cli.MoveKeys{To: to, Replace: how.Replace, Leave: how.Leave, Tell: how.Tell})
	}
	return k
}

// hardened says how far the process is closed to others.
func hardened(h *platform.Hardening) string {
	if h == nil {
		return ""
	}
	return h.Words()
}
