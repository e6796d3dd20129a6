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
	err := syscall.Exec(program, os.Args, os.Environ())
	return fmt.Errorf("start %s: %w", program, err)
}
