package ui

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"lanyard/internal/explain"
	"lanyard/ui/kit"
)

// page stands in place of the detail for one task: what there is to read and to fill in,
// and below it the buttons. It works away from Fyne's goroutine, on one thing at a time.
type page struct {
	w       *Window
	title   string
	box     *fyne.Container
	content *fyne.Container
	scroll  *container.Scroll
	trouble *trouble
	busyRow *fyne.Container
	wheel   *widget.Activity
	doing   *kit.Line
	other   *kit.Button // at the left, hidden unless it has words
	cancel  *kit.Button
	main    *kit.Button
	first   fyne.Focusable // gets the focus when the page opens; nil: the main button
	submit  func()
	forget  func() // drops secrets; may be nil
	back    func() // where one came from; nil: the detail
	dropped func(path string)
	parts   []fyne.CanvasObject // what is filled in, in order
	passes  []*passPart
	said    []string           // what it came to, once it is done
	stop    context.CancelFunc // ends what is under way; nil: nothing is
}

// newPage makes a page whose main button, and Enter, call submit.
func (w *Window) newPage(title, main string, submit func()) *page {
	p := &page{w: w, title: title, submit: submit, content: kit.VBox(12), wheel: widget.NewActivity()}
	p.doing = kit.NewLine("").Unshortened()
	p.busyRow = kit.HBox(8, -1, container.NewGridWrap(fyne.NewSquareSize(22), p.wheel), p.doing)
	p.busyRow.Hide()
	p.trouble = newTrouble()
	p.other = p.button("", nil, nil)
	p.other.Hide()
	p.cancel = p.button(w.t.Cancel, nil, p.giveUp)
	p.main = p.button(main, theme.ConfirmIcon(), func() { p.submit() }).Prominent()
	head := kit.NewLine(title).As("", theme.SizeNameHeadingText, kit.Strong)
	p.scroll = kit.PaneScroll(kit.VBox(12, head, p.content, p.trouble.box))
	foot := kit.PaneFoot(kit.HBox(8, -1, p.other, p.busyRow, kit.NewFiller(), p.cancel, p.main))
	p.box = kit.Framed(kit.Gap(0, 0), foot, p.scroll)
	return p
}

// add puts objects below what is there.
func (p *page) add(objects ...fyne.CanvasObject) {
	for _, o := range objects {
		p.content.Add(o)
	}
}

// tell adds a paragraph.
func (p *page) tell(text string) { p.add(kit.Unpadded(kit.Paragraph(text, widget.MediumImportance))) }

// note adds a remark in small letters.
func (p *page) note(text string) { p.add(kit.Unpadded(kit.QuietCaption(text))) }

// entry adds a field.
func (p *page) entry(label, text string) *kit.Field {
	f := kit.NewField(label, p.w.host)
	f.SetText(text)
	f.OnSubmit, f.OnCancel = func() { p.submit() }, p.giveUp
	f.OnFocus = func() { p.Reveal(f) }
	f.OnChanged = func(string) { p.trouble.hide(); p.arrange() }
	p.parts = append(p.parts, f)
	return f
}

// passphrase adds where a passphrase is typed, twice for a new one.
func (p *page) passphrase(label, hint string, fresh bool) *passPart {
	part := newPassPart(p.w, func() { p.submit() }, p.giveUp, p.arrange)
	part.problem.Alignment = fyne.TextAlignLeading
	part.choose(fresh)
	if hint != "" {
		part.pass.Label, part.pass.PlaceHolder = hint, hint
	}
	for _, f := range []*kit.Field{part.pass, part.again} {
		f.OnFocus = func() { p.Reveal(part.box) }
		p.parts = append(p.parts, f)
	}
	p.passes = append(p.passes, part)
	p.add(kit.LabelRow(label, part.box))
	return part
}

// option makes a choice.
func (p *page) option(label string, options []string, at int, changed func(at int)) *kit.SelectField {
	c := kit.NewSelectField(label, options, nil)
	c.SetSelectedIndex(at)
	c.OnChanged = func(string) { changed(c.At()) }
	c.OnSubmit, c.OnCancel, c.OnFocus = func() { p.submit() }, p.giveUp, func() { p.Reveal(c) }
	p.parts = append(p.parts, c)
	return c
}

// tick makes a box to tick.
func (p *page) tick(text string, on bool, changed func(on bool)) *kit.Checkbox {
	t := kit.NewCheckbox(shortened(text, mostTick), nil)
	t.Checked = on
	t.OnChanged = changed
	t.OnSubmit, t.OnCancel, t.OnFocus = func() { p.submit() }, p.giveUp, func() { p.Reveal(t) }
	p.parts = append(p.parts, t)
	return t
}

// mostTick is how many letters a box to tick has beside it: it is as wide as they are.
const mostTick = 32

// shortened cuts a text to so many letters.
func shortened(s string, most int) string {
	if r := []rune(s); len(r) > most {
		return string(r[:most-1]) + "…"
	}
	return s
}

// button makes a button that passes Enter and Escape on to the page.
func (p *page) button(text string, icon fyne.Resource, pressed func()) *kit.Button {
	b := p.w.host.Button(text, icon, pressed)
	b.OtherKeys = p.Key
	b.Focused = func() { p.Reveal(b) }
	return b
}

// Reveal implements [kit.Pane].
func (p *page) Reveal(o fyne.CanvasObject) {
	if p.scroll != nil {
		kit.RevealIn(p.scroll, o)
	}
}

// Key implements [kit.Pane].
func (p *page) Key(e *fyne.KeyEvent) {
	switch {
	case e.Name == fyne.KeyEscape:
		p.giveUp()
	case kit.IsEnter(e):
		p.submit()
	default:
		p.w.functionKey(e)
	}
}

// Object implements [kit.Pane].
func (p *page) Object() fyne.CanvasObject { return p.box }

// FirstFocus implements [kit.Pane].
func (p *page) FirstFocus() fyne.Focusable {
	if p.first != nil {
		return p.first
	}
	return p.main
}

// RestFocus implements [kit.Pane]: it is the button that changes nothing.
func (p *page) RestFocus() fyne.Focusable {
	if p.cancel.Visible() {
		return p.cancel
	}
	return p.main
}

// Leave implements [kit.Pane]. What is under way is not left by the way.
func (p *page) Leave(then func()) {
	if p.stop != nil {
		p.w.Say(p.w.t.PageBusy)
		return
	}
	then()
}

// Drop implements [kit.Pane].
func (p *page) Drop(paths []string) bool {
	if p.dropped == nil || len(paths) != 1 {
		return false
	}
	p.dropped(paths[0])
	return true
}

// focus goes to where one begins.
func (p *page) focus() {
	p.w.host.Focus(p.FirstFocus())
}

// Forget implements [kit.Pane].
func (p *page) Forget() {
	if p.stop != nil {
		p.stop()
		p.stop = nil
	}
	p.wheel.Stop()
	if p.forget != nil {
		p.forget()
	}
}

// giveUp is Cancel and Escape: it ends what is under way, or closes.
func (p *page) giveUp() {
	if p.stop != nil {
		p.idle()
		p.w.Say(p.w.t.Canceled)
		return
	}
	p.leave()
}

// leave closes the page and goes back to where one came from.
func (p *page) leave() {
	back := p.back
	p.w.host.Panes.Close(p)
	if back != nil {
		back()
	}
}

// busy begins something that takes a while, and gives the context that Cancel ends.
func (p *page) busy(doing string) context.Context {
	ctx, cancel := context.WithCancel(p.w.Context())
	p.stop = cancel
	p.trouble.hide()
	p.doing.SetText(doing)
	p.busyRow.Show()
	p.wheel.Start()
	p.main.SetEnabled(false)
	p.arrange()
	return ctx
}

// idle is for the end of it.
func (p *page) idle() {
	if p.stop != nil {
		p.stop()
		p.stop = nil
	}
	p.busyRow.Hide()
	p.wheel.Stop()
	p.main.SetEnabled(true)
	p.arrange()
}

// say tells what is being done now.
func (p *page) say(doing string) {
	p.doing.SetText(doing)
	p.arrange()
}

// work does something away from Fyne's goroutine. What comes of it is dropped when the
// page was closed or Cancel pressed meanwhile.
func work[T any](p *page, doing string, do func(context.Context) (T, error), done func(T, error)) {
	if p.stop != nil {
		return
	}
	ctx := p.busy(doing)
	kit.Background(ctx, p.w.host, do, func(v T, err error) {
		p.idle()
		done(v, err)
	})
}

// fail shows what went wrong.
func (p *page) fail(err error) { p.failWith(explain.Explain(err)) }

func (p *page) failWith(f explain.Failure, more ...string) {
	p.trouble.show(f, more)
	p.arrange()
	p.Reveal(p.trouble.box)
}

// finish shows what it came to, in place of what was to be filled in.
func (p *page) finish(said string, more ...string) {
	if p.forget != nil {
		p.forget()
	}
	p.content.RemoveAll()
	p.trouble.hide()
	p.said, p.parts, p.passes = append([]string{said}, more...), nil, nil
	done := kit.Paragraph(said, widget.SuccessImportance)
	done.TextStyle.Bold = true
	p.add(kit.Unpadded(done))
	for _, text := range more {
		p.tell(text)
	}
	p.other.Hide()
	p.cancel.Hide()
	p.main.SetText(p.w.t.Done)
	p.submit, p.first, p.dropped = p.leave, nil, nil
	p.arrange()
	p.scroll.ScrollToTop()
	p.focus()
}

// offer shows another button at the left.
func (p *page) offer(text string, pressed func()) {
	p.other.SetText(text)
	p.other.OnTapped = pressed
	kit.SetVisible(p.other, text != "")
	p.arrange()
}

// arrange gives everything its place anew.
func (p *page) arrange() {
	if p.box == nil {
		return
	}
	kit.Relayout(p.box)
	kit.RelayoutIn(p.scroll)
}

// trouble is a failure in words: what, why and what to do next.
type trouble struct {
	box  *fyne.Container
	what *widget.Label
	rest *widget.Label
}

func newTrouble() *trouble {
	t := &trouble{what: kit.Paragraph("", widget.DangerImportance), rest: kit.Paragraph("", widget.MediumImportance)}
	t.what.TextStyle.Bold = true
	t.box = kit.OnSurface(kit.ColorNotice, 6, kit.Padded(6, 8, 8, 4, kit.VBox(-8, t.what, t.rest)))
	t.box.Hide()
	return t
}

func (t *trouble) show(f explain.Failure, more []string) {
	kit.SetLabel(t.what, f.What+".")
	kit.SetLabel(t.rest, kit.Join("\n", append([]string{f.Why, f.Next}, more...)...))
	t.box.Show()
}

func (t *trouble) hide() { t.box.Hide() }
