package ui

import (
	"fmt"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"lanyard/words"
)

// detailMost is from which width on lines would be too long to read.
const detailMost = 760

// detail is the reading pane of the chosen profile. Its widgets are made once and
// filled again for each profile.
type detail struct {
	w   *Window
	box *fyne.Container

	none    *fyne.Container
	scroll  *container.Scroll
	name    *line
	prod    *fyne.Container
	noTLS   *fyne.Container
	tlsWarn *widget.Label
	place   *line
	edit    *button
	more    *button
	facts   *factList
	rest    *factList
	restTop *fold
	token   *tokenPart
	failure *failurePart
	ask     *askPart
	key     *keyPart
	drawn   detailView
}

func newDetail(w *Window) *detail {
	t := w.t
	d := &detail{
		w:     w,
		name:  newLine(" ").as("", theme.SizeNameHeadingText, fyne.TextStyle{Bold: true}),
		prod:  newBadge(t.Production, theme.ColorNameWarning),
		noTLS: newBadge(t.NotVerified, theme.ColorNameError),
		place: newLine(" ").as(theme.ColorNamePlaceHolder, "", fyne.TextStyle{}),
		facts: newFactList(w), rest: newFactList(w),
		tlsWarn: paragraph(t.InsecureWarn, widget.DangerImportance),
	}
	d.edit = w.button(t.Edit, theme.DocumentCreateIcon(), w.openEdit).quiet()
	d.more = w.button("", theme.MoreHorizontalIcon(), d.showMore).quiet()
	d.more.id = t.MoreForProfile
	d.token = newTokenPart(w)
	d.failure = newFailurePart(w)
	d.ask = newAskPart(w)
	d.key = newKeyPart(w)
	d.restTop = w.fold(t.MoreDetails, inset(0, 0, 4, 8, d.rest.box))
	head := column(3,
		rowOf(10, 0, d.name, d.prod, d.noTLS, newFiller(), rowOf(0, -1, d.edit, d.more)),
		d.place)
	content := column(14,
		head,
		d.tlsWarn,
		d.facts.box,
		d.token.box,
		d.ask.box,
		d.failure.box,
		column(0, d.token.claimsFold.box, d.key.fold.box, d.restTop.box))
	d.scroll = container.NewVScroll(inset(16, 20, 20, 22, container.New(atMost(detailMost), content)))
	d.none = container.NewCenter(newLine(t.ChooseOne).as(theme.ColorNamePlaceHolder, "", fyne.TextStyle{}).unshortened())
	d.box = container.NewStack(d.none, d.scroll)
	return d
}

// leave closes what belongs to one profile alone, before another one is shown.
func (d *detail) leave() {
	d.token.claimsFold.set(false)
	d.key.fold.set(false)
	d.failure.fold.set(false)
	d.scroll.ScrollToTop()
}

func (d *detail) show(v detailView) {
	setVisible(d.none, v.id == "")
	setVisible(d.scroll, v.id != "")
	before := d.drawn
	d.drawn = v
	if v.id == "" {
		return
	}
	d.name.setText(v.name)
	d.place.setText(v.place)
	setVisible(d.prod, v.production)
	setVisible(d.noTLS, v.insecure)
	setVisible(d.tlsWarn, v.insecure)
	d.facts.show(v.facts)
	d.rest.show(v.more)
	d.token.show(v.token)
	d.ask.show(v.question)
	d.failure.show(v.failure)
	d.key.show(v.key)
	if !sameShape(before, v) {
		relayoutIn(d.scroll)
	}
}

// sameShape reports whether two views differ in words only, so that nothing needs a
// new place.
func sameShape(a, b detailView) bool {
	return a.id == b.id && a.production == b.production && a.insecure == b.insecure &&
		len(a.facts) == len(b.facts) && len(a.more) == len(b.more) &&
		a.token.has == b.token.has && a.token.canCopy == b.token.canCopy && a.token.shown == b.token.shown &&
		a.token.busy == b.token.busy && a.token.note == b.token.note && len(a.token.claims) == len(b.token.claims) &&
		len(a.token.digits) == len(b.token.digits) && a.token.line == b.token.line &&
		a.failure == b.failure && (a.question == nil) == (b.question == nil) && a.key == b.key
}

func (d *detail) showMore() {
	w := d.w
	menu := fyne.NewMenu("",
		fyne.NewMenuItem(w.t.Duplicate, w.duplicate),
		fyne.NewMenuItem(w.t.Remove, w.remove))
	pop := widget.NewPopUpMenu(menu, w.win.Canvas())
	at := fyne.CurrentApp().Driver().AbsolutePositionForObject(d.more)
	pop.ShowAtPosition(at.AddXY(d.more.Size().Width-pop.MinSize().Width, d.more.Size().Height))
}

// paragraph is text that wraps.
func paragraph(text string, importance widget.Importance) *widget.Label {
	l := widget.NewLabel(text)
	l.Wrapping = fyne.TextWrapWord
	l.Importance = importance
	return l
}

// negative takes the space around a label back, so that its text stands in line with
// texts that have none.
func negative(o fyne.CanvasObject) *fyne.Container {
	pad := -theme.InnerPadding()
	return inset(pad, pad, pad, pad, o)
}

// factList shows facts, each with its button.
type factList struct {
	w    *Window
	box  *fyne.Container
	rows []*factRow
}

type factRow struct {
	box   *fyne.Container
	label *line
	value *line
	copy  *copyButton
	fact  fact
}

// labelWidth is the width of the column of labels.
const labelWidth = 150

func newFactList(w *Window) *factList { return &factList{w: w, box: column(0)} }

func (l *factList) show(facts []fact) {
	for len(l.rows) < len(facts) {
		r := newFactRow(l.w)
		l.rows = append(l.rows, r)
		l.box.Add(r.box)
	}
	for i, r := range l.rows {
		setVisible(r.box, i < len(facts))
		if i < len(facts) && r.fact != facts[i] {
			r.show(l.w.t, facts[i])
		}
	}
	setVisible(l.box, len(facts) > 0)
}

func newFactRow(w *Window) *factRow {
	r := &factRow{
		label: newLine(" ").as(theme.ColorNamePlaceHolder, "", fyne.TextStyle{}),
		value: newLine(" "),
	}
	r.copy = newCopyButton(w, func() { w.copyPlain(r.fact.label, r.fact.value) })
	least := gapOf(0, r.copy.MinSize().Height) // rows without a button are as high as those with one
	r.box = rowOf(8, 1, wide(labelWidth, r.label), r.value, r.copy.button, least)
	return r
}

func (r *factRow) show(t *texts, f fact) {
	r.fact = f
	r.label.setText(f.label)
	r.value.setText(f.value)
	r.copy.id = fmt.Sprintf(t.CopyWhat, f.label)
	setVisible(r.copy.button, !f.plain)
	relayout(r.box)
}

// copyButton is a button that says for a moment that it has done its work.
type copyButton struct {
	*button
	w    *Window
	back *time.Timer
}

// saidFor is how long a copy button shows that it has copied.
const saidFor = 2 * time.Second

func newCopyButton(w *Window, copy func()) *copyButton {
	c := &copyButton{w: w}
	c.button = w.button("", theme.ContentCopyIcon(), func() { copy(); c.said() }).quiet()
	c.after = w.focusHome
	return c
}

func (c *copyButton) said() {
	c.SetIcon(theme.ConfirmIcon())
	if c.back != nil {
		c.back.Stop()
	}
	c.back = time.AfterFunc(saidFor, func() {
		if c.w.ctx.Err() == nil {
			c.w.do(func() { c.SetIcon(theme.ContentCopyIcon()) })
		}
	})
}

// keyPart is the fold with the key: copied on a confirmed request, replaced, never shown.
type keyPart struct {
	w      *Window
	fold   *fold
	title  *line
	where  *line
	copy   *button
	shared *widget.Label
	askBox *fyne.Container
	ask    *widget.Label
	yes    *button
	no     *button
}

func newKeyPart(w *Window) *keyPart {
	t := w.t
	k := &keyPart{
		w:      w,
		title:  newLine(" ").as(theme.ColorNamePlaceHolder, "", fyne.TextStyle{}),
		where:  newLine(" ").as(theme.ColorNamePlaceHolder, theme.SizeNameCaptionText, fyne.TextStyle{}),
		shared: paragraph("", widget.LowImportance),
		ask:    paragraph("", widget.MediumImportance),
	}
	k.copy = w.button(t.CopyKeyAsk, theme.ContentCopyIcon(), w.askKey).quiet()
	k.copy.id = "copy key"
	replace := w.button(t.Replace, nil, w.replaceKey).quiet()
	k.yes = w.button("", nil, w.copyKey).prominent()
	k.no = w.button(t.Cancel, nil, w.dontCopyKey)
	k.yes.after, k.no.after = w.focusHome, w.focusHome
	for _, b := range []*button{k.yes, k.no} {
		b.otherKeys = func(e *fyne.KeyEvent) {
			if e.Name == fyne.KeyEscape {
				w.dontCopyKey()
			}
		}
	}
	k.askBox = on(colorNotice, 6, inset(6, 8, 10, 4, column(4, k.ask, inset(0, 0, 0, 8, wrapOf(8, k.yes, k.no)))))
	dots := newLine(masked).as("", "", fyne.TextStyle{Monospace: true}).unshortened()
	k.fold = w.fold(t.APIKey, inset(0, 0, 4, 8, column(2,
		rowOf(8, 2, wide(labelWidth, k.title), dots, k.where, k.copy, replace),
		negative(k.shared), k.askBox)))
	return k
}

func (k *keyPart) show(v keyView) {
	k.fold.head.setText(v.title)
	k.title.setText(v.title)
	k.where.setText(v.where)
	if k.shared.Text != v.shared {
		k.shared.SetText(v.shared)
	}
	setVisible(k.shared, v.shared != "")
	if k.ask.Text != v.ask {
		k.ask.SetText(v.ask)
	}
	k.yes.setText(v.yes)
	setVisible(k.askBox, v.ask != "")
}

// failurePart says what failed, why, and what to do next.
type failurePart struct {
	w        *Window
	box      *fyne.Container
	what     *widget.Label
	why      *widget.Label
	next     *widget.Label
	buttons  *fyne.Container
	again    *button
	edit     *button
	key      *button
	page     *button
	link     string
	unlock   *button
	memory   *button
	fold     *fold
	codeBox  *factList
	copyAll  *button
	showing  string
	memoryIs *widget.Label
}

func newFailurePart(w *Window) *failurePart {
	t := w.t
	f := &failurePart{
		w:    w,
		what: paragraph("", widget.DangerImportance), why: paragraph("", widget.MediumImportance), next: paragraph("", widget.MediumImportance),
		codeBox: newFactList(w), memoryIs: paragraph(t.UseMemoryWhat, widget.LowImportance),
	}
	f.what.TextStyle.Bold = true
	f.again = w.button(t.TryAgain, theme.ViewRefreshIcon(), func() { w.getToken(w.chosen, true, false) })
	f.edit = w.button(t.EditProfile, theme.DocumentCreateIcon(), w.openEdit)
	f.key = w.button(t.ReplaceKey, nil, w.replaceKey)
	f.page = w.button(t.OpenPage, nil, func() { w.openPage(f.link) })
	f.unlock = w.button(t.KeyringUnlock, nil, w.unlockKeyring)
	f.memory = w.button(t.UseMemory, nil, w.useMemory)
	dismiss := w.button(t.Dismiss, nil, w.dismissFailure).quiet()
	f.copyAll = w.button(t.CopyDetails, theme.ContentCopyIcon(), func() { w.copyPlain(t.Details, f.report()) }).quiet()
	f.again.after, dismiss.after, f.copyAll.after = w.focusHome, w.focusHome, w.focusHome
	f.buttons = wrapOf(8, f.key, f.again, f.edit, f.page, f.unlock, f.memory, dismiss)
	f.fold = w.fold(t.Details, inset(0, 0, 0, 8, column(2, f.codeBox.box, rowOf(0, -1, f.copyAll))))
	f.box = on(colorNotice, 6, inset(8, 10, 8, 6, column(0,
		column(-8, f.what, f.why, f.next), f.memoryIs,
		inset(4, 0, 2, 8, f.buttons), f.fold.box)))
	f.box.Hide()
	return f
}

func (f *failurePart) show(v *words.Failure) {
	setVisible(f.box, v != nil)
	if v == nil {
		return
	}
	setLabel(f.what, v.What)
	setLabel(f.why, v.Why)
	setLabel(f.next, v.Next)
	f.link = v.Link
	state := f.w.keyring.State
	inKeyring := v.Check == "keyring"
	offer := inKeyring && state != keyringReady && f.w.set.UseMemory != nil && !f.w.memory
	setVisible(f.key, v.Action == words.ActionReplaceKey)
	setVisible(f.again, v.Action != words.ActionReplaceKey || v.Retry)
	setVisible(f.edit, !inKeyring)
	setVisible(f.page, v.Link != "")
	setVisible(f.unlock, inKeyring && state == keyringLocked)
	setVisible(f.memory, offer)
	setVisible(f.memoryIs, offer)
	codes := filled(fact{label: f.w.t.Code, value: v.Code}, fact{label: f.w.t.RequestID, value: v.RequestID})
	f.codeBox.show(codes)
	setVisible(f.fold.box, len(codes) > 0)
	if text := f.report(); f.showing != text {
		f.showing = text
		relayout(f.box)
	}
}

// report is the failure as text for somebody who helps. It has no secret in it.
func (f *failurePart) report() string {
	lines := []string{f.what.Text, f.why.Text, f.next.Text}
	for _, r := range f.codeBox.rows {
		if r.box.Visible() {
			lines = append(lines, r.fact.label+": "+r.fact.value)
		}
	}
	lines = append(lines, f.w.now().UTC().Format(time.RFC3339))
	return strings.TrimSpace(strings.Join(lines, "\n"))
}

func setLabel(l *widget.Label, text string) {
	if l.Text != text {
		l.SetText(text)
	}
	setVisible(l, text != "")
}

// askPart asks whether the key may go where the profile now points.
type askPart struct {
	w       *Window
	box     *fyne.Container
	changes *widget.Label
	yes     *button
	asked   *question
}

func newAskPart(w *Window) *askPart {
	t := w.t
	a := &askPart{w: w, changes: paragraph("", widget.MediumImportance)}
	title := paragraph(t.OtherPlace, widget.DangerImportance)
	title.TextStyle.Bold = true
	a.yes = w.button("", nil, func() {
		if a.asked != nil {
			w.agree(a.asked.bound)
		}
	})
	no := w.button(t.Cancel, nil, w.dismissFailure).prominent()
	edit := w.button(t.EditProfile, theme.DocumentCreateIcon(), w.openEdit)
	a.yes.after, no.after = w.focusHome, w.focusHome
	a.box = on(colorNotice, 6, inset(8, 10, 10, 6, column(0,
		column(-8, title, paragraph(t.OtherPlaceWhy, widget.MediumImportance), a.changes),
		inset(4, 0, 0, 8, wrapOf(8, no, edit, a.yes)))))
	a.box.Hide()
	return a
}

func (a *askPart) show(q *question) {
	a.asked = q
	setVisible(a.box, q != nil)
	if q == nil {
		return
	}
	setLabel(a.changes, strings.Join(q.changes, "\n"))
	a.yes.setText(q.to)
}
