package store

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"lanyard/internal/team"
)

const (
	teamsName    = "teams.json"
	teamsVersion = 1
)

// Teams is the file of teams' stores, {"version":1,"teams":[…]}, beside the profiles file
// and with its guarantees. There is nothing secret in it. It is safe for use by several
// goroutines.
type Teams struct{ file *safeFile }

// OpenTeams names the file of a directory. Nothing is read or made yet.
func OpenTeams(dir string) *Teams { return &Teams{newSafeFile(dir, teamsName)} }

type teamsJSON struct {
	Version int         `json:"version"`
	Teams   []team.Team `json:"teams"`
}

// Load reads the teams' stores. No file means none; one that cannot be understood is a
// [*DamageError].
func (t *Teams) Load(ctx context.Context) ([]team.Team, error) {
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("read teams: %w", err)
	}
	list, _, err := t.load()
	if err != nil {
		return nil, fmt.Errorf("read teams: %w", err)
	}
	return list, nil
}

func (t *Teams) load() ([]team.Team, []byte, error) {
	content, err := t.file.read()
	if err != nil || len(bytes.TrimSpace(content)) == 0 {
		return nil, content, err
	}
	var doc teamsJSON
	if err := json.Unmarshal(content, &doc); err != nil {
		return nil, content, damageAt(t.file.path(), content, offsetOf(err), err)
	}
	if doc.Version > teamsVersion {
		return nil, content, fmt.Errorf("%s: %w", t.file.path(), ErrNewer)
	}
	return doc.Teams, content, nil
}

// Change reads the teams' stores, lets change alter the list and writes it, while no other
// process does. An error of change is passed on and nothing is written.
func (t *Teams) Change(ctx context.Context, change func([]team.Team) ([]team.Team, error)) error {
	var refused error
	err := t.file.locked(ctx, func() error {
		list, old, err := t.load()
		if err != nil {
			return err
		}
		if list, refused = change(slices.Clone(list)); refused != nil {
			return nil
		}
		text, err := json.MarshalIndent(teamsJSON{Version: teamsVersion, Teams: append([]team.Team{}, list...)}, "", "  ")
		if err != nil {
			return err
		}
		return t.file.write(old, append(text, '\n'))
	})
	if err != nil {
		return fmt.Errorf("save teams: %w", err)
	}
	return refused
}
