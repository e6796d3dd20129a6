package explain

import (
	"fmt"

	"lanyard/iam"
	"lanyard/internal/profile"
	"lanyard/internal/rotation"
)

// rotationSentinels is the table of what can keep a key from being changed for a new one.
var rotationSentinels = []sentinel{
	{rotation.ErrBusy, Failure{
		Exit: ExitOther, Action: ActionAgain, Retry: true,
		What: "Another program is rotating a key",
		Why:  "Two at once could leave keys behind.[ {cause}.]",
		Next: "Wait until it is done, then look: lanyard key show NAME tells which key is in use.",
	}},
	{rotation.ErrInterrupted, Failure{
		Exit: ExitOther,
		What: "A rotation of this key was interrupted",
		Why:  "[{cause}. ]At least one key that works is stored.",
		Next: "Go on with it: lanyard key rotate NAME --resume does, and --undo goes back.",
	}},
	{rotation.ErrMemory, Failure{
		Exit: ExitKeyring, Check: string(iam.CheckKeyring),
		What: "Keys in memory are not rotated by commands",
		Why:  "The new key would end with this command, and with it the way in. Nothing was sent.",
		Next: "Keep the key in the keyring or in the secrets file first, or rotate it in the window.",
	}},
	{rotation.ErrLost, Failure{
		Exit: ExitKeyring, Check: string(iam.CheckKeyring),
		What: "The new key could not be stored",
		Why:  "[{cause}.]",
		Next: "On IBM Cloud the old key is in use as before. On a cluster it has ended: make a new one on the cluster's page (your profile, Profile and settings, API key) and enter it with lanyard edit NAME --secret-stdin.",
	}},
	{rotation.ErrNoPlace, Failure{
		Exit: ExitNoAccess, Action: ActionPage, Link: pageKeys,
		What: "There is no place for another API key",
		Why:  "IBM lets a user or service ID have a limited number of keys, usually 20. Nothing was made or changed.",
		Next: "Delete a key that nobody uses: lanyard key list NAME shows them, those that were used longest ago first.",
	}},
	{rotation.ErrElsewhere, Failure{
		Exit: ExitOther,
		What: "This key lies in a team's store and is not changed from here",
		Why:  "Others use it as well, from the store. Nothing was made or changed.",
		Next: "Change it in the store, or bring it back first: lanyard move NAME --to keyring.",
	}},
	{rotation.ErrForeign, Failure{
		Exit: ExitNoAccess,
		What: "This key belongs to somebody else than it signs in",
		Why:  "IBM names another owner for it than for its token. Nothing was made or changed.",
		Next: "Rotate it with a profile of the key's owner.",
	}},
	{rotation.ErrBinding, Failure{
		Exit: ExitNoAccess,
		What: "This key was made for the credentials of a service, and is not rotated alone",
		Why:  "[{cause}. ]IBM keeps it together with a resource key; a new one would not be known there. Nothing was made or changed.",
		Next: "Make new credentials of the service in IBM Cloud's resource list, and import them.",
	}},
	{rotation.ErrDeclined, Failure{
		Exit: ExitOther,
		What: "Nothing was changed",
		Why:  "It takes a yes, which was not given.[ {cause}.]",
		Next: "Run it on a terminal to be asked, or say yes beforehand with --yes.",
	}},
	{rotation.ErrGone, Failure{
		Exit: ExitOther,
		What: "The old key is gone, so there is no way back to it",
		Why:  "It was deleted at IBM, or a cluster ended it when it made the new one. The new key is in use.",
		Next: "Rotate once more if the new key must not stay: lanyard key rotate NAME makes another one.",
	}},
	{rotation.ErrGuided, Failure{
		Exit: ExitUsage,
		What: "The new key is made on a web page here",
		Why:  "There is no call for it that Lanyard could make by itself.",
		Next: "Run lanyard key rotate NAME on a terminal, which shows the way, or give the key on standard input with --secret-stdin.",
	}},
	{rotation.ErrNotKey, Failure{
		Exit: ExitUsage,
		What: "This profile has no API key that could be managed",
		Why:  "It signs in with a password or with one-time codes, or its kind has no such keys.",
		Next: "Change the password where it was made. On Cloud Pak for Data, lanyard key create NEW --from NAME makes a key to use instead.",
	}},
	{rotation.ErrOneKey, Failure{
		Exit: ExitUsage,
		What: "A user of a cluster has one API key",
		Why:  "Another one would end the one in use.",
		Next: "Share the key: lanyard duplicate NAME NEW makes a profile that does.",
	}},
	{rotation.ErrSame, Failure{
		Exit: ExitUsage,
		What: "This is the key that is in use",
		Why:  "A new key is another one.",
		Next: "Make a new key on the page, then enter that.",
	}},
	{rotation.ErrLast, Failure{
		Exit: ExitUsage,
		What: "This is the last key of its owner that works",
		Why:  "Without it nobody signs in by a key any more. Nothing was deleted.",
		Next: "If that is meant, write the key's id: lanyard key show NAME tells it, and lanyard key delete NAME ID --yes deletes it.",
	}},
	{rotation.ErrUnknown, Failure{
		Exit: ExitUnreachable, Retry: true, Action: ActionAgain,
		What: "Whether IBM made the new key could not be found out",
		Why:  "[{cause}. ]The old key is in use as before; the new one is stored and waits.",
		Next: "Go on when IBM can be reached: lanyard key rotate NAME --resume finds out, and --undo goes back.",
	}},
	{rotation.ErrNotMade, Failure{
		Exit: ExitUnusable, Retry: true, Action: ActionAgain,
		What: "IBM does not know the new key, so the old one stays in use",
		Why:  "The answer was lost, and a minute later there was no such key. What was stored for it is removed.",
		Next: "Try again.",
	}},
}

// TellStep says how a step of a rotation ended, in one short sentence; "" where its status
// says it all.
func TellStep(s rotation.Step) string {
	if s.Status == rotation.Failed {
		if s.Err == nil {
			return ""
		}
		return Explain(s.Err).What + "."
	}
	switch s.Note {
	case rotation.NoteAfterFailure:
		return "Not done after the failure."
	case rotation.NoteDryRun:
		return "Not done: nothing is to be changed."
	case rotation.NoteResumed:
		return "Done before the interruption."
	case rotation.NoteBackAgain:
		return "Taken back; the old key is in use."
	case rotation.NotePasted:
		return "The key was made on a web page."
	}
	return tellDone(s)
}

func tellDone(s rotation.Step) string {
	switch s.Name {
	case rotation.Check:
		text := counted(s.Count, "profile uses", "profiles use") + " this key"
		if s.Place >= 0 {
			text += fmt.Sprintf("; IBM has a place for %s", counted(s.Place, "more key", "more keys"))
		}
		return text + "."
	case rotation.Store:
		return "The new key is stored, and was read back."
	case rotation.Create:
		return map[rotation.Note]string{
			rotation.NoteIBMsValue: "IBM made the key, as it takes none of one's own; it is stored.",
			rotation.NoteFound:     "IBM's answer was lost, but the key exists.",
		}[s.Note]
	case rotation.Test:
		if s.Note == rotation.NoteAsBefore {
			return fmt.Sprintf("%s %s fails a check as it does with the old key.", counted(s.Count, "profile was tested.", "profiles were tested."), s.Failed)
		}
		return counted(s.Count, "profile was tested.", "profiles were tested.")
	case rotation.Swap:
		return counted(s.Count, "profile uses the new key now.", "profiles use the new key now.")
	case rotation.Retire:
		return tellRetired(s.Note)
	}
	return ""
}

func tellRetired(n rotation.Note) string {
	return map[rotation.Note]string{
		rotation.NoteDisabled:  "The old key is disabled; undoing enables it again.",
		rotation.NoteDeleted:   "The old key is deleted.",
		rotation.NoteKept:      "The old key still works.",
		rotation.NoteUsedSince: "The old key is only disabled: something else used it since.",
		rotation.NoteDead:      "The old key ended when the cluster made the new one.",
		rotation.NoteOnPage:    "The old key still works: remove it on the page where it was made.",
	}[n]
}

func counted(n int, one, more string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, more)
}

// KeyPage tells where a person makes a new key for a profile, a line a step.
func KeyPage(p profile.Profile) []string {
	switch p.Kind {
	case profile.AWS:
		return []string{
			"The new key is made on a web page:",
			"1. Open the SaaS console of watsonx on AWS and sign in.",
			"2. Open Administration, Access (IAM), your personal API keys, and create one. The old key works on.",
			"3. Copy the new key and enter it here. Lanyard tests it before it is used.",
			"4. Afterwards delete the old key on the same page.",
		}
	case profile.CP4D:
		return []string{
			"The new key is made on the cluster's page:",
			"1. Open " + p.AuthOrigin() + " and sign in as " + p.Username + ".",
			"2. Open your profile (top right), Profile and settings, API key, Generate new key. The old key ends at once, for everything that uses it.",
			"3. Copy the new key and enter it here. Lanyard tests it and puts it in use.",
		}
	}
	return []string{
		"The new key is made on a web page:",
		"1. Open " + pageKeys + " and create a key.",
		"2. Copy it and enter it here. Lanyard tests it before it is used, and then retires the old one.",
	}
}
