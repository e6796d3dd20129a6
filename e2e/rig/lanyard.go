//go:build linux

package rig

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"time"
)

// Result is how a command ended.
type Result struct {
	Stdout, Stderr string
	Code           int
	Took           time.Duration
}

// Run runs a lanyard command to its end. The error says only that it could not be run;
// a command that fails has its code in the result.
func (d *Desktop) Run(ctx context.Context, stdin string, args ...string) (Result, error) {
	ctx, cancel := context.WithTimeout(ctx, 2*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, d.program, args...)
	cmd.Env, cmd.Dir, cmd.Stdin = d.env, d.Files, strings.NewReader(stdin)
	var stdout, stderr strings.Builder
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	began := time.Now()
	err := cmd.Run()
	r := Result{stdout.String(), stderr.String(), cmd.ProcessState.ExitCode(), time.Since(began)}
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		return r, err
	}
	return r, nil
}

// Simulator is a running "lanyard simulate".
type Simulator struct {
	CAFile string `json:"ca_file"`
	Cloud  struct {
		URL              string `json:"url"`
		AuthURL          string `json:"auth_url"`
		APIKey           string `json:"api_key"`
		ServiceIDAPIKey  string `json:"service_id_api_key"`
		PlatformURL      string `json:"platform_url"`
		SpaceID          string `json:"space_id"`
		ForbiddenSpaceID string `json:"forbidden_space_id"`
	} `json:"cloud"`
	AWS struct {
		URL     string `json:"url"`
		AuthURL string `json:"auth_url"`
		APIKey  string `json:"api_key"`
	} `json:"aws"`
	CP4D struct {
		URL      string `json:"url"`
		Username string `json:"username"`
		Password string `json:"password"`
	} `json:"cp4d"`
	StudioICP struct {
		URL        string `json:"url"`
		InstanceID string `json:"instance_id"`
		Username   string `json:"username"`
		Password   string `json:"password"`
	} `json:"studio_icp"`
	Failing struct {
		UnknownKey string `json:"unknown_key"`
		SlowKey    string `json:"slow_key"`
	} `json:"failing"`
	DeadURL string `json:"dead_url"`

	process *process
}

// Simulate starts the simulator and reads what it says when it is ready.
func (d *Desktop) Simulate(ctx context.Context, args ...string) (*Simulator, error) {
	r, w, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	cmd := d.command(d.program, append([]string{"simulate"}, args...)...)
	cmd.Stdout = w
	p, err := d.start(cmd)
	w.Close()
	if err != nil {
		return nil, err
	}
	line, err := readLine(ctx, r, p)
	if err != nil {
		return nil, err
	}
	go func() { _, _ = io.Copy(io.Discard, r) }() // ends with the simulator
	s := &Simulator{process: p}
	if err := json.Unmarshal([]byte(line), s); err != nil {
		return nil, fmt.Errorf("read the simulator's line: %w: %s", err, line)
	}
	return s, nil
}

// Stop ends the simulator with SIGINT, as the contract has it, and gives its exit code.
func (s *Simulator) Stop(ctx context.Context) (int, error) {
	return s.process.stop(ctx, syscall.SIGINT)
}
