//go:build linux

package main

import "fmt"

// verdict is whether a limit is kept.
type verdict int

const (
	unknown verdict = iota // it was not measured
	kept
	missed
)

func (v verdict) String() string {
	switch v {
	case kept:
		return "🟢"
	case missed:
		return "🔴"
	}
	return "–"
}

// within compares a figure with a limit.
func within(v, limit float64) verdict {
	switch {
	case v != v: // not measured
		return unknown
	case v <= limit:
		return kept
	}
	return missed
}

// judged is a budget with its figure.
type judged struct {
	what, must, aim, figure string
	met, hit                verdict
}

// compared judges the ratio of two things of the same part.
func (r *results) compared(what, partName, metric, key, with string, must float64, mustWords string, aimKey string, aim float64, aimWords string) judged {
	a, b := r.figures(partName, key, metric), r.figures(partName, with, metric)
	j := judged{what: what, must: mustWords, aim: aimWords}
	v := ratio(a, b)
	j.met = within(v, must)
	j.figure = "–"
	if j.met == unknown {
		return j
	}
	j.figure = fmt.Sprintf("%s × (%s / %s)", short(v), short(median(a)), short(median(b)))
	if aimKey == "" {
		return j
	}
	c := r.figures(partName, aimKey, metric)
	j.hit = within(ratio(a, c), aim)
	if aimKey != with {
		j.figure += fmt.Sprintf("; %s × (/ %s)", short(ratio(a, c)), short(median(c)))
	}
	return j
}

// limited judges one figure.
func (r *results) limited(what, partName, metric, key, unit string, must float64, mustWords string, aim float64, aimWords string) judged {
	v := median(r.figures(partName, key, metric))
	j := judged{what: what, must: mustWords, aim: aimWords, figure: short(v) + unit, met: within(v, must)}
	if aimWords != "" {
		j.hit = within(v, aim)
	}
	return j
}

// budgets judges everything that has a budget.
func (r *results) budgets() []judged {
	return []judged{
		r.compared("window painted, 200 profiles", "window", firstFrame, "lanyard 200", "empty", 1.15, "≤ 1.15 × an empty Fyne window", "keepassxc 200", 1, "≤ KeePassXC, 200 entries"),
		r.compared("the same, with its list and detail", "window", complete, "lanyard 200", "empty", 1.15, "≤ 1.15 × an empty Fyne window", "keepassxc 200", 1, "≤ KeePassXC, 200 entries"),
		r.compared("window painted, 10,000 profiles", "window", firstFrame, "lanyard 10000", "lanyard 10", 1.3, "≤ 1.3 × with 10", "lanyard 10", 1.05, "="),
		r.compared("the same, with its list and detail", "window", complete, "lanyard 10000", "lanyard 10", 1.3, "≤ 1.3 × with 10", "lanyard 10", 1.05, "="),
		r.compared("resident memory, 200 profiles", "window", resident, "lanyard 200", "empty", 1.15, "≤ 1.15 × an empty Fyne window", "keepassxc 200", 1, "≤ KeePassXC, 200 entries"),
		r.idleBudget("processor while idle, a token's countdown visible", "fresh"),
		r.idleBudget("the same in its last two minutes, told in steps of five seconds", "countdown"),
		r.limited("one search keystroke, 10,000 profiles", "go", perOp, "Keystroke/10000", " ms", 16, "≤ 16 ms", 4, "≤ 4 ms"),
		r.compared("`lanyard token`, key from the keyring", "token", took, "keyring", "curl", 1.5, "≤ 1.5 × curl", "curl", 1.1, "≤ 1.1 ×"),
		r.compared("`lanyard token`, from the agent", "token", took, "agent", "curl", 0.5, "≤ 0.5 × curl", "", 0, ""),
		r.compared("`lanyard token` against go-sdk-core, both with the key from the keyring", "token", took, "keyring", "sdk keyring", 1, "≤ 1 ×", "", 0, ""),
		r.compared("`lanyard token` against go-sdk-core, both with the key on standard input", "token", took, "stdin", "sdk", 1, "≤ 1 ×", "", 0, ""),
		r.compared("`lanyard token` against Node.js", "token", took, "keyring", "node", 0.2, "≤ 0.2 ×", "", 0, ""),
		r.limited("10,000 callers at once for one token", "go", exchanges, "Callers/10000", " exchange", 1, "1 exchange", 0, ""),
		r.limited("stripped binary with window", "size", size, "window", " MB", 32, "≤ 32 MB", 24, "24 MB"),
		r.limited("stripped binary without", "size", size, "lanyard", " MB", 12, "≤ 12 MB", 8, "8 MB"),
	}
}

// idleBudget compares differences, not ratios: next to nothing is not to be divided by.
func (r *results) idleBudget(what, key string) judged {
	a, b := median(r.figures("idle", key, idleShown)), median(r.figures("idle", "empty", idleShown))
	j := judged{what: what, must: "≤ an empty Fyne window + 0.3 points", aim: "+ 0", figure: "–", met: within(a-b, 0.3), hit: within(a-b, 0.05)}
	if j.met != unknown {
		j.figure = fmt.Sprintf("%+.2f points (%s %% / %s %%)", a-b, short(a), short(b))
	}
	return j
}
