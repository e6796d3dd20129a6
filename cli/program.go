package cli

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"time"

	"lanyard/iam"
	"lanyard/internal/app"
	"lanyard/internal/clipboard"
	"lanyard/internal/profile"
	"lanyard/internal/secret"
	"lanyard/internal/userfile"
)

// program is one run of the command line.
type program struct {
	env          Env
	now          func() time.Time
	openTerminal func() (terminal, error)
	copySecret   func(t secret.Text, o clipboard.Options) error
	stdin        *userfile.Lines // made at the first line read from standard input
	log          *slog.Logger
	held         secret.Text    // the secrets file's passphrase, where this process was handed it
	opened       []*app.Runtime // to be closed at the end
	started      bool           // a command has begun: what fails from here on is no usage error

	// The global flags.
	configDir string
	secrets   string
	timeout   time.Duration
	logLevel  string

	deadline time.Time // the end that --timeout sets to the command; zero: none
}

func newProgram(e Env) *program {
	if e.Stdin == nil {
		e.Stdin = strings.NewReader("")
	}
	if e.Stdout == nil {
		e.Stdout = io.Discard
	}
	if e.Stderr == nil {
		e.Stderr = io.Discard
	}
	return &program{
		env:          e,
		now:          time.Now,
		openTerminal: func() (terminal, error) { return openTerminal(e) },
		copySecret:   copySecret,
		log:          slog.New(slog.DiscardHandler),
	}
}

func (a *program) getenv(name string) string {
	if a.env.Getenv == nil {
		return ""
	}
	return a.env.Getenv(name)
}

// prepare reads the global flags and their environment counterparts. A wrong place for
// keys in the environment fails where keys are needed: help must not depend on it.
func (a *program) prepare() error {
	if a.configDir == "" {
		a.configDir = a.getenv("LANYARD_CONFIG_DIR")
	}
	if a.secrets != "" {
		if err := app.CheckLocation(a.secrets); err != nil {
			return unknownLocation(err)
		}
	} else {
		a.secrets = a.getenv("LANYARD_SECRETS")
	}
	if a.timeout < 0 {
		return usage("use a time such as 20s", "--timeout cannot be negative")
	}
	if a.logLevel == "" {
		return nil
	}
	var level slog.Level
	if err := level.UnmarshalText([]byte(a.logLevel)); err != nil {
		return usage("use --log-level debug, info, warn or error", "there is no log level %q", a.logLevel)
	}
	a.log = slog.New(slog.NewTextHandler(a.env.Stderr, &slog.HandlerOptions{Level: level}))
	return nil
}

// unknownLocation gives words to a place for keys that there is not.
func unknownLocation(err error) error {
	if e, ok := errors.AsType[*app.UnknownLocationError](err); ok {
		return usage("use --secrets keyring, --secrets file, or --secrets memory, which keeps keys until the program ends", "%s", e)
	}
	return err
}

// dir is the folder of the profiles file.
func (a *program) dir() (string, error) {
	if a.configDir != "" {
		dir, err := filepath.Abs(a.configDir)
		if err != nil {
			return "", trouble(err, "use --config-dir with a full path", "the folder for the profiles cannot be found")
		}
		return dir, nil
	}
	base, err := os.UserConfigDir()
	if err != nil {
		return "", trouble(err, "name a folder with --config-dir or LANYARD_CONFIG_DIR", "the folder for the profiles cannot be found")
	}
	return filepath.Join(base, "lanyard"), nil
}

// open puts together what commands work with. It asks for nothing.
func (a *program) open(ctx context.Context) (*app.Runtime, error) {
	dir, err := a.dir()
	if err != nil {
		return nil, err
	}
	o := a.options()
	o.ConfigDir = dir
	if a.env.Policy != nil {
		if o.Policy, err = a.env.Policy(ctx); err != nil {
			return nil, err
		}
	}
	d, err := app.Open(ctx, o)
	if err != nil {
		return nil, unknownLocation(err)
	}
	if d.Overruled != "" {
		a.note("your organisation has keys kept in %q now, not in %q; lanyard secrets move --to %[1]s brings them there", d.Location, d.Overruled)
	}
	d.Stores.Ask, d.Stores.Browse = a.askTeam, a.showTeamPage
	a.opened = append(a.opened, d)
	return d, nil
}

// options are what the flags and the environment choose.
func (a *program) options() app.Options {
	o := app.Options{
		Getenv: a.getenv, Named: a.configDir != "", Log: a.log, Secrets: a.secrets, SecretsBy: "--secrets", Keys: a.env.Keys,
		Passphrase: a.passphrase, Timeout: a.timeout, Deadline: a.deadline, Adopted: a.tellAdopted,
	}
	if a.secrets == a.getenv("LANYARD_SECRETS") {
		o.SecretsBy = "LANYARD_SECRETS"
	}
	if isTerminal(a.env.Stderr) {
		o.Waiting = func(r iam.Retry) {
			a.say("%s is not ready (%s); trying again in %s", r.Host, r.Err.Reason, r.Wait.Round(time.Second))
		}
	}
	return o
}

// tellAdopted says that profiles of an earlier version were taken over, which happens once.
func (a *program) tellAdopted(n int) {
	a.note("%s taken over from the version before; from now on Lanyard asks when what decides where a key or token goes was changed outside of it", plural(n, "profile"))
}

// end writes what waits to be noted.
func (a *program) end() {
	for _, d := range a.opened {
		d.Close()
	}
}

// target finds the profile that a command is about: by its argument, or by
// LANYARD_PROFILE when there is none.
func (a *program) target(ctx context.Context, d *app.Runtime, args []string) (profile.Profile, error) {
	name, err := a.name(args)
	if err != nil {
		return profile.Profile{}, err
	}
	return d.Find(ctx, name)
}

// name is the profile's name as given: the argument, or LANYARD_PROFILE.
func (a *program) name(args []string) (string, error) {
	if len(args) > 0 {
		return args[0], nil
	}
	if name := a.getenv("LANYARD_PROFILE"); name != "" {
		return name, nil
	}
	return "", usage("give its NAME, or set LANYARD_PROFILE; lanyard list shows the names", "no profile was named")
}
