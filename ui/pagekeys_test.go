package ui

import (
	"context"
	"testing"

	"fyne.io/fyne/v2"

	"lanyard/internal/wallet"

	"lanyard/ui/kit"
	"lanyard/ui/state"
	"lanyard/ui/text"
)

// pagesOpened opens everything that can stand in place of the detail or above the window.
func pagesOpened() map[string]func(*rig) {
	menu := func(text func(*text.Texts) string) func(*rig) { return func(r *rig) { r.menu(text(r.Window.t)) } }
	return map[string]func(*rig){
		"settings":          menu(func(t *text.Texts) string { return t.Settings }),
		"a new profile":     menu(func(t *text.Texts) string { return t.AddProfile }),
		"an edited profile": menu(func(t *text.Texts) string { return t.Edit }),
		"import":            menu(func(t *text.Texts) string { return t.ImportMenu }),
		"scan":              menu(func(t *text.Texts) string { return t.ScanMenu }),
		"backup":            menu(func(t *text.Texts) string { return t.BackupMenu }),
		"restore":           menu(func(t *text.Texts) string { return t.RestoreMenu }),
		"share":             menu(func(t *text.Texts) string { return t.ShareMenu }),
		"shortcuts":         menu(func(t *text.Texts) string { return t.Shortcuts }),
		"about":             menu(func(t *text.Texts) string { return t.About }),
		"activity":          menu(func(t *text.Texts) string { return t.Activity }),
		"needs":             func(r *rig) { r.editor.OpenNeeds() },
		"move":              func(r *rig) { r.transfer.OpenMove(state.BackendFile, nil) },
		"new passphrase": func(r *rig) {
			r.keysIn(state.Keyring{Backend: state.BackendFile, State: state.KeyringReady})
			r.transfer.OpenChangePassphrase(nil)
		},
	}
}

// TestPagesKeepTheirKeys presses what means something in the list, wherever the focus may be
// in what is open, and where nothing has it.
func TestPagesKeepTheirKeys(t *testing.T) {
	keys := []fyne.KeyName{
		fyne.KeyDown, fyne.KeyEnd, fyne.KeyPageDown, fyne.KeyUp, fyne.KeyHome, fyne.KeyPageUp,
		fyne.KeyDelete, fyne.KeySpace, fyne.KeyF5, fyne.KeyReturn, fyne.KeyEnter,
	}
	for name, open := range pagesOpened() {
		t.Run(name, func(t *testing.T) {
			r := newRig(t, []string{"a", "b", "c"}, withKeep)
			r.Choose(r.idOf("b"))
			for _, k := range keys {
				if !r.editing() && r.host.Dialog == nil { // Enter may have closed it
					open(r)
				}
				if !r.editing() && r.host.Dialog == nil {
					t.Fatal("it is not open")
				}
				r.win.Canvas().Unfocus()
				r.Window.keys.looseRune('c')
				r.key(k)
				r.settle()
				r.untouched(string(k))
			}
		})
	}
}

// TestPagesButtonsKeepTheirKeys does the same on each thing that Tab reaches in a page.
func TestPagesButtonsKeepTheirKeys(t *testing.T) {
	for name, open := range pagesOpened() {
		t.Run(name, func(t *testing.T) {
			r := newRig(t, []string{"a", "b", "c"}, withKeep)
			r.Choose(r.idOf("b"))
			open(r)
			for range 40 {
				r.tab(1)
				switch f := r.win.Canvas().Focused().(type) {
				case *kit.Button, *kit.Checkbox:
					for _, k := range []fyne.KeyName{fyne.KeyDown, fyne.KeyUp, fyne.KeyEnd, fyne.KeyHome, fyne.KeyDelete} {
						f.TypedKey(&fyne.KeyEvent{Name: k})
					}
					f.TypedRune('c')
				}
			}
			r.settle()
			r.untouched("an arrow or a letter")
		})
	}
}

// TestListBehindAPageSignsInToNothing has the focus in the list and in the search field,
// which Tab reaches too.
func TestListBehindAPageSignsInToNothing(t *testing.T) {
	for name, open := range pagesOpened() {
		t.Run(name, func(t *testing.T) {
			for _, in := range []string{"list", "search"} {
				r := newRig(t, []string{"a", "b", "c"}, withKeep)
				r.Choose(r.idOf("b"))
				open(r)
				if r.host.Dialog != nil {
					t.Skip("a box keeps the focus")
				}
				var at fyne.Focusable = r.list.List
				if in == "search" {
					at = r.list.Search
				}
				r.win.Canvas().Focus(at)
				at.TypedRune('c')
				at.TypedKey(&fyne.KeyEvent{Name: fyne.KeyDelete})
				at.(fyne.Shortcutable).TypedShortcut(&fyne.ShortcutCopy{})
				at.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
				r.settle()
				if n := r.signIn.count(); n != 0 || r.chosenName() != "b" || len(r.saved()) != 3 {
					t.Errorf("in the %s: %d sign-ins, %q chosen, %d profiles", in, n, r.chosenName(), len(r.saved()))
				}
			}
		})
	}
}

// idOf is the id of the profile with a name.
func (r *rig) idOf(name string) string {
	r.t.Helper()
	for _, p := range r.Window.Profiles() {
		if p.Name == name {
			return p.ID
		}
	}
	r.t.Fatalf("no profile %q", name)
	return ""
}

// untouched checks that nothing has happened to the list, nor to what is chosen in it.
func (r *rig) untouched(by string) {
	r.t.Helper()
	if n := r.signIn.count(); n != 0 {
		r.t.Errorf("%s signed in %d times", by, n)
	}
	if r.chosenName() != "b" || r.list.Search.Text != "" || len(r.saved()) != 3 || r.board.held() != "" {
		r.t.Errorf("after %s: %q chosen, search %q, %d profiles, %d letters copied",
			by, r.chosenName(), r.list.Search.Text, len(r.saved()), len(r.board.held()))
	}
}

// withKeep lets the window move keys to another place; nothing does.
func withKeep(_ *rig, s *Setup) {
	s.Keep = &state.Keep{Move: func(context.Context, string, state.MoveHow) ([]wallet.Moved, error) { return nil, nil }}
}
