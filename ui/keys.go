package ui

import (
	"lanyard/ui/kit"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
)

// keys are the menus, their keys, and those that mean the same everywhere.
type keys struct {
	w    *Window
	held bool // the key that is acted on came before and is still down
}

// menu makes the menus. Fyne fires their shortcuts whatever has the focus, also
// for items that are disabled and while a dialog is open, so each action looks for
// itself whether it makes sense.
func (k *keys) menu() *fyne.MainMenu {
	w := k.w
	t := w.t
	file := fyne.NewMenu(t.MenuFile,
		k.item(t.AddProfile, k.unlocked(w.editor.Add), ctrl(fyne.KeyN)),
		k.item(t.ImportMenu, k.unlocked(w.importer.Open), ctrl(fyne.KeyI)),
		k.item(t.ScanMenu, k.unlocked(w.importer.OpenScan), nil),
		k.item(t.Search, k.unlocked(w.list.FocusSearch), ctrl(fyne.KeyF)),
		fyne.NewMenuItemSeparator(),
		k.item(t.BackupMenu, w.transfer.OpenBackup, nil),
		k.item(t.RestoreMenu, w.transfer.OpenRestore, nil),
		k.item(t.ShareMenu, w.transfer.OpenShare, nil),
		fyne.NewMenuItemSeparator(),
		k.item(t.Settings, w.prefs.Open, ctrl(fyne.KeyComma)),
		k.item(t.Activity, w.detail.OpenActivity, nil),
		k.item(t.Lock, w.lock.Toggle, ctrl(fyne.KeyL)),
		fyne.NewMenuItemSeparator(),
	)
	quit := k.item(t.Quit, w.quitAsked, ctrl(fyne.KeyQ))
	quit.IsQuit = true
	remove := k.item(t.Remove, nil, ctrl(fyne.KeyDelete))
	remove.Action = k.unlocked(k.remove)
	file.Items = append(file.Items, quit)
	return withKeys(t, fyne.NewMainMenu(file,
		fyne.NewMenu(t.MenuProfile,
			k.item(t.Edit, k.unlocked(w.editor.Edit), ctrl(fyne.KeyE)),
			k.item(t.Duplicate, k.unlocked(w.ifFree(w.Duplicate)), ctrl(fyne.KeyD)),
			k.item(t.RotateMenu, k.unlocked(w.ifFree(nav{w}.RotateKey)), nil),
			k.item(t.PinMenu, k.unlocked(w.ifFree(w.Pin)), ctrl(fyne.KeyP)),
			remove,
		),
		fyne.NewMenu(t.MenuToken,
			k.item(t.GetNewToken, k.unlocked(k.newToken), ctrl(fyne.KeyR)),
			k.item(t.CopyToken, k.unlocked(k.copyToken), ctrlShift(fyne.KeyC)),
			k.item(t.ViewToken, k.unlocked(w.ifFree(w.ToggleToken)), ctrlShift(fyne.KeyV)),
			fyne.NewMenuItemSeparator(),
			k.item(t.TestCredential, k.unlocked(k.test), ctrl(fyne.KeyT)),
			k.item(t.TestAllMenu, k.unlocked(w.results.TestAll), ctrlShift(fyne.KeyT)),
			k.item(t.ResultsMenu, k.unlocked(w.results.Open), nil),
			fyne.NewMenuItemSeparator(),
			k.item(t.CopyZen, k.unlocked(w.detail.CopyZen), nil),
		),
		fyne.NewMenu(t.MenuHelp,
			k.item(t.Shortcuts, w.help.shortcuts, ctrl(fyne.KeySlash)),
			k.item(t.About, w.help.about, nil),
		),
	))
}

func (k *keys) item(text string, do func(), key fyne.Shortcut) *fyne.MenuItem {
	m := fyne.NewMenuItem(text, k.once(do))
	m.Shortcut = key
	return m
}

// once makes an action that is done once, however long its key is held down. Otherwise a
// second on the key that locks would lock and unlock twenty times, and remove as many
// profiles on another.
func (k *keys) once(do func()) func() {
	return func() {
		if !k.held {
			do()
		}
	}
}

// unlocked makes an action of the reading view that, while the window is locked, says so
// instead.
func (k *keys) unlocked(do func()) func() {
	w := k.w
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

// test tests, unless something else is in front.
func (k *keys) test() {
	w := k.w
	switch {
	case w.free():
		w.detail.Test()
	case w.editor.Typing() && w.host.Dialog == nil:
		w.editor.Test()
	}
}

func (k *keys) newToken() {
	w := k.w
	if w.free() {
		w.GetToken(w.Chosen(), true)
	}
}

func (k *keys) copyToken() {
	w := k.w
	if w.free() {
		w.CopyToken()
	}
}

// remove removes, but in a field of the form Ctrl+Delete deletes a word, and another
// one for as long as it is held down.
func (k *keys) remove() {
	w := k.w
	if f, ok := w.win.Canvas().Focused().(*kit.Field); ok && w.editor.Typing() {
		f.TypedShortcut(ctrl(fyne.KeyDelete))
		return
	}
	if w.free() {
		k.once(w.ifFree(w.Remove))()
	}
}

// function handles the keys that mean the same everywhere and that no menu can have,
// because Fyne's menus need a modifier.
func (k *keys) function(e *fyne.KeyEvent) bool {
	w := k.w
	switch e.Name {
	case fyne.KeyF1:
		w.help.shortcuts()
	case fyne.KeyF5:
		k.once(k.newToken)()
	default:
		return false
	}
	return true
}

// loose takes keys while nothing has the focus.
func (k *keys) loose(e *fyne.KeyEvent) {
	w := k.w
	switch {
	case w.host.Dialog != nil:
		w.host.Dialog.Key(e)
	case w.frame.covered():
		return // what lies above the window has to take its keys itself
	case w.editing() && !w.Locked():
		w.host.Panes.Top().Key(e)
	default:
		w.list.Key(e)
	}
}

// looseRune lets one begin to type a search anywhere, or go on with a path.
func (k *keys) looseRune(r rune) {
	w := k.w
	if w.files.Open() {
		w.files.Type(r)
		return
	}
	w.list.Rune(r)
}
