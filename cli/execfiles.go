package cli

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"lanyard/internal/agent"
	"lanyard/internal/userfile"
)

// execKept is how long a file for commands stays that no command was started with.
const execKept = 30 * 24 * time.Hour

// execFiles is the folder of what commands are given as files: this user's own, which
// the agent has its socket in. Nothing in it belongs to one run, so a Lanyard that is
// killed leaves nothing of its own: bundles of certificates are named by their content,
// and those that are the same are one file.
type execFiles struct{ dir string }

func openExecFiles() (execFiles, error) {
	dir, err := agent.RuntimeDir(true)
	if err != nil {
		return execFiles{}, err
	}
	e := execFiles{dir}
	e.sweep(time.Now())
	return e, nil
}

// bundle gives the file with these certificates.
func (e execFiles) bundle(content []byte) (string, error) {
	sum := sha256.Sum256(content)
	name := filepath.Join(e.dir, "ca-"+hex.EncodeToString(sum[:8])+".pem")
	if have, err := userfile.Read(context.Background(), name, maxBundle); err == nil && bytes.Equal(have, content) {
		now := time.Now()
		return name, os.Chtimes(name, now, now)
	}
	f, err := os.CreateTemp(e.dir, "ca-*.tmp") // 0600
	if err != nil {
		return "", err
	}
	_, err = f.Write(content)
	if closed := f.Close(); err == nil {
		err = closed
	}
	if err == nil {
		err = os.Rename(f.Name(), name)
	}
	if err != nil {
		_ = os.Remove(f.Name())
		return "", err
	}
	return name, nil
}

// unused gives the path of a file that isn't there, and what removes it should the
// command make it.
func (e execFiles) unused(kind string) (path string, remove func()) {
	path = filepath.Join(e.dir, fmt.Sprintf("%s-%d.config", kind, os.Getpid()))
	remove = func() { _ = os.Remove(path) }
	remove() // of one with this number that was killed
	return path, remove
}

// sweep removes what no command has been started with for long.
func (e execFiles) sweep(now time.Time) {
	entries, err := os.ReadDir(e.dir)
	if err != nil {
		return
	}
	for _, entry := range entries {
		name := entry.Name()
		ours := strings.HasPrefix(name, "ca-") || strings.HasPrefix(name, "cpdctl-")
		if info, err := entry.Info(); ours && err == nil && info.Mode().IsRegular() && now.Sub(info.ModTime()) > execKept {
			_ = os.Remove(filepath.Join(e.dir, name))
		}
	}
}
