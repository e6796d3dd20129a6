package detail

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"lanyard/internal/wallet"
	"lanyard/ui/kit"
	"lanyard/ui/parts"
	"lanyard/ui/state"
)

// tokenPart is the card with the token: masked, its time, whose it is, what to do with it.
type tokenPart struct {
	w          *Room
	box        *fyne.Container
	title      *kit.Line
	dots       *kit.Line
	get        *kit.Button
	view       *kit.Button
	copy       *kit.CopyButton // the one primary button, always there
	copyAs     *kit.Button     // what else can be made of it
	clear      *widget.Label   // the token in clear, on request
	ring       *kit.Ring
	digits     *kit.Line
	words      *kit.Line
	life       *fyne.Container
	who        *kit.TipLine
	note       *widget.Label
	busy       *fyne.Container
	busyWords  *kit.Line
	busyWheel  *widget.Activity
	cancel     *kit.Button
	claims     *factList
	claimsNote *kit.Line
	claimsFold *kit.Disclosure
	more       *claimsMore
	session    *kit.TipLine // what a one-time code has opened
	sessionRow *fyne.Container
}

func newTokenPart(w *Room) *tokenPart {
	t := w.t
	quiet := func() *kit.Line { return kit.NewLine(" ").As(theme.ColorNamePlaceHolder, "", fyne.TextStyle{}) }
	p := &tokenPart{
		w:     w,
		title: kit.NewLine(t.Token).As("", "", kit.Strong).Unshortened(),
		dots:  kit.NewLine(""),
		ring:  kit.NewRing(38), words: quiet(), who: kit.NewTipLine(w.host).As(theme.ColorNamePlaceHolder, "", fyne.TextStyle{}),
		digits: kit.NewLine(" ").As("", theme.SizeNameSubHeadingText, fyne.TextStyle{Monospace: true, Bold: true}),
		note:   kit.Paragraph("", widget.WarningImportance), busyWords: quiet(),
		claims: newFactList(w), claimsNote: kit.NewLine(t.NotVerifiedJWT).As(theme.ColorNamePlaceHolder, theme.SizeNameCaptionText, fyne.TextStyle{}),
	}
	p.get = w.host.Button(t.GetNewToken, nil, func() { w.GetToken(w.Chosen(), true) })
	p.copy = kit.NewCopyButton(w.host, w.CopyToken)
	p.copy.Importance = widget.HighImportance
	p.copy.Text = t.CopyToken
	p.copyAs = w.host.Button("", theme.MenuDropDownIcon(), p.showCopyMenu)
	p.copyAs.Label = t.CopyTokenAs
	p.view = w.host.Button(t.View, nil, w.ifFree(w.ToggleToken))
	p.cancel = w.host.Button(t.Cancel, nil, w.CancelSignIn)
	p.get.After, p.view.After, p.cancel.After = w.host.FocusHome, w.host.FocusHome, w.host.FocusHome
	p.clear = widget.NewLabel("")
	p.clear.Wrapping = fyne.TextWrapBreak
	p.clear.TextStyle.Monospace = true
	p.clear.SizeName = theme.SizeNameCaptionText
	p.clear.Hide() // as the digits: their font is read when there is a token
	p.digits.Hide()
	p.busyWheel = widget.NewActivity()
	p.busy = kit.HBox(8, 1, container.NewGridWrap(fyne.NewSquareSize(22), p.busyWheel), p.busyWords, p.cancel)
	p.life = kit.HBox(12, 1, p.ring, kit.VBox(0, p.digits, p.words))
	p.session = kit.NewTipLine(w.host).As(theme.ColorNamePlaceHolder, theme.SizeNameCaptionText, fyne.TextStyle{})
	end := w.host.Button(t.EndSession, nil, w.EndSession).Quiet()
	end.After = w.host.FocusHome
	p.sessionRow = kit.HBox(8, 0, p.session, end)
	p.sessionRow.Hide()
	p.box = kit.OnSurface(kit.ColorCard, 8, kit.Padded(10, 12, 12, 14, kit.VBox(8,
		firstLine(p.title, p.dots, p.view, p.get, kit.HBox(2, -1, p.copy.Button, p.copyAs)),
		kit.Unpadded(p.clear), p.busy, p.life, p.who, p.sessionRow, kit.Unpadded(p.note))))
	p.more = newClaimsMore(w)
	p.claimsFold = w.host.Disclosure(t.WhoseToken, kit.Padded(0, 0, 4, 8, kit.VBox(4, p.claimsNote, p.claims.box, p.more.box)))
	p.claimsFold.When = p.more.opened
	return p
}

// firstLine lays out the card's first line: title, dots, buttons.
func firstLine(title, dots *kit.Line, buttons ...fyne.CanvasObject) *fyne.Container {
	return kit.HBox(10, 1, title, dots, kit.HBox(6, -1, buttons...))
}

func (p *tokenPart) show(v state.TokenView) {
	t := p.w.t
	busy := v.Busy != ""
	p.dots.SetColor(theme.ColorNameForeground)
	p.dots.Style.Monospace = v.Has && v.Shown == ""
	switch {
	case !v.Has && busy:
		p.dots.SetText("")
	case !v.Has:
		p.dots.SetText(t.NoToken)
		p.dots.SetColor(theme.ColorNamePlaceHolder)
	case v.Shown != "":
		p.dots.SetText(t.HidesIn)
		p.dots.SetColor(theme.ColorNamePlaceHolder)
	default:
		p.dots.SetText(state.Masked)
		if !v.CanCopy {
			p.dots.SetColor(theme.ColorNameDisabled)
		}
	}
	p.showButtons(v, busy)
	if p.clear.Text != v.Shown {
		p.clear.SetText(v.Shown)
		p.w.host.Texts.Forget()
	}
	kit.SetVisible(p.clear, v.Shown != "")
	kit.SetVisible(p.busy, busy)
	p.busyWords.SetText(v.Busy)
	if busy {
		p.busyWheel.Start()
	} else {
		p.busyWheel.Stop()
	}
	p.showLife(v)
	p.who.SetText(v.Who)
	kit.SetVisible(p.who, v.Has && v.Who != "")
	kit.SetLabel(p.note, v.Note)
	p.claims.show(v.Claims)
	kit.SetVisible(p.claimsFold.Box, v.Has)
	if len(v.Claims) == 0 {
		p.claimsNote.SetText(t.NotJWT)
	} else {
		p.claimsNote.SetText(t.NotVerifiedJWT)
	}
}

// showCopyMenu opens the menu beside the primary button: the token in the forms in which
// other programs take it.
func (p *tokenPart) showCopyMenu() {
	w := p.w
	item := func(text string, f state.TokenForm) *fyne.MenuItem {
		return fyne.NewMenuItem(text, w.ifFree(func() { w.CopyTokenAs(f) }))
	}
	pop := widget.NewPopUpMenu(fyne.NewMenu("",
		item(w.t.CopyAsHeader, state.TokenHeader), item(w.t.CopyAsCurl, state.TokenCurl), item(w.t.CopyAsExport, state.TokenExport)), w.host.Canvas)
	at := fyne.CurrentApp().Driver().AbsolutePositionForObject(p.copyAs)
	pop.ShowAtPosition(at.AddXY(p.copyAs.Size().Width-pop.MinSize().Width, p.copyAs.Size().Height))
}

// showSession tells of the session that a one-time code has opened, and reports whether
// anything needs a new place.
func (p *tokenPart) showSession(v *state.SessionView) bool {
	was := p.sessionRow.Visible()
	kit.SetVisible(p.sessionRow, v != nil)
	if v != nil {
		p.session.SetText(kit.Join(" · ", v.Who, v.Ends))
	}
	return was != (v != nil)
}

func (p *tokenPart) showButtons(v state.TokenView, busy bool) {
	t := p.w.t
	text := t.GetNewToken
	if !v.Has {
		text = t.GetToken
	}
	p.get.SetText(text)
	p.get.SetEnabled(!busy) // it keeps its place: no other button may come below the pointer
	kit.SetVisible(p.view, v.Has)
	p.view.SetText(t.View)
	if v.Shown != "" {
		p.view.SetText(t.Hide)
	}
}

func (p *tokenPart) showLife(v state.TokenView) {
	p.ring.Set(parts.RingState(v.State), v.Share)
	words := kit.Join(" · ", v.Line, v.Clock)
	if v.At != "" {
		words = v.At
	}
	p.words.SetText(kit.Join(" · ", words, v.Renews))
	p.words.SetColor(zoneColor(v))
	p.digits.SetText(v.Digits)
	kit.SetVisible(p.digits, v.Digits != "")
	kit.SetVisible(p.life, v.Has)
}

func zoneColor(v state.TokenView) fyne.ThemeColorName {
	switch v.Zone {
	case wallet.RenewSoon:
		return theme.ColorNameWarning
	case wallet.Dead:
		return theme.ColorNameError
	}
	return theme.ColorNamePlaceHolder
}
