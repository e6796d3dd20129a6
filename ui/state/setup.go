package state

import (
	"context"
	"time"

	"lanyard/internal/policy"
	"lanyard/internal/profile"
	"lanyard/internal/rotation"
	"lanyard/internal/secret"
	"lanyard/internal/settings"
	"lanyard/internal/wallet"
)

// Wallet is what the window needs of profiles, keys and tokens; [wallet.Wallet] has it.
type Wallet interface {
	List(ctx context.Context) ([]profile.Profile, error)
	Add(ctx context.Context, p profile.Profile, s wallet.Secrets) (profile.Profile, error)
	Import(ctx context.Context, p profile.Profile, s wallet.Secrets) (profile.Profile, error)
	Edit(ctx context.Context, id string, change func(*profile.Profile) error, s wallet.Secrets) (profile.Profile, error)
	Duplicate(ctx context.Context, id, name string) (profile.Profile, error)
	Remove(ctx context.Context, id, name string) (*wallet.Removed, error)
	Agree(ctx context.Context, id string, to profile.Place) error
	Key(ctx context.Context, id string) (secret.Text, error)
	Token(ctx context.Context, id string) (wallet.Token, error)
	Fresh(ctx context.Context, id string) (wallet.Token, error)
	Cached(p profile.Profile) (wallet.Token, bool)
	Forget()
	Lock(passphrase secret.Text) error
	Locked() bool
	PassphraseChanger
	Backups
	Record(d wallet.Deed, p profile.Profile, detail string)
	Recent(n int, profileID string) ([]wallet.Event, error)
	Unlock(ctx context.Context) error
	UnlockWith(ctx context.Context, passphrase secret.Text) error
	UnlockTakesPassphrase(ctx context.Context) bool
	Inspector
	Codes
	Renew(ctx context.Context, tell func(wallet.Renewal))
}

// PassphraseChanger changes the passphrase of the secrets file.
type PassphraseChanger interface {
	ChangePassphrase(ctx context.Context, old, passphrase secret.Text) error
}

// Backups takes profiles and keys out of the wallet and brings them back.
type Backups interface {
	Backup(ctx context.Context) (a wallet.Archive, keyless []profile.Profile, err error)
	SaveBackup(a wallet.Archive, passphrase secret.Text, save func(content []byte) error) error
	PlanRestore(ctx context.Context, a wallet.Archive) ([]wallet.RestoreItem, error)
	Restore(ctx context.Context, a wallet.Archive, items []wallet.RestoreItem) ([]profile.Profile, error)
}

// Inspector looks at what a credential is good for. It only reads.
type Inspector interface {
	Test(ctx context.Context, id string, at wallet.At, observe func(wallet.Result)) ([]wallet.Result, error)
	TestUnsaved(ctx context.Context, p profile.Profile, s wallet.Secrets, observe func(wallet.Result)) []wallet.Result
	Chain(ctx context.Context, p profile.Profile) (wallet.Chain, error)
	Spaces(ctx context.Context, id string) ([]wallet.Place, error)
	Projects(ctx context.Context, id string) ([]wallet.Place, error)
	KeyDetails(ctx context.Context, id string) (wallet.KeyDetails, error)
	ZenHeader(ctx context.Context, id string) (secret.Text, error)
}

// Clipboard is a clipboard that knows what a secret is. Its methods may wait for
// other programs and are never called on the dispatcher's goroutine.
type Clipboard interface {
	// CopySecret puts a secret on the clipboard, marked as one if wanted, and takes it
	// off after its life if it is still there; with a life of 0 only Clear does.
	CopySecret(t secret.Text, life time.Duration, mark bool) (SecretCopy, error)
	CopyText(ctx context.Context, s string) error
	ReadText(ctx context.Context) (string, error)
	// Clear takes a secret of ours off the clipboard, nothing else.
	Clear() error
	// ClearOther takes off a text of another program's if is knows the text that lies there.
	ClearOther(ctx context.Context, is func(text string) bool) (bool, error)
}

// SecretCopy is a secret on the clipboard.
type SecretCopy struct {
	Done  <-chan struct{}                // closed when it is off the clipboard
	Taken func() bool                    // after Done: something else was copied meanwhile
	Fate  func(ctx context.Context) Fate // what became of it, by looking; may wait
}

// Mark says what became of the mark that keeps a secret out of clipboard histories.
type Mark int

// What became of the mark.
const (
	MarkUnread  Mark = iota // not known
	MarkThere               // it was read back
	MarkUnknown             // this desktop knows no such mark
	MarkOff                 // it was not wanted
)

// Fate is what is true of a copied secret.
type Fate struct {
	Mark   Mark
	Keeper string // a clipboard manager that may keep a copy all the same, "" without
	Stuck  bool   // its time is over but it could not be taken off
}

// Keyring is what is known of the place where keys are kept.
type Keyring struct {
	Backend string // "keyring", "file" or "memory"
	Name    string // as the system calls it: "Login keyring"
	State   string // "ready", "locked", "absent", "no-collection", "stuck" or "damaged"
	Detail  string // the cause in the system's words
}

// The states of a keyring.
const (
	KeyringReady        = "ready"
	KeyringLocked       = "locked"
	KeyringAbsent       = "absent"
	KeyringNoCollection = "no-collection"
	KeyringStuck        = "stuck"
	KeyringDamaged      = "damaged"
	BackendFile         = "file"
	BackendKeyring      = "keyring"
	BackendMemory       = "memory"
)

// Mend is the way out when the profiles file is damaged. Its functions may wait.
type Mend struct {
	Backups  func(ctx context.Context) ([]Backup, error)
	Restore  func(ctx context.Context, name string) error
	SetAside func(ctx context.Context) (name string, err error) // renames the damaged file
}

// Backup is a dated copy of the profiles file.
type Backup struct {
	Name     string
	Time     time.Time
	Profiles int // how many it has
}

// Keep moves keys from one place to another. Its functions may wait.
type Keep struct {
	// Move moves all keys to "keyring" or "file" and keeps them there from now on; moved
	// to where they are, it removes what is left in the other place.
	Move func(ctx context.Context, to string, how MoveHow) ([]wallet.Moved, error)

	// Follow calls moved, from another goroutine, when another process has moved the keys
	// and they are read from there now. It returns when ctx ends.
	Follow func(ctx context.Context, moved func())

	// Overruled names what will count before the choice when the program is started next,
	// such as "--secrets"; "" when nothing does.
	Overruled func() string
}

// MoveHow says how keys are moved.
type MoveHow struct {
	Replace bool                     // overwrite keys that lie there already and differ
	Leave   bool                     // move none: only keep keys there from now on
	Tell    func(stage wallet.Stage) // called from another goroutine
}

// Setup is what a model stands on.
type Setup struct {
	Wallet    Wallet
	Keyring   func(ctx context.Context) Keyring // may wait; asks nobody
	Clipboard Clipboard                         // nil: this desktop has none

	// Results keeps the last tests' results. Nil: they are kept until the end.
	Results Results

	// First is the first list of profiles, see [ReadFirst]. Nil: it is read by Start.
	First *First

	// Watch calls changed from its own goroutine when another process has changed the
	// profiles, and returns when ctx ends. Nil: nobody else can.
	Watch func(ctx context.Context, changed func())

	// OnRetry has tell called, from other goroutines, with each wait before a request is
	// sent once more. May be nil.
	OnRetry func(tell func(wallet.Retry))

	// Settings is what the user has chosen; the zero value means what holds until they do.
	// ChangeSettings saves what they choose from now on. Nil: it holds until the end.
	Settings       settings.Settings
	ChangeSettings func(ctx context.Context, change func(*settings.Settings)) error

	// Served gives the commands that are signed in for as long as they run. Nil: none is.
	Served func(ctx context.Context) ([]ServedCommand, error)

	// Policy is what the administrator has fixed: Settings are so already, and cannot be
	// chosen otherwise. Nil: nothing is.
	Policy *policy.Policy

	// IdleWatch calls idle, from another goroutine, each time that nobody has used the
	// computer for a time, until ctx ends. Nil: the desktop doesn't tell.
	IdleWatch func(ctx context.Context, after time.Duration, idle func()) error

	// SessionWatch tells what happens to the user's session until ctx ends. Where the
	// desktop lets it, the computer sleeps only when tell has returned. May be nil.
	SessionWatch func(ctx context.Context, tell func(SessionEvent))

	// LetGo is called after a lock, on a goroutine of its own, to give back memory in which
	// secrets have been. May be nil.
	LetGo func()

	// Mend is the way out when the profiles file is damaged. Nil: there is none.
	Mend *Mend

	// UseMemory makes the wallet keep keys in memory until the program ends. Nil when
	// it does so already.
	UseMemory func()

	// Rotation makes what rotates API keys and asks IBM about them. Nil: nothing of it is
	// offered.
	Rotation func() *rotation.Engine

	// FollowKeys calls changed, from another goroutine, when IBM told something new of keys,
	// until ctx ends. Nil: only what happens here is known.
	FollowKeys func(ctx context.Context, changed func())

	// Keep moves keys from one place to another. Nil: they stay where they are.
	Keep *Keep

	Demo    bool // choose the first profile and fetch its token
	Touches bool // the view tells when somebody uses the window; otherwise they are taken to look all the time

	// Do runs a function on the dispatcher's goroutine, and returns at once.
	Do         func(func())
	AnswerTime time.Duration    // for tests: how long a command waits for the user's word; 0: as usual
	Now        func() time.Time // nil: the computer's clock
	Zone       *time.Location   // nil: the local one
}
