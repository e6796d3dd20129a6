//go:build !windows

package store

import (
	"context"
	"errors"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"lanyard/internal/userfile"
)

// A pipe in the place of a file, or of its lock, holds nobody up.
func TestPipesHoldNobodyUp(t *testing.T) {
	for name, use := range map[string]func(context.Context, string) error{
		profilesName: func(ctx context.Context, dir string) error {
			_, err := OpenProfiles(dir).Load(ctx)
			return err
		},
		settingsName: func(ctx context.Context, dir string) error {
			_, err := OpenSettings(dir).Load(ctx)
			return err
		},
		secretsName: func(ctx context.Context, dir string) error { return OpenSecretsFile(dir, nil).Unlock(ctx) },
		"activity.jsonl": func(_ context.Context, dir string) error {
			_, err := OpenActivity(dir).Recent(1, "")
			return err
		},
		profilesName + ".lock": func(ctx context.Context, dir string) error { return OpenProfiles(dir).Change(ctx, add("x")) },
		"pass": func(_ context.Context, dir string) error {
			_, err := ReadPassphraseFile(filepath.Join(dir, "pass"))
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			if err := syscall.Mkfifo(filepath.Join(dir, name), 0o600); err != nil {
				t.Fatal(err)
			}
			ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
			defer cancel()
			err := use(ctx, dir)
			if err == nil || ctx.Err() != nil || !strings.Contains(err.Error(), filepath.Join(dir, name)) {
				t.Fatalf("got %v", err)
			}
			if !strings.HasSuffix(name, ".lock") && !errors.Is(err, userfile.ErrPipe) {
				t.Errorf("got %v", err)
			}
		})
	}
}
