package store

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"pgregory.net/rapid"

	"lanyard/internal/nobody"
)

// faultyDisk is the real disk until a chosen step. From there on one step fails, or all
// do, as after a kill or a pulled plug.
type faultyDisk struct {
	osDisk
	failAt int // the step that fails, from 1; 0 for none
	dead   bool
	part   int // how much of a failing write gets through, in bytes
	cause  error
	steps  []string
}

func (d *faultyDisk) step(name string) error {
	d.steps = append(d.steps, name)
	n := len(d.steps)
	if d.failAt > 0 && (n == d.failAt || d.dead && n > d.failAt) {
		return &os.PathError{Op: name, Path: "x", Err: d.cause}
	}
	return nil
}

func (d *faultyDisk) Stat(name string) (fs.FileInfo, error) {
	if err := d.step("stat"); err != nil {
		return nil, err
	}
	return d.osDisk.Stat(name)
}

func (d *faultyDisk) ReadFile(name string) ([]byte, error) {
	if err := d.step("read"); err != nil {
		return nil, err
	}
	return d.osDisk.ReadFile(name)
}

func (d *faultyDisk) ReadDir(name string) ([]fs.DirEntry, error) {
	if err := d.step("readdir"); err != nil {
		return nil, err
	}
	return d.osDisk.ReadDir(name)
}

func (d *faultyDisk) MkdirAll(name string, perm fs.FileMode) error {
	if err := d.step("mkdir"); err != nil {
		return err
	}
	return d.osDisk.MkdirAll(name, perm)
}

func (d *faultyDisk) Rename(from, to string) error {
	if err := d.step("rename"); err != nil {
		return err
	}
	return d.osDisk.Rename(from, to)
}

func (d *faultyDisk) Remove(name string) error {
	if err := d.step("remove"); err != nil {
		return err
	}
	return d.osDisk.Remove(name)
}

func (d *faultyDisk) SyncDir(name string) error {
	if err := d.step("syncdir"); err != nil {
		return err
	}
	return d.osDisk.SyncDir(name)
}

func (d *faultyDisk) CreateTemp(dir, pattern string) (tempFile, error) {
	if err := d.step("create"); err != nil {
		return nil, err
	}
	f, err := os.CreateTemp(dir, pattern)
	return faultyFile{f, d}, err
}

type faultyFile struct {
	*os.File
	d *faultyDisk
}

func (f faultyFile) Write(b []byte) (int, error) {
	if err := f.d.step("write"); err != nil {
		n, _ := f.File.Write(b[:min(f.d.part, len(b))])
		return n, err
	}
	return f.File.Write(b)
}

func (f faultyFile) Sync() error {
	if err := f.d.step("sync"); err != nil {
		return err
	}
	return f.File.Sync()
}

func (f faultyFile) Close() error {
	err := f.d.step("close")
	return errors.Join(err, f.File.Close())
}

// TestEveryStepOfASaveMayFail lets each step of a change fail in turn: alone, and with
// all after it.
func TestEveryStepOfASaveMayFail(t *testing.T) {
	for _, dead := range []bool{false, true} {
		failed := map[string]bool{}
		for at := 1; ; at++ {
			dir := t.TempDir()
			if err := OpenProfiles(dir).Change(t.Context(), add("old")); err != nil {
				t.Fatal(err)
			}
			d := &faultyDisk{failAt: at, dead: dead, part: 100, cause: syscall.ENOSPC}
			p := OpenProfiles(dir)
			p.file.disk = d
			err := p.Change(t.Context(), add("new"))
			if len(d.steps) < at {
				break // the change has no further step
			}
			step := d.steps[at-1]
			failed[step] = true
			name := fmt.Sprintf("step %d (%s), dead %v", at, step, dead)
			if err != nil && (!errors.Is(err, ErrUnavailable) || !strings.Contains(err.Error(), "no space left")) {
				t.Errorf("%s: %v", name, err)
			}
			list, loadErr := OpenProfiles(dir).Load(t.Context())
			if loadErr != nil {
				t.Fatalf("%s: the file is broken: %v", name, loadErr)
			}
			got := strings.Join(names(list), " ")
			torn := dead && step == "syncdir" // nothing can put the old content back then
			switch {
			case err == nil && got != "old new":
				t.Errorf("%s: an acknowledged change is missing: %s", name, got)
			case err != nil && !torn && got != "old":
				t.Errorf("%s: a refused change is there: %s", name, got)
			}
			if !dead && step != "remove" {
				noTemp(t, dir, filepath.Join(dir, backupsDir))
			}
			if err := OpenProfiles(dir).Change(t.Context(), add("next")); err != nil {
				t.Errorf("%s: no change is possible afterwards: %v", name, err)
			}
			noTemp(t, dir)
		}
		for _, step := range []string{"stat", "read", "create", "write", "sync", "close", "rename", "syncdir", "mkdir", "readdir"} {
			if !failed[step] {
				t.Errorf("no %s was made to fail: the test has lost its grip", step)
			}
		}
	}
}

// TestSaveSyncsBeforeItRenames holds the order that makes a crash harmless.
func TestSaveSyncsBeforeItRenames(t *testing.T) {
	d := &faultyDisk{}
	p := OpenProfiles(t.TempDir())
	p.file.disk = d
	if err := p.Change(t.Context(), add("one")); err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(d.steps, " "); !strings.HasSuffix(got, "create write sync close rename syncdir") {
		t.Errorf("the steps are %s", got)
	}
}

// TestRandomFaultsOverManyChanges: after any run of changes of which some failed, the
// file holds all acknowledged ones and nothing that was refused.
func TestRandomFaultsOverManyChanges(t *testing.T) {
	root := t.TempDir()
	runs := 0
	rapid.Check(t, func(t *rapid.T) {
		runs++
		dir := filepath.Join(root, fmt.Sprint(runs))
		now := time.Date(2026, 5, 1, 0, 0, 0, 0, time.UTC)
		want := ""
		for i := range rapid.IntRange(1, 8).Draw(t, "changes") {
			p := OpenProfiles(dir)
			p.file.disk = &faultyDisk{
				failAt: rapid.IntRange(0, 30).Draw(t, "failAt"), dead: rapid.Bool().Draw(t, "dead"),
				part: rapid.IntRange(0, 2000).Draw(t, "part"), cause: syscall.EIO,
			}
			now = now.Add(time.Duration(rapid.IntRange(0, 90).Draw(t, "minutes")) * time.Minute)
			p.now = func() time.Time { return now }
			name := fmt.Sprintf("p%d", i)
			err := p.Change(t.Context(), add(name))
			torn := err != nil && strings.Contains(err.Error(), "put the old content back")
			if err == nil || torn {
				want = strings.TrimSpace(want + " " + name)
			}
			list, err := OpenProfiles(dir).Load(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if got := strings.Join(names(list), " "); got != want {
				t.Fatalf("got %q, want %q", got, want)
			}
		}
	})
}

func TestNoChangeInAReadOnlyDirectory(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("modes don't bind Windows")
	}
	if nobody.Runs(t) {
		return
	}
	dir := t.TempDir()
	p := OpenProfiles(dir)
	if err := p.Change(t.Context(), add("old")); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(dir, 0o500); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.Chmod(dir, 0o700) })
	if err := p.Change(t.Context(), add("new")); !errors.Is(err, ErrUnavailable) {
		t.Errorf("got %v", err)
	}
	mustNames(t, p, "old")
}

func TestWhatIsNoDirectoryOrNoFileIsSaid(t *testing.T) {
	base := t.TempDir()
	writeFile(t, filepath.Join(base, "file"), "")
	for name, p := range map[string]*Profiles{
		"the directory is a file": OpenProfiles(filepath.Join(base, "file")),
		"a parent is a file":      OpenProfiles(filepath.Join(base, "file", "lanyard")),
	} {
		if err := p.Change(t.Context(), add("x")); !errors.Is(err, ErrUnavailable) {
			t.Errorf("%s: %v", name, err)
		}
	}
	p := OpenProfiles(filepath.Join(base, "dir"))
	if err := os.MkdirAll(p.Path(), 0o700); err != nil {
		t.Fatal(err)
	}
	if _, err := p.Load(t.Context()); !errors.Is(err, ErrUnavailable) {
		t.Errorf("the file is a directory: Load: %v", err)
	}
	if err := p.Change(t.Context(), add("x")); !errors.Is(err, ErrUnavailable) {
		t.Errorf("the file is a directory: Change: %v", err)
	}
}
