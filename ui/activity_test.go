package ui

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"lanyard/internal/agent"
	"lanyard/internal/settings"
	"lanyard/internal/wallet"
	"lanyard/store"
	"lanyard/ui/state"
)

// fakeJournal keeps what was noted in memory.
type fakeJournal struct {
	mu     sync.Mutex
	events []wallet.Event
	err    error
	now    func() time.Time
}

func (j *fakeJournal) Record(e wallet.Event) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if e.Time.IsZero() {
		e.Time = j.now()
	}
	j.events = append(j.events, e)
}

func (j *fakeJournal) Recent(n int, id string) ([]wallet.Event, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	var out []wallet.Event
	for _, e := range slices.Backward(j.events) {
		if len(out) < n && (id == "" || e.ProfileID == id) {
			out = append(out, e)
		}
	}
	return out, j.err
}

// deeds are what was noted, with details.
func (j *fakeJournal) deeds() []string {
	j.mu.Lock()
	defer j.mu.Unlock()
	var out []string
	for _, e := range j.events {
		out = append(out, string(e.Deed)+" "+e.Detail)
	}
	return out
}

func withJournal(j *fakeJournal) option {
	return func(r *rig, _ *Setup) {
		j.now = func() time.Time { return r.clockNow }
		r.wallet.UseJournal(j, wallet.FromWindow)
	}
}

func TestWhatIsDoneIsNoted(t *testing.T) {
	j := &fakeJournal{}
	r := newRig(t, []string{"prod"}, withJournal(j))
	r.menu("Copy token")
	r.until("the token is copied", func() bool { return r.copied() })
	r.menu("View or hide token")
	r.menu("View or hide token")
	r.press("API key")
	r.press("Copy…")
	r.press("Copy the API key")
	r.until("the key is copied", func() bool { return r.board.held() == "key-of-prod" })
	r.settle()
	r.Served(agent.Caller{Program: "make"}, agent.OpToken, r.named("prod"), nil)
	r.Served(agent.Caller{Program: "make"}, agent.OpToken, r.named("prod"), errors.New("no"))
	want := []string{"fetched ", "copied token", "viewed token", "copied key", "served make"}
	if got := j.deeds(); !slices.Equal(got, want) {
		t.Errorf("noted %q, want %q", got, want)
	}
}

func TestFailedCopyIsNotNoted(t *testing.T) {
	j := &fakeJournal{}
	r := newRig(t, []string{"prod"}, withJournal(j))
	r.board.err = errors.New("no clipboard")
	r.menu("Copy token")
	r.until("it is said", r.said)
	if got := j.deeds(); !slices.Equal(got, []string{"fetched "}) {
		t.Errorf("noted %q", got)
	}
}

func TestActivityIsShown(t *testing.T) {
	j := &fakeJournal{}
	r := newRig(t, []string{"a", "b"}, withJournal(j))
	a, b := r.named("a"), r.named("b")
	j.events = []wallet.Event{
		{Time: r.clockNow.Add(-24 * time.Hour), Deed: store.DeedCreated, Profile: "a", ProfileID: a.ID, From: store.FromCommand},
		{Time: r.clockNow.Add(-time.Hour), Deed: store.DeedFailed, Profile: "b", ProfileID: b.ID, From: store.FromAgent, Detail: "sign-in, BXNIM0415E"},
	}
	r.press("Activity")
	r.until("it is read", func() bool { return strings.Contains(r.seen(), "by command") })
	r.sees("yesterday 13:00 UTC", "Added", "by command")
	r.seesNot("BXNIM0415E")

	r.key(fyne.KeyReturn)
	r.until("what is done meanwhile is shown", func() bool { return strings.Contains(r.seen(), "13:00 UTC\nNew token\n") })

	r.Served(agent.Caller{Program: "make"}, agent.OpToken, a, nil)
	r.until("what a command got is shown", func() bool { return strings.Contains(r.seen(), "13:00 UTC\nToken given to: make\n") })

	r.menu("Activity")
	r.until("all is read", func() bool {
		return r.host.Dialog != nil && strings.Contains(r.seen(), "b · Sign-in failed: sign-in, BXNIM0415E")
	})
	r.sees("a · Added", "in the background", "12:00 UTC")
	r.key(fyne.KeyEscape)
	if r.host.Dialog != nil {
		t.Error("Escape does not close the sheet")
	}
}

func TestActivityThatIsOffOrUnread(t *testing.T) {
	j := &fakeJournal{}
	r := newRig(t, []string{"a"}, withJournal(j), func(_ *rig, s *Setup) {
		s.Settings = settings.Default()
		s.Settings.Activity = false
	})
	r.press("Activity")
	r.until("it is said", func() bool { return strings.Contains(r.seen(), "Nothing is noted") })
	j.err = errors.New("disk on fire")
	r.press("Show all profiles")
	r.until("the failure is said", func() bool { return strings.Contains(r.seen(), "isk on fire") })
}

// TestServedCommandsAreListedAndEnded: commands that are signed in for as long as they run
// stand in the activity of their profile and of all, and End takes them away.
func TestServedCommandsAreListedAndEnded(t *testing.T) {
	var running []state.ServedCommand
	ended := make(chan string, 1)
	r := newRig(t, []string{"a", "b"}, withJournal(&fakeJournal{}), func(r *rig, s *Setup) {
		s.Served = func(context.Context) ([]state.ServedCommand, error) {
			all := slices.Clone(running)
			select {
			case name := <-ended:
				all = slices.DeleteFunc(all, func(c state.ServedCommand) bool { return c.Command == name })
			default:
			}
			return all, nil
		}
	})
	for name, of := range map[string]string{"node": "a", "train\x1b[2J": "b"} {
		running = append(running, state.ServedCommand{
			Profile: of, ProfileID: r.named(of).ID, Command: name, Started: r.clockNow.Add(-time.Hour),
			End: func(context.Context) error { ended <- name; return nil },
		})
	}
	r.press("Activity")
	r.until("the command is there", func() bool { return strings.Contains(r.seen(), "node for a, since 12:00 UTC") })
	r.seesNot("for b, since")
	r.press("End")
	r.until("it is ended", func() bool { return !strings.Contains(r.seen(), "node for a") })
	if got := r.Status().Text; got != "The sign-in of node is ended." {
		t.Errorf("the line says %q", got)
	}
	r.menu("Activity")
	r.until("all are there", func() bool { return strings.Contains(r.seen(), "for b, since 12:00 UTC") })
	r.sees("node for a, since")
	r.seesNot("\x1b")
}
