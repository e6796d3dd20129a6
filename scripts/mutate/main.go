// The command mutate breaks the program on purpose, one place at a time, and counts what
// the tests notice:
//
//	mutate [-n 100] [-for 1h] [-seed 1] [-min 90] PACKAGE...
//
// A sample of places is drawn by the seed, evenly from the packages, and each broken
// package is built by an overlay, so that no file of the tree is touched. Only the
// package's own tests decide. What makes no difference stands in equivalent.txt, with the
// reason. It ends with 1 when a package's tests notice fewer than -min percent.
package main

import (
	"context"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/signal"
	"time"
)

// options are the limits of one run.
type options struct {
	number  int
	limit   time.Duration
	seed    uint64
	minimum int
	list    string // file of equivalent mutants
	all     bool   // print each mutant
}

func main() {
	var o options
	flag.IntVar(&o.number, "n", 100, "how many mutants are tried")
	flag.DurationVar(&o.limit, "for", time.Hour, "begin no mutant after this `time`")
	flag.Uint64Var(&o.seed, "seed", 1, "which sample is drawn")
	flag.IntVar(&o.minimum, "min", 90, "`percent` of the mutants that each package's tests have to notice")
	flag.StringVar(&o.list, "equivalent", "scripts/mutate/equivalent.txt", "`file` of mutants that make no difference")
	flag.BoolVar(&o.all, "v", false, "print every mutant")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	good, err := run(ctx, o, flag.Args())
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "mutate:", err)
		os.Exit(2)
	}
	if !good {
		os.Exit(1)
	}
}

// run tries a sample of the packages' mutants, and reports whether enough were noticed.
func run(ctx context.Context, o options, patterns []string) (bool, error) {
	known, err := readEquivalent(o.list)
	if err != nil {
		return false, err
	}
	packages, err := findPackages(ctx, patterns)
	if err != nil {
		return false, err
	}
	dir, err := os.MkdirTemp("", "mutate-")
	if err != nil {
		return false, err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	random := rand.New(rand.NewPCG(o.seed, 0)) //nolint:gosec // a sample that the seed draws again
	for _, p := range packages {
		if err := p.prepare(ctx, dir); err != nil {
			return false, err
		}
		random.Shuffle(len(p.mutants), func(i, j int) { p.mutants[i], p.mutants[j] = p.mutants[j], p.mutants[i] })
		fmt.Printf("%s: %d places to break, the tests take %v\n", p.path, len(p.mutants), p.takes.Round(100*time.Millisecond))
	}
	tryAll(ctx, o, packages, known, dir)
	return report(os.Stdout, packages, o), nil
}

// tryAll takes a mutant of each package in turn until a limit is reached or ctx is done.
func tryAll(ctx context.Context, o options, packages []*pkg, known equivalents, dir string) {
	start := time.Now()
	for tried, left := 0, true; left && tried < o.number; {
		left = false
		for _, p := range packages {
			if len(p.mutants) == 0 || tried == o.number || time.Since(start) > o.limit {
				continue
			}
			left = true
			m := p.mutants[0]
			p.mutants = p.mutants[1:]
			fate := equivalent
			if !known.has(m) {
				fate = p.try(ctx, m, dir)
			}
			if ctx.Err() != nil {
				return // it was stopped, not noticed
			}
			if fate == killed || fate == survived || fate == timedOut {
				tried++
			}
			p.fates[fate]++
			if fate == survived || o.all {
				fmt.Printf("%-12s %s:%d %s\n", fate, m.file, m.line, m)
			}
		}
	}
}
