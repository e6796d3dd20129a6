package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"lanyard/internal/app"
	"lanyard/internal/credimport"
	"lanyard/internal/explain"
	"lanyard/internal/profile"
	"lanyard/internal/shellquote"
	"lanyard/internal/wallet"
)

// importing is one import under way.
type importing struct {
	*program
	d     *app.Runtime
	f     importFlags
	fill  credimport.Fill
	paths []string          // for what a scan has found: the file of each
	list  []profile.Profile // the profiles that there are, the imported ones included
	items []*importItem
}

// importItem is one find and what becomes of it.
type importItem struct {
	credimport.Found
	path      string           // the file it lies in, for what a scan has found
	duplicate *profile.Profile // the profile that there is already for the place and user
	outcome   outcome
}

// outcome is what has become of a find.
type outcome uint8

const (
	isUndecided outcome = iota
	isSaved
	isUpdated
	isSkipped
	isIncomplete
)

// run previews or saves what was found.
func (im *importing) run(ctx context.Context, found []credimport.Found) error {
	var err error
	if im.list, err = im.d.List(ctx); err != nil {
		return err
	}
	for i, f := range found {
		item := &importItem{Found: f, duplicate: f.Plan(im.list, false).Duplicate}
		if i < len(im.paths) {
			item.path = im.paths[i]
		}
		im.items = append(im.items, item)
	}
	if !im.f.dryRun {
		for _, item := range im.items {
			if err := im.save(ctx, item); err != nil {
				return err
			}
		}
		if err := im.nothingSaved(); err != nil {
			return err
		}
	}
	switch {
	case im.f.json:
		return im.printJSON(im.asJSON())
	case im.f.dryRun:
		return im.print(im.preview())
	}
	return nil
}

// plan is what is saved of a find. The commands save no profile without a key, but for
// those that somebody shared.
func (im *importing) plan(item *importItem) credimport.Plan { return item.Plan(im.list, false) }

// save completes a find and saves it, or says why not.
func (im *importing) save(ctx context.Context, item *importItem) error {
	if !im.f.json {
		im.tell(item)
	}
	if !item.Token.Empty() {
		item.outcome = isIncomplete
		return nil
	}
	if err := im.complete(ctx, item); err != nil {
		return err
	}
	plan := im.plan(item)
	if len(plan.Missing) > 0 {
		item.outcome = isIncomplete
		return nil
	}
	item.duplicate = plan.Duplicate
	if item.duplicate != nil {
		what, err := im.decide(ctx, item)
		if err != nil {
			return err
		}
		switch what {
		case duplicateSkip:
			im.note("%s is there already for this place and user; nothing was changed. --on-duplicate update replaces its key, copy saves a second profile", item.duplicate.Name)
			item.outcome = isSkipped
			return nil
		case duplicateUpdate:
			return im.update(ctx, item, plan)
		}
	}
	return im.add(ctx, item, plan)
}

func (im *importing) add(ctx context.Context, item *importItem, plan credimport.Plan) error {
	p := plan.Profile
	if im.f.name == "" {
		p.Name = credimport.FreeName(im.list, p.Name)
	}
	made, err := im.d.Import(ctx, p, wallet.Secrets{Key: plan.Key})
	if err != nil {
		return fieldProblems(err)
	}
	item.outcome, item.Profile = isSaved, made
	im.list = append(im.list, made)
	im.afterSave(ctx, im.d, "imported", made, &values{said: new([]string)})
	if made.ByCode() {
		return im.offerCode(ctx, item)
	}
	if plan.Key.Empty() {
		im.note("it has no key yet; give it one with lanyard edit %s --secret-stdin", shellquote.Word(made.Name))
	}
	return nil
}

// offerCode offers to sign in with the one-time code that stood in the input, as it works
// only for minutes. Where nobody can be asked, it is left alone.
func (im *importing) offerCode(ctx context.Context, item *importItem) error {
	if item.Code.Empty() || im.f.json || !im.hasTerminal() {
		return nil
	}
	p := item.Profile
	yes, err := im.confirm(ctx, fmt.Sprintf("Sign in to %s at %s with this one-time code now?", p.Name, hostOf(p.AuthOrigin())))
	if err != nil || !yes {
		return err
	}
	if err := im.d.AgreeForNow(ctx, p); err != nil {
		return err
	}
	if err := im.useCode(ctx, im.d, &p, item.Code); err != nil {
		return wayOut(p, err)
	}
	item.Profile = p
	return nil
}

// update gives a profile the key that was found, and what else it lacked.
func (im *importing) update(ctx context.Context, item *importItem, plan credimport.Plan) error {
	made, err := im.d.Edit(ctx, plan.Duplicate.ID, func(p *profile.Profile) error {
		plan.Update(p)
		return nil
	}, wallet.Secrets{Key: plan.Key})
	if err != nil {
		return fieldProblems(err)
	}
	item.outcome, item.Profile = isUpdated, made
	im.afterSave(ctx, im.d, "updated", made, &values{said: new([]string)})
	if plan.Key.Empty() && !made.ByCode() {
		im.note("its key stays: there is none in the input")
	}
	return nil
}

// nothingSaved fails an import of which nothing is left: neither saved nor there already.
func (im *importing) nothingSaved() error {
	done := slices.ContainsFunc(im.items, func(i *importItem) bool { return i.outcome != isIncomplete })
	if done {
		for _, item := range im.items {
			if item.outcome == isIncomplete {
				im.note("%s was not imported: %s", item.Profile.Name, strings.Join(im.reasons(item), "; "))
			}
		}
		return nil
	}
	var left []string
	for _, item := range im.items {
		left = append(left, im.reasons(item)...)
	}
	f := explain.Failure{Exit: explain.ExitOther, What: "Nothing was imported", Why: sentence("missing: " + strings.Join(left, "; ")), Next: sentence(im.nextFor())}
	return &failure{Failure: f}
}

func (im *importing) reasons(item *importItem) []string {
	if !item.Token.Empty() {
		return []string{"key: this is a bearer token, which lives for hours at most; what is saved is the key that it was made with"}
	}
	left := im.plan(item).Missing
	if len(im.items) > 1 {
		for i := range left {
			left[i] = item.Profile.Name + ": " + left[i]
		}
	}
	return left
}

// nextFor names the flags that fill in what is missing.
func (im *importing) nextFor() string {
	var flags []string
	for _, item := range im.items {
		for _, m := range im.plan(item).Missing {
			field, _, _ := strings.Cut(m, ": ")
			if flag := fillFlag(field, item.Profile); item.Token.Empty() && flag != "" && !slices.Contains(flags, flag) {
				flags = append(flags, flag)
			}
		}
	}
	if len(flags) == 0 {
		return "lanyard add, with a key"
	}
	return "add " + strings.Join(flags, " and ")
}

func fillFlag(field string, p profile.Profile) string {
	switch field {
	case "kind":
		if p.Kind != "" {
			return "--kind " + string(p.Kind) + " if that is right"
		}
		return "--kind"
	case "url":
		if len(profile.Regions(p.Kind)) > 0 {
			return "--region or --url"
		}
		return "--url"
	case "username", "instance_id", "secret_kind":
		return flagOf(field)
	case "key":
		return "--secret-stdin"
	}
	return ""
}

// decide asks what to do with a duplicate, unless the flag said so.
func (im *importing) decide(ctx context.Context, item *importItem) (string, error) {
	if im.f.onDuplicate != "" || im.f.json {
		return cmp.Or(im.f.onDuplicate, duplicateSkip), nil
	}
	answer, err := im.ask(ctx, fmt.Sprintf("%s is there already for this place and user. Replace its key, save a copy, or skip? [r/c/S]", item.duplicate.Name))
	switch {
	case errors.Is(err, errNoTerminal):
		return duplicateSkip, nil
	case err != nil:
		return "", err
	}
	switch strings.ToLower(answer) {
	case "r", "replace", "u", "update":
		return duplicateUpdate, nil
	case "c", "copy":
		return duplicateCopy, nil
	}
	return duplicateSkip, nil
}
