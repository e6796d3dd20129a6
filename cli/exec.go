package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"lanyard/internal/app"
	"lanyard/internal/envvars"
	"lanyard/internal/explain"
	"lanyard/internal/mask"
	"lanyard/internal/profile"
	"lanyard/internal/secret"
	"lanyard/internal/snippet"
	"lanyard/internal/tokenserver"
	"lanyard/internal/userfile"
	"lanyard/internal/wallet"
)

const execHelp = `Run a command with a profile's token in its environment, under the names that the library
of --for reads (the default is env-watsonx: WATSONX_URL, WATSONX_TOKEN and so on). Nothing
is on the command line, which everybody on this computer can read. The profile's CA
certificates and proxy are named to it too.

With --with-secret the key is there in place of the token, so that a library renews its
tokens by itself. With --serve it renews them too, and neither key nor token is there: Lanyard
signs in for the command on this computer, at an address with a stand-in for the key, as long
as it runs. "lanyard lock" ends that. A container with a network of its own cannot reach it.

--env-file gives the command a file's variables, which go before those it has. In it,
lanyard://PROFILE/FIELD stands for a field of a profile, such as token or url; see lanyard
inject --help. Without NAME it gets these alone.

With --mask, what the command prints has <hidden by lanyard> in place of token and key, also
percent-encoded, as JSON and in base64. That guards against accidents, not against a program
that wants to give them away.

Signals are passed on, and the exit code is the command's own:
125 is a failure of Lanyard's, 126 a command that cannot be run, 127 one that is not found.`

const execExample = `  lanyard exec prod-eu -- python3 train.py
  lanyard exec prod-eu --for env-litellm --serve -- litellm --config proxy.yaml
  lanyard exec --env-file .env -- npm start
  lanyard exec prod-eu -- sh -c 'printf "header = \"Authorization: Bearer %s\"\n" "$WATSONX_TOKEN" | curl -sK - URL'`

// The exit codes of exec where they are not the command's own, as env(1) has them.
const (
	exitExec     = 125 // Lanyard's failure
	exitNotRun   = 126 // found, but it cannot be run
	exitNotFound = 127
	exitSignal   = 128 // and the signal's number
)

// childExit is the end of a command that was run: its exit code, without a word.
type childExit int

func (e childExit) Error() string { return fmt.Sprintf("the command ended with exit code %d", int(e)) }

type execFlags struct {
	target                                    string
	envFiles                                  []string
	withSecret, serve, secretStdin, codeStdin bool
	mask                                      bool
}

func (a *program) execCommand() *cobra.Command {
	var f execFlags
	var c *cobra.Command
	c = a.command(groupCode, "exec [NAME] [--for TARGET] [--with-secret | --serve] [--env-file FILE]… [--mask] -- COMMAND…", "Run a command with the token in its environment", cobra.ArbitraryArgs,
		func(ctx context.Context, args []string) error {
			if err := exclusive(c, "with-secret", "serve"); err != nil {
				return err
			}
			before, command, err := splitAtDash(c, args)
			if err != nil {
				return err
			}
			return a.exec(ctx, before, command, f)
		})
	c.Long, c.Example = execHelp, execExample
	fs := c.Flags()
	fs.SortFlags = false
	textFlag(fs, &f.target, "for", "TARGET", "whose names the variables have (default "+snippet.DefaultEnvironment+"); see lanyard snippet --list")
	fs.BoolVar(&f.withSecret, "with-secret", false, "the key in place of the token")
	fs.BoolVar(&f.serve, "serve", false, "sign in for the command as long as it runs; it gets neither token nor key")
	fs.StringArrayVar(&f.envFiles, "env-file", nil, "with the variables of this .env `FILE`, its lanyard:// references resolved; can be repeated")
	_ = c.MarkFlagFilename("env-file")
	fs.BoolVar(&f.mask, "mask", false, "hide the token and the key in what the command prints")
	fs.BoolVar(&f.secretStdin, "secret-stdin", false, "with --secrets memory: read the key from standard input, one line; the command gets the rest")
	fs.BoolVar(&f.codeStdin, "code-stdin", false, codeStdinHelp+"; the command gets the rest")
	completeTargets(c)
	c.ValidArgsFunction = a.profileNames(1)
	return c
}

// splitAtDash parts the arguments before and after the two hyphens.
func splitAtDash(c *cobra.Command, args []string) (before, command []string, err error) {
	const next = "lanyard exec NAME -- COMMAND"
	at := c.ArgsLenAtDash()
	switch {
	case at < 0 && len(args) > 1:
		return nil, nil, usage(next, "-- is missing between the profile and the command")
	case at < 0 || at == len(args):
		return nil, nil, usage(next, "no command was given")
	case at > 1:
		return nil, nil, usage(next, "there is more than one NAME before the --")
	}
	return args[:at], args[at:], nil
}

// job is a command to be run, and what it gets.
type job struct {
	profile profile.Profile
	path    string   // the program
	command []string // as it was typed
	clears  []string // variables that it must not have
	vars    []envvars.Var
	until   ending              // the token in vars that ends first, which is told; zero: none
	server  *tokenserver.Server // signs in for it; nil: nobody
	session time.Time           // when the session ends that a one-time code has opened; zero: unknown, or none
	secrets *mask.Secrets       // hidden in what it writes; nil: nothing is
	apart   bool                // it has a terminal of its own, which the keys' signals don't reach
	undo    []func()            // when the command has ended
}

func (a *program) exec(ctx context.Context, args, command []string, f execFlags) error {
	d, err := a.open(ctx)
	if err != nil {
		return err
	}
	if f.secretStdin && !d.InMemory {
		return usage("lanyard edit NAME --secret-stdin replaces the stored key", "--secret-stdin is for --secrets memory alone")
	}
	j := job{command: command}
	if f.mask {
		j.secrets = &mask.Secrets{}
	}
	if j.path, err = findCommand(command[0]); err != nil {
		return err
	}
	defer j.end()
	if err := a.giveProfile(ctx, d, &j, args, f); err != nil {
		return err
	}
	if err := a.readEnvFiles(ctx, d, &j, f); err != nil {
		return err
	}
	if j.server != nil {
		j.reachServer()
	}
	a.hideGiven(&j)
	return a.start(ctx, j)
}

// giveProfile gives the command what it needs of a profile. With a file of variables, one
// that is not named is not meant: the file says which.
func (a *program) giveProfile(ctx context.Context, d *app.Runtime, j *job, args []string, f execFlags) (err error) {
	if len(args) == 0 && len(f.envFiles) > 0 && !f.serve {
		if f.target != "" || f.withSecret {
			return usage("lanyard exec NAME --env-file FILE -- COMMAND", "--for and --with-secret are about a profile, and none is named")
		}
		return nil
	}
	if j.profile, err = a.target(ctx, d, args); err != nil {
		return err
	}
	if err := checkCodeStdin(j.profile, f.codeStdin); err != nil {
		return err
	}
	give := a.carry
	if f.serve {
		give = a.serve
	}
	if err := give(ctx, d, j, f); err != nil {
		return err
	}
	network, err := a.networkOf(j.profile)
	if err != nil {
		return err
	}
	for _, v := range network {
		j.set(v)
	}
	if f.target == "cpdctl" { // a configuration of the user's would go before the variables
		files, err := openExecFiles()
		if err != nil {
			return trouble(err, "", "there is no folder for the command's configuration")
		}
		config, remove := files.unused("cpdctl")
		j.undo = append(j.undo, remove)
		j.set(envvars.Var{Name: "CPD_CONFIG", Value: secret.New(config)})
	}
	return nil
}

// set gives the command a variable, in place of one of the same name.
func (j *job) set(v envvars.Var) {
	j.vars = slices.DeleteFunc(j.vars, func(old envvars.Var) bool { return sameVariable(old.Name, v.Name) })
	j.vars = append(j.vars, v)
}

// end ends what was begun for the command.
func (j *job) end() {
	if j.server != nil {
		j.server.Close()
	}
	for _, undo := range j.undo {
		undo()
	}
}

// start runs the command to its end.
func (a *program) start(ctx context.Context, j job) error {
	child, err := childOf(j.path, j.command)
	if err != nil {
		return notRun(exitNotRun, err, "%q cannot be run with these arguments", j.command[0])
	}
	child.Env = environment(os.Environ(), j.clears, j.vars)
	child.Stdin, child.Stdout, child.Stderr = a.restOfStdin(), a.env.Stdout, a.env.Stderr
	ctx, err = beyond(ctx) // the limit is for the sign-in
	if err != nil {
		return err
	}
	return a.runChild(ctx, child, j)
}

// findCommand finds a command as a shell does, on the PATH alone: a program that lies in
// the current folder is not meant by a bare name, on Windows neither, and gets no token.
func findCommand(name string) (string, error) {
	path, err := exec.LookPath(name)
	switch {
	case err == nil && (filepath.IsAbs(path) || filepath.Base(name) != name): // GODEBUG can switch off that LookPath refuses
		return path, nil
	case err == nil, errors.Is(err, exec.ErrDot):
		return "", inCurrentFolder(name, path)
	case errors.Is(err, exec.ErrNotFound), errors.Is(err, fs.ErrNotExist):
		return "", notRun(exitNotFound, err, "there is no command %q", name)
	}
	return "", notRun(exitNotRun, err, "%q cannot be run", name)
}

// inCurrentFolder refuses the program that a bare name has found by a relative entry of
// the PATH, or in the folder in which Windows looks first.
func inCurrentFolder(name, found string) error {
	if filepath.Base(found) == found {
		found = "." + string(filepath.Separator) + found
	}
	return &failure{cause: exec.ErrDot, Failure: explain.Failure{
		Exit: exitNotRun,
		What: headline(fmt.Sprintf("%q is found in the current folder only by chance, and is not run", name)),
		Why:  sentence("whoever can put a file there would get the credential"),
		Next: sentence(fmt.Sprintf("if it is meant, write %s; else the full path of the right one", found)),
	}}
}

func notRun(code int, cause error, format string, args ...any) error {
	err := trouble(cause, "", format, args...)
	if f, ok := errors.AsType[*failure](err); ok {
		f.Exit = code
		if e, ok := errors.AsType[*exec.Error](cause); ok {
			f.Why = sentence(e.Err.Error())
		}
	}
	return err
}

// carry gets the token, or the key, and names it for the target. What the target cannot
// do is found before anybody signs in.
func (a *program) carry(ctx context.Context, d *app.Runtime, j *job, f execFlags) error {
	target, p := cmp.Or(f.target, snippet.DefaultEnvironment), j.profile
	tried := secret.New("?")
	token, key := tried, secret.Text{}
	if f.withSecret {
		token, key = key, tried
	}
	if _, err := snippet.Environment(target, p, token, key); err != nil {
		return targetFailure(err)
	}
	j.clears = snippet.EnvironmentClears(target)
	if f.withSecret {
		key, err := a.keyInHand(ctx, d, p, f.secretStdin)
		if err != nil {
			return err
		}
		j.hide(key)
		j.vars, err = snippet.Environment(target, p, secret.Text{}, key)
		return targetFailure(err)
	}
	if err := a.fillMemory(ctx, d, p, f.secretStdin); err != nil {
		return err
	}
	t, err := a.fetchWithCode(ctx, d, &j.profile, false, f.codeStdin)
	if err != nil {
		return wayOut(p, err)
	}
	a.warnOfClock(t)
	j.until, j.session = ending{p.Name, t}, t.SessionEnds
	j.vars, err = snippet.Environment(target, j.profile, t.Access, secret.Text{})
	return targetFailure(err)
}

// networkOf names the profile's CA certificates and proxy to the command. Most programs
// take one file of certificates in place of the system's, so the file has both.
func (a *program) networkOf(p profile.Profile) ([]envvars.Var, error) {
	text, err := snippet.CAFile(p)
	if err != nil {
		return nil, trouble(err, "", "the CA certificates could not be read")
	}
	bundle := ""
	if text != "" {
		files, err := openExecFiles()
		if err == nil {
			bundle, err = files.bundle(append([]byte(text), systemCertificates()...))
		}
		if err != nil {
			return nil, trouble(err, "", "the CA certificates could not be written for the command")
		}
	}
	if p.ProxyKeyID != "" {
		a.note("the proxy's password is not given to the command; set HTTPS_PROXY yourself if it needs it")
	}
	return envvars.Network(p, bundle), nil
}

// maxBundle is more than the certificates of any system, in bytes.
const maxBundle = 8 << 20

// systemCertificates are those that the command would trust without the profile's: of the
// file that is named to it already, else of the system's. Windows has no such file.
func systemCertificates() []byte {
	files := []string{
		os.Getenv("REQUESTS_CA_BUNDLE"), os.Getenv("SSL_CERT_FILE"), os.Getenv("CURL_CA_BUNDLE"),
		"/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/ca-bundle.pem", "/etc/ssl/cert.pem",
	}
	for _, file := range files {
		if text, err := userfile.Read(context.Background(), file, maxBundle); file != "" && err == nil {
			return text
		}
	}
	return nil
}

// environment is the command's: the user's without what the target's reader could take
// for another credential, and with the profile's.
func environment(user, clears []string, vars []envvars.Var) []string {
	var env []string
	for _, entry := range user {
		name, _, _ := strings.Cut(entry, "=")
		if slices.ContainsFunc(clears, func(c string) bool { return sameVariable(c, name) }) ||
			slices.ContainsFunc(vars, func(v envvars.Var) bool { return sameVariable(v.Name, name) }) {
			continue
		}
		env = append(env, entry)
	}
	for _, v := range vars {
		env = append(env, v.Name+"="+v.Value.Reveal())
	}
	return env
}

// sameVariable compares names of variables as the system does.
func sameVariable(a, b string) bool {
	return a == b || runtime.GOOS == "windows" && strings.EqualFold(a, b)
}

// restOfStdin is standard input without the line that was read from it.
func (a *program) restOfStdin() io.Reader {
	if a.stdin == nil {
		return a.env.Stdin
	}
	return io.MultiReader(a.stdin.Buffered(), a.env.Stdin)
}

// runChild runs the command to its end, passes signals on and tells when the token ends.
func (a *program) runChild(ctx context.Context, child *exec.Cmd, j job) error {
	signals := make(chan os.Signal, 8)
	signal.Notify(signals, passedOn()...)
	defer signal.Stop(signals)
	if err := ctx.Err(); err != nil {
		return err
	}
	start := child.Start
	if a.env.OwnLimits != nil {
		start = func() error { return a.env.OwnLimits(child.Start) }
	}
	if j.secrets != nil {
		m, err := a.mask(child, j.secrets)
		if err != nil {
			return trouble(err, "leave --mask out, or send the output to a file", "the command's output cannot be masked")
		}
		defer m.close()
		j.apart = m.screen != nil
		plain := start
		start = func() error {
			err := plain()
			m.started(err)
			return err
		}
	}
	if err := start(); err != nil {
		return notRun(exitNotRun, err, "%q cannot be run", child.Args[0])
	}
	done := make(chan struct{})
	watched := make(chan struct{})
	go func() {
		defer close(watched)
		a.watchChild(child.Process, signals, j, done)
	}()
	err := child.Wait()
	close(done)
	<-watched
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		return childExit(exitCodeOf(exit.ProcessState))
	}
	if err != nil {
		return trouble(err, "", "the command's input or output could not be passed on")
	}
	return childExit(0)
}

// lookAgain is how often the wall clock is looked at while a command runs. Timers stand
// still while a computer sleeps.
const lookAgain = 10 * time.Second

// sessionWarning is how long before its end a session's end is told.
const sessionWarning = 10 * time.Minute

// watchChild passes signals on until done, and tells once when the command can use its
// token no more, or get no other.
func (a *program) watchChild(child *os.Process, signals <-chan os.Signal, j job, done <-chan struct{}) {
	told := j.until.token.ExpiresAt.IsZero()
	session := j.session // zero when its end was told, or is not known
	var ended <-chan struct{}
	if j.server != nil {
		ended = j.server.Ended()
	}
	for {
		var look <-chan time.Time
		if !told {
			left := wallet.Remaining(j.until.token, a.now())
			if left == 0 {
				told = true
				a.say("lanyard: the token of %s has ended, and the command has no other; start it again for a new one", j.until.profile)
				continue
			}
			look = time.After(min(left, lookAgain))
		}
		if !session.IsZero() {
			left := session.Round(0).Sub(a.now().Round(0)) - sessionWarning
			if left <= 0 {
				a.say("lanyard: the session of %s ends at %s; what needs a token after that takes a new one-time code", j.profile.Name, session.Local().Format("15:04"))
				session = time.Time{}
				continue
			}
			if look == nil {
				look = time.After(min(left, lookAgain))
			}
		}
		select {
		case s := <-signals:
			if j.apart || !reachesChild(s) {
				_ = child.Signal(s) // it may have ended meanwhile
			}
		case <-look:
		case <-ended:
			ended = nil
			a.say("lanyard: the sign-in of %s was locked; the command goes on, and gets no more tokens", j.profile.Name)
		case <-done:
			return
		}
	}
}

// execFailure is the exit code for a failure of exec, and whether it is Lanyard's own,
// whose code the message then has to name.
func execFailure(f explain.Failure) (code int, own bool) {
	switch f.Exit {
	case exitNotRun, exitNotFound, explain.ExitInterrupted:
		return f.Exit, false
	}
	return exitExec, true
}
