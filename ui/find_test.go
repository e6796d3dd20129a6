package ui

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"github.com/google/go-cmp/cmp"

	"lanyard/internal/profile"
	"lanyard/ui/state"
)

func TestEnterTakesNoneThatTheSearchDidNotFind(t *testing.T) {
	r := newRig(t, []string{"lab", "prod"})
	r.focusSearch()
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

func TestFind(t *testing.T) {
	list := []profile.Profile{
		{Name: "alpha", Kind: profile.Cloud, URL: "https://eu-de.ml.cloud.ibm.com", Tags: []string{"churn"}},
		{Name: "churn-eu", Kind: profile.Cloud, URL: "https://us-south.ml.cloud.ibm.com"},
		{Name: "my churn", Kind: profile.CP4D, URL: "https://cpd.example.org", Username: "dana"},
		{Name: "unchurned", Kind: profile.StudioLocal, URL: "https://111.22.33.44", Production: true},
		{Name: "Churn", Kind: profile.AWS, URL: "https://us-east-1.aws.wxai.ibm.com", SpaceID: "0d8a4e0e"},
	}
	for _, tt := range []struct {
		query string
		want  []string
	}{
		{"", []string{"alpha", "churn-eu", "my churn", "unchurned", "Churn"}},
		{"  ", []string{"alpha", "churn-eu", "my churn", "unchurned", "Churn"}},
		{"churn", []string{"Churn", "churn-eu", "my churn", "unchurned", "alpha"}},
		{"CHURN EU", []string{"churn-eu", "alpha"}},
		{"frankfurt", []string{"alpha"}},
		{"dana", []string{"my churn"}},
		{"cloud pak", []string{"my churn"}},
		{"production", []string{"unchurned"}},
		{"0d8a", []string{"Churn"}},
		{"111.22", []string{"unchurned"}},
		{"nowhere", []string{}},
		{"churn nowhere", []string{}},
	} {
		t.Run(tt.query, func(t *testing.T) {
			got := []string{}
			for _, i := range state.NewFinder(list, nil).Find(tt.query) {
				got = append(got, list[i].Name)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func manyProfiles(n int) []profile.Profile {
	list := make([]profile.Profile, n)
	for i := range list {
		list[i] = profile.Profile{
			ID: fmt.Sprintf("id-%d", i), Name: fmt.Sprintf("profile-%05d-team-%d", i, i%17), Kind: profile.Kinds()[i%4],
			URL: fmt.Sprintf("https://host-%d.example.org", i), Username: fmt.Sprintf("user%d", i%100), Tags: []string{"team", fmt.Sprint(i % 7)},
		}
	}
	return list
}

func BenchmarkFind(b *testing.B) {
	for _, n := range []int{10, 1000, 10000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			f := state.NewFinder(manyProfiles(n), nil)
			b.ReportAllocs()
			for b.Loop() {
				f.Find("team-1 user9")
			}
		})
	}
}

// TestTheChosenRowIsInSightAfterASearch: the list grows again, and with it the way down.
func TestTheChosenRowIsInSightAfterASearch(t *testing.T) {
	r := newRig(t, nil, func(r *rig, _ *Setup) { r.profiles.list = manyProfiles(40) })
	r.win.Resize(fyne.NewSize(1000, 500))
	inSight := func(when string) {
		t.Helper()
		for row := range r.list.drawn {
			if row.at == r.list.chosen {
				top := r.app.Driver().AbsolutePositionForObject(row).Y - r.app.Driver().AbsolutePositionForObject(r.list).Y
				if top < 0 || top+row.Size().Height > r.list.Size().Height {
					t.Errorf("%s the chosen row is at %v of %v", when, top, r.list.Size().Height)
				}
				return
			}
		}
		t.Errorf("%s the chosen row %d is not drawn; the list is at %v", when, r.list.chosen, r.list.GetScrollOffset())
	}
	r.win.Canvas().Focus(r.bar.search)
	r.bar.search.SetText("profile-00033")
	inSight("while one searches,")
	r.key(fyne.KeyEscape)
	if r.list.chosen != 33 {
		t.Fatalf("row %d is chosen", r.list.chosen)
	}
	inSight("after the search,")
	r.bar.search.SetText("team-1")
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
