package ui

import (
	"slices"
	"testing"

	"fyne.io/fyne/v2"

	"lanyard/internal/wallet"
)

func TestPinnedFirst(t *testing.T) {
	f := &fakeTray{}
	r := newRig(t, []string{"a", "b", "c"}, withTray(f, true))
	r.until("the icon has its menu", func() bool { return len(f.items) > 0 })
	r.key(fyne.KeyDown, fyne.KeyDown)
	r.menu("Pin or unpin")
	r.until("c is pinned", func() bool { return r.names()[0] == "c" })
	r.settle()
	if got := r.names(); !slices.Equal(got, []string{"c", "a", "b"}) || r.chosenName() != "c" {
		t.Errorf("the list is %q, %q chosen", got, r.chosenName())
	}
	r.sees("IBM Cloud · Frankfurt · pinned", "c stays at the top of the list.")
	if got := f.texts()[0]; got != "Copy token: c" {
		t.Errorf("the tray begins with %q", got)
	}
	if saved := r.saved(); !saved[2].Pinned {
		t.Error("it is not saved")
	}
	r.menu("Pin or unpin")
	r.until("it is unpinned", func() bool { return r.names()[0] == "a" })
}

// What was used lately comes next, from one start to the next; but rows stand still while
// one works.
func TestRecentNext(t *testing.T) {
	r := newRig(t, []string{"a", "b", "c"}, withJournal(&fakeJournal{}))
	used := func(d wallet.Deed, name string) {
		for _, p := range r.saved() {
			if p.Name == name {
				r.wallet.Record(d, p, "")
			}
		}
	}
	used(wallet.DeedFetched, "c")
	used(wallet.DeedEdited, "b")
	for _, p := range r.saved() {
		if p.Name == "b" {
			r.wallet.Record(wallet.DeedFetched, p, wallet.ByItself)
		}
	}
	r.frame.refresh()
	if got := r.names(); !slices.Equal(got, []string{"a", "b", "c"}) {
		t.Errorf("rows moved while they were used: %q", got)
	}
	r.changed()
	r.until("c is first", func() bool { return r.names()[0] == "c" })
	if got := r.names(); !slices.Equal(got, []string{"c", "a", "b"}) || r.chosenName() != "a" {
		t.Errorf("the list is %q, %q chosen", got, r.chosenName())
	}
}
