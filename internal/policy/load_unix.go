//go:build unix

package policy

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"

	"lanyard/internal/userfile"
)

// file is where an administrator writes the policy.
const file = "/etc/lanyard/policy.json"

// Load reads the policy of this computer; nil where there is none. Its errors are an
// [*Error].
func Load(ctx context.Context) (*Policy, error) { return loadFile(ctx, file, 0) }

// loadFile reads a policy that only one user may be able to write: its folder is looked
// at, too, as whoever can write there can put another file in its place.
func loadFile(ctx context.Context, path string, owner uint32) (*Policy, error) {
	for _, name := range []string{path, filepath.Dir(path)} {
		info, err := os.Stat(name)
		if errors.Is(err, fs.ErrNotExist) {
			return nil, nil
		}
		if err == nil {
			err = onlyBy(owner, info)
		}
		if err != nil {
			return nil, &Error{Where: name, Err: err}
		}
	}
	text, err := userfile.Read(ctx, path, maxSize)
	if err != nil {
		return nil, &Error{Where: path, Err: err}
	}
	return Parse(path, text)
}

// onlyBy refuses what others than one user can write.
func onlyBy(owner uint32, info fs.FileInfo) error {
	if st, ok := info.Sys().(*syscall.Stat_t); !ok || st.Uid != owner {
		return errors.New("it belongs to another user than root")
	}
	if mode := info.Mode().Perm(); mode&0o022 != 0 {
		return fmt.Errorf("others than root can write it (mode %04o)", mode)
	}
	return nil
}
