package ui

import (
	"context"
	"fmt"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// checkKeyring looks at the place where keys are kept, off Fyne's goroutine.
func (w *Window) checkKeyring() {
	if w.set.Keyring == nil {
		return
	}
	background(w.ctx, w, func(ctx context.Context) (Keyring, error) {
		return w.set.Keyring(ctx), nil
	}, func(k Keyring, _ error) {
		if w.keyring != k {
			w.keyring = k
			w.watchAway()
			w.refresh()
		}
	})
}

// unlockKeyring has the desktop ask for the keyring's password.
func (w *Window) unlockKeyring() {
	w.unlockThen(func() {
		w.dismissFailure()
		w.refresh()
	})
}

func (w *Window) unlockThen(done func()) {
	w.say(w.t.Unlocking)
	background(w.ctx, w, func(ctx context.Context) (Keyring, error) {
		err := w.set.Wallet.Unlock(ctx)
		return w.set.Keyring(ctx), err
	}, func(k Keyring, err error) {
		w.keyring = k
		if err != nil {
			w.sayFailure(err)
			w.refresh()
			return
		}
		w.status.message = ""
		done()
	})
}

// useMemory keeps keys in memory until the program ends: the user's explicit choice.
func (w *Window) useMemory() {
	if w.set.UseMemory == nil || w.memory {
		return
	}
	w.memory = true
	background(w.ctx, w, func(context.Context) (nothing, error) {
		w.set.UseMemory()
		return nothing{}, nil
	}, func(nothing, error) {
		w.banner.open = false
		w.dismissFailure()
		w.say(w.t.UsingMemory)
		w.checkKeyring()
	})
}

// banner tells below the toolbar what the matter is with the keyring: by itself when
// keys cannot be saved, otherwise on request.
type banner struct {
	w      *Window
	box    fyne.CanvasObject
	text   *widget.Label
	cause  *widget.Label
	unlock *button
	memory *button
	again  *button
	hide   *button
	open   bool // asked for
	closed bool // sent away while the keyring is in the state seen
	seen   string
}

func newBanner(w *Window) *banner {
	t := w.t
	b := &banner{w: w, text: paragraph("", widget.MediumImportance), cause: paragraph("", widget.LowImportance)}
	b.cause.SizeName = theme.SizeNameCaptionText
	b.unlock = w.button(t.KeyringUnlock, nil, w.unlockKeyring)
	b.memory = w.button(t.UseMemory, nil, w.useMemory)
	b.again = w.button(t.CheckAgain, nil, w.checkKeyring)
	b.hide = w.button(t.Close, nil, func() { b.open, b.closed = false, true; w.refresh() }).quiet()
	for _, x := range []*button{b.unlock, b.memory, b.again, b.hide} {
		x.after = w.focusHome
	}
	b.box = column(0, on(colorNotice, 0, inset(4, 12, 8, 8, column(2,
		column(-10, b.text, b.cause), inset(0, 0, 0, 6, wrapOf(b.unlock, b.memory, b.again, b.hide))))), hairline())
	b.box.Hide()
	return b
}

func (b *banner) toggle() {
	b.open = !b.box.Visible()
	b.closed = !b.open
	b.w.refresh()
}

func (b *banner) refresh() {
	k := b.w.keyring
	if k.State != b.seen {
		b.seen, b.closed = k.State, false
	}
	trouble := k.State != "" && k.State != keyringReady && k.State != keyringLocked
	visible := (b.open || trouble && !b.closed) && k.State != "" && !b.w.editing() && !b.w.locked
	setVisible(b.box, visible)
	if !visible {
		return
	}
	setLabel(b.text, b.w.keyringWords())
	setLabel(b.cause, capital(k.Detail))
	setVisible(b.unlock, k.State == keyringLocked)
	setVisible(b.memory, k.State != keyringReady && b.w.set.UseMemory != nil && !b.w.memory)
	setVisible(b.again, k.State != keyringReady)
	relayout(b.box)
}

// keyringWords says in sentences where keys are kept.
func (w *Window) keyringWords() string {
	k, t := w.keyring, w.t
	switch {
	case k.Backend == backendMemory:
		return t.SayMemory
	case k.State == keyringReady:
		return fmt.Sprintf(t.SayReady, k.Name)
	case k.State == keyringLocked:
		return fmt.Sprintf(t.SayLocked, k.Name)
	case k.State == keyringNoCollection:
		return t.SayNoDefault
	case k.State == keyringStuck:
		return t.SayStuck
	}
	return t.SayAbsent
}
