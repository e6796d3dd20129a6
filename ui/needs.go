package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"lanyard/internal/explain"
	"lanyard/internal/profile"
)

// needsList says what a profile of a kind needs and where to find it.
type needsList struct {
	w    *Window
	box  *fyne.Container
	kind profile.Kind
	keys func(*fyne.KeyEvent)
	seen func(*button)
}

func newNeedsList(w *Window) *needsList { return &needsList{w: w, box: column(10)} }

// show lists the needs of a kind and reports whether they are other ones than before.
func (n *needsList) show(k profile.Kind) bool {
	if n.kind == k {
		return false
	}
	n.kind = k
	n.box.RemoveAll()
	for _, need := range explain.Needs(k) {
		name := newLine(need.Name).as("", "", strong)
		item := column(2, name, negative(quietParagraph(need.How)))
		if link := need.Page; link.URL != "" {
			open := n.w.button(link.Title, theme.ComputerIcon(), func() { n.w.openPage(link.URL) })
			open.Icon = nil
			if n.keys != nil {
				open.otherKeys = n.keys
			}
			if n.seen != nil {
				open.focused = func() { n.seen(open) }
			}
			item.Add(inset(3, 0, 0, 0, rowOf(0, -1, open)))
		}
		n.box.Add(item)
	}
	return true
}

func quietParagraph(text string) *widget.Label { return paragraph(text, widget.LowImportance) }

// openNeeds shows what is needed, for each place where the service can run.
func (w *Window) openNeeds() {
	n := newNeedsList(w)
	scroll := container.NewVScroll(inset(0, 12, 0, 0, n.box))
	n.seen = func(b *button) { revealIn(scroll, b) }
	n.keys = func(e *fyne.KeyEvent) {
		if w.sheet != nil {
			w.sheet.key(e)
		}
	}
	pick := newChoice(w.t.Kind, kindTitles(), nil)
	pick.onSubmit = func() { w.sheet.close() }
	pick.onCancel = pick.onSubmit
	pick.SetSelectedIndex(0)
	pick.OnChanged = func(string) {
		n.show(profile.Kinds()[max(0, pick.at())])
		relayoutIn(scroll)
		scroll.ScrollToTop()
	}
	n.show(profile.Kinds()[0])
	size := w.win.Canvas().Size()
	high := clamp(size.Height-190, 160, 460)
	wide := clamp(size.Width-96, 300, 560)
	w.openSheet(w.t.NeedsTitle, container.New(fixedSize{wide, high}, frame(inset(0, 0, 12, 0, labelRow(w.t.Kind, pick.framed())), gapOf(0, 0), scroll)))
	relayoutIn(scroll)
}

// fixedSize gives one object a size of its own.
type fixedSize struct{ width, height float32 }

// MinSize implements fyne.Layout.
func (s fixedSize) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(s.width, s.height) }

// Layout implements fyne.Layout.
func (s fixedSize) Layout(o []fyne.CanvasObject, size fyne.Size) {
	place(o[0], 0, 0, size.Width, size.Height)
}
