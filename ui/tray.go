package ui

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"lanyard/internal/profile"
	"lanyard/ui/kit"
)

// Tray is the program's icon among the desktop's status icons. Its methods return at once.
type Tray interface {
	SetMenu(items []TrayItem)
	Close()
}

// TrayItem is a line of the icon's menu; a separator without text. Do is called from other
// goroutines.
type TrayItem struct {
	Text string
	Off  bool // it cannot be chosen
	Do   func()
}

// trayMost is how many profiles the menu has.
const trayMost = 12

// tray is the icon as far as the window has to do with it.
type tray struct {
	w       *Window
	icon    Tray // nil: none
	asked   bool // an icon is on its way
	shown   []string
	inside  bool // the window is hidden behind the icon
	told    bool // that it is, once
	nowhere bool // the desktop shows no icons after all
}

// arrange makes the icon there or not, as the settings want it, and its menu true.
func (i *tray) arrange() {
	w := i.w
	switch wanted := w.Settings().Tray && w.set.ShowTray != nil; {
	case !wanted && i.icon != nil:
		i.icon.Close()
		*i = tray{w: w}
	case !wanted || i.asked || i.nowhere:
	case i.icon == nil:
		i.asked = true
		kit.Background(w.Context(), w.host, func(ctx context.Context) (Tray, error) {
			return w.set.ShowTray(ctx, func() { w.Do(w.activation.comeUp) }, func() { w.Do(i.gone) })
		}, i.made)
	default:
		i.fill()
	}
}

func (i *tray) made(icon Tray, err error) {
	i.asked = false
	if err != nil {
		i.nowhere = true
		return
	}
	i.icon = icon
	i.arrange()
}

// gone is called when nobody shows the icon any more: a window that is hidden behind
// it comes back.
func (i *tray) gone() {
	w := i.w
	if i.inside {
		w.activation.comeUp()
	}
}

// fill gives the icon its menu, if that has changed.
func (i *tray) fill() {
	w := i.w
	t := w.t
	var items []TrayItem
	add := func(text string, do func()) {
		items = append(items, TrayItem{Text: text, Do: func() { w.Do(do) }})
	}
	if w.Locked() {
		add(t.TrayUnlock, w.activation.comeUp)
	} else {
		for _, p := range i.profiles() {
			add(fmt.Sprintf(t.TrayCopy, w.Label(&p)), func() { i.copy(p.ID) })
		}
		if len(w.Profiles()) > 0 {
			items = append(items, TrayItem{})
		}
		add(t.TrayShow, w.activation.comeUp)
		add(t.Lock, func() { w.Lock("") })
	}
	add(t.Quit, func() {
		if w.quitAsked(); !w.quitting {
			w.activation.comeUp() // there is a question
		}
	})
	var texts []string
	for _, item := range items {
		texts = append(texts, item.Text)
	}
	if !slices.Equal(texts, i.shown) {
		i.shown = texts
		i.icon.SetMenu(items)
	}
}

// profiles are those that the menu has: pinned ones first, then those used in this
// window, then as the list has them.
func (i *tray) profiles() []profile.Profile {
	w := i.w
	list := slices.Clone(w.Profiles())
	used := func(p profile.Profile) int64 { return w.UsedUntil(p.ID).Unix() }
	free := slices.IndexFunc(list, func(p profile.Profile) bool { return !p.Pinned })
	if free >= 0 { // the pinned ones are in front already
		slices.SortStableFunc(list[free:], func(a, b profile.Profile) int { return cmp.Compare(used(b), used(a)) })
	}
	return list[:min(len(list), trayMost)]
}

// copy copies a profile's token; where that cannot be, the window shows why.
func (i *tray) copy(id string) {
	w := i.w
	if !w.CopyUnseen(id) {
		w.activation.comeUp()
		w.SaysLocked()
	}
}

// closePressed is the window's close button: where an icon is shown, the window hides
// behind it.
func (i *tray) closePressed() {
	w := i.w
	if i.icon == nil {
		w.quitAsked()
		return
	}
	kit.Background(w.Context(), w.host, func(ctx context.Context) (bool, error) {
		return w.set.TrayThere != nil && w.set.TrayThere(ctx), nil
	}, func(there bool, _ error) {
		if !there || i.icon == nil {
			w.quitAsked()
			return
		}
		i.hide()
	})
}

func (i *tray) hide() {
	w := i.w
	i.inside = true
	w.win.Hide()
	w.SetHidden(true)
	if !i.told {
		i.told = true
		go w.activation.notify(w.t.TrayInside, w.t.TrayInsideHow, w.activation.comeUp)
	}
}

// leave is for a window that is shown again.
func (i *tray) leave() {
	w := i.w
	if i.inside {
		i.inside = false
		w.SetHidden(false)
	}
}
