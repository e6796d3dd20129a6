package store

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"lanyard/internal/profile"
	"lanyard/internal/team"
)

func TestTeamsFile(t *testing.T) {
	dir := t.TempDir()
	f := OpenTeams(dir)
	if list, err := f.Load(t.Context()); err != nil || len(list) > 0 {
		t.Fatalf("%v, %v", list, err)
	}
	add := func(list []team.Team) ([]team.Team, error) {
		return append(list, team.Team{ID: "a", Name: "ops", Address: "https://h"}), nil
	}
	if err := f.Change(t.Context(), add); err != nil {
		t.Fatal(err)
	}
	if list, err := OpenTeams(dir).Load(t.Context()); err != nil || len(list) != 1 || list[0].Address != "https://h" {
		t.Errorf("%v, %v", list, err)
	}
	refused := errors.New("no")
	if err := f.Change(t.Context(), func([]team.Team) ([]team.Team, error) { return nil, refused }); !errors.Is(err, refused) {
		t.Error(err)
	}
	if list, _ := f.Load(t.Context()); len(list) != 1 {
		t.Error("a refused change was written")
	}
	for text, want := range map[string]error{`{"version":2,"teams":[]}`: ErrNewer, `{"version":1,`: ErrBadFile, `[]`: ErrBadFile} {
		if err := os.WriteFile(filepath.Join(dir, "teams.json"), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := f.Load(context.Background()); !errors.Is(err, want) {
			t.Errorf("%s: %v", text, err)
		}
		if err := f.Change(t.Context(), add); !errors.Is(err, want) {
			t.Errorf("a change of %s: %v", text, err)
		}
	}
}

// A team's store that was agreed to begins a secrets file that has no key yet.
func TestTeamBeginsASecretsFile(t *testing.T) {
	const id = "team-a"
	dir := t.TempDir()
	at := team.Team{ID: "a", Name: "ops", Address: "https://h", Mount: "secret", Auth: team.Token}.Place()
	f, _ := secretsFile(dir, "a passphrase")
	if err := f.ChangeAgreed(t.Context(), func(m map[string]profile.Place, _ bool) { m[id] = at }); err != nil {
		t.Fatal(err)
	}
	f, _ = secretsFile(dir, "a passphrase")
	a, err := f.Agreed(t.Context())
	if got, ok := a.Place(id); err != nil || !ok || got != at {
		t.Errorf("%+v, %v, %v", got, ok, err)
	}
}
