//go:build linux

package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"
)

// results are the figures of a run, or of several whose parts were measured at different
// times.
type results struct {
	Parts map[string]part `json:"parts"`
}

// part are the figures of one part, all of the same run.
type part struct {
	stamp
	Rows []row `json:"rows"`
}

// row are the figures of one thing that was measured. The units belong to the metric's
// name.
type row struct {
	Key     string               `json:"key"`
	Name    string               `json:"name"`
	Figures map[string][]float64 `json:"figures,omitempty"`
	Missing string               `json:"missing,omitempty"` // why there are none
}

// stamp says when and where figures were measured, and how busy the machine was.
type stamp struct {
	When    time.Time     `json:"when"`
	Took    time.Duration `json:"took_ns"`
	Machine string        `json:"machine"`
	Load    [2]string     `json:"load"` // the average of the last minute, before and after
}

func now() stamp {
	return stamp{When: time.Now().UTC().Round(time.Second), Machine: machine(), Load: [2]string{load()}}
}

func (s stamp) ended() stamp {
	s.Took = time.Since(s.When).Round(time.Second)
	s.Load[1] = load()
	return s
}

func load() string {
	text, _ := os.ReadFile("/proc/loadavg")
	first, _, _ := strings.Cut(string(text), " ")
	return first
}

// machine tells what the figures were measured on.
func machine() string {
	f, err := os.Open("/proc/cpuinfo")
	if err != nil {
		return runtime.GOARCH
	}
	defer f.Close()
	model := runtime.GOARCH
	for lines := bufio.NewScanner(f); lines.Scan(); {
		if name, value, ok := strings.Cut(lines.Text(), ":"); ok && strings.TrimSpace(name) == "model name" {
			model = strings.TrimSpace(value)
			break
		}
	}
	return fmt.Sprintf("%d × %s, %s", runtime.NumCPU(), model, runtime.Version())
}

func loadResults(file string) (*results, error) {
	res := &results{Parts: map[string]part{}}
	text, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return res, nil
	}
	if err != nil {
		return nil, err
	}
	if err := json.Unmarshal(text, res); err != nil {
		return nil, fmt.Errorf("read %s: %w", file, err)
	}
	return res, nil
}

func (r *results) save(file string) error {
	text, err := json.MarshalIndent(r, "", " ")
	if err != nil {
		return err
	}
	return os.WriteFile(file, append(text, '\n'), 0o644)
}

// write makes the table, and shows it.
func (r *results) write(dir string) error {
	table := r.table()
	fmt.Print(table)
	return os.WriteFile(filepath.Join(dir, "results.md"), []byte(table), 0o644)
}

// figures are all values of one metric; none where nothing was measured.
func (r *results) figures(partName, key, metric string) []float64 {
	for _, row := range r.Parts[partName].Rows {
		if row.Key == key {
			return row.Figures[metric]
		}
	}
	return nil
}

// rounds runs each of the things in turn, again and again, and leaves out the first round,
// in which nothing is in any cache yet.
func rounds[T any](n int, things []T, each func(round int, t T) error) error {
	for round := range n + 1 {
		for i := range things {
			// Every round begins with another one: nobody always follows the same neighbour.
			if err := each(round, things[(i+round)%len(things)]); err != nil {
				return err
			}
		}
	}
	return nil
}

// count is how many rounds a part makes.
func (o options) count(usual int) int {
	switch {
	case o.rounds > 0:
		return o.rounds
	case o.quick:
		return min(usual, 3)
	}
	return usual
}
