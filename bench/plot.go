//go:build linux

package main

import (
	"encoding/xml"
	"fmt"
	"math"
	"slices"
	"strings"
)

// panel is a bar chart of one metric.
type panel struct {
	title, part, metric string
	log                 bool
}

var panels = []panel{
	{"Window painted: first frame, ms", "window", firstFrame, false},
	{"Window complete, with list and detail, ms", "window", complete, false},
	{"Resident memory, MB", "window", resident, false},
	{"Left alone, % of a processor", "idle", idleShown, false},
	{"A token, ms", "token", took, false},
}

// The measures of the plot.
const (
	plotWidth, labels = 1000, 400
	barHeight, gap    = 20, 7
	panelHead         = 46
)

// plot draws all panels, one below the other.
func (r *results) plot() string {
	var b strings.Builder
	y := 10
	for _, p := range panels {
		y = r.plotPanel(&b, p, y)
	}
	y = r.plotGrowth(&b, y)
	return fmt.Sprintf(`<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" viewBox="0 0 %d %d" font-family="sans-serif" font-size="13">
<rect width="100%%" height="100%%" fill="#ffffff"/>
%s</svg>
`, plotWidth, y, plotWidth, y, b.String())
}

func (r *results) plotPanel(b *strings.Builder, p panel, y int) int {
	var ends []float64
	var rows []row
	for _, row := range r.Parts[p.part].Rows {
		if len(row.Figures[p.metric]) > 0 {
			rows = append(rows, row)
			ends = append(ends, quantile(row.Figures[p.metric], 0.75))
		}
	}
	if len(rows) == 0 {
		return y
	}
	text(b, 16, y+24, "start", "#161616", `font-weight="bold" font-size="15"`, p.title)
	y += panelHead - 8
	const width = plotWidth - labels - 150
	scale := width / longest(ends)
	for _, row := range rows {
		v := row.Figures[p.metric]
		m, low, high := min(median(v), width/scale), quantile(v, 0.25), min(quantile(v, 0.75), width/scale)
		middle := y + barHeight/2
		text(b, labels-10, middle+5, "end", "#161616", "", strings.ReplaceAll(row.Name, "`", ""))
		fmt.Fprintf(b, `<rect x="%d" y="%d" width="%.1f" height="%d" rx="2" fill="%s"/>`+"\n", labels, y, max(1, m*scale), barHeight, colour(row.Name))
		figure := short(median(v))
		if m < median(v) {
			figure = "→ " + figure // the bar is cut
		} else {
			fmt.Fprintf(b, `<path d="M%.1f %dH%.1f" stroke="#161616" stroke-width="1.5"/>`+"\n", labels+low*scale, middle, labels+high*scale)
		}
		text(b, labels+int(max(m, high)*scale)+8, middle+5, "start", "#525252", "", figure)
		y += barHeight + gap
	}
	return y + 14
}

// longest is the value of the longest bar: the largest, or the second where the largest is
// so far beyond it that nothing would be seen of the others.
func longest(values []float64) float64 {
	sorted := slices.Sorted(slices.Values(values))
	n := len(sorted)
	if n > 1 && sorted[n-1] > 4*sorted[n-2] {
		n--
	}
	return sorted[n-1]
}

// colour tells Lanyard's bars from those of the others.
func colour(name string) string {
	switch {
	case strings.Contains(name, "anyard"):
		return "#0f62fe"
	case strings.Contains(name, "empty Fyne"):
		return "#8d8d8d"
	}
	return "#c6c6c6"
}

func text(b *strings.Builder, x, y int, anchor, fill, more, words string) {
	fmt.Fprintf(b, `<text x="%d" y="%d" text-anchor="%s" fill="%s" %s>`, x, y, anchor, fill, more)
	_ = xml.EscapeText(b, []byte(words))
	b.WriteString("</text>\n")
}

// plotGrowth draws how cost grows with the number of profiles, both axes logarithmic.
func (r *results) plotGrowth(b *strings.Builder, y int) int {
	if _, there := r.Parts["go"]; !there {
		return y
	}
	const height, right = 300, 300
	text(b, 16, y+24, "start", "#161616", `font-weight="bold" font-size="15"`, "How cost grows with the number of profiles, ms (both axes logarithmic)")
	top, bottom := y+panelHead, y+panelHead+height
	left, width := 70, plotWidth-70-right
	const leastMS, mostMS = 1e-4, 1e3
	px := func(n int) float64 { return float64(left) + float64(width)*math.Log10(float64(n))/4 }
	py := func(ms float64) float64 {
		share := (math.Log10(min(max(ms, leastMS), mostMS)) - math.Log10(leastMS)) / (math.Log10(mostMS) - math.Log10(leastMS))
		return float64(bottom) - share*height
	}
	for ms := leastMS; ms <= mostMS*1.01; ms *= 10 {
		fmt.Fprintf(b, `<path d="M%d %.1fH%d" stroke="#e0e0e0"/>`+"\n", left, py(ms), left+width)
		text(b, left-8, int(py(ms))+4, "end", "#525252", "", fmt.Sprintf("%.4g", ms))
	}
	for n := 1; n <= 10_000; n *= 10 {
		text(b, int(px(n)), bottom+18, "middle", "#525252", "", fmt.Sprint(n))
	}
	lines := []string{"#0f62fe", "#8a3ffc", "#007d79", "#9f1853", "#b28600", "#fa4d56", "#198038"}
	for i, g := range growths {
		var path []string
		for _, n := range g.sizes {
			v := median(r.figures("go", fmt.Sprintf("%s/%d%s", g.benchmark, n, g.suffix), perOp))
			if math.IsNaN(v) {
				continue
			}
			path = append(path, fmt.Sprintf("%.1f %.1f", px(n), py(v)))
			fmt.Fprintf(b, `<circle cx="%.1f" cy="%.1f" r="3.5" fill="%s"/>`+"\n", px(n), py(v), lines[i])
		}
		if len(path) > 0 {
			fmt.Fprintf(b, `<path d="M%s" fill="none" stroke="%s" stroke-width="2"/>`+"\n", strings.Join(path, "L"), lines[i])
		}
		at := top + 14 + i*24
		fmt.Fprintf(b, `<path d="M%d %dh22" stroke="%s" stroke-width="3"/>`+"\n", left+width+16, at-4, lines[i])
		name, _, _ := strings.Cut(g.name, ":")
		text(b, left+width+46, at, "start", "#161616", `font-size="12"`, name)
	}
	return bottom + 36
}
