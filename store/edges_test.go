package store

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"lanyard/internal/profile"
	"lanyard/internal/secret"
	"lanyard/internal/settings"
)

// TestSettingsBounds: the least and the most that can be chosen, and what lies beyond.
func TestSettingsBounds(t *testing.T) {
	d := settings.Default()
	for _, c := range []struct {
		text string
		want func(*settings.Settings)
	}{
		{`{"text_size":75,"clear_token_s":3600,"clear_key_s":3600,"lock_after_s":86400}`, func(s *settings.Settings) {
			s.TextSize, s.ClearTokenS, s.ClearKeyS, s.LockAfterS = 75, 3600, 3600, 86400
		}},
		{`{"text_size":200,"clear_token_s":0,"clear_key_s":0,"lock_after_s":-1}`, func(s *settings.Settings) {
			s.TextSize, s.ClearTokenS, s.ClearKeyS, s.LockAfterS = 200, 0, 0, -1
		}},
		{`{"text_size":74,"clear_token_s":3601,"clear_key_s":3601,"lock_after_s":86401}`, func(*settings.Settings) {}},
		{`{"text_size":201,"clear_token_s":-1,"clear_key_s":-1,"lock_after_s":-2}`, func(*settings.Settings) {}},
		{"\ufeff" + `{"theme":"dark","commands":"ask","secrets":"file"}`, func(s *settings.Settings) { s.Theme, s.Commands, s.Secrets = "dark", "ask", "file" }},
		{`{"theme":"light","commands":"none","secrets":"memory"}`, func(s *settings.Settings) { s.Theme, s.Commands, s.Secrets = "light", "none", "memory" }},
		{`{"mark_clipboard":false,"lock_with_session":false,"notify":false,"tray":true,"activity":false,"secrets_since":"x"}`, func(s *settings.Settings) {
			s.MarkClipboard, s.LockWithSession, s.Notify, s.Tray, s.Activity, s.SecretsSince = false, false, false, true, false, "x"
		}},
	} {
		f := OpenSettings(t.TempDir())
		writeFile(t, f.file.path(), c.text)
		want := d
		c.want(&want)
		if got, err := f.Load(t.Context()); err != nil || got != want {
			t.Errorf("%s gives %+v, %v", c.text, got, err)
		}
	}
}

// TestSettingsAreLeftAloneWhenNothingChanges, neither by a change that changes nothing
// nor by one that is given up or makes no sense.
func TestSettingsAreLeftAloneWhenNothingChanges(t *testing.T) {
	f := OpenSettings(t.TempDir())
	const text = `{"theme": "dark"}`
	writeFile(t, f.file.path(), text)
	ended, end := context.WithCancel(t.Context())
	end()
	if s, err := f.Load(ended); !errors.Is(err, context.Canceled) || s != settings.Default() {
		t.Errorf("load, given up: %+v, %v", s, err)
	}
	refused := errors.New("no")
	for name, c := range map[string]struct {
		change func(*settings.Settings) error
		fails  bool
	}{
		"nothing":  {func(*settings.Settings) error { return nil }, false},
		"the same": {func(s *settings.Settings) error { s.Theme = settings.ThemeDark; return nil }, false},
		"refused":  {func(s *settings.Settings) error { s.Theme = settings.ThemeLight; return refused }, true},
		"nonsense": {func(s *settings.Settings) error { s.TextSize = 1; return nil }, true},
	} {
		if err := f.Change(t.Context(), c.change); (err != nil) != c.fails {
			t.Errorf("%s: %v", name, err)
		}
		if got := readFile(t, f.file.path()); got != text {
			t.Errorf("%s: the file became %s", name, got)
		}
	}
}

// TestMemoryLockTwice: a second lock, or an unlock of what is open, changes nothing.
func TestMemoryLockTwice(t *testing.T) {
	m := NewMemory()
	m.factor = testFactor
	pass := secret.New("pass")
	kept := map[string]Entry{}
	for _, id := range []string{"a", "b"} {
		kept[id] = Entry{Secret: secret.New("canary " + id), Bound: profile.Bound{Kind: profile.AWS, AuthOrigin: "https://" + id}}
		if err := m.Put(t.Context(), id, kept[id]); err != nil {
			t.Fatal(err)
		}
	}
	for range 2 {
		if err := m.Lock(pass); err != nil {
			t.Fatal(err)
		}
	}
	for _, p := range []string{"pass", "whatever"} { // the second finds it open
		if err := m.UnlockWith(t.Context(), secret.New(p)); err != nil {
			t.Fatal(err)
		}
	}
	if m.sealed != nil {
		t.Error("what was sealed is still there")
	}
	for id, want := range kept {
		if got, err := m.Get(t.Context(), id); err != nil || !got.Secret.Equal(want.Secret) || got.Bound != want.Bound {
			t.Errorf("%s came back as %+v, %v", id, got.Bound, err)
		}
	}
	if err := m.Put(t.Context(), "long", Entry{Secret: secret.New(strings.Repeat("x", 5000))}); err == nil {
		t.Error("a key that no keyring takes was kept")
	}
	ended, end := context.WithCancel(t.Context())
	end()
	if _, err := m.Get(ended, "a"); !errors.Is(err, context.Canceled) {
		t.Errorf("get, given up: %v", err)
	}
}

// TestSecretsFileThatChangesBeforeItsTurn: what the passphrase was asked for is not what
// lies there when the lock is had.
func TestSecretsFileThatChangesBeforeItsTurn(t *testing.T) {
	for name, c := range map[string]struct {
		content func(t *testing.T, path string)
		want    error
	}{
		"damaged": {func(t *testing.T, path string) { writeFile(t, path, "damaged") }, ErrBadFile},
		"under another passphrase": {func(t *testing.T, path string) {
			other, _ := secretsFile(t.TempDir(), "other")
			mustPut(t, other, "b", "theirs")
			writeFile(t, path, readFile(t, other.file.path()))
		}, errRaced},
		"a folder": {func(t *testing.T, path string) {
			if err := errors.Join(os.Remove(path), os.Mkdir(path, 0o700)); err != nil {
				t.Fatal(err)
			}
		}, ErrUnavailable},
	} {
		t.Run(name, func(t *testing.T) {
			s, _ := secretsFile(t.TempDir(), "pass")
			mustPut(t, s, "a", "ours")
			c.content(t, s.file.path())
			err := s.alter(secret.New("pass"), func(secretsDoc) bool { t.Error("it was changed"); return true })
			if !errors.Is(err, c.want) {
				t.Errorf("got %v, want %v", err, c.want)
			}
		})
	}
}

// TestModesOfFiles: what Lanyard makes is its owner's alone, and a folder that was there
// keeps its mode.
func TestModesOfFiles(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("modes don't bind Windows")
	}
	base := t.TempDir()
	fresh, there := filepath.Join(base, "deep", "lanyard"), filepath.Join(base, "there")
	if err := os.Mkdir(there, 0o755); err != nil {
		t.Fatal(err)
	}
	for dir, want := range map[string]fs.FileMode{fresh: 0o700, there: 0o755} {
		if err := OpenProfiles(dir).Change(t.Context(), add("x")); err != nil {
			t.Fatal(err)
		}
		s, _ := secretsFile(dir, "pass")
		mustPut(t, s, "a", "k")
		wantMode(t, dir, want)
		entries, err := os.ReadDir(dir)
		if err != nil || len(entries) < 3 {
			t.Fatalf("%v, %v", entries, err)
		}
		for _, e := range entries {
			if !e.IsDir() {
				wantMode(t, filepath.Join(dir, e.Name()), 0o600)
			} else {
				wantMode(t, filepath.Join(dir, e.Name()), 0o700)
			}
		}
	}
}

func wantMode(t *testing.T, path string, want fs.FileMode) {
	t.Helper()
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if got := info.Mode().Perm(); got != want {
		t.Errorf("%s has mode %o, want %o", path, got, want)
	}
}

// TestSweepTakesNothingElse: names that only look like those of a killed save stay.
func TestSweepTakesNothingElse(t *testing.T) {
	dir := t.TempDir()
	p := OpenProfiles(dir)
	for name, stays := range map[string]bool{
		".profiles.json-1.tmp": false, ".profiles.json-.tmp": false,
		"profiles.json-1.tmp": true, ".profiles.json-1.tmp.bak": true, ".settings.json-1.tmp": true, ".profiles.json.swp": true,
	} {
		writeFile(t, filepath.Join(dir, name), "x")
		if err := p.Change(t.Context(), add("x"+time.Now().Format("150405.000000000"))); err != nil {
			t.Fatal(err)
		}
		if _, err := os.Stat(filepath.Join(dir, name)); (err == nil) != stays {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestABackupOfWhatCannotBeKept is refused: it could not be restored.
func TestABackupOfWhatCannotBeKept(t *testing.T) {
	a := Archive{Keys: map[string]Entry{"long": {Secret: secret.New(strings.Repeat("x", 5000))}}}
	if content, err := sealArchive(a, secret.New("pass"), testFactor); err == nil || content != nil || strings.Contains(err.Error(), "xxx") {
		t.Errorf("%d bytes, %v", len(content), err)
	}
	if content, err := sealArchive(Archive{}, secret.Text{}, testFactor); err == nil {
		t.Errorf("without a passphrase: %d bytes", len(content))
	}
}

// TestProfilesThatCannotBeWritten leave the file as it is.
func TestProfilesThatCannotBeWritten(t *testing.T) {
	p := OpenProfiles(t.TempDir())
	if err := p.Change(t.Context(), add("old")); err != nil {
		t.Fatal(err)
	}
	err := p.Change(t.Context(), func(list []profile.Profile) ([]profile.Profile, error) {
		late := sample("new")
		late.CreatedAt = time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC) // no time of JSON's
		return append(list, late), nil
	})
	if err == nil || !strings.Contains(err.Error(), `"new"`) {
		t.Errorf("saved: %v", err)
	}
	mustNames(t, p, "old")
}

// TestSecretsFileThatCannotBeRead is not opened by any passphrase.
func TestSecretsFileThatCannotBeRead(t *testing.T) {
	s, _ := secretsFile(t.TempDir(), "pass")
	if err := os.MkdirAll(s.file.path(), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := s.UnlockWith(t.Context(), secret.New("pass")); !errors.Is(err, ErrUnavailable) {
		t.Errorf("unlock: %v", err)
	}
}
