package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"lanyard/internal/credimport"
	"lanyard/internal/shellquote"
)

// scanJSON is a credential lying in a file, as programs get it.
type scanJSON struct {
	Path       string   `json:"path"`
	Line       int      `json:"line"`
	Column     int      `json:"column"`
	Masked     string   `json:"masked"`
	Format     string   `json:"format"`
	Kind       *string  `json:"kind"`
	URL        *string  `json:"url"`
	Username   *string  `json:"username"`
	SecretKind *string  `json:"secret_kind"`
	InRepo     bool     `json:"in_repository"`
	Advice     []string `json:"advice"`
}

// scan looks for credentials in the files of folders, lists them, and imports those that
// somebody at the terminal names.
func (a *program) scan(ctx context.Context, dirs []string, f importFlags) error {
	var hits []credimport.Hit
	out := []scanJSON{}
	o := credimport.ScanOptions{Problem: func(path string, err error) { a.note("%s could not be read: %s", path, err) }}
	var printing error
	sum, err := credimport.Scan(ctx, dirs, o, func(h credimport.Hit) {
		hits = append(hits, h)
		if f.json {
			out = append(out, hitJSON(h))
		} else if printing == nil {
			printing = a.print(describeHit(len(hits), h))
		}
	})
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case err != nil:
		return trouble(err, "check the names of the folders", "the folders could not be searched")
	case printing != nil:
		return printing
	}
	if f.json {
		return a.printJSON(out)
	}
	a.say("%s in %s; %d left out for their size or content, %d unreadable", plural(sum.Hits, "credential"), plural(sum.Files, "file"), sum.Skipped, sum.Failed)
	for _, path := range sum.Configs {
		a.say("%s says where instances of watsonx Orchestrate are, and has no key: lanyard import %s", clean(path), clean(shellquote.Path(path)))
	}
	if f.dryRun {
		return nil
	}
	return a.importHits(ctx, hits, f)
}

func hitJSON(h credimport.Hit) scanJSON {
	p := h.Found.Profile
	return scanJSON{
		Path: h.Path, Line: h.Line, Column: h.Column, Masked: h.Masked, Format: h.Found.Format, Kind: orNull(string(p.Kind)), URL: orNull(p.URL),
		Username: orNull(p.Username), SecretKind: orNull(string(p.SecretKind)), InRepo: h.InRepo, Advice: h.Advice(),
	}
}

// describeHit tells where a credential lies and what to do about it.
func describeHit(n int, h credimport.Hit) string {
	p := h.Found.Profile
	what := keyWord(p.Kind, p.SecretKind)
	if !h.Found.Token.Empty() {
		what = "token"
	}
	about := []string{p.Kind.Title() + " " + what}
	if p.Username != "" {
		about = append(about, "of "+p.Username)
	}
	if p.URL != "" {
		about = append(about, "for "+p.Host())
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%d. %s:%d:%d: %s: %s\n", n, clean(h.Path), h.Line, h.Column, clean(strings.TrimSpace(strings.Join(about, " "))), h.Masked)
	for _, step := range h.Advice() {
		fmt.Fprintf(&b, "   - %s\n", clean(step))
	}
	return b.String()
}

// importHits asks which of the credentials to import. Where nobody can be asked, none is.
func (a *program) importHits(ctx context.Context, hits []credimport.Hit, f importFlags) error {
	if !slices.ContainsFunc(hits, func(h credimport.Hit) bool { return h.Found.HasSecret() }) {
		return nil
	}
	answer, err := a.ask(ctx, "Import which? (their numbers, all, or Enter for none) d NUMBER disables a key of IBM Cloud at IBM, r NUMBER rotates it:")
	if errors.Is(err, errNoTerminal) {
		return nil
	}
	if err != nil {
		return err
	}
	if ok, err := a.endHit(ctx, hits, answer); ok {
		return err
	}
	chosen, err := chooseHits(hits, answer)
	if err != nil || len(chosen) == 0 {
		return err
	}
	var found []credimport.Found
	var paths []string
	for _, h := range chosen {
		found, paths = append(found, h.Found), append(paths, h.Path)
	}
	d, err := a.open(ctx)
	if err != nil {
		return err
	}
	fill, err := readFill(f)
	if err != nil {
		return err
	}
	for i := range found {
		found[i].Fill(fill)
		found[i].KindUnsure = found[i].KindUnsure && found[i].Profile.Kind == ""
	}
	im := &importing{program: a, d: d, f: f, fill: fill, paths: paths}
	return im.run(ctx, found)
}

// chooseHits reads the answer: numbers, "all", or nothing. A key that lies in several
// files is imported once.
func chooseHits(hits []credimport.Hit, answer string) ([]credimport.Hit, error) {
	var chosen []credimport.Hit
	take := func(h credimport.Hit) {
		if h.Found.HasSecret() && !slices.ContainsFunc(chosen, func(c credimport.Hit) bool { return credimport.SameCredential(c.Found, h.Found) }) {
			chosen = append(chosen, h)
		}
	}
	if strings.EqualFold(answer, "all") {
		for _, h := range hits {
			take(h)
		}
		return chosen, nil
	}
	for _, word := range strings.FieldsFunc(answer, func(r rune) bool { return r == ' ' || r == ',' }) {
		n, err := strconv.Atoi(strings.TrimSuffix(word, "."))
		if err != nil || n < 1 || n > len(hits) {
			return nil, usage("", "there is no credential with this number: use 1 to %d, or all", len(hits))
		}
		take(hits[n-1])
	}
	return chosen, nil
}
