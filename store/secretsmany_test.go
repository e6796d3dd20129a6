package store

import (
	"encoding/json"
	"errors"
	"os"
	"strings"
	"testing"

	"lanyard/internal/profile"
	"lanyard/internal/secret"
)

func TestSecretsFileDeletesSeveral(t *testing.T) {
	s, p := secretsFile(t.TempDir(), "horse")
	if err := s.Write(t.Context(), Batch{Delete: []string{"a"}}); err != nil || len(p.asked) != 0 {
		t.Errorf("without a file: %v, asked %v", err, p.asked)
	}
	for _, id := range []string{"a", "b", "c"} {
		mustPut(t, s, id, "key-"+id)
	}
	if err := s.Write(t.Context(), Batch{Delete: []string{"a", "never", "c"}}); err != nil {
		t.Fatal(err)
	}
	again, _ := secretsFile(s.file.dir, "horse")
	ids, err := again.IDs(t.Context())
	if err != nil || len(ids) != 1 || ids[0] != "b" {
		t.Errorf("left are %v, %v", ids, err)
	}
	before, err := os.ReadFile(s.Path())
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Write(t.Context(), Batch{Delete: []string{"a", "c"}}); err != nil {
		t.Fatal(err)
	}
	if after, _ := os.ReadFile(s.Path()); string(after) != string(before) {
		t.Error("nothing was there to delete, yet the file was written")
	}
}

// TestSecretsFileReread: what a reader gets then is what lies on the disk, not what was
// meant to be written.
func TestSecretsFileReread(t *testing.T) {
	s, p := secretsFile(t.TempDir(), "horse")
	mustPut(t, s, "a", "on the disk")
	s.open.doc.secrets["a"] = json.RawMessage(`{"v":1,"secret":"in memory","bound":{}}`)
	mustHave(t, s, "a", "in memory")
	s.Reread()
	mustHave(t, s, "a", "on the disk")
	if len(p.asked) != 1 {
		t.Errorf("asked %v", p.asked)
	}
}

// TestSecretsFileWritesKeysAndAgreement: keys and what is agreed to with them come in together, or not
// at all.
func TestSecretsFileWritesKeysAndAgreement(t *testing.T) {
	s, p := secretsFile(t.TempDir(), "horse", "horse")
	at := profile.Place{Kind: profile.Cloud, URL: "https://one.example.org", Key: "a"}
	agree := func(places map[string]profile.Place, _ bool) { places["p"] = at }
	if err := s.Write(t.Context(), Batch{Put: map[string]Entry{"a": {Secret: secret.New(strings.Repeat("x", 3000))}}, Agreed: agree}); !errors.Is(err, ErrTooBig) || len(p.asked) != 0 {
		t.Errorf("too much: %v, asked %v", err, p.asked)
	}
	if err := s.Write(t.Context(), Batch{Put: map[string]Entry{"a": {Secret: secret.New("k")}}, Agreed: agree}); err != nil {
		t.Fatal(err)
	}
	again, _ := secretsFile(s.file.dir, "horse")
	all, err := again.Agreed(t.Context())
	if got, ok := all.Place("p"); err != nil || !all.Begun || !ok || got != at {
		t.Errorf("agreed to %v, %v, %v", got, ok, err)
	}
	if e, err := again.Get(t.Context(), "a"); err != nil || e.Secret.Reveal() != "k" {
		t.Errorf("the key is %v, %v", e, err)
	}
	if err := again.Write(t.Context(), Batch{Put: map[string]Entry{"b": {Secret: secret.New("k2")}}, Agreed: nil}); err != nil {
		t.Fatal(err)
	}
	if all, err = again.Agreed(t.Context()); err != nil || len(all.All()) != 1 {
		t.Errorf("a key alone left %v, %v", all.All(), err)
	}
}
