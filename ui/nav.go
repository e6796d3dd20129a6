package ui

import (
	"context"
	"fmt"
	"net/url"

	"fyne.io/fyne/v2"

	"lanyard/internal/credimport"
	"lanyard/internal/profile"
	"lanyard/internal/secret"
	"lanyard/ui/detail"
	"lanyard/ui/filepick"
	"lanyard/ui/kit"
)

// nav is what rooms ask of the window and of each other.
type nav struct{ *Window }

// ChooseFile lets the user choose a file.
func (n nav) ChooseFile(title string, chosen func(path string)) { n.files.File(title, chosen) }

// ChooseFolder lets the user choose a folder.
func (n nav) ChooseFolder(title, from string, chosen func(dir string)) {
	n.files.Folder(title, from, chosen)
}

// Backup opens the page that saves profiles and keys in a file.
func (n nav) Backup() { n.transfer.OpenBackup() }

// Restore opens the page that brings back what a backup has.
func (n nav) Restore() { n.transfer.OpenRestore() }

// Share opens the page that saves profiles without keys.
func (n nav) Share() { n.transfer.OpenShare() }

// MoveKeys opens the page that moves keys to another place.
func (n nav) MoveKeys(to string, back func()) { n.transfer.OpenMove(to, back) }

// ChangePassphrase opens the page that changes the passphrase of the secrets file.
func (n nav) ChangePassphrase(back func()) { n.transfer.OpenChangePassphrase(back) }

// OpenPage opens a page of the documents or of IBM's console in the browser.
func (n nav) OpenPage(link string) {
	u, err := url.Parse(link)
	if err == nil {
		err = n.app.OpenURL(u)
	}
	if err != nil {
		n.Say(fmt.Sprintf(n.t.NotOpened, link))
	}
}

// Typing reports whether a form or a page stands in place of the detail, which are not
// left for what was pasted elsewhere.
func (n nav) Typing() bool {
	return n.editor.Typing() || kit.IsTop[*kit.TaskPage](n.host.Panes)
}

// ArrangePane gives everything in place of the detail its place anew.
func (n nav) ArrangePane() { kit.Relayout(n.frame.right) }

// ClearSearch shows all profiles.
func (n nav) ClearSearch() { n.list.Search.SetText("") }

// ReadingView goes back to the detail from the settings, and reports whether nothing else
// stands in its place.
func (n nav) ReadingView() bool {
	n.prefs.Close()
	return n.free()
}

// ShowFound shows what was found in a pasted text, to be imported.
func (n nav) ShowFound(found []credimport.Found) { n.importer.Show(found) }

// Edit opens the form of the chosen profile.
func (n nav) Edit() { n.editor.Edit() }

// ReplaceKey opens it at the key.
func (n nav) ReplaceKey() { n.editor.ReplaceKey() }

// SetProxy opens it at the proxy.
func (n nav) SetProxy() { n.editor.SetProxy() }

// Free reports whether the detail is in front.
func (n nav) Free() bool { return n.free() }

// ShowDetail shows the detail where there is no room for the list beside it.
func (n nav) ShowDetail() { n.frame.panes.showDetail(true, false) }

// ShowList shows the list where there is no room for the detail beside it.
func (n nav) ShowList() { n.frame.panes.showDetail(false, false) }

// Narrow reports whether there is room for one of the two alone.
func (n nav) Narrow() bool { return n.frame.panes.narrow }

// Editing reports whether something stands in place of the detail.
func (n nav) Editing() bool { return n.editing() }

// Test tests the chosen profile's credential.
func (n nav) Test() { n.detail.Test() }

// ProfileItems are the lines of a menu for the chosen profile.
func (n nav) ProfileItems() []*fyne.MenuItem { return n.detail.ProfileItems() }

// ImportPasted shows what the clipboard has, to be imported.
func (n nav) ImportPasted() { n.importer.ImportPasted() }

// RefreshDetail draws the detail anew.
func (n nav) RefreshDetail() { n.frame.refreshDetail() }

// Refresh draws everything anew.
func (n nav) Refresh() { n.frame.refresh() }

// ArrangeTop gives everything its place after a question has come or gone above the panes.
func (n nav) ArrangeTop() { kit.Relayout(n.frame.whole) }

// FocusBack gives the focus back after a question was answered.
func (n nav) FocusBack() { n.frame.focusBack() }

// InFront reports whether the window has the desktop's focus.
func (n nav) InFront() bool { return n.activation.front.Load() }

// fileNav tells the picker of files what it needs to know.
type fileNav struct{ w *Window }

// FileFor implements filepick.Nav.
func (n fileNav) FileFor() any { return n.w.host.Panes.Top() }

// DesktopDialog implements filepick.Nav.
func (n fileNav) DesktopDialog(q filepick.Question) func(context.Context) (string, error) {
	if n.w.set.ChooseFile == nil {
		return nil
	}
	return n.w.set.ChooseFile(n.w.win, q)
}

// KeyAtIBM reports whether IBM can be asked whose key this is.
func (n nav) KeyAtIBM(p profile.Profile, key secret.Text) bool { return n.keyLife.Managed(p, key) }

// OpenKeyAtIBM opens the page that does, in front of what is shown.
func (n nav) OpenKeyAtIBM(place string, p profile.Profile, key secret.Text) {
	n.keyLife.OpenFound(place, p, key)
}

// KeyCard makes what shows the life of a profile's API key.
func (n nav) KeyCard() detail.KeyCard { return n.keyLife.NewCard() }

// RotateKey opens the page that changes the chosen profile's API key for a new one.
func (n nav) RotateKey() { n.keyLife.OpenRotation(n.Chosen()) }

// FocusHome gives the focus back to where one works.
func (n nav) FocusHome() { n.frame.focusHome() }
