package cli

import (
	"fmt"
	"strings"

	"lanyard/internal/profile"
)

// importJSON is a find as programs get it. It never has a secret in it.
type importJSON struct {
	Name        string       `json:"name"`
	Kind        *string      `json:"kind"`
	URL         *string      `json:"url"`
	Username    *string      `json:"username"`
	SecretKind  *string      `json:"secret_kind"`
	HasSecret   bool         `json:"has_secret"`
	SpaceID     *string      `json:"space_id"`
	ProjectID   *string      `json:"project_id"`
	Source      importSource `json:"source"`
	Why         string       `json:"why"`
	Cleaned     []string     `json:"cleaned"`
	Missing     []string     `json:"missing"`
	DuplicateOf *string      `json:"duplicate_of"`
	Notes       []string     `json:"notes"`
	Saved       *bool        `json:"saved"` // null for --dry-run
}

type importSource struct {
	Format string `json:"format"`
	Line   int    `json:"line"`
}

func (im *importing) asJSON() []importJSON {
	out := make([]importJSON, 0, len(im.items))
	for _, item := range im.items {
		p := item.Profile
		j := importJSON{
			Name: p.Name, Kind: orNull(string(p.Kind)), URL: orNull(p.URL), Username: orNull(p.Username), SecretKind: orNull(string(p.SecretKind)),
			HasSecret: item.HasSecret(), SpaceID: orNull(p.SpaceID), ProjectID: orNull(p.ProjectID),
			Source: importSource{item.Format, item.Line}, Why: item.Why,
			Cleaned: append([]string{}, item.Cleaned...), Missing: append([]string{}, im.plan(item).Missing...), Notes: append([]string{}, item.Notes...),
		}
		if item.duplicate != nil {
			j.DuplicateOf = &item.duplicate.Name
		}
		if !im.f.dryRun {
			kept := item.outcome == isSaved || item.outcome == isUpdated
			j.Saved = &kept
		}
		out = append(out, j)
	}
	return out
}

// preview tells a person what was found, for --dry-run.
func (im *importing) preview() string {
	var b strings.Builder
	for i, item := range im.items {
		if i > 0 {
			b.WriteByte('\n')
		}
		b.WriteString(im.describe(item))
	}
	return b.String()
}

func (im *importing) describe(item *importItem) string {
	p := item.Profile
	rows := [][2]string{
		{"kind", p.Kind.Title()},
		{"url", p.URL},
		{"signs in at", p.AuthURL},
		{"username", p.Username},
		{"key", item.keyText()},
		{"space", p.SpaceID},
		{"project", p.ProjectID},
		{"found", fmt.Sprintf("%s, line %d", item.Format, item.Line)},
		{"why", item.Why},
	}
	for _, group := range []struct {
		label string
		texts []string
	}{{"changed", item.Cleaned}, {"note", item.Notes}, {"missing", im.plan(item).Missing}} {
		for _, t := range group.texts {
			rows = append(rows, [2]string{group.label, t})
		}
	}
	for _, l := range item.Links {
		rows = append(rows, [2]string{"see", l.Title + ": " + l.URL})
	}
	if item.duplicate != nil {
		rows = append(rows, [2]string{"duplicate of", item.duplicate.Name})
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n", clean(p.Name))
	for _, r := range rows {
		if r[1] != "" {
			fmt.Fprintf(&b, "  %-13s %s\n", r[0], clean(r[1]))
		}
	}
	return b.String()
}

func (item *importItem) keyText() string {
	switch {
	case !item.Token.Empty():
		return "a bearer token, which is not stored"
	case len(item.Alternatives) > 0:
		return "a password and an API key: --secret-kind says which"
	case item.Profile.ByCode():
		return "none is needed: it signs in with one-time codes"
	case item.Secret.Empty():
		return "none"
	}
	return keyWord(item.Profile.Kind, item.Profile.SecretKind)
}

// tell says on stderr what a person should know of a find before it is saved.
func (im *importing) tell(item *importItem) {
	where := item.Profile.Kind.Title()
	if item.Profile.URL != "" {
		where += ", " + profile.Profile{URL: item.Profile.URL}.Host()
	}
	in := fmt.Sprintf("line %d", item.Line)
	if item.path != "" {
		in = fmt.Sprintf("%s, %s", item.path, in)
	}
	im.say("found in %s (%s): %s", in, item.Format, strings.TrimPrefix(where, ", "))
	im.say("why: %s", item.Why)
	for _, t := range item.Cleaned {
		im.say("changed: %s", t)
	}
	for _, t := range item.Notes {
		im.note("%s", t)
	}
	for _, l := range item.Links {
		im.say("see: %s: %s", l.Title, l.URL)
	}
}
