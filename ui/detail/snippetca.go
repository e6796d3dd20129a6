package detail

import (
	"fmt"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"lanyard/internal/profile"
	"lanyard/internal/userfile"
	"lanyard/ui/kit"
	"lanyard/ui/state"
)

// snippetCA saves the CA certificates of a profile as the file that its code names.
type snippetCA struct {
	w       *Room
	box     *fyne.Container
	told    *widget.Label
	offer   *kit.Button
	asking  *fyne.Container
	path    *kit.Field
	problem *widget.Label
	save    *kit.Button
	ask     *state.SaveQuestion // nil: it isn't asked where
	fresh   bool                // the question has just been asked
	closed  bool                // or closed
}

func newSnippetCA(w *Room) *snippetCA {
	t := w.t
	c := &snippetCA{w: w, path: kit.NewField(t.SnippetCAFile, w.host)}
	c.told, c.problem = kit.QuietCaption(""), kit.Paragraph("", widget.DangerImportance)
	c.offer = w.host.Button(t.SnippetCASave, theme.DocumentSaveIcon(), w.AskSaveCA)
	c.save = w.host.Button(t.Save, nil, c.submit).Prominent()
	cancel := w.host.Button(t.Cancel, nil, c.end)
	for _, b := range []*kit.Button{c.save, cancel} {
		b.OtherKeys = func(e *fyne.KeyEvent) {
			if e.Name == fyne.KeyEscape {
				c.end()
			}
		}
	}
	c.path.OnSubmit, c.path.OnCancel = c.submit, c.end
	c.path.OnFocus = func() { w.reveal(c.box) }
	c.asking = kit.VBox(6, c.path, kit.Unpadded(c.problem), kit.HBox(8, -1, c.save, cancel))
	c.asking.Hide()
	c.problem.Hide()
	c.box = kit.VBox(6, kit.Unpadded(c.told), kit.HBox(0, -1, c.offer), c.asking)
	c.box.Hide()
	return c
}

// show offers to save what the code of a profile names, and asks where. It reports whether
// anything needs a new place.
func (c *snippetCA) show(p profile.Profile, ask *state.SaveQuestion) bool {
	said := ""
	if path := c.w.SavedCA(p.ID); path != "" {
		said = fmt.Sprintf(c.w.t.SnippetCASaved, userfile.Printable(path))
	}
	kit.SetLabel(c.told, said)
	if c.ask == ask {
		return false
	}
	c.fresh, c.closed = c.ask == nil, ask == nil
	c.ask = ask
	kit.SetVisible(c.asking, ask != nil)
	kit.SetVisible(c.offer, ask == nil)
	if ask == nil {
		return true
	}
	kit.SetLabel(c.problem, ask.Problem)
	c.save.SetText(c.w.t.Save)
	if ask.Exists {
		c.save.SetText(c.w.t.SaveReplace)
	}
	kit.Relayout(c.box)
	return true
}

// asked lets one type where to save, and shows what became of it.
func (c *snippetCA) asked() {
	switch {
	case c.closed:
		c.closed = false
		c.w.host.Canvas.Focus(c.offer)
		return
	case c.ask == nil:
		return
	case c.fresh:
		c.fresh = false
		c.path.SetText(c.ask.Path)
		c.w.host.Canvas.Focus(c.path)
	}
	c.w.reveal(c.box)
}

func (c *snippetCA) submit() { c.w.SaveCA(c.path.Text) }

// end closes the question.
func (c *snippetCA) end() {
	c.w.CloseSave()
	c.asked()
}
