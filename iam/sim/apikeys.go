package sim

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"
)

const (
	// keyLimit is how many API keys an identity may have.
	keyLimit = 20
	// keptAfterEnd is how long IBM keeps a key after its end and its last change, locked
	// or not.
	keptAfterEnd = 90 * 24 * time.Hour
	// leastValue is how long a value of one's own must be.
	leastValue = 32
)

// iamKey is an API key of IBM Cloud.
type iamKey struct {
	id         string
	value      string
	name       string
	about      string
	owner      iamIdentity
	account    string
	createdAt  time.Time
	createdBy  string
	modifiedAt time.Time
	expiresAt  time.Time // zero: never
	knownFrom  time.Time // before that the sign-in does not know it
	disabled   bool
	locked     bool
	sessions   bool
	whenLeaked string
	version    int
	lastUsed   time.Time
	uses       int64
	history    []keyDeed
}

// keyDeed is one line of a key's history.
type keyDeed struct {
	at      time.Time
	by      string
	account string
	action  string
	params  []string
	message string
}

func (k iamKey) tag() string {
	return fmt.Sprintf("%d-%s", k.version, strings.ReplaceAll(k.id, "ApiKey-", ""))
}

// ended tells whether a key's time is over.
func (k iamKey) ended(now time.Time) bool { return !k.expiresAt.IsZero() && !now.Before(k.expiresAt) }

// gone tells whether IBM has deleted a key by itself.
func (k iamKey) gone(now time.Time) bool {
	return !k.expiresAt.IsZero() && now.Sub(k.expiresAt) > keptAfterEnd && now.Sub(k.modifiedAt) > keptAfterEnd
}

// keyBook has the API keys of all accounts. It is safe for concurrent use.
type keyBook struct {
	mu   sync.Mutex
	now  func() time.Time
	keys []*iamKey
}

// by gives a copy of the first key that fits.
func (b *keyBook) by(fits func(*iamKey) bool) (iamKey, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if k := b.find(fits); k != nil {
		return k.copied(), true
	}
	return iamKey{}, false
}

// find sweeps away what IBM deletes by itself first. The caller holds mu.
func (b *keyBook) find(fits func(*iamKey) bool) *iamKey {
	now := b.now()
	b.keys = slices.DeleteFunc(b.keys, func(k *iamKey) bool { return k.gone(now) })
	if i := slices.IndexFunc(b.keys, fits); i >= 0 {
		return b.keys[i]
	}
	return nil
}

func (k *iamKey) copied() iamKey {
	c := *k
	c.history = slices.Clone(k.history)
	return c
}

func (b *keyBook) byValue(value string) (iamKey, bool) {
	return b.by(func(k *iamKey) bool { return same(k.value, value) })
}

func (b *keyBook) byID(id string) (iamKey, bool) {
	return b.by(func(k *iamKey) bool { return k.id == id })
}

// change changes a key, gives it a new version and writes that down; false when there is
// none. allow may refuse, having seen the key as it is.
func (b *keyBook) change(id string, d keyDeed, allow func(iamKey) bool, change func(*iamKey)) (iamKey, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	k := b.find(func(k *iamKey) bool { return k.id == id })
	if k == nil || !allow(k.copied()) {
		return iamKey{}, false
	}
	change(k)
	k.version++
	d.at = b.now()
	k.modifiedAt = d.at
	k.history = append(k.history, d)
	return k.copied(), true
}

// add puts a key into the book; false when its value is taken, or its owner has as many
// as are allowed.
func (b *keyBook) add(k iamKey, limit int) (full, taken bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.find(func(o *iamKey) bool { return same(o.value, k.value) }) != nil {
		return false, true
	}
	n := 0
	for _, o := range b.keys {
		if o.owner.iamID() == k.owner.iamID() && o.account == k.account {
			n++
		}
	}
	if limit > 0 && n >= limit {
		return true, false
	}
	b.keys = append(b.keys, &k)
	return false, false
}

func (b *keyBook) remove(id string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.keys = slices.DeleteFunc(b.keys, func(k *iamKey) bool { return k.id == id })
}

// used notes a sign-in.
func (b *keyBook) used(value string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if k := b.find(func(k *iamKey) bool { return same(k.value, value) }); k != nil {
		k.uses++
		k.lastUsed = b.now()
	}
}

// all gives copies of the keys that fit, oldest first.
func (b *keyBook) all(fits func(*iamKey) bool) []iamKey {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.find(func(*iamKey) bool { return false })
	var out []iamKey
	for _, k := range b.keys {
		if fits(k) {
			out = append(out, k.copied())
		}
	}
	return out
}

// APIKey is an API key of the simulated IBM Cloud as it is now, without its value.
type APIKey struct {
	ID          string
	Name        string
	Description string
	IAMID       string
	Disabled    bool
	Locked      bool
	ExpiresAt   time.Time
	Uses        int64
	History     []string // what was done with it, in IAM's words: CREATE, DISABLE, …
}

// APIKeys gives every API key that IBM Cloud has now, in the order in which they were
// made.
func (s *Simulator) APIKeys() []APIKey {
	var out []APIKey
	for _, k := range s.cloud.book.all(func(*iamKey) bool { return true }) {
		one := APIKey{
			ID: k.id, Name: k.name, Description: k.about, IAMID: k.owner.iamID(), Disabled: k.disabled, Locked: k.locked,
			ExpiresAt: k.expiresAt, Uses: k.uses,
		}
		for _, d := range k.history {
			one.History = append(one.History, d.action)
		}
		out = append(out, one)
	}
	return out
}

// APIKeyID gives the id of the API key with that value, "" when IBM Cloud has none.
func (s *Simulator) APIKeyID(value string) string {
	k, _ := s.cloud.book.byValue(value)
	return k.id
}

// LockAPIKey locks a key against changes, or ends that, as somebody on IBM's web page
// would.
func (s *Simulator) LockAPIKey(id string, lock bool) {
	s.cloud.book.change(id, keyDeed{action: "LOCK"}, func(iamKey) bool { return true }, func(k *iamKey) { k.locked = lock })
}
