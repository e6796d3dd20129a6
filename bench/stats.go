//go:build linux

package main

import (
	"fmt"
	"math"
	"slices"
)

// quantile is the value below which a share of the values lies, between neighbours by
// their distance. It is NaN without values.
func quantile(values []float64, share float64) float64 {
	if len(values) == 0 {
		return math.NaN()
	}
	sorted := slices.Sorted(slices.Values(values))
	at := share * float64(len(sorted)-1)
	low := int(at)
	if low+1 == len(sorted) {
		return sorted[low]
	}
	return sorted[low] + (at-float64(low))*(sorted[low+1]-sorted[low])
}

func median(values []float64) float64 { return quantile(values, 0.5) }

// ratio is how many times as much one thing takes as another, by their medians.
func ratio(a, b []float64) float64 { return median(a) / median(b) }

// short writes a number with three significant digits, and whole ones from 100 on.
func short(v float64) string {
	switch size := math.Abs(v); {
	case math.IsNaN(v):
		return "–"
	case size >= 99.95:
		return fmt.Sprintf("%.0f", v)
	case size >= 9.995:
		return fmt.Sprintf("%.1f", v)
	case size >= 0.9995 || size == 0:
		return fmt.Sprintf("%.2f", v)
	}
	return fmt.Sprintf("%.3g", v)
}

// spread is a median with the middle half of the values.
func spread(values []float64) string {
	if len(values) == 0 {
		return "–"
	}
	return fmt.Sprintf("%s (%s–%s)", short(median(values)), short(quantile(values, 0.25)), short(quantile(values, 0.75)))
}
