package agent

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/gofrs/flock"
)

// maxPath is how long a socket's path may be on the strictest system (macOS: 104
// bytes with the final zero).
const maxPath = 103

// maxName is how long the last part of a socket's path is.
const maxName = 16 + len(".sock")

// place is a socket that this process listens on, and the lock that says so. The lock
// ends with the process, whatever kills it; a socket file stays behind, and says
// nothing.
type place struct {
	listener net.Listener
	socket   os.FileInfo // the file that leads to it; nil where the system doesn't tell
	lock     *flock.Flock
	once     *sync.Once
}

// socketPath gives the socket of a folder of profiles. It is named by a digest, so that
// folders with long or odd names do, too. With create the folder for sockets is made if it
// is not there.
func socketPath(dir string, create bool) (string, error) {
	abs, err := filepath.Abs(dir)
	if err != nil {
		return "", fmt.Errorf("find the agent's socket: %w", err)
	}
	if real, err := filepath.EvalSymlinks(abs); err == nil {
		abs = real
	}
	run, err := runtimeDir(create)
	if err != nil {
		return "", fmt.Errorf("find the agent's socket: %w", err)
	}
	sum := sha256.Sum256([]byte(abs))
	path := filepath.Join(run, hex.EncodeToString(sum[:8])+".sock") // maxName long
	if len(path) > maxPath {
		return "", fmt.Errorf("find the agent's socket: the path %s is longer than %d bytes; set TMPDIR to a shorter one", path, maxPath)
	}
	return path, nil
}

// RuntimeDir gives the path of the folder of what lives no longer than a session, for this
// user alone. With create it is made if it is not there.
func RuntimeDir(create bool) (string, error) {
	dir, err := runtimeDir(create)
	switch {
	case err != nil:
	case create:
		err = privateDir(dir)
	default:
		err = isPrivate(dir)
	}
	if err != nil {
		return "", fmt.Errorf("find the folder for running programs: %w", err)
	}
	return dir, nil
}

// takePlace locks and listens.
func takePlace(dir string) (place, error) {
	path, err := socketPath(dir, true)
	if err != nil {
		return place{}, err
	}
	if err := privateDir(filepath.Dir(path)); err != nil {
		return place{}, fmt.Errorf("make the agent's folder: %w", err)
	}
	lock := flock.New(path+".lock", flock.SetPermissions(0o600))
	got, err := lock.TryLock()
	if err != nil {
		return place{}, fmt.Errorf("lock the agent's socket: %w", err)
	}
	if !got {
		return place{}, ErrRunning
	}
	if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
		_ = lock.Unlock()
		return place{}, fmt.Errorf("remove the socket that an earlier agent left: %w", err)
	}
	listener, err := listenPrivately(path)
	if err != nil {
		_ = lock.Unlock()
		return place{}, fmt.Errorf("listen on the agent's socket: %w", err)
	}
	socket, _ := os.Lstat(path)
	return place{listener: listener, socket: socket, lock: lock, once: new(sync.Once)}, nil
}

// placeFree reports whether nobody holds the socket of a folder of profiles.
func placeFree(dir string) (bool, error) {
	path, err := socketPath(dir, false)
	if err != nil {
		return false, err
	}
	lock := flock.New(path+".lock", flock.SetPermissions(0o600))
	free, err := lock.TryLock()
	if err != nil {
		return false, fmt.Errorf("look at the agent's lock: %w", err)
	}
	return free, lock.Close()
}

// keepTime is how often socket and lock are made to look used: runtime folders are
// cleaned of what nobody has touched for six hours (XDG Base Directory Specification),
// temporary ones after some days.
const keepTime = 2 * time.Hour

// keep keeps socket and lock from being cleaned away until ctx ends.
func (p place) keep(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-time.After(keepTime):
		}
		now := time.Now()
		for _, file := range []string{p.listener.Addr().String(), p.lock.Path()} {
			_ = os.Chtimes(file, now, now) // at worst it is cleaned away
		}
	}
}

// release gives up the socket, then the lock, so that nobody meets one without the
// other.
func (p place) release() {
	p.once.Do(func() {
		if l, ok := p.listener.(*net.UnixListener); ok && !p.Reachable() {
			l.SetUnlinkOnClose(false) // it may be another one's by now
		}
		_ = p.listener.Close() // removes the file
		_ = p.lock.Unlock()
	})
}

// listenPrivately makes a socket that only this user can open. The folder around it is
// private, which covers the moment before the mode is set.
func listenPrivately(path string) (net.Listener, error) {
	listener, err := net.Listen("unix", path)
	if err != nil {
		return nil, err
	}
	if err := os.Chmod(path, 0o600); err != nil {
		_ = listener.Close()
		return nil, err
	}
	return listener, nil
}

func ownPID() int { return os.Getpid() }
