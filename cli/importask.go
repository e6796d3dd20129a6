package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"lanyard/internal/profile"
)

// complete asks for what a find lacks, as far as there is somebody to ask.
func (im *importing) complete(ctx context.Context, item *importItem) error {
	if im.f.secretStdin && !item.HasSecret() {
		key, err := im.keyOf(ctx, item.Profile, true)
		if err != nil {
			return err
		}
		item.Secret = key
		item.Recheck()
	}
	if im.f.json || len(im.plan(item).Missing) == 0 {
		return nil
	}
	for _, step := range []func(context.Context, *importItem) error{im.askKind, im.askAddress, im.askUser, im.askWhichKey, im.askForKey} {
		err := step(ctx, item)
		if errors.Is(err, errNoTerminal) {
			return nil
		}
		if err != nil {
			return err
		}
		item.Recheck()
	}
	return nil
}

// ask asks a question on the terminal.
func (a *program) ask(ctx context.Context, question string) (string, error) {
	t, err := a.openTerminal()
	if err != nil {
		return "", err
	}
	defer func() { _ = t.Close() }()
	return t.Ask(ctx, question)
}

// askKind settles a kind that is not certain. Another kind is another reading of the
// same input.
func (im *importing) askKind(ctx context.Context, item *importItem) error {
	if !item.KindUnsure {
		return nil
	}
	question := "Where does it run: " + profile.KindWords() + "?"
	if k := item.Profile.Kind; k != "" {
		question = fmt.Sprintf("%s %s [%s]", item.Why, question, k)
	}
	answer, err := im.ask(ctx, question)
	if err != nil {
		return err
	}
	if answer == "" {
		item.KindUnsure = item.Profile.Kind == ""
		return nil
	}
	kind, err := profile.ParseKind(answer)
	if err != nil {
		return usage("", "%s", err)
	}
	item.Found = item.As(kind)
	item.Fill(im.fill)
	if im.f.name != "" {
		item.Profile.Name = im.f.name
	}
	return nil
}

// askAddress asks for the region or the address, or whether https is meant.
func (im *importing) askAddress(ctx context.Context, item *importItem) error {
	p := &item.Profile
	if p.URL != "" {
		a, err := profile.ParseAddress(p.Kind, p.URL)
		if err != nil || !a.NeedsConsent {
			return nil
		}
		yes, err := im.confirm(ctx, "The address has no https:// in front. Use "+a.URL+"?")
		if yes {
			p.URL = a.URL
		}
		return err
	}
	if p.Kind == "" {
		return nil
	}
	question := "Its address:"
	var ids []string
	for _, r := range profile.Regions(p.Kind) {
		ids = append(ids, r.ID)
	}
	if len(ids) > 0 {
		question = "Its region (" + strings.Join(ids, ", ") + ") or address:"
	}
	answer, err := im.ask(ctx, question)
	if err != nil || answer == "" {
		return err
	}
	if r, ok := profile.RegionByID(p.Kind, answer); ok {
		p.URL = r.URL
		return nil
	}
	a, err := profile.ParseAddress(p.Kind, answer)
	if err != nil {
		return usage("", "%s", err)
	}
	p.URL = a.URL
	if p.SpaceID == "" && p.ProjectID == "" {
		p.SpaceID, p.ProjectID = a.SpaceID, a.ProjectID
	}
	return nil
}

// askUser asks for the user of a cluster, and on what Watson Studio Local is installed.
func (im *importing) askUser(ctx context.Context, item *importItem) error {
	p := &item.Profile
	var err error
	if p.Kind.HasUsername() && p.Username == "" {
		if p.Username, err = im.ask(ctx, "Its username:"); err != nil {
			return err
		}
	}
	if p.Kind == profile.StudioLocal && p.InstanceID == "" {
		p.InstanceID, err = im.ask(ctx, "Is it installed on icp or openshift?")
		p.InstanceID = strings.ToLower(p.InstanceID)
	}
	return err
}

// askWhichKey asks which of two keys it shall be, or what kind of key will be given.
func (im *importing) askWhichKey(ctx context.Context, item *importItem) error {
	if item.Profile.SecretKind != "" || item.Profile.Kind != profile.CP4D {
		return nil
	}
	answer, err := im.ask(ctx, "Sign in with the password or with the API key? [password]")
	if err != nil {
		return err
	}
	if answer == "" {
		answer = string(profile.Password)
	}
	kind, err := profile.ParseSecretKind(answer)
	if err != nil {
		return usage("", "%s", err)
	}
	if !item.Choose(kind) {
		item.Profile.SecretKind = kind
	}
	return nil
}

// askForKey asks for the key, if everything else is there.
func (im *importing) askForKey(ctx context.Context, item *importItem) error {
	left := im.plan(item).Missing
	if item.HasSecret() || len(left) != 1 || !strings.HasPrefix(left[0], "key: ") || im.d.InMemory {
		return nil
	}
	if t, err := im.openTerminal(); err != nil {
		return err
	} else if err := t.Close(); err != nil {
		return err
	}
	if err := im.d.Status(ctx).Err(); err != nil {
		return err
	}
	key, err := im.keyOf(ctx, item.Profile, false)
	if err == nil {
		item.Secret = key
	}
	return err
}
