//go:build linux

package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"time"

	"lanyard/e2e/rig"
)

// idler is an open window that is left alone: on a desktop of its own, so that all of
// them can be left alone at the same time.
type idler struct {
	opener
	profiles int  // of Lanyard's
	token    bool // with a token that counts down
	last     bool // in the last two minutes of its life, which are told in steps of five seconds
	watched  bool // the pointer moves now and then: somebody is there, and seconds are counted
	entries  int  // of KeePassXC's

	desk    *desk
	program *rig.Program
	window  string
}

// The metrics of a window that is left alone: the share of one processor that it takes.
const (
	idleShown  = "shown, % of a processor"
	idleHidden = "minimised, % of a processor"
	frames     = "frames drawn a second"
)

// measureIdle measures the processor time that windows take while nobody touches them,
// all at the same time: shown, then minimised.
func measureIdle(ctx context.Context, o options) (p part, err error) {
	dir, err := os.MkdirTemp("", "lanyard-bench-")
	if err != nil {
		return part{}, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	list := []*idler{
		{opener: opener{key: "countdown", name: "Lanyard, 200 profiles, a token in its last two minutes"}, profiles: 200, token: true, last: true},
		{opener: opener{key: "countdown 10000", name: "Lanyard, 10,000 profiles, the same"}, profiles: 10_000, token: true, last: true},
		{opener: opener{key: "watched", name: "Lanyard, 200 profiles, the same, and the pointer moves: counting seconds"}, profiles: 200, token: true, last: true, watched: true},
		{opener: opener{key: "fresh", name: "Lanyard, 200 profiles, a fresh token"}, profiles: 200, token: true},
		{opener: opener{key: "quiet", name: "Lanyard, 200 profiles, no token"}, profiles: 200},
		{opener: opener{key: "empty", name: "empty Fyne window", command: []string{o.empty}}},
		{opener: opener{key: "keepassxc", name: "KeePassXC, 200 entries"}, entries: 200},
	}
	var missing []row
	if _, err := exec.LookPath("keepassxc"); err != nil {
		list, missing = list[:len(list)-1], []row{{Key: "keepassxc", Name: "KeePassXC", Missing: "it is not installed"}}
	}
	defer func() {
		for _, i := range list {
			err = errors.Join(err, i.close(context.WithoutCancel(ctx)))
		}
	}()
	for n, i := range list {
		if err := i.open(ctx, o, filepath.Join(dir, fmt.Sprint(n))); err != nil {
			return part{}, fmt.Errorf("%s: %w", i.name, err)
		}
	}
	rows := newRows(list, func(i *idler) (string, string) { return i.key, i.name })
	span := 10 * time.Second
	if o.quick {
		span = 5 * time.Second
	}
	for _, phase := range []struct {
		metric string
		enter  func(*idler) error
	}{
		{idleShown, func(*idler) error { return nil }},
		{idleHidden, func(i *idler) error { return i.minimise(ctx) }},
	} {
		for _, i := range list {
			if err := phase.enter(i); err != nil {
				return part{}, fmt.Errorf("%s: %w", i.name, err)
			}
		}
		if err := sleep(ctx, 3*time.Second); err != nil {
			return part{}, err
		}
		for range o.count(6) {
			if err := leaveAlone(ctx, list, span, phase.metric, rows); err != nil {
				return part{}, err
			}
		}
	}
	return part{Rows: append(rows.list(), missing...)}, nil
}

// leaveAlone measures all windows over the same time.
func leaveAlone(ctx context.Context, list []*idler, span time.Duration, metric string, rows *gathered) error {
	var mu sync.Mutex
	var all sync.WaitGroup
	errs := make([]error, len(list))
	for n, i := range list {
		all.Go(func() {
			share, drawn, err := i.watch(ctx, span)
			errs[n] = err
			mu.Lock()
			defer mu.Unlock()
			rows.add(i.key, map[string]float64{metric: share})
			if metric == idleShown {
				rows.add(i.key, map[string]float64{frames: drawn})
			}
		})
	}
	all.Wait()
	return errors.Join(errs...)
}

// watch measures one window: the processor's share in percent, and how often what is seen
// changed.
func (i *idler) watch(ctx context.Context, span time.Duration) (share, drawn float64, err error) {
	before, err := processorTime(i.program.PID())
	if err != nil {
		return 0, 0, err
	}
	began := time.Now()
	last := i.desk.screen.look().print
	for n := 0; time.Since(began) < span; n++ {
		if err := sleep(ctx, 100*time.Millisecond); err != nil {
			return 0, 0, err
		}
		if i.watched && n%50 == 0 {
			if _, err := i.desk.Tool(ctx, "xdotool", "mousemove", "700", fmt.Sprint(600+n%100)); err != nil {
				return 0, 0, err
			}
		}
		if now := i.desk.screen.look().print; now != last {
			last = now
			drawn++
		}
	}
	after, err := processorTime(i.program.PID())
	if err != nil {
		return 0, 0, errors.Join(err, i.program.Ended())
	}
	passed := time.Since(began)
	// A thread that has ended takes its time with it.
	return 100 * float64(max(0, after-before)) / float64(passed), drawn / passed.Seconds(), nil
}

// processorTime is what all threads of a process have taken so far. The scheduler counts
// in nanoseconds; where it does not tell, there are ticks of a hundredth of a second.
func processorTime(pid int) (time.Duration, error) {
	files, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/schedstat", pid))
	if err != nil {
		return 0, err
	}
	var sum time.Duration
	for _, f := range files {
		text, err := os.ReadFile(f)
		if err != nil {
			continue // the thread has ended
		}
		first, _, _ := strings.Cut(string(text), " ")
		ns, err := strconv.ParseInt(first, 10, 64)
		if err != nil {
			return 0, err
		}
		sum += time.Duration(ns)
	}
	if sum > 0 {
		return sum, nil
	}
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0, err
	}
	return ticks(string(text))
}

// ticks reads user and system time from a process's stat line, whose second field may have
// spaces.
func ticks(stat string) (time.Duration, error) {
	fields := strings.Fields(stat[strings.LastIndexByte(stat, ')')+1:])
	if len(fields) < 13 {
		return 0, fmt.Errorf("the process's times are not to be read: %q", stat)
	}
	var sum time.Duration
	for _, f := range fields[11:13] {
		n, err := strconv.ParseInt(f, 10, 64)
		if err != nil {
			return 0, err
		}
		sum += time.Duration(n) * 10 * time.Millisecond
	}
	return sum, nil
}

// open brings the window to where it is left alone.
func (i *idler) open(ctx context.Context, o options, dir string) error {
	var err error
	if i.desk, err = newDesk(ctx, o, dir); err != nil {
		return err
	}
	if i.last {
		i.desk.tokenLife = lastMinutes
	}
	switch {
	case i.profiles > 0:
		folder, err := i.desk.profiles(ctx, "profiles", i.profiles)
		if err != nil {
			return err
		}
		i.command = []string{o.lanyard, "--config-dir", folder}
	case i.entries > 0:
		file, err := i.desk.database(ctx, i.entries)
		if err != nil {
			return err
		}
		i.command, i.stdin = []string{"keepassxc", "--pw-stdin", file}, databasePassword+"\n"
	}
	if i.program, err = i.opener.open(i.desk); err != nil {
		return err
	}
	if _, err := i.desk.screen.watch(ctx, i.program); err != nil {
		return err
	}
	if i.window, err = i.desk.Tool(ctx, "xdotool", "getactivewindow"); err != nil {
		return err
	}
	if !i.token {
		return nil
	}
	// The list has the focus, or the search field: Enter signs in from either.
	if err := i.desk.Key(ctx, "Return"); err != nil {
		return err
	}
	if !i.last {
		return sleep(ctx, 2*time.Second)
	}
	return i.countsDown(ctx)
}

// lastMinutes is a life that is counted in seconds from beginning to end, since it is so
// short, and that lasts as long as the window is shown.
const lastMinutes = 119 * time.Second

// countsDown waits until what is seen changes by itself.
func (i *idler) countsDown(ctx context.Context) error {
	if err := sleep(ctx, 2*time.Second); err != nil {
		return err
	}
	seen := map[uint64]bool{}
	for range 40 {
		seen[i.desk.screen.look().print] = true
		if len(seen) > 3 {
			return nil
		}
		if err := sleep(ctx, 200*time.Millisecond); err != nil {
			return err
		}
	}
	picture := filepath.Join(os.TempDir(), "lanyard-bench-no-countdown.png")
	_ = i.desk.Screenshot(ctx, picture)
	return fmt.Errorf("nothing counts down: %s shows the window: %s", picture, i.program.Output())
}

func (i *idler) minimise(ctx context.Context) error {
	if _, err := i.desk.Tool(ctx, "xdotool", "windowminimize", i.window); err != nil {
		return err
	}
	return i.desk.screen.gone(ctx)
}

func (i *idler) close(ctx context.Context) error {
	var errs []error
	if i.program != nil {
		errs = append(errs, i.program.End(ctx))
	}
	if i.desk != nil {
		errs = append(errs, i.desk.close())
	}
	return errors.Join(errs...)
}
