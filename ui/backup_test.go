package ui

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/storage"

	"lanyard/internal/profile"
	"lanyard/internal/secret"
	"lanyard/internal/wallet"
	"lanyard/store"
	"lanyard/ui/kit"
	"lanyard/ui/state"
)

// atHome gives a test a home of its own, where files are proposed.
func atHome(t *testing.T) string {
	home := t.TempDir()
	t.Setenv("HOME", home)
	t.Setenv("USERPROFILE", home)
	return home
}

// done waits until the page tells what it came to.
func (r *rig) done() {
	r.t.Helper()
	r.until("the page is done", func() bool { return r.page() != nil && (len(r.page().Said) > 0 || r.page().Trouble.Box.Visible()) })
	if len(r.page().Said) == 0 {
		r.t.Fatalf("the page says %q", r.page().Trouble.What())
	}
}

func (r *rig) typePassphrase(text string, times int) {
	r.t.Helper()
	for range times {
		r.typeText(text)
		r.key(fyne.KeyReturn)
	}
}

// backedUp makes a backup in the window and gives its file.
func (r *rig) backedUp(passphrase string) string {
	r.t.Helper()
	r.menu("Back up…")
	r.typePassphrase(passphrase, 2)
	r.done()
	file := r.page().Said[1]
	r.press("Done")
	return file
}

func TestBackupAndRestore(t *testing.T) {
	home := atHome(t)
	r := newRig(t, []string{"prod", "lab", "old"})
	file := r.backedUp("open sesame")
	if want := filepath.Join(home, "lanyard-2026-03-09.age"); file != want {
		t.Errorf("the backup is %s, want %s", file, want)
	}
	if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the file: %v, %v", info, err)
	}
	r.sees("Address")

	all := r.saved()
	old := all[2]
	r.removeForGood(old)
	if _, err := r.wallet.Edit(t.Context(), all[0].ID, func(p *profile.Profile) error { p.URL = "https://us-south.ml.cloud.ibm.com"; return nil }, wallet.Secrets{KeepSecret: true}); err != nil {
		t.Fatal(err)
	}
	r.Reload(nil)
	r.settle()

	r.menu("Restore…")
	r.typeText(file)
	r.key(fyne.KeyReturn)
	if r.win.Canvas().Focused() != fyne.Focusable(r.page().Parts[1].(*kit.Field)) {
		r.tab(2)
	}
	r.typePassphrase("open barley", 1)
	r.until("it is said", func() bool { return strings.Contains(r.seen(), "does not fit this backup") })
	r.typePassphrase("open sesame", 1)
	r.until("the preview is there", func() bool { return strings.Contains(r.seen(), "Nothing is changed yet") })
	r.sees("lanyard-2026-03-09.age has 3 profiles", "Different here (1)", "Differs: Address", "New (1)", "Here already (1)", "Restore 1 profile")
	if got := len(r.saved()); got != 2 {
		t.Fatalf("a preview changed something: there are %d profiles", got)
	}

	r.press("Restore 1 profile")
	r.done()
	r.sees("1 profile was restored.")
	if got := r.keyOf("old"); got != "key-of-old" {
		t.Errorf("the key that came back is %q", got)
	}
	if p, _ := r.wallet.Find(t.Context(), "prod"); p.URL != "https://us-south.ml.cloud.ibm.com" {
		t.Errorf("a profile was overwritten unasked: %s", p.URL)
	}
	r.press("Done")
	r.until("what came back is chosen", func() bool { return r.chosenName() == "old" })
}

// What is in the way is replaced, or kept beside, as the user chooses for each.
func TestRestoreSettlesConflicts(t *testing.T) {
	atHome(t)
	r := newRig(t, []string{"prod", "lab"})
	file := r.backedUp("x")
	for _, p := range r.saved() {
		if _, err := r.wallet.Edit(t.Context(), p.ID, func(*profile.Profile) error { return nil }, wallet.Secrets{Key: secret.New("newer key of " + p.Name)}); err != nil {
			t.Fatal(err)
		}
	}
	r.Reload(nil)
	r.settle()
	r.transfer.OpenRestoreOf(file)
	r.typePassphrase("x", 1)
	r.until("the preview is there", func() bool { return strings.Contains(r.seen(), "Different here (2)") })
	r.sees("Differs: the key", "Nothing to restore")
	if r.win.Canvas().Focused() != fyne.Focusable(r.page().Cancel) {
		t.Errorf("the focus is on %T", r.win.Canvas().Focused())
	}
	choose := func(name, what string) {
		for _, o := range r.page().Parts {
			if c, ok := o.(*kit.SelectField); ok && c.Label == name {
				c.SetSelected(what)
				return
			}
		}
		t.Fatalf("%s cannot be chosen for", name)
	}
	choose("For all of them", "Replace mine")
	r.sees("Restore 2 profiles")
	choose("lab", "Add as a copy")
	r.press("Restore 2 profiles")
	r.done()
	for name, want := range map[string]string{"prod": "key-of-prod", "lab": "newer key of lab", "lab copy": "key-of-lab"} {
		if got := r.keyOf(name); got != want {
			t.Errorf("%s has %q, want %q", name, got, want)
		}
	}
}

// A file that is no backup, or a damaged one, is told from a passphrase that doesn't fit.
func TestRestoreRefusesOtherFiles(t *testing.T) {
	home := atHome(t)
	r := newRig(t, []string{"prod"})
	good, err := os.ReadFile(r.backedUp("x"))
	if err != nil {
		t.Fatal(err)
	}
	good[len(good)-20] ^= 1
	for name, content := range map[string][]byte{"damaged.age": good, "letter.txt": []byte("Dear Sir")} {
		file := filepath.Join(home, name)
		if err := os.WriteFile(file, content, 0o600); err != nil {
			t.Fatal(err)
		}
		r.transfer.OpenRestoreOf(file)
		r.typePassphrase("x", 1)
		r.until("it is said", func() bool { return r.page().Trouble.Box.Visible() })
		r.sees("The file " + name + " is no backup, or is damaged.")
		r.seesNot("does not fit")
		r.key(fyne.KeyEscape)
	}
	r.transfer.OpenRestoreOf(filepath.Join(home, "nowhere.age"))
	r.typePassphrase("x", 1)
	r.until("it is said", func() bool { return r.page().Trouble.Box.Visible() })
	r.seesNot("does not fit", "is damaged")
}

// A file that is there is replaced only after a second, other press.
func TestBackupReplacesNothingUnasked(t *testing.T) {
	home := atHome(t)
	file := filepath.Join(home, "lanyard-2026-03-09.age")
	if err := os.WriteFile(file, []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	r := newRig(t, []string{"prod"})
	r.menu("Back up…")
	r.typePassphrase("x", 2)
	r.sees("There is a file lanyard-2026-03-09.age already.", "Replace it")
	if text, _ := os.ReadFile(file); string(text) != "mine" {
		t.Fatal("it was replaced unasked")
	}
	r.press("Replace it")
	r.done()
	if text, _ := os.ReadFile(file); string(text) == "mine" {
		t.Error("it was not replaced")
	}
}

func TestBackupWantsAPassphraseTwice(t *testing.T) {
	home := atHome(t)
	r := newRig(t, []string{"prod"})
	r.menu("Back up…")
	r.press("Save backup")
	r.typeText("one")
	r.key(fyne.KeyReturn)
	r.typeText("other")
	r.key(fyne.KeyReturn)
	r.sees("The two are not the same.")
	if files, _ := os.ReadDir(home); len(files) != 0 {
		t.Error("a backup was saved")
	}
	pass := r.page().Parts[1].(*kit.Field)
	pass.SetText("")
	r.board.text = "pasted\n" // as copied from a line
	r.win.Canvas().Focus(pass)
	pass.TypedShortcut(&fyne.ShortcutPaste{})
	r.until("it is pasted", func() bool { return pass.Text != "" })
	if pass.Text != "pasted" {
		t.Errorf("the end of the line is part of the passphrase: %q", pass.Text)
	}
	r.key(fyne.KeyEscape)
	if r.page() != nil || pass.Text != "" {
		t.Error("Escape does not close the page, or leaves the passphrase")
	}
}

func TestShare(t *testing.T) {
	home := atHome(t)
	r := newRig(t, []string{"lab", "old", "prod"})
	r.menu("Share profiles…")
	r.sees("without keys and passwords", "Share 1 profile")
	r.press("None")
	if b := r.visibleButton("Choose profiles"); b != nil {
		t.Error("nothing can be shared")
	}
	r.press("All")
	r.press("Share 3 profiles")
	r.done()
	text, err := os.ReadFile(filepath.Join(home, "lanyard-profiles.json"))
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range r.saved() {
		if !strings.Contains(string(text), `"`+p.Name+`"`) || strings.Contains(string(text), p.KeyID) || strings.Contains(string(text), "key-of-") {
			t.Errorf("%s is not in the file, or its key is", p.Name)
		}
	}
	r.press("Done")
}

func TestNoBackupWhileLocked(t *testing.T) {
	r := newRig(t, []string{"prod"})
	r.lockKey()
	for _, item := range []string{"Back up…", "Restore…", "Share profiles…"} {
		r.Say("")
		r.menu(item)
		if r.page() != nil || !strings.Contains(r.Status().Text, "locked") {
			t.Errorf("%s while locked opens %v and says %q", item, r.page(), r.Status().Text)
		}
	}
}

// A lock closes the page, with what was typed and what was opened.
func TestLockForgetsABackup(t *testing.T) {
	atHome(t)
	r := newRig(t, []string{"prod"})
	file := r.backedUp("x")
	if err := r.keys.Delete(t.Context(), r.saved()[0].KeyID); err != nil {
		t.Fatal(err)
	}
	r.menu("Restore…")
	r.handed.dropped(fyne.Position{}, []fyne.URI{storage.NewFileURI(file)})
	r.typePassphrase("x", 1)
	r.until("the preview is there", func() bool { return strings.Contains(r.seen(), "Here, but without the key (1)") })
	forget := r.page().OnClose
	cleared := false
	r.page().OnClose = func() { cleared = true; forget() }
	r.lockKey()
	if r.page() != nil || !cleared {
		t.Error("the opened backup outlived the lock")
	}
	r.seesNot("without the key")
}

func TestPageStaysWhileItWorks(t *testing.T) {
	p := &places{before: func(string, *wallet.Move) error { return store.ErrStuck }}
	r := newRig(t, []string{"a", "b"}, withPlaces(p))
	hold := make(chan struct{})
	p.before = func(string, *wallet.Move) error { <-hold; return store.ErrStuck }
	r.transfer.OpenMove(state.BackendFile, nil)
	r.press("Move keys")
	page := r.page()
	r.list.Pick(1)
	if r.page() != page || r.chosenName() != "a" {
		t.Error("a click in the list ends a move")
	}
	r.sees("Something is under way here")
	close(hold)
	r.until("it is said", func() bool { return r.page().Trouble.Box.Visible() })
	r.list.Pick(1)
	if r.page() != nil || r.chosenName() != "b" {
		t.Error("a page that is done with cannot be left")
	}
}
