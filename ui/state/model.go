// Package state is the window without its widgets: what it knows, what it does, and what
// it says of both. A [Model] has the profiles, which of them are found and chosen, their
// tokens, the place of the keys, the lock, the settings, the clipboard and what can be
// taken back. Its methods are the actions; it tells a [View] which [Part] is different
// afterwards; and the views draw [Model.Row], [Model.Detail], [Model.Status] and the other
// descriptions, which are plain values.
//
// An action that is missing goes here, with a test that makes no window: see newRig in the
// tests. It reads and changes the model's fields on the dispatcher's goroutine, has
// background do what may wait, and calls changed at the end.
package state

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"lanyard/internal/profile"
	"lanyard/internal/settings"
	"lanyard/internal/testall"
	"lanyard/ui/keystate"
	"lanyard/ui/state/find"
	"lanyard/ui/text"
)

// Model is what the window knows and what it does, without a widget: the profiles, which
// of them fit the search and which one is chosen, their tokens, the place of the keys, the
// lock, the settings, the clipboard and what can be taken back. Its methods are the
// actions. They, and everything else here that says nothing else, are called on the
// dispatcher's goroutine, do what may wait on goroutines of their own, and tell the
// [View] what is different afterwards. The view draws what the model says.
type Model struct {
	set  Setup
	t    *text.Texts
	view View
	do   func(func())
	now  func() time.Time
	zone *time.Location

	ctx  context.Context // ends when the window does
	stop context.CancelFunc

	catalog
	sessions   map[string]*session // by the id of the profile
	placeNames map[string]string   // of spaces and projects that were seen, by id

	keys        keyPlace
	lock        lockState
	settings    settings.Settings
	clip        clipboardState
	removals    []removal
	results     map[string]testall.Result // of the last tests, by the profiles' ids
	many        *manyTests                // the last test of many; nil: none was made
	savedCA     map[string]string         // where a profile's CA certificates were saved, by its id
	message     string                    // a passing message of the status line
	clock       *clock
	sight       sight
	away        away
	life        *keystate.Model // of API keys at IBM; nil: nothing is known of it
	approvals   approvals
	passphrases []*passAsk // the first one is shown
	news        newsTo
}

// View shows what the model knows. Its methods are called on the dispatcher's goroutine
// unless they say otherwise.
type View interface {
	// Changed is called when a part of what the model knows is different.
	Changed(p Part)

	// InFront reports whether the window has the desktop's focus. Any goroutine may call it.
	InFront() bool

	// Notify tells something on the desktop; at a click the window comes to the front, at
	// the profile with the id if there is one. It may wait, and is called on a goroutine of
	// its own.
	Notify(title, text, id string)

	// CallUser has the user come to a question, which has the title, until ctx ends. It may
	// wait, and is called on a goroutine of its own.
	CallUser(ctx context.Context, title string)
}

// Part is a part of what the model knows, as it is told that it changed.
type Part int

// The parts.
const (
	All           Part = iota // more than one of them
	Rest                      // all but the rows of the list
	Found                     // which profiles fit the search, or which one is chosen among them
	Chosen                    // another profile is the chosen one
	Detail                    // what is known of the chosen profile
	Status                    // the line at the bottom
	Time                      // what time alone has changed
	Copied                    // a token goes to the clipboard
	Test                      // the chosen profile's test has begun or ended
	Looked                    // the server's certificates have come, or are asked for
	Saving                    // where to save certificates is asked, or what became of it
	CodeAsked                 // for a one-time code, or for an account
	IdentityAsked             // for the address of a cluster's identity service
	Locked                    // it is locked: what is shown has to go
	Unlocked                  // it is unlocked
	UnlockWay                 // what it takes to unlock is known, or did not do
	UnlockAsk                 // something needs it unlocked
	Preference                // a setting
	Approval                  // the question whether a command may have a token
	Passphrase                // the question for the secrets file's passphrase
	Activity                  // something was noted
	Waits                     // how long a request waits before it is sent once more
	Listed                    // the first list of profiles is there
	LockKnown                 // whether it begins locked is known
	Reloaded                  // the profiles were read anew
	Woke                      // the computer has woken up, or the window is in sight again
	Many                      // the test of many credentials, or what is kept of it
	LoggedOut                 // the user logs out of the desktop
	KeyLife                   // what is known of API keys, or of a rotation
)

// New makes a model that tells its view what changes. It does nothing yet; see
// [Model.Start].
func New(s Setup, v View) *Model {
	m := &Model{
		set: s, view: v, t: text.English(), do: s.Do, now: s.Now, zone: s.Zone,
		sessions: map[string]*session{}, placeNames: map[string]string{}, savedCA: map[string]string{}, results: map[string]testall.Result{},
		catalog: catalog{find: find.New(nil, nil)}, settings: s.Settings,
		approvals: approvals{wait: cmp.Or(s.AnswerTime, askTime), allowed: map[request]time.Time{}},
	}
	if m.settings == (settings.Settings{}) {
		m.settings = settings.Default()
	}
	if m.now == nil {
		m.now = time.Now
	}
	if m.zone == nil {
		m.zone = time.Local
	}
	m.news.tell(m.settings)
	m.ctx, m.stop = context.WithCancel(context.Background())
	m.clock = newClock(m.Tick, m.do)
	if s.Rotation != nil {
		m.life = keystate.New(m.ctx, keystate.Setup{Engine: s.Rotation, Follow: s.FollowKeys, Do: m.do, Now: m.now, Zone: m.zone, Texts: m.t}, keyHost{m})
	}
	return m
}

// Start reads what there is to know and follows what happens elsewhere, until [Model.End].
func (m *Model) Start() {
	m.readFirst()
	m.readKeyring()
	m.followRetries()
	m.keepRenewing()
	m.lockAtStart()
	m.watchAway()
	m.watchSession()
	m.followKeys()
	if m.life != nil {
		m.life.Start()
	}
	if m.set.Watch != nil {
		go m.set.Watch(m.ctx, func() {
			if m.ctx.Err() == nil {
				m.do(func() { m.Reload(nil) })
			}
		})
	}
}

// Stop cancels running work: nothing changes any more.
func (m *Model) Stop() {
	m.clock.stop()
	m.stop()
	m.refusePassphrases()
	m.forgetApprovals()
}

// End finishes what must not be left behind: also when Stop was never called. It waits.
func (m *Model) End() {
	m.stop()
	m.clock.stop()
	ctx, cancel := context.WithTimeout(context.Background(), endTime)
	defer cancel()
	if m.set.Clipboard != nil {
		_ = m.set.Clipboard.Clear()
	}
	m.commitAll(ctx)
	m.set.Wallet.Forget()
}

// endTime is how long finishing may take.
const endTime = 5 * time.Second

// Context ends when the model does.
func (m *Model) Context() context.Context { return m.ctx }

// Do runs f on the dispatcher's goroutine.
func (m *Model) Do(f func()) { m.do(f) }

// Now is the time by the computer's clock, Zone where it is told.
func (m *Model) Now() time.Time { return m.now() }

// Zone is the zone in which times are told.
func (m *Model) Zone() *time.Location { return m.zone }

// changed tells the view of a change, and plans anew when time will ask for something.
func (m *Model) changed(p Part) {
	m.view.Changed(p)
	switch p {
	case All, Rest, Detail, Approval:
		m.rearm()
	}
}

// background runs work on a goroutine of its own and hands its result to done on
// the dispatcher's goroutine, unless ctx has ended by then.
func background[T any](ctx context.Context, m *Model, work func(context.Context) (T, error), done func(T, error)) {
	go func() {
		v, err := work(ctx)
		if ctx.Err() != nil || m.ctx.Err() != nil {
			return
		}
		m.do(func() {
			if ctx.Err() == nil && m.ctx.Err() == nil {
				done(v, err)
			}
		})
	}()
}

type nothing = struct{}

// Say shows a passing message in the status line.
func (m *Model) Say(text string) {
	m.message = text
	m.changed(Status)
}

// ClearMessage takes the passing message away when what it was about is out of sight.
func (m *Model) ClearMessage() { m.message = "" }

// Label is the profile's name, with what must be said of it in every line that tells
// of its token.
func (m *Model) Label(p *profile.Profile) string {
	if p.Production {
		return fmt.Sprintf(m.t.NameProduction, p.Name)
	}
	return p.Name
}
