package ui

import (
	"fmt"
	"testing"
	"time"

	"fyne.io/fyne/v2"
)

// BenchmarkKeystroke is what one more letter in the search field costs: finding,
// ranking, choosing the best match, and filling list and detail anew. Painting is not
// in it.
func BenchmarkKeystroke(b *testing.B) {
	for _, n := range []int{10, 1000, 10000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			r := newRig(b, nil, func(r *rig, _ *Setup) { r.profiles.list = manyProfiles(n) })
			r.win.Canvas().Focus(r.bar.search)
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				r.bar.search.SetText([]string{"team-1", "team-1 user9"}[i%2])
			}
		})
	}
}

// BenchmarkScroll is what it costs to move on by one row in the list.
func BenchmarkScroll(b *testing.B) {
	for _, n := range []int{10, 1000, 10000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			r := newRig(b, nil, func(r *rig, _ *Setup) { r.profiles.list = manyProfiles(n) })
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				r.list.ScrollTo(i % n)
			}
		})
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
		r.tick()
	}
}
