package store

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"
)

func activityOf(t *testing.T, lines ...Event) *Activity {
	t.Helper()
	a := OpenActivity(filepath.Join(t.TempDir(), "state"))
	for _, e := range lines {
		a.Record(e)
	}
	a.Close()
	return OpenActivity(a.dir)
}

func recent(t *testing.T, a *Activity, n int, id string) string {
	t.Helper()
	events, err := a.Recent(n, id)
	if err != nil {
		t.Fatal(err)
	}
	var parts []string
	for _, e := range events {
		parts = append(parts, string(e.Deed)+" "+e.Profile)
	}
	return strings.Join(parts, ", ")
}

func TestActivityIsReadNewestFirst(t *testing.T) {
	a := activityOf(t, Event{Deed: DeedCreated, Profile: "lab", ProfileID: "1", From: FromCommand},
		Event{Deed: DeedFetched, Profile: "prod", ProfileID: "2", From: FromWindow}, Event{Deed: DeedCopied, Profile: "lab", ProfileID: "1", From: FromWindow})
	for _, c := range []struct {
		n    int
		id   string
		want string
	}{
		{10, "", "copied lab, fetched prod, created lab"},
		{2, "", "copied lab, fetched prod"},
		{10, "1", "copied lab, created lab"},
		{1, "2", "fetched prod"},
		{10, "3", ""},
		{0, "", ""},
	} {
		if got := recent(t, a, c.n, c.id); got != c.want {
			t.Errorf("recent(%d, %q) is %q, want %q", c.n, c.id, got, c.want)
		}
	}
}

func TestActivityLine(t *testing.T) {
	a := OpenActivity(t.TempDir())
	zone := time.FixedZone("", 2*3600)
	a.Record(Event{
		Time: time.Date(2026, 3, 1, 12, 30, 15, 999, zone), Deed: DeedFailed, Profile: "pröd \x1b[31m", ProfileID: "prod-1", From: FromCommand,
		Detail: strings.Repeat("x", 500) + "\nsecond line",
	})
	a.Close()
	got := readFile(t, a.Path())
	want := `{"time":"2026-03-01T10:30:15Z","event":"failed","profile":"pröd  [31m","profile_id":"prod-1","from":"command","detail":"` + strings.Repeat("x", 200) + `…"}` + "\n"
	if got != want {
		t.Errorf("the line is\n%swant\n%s", got, want)
	}
	if runtime.GOOS == "windows" {
		return
	}
	info, err := os.Stat(a.Path())
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
}

func TestActivityDirectoryIsPrivate(t *testing.T) {
	a := activityOf(t, Event{Deed: DeedCreated})
	info, err := os.Stat(a.dir)
	if err != nil {
		t.Fatal(err)
	}
	if runtime.GOOS != "windows" && info.Mode().Perm() != 0o700 {
		t.Errorf("mode %v", info.Mode())
	}
}

// TestActivityOfManyAtOnce: several processes, each with a goroutine or two, lose no
// line and mix none up.
func TestActivityOfManyAtOnce(t *testing.T) {
	dir := t.TempDir()
	var wg sync.WaitGroup
	for i := range 4 {
		wg.Go(func() {
			a := OpenActivity(dir)
			defer a.Close()
			for j := range 100 {
				a.Record(Event{Deed: DeedFetched, Profile: fmt.Sprintf("%d-%d", i, j)})
			}
		})
	}
	wg.Wait()
	events, err := OpenActivity(dir).Recent(1000, "")
	if err != nil || len(events) != 400 {
		t.Errorf("%d events, %v", len(events), err)
	}
	seen := map[string]bool{}
	for _, e := range events {
		seen[e.Profile] = true
	}
	if len(seen) != 400 {
		t.Errorf("%d different events", len(seen))
	}
}

func TestActivityRotates(t *testing.T) {
	a := OpenActivity(t.TempDir())
	for n := range 5 {
		line := lineOf(Event{Deed: DeedFetched, Profile: fmt.Sprint(n)})
		many := make([][]byte, activityRotate/len(line)+1)
		for i := range many {
			many[i] = line
		}
		if err := a.append(many); err != nil {
			t.Fatal(err)
		}
	}
	entries, err := os.ReadDir(a.dir)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		if info, err := e.Info(); err == nil && info.Size() > activityRotate+1000 {
			t.Errorf("%s has %d bytes", e.Name(), info.Size())
		}
		names = append(names, e.Name())
	}
	if got := strings.Join(names, " "); got != "activity.1.jsonl activity.2.jsonl activity.jsonl activity.jsonl.lock" {
		t.Errorf("files: %s", got)
	}
	events, err := a.Recent(1e6, "")
	if err != nil || events[0].Profile != "4" || events[len(events)-1].Profile != "2" {
		t.Errorf("from %s to %s, %v", events[0].Profile, events[len(events)-1].Profile, err)
	}
	if err := a.Clear(); err != nil {
		t.Fatal(err)
	}
	if got := recent(t, a, 10, ""); got != "" {
		t.Errorf("after clearing: %s", got)
	}
}

// TestActivitySurvivesItsFiles: lines cut by a full disk or written by somebody else
// hide no others, and what cannot be written is no failure of anybody's.
func TestActivitySurvivesItsFiles(t *testing.T) {
	a := activityOf(t, Event{Deed: DeedCreated, Profile: "lab"})
	content := readFile(t, a.Path())
	junk := "{\"event\":\n\x00\xff\nnull\n[]\n{\"event\":7}\n{}\n" + strings.Repeat("x", maxActivityLine+1) + "\n"
	if err := os.WriteFile(a.Path(), []byte(junk+content+content[:20]), 0o600); err != nil {
		t.Fatal(err)
	}
	if got := recent(t, a, 10, ""); got != "created lab" {
		t.Errorf("among junk: %q", got)
	}
	nowhere := OpenActivity(filepath.Join(a.Path(), "below a file"))
	nowhere.Record(Event{Deed: DeedCreated})
	nowhere.Close()
	nowhere.Record(Event{Deed: DeedCreated})
	nowhere.Close()
}

// TestActivityHoldsNobodyUp records more than can wait while nobody writes.
func TestActivityHoldsNobodyUp(t *testing.T) {
	a := OpenActivity(t.TempDir())
	a.queue, a.done = make(chan Event, 1), make(chan struct{}) // a writer that never comes
	for range 10 {
		a.Record(Event{Deed: DeedFetched})
	}
	began := time.Now()
	a.Close()
	if took := time.Since(began); took > 10*activityEnd {
		t.Errorf("closing took %v", took)
	}
}

// What is there and cannot be read is told: nothing would look like nothing done.
func TestActivityUnreadable(t *testing.T) {
	for i := range activityKept + 1 {
		a := OpenActivity(t.TempDir())
		if err := os.Mkdir(a.file(i), 0o700); err != nil {
			t.Fatal(err)
		}
		if got, err := a.Recent(10, ""); !errors.Is(err, ErrUnavailable) || len(got) > 0 {
			t.Errorf("file %d: %v, %v", i, got, err)
		}
	}
}

// TestFullActivityIsPutAway: a full file becomes the one before, and what no longer fits into the
// kept ones goes; another process that is at it is left alone.
func TestFullActivityIsPutAway(t *testing.T) {
	dir := t.TempDir()
	a := OpenActivity(dir)
	full := make([]byte, activityRotate)
	for i := range full {
		full[i] = '\n'
	}
	write := func(n int, text []byte) {
		t.Helper()
		if err := os.WriteFile(a.file(n), text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	size := func(n int) int64 {
		info, err := os.Stat(a.file(n))
		if err != nil {
			return -1
		}
		return info.Size()
	}
	write(0, full)
	write(1, []byte("one before\n"))
	f, err := a.openFile()
	if err != nil {
		t.Fatal(err)
	}
	_ = f.Close()
	if size(0) != 0 || size(1) != activityRotate {
		t.Errorf("the files have %d and %d bytes", size(0), size(1))
	}
	if activityKept > 1 && size(2) != int64(len("one before\n")) {
		t.Errorf("the one before that has %d bytes", size(2))
	}
	write(0, full[1:])
	if f, err = a.openFile(); err != nil {
		t.Fatal(err)
	}
	_ = f.Close()
	if size(0) != activityRotate-1 {
		t.Error("a file that is not full was put away")
	}
}
