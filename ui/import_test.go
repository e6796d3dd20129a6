package ui

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/storage"
	"github.com/google/go-cmp/cmp"

	"lanyard/internal/profile"
	"lanyard/internal/secret"
	"lanyard/internal/wallet"
	"lanyard/ui/editor"
	"lanyard/ui/importer"
	"lanyard/ui/state"
)

const (
	cloudCredentials = `{"apikey": "Zx9-kWq2LmN7rT4vBy8cDf6gHj1sPa3QeUoXtRi5nKwM", "instance_id": "7c1d4a52-0b7e-4f0a-9a3e-51f2c8d90b11", "url": "https://us-south.ml.cloud.ibm.com"}`
	bothKeys         = `wml_credentials = {
    "apikey": "Zx9-kWq2LmN7rT4vBy8cDf6gHj1sPa3QeUoXtRi5",
    "url": "https://cpd-lab.apps.example.org",
    "username": "ana",
    "password": "wie-geht-das-7",
    "instance_id": "openshift",
    "version": "5.1"
}`
	someToken = "eyJhbGciOiJSUzI1NiJ9.eyJuYW1lIjoiU2NvcmluZyByb2JvdCIsInN1YiI6IlNlcnZpY2VJZC05In0.c2lnbmF0dXJl"
)

// pasteAnywhere is Ctrl+V with the focus in the list.
func (r *rig) pasteAnywhere(text string) {
	r.t.Helper()
	r.board.text = text
	r.win.Canvas().Focus(r.list.List)
	r.list.List.TypedShortcut(&fyne.ShortcutPaste{})
	r.until("it is read", func() bool {
		return r.importing() != nil && r.importing().Stop == nil && (len(r.importing().Items) > 0 || len(r.importing().Problems.Objects) > 0)
	})
}

func (r *rig) keyOf(name string) string {
	r.t.Helper()
	for _, p := range r.saved() {
		if p.Name == name {
			key, err := r.wallet.Key(r.t.Context(), p.ID)
			if err != nil {
				r.t.Fatal(err)
			}
			return key.Reveal()
		}
	}
	r.t.Fatalf("no profile %q was saved", name)
	return ""
}

func TestPasteAnywhereShowsWhatWasFoundBeforeItIsSaved(t *testing.T) {
	r := newRig(t, []string{"prod"})
	r.pasteAnywhere(cloudCredentials)
	r.sees("IBM Cloud", "https://us-south.ml.cloud.ibm.com", state.Masked, "One credential was found. Nothing is saved yet.")
	r.seesNot("Zx9-kWq2")
	if n := len(r.saved()); n != 1 {
		t.Fatalf("%d profiles are saved before anybody agreed", n)
	}
	r.importing().Items[0].Name.SetText("scoring")
	r.press("Import 1 profile")
	r.until("it is saved", func() bool { return r.importing() == nil })
	if got := r.chosenName(); got != "scoring" {
		t.Errorf("the chosen profile is %q", got)
	}
	if got := r.keyOf("scoring"); got != "Zx9-kWq2LmN7rT4vBy8cDf6gHj1sPa3QeUoXtRi5nKwM" {
		t.Errorf("the key that was saved is %q", got)
	}
}

func TestImportLeavesOutWhatIsNotTicked(t *testing.T) {
	r := newRig(t, nil)
	r.pasteAnywhere("[" + cloudCredentials + ", " + strings.ReplaceAll(strings.ReplaceAll(cloudCredentials, "us-south", "eu-gb"), "Zx9", "Aa7") + "]")
	if n := len(r.importing().Items); n != 2 {
		t.Fatalf("%d credentials were found", n)
	}
	r.importing().Items[0].Take.SetChecked(false)
	r.press("Import 1 profile")
	r.until("it is saved", func() bool { return len(r.saved()) > 0 })
	if got := r.saved()[0].URL; got != "https://eu-gb.ml.cloud.ibm.com" || len(r.saved()) != 1 {
		t.Errorf("saved %d, the first for %s", len(r.saved()), got)
	}
}

func TestImportOfWhatIsThereUpdatesSkipsOrCopies(t *testing.T) {
	for _, x := range []struct {
		choose int
		names  []string
		key    string
	}{
		{importer.SameUpdate, []string{"us"}, "Zx9-kWq2LmN7rT4vBy8cDf6gHj1sPa3QeUoXtRi5nKwM"},
		{importer.SameCopy, []string{"us", "us-south"}, "key-of-us"},
	} {
		t.Run(x.names[len(x.names)-1], func(t *testing.T) {
			r := newRig(t, nil, func(r *rig, _ *Setup) {
				r.add(profile.Profile{Name: "us", Kind: profile.Cloud, URL: "https://us-south.ml.cloud.ibm.com"})
			})
			r.pasteAnywhere(cloudCredentials)
			same := r.importing().Items[0].Same
			if got := same.Options[importer.SameUpdate]; got != "Update us with this key" {
				t.Errorf("offers %q", got)
			}
			same.SetSelectedIndex(importer.SameSkip)
			if !r.importing().Save.Disabled() {
				t.Error("what is skipped can be imported")
			}
			same.SetSelectedIndex(x.choose)
			r.press("Import 1 profile")
			r.until("it is saved", func() bool { return r.importing() == nil })
			var names []string
			for _, p := range r.saved() {
				names = append(names, p.Name)
			}
			if diff := cmp.Diff(x.names, names); diff != "" {
				t.Errorf("profiles (-want +got):\n%s", diff)
			}
			if got := r.keyOf("us"); got != x.key {
				t.Errorf("the key of us is %q", got)
			}
		})
	}
}

func TestImportAsksWhichOfTwoKeys(t *testing.T) {
	r := newRig(t, nil)
	r.pasteAnywhere(bothKeys)
	r.press("Import 1 profile")
	r.sees("Choose: there is a password and an API key")
	if len(r.saved()) != 0 {
		t.Fatal("one of the keys was taken unasked")
	}
	r.importing().Items[0].Which.SetSelected("Password")
	r.press("Import 1 profile")
	r.until("it is saved", func() bool { return r.importing() == nil })
	p := r.saved()[0]
	if p.SecretKind != profile.Password || r.keyOf(p.Name) != "wie-geht-das-7" {
		t.Errorf("saved a %s, %q", p.SecretKind, r.keyOf(p.Name))
	}
}

func TestImportTakesWhatIsMissing(t *testing.T) {
	r := newRig(t, nil)
	r.pasteAnywhere("Zx9-kWq2LmN7rT4vBy8cDf6gHj1sPa3QeUoXtRi5nKwM")
	it := r.importing().Items[0]
	r.press("Import 1 profile")
	r.sees("Address: ")
	if len(r.saved()) != 0 {
		t.Fatal("a profile without an address was saved")
	}
	it.Region.SetSelected(it.Region.Options[0])
	if it.URL.Text == "" {
		t.Error("the region gives no address")
	}
	r.press("Import 1 profile")
	r.until("it is saved", func() bool { return r.importing() == nil && len(r.saved()) == 1 })
}

func TestBearerTokenIsShownAndNotStored(t *testing.T) {
	r := newRig(t, nil)
	r.pasteAnywhere("Authorization: Bearer " + someToken)
	r.sees("Whose token is this?", "Scoring robot", "ServiceId-9")
	r.seesNot(someToken)
	if r.visibleButton("Import 1 profile") != nil || r.importing().Save.Visible() {
		t.Error("a token can be imported")
	}
}

func TestImportSaysWhereAnInputIsWrong(t *testing.T) {
	r := newRig(t, nil)
	r.pasteAnywhere("{\n  \"apikey\": ,\n")
	r.sees("Nothing to import in the clipboard (line 2, column ")
	r.key(fyne.KeyEscape)
	r.pasteAnywhere(`{"apikey": "123456789", "url": "https://HIJKL"}`)
	r.sees("samples of the documents")
}

func TestDroppedFilesAreRead(t *testing.T) {
	r := newRig(t, nil)
	dir := t.TempDir()
	good, big := filepath.Join(dir, "wml.json"), filepath.Join(dir, "big.json")
	for path, text := range map[string]string{good: cloudCredentials, big: strings.Repeat(" ", 1<<20+1)} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	r.handed.dropped(fyne.Position{}, []fyne.URI{storage.NewFileURI(good), storage.NewFileURI(big), storage.NewFileURI(dir), storage.NewFileURI(filepath.Join(dir, "none"))})
	r.until("they are read", func() bool { return r.importing() != nil && len(r.importing().Items) == 1 })
	r.sees("Nothing to import in big.json", "larger than 1 MiB", "It is a folder, not a file.", "Nothing to import in none")
}

func TestImportIsClosedByEscapeAndByLocking(t *testing.T) {
	r := newRig(t, []string{"prod"})
	r.menu("Import…")
	if r.win.Canvas().Focused() != fyne.Focusable(r.importing().Zone) {
		t.Errorf("the focus is on %T", r.win.Canvas().Focused())
	}
	r.key(fyne.KeyEscape)
	if r.importing() != nil {
		t.Fatal("Escape does not close it")
	}
	r.pasteAnywhere(cloudCredentials)
	held := r.importing().Items[0]
	r.menu("Lock")
	r.settle()
	if r.importing() != nil || held.Found.HasSecret() {
		t.Error("locking leaves a key in the preview")
	}
	r.handed.dropped(fyne.Position{}, []fyne.URI{storage.NewFileURI("/etc/hostname")})
	if r.importing() != nil {
		t.Error("a locked window imports")
	}
}

func TestCredentialsDoNotGetIntoTheSearch(t *testing.T) {
	for name, pasted := range map[string]string{
		"a key":           cloudCredentials,
		"a token":         "Authorization: Bearer " + someToken,
		"a one-time code": "ibmcloud login -a https://cloud.ibm.com -u passcode -p Xy12AbCdEf -r eu-de",
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t, []string{"prod"})
			r.menu("Search")
			r.board.text = pasted
			r.list.Search.TypedShortcut(&fyne.ShortcutPaste{})
			r.until("they are imported instead", func() bool { return r.importing() != nil && len(r.importing().Items) == 1 })
			if r.list.Search.Text != "" {
				t.Errorf("the search field holds %q", r.list.Search.Text)
			}
		})
	}
}

// TestPastedCommandIsNoName: a command with a secret does not end in the field in which it
// was pasted.
func TestPastedCommandIsNoName(t *testing.T) {
	for _, pasted := range []string{
		"ibmcloud login -a https://cloud.ibm.com -u passcode -p Xy12AbCdEf",
		"ibmcloud login --apikey Zx9-kWq2LmN7rT4vBy8cDf6gHj1sPa3QeUoXtRi5nKwM -r eu-de",
	} {
		r := newRig(t, nil)
		r.menu("Add profile")
		r.form().Focus(editor.FName)
		r.board.text = pasted
		r.form().Entry(editor.FName).TypedShortcut(&fyne.ShortcutPaste{})
		r.until("the offer", func() bool { return r.visibleButton("Fill the form from what you pasted") != nil })
		if got := r.form().Entry(editor.FName).Text; got != "" {
			t.Errorf("the name is %q", got)
		}
	}
}

func TestPastingAWholeCredentialFillsTheForm(t *testing.T) {
	r := newRig(t, nil)
	r.menu("Add profile")
	r.form().Entry(editor.FName).SetText("mine")
	r.form().Focus(editor.FURL)
	r.board.text = cloudCredentials
	r.form().Entry(editor.FURL).TypedShortcut(&fyne.ShortcutPaste{})
	r.until("the offer", func() bool { return r.visibleButton("Fill the form from what you pasted") != nil })
	if got := r.form().Entry(editor.FURL).Text; got != "" {
		t.Errorf("the address is %q", got)
	}
	r.press("Fill the form from what you pasted")
	r.settle()
	if f := r.form(); f.Entry(editor.FURL).Text != "https://us-south.ml.cloud.ibm.com" || f.Entry(editor.FName).Text != "mine" {
		t.Errorf("filled in %q at %q", f.Entry(editor.FName).Text, f.Entry(editor.FURL).Text)
	}
	r.form().Submit()
	r.until("it is saved", func() bool { return r.form() == nil })
	if got := r.keyOf("mine"); got != "Zx9-kWq2LmN7rT4vBy8cDf6gHj1sPa3QeUoXtRi5nKwM" {
		t.Errorf("the key is %q", got)
	}
}

func TestPastingOneValueGoesIntoItsField(t *testing.T) {
	r := newRig(t, nil)
	r.menu("Add profile")
	for field, text := range map[editor.FormField]string{
		editor.FURL: "https://dataplatform.cloud.ibm.com/ml-runtime/spaces?context=wx", editor.FKey: "Zx9-kWq2LmN7rT4vBy8cDf6gHj1sPa3QeUoXtRi5nKwM",
	} {
		r.board.text = text
		r.form().Entry(field).TypedShortcut(&fyne.ShortcutPaste{})
		r.until("it is there", func() bool { return r.form().Entry(field).Text == text })
		if r.form().Pasted.Box.Visible() {
			t.Errorf("%q is taken for a whole credential", text)
		}
	}
}

func TestSharedProfileComesWithoutItsKey(t *testing.T) {
	r := newRig(t, nil)
	r.pasteAnywhere(`{"version":1,"profiles":[{"name":"team","kind":"cloud","url":"https://eu-de.ml.cloud.ibm.com","secret_kind":"api-key","tls":{"mode":"verify"}}]}`)
	r.sees("A shared profile has no key: enter your own.")
	r.press("Import 1 profile")
	r.until("it is saved", func() bool { return r.importing() == nil && len(r.saved()) == 1 })
	if _, err := r.wallet.Key(t.Context(), r.saved()[0].ID); err == nil {
		t.Error("a key came from nowhere")
	}
	if _, err := r.wallet.Edit(t.Context(), r.saved()[0].ID, func(*profile.Profile) error { return nil }, wallet.Secrets{Key: secret.New("k")}); err != nil {
		t.Error(err)
	}
}

// credentialFile is a file with the credentials of IBM Cloud.
func credentialFile(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "wml.json")
	if err := os.WriteFile(path, []byte(cloudCredentials), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestFoundIsNotDroppedUnasked(t *testing.T) {
	const question = "Drop what was found? It is not saved."
	for name, leave := range map[string]func(r *rig){
		"Escape":          func(r *rig) { r.key(fyne.KeyEscape) },
		"Cancel":          func(r *rig) { r.press("Cancel") },
		"another profile": func(r *rig) { r.list.Pick(1) },
		"the settings":    func(r *rig) { r.menu("Settings") },
		"something else":  func(r *rig) { r.press("Something else…") },
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t, []string{"lab", "prod"})
			r.pasteAnywhere(cloudCredentials)
			leave(r)
			r.settle()
			r.sees(question)
			if r.importing() == nil || !r.importing().Items[0].Found.HasSecret() {
				t.Fatal("what was found is gone without an answer")
			}
			r.key(fyne.KeyEscape)
			r.seesNot(question)
			if r.importing() == nil || r.chosenName() != "lab" {
				t.Fatal("Escape does not keep it")
			}
			leave(r)
			r.press("Drop it")
			r.settle()
			if r.importing() != nil && len(r.importing().Items) > 0 {
				t.Error("it is not dropped")
			}
		})
	}
}

func TestAnotherInputAsksBeforeItReplaces(t *testing.T) {
	r := newRig(t, nil)
	r.pasteAnywhere(bothKeys)
	r.importer.Files([]string{credentialFile(t)})
	r.settle()
	if r.importing().Items[0].Found.Profile.Kind != profile.CP4D {
		t.Fatal("what was found is replaced unasked")
	}
	r.press("Drop it")
	r.until("the other one is read", func() bool { return len(r.importing().Items) == 1 && r.importing().Stop == nil })
	r.sees("https://us-south.ml.cloud.ibm.com")
	r.importing().Items[0].Take.SetChecked(false)
	r.key(fyne.KeyEscape)
	if r.importing() != nil {
		t.Error("asks about what nobody wants")
	}
}

func TestFileNamedAtTheStartIsShown(t *testing.T) {
	path := credentialFile(t)
	r := newRig(t, nil, func(_ *rig, s *Setup) { s.Open = []string{path} })
	r.until("it is read", func() bool { return r.importing() != nil && len(r.importing().Items) == 1 })
	r.sees("https://us-south.ml.cloud.ibm.com")
	if len(r.saved()) != 0 {
		t.Error("it is saved unasked")
	}
}

func TestHandedFileWaitsForTheUnlocking(t *testing.T) {
	r := newRig(t, []string{"prod"})
	r.menu("Lock")
	r.settle()
	path := credentialFile(t)
	go r.activation.raise(path)
	r.until("it is handed over", func() bool { return len(r.handed.files) == 1 })
	if r.importing() != nil {
		t.Fatal("a locked window shows what is in a file")
	}
	r.menu("Lock")
	r.until("it is read", func() bool { return r.importing() != nil && len(r.importing().Items) == 1 })
}

func TestHandedFileComesBeforeABox(t *testing.T) {
	r := newRig(t, []string{"prod"})
	r.menu("Keyboard shortcuts")
	if r.host.Dialog == nil {
		t.Fatal("there is no box")
	}
	go r.activation.raise(credentialFile(t))
	r.until("it is read", func() bool { return r.importing() != nil && len(r.importing().Items) == 1 && r.host.Dialog == nil })
}

func TestImportReadsAgainForAnotherKind(t *testing.T) {
	r := newRig(t, nil)
	r.pasteAnywhere(strings.ReplaceAll(bothKeys, `"version": "5.1"`, ""))
	it := r.importing().Items[0]
	if !it.Rows["which"].Visible() {
		t.Fatal("does not ask which of two keys")
	}
	it.Kind.SetSelected(profile.StudioLocal.Title())
	if it.Rows["which"].Visible() || !it.Rows["there"].Visible() || it.Rows["key"].Visible() {
		t.Error("Watson Studio Local takes the password alone")
	}
	r.press("Import 1 profile")
	r.until("it is saved", func() bool { return r.importing() == nil })
	p := r.saved()[0]
	if p.Kind != profile.StudioLocal || r.keyOf(p.Name) != "wie-geht-das-7" {
		t.Errorf("saved a %s with %q", p.Kind, r.keyOf(p.Name))
	}
}

func TestImportAsksWithWhatToSignIn(t *testing.T) {
	r := newRig(t, nil)
	r.pasteAnywhere("CPD_USERNAME=ana\nCPD_URL=cpd-lab.apps.example.org\n")
	it := r.importing().Items[0]
	it.Kind.SetSelected(profile.CP4D.Title())
	if got := it.URL.Text; got != "https://cpd-lab.apps.example.org" {
		t.Errorf("the address to agree to is %q", got)
	}
	if !it.Rows["signIn"].Visible() || it.Rows["which"].Visible() {
		t.Fatal("does not ask with what to sign in")
	}
	it.SignIn.SetSelected("Platform API key")
	r.sees("Platform API key")
	it.Key.SetText("k-1")
	r.press("Import 1 profile")
	r.until("it is saved", func() bool { return r.importing() == nil })
	if p := r.saved()[0]; p.SecretKind != profile.APIKey || p.Username != "ana" || r.keyOf(p.Name) != "k-1" {
		t.Errorf("saved a %s", p.SecretKind)
	}
}

func TestImportAsksWhereWatsonStudioLocalIsInstalled(t *testing.T) {
	r := newRig(t, nil)
	r.pasteAnywhere("url: https://studio.example.org/v1/preauth/validateAuth\nusername: ana\npassword: wie-geht-das-7\n")
	it := r.importing().Items[0]
	if !it.Rows["system"].Visible() {
		t.Fatal("does not ask")
	}
	it.System.SetSelectedIndex(1)
	r.press("Import 1 profile")
	r.until("it is saved", func() bool { return r.importing() == nil })
	if p := r.saved()[0]; p.InstanceID != profile.InstanceOpenShift {
		t.Errorf("saved %q", p.InstanceID)
	}
}
