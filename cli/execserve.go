package cli

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"lanyard/iam"
	"lanyard/internal/agent"
	"lanyard/internal/app"
	"lanyard/internal/envvars"
	"lanyard/internal/explain"
	"lanyard/internal/profile"
	"lanyard/internal/secret"
	"lanyard/internal/snippet"
	"lanyard/internal/tokenserver"
	"lanyard/internal/wallet"
	"lanyard/store"
)

// serve signs in for the command: it starts a server on this computer that answers in
// IBM's place, and names its address for the target. The key is in this process's memory
// from here on, so that neither a lock of the window nor one of the keyring ends a job
// that runs overnight. The first token is fetched here: what cannot sign in is not run.
func (a *program) serve(ctx context.Context, d *app.Runtime, j *job, f execFlags) error {
	targets := snippet.ServedTargets(j.profile.Kind)
	if f.target != "" {
		targets = []string{f.target}
	}
	for _, target := range targets {
		if _, err := snippet.ServedEnvironment(target, j.profile, envvars.Served{}); err != nil {
			return targetFailure(err)
		}
	}
	if err := a.fillMemory(ctx, d, j.profile, f.secretStdin); err != nil {
		return err
	}
	purse, err := a.purseFor(ctx, d, j, f)
	if err != nil {
		return err
	}
	j.server, err = tokenserver.Start(context.WithoutCancel(ctx), tokenserver.Config{
		Purse: purse, Profile: j.profile.ID, Failed: signInFailed,
		Given:  func(token secret.Text) { j.hide(token) },
		Turned: func(why string) { d.Record(wallet.DeedRefused, j.profile, why) },
	})
	if err != nil {
		return trouble(err, "", "the sign-in could not be served on this computer")
	}
	if err := a.announce(d, j); err != nil {
		j.end()
		return err
	}
	at := envvars.Served{Address: j.server.Address(), StandIn: j.server.StandIn()}
	for _, target := range targets {
		vars, err := snippet.ServedEnvironment(target, j.profile, at)
		if err != nil {
			j.end()
			return targetFailure(err)
		}
		j.vars = append(j.vars, vars...)
	}
	j.clears = envvars.EveryClear()
	for _, target := range targets {
		j.clears = append(j.clears, snippet.EnvironmentClears(target)...)
	}
	a.warnOfCredentialsFile()
	return nil
}

// reachServer keeps the command from asking a proxy for the server.
func (j *job) reachServer() {
	now := func(name string) string {
		if i := slices.IndexFunc(j.vars, func(v envvars.Var) bool { return sameVariable(v.Name, name) }); i >= 0 {
			return j.vars[i].Value.Reveal()
		}
		return os.Getenv(name)
	}
	for _, v := range envvars.NoProxyFor("127.0.0.1", now) {
		j.set(v)
	}
}

// purseFor gives what the command's tokens come from: a wallet of its own, or the running
// Lanyard where that has the session that a profile without a key signs in with.
func (a *program) purseFor(ctx context.Context, d *app.Runtime, j *job, f execFlags) (tokenserver.Purse, error) {
	if !j.profile.ByCode() {
		return a.detach(ctx, d, j.profile)
	}
	t, err := a.fetchWithCode(ctx, d, &j.profile, false, f.codeStdin)
	if err != nil {
		return nil, wayOut(j.profile, err)
	}
	j.session = t.SessionEnds
	if _, here := d.SessionOf(j.profile); !here {
		a.warnOfClock(t)
		return borrowed{a, d, j.profile}, nil
	}
	own, err := a.detach(ctx, d, j.profile)
	if err != nil {
		return nil, err
	}
	keeping, stop := context.WithCancel(context.WithoutCancel(ctx))
	j.undo = append(j.undo, stop)
	own.KeepSessions()
	go own.Renew(keeping, func(wallet.Renewal) {})
	return own, nil
}

// borrowed gives tokens of the running Lanyard.
type borrowed struct {
	a *program
	d *app.Runtime
	p profile.Profile
}

// Token implements tokenserver.Purse.
func (b borrowed) Token(ctx context.Context, _ string) (wallet.Token, error) {
	return b.a.fetch(ctx, b.d, b.p, false)
}

// Fresh implements tokenserver.Purse.
func (b borrowed) Fresh(ctx context.Context, _ string) (wallet.Token, error) {
	return b.a.fetch(ctx, b.d, b.p, true)
}

// detach gives a wallet for the life of the command, which has signed in already. Its
// sign-ins have the time of --timeout each, not all of them together.
func (a *program) detach(ctx context.Context, d *app.Runtime, p profile.Profile) (*wallet.Wallet, error) {
	own, err := d.Detach(ctx, p.ID, d.SignIn(time.Time{}))
	if err != nil {
		return nil, wayOut(p, err)
	}
	d.KeepActivity(own, store.FromCommand)
	t, err := own.Token(ctx, p.ID)
	if err != nil {
		return nil, wayOut(p, err)
	}
	a.warnOfClock(t)
	return own, nil
}

// announce says in the folder of what runs that the command is served, so that the window
// can list it and lanyard lock end it. What cannot be ended must not run.
func (a *program) announce(d *app.Runtime, j *job) error {
	dir, err := agent.RuntimeDir(true)
	if err == nil {
		err = j.server.Announce(dir, tokenserver.Running{
			Profile: j.profile.Name, ProfileID: j.profile.ID, Command: filepath.Base(j.command[0]), ConfigDir: d.Dir,
		})
	}
	if err != nil {
		return trouble(err, "", "lanyard lock could not end the sign-in of this command, so it was not started")
	}
	return nil
}

// signInFailed gives the command the words for a sign-in that failed.
func signInFailed(err error) (words string, refused bool) {
	f := explained(err)
	e, ok := errors.AsType[*iam.Error](err)
	return strings.TrimSpace("Lanyard: " + f.What + ". " + f.Why), ok && e.Check == iam.CheckSignIn && f.Exit == explain.ExitRefused
}

// warnOfCredentialsFile tells of a file that IBM's SDKs read in place of what they are
// given in their environment.
func (a *program) warnOfCredentialsFile() {
	const name = "ibm-credentials.env"
	home, _ := os.UserHomeDir()
	for _, file := range []string{name, filepath.Join(home, name)} {
		if info, err := os.Stat(file); err == nil && info.Mode().IsRegular() {
			a.note("IBM's SDKs read %s before what they are given here; if it has this service's credential, move it away", file)
			return
		}
	}
}

// endServed ends the sign-ins that commands are served with, and tells how many there were.
func endServed(ctx context.Context, configDir string) (int, error) {
	dir, err := agent.RuntimeDir(false)
	if err != nil {
		return 0, nil // there is no such folder, so nothing runs
	}
	all, err := tokenserver.List(ctx, dir, configDir)
	for _, r := range all {
		err = errors.Join(err, r.End(ctx))
	}
	return len(all), err
}
