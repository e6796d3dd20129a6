package ui

import (
	"fmt"
	"testing"
	"time"

	"lanyard/internal/profile"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
)

// BenchmarkKeystroke is what one more letter in the search field costs: finding,
// ranking, choosing the best match, and filling list and detail anew. Painting is not
// in it.
func BenchmarkKeystroke(b *testing.B) {
	for _, n := range []int{10, 1000, 10000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			r := newRig(b, nil, func(r *rig, _ *Setup) { r.profiles.list = manyProfiles(n) })
			r.win.Canvas().Focus(r.list.Search)
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				r.list.Search.SetText([]string{"team-1", "team-1 user9"}[i%2])
			}
		})
	}
}

// BenchmarkScroll is what it costs to move on by one row in a list of which five rows
// can be seen.
func BenchmarkScroll(b *testing.B) {
	for _, n := range []int{10, 1000, 10000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			scroll := scroller(b, n)
			b.ReportAllocs()
			for b.Loop() {
				scroll()
			}
		})
	}
}

// scroller gives what moves a list of n rows on by one, to and fro.
func scroller(t testing.TB, n int) func() {
	r := newRig(t, nil, func(r *rig, _ *Setup) { r.profiles.list = manyProfiles(n) })
	r.Search("profile", false) // or it gets ready while one counts
	r.win.Resize(fyne.NewSize(1000, 400))
	height := r.list.List.CreateItem().MinSize().Height + r.list.List.Theme().Size(theme.SizeNamePadding)
	at, step := 0, 1
	return func() {
		if at+step < 0 || at+step > 4 {
			step = -step
		}
		at += step
		r.list.List.ScrollToOffset(float32(at) * height)
	}
}

// BenchmarkTick is what a second of a countdown costs, painting aside.
func BenchmarkTick(b *testing.B) {
	r := newRig(b, []string{"prod"})
	r.key(fyne.KeyReturn)
	r.until("the token is there", r.hasToken)
	b.ReportAllocs()
	for b.Loop() {
		r.clockNow = r.clockNow.Add(time.Second / 4)
		r.Tick()
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
