package keystate

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"lanyard/internal/explain"
	"lanyard/internal/profile"
	"lanyard/internal/rotation"
	"lanyard/internal/wallet"
)

// View is all that the page of a rotation shows.
type View struct {
	Title   string
	Phase   Phase
	Intro   []string // a paragraph each, before it begins
	Loud    string   // what has to be thought of before it begins: something else uses the key
	Busy    string   // what is done now
	Retire  []string // what may become of the old key; nil: there is no choice
	Life    []string // how long the new key may live; nil: there is no choice
	Leaked  []string // what IBM may do when it finds the key somewhere; nil: there is no choice
	Name    string   // proposed for the new profile; "": none is made
	Pasted  string   // the label of the field for a key from a web page; "": there is none
	Page    string   // that web page
	Main    string   // the button that begins; "": nothing can be begun
	Cluster string   // the button that has the cluster make the key; "": there is none

	Steps    []Step
	Question *Question
	Trouble  *explain.Failure
	Unbound  *wallet.UnboundError // a profile was changed since it was agreed to
	Left     []Leftover
	Said     []string

	CanStop, CanGoOn, CanGoBack, CanAgain bool
}

// Step is a step of a rotation as it is shown.
type Step struct {
	Name   string
	Status rotation.Status // "" while it is not done
	Now    bool            // it is being made
	Detail string
}

// Question is what a rotation asks.
type Question struct {
	Text   []string
	Yes    string
	No     string // "": there is no way back
	HasKey bool   // a key is shown with it, see [Model.Shown]
}

// Leftover is a disabled key that could make room for another.
type Leftover struct{ ID, Name string }

// View works out what the page of a rotation shows.
func (m *Model) View(r *Rotation) View {
	v := View{Title: m.titleOf(r), Phase: r.Phase}
	if a := r.asking; a != nil {
		v.Question = &Question{Text: a.text, Yes: a.yes, No: a.no, HasKey: !a.key.Empty() && !m.host.Locked()}
	}
	switch r.Phase {
	case Planned:
		m.planned(&v, r)
	case Running:
		v.Steps, v.CanStop = m.stepsOf(r), r.asking == nil && !r.stopped
		v.Busy = m.doing(r)
	case Failed:
		v.Steps = m.stepsOf(r)
		m.failed(&v, r)
	case Done:
		v.Steps, v.Said = m.stepsOf(r), m.doneWords(r)
	}
	if r.Phase == Failed || r.Phase == Done {
		v.CanGoOn = m.isOpen(r)
		v.CanGoBack = m.canGoBack(r)
		v.CanAgain = r.Phase == Failed && !v.CanGoOn && r.again != nil && v.Unbound == nil && len(v.Left) == 0
	}
	return v
}

func (m *Model) titleOf(r *Rotation) string {
	switch t := m.t; r.Way {
	case ForNew:
		return fmt.Sprintf(t.NewKeyTitle, r.profile.Name)
	case GoingBack:
		return fmt.Sprintf(t.UndoTitle, r.profile.Name)
	default:
		return fmt.Sprintf(t.RotateTitle, r.profile.Name)
	}
}

// planned fills in what there is to read and to choose before it begins.
func (m *Model) planned(v *View, r *Rotation) {
	t := m.t
	switch {
	case r.Way == ForNew:
		m.plannedNew(v, r)
	case r.Way == ByPage:
		v.Intro, v.Page = pageSteps(r.profile), pageOf(r.profile)
		v.Pasted, v.Main = t.NewKeyField, t.TestAndUse
		if r.profile.Kind == profile.CP4D {
			v.Cluster = t.ClusterMakes
		}
	default:
		v.Intro, v.Retire, v.Life, v.Main = m.intro(r), t.RetireWays(), t.KeyLives(), t.RotateNow
		if r.plan.busy {
			v.Busy = t.AskingKey
		}
		v.Loud = m.otherUse(r.plan)
	}
	m.inTheWay(v, r.plan.err)
}

func (m *Model) plannedNew(v *View, r *Rotation) {
	t := m.t
	v.Name, v.Main = m.freeName(r.profile.Name), t.MakeKey
	if r.profile.Kind == profile.CP4D {
		v.Intro = []string{fmt.Sprintf(t.NewKeyCluster, r.profile.Name)}
		return
	}
	v.Intro = []string{fmt.Sprintf(t.NewKeyWhat, r.profile.Name)}
	v.Life, v.Leaked = t.NewKeyLives(), t.LeakWays()
}

// freeName proposes a name for a new profile.
func (m *Model) freeName(name string) string {
	list := m.host.Profiles()
	for n := 2; ; n++ {
		free := fmt.Sprintf("%s %d", name, n)
		if !slices.ContainsFunc(list, func(p profile.Profile) bool { return strings.EqualFold(p.Name, free) }) {
			return free
		}
	}
}

// pageSteps is the way on the web page where the key is made, a line a step.
func pageSteps(p profile.Profile) []string { return []string{strings.Join(explain.KeyPage(p), "\n")} }

// pageOf is the web page where a profile's key is made; "" when it is not known.
func pageOf(p profile.Profile) string {
	switch p.Kind {
	case profile.CP4D:
		return p.AuthOrigin()
	case profile.AWS:
		return p.PlatformURL
	}
	return ""
}

// intro says what a rotation will do, for which profiles.
func (m *Model) intro(r *Rotation) []string {
	t := m.t
	users := namesOf(m.users(r.profile.KeyID))
	if r.plan.there {
		users = namesOf(r.plan.key.Profiles)
	}
	out := []string{fmt.Sprintf(t.RotateWhat, strings.Join(users, ", "))}
	if r.plan.there {
		k := r.plan.key
		about := fmt.Sprintf(t.RotateKey, k.Name) + " " + m.useWords(k.LastUsedAt, k.Uses)
		if !r.plan.own.IsZero() {
			about += " " + fmt.Sprintf(t.OwnLastUse, t.AtClock(r.plan.own, m.set.Now(), m.set.Zone))
		}
		out = append(out, about)
		if k.Locked {
			out = append(out, t.RotateLocked)
		}
	}
	return append(out, t.RotateSafe)
}

// useWords says when IBM saw a key used last.
func (m *Model) useWords(at time.Time, uses int64) string {
	if last := m.lastUse(at, uses); last != "" {
		return fmt.Sprintf(m.t.IBMLastUse, last)
	}
	return ""
}

// ownSlack is how far IBM's clock for uses, which tells minutes, may be from ours.
const ownSlack = 2 * time.Minute

// otherUse says that something else than Lanyard uses a key.
func (m *Model) otherUse(p plan) string {
	switch {
	case !p.there || p.own.IsZero():
		return ""
	case p.key.LastUsedAt.Sub(p.own) > ownSlack:
		return m.t.OthersUse
	}
	return ""
}

// doing says what is done now.
func (m *Model) doing(r *Rotation) string {
	failed := slices.ContainsFunc(r.steps, func(s rotation.Step) bool { return s.Status == rotation.Failed })
	switch t := m.t; {
	case r.asking != nil:
		return ""
	case r.stopped:
		return t.RotationStops
	case failed:
		return t.TakingBack
	case r.Way == GoingBack:
		return t.GoingBack
	default:
		return m.stepWords(r.next()) + "…"
	}
}

// stepWords names a step.
func (m *Model) stepWords(n rotation.Name) string {
	t := m.t
	return map[rotation.Name]string{
		rotation.Check: t.StepCheck, rotation.Store: t.StepStore, rotation.Create: t.StepCreate, rotation.SignIn: t.StepSignIn,
		rotation.Test: t.StepTest, rotation.Swap: t.StepSwap, rotation.Retire: t.StepRetire,
	}[n]
}

// stepsOf are the steps as they are shown: those that ended, the one that is made, and
// those to come.
func (m *Model) stepsOf(r *Rotation) []Step {
	if r.Way == GoingBack && len(r.steps) == 0 {
		return nil
	}
	var out []Step
	made := r.Phase == Running && r.asking == nil
	for _, n := range rotation.Names() {
		if r.Way == ForNew && (n == rotation.Test || n == rotation.Retire) {
			continue
		}
		s := Step{Name: m.stepWords(n)}
		i := slices.IndexFunc(r.steps, func(x rotation.Step) bool { return x.Name == n })
		switch {
		case i >= 0:
			s.Status, s.Detail = r.steps[i].Status, explain.TellStep(r.steps[i])
		case r.Phase != Running:
			s.Status = rotation.Skipped
		case made && !r.anyFailed():
			s.Now, made = true, false
		}
		out = append(out, s)
	}
	return out
}

func (r *Rotation) anyFailed() bool {
	return slices.ContainsFunc(r.steps, func(s rotation.Step) bool { return s.Status == rotation.Failed })
}

// failed fills in why it failed, and what can be done.
func (m *Model) failed(v *View, r *Rotation) {
	if errors.Is(r.err, errRoom) {
		v.Said = []string{m.t.RoomNow}
	} else {
		m.inTheWay(v, r.err)
	}
	if r.stopped && v.Unbound == nil {
		v.Trouble = &explain.Failure{What: m.t.RotationStopped, Why: m.t.RotationStoppedWhy}
	}
	for _, l := range r.left {
		v.Left = append(v.Left, Leftover{ID: l.OldID, Name: l.OldName})
	}
}

// inTheWay shows a failure, or asks about a profile that was changed.
func (m *Model) inTheWay(v *View, err error) {
	if err == nil {
		return
	}
	if v.Unbound = unbound(err); v.Unbound != nil {
		return
	}
	f := explain.Explain(err)
	if test, ok := asType[*rotation.TestError](err); ok {
		f.What = fmt.Sprintf(m.t.TestFailed, test.Profile.Name) + " " + f.What
	}
	if next, ok := m.nextFor(err); ok {
		f.Next = next
	}
	v.Trouble = &f
}

// nextFor says what to do next where that is otherwise in a window than on a terminal.
func (m *Model) nextFor(err error) (string, bool) {
	t := m.t
	for _, n := range []struct {
		err  error
		next string
	}{
		{rotation.ErrBusy, t.NextBusy},
		{rotation.ErrInterrupted, t.NextInterrupted},
		{rotation.ErrUnknown, t.NextInterrupted},
		{rotation.ErrNoPlace, t.NextNoPlace},
		{rotation.ErrDeclined, ""},
		{rotation.ErrGone, ""},
		{rotation.ErrSame, t.NextSame},
		{rotation.ErrLast, t.NextLast},
		{rotation.ErrOneKey, t.NextOneKey},
		{rotation.ErrLost, t.NextLost},
		{rotation.ErrMemory, ""},
	} {
		if errors.Is(err, n.err) {
			return n.next, true
		}
	}
	return "", false
}

// isOpen reports whether what concerns a rotation's key is open in the journal.
func (m *Model) isOpen(r *Rotation) bool {
	return slices.ContainsFunc(m.open, func(o rotation.Record) bool { return concerns(o, r.profile.KeyID) })
}

// concerns reports whether a record is about a key, or one that took its place.
func concerns(o rotation.Record, keyID string) bool {
	return slices.ContainsFunc(o.Pairs, func(p wallet.Pair) bool {
		return profile.KeyUse(p.Old) == profile.KeyUse(keyID)
	})
}

func (m *Model) canGoBack(r *Rotation) bool {
	p := m.host.Profile(r.profile.ID)
	return r.Way != ForNew && p != nil && (m.isOpen(r) || slices.Contains(m.undoable, p.KeyID)) || r.Way == ForNew && m.isOpen(r)
}

// doneWords say what it came to.
func (m *Model) doneWords(r *Rotation) []string {
	out := []string{m.saidOf(r)}
	if r.Way == ForNew || r.Way == GoingBack {
		return out
	}
	if next := map[rotation.OldState]string{
		rotation.OldDisabled: m.t.SaidDisabled, rotation.OldKept: m.t.SaidKept,
	}[r.res.OldState]; next != "" && m.canGoBack(r) {
		out = append(out, next)
	}
	return out
}

// saidOf says in one sentence how a rotation ended.
func (m *Model) saidOf(r *Rotation) string {
	t := m.t
	names := strings.Join(namesOf(r.res.Profiles), ", ")
	if names == "" {
		names = r.profile.Name
	}
	back := slices.ContainsFunc(r.steps, func(s rotation.Step) bool { return s.Note == rotation.NoteBackAgain })
	switch {
	case r.Phase == Failed && errors.Is(r.err, rotation.ErrDeclined):
		return fmt.Sprintf(t.SaidDeclined, r.profile.Name)
	case r.Phase == Failed:
		return fmt.Sprintf(t.SaidFailed, r.profile.Name)
	case r.Way == ForNew:
		return fmt.Sprintf(t.SaidMade, r.made.Name)
	case len(r.steps) == 0:
		return fmt.Sprintf(t.SaidNothing, r.profile.Name)
	case back:
		return fmt.Sprintf(t.SaidBack, names)
	}
	return fmt.Sprintf(t.SaidRotated, names)
}

// Banner is what is told of a rotation that was interrupted.
type Banner struct {
	Text string // "": none was
	ID   string // a profile that it concerns
}

// Interrupted is the rotation that was interrupted first, and that a profile is left of.
func (m *Model) Interrupted() Banner {
	if m.host.Locked() || m.Running() != nil {
		return Banner{}
	}
	list := m.host.Profiles()
	for _, o := range m.open {
		i := slices.IndexFunc(list, func(p profile.Profile) bool {
			return slices.ContainsFunc(o.Pairs, func(x wallet.Pair) bool { return x.Old == p.KeyID || x.New == p.KeyID })
		})
		if i < 0 {
			continue
		}
		if p := m.host.Profile(o.Profile); p != nil && concerns(o, p.KeyID) {
			i = slices.IndexFunc(list, func(x profile.Profile) bool { return x.ID == p.ID })
		}
		words := m.t.WasInterrupted
		if o.Create != nil {
			words = m.t.NewWasInterrupted
		}
		return Banner{ID: list[i].ID, Text: fmt.Sprintf(words, list[i].Name) + " " + m.t.InterruptedWhy}
	}
	return Banner{}
}
