package ui

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"github.com/google/go-cmp/cmp"

	"lanyard/iam"
	"lanyard/internal/profile"
	"lanyard/ui/editor"
	"lanyard/ui/state"
)

func TestFirstRunOffersTheFirstProfile(t *testing.T) {
	r := newRig(t, nil)
	r.sees("Add your first profile")
	if r.win.Canvas().Focused() != fyne.Focusable(r.frame.welcome.add) {
		t.Errorf("the focus is on %T, not on the button that adds a profile", r.win.Canvas().Focused())
	}
	r.key(fyne.KeyReturn)
	if r.form() == nil || r.form().Title != "Add profile" {
		t.Error("Enter does not open the form")
	}
	r.seesNot("Add your first profile")
}

func TestSearchChoosesTheBestMatch(t *testing.T) {
	r := newRig(t, []string{"alpha", "beta-prod", "prod", "zeta"})
	r.menu("Search")
	r.typeText("prod")
	if got := r.chosenName(); got != "prod" {
		t.Errorf("typing prod chooses %q", got)
	}
	if diff := cmp.Diff([]string{"prod", "beta-prod"}, r.names()); diff != "" {
		t.Errorf("the list shows (-want +got):\n%s", diff)
	}
	r.key(fyne.KeyDown)
	if got := r.chosenName(); got != "beta-prod" {
		t.Errorf("Down from the search field chooses %q", got)
	}
	r.typeText("xyz")
	r.sees("No profile matches “prodxyz”.")
	r.seesNot("Get token")
	r.key(fyne.KeyReturn)
	r.settle()
	if n := r.signIn.count(); n != 0 {
		t.Errorf("Enter makes %d sign-ins with a profile that the search hides", n)
	}
	r.key(fyne.KeyEscape)
	if r.list.Search.Text != "" || r.Rows() != 4 {
		t.Errorf("after Escape the search is %q and the list has %d rows", r.list.Search.Text, r.Rows())
	}
}

func TestEnterGetsATokenAndKeepsALiveOne(t *testing.T) {
	r := newRig(t, []string{"a", "b"})
	r.key(fyne.KeyDown, fyne.KeyReturn)
	r.until("the token is there", r.hasToken)
	if got := r.chosenName(); got != "b" || r.signIn.calls[0].Profile.Name != "b" {
		t.Errorf("chose %q and signed in for %q", got, r.signIn.calls[0].Profile.Name)
	}
	r.key(fyne.KeyReturn)
	r.settle()
	if n := r.signIn.count(); n != 1 {
		t.Errorf("Enter with a live token makes %d sign-ins", n)
	}
	r.key(fyne.KeyF5)
	r.until("a second sign-in", func() bool { return r.signIn.count() == 2 })
}

func TestTokenIsMaskedAndMasksItselfAgain(t *testing.T) {
	r := newRig(t, []string{"prod"})
	r.key(fyne.KeyReturn)
	r.until("the token is there", r.hasToken)
	const clear = "token-1-of-prod"
	r.sees(state.Masked)
	r.seesNot(clear)
	r.menu("View or hide token")
	r.sees(clear)
	r.later(29 * time.Second)
	r.sees(clear)
	r.later(time.Second)
	r.seesNot(clear)
	r.sees(state.Masked)
	r.press("View")
	r.sees(clear)
	r.press("Hide")
	r.seesNot(clear)
}

func TestChoosingAnotherProfileMasks(t *testing.T) {
	r := newRig(t, []string{"a", "b"})
	r.key(fyne.KeyReturn)
	r.until("the token is there", r.hasToken)
	r.menu("View or hide token")
	r.sees("token-1-of-a")
	r.key(fyne.KeyDown, fyne.KeyUp)
	r.seesNot("token-1-of-a")
}

func TestCountdown(t *testing.T) {
	r := newRig(t, []string{"prod"})
	r.key(fyne.KeyReturn)
	r.until("the token is there", r.hasToken)
	r.sees("1:00:00", "expires in 1 h · 14:00 UTC", "Service ID “scoring”, account 3fabcdef…")
	r.later(19*time.Minute + 48*time.Second)
	r.sees("40:12", "expires in 41 min")
	r.later(2 * time.Second)
	r.sees("40:10")
	r.later(29 * time.Minute)
	r.sees("renew soon: expires in 12 min")
	if got := r.Row(0).State; got != "renew soon" {
		t.Errorf("the row says %q", got)
	}
}

func TestMachineSleptPastTheEnd(t *testing.T) {
	r := newRig(t, []string{"prod"})
	r.key(fyne.KeyReturn)
	r.until("the token is there", r.hasToken)
	if !r.Detail().Token.CanCopy {
		t.Fatal("a live token cannot be copied")
	}
	r.clockNow = r.clockNow.Add(9 * time.Hour)
	r.Wake()
	r.sees("expired 14:00 UTC")
	if r.Detail().Token.CanCopy {
		t.Error("a dead token can be copied")
	}
	r.press("Get new token")
	r.until("the new token is there", func() bool { return r.hasToken() && r.Detail().Token.CanCopy })
	r.sees("23:00 UTC")
	if got := r.Row(0).State; got != "live" {
		t.Errorf("the row says %q", got)
	}
}

func TestUnknownLifetime(t *testing.T) {
	r := newRig(t, []string{"prod"})
	r.signIn.life = 0
	r.key(fyne.KeyReturn)
	r.until("the token is there", r.hasToken)
	r.sees("The server told no lifetime")
	if !r.Detail().Token.CanCopy {
		t.Error("a token of unknown lifetime cannot be copied")
	}
	if r.Row(0).Ring != state.RingUnknown {
		t.Error("the ring pretends to know the lifetime")
	}
}

func TestCopyFetchesFirst(t *testing.T) {
	r := newRig(t, nil, func(r *rig, _ *Setup) {
		r.add(profile.Profile{Name: "prod-eu", Kind: profile.Cloud, URL: "https://eu-de.ml.cloud.ibm.com", Production: true})
	})
	r.menu("Copy token")
	r.until("the token is copied", r.fateKnown)
	if got := r.board.held(); got != "token-1-of-prod-eu" || r.board.life != time.Minute {
		t.Errorf("the clipboard has %q for %v", got, r.board.life)
	}
	r.sees("Token for prod-eu (PRODUCTION) copied · marked as secret · clears in 1 min")
	r.seesNot("token-1-of")
	r.later(15 * time.Second)
	r.sees("clears in 45 s")

	r.later(time.Hour)
	r.menu("Copy token")
	r.until("a new token is copied", func() bool { return r.board.held() == "token-2-of-prod-eu" })
}

func TestClipboardTold(t *testing.T) {
	r := newRig(t, []string{"prod"})
	r.menu("Copy token")
	r.until("the token is copied", func() bool { return r.copied() })
	r.press("Clear now")
	r.until("it is cleared", func() bool { return !r.copied() })
	r.sees("Clipboard cleared")

	r.menu("Copy token")
	r.until("the token is copied", func() bool { return r.copied() })
	r.board.mu.Lock()
	r.board.taken = true
	close(r.board.done)
	r.board.done = nil
	r.board.mu.Unlock()
	r.until("somebody else has the clipboard", func() bool { return !r.copied() })
	r.sees("Something else was copied")
}

// The line says what is true of the copy, and looks again when it should be gone.
func TestClipboardFates(t *testing.T) {
	for _, tt := range []struct {
		name string
		fate state.Fate
		want string
	}{
		{"marked", state.Fate{Mark: state.MarkThere}, "copied · marked as secret · clears in"},
		{"a desktop without marks", state.Fate{Mark: state.MarkUnknown}, "copied · this desktop knows no mark for secrets · clears in"},
		{"not wanted", state.Fate{Mark: state.MarkOff}, "copied · not marked as secret · clears in"},
		{"nothing is known", state.Fate{}, "copied · clears in"},
		{"a manager that keeps it", state.Fate{Mark: state.MarkThere, Keeper: "Parcellite"}, "marked as secret · the clipboard manager Parcellite may keep a copy · clears in"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := newRig(t, []string{"prod"})
			r.board.fate = tt.fate
			r.menu("Copy token")
			r.until("its fate is known", r.fateKnown)
			r.sees(tt.want)
		})
	}
}

func TestClipboardThatCannotBeCleared(t *testing.T) {
	r := newRig(t, []string{"prod"})
	r.menu("Copy token")
	r.until("its fate is known", r.fateKnown)
	r.board.mu.Lock()
	r.board.fate = state.Fate{Mark: state.MarkThere, Stuck: true}
	r.board.mu.Unlock()
	r.later(59 * time.Second)
	r.sees("clears in 1 s")
	r.later(2 * time.Second)
	r.until("it is said", func() bool { return strings.Contains(r.Status().Text, r.Window.t.ClipStuck) })
	r.sees("could not be cleared: copy something else")
	if d := r.NextTick(); d > 5*time.Second || d <= 0 {
		t.Errorf("it is looked at again in %v", d)
	}
}

func TestCopyKeepsTheFocus(t *testing.T) {
	r := newRig(t, []string{"prod"})
	r.menu("Search")
	r.typeText("pro")
	r.menu("Copy token")
	r.until("the token is copied", func() bool { return r.copied() })
	if r.win.Canvas().Focused() != fyne.Focusable(r.list.Search) {
		t.Error("copying took the focus out of the search field")
	}
}

func TestFailureInWords(t *testing.T) {
	r := newRig(t, []string{"stale"})
	r.signIn.err = &iam.Error{
		Check: iam.CheckSignIn, Reason: iam.ReasonRefusedKey, Host: "iam.cloud.ibm.com:443", Status: 400,
		Code: "BXNIM0415E", Message: "Provided API key could not be found.", RequestID: "req-42",
	}
	r.key(fyne.KeyReturn)
	r.until("the failure is shown", func() bool { return r.Detail().Failure != nil })
	f := r.Detail().Failure
	r.sees(f.What, f.Why, f.Next)
	r.seesNot("req-42")
	r.press("Details")
	r.sees("BXNIM0415E", "req-42")
	r.press("Copy details")
	r.until("the report is copied", func() bool { r.settle(); return r.board.plain() != "" })
	for _, want := range []string{f.What, "BXNIM0415E", "req-42"} {
		if !strings.Contains(r.board.text, want) {
			t.Errorf("the copied report lacks %q: %s", want, r.board.text)
		}
	}
	if got := r.Row(0).State; got != "failed" {
		t.Errorf("the row says %q", got)
	}
	r.press("Enter another key")
	if r.form() == nil || r.win.Canvas().Focused() != fyne.Focusable(r.form().Entry(editor.FKey)) {
		t.Error("the form does not open at the key")
	}
}

func TestFailureKeepsALiveToken(t *testing.T) {
	r := newRig(t, []string{"prod"})
	r.key(fyne.KeyReturn)
	r.until("the token is there", r.hasToken)
	r.signIn.err = errors.New("network down")
	r.key(fyne.KeyF5)
	r.until("the failure is shown", func() bool { return r.Detail().Failure != nil })
	if !r.Detail().Token.CanCopy {
		t.Error("a failed renewal took the live token away")
	}
}

func TestCancelAtOnce(t *testing.T) {
	r := newRig(t, []string{"slow"})
	r.signIn.hold = make(chan struct{})
	r.menu("Copy token")
	r.until("it is under way", func() bool { r.settle(); return r.signIn.count() == 1 })
	r.sees("Signing in at iam.cloud.ibm.com")
	r.press("Cancel")
	r.seesNot("Signing in at")
	r.until("the sign-in itself has ended", func() bool { r.settle(); return r.signIn.ended() == 1 })
	r.settle()
	if r.hasToken() || r.board.held() != "" {
		t.Error("what was cancelled came through all the same")
	}
}

func TestEveryFactCanBeCopied(t *testing.T) {
	r := newRig(t, nil, func(r *rig, _ *Setup) {
		r.add(profile.Profile{
			Name: "lab", Kind: profile.CP4D, URL: "https://cpd-lab.apps.example.org", Username: "dana",
			SpaceID: "0d8a4e0e-3f3a-4f4e-9d6c-2f9a6a1c2b3d", CPDVersion: "5.1",
		})
	})
	r.press("More about this profile")
	for label, want := range map[string]string{
		"Address": "https://cpd-lab.apps.example.org", "Username": "dana", "Software version": "5.1",
		"Deployment space": "0d8a4e0e-3f3a-4f4e-9d6c-2f9a6a1c2b3d",
		"Sign-in address":  "https://cpd-lab.apps.example.org/icp4d-api/v1/authorize",
	} {
		r.press("Copy " + label)
		r.until(label+" is copied as "+want, func() bool { r.settle(); return r.board.plain() == want })
	}
}

func TestKeyIsCopiedAfterAQuestion(t *testing.T) {
	r := newRig(t, []string{"prod"})
	r.press("API key")
	r.press("Copy…")
	r.sees("gives whoever has it all that you may do")
	if r.focused() != "Cancel" {
		t.Error("the question does not begin at Cancel")
	}
	r.key(fyne.KeyEscape)
	r.settle()
	if r.board.held() != "" {
		t.Error("the key was copied without an answer")
	}
	r.press("Copy…")
	r.press("Copy the API key")
	r.until("the key is copied", func() bool { return r.copied() })
	if got := r.board.held(); got != "key-of-prod" || r.board.life != 30*time.Second {
		t.Errorf("the clipboard has %q for %v", got, r.board.life)
	}
	r.seesNot("key-of-prod")
}

func TestRemoveAndUndo(t *testing.T) {
	r := newRig(t, []string{"a", "b", "c"})
	r.key(fyne.KeyDown, fyne.KeyDelete)
	r.until("b is gone", func() bool { return r.Rows() == 2 })
	r.sees("b removed. The key at IBM stays valid.")
	if got := r.chosenName(); got != "c" {
		t.Errorf("%q is chosen after b was removed", got)
	}
	r.press("Undo")
	r.until("b is back", func() bool { return r.Rows() == 3 })
	if got := r.chosenName(); got != "b" {
		t.Errorf("%q is chosen after Undo", got)
	}
	r.key(fyne.KeyReturn)
	r.until("b's key still works", r.hasToken)
}

func TestUndoByKey(t *testing.T) {
	r := newRig(t, []string{"a", "b", "c"})
	for _, from := range []fyne.Focusable{r.list.List, r.list.Search} {
		r.win.Canvas().Focus(from)
		r.menu("Remove")
		r.until("one is gone", func() bool { return r.Rows() == 2 })
		r.win.Canvas().Focus(from)
		from.(fyne.Shortcutable).TypedShortcut(&fyne.ShortcutUndo{})
		r.until("it is back", func() bool { return r.Rows() == 3 })
	}
	r.typeText("x")
	r.list.Search.TypedShortcut(&fyne.ShortcutUndo{})
	if r.list.Search.Text != "" {
		t.Error("Undo does not take typing back where nothing was removed")
	}
}

func TestRemovedKeyGoesAfterTenSeconds(t *testing.T) {
	r := newRig(t, []string{"a"})
	keyID := r.Current().KeyID
	r.key(fyne.KeyDelete)
	r.until("a is gone", func() bool { return len(r.saved()) == 0 && r.Rows() == 0 })
	r.later(9 * time.Second)
	if _, err := r.keys.Get(t.Context(), keyID); err != nil {
		t.Errorf("the key is gone while Undo is offered: %v", err)
	}
	r.later(time.Second)
	r.until("the key is gone", func() bool { _, err := r.keys.Get(t.Context(), keyID); return err != nil })
	r.seesNot("Undo")
}

func TestEndCommitsForgetsAndClears(t *testing.T) {
	r := newRig(t, []string{"a", "b"})
	r.menu("Copy token")
	r.until("the token is copied", func() bool { return r.copied() })
	keyID := r.Current().KeyID
	r.menu("Remove")
	r.until("a is gone", func() bool { return r.Rows() == 1 })
	r.Quit()
	r.End()
	if _, err := r.keys.Get(t.Context(), keyID); err == nil {
		t.Error("the removed profile's key outlives the program")
	}
	if r.board.held() != "" {
		t.Error("the token outlives the program on the clipboard")
	}
}

func TestDuplicateSharesTheKey(t *testing.T) {
	r := newRig(t, []string{"prod"})
	r.menu("Duplicate")
	r.until("there are two", func() bool { return r.Rows() == 2 })
	if got := r.chosenName(); got != "prod copy" {
		t.Errorf("%q is chosen", got)
	}
	if r.Profiles()[0].KeyID != r.Profiles()[1].KeyID {
		t.Error("the copy has a key of its own")
	}
	r.press("API key")
	r.sees("The same key serves: prod.")
}

func TestUnboundKeyAsksFirst(t *testing.T) {
	r := newRig(t, []string{"prod"})
	r.profiles.edit(func(p *profile.Profile) { p.AuthURL = "https://evil.example.org" })
	r.changed()
	r.until("the change is read", func() bool { p := r.Current(); return p != nil && p.AuthURL != "" })
	r.key(fyne.KeyReturn)
	r.until("the question is there", func() bool { return r.Detail().Question != nil })
	r.sees("https://iam.cloud.ibm.com", "https://evil.example.org", "Nothing was sent.")
	if n := r.signIn.count(); n != 0 {
		t.Fatalf("%d sign-ins before the answer", n)
	}
	r.press("Cancel")
	r.settle()
	if n := r.signIn.count(); n != 0 || r.Detail().Question != nil {
		t.Fatalf("%d sign-ins after Cancel", n)
	}
	r.key(fyne.KeyReturn)
	r.until("the question is there again", func() bool { return r.Detail().Question != nil })
	r.press("Send the key to https://evil.example.org")
	r.until("the token is there", r.hasToken)
	if n := r.signIn.count(); n != 1 {
		t.Errorf("%d sign-ins after the agreement", n)
	}
}

func TestOutsideChangeIsShown(t *testing.T) {
	r := newRig(t, []string{"a"})
	r.add(profile.Profile{Name: "b", Kind: profile.Cloud, URL: "https://us-south.ml.cloud.ibm.com"})
	r.changed()
	r.until("b is shown", func() bool { return slices.Contains(r.names(), "b") })
	if got := r.chosenName(); got != "a" {
		t.Errorf("%q is chosen", got)
	}
}

func TestNoKeyringIsSaidAndMemoryIsAChoice(t *testing.T) {
	r := newRig(t, []string{"a"}, func(r *rig, _ *Setup) {
		r.keyring = state.Keyring{Backend: "keyring", State: state.KeyringAbsent, Detail: "no bus"}
	})
	r.sees("No keyring", "This desktop has no keyring that Lanyard can use")
	if r.memory {
		t.Fatal("memory was chosen without the user")
	}
	r.keyring = state.Keyring{Backend: state.BackendMemory, Name: "Memory only", State: state.KeyringReady}
	r.press("Keep keys in memory only")
	r.until("memory is used", func() bool { return r.Window.Keyring().Backend == state.BackendMemory })
	if !r.memory {
		t.Error("the wallet was not told")
	}
	r.sees("Memory only", "Keys are kept in memory until Lanyard ends.")
}

func TestUnreadableProfilesAreSaid(t *testing.T) {
	r := newRig(t, []string{"a"})
	r.profiles.fail(errors.New("disk on fire"))
	r.changed()
	r.until("the failure is there", func() bool { return r.LoadError() != nil })
	r.sees("isk on fire")
	r.profiles.fail(nil)
	r.press("Try again")
	r.until("the profiles are back", func() bool { return r.LoadError() == nil })
	r.seesNot("isk on fire")
}

func TestOneColumnWhenNarrow(t *testing.T) {
	r := newRig(t, []string{"a", "b"})
	r.win.Resize(fyne.NewSize(600, 500))
	if !r.list.List.Visible() || !r.frame.panes.left.Visible() || r.frame.panes.right.Visible() {
		t.Fatal("a narrow window does not begin with the list alone")
	}
	r.key(fyne.KeyReturn)
	r.until("the token is there", r.hasToken)
	if r.frame.panes.left.Visible() || !r.frame.panes.right.Visible() {
		t.Error("Enter does not lead to the detail")
	}
	r.press("All profiles")
	if !r.frame.panes.left.Visible() {
		t.Error("there is no way back to the list")
	}
}

func TestNothingTicksWhenNothingChanges(t *testing.T) {
	r := newRig(t, []string{"a"})
	if d := r.NextTick(); d != 0 {
		t.Errorf("an idle window wakes after %v", d)
	}
	r.key(fyne.KeyReturn)
	r.until("the token is there", r.hasToken)
	if d := r.NextTick(); d != time.Second {
		t.Errorf("a countdown wakes after %v, want a second", d)
	}
	r.clockNow = r.clockNow.Add(300 * time.Millisecond)
	if d := r.NextTick(); d != 700*time.Millisecond {
		t.Errorf("in the middle of a second it wakes after %v", d)
	}
	r.later(2 * time.Hour)
	if d := r.NextTick(); d != 0 {
		t.Errorf("an expired token wakes after %v", d)
	}
}

func TestShortcutsSheet(t *testing.T) {
	r := newRig(t, []string{"a"})
	r.key(fyne.KeyF1)
	r.sees("Keyboard shortcuts", "Ctrl+Shift+C", "F5")
	r.key(fyne.KeyEscape)
	r.seesNot("Ctrl+Shift+C")
	if r.win.Canvas().Focused() != fyne.Focusable(r.list.List) {
		t.Error("the focus does not come back to the list")
	}
}

func TestTabScrollsWhatItReachesIntoView(t *testing.T) {
	r := newRig(t, []string{"prod"})
	r.win.Resize(fyne.NewSize(900, 320))
	r.press("API key")
	r.press("More about this profile")
	r.win.Canvas().Focus(r.visibleButton("More about this profile"))
	if r.detail.View.Scroll.Offset.Y <= 0 {
		t.Error("the focus is out of sight")
	}
}

func TestALetterInTheListBeginsASearch(t *testing.T) {
	r := newRig(t, []string{"alpha", "beta"})
	r.typeText("b")
	if r.list.Search.Text != "b" || r.chosenName() != "beta" {
		t.Errorf("the search is %q and %q is chosen", r.list.Search.Text, r.chosenName())
	}
}

// Fyne fires the shortcuts of the menus also while something lies over the window.
func TestMenusDoNothingBehindASheet(t *testing.T) {
	r := newRig(t, []string{"a"})
	r.menu("Keyboard shortcuts")
	for _, item := range []string{"Copy token", "Get new token", "Add profile", "Edit", "Remove", "Search"} {
		r.menu(item)
		r.settle()
	}
	if r.signIn.count() != 0 || r.form() != nil || len(r.saved()) != 1 {
		t.Error("a menu's action ran behind the sheet")
	}
}
