package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"lanyard/internal/profile"
	"lanyard/internal/wallet"
	"lanyard/store"
)

const restoreHelp = `Bring back profiles and keys from a file that lanyard backup wrote, here or on another computer.
Shows what it will do first, and overwrites nothing unasked: where a profile of the same name is
here and differs, --on-conflict or the answer on the terminal decides, and without either it is
skipped. A key that comes back may go only where it was meant for. FILE may be - for standard
input.

With --dry-run --json: an array of name, kind, url, finding (new, same, keyless, conflict or
unusable), existing (the name of the profile in the way), differs (fields), has_key and choice
(skip, restore, replace or copy).`

type restoreFlags struct {
	passphraseFile, onConflict string
	yes, dryRun, json          bool
}

func (a *program) restoreCommand() *cobra.Command {
	var f restoreFlags
	c := a.command(groupProfiles, "restore FILE [--passphrase-file F] [--on-conflict skip|replace|copy]", "Bring back what backup saved", between(1, 1),
		func(ctx context.Context, args []string) error { return a.restore(ctx, args[0], f) })
	c.Long = restoreHelp
	c.Example = `  lanyard restore lanyard.age --dry-run
  lanyard restore lanyard.age --on-conflict copy`
	fs := c.Flags()
	fs.SortFlags = false
	textFlag(fs, &f.passphraseFile, "passphrase-file", "F", "read the passphrase from a file that only you can read")
	textFlag(fs, &f.onConflict, "on-conflict", "CHOICE", "what to do where another profile is in the way: skip, replace or copy")
	fs.BoolVar(&f.dryRun, "dry-run", false, "only show what would be done")
	fs.BoolVar(&f.json, "json", false, "with --dry-run: as a JSON array")
	fs.BoolVar(&f.yes, "yes", false, "do not ask")
	fixed(c, "on-conflict", string(wallet.ChoiceSkip), string(wallet.ChoiceReplace), string(wallet.ChoiceCopy))
	c.ValidArgsFunction = nil
	return c
}

func (a *program) restore(ctx context.Context, file string, f restoreFlags) error {
	if err := f.check(); err != nil {
		return err
	}
	d, err := a.open(ctx)
	if err != nil {
		return err
	}
	if d.InMemory {
		return usage("use --secrets keyring or --secrets file", "with --secrets memory restored keys would be forgotten at once")
	}
	archive, err := a.readArchive(ctx, file, f.passphraseFile)
	if err != nil {
		return err
	}
	items, err := d.PlanRestore(ctx, archive)
	if err != nil {
		return err
	}
	if f.dryRun {
		f.decide(items)
		return a.printPlan(items, f.json)
	}
	a.tellPlan(items)
	if err := a.decide(ctx, items, f); err != nil {
		return err
	}
	if agreed, err := a.agreeToRestore(ctx, items, f.yes); err != nil || !agreed {
		return err
	}
	saved, err := d.Restore(ctx, archive, items)
	if err != nil {
		return err
	}
	a.tellRestored(items, saved)
	return nil
}

func (f restoreFlags) check() error {
	switch wallet.Choice(f.onConflict) {
	case "", wallet.ChoiceSkip, wallet.ChoiceReplace, wallet.ChoiceCopy:
	default:
		return usage("use --on-conflict skip, replace or copy", "there is no way %q to settle a conflict", f.onConflict)
	}
	if f.json && !f.dryRun {
		return usage("add --dry-run", "--json is for --dry-run alone")
	}
	return nil
}

func (a *program) readArchive(ctx context.Context, file, passphraseFile string) (store.Archive, error) {
	content, err := a.readFrom(ctx, file, store.MaxArchive)
	if err != nil {
		return store.Archive{}, err
	}
	archive, err := store.OpenArchive(ctx, file, content, a.archivePassphrase(passphraseFile))
	return archive, archiveFailure(file, err)
}

// planItem is a profile of a backup as --dry-run --json gives it.
type planItem struct {
	Name     string         `json:"name"`
	Kind     profile.Kind   `json:"kind"`
	URL      string         `json:"url"`
	Finding  wallet.Finding `json:"finding"`
	Existing *string        `json:"existing"`
	Differs  []string       `json:"differs"`
	HasKey   bool           `json:"has_key"`
	Choice   wallet.Choice  `json:"choice"`
}

func (a *program) printPlan(items []wallet.RestoreItem, asJSON bool) error {
	if asJSON {
		out := make([]planItem, 0, len(items))
		for _, i := range items {
			out = append(out, planItem{
				Name: i.Profile.Name, Kind: i.Profile.Kind, URL: i.Profile.Public().URL, Finding: i.Finding, Existing: orNull(i.Existing.Name),
				Differs: fieldsOf(i.Differs), HasKey: i.HasKey, Choice: i.Choice,
			})
		}
		return a.printJSON(out)
	}
	rows := [][]cell{{{"NAME", quiet}, {"HOST", quiet}, {"", quiet}, {"WOULD", quiet}}}
	for _, i := range items {
		rows = append(rows, []cell{{clean(i.Profile.Name), ""}, {clean(i.Profile.Host()), ""}, {clean(findingWords(i)), ""}, {string(i.Choice), ""}})
	}
	return a.print(table(rows, a.colours()))
}

// findingWords says what was found out about a profile of a backup.
func findingWords(i wallet.RestoreItem) string {
	var text string
	switch i.Finding {
	case wallet.FoundSame:
		text = "is here already"
	case wallet.FoundKeyless:
		text = "is here, without its key"
	case wallet.FoundConflict:
		text = "differs from the one here"
		if i.Existing.Name != i.Profile.Name {
			text = "differs from the one here that is called " + i.Existing.Name
		}
		text += ": " + strings.Join(changeWords(i.Differs), "; ")
	case wallet.FoundUnusable:
		text = "cannot be used: " + explained(i.Problem).Why
	default:
		text = "is new"
	}
	if !i.HasKey && i.Finding == wallet.FoundNew {
		text += ", and the backup hasn't got its key"
	}
	return text
}

// fieldsOf names what differs.
func fieldsOf(list []wallet.Differing) []string {
	out := make([]string, 0, len(list))
	for _, d := range list {
		out = append(out, d.Field)
	}
	return out
}

// changeWords says what each field is here, and what it would be.
func changeWords(list []wallet.Differing) []string {
	none := func(s string) string {
		if s = clean(s); s == "" {
			return "none"
		}
		return s
	}
	out := make([]string, 0, len(list))
	for _, d := range list {
		if d.Field == "key" {
			out = append(out, "the key")
			continue
		}
		out = append(out, fmt.Sprintf("%s %s -> %s", d.Field, none(d.Old), none(d.New)))
	}
	return out
}

// tellPlan says what the backup has before anything is done with it.
func (a *program) tellPlan(items []wallet.RestoreItem) {
	for _, i := range items {
		a.say("%s %s", i.Profile.Name, findingWords(i))
	}
}

// decide settles conflicts as a flag says.
func (f restoreFlags) decide(items []wallet.RestoreItem) {
	for i := range items {
		if items[i].Finding == wallet.FoundConflict && f.onConflict != "" {
			items[i].Choice = wallet.Choice(f.onConflict)
		}
	}
}

// decide settles conflicts as the flag says, or as somebody at the terminal does.
// Without either the profiles here stay.
func (a *program) decide(ctx context.Context, items []wallet.RestoreItem, f restoreFlags) error {
	if f.onConflict != "" {
		f.decide(items)
		return nil
	}
	for i := range items {
		if items[i].Finding != wallet.FoundConflict {
			continue
		}
		choice, err := wallet.ChoiceSkip, errNoTerminal
		if !f.yes {
			choice, err = a.askChoice(ctx, items[i])
		}
		if errors.Is(err, errNoTerminal) {
			a.note("%s is skipped; --on-conflict replace or copy does otherwise", items[i].Profile.Name)
			continue
		}
		if err != nil {
			return err
		}
		items[i].Choice = choice
	}
	return nil
}

func (a *program) askChoice(ctx context.Context, i wallet.RestoreItem) (wallet.Choice, error) {
	t, err := a.openTerminal()
	if err != nil {
		return "", err
	}
	defer func() { _ = t.Close() }()
	answer, err := t.Ask(ctx, "Keep "+i.Existing.Name+" as it is here (k), replace it (r), or add the other one as a copy (c)? [k]")
	if err != nil {
		return "", err
	}
	switch strings.ToLower(answer) {
	case "r", "replace":
		return wallet.ChoiceReplace, nil
	case "c", "copy":
		return wallet.ChoiceCopy, nil
	}
	return wallet.ChoiceSkip, nil
}

// agreeToRestore asks before the first change, where somebody can be asked.
func (a *program) agreeToRestore(ctx context.Context, items []wallet.RestoreItem, yes bool) (bool, error) {
	n := 0
	for _, i := range items {
		if i.Choice != wallet.ChoiceSkip {
			n++
		}
	}
	if n == 0 {
		a.say("there is nothing to restore")
		return false, nil
	}
	if yes {
		return true, nil
	}
	sure, err := a.confirm(ctx, "Restore "+plural(n, "profile")+"?")
	switch {
	case errors.Is(err, errNoTerminal):
		return true, nil
	case err == nil && !sure:
		a.say("nothing was restored")
	}
	return sure, err
}

func (a *program) tellRestored(items []wallet.RestoreItem, saved []profile.Profile) {
	for _, i := range items {
		if i.Choice != wallet.ChoiceSkip && !i.HasKey {
			a.note("the backup hasn't got the key of %s; lanyard edit NAME --secret-stdin enters it", i.Profile.Name)
		}
	}
	a.say("restored %s", plural(len(saved), "profile"))
}
