package cli

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"lanyard/internal/app"
	"lanyard/internal/credimport"
	"lanyard/internal/profile"
	"lanyard/internal/secret"
)

// endHit reads an answer such as "d 2", which disables a key at IBM that lies in a file, or
// "r 2", which rotates it where a profile has it; ok is false when it is no such answer.
func (a *program) endHit(ctx context.Context, hits []credimport.Hit, answer string) (ok bool, err error) {
	verb, number, found := strings.Cut(strings.TrimSpace(answer), " ")
	if !found || verb != "d" && verb != "r" {
		return false, nil
	}
	n, err := strconv.Atoi(strings.TrimSuffix(strings.TrimSpace(number), "."))
	if err != nil || n < 1 || n > len(hits) {
		return true, usage("", "there is no credential with this number: use 1 to %d", len(hits))
	}
	h := hits[n-1]
	p := h.Found.Profile
	if p.Kind != profile.Cloud || p.SecretKind != profile.APIKey || h.Found.Secret.Empty() {
		return true, usage("make a new one where it was made", "only API keys of IBM Cloud are disabled and rotated from here")
	}
	d, err := a.open(ctx)
	if err != nil {
		return true, err
	}
	if verb == "r" {
		return true, a.rotateHit(ctx, d, h.Found.Secret)
	}
	return true, a.disableHit(ctx, d, h)
}

// rotateHit rotates a key that some profile has: only then there is a place for the new
// one.
func (a *program) rotateHit(ctx context.Context, d *app.Runtime, key secret.Text) error {
	list, err := d.Rotation().HaveKey(ctx, key)
	if err != nil {
		return err
	}
	if len(list) > 0 {
		a.say("it is the key of %s", list[0].Name)
		return a.keyRotate(ctx, []string{list[0].Name}, rotateFlags{})
	}
	return usage("import it, then: lanyard key rotate NAME", "no profile has this key, so there is nowhere to keep a new one")
}

// disableHit shows whose key it is, and disables it after a yes. The key goes to the
// sign-in host that is shown before, and nowhere else.
func (a *program) disableHit(ctx context.Context, d *app.Runtime, h credimport.Hit) error {
	p := h.Found.Profile
	if p.URL == "" { // a key alone: IBM Cloud has one sign-in for all regions
		p.URL = profile.Regions(profile.Cloud)[0].URL
	}
	yes, err := a.confirm(ctx, fmt.Sprintf("Ask %s whose key this is?", hostOf(p.AuthOrigin())))
	if err != nil || !yes {
		return err
	}
	e := d.Rotation()
	f, err := e.LookAtFound(ctx, p, h.Found.Secret)
	if err != nil {
		return err
	}
	k := f.Key
	a.say("%q (%s), of %s (%s), made %s", k.Name, k.ID, orDash(f.Owner), k.IAMID, localTime(k.CreatedAt))
	yes, err = a.confirm(ctx, "Disable it? Everything that uses it loses its access; lanyard key enable undoes it.")
	if err != nil || !yes {
		return err
	}
	if err := e.DisableFound(ctx, f); err != nil {
		return err
	}
	a.say("disabled %q (%s)", k.Name, k.ID)
	return nil
}
