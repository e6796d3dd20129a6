package list

import (
	"fmt"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"lanyard/ui/kit"
	"lanyard/ui/state"
)

// emptyList stands in place of the list when nothing fits the search, or when the
// profiles could not be read.
type emptyList struct {
	w     *Room
	box   *fyne.Container
	text  *widget.Label
	clear *kit.Button
	again *kit.Button
}

func newEmptyList(w *Room) *emptyList {
	e := &emptyList{w: w, text: kit.Paragraph("", widget.LowImportance)}
	e.clear = w.host.Button(w.t.ClearSearch, nil, w.ClearSearch)
	e.clear.After = w.host.FocusHome
	e.again = w.host.Button(w.t.TryAgain, theme.ViewRefreshIcon(), func() { w.Reload(nil) })
	e.box = kit.Padded(8, 8, 8, 8, kit.VBox(6, e.text, kit.Padded(0, 0, 0, 6, kit.HBox(0, -1, e.clear, e.again))))
	e.box.Hide()
	return e
}

func (e *emptyList) refresh() {
	w := e.w
	nothing := w.Loaded() && w.Rows() == 0 && len(w.Profiles()) > 0
	failed := w.LoadError() != nil
	fresh := w.Loaded() && len(w.Profiles()) == 0
	kit.SetVisible(e.box, nothing || failed || fresh)
	kit.SetVisible(w.List, !e.box.Visible())
	kit.Restack(w.Box)
	kit.SetVisible(e.clear, nothing && !failed)
	kit.SetVisible(e.again, failed && !w.Damaged())
	switch {
	case w.Damaged():
		kit.SetLabel(e.text, w.t.DamagedList)
	case failed:
		kit.SetLabel(e.text, state.InOneLine(w.LoadError()))
	case nothing:
		kit.SetLabel(e.text, fmt.Sprintf(w.t.NoMatch, w.Search.Text))
	case fresh:
		kit.SetLabel(e.text, w.t.NoProfiles)
	}
}
