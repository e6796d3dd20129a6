package store

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"lanyard/internal/profile"
)

func sample(name string) profile.Profile {
	return profile.Profile{
		ID: "id-" + name, Name: name, Kind: profile.Cloud, URL: "https://eu-de.ml.cloud.ibm.com",
		SecretKind: profile.APIKey, KeyID: "key-" + name, TLS: profile.TLS{Mode: profile.TLSVerify},
		CreatedAt: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC), ChangedAt: time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC),
	}
}

func add(names ...string) func([]profile.Profile) ([]profile.Profile, error) {
	return func(list []profile.Profile) ([]profile.Profile, error) {
		for _, n := range names {
			list = append(list, sample(n))
		}
		return list, nil
	}
}

func names(list []profile.Profile) []string {
	all := []string{}
	for _, p := range list {
		all = append(all, p.Name)
	}
	return all
}

func mustNames(t *testing.T, p *Profiles, want ...string) {
	t.Helper()
	list, err := p.Load(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(append([]string{}, want...), names(list)); diff != "" {
		t.Errorf("profiles (-want +got):\n%s", diff)
	}
}

func writeFile(t *testing.T, path, content string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}

func readFile(t *testing.T, path string) string {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// noTemp holds that a save left no file in the making behind.
func noTemp(t *testing.T, dirs ...string) {
	t.Helper()
	for _, dir := range dirs {
		entries, _ := os.ReadDir(dir)
		for _, e := range entries {
			if strings.HasSuffix(e.Name(), ".tmp") {
				t.Errorf("%s was left behind", e.Name())
			}
		}
	}
}

func TestProfilesBeginEmptyAndKeepWhatIsSaved(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "config", "lanyard")
	p := OpenProfiles(dir)
	mustNames(t, p)
	if _, err := os.Stat(dir); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("reading made the directory: %v", err)
	}
	if err := p.Change(t.Context(), add("b", "a")); err != nil {
		t.Fatal(err)
	}
	mustNames(t, OpenProfiles(dir), "b", "a")
	if runtime.GOOS != "windows" {
		for path, want := range map[string]os.FileMode{dir: 0o700, p.Path(): 0o600, p.Path() + ".lock": 0o600} {
			info, err := os.Stat(path)
			if err != nil || info.Mode().Perm() != want {
				t.Errorf("%s: mode %v, want %v (%v)", path, info.Mode().Perm(), want, err)
			}
		}
	}
	var raw struct {
		Version  int
		Profiles []map[string]any
	}
	if err := json.Unmarshal([]byte(readFile(t, p.Path())), &raw); err != nil || raw.Version != 1 || raw.Profiles[0]["name"] != "b" {
		t.Errorf("the file is %+v, %v", raw, err)
	}
	noTemp(t, dir)
}

func TestProfilesUnknownFieldsSurvive(t *testing.T) {
	dir := t.TempDir()
	p := OpenProfiles(dir)
	writeFile(t, p.Path(), `{"$schema":"x","profiles":[{"id":"1","name":"one","future":{"deep":[1e400,"<&>"]},"tls":{"mode":"verify","curve":"X"}}],
		"version":1,"ui":{"order":["z","a"]}}`)
	if err := p.Change(t.Context(), add("two")); err != nil {
		t.Fatal(err)
	}
	got := strings.Join(strings.Fields(readFile(t, p.Path())), "")
	for _, want := range []string{`"$schema":"x"`, `"ui":{"order":["z","a"]}`, `"future":{"deep":[1e400,"<&>"]}`, `"curve":"X"`, `"name":"two"`} {
		if !strings.Contains(got, want) {
			t.Errorf("lost %s in %s", want, got)
		}
	}
}

func TestProfilesRefusesWhatItDoesNotUnderstand(t *testing.T) {
	cases := []struct {
		name, content string
		want          error
		line, column  int
		says          string
	}{
		{"cut in the middle", "{\"version\":1,\n \"profiles\":[{\"id\":", ErrBadFile, 2, 19, "unexpected end"},
		{"not JSON", "version = 1", ErrBadFile, 1, 1, "invalid character 'v'"},
		{"comma too many", "{\n  \"version\": 1,\n  \"profiles\": [],\n}", ErrBadFile, 4, 1, "invalid character '}'"},
		{"two values", "{\"version\":1,\"profiles\":[]}\n{}", ErrBadFile, 2, 1, "invalid character '{'"},
		{"zero bytes", strings.Repeat("\x00", 9), ErrBadFile, 1, 1, "invalid character"},
		{"a list", "[]", ErrBadFile, 1, 1, "not a JSON object"},
		{"null", "null", ErrBadFile, 1, 1, "not a JSON object"},
		{"no version", `{"profiles":[]}`, ErrBadFile, 1, 1, "version"},
		{"version as text", "{\"profiles\":[],\n\"version\":\"1\"}", ErrBadFile, 2, 11, "version"},
		{"version 0", `{"version":0,"profiles":[]}`, ErrBadFile, 1, 12, "version"},
		{"a later version", `{"version":2,"profiles":{"new":"shape"}}`, ErrNewer, 0, 0, "format 2"},
		{"no list", `{"version":1}`, ErrBadFile, 1, 1, "not a list"},
		{"null for a list", `{"version":1,"profiles":null}`, ErrBadFile, 1, 25, "not a list"},
		{"the list twice", `{"version":1,"profiles":[],"profiles":[]}`, ErrBadFile, 1, 1, "twice"},
		{"a profile that is text", "{\"version\":1,\"profiles\":[{},\n\n   \"x\"]}", ErrBadFile, 3, 4, "profile 2"},
		{"a profile that is null", `{"version":1,"profiles":[null]}`, ErrBadFile, 1, 26, "profile 1"},
		{"a name that is a number", "{\"version\":1,\"profiles\":[\n{\"name\":7}]}", ErrBadFile, 2, 1, "profile 1"},
		{"not UTF-8", "{\"version\":1,\"profiles\":[{\"name\":\"\xff\"}]}", ErrBadFile, 1, 35, "UTF-8"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			p := OpenProfiles(t.TempDir())
			writeFile(t, p.Path(), c.content)
			_, err := p.Load(t.Context())
			if !errors.Is(err, c.want) || !strings.Contains(fmt.Sprint(err), c.says) || !strings.Contains(fmt.Sprint(err), p.Path()) {
				t.Errorf("Load: %v", err)
			}
			if d, ok := errors.AsType[*DamageError](err); ok != (c.line > 0) || ok && (d.Line != c.line || d.Column != c.column) {
				t.Errorf("the place is %+v, want line %d, column %d", d, c.line, c.column)
			}
			called := false
			err = p.Change(t.Context(), func(l []profile.Profile) ([]profile.Profile, error) { called = true; return l, nil })
			if !errors.Is(err, c.want) || called {
				t.Errorf("Change: %v, called %v", err, called)
			}
			if got := readFile(t, p.Path()); got != c.content {
				t.Errorf("the file became %q", got)
			}
		})
	}
}

func TestProfilesReadsAMarkOfWindowsEditors(t *testing.T) {
	p := OpenProfiles(t.TempDir())
	writeFile(t, p.Path(), "\ufeff{\"version\":1,\"profiles\":[{\"name\":\"one\"}]}")
	mustNames(t, p, "one")
	writeFile(t, p.Path(), "\ufeff{\"version\":x}")
	_, err := p.Load(t.Context())
	if d, ok := errors.AsType[*DamageError](err); !ok || d.Column != 15 {
		t.Errorf("the mark's 3 bytes belong to the column: %v", err)
	}
}

func TestProfilesPassesOnWhatChangeSays(t *testing.T) {
	p := OpenProfiles(t.TempDir())
	no := errors.New("no")
	err := p.Change(t.Context(), func(l []profile.Profile) ([]profile.Profile, error) { return nil, no })
	if err != no { //nolint:errorlint // the very error, not one around it
		t.Errorf("got %v", err)
	}
	if _, err := os.Stat(p.Path()); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a refused change made the file: %v", err)
	}
}

func TestProfilesDoesNotWriteAnUnchangedList(t *testing.T) {
	p := OpenProfiles(t.TempDir())
	content := `{"version":1,   "profiles":[{"name":"by hand"}]}`
	writeFile(t, p.Path(), content)
	if err := p.Change(t.Context(), func(l []profile.Profile) ([]profile.Profile, error) { return l, nil }); err != nil {
		t.Fatal(err)
	}
	if got := readFile(t, p.Path()); got != content {
		t.Errorf("rewritten to %q", got)
	}
}

func TestProfilesNoticesAChangeInsideASharedSlice(t *testing.T) {
	p := OpenProfiles(t.TempDir())
	one := sample("one")
	one.Tags = []string{"old"}
	_ = p.Change(t.Context(), func([]profile.Profile) ([]profile.Profile, error) { return []profile.Profile{one}, nil })
	err := p.Change(t.Context(), func(l []profile.Profile) ([]profile.Profile, error) { l[0].Tags[0] = "new"; return l, nil })
	if list, _ := p.Load(t.Context()); err != nil || list[0].Tags[0] != "new" {
		t.Errorf("got %v, %v", list, err)
	}
}

func TestProfilesHandsOutCopies(t *testing.T) {
	p := OpenProfiles(t.TempDir())
	writeFile(t, p.Path(), `{"version":1,"profiles":[{"name":"a","tags":["t"],"trusted_profile":{"id":"x"},"later":1}]}`)
	one, err := p.Load(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	one[0].Tags[0], one[0].TrustedProfile.ID, one[0].Name = "changed", "changed", "changed"
	one[0].Extra["later"] = json.RawMessage("2")
	two, err := p.Load(t.Context())
	if err != nil || two[0].Tags[0] != "t" || two[0].TrustedProfile.ID != "x" || two[0].Name != "a" || string(two[0].Extra["later"]) != "1" {
		t.Errorf("%+v, %v", two, err)
	}
}

// TestProfilesCopiesAllThatIsShared notices a new field that would be shared.
func TestProfilesCopiesAllThatIsShared(t *testing.T) {
	var shared []string
	for f := range reflect.TypeFor[profile.Profile]().Fields() {
		switch f.Type.Kind() {
		case reflect.Slice, reflect.Map, reflect.Pointer, reflect.Interface, reflect.Func, reflect.Chan:
			shared = append(shared, f.Name)
		}
	}
	if diff := cmp.Diff([]string{"TrustedProfile", "Tags", "Extra"}, shared); diff != "" {
		t.Errorf("copied must copy these, too (-known +found):\n%s", diff)
	}
}

func TestProfilesLosesNoneOfManyChangesAtOnce(t *testing.T) {
	dir := t.TempDir()
	const writers, each = 4, 25
	var wg sync.WaitGroup
	for w := range writers {
		p := OpenProfiles(dir) // its own, as another process would have
		wg.Go(func() {
			for i := range each {
				if err := p.Change(t.Context(), add(fmt.Sprintf("%d-%d", w, i))); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	list, err := OpenProfiles(dir).Load(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	got := names(list)
	slices.Sort(got)
	if len(slices.Compact(got)) != writers*each {
		t.Errorf("%d changes are left of %d", len(got), writers*each)
	}
	noTemp(t, dir)
}

func TestProfilesWaitsForItsTurnUntilCancelled(t *testing.T) {
	dir := t.TempDir()
	inside, leave := make(chan struct{}), make(chan struct{})
	done := make(chan error)
	go func() {
		done <- OpenProfiles(dir).Change(context.Background(), func(l []profile.Profile) ([]profile.Profile, error) {
			close(inside)
			<-leave
			return append(l, sample("first")), nil
		})
	}()
	<-inside
	for _, p := range []*Profiles{OpenProfiles(dir)} {
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(30*time.Millisecond, cancel)
		if err := p.Change(ctx, add("second")); !errors.Is(err, context.Canceled) {
			t.Errorf("got %v", err)
		}
	}
	close(leave)
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	mustNames(t, OpenProfiles(dir), "first")
}

func TestProfilesKeepsALink(t *testing.T) {
	home := t.TempDir()
	real := filepath.Join(home, "dotfiles", "my-profiles.json")
	dir := filepath.Join(home, "config")
	p := OpenProfiles(dir)
	writeFile(t, filepath.Join(dir, "x"), "")
	if err := os.Mkdir(filepath.Dir(real), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("../dotfiles/my-profiles.json", p.Path()); err != nil {
		t.Skip("no symbolic links here:", err) // Windows without the privilege
	}
	mustNames(t, p) // a link to nothing yet, in a directory that is there
	for _, name := range []string{"one", "two"} {
		if err := p.Change(t.Context(), add(name)); err != nil {
			t.Fatal(err)
		}
	}
	if info, err := os.Lstat(p.Path()); err != nil || info.Mode().Type() != os.ModeSymlink {
		t.Errorf("the link became %v, %v", info.Mode(), err)
	}
	if got := readFile(t, real); !strings.Contains(got, `"two"`) {
		t.Errorf("the target has %q", got)
	}
	noTemp(t, dir, filepath.Dir(real))
}

func TestProfilesTellsALostDriveFromAFirstStart(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "drive")
	p := OpenProfiles(dir)
	if err := p.Change(t.Context(), add("one")); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(dir, dir+"-gone"); err != nil {
		t.Fatal(err)
	}
	if _, err := p.Load(t.Context()); !errors.Is(err, ErrUnavailable) {
		t.Errorf("Load: %v", err)
	}
	if err := p.Change(t.Context(), add("two")); !errors.Is(err, ErrUnavailable) {
		t.Errorf("Change: %v", err)
	}
	if err := os.Rename(dir+"-gone", dir); err != nil {
		t.Fatal(err)
	}
	mustNames(t, p, "one")
}

func TestProfilesALinkIntoALostDriveIsNotAnEmptyList(t *testing.T) {
	dir := t.TempDir()
	p := OpenProfiles(dir)
	if err := os.Symlink(filepath.Join(dir, "unmounted", "profiles.json"), p.Path()); err != nil {
		t.Skip("no symbolic links here:", err)
	}
	if _, err := p.Load(t.Context()); !errors.Is(err, ErrUnavailable) {
		t.Errorf("Load: %v", err)
	}
	if err := p.Change(t.Context(), add("one")); !errors.Is(err, ErrUnavailable) {
		t.Errorf("Change: %v", err)
	}
	if err := os.Symlink("loop", filepath.Join(dir, "loop")); err == nil {
		loop := OpenProfiles(dir)
		loop.file.name = "loop"
		if err := loop.Change(t.Context(), add("one")); !errors.Is(err, ErrUnavailable) {
			t.Errorf("a link to itself: %v", err)
		}
	}
}

func TestProfilesSweepsWhatAKilledSaveLeft(t *testing.T) {
	dir := t.TempDir()
	writeFile(t, filepath.Join(dir, ".profiles.json-123.tmp"), "{")
	writeFile(t, filepath.Join(dir, "mine.tmp"), "keep")
	if err := OpenProfiles(dir).Change(t.Context(), add("one")); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(dir, ".profiles.json-123.tmp")); err == nil {
		t.Error("left behind")
	}
	if readFile(t, filepath.Join(dir, "mine.tmp")) != "keep" {
		t.Error("took away a file of somebody else")
	}
}

// TestProfilesRoundTrip: whatever is saved is loaded, byte by byte the same texts.
// One profile is found without reading the others, however its fields are written, and
// whoever needs it does not suffer from what is wrong inside them.
func TestProfilesPick(t *testing.T) {
	file := func(profiles ...string) string {
		return `{"version": 1, "profiles": [` + strings.Join(profiles, ", ") + `]}`
	}
	plain, escaped, other := `{"id": "a", "name": "prod"}`, `{"id":"b","na\u006de":"pr\u006fd","x":[{"name":"x"}]}`, `{"id":"c","name":"x","tags":["]","}"]}`
	for _, c := range []struct {
		name    string
		content string
		want    string // the ids
		fails   error
	}{
		{"one of many", file(other, plain, other), "a", nil},
		{"names with escapes", file(other, escaped), "b", nil},
		{"several", file(plain, other, escaped), "ab", nil},
		{"none", file(other), "", nil},
		{"an empty list", file(), "", nil},
		{"another's field of a wrong type", file(`{"id":"c","name":"x","tags":7}`, plain), "a", nil},
		{"another's name of a wrong type", file(`{"id":"c","name":7}`, plain), "", ErrBadFile},
		{"its own field of a wrong type", file(other, `{"id":"a","name":"prod","tags":7}`), "", ErrBadFile},
		{"no object", file(plain, `7`), "", ErrBadFile},
		{"the file ends early", file(plain)[:30], "", ErrBadFile},
		{"a missing comma", file(plain + plain), "", ErrBadFile},
		{"a comma too many", file(plain, ""), "", ErrBadFile},
		{"something behind", file(plain) + "x", "", ErrBadFile},
		{"a later version", strings.Replace(file(plain), "1", "2", 1), "", ErrNewer},
		{"no file", "", "", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			p := OpenProfiles(dir)
			if c.content != "" {
				if err := os.WriteFile(p.Path(), []byte(c.content), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			for _, again := range []string{"first", "second"} {
				list, err := p.Pick(t.Context(), func(_, name string) bool { return name == "prod" })
				ids := ""
				for _, one := range list {
					ids += one.ID
				}
				if !errors.Is(err, c.fails) || (err == nil) != (c.fails == nil) || ids != c.want {
					t.Errorf("the %s time it picks %q and says %v", again, ids, err)
				}
				if c.fails == nil && !strings.Contains(c.name, "wrong type") {
					if _, err := p.Load(t.Context()); err != nil {
						t.Error(err)
					}
				}
			}
		})
	}
}

func TestProfilesRoundTrip(t *testing.T) {
	root := t.TempDir()
	n := 0
	rapid.Check(t, func(t *rapid.T) {
		n++
		p := OpenProfiles(filepath.Join(root, fmt.Sprint(n)))
		var want []profile.Profile
		for i := range rapid.IntRange(0, 6).Draw(t, "count") {
			one := sample(rapid.String().Draw(t, "name"))
			one.ID = fmt.Sprint(i)
			one.Tags = rapid.SliceOfN(rapid.String(), 1, 3).Draw(t, "tags")
			one.Production = rapid.Bool().Draw(t, "production")
			one.Extra = map[string]json.RawMessage{"x-" + fmt.Sprint(i): json.RawMessage(`[1,{"a":null}]`)}
			want = append(want, one)
		}
		if err := p.Change(context.Background(), func([]profile.Profile) ([]profile.Profile, error) { return want, nil }); err != nil {
			t.Fatal(err)
		}
		got, err := p.Load(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		if len(want) == 0 {
			want = []profile.Profile{}
		}
		for i := range got { // indented in the file
			var v any
			_ = json.Unmarshal(got[i].Extra["x-"+got[i].ID], &v)
			b, _ := json.Marshal(v)
			got[i].Extra["x-"+got[i].ID] = b
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("(-saved +loaded):\n%s", diff)
		}
	})
}

// FuzzLoad: any content is opened or refused, the file kept, and what was opened can be
// saved and opened again.
func FuzzLoad(f *testing.F) {
	for _, s := range []string{
		"", "{}", "null", `{"version":1,"profiles":[]}`, `{"version":1,"profiles":[{"name":"a","tls":{"mode":"pin"},"x":1}],"y":[]}`,
		`{"version":2}`, `{"version":1e0,"profiles":[]}`, "\ufeff{\"version\":1,\"profiles\":[null]}", `{"version":1,"profiles":[{"trusted_profile":{"id":"a"}}]}`,
	} {
		f.Add([]byte(s))
	}
	dir := f.TempDir()
	f.Fuzz(func(t *testing.T, content []byte) {
		p := OpenProfiles(dir)
		if err := os.WriteFile(p.Path(), content, 0o600); err != nil {
			t.Fatal(err)
		}
		picked, pickErr := OpenProfiles(dir).Pick(t.Context(), func(string, string) bool { return true })
		list, err := OpenProfiles(dir).Load(t.Context())
		switch {
		case (err == nil) != (pickErr == nil):
			t.Fatalf("Load says %v, Pick of all %v", err, pickErr)
		case err == nil && len(bytes.TrimSpace(bytes.TrimPrefix(content, []byte("\ufeff")))) > 0 && !json.Valid(bytes.TrimPrefix(content, []byte("\ufeff"))):
			t.Fatal("what is no JSON was opened")
		case err == nil && !cmp.Equal(list, picked, cmpopts.EquateEmpty()):
			t.Fatalf("(-loaded +picked):\n%s", cmp.Diff(list, picked))
		}
		change := p.Change(t.Context(), add("new"))
		if (err == nil) != (change == nil) {
			t.Fatalf("Load says %v, Change %v", err, change)
		}
		if err != nil {
			if !errors.Is(err, ErrBadFile) && !errors.Is(err, ErrNewer) {
				t.Fatalf("refused without a reason: %v", err)
			}
			if got, _ := os.ReadFile(p.Path()); string(got) != string(content) {
				t.Fatalf("a refused file was written")
			}
			return
		}
		again, err := p.Load(t.Context())
		if err != nil {
			t.Fatalf("what was saved cannot be read: %v", err)
		}
		if diff := cmp.Diff(append(names(list), "new"), names(again)); diff != "" {
			t.Fatalf("names (-before +after):\n%s", diff)
		}
	})
}

// A file with nothing in it is one without profiles, unless there were some.
func TestEmptyFile(t *testing.T) {
	for _, content := range []string{"", " \n\t", "\ufeff", "\ufeff\r\n"} {
		dir := t.TempDir()
		p := OpenProfiles(dir)
		writeFile(t, p.Path(), content)
		if list, err := p.Load(t.Context()); err != nil || len(list) != 0 {
			t.Fatalf("%q: %v, %v", content, list, err)
		}
		if list, err := p.Pick(t.Context(), func(string, string) bool { return true }); err != nil || len(list) != 0 {
			t.Errorf("%q: %v, %v", content, list, err)
		}
		add := func(list []profile.Profile) ([]profile.Profile, error) {
			return append(list, profile.Profile{ID: fmt.Sprint(len(list)), Name: fmt.Sprint(len(list))}), nil
		}
		for range 2 { // the second makes a copy of the first
			if err := p.Change(t.Context(), add); err != nil {
				t.Fatalf("%q: %v", content, err)
			}
		}
		writeFile(t, p.Path(), content)
		if _, err := p.Load(t.Context()); !errors.Is(err, ErrBadFile) {
			t.Errorf("%q in the place of two profiles: %v", content, err)
		}
	}
}
