package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"lanyard/iam"
	"lanyard/internal/agent"
	"lanyard/internal/app"
	"lanyard/internal/explain"
	"lanyard/internal/profile"
	"lanyard/internal/wallet"
)

const testHelp = `Check a credential step by step: keyring, address, network, TLS, sign-in, token, service, and
the space or project. It stops at the first failure and says what to do about it. It only
reads: nothing is made, changed or run at IBM's side, and it costs nothing.`

const testExample = `  lanyard test prod-eu
  lanyard test prod-eu --space-id 7c1d…
  lanyard test lab --save-chain lab.pem
  lanyard test --all --json`

type testFlags struct {
	all, json, secretStdin       bool
	codeStdin                    bool
	spaceID, projectID, chainOut string
}

func (a *program) testCommand() *cobra.Command {
	var f testFlags
	var c *cobra.Command
	c = a.command(groupTokens, "test [NAME | --all] [--json] [FLAGS]", "Check a credential step by step", between(0, 1),
		func(ctx context.Context, args []string) error {
			if err := checkTestFlags(c, args, f); err != nil {
				return err
			}
			return a.test(ctx, args, f)
		})
	c.Long, c.Example = testHelp, testExample
	fs := c.Flags()
	fs.SortFlags = false
	fs.BoolVar(&f.all, "all", false, "all profiles, one after the other")
	fs.BoolVar(&f.json, "json", false, "as a JSON array of the checks; with --all one object for each profile")
	textFlag(fs, &f.spaceID, "space-id", "ID", "check this deployment space instead of the profile's")
	textFlag(fs, &f.projectID, "project-id", "ID", "check this project instead")
	textFlag(fs, &f.chainOut, "save-chain", "FILE", "save the certificates that the sign-in host shows, as PEM, whether trusted or not")
	fs.BoolVar(&f.secretStdin, "secret-stdin", false, "with --secrets memory: read the key from standard input, one line")
	fs.BoolVar(&f.codeStdin, "code-stdin", false, codeStdinHelp)
	c.ValidArgsFunction = a.profileNames(1)
	return c
}

func checkTestFlags(cmd *cobra.Command, args []string, f testFlags) error {
	if err := exclusive(cmd, "space-id", "project-id"); err != nil {
		return err
	}
	switch {
	case f.all && len(args) > 0:
		return usage("use one of them", "NAME and --all exclude each other")
	case f.all && f.codeStdin:
		return usage("name one profile", "--code-stdin is for one profile")
	case f.all && f.spaceID+f.projectID+f.chainOut != "":
		return usage("name one profile", "--space-id, --project-id and --save-chain are for one profile")
	}
	return nil
}

func (a *program) test(ctx context.Context, args []string, f testFlags) error {
	d, err := a.open(ctx)
	if err != nil {
		return err
	}
	if f.secretStdin && !d.InMemory {
		return usage("lanyard edit NAME --secret-stdin replaces the stored key", "--secret-stdin is for --secrets memory alone")
	}
	if isTerminal(a.env.Stderr) {
		a.say("this test only reads, changes nothing and costs nothing")
	}
	if f.all {
		return a.testAll(ctx, d, f)
	}
	p, err := a.target(ctx, d, args)
	if err != nil {
		return err
	}
	if err := a.fillMemory(ctx, d, p, f.secretStdin); err != nil {
		return err
	}
	if err := a.beginSession(ctx, d, &p, f.codeStdin); err != nil {
		return err
	}
	if f.chainOut != "" {
		if err := a.saveChain(ctx, d, p, f.chainOut); err != nil {
			return err
		}
	}
	at := wallet.At{SpaceID: f.spaceID, ProjectID: f.projectID}
	checks, failed, err := a.testOne(ctx, d, p, at, f.json)
	if err != nil {
		return err
	}
	if f.json {
		if err := a.printJSON(checks); err != nil {
			return err
		}
	}
	if _, here := d.Cached(p); here && !d.InMemory {
		d.LookAtKey(ctx, p)
	}
	return failed
}

// beginSession makes sure that a profile that signs in with codes has a session, where
// that takes a code and somebody can give one. What else may be wrong, the test finds.
func (a *program) beginSession(ctx context.Context, d *app.Runtime, p *profile.Profile, fromStdin bool) error {
	if err := checkCodeStdin(*p, fromStdin); err != nil || !p.ByCode() {
		return err
	}
	_, err := a.fetch(ctx, d, *p, false)
	if !needsCode(err) || !fromStdin && !a.hasTerminal() {
		return nil
	}
	return a.signInWithCode(ctx, d, p, fromStdin, err)
}

// testOne tests a profile's credential, and unless quiet prints each check as it ends.
// It gives all checks, and the failure of the one that failed as its second value. A
// running Lanyard does the test where it can: it may have the key that this process
// would have to ask for.
func (a *program) testOne(ctx context.Context, d *app.Runtime, p profile.Profile, at wallet.At, quiet bool) (checks []explain.Check, failed, err error) {
	if !d.InMemory {
		checks, failed, err := a.testByAgent(ctx, d, p, at)
		if !errors.Is(err, agent.ErrNone) {
			for _, c := range checks {
				if !quiet && err == nil {
					err = a.print(checkLine(c, failed, a.colours()))
				}
			}
			return checks, failed, err
		}
	}
	var broken error // stdout
	_, err = d.Test(ctx, p.ID, at, func(r iam.Result) {
		c := explain.CheckOf(r)
		checks = append(checks, c)
		if r.Status == iam.StatusFailed {
			failed = &failure{Failure: explain.Result(r), cause: r.Err}
		}
		if !quiet && broken == nil {
			broken = a.print(checkLine(c, failed, a.colours()))
		}
	})
	return checks, failed, cmp.Or(err, broken)
}

func (a *program) testByAgent(ctx context.Context, d *app.Runtime, p profile.Profile, at wallet.At) (checks []explain.Check, failed, err error) {
	checks, f, err := d.Agent().Test(ctx, p.ID, at)
	if f != nil {
		failed = &failure{Failure: *f}
	}
	return checks, failed, ofAgent(err)
}

// checkLine is a check for reading: how it ended, what was found, what to do. What a
// failed one has to say beyond its headline follows on stderr.
func checkLine(c explain.Check, failed error, colour bool) string {
	mark, detail, hint := "", text(c.Detail), text(c.Hint)
	switch c.Status {
	case iam.StatusFailed:
		mark, detail, hint = alarm, explained(failed).What, ""
	case iam.StatusSkipped:
		mark = quiet
	}
	line := fmt.Sprintf("%s %s %s", paint(colour, mark, fmt.Sprintf("%-7s", c.Status)), fmt.Sprintf("%-8s", c.Check), clean(detail))
	if c.MS != nil {
		line += paint(colour, quiet, fmt.Sprintf(" (%d ms)", *c.MS))
	}
	line += "\n"
	if hint != "" {
		line += strings.Repeat(" ", 17) + paint(colour, quiet, clean(hint)) + "\n"
	}
	return line
}

func text(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

// profileChecks is one profile of a test of all.
type profileChecks struct {
	Profile string          `json:"profile"`
	Checks  []explain.Check `json:"checks"`
}

// testAll tests all profiles one after the other. Its failure is that of the first
// that failed, and names the others.
func (a *program) testAll(ctx context.Context, d *app.Runtime, f testFlags) error {
	if d.InMemory {
		return usage("name one profile", "with --secrets memory there are no keys to test all profiles with")
	}
	list, err := d.List(ctx)
	if err != nil {
		return err
	}
	all := make([]profileChecks, 0, len(list))
	var first error
	var failed []string
	for _, p := range list {
		if !f.json {
			if err := a.print(paint(a.colours(), "1", clean(p.Name)) + "\n"); err != nil {
				return err
			}
		}
		checks, bad, err := a.testOne(ctx, d, p, wallet.At{}, f.json)
		if err != nil {
			return err
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		all = append(all, profileChecks{p.Name, checks})
		if bad != nil {
			failed = append(failed, p.Name)
			if first == nil {
				first = bad
			}
		}
	}
	if f.json {
		if err := a.printJSON(all); err != nil {
			return err
		}
	}
	return ofAll(first, failed, len(list))
}

// ofAll makes one failure of those of several profiles.
func ofAll(first error, failed []string, of int) error {
	if first == nil {
		return nil
	}
	f := explained(first)
	f.Why = strings.TrimSpace(fmt.Sprintf("%d of %d profiles failed: %s. The first: %s. %s", len(failed), of, strings.Join(failed, ", "), f.What, f.Why))
	f.What = "Not every credential is good"
	return &failure{Failure: f, cause: first}
}

// saveChain saves the certificates that the host shows to which the key would go, for
// programs that need them as a file. No key is sent for it.
func (a *program) saveChain(ctx context.Context, d *app.Runtime, p profile.Profile, file string) error {
	chain, err := d.Chain(ctx, p)
	if err != nil {
		return err
	}
	if holdsSomethingElse(file) {
		return trouble(nil, "name another file with --save-chain", "the file %s is there already, and has no certificates in it", file)
	}
	if err := os.WriteFile(file, []byte(chain.PEM()), 0o644); err != nil { //nolint:gosec // certificates are public, and other programs are to read them
		return trouble(err, "name a file that can be written", "the certificates could not be saved")
	}
	for i, c := range chain.Certificates {
		what := "issued by " + c.Issuer
		if i == 0 {
			what = "of " + chain.Host + ", " + what
		}
		a.say("saved: %s, %s, until %s, SHA-256 %s", c.Subject, what, c.NotAfter.Format(time.DateOnly), c.SHA256)
	}
	if chain.Problem != nil {
		a.note("this computer and the profile do not trust them; trust them only if your administrator confirms the SHA-256")
	}
	return nil
}
