package ui

import (
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"lanyard/ui/list"
)

// TestTheChosenRowIsInSightAfterASearch: the list grows again, and with it the way down.
func TestTheChosenRowIsInSightAfterASearch(t *testing.T) {
	r := newRig(t, nil, func(r *rig, _ *Setup) { r.profiles.list = manyProfiles(40) })
	r.win.Resize(fyne.NewSize(1000, 500))
	inSight := func(when string) {
		t.Helper()
		for row := range r.list.List.Drawn() {
			if row.At == r.list.List.Marked() {
				top := r.app.Driver().AbsolutePositionForObject(row).Y - r.app.Driver().AbsolutePositionForObject(r.list.List).Y
				if top < 0 || top+row.Size().Height > r.list.List.Size().Height {
					t.Errorf("%s the chosen row is at %v of %v", when, top, r.list.List.Size().Height)
				}
				return
			}
		}
		t.Errorf("%s the chosen row %d is not drawn; the list is at %v", when, r.list.List.Marked(), r.list.List.GetScrollOffset())
	}
	r.win.Canvas().Focus(r.list.Search)
	r.list.Search.SetText("profile-00033")
	inSight("while one searches,")
	r.key(fyne.KeyEscape)
	if r.list.List.Marked() != 33 {
		t.Fatalf("row %d is chosen", r.list.List.Marked())
	}
	inSight("after the search,")
	r.list.Search.SetText("team-1")
	r.key(fyne.KeyDown, fyne.KeyEscape)
	inSight("after another search,")
}

// TestAKeyOfThousands names some of the profiles that share a key, and counts the others.
func TestAKeyOfThousands(t *testing.T) {
	r := newRig(t, nil, func(r *rig, _ *Setup) {
		r.profiles.list = manyProfiles(1000)
		for i := range r.profiles.list {
			r.profiles.list[i].KeyID = "the-one"
		}
	})
	got := r.Detail().Key.Shared
	if !strings.Contains(got, "profile-00001-team-1, ") || !strings.Contains(got, " and 991 more.") || len(got) > 400 {
		t.Errorf("it says %q", got)
	}
}

func TestEnterTakesNoneThatTheSearchDidNotFind(t *testing.T) {
	r := newRig(t, []string{"lab", "prod"})
	r.list.FocusSearch()
	r.typeText("staging")
	r.key(fyne.KeyReturn)
	r.settle()
	if n := r.signIn.count(); n != 0 {
		t.Fatalf("%d sign-ins for a profile that is not listed", n)
	}
	r.sees("No profile matches “staging”.")
	r.add(cloudNamed("staging")) // by a command
	r.changed()
	r.until("it is listed", func() bool { return slices.Equal(r.names(), []string{"staging"}) })
	r.key(fyne.KeyReturn)
	r.until("it is chosen", func() bool { return r.chosenName() == "staging" })
	r.key(fyne.KeyReturn)
	r.until("its token is there", r.hasToken)
}

// A double click on a row copies the token, fetching it first; two slow clicks and clicks on
// two rows choose.
func TestDoubleClickCopies(t *testing.T) {
	for name, tt := range map[string]struct {
		second int
		after  time.Duration
		want   string
	}{
		"twice":       {0, 200 * time.Millisecond, "token-1-of-a"},
		"slowly":      {0, time.Second, ""},
		"on two rows": {1, 200 * time.Millisecond, ""},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t, []string{"a", "b"})
			r.rowAt(0).Tapped(nil)
			r.clockNow = r.clockNow.Add(tt.after)
			r.rowAt(tt.second).Tapped(nil)
			if tt.want != "" {
				r.until("the token is copied", r.fateKnown)
			}
			r.settle()
			if got := r.board.held(); got != tt.want {
				t.Errorf("the clipboard has %q, want %q", got, tt.want)
			}
		})
	}
}

// rowAt is the row that shows the profile at a position.
func (r *rig) rowAt(at int) *list.Row {
	r.t.Helper()
	for row := range r.list.List.Drawn() {
		if row.At == at && row.Visible() {
			return row
		}
	}
	r.t.Fatalf("no row shows profile %d", at)
	return nil
}
