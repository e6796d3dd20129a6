package ui

import (
	"context"
	"errors"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"lanyard/internal/secret"
	"lanyard/ui/kit"
)

// ErrNotAnswered says that somebody was asked and did not answer: they closed the
// question, or the window was locked or ended.
var ErrNotAnswered = errors.New("the question was closed without an answer")

// passAsk is a question for the secrets file's passphrase that somebody waits for.
type passAsk struct {
	fresh, wrong bool
	answer       chan secret.Text // gets one text, or is closed without
}

// passBar asks below the toolbar for the secrets file's passphrase, whenever something
// needs it that is under way.
type passBar struct {
	w    *Window
	box  *fyne.Container
	what *widget.Label
	pass *passPart
	yes  *kit.Button
	asks []*passAsk // the first one is shown
}

func newPassBar(w *Window) *passBar {
	b := &passBar{w: w, what: kit.Paragraph("", widget.MediumImportance)}
	b.pass = newPassPart(w, b.submit, b.refuse, func() { w.arrangeTop() })
	b.yes = w.host.Button(w.t.Continue, nil, b.submit).Prominent()
	no := w.host.Button(w.t.Cancel, nil, b.refuse)
	for _, x := range []*kit.Button{b.yes, no} {
		x.OtherKeys = func(e *fyne.KeyEvent) {
			if e.Name == fyne.KeyEscape {
				b.refuse()
			}
		}
	}
	b.box = kit.VBox(0, kit.OnSurface(kit.ColorNotice, 0, kit.Padded(4, 12, 10, 8, kit.VBox(2,
		b.what, kit.Padded(0, 0, 0, 7, kit.VBox(8, kit.HBox(0, -1, kit.FixedWidth(passWidth, b.pass.box)), kit.HBox(8, -1, b.yes, no)))))), kit.Hairline())
	b.box.Hide()
	return b
}

// passWidth is the width of a field for a passphrase.
const passWidth = 320

// AskPassphrase has the user asked for the passphrase of the secrets file: for a new one
// with fresh, once more with wrong. It waits for the answer and is not to be called on
// Fyne's goroutine. Without an answer the error is [ErrNotAnswered], or that of ctx.
func (w *Window) AskPassphrase(ctx context.Context, fresh, wrong bool) (secret.Text, error) {
	a := &passAsk{fresh: fresh, wrong: wrong, answer: make(chan secret.Text, 1)}
	w.do(func() { w.passBar.ask(a) })
	select {
	case typed, ok := <-a.answer:
		if !ok {
			return secret.Text{}, ErrNotAnswered
		}
		return typed, nil
	case <-ctx.Done():
		w.do(func() { w.passBar.drop(a) })
		return secret.Text{}, ctx.Err()
	case <-w.ctx.Done():
		return secret.Text{}, ErrNotAnswered
	}
}

// ask puts a question behind those that wait. A locked window asks nothing but what
// unlocks it.
func (b *passBar) ask(a *passAsk) {
	if b.w.locked {
		close(a.answer)
		return
	}
	b.asks = append(b.asks, a)
	if len(b.asks) == 1 {
		b.show()
	}
}

// show shows the first question, if there is one.
func (b *passBar) show() {
	w, t := b.w, b.w.t
	kit.SetVisible(b.box, len(b.asks) > 0)
	if len(b.asks) == 0 {
		w.arrangeTop()
		w.focusBack()
		return
	}
	a := b.asks[0]
	b.pass.clear()
	b.pass.choose(a.fresh)
	b.what.SetText(t.AskPassphrase)
	if a.fresh {
		b.what.SetText(t.AskNewPassphrase)
	}
	b.pass.say("")
	if a.wrong {
		b.pass.say(t.PassphraseWrong)
	}
	if w.host.Dialog != nil {
		w.host.Dialog.Close()
	}
	w.arrangeTop()
	b.pass.focus()
}

// drop forgets a question that nobody waits for any more.
func (b *passBar) drop(a *passAsk) {
	for i, x := range b.asks {
		if x == a {
			b.asks = append(b.asks[:i], b.asks[i+1:]...)
			b.show()
			return
		}
	}
}

func (b *passBar) submit() {
	if len(b.asks) == 0 {
		return
	}
	if typed, ok := b.pass.take(); ok {
		b.asks[0].answer <- typed
		b.asks = b.asks[1:]
		b.show()
	}
}

// refuse closes the question without an answer.
func (b *passBar) refuse() {
	if len(b.asks) > 0 {
		close(b.asks[0].answer)
		b.asks = b.asks[1:]
		b.show()
	}
}

// refuseAll is for a window that is locked or ends.
func (b *passBar) refuseAll() {
	for len(b.asks) > 0 {
		b.refuse()
	}
	b.pass.clear()
}
