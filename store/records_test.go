package store

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
)

func TestRecords(t *testing.T) {
	dir := t.TempDir()
	r := OpenRecords(dir)
	ctx := t.Context()
	if all, err := r.All(ctx); err != nil || len(all) != 0 {
		t.Fatalf("none yet: %v, %v", all, err)
	}
	for _, text := range []string{"first", "second"} {
		if err := r.Write(ctx, "one", []byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(dir, "rotations", "notes.txt"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	all, err := OpenRecords(dir).All(ctx)
	if err != nil || len(all) != 1 || string(all["one"]) != "second" {
		t.Errorf("%q, %v", all, err)
	}
	info, err := os.Stat(filepath.Join(dir, "rotations", "one.json"))
	if err != nil || info.Mode().Perm()&0o077 != 0 {
		t.Errorf("%v, %v", info, err)
	}
	for _, bad := range []string{"", "../x", "A", "a.b", "a/b"} {
		if r.Write(ctx, bad, nil) == nil || r.Remove(bad) == nil {
			t.Errorf("%q was taken", bad)
		}
	}
	for range 2 {
		if err := r.Remove("one"); err != nil {
			t.Error(err)
		}
	}
	if all, err := r.All(ctx); err != nil || len(all) != 0 {
		t.Errorf("removed: %v, %v", all, err)
	}
}

func TestRecordsAreHeldByOne(t *testing.T) {
	dir := t.TempDir()
	release, err := OpenRecords(dir).Hold("a key")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := OpenRecords(dir).Hold("a key"); !errors.Is(err, ErrHeld) {
		t.Errorf("held twice: %v", err)
	}
	other, err := OpenRecords(dir).Hold("another key")
	if err != nil {
		t.Fatal(err)
	}
	other()
	release()
	again, err := OpenRecords(dir).Hold("a key")
	if err != nil {
		t.Fatal(err)
	}
	again()
}
