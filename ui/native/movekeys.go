//go:build cgo

package native

import (
	"context"

	"lanyard/internal/app"
	"lanyard/internal/platform/harden"
	"lanyard/internal/wallet"
	"lanyard/ui/state"
)

// keep lets the window move keys from one place to another.
func keep(p *app.KeyLocation) *state.Keep {
	if p == nil {
		return nil
	}
	k := &state.Keep{Follow: p.Follow, Overruled: p.Overruled}
	k.Move = func(ctx context.Context, to string, how state.MoveHow) ([]wallet.Moved, error) {
		return p.Move(ctx, app.MoveKeys{To: to, Replace: how.Replace, Leave: how.Leave, Tell: how.Tell})
	}
	return k
}

// hardening says how far the process is closed to others.
func hardening(h *harden.Result) string {
	if h == nil {
		return ""
	}
	return h.Words()
}
