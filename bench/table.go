//go:build linux

package main

import (
	"fmt"
	"strings"
	"time"
)

// comparison is a table of one part: things down, metrics across.
type comparison struct {
	part, title, about string
	metrics            []string
	against            []string // keys that every row is divided by, for the first metric
}

var comparisons = []comparison{
	{
		"window", "Opening a window",
		"From the start of the program to the first frame that is more than a background (first frame), and to the frame that then stays (complete: with list and detail). The processor's time is that of all threads of the program; it says more than the clock on a busy machine. Memory two seconds later.",
		[]string{firstFrame, complete, spent, resident, anonymous},
		[]string{"empty", "keepassxc 200"},
	},
	{
		"idle", "Left alone",
		"All windows at the same time, each on a display of its own. The processor's share is that of the program, which draws by itself: there is no graphics card.",
		[]string{idleShown, idleHidden, frames},
		nil,
	},
	{
		"token", "A token",
		"From the start of the command to its end: a TLS connection, one exchange, the token on standard output. All on the same simulator.",
		[]string{took},
		[]string{"curl", "sdk", "sdk keyring", "node"},
	},
	{"size", "Size of the stripped programs", "", []string{size}, nil},
}

// table makes the whole report.
func (r *results) table() string {
	var b strings.Builder
	b.WriteString("# How fast\n\nMade by `make bench`. Medians, in brackets the middle half of the values; ratios are of medians of the same run,\nin which everything was measured in turn.\n")
	r.tableBudgets(&b)
	for _, c := range comparisons {
		r.tableOf(&b, c)
	}
	r.tableMachine(&b)
	return b.String()
}

func (r *results) tableBudgets(b *strings.Builder) {
	b.WriteString("\n## Budgets\n\n| what | figure | must | | aim | |\n| --- | --- | --- | --- | --- | --- |\n")
	for _, j := range r.budgets() {
		hit := ""
		if j.aim != "" {
			hit = j.hit.String()
		}
		fmt.Fprintf(b, "| %s | %s | %s | %s | %s | %s |\n", j.what, j.figure, j.must, j.met, j.aim, hit)
	}
}

func (r *results) tableOf(b *strings.Builder, c comparison) {
	p, there := r.Parts[c.part]
	if !there {
		return
	}
	fmt.Fprintf(b, "\n## %s\n\n", c.title)
	if c.about != "" {
		b.WriteString(c.about + "\n\n")
	}
	head := append([]string{""}, c.metrics...)
	for _, key := range c.against {
		head = append(head, "÷ "+r.nameOf(c.part, key))
	}
	line(b, head)
	line(b, rules(len(head)))
	for _, row := range p.Rows {
		if row.Missing != "" {
			line(b, append([]string{row.Name, row.Missing}, make([]string, len(head)-2)...))
			continue
		}
		cells := []string{row.Name}
		for _, m := range c.metrics {
			cells = append(cells, spread(row.Figures[m]))
		}
		for _, key := range c.against {
			cells = append(cells, short(ratio(row.Figures[c.metrics[0]], r.figures(c.part, key, c.metrics[0]))))
		}
		line(b, cells)
	}
}

func (r *results) nameOf(part, key string) string {
	for _, row := range r.Parts[part].Rows {
		if row.Key == key {
			return row.Name
		}
	}
	return key
}

func line(b *strings.Builder, cells []string) {
	b.WriteString("| " + strings.Join(cells, " | ") + " |\n")
}

func rules(n int) []string {
	list := make([]string, n)
	for i := range list {
		list[i] = "---"
		if i > 0 {
			list[i] = "---:"
		}
	}
	return list
}

// tableMachine tells where and when the figures were measured.
func (r *results) tableMachine(b *strings.Builder) {
	b.WriteString("\n## Measured on\n\n")
	line(b, []string{"part", "when (UTC)", "took", "load before, after", "machine"})
	line(b, []string{"---", "---", "---", "---", "---"})
	for _, p := range parts {
		if got, there := r.Parts[p.name]; there {
			line(b, []string{p.name, got.When.Format("2006-01-02 15:04"), got.Took.Round(time.Second).String(), got.Load[0] + ", " + got.Load[1], got.Machine})
		}
	}
	b.WriteString("\nA load above the number of processors means that others used the machine too: then the ratios tell more than\nthe times.\n")
}
