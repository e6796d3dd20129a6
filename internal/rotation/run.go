package rotation

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"lanyard/iam"
	"lanyard/internal/profile"
	"lanyard/internal/secret"
	"lanyard/internal/wallet"
	"lanyard/store"
)

const (
	// patience is how long a new key may be unknown to IBM.
	patience = time.Minute
	// firstWait is the pause before the second look; it doubles.
	firstWait = time.Second
	// valueLength is how long a key of IBM Cloud is.
	valueLength = 44

	codeUnknownKey = "BXNIM0415E"
)

// run is one rotation under way.
type run struct {
	*Engine
	rec     *Record
	p       profile.Profile // as whom IBM is asked
	o       Options
	value   secret.Text // the new key, until it is stored
	old     iam.KeyDetails
	made    iam.KeyDetails       // the new key, where it was made just now
	sharers []profile.Profile    // that use the old key
	before  map[string]iam.Check // by profile id: the check that failed with the old key
	steps   []Step
}

// Rotate changes the key of a profile, and of all that share it, for a new one. The
// result has a step for each of [Names], also when it fails. What is interrupted or left
// in an unknown state stays in the journal for [Engine.Resume] and [Engine.Undo].
func (e *Engine) Rotate(ctx context.Context, p profile.Profile, o Options) (Result, error) {
	r := &run{Engine: e, p: p, o: o, rec: &Record{Options: o, Kind: p.Kind, Profile: p.ID, Name: p.Name, Uses: -1}}
	release, err := e.hold()
	if err == nil {
		defer release()
		if r.p, err = e.Wallet.Profile(ctx, p.ID); err == nil {
			err = r.rotate(ctx)
		}
	}
	if err != nil && len(r.steps) == 0 {
		r.note(Step{Name: Check, Status: Failed, Err: err, Place: -1})
	}
	return r.result(), err
}

func (r *run) rotate(ctx context.Context) error {
	switch {
	case r.Memory && r.Copied == nil:
		return ErrMemory
	case r.p.ByCode() || r.p.Kind == profile.StudioLocal, r.p.SecretKind != profile.APIKey:
		return ErrNotKey
	case r.p.KeyFrom != "":
		return ErrElsewhere
	case !r.o.Pasted.Empty():
		return r.pasted(ctx)
	case r.p.Kind == profile.Cloud:
		return r.cloud(ctx)
	case r.p.Kind == profile.CP4D && r.o.Replace:
		return r.replace(ctx)
	}
	return ErrGuided
}

// hold keeps other programs from rotating keys meanwhile: one key may lie here under
// several ids, which is found out only later.
func (e *Engine) hold() (func(), error) {
	release, err := e.Journal.files.Hold("rotation")
	if errors.Is(err, store.ErrHeld) {
		return nil, fmt.Errorf("%w: %w", ErrBusy, err)
	}
	return release, err
}

// step makes one step and notes how it ended.
func (r *run) step(name Name, do func(*Step) error) error {
	s := Step{Name: name, Status: OK, Place: -1}
	err := do(&s)
	if err != nil {
		s.Status, s.Err = Failed, err
	}
	r.note(s)
	return err
}

func (r *run) note(s Step) {
	r.steps = append(r.steps, s)
	if r.Observe != nil {
		r.Observe(s)
	}
}

// skip notes steps that are not made.
func (r *run) skip(note Note, names ...Name) {
	for _, n := range names {
		r.note(Step{Name: n, Status: Skipped, Note: note, Place: -1})
	}
}

// result gives what came out, with a step for each name.
func (r *run) result() Result {
	have := map[Name]bool{}
	for _, s := range r.steps {
		have[s.Name] = true
	}
	out := Result{Profile: r.p, OldID: r.rec.OldID, NewID: r.rec.NewID, Profiles: r.sharers, OldState: r.rec.OldState, Steps: r.steps}
	for _, n := range Names() {
		if !have[n] {
			out.Steps = append(out.Steps, Step{Name: n, Status: Skipped, Note: NoteAfterFailure, Place: -1})
		}
	}
	return out
}

// cloud rotates a key of IBM Cloud, which Lanyard makes itself.
func (r *run) cloud(ctx context.Context) error {
	if err := r.step(Check, func(s *Step) error { return r.check(ctx, s) }); err != nil {
		return err
	}
	if r.o.DryRun {
		r.skip(NoteDryRun, Store, Create, SignIn, Test, Swap, Retire)
		return nil
	}
	if err := r.step(Store, func(*Step) error { return r.storeOwn(ctx) }); err != nil {
		return err
	}
	if err := r.step(Create, func(s *Step) error { return r.create(ctx, s) }); err != nil {
		return err
	}
	return r.fromTest(ctx)
}

// fromTest goes on where the key exists at IBM and lies here.
func (r *run) fromTest(ctx context.Context) error {
	err := r.step(SignIn, func(*Step) error { return r.signInNew(ctx) })
	if err == nil {
		err = r.step(Test, func(s *Step) error { return r.test(ctx, s) })
	}
	if err != nil {
		return r.goBack(ctx, err)
	}
	return r.fromSwap(ctx)
}

func (r *run) fromSwap(ctx context.Context) error {
	if err := r.step(Swap, func(s *Step) error { return r.swap(ctx, s) }); err != nil {
		return err
	}
	return r.step(Retire, func(s *Step) error { return r.retireOld(ctx, s) })
}

// retireOld retires the old key at IBM, or only here where IBM has no call for it.
func (r *run) retireOld(ctx context.Context, s *Step) error {
	if r.rec.OldID == "" {
		return r.retireHere(ctx, s)
	}
	return r.retire(ctx, s)
}

// check makes sure, before anything is changed, that the rotation can come to its end.
func (r *run) check(ctx context.Context, s *Step) error {
	if err := r.sharing(ctx); err != nil {
		return err
	}
	s.Count = len(r.sharers)
	if err := r.Wallet.Owner(ctx, r.p.ID, "", func(ctx context.Context, c iam.Credential, t iam.Token) error { return r.look(ctx, c, t, s) }); err != nil {
		return err
	}
	if err := r.mayGo(ctx); err != nil {
		return err
	}
	if r.old.Locked && !r.o.KeepOld && !r.o.DryRun {
		yes, err := r.ask(ctx, Asked{Question: AskLocked, Key: r.old, Profiles: r.sharers})
		if err == nil && !yes {
			err = fmt.Errorf("unlock the old key: %w", ErrDeclined)
		}
		return err
	}
	return nil
}

// mayGo asks whether to begin, where somebody can be asked.
func (r *run) mayGo(ctx context.Context) error {
	if r.o.DryRun || r.Ask == nil {
		return nil
	}
	yes, err := r.Ask(ctx, Asked{Question: AskGo, Key: r.old, Profiles: r.sharers, Options: r.o})
	if err == nil && !yes {
		err = ErrDeclined
	}
	return err
}

// sharing finds who uses the key, by whatever id it lies here, and asks for each whether
// it is what was agreed to. Nothing is sent before.
func (r *run) sharing(ctx context.Context) error {
	open, err := r.Journal.All(ctx)
	if err != nil {
		return err // what cannot be read may be about this key
	}
	groups, err := r.Wallet.SameKey(ctx, r.p.ID)
	if err != nil {
		return err
	}
	r.sharers = nil
	for _, keyID := range slices.Sorted(maps.Keys(groups)) {
		for _, o := range open {
			if o.Open() && o.concerns(keyID) {
				return fmt.Errorf("%w: it began %s", ErrInterrupted, o.BegunAt.Format(time.RFC3339))
			}
		}
		r.rec.Pairs = append(r.rec.Pairs, wallet.Pair{Old: keyID, New: profile.NextKeyID(keyID)})
		r.sharers = append(r.sharers, groups[keyID]...)
	}
	slices.SortFunc(r.sharers, func(a, b profile.Profile) int { return cmp.Compare(a.Name, b.Name) })
	for _, p := range r.sharers {
		if err := r.Wallet.CheckKey(ctx, p); err != nil {
			return err
		}
	}
	return nil
}

// look asks IBM about the key and the identity.
func (r *run) look(ctx context.Context, c iam.Credential, t iam.Token, s *Step) error {
	d, err := r.IBM.KeyDetails(ctx, c, t)
	if err != nil {
		return err
	}
	r.old = d
	r.rec.OldID, r.rec.OldName, r.rec.IAMID, r.rec.AccountID = d.ID, d.Name, d.IAMID, d.AccountID
	switch {
	case t.Claims.IAMID != "" && d.IAMID != t.Claims.IAMID:
		return ErrForeign
	case isBinding(d):
		return fmt.Errorf("%w: it is called %q", ErrBinding, d.Name)
	}
	if used, err := r.IBM.Key(ctx, c, t, d.ID); err == nil {
		r.old = used
	}
	for _, pair := range r.rec.Pairs {
		r.Watch.Note(ctx, pair.Old, r.old)
	}
	limit, inUse, err := r.IBM.KeyLimit(ctx, c, t, d.AccountID, d.IAMID)
	if err != nil || limit == 0 { // not told to everybody; creating tells then
		return ctx.Err()
	}
	if s.Place = limit - inUse; s.Place <= 0 && r.o.Pasted.Empty() {
		s.Place = 0
		return ErrNoPlace
	}
	return nil
}

// isBinding reports whether a key was made for a service binding, which replaces it
// itself.
func isBinding(d iam.KeyDetails) bool {
	return strings.HasPrefix(d.Name, "Auto-generated for key") || strings.HasPrefix(d.Name, "wdp-writer") ||
		strings.HasPrefix(d.Description, "Auto-generated for key")
}

// begin puts the record into the journal.
func (r *run) begin(ctx context.Context, stage Stage) error {
	r.rec.ID = "r" + strings.ToLower(rand.Text())
	r.rec.BegunAt = r.now().UTC().Truncate(time.Second)
	return r.enter(ctx, stage)
}

// enter notes the stage that comes next; nothing of it is done before that is on the disk.
func (r *run) enter(ctx context.Context, stage Stage) error {
	r.rec.Stage = stage
	return r.Journal.save(ctx, r.rec)
}

// storeOwn makes the new key and stores it, before anybody else knows it.
func (r *run) storeOwn(ctx context.Context) error {
	r.value, r.rec.OwnValue = newValue(), true
	if err := r.handOut(ctx); err != nil {
		return err
	}
	return r.put(ctx)
}

// handOut has the person copy the new key where it would end with the program.
func (r *run) handOut(ctx context.Context) error {
	if !r.Memory {
		return nil
	}
	copied, err := r.Copied(ctx, r.value)
	if err == nil && !copied {
		err = fmt.Errorf("copy the new key: %w", ErrDeclined)
	}
	return err
}

func (r *run) put(ctx context.Context) error {
	if err := r.begin(ctx, StageStore); err != nil {
		return err
	}
	if err := r.Wallet.PutNext(ctx, r.rec.Pairs, r.value); err != nil {
		return errors.Join(err, r.forget(ctx))
	}
	return nil
}

// newValue makes a key as IBM Cloud makes them: 44 characters that need no escaping
// anywhere. The first is a letter, so that no program takes it for an option.
func newValue() secret.Text {
	const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
	const all = letters + "0123456789-_" // 64: each byte's low bits draw evenly
	var b [valueLength]byte
	_, _ = rand.Read(b[:]) // never fails
	for i := range b {
		b[i] = all[b[i]&63]
	}
	for !strings.ContainsRune(letters, rune(b[0])) {
		_, _ = rand.Read(b[:1])
		b[0] = all[b[0]&63]
	}
	return secret.New(string(b[:]))
}

// forget removes the new key here and the record: nothing of the rotation is left.
func (r *run) forget(ctx context.Context) error {
	if err := r.Wallet.DropKeys(ctx, r.rec.newKeys()...); err != nil {
		return err
	}
	return r.Journal.drop(r.rec)
}

// signInNew gets a token with the new key, which may be unknown for a while.
func (r *run) signInNew(ctx context.Context) error {
	return r.patiently(ctx, patience, func() (again bool, err error) {
		err = r.Wallet.Owner(ctx, r.p.ID, r.newOf(r.p), func(context.Context, iam.Credential, iam.Token) error { return nil })
		return isUnknownKey(err), err
	})
}

// patiently tries until it is done, must not be tried again, or the time is over.
func (r *run) patiently(ctx context.Context, long time.Duration, try func() (again bool, err error)) error {
	end := r.now().Add(long)
	for wait := firstWait; ; wait *= 2 {
		again, err := try()
		if err == nil || !again {
			return err
		}
		if left := end.Sub(r.now()); left <= 0 {
			return err
		} else if wait > left {
			wait = left
		}
		if e := r.sleep(ctx, wait); e != nil {
			return e
		}
	}
}

func isUnknownKey(err error) bool {
	e, ok := errors.AsType[*iam.Error](err)
	return ok && e.Code == codeUnknownKey
}

// newOf is the id here of the key that takes the place of a profile's, or is in use
// already.
func (r *run) newOf(p profile.Profile) string {
	for _, pair := range r.rec.Pairs {
		if pair.Old == p.KeyID || pair.New == p.KeyID {
			return pair.New
		}
	}
	return ""
}

func (r *run) oldOf(p profile.Profile) string {
	for _, pair := range r.rec.Pairs {
		if pair.Old == p.KeyID || pair.New == p.KeyID {
			return pair.Old
		}
	}
	return ""
}

// TestError says that a profile does not work with the new key although it does with the
// old one.
type TestError struct {
	Profile profile.Profile
	Result  iam.Result
}

// Error names profile and check.
func (e *TestError) Error() string {
	return fmt.Sprintf("test profile %q with the new key: %s: %v", e.Profile.Name, e.Result.Check, e.Result.Err)
}

// Unwrap gives the check's failure.
func (e *TestError) Unwrap() error { return e.Result.Err }

// test makes the staged test of every profile that shares the key. What fails with the
// old key, too, does not count.
func (r *run) test(ctx context.Context, s *Step) error {
	for _, p := range r.sharers {
		failed, err := r.failing(ctx, p, r.newOf(p))
		if err != nil {
			return err
		}
		s.Count++
		if failed == nil {
			continue
		}
		same, err := r.failsAsBefore(ctx, p, failed.Check)
		if err != nil {
			return err
		}
		if !same {
			return &TestError{Profile: p, Result: *failed}
		}
		s.Note, s.Failed = NoteAsBefore, p.Name
	}
	return nil
}

// failsAsBefore reports whether a check fails with the old key, too. Where that is dead by
// now, what was found before counts, or, when nothing was, only whether the new one signs
// in.
func (r *run) failsAsBefore(ctx context.Context, p profile.Profile, check iam.Check) (bool, error) {
	switch {
	case r.before != nil:
		return r.before[p.ID] == check, nil
	case r.p.Kind == profile.CP4D:
		return check == iam.CheckService || check == iam.CheckSpace || check == iam.CheckProject, nil
	}
	was, err := r.failing(ctx, p, r.oldOf(p))
	return was != nil && was.Check == check, err
}

// failing gives the check of a profile that fails with a key, nil when none does. A key
// that IBM does not know yet is asked for again.
func (r *run) failing(ctx context.Context, p profile.Profile, keyID string) (*iam.Result, error) {
	var failed *iam.Result
	err := r.patiently(ctx, patience, func() (bool, error) {
		results, err := r.Wallet.TestKey(ctx, p.ID, keyID, nil)
		if err != nil {
			return false, err
		}
		failed = nil
		for _, res := range results {
			if res.Status == iam.StatusFailed {
				failed = &res
				break
			}
		}
		if failed != nil && isUnknownKey(failed.Err) && keyID == r.newOf(p) {
			return true, failed.Err
		}
		return false, ctx.Err()
	})
	if failed != nil && isUnknownKey(failed.Err) && ctx.Err() == nil {
		err = nil
	}
	return failed, err
}

// swap has the profiles use the new key, and notes how often the old one was used by then.
func (r *run) swap(ctx context.Context, s *Step) error {
	if r.rec.OldID != "" {
		_ = r.owner(ctx, func(ctx context.Context, c iam.Credential, t iam.Token) error {
			if d, err := r.IBM.Key(ctx, c, t, r.rec.OldID); err == nil {
				r.rec.Uses = d.Uses
			}
			return nil
		})
	}
	if err := r.enter(ctx, StageSwap); err != nil {
		return err
	}
	changed, err := r.Wallet.Swap(ctx, r.rec.Pairs)
	if err != nil {
		return err
	}
	s.Count = len(changed)
	for _, pair := range r.rec.Pairs {
		r.Watch.Note(ctx, pair.New, r.made)
	}
	if r.rec.SwappedAt.IsZero() {
		r.rec.SwappedAt = r.now().UTC().Truncate(time.Second)
	}
	if r.sharers, err = r.Wallet.Users(ctx, r.rec.newKeys()...); err != nil {
		return err
	}
	return r.enter(ctx, StageRetire)
}

// owner asks IBM as whoever owns the key: with the one that the profile uses, or, when
// that cannot sign in, with the other one of the pair.
func (r *run) owner(ctx context.Context, do func(context.Context, iam.Credential, iam.Token) error) error {
	p, err := r.somebody(ctx)
	if err != nil {
		return err
	}
	err = r.Wallet.Owner(ctx, p.ID, p.KeyID, do)
	e, refused := errors.AsType[*iam.Error](err)
	if !refused || e.Check != iam.CheckSignIn || e.Retryable() || ctx.Err() != nil {
		return err
	}
	other := r.newOf(p)
	if other == p.KeyID {
		other = r.oldOf(p)
	}
	if there, e := r.Wallet.HasKey(ctx, other); e != nil || !there || other == "" {
		return err
	}
	if e := r.Wallet.Owner(ctx, p.ID, other, do); e == nil || !isSignIn(e) {
		return e
	}
	return err
}

func isSignIn(err error) bool {
	e, ok := errors.AsType[*iam.Error](err)
	return ok && e.Check == iam.CheckSignIn
}

// somebody gives a profile that uses one of the keys: the one that was named, or another
// when that is gone.
func (r *run) somebody(ctx context.Context) (profile.Profile, error) {
	users, err := r.Wallet.Family(ctx, r.rec.oldKeys()...)
	if err != nil {
		return profile.Profile{}, err
	}
	if i := slices.IndexFunc(users, func(p profile.Profile) bool { return p.ID == r.rec.Profile }); i >= 0 {
		return users[i], nil
	}
	if len(users) > 0 {
		return users[0], nil
	}
	return profile.Profile{}, &wallet.NotFoundError{Name: r.rec.Name}
}
