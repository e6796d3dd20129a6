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
	icon    Tray // nil: none
	asked   bool // an icon is on its way
	shown   []string
	inside  bool // the window is hidden behind the icon
	told    bool // that it is, once
	nowhere bool // the desktop shows no icons after all
}

// arrangeTray makes the icon there or not, as the settings want it, and its menu true.
func (w *Window) arrangeTray() {
	t := &w.tray
	switch wanted := w.Settings().Tray && w.set.ShowTray != nil; {
	case !wanted && t.icon != nil:
		t.icon.Close()
		w.tray = tray{}
	case !wanted || t.asked || t.nowhere:
	case t.icon == nil:
		t.asked = true
		kit.Background(w.Context(), w.host, func(ctx context.Context) (Tray, error) {
			return w.set.ShowTray(ctx, func() { w.Do(w.comeUp) }, func() { w.Do(w.trayGone) })
		}, w.trayMade)
	default:
		w.fillTray()
	}
}

func (w *Window) trayMade(icon Tray, err error) {
	w.tray.asked = false
	if err != nil {
		w.tray.nowhere = true
		return
	}
	w.tray.icon = icon
	w.arrangeTray()
}

// trayGone is called when nobody shows the icon any more: a window that is hidden behind
// it comes back.
func (w *Window) trayGone() {
	if w.tray.inside {
		w.comeUp()
	}
}

// fillTray gives the icon its menu, if that has changed.
func (w *Window) fillTray() {
	t := w.t
	var items []TrayItem
	add := func(text string, do func()) {
		items = append(items, TrayItem{Text: text, Do: func() { w.Do(do) }})
	}
	if w.Locked() {
		add(t.TrayUnlock, w.comeUp)
	} else {
		for _, p := range w.trayProfiles() {
			add(fmt.Sprintf(t.TrayCopy, w.Label(&p)), func() { w.trayCopy(p.ID) })
		}
		if len(w.Profiles()) > 0 {
			items = append(items, TrayItem{})
		}
		add(t.TrayShow, w.comeUp)
		add(t.Lock, func() { w.Lock("") })
	}
	add(t.Quit, func() {
		if w.quitAsked(); !w.quitting {
			w.comeUp() // there is a question
		}
	})
	var texts []string
	for _, i := range items {
		texts = append(texts, i.Text)
	}
	if !slices.Equal(texts, w.tray.shown) {
		w.tray.shown = texts
		w.tray.icon.SetMenu(items)
	}
}

// trayProfiles are those that the menu has: pinned ones first, then those used in this
// window, then as the list has them.
func (w *Window) trayProfiles() []profile.Profile {
	list := slices.Clone(w.Profiles())
	used := func(p profile.Profile) int64 { return w.UsedUntil(p.ID).Unix() }
	free := slices.IndexFunc(list, func(p profile.Profile) bool { return !p.Pinned })
	if free >= 0 { // the pinned ones are in front already
		slices.SortStableFunc(list[free:], func(a, b profile.Profile) int { return cmp.Compare(used(b), used(a)) })
	}
	return list[:min(len(list), trayMost)]
}

// trayCopy copies a profile's token; where that cannot be, the window shows why.
func (w *Window) trayCopy(id string) {
	if !w.CopyUnseen(id) {
		w.comeUp()
		w.SaysLocked()
	}
}

// closePressed is the window's close button: where an icon is shown, the window hides
// behind it.
func (w *Window) closePressed() {
	if w.tray.icon == nil {
		w.quitAsked()
		return
	}
	kit.Background(w.Context(), w.host, func(ctx context.Context) (bool, error) {
		return w.set.TrayThere != nil && w.set.TrayThere(ctx), nil
	}, func(there bool, _ error) {
		if !there || w.tray.icon == nil {
			w.quitAsked()
			return
		}
		w.hideInTray()
	})
}

func (w *Window) hideInTray() {
	w.tray.inside = true
	w.win.Hide()
	w.SetHidden(true)
	if !w.tray.told {
		w.tray.told = true
		go w.notify(w.t.TrayInside, w.t.TrayInsideHow, w.comeUp)
	}
}

// leaveTray is for a window that is shown again.
func (w *Window) leaveTray() {
	if w.tray.inside {
		w.tray.inside = false
		w.SetHidden(false)
	}
}
