package nobody_test

import (
	"os"
	"path/filepath"
	"testing"

	"lanyard/internal/nobody"
)

// TestWhoRuns runs itself as nobody and says what it finds there.
func TestWhoRuns(t *testing.T) {
	t.Run("in a test's part (1+1)", func(t *testing.T) {
		closed := filepath.Join(t.TempDir(), "closed")
		if err := os.WriteFile(closed, nil, 0); err != nil {
			t.Fatal(err)
		}
		_, err := os.ReadFile(closed)
		if os.Geteuid() == 0 {
			if err != nil {
				t.Errorf("root is kept from reading: %v", err)
			}
			if !nobody.Runs(t) {
				t.Error("it was not run once more")
			}
			return
		}
		if nobody.Runs(t) {
			t.Error("run once more without being root")
		}
		if err == nil && os.Geteuid() > 0 {
			t.Error("whoever runs this may read everything")
		}
	})
}
