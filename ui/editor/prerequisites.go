package editor

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"lanyard/internal/explain"
	"lanyard/internal/profile"
	"lanyard/ui/kit"
)

// needsList says what a profile of a kind needs and where to find it.
type needsList struct {
	w    *Room
	box  *fyne.Container
	kind profile.Kind
	keys func(*fyne.KeyEvent)
	seen func(fyne.CanvasObject)
}

func newNeedsList(w *Room) *needsList { return &needsList{w: w, box: kit.VBox(10)} }

// show lists the needs of a kind and reports whether they are other ones than before.
func (n *needsList) show(k profile.Kind) bool {
	if n.kind == k {
		return false
	}
	n.kind = k
	n.box.RemoveAll()
	for _, need := range explain.Needs(k) {
		name := kit.NewLine(need.Name).As("", "", kit.Strong)
		item := kit.VBox(2, name, kit.Unpadded(kit.QuietParagraph(need.How)))
		if link := need.Page; link.URL != "" {
			open := n.w.host.Button(link.Title, theme.ComputerIcon(), func() { n.w.nav.OpenPage(link.URL) })
			open.Icon = nil
			if n.keys != nil {
				open.OtherKeys = n.keys
			}
			if n.seen != nil {
				open.Focused = func() { n.seen(open) }
			}
			item.Add(kit.Padded(3, 0, 0, 0, kit.HBox(0, -1, open)))
		}
		n.box.Add(item)
	}
	return true
}

// OpenNeeds shows what is needed, for each place where the service can run.
func (w *Room) OpenNeeds() {
	n := newNeedsList(w)
	scroll := container.NewVScroll(kit.Padded(0, 12, 0, 0, n.box))
	n.seen = func(b fyne.CanvasObject) { kit.RevealIn(scroll, b) }
	n.keys = func(e *fyne.KeyEvent) {
		if w.host.Dialog != nil {
			w.host.Dialog.Key(e)
		}
	}
	pick := kit.NewSelectField(w.t.Kind, profile.KindTitles(), nil)
	pick.OnSubmit = func() { w.host.Dialog.Close() }
	pick.OnCancel = pick.OnSubmit
	pick.SetSelectedIndex(0)
	pick.OnChanged = func(string) {
		n.show(profile.Kinds()[max(0, pick.At())])
		kit.RelayoutIn(scroll)
		scroll.ScrollToTop()
	}
	n.show(profile.Kinds()[0])
	size := w.host.Canvas.Size()
	high := kit.Clamp(size.Height-190, 160, 460)
	wide := kit.Clamp(size.Width-96, 300, 560)
	w.host.OpenDialog(w.t.NeedsTitle, kit.FixedSize(wide, high, kit.Framed(kit.Padded(0, 0, 12, 0, kit.LabelRow(w.t.Kind, pick.Framed())), kit.Gap(0, 0), scroll)))
	kit.RelayoutIn(scroll)
}
