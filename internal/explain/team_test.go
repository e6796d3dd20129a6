package explain

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"lanyard/iam"
	"lanyard/internal/team"
)

func TestStoresAreNamedNotIBM(t *testing.T) {
	exits := map[team.Reason]int{
		team.Unreachable: 5, team.Sealed: 6, team.Denied: 6, team.NoToken: 6, team.Refused: 4, team.Missing: 6, team.Deleted: 6, team.Conflict: 1,
		team.Unusable: 7, team.NotKV: 7, team.Unknown: 6, team.Foreign: 6, team.Changed: 6, team.Differs: 1,
	}
	for reason, exit := range exits {
		f := Explain(fmt.Errorf("fetch: %w", &team.Error{Team: "ops", Host: "bao.example.com", Path: "secret/prod", Reason: reason}))
		if f.Exit != exit || f.What == "" || f.Why == "" && reason != team.Refused && reason != team.Unusable && reason != team.NotKV || f.Next == "" {
			t.Errorf("%s: %+v", reason, f)
		}
		if text := f.What + f.Why + f.Next; strings.ContainsAny(text, "{}[]") || strings.Contains(f.What, "IBM") {
			t.Errorf("%s: %s", reason, text)
		}
	}
	if len(exits) != len(teamRows) {
		t.Errorf("%d reasons, %d rows", len(exits), len(teamRows))
	}
	f := Explain(&team.Error{Team: "ops", Reason: team.Unreachable, Err: &iam.Error{Check: iam.CheckNetwork, Reason: iam.ReasonRefused, Host: "bao.example.com"}})
	if !strings.Contains(f.Why, "bao.example.com") || f.Exit != ExitUnreachable {
		t.Errorf("%+v", f)
	}
	if f := Explain(&team.Error{Reason: team.Unreachable, Err: errors.Join(context.Canceled)}); f.Exit != ExitInterrupted {
		t.Errorf("%+v", f)
	}
}
