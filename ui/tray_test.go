package ui

import (
	"context"
	"errors"
	"slices"
	"testing"

	"lanyard/internal/settings"
	"lanyard/ui/kit"
	"lanyard/ui/state"
)

// fakeTray is a desktop that shows status icons.
type fakeTray struct {
	items  []TrayItem
	open   func()
	gone   func()
	closed bool
	there  bool
	told   chan string
}

func (f *fakeTray) SetMenu(items []TrayItem) { f.items = items }
func (f *fakeTray) Close()                   { f.closed = true }

func (f *fakeTray) texts() []string {
	var out []string
	for _, i := range f.items {
		out = append(out, i.Text)
	}
	return out
}

func (f *fakeTray) click(t *testing.T, text string) {
	t.Helper()
	for _, i := range f.items {
		if i.Text == text {
			i.Do()
			return
		}
	}
	t.Fatalf("no item %q in %q", text, f.texts())
}

func withTray(f *fakeTray, on bool) option {
	f.there, f.told = true, make(chan string, 9)
	return func(_ *rig, s *Setup) {
		s.Settings = settings.Default()
		s.Settings.Tray = on
		s.TrayThere = func(context.Context) bool { return f.there }
		s.ShowTray = func(_ context.Context, open, gone func()) (Tray, error) {
			if !f.there {
				return nil, errors.New("nobody shows icons")
			}
			f.open, f.gone = open, gone
			return f, nil
		}
		s.Notify = func(_ context.Context, title, text string, _ func()) error {
			f.told <- title + " | " + text
			return nil
		}
	}
}

func TestTrayCopiesAFreshToken(t *testing.T) {
	f := &fakeTray{}
	r := newRig(t, []string{"a", "b"}, withTray(f, true))
	r.until("the icon has its menu", func() bool { return len(f.items) > 0 })
	want := []string{"Copy token: a", "Copy token: b", "", "Show Lanyard", "Lock", "Quit"}
	if got := f.texts(); !slices.Equal(got, want) {
		t.Fatalf("the menu is %q, want %q", got, want)
	}
	f.click(t, "Copy token: b")
	r.until("the token is copied", func() bool { return r.board.held() == "token-1-of-b" })
	r.until("it is told", func() bool { r.settle(); return len(f.told) > 0 })
	if got := <-f.told; got != "Token for b copied | It leaves the clipboard in 1 min." {
		t.Errorf("told %q", got)
	}
	if got := r.chosenName(); got != "a" {
		t.Errorf("the window shows %q now", got)
	}
	r.frame.refresh()
	if got := f.texts()[0]; got != "Copy token: b" {
		t.Errorf("what was used last is not first: %q", got)
	}

	r.signIn.err = errors.New("network down")
	f.click(t, "Copy token: a")
	r.until("the failure is told", func() bool { r.settle(); return len(f.told) > 0 })
	if got := <-f.told; got != "No token for a: Network down | Lanyard says why, and what to do next." {
		t.Errorf("told %q", got)
	}
}

func TestTrayOfALockedWindow(t *testing.T) {
	f := &fakeTray{}
	r := newRig(t, []string{"a"}, withTray(f, true))
	r.until("the icon has its menu", func() bool { return len(f.items) > 0 })
	before := f.items[0]
	f.click(t, "Lock")
	r.until("it is locked", func() bool { return r.Locked() && r.LockDetail().Way != state.UnlockUnknown })
	if got := f.texts(); !slices.Equal(got, []string{"Unlock Lanyard…", "Quit"}) {
		t.Errorf("the menu is %q", got)
	}
	before.Do()
	r.settle()
	if r.board.held() != "" || r.signIn.count() != 0 {
		t.Error("an item of before the lock still copies")
	}
}

func TestTrayFollowsTheSetting(t *testing.T) {
	f := &fakeTray{}
	r := newRig(t, []string{"a"}, withTray(f, false))
	r.settle()
	if len(f.items) > 0 {
		t.Fatal("an icon that nobody wanted")
	}
	r.menu("Settings")
	box := r.control("Icon in the tray; closing hides the window there").(*kit.Checkbox)
	box.SetChecked(true)
	r.until("the icon is there", func() bool { return len(f.items) > 0 })
	box.SetChecked(false)
	if !f.closed {
		t.Error("the icon stays")
	}
}

func TestClosingHidesBehindTheIcon(t *testing.T) {
	f := &fakeTray{}
	r := newRig(t, []string{"a"}, withTray(f, true))
	r.until("the icon has its menu", func() bool { return len(f.items) > 0 })
	r.tray.closePressed()
	r.until("the window is hidden", func() bool { return r.tray.inside })
	if r.quitting || !r.Hidden() {
		t.Error("closing ends the program, or the countdowns go on")
	}
	if got := <-f.told; got != "Lanyard goes on in the tray | Its icon shows the window again and has Quit in its menu." {
		t.Errorf("told %q", got)
	}
	f.open()
	r.until("the window is back", func() bool { return !r.tray.inside && !r.Hidden() })

	r.tray.closePressed()
	r.until("the window is hidden", func() bool { return r.tray.inside })
	f.gone()
	r.until("it comes back when the panel ends", func() bool { return !r.tray.inside })

	f.there = false
	r.tray.closePressed()
	r.until("without a panel closing quits", func() bool { return r.quitting })
	if !f.closed {
		t.Error("the icon outlives the program")
	}
}

func TestClosingQuitsWithoutAnIcon(t *testing.T) {
	f := &fakeTray{}
	r := newRig(t, []string{"a"}, withTray(f, false))
	r.tray.closePressed()
	if !r.quitting {
		t.Error("the window does not close")
	}
}

// A desktop without icons is asked once, not again and again.
func TestTrayWithoutAPanel(t *testing.T) {
	f := &fakeTray{}
	r := newRig(t, []string{"a"}, withTray(f, true), func(*rig, *Setup) { f.there = false })
	r.until("it is known", func() bool { return r.tray.nowhere })
	r.frame.refresh()
	if r.tray.asked {
		t.Error("asked again")
	}
	r.tray.closePressed()
	if !r.quitting {
		t.Error("a window without an icon is stranded")
	}
}
