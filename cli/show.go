package cli

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"lanyard/internal/app"
	"lanyard/internal/explain"
	"lanyard/internal/profile"
	"lanyard/internal/rotation"
	"lanyard/internal/shellquote"
)

func (a *program) showCommand() *cobra.Command {
	var asJSON bool
	c := a.command(groupProfiles, "show [NAME] [--json]", "Show a profile; reads no key", between(0, 1),
		func(ctx context.Context, args []string) error { return a.show(ctx, args, asJSON) })
	c.Example = `  lanyard show prod-eu
  LANYARD_PROFILE=prod-eu lanyard show --json`
	c.Flags().BoolVar(&asJSON, "json", false, "as a JSON object")
	c.ValidArgsFunction = a.profileNames(1)
	return c
}

func (a *program) show(ctx context.Context, args []string, asJSON bool) error {
	d, err := a.open(ctx)
	if err != nil {
		return err
	}
	p, err := a.target(ctx, d, args)
	if err != nil {
		return err
	}
	if asJSON {
		return a.printJSON(withKeyTimes(p, d.KeyNotes.All()))
	}
	d.ReadAgreed(ctx)
	rows := describe(p, sharers(ctx, d, p), d.Changed(p))
	return a.print(table(append(rows, a.aboutKeyOf(d, p)...), a.colours()))
}

// describe shows a profile for reading, what is not set left out.
func describe(p profile.Profile, sharers []string, since []profile.Difference) [][]cell {
	var rows [][]cell
	line := func(label, text string) {
		if text = clean(text); text != "" {
			rows = append(rows, []cell{{label, quiet}, {text, ""}})
		}
	}
	line("name", p.Name)
	if len(since) > 0 {
		rows = append(rows, []cell{{"agreed", quiet}, {"was changed since it was agreed to: " + explain.Changes(since), alarm}})
	}
	line("runs on", runsOn(p))
	line("url", p.URL)
	line("signs in at", p.AuthOrigin())
	line("identity service", p.CPDIdentity)
	line("platform", p.PlatformURL)
	line("way to sign in", string(p.Auth()))
	line("instance", p.InstanceID)
	line("version", p.CPDVersion)
	line("username", p.Username)
	line("key", keyLine(p, sharers))
	line("key lies at", p.KeyFrom)
	line("account", p.AccountID)
	if t := p.TrustedProfile; t != nil {
		line("trusted profile", t.ID+t.CRN+t.Name)
	}
	line("space", p.SpaceID)
	line("project", p.ProjectID)
	rows = append(rows, []cell{{"certificates", quiet}, trustCell(p.TLS)})
	line("proxy", p.Proxy)
	line("tags", strings.Join(p.Tags, ", "))
	if p.Production {
		rows = append(rows, []cell{{"marked", quiet}, {"PRODUCTION", alarm}})
	}
	if p.AutoRenew {
		line("token", "renewed by itself while the window is open")
	}
	made, changed := localTime(p.CreatedAt), localTime(p.ChangedAt)
	line("made", made)
	if changed != made {
		line("changed", changed)
	}
	return rows
}

// aboutKeyOf tells what IBM said of a profile's key when it was last asked.
func (a *program) aboutKeyOf(d *app.Runtime, p profile.Profile) [][]cell {
	n, ok := d.KeyNotes.All()[p.KeyID]
	if !ok || p.KeyID == "" {
		return nil
	}
	text := "made " + localTime(n.CreatedAt)
	if !n.ExpiresAt.IsZero() {
		text += ", ends " + localTime(n.ExpiresAt)
	}
	if !n.LastUsedAt.IsZero() {
		text += ", last used " + localTime(n.LastUsedAt)
	}
	rows := [][]cell{{{"key at IBM", quiet}, {text + " (asked " + localTime(n.SeenAt) + ")", ""}}}
	if badge := keyBadge(rotation.MarkOf(n.CreatedAt, n.ExpiresAt, a.now(), d.Settings().KeyAgeDays), n, a.now()); badge != "" {
		rows = append(rows, []cell{{"", ""}, {badge + ": lanyard key rotate " + shellquote.Word(p.Name) + " changes it", alarm}})
	}
	return rows
}

func runsOn(p profile.Profile) string {
	if r, ok := profile.RegionOf(p.URL); ok {
		return p.Kind.Title() + ", " + r.Name + " (" + r.ID + ")"
	}
	return p.Kind.Title()
}

func keyLine(p profile.Profile, sharers []string) string {
	if p.ByCode() {
		return "none: it signs in with one-time codes"
	}
	line := keyWord(p.Kind, p.SecretKind) + ", " + p.KeyID
	if len(sharers) > 0 {
		line += ", shared with " + strings.Join(sharers, ", ")
	}
	return line
}

// trustCell says how certificates are checked.
func trustCell(t profile.TLS) cell {
	switch t.Mode {
	case profile.TLSInsecure:
		return cell{"TLS UNVERIFIED: not checked at all", alarm}
	case profile.TLSPin:
		return cell{"this one alone: SHA-256 " + clean(t.PinSHA256), ""}
	}
	certs, err := profile.ParseCA(t.CAPEM)
	if t.CAPEM == "" || err != nil {
		return cell{"checked by the system's authorities", ""}
	}
	var names []string
	for _, c := range certs {
		names = append(names, fmt.Sprintf("%s (until %s)", clean(c.Subject.CommonName), c.NotAfter.UTC().Format(time.DateOnly)))
	}
	return cell{"checked; trusted too: " + strings.Join(names, ", "), ""}
}

func localTime(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Local().Format("2006-01-02 15:04 MST")
}
