package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"lanyard/internal/app"
	"lanyard/internal/explain"
	"lanyard/internal/profile"
)

const doctorHelp = `Look over everything that Lanyard stands on: its folder and files, the place where keys are kept,
keys without a profile and profiles without a key, the clipboard, the display, proxies. It reads no
key, asks nobody for anything and changes nothing. Exits with 1 when something needs attention.

Keys that no profile uses are listed by their ids. They may belong to another folder of profiles
(--config-dir); if they don't, --remove-orphans deletes them, after asking.

With --json: an array of check, status, detail and hint, always all and in this order: program,
memory, folder, profiles, backups, settings, keys, used-keys, unused-keys, secrets-file,
passphrase-file, activity, agent, clipboard, display, proxy, policy. status is ok, note (worth
knowing), attention or skipped (it does not apply, or cannot be known here).`

// health is what a check of the doctor came to.
type health string

// What checks come to.
const (
	healthy   health = "ok"
	worthNote health = "note"
	attention health = "attention"
	skipped   health = "skipped"
)

// diagnosis is one check of the doctor.
type diagnosis struct {
	Check  string
	Status health
	Detail string
	Hint   string
}

// diagnosisJSON is a diagnosis as programs get it.
type diagnosisJSON struct {
	Check  string  `json:"check"`
	Status health  `json:"status"`
	Detail *string `json:"detail"`
	Hint   *string `json:"hint"`
}

type doctorFlags struct {
	json, removeOrphans, yes bool
}

func (a *program) doctorCommand() *cobra.Command {
	var f doctorFlags
	c := a.command(groupMore, "doctor [--json] [--remove-orphans]", "Look over everything that Lanyard stands on", between(0, 0),
		func(ctx context.Context, _ []string) error { return a.doctor(ctx, f) })
	c.Long = doctorHelp
	c.Example = `  lanyard doctor
  lanyard doctor --json | jq '.[] | select(.status == "attention")'`
	c.Flags().BoolVar(&f.json, "json", false, "as a JSON array")
	c.Flags().BoolVar(&f.removeOrphans, "remove-orphans", false, "delete keys that no profile of this folder uses")
	c.Flags().BoolVar(&f.yes, "yes", false, "with --remove-orphans: do not ask")
	return c
}

// patient is what the doctor looks at.
type patient struct {
	*app.Runtime
	list    []profile.Profile
	listErr error
	unused  []string // ids of keys that no profile uses, where that can be known
}

func (a *program) doctor(ctx context.Context, f doctorFlags) error {
	d, err := a.open(ctx)
	if err != nil {
		return err
	}
	p := &patient{Runtime: d}
	p.list, p.listErr = d.List(ctx)
	all := a.examine(ctx, p)
	if f.removeOrphans {
		return a.removeOrphans(ctx, p, f.yes)
	}
	if f.json {
		err = a.printJSON(diagnosesAsJSON(all))
	} else {
		err = a.print(doctorTable(all, a.colours()))
	}
	if err != nil {
		return err
	}
	return needingAttention(all)
}

// diagnose gives what the doctor finds, as text for a person who is asked for help.
func (a *program) diagnose(ctx context.Context, d *app.Runtime) (string, error) {
	p := &patient{Runtime: d}
	p.list, p.listErr = d.List(ctx)
	return doctorTable(a.examine(ctx, p), false), nil
}

// examine makes all checks.
func (a *program) examine(ctx context.Context, p *patient) []diagnosis {
	var all []diagnosis
	for _, check := range []func(context.Context, *patient) []diagnosis{
		a.checkProgram, a.checkFolder, a.checkProfiles, a.checkSettings, a.checkKeys, a.checkKeyAges, a.checkSecretsFile, a.checkState, a.checkSurroundings,
	} {
		all = append(all, check(ctx, p)...)
	}
	return all
}

func diagnosesAsJSON(all []diagnosis) []diagnosisJSON {
	out := make([]diagnosisJSON, 0, len(all))
	for _, d := range all {
		out = append(out, diagnosisJSON{d.Check, d.Status, orNull(clean(d.Detail)), orNull(clean(d.Hint))})
	}
	return out
}

// doctorTable is one line a check, and one below it for what to do.
func doctorTable(all []diagnosis, colour bool) string {
	var b strings.Builder
	for _, d := range all {
		mark := map[health]string{attention: alarm, skipped: quiet}[d.Status]
		fmt.Fprintf(&b, "%s %-15s %s\n", paint(colour, mark, fmt.Sprintf("%-9s", d.Status)), d.Check, clean(d.Detail))
		if d.Hint != "" {
			b.WriteString(strings.Repeat(" ", 26) + paint(colour, quiet, clean(d.Hint)) + "\n")
		}
	}
	return b.String()
}

func needingAttention(all []diagnosis) error {
	var names []string
	for _, d := range all {
		if d.Status == attention {
			names = append(names, d.Check)
		}
	}
	if len(names) == 0 {
		return nil
	}
	return &failure{Failure: explain.Failure{
		Exit: explain.ExitOther, What: upperFirst(plural(len(names), "check")) + " found what needs attention: " + strings.Join(names, ", "),
		Next: "Follow the hint below each of them.",
	}}
}

// removeOrphans deletes keys that no profile uses, after somebody has seen their ids.
func (a *program) removeOrphans(ctx context.Context, p *patient, yes bool) error {
	if p.listErr != nil {
		return p.listErr // without the profiles every key would seem unused
	}
	if len(p.unused) == 0 {
		a.say("there is no key here that no profile uses, or the keys here cannot be listed")
		return nil
	}
	for _, id := range p.unused {
		a.say("%s", id)
	}
	if !yes {
		sure, err := a.confirm(ctx, "Delete "+plural(len(p.unused), "key")+"? They may be in use by another folder of profiles (--config-dir).")
		switch {
		case errors.Is(err, errNoTerminal):
			return usage("add --yes", "nobody can be asked whether these keys may be deleted")
		case err != nil:
			return err
		case !sure:
			a.say("nothing was deleted")
			return nil
		}
	}
	// Somebody may have added a profile while the question was open.
	list, err := p.List(ctx)
	if err != nil {
		return err
	}
	used := p.KeyIDs(list)
	n := 0
	for _, id := range p.unused {
		if slices.Contains(used, id) {
			continue
		}
		if err := p.Keys.Delete(ctx, id); err != nil {
			return err
		}
		n++
	}
	a.say("deleted %s", plural(n, "key"))
	return nil
}
