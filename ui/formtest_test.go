package ui

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"lanyard/iam/sim"
	"lanyard/ui/editor"
)

func (r *rig) formTested() bool { return r.form().Test.Run != nil && r.form().Test.Run.Ended() }

// addsCloud fills the form for a new profile, but the key.
func addsCloud(t *testing.T) *simRig {
	r := newSimRig(t, func(sim.Info) []sample { return nil })
	r.menu("Add profile")
	r.set(editor.FName, "fresh")
	r.set(editor.FURL, r.info.Cloud.URL)
	r.set(editor.FAuthURL, r.info.Cloud.AuthURL)
	r.set(editor.FCA, string(r.sim.CAPEM()))
	return r
}

// A test is made before anything is saved, and what it finds is true of what stands in
// the form, or gone.
func TestTestsBeforeSaving(t *testing.T) {
	r := addsCloud(t)
	r.set(editor.FKey, "ABCDEFGHIJKLMNOPQRSTUVWXYZ01234567890abcdefg")
	r.press("Test credential")
	r.until("the wrong key is tested", r.formTested)
	r.sees("IBM does not know this API key")
	if got := strings.Join(r.marks(), " "); !strings.HasPrefix(got, "– keyring ✓ address ✓ network ✓ TLS ✗ sign-in failed") {
		t.Errorf("the checks are %s", got)
	}
	r.set(editor.FTags, "team-a")
	if r.form().Test.Run == nil {
		t.Error("a tag takes the result away")
	}
	r.set(editor.FKey, r.info.Cloud.APIKey)
	r.seesNot("IBM does not know this API key")

	r.menu("Test credential")
	r.until("the right key is tested", r.formTested)
	r.sees("The credential is good")
	if len(r.saved()) != 0 {
		t.Error("a test has saved something")
	}
	r.press("Save")
	r.until("it is saved", func() bool { return r.form() == nil && len(r.saved()) == 1 })
	if r.hasToken() {
		t.Error("the test's token was kept")
	}
}

func TestFormTestNeedsWhatSavingNeeds(t *testing.T) {
	r := addsCloud(t)
	r.press("Test credential")
	if r.problem(editor.FKey) == "" || r.form().Test.Run != nil {
		t.Error("a form without a key is tested")
	}
}

// Escape ends a test under way, and only that.
func TestFormTestIsCanceled(t *testing.T) {
	r := addsCloud(t)
	r.set(editor.FKey, r.info.Failing.SlowKey)
	r.press("Test credential")
	r.until("it waits", func() bool { return strings.Contains(r.form().Doing.Text, "sign-in") })
	r.sees("Checking sign-in…")
	r.key(fyne.KeyEscape)
	if r.form() == nil || r.form().Test.Run != nil || r.form().BusyRow.Visible() || !r.form().Test.Start.Visible() {
		t.Error("Escape does not end the test, or ends more")
	}
}

// A stored key goes nowhere new for a test either before somebody agrees.
func TestFormTestAsksForANewPlace(t *testing.T) {
	r := one(t, func(i sim.Info) sample { return cloudSample(i, i.Cloud.APIKey) })
	r.menu("Edit")
	r.press("Test credential")
	r.until("the stored key is tested", r.formTested)
	r.sees("The credential is good")
	r.set(editor.FAuthURL, r.info.AWS.AuthURL)
	r.press("Test credential")
	r.until("it asks", func() bool { return r.form().Failure.Keep.Visible() && r.form().Failure.Box.Visible() })
	if r.form().Test.Run != nil {
		t.Error("something is tested before the answer")
	}
	r.press(r.Window.t.KeepForNew)
	r.until("the key is tested at the new place", r.formTested)
	if got := r.saved()[0]; got.AuthURL != r.info.Cloud.AuthURL {
		t.Errorf("the test has saved %s", got.AuthURL)
	}
}
