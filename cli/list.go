package cli

import (
	"context"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"lanyard/internal/profile"
	"lanyard/internal/rotation"
	"lanyard/store"
)

func (a *program) listCommand() *cobra.Command {
	var asJSON bool
	c := a.command(groupProfiles, "list [--json]", "List the profiles; reads no key", between(0, 0),
		func(ctx context.Context, _ []string) error { return a.list(ctx, asJSON) })
	c.Example = `  lanyard list
  lanyard list --json | jq -r '.[] | select(.production) | .name'`
	c.Flags().BoolVar(&asJSON, "json", false, "as a JSON array")
	return c
}

func (a *program) list(ctx context.Context, asJSON bool) error {
	d, err := a.open(ctx)
	if err != nil {
		return err
	}
	list, err := d.List(ctx)
	if err != nil {
		return err
	}
	notes := d.KeyNotes.All()
	if asJSON {
		views := make([]profile.View, 0, len(list))
		for _, p := range list {
			views = append(views, withKeyTimes(p, notes))
		}
		return a.printJSON(views)
	}
	if len(list) == 0 {
		a.say("there are no profiles yet; lanyard add --help tells how to add one")
		return nil
	}
	rows := [][]cell{{{"NAME", quiet}, {"KIND", quiet}, {"HOST", quiet}, {"USER", quiet}, {"FOR", quiet}, {"TAGS", quiet}}}
	for _, p := range list {
		rows = append(rows, a.listRow(p, notes[p.KeyID], d.Settings().KeyAgeDays))
	}
	return a.print(table(rows, a.colours()))
}

// withKeyTimes is a profile as JSON, with what is known of its key's times.
func withKeyTimes(p profile.Profile, notes map[string]store.KeyNote) profile.View {
	n := notes[p.KeyID]
	return p.Public().WithKey(n.CreatedAt, n.ExpiresAt)
}

// keyBadge is a word for a key that ends soon, or is old.
func keyBadge(m rotation.Mark, n store.KeyNote, now time.Time) string {
	switch m {
	case rotation.MarkEnded:
		return "KEY ENDED"
	case rotation.MarkLoud:
		return "KEY ENDS " + strings.ToUpper(inDays(n.ExpiresAt.Sub(now)))
	case rotation.MarkQuiet:
		return "key ends " + inDays(n.ExpiresAt.Sub(now))
	case rotation.MarkOld:
		return "old key"
	}
	return ""
}

func (a *program) listRow(p profile.Profile, n store.KeyNote, oldDays int) []cell {
	row := []cell{
		{clean(p.Name), ""},
		{clean(p.Kind.Short()), ""},
		{clean(p.Host()), ""},
		{orDash(clean(p.Username)), ""},
		{orDash(clean(place(p))), ""},
	}
	var badges []string
	if p.Production {
		badges = append(badges, "PRODUCTION")
	}
	if p.TLS.Mode == profile.TLSInsecure {
		badges = append(badges, "TLS UNVERIFIED")
	}
	mark := rotation.MarkOf(n.CreatedAt, n.ExpiresAt, a.now(), oldDays)
	key := keyBadge(mark, n, a.now())
	if mark == rotation.MarkEnded || mark == rotation.MarkLoud {
		badges = append(badges, key)
		key = ""
	}
	tags := clean(strings.Join(quietly(key, p.Tags), ", "))
	switch {
	case len(badges) == 0:
		return append(row, cell{tags, ""})
	case tags == "":
		return append(row, cell{strings.Join(badges, ", "), alarm})
	}
	return append(row, cell{strings.Join(badges, ", ") + ", " + tags, alarm})
}

// quietly puts a quiet word before the tags.
func quietly(word string, tags []string) []string {
	if word == "" {
		return tags
	}
	return append([]string{word}, tags...)
}

// place is the space or project of a profile, in words.
func place(p profile.Profile) string {
	switch {
	case p.SpaceID != "":
		return "space " + p.SpaceID
	case p.ProjectID != "":
		return "project " + p.ProjectID
	}
	return ""
}

func orDash(s string) string {
	if s == "" {
		return "-"
	}
	return s
}
