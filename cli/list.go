package cli

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

	"lanyard/internal/profile"
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
	if asJSON {
		views := make([]profile.View, 0, len(list))
		for _, p := range list {
			views = append(views, p.Public())
		}
		return a.printJSON(views)
	}
	if len(list) == 0 {
		a.say("there are no profiles yet; lanyard add --help tells how to add one")
		return nil
	}
	rows := [][]cell{{{"NAME", quiet}, {"KIND", quiet}, {"HOST", quiet}, {"USER", quiet}, {"FOR", quiet}, {"TAGS", quiet}}}
	for _, p := range list {
		rows = append(rows, listRow(p))
	}
	return a.print(table(rows, a.colours()))
}

func listRow(p profile.Profile) []cell {
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
	tags := clean(strings.Join(p.Tags, ", "))
	switch {
	case len(badges) == 0:
		return append(row, cell{tags, ""})
	case tags == "":
		return append(row, cell{strings.Join(badges, ", "), alarm})
	}
	return append(row, cell{strings.Join(badges, ", ") + ", " + tags, alarm})
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
