package importer

import (
	"context"
	"errors"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"lanyard/internal/credimport"
	"lanyard/internal/explain"
	"lanyard/internal/profile"
	"lanyard/internal/secret"
	"lanyard/internal/wallet"

	"lanyard/ui/kit"
	"lanyard/ui/text"
)

// Pane takes credentials in, in place of the detail: it says what was found in a
// text or file before anything is saved.
type Pane struct {
	w        *Room
	box      *fyne.Container
	scroll   *container.Scroll
	intro    *fyne.Container
	Zone     *pasteZone
	summary  *widget.Label
	Problems *fyne.Container
	cards    *fyne.Container
	busyRow  *fyne.Container
	wheel    *widget.Activity
	doing    *kit.Line
	other    *kit.Button
	Save     *kit.Button
	cancel   *kit.Button
	discard  *kit.Confirm
	Items    []*item
	Stop     context.CancelFunc // ends what is under way; nil: nothing is
}

func newPane(w *Room) *Pane {
	t := w.t
	m := &Pane{w: w, cards: kit.VBox(12), Problems: kit.VBox(8), wheel: widget.NewActivity()}
	m.doing = kit.NewLine(t.Saving).Unshortened()
	m.busyRow = kit.HBox(8, -1, container.NewGridWrap(fyne.NewSquareSize(22), m.wheel), m.doing)
	m.busyRow.Hide()
	m.Zone = newPasteZone(w, m)
	file := m.button(t.ChooseFile, theme.FolderOpenIcon(), w.choose)
	paste := m.button(t.ImportPaste, theme.ContentPasteIcon(), w.ImportPasted)
	scan := m.button(t.ScanMenu, theme.SearchIcon(), w.OpenScan)
	what := kit.Paragraph(t.ImportWhat, widget.MediumImportance)
	m.intro = kit.VBox(12, kit.Unpadded(what), m.Zone, kit.Wrap(paste, file, scan), kit.Unpadded(kit.QuietCaption(t.ImportForms)))
	m.summary = kit.Paragraph("", widget.MediumImportance)
	m.summary.Hide()
	m.other = m.button(t.ImportOther, nil, func() { m.Leave(m.reset) })
	m.Save = m.button("", theme.ConfirmIcon(), m.submit).Prominent()
	m.cancel = m.button(t.Cancel, nil, m.giveUp)
	m.discard = kit.NewConfirm(w.host, kit.ConfirmWords{Question: t.ImportDrop, Lose: t.ImportDropYes, Keep: t.ImportDropNo}, w.nav.ArrangePane, m.focusFirst, m.Key)
	head := kit.NewLine(t.ImportTitle).As("", theme.SizeNameHeadingText, kit.Strong)
	content := kit.VBox(12, head, m.Problems, m.intro, kit.Unpadded(m.summary), m.cards)
	m.scroll = kit.PaneScroll(content)
	foot := kit.PaneFoot(kit.VBox(8,
		m.discard.Box, kit.HBox(8, -1, m.other, m.busyRow, kit.NewFiller(), m.cancel, m.Save)))
	m.box = kit.Framed(kit.Gap(0, 0), foot, m.scroll)
	m.arrange()
	return m
}

// button makes a button that passes Enter and Escape on to the importer.
func (m *Pane) button(text string, icon fyne.Resource, pressed func()) *kit.Button {
	b := m.w.host.Button(text, icon, pressed)
	b.OtherKeys = m.Key
	b.Focused = func() { kit.RevealIn(m.scroll, b) }
	return b
}

// Key implements [kit.Pane].
func (m *Pane) Key(e *fyne.KeyEvent) {
	switch {
	case e.Name == fyne.KeyEscape:
		m.giveUp()
	case kit.IsEnter(e):
		m.submit()
	default:
		m.w.host.FunctionKey(e)
	}
}

// read looks for credentials in sources. What was there before is replaced.
func (m *Pane) read(from []importSource) {
	if m.Stop != nil {
		return
	}
	t := m.w.t
	ctx := m.begin(t.ImportReading)
	kit.Background(ctx, m.w.host, func(ctx context.Context) (findings, error) { return readSources(ctx, t, from) }, func(f findings, err error) {
		m.ended()
		if err == nil {
			m.show(f)
		}
	})
}

// show lists what was found.
func (m *Pane) show(f findings) {
	m.forgetItems()
	m.Problems.RemoveAll()
	for _, p := range f.problems {
		m.Problems.Add(m.problemCard(p))
	}
	list := append([]profile.Profile(nil), m.w.Profiles()...)
	for _, x := range f.found {
		it := newItem(m, x, list)
		m.Items = append(m.Items, it)
		m.cards.Add(it.box)
		list = append(list, profile.Profile{Name: it.Name.Text})
	}
	m.arrange()
	m.focusFirst()
	m.scroll.ScrollToTop()
}

// focusFirst goes to where something is missing, or to what is left to do.
func (m *Pane) focusFirst() { m.w.host.Focus(m.FirstFocus()) }

// Object implements [kit.Pane].
func (m *Pane) Object() fyne.CanvasObject { return m.box }

// FirstFocus implements [kit.Pane].
func (m *Pane) FirstFocus() fyne.Focusable {
	if first := m.firstToFill(); first != nil {
		return first
	}
	return m.Save
}

// RestFocus implements [kit.Pane].
func (m *Pane) RestFocus() fyne.Focusable { return m.cancel }

// Reveal implements [kit.Pane].
func (m *Pane) Reveal(o fyne.CanvasObject) { kit.RevealIn(m.scroll, o) }

// Leave implements [kit.Pane]: it asks before finds are lost that are wanted and not saved.
func (m *Pane) Leave(then func()) {
	if len(m.chosen()) == 0 {
		then()
		return
	}
	m.discard.Ask(then)
}

// Drop implements [kit.Pane]: files are imported in its place.
func (m *Pane) Drop([]string) bool { return false }

var _ kit.Asker = (*Pane)(nil)

// Asking reports whether the importer asks before it loses finds.
func (m *Pane) Asking() bool { return m.discard.Asking() }

// close takes the importer away.
func (m *Pane) close() { m.w.host.Panes.Close(m) }

// firstToFill is where something is missing; nil where all is there.
func (m *Pane) firstToFill() fyne.Focusable {
	for _, it := range m.Items {
		if c := it.toFill(); c != nil {
			return c
		}
	}
	if len(m.Items) == 0 {
		return m.Zone
	}
	return nil
}

func (m *Pane) problemCard(p problem) fyne.CanvasObject {
	what := kit.Paragraph(p.what, widget.DangerImportance)
	what.TextStyle.Bold = true
	why := kit.Paragraph(p.why, widget.MediumImportance)
	return kit.OnSurface(kit.ColorNotice, 6, kit.Padded(6, 8, 8, 4, kit.VBox(2, kit.VBox(-8, what, why), kit.Padded(0, 0, 0, 8, m.links(p.links)))))
}

// links are buttons that open pages.
func (m *Pane) links(links []credimport.Link) *fyne.Container {
	box := kit.Wrap()
	for _, l := range links {
		box.Add(m.button(l.Title, nil, func() { m.w.nav.OpenPage(l.URL) }))
	}
	kit.SetVisible(box, len(links) > 0)
	return box
}

// reset goes back to the empty place.
func (m *Pane) reset() {
	m.discard.Hide()
	m.forgetItems()
	m.Problems.RemoveAll()
	m.arrange()
	m.w.host.Canvas.Focus(m.Zone)
}

// arrange shows what fits what was found.
func (m *Pane) arrange() {
	t := m.w.t
	ready := len(m.chosen())
	stored := 0
	for _, it := range m.Items {
		if it.Found.Token.Empty() {
			stored++
		}
	}
	kit.SetVisible(m.intro, len(m.Items) == 0)
	kit.SetVisible(m.other, len(m.Items) > 0)
	kit.SetVisible(m.Save, stored > 0)
	m.Save.SetText(t.Number(ready, t.ImportOne, t.ImportSome))
	m.Save.SetEnabled(ready > 0 && m.Stop == nil)
	said := ""
	if len(m.Items) > 0 {
		said = t.Number(len(m.Items), t.FoundOne, t.FoundSome)
	}
	kit.SetLabel(m.summary, said)
	kit.Relayout(m.box)
	kit.RelayoutIn(m.scroll)
}

// chosen are the finds to be saved.
func (m *Pane) chosen() []*item {
	var out []*item
	for _, it := range m.Items {
		if it.wanted() {
			out = append(out, it)
		}
	}
	return out
}

func (m *Pane) begin(doing string) context.Context {
	ctx, cancel := context.WithCancel(m.w.Context())
	m.Stop = cancel
	m.doing.SetText(doing)
	m.busyRow.Show()
	m.wheel.Start()
	m.arrange()
	return ctx
}

func (m *Pane) ended() {
	if m.Stop != nil {
		m.Stop()
		m.Stop = nil
	}
	m.busyRow.Hide()
	m.wheel.Stop()
	m.arrange()
}

// giveUp is Cancel and Escape: it ends what is under way, closes the question, or the
// importer, asking first when something is not saved yet.
func (m *Pane) giveUp() {
	switch {
	case m.Stop != nil:
		m.ended()
		m.w.Say(m.w.t.Canceled)
	case m.discard.Asking():
		m.discard.Hide()
		m.focusFirst()
	default:
		m.Leave(m.close)
	}
}

// Forget implements [kit.Pane].
func (m *Pane) Forget() {
	if m.Stop != nil {
		m.Stop()
		m.Stop = nil
	}
	m.wheel.Stop()
	m.forgetItems()
}

func (m *Pane) forgetItems() {
	for _, it := range m.Items {
		it.forget()
	}
	m.Items = nil
	m.cards.RemoveAll()
}

// usesCode reports whether a find's one-time code is to be used.
func (m *Pane) usesCode() bool {
	return slices.ContainsFunc(m.Items, func(it *item) bool { return it.Code != nil && it.Code.Checked })
}

// onlyCode leaves the one-time codes of other finds alone: one sign-in goes on at a time.
func (m *Pane) onlyCode(with *item) {
	for _, it := range m.Items {
		if it != with && it.Code != nil {
			it.Code.SetChecked(false)
		}
	}
}

// importJob is one find as it is to be saved.
type importJob struct {
	item   *item
	plan   credimport.Plan
	code   secret.Text // a one-time code to sign in with afterwards; empty: none
	update string      // the id of the profile that is brought up to date; "": a new one
}

// imported is what became of a job.
type imported struct {
	job importJob
	p   profile.Profile
	err error
}

// submit checks what is ticked and saves it.
func (m *Pane) submit() {
	if m.Stop != nil {
		return
	}
	m.discard.Hide()
	jobs, wrong := m.jobs()
	if wrong != nil {
		m.w.Say(m.w.t.FixProblems)
		m.arrange()
		if c := wrong.toFill(); c != nil {
			m.w.host.Canvas.Focus(c)
		}
		kit.RevealIn(m.scroll, wrong.box)
		return
	}
	if len(jobs) == 0 {
		return
	}
	w := m.w
	ctx := m.begin(w.t.Saving)
	kit.Background(ctx, w.host, func(ctx context.Context) ([]imported, error) {
		var done []imported
		for _, j := range jobs {
			p, err := w.importOne(ctx, j)
			done = append(done, imported{j, p, err})
		}
		return done, nil
	}, func(done []imported, _ error) { m.saved(done) })
}

// jobs gives what is to be saved, and the first find with which something is wrong.
func (m *Pane) jobs() (jobs []importJob, wrong *item) {
	taken := append([]profile.Profile(nil), m.w.Profiles()...)
	for _, it := range m.chosen() {
		j, problem := it.job(taken)
		it.setProblem(problem)
		if problem != "" {
			if wrong == nil {
				wrong = it
			}
			continue
		}
		jobs = append(jobs, j)
		if j.update == "" {
			taken = append(taken, j.plan.Profile)
		}
	}
	return jobs, wrong
}

// importOne saves one find.
func (w *Room) importOne(ctx context.Context, j importJob) (profile.Profile, error) {
	if j.update == "" {
		return w.wallet.Import(ctx, j.plan.Profile, wallet.Secrets{Key: j.plan.Key})
	}
	return w.wallet.Edit(ctx, j.update, func(p *profile.Profile) error {
		j.plan.Update(p)
		return nil
	}, wallet.Secrets{Key: j.plan.Key})
}

// saved takes the results: what was saved goes from the list, what was not says why.
func (m *Pane) saved(done []imported) {
	w := m.w
	m.ended()
	m.discard.Hide()
	first, n := "", 0
	var code secret.Text
	var keys []secret.Text
	for _, d := range done {
		if d.err != nil {
			d.job.item.setProblem(importFailed(w.t, d.err))
			continue
		}
		n++
		keys = append(keys, d.job.plan.Key)
		if first == "" || !d.job.code.Empty() {
			first, code = d.p.ID, d.job.code
		}
		w.Settle(d.p.ID)
		if d.job.item.whenSaved != nil {
			d.job.item.whenSaved(d.p.Name)
		}
		m.drop(d.job.item)
	}
	if n < len(done) {
		w.CheckKeyring()
	}
	m.arrange()
	w.LookForPasted(keys...)
	said := w.t.Number(n, w.t.ImportedOne, w.t.ImportedSome)
	w.Reload(func() {
		switch {
		case n == 0:
			return
		case len(m.chosen()) == 0:
			m.close()
			if w.Position(first) < 0 {
				w.nav.ClearSearch()
			}
			w.Choose(first)
		}
		w.Say(said)
		if w.Chosen() == first && !code.Empty() {
			w.UseCode(code)
		}
	})
}

// importFailed says in one text why a find was not saved.
func importFailed(t *text.Texts, err error) string {
	if errors.Is(err, wallet.ErrNameTaken) {
		return kit.Capital(t.NameTaken)
	}
	f := explain.Explain(err)
	return kit.Join(" ", f.What+".", f.Why, f.Next)
}

// drop takes a find off the list.
func (m *Pane) drop(it *item) {
	it.forget()
	for i, x := range m.Items {
		if x == it {
			m.Items = append(m.Items[:i:i], m.Items[i+1:]...)
		}
	}
	m.cards.Remove(it.box)
}
