//go:build !windows

package nobody

import (
	"os/exec"
	"syscall"
)

func as(cmd *exec.Cmd, uid uint32) error {
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: uid, Gid: uid}}
	return nil
}
