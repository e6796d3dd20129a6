package kit

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// TaskPage is a pane for one task: what there is to read and to fill in, and below it the
// buttons. It works away from Fyne's goroutine, on one thing at a time.
type TaskPage struct {
	Host    *Host
	Title   string
	Trouble *Trouble
	Cancel  *Button
	Main    *Button
	First   fyne.Focusable      // gets the focus when the page opens; nil: the main button
	Submit  func()              // is called by the main button and by Enter
	OnClose func()              // drops secrets; may be nil
	Back    func()              // goes back to where one came from; nil: to the detail
	OnDrop  func(path string)   // takes a file that was dragged onto the window; may be nil
	Parts   []fyne.CanvasObject // what is filled in, in order
	Wrong   []*widget.Label     // beside parts: what is wrong with them
	Said    []string            // what it came to, once it is done

	box     *fyne.Container
	content *fyne.Container
	scroll  *container.Scroll
	busyRow *fyne.Container
	wheel   *widget.Activity
	doing   *Line
	other   *Button            // at the left, hidden unless it has words
	stop    context.CancelFunc // ends what is under way; nil: nothing is
}

// NewTaskPage makes a page whose main button, and Enter, call submit.
func (h *Host) NewTaskPage(title, main string, submit func()) *TaskPage {
	p := &TaskPage{Host: h, Title: title, Submit: submit, content: VBox(12), wheel: widget.NewActivity()}
	p.doing = NewLine("").Unshortened()
	p.busyRow = HBox(8, -1, container.NewGridWrap(fyne.NewSquareSize(22), p.wheel), p.doing)
	p.busyRow.Hide()
	p.Trouble = newTrouble()
	p.other = p.Button("", nil, nil)
	p.other.Hide()
	p.Cancel = p.Button(h.Words.Cancel, nil, p.GiveUp)
	p.Main = p.Button(main, theme.ConfirmIcon(), func() { p.Submit() }).Prominent()
	head := NewLine(title).As("", theme.SizeNameHeadingText, Strong)
	p.scroll = PaneScroll(VBox(12, head, p.content, p.Trouble.Box))
	foot := PaneFoot(HBox(8, -1, p.other, p.busyRow, NewFiller(), p.Cancel, p.Main))
	p.box = Framed(Gap(0, 0), foot, p.scroll)
	return p
}

// Add puts objects below what is there.
func (p *TaskPage) Add(objects ...fyne.CanvasObject) {
	for _, o := range objects {
		p.content.Add(o)
	}
}

// Tell adds a paragraph.
func (p *TaskPage) Tell(text string) { p.Add(Unpadded(Paragraph(text, widget.MediumImportance))) }

// Note adds a remark in small letters.
func (p *TaskPage) Note(text string) { p.Add(Unpadded(QuietCaption(text))) }

// Entry makes a field.
func (p *TaskPage) Entry(label, text string) *Field {
	f := NewField(label, p.Host)
	f.SetText(text)
	f.OnSubmit, f.OnCancel = func() { p.Submit() }, p.GiveUp
	f.OnFocus = func() { p.Reveal(f) }
	f.OnChanged = func(string) { p.Trouble.Hide(); p.Arrange() }
	p.Parts = append(p.Parts, f)
	return f
}

// Option makes a field in which one of several texts is chosen.
func (p *TaskPage) Option(label string, options []string, at int, changed func(at int)) *SelectField {
	c := NewSelectField(label, options, nil)
	c.SetSelectedIndex(at)
	c.OnChanged = func(string) { changed(c.At()) }
	c.OnSubmit, c.OnCancel, c.OnFocus = func() { p.Submit() }, p.GiveUp, func() { p.Reveal(c) }
	p.Parts = append(p.Parts, c)
	return c
}

// Checkbox makes a box to tick. It is as wide as its text, of which so much is shown.
func (p *TaskPage) Checkbox(text string, on bool, changed func(on bool)) *Checkbox {
	const most = 32
	if r := []rune(text); len(r) > most {
		text = string(r[:most-1]) + "…"
	}
	t := NewCheckbox(text, nil)
	t.Checked = on
	t.OnChanged = changed
	t.OnSubmit, t.OnCancel, t.OnFocus = func() { p.Submit() }, p.GiveUp, func() { p.Reveal(t) }
	p.Parts = append(p.Parts, t)
	return t
}

// Button makes a button that passes Enter and Escape on to the page.
func (p *TaskPage) Button(text string, icon fyne.Resource, pressed func()) *Button {
	b := p.Host.Button(text, icon, pressed)
	b.OtherKeys = p.Key
	b.Focused = func() { p.Reveal(b) }
	return b
}

// Reveal implements [Pane].
func (p *TaskPage) Reveal(o fyne.CanvasObject) {
	if p.scroll != nil { // nil while the page is being made
		RevealIn(p.scroll, o)
	}
}

// Key implements [Pane].
func (p *TaskPage) Key(e *fyne.KeyEvent) {
	switch {
	case e.Name == fyne.KeyEscape:
		p.GiveUp()
	case IsEnter(e):
		p.Submit()
	default:
		p.Host.FunctionKey(e)
	}
}

// Object implements [Pane].
func (p *TaskPage) Object() fyne.CanvasObject { return p.box }

// FirstFocus implements [Pane].
func (p *TaskPage) FirstFocus() fyne.Focusable {
	if p.First != nil {
		return p.First
	}
	return p.Main
}

// RestFocus implements [Pane]: it is the button that changes nothing.
func (p *TaskPage) RestFocus() fyne.Focusable {
	if p.Cancel.Visible() {
		return p.Cancel
	}
	return p.Main
}

// Leave implements [Pane]. What is under way is not left by the way.
func (p *TaskPage) Leave(then func()) {
	if p.stop != nil {
		p.Host.Say(p.Host.Words.Busy)
		return
	}
	then()
}

// Drop implements [Pane].
func (p *TaskPage) Drop(paths []string) bool {
	if p.OnDrop == nil || len(paths) != 1 {
		return false
	}
	p.OnDrop(paths[0])
	return true
}

// Forget implements [Pane].
func (p *TaskPage) Forget() {
	if p.stop != nil {
		p.stop()
		p.stop = nil
	}
	p.wheel.Stop()
	if p.OnClose != nil {
		p.OnClose()
	}
}

// GiveUp ends what is under way, or closes the page: it is Cancel and Escape.
func (p *TaskPage) GiveUp() {
	if p.stop != nil {
		p.idle()
		p.Host.Say(p.Host.Words.Canceled)
		return
	}
	p.leave()
}

// leave closes the page and goes back to where one came from.
func (p *TaskPage) leave() {
	p.Host.Panes.Close(p)
	if p.Back != nil {
		p.Back()
	}
}

// Busy reports whether something is under way.
func (p *TaskPage) Busy() bool { return p.stop != nil }

// Doing is what is under way, in words; "": nothing is.
func (p *TaskPage) Doing() string {
	if !p.busyRow.Visible() {
		return ""
	}
	return p.doing.Text
}

// Elsewhere shows what is under way and goes on when the page is left; "": nothing is.
func (p *TaskPage) Elsewhere(doing string) {
	p.doing.SetText(doing)
	SetVisible(p.busyRow, doing != "")
	if doing != "" {
		p.wheel.Start()
	} else {
		p.wheel.Stop()
	}
	p.Arrange()
}

// begin begins something that takes a while, and gives the context that Cancel ends.
func (p *TaskPage) begin(doing string) context.Context {
	ctx, cancel := context.WithCancel(p.Host.Context)
	p.stop = cancel
	p.Trouble.Hide()
	p.doing.SetText(doing)
	p.busyRow.Show()
	p.wheel.Start()
	p.Main.SetEnabled(false)
	p.Arrange()
	return ctx
}

// idle is for the end of it.
func (p *TaskPage) idle() {
	if p.stop != nil {
		p.stop()
		p.stop = nil
	}
	p.busyRow.Hide()
	p.wheel.Stop()
	p.Main.SetEnabled(true)
	p.Arrange()
}

// SayDoing tells what is being done now.
func (p *TaskPage) SayDoing(doing string) {
	p.doing.SetText(doing)
	p.Arrange()
}

// Work does something away from Fyne's goroutine. What comes of it is dropped when the
// page was closed or Cancel pressed meanwhile.
func Work[T any](p *TaskPage, doing string, do func(context.Context) (T, error), done func(T, error)) {
	if p.stop != nil {
		return
	}
	Background(p.begin(doing), p.Host, do, func(v T, err error) {
		p.idle()
		done(v, err)
	})
}

// Fail shows what went wrong: what, and in further lines why, what to do next, and more.
func (p *TaskPage) Fail(what string, rest ...string) {
	p.Trouble.Show(what+".", rest...)
	p.Arrange()
	p.Reveal(p.Trouble.Box)
}

// Refuse says in one sentence why the page cannot go on with what is filled in.
func (p *TaskPage) Refuse(sentence string) {
	p.Trouble.Show(sentence)
	p.Arrange()
}

// Clear takes away what there is to read and to fill in.
func (p *TaskPage) Clear() {
	p.content.RemoveAll()
	p.Parts, p.Wrong, p.OnDrop = nil, nil, nil
}

// Begin goes to the top of the page and gives the focus to where one begins.
func (p *TaskPage) Begin() {
	p.scroll.ScrollToTop()
	p.Host.Focus(p.FirstFocus())
}

// Finish shows what it came to, in place of what was to be filled in.
func (p *TaskPage) Finish(said string, more ...string) {
	if p.OnClose != nil {
		p.OnClose()
	}
	p.Clear()
	p.Trouble.Hide()
	p.Said = append([]string{said}, more...)
	done := Paragraph(said, widget.SuccessImportance)
	done.TextStyle.Bold = true
	p.Add(Unpadded(done))
	for _, text := range more {
		p.Tell(text)
	}
	p.other.Hide()
	p.Cancel.Hide()
	p.Main.SetText(p.Host.Words.Done)
	p.Submit, p.First = p.leave, nil
	p.Arrange()
	p.Begin()
}

// Offer shows another button at the left; none without a text.
func (p *TaskPage) Offer(text string, pressed func()) {
	p.other.SetText(text)
	p.other.OnTapped = pressed
	SetVisible(p.other, text != "")
	p.Arrange()
}

// Arrange gives everything its place anew.
func (p *TaskPage) Arrange() {
	if p.box == nil { // the page is being made
		return
	}
	Relayout(p.box)
	RelayoutIn(p.scroll)
}

// Trouble is a failure in words: what, and below it why and what to do next.
type Trouble struct {
	Box  *fyne.Container
	what *widget.Label
	rest *widget.Label
}

func newTrouble() *Trouble {
	t := &Trouble{what: Paragraph("", widget.DangerImportance), rest: Paragraph("", widget.MediumImportance)}
	t.what.TextStyle.Bold = true
	t.Box = OnSurface(ColorNotice, 6, Padded(6, 8, 8, 4, VBox(-8, t.what, t.rest)))
	t.Box.Hide()
	return t
}

// Show shows what went wrong, and the rest in a line each.
func (t *Trouble) Show(what string, rest ...string) {
	SetLabel(t.what, what)
	SetLabel(t.rest, Join("\n", rest...))
	t.Box.Show()
}

// Hide takes it away.
func (t *Trouble) Hide() { t.Box.Hide() }

// What is what went wrong, "" while nothing is shown.
func (t *Trouble) What() string {
	if !t.Box.Visible() {
		return ""
	}
	return t.what.Text
}
