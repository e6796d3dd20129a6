//go:build !windows

package agent

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"syscall"
)

// runtimeDir is where this user's sockets lie: in the session's runtime folder, else in
// a folder of the temporary one that is named after the user.
//
// The variable that names the runtime folder is missing where no session is, as in jobs of
// cron, and names another user's after "su": so the usual place is looked at too, and what
// isn't the user's alone to write in is passed over. Commands and agents look in the same
// order; a folder that an agent can't make isn't there for commands either.
func runtimeDir(create bool) (string, error) {
	uid := strconv.Itoa(os.Getuid())
	for _, run := range []string{os.Getenv("XDG_RUNTIME_DIR"), "/run/user/" + uid} {
		dir := filepath.Join(run, "lanyard")
		if !filepath.IsAbs(run) || len(dir)+1+maxName > maxPath {
			continue
		}
		if create && run == os.Getenv("XDG_RUNTIME_DIR") {
			_ = os.MkdirAll(run, 0o700)
		}
		if info, err := os.Stat(run); err == nil && info.IsDir() && ownedHere(info) && info.Mode().Perm()&0o022 == 0 {
			return dir, nil
		}
	}
	return filepath.Join(os.TempDir(), "lanyard-"+uid), nil
}

func ownedHere(info fs.FileInfo) bool {
	owner, ok := info.Sys().(*syscall.Stat_t)
	return ok && int(owner.Uid) == os.Getuid()
}

// privateDir makes the folder, and refuses one that others own: in the temporary folder
// anybody can be there first.
func privateDir(dir string) error {
	if err := os.Mkdir(dir, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	return isPrivate(dir)
}

// isPrivate refuses a folder that others own. One that others may enter is closed to them.
func isPrivate(dir string) error {
	info, err := os.Lstat(dir)
	if err != nil {
		return err
	}
	if !info.IsDir() || !ownedHere(info) {
		return fmt.Errorf("%s is not a folder of this user", dir)
	}
	if info.Mode().Perm()&0o077 != 0 {
		return os.Chmod(dir, 0o700) //nolint:gosec // a folder needs its x
	}
	return nil
}

// Reachable reports whether the socket still is where commands look for it. The folder
// around it goes with the session, or somebody cleans up.
func (p place) Reachable() bool {
	now, err := os.Lstat(p.listener.Addr().String())
	return err == nil && os.SameFile(now, p.socket)
}

func ownUID() int { return os.Getuid() }
