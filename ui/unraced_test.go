//go:build !race

package ui

import "testing"

const raced = false

// However many profiles there are, scrolling by a row costs what it costs with ten. The race
// detector has pools drop what they keep, by chance, and so allocates more.
func TestScrollingAllocatesAsWithTen(t *testing.T) {
	allocates := func(n int) float64 {
		scroll := scroller(t, n)
		for range 20 {
			scroll() // the rows are made
		}
		least := testing.AllocsPerRun(20, scroll)
		for range 4 { // what other goroutines allocate meanwhile is counted too
			least = min(least, testing.AllocsPerRun(20, scroll))
		}
		return least
	}
	if few, many := allocates(10), allocates(10000); many > few+3 || few < 5 {
		t.Errorf("a step allocates %v times with 10,000 profiles and %v times with 10", many, few)
	}
}
