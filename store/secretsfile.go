package store

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"lanyard/internal/secret"
)

const (
	secretsName = "secrets.age"
	secretsLook = "Secrets file"
	askTries    = 3 // passphrases that may not fit before an action fails
)

// Ask says what a passphrase is wanted for.
type Ask struct {
	New   bool // a secrets file is being made: choose one, and type it twice
	Wrong bool // the last one did not fit
}

// SecretsFile keeps keys in one file encrypted with a passphrase (age, scrypt), for
// computers without a keyring, where the user chose so. It has the profiles file's
// guarantees: any number of processes at once, never half written, never overwritten
// when it isn't understood. It is safe for use by several goroutines.
//
// The first method that needs the passphrase asks for it; until Lock the keys then lie
// in memory. Opening takes about a second and 256 MiB, by design.
type SecretsFile struct {
	file   *safeFile
	ask    func(context.Context, Ask) (secret.Text, error)
	factor int
	now    func() time.Time
	turn   chan struct{} // one token: one who asks or decrypts at a time

	mu    sync.Mutex
	open  *opened
	locks int // how often it was locked
	began int // locks when the one who has the turn began
}

// opened is a secrets file as it was read last. It is never changed, only replaced.
type opened struct {
	passphrase secret.Text
	sum        [sha256.Size]byte // of the file
	doc        secretsDoc
}

// OpenSecretsFile names the secrets file of a directory. Nothing is read, asked or made
// yet; the first Put makes it. ask gets the passphrase from wherever it comes; it is not
// called twice at once. Its error ends the action that needed the passphrase. Without
// ask (nil) a file that [SecretsFile.UnlockWith] hasn't opened is locked.
func OpenSecretsFile(dir string, ask func(context.Context, Ask) (secret.Text, error)) *SecretsFile {
	if ask == nil {
		ask = func(context.Context, Ask) (secret.Text, error) {
			return secret.Text{}, fmt.Errorf("%w: nobody can be asked for it", ErrSealed)
		}
	}
	s := &SecretsFile{file: newSafeFile(dir, secretsName), ask: ask, factor: workFactor, now: time.Now, turn: make(chan struct{}, 1)}
	s.turn <- struct{}{}
	return s
}

// Path is where the file is, or will be.
func (s *SecretsFile) Path() string { return s.file.path() }

// Get reads a key, or gives [ErrMissing].
func (s *SecretsFile) Get(ctx context.Context, id string) (Entry, error) {
	o, err := s.current(ctx)
	if err != nil {
		return Entry{}, fmt.Errorf("get key %q: %w", id, err)
	}
	raw, ok := o.doc.secrets[id]
	if !ok {
		return Entry{}, fmt.Errorf("get key %q: %w", id, ErrMissing)
	}
	e, err := decodeEntry(string(raw))
	if err != nil {
		return Entry{}, fmt.Errorf("get key %q: %w", id, err)
	}
	return e, nil
}

// Put writes a key in the place of what it had. The limits are those of the keyrings,
// so that the key can move there.
func (s *SecretsFile) Put(ctx context.Context, id string, e Entry) error {
	if err := s.Write(ctx, Batch{Put: map[string]Entry{id: e}}); err != nil {
		return fmt.Errorf("put key %q: %w", id, err)
	}
	return nil
}

// Delete removes a key. One that isn't there is no error.
func (s *SecretsFile) Delete(ctx context.Context, id string) error {
	if err := s.Write(ctx, Batch{Delete: []string{id}}); err != nil {
		return fmt.Errorf("delete key %q: %w", id, err)
	}
	return nil
}

// IDs lists the keys by their ids, sorted.
func (s *SecretsFile) IDs(ctx context.Context) ([]string, error) {
	o, err := s.current(ctx)
	if err != nil {
		return nil, fmt.Errorf("list keys: %w", err)
	}
	return slices.Sorted(maps.Keys(o.doc.secrets)), nil
}

// Status tells the file's state without asking for the passphrase. A file that isn't
// there yet is ready: the first Put makes it.
func (s *SecretsFile) Status(ctx context.Context) Status {
	st := Status{Backend: BackendFile, Name: secretsLook, State: StateReady}
	content, err := s.file.read()
	switch {
	case err != nil:
		st.State, st.Detail = StateAbsent, cleanText(err.Error())
	case content == nil || s.isOpen():
	default:
		st.State, st.Detail = StateLocked, "it asks for its passphrase at next use"
		if err := checkHead(content); err != nil {
			st.State, st.Detail = StateDamaged, cleanText(err.Error())
		}
	}
	return st
}

func (s *SecretsFile) isOpen() bool { return s.last() != nil }

func (s *SecretsFile) last() *opened {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.open
}

// remember keeps what the one who has the turn opened, unless the file was locked since
// they began.
func (s *SecretsFile) remember(o *opened) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.locks == s.began {
		s.open = o
	}
}

// Unlock asks for the passphrase unless the file is open. A file that isn't there yet
// needs none.
func (s *SecretsFile) Unlock(ctx context.Context) error {
	if _, err := s.current(ctx); err != nil {
		return fmt.Errorf("unlock the secrets file: %w", err)
	}
	return nil
}

// UnlockWith opens the file with a passphrase: [ErrPassphrase] when it doesn't fit.
func (s *SecretsFile) UnlockWith(ctx context.Context, passphrase secret.Text) error {
	err := s.inTurn(ctx, func() error {
		content, err := s.file.read()
		if err != nil || content == nil {
			return err
		}
		o, err := s.decode(content, passphrase)
		if err == nil {
			s.remember(o)
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("unlock the secrets file: %w", err)
	}
	return nil
}

// Lock forgets keys and passphrase. What is being done with them goes on, but leaves
// nothing open.
func (s *SecretsFile) Lock() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.open = nil
	s.locks++
}

// begin is for the one who has just got the turn.
func (s *SecretsFile) begin() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.began = s.locks
}

// ChangePassphrase encrypts the file anew. The old passphrase must fit, also when the
// file is open. A file that isn't there is an [ErrMissing].
func (s *SecretsFile) ChangePassphrase(ctx context.Context, old, passphrase secret.Text) error {
	err := s.inTurn(ctx, func() error {
		if passphrase.Empty() {
			return errors.New("the new passphrase is empty")
		}
		return s.file.locked(ctx, func() error {
			content, err := s.file.read()
			if err != nil {
				return err
			}
			if content == nil {
				return fmt.Errorf("%w: there is no secrets file", ErrMissing)
			}
			o, err := s.decode(content, old)
			if err != nil {
				return err
			}
			s.file.getOn()
			return s.save(content, o.doc, passphrase)
		})
	})
	if err != nil {
		return fmt.Errorf("change the passphrase: %w", err)
	}
	return nil
}

// SetAside renames a damaged file, so that a new one can begin, and gives its new name.
// A file that is not damaged stays ("" and nil); a passphrase that doesn't fit is not
// damage. Asks for the passphrase when the damage may lie behind it.
func (s *SecretsFile) SetAside(ctx context.Context) (string, error) {
	var name string
	err := s.inTurn(ctx, func() error {
		content, err := s.file.read()
		if err != nil || content == nil {
			return err
		}
		if _, err := s.unlocked(ctx, content); !errors.Is(err, ErrBadFile) {
			return err
		}
		return s.file.locked(ctx, func() error {
			now, err := s.file.read()
			if err != nil || !bytes.Equal(now, content) {
				return err // somebody has mended it
			}
			name, err = s.file.setAside(s.now())
			return err
		})
	})
	if err != nil {
		return "", fmt.Errorf("set the damaged secrets file aside: %w", err)
	}
	return name, nil
}

// inTurn runs what asks a person or takes long, one at a time. It returns with ctx
// even though a decryption cannot be stopped; that goes on alone, with its turn.
func (s *SecretsFile) inTurn(ctx context.Context, do func() error) error {
	select {
	case <-s.turn:
	case <-ctx.Done():
		return ctx.Err()
	}
	s.begin()
	done := make(chan error, 1)
	go func() {
		err := do()
		s.turn <- struct{}{}
		done <- err
	}()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

// current gives the file's content, opened: from memory when the file hasn't changed
// since, asking for the passphrase when there is none that fits.
func (s *SecretsFile) current(ctx context.Context) (*opened, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	got := make(chan *opened, 1)
	err := s.inTurn(ctx, func() error {
		content, err := s.file.read()
		if err != nil {
			return err
		}
		if content == nil {
			got <- &opened{doc: newSecretsDoc()}
			return nil
		}
		o, err := s.unlocked(ctx, content)
		got <- o
		return err
	})
	if err != nil {
		return nil, err
	}
	return <-got, nil
}

// unlocked opens content with the passphrase at hand or asked for. The caller has the
// turn.
func (s *SecretsFile) unlocked(ctx context.Context, content []byte) (*opened, error) {
	if err := checkHead(content); err != nil {
		return nil, &DamageError{Path: s.file.path(), Cause: err}
	}
	if last := s.last(); last != nil {
		if last.sum == sha256.Sum256(content) {
			return last, nil
		}
		o, err := s.decode(content, last.passphrase)
		if !errors.Is(err, ErrPassphrase) {
			return s.kept(o, err)
		}
		s.remember(nil) // another process has changed the passphrase
	}
	for try := 1; ; try++ {
		passphrase, err := s.ask(ctx, Ask{Wrong: try > 1})
		if err != nil {
			return nil, err
		}
		o, err := s.decode(content, passphrase)
		if !errors.Is(err, ErrPassphrase) || try == askTries {
			return s.kept(o, err)
		}
	}
}

func (s *SecretsFile) kept(o *opened, err error) (*opened, error) {
	if err != nil {
		return nil, err
	}
	s.remember(o)
	return o, nil
}

func (s *SecretsFile) decode(content []byte, passphrase secret.Text) (*opened, error) {
	doc, err := openDoc(s.file.path(), content, passphrase)
	if err != nil {
		return nil, err
	}
	return &opened{passphrase: passphrase, sum: sha256.Sum256(content), doc: doc}, nil
}

// errRaced: the file changed in a way that needs a person, while nobody may be asked.
var errRaced = errors.New("the secrets file changed meanwhile")

// change alters the content while no other process does. People are asked before the
// lock is taken, never under it; when what they said doesn't fit any more by then, it
// starts again. alter tells whether there is anything to write.
func (s *SecretsFile) change(ctx context.Context, alter func(secretsDoc) bool) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	return s.inTurn(ctx, func() error {
		for try := 1; ; try++ {
			passphrase, err := s.passphrase(ctx)
			if err != nil {
				return err
			}
			err = s.file.locked(ctx, func() error { return s.alter(passphrase, alter) })
			if !errors.Is(err, errRaced) || try == askTries {
				return err
			}
		}
	})
}

// passphrase gives the one that opens the file now, or a new one for a new file.
func (s *SecretsFile) passphrase(ctx context.Context) (secret.Text, error) {
	content, err := s.file.read()
	if err != nil {
		return secret.Text{}, err
	}
	if content != nil {
		o, err := s.unlocked(ctx, content)
		if err != nil {
			return secret.Text{}, err
		}
		return o.passphrase, nil
	}
	p, err := s.ask(ctx, Ask{New: true})
	if err == nil && p.Empty() {
		err = errors.New("the passphrase is empty")
	}
	return p, err
}

// alter reads, changes and writes, under the lock.
func (s *SecretsFile) alter(passphrase secret.Text, alter func(secretsDoc) bool) error {
	content, err := s.file.read()
	if err != nil {
		return err
	}
	doc := newSecretsDoc()
	if content != nil {
		o := s.last()
		if o == nil || o.sum != sha256.Sum256(content) {
			o, err = s.decode(content, passphrase)
			s.file.getOn()
		}
		if errors.Is(err, ErrPassphrase) {
			return errRaced
		}
		if err != nil {
			return err
		}
		doc = secretsDoc{secrets: maps.Clone(o.doc.secrets), extra: cloned(o.doc.extra)}
	}
	if !alter(doc) {
		return nil
	}
	return s.save(content, doc, passphrase)
}

// save encrypts and writes, under the lock.
func (s *SecretsFile) save(old []byte, doc secretsDoc, passphrase secret.Text) error {
	content, err := sealDoc(doc, passphrase, s.factor)
	if err != nil {
		return fmt.Errorf("encrypt: %w", err)
	}
	if err := s.file.write(old, content); err != nil {
		return err
	}
	s.remember(&opened{passphrase: passphrase, sum: sha256.Sum256(content), doc: doc})
	return nil
}
