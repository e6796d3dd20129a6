package agent

import (
	"net"
	"os"
	"path/filepath"
)

// runtimeDir is in the user's local application data, whose access list lets nobody
// else in but administrators.
func runtimeDir(bool) (string, error) {
	base, err := os.UserCacheDir() // %LocalAppData%
	if err != nil {
		return "", err
	}
	return filepath.Join(base, "lanyard", "run"), nil
}

func privateDir(dir string) error { return os.MkdirAll(dir, 0o700) }

func isPrivate(string) error { return nil }

// Reachable is true: nobody can take the file away while somebody listens.
func (place) Reachable() bool { return true }

// Windows has no user ids, and its unix sockets don't tell the peer: who may connect is
// decided by the folder's access list.
func ownUID() int { return 0 }

func peerUID(net.Conn) (int, error) { return 0, nil }
