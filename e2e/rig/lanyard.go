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
	return d.run(ctx, stdin, nil, append([]string{d.program}, args...))
}

// RunWith is Run with variables that the environment has besides, or otherwise.
func (d *Desktop) RunWith(ctx context.Context, env []string, args ...string) (Result, error) {
	return d.run(ctx, "", env, append([]string{d.program}, args...))
}

// RunHiding is RunWith where some files have nothing in them, for the program alone. The
// error says that this user may not do so.
func (d *Desktop) RunHiding(ctx context.Context, files, env []string, args ...string) (Result, error) {
	const hide = `while [ "$1" != -- ]; do mount --bind /dev/null "$1" || exit 99; shift; done; shift; exec "$@"`
	way := []string{"unshare", "--mount"}
	if os.Geteuid() != 0 {
		way = append(way, "--map-root-user")
	}
	way = append(append(way, "sh", "-c", hide, "sh"), files...)
	r, err := d.run(ctx, "", env, append(append(way, "--", d.program), args...))
	if err == nil && (r.Code == 99 || strings.HasPrefix(r.Stderr, "unshare:")) {
		err = errors.New(r.Stderr)
	}
	return r, err
}

func (d *Desktop) run(ctx context.Context, stdin string, env, args []string) (Result, error) {
	ctx, cancel := context.WithTimeout(ctx, 2*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, args[0], args[1:]...)
	cmd.Env, cmd.Dir, cmd.Stdin = append(d.env[:len(d.env):len(d.env)], env...), d.Files, strings.NewReader(stdin)
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
		TrustedProfileID string `json:"trusted_profile_id"`
		PlatformURL      string `json:"platform_url"`
		SpaceID          string `json:"space_id"`
		ForbiddenSpaceID string `json:"forbidden_space_id"`

		PasscodeURL string   `json:"passcode_url"`
		Passcodes   []string `json:"passcodes"`
		Accounts    []struct {
			ID   string `json:"id"`
			Name string `json:"name"`
		} `json:"accounts"`
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
		UnknownKey      string `json:"unknown_key"`
		DisabledKey     string `json:"disabled_key"`
		IPRestrictedKey string `json:"ip_restricted_key"`
		RateLimitedKey  string `json:"rate_limited_key"`
		SlowKey         string `json:"slow_key"`
		HTMLKey         string `json:"html_key"`
	} `json:"failing"`
	TLSFaults struct {
		UnknownCA string `json:"unknown_ca"`
		WrongName string `json:"wrong_name"`
		Expired   string `json:"expired"`
		TLS11     string `json:"tls11"`
	} `json:"tls_faults"`
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
