package ui

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/storage"
	"fyne.io/fyne/v2/test"

	"lanyard/internal/nobody"
	"lanyard/ui/editor"
	"lanyard/ui/filepick"
	"lanyard/ui/kit"
)

const lyingEnv = "WATSONX_APIKEY=" + lyingKey + "\nWATSONX_URL=https://us-south.ml.cloud.ibm.com\n"

// layFiles makes a home with folders and files to choose from.
func layFiles(t *testing.T) (home string) {
	t.Helper()
	return lay(t, map[string]string{
		"projects/app/prod.env": lyingEnv, "projects/app/.env": lyingEnv, "projects/readme.txt": "x",
		"music/song.txt": "x", "Zebra.txt": "x", "alpha.txt": "x", ".secret/x": "x",
	})
}

// choosing opens the choice of a file to import, from a button that has the focus.
func (r *rig) choosing() (opener fyne.Focusable) {
	r.t.Helper()
	r.menu("Import…")
	b := r.visibleButton("Choose file…")
	r.win.Canvas().Focus(b)
	r.key(fyne.KeyReturn)
	r.listed()
	return b
}

// listed waits until the folder has been read.
func (r *rig) listed() {
	r.t.Helper()
	r.until("the folder is read", func() bool { return !r.shown().Reading && r.files.Open() })
}

// pressInFront presses a button of the choice, where what is behind has one of that name.
func (r *rig) pressInFront(text string) {
	r.t.Helper()
	for _, b := range slices.Backward(r.visibleButtons()) {
		if b.Text == text {
			test.Tap(b)
			return
		}
	}
	r.t.Fatalf("no button %q", text)
}

// listing is what is listed: folders with a slash, what is marked in brackets.
func (r *rig) listing() string {
	var out []string
	s := r.shown()
	for i, name := range s.Entries {
		if i == s.Marked {
			name = "[" + name + "]"
		}
		out = append(out, name)
	}
	return strings.Join(out, " ")
}

// shown is what the choice shows.
func (r *rig) shown() filepick.Shown {
	s, _ := r.files.Shown()
	return s
}

// pathField is the field of the choice.
func (r *rig) pathField() (field fyne.Focusable) {
	r.walk(func(o fyne.CanvasObject) {
		if f, ok := o.(interface {
			fyne.Focusable
			fyne.Tabbable
			fyne.Shortcutable
		}); ok {
			field = f
		}
	})
	return field
}

// pickList is the list of the choice.
func (r *rig) pickList() (list *kit.PickList) {
	r.walk(func(o fyne.CanvasObject) {
		if l, ok := o.(*kit.PickList); ok {
			list = l
		}
	})
	return list
}

func (r *rig) lists(want string) {
	r.t.Helper()
	if got := r.listing(); got != want {
		r.t.Errorf("listed is %s, want %s", got, want)
	}
}

func (r *rig) typedIs(want string) {
	r.t.Helper()
	if got := r.shown().Path; got != want {
		r.t.Errorf("the field has %q, want %q", got, want)
	}
}

func TestChooseAFileByKeys(t *testing.T) {
	layFiles(t)
	r := newRig(t, []string{"prod", "lab"})
	r.choosing()
	if r.win.Canvas().Focused() != r.pathField() {
		t.Fatalf("the focus is on %T", r.win.Canvas().Focused())
	}
	r.sees("Import a file", "Open", "Cancel")
	r.typedIs("~/")
	r.lists("music/ projects/ alpha.txt Zebra.txt")
	r.sees("Type a dot to see")
	behind := r.chosenName()

	r.typeText("O") // in the middle, whatever its case
	r.lists("[projects/]")
	r.key(fyne.KeyBackspace, fyne.KeyDown, fyne.KeyDown, fyne.KeyDown, fyne.KeyUp)
	r.lists("music/ [projects/] alpha.txt Zebra.txt")
	if r.chosenName() != behind {
		t.Errorf("the arrows went through the list behind: %s is chosen", r.chosenName())
	}
	r.key(fyne.KeyReturn)
	r.listed()
	r.typedIs("~/projects/")
	r.typeText("ap")
	r.key(fyne.KeyReturn)
	r.listed()
	r.lists("prod.env")
	r.typeText(".")
	r.lists("[.env]")
	r.key(fyne.KeyBackspace, fyne.KeyDown, fyne.KeyReturn)
	r.until("the file is read", func() bool { return r.importing() != nil && len(r.importing().Items) == 1 })
	if r.files.Open() || r.host.Dialog != nil {
		t.Error("the choice is still open")
	}

	r.press("Something else…")
	r.press("Drop it")
	r.choosing() // begins where the last file was
	r.typedIs("~/projects/app/")
}

// Whoever types faster than the folder is read gets what was typed.
func TestChooseAFileByItsPath(t *testing.T) {
	home := layFiles(t)
	for name, typed := range map[string]string{
		"from the home on":      "projects/app/.env",
		"from the root on":      home + "/projects/app/.env",
		"the home anew":         "music/~/projects/app/prod.env",
		"with the folder above": "music/../projects/app/prod.env",
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t, []string{"prod"})
			r.choosing()
			r.typeText(typed)
			r.key(fyne.KeyReturn)
			r.until("the file is read", func() bool { return r.importing() != nil && len(r.importing().Items) == 1 })
		})
	}
}

func TestChooseAFileGivenWhole(t *testing.T) {
	home := layFiles(t)
	r := newRig(t, []string{"prod"})
	r.choosing()
	r.board.text = "file://" + home + "/projects/readme.txt"
	r.pathField().(fyne.Shortcutable).TypedShortcut(&fyne.ShortcutPaste{})
	r.until("it is pasted", func() bool { return r.shown().Path != "~/" })
	r.listed()
	r.typedIs("~/projects/readme.txt")
	r.lists("[readme.txt]")
	r.handed.dropped(fyne.Position{}, []fyne.URI{storage.NewFileURI(home + "/projects/app/prod.env")})
	r.listed()
	r.typedIs("~/projects/app/prod.env")
	r.key(fyne.KeyReturn)
	r.until("the file is read", func() bool { return r.importing() != nil && len(r.importing().Items) == 1 })
}

func TestChooseAFileByClicks(t *testing.T) {
	layFiles(t)
	r := newRig(t, []string{"prod"})
	r.choosing()
	r.pickList().Select(1)
	r.lists("music/ [projects/] alpha.txt Zebra.txt")
	if r.win.Canvas().Focused() != r.pathField() {
		t.Error("a click takes the focus out of the field")
	}
	r.pickList().Select(1)
	r.listed()
	r.typedIs("~/projects/")
	r.press("Up")
	r.listed()
	r.typedIs("~/")
	r.pickList().Select(2)
	r.press("Open")
	r.until("the file is read", func() bool { return !r.files.Open() && len(r.importing().Problems.Objects) == 1 })
}

// Tab completes what is marked, and goes on to the buttons where there is nothing to
// complete.
func TestChooseAFileCompletes(t *testing.T) {
	layFiles(t)
	r := newRig(t, []string{"prod"})
	r.choosing()
	tab := func() {
		t.Helper()
		if !r.pathField().(fyne.Tabbable).AcceptsTab() {
			t.Fatal("Tab does not complete")
		}
		r.key(fyne.KeyTab)
		r.listed()
	}
	r.typeText("pr")
	tab()
	r.typedIs("~/projects/")
	r.typeText("re")
	tab()
	r.typedIs("~/projects/readme.txt")
	if r.pathField().(fyne.Tabbable).AcceptsTab() {
		t.Error("Tab goes nowhere once the name is whole")
	}
	for _, want := range []*kit.Button{r.visibleButton("Up"), nil, r.visibleButton("Open")} { // past the list
		r.tab(1)
		if got, ok := r.win.Canvas().Focused().(*kit.Button); !ok || want != nil && got != want {
			t.Errorf("Tab goes to %T", r.win.Canvas().Focused())
		}
	}
}

func TestChooseAFileCancelled(t *testing.T) {
	layFiles(t)
	r := newRig(t, []string{"prod", "lab"})
	opener := r.choosing()
	r.typeText("proj")
	r.key(fyne.KeyEscape)
	if r.files.Open() || r.host.Dialog != nil || r.importing() == nil {
		t.Fatalf("Escape leaves %v, %v, %v", r.files.Open(), r.host.Dialog, r.importing())
	}
	if r.win.Canvas().Focused() != opener {
		t.Errorf("the focus goes to %T", r.win.Canvas().Focused())
	}
	for _, loose := range []bool{false, true} { // also where a click has taken the focus away
		r.choosing()
		if loose {
			r.win.Canvas().Unfocus()
			r.Window.keys.looseRune('m')
			r.typedIs("~/m")
			r.win.Canvas().Unfocus()
			r.key(fyne.KeyUp) // from what is marked to nothing
			r.lists("music/")
		}
		r.key(fyne.KeyDown, fyne.KeyDelete, fyne.KeyHome, fyne.KeyF5)
		for _, item := range []string{"Add profile", "Edit", "Remove", "Import…", "Back up…", "Settings"} { // their keys work anywhere
			r.menu(item)
		}
		if !r.files.Open() || r.form() != nil || r.page() != nil || r.importing() == nil || len(r.names()) != 2 || r.signIn.count() > 0 {
			t.Fatal("a key reached what is behind")
		}
		r.pressInFront("Cancel")
		if r.files.Open() {
			t.Fatal("Cancel does not close it")
		}
	}
	r.settle()
	if r.importing() == nil || len(r.importing().Items) > 0 {
		t.Error("what is behind is not as it was")
	}
}

func TestChooseAFileEndsWithTheLock(t *testing.T) {
	layFiles(t)
	r := newRig(t, []string{"prod"})
	r.choosing()
	r.menu("Lock")
	r.settle()
	if r.files.Open() || r.host.Dialog != nil || r.win.Canvas().Overlays().Top() != nil {
		t.Error("the choice outlives the lock")
	}
}

func TestChooseAFolder(t *testing.T) {
	home := layFiles(t)
	for name, c := range map[string]struct {
		act  func(r *rig)
		want string
	}{
		"the one that is listed, by Enter":      {func(r *rig) { r.key(fyne.KeyReturn) }, "~"},
		"the one that is listed, by the button": {func(r *rig) { r.press("Choose this folder") }, "~"},
		"a marked one, by the button":           {func(r *rig) { r.key(fyne.KeyDown, fyne.KeyDown); r.press("Choose this folder") }, "~/projects"},
		"one that was gone into":                {func(r *rig) { r.typeText("pro"); r.key(fyne.KeyReturn); r.listed(); r.key(fyne.KeyReturn) }, "~/projects"},
		"one that is typed":                     {func(r *rig) { r.typeText("projects/app/"); r.key(fyne.KeyReturn) }, "~/projects/app"},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t, []string{"prod"})
			r.menu("Find keys in files…")
			r.press("Choose folder…")
			r.listed()
			r.sees("Folder to look through", "Folder: ~")
			r.lists("music/ projects/") // no files
			c.act(r)
			r.until("it looks there", func() bool { return !r.files.Open() && r.scan().Summary.Text != "" })
			if got := r.scan().Folder.Text; got != c.want {
				t.Errorf("%s is looked through, want %s", got, c.want)
			}
		})
	}
	r := newRig(t, []string{"prod"})
	r.menu("Back up…")
	r.press("Choose folder…")
	r.listed()
	r.typeText("music/")
	r.listed()
	r.press("Choose this folder")
	if got, want := r.page().Parts[0].(*kit.Field).Text, filepath.Join(home, "music", "lanyard-2026-03-09.age"); got != want {
		t.Errorf("the backup goes to %s, want %s", got, want)
	}
}

// What else is chosen: a backup, and certificates.
func TestChooseAFileForOtherThings(t *testing.T) {
	home := layFiles(t)
	r := newRig(t, []string{"prod"})
	choose := func(title string) {
		t.Helper()
		r.press("Choose file…")
		r.listed()
		r.sees(title)
		r.typeText("alpha.txt")
		r.key(fyne.KeyReturn)
	}
	r.menu("Restore…")
	choose("Restore from a backup")
	if got, want := r.page().Parts[0].(*kit.Field).Text, filepath.Join(home, "alpha.txt"); got != want {
		t.Errorf("restored is %s, want %s", got, want)
	}
	if r.win.Canvas().Focused() != fyne.Focusable(r.page().Parts[1].(*kit.Field)) {
		t.Errorf("the focus goes to %T", r.win.Canvas().Focused())
	}
	r.key(fyne.KeyEscape)
	r.menu("Add profile")
	r.press("Advanced")
	choose("CA certificate")
	r.until("the file is read", func() bool { return r.form().Entry(editor.FCA).Text == "x" })
}

func TestChooserSaysWhyNothingIsListed(t *testing.T) {
	home := layFiles(t)
	if err := os.Mkdir(filepath.Join(home, "void"), 0o700); err != nil {
		t.Fatal(err)
	}
	r := newRig(t, []string{"prod"})
	r.choosing()
	for typed, want := range map[string]string{
		"none/":      "There is no ~/none.",
		"alpha.txt/": "~/alpha.txt is not a folder.",
		"void/":      "There is nothing in this folder.",
		"qqq":        "Nothing matches “qqq”.",
	} {
		r.pathField().(interface{ SetText(string) }).SetText("~/" + typed)
		r.listed()
		r.sees(want)
	}
	r.key(fyne.KeyReturn) // what is not there cannot be opened
	r.pathField().(interface{ SetText(string) }).SetText("~/gone")
	r.key(fyne.KeyReturn)
	r.until("it is said", func() bool { return strings.Contains(r.seen(), "There is no ~/gone.") })
	r.pathField().(interface{ SetText(string) }).SetText("~/")
	r.listed()
	r.key(fyne.KeyReturn)
	r.sees("Choose a file, or type its name.")
	if !r.files.Open() {
		t.Fatal("Enter on nothing chose something")
	}
}

func TestChooserMayNotLookEverywhere(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("modes don't bind Windows")
	}
	if nobody.Runs(t) {
		return
	}
	home := layFiles(t)
	if err := os.Mkdir(filepath.Join(home, "void"), 0); err != nil {
		t.Fatal(err)
	}
	r := newRig(t, []string{"prod"})
	r.choosing()
	r.pathField().(interface{ SetText(string) }).SetText("~/void/")
	r.listed()
	r.sees("You are not allowed to look into ~/void.")
}

func TestChooserListsSoMuch(t *testing.T) {
	home := lay(t, nil)
	for i := range 5000 + 1 {
		if err := os.WriteFile(filepath.Join(home, fmt.Sprintf("f%d", i)), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	r := newRig(t, []string{"prod"})
	r.choosing()
	r.sees("Only 5000 are listed.")
	if n := len(r.shown().Entries); n != 5000 {
		t.Errorf("%d are listed", n)
	}
}

// The desktop's own dialog asks where there is one; where it cannot, the window does.
func TestTheDesktopsOwnFileDialog(t *testing.T) {
	home := layFiles(t)
	type asked struct {
		q   filepick.Question
		ctx context.Context
	}
	asks := make(chan asked, 1)
	answer, fail := make(chan string, 1), make(chan error, 1)
	r := newRig(t, []string{"prod"}, func(_ *rig, s *Setup) {
		s.ChooseFile = func(_ fyne.Window, q filepick.Question) func(context.Context) (string, error) {
			return func(ctx context.Context) (string, error) {
				asks <- asked{q, ctx}
				select {
				case path := <-answer:
					return path, nil
				case err := <-fail:
					return "", err
				case <-ctx.Done():
					return "", ctx.Err()
				}
			}
		}
	})
	r.menu("Import…")
	r.press("Choose file…")
	if a := <-asks; a.q != (filepick.Question{Title: "Import a file", Accept: "Open", From: home}) {
		t.Errorf("asked is %+v", a.q)
	}
	answer <- "" // cancelled
	r.settle()
	if r.files.Open() || len(r.importing().Items) > 0 {
		t.Error("cancelling did something")
	}
	r.press("Choose file…")
	<-asks
	r.key(fyne.KeyEscape) // the desktop need not keep one from that
	answer <- filepath.Join(home, "projects/app/prod.env")
	r.settle()
	if r.importing() != nil {
		t.Error("a file is imported that is not wanted any more")
	}
	r.menu("Import…")
	r.press("Choose file…")
	<-asks
	answer <- filepath.Join(home, "projects/app/prod.env")
	r.until("the file is read", func() bool { return len(r.importing().Items) == 1 })

	r.press("Something else…")
	r.press("Drop it")
	r.press("Choose file…")
	first := <-asks
	r.press("Choose file…") // the first dialog may have got lost
	second := <-asks
	if first.ctx.Err() == nil {
		t.Error("two dialogs ask")
	}
	r.menu("Lock")
	if second.ctx.Err() == nil {
		t.Error("the dialog outlives the lock")
	}
	r.settle()
	r.press("Unlock")
	r.until("it is unlocked", func() bool { return !r.Locked() })
	r.menu("Import…")
	r.press("Choose file…")
	<-asks
	fail <- errors.New("no portal")
	r.listed()
	r.typedIs("~/projects/app/")
}

// The choice fits small windows, and follows the window's size.
func TestChooserFits(t *testing.T) {
	layFiles(t)
	r := newRig(t, []string{"prod"})
	r.choosing()
	for _, size := range []fyne.Size{{Width: 1060, Height: 700}, {Width: 720, Height: 480}, {Width: 420, Height: 480}} {
		r.win.Resize(size)
		box := r.host.Dialog.Popup.Content
		at := fyne.CurrentApp().Driver().AbsolutePositionForObject(box)
		if at.X < 0 || at.Y < 0 || at.X+box.Size().Width > size.Width || at.Y+box.Size().Height > size.Height {
			t.Errorf("in %v the box has %v at %v", size, box.Size(), at)
		}
	}
}
