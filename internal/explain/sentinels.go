package explain

import (
	"context"
	"slices"

	"lanyard/iam"
	"lanyard/internal/wallet"
	"lanyard/store"
)

// sentinel is an error that says everything by itself, and what it says.
type sentinel struct {
	err  error
	says Failure
}

// sentinels is the table of the places where keys and profiles are kept, and of the
// wallet. {cause} is what the error says beyond the sentinel.
var sentinels = slices.Concat(rotationSentinels, ownSentinels)

var ownSentinels = []sentinel{
	{context.Canceled, Failure{Exit: ExitInterrupted, What: "Interrupted"}},
	{context.DeadlineExceeded, Failure{
		Exit: ExitUnreachable, Retry: true, Action: ActionAgain,
		What: "It took too long", Why: "The time limit passed.", Next: "Try again, or allow more time with --timeout.",
	}},
	{store.ErrAbsent, Failure{
		Exit: ExitKeyring, Check: string(iam.CheckKeyring),
		What: "There is no keyring on this desktop",
		Why:  "Lanyard keeps keys in the system's keyring (Secret Service), and none is running.[ The system says: {cause}.]",
		Next: "Start or install one (GNOME Keyring, KWallet, KeePassXC), or keep keys in an encrypted file or in memory until Lanyard ends: choose it in the window, or with --secrets file and --secrets memory.",
	}},
	{store.ErrNoCollection, Failure{
		Exit: ExitKeyring, Check: string(iam.CheckKeyring),
		What: "The keyring has no place to keep keys in",
		Why:  "The service runs, but no default collection was ever made.",
		Next: "Create a default keyring in the system's password program (on GNOME: Passwords and Keys), then try again.",
	}},
	{store.ErrDismissed, Failure{
		Exit: ExitKeyring, Check: string(iam.CheckKeyring), Action: ActionUnlock, Retry: true,
		What: "The keyring stays locked",
		Why:  "The question for its password was closed without an answer.",
		Next: "Unlock the keyring, then try again.",
	}},
	{store.ErrSealed, Failure{
		Exit: ExitKeyring, Check: string(iam.CheckKeyring), Action: ActionUnlock, Retry: true,
		What: "The keys are locked",
		Why:  "They open with the passphrase that you chose for them.[ {cause}.]",
		Next: "Unlock them, then try again.",
	}},
	{store.ErrLocked, Failure{
		Exit: ExitKeyring, Check: string(iam.CheckKeyring), Action: ActionUnlock, Retry: true,
		What: "The keyring is locked",
		Why:  "It opens with its own password, usually that of your login.[ {cause}.]",
		Next: "Unlock it, then try again.",
	}},
	{store.ErrStuck, Failure{
		Exit: ExitKeyring, Check: string(iam.CheckKeyring), Action: ActionAgain, Retry: true,
		What: "The keyring does not answer",
		Why:  "It may wait for its password in a window behind others.[ The system says: {cause}.]",
		Next: "Look for a window that asks for a password; otherwise sign out and in again.",
	}},
	{store.ErrMissing, Failure{
		Exit: ExitKeyring, Check: string(iam.CheckKeyring), Action: ActionReplaceKey,
		What: "The key of this profile is not on this computer",
		Why:  "The profile came from elsewhere, or the key was removed from the keyring.",
		Next: "Enter the API key or password once more.",
	}},
	{store.ErrTooBig, Failure{
		Exit: ExitKeyring, Check: string(iam.CheckKeyring), Action: ActionReplaceKey,
		What: "The key is too long for the keyring",
		Why:  "Some systems keep no more than 2,500 bytes in one entry.[ It is {cause}.]",
		Next: "Check that only the key was entered: API keys have about 44 characters.",
	}},
	{store.ErrDamaged, Failure{
		Exit: ExitKeyring, Check: string(iam.CheckKeyring), Action: ActionReplaceKey,
		What: "The key in the keyring cannot be read",
		Why:  "Another program changed the entry, or wrote it.[ {cause}.]",
		Next: "Enter the API key or password once more; that replaces the entry.",
	}},
	{store.ErrNotWritten, Failure{
		Exit: ExitKeyring, Check: string(iam.CheckKeyring), Action: ActionAgain, Retry: true,
		What: "The keyring did not keep the change",
		Why:  "It took the entry, but had something else when asked.[ {cause}.]",
		Next: "Try again; if it stays so, look at the keyring with the system's password program.",
	}},
	{store.ErrRefused, Failure{
		Exit: ExitKeyring, Check: string(iam.CheckKeyring),
		What: "The keyring refused",
		Why:  "[It says: {cause}.]",
		Next: "Look at the keyring with the system's password program, then try again.",
	}},
	{store.ErrPassphrase, Failure{
		Exit: ExitKeyring, Check: string(iam.CheckKeyring), Action: ActionUnlock, Retry: true,
		What: "The passphrase does not fit",
		Why:  "The file was encrypted with another one.",
		Next: "Try again; capital letters and the keyboard's layout count.",
	}},
	{store.ErrNewer, Failure{
		Exit: ExitOther,
		What: "The file was saved by a newer Lanyard",
		Why:  "This version does not know its form, and leaves it alone.[ {cause}.]",
		Next: "Install the newer version, or use another folder with --config-dir.",
	}},
	{store.ErrBadFile, Failure{
		Exit: ExitOther, Action: ActionRestoreFile,
		What: "A file of Lanyard's cannot be read",
		Why:  "[{cause}. ]It is left as it is.",
		Next: "Put back one of the dated copies in the folder backups, or correct the file.",
	}},
	{store.ErrExists, Failure{
		Exit: ExitOther,
		What: "The file is there already",
		Why:  "Nothing was overwritten.",
		Next: "Choose another name, or let the file be replaced.",
	}},
	{store.ErrHeld, Failure{
		Exit: ExitOther, Action: ActionAgain, Retry: true,
		What: "Another program holds Lanyard's files",
		Why:  "[{cause}. ]It did nothing with them for some seconds, and nothing was changed.",
		Next: "End that program, or wait until it is done; then try again.",
	}},
	{store.ErrUnavailable, Failure{
		Exit: ExitOther, Action: ActionAgain,
		What: "Lanyard's files cannot be read or saved",
		Why:  "[The system says: {cause}.]",
		Next: "Check the folder's rights and the free space on the disk.",
	}},
	{wallet.ErrLocked, Failure{
		Exit: ExitKeyring, Check: string(iam.CheckKeyring), Action: ActionUnlock,
		What: "Lanyard is locked",
		Why:  "Keys and tokens are put away until somebody unlocks it.",
		Next: "Unlock it, then try again.",
	}},
	{wallet.ErrNotSealed, Failure{
		Exit: ExitKeyring, Check: string(iam.CheckKeyring), Action: ActionUnlock,
		What: "Locked, but the keys in memory are not encrypted",
		Why:  "That takes a passphrase, which was not given.",
		Next: "Unlock Lanyard and lock it once more with a passphrase, or end it.",
	}},
	{wallet.ErrLeftBehind, Failure{
		Exit: ExitKeyring, Check: string(iam.CheckKeyring), Action: ActionAgain, Retry: true,
		What: "The keys were moved, but copies stay in the old place",
		Why:  "[{cause}. ]The new place has all of them and is in use.",
		Next: "Make the same move once more: it removes what is left.",
	}},
	{wallet.ErrNotMoved, Failure{
		Exit: ExitKeyring, Check: string(iam.CheckKeyring),
		What: "The keys were not moved",
		Why:  "[{cause}. ]Nothing was removed, and the old place is still in use.",
		Next: "Mend what is named above, then make the same move once more.",
	}},
	{wallet.ErrNotFound, Failure{Exit: ExitNotFound, What: "There is no such profile", Next: "lanyard list shows the names."}},
	{wallet.ErrNameTaken, Failure{
		Exit: ExitOther, What: "Another profile has this name",
		Why: "Names are unique, whatever their case.", Next: "Choose another name.", Action: ActionEdit,
	}},
	{wallet.ErrNoKey, Failure{
		Exit: ExitUsage, What: "There is no key for this profile",
		Why: "A profile is saved only together with its key.", Next: "Enter the API key or password, or share another profile's.", Action: ActionReplaceKey,
	}},
	{wallet.ErrByCode, Failure{
		Exit: ExitUsage, What: "This profile has no key: it signs in with one-time codes",
		Why: "Nothing is stored for it that could be handed out.", Next: "Use its token, such as with lanyard exec or lanyard token, or a profile with an API key.",
	}},
	{wallet.ErrChanged, Failure{
		Exit: ExitOther, What: "The profile changed meanwhile",
		Why: "Another window or command saved it at the same time.", Next: "Look at it once more, then try again.", Action: ActionAgain, Retry: true,
	}},
}
