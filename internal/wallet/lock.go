package wallet

import (
	"context"
	"errors"

	"lanyard/internal/secret"
	"lanyard/store"
)

// forgetful is a place for keys that forgets them, and its passphrase, when locked. A
// [store.SecretsFile] is one.
type forgetful interface{ Lock() }

// sealing is a place for keys that has nowhere else to put them when locked, and
// encrypts them. A [store.Memory] is one.
type sealing interface {
	NeedsPassphrase() bool
	Lock(passphrase secret.Text) error
}

// rekeyed is a place for keys whose passphrase can be changed.
type rekeyed interface {
	ChangePassphrase(ctx context.Context, old, passphrase secret.Text) error
}

// passphrased is a place for keys that a passphrase opens.
type passphrased interface {
	UnlockWith(ctx context.Context, passphrase secret.Text) error
}

// Lock hides and forgets: tokens and sessions are dropped, sign-ins and tests under way end, and
// until the wallet is unlocked everything that needs a key fails with [ErrLocked].
// Profiles stay readable. A secrets file is closed with it and keys in memory are
// encrypted; the operating system's keyring is not locked.
//
// Keys in memory take a passphrase at the first lock, see [Wallet.LockTakesPassphrase];
// that lock takes about a second more. The wallet is locked at once and whatever the
// error is: [ErrNotSealed] says that the keys still lie in memory as they were.
func (w *Wallet) Lock(passphrase secret.Text) error {
	w.turn.Lock()
	w.keys.setLocked(true)
	w.tokens.setClosed(true)
	w.sessions.setClosed(true)
	w.remote.forgetAll()
	w.turn.Unlock()
	switch k := w.keys.current().(type) {
	case forgetful:
		k.Lock()
	case sealing:
		if k.NeedsPassphrase() && passphrase.Empty() {
			return ErrNotSealed
		}
		return k.Lock(passphrase)
	}
	return nil
}

// Locked reports whether the wallet is locked. A keyring that is locked for itself
// doesn't lock the wallet.
func (w *Wallet) Locked() bool { return w.keys.isLocked() }

// LockTakesPassphrase reports whether the next lock wants a passphrase to be chosen:
// the first one, where keys are in memory.
func (w *Wallet) LockTakesPassphrase() bool {
	k, ok := w.keys.current().(sealing)
	return ok && k.NeedsPassphrase()
}

// UnlockTakesPassphrase reports whether it takes a passphrase to unlock: that of the
// secrets file, or the one that keys in memory were locked with.
func (w *Wallet) UnlockTakesPassphrase(ctx context.Context) bool {
	_, ok := w.keys.current().(passphrased)
	return ok && w.Status(ctx).State == store.StateLocked
}

// ChangePassphrase changes the passphrase of the secrets file, which stays open. An old
// one that doesn't fit is a [store.ErrPassphrase].
func (w *Wallet) ChangePassphrase(ctx context.Context, old, passphrase secret.Text) error {
	k, ok := w.keys.current().(rekeyed)
	switch {
	case w.Locked():
		return ErrLocked
	case !ok:
		return errors.New("change the passphrase: keys are not kept under one")
	}
	return k.ChangePassphrase(ctx, old, passphrase)
}

// Unlock ends the wallet's lock. Where that takes a passphrase, whoever the place of
// the keys knows to ask is asked; see [Wallet.UnlockWith]. On a wallet that is not
// locked it opens the place where keys are kept; the desktop may ask the user.
func (w *Wallet) Unlock(ctx context.Context) error {
	began := w.keys.lifetime()
	if !w.Locked() || w.UnlockTakesPassphrase(ctx) {
		if err := w.keys.Unlock(ctx); err != nil {
			return err
		}
	}
	return w.reopen(ctx, began)
}

// UnlockWith is Unlock with the passphrase at hand. One that doesn't fit is a
// [store.ErrPassphrase], and the wallet stays locked.
func (w *Wallet) UnlockWith(ctx context.Context, passphrase secret.Text) error {
	k, ok := w.keys.current().(passphrased)
	if !ok {
		return w.Unlock(ctx)
	}
	began := w.keys.lifetime()
	if err := k.UnlockWith(ctx, passphrase); err != nil {
		return err
	}
	return w.reopen(ctx, began)
}

// reopen ends the lock, unless the wallet was locked once more since the lifetime that
// was seen when unlocking began, or unlocking was given up: who gives it up before they
// lock finds the wallet locked for good.
func (w *Wallet) reopen(ctx, began context.Context) error {
	w.turn.Lock()
	defer w.turn.Unlock()
	if err := ctx.Err(); err != nil {
		return err
	}
	if w.keys.lifetime() != began {
		return ErrLocked
	}
	w.tokens.setClosed(false)
	w.sessions.setClosed(false)
	w.keys.setLocked(false)
	return nil
}
