//go:build linux

package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"lanyard/e2e/rig"
)

// opener is a program that opens a window.
type opener struct {
	key, name string
	stdin     string
	command   []string
}

func (o opener) open(d *desk) (*rig.Program, error) {
	var stdin io.Reader
	if o.stdin != "" {
		stdin = strings.NewReader(o.stdin)
	}
	return d.Launch(stdin, o.command[0], o.command[1:]...)
}

// The metrics of windows.
const (
	firstFrame = "first frame, ms"
	complete   = "complete, ms"
	spent      = "processor until the first frame, ms"
	resident   = "resident, MB"
	private    = "own share, MB" // shared pages divided among who shares them
	anonymous  = "not from files, MB"
)

// openers are the programs whose windows are compared. What is missing here is a row that
// says so.
func openers(ctx context.Context, o options, d *desk) (list []opener, missing []row, err error) {
	for _, n := range []int{0, 10, 200, 10_000} {
		dir, err := d.profiles(ctx, fmt.Sprintf("profiles-%d", n), n)
		if err != nil {
			return nil, nil, err
		}
		list = append(list, opener{key: fmt.Sprintf("lanyard %d", n), name: "Lanyard, " + counted(n, "profile"), command: []string{o.lanyard, "--config-dir", dir}})
	}
	for _, a := range o.also {
		list = append(list, opener{key: a.name, name: "Lanyard, 200 profiles: " + a.name, command: append(slices.Clone(a.command), "--config-dir", filepath.Join(d.dir, "profiles-200"))})
	}
	list = append(list, opener{key: "empty", name: "empty Fyne window", command: []string{o.empty}})
	if _, err := exec.LookPath("keepassxc"); err != nil {
		return list, []row{{Key: "keepassxc 200", Name: "KeePassXC", Missing: "it is not installed"}}, nil
	}
	list = append(list, opener{key: "keepassxc 0", name: "KeePassXC, no database", command: []string{"keepassxc"}})
	for _, n := range []int{200, 10_000} {
		file, err := d.database(ctx, n)
		if err != nil {
			return nil, nil, err
		}
		list = append(list, opener{
			key: fmt.Sprintf("keepassxc %d", n), name: "KeePassXC, " + counted(n, "entry"), stdin: databasePassword + "\n",
			command: []string{"keepassxc", "--pw-stdin", file},
		})
	}
	return list, nil, nil
}

func counted(n int, noun string) string {
	switch {
	case n == 0:
		return "no " + strings.TrimSuffix(noun, "y") + map[bool]string{true: "ies", false: "s"}[strings.HasSuffix(noun, "y")]
	case n >= 10_000:
		return fmt.Sprintf("%d,%03d %s", n/1000, n%1000, strings.ReplaceAll(noun+"s", "ys", "ies"))
	}
	return fmt.Sprintf("%d %s", n, strings.ReplaceAll(noun+"s", "ys", "ies"))
}

// measureWindows measures how soon a window is painted, and the memory that it takes.
func measureWindows(ctx context.Context, o options) (p part, err error) {
	d, leave, err := freshDesk(ctx, o)
	if err != nil {
		return part{}, err
	}
	defer func() { err = errors.Join(err, leave()) }()
	list, missing, err := openers(ctx, o, d)
	if err != nil {
		return part{}, err
	}
	list = slices.DeleteFunc(list, func(op opener) bool { return !strings.Contains(op.name, o.just) })
	rows := newRows(list, func(o opener) (string, string) { return o.key, o.name })
	err = rounds(o.count(11), list, func(round int, op opener) error {
		figures, err := d.openOnce(ctx, op, filepath.Join(o.out, "..", "build", "bench", op.key+".png"), round == 0)
		if err != nil {
			return fmt.Errorf("%s: %w", op.name, err)
		}
		if round > 0 {
			rows.add(op.key, figures)
		}
		return nil
	})
	return part{Rows: append(rows.list(), missing...)}, err
}

// openOnce opens a window, watches it appear, and ends it.
func (d *desk) openOnce(ctx context.Context, op opener, picture string, take bool) (map[string]float64, error) {
	p, err := op.open(d)
	if err != nil {
		return nil, err
	}
	defer func() { _ = p.End(ctx) }()
	a, err := d.screen.watch(ctx, p)
	if err != nil {
		return nil, err
	}
	figures := map[string]float64{firstFrame: milliseconds(a.first), complete: milliseconds(a.complete), spent: milliseconds(a.spent)}
	if err := memory(p.PID(), figures); err != nil {
		return nil, err
	}
	if take {
		if err := d.Screenshot(ctx, strings.ReplaceAll(picture, " ", "-")); err != nil {
			return nil, err
		}
	}
	if err := p.End(ctx); err != nil {
		return nil, err
	}
	return figures, d.screen.gone(ctx)
}

func milliseconds(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

// memory reads what a process takes. Its own share can be read only by root, for a process
// that is closed to others as Lanyard is.
func memory(pid int, figures map[string]float64) error {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return err
	}
	figures[resident], figures[anonymous] = kilobytes(status, "VmRSS"), kilobytes(status, "RssAnon")
	if figures[resident] == 0 {
		return errors.New("the process has no memory: it has ended")
	}
	if rollup, err := os.ReadFile(fmt.Sprintf("/proc/%d/smaps_rollup", pid)); err == nil {
		figures[private] = kilobytes(rollup, "Pss")
	}
	return nil
}

// kilobytes reads a line such as "VmRSS:   1234 kB", in MB.
func kilobytes(text []byte, name string) float64 {
	for line := range strings.Lines(string(text)) {
		if rest, ok := strings.CutPrefix(line, name+":"); ok {
			var kb float64
			if _, err := fmt.Sscanf(rest, "%f kB", &kb); err == nil {
				return kb * 1024 / 1e6
			}
		}
	}
	return 0
}

// table gathers figures in the order in which the things were named.
type gathered struct {
	order []string
	rows  map[string]*row
}

func newRows[T any](things []T, named func(T) (key, name string)) *gathered {
	g := &gathered{rows: map[string]*row{}}
	for _, t := range things {
		key, name := named(t)
		g.order = append(g.order, key)
		g.rows[key] = &row{Key: key, Name: name, Figures: map[string][]float64{}}
	}
	return g
}

func (g *gathered) add(key string, figures map[string]float64) {
	for metric, v := range figures {
		g.rows[key].Figures[metric] = append(g.rows[key].Figures[metric], v)
	}
}

func (g *gathered) list() []row {
	var list []row
	for _, key := range g.order {
		list = append(list, *g.rows[key])
	}
	return list
}
