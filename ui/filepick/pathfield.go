package filepick

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"lanyard/internal/userfile"
	"lanyard/ui/kit"
)

// newRow makes a row for a folder or a file.
func (c *chooser) newRow() *kit.PickRow {
	icon := func(r fyne.Resource, color fyne.ThemeColorName) fyne.CanvasObject {
		return container.NewGridWrap(fyne.NewSquareSize(18), widget.NewIcon(theme.NewColoredResource(r, color)))
	}
	folder, file := icon(theme.FolderIcon(), theme.ColorNamePrimary), icon(theme.FileIcon(), theme.ColorNamePlaceHolder)
	name := kit.NewLine(" ")
	content := kit.Padded(3, 10, 3, 8, kit.HBox(8, 1, container.NewStack(folder, file), name))
	return kit.NewPickRow(content, func(at int) {
		e := c.found[at]
		kit.SetVisible(folder, e.folder)
		kit.SetVisible(file, !e.folder)
		name.SetText(userfile.Printable(e.name))
	})
}

// pathField is where a path is typed. Tab completes it as far as it can be.
type pathField struct {
	kit.Search
	complete func() (text string, ok bool)
}

func newPathField(h *kit.Host) *pathField {
	p := &pathField{}
	p.Host, p.Tidy = h, tidyPath
	p.SetUp()
	p.ExtendBaseWidget(p)
	return p
}

// AcceptsTab implements fyne.Tabbable: where there is nothing to complete, Tab goes on.
func (p *pathField) AcceptsTab() bool {
	_, ok := p.complete()
	return ok
}

// TypedKey implements fyne.Focusable.
func (p *pathField) TypedKey(e *fyne.KeyEvent) {
	if e.Name == fyne.KeyTab {
		if text, ok := p.complete(); ok {
			p.put(text)
		}
		return
	}
	p.Search.TypedKey(e)
}

// put writes a text with the cursor behind it.
func (p *pathField) put(text string) {
	p.SetText(text)
	p.CursorRow, p.CursorColumn = 0, len([]rune(text))
	p.Refresh()
}
