package list

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
)

// rowMenu opens the menu of a row in the list, which becomes the chosen one.
func (w *Room) rowMenu(at int, where fyne.Position) {
	w.Pick(at)
	if w.nav.Editing() || w.SaysLocked() {
		return
	}
	items := append([]*fyne.MenuItem{
		fyne.NewMenuItem(w.t.CopyToken, w.CopyToken),
		fyne.NewMenuItem(w.t.GetNewToken, w.ifFree(w.newToken)),
		fyne.NewMenuItem(w.t.TestCredential, w.ifFree(w.nav.Test)),
		fyne.NewMenuItemSeparator(),
		fyne.NewMenuItem(w.t.Edit, w.nav.Edit),
	}, w.nav.ProfileItems()...)
	widget.ShowPopUpMenuAtPosition(fyne.NewMenu("", items...), w.host.Canvas, where)
}
