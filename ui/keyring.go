package ui

import (
	"context"
	"fmt"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"lanyard/ui/kit"
	"lanyard/ui/text"
)

// How long until the keyring is looked at again, while it cannot be used: it may have
// been started, unlocked or woken since. While somebody waits for it that is soon.
const (
	keyringPause = 5 * time.Second
	keyringHaste = time.Second
)

// checkKeyring looks at the place where keys are kept, off Fyne's goroutine.
func (w *Window) checkKeyring() {
	if w.set.Keyring == nil {
		return
	}
	background(w.ctx, w, func(ctx context.Context) (Keyring, error) {
		return w.set.Keyring(ctx), nil
	}, w.keyringSeen)
}

// keyringSeen takes how the place was found, and plans to look again where keys cannot be
// had from it.
func (w *Window) keyringSeen(k Keyring, _ error) {
	if w.keyring != k {
		w.keyring = k
		w.watchAway()
		w.refresh()
	}
	switch {
	case k.Backend != backendKeyring || k.State == keyringReady:
	case w.waitsForKey():
		w.checkKeyringIn(keyringHaste)
	default:
		w.checkKeyringIn(keyringPause)
	}
}

// checkKeyringIn looks at the keyring after a time, once, whatever was planned before.
func (w *Window) checkKeyringIn(d time.Duration) {
	if w.keyringLook != nil {
		w.keyringLook.Stop()
	}
	w.keyringLook = time.AfterFunc(d, func() {
		if w.ctx.Err() == nil {
			w.do(w.checkKeyring)
		}
	})
}

// waitsForKey reports whether a sign-in or a test is under way, which may be waiting for
// the keyring.
func (w *Window) waitsForKey() bool {
	for _, s := range w.sessions {
		if s.busy() || s.testing() {
			return true
		}
	}
	return false
}

// unlockKeyring has the desktop ask for the keyring's password.
func (w *Window) unlockKeyring() {
	w.unlockThen(func() {
		w.dismissFailure()
		w.refresh()
	})
}

// unlockThen has the keyring opened, which may take the user as long as they like: they
// can also cancel it here, should the desktop's question be lost behind other windows.
func (w *Window) unlockThen(done func()) {
	if w.unlocking != nil {
		return
	}
	var ctx context.Context
	ctx, w.unlocking = context.WithCancel(w.ctx)
	w.say(w.t.Unlocking)
	w.refresh()
	background(ctx, w, func(ctx context.Context) (Keyring, error) {
		err := w.set.Wallet.Unlock(ctx)
		return w.set.Keyring(ctx), err
	}, func(k Keyring, err error) {
		w.endUnlocking()
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

func (w *Window) endUnlocking() {
	w.unlocking()
	w.unlocking = nil
}

// cancelUnlock gives up waiting for the keyring.
func (w *Window) cancelUnlock() {
	if w.unlocking != nil {
		w.endUnlocking()
		w.status.message = w.t.Canceled
		w.refresh()
	}
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
	unlock *kit.Button
	file   *kit.Button
	memory *kit.Button
	again  *kit.Button
	hide   *kit.Button
	cancel *kit.Button // while the keyring is being unlocked
	open   bool        // asked for
	closed bool        // sent away while the keyring is in the state seen
	seen   string
	ground *kit.Surface
	news   string // what happened to the place, "" when nothing did
}

func newBanner(w *Window) *banner {
	t := w.t
	b := &banner{w: w, text: kit.Paragraph("", widget.MediumImportance), cause: kit.Paragraph("", widget.LowImportance)}
	b.cause.SizeName = theme.SizeNameCaptionText
	b.unlock = w.host.Button(t.KeyringUnlock, nil, w.unlockKeyring)
	b.file = w.host.Button(t.UseFile, nil, func() { w.openMove(backendFile, nil) })
	b.memory = w.host.Button(t.UseMemory, nil, w.useMemory)
	b.again = w.host.Button(t.CheckAgain, nil, w.checkKeyring)
	b.hide = w.host.Button(t.Close, nil, func() { b.open, b.closed, b.news = false, true, ""; w.refresh() }).Quiet()
	b.cancel = w.host.Button(t.Cancel, nil, w.cancelUnlock)
	for _, x := range []*kit.Button{b.unlock, b.cancel, b.memory, b.again, b.hide} {
		x.After = w.focusHome
	}
	b.ground = kit.NewSurface(kit.ColorCard, 0)
	b.box = kit.VBox(0, container.NewStack(b.ground, kit.Padded(4, 12, 8, 8, kit.VBox(2,
		kit.VBox(-10, b.text, b.cause), kit.Padded(0, 0, 0, 6, kit.Wrap(b.unlock, b.cancel, b.file, b.memory, b.again, b.hide))))), kit.Hairline())
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
		if b.seen == keyringLocked && k.State == keyringReady && b.news == "" {
			b.open = false // it was opened to be unlocked
		}
		b.seen, b.closed = k.State, false
	}
	was, said := b.box.Visible(), b.text.Text
	visible := b.wanted()
	kit.SetVisible(b.box, visible)
	if visible {
		kit.SetLabel(b.text, kit.Join(" ", b.news, b.w.keyringWords()))
		kit.SetLabel(b.cause, kit.Capital(k.Detail))
		b.ground.Set(map[bool]fyne.ThemeColorName{true: kit.ColorCard, false: kit.ColorNotice}[k.State == keyringReady], "")
		b.showButtons()
	}
	if b.w.whole != nil && (was != visible || visible && said != b.text.Text) {
		kit.Relayout(b.w.whole) // the panes make room
	}
}

// wanted reports whether there is something to say, and the place to say it.
func (b *banner) wanted() bool {
	if b.w.keyring.State == "" || b.w.editing() || b.w.locked {
		return false
	}
	return b.open || b.w.unlocking != nil || b.w.keyring.trouble() && !b.closed
}

// trouble reports whether keys cannot be had, and no password would change that.
func (k Keyring) trouble() bool {
	return k.State != "" && k.State != keyringReady && k.State != keyringLocked
}

func (b *banner) showButtons() {
	k, waits := b.w.keyring, b.w.unlocking != nil
	kit.SetVisible(b.unlock, k.State == keyringLocked && !waits)
	kit.SetVisible(b.cancel, waits)
	kit.SetVisible(b.file, k.trouble() && k.Backend == backendKeyring && b.w.set.Keep != nil && !waits)
	kit.SetVisible(b.memory, k.State != keyringReady && b.w.set.UseMemory != nil && !b.w.memory && !waits)
	kit.SetVisible(b.again, k.State != keyringReady && !waits)
	kit.SetVisible(b.hide, !waits)
	kit.Relayout(b.box)
}

// keyringWords says in sentences where keys are kept.
func (w *Window) keyringWords() string {
	k, t := w.keyring, w.t
	switch {
	case w.unlocking != nil:
		return t.SayUnlocking
	case w.set.Demo:
		return t.SayDemo
	case k.Backend == backendMemory:
		return t.SayMemory
	case k.Backend == backendFile:
		return secretsFileWords(t, k.State)
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

// secretsFileWords says the same of the secrets file.
func secretsFileWords(t *text.Texts, state string) string {
	switch state {
	case keyringReady:
		return t.SayFile
	case keyringLocked:
		return t.SayFileLocked
	case keyringDamaged:
		return t.SayFileDamaged
	}
	return t.SayFileUnread
}
