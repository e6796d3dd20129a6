package ui

import (
	"lanyard/ui/kit"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
)

// mainMenu makes the menus. Fyne fires their shortcuts whatever has the focus, also
// for items that are disabled and while a dialog is open, so each action looks for
// itself whether it makes sense.
func (w *Window) mainMenu() *fyne.MainMenu {
	t := w.t
	file := fyne.NewMenu(t.MenuFile,
		w.item(t.AddProfile, w.unlocked(w.editor.Add), ctrl(fyne.KeyN)),
		w.item(t.ImportMenu, w.unlocked(w.importer.Open), ctrl(fyne.KeyI)),
		w.item(t.ScanMenu, w.unlocked(w.importer.OpenScan), nil),
		w.item(t.Search, w.unlocked(w.list.FocusSearch), ctrl(fyne.KeyF)),
		fyne.NewMenuItemSeparator(),
		w.item(t.BackupMenu, w.transfer.OpenBackup, nil),
		w.item(t.RestoreMenu, w.transfer.OpenRestore, nil),
		w.item(t.ShareMenu, w.transfer.OpenShare, nil),
		fyne.NewMenuItemSeparator(),
		w.item(t.Settings, w.prefs.Open, ctrl(fyne.KeyComma)),
		w.item(t.Activity, w.detail.OpenActivity, nil),
		w.item(t.Lock, w.toggleLock, ctrl(fyne.KeyL)),
		fyne.NewMenuItemSeparator(),
	)
	quit := w.item(t.Quit, w.quitAsked, ctrl(fyne.KeyQ))
	quit.IsQuit = true
	remove := w.item(t.Remove, nil, ctrl(fyne.KeyDelete))
	remove.Action = w.unlocked(w.removeKey)
	file.Items = append(file.Items, quit)
	return withKeys(t, fyne.NewMainMenu(file,
		fyne.NewMenu(t.MenuProfile,
			w.item(t.Edit, w.unlocked(w.editor.Edit), ctrl(fyne.KeyE)),
			w.item(t.Duplicate, w.unlocked(w.ifFree(w.Duplicate)), ctrl(fyne.KeyD)),
			w.item(t.PinMenu, w.unlocked(w.ifFree(w.Pin)), ctrl(fyne.KeyP)),
			remove,
		),
		fyne.NewMenu(t.MenuToken,
			w.item(t.GetNewToken, w.unlocked(w.newTokenKey), ctrl(fyne.KeyR)),
			w.item(t.CopyToken, w.unlocked(w.copyTokenKey), ctrlShift(fyne.KeyC)),
			w.item(t.ViewToken, w.unlocked(w.ifFree(w.ToggleToken)), ctrlShift(fyne.KeyV)),
			fyne.NewMenuItemSeparator(),
			w.item(t.TestCredential, w.unlocked(w.testKey), ctrl(fyne.KeyT)),
			fyne.NewMenuItemSeparator(),
			w.item(t.CopyZen, w.unlocked(w.detail.CopyZen), nil),
		),
		fyne.NewMenu(t.MenuHelp,
			w.item(t.Shortcuts, w.help.shortcuts, ctrl(fyne.KeySlash)),
			w.item(t.About, w.help.about, nil),
		),
	))
}

func (w *Window) item(text string, do func(), key fyne.Shortcut) *fyne.MenuItem {
	m := fyne.NewMenuItem(text, w.once(do))
	m.Shortcut = key
	return m
}

// once makes an action that is done once, however long its key is held down. Otherwise a
// second on the key that locks would lock and unlock twenty times, and remove as many
// profiles on another.
func (w *Window) once(do func()) func() {
	return func() {
		if !w.held {
			do()
		}
	}
}

// unlocked makes an action of the reading view that, while the window is locked, says so
// instead.
func (w *Window) unlocked(do func()) func() {
	return func() {
		if !w.SaysLocked() {
			w.prefs.Close()
			do()
		}
	}
}

func ctrl(key fyne.KeyName) fyne.Shortcut {
	return &desktop.CustomShortcut{KeyName: key, Modifier: fyne.KeyModifierShortcutDefault}
}

func ctrlShift(key fyne.KeyName) fyne.Shortcut {
	return &desktop.CustomShortcut{KeyName: key, Modifier: fyne.KeyModifierShortcutDefault | fyne.KeyModifierShift}
}

// free reports whether the reading view is in front: not locked, no form, no settings,
// no sheet.
func (w *Window) free() bool { return !w.Locked() && !w.editing() && w.host.Dialog == nil }

// editing reports whether a pane stands in place of the detail.
func (w *Window) editing() bool { return w.host.Panes.Top() != nil }

// testKey tests, unless something else is in front.
func (w *Window) testKey() {
	switch {
	case w.free():
		w.detail.Test()
	case w.editor.Typing() && w.host.Dialog == nil:
		w.editor.Test()
	}
}

func (w *Window) newTokenKey() {
	if w.free() {
		w.GetToken(w.Chosen(), true)
	}
}

func (w *Window) copyTokenKey() {
	if w.free() {
		w.CopyToken()
	}
}

// removeKey removes, but in a field of the form Ctrl+Delete deletes a word, and another
// one for as long as it is held down.
func (w *Window) removeKey() {
	if f, ok := w.win.Canvas().Focused().(*kit.Field); ok && w.editor.Typing() {
		f.TypedShortcut(ctrl(fyne.KeyDelete))
		return
	}
	if w.free() {
		w.once(w.ifFree(w.Remove))()
	}
}

// functionKey handles the keys that mean the same everywhere and that no menu can have,
// because Fyne's menus need a modifier.
func (w *Window) functionKey(e *fyne.KeyEvent) bool {
	switch e.Name {
	case fyne.KeyF1:
		w.help.shortcuts()
	case fyne.KeyF5:
		w.once(w.newTokenKey)()
	default:
		return false
	}
	return true
}

// looseKey takes keys while nothing has the focus.
func (w *Window) looseKey(e *fyne.KeyEvent) {
	switch {
	case w.host.Dialog != nil:
		w.host.Dialog.Key(e)
	case w.covered():
		return // what lies above the window has to take its keys itself
	case w.editing() && !w.Locked():
		w.host.Panes.Top().Key(e)
	default:
		w.list.Key(e)
	}
}

// covered reports whether something of the toolkit's lies above the window, such as a menu.
func (w *Window) covered() bool { return w.win.Canvas().Overlays().Top() != nil }

// looseRune lets one begin to type a search anywhere, or go on with a path.
func (w *Window) looseRune(r rune) {
	if w.files.Open() {
		w.files.Type(r)
		return
	}
	w.list.Rune(r)
}

// focusHome gives the focus back to where one works: the search field or the list.
func (w *Window) focusHome() {
	if w.editing() || w.host.Dialog != nil {
		return
	}
	c := w.win.Canvas()
	switch {
	case w.Locked():
		w.lockView.Focus()
	case w.welcome.box.Visible():
		c.Focus(w.welcome.add)
	default:
		w.list.Focus()
	}
}

// focusBack gives the focus back to the pane that is shown, or to where one works.
func (w *Window) focusBack() {
	if p := w.host.Panes.Top(); p != nil {
		w.host.Focus(p.RestFocus())
		return
	}
	w.focusHome()
}

// focusSeen scrolls what has the focus now into view.
func (w *Window) focusSeen(b fyne.CanvasObject) {
	if p := w.host.Panes.Top(); p != nil {
		p.Reveal(b)
	} else {
		kit.RevealIn(w.detail.View.Scroll, b)
	}
}

// dropped takes files that were dragged onto the window.
func (w *Window) dropped(_ fyne.Position, items []fyne.URI) {
	var paths []string
	for _, u := range items {
		if u.Scheme() == "file" {
			paths = append(paths, u.Path())
		}
	}
	if w.files.Open() {
		if len(paths) == 1 {
			w.files.Drop(paths[0])
		}
		return
	}
	if top := w.host.Panes.Top(); top == nil || !top.Drop(paths) {
		w.importer.Files(paths)
	}
}
