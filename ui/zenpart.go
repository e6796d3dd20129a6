package ui

import (
	"context"
	"fmt"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"lanyard/internal/explain"
	"lanyard/internal/profile"
	"lanyard/internal/secret"
	"lanyard/internal/wallet"
)

// copyZen begins to copy the chosen profile's key as the header that newer clusters
// take in place of a token. It says why where there is none.
func (w *Window) copyZen() {
	p := w.current()
	switch {
	case !w.free():
		return
	case p == nil:
		w.say(w.t.NothingChosen)
		return
	case !wallet.HasZen(*p):
		w.say(w.t.ZenNot)
		return
	}
	w.panes.showDetail(true, false)
	w.detail.key.fold.set(true)
	w.session(p.ID).askZen = true
	w.refresh()
	w.win.Canvas().Focus(w.detail.zen.no)
	w.showPart(w.detail.zen.box)
}

func (w *Window) dontCopyZen() {
	if s := w.sessions[w.chosen]; s != nil {
		s.askZen = false
		w.refresh()
		w.focusHome()
	}
}

// copyZenNow copies the header after the question.
func (w *Window) copyZenNow() {
	p, s := w.current(), w.sessions[w.chosen]
	if p == nil || s == nil || !s.askZen {
		return
	}
	s.askZen = false
	prof := *p
	id, what := p.ID, fmt.Sprintf(w.t.ZenCopied, w.label(p))
	background(w.ctx, w, func(ctx context.Context) (secret.Text, error) {
		return w.set.Wallet.ZenHeader(ctx, id)
	}, func(header secret.Text, err error) {
		if err != nil {
			s.fail(err)
			w.say(fmt.Sprintf(w.t.NotCopied, explain.Explain(err).What))
			w.refresh()
			return
		}
		w.copySecret(what, header, w.settings.ClearKey, w.note(wallet.DeedCopied, prof, "header with the key"))
	})
	w.refresh()
}

// zenView is what is shown of the header.
type zenView struct {
	there bool
	ask   string // the question, "" when it isn't asked
}

func (w *Window) describeZen(p profile.Profile, s *session) zenView {
	v := zenView{there: wallet.HasZen(p)}
	if v.there && s.askZen {
		v.ask = fmt.Sprintf(w.t.ZenAsk, w.label(&p))
	}
	return v
}

// zenPart is the line below the key that copies it as a header.
type zenPart struct {
	w      *Window
	box    *fyne.Container
	copy   *button
	askBox *fyne.Container
	ask    *widget.Label
	yes    *button
	no     *button
	view   zenView
}

func newZenPart(w *Window) *zenPart {
	t := w.t
	z := &zenPart{w: w, ask: paragraph("", widget.MediumImportance)}
	z.copy = w.button(t.CopyKeyAsk, theme.ContentCopyIcon(), w.copyZen).quiet()
	z.copy.id = "copy header"
	z.yes = w.button(t.ZenYes, nil, w.copyZenNow).prominent()
	z.no = w.button(t.Cancel, nil, w.dontCopyZen)
	z.yes.after, z.no.after = w.focusHome, w.focusHome
	for _, b := range []*button{z.yes, z.no} {
		b.otherKeys = func(e *fyne.KeyEvent) {
			if e.Name == fyne.KeyEscape {
				w.dontCopyZen()
			}
		}
	}
	note := paragraph(t.ZenWhat, widget.LowImportance)
	z.askBox = on(colorNotice, 6, inset(6, 8, 10, 4, column(4, z.ask, inset(0, 0, 0, 8, wrapOf(z.yes, z.no)))))
	dots := newLine(masked).as("", "", fyne.TextStyle{Monospace: true})
	z.box = column(0, rowOf(8, 1, labelColumn(newLine(t.ZenHeader).as(theme.ColorNamePlaceHolder, "", fyne.TextStyle{})), dots, z.copy),
		negative(note), z.askBox)
	z.askBox.Hide()
	z.box.Hide()
	return z
}

// show draws the line and reports whether anything needs a new place for it.
func (z *zenPart) show(v zenView) bool {
	if z.view == v {
		return false
	}
	z.view = v
	setVisible(z.box, v.there)
	setLabel(z.ask, v.ask)
	setVisible(z.askBox, v.ask != "")
	return true
}
