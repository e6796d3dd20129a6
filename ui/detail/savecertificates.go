package detail

import (
	"fmt"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"lanyard/internal/shellquote"
	"lanyard/ui/kit"
	"lanyard/ui/state"
)

// savePart asks for the place and says what to do with the file.
type savePart struct {
	w       *Room
	box     *fyne.Container
	path    *kit.Field
	problem *widget.Label
	save    *kit.Button
	cancel  *kit.Button
	asking  *fyne.Container
	done    *widget.Label
	env     *widget.Label
	copyEnv *kit.CopyButton
	told    *fyne.Container
	ask     *state.SaveQuestion
	fresh   bool // the question has just been asked
}

func newSavePart(w *Room) *savePart {
	t := w.t
	p := &savePart{w: w, path: kit.NewField(t.SaveTo, w.host), problem: kit.Paragraph("", widget.DangerImportance), done: kit.Paragraph("", widget.SuccessImportance)}
	p.env = kit.Paragraph("", widget.MediumImportance)
	p.env.Wrapping, p.env.SizeName, p.env.TextStyle.Monospace = fyne.TextWrapBreak, theme.SizeNameCaptionText, true
	p.save = w.host.Button(t.Save, nil, func() { w.SaveChain(p.path.Text) }).Prominent()
	p.cancel = w.host.Button(t.Cancel, nil, w.closeSave)
	shut := w.host.Button(t.Close, nil, w.closeSave)
	p.copyEnv = kit.NewCopyButton(w.host, func() { w.CopyPlain(t.SaveEnv, p.env.Text) })
	p.copyEnv.Label = fmt.Sprintf(t.CopyWhat, t.SaveEnv)
	p.path.OnSubmit = func() { w.SaveChain(p.path.Text) }
	p.path.OnCancel = w.closeSave
	p.path.OnFocus = func() { w.reveal(p.box) }
	for _, b := range []*kit.Button{p.save, p.cancel, shut} {
		b.OtherKeys = func(e *fyne.KeyEvent) {
			if e.Name == fyne.KeyEscape {
				w.closeSave()
			}
		}
	}
	what := kit.Paragraph(t.SaveChainWhat, widget.MediumImportance)
	p.asking = kit.VBox(6, kit.Unpadded(what), p.path, kit.Unpadded(p.problem), kit.HBox(8, -1, p.save, p.cancel))
	p.told = kit.VBox(4, kit.Unpadded(kit.VBox(-8, p.done, kit.Paragraph(t.SaveEnvWhat, widget.MediumImportance))),
		kit.HBox(8, 0, kit.Unpadded(p.env), p.copyEnv.Button), kit.HBox(0, -1, shut))
	p.box = kit.OnSurface(kit.ColorCard, 8, kit.Padded(10, 12, 10, 14, kit.VBox(0, p.asking, p.told)))
	p.box.Hide()
	return p
}

// asked lets one type where to save, and shows what became of it.
func (p *savePart) asked() {
	if p.ask == nil {
		return
	}
	if p.fresh {
		p.fresh = false
		p.path.SetText(p.ask.Path)
		p.w.host.Canvas.Focus(p.path)
		p.path.Entry.TypedShortcut(&fyne.ShortcutSelectAll{})
	}
	p.w.reveal(p.box)
}

// show draws the question and reports whether anything needs a new place.
func (p *savePart) show(ask *state.SaveQuestion) bool {
	if p.ask == ask {
		return false
	}
	p.fresh, p.ask = p.ask == nil, ask
	kit.SetVisible(p.box, ask != nil)
	if ask == nil {
		return true
	}
	kit.SetVisible(p.asking, ask.Saved == "")
	kit.SetVisible(p.told, ask.Saved != "")
	kit.SetLabel(p.problem, ask.Problem)
	p.save.SetText(p.w.t.Save)
	if ask.Exists {
		p.save.SetText(p.w.t.SaveReplace)
	}
	kit.SetLabel(p.done, fmt.Sprintf(p.w.t.SavedTo, ask.Saved))
	kit.SetLabel(p.env, "REQUESTS_CA_BUNDLE="+shellquote.Path(ask.Saved))
	return true
}

func (w *Room) closeSave() {
	w.CloseSave()
	w.host.FocusHome()
}
