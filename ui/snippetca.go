package ui

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"lanyard/internal/explain"
	"lanyard/internal/profile"
	"lanyard/internal/snippet"
	"lanyard/internal/userfile"
	"lanyard/ui/kit"
)

// snippetCA saves the CA certificates of a profile as the file that its code names.
type snippetCA struct {
	w       *Window
	box     *fyne.Container
	told    *widget.Label
	offer   *kit.Button
	asking  *fyne.Container
	path    *kit.Field
	problem *widget.Label
	save    *kit.Button
	exists  string            // a file that is there: the next press replaces it
	saved   map[string]string // where a profile's certificates were saved, by its id
	changed func()            // the code names another file now
}

func newSnippetCA(w *Window, changed func()) *snippetCA {
	t := w.t
	c := &snippetCA{w: w, saved: map[string]string{}, changed: changed, path: kit.NewField(t.SnippetCAFile, w.host)}
	c.told, c.problem = kit.QuietCaption(""), kit.Paragraph("", widget.DangerImportance)
	c.offer = w.host.Button(t.SnippetCASave, theme.DocumentSaveIcon(), c.begin)
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
	c.path.OnFocus = func() { w.showPart(c.box) }
	c.asking = kit.VBox(6, c.path, kit.Unpadded(c.problem), kit.HBox(8, -1, c.save, cancel))
	c.asking.Hide()
	c.problem.Hide()
	c.box = kit.VBox(6, kit.Unpadded(c.told), kit.HBox(0, -1, c.offer), c.asking)
	c.box.Hide()
	return c
}

// show offers to save what the code of a profile names.
func (c *snippetCA) show(p profile.Profile, text snippet.Text) {
	kit.SetVisible(c.box, text.CAFile != "")
	said := ""
	if path := c.saved[p.ID]; path != "" {
		said = fmt.Sprintf(c.w.t.SnippetCASaved, userfile.Printable(path))
	}
	kit.SetLabel(c.told, said)
	kit.SetVisible(c.offer, !c.asking.Visible())
}

// leave closes the question.
func (c *snippetCA) leave() {
	c.asking.Hide()
	c.offer.Show()
}

// begin asks where to save them.
func (c *snippetCA) begin() {
	p := c.w.current()
	if p == nil {
		return
	}
	path := c.saved[p.ID]
	if path == "" {
		path = snippet.CAFileName(*p)
		if home, err := os.UserHomeDir(); err == nil {
			path = filepath.Join(home, path)
		}
	}
	c.path.SetText(path)
	c.say("", "")
	c.offer.Hide()
	c.asking.Show()
	c.w.refreshDetail()
	c.w.win.Canvas().Focus(c.path)
	c.w.showPart(c.box)
}

func (c *snippetCA) end() {
	c.leave()
	c.w.refreshDetail()
	c.w.win.Canvas().Focus(c.offer)
}

// submit writes the file, away from Fyne's goroutine.
func (c *snippetCA) submit() {
	w, p := c.w, c.w.current()
	path := userfile.Path(c.path.Text)
	switch {
	case p == nil:
		return
	case !filepath.IsAbs(path):
		c.say(w.t.SaveFullPath, "")
		return
	}
	prof, replace := *p, c.exists == path
	background(w.ctx, w, func(context.Context) (nothing, error) {
		text, err := snippet.CAFile(prof)
		if err != nil {
			return nothing{}, err
		}
		return nothing{}, writeNew(path, text, replace)
	}, func(_ nothing, err error) {
		switch {
		case errors.Is(err, fs.ErrExist):
			c.say(w.t.SaveExists, path)
			return
		case err != nil:
			f := explain.Explain(err)
			c.say(kit.Join(" ", f.What+".", f.Why), "")
			return
		}
		c.saved[prof.ID] = path
		c.changed()
		if now := w.current(); now != nil && now.ID == prof.ID && c.asking.Visible() {
			c.end()
		}
	})
}

// say tells what keeps the file from being written; exists is a file that is there.
func (c *snippetCA) say(problem, exists string) {
	c.exists = exists
	c.save.SetText(c.w.t.Save)
	if exists != "" {
		c.save.SetText(c.w.t.SaveReplace)
	}
	kit.SetLabel(c.problem, problem)
	c.w.refreshDetail()
	kit.Relayout(c.box)
	c.w.showPart(c.box)
}
