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
)

// snippetCA saves the CA certificates of a profile as the file that its code names.
type snippetCA struct {
	w       *Window
	box     *fyne.Container
	told    *widget.Label
	offer   *button
	asking  *fyne.Container
	path    *field
	problem *widget.Label
	save    *button
	exists  string            // a file that is there: the next press replaces it
	saved   map[string]string // where a profile's certificates were saved, by its id
	changed func()            // the code names another file now
}

func newSnippetCA(w *Window, changed func()) *snippetCA {
	t := w.t
	c := &snippetCA{w: w, saved: map[string]string{}, changed: changed, path: newField(t.SnippetCAFile, w)}
	c.told, c.problem = quietCaption(""), paragraph("", widget.DangerImportance)
	c.offer = w.button(t.SnippetCASave, theme.DocumentSaveIcon(), c.begin)
	c.save = w.button(t.Save, nil, c.submit).prominent()
	cancel := w.button(t.Cancel, nil, c.end)
	for _, b := range []*button{c.save, cancel} {
		b.otherKeys = func(e *fyne.KeyEvent) {
			if e.Name == fyne.KeyEscape {
				c.end()
			}
		}
	}
	c.path.onSubmit, c.path.onCancel = c.submit, c.end
	c.path.onFocus = func() { w.showPart(c.box) }
	c.asking = column(6, c.path, negative(c.problem), rowOf(8, -1, c.save, cancel))
	c.asking.Hide()
	c.problem.Hide()
	c.box = column(6, negative(c.told), rowOf(0, -1, c.offer), c.asking)
	c.box.Hide()
	return c
}

// show offers to save what the code of a profile names.
func (c *snippetCA) show(p profile.Profile, text snippet.Text) {
	setVisible(c.box, text.CAFile != "")
	said := ""
	if path := c.saved[p.ID]; path != "" {
		said = fmt.Sprintf(c.w.t.SnippetCASaved, plainName(path))
	}
	setLabel(c.told, said)
	setVisible(c.offer, !c.asking.Visible())
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
	path := homePath(c.path.Text)
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
			c.say(joined(" ", f.What+".", f.Why), "")
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
	c.save.setText(c.w.t.Save)
	if exists != "" {
		c.save.setText(c.w.t.SaveReplace)
	}
	setLabel(c.problem, problem)
	c.w.refreshDetail()
	relayout(c.box)
	c.w.showPart(c.box)
}
