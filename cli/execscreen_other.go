//go:build !linux && !darwin

package cli

import (
	"os/exec"

	"lanyard/internal/mask"
)

// screen is a terminal of the command's own, which there is none of on this system.
type screen struct{}

func openScreen(*exec.Cmd, Env, *mask.Writer) (*screen, error) { return nil, nil } //nolint:nilnil // none is none

func (*screen) begin(error) {}

func (*screen) end() {}
