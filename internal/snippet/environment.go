package snippet

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"lanyard/internal/envvars"
	"lanyard/internal/profile"
	"lanyard/internal/secret"
	"lanyard/internal/shellquote"
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

// ServedTargets are the targets of a kind whose names a program gets that is served and for which
// none is named: their variables are nobody else's, so both can be set at once.
func ServedTargets(k profile.Kind) []string {
	return slices.DeleteFunc([]string{"env-sdk-core", "env-watsonx-node"}, func(name string) bool {
		t, _ := TargetNamed(name)
		return !t.For(k)
	})
}

// ServedEnvironment gives the variables under which the library of a target reads a profile
// and signs in at an address of this computer, see [envvars.ForServed]. Errors are as for
// [Environment]; a library that takes no address to sign in at is a [*NotForKindError]
// that says what renews its tokens.
func ServedEnvironment(target string, p profile.Profile, at envvars.Served) ([]envvars.Var, error) {
	t, err := applicable(target, p)
	if err != nil {
		return nil, err
	}
	vars, err := envvars.ForServed(t.reader, p, at)
	if c, ok := errors.AsType[*envvars.CannotError](err); ok {
		served := strings.Join(servedTargets(p.Kind), ", ")
		c.Next = "Served are " + served + "; without --serve the command gets a token."
		if slices.Contains([]envvars.Consumer{envvars.Watsonx, envvars.LangChain, envvars.LlamaIndex, envvars.WatsonxCLI}, t.reader) {
			c.Next = fmt.Sprintf("Renew its tokens in the program: what \"lanyard snippet %s --for python-watsonx\" prints does it with client.set_token(). Served are %s.", shellquote.Word(p.Name), served)
		}
	}
	if err != nil {
		return nil, t.failed(p, err)
	}
	return vars, nil
}

// servedTargets are all that can be served for a kind, named or not.
func servedTargets(k profile.Kind) []string {
	all := ServedTargets(k)
	if t, _ := TargetNamed("env-litellm"); t.For(k) {
		all = append(all, t.Name)
	}
	return all
}
