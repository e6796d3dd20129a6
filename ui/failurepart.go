package ui

import (
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"lanyard/internal/explain"
)

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
	trust    *button
	identity *button
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
	again := func() { w.getToken(w.chosen, true, false) }
	f.trust = w.button(t.LookAtCertificate, nil, func() { w.openChain(again) })
	f.identity = w.button(t.IdentityOffer, nil, func() { w.askIdentity(again) })
	dismiss := w.button(t.Dismiss, nil, w.dismissFailure).quiet()
	f.copyAll = w.button(t.CopyDetails, theme.ContentCopyIcon(), func() { w.copyPlain(t.Details, f.report()) }).quiet()
	f.again.after, dismiss.after, f.copyAll.after = w.focusHome, w.focusHome, w.focusHome
	f.buttons = wrapOf(f.key, f.trust, f.identity, f.again, f.edit, f.page, f.unlock, f.memory, dismiss)
	f.fold = w.fold(t.Details, inset(0, 0, 0, 8, column(2, f.codeBox.box, rowOf(0, -1, f.copyAll))))
	f.box = on(colorNotice, 6, inset(8, 10, 8, 6, column(0,
		column(-8, f.what, f.why, f.next), f.memoryIs,
		inset(4, 0, 2, 8, f.buttons), f.fold.box)))
	f.box.Hide()
	return f
}

func (f *failurePart) show(v *explain.Failure) {
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
	setVisible(f.key, v.Action == explain.ActionReplaceKey)
	setVisible(f.again, v.Action != explain.ActionReplaceKey || v.Retry)
	setVisible(f.edit, !inKeyring)
	setVisible(f.page, v.Link != "")
	setVisible(f.trust, v.Action == explain.ActionTrust || v.Also == explain.ActionTrust)
	setVisible(f.identity, v.Also == explain.ActionIdentity)
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
			w.agree(a.asked.place)
		}
	})
	no := w.button(t.Cancel, nil, w.dismissFailure).prominent()
	edit := w.button(t.EditProfile, theme.DocumentCreateIcon(), w.openEdit)
	a.yes.after, no.after = w.focusHome, w.focusHome
	a.box = on(colorNotice, 6, inset(8, 10, 10, 6, column(0,
		column(-8, title, paragraph(t.OtherPlaceWhy, widget.MediumImportance), a.changes),
		inset(4, 0, 0, 8, wrapOf(no, edit, a.yes)))))
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
