package detail

import (
	"fmt"
	"reflect"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"lanyard/internal/secret"
	"lanyard/ui/kit"
	"lanyard/ui/state"
)

// codePart asks for a one-time code and then, where a person has several, for the account
// to work in.
type codePart struct {
	w    *Room
	box  *fyne.Container
	seen *state.CodeView

	why     *widget.Label
	open    *kit.Button
	page    *kit.TipLine
	copy    *kit.CopyButton
	pageRow *fyne.Container
	code    *kit.Field
	wrong   *widget.Label
	give    *kit.Button
	busy    *fyne.Container
	wheel   *widget.Activity
	doing   *kit.Line
	ask     *fyne.Container // for a code

	whose   *widget.Label
	account *kit.SelectField
	use     *kit.Button
	later   *kit.Button
	choose  *fyne.Container // an account
}

func newCodePart(w *Room) *codePart {
	t, h := w.t, w.host
	p := &codePart{
		w:   w,
		why: kit.Paragraph("", widget.MediumImportance), whose: kit.Paragraph("", widget.MediumImportance),
		wrong: kit.Paragraph("", widget.DangerImportance),
		page:  kit.NewTipLine(h).As(theme.ColorNamePlaceHolder, theme.SizeNameCaptionText, fyne.TextStyle{}),
		wheel: widget.NewActivity(), doing: kit.QuietLine(),
	}
	cancel := h.Button(t.Cancel, nil, w.CancelCode)
	cancel.After = h.FocusHome
	p.makeAsk(cancel)
	p.makeChoice()
	p.busy = kit.HBox(8, 0, p.wheel, p.doing)
	title := kit.Paragraph(t.CodeTitle, widget.MediumImportance)
	title.TextStyle.Bold = true
	p.box = kit.OnSurface(kit.ColorCard, 8, kit.Padded(10, 12, 10, 14, kit.VBox(6,
		kit.Unpadded(title), p.ask, p.choose, kit.Unpadded(p.wrong), p.busy)))
	p.box.Hide()
	return p
}

// makeAsk makes the part that asks for a code.
func (p *codePart) makeAsk(cancel *kit.Button) {
	t := p.w.t
	p.open = p.w.host.Button(t.CodeOpen, theme.ComputerIcon(), func() {
		if p.seen != nil && p.seen.Page != "" {
			p.w.nav.OpenPage(p.seen.Page)
			p.w.host.Canvas.Focus(p.code)
		}
	})
	p.copy = kit.NewCopyButton(p.w.host, func() { p.w.CopyPlain(t.CodePage, p.seen.Page) })
	p.copy.SetText(t.Copy)
	p.pageRow = kit.HBox(8, 0, p.page, p.copy.Button)
	p.code = kit.NewField(t.CodeField, p.w.host).AsSecret()
	p.code.PlaceHolder = t.CodeField
	p.code.OnSubmit, p.code.OnCancel = p.send, p.w.CancelCode
	p.code.OnFocus = func() { p.w.reveal(p.box) }
	p.give = p.w.host.Button(t.CodeGive, nil, p.send).Prominent()
	for _, b := range []*kit.Button{p.open, p.copy.Button, p.give, cancel} {
		b.OtherKeys = p.keys
	}
	p.ask = kit.VBox(8, kit.Unpadded(p.why), kit.HBox(0, -1, p.open), p.pageRow,
		kit.LabelRow(t.CodeField, p.code), kit.Wrap(cancel, p.give))
}

// makeChoice makes the part that asks for an account.
func (p *codePart) makeChoice() {
	t := p.w.t
	p.account = kit.NewSelectField(t.AccountName, nil, nil)
	p.account.OnSubmit = func() { p.w.PickAccount(p.account.At()) }
	p.account.OnCancel = p.leaveChoice
	p.use = p.w.host.Button(t.CodeUse, nil, func() { p.w.PickAccount(p.account.At()) }).Prominent()
	p.later = p.w.host.Button(t.CodeLater, nil, p.leaveChoice)
	for _, b := range []*kit.Button{p.use, p.later} {
		b.OtherKeys, b.After = p.keys, p.w.host.FocusHome
	}
	p.choose = kit.VBox(8, kit.Unpadded(p.whose), p.account.Framed(), kit.Wrap(p.later, p.use))
}

// leaveChoice goes on in the account of the session itself, or leaves the question.
func (p *codePart) leaveChoice() {
	if p.seen != nil && p.seen.CanSkip {
		p.w.SkipAccount()
		return
	}
	p.w.CancelCode()
}

func (p *codePart) keys(e *fyne.KeyEvent) {
	if e.Name == fyne.KeyEscape {
		p.w.CancelCode()
		return
	}
	p.w.host.FunctionKey(e)
}

// send hands the code on, and forgets it.
func (p *codePart) send() {
	typed := secret.New(p.code.Text)
	if typed.Empty() {
		p.w.host.Canvas.Focus(p.code)
		return
	}
	p.code.Clear()
	p.w.GiveCode(typed)
}

// show draws the question, nil for none, and reports whether anything needs a new place.
func (p *codePart) show(v *state.CodeView) bool {
	if reflect.DeepEqual(v, p.seen) {
		return false
	}
	was := p.seen
	p.seen = v
	kit.SetVisible(p.box, v != nil)
	if v == nil {
		p.code.Clear()
		p.wheel.Stop()
		return true
	}
	choosing := v.Accounts != nil
	kit.SetVisible(p.ask, !choosing)
	kit.SetVisible(p.choose, choosing)
	kit.SetLabel(p.why, v.Why)
	kit.SetLabel(p.wrong, v.Wrong)
	p.open.SetEnabled(v.Page != "")
	p.page.SetText(v.Page)
	kit.SetVisible(p.pageRow, v.Page != "")
	p.give.SetEnabled(v.Busy == "" || v.Page == "")
	p.use.SetEnabled(v.Busy == "")
	p.doing.SetText(v.Busy)
	kit.SetVisible(p.busy, v.Busy != "")
	if v.Busy != "" {
		p.wheel.Start()
	} else {
		p.wheel.Stop()
	}
	if choosing && (was == nil || was.Accounts == nil) {
		p.offer(v)
	}
	kit.Relayout(p.box)
	return true
}

// offer puts the accounts into the choice.
func (p *codePart) offer(v *state.CodeView) {
	who := v.Person
	if who == "" {
		who = p.w.t.CodeAnybody
	}
	kit.SetLabel(p.whose, fmt.Sprintf(p.w.t.CodeAccount, who))
	p.account.Options = v.Accounts
	p.account.SetSelectedIndex(max(0, v.Account))
	p.account.Refresh()
}

// begin puts the focus where the next thing is done.
func (p *codePart) begin() {
	switch {
	case p.seen == nil:
	case p.seen.Accounts != nil:
		p.w.host.Canvas.Focus(p.account)
	default:
		p.w.host.Canvas.Focus(p.code)
	}
	p.w.reveal(p.box)
}
