package cli

import (
	"context"
	"net"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"lanyard/iam/sim"
)

const simulateHelp = `Serve the sign-in and service calls of IBM Cloud, watsonx on AWS, Cloud Pak for Data and
Watson Studio Local on this computer alone, with credentials made for the occasion.
Prints one line of JSON with addresses and credentials when ready, and runs until
interrupted.`

func (a *program) simulateCommand() *cobra.Command {
	var o sim.Options
	c := untilEnded(a.command(groupMore, "simulate [FLAGS]", "Run the built-in simulator of IBM's services", between(0, 0),
		func(ctx context.Context, _ []string) error { return a.simulate(ctx, o) }))
	c.Long = simulateHelp
	c.Example = `  lanyard simulate > sim.json &
  lanyard simulate --listen 127.0.0.1:8443 --ca-out sim.pem --token-life 2m`
	textFlag(c.Flags(), &o.Listen, "listen", "HOST:PORT", "where IBM Cloud's service is to be, on this computer alone (default a free port)")
	textFlag(c.Flags(), &o.CAOut, "ca-out", "FILE", "where the CA certificate goes, to stay there (default a temporary file)")
	c.Flags().DurationVar(&o.TokenLife, "token-life", 0, "the `TIME` that tokens live, such as 20m (default as at IBM)")
	c.Flags().DurationVar(&o.SessionIdle, "session-idle", 0, "after what `TIME` without a renewal a session of a one-time code ends (default 2 lives of a token)")
	c.Flags().DurationVar(&o.SessionLife, "session-life", 0, "the `TIME` after which such a session ends in any case (default 24 lives of a token)")
	c.Flags().DurationVar(&o.KeyDelay, "key-delay", 0, "the `TIME` for which a new API key is unknown to the sign-in, such as 5s")
	return c
}

func (a *program) simulate(ctx context.Context, o sim.Options) error {
	if err := checkListen(o.Listen); err != nil {
		return err
	}
	if o.TokenLife < 0 || o.TokenLife > 0 && o.TokenLife < time.Second {
		return usage("use a time such as 20m", "--token-life must be a second or more")
	}
	if o.SessionIdle < 0 || o.SessionLife < 0 {
		return usage("use a time such as 2h", "--session-idle and --session-life cannot be negative")
	}
	if o.KeyDelay < 0 {
		return usage("use a time such as 5s", "--key-delay cannot be negative")
	}
	s, err := sim.Start(ctx, o)
	if err != nil {
		return trouble(err, "", "the simulator could not be started")
	}
	if err := a.printJSON(s.Info()); err != nil {
		_ = s.Close()
		return err
	}
	if isTerminal(a.env.Stderr) {
		a.say("the simulator is running; Ctrl+C ends it")
	}
	<-ctx.Done() // an interrupt is the usual end, not a failure
	if err := s.Close(); err != nil {
		return trouble(err, "", "the simulator could not be ended cleanly")
	}
	return nil
}

// checkListen refuses what the simulator must not be: reachable from other computers.
func checkListen(listen string) error {
	if listen == "" {
		return nil
	}
	const next = "use 127.0.0.1:PORT, [::1]:PORT or localhost:PORT"
	host, _, err := net.SplitHostPort(listen)
	if err != nil {
		return usage(next, "--listen needs HOST:PORT")
	}
	if !slices.Contains([]string{"", "localhost", "127.0.0.1", "::1"}, host) {
		return usage(next, "the simulator serves this computer alone")
	}
	return nil
}
