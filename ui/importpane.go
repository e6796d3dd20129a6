package ui

import (
	"context"
	"errors"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"lanyard/internal/credimport"
	"lanyard/internal/explain"
	"lanyard/internal/profile"
	"lanyard/internal/secret"
	"lanyard/internal/wallet"

	"lanyard/ui/text"
)

// importer takes credentials in, in place of the detail: it says what was found in a
// text or file before anything is saved.
type importer struct {
	w        *Window
	box      *fyne.Container
	scroll   *container.Scroll
	intro    *fyne.Container
	zone     *pasteZone
	summary  *widget.Label
	problems *fyne.Container
	cards    *fyne.Container
	busyRow  *fyne.Container
	wheel    *widget.Activity
	doing    *line
	other    *button
	save     *button
	cancel   *button
	discard  *discard
	items    []*importItem
	stop     context.CancelFunc // ends what is under way; nil: nothing is
}

func newImporter(w *Window) *importer {
	t := w.t
	m := &importer{w: w, cards: column(12), problems: column(8), wheel: widget.NewActivity()}
	m.doing = newLine(t.Saving).unshortened()
	m.busyRow = rowOf(8, -1, container.NewGridWrap(fyne.NewSquareSize(22), m.wheel), m.doing)
	m.busyRow.Hide()
	m.zone = newPasteZone(w, m)
	file := m.button(t.ChooseFile, theme.FolderOpenIcon(), w.chooseImport)
	paste := m.button(t.ImportPaste, theme.ContentPasteIcon(), w.importPasted)
	scan := m.button(t.ScanMenu, theme.SearchIcon(), w.openScan)
	what := paragraph(t.ImportWhat, widget.MediumImportance)
	m.intro = column(12, negative(what), m.zone, wrapOf(paste, file, scan), negative(quietCaption(t.ImportForms)))
	m.summary = paragraph("", widget.MediumImportance)
	m.summary.Hide()
	m.other = m.button(t.ImportOther, nil, func() { m.Leave(m.reset) })
	m.save = m.button("", theme.ConfirmIcon(), m.submit).prominent()
	m.cancel = m.button(t.Cancel, nil, m.giveUp)
	m.discard = newDiscard(w, t.ImportDrop, t.ImportDropYes, t.ImportDropNo, m.focusFirst, m.Key)
	head := newLine(t.ImportTitle).as("", theme.SizeNameHeadingText, strong)
	content := column(12, head, m.problems, m.intro, negative(m.summary), m.cards)
	m.scroll = container.NewVScroll(inset(16, 20, 20, 22, container.New(atMost(detailMost), content)))
	foot := column(0, hairline(), inset(10, 20, 12, 22, container.New(atMost(detailMost), column(8,
		m.discard.box, rowOf(8, -1, m.other, m.busyRow, newFiller(), m.cancel, m.save)))))
	m.box = frame(gapOf(0, 0), foot, m.scroll)
	m.arrange()
	return m
}

func quietCaption(text string) *widget.Label {
	l := paragraph(text, widget.LowImportance)
	l.SizeName = theme.SizeNameCaptionText
	return l
}

// button makes a button that passes Enter and Escape on to the importer.
func (m *importer) button(text string, icon fyne.Resource, pressed func()) *button {
	b := m.w.button(text, icon, pressed)
	b.otherKeys = m.Key
	b.focused = func() { revealIn(m.scroll, b) }
	return b
}

// Key implements [pane].
func (m *importer) Key(e *fyne.KeyEvent) {
	switch {
	case e.Name == fyne.KeyEscape:
		m.giveUp()
	case isEnter(e):
		m.submit()
	default:
		m.w.functionKey(e)
	}
}

// read looks for credentials in sources. What was there before is replaced.
func (m *importer) read(from []importSource) {
	if m.stop != nil {
		return
	}
	t := m.w.t
	ctx := m.begin(t.ImportReading)
	background(ctx, m.w, func(ctx context.Context) (findings, error) { return readSources(t, ctx, from) }, func(f findings, err error) {
		m.ended()
		if err == nil {
			m.show(f)
		}
	})
}

// show lists what was found.
func (m *importer) show(f findings) {
	m.forgetItems()
	m.problems.RemoveAll()
	for _, p := range f.problems {
		m.problems.Add(m.problemCard(p))
	}
	list := append([]profile.Profile(nil), m.w.profiles...)
	for _, x := range f.found {
		it := newImportItem(m, x, list)
		m.items = append(m.items, it)
		m.cards.Add(it.box)
		list = append(list, profile.Profile{Name: it.name.Text})
	}
	m.arrange()
	m.focusFirst()
	m.scroll.ScrollToTop()
}

// focusFirst goes to where something is missing, or to what is left to do.
func (m *importer) focusFirst() { m.w.focusOn(m.FirstFocus()) }

// Object implements [pane].
func (m *importer) Object() fyne.CanvasObject { return m.box }

// FirstFocus implements [pane].
func (m *importer) FirstFocus() fyne.Focusable {
	if first := m.firstToFill(); first != nil {
		return first
	}
	return m.save
}

// RestFocus implements [pane].
func (m *importer) RestFocus() fyne.Focusable { return m.cancel }

// Reveal implements [pane].
func (m *importer) Reveal(o fyne.CanvasObject) { revealIn(m.scroll, o) }

// Leave implements [pane]: it asks before finds are lost that are wanted and not saved.
func (m *importer) Leave(then func()) {
	if len(m.chosen()) == 0 {
		then()
		return
	}
	m.discard.ask(then)
}

// Drop implements [pane]: files are imported in its place.
func (m *importer) Drop([]string) bool { return false }

// asking reports whether the importer asks before it loses finds.
func (m *importer) asking() bool { return m.discard.asking() }

// close takes the importer away.
func (m *importer) close() { m.w.closePane(m) }

// firstToFill is where something is missing; nil where all is there.
func (m *importer) firstToFill() fyne.Focusable {
	for _, it := range m.items {
		if c := it.toFill(); c != nil {
			return c
		}
	}
	if len(m.items) == 0 {
		return m.zone
	}
	return nil
}

func (m *importer) problemCard(p importProblem) fyne.CanvasObject {
	what := paragraph(p.what, widget.DangerImportance)
	what.TextStyle.Bold = true
	why := paragraph(p.why, widget.MediumImportance)
	return on(colorNotice, 6, inset(6, 8, 8, 4, column(2, column(-8, what, why), inset(0, 0, 0, 8, m.links(p.links)))))
}

// links are buttons that open pages.
func (m *importer) links(links []credimport.Link) *fyne.Container {
	box := wrapOf()
	for _, l := range links {
		box.Add(m.button(l.Title, nil, func() { m.w.openPage(l.URL) }))
	}
	setVisible(box, len(links) > 0)
	return box
}

// reset goes back to the empty place.
func (m *importer) reset() {
	m.discard.hide()
	m.forgetItems()
	m.problems.RemoveAll()
	m.arrange()
	m.w.win.Canvas().Focus(m.zone)
}

// arrange shows what fits what was found.
func (m *importer) arrange() {
	t := m.w.t
	ready := len(m.chosen())
	stored := 0
	for _, it := range m.items {
		if it.found.Token.Empty() {
			stored++
		}
	}
	setVisible(m.intro, len(m.items) == 0)
	setVisible(m.other, len(m.items) > 0)
	setVisible(m.save, stored > 0)
	m.save.setText(t.Number(ready, t.ImportOne, t.ImportSome))
	m.save.setEnabled(ready > 0 && m.stop == nil)
	said := ""
	if len(m.items) > 0 {
		said = t.Number(len(m.items), t.FoundOne, t.FoundSome)
	}
	setLabel(m.summary, said)
	relayout(m.box)
	relayoutIn(m.scroll)
}

// chosen are the finds to be saved.
func (m *importer) chosen() []*importItem {
	var out []*importItem
	for _, it := range m.items {
		if it.wanted() {
			out = append(out, it)
		}
	}
	return out
}

func (m *importer) begin(doing string) context.Context {
	ctx, cancel := context.WithCancel(m.w.ctx)
	m.stop = cancel
	m.doing.setText(doing)
	m.busyRow.Show()
	m.wheel.Start()
	m.arrange()
	return ctx
}

func (m *importer) ended() {
	if m.stop != nil {
		m.stop()
		m.stop = nil
	}
	m.busyRow.Hide()
	m.wheel.Stop()
	m.arrange()
}

// giveUp is Cancel and Escape: it ends what is under way, closes the question, or the
// importer, asking first when something is not saved yet.
func (m *importer) giveUp() {
	switch {
	case m.stop != nil:
		m.ended()
		m.w.say(m.w.t.Canceled)
	case m.discard.asking():
		m.discard.hide()
		m.focusFirst()
	default:
		m.Leave(m.close)
	}
}

// Forget implements [pane].
func (m *importer) Forget() {
	if m.stop != nil {
		m.stop()
		m.stop = nil
	}
	m.wheel.Stop()
	m.forgetItems()
}

func (m *importer) forgetItems() {
	for _, it := range m.items {
		it.forget()
	}
	m.items = nil
	m.cards.RemoveAll()
}

// importJob is one find as it is to be saved.
type importJob struct {
	item   *importItem
	p      profile.Profile
	key    secret.Text
	update string // the id of the profile that is brought up to date; "": a new one
}

// imported is what became of a job.
type imported struct {
	job importJob
	p   profile.Profile
	err error
}

// submit checks what is ticked and saves it.
func (m *importer) submit() {
	if m.stop != nil {
		return
	}
	m.discard.hide()
	jobs, wrong := m.jobs()
	if wrong != nil {
		m.w.say(m.w.t.FixProblems)
		m.arrange()
		if c := wrong.toFill(); c != nil {
			m.w.win.Canvas().Focus(c)
		}
		revealIn(m.scroll, wrong.box)
		return
	}
	if len(jobs) == 0 {
		return
	}
	w := m.w
	ctx := m.begin(w.t.Saving)
	background(ctx, w, func(ctx context.Context) ([]imported, error) {
		var done []imported
		for _, j := range jobs {
			p, err := w.importOne(ctx, j)
			done = append(done, imported{j, p, err})
		}
		return done, nil
	}, func(done []imported, _ error) { m.saved(done) })
}

// jobs gives what is to be saved, and the first find with which something is wrong.
func (m *importer) jobs() (jobs []importJob, wrong *importItem) {
	taken := append([]profile.Profile(nil), m.w.profiles...)
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
			taken = append(taken, j.p)
		}
	}
	return jobs, wrong
}

// importOne saves one find.
func (w *Window) importOne(ctx context.Context, j importJob) (profile.Profile, error) {
	if j.update == "" {
		return w.set.Wallet.Import(ctx, j.p, wallet.Secrets{Key: j.key})
	}
	return w.set.Wallet.Edit(ctx, j.update, func(p *profile.Profile) error {
		from := j.p
		if j.key.Empty() {
			from.SecretKind = "" // the stored key stays, and what it is
		}
		credimport.Update(p, from)
		return nil
	}, wallet.Secrets{Key: j.key})
}

// saved takes the results: what was saved goes from the list, what was not says why.
func (m *importer) saved(done []imported) {
	w := m.w
	m.ended()
	m.discard.hide()
	first, n := "", 0
	var keys []secret.Text
	for _, d := range done {
		if d.err != nil {
			d.job.item.setProblem(importFailed(w.t, d.err))
			continue
		}
		n++
		keys = append(keys, d.job.key)
		first = firstOf(first, d.p.ID)
		if s := w.sessions[d.p.ID]; s != nil {
			s.settle()
		}
		if d.job.item.whenSaved != nil {
			d.job.item.whenSaved(d.p.Name)
		}
		m.drop(d.job.item)
	}
	if n < len(done) {
		w.checkKeyring()
	}
	m.arrange()
	w.lookForPasted(keys...)
	said := w.t.Number(n, w.t.ImportedOne, w.t.ImportedSome)
	w.reload(func() {
		switch {
		case n == 0:
			return
		case len(m.chosen()) == 0:
			m.close()
			if w.position(first) < 0 {
				w.bar.search.SetText("")
			}
			w.choose(first)
		}
		w.say(said)
	})
}

// importFailed says in one text why a find was not saved.
func importFailed(t *text.Texts, err error) string {
	if errors.Is(err, wallet.ErrNameTaken) {
		return capital(t.NameTaken)
	}
	f := explain.Explain(err)
	return joined(" ", f.What+".", f.Why, f.Next)
}

// drop takes a find off the list.
func (m *importer) drop(it *importItem) {
	it.forget()
	for i, x := range m.items {
		if x == it {
			m.items = append(m.items[:i:i], m.items[i+1:]...)
		}
	}
	m.cards.Remove(it.box)
}
