//go:build !windows

package credimport_test

import (
	"errors"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"lanyard/internal/credimport"
	"lanyard/internal/userfile"
)

// A pipe that was named is told, one that lies among the files is passed over; neither is
// waited for.
func TestScanWaitsForNoPipe(t *testing.T) {
	dir := t.TempDir()
	pipe := filepath.Join(dir, "pipe.env")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	for root, want := range map[string]error{pipe: userfile.ErrPipe, dir: nil} {
		sum, err := credimport.Scan(t.Context(), []string{root}, credimport.ScanOptions{Now: time.Now}, func(credimport.Hit) {})
		if !errors.Is(err, want) || sum.Failed != 0 {
			t.Errorf("%s: %+v, %v", root, sum, err)
		}
	}
}
