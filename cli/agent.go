package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/spf13/cobra"

	"lanyard/internal/agent"
	"lanyard/internal/app"
	"lanyard/internal/background"
	"lanyard/internal/explain"
	"lanyard/internal/profile"
	"lanyard/internal/secret"
	"lanyard/internal/wallet"
	"lanyard/store"
)

// agentCommand is the hidden command by which the program runs itself in the
// background to serve commands.
const agentCommand = "__agent"

// The times of unlocking.
const (
	usualServing = 8 * time.Hour
	maxServing   = 7 * 24 * time.Hour
	agentStart   = 30 * time.Second // opening a secrets file takes a second by design
)

// agentOrder is what the background process is told through its standard input.
type agentOrder struct {
	Until      time.Time `json:"until"`
	Passphrase string    `json:"passphrase"` // of the secrets file; "" where there is none
}

const unlockHelp = `Start a small process in the background that keeps tokens for commands: they ask it before
they sign in themselves. It asks the passphrase of the secrets file once and keeps the file
open. It hands out tokens, never keys, to programs of yours alone, and ends after its time, at
"lanyard lock", when you log out, or when the window opens and takes over. A locked screen does
not end it, so that work goes on while you are away.`

func (a *program) unlockCommand() *cobra.Command {
	var life time.Duration
	c := a.command(groupTokens, "unlock [--for 8h]", "Keep tokens for commands in the background", between(0, 0),
		func(ctx context.Context, _ []string) error { return a.unlock(ctx, life) })
	c.Long = unlockHelp
	c.Example = `  lanyard unlock --for 2h
  lanyard --secrets file unlock`
	c.Flags().DurationVar(&life, "for", usualServing, "end after this `TIME`, at most 168h")
	return c
}

func (a *program) lockCommand() *cobra.Command {
	c := a.command(groupTokens, "lock", "Forget tokens: end what unlock and exec --serve started, lock the window", between(0, 0),
		func(ctx context.Context, _ []string) error { return a.lock(ctx) })
	c.Example = "  lanyard lock"
	return c
}

func (a *program) unlock(ctx context.Context, life time.Duration) error {
	if life < time.Second || life > maxServing {
		return usage("use a time such as 30m or 8h", "--for must be between a second and 168 hours")
	}
	d, err := a.open(ctx)
	if err != nil {
		return err
	}
	if err := d.Policy().CheckServing(); err != nil {
		return err
	}
	if d.InMemory {
		return usage("use --secrets keyring or --secrets file", "keys in memory end with each command, so there is nothing to keep open")
	}
	there, err := d.Agent().Hello(ctx)
	if err == nil && there.Window {
		return trouble(nil, "nothing: while the window is open it serves commands", "lanyard's window is open already")
	}
	var order agentOrder
	if d.Location == store.BackendFile {
		passphrase, err := a.openSecretsFile(ctx, d.Dir)
		if err != nil {
			return err
		}
		order.Passphrase = passphrase.Reveal()
	}
	if err == nil { // the one that runs would end earlier, or later
		if err := d.Agent().Stop(ctx); err != nil && !errors.Is(err, agent.ErrNone) {
			return err
		}
	}
	order.Until = a.now().Add(life).UTC().Round(0) // a passphrase takes its time
	if err := a.startAgent(d, order); err != nil {
		return trouble(err, "try again, or run each command with its own sign-in", "the background process could not be started")
	}
	a.say("unlocked until %s; lanyard lock ends it", order.Until.Local().Format("Mon 15:04"))
	return nil
}

// openSecretsFile asks for the passphrase until it fits, and gives it.
func (a *program) openSecretsFile(ctx context.Context, dir string) (secret.Text, error) {
	var passphrase secret.Text
	keys := store.OpenSecretsFile(dir, func(ctx context.Context, ask store.Ask) (secret.Text, error) {
		var err error
		passphrase, err = a.passphrase(ctx, ask)
		return passphrase, err
	})
	return passphrase, keys.Unlock(ctx)
}

func (a *program) startAgent(d *app.Runtime, order agentOrder) error {
	self, err := os.Executable()
	if err != nil {
		return fmt.Errorf("find the program itself: %w", err)
	}
	input, err := json.Marshal(order)
	if err != nil {
		return err
	}
	env := background.Environment(os.Environ(), "DBUS_SESSION_BUS_ADDRESS", "DBUS_SYSTEM_BUS_ADDRESS", "XDG_SESSION_ID", "XDG_STATE_HOME", "XDG_DATA_HOME",
		"HTTPS_PROXY", "https_proxy", "NO_PROXY", "no_proxy", "SSL_CERT_FILE", "SSL_CERT_DIR")
	env = append(env, "LANYARD_STATE_DIR="+d.StateDir())
	return background.Start(self, []string{agentCommand, "--config-dir", d.Dir, "--secrets", d.Location}, env, input, agentStart)
}

func (a *program) lock(ctx context.Context) error {
	d, err := a.open(ctx)
	if err != nil {
		return err
	}
	served, err := endServed(ctx, d.Dir)
	if served > 0 {
		a.say("the sign-in of %s that runs was ended", plural(served, "command"))
	}
	if err != nil {
		return trouble(err, "end the command itself", "a command that is served could not be locked")
	}
	switch err := d.Agent().Lock(ctx); {
	case errors.Is(err, agent.ErrMute):
		return trouble(err, "end the process that is called lanyard __agent, or the window", "a Lanyard that runs does not answer, and may still have tokens and keys")
	case errors.Is(err, agent.ErrNone):
		if served == 0 {
			a.say("nothing was unlocked")
		}
	case err != nil:
		return err
	default:
		a.say("locked")
	}
	return nil
}

// fetch gets a token: from the running Lanyard, which has it or fetches it once for all
// who ask, else by signing in.
func (a *program) fetch(ctx context.Context, d *app.Runtime, p profile.Profile, fresh bool) (wallet.Token, error) {
	if !d.InMemory {
		t, err := a.fromAgent(ctx, d, p, fresh)
		if !errors.Is(err, agent.ErrNone) {
			return t, err
		}
		a.log.Debug("no agent", "cause", err)
	}
	if fresh {
		return d.Fresh(ctx, p.ID)
	}
	return d.Token(ctx, p.ID)
}

func (a *program) fromAgent(ctx context.Context, d *app.Runtime, p profile.Profile, fresh bool) (wallet.Token, error) {
	t, err := d.Agent().Token(ctx, p.ID, fresh)
	if err == nil && wallet.ZoneOf(t, a.now()) == wallet.Dead { // as an older one may
		return wallet.Token{}, fmt.Errorf("%w: its token is over, or nearly", agent.ErrNone)
	}
	return t, ofAgent(err)
}

// ofAgent gives an agent's failures their words.
func ofAgent(err error) error {
	if f, ok := errors.AsType[*agent.FailedError](err); ok {
		return &failure{Failure: f.Failure, cause: err}
	}
	if errors.Is(err, agent.ErrDenied) {
		return &failure{cause: err, Failure: explain.Failure{
			Exit: explain.ExitKeyring, Check: "keyring",
			What: "The running Lanyard did not hand out a token",
			Why:  "You said no, did not answer in time, or its settings let no command ask.",
			Next: "Allow it when the window asks, or change the setting (Ctrl+, in the window).",
		}}
	}
	return err
}
