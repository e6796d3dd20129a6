package ui

import (
	"context"

	"lanyard/internal/agent"
	"lanyard/ui/kit"
)

// serve lets commands and second starts reach this window.
func (w *Window) serve() {
	if w.set.Serve == nil {
		return
	}
	kit.Background(w.Context(), w.host, func(context.Context) (struct{}, error) {
		return struct{}{}, w.set.Serve(agent.Host{
			Gate: w.Model, Raise: w.activation.raise, Locked: w.set.Wallet.Locked,
			Lock: func() { w.LockNow(w.t.LockedCommand) },
		})
	}, func(_ struct{}, err error) {
		if err != nil {
			w.Say(w.t.NotServing)
		}
	})
}
