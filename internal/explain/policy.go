package explain

import (
	"fmt"
	"strings"

	"lanyard/iam"
	"lanyard/internal/policy"
)

// whoFixed ends what is said of a policy: who can change it.
const whoFixed = "Whoever looks after this computer can change that; lanyard doctor shows what is fixed."

// ofPolicy says why Lanyard does not start.
func ofPolicy(e *policy.Error) Failure {
	at := e.Where
	if e.Line > 0 {
		at = fmt.Sprintf("%s, line %d", at, e.Line)
	}
	return Failure{
		Exit: ExitOther,
		What: "The policy of this computer cannot be used",
		Why:  fmt.Sprintf("%s: %s. Until it can, nothing is done: what it forbids cannot be known.", at, iam.Clean(e.Err.Error())),
		Next: "Ask whoever looks after this computer to correct it; docs/administrators.md has its form.",
	}
}

// ofForbidden says what a policy does not allow.
func ofForbidden(e *policy.ForbiddenError) Failure {
	f := Failure{
		Exit: ExitKeyring, Check: string(iam.CheckKeyring), Next: whoFixed,
		Why: fmt.Sprintf("Nothing was done. %s says so, in %s.", e.Rule, e.Where),
	}
	value, allowed := iam.Clean(e.Value), strings.Join(e.Allowed, ", ")
	switch e.Rule {
	case policy.Secrets:
		f.What = fmt.Sprintf("Your organisation does not allow keys to be kept in: %s", value)
		f.Next = fmt.Sprintf("Use --secrets %s. ", e.Allowed[0]) + whoFixed
	case policy.InsecureTLS:
		f.What = "Your organisation does not allow connections whose certificates are not checked"
		f.Next = "Let the profile trust its certificate: look at it in the window, or lanyard edit with --ca-file or --pin-sha256. " + whoFixed
	case policy.SignInHosts:
		f.What = fmt.Sprintf("Your organisation does not allow signing in at %s", value)
		f.Why += " Allowed: " + allowed + "."
	case policy.SnippetsWithKey:
		f.What = "Your organisation does not allow code with a key in it"
		f.Next = "Leave --with-secret out: the code then gets its token from Lanyard. " + whoFixed
	case policy.ServeCommands:
		f.What = "Your organisation does not allow tokens to be kept for commands"
		f.Next = "Each command signs in by itself. " + whoFixed
	default:
		f.What = "Your organisation does not allow this"
	}
	return f
}
