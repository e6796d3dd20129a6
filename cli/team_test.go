package cli_test

import (
	"encoding/json"
	"net/http/httptest"
	"os"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"

	"lanyard/internal/team/kvtest"
)

// storeKey is where a script's environment has its team's store.
type storeKey struct{}

// startTeamStore gives a script a team's store on loopback, and tokens for it.
func startTeamStore(env *testscript.Env) {
	s := &kvtest.Store{RoleID: "role-of-ci", SecretID: "secret-id-of-ci", Passwords: map[string]string{"ana": "pass-of-ana"}, Pages: true}
	ts := httptest.NewServer(s)
	env.Defer(ts.Close)
	env.Values[storeKey{}] = s
	env.Setenv("TEAM_URL", ts.URL)
	env.Setenv("TEAM_HOST", strings.TrimPrefix(ts.URL, "http://"))
	env.Setenv("TEAM_TOKEN", s.NewToken())
}

// cmdStore does something with the team's store: store seal|unseal|revoke, store deny
// PREFIX, store has|lacks TEXT (in any item), store put PATH FILE, store calls N.
func cmdStore(ts *testscript.TestScript, neg bool, args []string) {
	s, ok := ts.Value(storeKey{}).(*kvtest.Store)
	if neg || !ok || len(args) == 0 {
		ts.Fatalf("usage: store WHAT …, in a script whose name begins with team")
	}
	switch args[0] {
	case "seal", "unseal":
		s.Seal(args[0] == "seal")
	case "revoke":
		s.Revoke()
	case "deny":
		s.Deny(args[1])
	case "put":
		text, err := os.ReadFile(ts.MkAbs(args[2]))
		ts.Check(err)
		s.Put(args[1], string(text))
	case "key": // puts the key of a file in place of every key
		text, err := os.ReadFile(ts.MkAbs(args[1]))
		ts.Check(err)
		for path, item := range s.All() {
			var fields map[string]any
			ts.Check(json.Unmarshal([]byte(item), &fields))
			fields["key"] = strings.TrimSpace(string(text))
			with, err := json.Marshal(fields)
			ts.Check(err)
			s.Put(path, string(with))
		}
	case "has", "lacks":
		text, err := os.ReadFile(ts.MkAbs(args[1]))
		ts.Check(err)
		found := false
		for _, item := range s.All() {
			found = found || strings.Contains(item, strings.TrimSpace(string(text)))
		}
		if found != (args[0] == "has") {
			ts.Fatalf("the store has it: %v", found)
		}
	case "calls":
		calls := s.Calls()
		if len(args) > 1 && args[1] == "none" && len(calls) > 0 {
			ts.Fatalf("the store was asked: %v", calls)
		}
		ts.Logf("%v", calls)
	default:
		ts.Fatalf("store %v", args)
	}
}
