package cli

import (
	"errors"
	"os"

	"github.com/spf13/cobra"
)

// openConsole opens the console's input and output, which have names of their own.
func openConsole() (in, out *os.File, err error) {
	in, err = os.OpenFile("CONIN$", os.O_RDWR, 0)
	if err != nil {
		return nil, nil, err
	}
	out, err = os.OpenFile("CONOUT$", os.O_RDWR, 0)
	if err != nil {
		return nil, nil, errors.Join(err, in.Close())
	}
	return in, out, nil
}

// allowDoubleClick switches off cobra's refusal to run when started from Explorer:
// that is how the window is opened.
func allowDoubleClick() { cobra.MousetrapHelpText = "" }
