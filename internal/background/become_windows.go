package background

import (
	"fmt"
	"os"
)

// windowName is the program with the window.
const windowName = "lanyard.exe"

// become runs another program with the same arguments and ends as it does: a process
// cannot be replaced here. What it has to say comes out of this console.
func become(program string) error {
	args := append([]string{program}, os.Args[1:]...)
	p, err := os.StartProcess(program, args, &os.ProcAttr{Files: []*os.File{os.Stdin, os.Stdout, os.Stderr}})
	if err != nil {
		return err // it names the program
	}
	end, err := p.Wait()
	if err != nil {
		return fmt.Errorf("wait for %s: %w", program, err)
	}
	os.Exit(end.ExitCode())
	return nil
}
