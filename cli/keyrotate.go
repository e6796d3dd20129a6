package cli

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"lanyard/internal/app"
	"lanyard/internal/explain"
	"lanyard/internal/profile"
	"lanyard/internal/rotation"
	"lanyard/internal/secret"
	"lanyard/internal/shellquote"
)

const keyRotateHelp = `Change a profile's API key for a new one, for all profiles that share it. The new key is
made, stored and tested before the old one goes: whatever fails or is interrupted, a key that
works is stored. The old key is disabled and kept, so that --undo can go back.

What was interrupted is in a journal: --resume goes on, or back where nothing was made yet.

On Cloud Pak for Data a user has one key, and the old one ends when a new one is made. There
and on AWS the key is made on a web page; on a cluster Lanyard can ask for it, after a yes.`

const keyRotateExample = `  lanyard key rotate prod-eu
  lanyard key rotate prod-eu --expires-in 90d --delete-after 7d
  lanyard key rotate prod-eu --dry-run --json
  lanyard key rotate prod-eu --undo`

type rotateFlags struct {
	expiresIn, deleteAfter                                         days
	keepOld, dryRun, yes, json, resume, undo, secretStdin, replace bool
}

func (a *program) keyRotateCommand() *cobra.Command {
	var f rotateFlags
	var c *cobra.Command
	c = a.command("", "rotate [NAME] [FLAGS]", "Change a profile's API key for a new one", between(0, 1),
		func(ctx context.Context, args []string) error {
			for _, set := range [][]string{
				{"keep-old", "delete-after"},
				{"resume", "undo"},
				{"resume", "dry-run"},
				{"undo", "dry-run"},
				{"secret-stdin", "replace"},
				{"resume", "secret-stdin"},
				{"undo", "secret-stdin"},
				{"resume", "expires-in"},
				{"undo", "expires-in"},
				{"resume", "delete-after"},
				{"undo", "delete-after"},
			} {
				if err := exclusive(c, set...); err != nil {
					return err
				}
			}
			return a.keyRotate(ctx, args, f)
		})
	c.Long, c.Example = keyRotateHelp, keyRotateExample
	fs := c.Flags()
	fs.SortFlags = false
	fs.Var(&f.expiresIn, "expires-in", "when the new key ends, such as 90d (default as long after today as the old one)")
	fs.BoolVar(&f.keepOld, "keep-old", false, "leave the old key as it is")
	fs.Var(&f.deleteAfter, "delete-after", "delete the old key after this time, such as 7d; 0 deletes it at once (default it is disabled and kept)")
	fs.BoolVar(&f.dryRun, "dry-run", false, "only check whether it can be done")
	fs.BoolVar(&f.yes, "yes", false, "do not ask")
	fs.BoolVar(&f.json, "json", false, "as a JSON object")
	fs.BoolVar(&f.resume, "resume", false, "go on with a rotation that was interrupted; asks nothing")
	fs.BoolVar(&f.undo, "undo", false, "go back to the old key; asks nothing")
	fs.BoolVar(&f.secretStdin, "secret-stdin", false, "the new key was made on a web page: read it from standard input, one line; asks on a terminal")
	fs.BoolVar(&f.replace, "replace", false, "Cloud Pak for Data: ask the cluster for the new key, which ends the old one at once")
	c.ValidArgsFunction = a.profileNames(1)
	return c
}

// days is a flag that takes a time also in days: 7d.
type days struct {
	time.Duration
	set bool
}

func (d *days) String() string {
	if !d.set {
		return ""
	}
	return d.Duration.String()
}

func (d *days) Type() string { return "TIME" }

// maxDays is more than anybody plans for a key.
const maxDays = 36500

func (d *days) Set(text string) error {
	d.set = true
	if n, ok := strings.CutSuffix(text, "d"); ok {
		v, err := strconv.Atoi(n)
		if err != nil || v < 0 || v > maxDays {
			return errors.New("use a time such as 7d or 12h")
		}
		d.Duration = time.Duration(v) * 24 * time.Hour
		return nil
	}
	v, err := time.ParseDuration(text)
	if err != nil || v < 0 || v > maxDays*24*time.Hour {
		return errors.New("use a time such as 7d or 12h")
	}
	d.Duration = v
	return nil
}

func (a *program) keyRotate(ctx context.Context, args []string, f rotateFlags) error {
	if f.expiresIn.set && f.expiresIn.Duration < time.Hour {
		return usage("use a time such as 90d", "--expires-in must be an hour or more")
	}
	d, err := a.open(ctx)
	if err != nil {
		return err
	}
	p, err := a.target(ctx, d, args)
	if err != nil {
		return err
	}
	e := d.Rotation()
	a.guide(e, f)
	switch {
	case f.resume:
		return a.goOn(ctx, p, f, "nothing is to be resumed for %s", e.Resume)
	case f.undo:
		return a.goOn(ctx, p, f, "nothing is to be undone for %s", e.Undo)
	}
	a.finishDue(ctx, d.Rotation())
	o := rotation.Options{ExpiresIn: f.expiresIn.Duration, KeepOld: f.keepOld, DryRun: f.dryRun, Replace: f.replace}
	if f.deleteAfter.set {
		o.DeleteAfter = &f.deleteAfter.Duration
	}
	if err := a.newKeyByHand(ctx, p, &o, f); err != nil {
		return err
	}
	res, err := e.Rotate(ctx, p, o)
	if errors.Is(err, rotation.ErrNoPlace) {
		if again, e2 := a.makeRoom(ctx, d, e, p); e2 != nil {
			return e2
		} else if again {
			res, err = e.Rotate(ctx, p, o)
		}
	}
	return a.rotated(ctx, d, p, res, f, err)
}

// goOn resumes or undoes, and says so when there is nothing to do.
func (a *program) goOn(ctx context.Context, p profile.Profile, f rotateFlags, nothing string, do func(context.Context, profile.Profile) (rotation.Result, bool, error)) error {
	res, ok, err := do(ctx, p)
	if !ok && err == nil {
		a.say(nothing, p.Name)
		if f.json {
			return a.printJSON(rotatedAsJSON(p, res))
		}
		return nil
	}
	return a.rotated(ctx, nil, p, res, f, err)
}

// guide has the person at the terminal see what happens, and asked.
func (a *program) guide(e *rotation.Engine, f rotateFlags) {
	if !f.json {
		e.Observe = func(s rotation.Step) {
			if s.Status != rotation.Skipped {
				_ = a.print(stepLine(s, a.colours()))
			}
		}
	}
	e.Ask = func(ctx context.Context, q rotation.Asked) (bool, error) { return a.mayRotate(ctx, q, f) }
	e.Reveal = a.revealOnce
}

// mayRotate asks what a rotation wants to know. Going ahead needs nobody: it can be undone.
func (a *program) mayRotate(ctx context.Context, q rotation.Asked, f rotateFlags) (bool, error) {
	question := ""
	switch q.Question {
	case rotation.AskGo:
		if f.yes || !a.hasTerminal() {
			return true, nil
		}
		a.aboutKey(q)
		question = fmt.Sprintf("Rotate the key of %s?", strings.Join(namesOf(q.Profiles), ", "))
	case rotation.AskLocked:
		question = "The old key is locked at IBM, so that nobody changes it by mistake. Unlock it to retire it?"
	case rotation.AskUsed:
		question = "Something else used the old key since the new one is in use. Delete it all the same?"
		if !a.hasTerminal() {
			return false, rotation.ErrNobody
		}
		yes, err := a.confirm(ctx, question)
		return yes, nobody(err)
	case rotation.AskReplace:
		question = fmt.Sprintf("The cluster ends the old key at once, for everything that uses it, not only %s. Have it make a new one?", strings.Join(namesOf(q.Profiles), ", "))
	}
	if f.yes {
		return true, nil
	}
	yes, err := a.confirm(ctx, question)
	return yes, nobody(err)
}

func nobody(err error) error {
	if errors.Is(err, errNoTerminal) {
		return rotation.ErrNobody
	}
	return err
}

// aboutKey tells what a person should know before they say yes.
func (a *program) aboutKey(q rotation.Asked) {
	k := q.Key
	if k.ID == "" {
		return
	}
	a.say("the key is %q (%s), made %s", k.Name, k.ID, localTime(k.CreatedAt))
	if k.Uses > 0 {
		a.say("IBM saw %s with it, the last %s; a program that is not among these profiles loses its access when the key is disabled", plural(int(k.Uses), "sign-in"), localTime(k.LastUsedAt))
	}
}

// revealOnce shows a key that could not be stored and is the only one that works: on the
// terminal alone, never in a file or a pipe.
func (a *program) revealOnce(ctx context.Context, key secret.Text) error {
	t, err := a.openTerminal()
	if err != nil {
		return err
	}
	defer func() { _ = t.Close() }()
	_, err = t.Ask(ctx, "The new key could not be stored, and the old one has ended. Copy it now; it is shown once: "+key.Reveal()+" - then press Enter:")
	return err
}

func stepLine(s rotation.Step, colour bool) string {
	mark := ""
	switch s.Status {
	case rotation.Failed:
		mark = alarm
	case rotation.Skipped:
		mark = quiet
	}
	return strings.TrimRight(fmt.Sprintf("%s %-8s %s", paint(colour, mark, fmt.Sprintf("%-7s", s.Status)), s.Name, clean(explain.TellStep(s))), " ") + "\n"
}

// rotatedJSON is a rotation as the command line gives it to programs.
type rotatedJSON struct {
	Profile  string        `json:"profile"`
	OldID    *string       `json:"old_id"`
	NewID    *string       `json:"new_id"`
	Profiles []string      `json:"profiles"`
	OldState *string       `json:"old_state"`
	Steps    []rotatedStep `json:"steps"`
}

type rotatedStep struct {
	Step   string  `json:"step"`
	Status string  `json:"status"`
	Detail *string `json:"detail"`
}

func rotatedAsJSON(p profile.Profile, r rotation.Result) rotatedJSON {
	out := rotatedJSON{
		Profile: p.Name, OldID: orNull(r.OldID), NewID: orNull(r.NewID), Profiles: namesOf(r.Profiles), OldState: orNull(string(r.OldState)),
		Steps: []rotatedStep{},
	}
	for _, s := range r.Steps {
		out.Steps = append(out.Steps, rotatedStep{string(s.Name), string(s.Status), orNull(clean(explain.TellStep(s)))})
	}
	return out
}

// rotated tells how it went. The steps are printed also when one failed.
func (a *program) rotated(ctx context.Context, d *app.Runtime, p profile.Profile, r rotation.Result, f rotateFlags, err error) error {
	if f.json {
		if e := a.printJSON(rotatedAsJSON(p, r)); e != nil {
			return errors.Join(err, e)
		}
	}
	if err != nil {
		return a.notRotated(ctx, d, p, err)
	}
	names := strings.Join(namesOf(r.Profiles), ", ")
	switch {
	case f.dryRun:
		a.say("the key of %s can be rotated", names)
	case f.undo:
		a.say("%s: the old key is in use again", names)
	case r.NewID == "" && f.resume:
		a.say("%s: the rotation is taken back; the old key is in use", names)
	default:
		a.say("%s: the new key is in use; lanyard key rotate %s --undo goes back as long as the old one exists", names, shellquote.Word(p.Name))
	}
	return nil
}

// notRotated says what is left to do where a rotation stays open.
func (a *program) notRotated(ctx context.Context, d *app.Runtime, p profile.Profile, err error) error {
	err = forProfile(p, err)
	if d == nil {
		return err
	}
	list, e := d.Journal.All(context.WithoutCancel(ctx))
	if e != nil {
		return err
	}
	for _, r := range list {
		if r.Open() && r.Profile == p.ID && !errors.Is(err, rotation.ErrBusy) {
			return instead(err, explained(err).Next+" Then: lanyard key rotate "+shellquote.Word(p.Name)+" --resume goes on, and --undo goes back; the key in use works.")
		}
	}
	return err
}

// makeRoom offers the disabled keys that rotations left behind for deletion, where IBM has
// no place for another key.
func (a *program) makeRoom(ctx context.Context, d *app.Runtime, e *rotation.Engine, p profile.Profile) (bool, error) {
	left, err := d.Rotation().Leftovers(ctx, p)
	if err != nil || len(left) == 0 || !a.hasTerminal() {
		return false, err
	}
	made := false
	for _, r := range left {
		yes, err := a.confirm(ctx, fmt.Sprintf("There is no place for another key. Delete %q (%s), which a rotation left behind disabled?", r.OldName, r.OldID))
		if err != nil {
			return made, err
		}
		if yes {
			if _, err := e.Delete(ctx, p, r.OldID); err != nil {
				return made, err
			}
			made = true
		}
	}
	return made, nil
}

// newKeyByHand gets a key that was made on a web page, where that is the way: it shows the
// way first.
func (a *program) newKeyByHand(ctx context.Context, p profile.Profile, o *rotation.Options, f rotateFlags) error {
	byHand := p.SecretKind == profile.APIKey && (p.Kind == profile.AWS || p.Kind == profile.CP4D && !o.Replace)
	if !f.secretStdin && (!byHand || o.DryRun) {
		return nil
	}
	if !f.secretStdin && !a.hasTerminal() {
		return nil // the failure says what to do
	}
	if !f.secretStdin && p.Kind == profile.CP4D {
		yes, err := a.confirm(ctx, fmt.Sprintf("Lanyard can ask %s for the new key itself. Shall it?", hostOf(p.AuthOrigin())))
		if err != nil || yes {
			o.Replace = yes
			return err
		}
	}
	if !f.secretStdin {
		for _, line := range explain.KeyPage(p) {
			a.say("%s", line)
		}
	}
	text, err := a.readSecret(ctx, secretSource{
		fromStdin: f.secretStdin, flag: "--secret-stdin", what: "the new API key", prompt: "The new API key of " + p.Name + " (not shown):",
	})
	if err != nil {
		return err
	}
	o.Pasted, err = a.checkSecret(text, profile.APIKey)
	return err
}
