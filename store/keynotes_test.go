package store

import (
	"os"
	"path/filepath"
	"testing"
	"time"
)

func TestKeyNotesAreKept(t *testing.T) {
	dir := t.TempDir()
	n := OpenKeyNotes(dir)
	if all := n.All(); len(all) != 0 {
		t.Errorf("at first: %+v", all)
	}
	at := time.Date(2026, 11, 30, 12, 0, 0, 0, time.UTC)
	note := KeyNote{ID: "ApiKey-1", Name: "laptop", CreatedAt: at, ExpiresAt: at.AddDate(0, 3, 0), Uses: 7, SeenAt: at}
	if err := n.Change(t.Context(), func(all map[string]KeyNote) { all["k"] = note }); err != nil {
		t.Fatal(err)
	}
	if got := OpenKeyNotes(dir).All(); len(got) != 1 || got["k"] != note {
		t.Errorf("%+v", got)
	}
	before, err := os.ReadFile(filepath.Join(dir, keyNotesName))
	if err != nil {
		t.Fatal(err)
	}
	if err := n.Change(t.Context(), func(all map[string]KeyNote) { all["k"] = note }); err != nil {
		t.Fatal(err)
	}
	if after, _ := os.ReadFile(filepath.Join(dir, keyNotesName)); string(after) != string(before) {
		t.Error("a change that changes nothing writes something else")
	}
	if err := n.Change(t.Context(), func(all map[string]KeyNote) { delete(all, "k") }); err != nil || len(n.All()) != 0 {
		t.Errorf("%+v, %v", n.All(), err)
	}
}

// TestKeyNotesThatMakeNoSense count as none, and the next change makes good ones.
func TestKeyNotesThatMakeNoSense(t *testing.T) {
	for name, text := range map[string]string{
		"empty": "", "no JSON": "{", "newer": `{"version":2,"keys":{"k":{"id":"x"}}}`, "no keys": `{"version":1}`, "a list": "[]",
	} {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, keyNotesName), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		n := OpenKeyNotes(dir)
		if all := n.All(); all == nil || len(all) != 0 {
			t.Errorf("%s: %+v", name, all)
		}
		if err := n.Change(t.Context(), func(all map[string]KeyNote) { all["new"] = KeyNote{ID: "y"} }); err != nil || n.All()["new"].ID != "y" {
			t.Errorf("%s: %+v, %v", name, n.All(), err)
		}
	}
}
