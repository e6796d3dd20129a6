package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"lanyard/internal/app"
	"lanyard/internal/profile"
	"lanyard/internal/rotation"
	"lanyard/internal/shellquote"
)

const keyHelp = `See, make, rotate and retire the API keys that profiles sign in with.

On IBM Cloud all of it is done here. On Cloud Pak for Data and on AWS a new key is made on a
web page; lanyard key rotate shows the way, takes the new key, tests it and puts it in use.`

func (a *program) keyCommand() *cobra.Command {
	c := a.command(groupProfiles, "key show|list|create|rotate|disable|enable|delete", "See, make, rotate and retire API keys", noSubcommand, nil)
	c.Long = keyHelp
	c.Example = `  lanyard key show prod-eu
  lanyard key rotate prod-eu
  lanyard key rotate prod-eu --undo`
	c.AddCommand(
		a.keyShowCommand(), a.keyListCommand(), a.keyCreateCommand(), a.keyRotateCommand(),
		a.keySwitchCommand("disable"), a.keySwitchCommand("enable"), a.keySwitchCommand("delete"),
	)
	return c
}

func (a *program) keyShowCommand() *cobra.Command {
	var asJSON bool
	c := a.command("", "show [NAME] [--json]", "Show what IBM tells of a profile's API key", between(0, 1),
		func(ctx context.Context, args []string) error { return a.keyShow(ctx, args, asJSON) })
	c.Example = "  lanyard key show prod-eu\n  lanyard key show prod-eu --json | jq -r .expires_at"
	c.Flags().BoolVar(&asJSON, "json", false, "as a JSON object")
	c.ValidArgsFunction = a.profileNames(1)
	return c
}

func (a *program) keyListCommand() *cobra.Command {
	var asJSON bool
	c := a.command("", "list [NAME] [--json]", "List all API keys of the user or service ID", between(0, 1),
		func(ctx context.Context, args []string) error { return a.keyList(ctx, args, asJSON) })
	c.Example = "  lanyard key list prod-eu"
	c.Flags().BoolVar(&asJSON, "json", false, "as a JSON array")
	c.ValidArgsFunction = a.profileNames(1)
	return c
}

// keyDesk opens what the key commands work with, finds the profile, and finishes what
// waited for its time.
func (a *program) keyDesk(ctx context.Context, args []string) (*app.Runtime, *rotation.Engine, profile.Profile, error) {
	d, err := a.open(ctx)
	if err != nil {
		return nil, nil, profile.Profile{}, err
	}
	p, err := a.target(ctx, d, args)
	if err != nil {
		return nil, nil, profile.Profile{}, err
	}
	e := d.Rotation()
	a.finishDue(ctx, e)
	if list, err := d.List(ctx); err == nil {
		e.Watch.Keep(ctx, d.KeyIDs(list))
	}
	return d, e, p, nil
}

// finishDue deletes old keys whose time has come, and tells of rotations that were
// interrupted. What fails there is told and keeps nobody from anything else.
func (a *program) finishDue(ctx context.Context, e *rotation.Engine) {
	done, open, err := e.Due(ctx)
	for _, r := range done {
		if r.OldState == rotation.OldDeleted {
			a.note("the old key %s, whose time was over, is deleted", r.OldID)
		} else {
			a.note("the old key %s was to be deleted, but stays as it is: something used it since, or IBM refused", r.OldID)
		}
	}
	for _, r := range open {
		a.note("a rotation of the key of %s was interrupted; lanyard key rotate %s --resume goes on, --undo goes back", r.Name, shellquote.Word(r.Name))
	}
	if err != nil && ctx.Err() == nil {
		a.note("an old key could not be deleted yet: %s", explained(err).What)
	}
}

// keyJSON is an API key as the command line gives it to programs.
type keyJSON struct {
	Profile    string   `json:"profile"`
	KeyID      *string  `json:"key_id"` // Lanyard's
	ID         string   `json:"id"`     // IBM's
	Name       string   `json:"name"`
	IAMID      *string  `json:"iam_id"`
	AccountID  *string  `json:"account_id"`
	CreatedAt  instant  `json:"created_at"`
	ChangedAt  instant  `json:"changed_at"`
	ExpiresAt  instant  `json:"expires_at"`
	LastUsedAt instant  `json:"last_used_at"`
	Uses       *int64   `json:"uses"` // how often it signed in
	Locked     bool     `json:"locked"`
	Disabled   bool     `json:"disabled"`
	WhenLeaked *string  `json:"when_leaked"`
	Profiles   []string `json:"profiles"`
	Limit      *int     `json:"limit"`
	InUse      *int     `json:"in_use"`
}

func keyAsJSON(p profile.Profile, k rotation.Key) keyJSON {
	out := keyJSON{
		Profile: p.Name, KeyID: orNull(k.KeyID), ID: k.ID, Name: k.Name, IAMID: orNull(k.IAMID), AccountID: orNull(k.AccountID),
		CreatedAt: instant{k.CreatedAt}, ChangedAt: instant{k.ModifiedAt}, ExpiresAt: instant{k.ExpiresAt}, LastUsedAt: instant{k.LastUsedAt},
		Locked: k.Locked, Disabled: k.Disabled, WhenLeaked: orNull(string(k.WhenLeaked)), Profiles: namesOf(k.Profiles),
	}
	if k.Uses >= 0 {
		out.Uses = &k.Uses
	}
	if k.Limit > 0 {
		out.Limit, out.InUse = &k.Limit, &k.InUse
	}
	return out
}

// namesOf gives the names of profiles, never nil.
func namesOf(list []profile.Profile) []string {
	names := make([]string, 0, len(list))
	for _, p := range list {
		names = append(names, p.Name)
	}
	return names
}

func (a *program) keyShow(ctx context.Context, args []string, asJSON bool) error {
	_, e, p, err := a.keyDesk(ctx, args)
	if err != nil {
		return err
	}
	k, err := e.Show(ctx, p)
	if err != nil {
		return forProfile(p, err)
	}
	if asJSON {
		return a.printJSON(keyAsJSON(p, k))
	}
	return a.print(table(a.keyRows(k), a.colours()))
}

// keyRows shows a key for reading, what is not known left out.
func (a *program) keyRows(k rotation.Key) [][]cell {
	var rows [][]cell
	line := func(label, text, colour string) {
		if text = clean(text); text != "" {
			rows = append(rows, []cell{{label, quiet}, {text, colour}})
		}
	}
	line("name", k.Name, "")
	line("description", k.Description, "")
	line("id", k.ID, "")
	line("owner", k.IAMID, "")
	line("account", k.AccountID, "")
	line("made", localTime(k.CreatedAt), "")
	line("changed", localTime(k.ModifiedAt), "")
	line("last used", a.lastUse(k), "")
	ends, colour := a.endOf(k)
	line("ends", ends, colour)
	if k.Disabled {
		line("disabled", "yes: it does not sign in", alarm)
	}
	if k.Locked {
		line("locked", "yes: it cannot be changed, and signs in", "")
	}
	line("when leaked", map[string]string{"none": "nothing is done", "disable": "IBM disables it", "delete": "IBM deletes it"}[string(k.WhenLeaked)], "")
	line("used by", strings.Join(namesOf(k.Profiles), ", "), "")
	if k.Limit > 0 {
		line("keys", fmt.Sprintf("%d of %d that its owner may have", k.InUse, k.Limit), "")
	}
	return rows
}

func (a *program) lastUse(k rotation.Key) string {
	switch {
	case k.LastUsedAt.IsZero() && k.Uses == 0:
		return "never"
	case k.Uses > 0:
		return fmt.Sprintf("%s, %s so far", localTime(k.LastUsedAt), plural(int(k.Uses), "sign-in"))
	}
	return localTime(k.LastUsedAt)
}

// endOf says when a key ends, louder the sooner.
func (a *program) endOf(k rotation.Key) (text, colour string) {
	if k.ExpiresAt.IsZero() {
		return "never", ""
	}
	left := k.ExpiresAt.Sub(a.now())
	switch at := localTime(k.ExpiresAt); {
	case left <= 0:
		return at + ": it has ended", alarm
	case left < rotation.LoudDays*24*time.Hour:
		return at + ", " + inDays(left), alarm
	default:
		return at + ", " + inDays(left), ""
	}
}

func inDays(d time.Duration) string {
	if n := int(d / (24 * time.Hour)); n > 0 {
		return "in " + plural(n, "day")
	}
	return "in less than a day"
}

func (a *program) keyList(ctx context.Context, args []string, asJSON bool) error {
	_, e, p, err := a.keyDesk(ctx, args)
	if err != nil {
		return err
	}
	list, err := e.List(ctx, p)
	if err != nil {
		return forProfile(p, err)
	}
	if asJSON {
		out := make([]keyJSON, 0, len(list))
		for _, k := range list {
			out = append(out, keyAsJSON(p, k))
		}
		return a.printJSON(out)
	}
	rows := [][]cell{{{"ID", quiet}, {"NAME", quiet}, {"MADE", quiet}, {"LAST USED", quiet}, {"ENDS", quiet}, {"STATE", quiet}, {"PROFILES", quiet}}}
	for _, k := range list {
		rows = append(rows, keyRow(k))
	}
	return a.print(table(rows, a.colours()))
}

func keyRow(k rotation.Key) []cell {
	day := func(t time.Time, none string) string {
		if t.IsZero() {
			return none
		}
		return t.Local().Format(time.DateOnly)
	}
	state, colour := "works", ""
	switch {
	case k.Disabled:
		state, colour = "disabled", quiet
	case k.Locked:
		state = "works, locked"
	}
	users := strings.Join(namesOf(k.Profiles), ", ")
	if users == "" && k.KeyID != "" {
		users = "left behind by a rotation"
		if k.Since > 0 {
			users += "; used " + plural(int(k.Since), "time") + " since"
		}
	}
	return []cell{
		{clean(k.ID), ""},
		{clean(k.Name), ""},
		{day(k.CreatedAt, "-"), ""},
		{day(k.LastUsedAt, "-"), ""},
		{day(k.ExpiresAt, "never"), ""},
		{state, colour},
		{orDash(clean(users)), ""},
	}
}

// forProfile puts a profile's name into what is to be done next.
func forProfile(p profile.Profile, err error) error {
	if err == nil {
		return nil
	}
	f := explained(err)
	if strings.Contains(f.Next, "NAME") && !errors.Is(err, rotation.ErrOneKey) {
		f.Next = strings.NewReplacer(" NEW --from NAME", " NEW --from "+shellquote.Word(p.Name), " NAME", " "+shellquote.Word(p.Name)).Replace(f.Next)
		return &failure{Failure: f, cause: err}
	}
	return err
}
