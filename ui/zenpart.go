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
	"lanyard/ui/kit"
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
	w.detail.key.fold.Set(true)
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
	copy   *kit.Button
	askBox *fyne.Container
	ask    *widget.Label
	yes    *kit.Button
	no     *kit.Button
	view   zenView
}

func newZenPart(w *Window) *zenPart {
	t := w.t
	z := &zenPart{w: w, ask: kit.Paragraph("", widget.MediumImportance)}
	z.copy = w.host.Button(t.CopyKeyAsk, theme.ContentCopyIcon(), w.copyZen).Quiet()
	z.copy.ID = "copy header"
	z.yes = w.host.Button(t.ZenYes, nil, w.copyZenNow).Prominent()
	z.no = w.host.Button(t.Cancel, nil, w.dontCopyZen)
	z.yes.After, z.no.After = w.focusHome, w.focusHome
	for _, b := range []*kit.Button{z.yes, z.no} {
		b.OtherKeys = func(e *fyne.KeyEvent) {
			if e.Name == fyne.KeyEscape {
				w.dontCopyZen()
			}
		}
	}
	note := kit.Paragraph(t.ZenWhat, widget.LowImportance)
	z.askBox = kit.OnSurface(kit.ColorNotice, 6, kit.Padded(6, 8, 10, 4, kit.VBox(4, z.ask, kit.Padded(0, 0, 0, 8, kit.Wrap(z.yes, z.no)))))
	dots := kit.NewLine(masked).As("", "", fyne.TextStyle{Monospace: true})
	z.box = kit.VBox(0, kit.HBox(8, 1, kit.LabelColumn(kit.NewLine(t.ZenHeader).As(theme.ColorNamePlaceHolder, "", fyne.TextStyle{})), dots, z.copy),
		kit.Unpadded(note), z.askBox)
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
	kit.SetVisible(z.box, v.there)
	kit.SetLabel(z.ask, v.ask)
	kit.SetVisible(z.askBox, v.ask != "")
	return true
}
