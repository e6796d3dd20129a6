// Package results has the page with what became of the tests of many credentials.
package results

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"lanyard/ui/kit"
	"lanyard/ui/state"
	"lanyard/ui/text"
)

// Nav is what the room needs of the window.
type Nav interface {
	// ShowDetail shows the detail where there is no room for the list beside it.
	ShowDetail()
}

// Room opens the page.
type Room struct {
	*state.Model
	host *kit.Host
	t    *text.Texts
	nav  Nav
}

// New makes the room.
func New(h *kit.Host, t *text.Texts, m *state.Model, nav Nav) *Room {
	return &Room{Model: m, host: h, t: t, nav: nav}
}

// Open opens the page with the last results.
func (w *Room) Open() {
	if w.SaysLocked() || kit.Find[*pane](w.host.Panes) != nil {
		return
	}
	w.host.Panes.Leave(func() { w.host.Panes.Show(newPane(w)) })
}

// TestAll tests all credentials, and shows what comes of it.
func (w *Room) TestAll() {
	if w.SaysLocked() {
		return
	}
	w.Open()
	if kit.IsTop[*pane](w.host.Panes) {
		w.TestMany(w.allIDs())
	}
}

func (w *Room) allIDs() []string {
	var ids []string
	for _, p := range w.Profiles() {
		ids = append(ids, p.ID)
	}
	return ids
}

// Refresh draws what has come; the tests of many come too quickly to draw each.
func (w *Room) Refresh() {
	if p := kit.Find[*pane](w.host.Panes); p != nil {
		p.refresh(false)
	}
}

// Shown are the rows of the page, and what it says of them; nil while it is closed.
func (w *Room) Shown() []string {
	p := kit.Find[*pane](w.host.Panes)
	if p == nil {
		return nil
	}
	lines := []string{p.summary.Text}
	for _, r := range p.view.Rows {
		lines = append(lines, r.Name+": "+r.Words)
	}
	return lines
}

// pane is the page.
type pane struct {
	w       *Room
	box     *fyne.Container
	summary *kit.Line
	wheel   *widget.Activity
	busy    *fyne.Container
	doing   *kit.Line
	list    *kit.PickList
	all     *kit.Button
	failed  *kit.Button
	close   *kit.Button
	view    state.ManyView
	drawn   time.Time
	at      int // the marked row
}

func newPane(w *Room) *pane {
	t := w.t
	p := &pane{w: w, at: -1, summary: kit.QuietLine(), doing: kit.QuietLine(), wheel: widget.NewActivity()}
	p.list = kit.NewPickList(func() int { return len(p.view.Rows) }, func() int { return p.at }, p.newRow, p.open)
	cancel := p.button(t.Cancel, w.CancelMany)
	cancel.ID = "cancel tests"
	p.busy = kit.HBox(8, 1, container.NewGridWrap(fyne.NewSquareSize(22), p.wheel), p.doing, cancel)
	p.all = p.button(t.TestAllNow, func() { w.TestMany(w.allIDs()) })
	p.failed = p.button(t.TestFailedOnes, func() { w.TestMany(p.view.Failed) })
	p.close = p.button(t.Close, func() { w.host.Panes.Close(p) })
	head := kit.NewLine(t.ResultsTitle).As("", theme.SizeNameHeadingText, kit.Strong)
	top := kit.Padded(14, 20, 8, 22, kit.VBox(6, head, p.summary, p.busy))
	foot := kit.PaneFoot(kit.HBox(8, -1, p.all, p.failed, kit.NewFiller(), p.close))
	p.box = kit.Framed(top, foot, kit.Padded(0, 12, 0, 14, p.list))
	p.refresh(true)
	return p
}

func (p *pane) button(text string, pressed func()) *kit.Button {
	b := p.w.host.Button(text, nil, pressed)
	b.OtherKeys = p.Key
	return b
}

// drawEvery is how often the page is drawn while results come.
const drawEvery = 200 * time.Millisecond

func (p *pane) refresh(now bool) {
	at := p.w.Now()
	if p.view.Busy && !now && at.Sub(p.drawn) < drawEvery && at.After(p.drawn) && p.w.TestingMany() {
		return
	}
	p.drawn = at
	p.view = p.w.ManyTests()
	v, t := p.view, p.w.t
	if v.There {
		p.summary.SetText(v.Summary)
	} else {
		p.summary.SetText(t.ResultsNone)
	}
	p.doing.SetText(v.Progress)
	kit.SetVisible(p.busy, v.Busy)
	if v.Busy {
		p.wheel.Start()
	} else {
		p.wheel.Stop()
	}
	p.all.SetEnabled(!v.Busy)
	p.failed.SetEnabled(!v.Busy && len(v.Failed) > 0)
	p.at = min(p.at, len(v.Rows)-1)
	p.list.Refresh()
	kit.Relayout(p.box)
}

// newRow makes a row: the profile, since when, and what failed and why.
func (p *pane) newRow() *kit.PickRow {
	mark := kit.NewCheckIcon()
	name := kit.NewLine(" ").As("", "", kit.Strong)
	when := kit.NewLine(" ").As(theme.ColorNamePlaceHolder, theme.SizeNameCaptionText, fyne.TextStyle{}).Unshortened()
	words := kit.NewTipLine(p.w.host).As(theme.ColorNamePlaceHolder, theme.SizeNameCaptionText, fyne.TextStyle{})
	content := kit.Padded(5, 8, 5, 8, kit.HBox(8, 1, mark, kit.VBox(1, kit.HBox(8, 0, name, when), words)))
	return kit.NewPickRow(content, func(at int) {
		if at >= len(p.view.Rows) {
			return
		}
		r := p.view.Rows[at]
		switch {
		case r.Limited:
			mark.Draw("!", theme.IconNameWarning, theme.ColorNameWarning)
		case r.Failed:
			mark.Draw("x", theme.IconNameCancel, theme.ColorNameError)
		default:
			mark.Draw("v", theme.IconNameConfirm, theme.ColorNameSuccess)
		}
		name.SetText(r.Name)
		when.SetText(r.When)
		words.SetText(r.Words)
		kit.Relayout(content)
	})
}

// open shows the profile of a row.
func (p *pane) open(at int) {
	if at < 0 || at >= len(p.view.Rows) {
		return
	}
	id := p.view.Rows[at].ID
	p.w.host.Panes.Leave(func() {
		p.w.Choose(id)
		p.w.nav.ShowDetail()
	})
}

// Key implements [kit.Pane]: the arrows mark a row, Enter shows its profile.
func (p *pane) Key(e *fyne.KeyEvent) {
	by, steps := p.list.Step(e.Name)
	switch {
	case e.Name == fyne.KeyEscape:
		p.w.host.Panes.Close(p)
	case kit.IsEnter(e):
		p.open(p.at)
	case steps && len(p.view.Rows) > 0:
		p.at = min(max(0, p.at+by), len(p.view.Rows)-1)
		p.list.Draw()
	default:
		p.w.host.FunctionKey(e)
	}
}

// Object implements [kit.Pane].
func (p *pane) Object() fyne.CanvasObject { return p.box }

// FirstFocus implements [kit.Pane].
func (p *pane) FirstFocus() fyne.Focusable { return p.close }

// RestFocus implements [kit.Pane].
func (p *pane) RestFocus() fyne.Focusable { return p.close }

// Reveal implements [kit.Pane].
func (p *pane) Reveal(fyne.CanvasObject) {}

// Leave implements [kit.Pane]. The tests go on.
func (p *pane) Leave(then func()) { then() }

// Drop implements [kit.Pane].
func (p *pane) Drop([]string) bool { return false }

// Forget implements [kit.Pane].
func (p *pane) Forget() { p.wheel.Stop() }
