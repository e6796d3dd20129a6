package cli

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"lanyard/internal/app"
	"lanyard/internal/clipboard"
	"lanyard/internal/profile"
	"lanyard/internal/reference"
	"lanyard/internal/secret"
	"lanyard/internal/shellquote"
	"lanyard/internal/snippet"
	"lanyard/internal/userfile"
	"lanyard/internal/wallet"
	"lanyard/store"
)

const snippetHelp = `Print a profile as code for a library, a command or a file of variables. The code gets the
token from Lanyard, with --full also from its environment, and holds no secret; with
--with-secret the key itself stands in it, for a place where Lanyard is not. --list shows the TARGETs, with a NAME
those that apply to the profile.`

const snippetExample = `  lanyard snippet prod-eu --for python-watsonx
  lanyard snippet lab --for curl --ca-out lab-ca.pem > token.sh
  lanyard snippet --list`

type snippetFlags struct {
	target, caOut                               string
	withSecret, list, json, copied, secretStdin bool
	full, reference                             bool
}

func (a *program) snippetCommand() *cobra.Command {
	var f snippetFlags
	var c *cobra.Command
	c = a.command(groupCode, "snippet [NAME] --for TARGET [--full | --with-secret | --reference] | --list [--json]", "Print a profile as code", between(0, 1),
		func(ctx context.Context, args []string) error {
			if err := exclusive(c, "for", "list"); err != nil {
				return err
			}
			if err := exclusive(c, "with-secret", "reference"); err != nil {
				return err
			}
			if f.list {
				return a.listTargets(ctx, args, f.json)
			}
			return a.snippet(ctx, args, f)
		})
	c.Long, c.Example = snippetHelp, snippetExample
	fs := c.Flags()
	fs.SortFlags = false
	textFlag(fs, &f.target, "for", "TARGET", "what the code is for")
	fs.BoolVar(&f.withSecret, "with-secret", false, "with the key itself in the code")
	fs.BoolVar(&f.full, "full", false, "with every way in which a program can get its token: from Lanyard, from its environment, or with the key there")
	fs.BoolVar(&f.reference, "reference", false, "for an .env file: with lanyard://NAME/token in place of the token, which lanyard exec --env-file resolves")
	textFlag(fs, &f.caOut, "ca-out", "FILE", "save the profile's CA certificates in a file, which the code then names")
	fs.BoolVar(&f.copied, "copy", false, "onto the clipboard, and not on stdout; what has a key in it is marked as secret and leaves again")
	fs.BoolVar(&f.list, "list", false, "list the targets")
	fs.BoolVar(&f.json, "json", false, "with --list: as a JSON array")
	fs.BoolVar(&f.secretStdin, "secret-stdin", false, "with --secrets memory: read the key from standard input, one line")
	completeTargets(c)
	c.ValidArgsFunction = a.profileNames(1)
	return c
}

// completeTargets completes the names of targets.
func completeTargets(c *cobra.Command) {
	_ = c.RegisterFlagCompletionFunc("for", func(*cobra.Command, []string, string) ([]cobra.Completion, cobra.ShellCompDirective) {
		var names []cobra.Completion
		for _, t := range snippet.Targets() {
			names = append(names, cobra.CompletionWithDesc(t.Name, t.Title))
		}
		return names, cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveKeepOrder
	})
}

// targetJSON is a target as --list --json prints it.
type targetJSON struct {
	Name     string         `json:"name"`
	Title    string         `json:"title"`
	Language string         `json:"language"`
	File     string         `json:"file"`
	Group    *string        `json:"group"`
	Kinds    []profile.Kind `json:"kinds"`
}

func (a *program) listTargets(ctx context.Context, args []string, asJSON bool) error {
	targets := snippet.Targets()
	if len(args) > 0 {
		d, err := a.open(ctx)
		if err != nil {
			return err
		}
		p, err := a.target(ctx, d, args)
		if err != nil {
			return err
		}
		targets = slices.DeleteFunc(targets, func(t snippet.Target) bool { return !t.For(p.Kind) })
	}
	if asJSON {
		all := make([]targetJSON, 0, len(targets))
		for _, t := range targets {
			all = append(all, targetJSON{t.Name, t.Title, t.Language, t.File, orNull(t.Group), t.Kinds})
		}
		return a.printJSON(all)
	}
	var rows [][]cell
	for _, t := range targets {
		group := ""
		if t.Group != "" {
			group = strings.ToLower(t.Group)
		}
		rows = append(rows, []cell{{t.Name, ""}, {t.Title, quiet}, {group, quiet}})
	}
	return a.print(table(rows, a.colours()))
}

// options are those of a text that has no key in it yet.
func (f snippetFlags) options(p profile.Profile) (snippet.Options, error) {
	o := snippet.Options{CAFile: f.caOut, Full: f.full}
	if !f.reference {
		return o, nil
	}
	if t, _ := snippet.TargetNamed(f.target); t.Language != "dotenv" {
		return o, usage("lanyard snippet --list shows which targets are .env files", "--reference is for .env files, and %s is none", f.target)
	}
	o.Reference = reference.To(p.Name, reference.Token)
	return o, nil
}

func (a *program) snippet(ctx context.Context, args []string, f snippetFlags) error {
	switch {
	case f.target == "":
		return usage("name one with --for TARGET; lanyard snippet --list shows them", "no target was named")
	case f.json:
		return usage("use --list --json, or leave --json out", "--json is for --list")
	}
	d, err := a.open(ctx)
	if err != nil {
		return err
	}
	if f.secretStdin && !(d.InMemory && f.withSecret) {
		return usage("lanyard edit NAME --secret-stdin replaces the stored key", "--secret-stdin is for --with-secret with --secrets memory alone")
	}
	p, err := a.target(ctx, d, args)
	if err != nil {
		return err
	}
	o, err := f.options(p)
	if err != nil {
		return err
	}
	if _, err := snippet.Write(f.target, p, o); err != nil { // before a key is touched
		return targetFailure(err)
	}
	if o.CAFile, err = a.saveCA(p, f.caOut); err != nil {
		return err
	}
	if f.withSecret {
		if err := d.Policy().CheckSnippetWithKey(); err != nil {
			return err
		}
		if o.Secret, err = a.keyInHand(ctx, d, p, f.secretStdin); err != nil {
			return err
		}
	}
	text, err := snippet.Write(f.target, p, o)
	if err != nil {
		return targetFailure(err)
	}
	if f.copied {
		err = a.copySnippet(d, p, text)
	} else {
		err = a.print(text.Body.Reveal())
	}
	for _, n := range text.Notes {
		a.note("%s", n)
	}
	return err
}

// keyInHand gives a profile's key itself, asked for where keys are not kept.
func (a *program) keyInHand(ctx context.Context, d *app.Runtime, p profile.Profile, fromStdin bool) (secret.Text, error) {
	if err := a.fillMemory(ctx, d, p, fromStdin); err != nil {
		return secret.Text{}, err
	}
	key, err := d.Key(ctx, p.ID)
	if err == nil {
		d.Record(wallet.DeedExported, p, "with the key, for code or a command")
	}
	return key, wayOut(p, err)
}

// wayOut says which command mends what keeps a profile's key from being used.
func wayOut(p profile.Profile, err error) error {
	if u, ok := isUnbound(err); ok {
		return unboundFailure(u, "if the new place is right: lanyard edit "+shellquote.Word(p.Name)+" --keep-secret; otherwise change it back")
	}
	if errors.Is(err, store.ErrMissing) || errors.Is(err, store.ErrDamaged) {
		return instead(err, "lanyard edit "+shellquote.Word(p.Name)+" --secret-stdin")
	}
	return err
}

// saveCA saves a profile's CA certificates and gives the file's full path.
func (a *program) saveCA(p profile.Profile, file string) (string, error) {
	if file == "" {
		return "", nil
	}
	text, err := snippet.CAFile(p)
	if err != nil {
		return "", trouble(err, "", "the CA certificates could not be read")
	}
	if text == "" {
		return "", usage("leave --ca-out out: the system's authorities are enough for it", "profile %q has no CA certificates of its own", p.Name)
	}
	path, err := filepath.Abs(file)
	if err == nil && holdsSomethingElse(path) {
		return "", trouble(nil, "name another file with --ca-out", "the file %s is there already, and has no certificates in it", file)
	}
	if err == nil {
		err = os.WriteFile(path, []byte(text), 0o644) //nolint:gosec // certificates are public, and other programs are to read them
	}
	if err != nil {
		return "", trouble(err, "name a file that can be written", "the CA certificates could not be saved")
	}
	return path, nil
}

// holdsSomethingElse reports whether there is a file that saving certificates would
// destroy: one that holds anything but certificates.
func holdsSomethingElse(path string) bool {
	if info, err := os.Stat(path); err != nil || !info.Mode().IsRegular() {
		return false // such as /dev/stdout, which nothing is read from
	}
	there, err := userfile.Read(context.Background(), path, maxBundle)
	if errors.As(err, new(*userfile.TooLargeError)) {
		return true
	}
	if err != nil || len(bytes.TrimSpace(there)) == 0 {
		return false
	}
	_, err = profile.ParseCA(string(there))
	return err != nil || bytes.Contains(there, []byte("PRIVATE KEY"))
}

// copySnippet copies a snippet. One with a key in it is treated as the key.
func (a *program) copySnippet(d *app.Runtime, p profile.Profile, text snippet.Text) error {
	o := clipboard.Options{}
	if text.HasSecret {
		o = clipboard.Options{Life: d.Settings().ClearKey(), Mark: d.Settings().MarkClipboard}
	}
	err := a.copySecret(text.Body, o)
	switch {
	case errors.Is(err, clipboard.ErrNoClipboard):
		return trouble(err, "leave --copy out: the code is printed then", "there is no clipboard here")
	case err != nil:
		return trouble(err, "leave --copy out: the code is printed then", "the code could not be copied")
	case o.Life == 0:
		a.say("code for %s copied", p.Name)
	default:
		a.say("code with the key of %s copied; it leaves the clipboard in %.0f s", p.Name, o.Life.Seconds())
	}
	return nil
}

// targetFailure gives the failures of targets their words: they are ways in which the
// command line cannot be run as it is.
func targetFailure(err error) error {
	if u, ok := errors.AsType[*snippet.UnknownTargetError](err); ok {
		next := "lanyard snippet --list shows the targets"
		if near := nearTargets(u.Name); near != "" {
			next = "did you mean " + near + "? lanyard snippet --list shows the targets"
		}
		return usage(next, "there is no target %q", u.Name)
	}
	n, ok := errors.AsType[*snippet.NotForKindError](err)
	switch {
	case !ok:
		return err
	case n.Reason == "":
		return usage("lanyard snippet "+shellquote.Word(n.Profile)+" --list", "%s does not apply to %s", n.Target, n.Kind.Title())
	}
	e := usage(n.Next, "%s does not apply to profile %q", n.Target, n.Profile)
	if f, ok := errors.AsType[*failure](e); ok {
		f.Why = sentence(n.Reason)
	}
	return e
}

// nearTargets names the targets that have a name in them, or that one has in it.
func nearTargets(name string) string {
	var near []string
	for _, t := range snippet.Targets() {
		if name != "" && (strings.Contains(t.Name, name) || strings.Contains(name, t.Name)) {
			near = append(near, t.Name)
		}
	}
	return strings.Join(near, ", ")
}
