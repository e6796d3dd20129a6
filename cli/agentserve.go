package cli

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"time"

	"github.com/spf13/cobra"

	"lanyard/internal/agent"
	"lanyard/internal/app"
	"lanyard/internal/background"
	"lanyard/internal/platform/session"
	"lanyard/internal/secret"
	"lanyard/internal/wallet"
	"lanyard/store"
)

// The times of an agent without a window.
const (
	agentLook = 5 * time.Second // how often it looks at the wall clock, which goes on while a computer sleeps, and at its socket
)

// serving is an agent without a window under way.
type serving struct {
	*app.Runtime
	server *agent.Server
	until  time.Time
	stop   context.CancelFunc
}

// agentCommand serves until its time is up. It runs in the background.
func (a *program) agentCommand() *cobra.Command {
	c := a.command("", agentCommand, "Serve commands for another Lanyard", between(0, 0), func(ctx context.Context, _ []string) error {
		ctx, stop := context.WithCancel(ctx)
		defer stop()
		s, err := a.takeAgentOrder(ctx, stop)
		if werr := background.Answer(a.env.Stdin, a.env.Stdout, err); err == nil {
			err = werr
		}
		if err != nil {
			return err
		}
		s.watch(ctx)
		if err := s.server.Serve(ctx); !errors.Is(err, context.Canceled) {
			return err
		}
		return nil
	})
	c.Hidden = true
	return untilEnded(c)
}

// takeAgentOrder opens what the agent serves from and takes its socket.
func (a *program) takeAgentOrder(ctx context.Context, stop context.CancelFunc) (*serving, error) {
	var order agentOrder
	if err := json.NewDecoder(io.LimitReader(a.env.Stdin, maxLine)).Decode(&order); err != nil {
		return nil, errors.New("read the order: it is not one")
	}
	a.held = secret.New(order.Passphrase)
	d, err := a.open(ctx)
	if err != nil {
		return nil, err
	}
	if !a.held.Empty() {
		if err := d.Unlock(ctx); err != nil {
			return nil, err
		}
	}
	d.KeepActivity(d.Wallet, store.FromAgent)
	d.WatchKeys()
	s := &serving{Runtime: d, until: order.Until, stop: stop}
	keys := d.KeyLocation(a.passphrase)
	s.server, err = d.Listen(agent.Host{
		Until: order.Until,
		// Keys that were moved into a file meanwhile need a passphrase, and nobody can be asked here.
		Locked: func() bool { return d.Locked() || d.UnlockTakesPassphrase(ctx) },
		Lock:   s.forget, Stop: stop,
	}, keys)
	if err != nil {
		return nil, err
	}
	d.KeepSessions() // for the time that the user has set
	go keys.Follow(ctx, func() { a.log.Info("keys are kept elsewhere now", "secrets", keys.Now()) })
	go d.FinishRotations(ctx)
	go d.Renew(ctx, func(r wallet.Renewal) { a.log.Info("renewed", "profile", r.Profile.Name, "cause", r.Err) })
	return s, nil
}

// forget forgets tokens and keys.
func (s *serving) forget() { _ = s.Lock(secret.Text{}) }

// end ends the agent. When it returns, tokens and keys are forgotten.
func (s *serving) end() {
	s.forget()
	s.stop()
}

// watch ends the agent when its time is up, when its session is over, and when nobody can
// reach it any more. A locked screen does not end it: work that goes on while the user is
// away is what it is for, and the user has said for how long.
func (s *serving) watch(ctx context.Context) {
	go func() {
		waitUntil(ctx, s.until, s.server.Reachable)
		s.end()
	}()
	go func() {
		if session.WatchEnd(ctx) {
			s.end()
		}
	}()
	go session.Watch(ctx, func(e session.Event) {
		if e == session.SessionEnding {
			s.end()
		}
	})
}

// waitUntil waits for a time of the wall clock, as long as good.
func waitUntil(ctx context.Context, until time.Time, good func() bool) {
	for good() {
		left := time.Until(until.Round(0))
		if left <= 0 {
			return
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(min(left, agentLook)):
		}
	}
}
