package filepick

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"lanyard/internal/userfile"
	"lanyard/ui/kit"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// chooser lets one choose a file or a folder where the desktop has no dialog for it.
// The path is typed, and the list below it has what is in its folder.
type chooser struct {
	p       *Picker
	q       Question
	chosen  func(path string)
	sheet   *kit.Dialog
	dir     string // the folder that is listed
	name    string // what is typed behind it
	seen    folderSeen
	err     error
	found   []folderEntry
	at      int                // position in found, -1: none is marked
	stop    context.CancelFunc // ends the reading under way; nil: it is done
	first   bool               // nothing was listed yet
	entered bool               // Enter was pressed while the folder was being read
	path    *pathField
	up      *kit.Button
	list    *kit.PickList
	note    *widget.Label
	busy    *fyne.Container
	wheel   *widget.Activity
	target  *kit.Line
	take    *kit.Button
	content *fyne.Container
}

// show opens the box that asks.
func (p *Picker) show(q Question, chosen func(path string)) {
	c := &chooser{p: p, q: q, chosen: chosen, at: -1, first: true}
	c.build()
	c.sheet = p.host.ShowDialog(q.Title, c.content, c.close)
	c.sheet.Keys = func(e *fyne.KeyEvent) { c.key(e) }
	p.open = c
	c.goTo(q.From)
	p.host.Canvas.Focus(c.path)
}

func (c *chooser) build() {
	h, t := c.p.host, c.p.t
	c.path = newPathField(h)
	c.path.Label = t.FilesPath
	c.path.OnChanged = func(string) { c.typed() }
	c.path.Keys, c.path.complete, c.path.Whole = c.key, c.completed, c.pasted
	c.up = h.Button(t.FilesUp, theme.MoveUpIcon(), func() { c.goTo(filepath.Dir(c.dir)) })
	c.list = kit.NewPickList(func() int { return len(c.found) }, func() int { return c.at }, c.newRow, c.clicked)
	c.note = kit.Paragraph("", widget.MediumImportance)
	c.wheel = widget.NewActivity()
	c.busy = kit.HBox(8, 1, container.NewGridWrap(fyne.NewSquareSize(22), c.wheel), kit.NewLine(t.FilesReading).As(theme.ColorNamePlaceHolder, "", fyne.TextStyle{}))
	c.target = kit.NewLine("").As(theme.ColorNamePlaceHolder, theme.SizeNameCaptionText, fyne.TextStyle{})
	cancel := h.Button(t.Cancel, nil, func() { c.close() })
	c.take = h.Button(c.q.Accept, nil, c.accept).Prominent()
	for _, b := range []*kit.Button{c.up, cancel, c.take} {
		b.Focused = func() {} // the dialog does not scroll
		b.OtherKeys = func(e *fyne.KeyEvent) { c.key(e) }
	}
	c.up.After = func() { h.Canvas.Focus(c.path) }
	middle := container.NewStack(c.list, container.NewVBox(c.busy, c.note))
	foot := kit.VBox(8, c.target, kit.HBox(8, -1, kit.NewFiller(), cancel, c.take))
	c.content = h.AtMostDialog(560, 440,
		kit.Framed(kit.Padded(0, 0, 8, 0, kit.HBox(6, 0, c.path, c.up)), kit.Padded(8, 0, 0, 0, foot), middle))
}

// goTo lists a folder.
func (c *chooser) goTo(dir string) { c.path.put(folderText(dir)) }

// typed follows what is typed: another folder is read, a name narrows the list.
func (c *chooser) typed() {
	if anew := begunAnew(c.path.Text); anew != c.path.Text {
		c.path.put(anew)
		return
	}
	dir, name := typedPath(c.path.Text)
	c.name, c.entered = name, false
	if dir != c.dir {
		c.dir = dir
		c.read()
		return
	}
	c.filter()
}

// read reads the folder, off Fyne's goroutine: it may lie far away.
func (c *chooser) read() {
	if c.stop != nil {
		c.stop()
	}
	var ctx context.Context
	ctx, c.stop = context.WithCancel(c.p.host.Context)
	c.seen, c.err = folderSeen{}, nil
	dir := c.dir
	kit.Background(ctx, c.p.host, func(ctx context.Context) (folderSeen, error) { return readFolder(ctx, dir) }, c.readDone)
	c.filter()
}

// readDone takes what is in the folder. Where one cannot even begin, one begins at home.
func (c *chooser) readDone(seen folderSeen, err error) {
	c.stop()
	c.stop, c.seen, c.err = nil, seen, err
	home := userfile.Path("~")
	if first := c.first; first {
		c.first = false
		if err != nil && c.dir != home {
			c.goTo(home)
			return
		}
	}
	entered := c.entered
	c.filter()
	if entered {
		c.submit()
	}
}

// filter lists what fits the name that is typed, and marks what fits best.
func (c *chooser) filter() {
	c.found, c.at = fitting(c.seen.entries, c.name, c.q.Folder)
	c.draw()
}

func (c *chooser) draw() {
	reading := c.stop != nil
	kit.SetVisible(c.busy, reading)
	if reading {
		c.wheel.Start()
	} else {
		c.wheel.Stop()
	}
	c.say(c.noteWords())
	kit.SetVisible(c.list, len(c.found) > 0)
	c.up.SetEnabled(filepath.Dir(c.dir) != c.dir)
	c.target.SetText(c.targetWords())
	kit.SetVisible(c.target, c.target.Text != "")
	c.take.SetEnabled(c.ready())
	c.list.Draw()
	kit.Relayout(c.content)
}

// ready reports whether the main button has something to take, or to look for.
func (c *chooser) ready() bool {
	return c.at >= 0 || c.name != "" || c.q.Folder && c.err == nil && c.stop == nil
}

// say shows a sentence in place of the list.
func (c *chooser) say(text string) { kit.SetLabel(c.note, text) }

// noteWords say why there is nothing to choose from.
func (c *chooser) noteWords() string {
	t := c.p.t
	switch {
	case c.stop != nil || len(c.found) > 0:
		return ""
	case c.err != nil:
		return folderTrouble(t, c.dir, c.err)
	case c.name != "":
		return fmt.Sprintf(t.NoPlaceMatch, c.name)
	case c.q.Folder:
		return t.FilesNoFolders
	}
	return t.FilesNothing
}

// targetWords name the folder that the button takes, or say that there is more than is
// listed.
func (c *chooser) targetWords() string {
	switch t := c.p.t; {
	case c.seen.cut:
		return fmt.Sprintf(t.FilesCut, mostListed)
	case c.q.Folder && c.ready():
		return fmt.Sprintf(t.FilesTarget, userfile.Printable(userfile.UnderHome(c.folder())))
	case !c.q.Folder && c.name == "" && len(c.found) < len(c.seen.entries):
		return t.FilesHidden
	}
	return ""
}

// key handles the keys of the choice, wherever in it the focus is.
func (c *chooser) key(e *fyne.KeyEvent) bool {
	if by, ok := c.list.Step(e.Name); ok {
		c.move(by)
		return true
	}
	switch e.Name {
	case fyne.KeyReturn, fyne.KeyEnter:
		c.p.host.Once(c.submit)()
	case fyne.KeyEscape:
		c.close()
	default:
		return false
	}
	return true
}

// move marks the entry so many rows further. Above the first one none is marked.
func (c *chooser) move(by int) {
	c.mark(min(max(-1, c.at+by), len(c.found)-1))
}

func (c *chooser) mark(at int) {
	c.at = at
	c.draw()
}

// clicked marks what was clicked, and opens it when it was marked.
func (c *chooser) clicked(at int) {
	c.p.host.Canvas.Focus(c.path)
	switch {
	case at >= len(c.found):
	case at == c.at:
		c.submit()
	default:
		c.mark(at)
	}
}

// completed is what is typed, with the rest of the name that is marked.
func (c *chooser) completed() (text string, ok bool) {
	if c.name == "" || c.at < 0 {
		return "", false
	}
	e := c.found[c.at]
	if e.folder {
		return folderText(filepath.Join(c.dir, e.name)), true
	}
	return folderText(c.dir) + e.name, e.name != c.name
}

// submit is Enter: a folder is gone into, a file is chosen, and with nothing marked or
// typed the folder is chosen that is listed, where one is wanted.
func (c *chooser) submit() {
	switch {
	case c.stop != nil:
		c.entered = true
	case c.at >= 0 && c.found[c.at].folder:
		c.goTo(filepath.Join(c.dir, c.found[c.at].name))
	case c.at >= 0:
		c.end(filepath.Join(c.dir, c.found[c.at].name))
	case c.name != "":
		c.lookFor(filepath.Join(c.dir, c.name))
	case !c.q.Folder:
		c.say(cmp.Or(c.noteWords(), c.p.t.FilesPick))
	case c.err == nil:
		c.end(c.dir)
	}
}

// accept is the main button. It takes the folder that is marked, while Enter goes into it.
func (c *chooser) accept() {
	if c.q.Folder && c.stop == nil && c.err == nil && (c.at >= 0 || c.name == "") {
		c.end(c.folder())
		return
	}
	c.submit()
}

// folder is the one that the main button takes: what is marked, or what is listed.
func (c *chooser) folder() string {
	if c.at >= 0 {
		return filepath.Join(c.dir, c.found[c.at].name)
	}
	return c.dir
}

// lookFor opens what is typed and not listed, such as the folder above.
func (c *chooser) lookFor(path string) {
	text := c.path.Text
	kit.Background(c.p.host.Context, c.p.host, func(context.Context) (os.FileInfo, error) { return os.Stat(path) }, func(about os.FileInfo, err error) {
		switch {
		case c.p.open != c || c.path.Text != text: // went on meanwhile
		case err != nil:
			c.say(folderTrouble(c.p.t, path, err))
		case about.IsDir():
			c.goTo(path)
		case c.q.Folder:
			c.say(folderTrouble(c.p.t, path, errNoFolder))
		default:
			c.end(path)
		}
	})
}

// pasted lets a whole path take the place of what is there.
func (c *chooser) pasted(text string) bool {
	path := userfile.Path(tidyPath(text))
	if strings.ContainsAny(path, "\r\n") || !filepath.IsAbs(path) {
		return false
	}
	c.path.put(userfile.UnderHome(path))
	return true
}

// dropped takes a file that was dragged onto the window.
func (c *chooser) dropped(path string) {
	c.path.put(userfile.UnderHome(filepath.Clean(path)))
	c.p.host.Canvas.Focus(c.path)
}

// end closes the choice and goes on with what was chosen.
func (c *chooser) end(path string) {
	c.close()
	c.chosen(path)
}

// close takes the choice away. The focus is where it was before: each layer of a window has
// its own.
func (c *chooser) close() {
	if c.stop != nil {
		c.stop()
	}
	c.wheel.Stop()
	if c.p.open == c {
		c.p.open = nil
	}
	c.sheet.Dismiss()
}
