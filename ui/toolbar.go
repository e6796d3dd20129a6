package ui

import (
	"fmt"
	"runtime"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
)

// toolbar is the row at the top: search, add, where keys are kept, lock.
type toolbar struct {
	w      *Window
	box    fyne.CanvasObject
	search *search
	add    *button
	imp    *button
	keys   *button
	light  *light
	lock   *button
}

func newToolbar(w *Window) *toolbar {
	b := &toolbar{w: w, search: newSearch(w)}
	b.search.label = w.t.Search
	b.search.PlaceHolder = w.t.SearchHint
	if runtime.GOOS == "darwin" {
		b.search.PlaceHolder = w.t.SearchHintApple
	}
	b.search.Icon = theme.SearchIcon()
	b.search.OnChanged = func(string) { w.searchTyped() }
	b.search.keys = w.searchKey
	b.search.onFocus = func() { w.home = b.search }
	b.search.onCopy = w.copyInList
	b.search.onUndo = w.undoKey
	b.search.whole = w.searchPasted
	b.add = w.button(w.t.AddProfile, theme.ContentAddIcon(), w.openAdd)
	b.imp = w.button(w.t.Import, nil, w.openImport)
	b.keys = w.button(w.t.KeyringLooking, nil, func() { w.banner.toggle() }).quiet()
	b.keys.id = "keyring"
	b.light = newLight()
	b.lock = w.button(w.t.Lock, theme.NewThemedResource(iconLock()), w.toggleLock)
	b.add.after, b.imp.after, b.keys.after = w.focusHome, w.focusHome, w.focusHome
	search := container.New(between{120, 300}, b.search)
	row := rowOf(8, 0, search, b.add, b.imp, newFiller(), rowOf(0, -1, b.light, b.keys), b.lock)
	b.box = column(0, on(colorSidebar, 0, inset(8, 10, 8, 8, row)), hairline())
	return b
}

func (b *toolbar) refresh() {
	w := b.w
	text, color := w.keyringBadge()
	b.keys.setText(text)
	b.light.set(color)
	for _, x := range []*button{b.add, b.imp, b.keys} {
		x.setEnabled(!w.locked)
	}
	if w.locked {
		b.search.Disable()
		b.lock.setText(w.t.Unlock)
	} else {
		b.search.Enable()
		b.lock.setText(w.t.Lock)
	}
}

// keyringBadge says in two words where keys are kept, and how well; of a demo, that it is one.
func (w *Window) keyringBadge() (string, fyne.ThemeColorName) {
	k, t := w.keyring, w.t
	switch {
	case w.set.Demo:
		return t.DemoBadge, theme.ColorNameWarning
	case k.State == "":
		return t.KeyringLooking, theme.ColorNamePlaceHolder
	case k.Backend == backendMemory:
		return t.KeyringMemory, theme.ColorNameWarning
	}
	switch k.State {
	case keyringReady:
		return fmt.Sprintf(t.KeyringReady, k.Name), theme.ColorNameSuccess
	case keyringLocked:
		return fmt.Sprintf(t.KeyringLocked, k.Name), theme.ColorNameWarning
	case keyringStuck:
		return t.KeyringStuck, theme.ColorNameError
	}
	if k.Backend == backendFile {
		return fmt.Sprintf(t.KeyringUnread, k.Name), theme.ColorNameError
	}
	return t.KeyringAbsent, theme.ColorNameError
}
