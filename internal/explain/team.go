package explain

import (
	"context"
	"errors"
	"strings"

	"lanyard/iam"
	"lanyard/internal/team"
)

// teamRow is what is said of a failure of a team's store. {team}, {host}, {path}, {message}
// and {cause} are what the error tells.
type teamRow struct {
	exit            int
	what, why, next string
	retry           bool
}

// teamRows has a row for each reason. None of them blames IBM: nothing was sent there.
var teamRows = map[team.Reason]teamRow{
	team.Unreachable: {
		exit: ExitUnreachable, retry: true,
		what: "The team's store {team} does not answer as it should", why: "[{cause}. ]IBM was not asked.",
		next: "Check the network and the store ({host}), then try again. A token that is in memory stays good.",
	},
	team.Sealed: {
		exit: ExitKeyring, retry: true,
		what: "The team's store {team} is sealed", why: "{host} runs, but gives nothing until its operators unseal it.",
		next: "Tell those who run the store. A token that is in memory stays good.",
	},
	team.Denied: {
		exit: ExitKeyring,
		what: "The team's store {team} refuses access[ to {path}]", why: "The token there has no right to it, or is over, or there is no such path: the store does not say which.[ It says: {message}.]",
		next: "Sign in to the store anew (lanyard team login), or ask those who run it for the policy.",
	},
	team.NoToken: {
		exit: ExitKeyring,
		what: "Nobody is signed in to the team's store {team}", why: "[{cause}. ]It gives the key only to who has a token of it.",
		next: "Set VAULT_TOKEN or BAO_TOKEN, sign in with the store's own program (vault login, bao login), or run it on a terminal to be asked.",
	},
	team.Refused: {
		exit: ExitRefused,
		what: "The team's store {team} refused the sign-in", why: "[It says: {message}.]",
		next: "Check the name, the password or the role, and try again.",
	},
	team.Missing: {
		exit: ExitKeyring,
		what: "The team's store {team} has nothing under {path}", why: "It was never there, or was removed for good.",
		next: "Look what is there: lanyard team list.",
	},
	team.Deleted: {
		exit: ExitKeyring,
		what: "The key under {path} in the team's store {team} was deleted", why: "Its versions are still kept there.",
		next: "Undelete it in the store, or put another one there.",
	},
	team.Conflict: {
		exit: ExitOther,
		what: "Somebody else changed {path} in the team's store {team} at the same time", why: "Theirs stands. Nothing of yours was written over it.",
		next: "Look what is there now: lanyard team list.",
	},
	team.Unusable: {
		exit: ExitUnusable,
		what: "What the team's store {team} has[ under {path}] cannot be used", why: "[{cause}.][ It says: {message}.]",
		next: "Check with those who run the store that a key lies there.",
	},
	team.NotKV: {
		exit: ExitUnusable,
		what: "There is no KV store of version 2 where the team {team} names one", why: "[{cause}.][ {host} says: {message}.]",
		next: "Check the address and the mount: lanyard team list shows them.",
	},
	team.Unknown: {
		exit: ExitKeyring,
		what: "No team on this computer has this key", why: "It is named {path}, and Lanyard asks only stores that were added here. Nothing was sent.",
		next: "Add the team's store: lanyard team add.",
	},
	team.Foreign: {
		exit: ExitKeyring,
		what: "The team's store gave the key of another place", why: "What lies under {path} is not for where this profile signs in. The key was not sent.",
		next: "Ask the team who changed it, or take what the team publishes anew.",
	},
	team.Changed: {
		exit: ExitKeyring,
		what: "The settings of the team {team} were changed since they were agreed to", why: "Nothing was sent to {host}.",
		next: "If they are right, remove the team and add it again: lanyard team remove, lanyard team add.",
	},
	team.Differs: {
		exit: ExitOther,
		what: "The team's store {team} gave back something else than was written to it", why: "The key on this computer stays, and is in use as before.",
		next: "Try again, and tell those who run the store.",
	},
}

func ofTeam(e *team.Error) Failure {
	if errors.Is(e.Err, context.Canceled) {
		return Failure{Exit: ExitInterrupted, What: "Interrupted"}
	}
	row, ok := teamRows[e.Reason]
	if !ok {
		return Failure{Exit: ExitOther, What: capital(iam.Clean(e.Error()))}
	}
	values := map[string]string{"team": iam.Clean(e.Team), "host": iam.Clean(e.Host), "path": iam.Clean(e.Path), "message": strings.TrimRight(iam.Clean(e.Message), ". ")}
	if inner, ok := errors.AsType[*iam.Error](e.Err); ok {
		said := ofSignIn(inner)
		values["cause"] = said.What
		if inner.Check == iam.CheckStore { // there is no row for what is not IBM's
			values["cause"] = capital(iam.Clean(inner.Error()))
		}
	} else if e.Err != nil {
		values["cause"] = capital(iam.Clean(e.Err.Error()))
	}
	return Failure{
		Exit: row.exit, Check: string(iam.CheckKeyring), Retry: row.retry,
		What: begin(fill(row.what, values)), Why: begin(fill(row.why, values)), Next: fill(row.next, values),
	}
}
