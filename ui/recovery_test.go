package ui

import (
	"context"
	"errors"
	"testing"
	"time"

	"lanyard/store"
	"lanyard/ui/state"
)

// damagedRig is a window on a damaged profiles file, with what can be done about it.
func damagedRig(t *testing.T, backups []state.Backup) (*rig, *fakeMend) {
	t.Helper()
	m := &fakeMend{backups: backups}
	r := newRig(t, nil, func(r *rig, s *Setup) {
		m.profiles = r.profiles
		r.profiles.err = &store.DamageError{Path: "/home/dana/.config/lanyard/profiles.json", Line: 3, Column: 7, Cause: errors.New("no comma")}
		s.Mend = &state.Mend{
			Backups:  func(context.Context) ([]state.Backup, error) { return m.backups, nil },
			Restore:  m.restore,
			SetAside: m.setAside,
		}
	})
	r.until("the copies are listed", func() bool { return r.frame.recovery.read && len(r.frame.recovery.rows.Objects) == len(backups) })
	r.settle()
	return r, m
}

// fakeMend mends a fakeProfiles.
type fakeMend struct {
	backups  []state.Backup
	profiles *fakeProfiles
	restored string
	err      error
}

func (m *fakeMend) restore(_ context.Context, name string) error {
	if m.err != nil {
		return m.err
	}
	m.profiles.mu.Lock()
	defer m.profiles.mu.Unlock()
	m.restored, m.profiles.err = name, nil
	p := cloudNamed("rescued")
	p.ID, p.KeyID = "p1", "k1"
	m.profiles.list = append(m.profiles.list, p)
	return nil
}

func (m *fakeMend) setAside(context.Context) (string, error) {
	m.profiles.mu.Lock()
	defer m.profiles.mu.Unlock()
	m.profiles.err = nil
	return "/home/dana/.config/lanyard/profiles.json.damaged-1", nil
}

func TestDamagedProfilesOfferCopies(t *testing.T) {
	r, m := damagedRig(t, []state.Backup{
		{Name: "profiles-2.json", Time: began().Add(-time.Hour), Profiles: 12},
		{Name: "profiles-1.json", Time: began().Add(-25 * time.Hour), Profiles: 1},
	})
	r.sees("The profiles file cannot be read", "line 3, column 7", "no comma", "of 12:00 UTC · 12 profiles", "of yesterday 12:00 UTC · 1 profile")
	r.seesNot("Add your first profile")
	m.err = errors.New("disk full")
	r.press("Restore")
	r.until("the failure is said", func() bool { return r.frame.recovery.problem.Visible() })
	r.sees("isk full")
	m.err = nil
	r.press("Restore")
	r.until("the profiles are back", func() bool { return r.LoadError() == nil })
	if m.restored != "profiles-2.json" {
		t.Errorf("restored %q", m.restored)
	}
	r.sees("The copy of 12:00 UTC is back in place; the damaged file is kept beside it.", "rescued\n", "Address")
	r.seesNot("cannot be read")
}

func TestDamagedProfilesWithoutCopies(t *testing.T) {
	r, _ := damagedRig(t, nil)
	r.sees("There is none yet.")
	r.press("Start with an empty list")
	r.until("a new list begins", func() bool { return r.LoadError() == nil })
	r.sees("Add your first profile", "The damaged file is kept as profiles.json.damaged-1.")
}

// Somebody may mend the file by hand: then all is as it was.
func TestDamagedProfilesMendedByHand(t *testing.T) {
	r, _ := damagedRig(t, nil)
	r.profiles.fail(nil)
	r.press("Try again")
	r.until("it is read", func() bool { return r.LoadError() == nil })
	r.sees("Add your first profile")
}

// A file of a later version is nothing to be mended.
func TestNewerProfilesAreLeftAlone(t *testing.T) {
	r := newRig(t, nil, func(r *rig, s *Setup) {
		r.profiles.err = store.ErrNewer
		s.Mend = &state.Mend{}
	})
	r.sees("saved by a newer Lanyard")
	r.seesNot("Start with an empty list")
}
