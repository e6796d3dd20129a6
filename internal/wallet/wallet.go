// Package wallet joins profiles, keys and tokens: it adds, edits and removes
// profiles together with their keys, fetches tokens and keeps them in memory, one for
// all profiles that sign in alike. The window and the command line both stand on it.
package wallet

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"lanyard/iam"
	"lanyard/internal/profile"
	"lanyard/internal/secret"
	"lanyard/store"
)

// Profiles is where profiles are kept. Change reads, lets change alter the list and
// writes it, all under one lock across processes; it must not be nested.
type Profiles interface {
	Load(ctx context.Context) ([]profile.Profile, error)
	Pick(ctx context.Context, want func(id, name string) bool) ([]profile.Profile, error) // those that want chooses
	Change(ctx context.Context, change func([]profile.Profile) ([]profile.Profile, error)) error
}

// Keys is where keys are kept, by their ids. Calls may wait for a person (an unlock
// prompt) and end with ctx. Get wraps [store.ErrMissing] when there is no such key;
// deleting a key that isn't there is no error.
type Keys interface {
	Get(ctx context.Context, id string) (store.Entry, error)
	Put(ctx context.Context, id string, e store.Entry) error
	Delete(ctx context.Context, id string) error
	Status(ctx context.Context) store.Status
	Unlock(ctx context.Context) error

	// Agreed reads what the user agreed to, as [Keys.Get] reads a key; ChangeAgreed
	// writes it. SeenAgreed gives what can be had of it without asking anybody: enough
	// to show, not to act on.
	Agreed(ctx context.Context) (store.Agreed, error)
	ChangeAgreed(ctx context.Context, change store.ChangeAgreed) error
	SeenAgreed() (store.Agreed, bool)
}

// SignIn talks to IBM: it exchanges a credential for a token, and looks at what a
// credential may see. An [iam.Client] is one.
type SignIn interface {
	Exchange(ctx context.Context, c iam.Credential) (iam.Token, error)
	Test(ctx context.Context, c iam.Credential, observe func(iam.Result)) []iam.Result
	Chain(ctx context.Context, p profile.Profile, proxy secret.Text) (iam.Chain, error)
	KeyDetails(ctx context.Context, c iam.Credential, t iam.Token) (iam.KeyDetails, error)
	Spaces(ctx context.Context, c iam.Credential, t iam.Token) ([]iam.Place, error)
	Projects(ctx context.Context, c iam.Credential, t iam.Token) ([]iam.Place, error)

	// Signing in with one-time codes; a code or a refresh token is the credential's key.
	CodePage(ctx context.Context, c iam.Credential) (string, error)
	OpenSession(ctx context.Context, c iam.Credential, account string) (iam.Session, error)
	RenewSession(ctx context.Context, c iam.Credential, account string) (iam.Session, error)
	KeepSession(ctx context.Context, c iam.Credential, id secret.Text) error
	Accounts(ctx context.Context, c iam.Credential, t iam.Token) ([]iam.Account, error)
}

// Token is a bearer token in memory.
type Token = iam.Token

// Wallet is the one place where profiles, keys and tokens meet. It is safe for use
// by several goroutines.
type Wallet struct {
	profiles Profiles
	keys     *guarded
	signIn   SignIn
	now      func() time.Time
	tokens   tokens
	sessions sessions
	turn     sync.Mutex // one who locks or unlocks at a time
	journal  atomic.Pointer[journal]
	agreed   agreed
	remote   remote          // keys that lie in a team's store
	marks    Marks           // may be nil
	held     func() []string // see UseHeld; may be nil
	rule     Rule            // see UseRule; may be nil

	watch func(context.Context, iam.Credential, Token) // see UseWatch; may be nil
}

// New makes a wallet on the places where things are kept and the way to sign in.
func New(p Profiles, k Keys, s SignIn) *Wallet {
	return &Wallet{profiles: p, keys: guard(k), signIn: s, now: time.Now}
}

// UseKeys makes the wallet keep keys elsewhere from now on, such as in memory where
// there is no keyring. It moves none, see [Move].
func (w *Wallet) UseKeys(k Keys) { w.keys.use(k) }

// Secrets is what add and edit are given beside the profile. An empty text leaves
// the stored secret as it is; editing never loads one.
type Secrets struct {
	Key        secret.Text
	Proxy      secret.Text // the proxy's password
	ShareWith  string      // the id of the profile whose key this one shares
	Reference  string      // the key lies in a team's store, under this name
	KeepSecret bool        // the user agreed that the stored key may go to the profile's new place

	later bool // a new profile may be saved without a key
}

// Status tells where keys are kept and whether they can be had, without prompting.
func (w *Wallet) Status(ctx context.Context) store.Status { return w.keys.Status(ctx) }
