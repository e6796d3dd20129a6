package app

import (
	"context"
	"time"

	"lanyard/internal/agent"
	"lanyard/internal/tokenserver"
)

// Served is a command that some process signs in for as long as it runs.
type Served struct {
	Profile, ProfileID string
	Command            string    // the program, without arguments
	Started            time.Time // UTC

	// End makes that process forget key and tokens. The command goes on, and gets no more.
	End func(ctx context.Context) error
}

// Served gives the commands that are served for these profiles, the oldest first.
func (r *Runtime) Served(ctx context.Context) ([]Served, error) {
	dir, err := agent.RuntimeDir(false)
	if err != nil {
		return nil, nil //nolint:nilerr // there is no such folder, so nothing runs
	}
	running, err := tokenserver.List(ctx, dir, r.Dir)
	all := make([]Served, 0, len(running))
	for _, s := range running {
		all = append(all, Served{Profile: s.Profile, ProfileID: s.ProfileID, Command: s.Command, Started: s.Started, End: s.End})
	}
	return all, err
}
