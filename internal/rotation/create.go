package rotation

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"strings"

	"lanyard/iam"
	"lanyard/internal/secret"
)

// create makes the key at IBM. It lies here before.
func (r *run) create(ctx context.Context, s *Step) error {
	if err := r.enter(ctx, StageCreate); err != nil {
		return err
	}
	err := r.createWith(ctx, r.value)
	switch {
	case err == nil:
	case isRefusal(err) && refusesValue(err):
		s.Note = NoteIBMsValue
		if err := r.createIBMs(ctx); err != nil {
			return err
		}
	case isRefusal(err):
		return errors.Join(err, r.forget(ctx))
	default: // nobody knows whether it was heard
		found, err := r.findOut(ctx, err)
		if err != nil {
			return err
		}
		if !found {
			return errors.Join(ErrNotMade, r.forget(ctx))
		}
		s.Note = NoteFound
	}
	return r.enter(ctx, StageTest)
}

// createWith sends the one request that makes the key; an empty value leaves it to IBM.
func (r *run) createWith(ctx context.Context, value secret.Text) error {
	return r.Wallet.Owner(ctx, r.p.ID, "", func(ctx context.Context, c iam.Credential, t iam.Token) error {
		made, got, err := r.IBM.CreateKey(ctx, c, t, r.newKey(value))
		if err != nil {
			return err
		}
		r.made, r.rec.NewID = made, made.ID
		if !got.Empty() && !got.Equal(r.value) { // IBM took no value of ours
			r.value, r.rec.OwnValue = got, false
			return r.keepIBMs(ctx)
		}
		return nil
	})
}

// newKey is the old key over again, with a mark by which it is found.
func (r *run) newKey(value secret.Text) iam.NewKey {
	n := iam.NewKey{
		Name: r.nameOf(), Description: "replaces " + r.rec.OldID + " " + r.mark(), IAMID: r.rec.IAMID, AccountID: r.rec.AccountID,
		Value: value, WhenLeaked: r.old.WhenLeaked, SupportSessions: r.old.SupportSessions,
	}
	switch life := r.old.ExpiresAt.Sub(r.old.CreatedAt); {
	case r.o.ExpiresIn > 0:
		n.ExpiresAt = r.now().Add(r.o.ExpiresIn)
	case !r.old.ExpiresAt.IsZero() && !r.old.CreatedAt.IsZero() && life > 0:
		n.ExpiresAt = r.now().Add(life)
	}
	if r.rec.Create != nil {
		n.Description = "made by Lanyard " + r.mark()
		if r.rec.Create.WhenLeaked != "" {
			n.WhenLeaked = r.rec.Create.WhenLeaked
		}
	}
	return n
}

// mark is in the description of a key that this rotation made.
func (r *run) mark() string { return "(lanyard " + r.rec.ID + ")" }

// dated is the date that an earlier rotation put behind a name.
const dated = ` \(\d{4}-\d{2}-\d{2}\)$`

// nameOf is the old key's name with today's date.
func (r *run) nameOf() string {
	if r.rec.Create != nil {
		return r.rec.Create.Name
	}
	name := regexp.MustCompile(dated).ReplaceAllString(r.rec.OldName, "")
	return strings.TrimSpace(name) + r.now().UTC().Format(" (2006-01-02)")
}

// isRefusal reports whether IBM heard a request and said no for good, so that nothing was
// done.
func isRefusal(err error) bool {
	e, ok := errors.AsType[*iam.Error](err)
	return ok && e.Status/100 == 4 && e.Status != http.StatusRequestTimeout
}

// refusesValue reports whether a refusal is about the value that was sent along.
func refusesValue(err error) bool {
	e, ok := errors.AsType[*iam.Error](err)
	return ok && e.Step == iam.StepCreateKey && e.Status == http.StatusBadRequest && strings.Contains(strings.ToLower(e.Message), "apikey")
}

// createIBMs has IBM make the value, which is then stored at once.
func (r *run) createIBMs(ctx context.Context) error {
	if err := r.Wallet.DropKeys(ctx, r.rec.newKeys()...); err != nil {
		return err
	}
	r.value, r.rec.OwnValue = secret.Text{}, false
	if err := r.enter(ctx, StageCreate); err != nil {
		return err
	}
	err := r.createWith(ctx, secret.Text{})
	switch {
	case err == nil && r.rec.NewID != "":
		return nil
	case isRefusal(err):
		return errors.Join(err, r.forget(ctx))
	case r.rec.NewID == "": // the answer was lost, and with it the value
		return errors.Join(err, r.takeBackMarked(ctx))
	}
	return err
}

// keepIBMs stores a value that IBM made; if that fails the key goes at once.
func (r *run) keepIBMs(ctx context.Context) error {
	err := r.Wallet.PutNext(ctx, r.rec.Pairs, r.value)
	if err != nil {
		return errors.Join(fmt.Errorf("%w: %w", ErrLost, err), r.takeBackMarked(ctx))
	}
	if err = r.handOut(ctx); err != nil {
		return errors.Join(err, r.takeBackMarked(ctx))
	}
	return nil
}

// takeBackMarked deletes at IBM what this rotation made, found by its mark, and forgets
// the rotation.
func (r *run) takeBackMarked(ctx context.Context) error {
	err := r.owner(ctx, func(ctx context.Context, c iam.Credential, t iam.Token) error {
		list, err := r.IBM.Keys(ctx, c, t, r.rec.AccountID, r.rec.IAMID)
		if err != nil {
			return err
		}
		for _, k := range list {
			if strings.Contains(k.Description, r.mark()) {
				if err := r.IBM.DeleteKey(ctx, c, t, k.ID); err != nil {
					return err
				}
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	return r.forget(ctx)
}

// findOut asks whether a key of our own value exists, after an answer that was lost. A
// new key is not known at once, so it asks for a while. An error says that it could not
// be found out; lost is why the question came up.
func (r *run) findOut(ctx context.Context, lost error) (bool, error) {
	found := false
	wait := patience - max(0, r.now().Sub(r.rec.ChangedAt))
	err := r.patiently(ctx, max(0, wait), func() (bool, error) {
		err := r.byValue(ctx)
		found = err == nil
		return isGone(err), err
	})
	if found || isGone(err) {
		return found, nil
	}
	if lost == nil {
		lost = err
	}
	return false, fmt.Errorf("%w: %w", ErrUnknown, lost)
}

// byValue asks IBM about the new key by its value.
func (r *run) byValue(ctx context.Context) error {
	return r.owner(ctx, func(ctx context.Context, c iam.Credential, t iam.Token) error {
		with, err := r.Wallet.KeyOf(ctx, c.Profile.ID, r.newOf(c.Profile))
		if err != nil {
			return err
		}
		c.Key = with
		d, err := r.IBM.KeyDetails(ctx, c, t)
		if err == nil {
			r.rec.NewID = d.ID
		}
		return err
	})
}

func isGone(err error) bool {
	e, ok := errors.AsType[*iam.Error](err)
	return ok && e.Status == http.StatusNotFound
}
