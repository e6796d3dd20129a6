//go:build linux

package main

import (
	"encoding/binary"
	"math"
	"strings"
	"testing"
	"time"
)

func TestQuantile(t *testing.T) {
	for name, c := range map[string]struct {
		values []float64
		share  float64
		want   float64
	}{
		"the middle one":      {[]float64{9, 1, 5}, 0.5, 5},
		"between two":         {[]float64{4, 1, 2, 3}, 0.5, 2.5},
		"a quarter of five":   {[]float64{1, 2, 3, 4, 5}, 0.25, 2},
		"the largest of them": {[]float64{1, 2}, 1, 2},
		"one alone":           {[]float64{7}, 0.75, 7},
	} {
		if got := quantile(c.values, c.share); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
	if !math.IsNaN(median(nil)) {
		t.Error("there is a median of nothing")
	}
}

func TestShort(t *testing.T) {
	for v, want := range map[float64]string{0: "0.00", 0.00123: "0.00123", 1.234: "1.23", 12.34: "12.3", 123.4: "123", 99.97: "100"} {
		if got := short(v); got != want {
			t.Errorf("%v: %s", v, got)
		}
	}
}

// fakeScreen is a screen's file, with pixels of one colour.
func fakeScreen(t *testing.T, width, height int) *screen {
	t.Helper()
	const header, colours = 104, 256
	file := make([]byte, header+12*colours+4*width*height)
	for i, v := range map[int]int{0: header, 4: width, 5: height, 11: 32, 12: 4 * width, 19: colours} {
		binary.BigEndian.PutUint32(file[4*i:], uint32(v))
	}
	s, err := parseScreen(file)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestLook(t *testing.T) {
	s := fakeScreen(t, 100, 80)
	before := s.look()
	if before.covered != 0 || before.painted {
		t.Errorf("an empty screen is %+v", before)
	}
	for y := range 40 {
		for x := range 50 {
			s.pixels[4*(y*100+x)] = 0x20
		}
	}
	bare := s.look()
	if math.Abs(bare.covered-0.25) > 0.001 || bare.painted {
		t.Errorf("a window of one colour is %+v", bare)
	}
	s.pixels[4*(8*100+10)] = 0xff
	text := s.look()
	if !text.painted || text.print == bare.print {
		t.Errorf("a window with something in it is %+v", text)
	}
	if _, err := parseScreen(s.file[:2000]); err == nil {
		t.Error("a file without all pixels is a screen")
	}
}

func TestParseGo(t *testing.T) {
	rows := parseGo(strings.Join([]string{
		"goos: linux", "BenchmarkLoad/10-2 \t 300\t 2500000 ns/op\t 100 B/op\t 3 allocs/op", "BenchmarkLoad/10_again-2 1 5 ns/op",
		"BenchmarkLoad/10-2 300 1500000 ns/op", "BenchmarkCallers/10000-2 1 1e6 ns/op 1.000 exchanges/op", "BenchmarkTick 4 2000 ns/op", "PASS",
	}, "\n"))
	var got []string
	for _, r := range rows {
		got = append(got, r.Key+" "+short(median(r.Figures[perOp])))
	}
	if want := "Load/10 2.00, Load/10_again 5e-06, Callers/10000 1.00, Tick 0.002"; strings.Join(got, ", ") != want {
		t.Errorf("%s", strings.Join(got, ", "))
	}
	if v := rows[2].Figures[exchanges]; len(v) != 1 || v[0] != 1 {
		t.Errorf("exchanges are %v", v)
	}
}

func TestTicks(t *testing.T) {
	got, err := ticks("12 (a (b) c) S 1 2 3 4 5 6 7 8 9 10 150 50 0 0 20")
	if err != nil || got != 2*time.Second {
		t.Errorf("%v, %v", got, err)
	}
}

// TestBudgets: a figure over its limit is missed, one under it is kept, and one that was
// not measured is neither.
func TestBudgets(t *testing.T) {
	r := &results{Parts: map[string]part{
		"token": {Rows: []row{
			{Key: "keyring", Figures: map[string][]float64{took: {16}}},
			{Key: "agent", Figures: map[string][]float64{took: {4}}},
			{Key: "curl", Figures: map[string][]float64{took: {10}}},
		}},
		"idle": {Rows: []row{
			{Key: "fresh", Figures: map[string][]float64{idleShown: {1.25}}},
			{Key: "empty", Figures: map[string][]float64{idleShown: {1}}},
		}},
	}}
	found := map[string]verdict{}
	for _, j := range r.budgets() {
		found[j.what] = j.met
	}
	for what, want := range map[string]verdict{
		"`lanyard token`, key from the keyring":             missed,
		"`lanyard token`, from the agent":                   kept,
		"processor while idle, a token's countdown visible": kept,
		"window painted, 200 profiles":                      unknown,
	} {
		if got, there := found[what]; !there || got != want {
			t.Errorf("%s: %s", what, got)
		}
	}
	if table := r.table(); !strings.Contains(table, "1.60 × (16.0 / 10.0)") {
		t.Errorf("the table has no such figure:\n%s", table)
	}
}
