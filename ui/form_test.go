package ui

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"lanyard/internal/profile"
	"lanyard/internal/wallet"
	"lanyard/store"
	"lanyard/ui/editor"
	"lanyard/ui/kit"
	"lanyard/ui/state"
)

func (r *rig) set(x editor.FormField, text string) {
	r.t.Helper()
	r.form().Focus(x)
	if r.win.Canvas().Focused() != fyne.Focusable(r.form().Entry(x)) {
		r.t.Fatalf("field %q cannot be reached", r.form().Entry(x).Label)
	}
	r.form().Entry(x).SetText("")
	r.typeText(text)
}

func (r *rig) problem(x editor.FormField) string {
	if r.form() == nil || !r.form().Rows[x].Wrong.Visible() {
		return ""
	}
	return r.form().Rows[x].Problem.Text
}

func TestAddByKeyboard(t *testing.T) {
	r := newRig(t, []string{"old"})
	r.menu("Add profile")
	r.typeText("prod-eu")
	r.tab(3) // kind, region
	r.typeText("https://eu-de.ml.cloud.ibm.com/ml/v4/deployments")
	r.tab(2) // past what it signs in with
	r.typeText("kQ7vXw2mN9pR4tYb")
	form, key := r.form(), r.form().Entry(editor.FKey)
	r.key(fyne.KeyReturn)
	r.until("the form is closed", func() bool { return r.form() == nil })

	p, err := r.wallet.Find(t.Context(), "prod-eu")
	if err != nil {
		t.Fatal(err)
	}
	if p.URL != "https://eu-de.ml.cloud.ibm.com" || p.Kind != profile.Cloud || p.SecretKind != profile.APIKey {
		t.Errorf("saved %+v", p)
	}
	stored, err := r.wallet.Key(t.Context(), p.ID)
	if err != nil || stored.Reveal() != "kQ7vXw2mN9pR4tYb" {
		t.Errorf("the key is not where it belongs: %v", err)
	}
	if got := r.chosenName(); got != "prod-eu" {
		t.Errorf("%q is chosen after saving", got)
	}
	r.sees("prod-eu saved.")
	if key.Text != "" {
		t.Error("the closed form still holds the key")
	}
	key.Undo()
	if key.Text != "" {
		t.Errorf("Undo in the closed form brings %q back", form.Entry(editor.FKey).Text)
	}
}

func TestAllProblemsAtOnce(t *testing.T) {
	r := newRig(t, []string{"taken"})
	r.menu("Add profile")
	r.set(editor.FName, "TAKEN")
	r.set(editor.FURL, "http://eu-de.ml.cloud.ibm.com")
	r.form().Choice(editor.FPlace).SetSelectedIndex(int(state.InSpace))
	r.set(editor.FPlaceID, "not an id!")
	r.key(fyne.KeyReturn)
	for _, x := range []editor.FormField{editor.FName, editor.FURL, editor.FKey, editor.FPlaceID} {
		if r.problem(x) == "" {
			t.Errorf("nothing is said beside %q", r.form().Entry(x).Label)
		}
	}
	if r.win.Canvas().Focused() != fyne.Focusable(r.form().Entry(editor.FName)) {
		t.Error("the focus does not go to the first problem")
	}
	if len(r.saved()) != 1 {
		t.Error("something was saved")
	}
	r.typeText("2")
	if r.problem(editor.FName) != "" {
		t.Error("the problem stays while its field is being mended")
	}
}

func TestFieldsFollowTheKind(t *testing.T) {
	for _, tt := range []struct {
		kind  profile.Kind
		has   []editor.FormField
		lacks []editor.FormField
		key   string
	}{
		{profile.Cloud, []editor.FormField{editor.FRegion, editor.FPlace, editor.FKey}, []editor.FormField{editor.FUsername, editor.FInstalled, editor.FSecretKind}, "API key"},
		{profile.AWS, []editor.FormField{editor.FRegion, editor.FAccount}, []editor.FormField{editor.FUsername, editor.FTrustBy}, "API key"},
		{profile.CP4D, []editor.FormField{editor.FUsername, editor.FSecretKind, editor.FCA, editor.FVersion, editor.FIdentity}, []editor.FormField{editor.FRegion, editor.FInstalled, editor.FAccount}, "Platform API key"},
		{profile.StudioLocal, []editor.FormField{editor.FUsername, editor.FInstalled, editor.FCA}, []editor.FormField{editor.FRegion, editor.FSecretKind, editor.FPlace, editor.FVersion}, "Password"},
	} {
		t.Run(string(tt.kind), func(t *testing.T) {
			r := newRig(t, nil)
			r.menu("Add profile")
			r.form().Choice(editor.FKind).SetSelected(tt.kind.Title())
			r.form().MoreTop.Set(true)
			shown := map[editor.FormField]bool{}
			r.walk(func(o fyne.CanvasObject) {
				for x := range editor.FieldCount {
					if o == r.form().Rows[x].Box {
						shown[x] = true
					}
				}
			})
			for _, x := range tt.has {
				if !shown[x] {
					t.Errorf("%q is missing", r.form().Rows[x].Label.Text)
				}
			}
			for _, x := range tt.lacks {
				if shown[x] {
					t.Errorf("%q is shown", r.form().Rows[x].Label.Text)
				}
			}
			if got := r.form().Rows[editor.FKey].Label.Text; got != tt.key {
				t.Errorf("the secret is called %q, want %q", got, tt.key)
			}
		})
	}
}

func TestRegionFillsTheAddress(t *testing.T) {
	r := newRig(t, nil)
	r.menu("Add profile")
	r.form().Choice(editor.FRegion).SetSelected("Frankfurt")
	if got := r.form().Entry(editor.FURL).Text; got != "https://eu-de.ml.cloud.ibm.com" {
		t.Errorf("Frankfurt fills in %q", got)
	}
	r.set(editor.FURL, "https://ml.example.org")
	if got := r.form().Choice(editor.FRegion).Selected; got != "Other address" {
		t.Errorf("an address of one's own belongs to region %q", got)
	}
	r.set(editor.FURL, "https://jp-tok.ml.cloud.ibm.com")
	if got := r.form().Choice(editor.FRegion).Selected; got != "Tokyo" {
		t.Errorf("Tokyo's address belongs to region %q", got)
	}
}

func TestPastedAddressIsTidiedOnLeaving(t *testing.T) {
	r := newRig(t, nil)
	r.menu("Add profile")
	r.form().Choice(editor.FKind).SetSelected(profile.CP4D.Title())
	r.board.text = "https://cpd-lab.apps.example.org/ml-runtime/spaces/0d8a4e0e-3f3a-4f4e-9d6c-2f9a6a1c2b3d?context=icp4data\n"
	r.form().Focus(editor.FURL)
	r.form().Entry(editor.FURL).TypedShortcut(&fyne.ShortcutPaste{})
	r.until("the text is pasted", func() bool { return r.form().Entry(editor.FURL).Text != "" })
	r.tab(1)
	if got := r.form().Entry(editor.FURL).Text; got != "https://cpd-lab.apps.example.org" {
		t.Errorf("the address became %q", got)
	}
	if got := r.form().Entry(editor.FPlaceID).Text; got != "0d8a4e0e-3f3a-4f4e-9d6c-2f9a6a1c2b3d" || r.form().Read().Place != state.InSpace {
		t.Errorf("the space in the address became %q", got)
	}
	if !strings.HasPrefix(r.form().Rows[editor.FURL].Note.Text, "Pasted address tidied:") {
		t.Errorf("what was changed is not said: %q", r.form().Rows[editor.FURL].Note.Text)
	}
}

func TestMissingSchemeIsOfferedNotAssumed(t *testing.T) {
	r := newRig(t, nil)
	r.menu("Add profile")
	r.set(editor.FName, "prod")
	r.set(editor.FKey, "k")
	r.set(editor.FURL, "eu-de.ml.cloud.ibm.com")
	r.key(fyne.KeyReturn)
	r.settle()
	if len(r.saved()) != 0 {
		t.Fatal("an address without scheme was saved unseen")
	}
	if got := r.form().Entry(editor.FURL).Text; got != "https://eu-de.ml.cloud.ibm.com" {
		t.Errorf("offered is %q", got)
	}
	r.key(fyne.KeyReturn)
	r.until("the form is closed", func() bool { return r.form() == nil })
}

func TestEditKeepsTheKey(t *testing.T) {
	r := newRig(t, []string{"prod"})
	r.menu("Edit")
	if got := r.form().Entry(editor.FKey).Text; got != "" {
		t.Fatalf("the form holds the key %q", got)
	}
	r.set(editor.FTags, "team-a, churn")
	r.key(fyne.KeyReturn)
	r.until("the form is closed", func() bool { return r.form() == nil })
	p := r.Current()
	if strings.Join(p.Tags, "|") != "team-a|churn" {
		t.Errorf("the tags are %q", p.Tags)
	}
	if k, err := r.wallet.Key(t.Context(), p.ID); err != nil || k.Reveal() != "key-of-prod" {
		t.Errorf("the key did not stay: %v", err)
	}
}

func TestEditToAnotherPlaceAsks(t *testing.T) {
	r := newRig(t, []string{"prod"})
	r.menu("Edit")
	r.set(editor.FAuthURL, "https://iam.example.org")
	r.key(fyne.KeyReturn)
	r.until("the question is there", func() bool { return r.form().Failure.Box.Visible() })
	r.sees("https://iam.cloud.ibm.com", "https://iam.example.org")
	if r.saved()[0].AuthURL != "" {
		t.Fatal("saved before the answer")
	}
	r.press("Use it for the new place")
	r.until("the form is closed", func() bool { return r.form() == nil })
	if got := r.saved()[0].AuthURL; got != "https://iam.example.org" {
		t.Errorf("saved is %q", got)
	}
	r.key(fyne.KeyReturn)
	r.until("the key went along", r.hasToken)
}

func TestEscapeAsksBeforeChangesAreLost(t *testing.T) {
	r := newRig(t, []string{"prod"})
	r.menu("Edit")
	r.key(fyne.KeyEscape)
	if r.form() != nil {
		t.Fatal("Escape does not close a form without changes")
	}
	r.menu("Edit")
	r.typeText("x")
	r.win.Canvas().Focus(r.form().Entry(editor.FTags))
	r.key(fyne.KeyEscape)
	r.sees("Discard your changes?")
	r.press("Go on editing")
	r.seesNot("Discard your changes?")
	if r.win.Canvas().Focused() != fyne.Focusable(r.form().Entry(editor.FTags)) {
		t.Errorf("one goes on in %T, not in the field where one was", r.win.Canvas().Focused())
	}
	r.key(fyne.KeyEscape, fyne.KeyReturn)
	if r.form() == nil {
		t.Fatal("Enter on the question loses what was typed")
	}
	r.key(fyne.KeyEscape)
	r.press("Discard")
	if r.form() != nil {
		t.Error("Discard does not close the form")
	}
	if got := r.saved()[0].Name; got != "prod" {
		t.Errorf("the name became %q", got)
	}
}

func TestListAsksBeforeItTakesAFormAway(t *testing.T) {
	r := newRig(t, []string{"a", "b"})
	r.menu("Edit")
	r.typeText("x")
	r.list.List.OnSelected(1)
	if r.win.Canvas().Focused() != fyne.Focusable(r.form().Discard.No) {
		t.Errorf("the question has not the focus, but %T", r.win.Canvas().Focused())
	}
	if r.form() == nil || r.chosenName() != "a" {
		t.Fatal("a click in the list lost the changes")
	}
	r.press("Discard")
	if r.form() != nil || r.chosenName() != "b" {
		t.Errorf("after Discard: form open %v, %q chosen", r.form() != nil, r.chosenName())
	}
}

func TestSecretsAreNeverCopiedOutOfAField(t *testing.T) {
	r := newRig(t, []string{"prod"})
	r.menu("Edit")
	r.set(editor.FKey, "typed-secret")
	key := r.form().Entry(editor.FKey)
	key.Password = false // as by the eye in the field
	key.TypedShortcut(&fyne.ShortcutSelectAll{})
	key.TypedShortcut(&fyne.ShortcutCopy{})
	key.TypedShortcut(&fyne.ShortcutCut{})
	r.settle()
	if r.board.text != "" || r.board.held() != "" || key.Text != "typed-secret" {
		t.Errorf("after copy and cut: clipboard %q, field %q", r.board.text, key.Text)
	}
	r.tab(1)
	if !key.Password {
		t.Error("the key stays readable after its field was left")
	}
}

func TestCopyAndCutOfPlainFields(t *testing.T) {
	r := newRig(t, []string{"prod"})
	r.menu("Edit")
	name := r.form().Entry(editor.FName)
	name.TypedShortcut(&fyne.ShortcutSelectAll{})
	name.TypedShortcut(&fyne.ShortcutCut{})
	r.until("it is cut", func() bool { r.settle(); return r.board.plain() == "prod" && name.Text == "" })
	name.TypedShortcut(&fyne.ShortcutPaste{})
	r.until("it is pasted", func() bool { return name.Text == "prod" })
}

func TestStuckClipboardDoesNotStopTheWindow(t *testing.T) {
	r := newRig(t, []string{"prod"})
	r.board.stuck = true
	r.menu("Search")
	r.list.Search.TypedShortcut(&fyne.ShortcutPaste{}) // returns at once
	r.typeText("pr")
	if r.list.Search.Text != "pr" {
		t.Errorf("typing after a stuck paste gives %q", r.list.Search.Text)
	}
	r.until("it is said", func() bool { return strings.HasPrefix(r.Status().Text, "The clipboard could not be read") })
}

func TestPastedKeyIsTidied(t *testing.T) {
	for _, tt := range []struct {
		name, pasted string
		password     bool
		want         string
	}{
		{"quotes and a comma out of JSON", "\"abc-DEF_123\",\n", false, "abc-DEF_123"},
		{"blanks around", "  abc  ", false, "abc"},
		{"a password keeps its blanks", " p\"w \n", true, " p\"w "},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := newRig(t, nil)
			r.menu("Add profile")
			if tt.password {
				r.form().Choice(editor.FKind).SetSelected(profile.StudioLocal.Title())
			}
			r.board.text = tt.pasted
			r.form().Focus(editor.FKey)
			r.form().Entry(editor.FKey).TypedShortcut(&fyne.ShortcutPaste{})
			r.until("it is pasted", func() bool { return r.form().Entry(editor.FKey).Text != "" })
			if got := r.form().Entry(editor.FKey).Text; got != tt.want {
				t.Errorf("the key became %q, want %q", got, tt.want)
			}
		})
	}
}

func TestCertificateByPath(t *testing.T) {
	r := newRig(t, nil)
	r.menu("Add profile")
	r.form().Choice(editor.FKind).SetSelected(profile.CP4D.Title())
	path := filepath.Join(t.TempDir(), "ca.pem")
	const pem = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----"
	if err := os.WriteFile(path, []byte(pem+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	r.set(editor.FCA, path)
	r.tab(1)
	r.until("the file is read", func() bool { return r.form().Entry(editor.FCA).Text == pem })

	r.set(editor.FCA, path+".missing")
	r.tab(1)
	r.until("the missing file is said", func() bool { return r.problem(editor.FCA) != "" })
}

func TestSavingWithoutKeyring(t *testing.T) {
	locked := &lockedKeys{Keys: store.NewMemory(), err: store.ErrAbsent}
	r := newRig(t, nil, func(r *rig, s *Setup) {
		r.wallet = wallet.New(r.profiles, locked, r.signIn)
		s.Wallet = r.wallet
		r.keyring = state.Keyring{Backend: "keyring", State: state.KeyringAbsent}
		s.UseMemory = func() { locked.err = nil }
	})
	r.menu("Add profile")
	r.set(editor.FName, "prod")
	r.set(editor.FURL, "https://eu-de.ml.cloud.ibm.com")
	r.set(editor.FKey, "k")
	r.key(fyne.KeyReturn)
	r.until("the failure is there", func() bool { return r.form().Failure.Box.Visible() })
	if len(r.saved()) != 0 {
		t.Fatal("a profile was saved without its key")
	}
	r.press("Keep keys in memory only")
	r.until("memory is used", func() bool { return r.Status().Text == "Keys are kept in memory until Lanyard ends." })
	r.key(fyne.KeyReturn)
	r.until("it is saved", func() bool { return r.form() == nil && len(r.saved()) == 1 })
}

type lockedKeys struct {
	wallet.Keys
	err error
}

func (l *lockedKeys) Put(ctx context.Context, id string, e store.Entry) error {
	if l.err != nil {
		return l.err
	}
	return l.Keys.Put(ctx, id, e)
}

func TestCtrlDeleteInAFieldDeletesAWord(t *testing.T) {
	r := newRig(t, []string{"prod"})
	r.menu("Edit")
	name := r.form().Entry(editor.FName)
	name.SetText("one two")
	name.CursorColumn = 0
	r.menu("Remove")
	r.settle()
	if len(r.saved()) != 1 {
		t.Fatal("Ctrl+Delete in a field of the form removed the profile")
	}
	if name.Text == "one two" {
		t.Error("Ctrl+Delete in a field deleted nothing")
	}
}

func TestQuitAsksAboutUnsavedChanges(t *testing.T) {
	r := newRig(t, []string{"prod"})
	r.menu("Add profile")
	r.menu("Quit")
	if !r.quitting {
		t.Fatal("an untouched form keeps the window open")
	}

	r = newRig(t, []string{"prod"})
	r.menu("Add profile")
	r.form().Entry(editor.FName).SetText("new")
	r.menu("Quit")
	if r.quitting {
		t.Fatal("what was typed is lost without a word")
	}
	r.sees("Discard your changes?")
	r.press("Go on editing")
	if r.form() == nil || r.form().Entry(editor.FName).Text != "new" {
		t.Error("one cannot go on")
	}
	r.tray.closePressed()
	if r.quitting {
		t.Fatal("the window's close button loses what was typed")
	}
	r.menu("Quit")
	if !r.quitting {
		t.Error("who insists cannot quit")
	}
}

func TestMessageBesideTheCopy(t *testing.T) {
	r := newRig(t, []string{"prod"})
	r.menu("Copy token")
	r.until("the token is copied", r.fateKnown)
	r.seesNot("is live; Ctrl+R gets a new one")
	r.key(fyne.KeyReturn)
	r.sees("is live; Ctrl+R gets a new one", "Token for prod copied · marked as secret · clears in 1 min")
	r.press("Clear now")
	r.until("it is cleared", func() bool { return !r.copied() })
	if r.status.aside.Visible() {
		t.Error("the message stays beside nothing")
	}
}

// Tab goes through the window as one reads it: from the last fold of the form to the
// buttons below it.
func TestTabEndsAtTheButtons(t *testing.T) {
	r := newRig(t, []string{"prod"})
	r.menu("Add profile")
	r.win.Canvas().Focus(r.form().MoreTop.Head)
	var seen []string
	for range 4 {
		r.tab(1)
		seen = append(seen, r.win.Canvas().Focused().(*kit.Button).Text)
	}
	if got := strings.Join(seen, ", "); got != "What do I need?, Test credential, Cancel, Save" {
		t.Errorf("Tab goes to %s", got)
	}
}
