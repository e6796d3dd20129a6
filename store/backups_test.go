package store

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// clocked gives Profiles with a clock that the test moves.
func clocked(t *testing.T, dir string) (*Profiles, *time.Time) {
	t.Helper()
	now := time.Date(2026, 2, 3, 4, 5, 6, 7, time.FixedZone("CET", 3600))
	p := OpenProfiles(dir)
	p.now = func() time.Time { return now }
	return p, &now
}

func backupNames(t *testing.T, p *Profiles) []string {
	t.Helper()
	all, err := p.Backups(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	got := []string{}
	for _, b := range all {
		got = append(got, fmt.Sprintf("%s:%d", b.Name, b.Profiles))
	}
	return got
}

func mustChange(t *testing.T, p *Profiles, names ...string) {
	t.Helper()
	if err := p.Change(t.Context(), add(names...)); err != nil {
		t.Fatal(err)
	}
}

func TestBackupsAtMostOneAnHour(t *testing.T) {
	p, now := clocked(t, t.TempDir())
	mustChange(t, p, "a") // nothing before it is worth a copy
	mustChange(t, p, "b") // copies "a"
	*now = now.Add(59 * time.Minute)
	mustChange(t, p, "c") // too early
	*now = now.Add(time.Minute)
	mustChange(t, p, "d") // copies "a b c"
	want := []string{"profiles-20260203T040506Z.json:3", "profiles-20260203T030506Z.json:1"}
	if diff := cmp.Diff(want, backupNames(t, p)); diff != "" {
		t.Errorf("backups (-want +got):\n%s", diff)
	}
	info, err := os.Stat(filepath.Join(filepath.Dir(p.Path()), "backups", "profiles-20260203T040506Z.json"))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info, err)
	}
}

func TestBackupsKeepTheLastTen(t *testing.T) {
	dir := t.TempDir()
	p, now := clocked(t, dir)
	writeFile(t, filepath.Join(dir, "backups", "profiles-notes.json"), "mine")
	writeFile(t, filepath.Join(dir, "backups", "profiles-20260203T030000Z.json.orig"), "mine")
	for i := range 14 {
		mustChange(t, p, fmt.Sprint(i))
		*now = now.Add(2 * time.Hour)
	}
	got := backupNames(t, p)
	if len(got) != 10 || got[0] != "profiles-20260204T050506Z.json:13" || got[9] != "profiles-20260203T110506Z.json:4" {
		t.Errorf("kept %q", got)
	}
	for _, mine := range []string{"profiles-notes.json", "profiles-20260203T030000Z.json.orig"} {
		if readFile(t, filepath.Join(dir, "backups", mine)) != "mine" {
			t.Errorf("%s was touched", mine)
		}
	}
}

func TestBackupsAfterTheClockWasAhead(t *testing.T) {
	p, now := clocked(t, t.TempDir())
	mustChange(t, p, "a")
	*now = now.Add(1000 * time.Hour)
	mustChange(t, p, "b")
	*now = now.Add(-1000 * time.Hour)
	mustChange(t, p, "c")
	if got := backupNames(t, p); len(got) != 2 {
		t.Errorf("a wrong clock stopped the backups: %q", got)
	}
}

func TestBackupsNeverCopyADamagedFile(t *testing.T) {
	p, _ := clocked(t, t.TempDir())
	mustChange(t, p, "a")
	writeFile(t, p.Path(), "{")
	if err := p.Change(t.Context(), add("b")); !errors.Is(err, ErrBadFile) {
		t.Fatal(err)
	}
	if got := backupNames(t, p); len(got) != 0 {
		t.Errorf("made %q", got)
	}
}

func TestDamagedFileIsSetAsideAndABackupRestored(t *testing.T) {
	dir := t.TempDir()
	p, now := clocked(t, dir)
	mustChange(t, p, "a")
	mustChange(t, p, "b")
	mustChange(t, p, "c")
	*now = now.Add(time.Hour)
	writeFile(t, p.Path(), `{"version":1,"prof`)
	backups := backupNames(t, p)
	if len(backups) != 1 {
		t.Fatalf("backups: %q", backups)
	}
	if err := p.RestoreBackup(t.Context(), "profiles-20260203T030506Z.json"); err != nil {
		t.Fatal(err)
	}
	mustNames(t, p, "a")
	if got := readFile(t, filepath.Join(dir, "profiles-damaged-20260203T040506Z.json")); got != `{"version":1,"prof` {
		t.Errorf("the damaged file became %q", got)
	}
	mustChange(t, p, "again")
}

func TestSetAside(t *testing.T) {
	dir := t.TempDir()
	p, _ := clocked(t, dir)
	if name, err := p.SetAside(t.Context()); name != "" || err != nil {
		t.Errorf("no file: %q, %v", name, err)
	}
	mustChange(t, p, "good")
	if name, err := p.SetAside(t.Context()); name != "" || err != nil {
		t.Errorf("a good file: %q, %v", name, err)
	}
	writeFile(t, p.Path(), `{"version":9}`)
	if _, err := p.SetAside(t.Context()); !errors.Is(err, ErrNewer) {
		t.Errorf("a later version's file: %v", err)
	}
	for i, want := range []string{"profiles-damaged-20260203T030506Z.json", "profiles-damaged-20260203T030507Z.json"} {
		writeFile(t, p.Path(), fmt.Sprint("damage ", i))
		name, err := p.SetAside(t.Context())
		if err != nil || filepath.Base(name) != want {
			t.Fatalf("%q, %v; want %s", name, err, want)
		}
		if got := readFile(t, name); got != fmt.Sprint("damage ", i) {
			t.Errorf("kept %q", got)
		}
		mustNames(t, p)
	}
}

func TestRestoreKeepsWhatItReplaces(t *testing.T) {
	p, now := clocked(t, t.TempDir())
	mustChange(t, p, "a")
	mustChange(t, p, "b")
	*now = now.Add(time.Minute)
	if err := p.RestoreBackup(t.Context(), "profiles-20260203T030506Z.json"); err != nil {
		t.Fatal(err)
	}
	mustNames(t, p, "a")
	if err := p.RestoreBackup(t.Context(), "profiles-20260203T030606Z.json"); err != nil {
		t.Fatal(err)
	}
	mustNames(t, p, "a", "b")
}

func TestRestoreTakesBackupsOnly(t *testing.T) {
	dir := t.TempDir()
	p, _ := clocked(t, dir)
	mustChange(t, p, "a")
	mustChange(t, p, "b")
	writeFile(t, filepath.Join(dir, "other.json"), `{"version":1,"profiles":[]}`)
	writeFile(t, filepath.Join(dir, "backups", "profiles-20250101T000000Z.json"), `{"version":1,`)
	writeFile(t, filepath.Join(dir, "backups", "profiles-20990101T000000Z.json"), `{"version":2}`)
	for name, want := range map[string]error{
		"../other.json": ErrUnavailable, "": ErrUnavailable, "profiles-20200101T000000Z.json": ErrUnavailable,
		"profiles-20250101T000000Z.json": ErrBadFile, "profiles-20990101T000000Z.json": ErrNewer,
	} {
		if err := p.RestoreBackup(t.Context(), name); !errors.Is(err, want) {
			t.Errorf("%q: %v", name, err)
		}
	}
	mustNames(t, p, "a", "b")
	if got := backupNames(t, p); len(got) != 1 {
		t.Errorf("a backup that cannot be restored is offered: %q", got)
	}
}

func TestAChangeGoesThroughWithoutItsBackup(t *testing.T) {
	dir := t.TempDir()
	p, _ := clocked(t, dir)
	mustChange(t, p, "a")
	writeFile(t, filepath.Join(dir, "backups"), "in the way")
	mustChange(t, p, "b")
	mustNames(t, p, "a", "b")
	if _, err := p.Backups(t.Context()); !errors.Is(err, ErrUnavailable) {
		t.Errorf("Backups: %v", err)
	}
}
