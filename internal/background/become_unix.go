//go:build unix

package background

import (
	"fmt"
	"os"
	"syscall"
)

// windowName is the program with the window.
const windowName = "lanyard-window"

// become puts another program in this one's place, with the same arguments. It returns
// only when that fails.
func become(program string) error {
	err := syscall.Exec(program, os.Args, os.Environ()) //nolint:gosec // the user's own arguments, for the program beside this one
	return fmt.Errorf("start %s: %w", program, err)
}
