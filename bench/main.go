//go:build linux

// Command bench measures Lanyard beside its peers: an empty window of the same toolkit,
// KeePassXC, curl and IBM's own SDKs. Everything is measured in one run and in turn (A B
// C A B C …), since a machine is not the same from one minute to the next; what counts
// are medians, and ratios within one run.
//
// "make bench" builds what it needs and runs it. The figures go to results.json, the tables
// made of them to results.md, and what Go's benchmarks print to gobench.txt for benchstat.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
)

// programs are the paths of what is measured. An empty one is not there.
type programs struct {
	lanyard string // what is typed: the commands, which start the other one for the window
	window  string // the one with the window, and all commands too
	empty   string // the empty window
	sdk     string // go-sdk-core's token program
	node    string // the folder with token.mjs and its modules
	source  string // the root of the source, for Go's benchmarks
}

// options are what a run is told.
type options struct {
	programs
	out    string // the folder of the results
	quick  bool   // few rounds: to see that it works
	rounds int    // 0: as many as each part likes
	also   []also // other builds of Lanyard, to be compared with this one
	just   string // a part of the names of the windows to open, "": all
}

// also is another build of Lanyard, or this one with another environment.
type also struct {
	name    string
	command []string
}

// parts are what can be measured on its own, in the order of a whole run.
var parts = []struct {
	name string
	run  func(context.Context, options) (part, error)
}{
	{"size", measureSizes},
	{"token", measureTokens},
	{"window", measureWindows},
	{"idle", measureIdle},
	{"go", measureGo},
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string) error {
	var o options
	var only string
	fs := flag.NewFlagSet("bench", flag.ContinueOnError)
	fs.StringVar(&o.lanyard, "lanyard", "", "the commands, with the program for the window beside them")
	fs.StringVar(&o.window, "window", "", "the program with the window")
	fs.StringVar(&o.empty, "empty", "", "the empty window")
	fs.StringVar(&o.sdk, "sdk", "", "the token program of go-sdk-core")
	fs.StringVar(&o.node, "node", "", "the folder of token.mjs, with its modules")
	fs.StringVar(&o.source, "source", ".", "the root of the source")
	fs.StringVar(&o.out, "out", ".", "the folder for the results")
	fs.BoolVar(&o.quick, "quick", false, "few rounds")
	fs.IntVar(&o.rounds, "rounds", 0, "as many rounds in each part, instead of what it likes")
	fs.StringVar(&o.just, "just", "", "open only windows that have this in their names")
	fs.Func("also", "NAME=COMMAND: measure another build of Lanyard beside this one; may be given again", func(v string) error {
		name, command, ok := strings.Cut(v, "=")
		if !ok {
			return errors.New("it is NAME=COMMAND")
		}
		o.also = append(o.also, also{name, strings.Fields(command)})
		return nil
	})
	fs.StringVar(&only, "only", "", "the parts to measure: size,token,window,idle,go; others keep their last figures")
	if err := fs.Parse(args); err != nil {
		return err
	}
	for _, p := range []*string{&o.lanyard, &o.window, &o.empty, &o.sdk, &o.node, &o.source, &o.out} {
		if *p == "" {
			continue
		}
		full, err := filepath.Abs(*p)
		if err != nil {
			return err
		}
		*p = full
	}
	names, err := chosenParts(only)
	if err != nil {
		return err
	}
	return measure(ctx, o, names)
}

func chosenParts(only string) ([]string, error) {
	var all []string
	for _, p := range parts {
		all = append(all, p.name)
	}
	if only == "" || only == "all" {
		return all, nil
	}
	names := strings.FieldsFunc(only, func(r rune) bool { return r == ',' || r == ' ' })
	for _, n := range names {
		if !slices.Contains(all, n) {
			return nil, fmt.Errorf("there is no part %q; there are %s", n, strings.Join(all, ", "))
		}
	}
	return names, nil
}

// measure measures the parts, and writes the results after each: a run that is broken off
// leaves what it has.
func measure(ctx context.Context, o options, names []string) error {
	file := filepath.Join(o.out, "results.json")
	res, err := loadResults(file)
	if err != nil {
		return err
	}
	var failed []error
	for _, p := range parts {
		if !slices.Contains(names, p.name) {
			continue
		}
		fmt.Fprintf(os.Stderr, "bench: %s …\n", p.name)
		stamp := now()
		got, err := p.run(ctx, o)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			failed = append(failed, fmt.Errorf("%s: %w", p.name, err))
			continue
		}
		got.stamp = stamp.ended()
		res.Parts[p.name] = got
		if err := res.save(file); err != nil {
			return err
		}
	}
	failed = append(failed, res.write(o.out))
	return errors.Join(failed...)
}
