package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"lanyard/internal/wallet"
)

// tokenPart is the card with the token: masked, its time, whose it is, what to do with it.
type tokenPart struct {
	w          *Window
	box        *fyne.Container
	title      *line
	dots       *line
	get        *button
	copy       *copyButton
	view       *button
	clear      *widget.Label // the token in clear, on request
	ring       *ring
	digits     *line
	words      *line
	life       *fyne.Container
	who        *tipLine
	note       *widget.Label
	busy       *fyne.Container
	busyWords  *line
	busyWheel  *widget.Activity
	cancel     *button
	claims     *factList
	claimsNote *line
	claimsFold *fold
	more       *claimsMore
}

func newTokenPart(w *Window) *tokenPart {
	t := w.t
	quiet := func() *line { return newLine(" ").as(theme.ColorNamePlaceHolder, "", fyne.TextStyle{}) }
	p := &tokenPart{
		w:     w,
		title: newLine(t.Token).as("", "", strong).unshortened(),
		dots:  newLine(""),
		ring:  newRing(38), words: quiet(), who: newTipLine(w).as(theme.ColorNamePlaceHolder, "", fyne.TextStyle{}),
		digits: newLine(" ").as("", theme.SizeNameSubHeadingText, fyne.TextStyle{Monospace: true, Bold: true}),
		note:   paragraph("", widget.WarningImportance), busyWords: quiet(),
		claims: newFactList(w), claimsNote: newLine(t.NotVerifiedJWT).as(theme.ColorNamePlaceHolder, theme.SizeNameCaptionText, fyne.TextStyle{}),
	}
	p.get = w.button(t.GetNewToken, nil, func() { w.getToken(w.chosen, true, false) })
	p.copy = newCopyButton(w, w.copyToken)
	p.copy.Importance = widget.HighImportance
	p.copy.Text = t.Copy
	p.view = w.button(t.View, nil, w.toggleView)
	p.cancel = w.button(t.Cancel, nil, w.cancelSignIn)
	p.get.after, p.view.after, p.cancel.after = w.focusHome, w.focusHome, w.focusHome
	p.clear = widget.NewLabel("")
	p.clear.Wrapping = fyne.TextWrapBreak
	p.clear.TextStyle.Monospace = true
	p.clear.SizeName = theme.SizeNameCaptionText
	p.clear.Hide() // as the digits: their font is read when there is a token
	p.digits.Hide()
	p.busyWheel = widget.NewActivity()
	p.busy = rowOf(8, 1, container.NewGridWrap(fyne.NewSquareSize(22), p.busyWheel), p.busyWords, p.cancel)
	p.life = rowOf(12, 1, p.ring, column(0, p.digits, p.words))
	p.box = on(colorCard, 8, inset(10, 12, 12, 14, column(8,
		firstLine(p.title, p.dots, p.get, p.copy.button, p.view),
		negative(p.clear), p.busy, p.life, p.who, negative(p.note))))
	p.more = newClaimsMore(w)
	p.claimsFold = w.fold(t.WhoseToken, inset(0, 0, 4, 8, column(4, p.claimsNote, p.claims.box, p.more.box)))
	p.claimsFold.when = p.more.opened
	return p
}

// firstLine lays out the card's first line: title, dots, buttons.
func firstLine(title, dots *line, buttons ...fyne.CanvasObject) *fyne.Container {
	return rowOf(10, 1, title, dots, rowOf(6, -1, buttons...))
}

func (p *tokenPart) show(v tokenView) {
	t := p.w.t
	busy := v.busy != ""
	p.dots.setColor(theme.ColorNameForeground)
	p.dots.style.Monospace = v.has && v.shown == ""
	switch {
	case !v.has && busy:
		p.dots.setText("")
	case !v.has:
		p.dots.setText(t.NoToken)
		p.dots.setColor(theme.ColorNamePlaceHolder)
	case v.shown != "":
		p.dots.setText(t.HidesIn)
		p.dots.setColor(theme.ColorNamePlaceHolder)
	default:
		p.dots.setText(masked)
		if !v.canCopy {
			p.dots.setColor(theme.ColorNameDisabled)
		}
	}
	p.showButtons(v, busy)
	if p.clear.Text != v.shown {
		p.clear.SetText(v.shown)
		p.w.measured.forget()
	}
	setVisible(p.clear, v.shown != "")
	setVisible(p.busy, busy)
	p.busyWords.setText(v.busy)
	if busy {
		p.busyWheel.Start()
	} else {
		p.busyWheel.Stop()
	}
	p.showLife(v)
	p.who.setText(v.who)
	setVisible(p.who, v.has && v.who != "")
	setLabel(p.note, v.note)
	p.claims.show(v.claims)
	setVisible(p.claimsFold.box, v.has)
	if len(v.claims) == 0 {
		p.claimsNote.setText(t.NotJWT)
	} else {
		p.claimsNote.setText(t.NotVerifiedJWT)
	}
}

func (p *tokenPart) showButtons(v tokenView, busy bool) {
	t := p.w.t
	text, importance := t.GetNewToken, widget.MediumImportance
	if !v.has {
		text = t.GetToken
	}
	if !v.canCopy {
		importance = widget.HighImportance // the one thing to do
	}
	if p.get.Importance != importance || p.get.Text != text {
		p.get.Importance = importance
		p.get.Text = text
		p.get.Refresh()
	}
	setVisible(p.get, !busy)
	setVisible(p.copy.button, v.canCopy)
	setVisible(p.view, v.has)
	p.view.setText(t.View)
	if v.shown != "" {
		p.view.setText(t.Hide)
	}
}

func (p *tokenPart) showLife(v tokenView) {
	p.ring.set(v.state, v.share)
	words := joined(" · ", v.line, v.clock)
	if v.at != "" {
		words = v.at
	}
	p.words.setText(joined(" · ", words, v.renews))
	p.words.setColor(zoneColor(v))
	p.digits.setText(v.digits)
	setVisible(p.digits, v.digits != "")
	setVisible(p.life, v.has)
}

func zoneColor(v tokenView) fyne.ThemeColorName {
	switch v.zone {
	case wallet.RenewSoon:
		return theme.ColorNameWarning
	case wallet.Dead:
		return theme.ColorNameError
	}
	return theme.ColorNamePlaceHolder
}
