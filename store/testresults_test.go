package store

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"lanyard/internal/testall"
)

func TestTestResultsAreKept(t *testing.T) {
	dir := t.TempDir()
	want := map[string]testall.Result{
		"a": {At: time.Unix(1_800_000_000, 0).UTC()},
		"b": {At: time.Unix(1_800_000_000, 0).UTC(), Since: time.Unix(1_700_000_000, 0).UTC(), Check: "sign-in", What: "What", Why: "Why", Key: true},
	}
	err := OpenTestResults(dir).Change(t.Context(), func(all map[string]testall.Result) {
		for id, r := range want {
			all[id] = r
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, OpenTestResults(dir).All()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if err := os.WriteFile(filepath.Join(dir, "tests.json"), []byte(`{"version":`), 0o600); err != nil {
		t.Fatal(err)
	}
	if got := OpenTestResults(dir).All(); len(got) != 0 {
		t.Errorf("half a file has %v", got)
	}
}
