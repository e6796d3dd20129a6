package main

import (
	"fmt"
	"io"
	"text/tabwriter"
)

// report prints a line for each package, and reports whether all tests notice enough.
func report(w io.Writer, packages []*pkg, o options) bool {
	good := true
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	_, _ = fmt.Fprintf(t, "\npackage\tkilled\ttimed out\tsurvived\tscore\tnot compiled\tequivalent\t\n")
	for _, p := range packages {
		score := "-"
		if percent, any := p.score(); any {
			score = fmt.Sprintf("%d %%", percent)
			good = good && percent >= o.minimum
		}
		f := p.fates
		_, _ = fmt.Fprintf(t, "%s\t%d\t%d\t%d\t%s\t%d\t%d\t\n", p.path, f[killed], f[timedOut], f[survived], score, f[notCompiled], f[equivalent])
	}
	_ = t.Flush()
	_, _ = fmt.Fprintf(w, "\nseed %d; wanted: %d %% of each package\n", o.seed, o.minimum)
	return good
}

// score is how many of a hundred mutants were noticed, and whether any was tried.
func (p *pkg) score() (percent int, any bool) {
	noticed := p.fates[killed] + p.fates[timedOut]
	all := noticed + p.fates[survived]
	if all == 0 {
		return 0, false
	}
	return 100 * noticed / all, true
}
