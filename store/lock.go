package store

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"

	"github.com/gofrs/flock"
)

const (
	lockPoll     = 5 * time.Millisecond   // how often a waiting process asks for the lock
	lockLook     = 500 * time.Millisecond // how often it looks whether others get on
	lockPatience = 3 * time.Second        // how long nobody may get on before it gives up
)

// HeldError says that somebody holds a file's lock and does nothing. It is an [ErrHeld].
type HeldError struct {
	Path    string // of the lock
	PID     int    // of the process, 0 where the system doesn't tell
	Program string // its name, "" where the system doesn't tell
}

// Error names the lock and who holds it.
func (e *HeldError) Error() string {
	switch {
	case e.PID == 0:
		return fmt.Sprintf("%v: %s", ErrHeld, e.Path)
	case e.Program == "":
		return fmt.Sprintf("%v: process %d holds %s", ErrHeld, e.PID, e.Path)
	}
	return fmt.Sprintf("%v: process %d (%s) holds %s", ErrHeld, e.PID, cleanText(e.Program), e.Path)
}

// Unwrap gives ErrHeld.
func (e *HeldError) Unwrap() error { return ErrHeld }

func (f *safeFile) lockPath() string { return f.path() + ".lock" }

// locked runs do while no other process and no other goroutine changes the file. It
// waits for its turn as long as others get on with theirs, at most until ctx ends.
func (f *safeFile) locked(ctx context.Context, do func() error) error {
	waiting, stop := f.patient(ctx)
	defer stop()
	select {
	case <-f.turn:
		defer func() { f.turn <- struct{}{} }()
	case <-waiting.Done():
		return f.notMyTurn(ctx)
	}
	if err := f.makeDir(); err != nil {
		return err
	}
	if info, err := os.Lstat(f.lockPath()); err == nil && info.Mode()&(fs.ModeNamedPipe|fs.ModeDevice|fs.ModeSocket) != 0 { // opening it may wait
		return fmt.Errorf("lock: %w: %s is no file: remove it", ErrUnavailable, f.lockPath())
	}
	lock := flock.New(f.lockPath(), flock.SetPermissions(0o600))
	if _, err := lock.TryLockContext(waiting, lockPoll); err != nil {
		if waiting.Err() != nil {
			return f.notMyTurn(ctx)
		}
		return fmt.Errorf("lock: %w: %w", ErrUnavailable, err)
	}
	stop()
	defer func() { _ = lock.Unlock() }() // the system does it too, when the file closes
	f.getOn()
	return do()
}

// notMyTurn says why a wait is over.
func (f *safeFile) notMyTurn(ctx context.Context) error {
	if ctx.Err() != nil {
		return fmt.Errorf("wait for another Lanyard: %w", ctx.Err())
	}
	held := &HeldError{Path: f.lockPath()}
	held.PID, held.Program = lockHolder(held.Path)
	return held
}

// getOn tells those who wait for the lock that its holder is at work.
func (f *safeFile) getOn() {
	now := time.Now()
	_ = os.Chtimes(f.lockPath(), now, now) // at worst somebody gives up early
}

// errStuck ends the wait for somebody who doesn't get on.
var errStuck = errors.New("nobody gets on")

// patient gives a context that ends, beside ctx, when for some time nobody took the lock,
// told that they get on, or changed the file.
func (f *safeFile) patient(ctx context.Context) (context.Context, func()) {
	ctx, cancel := context.WithCancelCause(ctx)
	go func() {
		look := time.NewTicker(lockLook)
		defer look.Stop()
		var last [2]lookOf
		for still := time.Duration(0); still < lockPatience; still += lockLook {
			if now := [2]lookOf{lookAt(f.lockPath()), lookAt(f.path())}; now != last {
				last, still = now, 0
			}
			select {
			case <-look.C:
			case <-ctx.Done():
				return
			}
		}
		cancel(errStuck)
	}()
	return ctx, func() { cancel(nil) }
}

// lookOf is what shows that a file was changed or touched.
type lookOf struct {
	changed time.Time
	size    int64
}

func lookAt(name string) lookOf {
	info, err := os.Stat(name)
	if err != nil {
		return lookOf{}
	}
	return lookOf{info.ModTime(), info.Size()}
}
