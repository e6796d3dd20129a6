package store

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/gofrs/flock"
)

// Somebody who holds the lock and does nothing is named, soon; nobody waits for ever.
func TestHeldLockIsTold(t *testing.T) {
	t.Parallel()
	p := OpenProfiles(t.TempDir())
	lock := flock.New(p.file.lockPath())
	if err := lock.Lock(); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = lock.Unlock() }()
	for _, what := range []string{"the lock", "the turn"} {
		if what == "the turn" { // another goroutine of this process is at it
			<-p.file.turn
		}
		start := time.Now()
		err := p.Change(t.Context(), add("x"))
		held, ok := errors.AsType[*HeldError](err)
		if !ok || !errors.Is(err, ErrHeld) || held.Path != p.Path()+".lock" {
			t.Fatalf("%s: %v", what, err)
		}
		if took := time.Since(start); took < lockPatience || took > 5*time.Second {
			t.Errorf("%s: it took %v", what, took)
		}
		if runtime.GOOS == "linux" && (held.PID != os.Getpid() || held.Program == "" || !strings.HasPrefix(filepath.Base(os.Args[0]), held.Program)) {
			t.Errorf("%s is held by %d (%s)", what, held.PID, held.Program)
		}
	}
}

// Who waits behind others that get on waits longer than for one who doesn't.
func TestLockWaitsWhileOthersGetOn(t *testing.T) {
	t.Parallel()
	p := OpenProfiles(t.TempDir())
	lock := flock.New(p.file.lockPath())
	if err := lock.Lock(); err != nil {
		t.Fatal(err)
	}
	start := time.Now()
	go func() {
		for range 4 {
			time.Sleep(lockPatience / 2)
			p.file.getOn()
		}
		_ = lock.Unlock()
	}()
	if err := p.Change(t.Context(), add("x")); err != nil {
		t.Fatal(err)
	}
	if took := time.Since(start); took < 2*lockPatience {
		t.Errorf("the lock was not held any more after %v", took)
	}
}

func TestLockEndsWithTheContext(t *testing.T) {
	p := OpenProfiles(t.TempDir())
	<-p.file.turn
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	if err := p.Change(ctx, add("x")); !errors.Is(err, context.DeadlineExceeded) || errors.Is(err, ErrHeld) {
		t.Errorf("got %v", err)
	}
}

func TestDamagedByWhatIsNoFile(t *testing.T) {
	dir := t.TempDir()
	name := filepath.Join(dir, profilesName)
	writeFile(t, name, "")
	if err := os.Truncate(name, 10<<30); err != nil {
		t.Skip("no sparse files here:", err)
	}
	_, err := OpenProfiles(dir).Load(t.Context())
	if d, ok := errors.AsType[*DamageError](err); !ok || d.Path != name || !strings.Contains(err.Error(), "larger than 24 MiB") {
		t.Errorf("got %v", err)
	}
}
