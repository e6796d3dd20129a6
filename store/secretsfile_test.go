package store

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"filippo.io/age"
	"filippo.io/age/armor"

	"lanyard/internal/profile"
	"lanyard/internal/secret"
)

// testFactor makes openings quick; the real one is only a larger number.
const testFactor = 4

// person answers passphrase questions and counts them.
type person struct {
	mu      sync.Mutex
	answers []string // the last one is given again and again
	asked   []Ask
}

func (p *person) ask(_ context.Context, a Ask) (secret.Text, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.asked = append(p.asked, a)
	if len(p.answers) == 0 {
		return secret.Text{}, ErrDismissed
	}
	answer := p.answers[0]
	if len(p.answers) > 1 {
		p.answers = p.answers[1:]
	}
	return secret.New(answer), nil
}

func secretsFile(dir string, answers ...string) (*SecretsFile, *person) {
	p := &person{answers: answers}
	s := OpenSecretsFile(dir, p.ask)
	s.factor = testFactor
	return s, p
}

func mustPut(t *testing.T, k keys, id, plain string) {
	t.Helper()
	if err := k.Put(t.Context(), id, Entry{Secret: secret.New(plain), Bound: profile.Bound{Kind: profile.AWS}}); err != nil {
		t.Fatal(err)
	}
}

func mustHave(t *testing.T, k keys, id, plain string) {
	t.Helper()
	e, err := k.Get(t.Context(), id)
	if err != nil || e.Secret.Reveal() != plain {
		t.Errorf("get %q: %q, %v", id, e.Secret.Reveal(), err)
	}
}

// plainReader opens a secrets file with nothing of ours, as its documentation says.
func plainReader(content []byte, passphrase string) (map[string]string, error) {
	identity, err := age.NewScryptIdentity(passphrase)
	if err != nil {
		return nil, err
	}
	r, err := age.Decrypt(bytes.NewReader(content), identity)
	if err != nil {
		return nil, err
	}
	text, err := io.ReadAll(r)
	if err != nil {
		return nil, err
	}
	var doc struct {
		Version int
		Secrets map[string]struct {
			V      int
			Secret string
		}
	}
	if err := json.Unmarshal(text, &doc); err != nil || doc.Version != 1 {
		return nil, fmt.Errorf("version %d: %w", doc.Version, err)
	}
	all := map[string]string{}
	for id, e := range doc.Secrets {
		all[id] = e.Secret
	}
	return all, nil
}

func TestSecretsFile(t *testing.T) {
	s, p := secretsFile(t.TempDir(), "pass")
	behaves(t, s)
	if len(p.asked) != 1 || !p.asked[0].New {
		t.Errorf("asked %+v", p.asked)
	}
}

func TestSecretsFileIsReadableWithoutLanyard(t *testing.T) {
	dir := t.TempDir()
	s, _ := secretsFile(dir, "päss")
	mustPut(t, s, "one", "s3")
	mustPut(t, s, "two", "z\u2028")
	content := readFile(t, filepath.Join(dir, "secrets.age"))
	got, err := plainReader([]byte(content), "päss")
	if err != nil || len(got) != 2 || got["one"] != "s3" || got["two"] != "z\u2028" {
		t.Errorf("%v, %v", got, err)
	}
	if strings.Contains(content, "one") || !strings.HasPrefix(content, "age-encryption.org/v1\n-> scrypt ") {
		t.Errorf("the file begins with %q", content[:40])
	}
	if info, err := os.Stat(s.Path()); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info, err)
	}
}

func TestSecretsFileDefaultCost(t *testing.T) {
	s := OpenSecretsFile(t.TempDir(), nil)
	if s.factor != 18 {
		t.Errorf("factor %d", s.factor)
	}
}

func TestSecretsFileAsksOnceAndOnlyWhenNeeded(t *testing.T) {
	dir := t.TempDir()
	s, p := secretsFile(dir, "pass")
	if _, err := s.Get(t.Context(), "none"); !errors.Is(err, ErrMissing) {
		t.Errorf("get: %v", err)
	}
	if err := s.Delete(t.Context(), "none"); err != nil {
		t.Error(err)
	}
	if st := s.Status(t.Context()); st.State != StateReady || st.Name != "Secrets file" || st.Backend != "file" {
		t.Errorf("%+v", st)
	}
	if len(p.asked) != 0 {
		t.Errorf("asked %+v for a file that isn't there", p.asked)
	}
	mustPut(t, s, "a", "1")

	s, p = secretsFile(dir, "pass")
	if st := s.Status(t.Context()); st.State != StateLocked || st.Detail == "" || len(p.asked) != 0 {
		t.Errorf("%+v, asked %+v", st, p.asked)
	}
	var wg sync.WaitGroup
	for range 5 {
		wg.Go(func() { mustHave(t, s, "a", "1") })
	}
	wg.Wait()
	mustPut(t, s, "b", "2")
	if len(p.asked) != 1 || p.asked[0] != (Ask{}) {
		t.Errorf("asked %+v", p.asked)
	}
	if st := s.Status(t.Context()); st.State != StateReady {
		t.Errorf("%+v", st)
	}
	s.Lock()
	if st := s.Status(t.Context()); st.State != StateLocked {
		t.Errorf("after Lock: %+v", st)
	}
	mustHave(t, s, "b", "2")
	if len(p.asked) != 2 {
		t.Errorf("asked %+v", p.asked)
	}
}

func TestSecretsFileWrongPassphrase(t *testing.T) {
	dir := t.TempDir()
	s, _ := secretsFile(dir, "right")
	mustPut(t, s, "a", "1")
	before := readFile(t, s.Path())

	s, p := secretsFile(dir, "wrong", "", "right")
	mustHave(t, s, "a", "1")
	if want := []Ask{{}, {Wrong: true}, {Wrong: true}}; fmt.Sprint(p.asked) != fmt.Sprint(want) {
		t.Errorf("asked %+v", p.asked)
	}
	s, p = secretsFile(dir, "wrong")
	for name, err := range map[string]error{
		"put": s.Put(t.Context(), "a", Entry{Secret: secret.New("x")}), "unlock": s.Unlock(t.Context()), "delete": s.Delete(t.Context(), "a"),
		"with": s.UnlockWith(t.Context(), secret.New("wrong")), "change": s.ChangePassphrase(t.Context(), secret.New("wrong"), secret.New("x")),
	} {
		if !errors.Is(err, ErrPassphrase) || errors.Is(err, ErrBadFile) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := s.SetAside(t.Context()); !errors.Is(err, ErrPassphrase) {
		t.Errorf("a wrong passphrase is no damage: %v", err)
	}
	if len(p.asked) != 4*askTries {
		t.Errorf("asked %d times", len(p.asked))
	}
	s, _ = secretsFile(dir)
	if err := s.Unlock(t.Context()); !errors.Is(err, ErrDismissed) {
		t.Errorf("a person who says no: %v", err)
	}
	if err := OpenSecretsFile(dir, nil).Unlock(t.Context()); !errors.Is(err, ErrLocked) {
		t.Errorf("nobody to ask: %v", err)
	}
	if err := s.UnlockWith(t.Context(), secret.New("right")); err != nil {
		t.Error(err)
	}
	mustHave(t, s, "a", "1")
	if readFile(t, s.Path()) != before {
		t.Error("the file changed")
	}
}

func TestSecretsFileEmptyPassphraseIsRefused(t *testing.T) {
	s, _ := secretsFile(t.TempDir(), "")
	if err := s.Put(t.Context(), "a", Entry{Secret: secret.New("x")}); err == nil {
		t.Error("made a file without a passphrase")
	}
}

func TestSecretsFilePassphraseChange(t *testing.T) {
	dir := t.TempDir()
	s, _ := secretsFile(dir, "old")
	if err := s.ChangePassphrase(t.Context(), secret.New("old"), secret.New("new")); !errors.Is(err, ErrMissing) {
		t.Errorf("no file: %v", err)
	}
	mustPut(t, s, "a", "1")
	other, p := secretsFile(dir, "old", "new")
	mustHave(t, other, "a", "1")
	if err := s.ChangePassphrase(t.Context(), secret.New("old"), secret.Text{}); err == nil {
		t.Error("changed to an empty one")
	}
	if err := s.ChangePassphrase(t.Context(), secret.New("old"), secret.New("new")); err != nil {
		t.Fatal(err)
	}
	mustHave(t, s, "a", "1")
	mustPut(t, other, "b", "2") // notices, and asks anew
	if len(p.asked) != 2 {
		t.Errorf("asked %+v", p.asked)
	}
	mustHave(t, s, "b", "2")
	content := []byte(readFile(t, s.Path()))
	if _, err := plainReader(content, "old"); err == nil {
		t.Error("the old passphrase still opens it")
	}
	if got, err := plainReader(content, "new"); err != nil || len(got) != 2 {
		t.Errorf("%v, %v", got, err)
	}
}

func TestSecretsFileUnknownFieldsSurvive(t *testing.T) {
	dir := t.TempDir()
	s, _ := secretsFile(dir, "pass")
	seal(t, s, `{"later":[1],"version":1,"secrets":{"x":{"v":7,"new":"shape"},"a":{"v":1,"secret":"1","bound":{}}}}`)
	mustPut(t, s, "b", "2")
	if _, err := s.Get(t.Context(), "x"); !errors.Is(err, ErrNewer) {
		t.Errorf("an entry of a later version: %v", err)
	}
	text, err := decrypt([]byte(readFile(t, s.Path())), secret.New("pass"))
	if err != nil || !strings.Contains(string(text), `"later":[1]`) || !strings.Contains(string(text), `"x":{"v":7,"new":"shape"}`) {
		t.Errorf("%s, %v", text, err)
	}
}

// seal writes a secrets file with any inside, with the passphrase "pass".
func seal(t testing.TB, s *SecretsFile, inside string) {
	t.Helper()
	if err := os.WriteFile(s.Path(), sealed(t, inside), 0o600); err != nil {
		t.Fatal(err)
	}
}

func sealed(t testing.TB, inside string) []byte {
	t.Helper()
	r, err := age.NewScryptRecipient("pass")
	if err != nil {
		t.Fatal(err)
	}
	r.SetWorkFactor(testFactor)
	var b bytes.Buffer
	w, err := age.Encrypt(&b, r)
	if err != nil {
		t.Fatal(err)
	}
	_, _ = io.WriteString(w, inside)
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestSecretsFileReadsTheTextForm(t *testing.T) {
	s, _ := secretsFile(t.TempDir(), "pass")
	var b bytes.Buffer
	w := armor.NewWriter(&b)
	_, _ = w.Write(sealed(t, `{"version":1,"secrets":{"a":{"v":1,"secret":"1","bound":{}}}}`))
	_ = w.Close()
	writeFile(t, s.Path(), b.String())
	mustHave(t, s, "a", "1")
}

func TestSecretsFileDamage(t *testing.T) {
	good := string(sealed(t, `{"version":1,"secrets":{}}`))
	key, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	var toKey bytes.Buffer
	w, _ := age.Encrypt(&toKey, key.Recipient())
	_ = w.Close()
	inside := func(text string) string { return string(sealed(t, text)) }
	for name, c := range map[string]struct {
		content string
		want    error
	}{
		"empty": {"", ErrBadFile}, "other text": {"hello", ErrBadFile}, "only the head": {good[:60], ErrBadFile}, "cut short": {good[:len(good)-1], ErrBadFile},
		"longer": {good + "x", ErrBadFile}, "for a key": {toKey.String(), ErrBadFile}, "not JSON": {inside("canary"), ErrBadFile}, "nothing": {inside(""), ErrBadFile},
		"no version": {inside(`{"secrets":{}}`), ErrBadFile}, "later version": {inside(`{"version":2}`), ErrNewer}, "no secrets": {inside(`{"version":1}`), ErrBadFile},
		"secrets null": {inside(`{"version":1,"secrets":null}`), ErrBadFile}, "secrets a list": {inside(`{"version":1,"secrets":[]}`), ErrBadFile},
		"a key twice": {inside(`{"version":1,"secrets":{"a":1,"a":2}}`), ErrBadFile}, "a backup": {inside(`{"version":1,"profiles":[]}`), ErrBadFile},
		"too costly": {strings.Replace(good, " 4\n", " 21\n", 1), ErrBadFile},
	} {
		t.Run(name, func(t *testing.T) {
			s, p := secretsFile(t.TempDir(), "pass")
			writeFile(t, s.Path(), c.content)
			_, getErr := s.Get(t.Context(), "a")
			for action, err := range map[string]error{
				"get": getErr, "put": s.Put(t.Context(), "a", Entry{Secret: secret.New("x")}), "delete": s.Delete(t.Context(), "a"), "unlock": s.Unlock(t.Context()),
			} {
				if !errors.Is(err, c.want) || errors.Is(err, ErrPassphrase) || strings.Contains(err.Error(), "canary") {
					t.Errorf("%s: %v", action, err)
				}
			}
			if readFile(t, s.Path()) != c.content {
				t.Error("the file was written")
			}
			for _, a := range p.asked {
				if a.Wrong {
					t.Error("asked again for the right passphrase")
				}
			}
			moved, err := s.SetAside(t.Context())
			if c.want == ErrNewer { //nolint:errorlint // the table's value
				if moved != "" || !errors.Is(err, ErrNewer) {
					t.Errorf("set aside a later version's file: %q, %v", moved, err)
				}
				return
			}
			if err != nil || readFile(t, moved) != c.content || !strings.HasPrefix(filepath.Base(moved), "secrets-damaged-") {
				t.Fatalf("set aside: %q, %v", moved, err)
			}
			mustPut(t, s, "a", "1")
		})
	}
}

// TestSecretsFileAnyByteChanged: refused with words, never opened, never a crash.
func TestSecretsFileAnyByteChanged(t *testing.T) {
	s, _ := secretsFile(t.TempDir(), "pass")
	content := sealed(t, `{"version":1,"secrets":{"a":{"v":1,"secret":"1","bound":{}}}}`)
	asPassphrase := 0
	for i := range content {
		for _, flip := range []byte{0x01, 0x20, 0x80} {
			changed := bytes.Clone(content)
			changed[i] ^= flip
			if err := os.WriteFile(s.Path(), changed, 0o600); err != nil {
				t.Fatal(err)
			}
			s.Lock()
			_, err := s.Get(t.Context(), "a")
			switch {
			case errors.Is(err, ErrPassphrase):
				asPassphrase++
			case !errors.Is(err, ErrBadFile):
				t.Errorf("byte %d ^ %#x: %v", i, flip, err)
			}
		}
	}
	if limit := 3 * 70; asPassphrase > limit { // the salt and the wrapped key: 22 and 43 characters
		t.Errorf("%d changes were taken for a wrong passphrase", asPassphrase)
	}
}

func FuzzOpenSecrets(f *testing.F) {
	good := sealed(f, `{"version":1,"secrets":{"a":{"v":1,"secret":"1","bound":{}}}}`)
	f.Add(good)
	f.Add([]byte("age-encryption.org/v1\n-> scrypt AAAAAAAAAAAAAAAAAAAAAA 4\n\n--- x\n"))
	f.Fuzz(func(t *testing.T, content []byte) {
		doc, err := openDoc("x", content, secret.New("pass"))
		if err == nil && len(doc.secrets) != 1 {
			t.Fatalf("opened as %v", doc)
		}
		if err != nil && !errors.Is(err, ErrBadFile) && !errors.Is(err, ErrPassphrase) && !errors.Is(err, ErrNewer) {
			t.Fatalf("refused without a reason: %v", err)
		}
	})
}

func FuzzParseSecrets(f *testing.F) {
	for _, s := range []string{`{"version":1,"secrets":{"a":{"v":1}},"x":1}`, `{"version":2}`, `[]`, ``, `{"version":1,"secrets":{"":null}}`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		doc, err := parseSecrets(text)
		if err != nil {
			return
		}
		again, err := doc.encode()
		if err != nil {
			t.Fatal(err)
		}
		back, err := parseSecrets(again)
		if err != nil || len(back.secrets) != len(doc.secrets) || len(back.extra) != len(doc.extra) {
			t.Fatalf("%s became %s: %v", text, again, err)
		}
	})
}

func TestSecretsFileLosesNoneOfManyChangesAtOnce(t *testing.T) {
	dir := t.TempDir()
	var wg sync.WaitGroup
	const writers, each = 4, 8
	for w := range writers {
		s, _ := secretsFile(dir, "pass")
		wg.Go(func() {
			for i := range each {
				mustPut(t, s, fmt.Sprintf("k%d-%d", w, i), "x")
			}
		})
	}
	wg.Wait()
	s, _ := secretsFile(dir, "pass")
	if ids, err := s.IDs(t.Context()); err != nil || len(ids) != writers*each {
		t.Errorf("%d keys are left of %d: %v", len(ids), writers*each, err)
	}
}

func TestSecretsFileEveryStepOfASaveMayFail(t *testing.T) {
	for at := 1; ; at++ {
		dir := t.TempDir()
		s, _ := secretsFile(dir, "pass")
		mustPut(t, s, "old", "1")
		d := &faultyDisk{failAt: at, part: 50, cause: syscall.ENOSPC}
		s.file.disk = d
		err := s.Put(t.Context(), "new", Entry{Secret: secret.New("2")})
		if len(d.steps) < at {
			return
		}
		if err != nil && !errors.Is(err, ErrUnavailable) {
			t.Errorf("step %d (%s): %v", at, d.steps[at-1], err)
		}
		fresh, _ := secretsFile(dir, "pass")
		mustHave(t, fresh, "old", "1")
		if _, getErr := fresh.Get(t.Context(), "new"); (getErr == nil) != (err == nil) {
			t.Errorf("step %d (%s): put %v, get %v", at, d.steps[at-1], err, getErr)
		}
		s.file.disk = osDisk{} // what is in memory is what is on the disk
		if _, getErr := s.Get(t.Context(), "new"); (getErr == nil) != (err == nil) {
			t.Errorf("step %d (%s): put %v, get from memory %v", at, d.steps[at-1], err, getErr)
		}
		noTemp(t, dir)
	}
}

// TestSecretsFileMadeByTwoAtOnce: while one person chooses a passphrase for the new
// file, another process makes it. Its passphrase is asked for, nothing is overwritten.
func TestSecretsFileMadeByTwoAtOnce(t *testing.T) {
	dir := t.TempDir()
	other, _ := secretsFile(dir, "theirs")
	var asked []Ask
	s := OpenSecretsFile(dir, func(_ context.Context, a Ask) (secret.Text, error) {
		asked = append(asked, a)
		if a.New {
			mustPut(t, other, "their", "1")
			return secret.New("mine"), nil
		}
		return secret.New("theirs"), nil
	})
	s.factor = testFactor
	mustPut(t, s, "my", "2")
	if len(asked) != 2 || !asked[0].New || asked[1] != (Ask{}) {
		t.Errorf("asked %+v", asked)
	}
	mustHave(t, other, "my", "2")
	mustHave(t, other, "their", "1")
}

func TestSecretsFilePutsAllOrNothing(t *testing.T) {
	s, _ := secretsFile(t.TempDir(), "pass")
	mustPut(t, s, "a", "1")
	bad := map[string]Entry{"b": {Secret: secret.New("2")}, "c": {Secret: secret.New(strings.Repeat("x", MaxEntry))}}
	if err := s.Write(t.Context(), Batch{Put: bad}); !errors.Is(err, ErrTooBig) {
		t.Errorf("got %v", err)
	}
	if _, err := s.Get(t.Context(), "b"); !errors.Is(err, ErrMissing) {
		t.Errorf("half of it was written: %v", err)
	}
	if err := s.Write(t.Context(), Batch{Put: map[string]Entry{"b": {Secret: secret.New("2")}, "c": {Secret: secret.New("3")}}}); err != nil {
		t.Fatal(err)
	}
	mustHave(t, s, "b", "2")
	mustHave(t, s, "c", "3")
}

func TestSecretsFileCanBeLeftWhileAsking(t *testing.T) {
	dir := t.TempDir()
	s, _ := secretsFile(dir, "pass")
	mustPut(t, s, "a", "1")
	waiting := make(chan struct{})
	s = OpenSecretsFile(dir, func(ctx context.Context, _ Ask) (secret.Text, error) {
		close(waiting)
		<-ctx.Done()
		return secret.Text{}, ctx.Err()
	})
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error)
	go func() { done <- s.Unlock(ctx) }()
	<-waiting
	short, stop := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer stop()
	if _, err := s.Get(short, "a"); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("one who waits for the other's prompt: %v", err)
	}
	cancel()
	if err := <-done; !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

func TestSecretsFileLockDuringAnAction(t *testing.T) {
	dir := t.TempDir()
	s, _ := secretsFile(dir, "pass")
	mustPut(t, s, "a", "1")
	s.Lock()
	answer := s.ask
	s.ask = func(ctx context.Context, a Ask) (secret.Text, error) {
		s.Lock() // pressed while the prompt stood
		return answer(ctx, a)
	}
	mustHave(t, s, "a", "1")
	if st := s.Status(t.Context()); st.State != StateLocked {
		t.Errorf("an action under way left it open: %+v", st)
	}
}

func TestReadPassphraseFile(t *testing.T) {
	dir := t.TempDir()
	file := func(content string, mode os.FileMode) string {
		name := filepath.Join(dir, fmt.Sprint(len(content), mode))
		writeFile(t, name, content)
		if err := os.Chmod(name, mode); err != nil {
			t.Fatal(err)
		}
		return name
	}
	for content, want := range map[string]string{
		"p": "p", "p\n": "p", "p q \r\n": "p q ", "p\n\n": "p\n", "ü": "ü", "p\xe4\n": "p\xe4",
		"\ufeffp q\r\n": "p q", "\xff\xfep\x00q\x00\r\x00\n\x00": "pq", "p\x00q\x00r\x00\n\x00": "pqr",
	} {
		got, err := ReadPassphraseFile(file(content, 0o600))
		if err != nil || got.Reveal() != want {
			t.Errorf("%q: %q, %v", content, got.Reveal(), err)
		}
	}
	if got, err := ReadPassphraseBytes(file("\ufeffold\r\n", 0o600)); err != nil || got.Reveal() != "\ufeffold" {
		t.Errorf("as 0.1 read it: %q, %v", got.Reveal(), err)
	}
	if _, err := ReadPassphraseFile(dir); err == nil || !strings.Contains(err.Error(), "it is a folder") || strings.Contains(err.Error(), "others") {
		t.Errorf("a folder: %v", err)
	}
	for name, file := range map[string]string{
		"empty": file("", 0o600), "a line break": file("\n", 0o600), "huge": file(strings.Repeat("x", 5000), 0o600), "missing": filepath.Join(dir, "none"), "a directory": dir,
	} {
		if _, err := ReadPassphraseFile(file); err == nil {
			t.Errorf("%s: taken", name)
		}
	}
	if runtime.GOOS == "windows" {
		return
	}
	for _, mode := range []os.FileMode{0o640, 0o604, 0o660, 0o644} {
		if _, err := ReadPassphraseFile(file("canary", mode)); err == nil || strings.Contains(err.Error(), "canary") {
			t.Errorf("mode %v: %v", mode, err)
		}
	}
}
