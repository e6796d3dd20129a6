package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// fate is what became of a mutant.
type fate string

const (
	killed      fate = "killed"
	survived    fate = "survived"
	timedOut    fate = "timed out"
	notCompiled fate = "not compiled"
	equivalent  fate = "equivalent"
)

// pkg is a package whose tests are tried.
type pkg struct {
	path, dir string // as imported; its folder
	files     []string
	takes     time.Duration // by the tests of the whole program
	grace     time.Duration // what they may take longer than three times that
	mutants   []mutant      // not tried yet
	fates     map[fate]int
}

// findPackages asks go for the packages, with the files that are built here.
func findPackages(ctx context.Context, patterns []string) ([]*pkg, error) {
	out, err := exec.CommandContext(ctx, "go", append([]string{"list", "-json=ImportPath,Dir,GoFiles"}, patterns...)...).Output()
	if err != nil {
		return nil, fmt.Errorf("list %s: %w", strings.Join(patterns, " "), err)
	}
	var found []*pkg
	for d := json.NewDecoder(bytes.NewReader(out)); ; {
		var p struct {
			ImportPath, Dir string
			GoFiles         []string
		}
		if err := d.Decode(&p); errors.Is(err, io.EOF) {
			return found, nil
		} else if err != nil {
			return nil, fmt.Errorf("list packages: %w", err)
		}
		found = append(found, &pkg{path: p.ImportPath, dir: p.Dir, files: p.GoFiles, grace: 5 * time.Second, fates: map[fate]int{}})
	}
}

// prepare finds the mutants, and how long the tests take when nothing is broken.
func (p *pkg) prepare(ctx context.Context, dir string) error {
	for _, name := range p.files {
		found, err := mutantsOf(p.path, filepath.Join(p.dir, name))
		if err != nil {
			return err
		}
		p.mutants = append(p.mutants, found...)
	}
	program := filepath.Join(dir, "whole.test")
	if out, err := exec.CommandContext(ctx, "go", "test", "-c", "-vet=off", "-o", program, p.path).CombinedOutput(); err != nil {
		return fmt.Errorf("build the tests of %s: %w\n%s", p.path, err, out)
	}
	start := time.Now()
	if err := p.test(ctx, program, 10*time.Minute); err != nil {
		return fmt.Errorf("the tests of %s fail before anything is broken: %w", p.path, err)
	}
	p.takes = time.Since(start)
	return nil
}

// try builds the tests with the mutant in place of the file and runs them.
func (p *pkg) try(ctx context.Context, m mutant, dir string) fate {
	overlay, program, file := filepath.Join(dir, "overlay.json"), filepath.Join(dir, "mutant.test"), filepath.Join(dir, "mutant.go")
	replace, err := json.Marshal(map[string]map[string]string{"Replace": {m.path: file}})
	if err != nil || os.WriteFile(file, m.source(), 0o600) != nil || os.WriteFile(overlay, replace, 0o600) != nil {
		return notCompiled
	}
	if exec.CommandContext(ctx, "go", "test", "-c", "-vet=off", "-overlay", overlay, "-o", program, p.path).Run() != nil {
		return notCompiled
	}
	switch err := p.test(ctx, program, 3*p.takes+p.grace); {
	case err == nil:
		return survived
	case errors.Is(err, context.DeadlineExceeded):
		return timedOut
	}
	return killed
}

// test runs a test program in the package's folder, as go test does.
func (p *pkg) test(ctx context.Context, program string, limit time.Duration) error {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	cmd := exec.CommandContext(ctx, program, "-test.failfast", "-test.timeout=0")
	cmd.Dir = p.dir
	cmd.WaitDelay = time.Second // what it has started may keep its output open
	out, err := cmd.CombinedOutput()
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case err != nil:
		return fmt.Errorf("%w\n%s", err, out[max(0, len(out)-2000):])
	}
	return nil
}
