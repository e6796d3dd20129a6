package store

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"filippo.io/age"
	"github.com/google/go-cmp/cmp"

	"lanyard/internal/profile"
	"lanyard/internal/secret"
)

func archiveOf(names ...string) Archive {
	a := Archive{Keys: map[string]Entry{}}
	for _, name := range names {
		p := sample(name)
		p.KeyID = "key-" + name
		a.Profiles = append(a.Profiles, p)
		a.Keys[p.KeyID] = Entry{Secret: secret.New("secret of " + name), Bound: p.Bound()}
	}
	return a
}

func mustSeal(t testing.TB, a Archive) []byte {
	t.Helper()
	content, err := sealArchive(a, secret.New("horse"), testFactor)
	if err != nil {
		t.Fatal(err)
	}
	return content
}

func TestArchiveComesBackWhole(t *testing.T) {
	a := archiveOf("lab", "prod")
	a.Profiles[0].Extra = map[string]json.RawMessage{"later": json.RawMessage(`{"a":1}`)}
	p := &person{answers: []string{"horse"}}
	back, err := OpenArchive(t.Context(), "b.age", mustSeal(t, a), p.ask)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(a.Profiles, back.Profiles); diff != "" {
		t.Error(diff)
	}
	for id, e := range a.Keys {
		if got := back.Keys[id]; !got.Secret.Equal(e.Secret) || !got.Bound.Equal(e.Bound) {
			t.Errorf("%s came back as %+v", id, got.Bound)
		}
	}
	if len(back.Keys) != 2 || len(p.asked) != 1 {
		t.Errorf("%d keys, asked %v", len(back.Keys), p.asked)
	}
}

// TestArchiveIsReadableWithoutLanyard reads a backup with age and JSON alone.
func TestArchiveIsReadableWithoutLanyard(t *testing.T) {
	identity, err := age.NewScryptIdentity("horse")
	if err != nil {
		t.Fatal(err)
	}
	r, err := age.Decrypt(bytes.NewReader(mustSeal(t, archiveOf("lab"))), identity)
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	var inside struct {
		Version  int
		Profiles []struct {
			Name  string
			KeyID string `json:"key_id"`
		}
		Secrets map[string]struct {
			V      int
			Secret string
			Bound  map[string]string
		}
	}
	if err := json.Unmarshal(text, &inside); err != nil {
		t.Fatal(err)
	}
	e := inside.Secrets[inside.Profiles[0].KeyID]
	if inside.Version != 1 || inside.Profiles[0].Name != "lab" || e.V != 1 || e.Secret != "secret of lab" || e.Bound["kind"] == "" {
		t.Errorf("inside is %+v", inside)
	}
}

func TestArchiveIsRefused(t *testing.T) {
	good := `{"version":1,"profiles":[{"id":"a"}],"secrets":{"k":{"v":1,"secret":"canary","bound":{}}}}`
	for name, c := range map[string]struct {
		inside string
		want   error
	}{
		"good":             {good, nil},
		"newer":            {strings.Replace(good, `"version":1`, `"version":2`, 1), ErrNewer},
		"no version":       {strings.Replace(good, `"version":1,`, ``, 1), ErrBadFile},
		"no profiles":      {`{"version":1,"secrets":{}}`, ErrBadFile},
		"no secrets":       {`{"version":1,"profiles":[]}`, ErrBadFile},
		"no id":            {strings.Replace(good, `{"id":"a"}`, `{}`, 1), ErrBadFile},
		"one id twice":     {strings.Replace(good, `{"id":"a"}`, `{"id":"a"},{"id":"a"}`, 1), ErrBadFile},
		"profile a number": {strings.Replace(good, `{"id":"a"}`, `7`, 1), ErrBadFile},
		"entry damaged":    {strings.Replace(good, `"v":1`, `"v":0`, 1), ErrBadFile},
		"entry newer":      {strings.Replace(good, `"v":1`, `"v":9`, 1), ErrNewer},
		"odd key id":       {strings.Replace(good, `{"k":`, `{"a b":`, 1), ErrBadFile},
		"not JSON":         {`canary`, ErrBadFile},
		"empty":            {``, ErrBadFile},
	} {
		t.Run(name, func(t *testing.T) {
			content, err := encryptUnder([]byte(c.inside), secret.New("horse"), testFactor)
			if err != nil {
				t.Fatal(err)
			}
			_, err = OpenArchive(t.Context(), "b.age", content, (&person{answers: []string{"horse"}}).ask)
			if !errors.Is(err, c.want) {
				t.Errorf("got %v, want %v", err, c.want)
			}
			if err != nil && strings.Contains(err.Error(), "canary") {
				t.Errorf("the error has a secret in it: %v", err)
			}
		})
	}
}

func TestArchiveAsksThreeTimes(t *testing.T) {
	content := mustSeal(t, archiveOf("lab"))
	p := &person{answers: []string{"donkey", "mule", "horse"}}
	if _, err := OpenArchive(t.Context(), "b.age", content, p.ask); err != nil || len(p.asked) != 3 || !p.asked[2].Wrong {
		t.Errorf("third try: %v, asked %v", err, p.asked)
	}
	p = &person{answers: []string{"donkey"}}
	if _, err := OpenArchive(t.Context(), "b.age", content, p.ask); !errors.Is(err, ErrPassphrase) || len(p.asked) != 3 {
		t.Errorf("never right: %v, asked %v", err, p.asked)
	}
	p = &person{}
	if _, err := OpenArchive(t.Context(), "b.age", []byte("no age file"), p.ask); !errors.Is(err, ErrBadFile) || len(p.asked) != 0 {
		t.Errorf("not an age file: %v, asked %v", err, p.asked)
	}
	stop := errors.New("stop")
	refuse := func(context.Context, Ask) (secret.Text, error) { return secret.Text{}, stop }
	if _, err := OpenArchive(t.Context(), "b.age", content, refuse); !errors.Is(err, stop) {
		t.Errorf("nobody answers: %v", err)
	}
}

// TestArchiveAnyByteChanged: refused, never half read.
func TestArchiveAnyByteChanged(t *testing.T) {
	good := mustSeal(t, archiveOf("lab"))
	for i := range good {
		bad := bytes.Clone(good)
		bad[i] ^= 1
		_, err := OpenArchive(t.Context(), "b.age", bad, (&person{answers: []string{"horse"}}).ask)
		if !errors.Is(err, ErrBadFile) && !errors.Is(err, ErrPassphrase) {
			t.Fatalf("byte %d changed: %v", i, err)
		}
	}
}

func FuzzParseArchive(f *testing.F) {
	f.Add([]byte(`{"version":1,"profiles":[{"id":"a"}],"secrets":{"k":{"v":1,"secret":"s","bound":{}}}}`))
	f.Add([]byte(`{"version":1,"profiles":[null],"secrets":{"":null}}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		a, err := parseArchive(text)
		if err != nil {
			return
		}
		again, err := parseArchive(mustText(t, a))
		if err != nil || len(again.Profiles) != len(a.Profiles) || len(again.Keys) != len(a.Keys) {
			t.Errorf("what was read cannot be written: %v", err)
		}
	})
}

// mustText is what lies inside a backup; entries that are too long stay out of it.
func mustText(t *testing.T, a Archive) []byte {
	t.Helper()
	for _, e := range a.Keys {
		if CheckSize(e) != nil {
			t.Skip("a key too long to be kept")
		}
	}
	content := mustSeal(t, a)
	text, err := decrypt(content, secret.New("horse"))
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func TestWriteNew(t *testing.T) {
	dir := t.TempDir()
	name := filepath.Join(dir, "b.age")
	if err := WriteNew(name, []byte("one"), false); err != nil {
		t.Fatal(err)
	}
	if err := WriteNew(name, []byte("two"), false); !errors.Is(err, ErrExists) || readFile(t, name) != "one" {
		t.Errorf("overwritten unasked: %v", err)
	}
	if err := WriteNew(name, []byte("two"), true); err != nil || readFile(t, name) != "two" {
		t.Errorf("replace: %v", err)
	}
	if err := WriteNew(dir, []byte("x"), true); !errors.Is(err, ErrUnavailable) {
		t.Errorf("a folder: %v", err)
	}
	if err := WriteNew(filepath.Join(dir, "none", "b.age"), []byte("x"), false); !errors.Is(err, ErrUnavailable) {
		t.Errorf("no folder: %v", err)
	}
	noTemp(t, dir)
	if runtime.GOOS == "windows" {
		return
	}
	if info, err := os.Stat(name); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
	link := filepath.Join(dir, "link")
	if err := os.Symlink("b.age", link); err != nil {
		t.Fatal(err)
	}
	if err := WriteNew(link, []byte("three"), true); err != nil || readFile(t, name) != "three" {
		t.Errorf("through a link: %v", err)
	}
}

func TestEncodeShare(t *testing.T) {
	content, err := EncodeShare([]profile.Profile{{Name: "lab", Kind: profile.AWS}})
	if err != nil {
		t.Fatal(err)
	}
	doc, err := parseProfiles("share.json", content)
	if err != nil || len(doc.profiles) != 1 || doc.profiles[0].Name != "lab" {
		t.Errorf("read back: %+v, %v", doc, err)
	}
}
