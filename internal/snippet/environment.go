package snippet

import (
	"strings"
	"unicode/utf8"

	"lanyard/internal/envvars"
	"lanyard/internal/profile"
	"lanyard/internal/secret"
)

// DefaultEnvironment is the target whose variables a program gets when none is named.
const DefaultEnvironment = "env-watsonx"

// Environment gives the variables under which the library of a target reads a profile:
// with the key when it is given, so that the library signs in by itself, else with the
// token. Errors are as for [Write], and [*NotForKindError] for a target whose reader
// takes nothing from its environment.
func Environment(target string, p profile.Profile, token, key secret.Text) ([]envvars.Var, error) {
	t, err := applicable(target, p)
	if err != nil {
		return nil, err
	}
	if !utf8.ValidString(key.Reveal()) || strings.Contains(key.Reveal(), "\x00") {
		return nil, t.failed(p, errNoText)
	}
	vars, err := envvars.For(t.reader, p, envvars.Carried{Token: token, Key: key})
	if err != nil {
		return nil, t.failed(p, err)
	}
	return vars, nil
}

// EnvironmentClears lists every variable that the reader of a target looks at. Remove
// them before setting what [Environment] gives.
func EnvironmentClears(target string) []string {
	t, _ := TargetNamed(target)
	return envvars.Clears(t.reader)
}
