package detail

import (
	"reflect"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"lanyard/ui/kit"
	"lanyard/ui/state"
)

// failurePart says what failed, why, and what to do next, with a button for each of it.
type failurePart struct {
	w        *Room
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

func newFailurePart(w *Room) *failurePart {
	t := w.t
	f := &failurePart{
		w:    w,
		what: kit.Paragraph("", widget.DangerImportance), why: kit.Paragraph("", widget.MediumImportance), next: kit.Paragraph("", widget.MediumImportance),
		codeBox: newFactList(w), memoryIs: kit.Paragraph(t.UseMemoryWhat, widget.LowImportance),
	}
	f.what.TextStyle.Bold = true
	f.dismiss = w.host.Button(t.Dismiss, nil, w.Dismiss).Quiet()
	copyAll := w.host.Button(t.CopyDetails, theme.ContentCopyIcon(), func() { w.CopyPlain(t.Details, f.view.Report(w.Now())) }).Quiet()
	f.dismiss.After, copyAll.After = w.host.FocusHome, w.host.FocusHome
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
		b.After = map[state.Action]func(){state.TryAgain: f.w.host.FocusHome}[r.Action]
		f.buttons.Add(b)
	}
	f.buttons.Add(f.dismiss)
}

// act does what a button below a failure offers.
func (w *Room) act(r state.Remedy) {
	actions := map[state.Action]func(){
		state.TryAgain:     func() { w.Again(r.Again) },
		state.ReplaceKey:   w.nav.ReplaceKey,
		state.EditProfile:  w.nav.Edit,
		state.SetProxy:     w.nav.SetProxy,
		state.LookAtServer: w.ifFree(func() { w.OpenChain(r.Again) }),
		state.AskIdentity:  w.ifFree(func() { w.Model.AskIdentity(r.Again) }),
		state.UnlockRing:   func() { w.UnlockKeyring(r.Again) },
		state.KeepInMemory: w.UseMemory,
		state.ChoosePlace:  w.OpenPlaceChoice,
		state.OpenPage:     func() { w.nav.OpenPage(r.Link) },
		state.GiveCode:     w.ifFree(func() { w.AskCode(r.Again) }),
		state.CopyIdentity: func() { w.CopyPlain(r.What, r.Copy) },
	}
	if do := actions[r.Action]; do != nil {
		do()
	}
}
