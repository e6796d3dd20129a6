package store

import (
	"encoding/json"
	"os"
	"testing"
)

func TestSecretsFileDeleteAll(t *testing.T) {
	s, p := secretsFile(t.TempDir(), "horse")
	if err := s.DeleteAll(t.Context(), []string{"a"}); err != nil || len(p.asked) != 0 {
		t.Errorf("without a file: %v, asked %v", err, p.asked)
	}
	for _, id := range []string{"a", "b", "c"} {
		mustPut(t, s, id, "key-"+id)
	}
	if err := s.DeleteAll(t.Context(), []string{"a", "never", "c"}); err != nil {
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
	if err := s.DeleteAll(t.Context(), []string{"a", "c"}); err != nil {
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
