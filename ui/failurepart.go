package ui

import (
	"reflect"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"lanyard/ui/kit"
	"lanyard/ui/state"
)

// failurePart says what failed, why, and what to do next, with a button for each of it.
type failurePart struct {
	w        *Window
	box      *fyne.Container
	what     *widget.Label
	why      *widget.Label
	next     *widget.Label
	buttons  *fyne.Container
	remedies []*kit.Button
	dismiss  *kit.Button
	fold     *kit.Disclosure
	codeBox  *factList
	memoryIs *widget.Label
	view     *state.FailureView
}

func newFailurePart(w *Window) *failurePart {
	t := w.t
	f := &failurePart{
		w:    w,
		what: kit.Paragraph("", widget.DangerImportance), why: kit.Paragraph("", widget.MediumImportance), next: kit.Paragraph("", widget.MediumImportance),
		codeBox: newFactList(w), memoryIs: kit.Paragraph(t.UseMemoryWhat, widget.LowImportance),
	}
	f.what.TextStyle.Bold = true
	f.dismiss = w.host.Button(t.Dismiss, nil, w.Dismiss).Quiet()
	copyAll := w.host.Button(t.CopyDetails, theme.ContentCopyIcon(), func() { w.CopyPlain(t.Details, f.view.Report(w.Now())) }).Quiet()
	f.dismiss.After, copyAll.After = w.focusHome, w.focusHome
	f.buttons = kit.Wrap(f.dismiss)
	f.fold = w.host.Disclosure(t.Details, kit.Padded(0, 0, 0, 8, kit.VBox(2, f.codeBox.box, kit.HBox(0, -1, copyAll))))
	f.box = kit.OnSurface(kit.ColorNotice, 6, kit.Padded(8, 10, 8, 6, kit.VBox(0,
		kit.VBox(-8, f.what, f.why, f.next), f.memoryIs,
		kit.Padded(4, 0, 2, 8, f.buttons), f.fold.Box)))
	f.box.Hide()
	return f
}

func (f *failurePart) show(v *state.FailureView) {
	kit.SetVisible(f.box, v != nil)
	if v == nil || reflect.DeepEqual(v, f.view) {
		return
	}
	f.view = v
	kit.SetLabel(f.what, v.What)
	kit.SetLabel(f.why, v.Why)
	kit.SetLabel(f.next, v.Next)
	kit.SetVisible(f.memoryIs, v.Memory)
	f.showRemedies(v.Remedies)
	f.codeBox.show(v.Codes)
	kit.SetVisible(f.fold.Box, len(v.Codes) > 0)
	kit.Relayout(f.box)
}

// showRemedies puts a button for each remedy before the one that dismisses.
func (f *failurePart) showRemedies(list []state.Remedy) {
	f.buttons.RemoveAll()
	for i, r := range list {
		if i == len(f.remedies) {
			f.remedies = append(f.remedies, f.w.host.Button("", nil, nil))
		}
		b := f.remedies[i]
		b.SetIcon(map[state.Action]fyne.Resource{state.TryAgain: theme.ViewRefreshIcon(), state.EditProfile: theme.DocumentCreateIcon()}[r.Action])
		b.SetText(r.Text)
		b.OnTapped = func() { f.w.act(r) }
		b.After = map[state.Action]func(){state.TryAgain: f.w.focusHome}[r.Action]
		f.buttons.Add(b)
	}
	f.buttons.Add(f.dismiss)
}

// askPart asks whether the key may go where the profile now points.
type askPart struct {
	w       *Window
	box     *fyne.Container
	changes *widget.Label
	yes     *kit.Button
	asked   *state.Question
}

func newAskPart(w *Window) *askPart {
	t := w.t
	a := &askPart{w: w, changes: kit.Paragraph("", widget.MediumImportance)}
	title := kit.Paragraph(t.OtherPlace, widget.DangerImportance)
	title.TextStyle.Bold = true
	a.yes = w.host.Button("", nil, func() {
		if a.asked != nil {
			w.Agree(a.asked.Place)
		}
	})
	no := w.host.Button(t.Cancel, nil, w.Dismiss).Prominent()
	edit := w.host.Button(t.EditProfile, theme.DocumentCreateIcon(), w.editor.Edit)
	a.yes.After, no.After = w.focusHome, w.focusHome
	a.box = kit.OnSurface(kit.ColorNotice, 6, kit.Padded(8, 10, 10, 6, kit.VBox(0,
		kit.VBox(-8, title, kit.Paragraph(t.OtherPlaceWhy, widget.MediumImportance), a.changes),
		kit.Padded(4, 0, 0, 8, kit.Wrap(no, edit, a.yes)))))
	a.box.Hide()
	return a
}

func (a *askPart) show(q *state.Question) {
	a.asked = q
	kit.SetVisible(a.box, q != nil)
	if q == nil {
		return
	}
	kit.SetLabel(a.changes, strings.Join(q.Changes, "\n"))
	a.yes.SetText(q.To)
}
