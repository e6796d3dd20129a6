package cli

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"lanyard/internal/credimport"
	"lanyard/internal/explain"
	"lanyard/internal/profile"
	"lanyard/internal/shellquote"
	"lanyard/internal/userfile"
)

const importHelp = `Save the credentials that a FILE, or standard input, has: service credentials, apikey.json,
notebooks and programs in Python, JavaScript, Java, Go and others, .env files, lines of a
shell, commands (curl, wget, HTTPie, PowerShell, ibmcloud, kubectl …), .http files, .netrc,
histories, files that lanyard share wrote, an API key alone.

What was found, changed and left out is said. --dry-run says it and saves nothing. What is
missing is asked for on a terminal; elsewhere --kind, --region, --url, --username,
--instance-id, --secret-kind and --secret-stdin fill it in. What stays incomplete is not saved.

A credential for the place and user of a profile that is there already is a duplicate. On a
terminal you are asked; elsewhere --on-duplicate says what to do: skip it (the default), update
the profile with its key, or copy, which saves it beside.

--scan looks for keys lying in files: it lists where they are, masked, with what to do about
them, and imports on request. It changes none of the files.

--team takes the profiles that a team publishes beside its keys. Each host that keys and tokens
will go to is printed; hosts that are not IBM's need a yes, or --yes.`

const importExample = `  lanyard import apikey.json --region eu-de --name prod-eu
  lanyard import notebook.ipynb --dry-run
  xclip -o -selection clipboard | lanyard import -
  lanyard import --scan ~/src ~/.bluemix
  lanyard import --team ml-platform`

// What to do with a duplicate.
const (
	duplicateSkip   = "skip"
	duplicateUpdate = "update"
	duplicateCopy   = "copy"
)

type importFlags struct {
	name, kind, url, region, username, instanceID, secretKind, onDuplicate, team string
	dryRun, json, scan, secretStdin, yes                                         bool
}

func (a *program) importCommand() *cobra.Command {
	var f importFlags
	var c *cobra.Command
	c = a.command(groupProfiles, "import [FILE|-] [FLAGS] | --scan DIR… | --team TEAM", "Save credentials from a file, or find them lying in files", importArgs,
		func(ctx context.Context, args []string) error {
			if err := importContradictions(c, args, f); err != nil {
				return err
			}
			if f.team != "" {
				return a.importTeam(ctx, f)
			}
			if f.scan {
				return a.scan(ctx, args, f)
			}
			return a.importFrom(ctx, args, f)
		})
	c.Long, c.Example = importHelp, importExample
	fs := c.Flags()
	fs.SortFlags = false
	textFlag(fs, &f.name, "name", "NAME", "what to call the profile")
	fs.BoolVar(&f.dryRun, "dry-run", false, "say what would be saved, and save nothing")
	fs.BoolVar(&f.json, "json", false, "as a JSON array, without secrets; nobody is asked")
	fs.BoolVar(&f.scan, "scan", false, "look for credentials in the files of folders")
	textFlag(fs, &f.team, "team", "TEAM", "take the profiles that a team publishes; their keys stay in its store")
	fs.BoolVar(&f.yes, "yes", false, "with --team: also those that send keys or tokens to hosts that are not IBM's")
	textFlag(fs, &f.onDuplicate, "on-duplicate", "WHAT", "skip, update or copy")
	textFlag(fs, &f.kind, "kind", "KIND", "where it runs, if nothing in it says so: "+profile.KindWords())
	textFlag(fs, &f.region, "region", "REGION", "the region, if no address is in it")
	textFlag(fs, &f.url, "url", "URL", "the address, if none is in it")
	textFlag(fs, &f.username, "username", "USER", "the user, if none is in it")
	textFlag(fs, &f.instanceID, "instance-id", "ID", "for studio-local: icp or openshift, if it is not in it")
	textFlag(fs, &f.secretKind, "secret-kind", "KIND", "which key to take if there are two: api-key or password")
	fs.BoolVar(&f.secretStdin, "secret-stdin", false, "read the key from standard input, one line, if it is not in the FILE")
	fixed(c, "on-duplicate", duplicateSkip, duplicateUpdate, duplicateCopy)
	fixed(c, "secret-kind", string(profile.APIKey), string(profile.Password))
	c.ValidArgsFunction = func(*cobra.Command, []string, string) ([]cobra.Completion, cobra.ShellCompDirective) {
		return nil, cobra.ShellCompDirectiveDefault
	}
	return c
}

func importArgs(cmd *cobra.Command, args []string) error {
	if name, _ := cmd.Flags().GetString("team"); name != "" {
		return between(0, 0)(cmd, args)
	}
	if scan, _ := cmd.Flags().GetBool("scan"); scan {
		if len(args) == 0 {
			return usage("lanyard import --scan .", "--scan needs at least one folder")
		}
		return nil
	}
	return between(0, 1)(cmd, args)
}

func importContradictions(c *cobra.Command, args []string, f importFlags) error {
	sets := [][]string{{"url", "region"}, {"scan", "name"}, {"scan", "secret-stdin"}}
	for _, other := range []string{"scan", "name", "json", "on-duplicate", "kind", "region", "url", "username", "instance-id", "secret-kind", "secret-stdin"} {
		sets = append(sets, []string{"team", other})
	}
	if f.yes && f.team == "" {
		return usage("leave --yes out, or name a team with --team", "--yes is for what a team publishes")
	}
	for _, set := range sets {
		if err := exclusive(c, set...); err != nil {
			return err
		}
	}
	switch f.onDuplicate {
	case "", duplicateSkip, duplicateUpdate, duplicateCopy:
	default:
		return usage("use skip, update or copy", "--on-duplicate cannot be %q", f.onDuplicate)
	}
	if f.secretStdin && (len(args) == 0 || args[0] == "-") {
		return usage("name a FILE, or put the key into the input", "standard input cannot give the credentials and the key")
	}
	if c.Flags().Changed("name") {
		if err := profile.CheckName(f.name); err != nil {
			return usage("", "--name: %s", err)
		}
	}
	return nil
}

// importFrom imports what one input has.
func (a *program) importFrom(ctx context.Context, args []string, f importFlags) error {
	fill, err := readFill(f)
	if err != nil {
		return err
	}
	source, input, err := a.importInput(ctx, args)
	if err != nil {
		return err
	}
	found, err := credimport.Read(ctx, input, credimport.Options{Source: source, Kind: fill.Kind})
	if err != nil {
		return importFailure(source, err)
	}
	if f.name != "" {
		if len(found) > 1 {
			return usage("leave --name out, and rename them afterwards: lanyard rename", "there are %d credentials in it, which cannot all be called %q", len(found), f.name)
		}
		found[0].Profile.Name = f.name
	}
	for i := range found {
		a.tellUnused(f, fill, found[i])
		found[i].Fill(fill)
	}
	d, err := a.open(ctx)
	if err != nil {
		return err
	}
	im := &importing{program: a, d: d, f: f, fill: fill}
	return im.run(ctx, found)
}

// importInput reads the input: a file, or standard input.
func (a *program) importInput(ctx context.Context, args []string) (source string, input []byte, err error) {
	path := "" // not source, which a return sets while the file may still be opened
	if len(args) == 0 || args[0] == "-" {
		if isTerminal(a.env.Stdin) {
			return "", nil, usage("name a FILE, or pipe it in: xclip -o | lanyard import -", "there is nothing to import")
		}
	} else {
		path = args[0]
		info, err := os.Stat(path)
		if err == nil && info.IsDir() {
			return "", nil, usage("lanyard import --scan "+shellquote.Word(path), "this is a folder: %s", path)
		}
		source = path
	}
	if path == "" {
		input, err = a.readStdin(ctx, credimport.MaxInput)
	} else {
		input, err = userfile.Read(ctx, path, credimport.MaxInput)
	}
	switch {
	case ctx.Err() != nil:
		return "", nil, ctx.Err()
	case err != nil:
		return "", nil, fileTrouble(source, err)
	}
	return source, input, nil
}

func fileTrouble(source string, err error) error {
	if source == "" {
		source = "standard input"
	}
	next := ""
	switch {
	case errors.Is(err, fs.ErrNotExist):
		next = "check the name of the file"
	case errors.As(err, new(*userfile.TooLargeError)):
		next = "give the part that has the credentials"
	case userfile.NoFile(err):
		next = "name a file, or pipe it in: … | lanyard import -"
	}
	if p, ok := errors.AsType[*fs.PathError](err); ok {
		err = p.Err
	}
	return trouble(err, next, "could not read %s", source)
}

// importFailure puts into words why an input gives no credential.
func importFailure(source string, err error) error {
	problem, ok := errors.AsType[*credimport.ReadError](err)
	if !ok {
		return err
	}
	if source == "" {
		source = "the input"
	}
	what := "there is nothing to import in " + source + ": "
	if place := problem.Place(); place != "" {
		what += place + ": "
	}
	f := explain.Failure{Exit: explain.ExitOther, What: headline(what + problem.Problem), Next: problem.Next}
	if problem.Expected != "" {
		f.Why = "Expected: " + problem.Expected + "."
	}
	if f.Next == "" && len(problem.Links) > 0 {
		f.Next = problem.Links[0].Title + ": " + problem.Links[0].URL
	}
	return &failure{Failure: f, cause: err}
}

// readFill reads what the flags say about what an input may lack.
func readFill(f importFlags) (credimport.Fill, error) {
	fill := credimport.Fill{Username: strings.TrimSpace(f.username), InstanceID: strings.ToLower(strings.TrimSpace(f.instanceID))}
	var err error
	if f.kind != "" {
		if fill.Kind, err = profile.ParseKind(f.kind); err != nil {
			return fill, badFlag("kind", err)
		}
	}
	if f.secretKind != "" {
		if fill.SecretKind, err = profile.ParseSecretKind(f.secretKind); err != nil {
			return fill, badFlag("secret-kind", err)
		}
	}
	if f.region != "" {
		if fill.Kind == "" {
			if fill.Kind, err = kindOfRegion(f.region); err != nil {
				return fill, err
			}
		}
		if fill.Address.URL, err = regionURL(fill.Kind, f.region); err != nil {
			return fill, err
		}
	}
	if f.url != "" {
		address, err := profile.ParseAddress(fill.Kind, f.url)
		switch {
		case err != nil:
			return fill, badFlag("url", err)
		case address.NeedsConsent:
			return fill, usage("write --url "+address.URL, "--url does not begin with https://")
		}
		fill.Address, fill.Kind = address, address.Kind
	}
	return fill, nil
}

// tellUnused says which flags have no say, because the input itself has what they give.
func (a *program) tellUnused(f importFlags, fill credimport.Fill, found credimport.Found) {
	p := found.Profile
	if f.kind != "" && p.Kind != "" && p.Kind != fill.Kind {
		a.note("--kind %s is not used. %s", fill.Kind, found.Why)
	}
	for _, x := range []struct{ flag, given, there string }{
		{"--url", f.url, p.URL}, {"--region", f.region, p.URL}, {"--username", f.username, p.Username},
	} {
		if x.given != "" && x.there != "" && x.there != fill.Address.URL && x.there != fill.Username {
			a.note("%s is not used: the input has %s", x.flag, x.there)
		}
	}
}
