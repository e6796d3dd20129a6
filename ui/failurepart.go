package ui

import (
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"lanyard/internal/explain"
	"lanyard/ui/kit"
)

// failurePart says what failed, why, and what to do next.
type failurePart struct {
	w        *Window
	box      *fyne.Container
	what     *widget.Label
	why      *widget.Label
	next     *widget.Label
	buttons  *fyne.Container
	again    *kit.Button
	edit     *kit.Button
	key      *kit.Button
	page     *kit.Button
	link     string
	unlock   *kit.Button
	memory   *kit.Button
	fold     *kit.Disclosure
	codeBox  *factList
	copyAll  *kit.Button
	showing  string
	memoryIs *widget.Label
	trust    *kit.Button
	identity *kit.Button
}

func newFailurePart(w *Window) *failurePart {
	t := w.t
	f := &failurePart{
		w:    w,
		what: kit.Paragraph("", widget.DangerImportance), why: kit.Paragraph("", widget.MediumImportance), next: kit.Paragraph("", widget.MediumImportance),
		codeBox: newFactList(w), memoryIs: kit.Paragraph(t.UseMemoryWhat, widget.LowImportance),
	}
	f.what.TextStyle.Bold = true
	f.again = w.host.Button(t.TryAgain, theme.ViewRefreshIcon(), func() { w.getToken(w.chosen, true, false) })
	f.edit = w.host.Button(t.EditProfile, theme.DocumentCreateIcon(), w.openEdit)
	f.key = w.host.Button(t.ReplaceKey, nil, w.replaceKey)
	f.page = w.host.Button(t.OpenPage, nil, func() { w.openPage(f.link) })
	f.unlock = w.host.Button(t.KeyringUnlock, nil, w.unlockKeyring)
	f.memory = w.host.Button(t.UseMemory, nil, w.useMemory)
	again := func() { w.getToken(w.chosen, true, false) }
	f.trust = w.host.Button(t.LookAtCertificate, nil, func() { w.openChain(again) })
	f.identity = w.host.Button(t.IdentityOffer, nil, func() { w.askIdentity(again) })
	dismiss := w.host.Button(t.Dismiss, nil, w.dismissFailure).Quiet()
	f.copyAll = w.host.Button(t.CopyDetails, theme.ContentCopyIcon(), func() { w.copyPlain(t.Details, f.report()) }).Quiet()
	f.again.After, dismiss.After, f.copyAll.After = w.focusHome, w.focusHome, w.focusHome
	f.buttons = kit.Wrap(f.key, f.trust, f.identity, f.again, f.edit, f.page, f.unlock, f.memory, dismiss)
	f.fold = w.host.Disclosure(t.Details, kit.Padded(0, 0, 0, 8, kit.VBox(2, f.codeBox.box, kit.HBox(0, -1, f.copyAll))))
	f.box = kit.OnSurface(kit.ColorNotice, 6, kit.Padded(8, 10, 8, 6, kit.VBox(0,
		kit.VBox(-8, f.what, f.why, f.next), f.memoryIs,
		kit.Padded(4, 0, 2, 8, f.buttons), f.fold.Box)))
	f.box.Hide()
	return f
}

func (f *failurePart) show(v *explain.Failure) {
	kit.SetVisible(f.box, v != nil)
	if v == nil {
		return
	}
	kit.SetLabel(f.what, v.What)
	kit.SetLabel(f.why, v.Why)
	kit.SetLabel(f.next, v.Next)
	f.link = v.Link
	state := f.w.keyring.State
	inKeyring := v.Check == "keyring"
	offer := inKeyring && state != keyringReady && f.w.set.UseMemory != nil && !f.w.memory
	kit.SetVisible(f.key, v.Action == explain.ActionReplaceKey)
	kit.SetVisible(f.again, v.Action != explain.ActionReplaceKey || v.Retry)
	kit.SetVisible(f.edit, !inKeyring)
	kit.SetVisible(f.page, v.Link != "")
	kit.SetVisible(f.trust, v.Action == explain.ActionTrust || v.Also == explain.ActionTrust)
	kit.SetVisible(f.identity, v.Also == explain.ActionIdentity)
	kit.SetVisible(f.unlock, inKeyring && state == keyringLocked)
	kit.SetVisible(f.memory, offer)
	kit.SetVisible(f.memoryIs, offer)
	codes := filled(fact{label: f.w.t.Code, value: v.Code}, fact{label: f.w.t.RequestID, value: v.RequestID})
	f.codeBox.show(codes)
	kit.SetVisible(f.fold.Box, len(codes) > 0)
	if text := f.report(); f.showing != text {
		f.showing = text
		kit.Relayout(f.box)
	}
}

// report is the failure as text for somebody who helps. It has no secret in it.
func (f *failurePart) report() string {
	lines := []string{f.what.Text, f.why.Text, f.next.Text}
	for _, r := range f.codeBox.rows {
		if r.Box.Visible() {
			lines = append(lines, r.fact.label+": "+r.fact.value)
		}
	}
	lines = append(lines, f.w.now().UTC().Format(time.RFC3339))
	return strings.TrimSpace(strings.Join(lines, "\n"))
}

// askPart asks whether the key may go where the profile now points.
type askPart struct {
	w       *Window
	box     *fyne.Container
	changes *widget.Label
	yes     *kit.Button
	asked   *question
}

func newAskPart(w *Window) *askPart {
	t := w.t
	a := &askPart{w: w, changes: kit.Paragraph("", widget.MediumImportance)}
	title := kit.Paragraph(t.OtherPlace, widget.DangerImportance)
	title.TextStyle.Bold = true
	a.yes = w.host.Button("", nil, func() {
		if a.asked != nil {
			w.agree(a.asked.place)
		}
	})
	no := w.host.Button(t.Cancel, nil, w.dismissFailure).Prominent()
	edit := w.host.Button(t.EditProfile, theme.DocumentCreateIcon(), w.openEdit)
	a.yes.After, no.After = w.focusHome, w.focusHome
	a.box = kit.OnSurface(kit.ColorNotice, 6, kit.Padded(8, 10, 10, 6, kit.VBox(0,
		kit.VBox(-8, title, kit.Paragraph(t.OtherPlaceWhy, widget.MediumImportance), a.changes),
		kit.Padded(4, 0, 0, 8, kit.Wrap(no, edit, a.yes)))))
	a.box.Hide()
	return a
}

func (a *askPart) show(q *question) {
	a.asked = q
	kit.SetVisible(a.box, q != nil)
	if q == nil {
		return
	}
	kit.SetLabel(a.changes, strings.Join(q.changes, "\n"))
	a.yes.SetText(q.to)
}
