package store

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/fsnotify/fsnotify"
	"go.uber.org/goleak"
)

// patience is how long a test waits for what must come.
const patience = 10 * time.Second

// watched starts a watch and gives the channel of its calls.
func watched(t *testing.T, p *Profiles) chan struct{} {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	calls := make(chan struct{}, 100)
	p.Watch(ctx, func() { calls <- struct{}{} })
	t.Cleanup(func() {
		cancel()
		goleak.VerifyNone(t)
	})
	return calls
}

func mustCall(t *testing.T, calls chan struct{}, what string) {
	t.Helper()
	select {
	case <-calls:
	case <-time.After(patience):
		t.Fatalf("%s was not noticed", what)
	}
}

// settled makes sure that no call is left, by making a change and eating its call.
func settled(t *testing.T, calls chan struct{}) {
	t.Helper()
	time.Sleep(3 * watchSettle)
	for len(calls) > 0 {
		<-calls
	}
}

func TestWatchSeesOutsideChanges(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "made", "later")
	calls := watched(t, OpenProfiles(dir))
	other := OpenProfiles(dir)
	mustChange(t, other, "a")
	mustCall(t, calls, "the first save")
	settled(t, calls)
	mustChange(t, other, "b")
	mustCall(t, calls, "a save")
	settled(t, calls)
	writeFile(t, other.Path(), `{"version":1`) // in place, as an editor may
	mustCall(t, calls, "damage")
	settled(t, calls)
	if err := os.Remove(other.Path()); err != nil {
		t.Fatal(err)
	}
	mustCall(t, calls, "the file's removal")
}

func TestWatchIsQuietAboutTheSameContent(t *testing.T) {
	dir := t.TempDir()
	p := OpenProfiles(dir)
	mustChange(t, p, "a")
	calls := watched(t, p)
	content := readFile(t, p.Path())
	writeFile(t, p.Path()+".lock", "x")
	writeFile(t, filepath.Join(dir, "other"), "x")
	writeFile(t, p.Path(), content)
	if err := os.Chtimes(p.Path(), time.Now(), time.Now().Add(-time.Hour)); err != nil {
		t.Fatal(err)
	}
	time.Sleep(watchPoll + 3*watchSettle)
	if len(calls) > 0 {
		t.Errorf("called %d times", len(calls))
	}
	mustChange(t, p, "b")
	mustCall(t, calls, "a real change")
}

// TestWatchNeedsNeitherAlone: events where the drive tells, polling where it doesn't.
func TestWatchNeedsNeitherAlone(t *testing.T) {
	for name, poll := range map[string]time.Duration{"events": time.Hour, "polling": 50 * time.Millisecond} {
		t.Run(name, func(t *testing.T) {
			p := OpenProfiles(t.TempDir())
			mustChange(t, p, "a")
			calls := make(chan struct{}, 10)
			w := &watcher{file: p.file, poll: poll, changed: func() { calls <- struct{}{} }}
			if name == "events" {
				w.notify, _ = fsnotify.NewWatcher()
			}
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			w.start(ctx)
			mustChange(t, p, "b")
			mustCall(t, calls, "a change")
		})
	}
}

func TestWatchFollowsALink(t *testing.T) {
	dir, real := t.TempDir(), filepath.Join(t.TempDir(), "p.json")
	p := OpenProfiles(dir)
	if err := os.Symlink(real, p.Path()); err != nil {
		t.Skip("no symbolic links here:", err)
	}
	mustChange(t, p, "a")
	calls := watched(t, p)
	writeFile(t, real, `{"version":1,"profiles":[]}`)
	mustCall(t, calls, "a change behind the link")
}

func TestWatchFindsADirectoryThatCameBack(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "drive")
	p := OpenProfiles(dir)
	mustChange(t, p, "a")
	calls := watched(t, p)
	if err := os.Rename(dir, dir+"-gone"); err != nil {
		t.Fatal(err)
	}
	mustCall(t, calls, "the lost directory")
	if _, err := p.Load(t.Context()); !errors.Is(err, ErrUnavailable) {
		t.Errorf("Load: %v", err)
	}
	if err := os.Rename(dir+"-gone", dir); err != nil {
		t.Fatal(err)
	}
	mustCall(t, calls, "the directory that came back")
}

// TestWatchTellsWhatChangedBeforeIt: between reading the profiles and watching them,
// another process may have changed them.
func TestWatchTellsWhatChangedBeforeIt(t *testing.T) {
	for name, before := range map[string][]string{"a file that was there": {"a"}, "a file that was not": nil} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			p, other := OpenProfiles(dir), OpenProfiles(dir)
			for _, n := range before {
				mustChange(t, other, n)
			}
			if _, err := p.Load(t.Context()); err != nil {
				t.Fatal(err)
			}
			mustChange(t, other, "b")
			mustCall(t, watched(t, p), "the change")
		})
	}
	t.Run("nothing", func(t *testing.T) {
		p := OpenProfiles(t.TempDir())
		mustChange(t, p, "a")
		if _, err := p.Load(t.Context()); err != nil {
			t.Fatal(err)
		}
		calls := watched(t, p)
		time.Sleep(3 * watchSettle)
		if len(calls) > 0 {
			t.Error("told of a change that there was not")
		}
	})
}
