//go:build linux

package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
)

// suites are the packages whose Go benchmarks are run, with those that are.
var suites = []struct{ dir, pattern string }{
	{"ui", "^(BenchmarkKeystroke|BenchmarkScroll|BenchmarkTick)$"},
	{"store", "^(BenchmarkLoad|BenchmarkChange|BenchmarkSecretsFile)$"},
	{"internal/wallet", "^BenchmarkCallers$"},
	{"internal/profile", "^(BenchmarkUnmarshal|BenchmarkCheck)$"},
}

// measureGo runs Go's benchmarks, each suite in turn. What they print is kept in gobench.txt
// for benchstat.
func measureGo(ctx context.Context, o options) (part, error) {
	dir, err := os.MkdirTemp("", "lanyard-bench-")
	if err != nil {
		return part{}, err
	}
	defer os.RemoveAll(dir)
	for _, s := range suites {
		cmd := exec.CommandContext(ctx, "go", "test", "-c", "-trimpath", "-o", testProgram(dir, s.dir), "./"+s.dir)
		cmd.Dir, cmd.Env = o.source, append(os.Environ(), "CGO_ENABLED=0")
		if out, err := cmd.CombinedOutput(); err != nil {
			return part{}, fmt.Errorf("build the benchmarks of %s: %w: %s", s.dir, err, out)
		}
	}
	var printed strings.Builder
	for range o.count(6) {
		for _, s := range suites {
			out, err := runSuite(ctx, o, dir, s.dir, s.pattern)
			if err != nil {
				return part{}, fmt.Errorf("%s: %w", s.dir, err)
			}
			printed.WriteString(out)
		}
	}
	if err := os.WriteFile(filepath.Join(o.out, "gobench.txt"), []byte(printed.String()), 0o644); err != nil {
		return part{}, err
	}
	return part{Rows: parseGo(printed.String())}, nil
}

// testProgram is where the benchmarks of a package are built.
func testProgram(dir, suite string) string { return filepath.Join(dir, filepath.Base(suite)+".test") }

// runSuite runs a package's benchmarks once, in a home of its own.
func runSuite(ctx context.Context, o options, dir, suite, pattern string) (string, error) {
	home := filepath.Join(dir, "home")
	if err := os.MkdirAll(home, 0o700); err != nil {
		return "", err
	}
	cmd := exec.CommandContext(ctx, testProgram(dir, suite), "-test.run=^$", "-test.bench="+pattern, "-test.benchtime=300ms")
	cmd.Dir = filepath.Join(o.source, suite)
	cmd.Env = []string{
		"HOME=" + home, "XDG_RUNTIME_DIR=" + home, "DBUS_SESSION_BUS_ADDRESS=unix:path=" + filepath.Join(home, "no-bus"),
		"PATH=" + os.Getenv("PATH"), "TMPDIR=" + dir, "LANG=C.UTF-8",
	}
	out, err := cmd.Output()
	if err != nil {
		var exit *exec.ExitError
		if errors.As(err, &exit) {
			err = fmt.Errorf("%w: %s", err, exit.Stderr)
		}
		return "", fmt.Errorf("%w: %s", err, out)
	}
	return string(out), nil
}

// perOp and exchanges are metrics of Go's benchmarks.
const (
	perOp     = "ms an operation"
	exchanges = "exchanges/op"
)

var benchmarkLine = regexp.MustCompile(`^Benchmark(\S+?)(?:-\d+)?\s+\d+\s+(.+)$`)

// parseGo reads what Go's benchmarks printed, one row for each benchmark.
func parseGo(printed string) []row {
	var rows []row
	at := map[string]int{}
	for line := range strings.Lines(printed) {
		m := benchmarkLine.FindStringSubmatch(strings.TrimSpace(line))
		if m == nil {
			continue
		}
		i, known := at[m[1]]
		if !known {
			i = len(rows)
			at[m[1]] = i
			rows = append(rows, row{Key: m[1], Name: m[1], Figures: map[string][]float64{}})
		}
		fields := strings.Fields(m[2])
		for n := 0; n+1 < len(fields); n += 2 {
			v, err := strconv.ParseFloat(fields[n], 64)
			if err != nil {
				continue
			}
			metric := fields[n+1]
			if metric == "ns/op" {
				metric, v = perOp, v/1e6
			}
			rows[i].Figures[metric] = append(rows[i].Figures[metric], v)
		}
	}
	return rows
}
