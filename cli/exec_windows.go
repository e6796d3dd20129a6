package cli

import (
	"os"
	"os/exec"
	"path/filepath"
	"syscall"

	"golang.org/x/sys/windows"
)

// childOf is a command as it is typed, run from path. Windows hands a batch file to
// cmd.exe by itself, which reads its line by rules of its own; so that the line is ours,
// the system's cmd.exe is started here, whatever COMSPEC says.
func childOf(path string, command []string) (*exec.Cmd, error) {
	if !isBatch(path) {
		child := exec.Command(path, command[1:]...) //nolint:noctx // it ends by itself or by the signals that are passed on
		child.Args[0] = command[0]
		return child, nil
	}
	script, err := filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	line, err := batchLine(script, command[1:])
	if err != nil {
		return nil, err
	}
	system, err := windows.GetSystemDirectory()
	if err != nil {
		return nil, err
	}
	child := exec.Command(filepath.Join(system, "cmd.exe")) //nolint:noctx // as above
	child.Args[0] = command[0]
	child.SysProcAttr = &syscall.SysProcAttr{CmdLine: line}
	return child, nil
}

// passedOn are the signals that are held off while a command runs.
func passedOn() []os.Signal { return []os.Signal{os.Interrupt} }

// reachesChild reports whether the console has sent a signal to the command too, which
// it always has.
func reachesChild(os.Signal) bool { return true }

func exitCodeOf(s *os.ProcessState) int { return s.ExitCode() }
