//go:build !windows

package formats_test

import (
	"errors"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"lanyard/formats"
	"lanyard/userfile"
)

// A pipe that was named is told, one that lies among the files is passed over; neither is
// waited for.
func TestScanWaitsForNoPipe(t *testing.T) {
	dir := t.TempDir()
	pipe := filepath.Join(dir, "pipe.env")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	for root, failed := range map[string]int{pipe: 1, dir: 0} {
		var told []error
		options := formats.ScanOptions{Now: time.Now, Problem: func(_ string, err error) { told = append(told, err) }}
		sum, err := formats.Scan(t.Context(), []string{root}, options, func(formats.Hit) {})
		if err != nil || sum.Failed != failed || len(told) != failed {
			t.Fatalf("%s: %+v, %v, %v", root, sum, told, err)
		}
		if failed > 0 && !errors.Is(told[0], userfile.ErrPipe) {
			t.Errorf("told %v", told[0])
		}
	}
}
