//go:build e2e && linux

package e2e

import (
	"os"
	"slices"
	"strings"
	"testing"

	"lanyard/e2e/rig"
)

// TestTour goes through a first day with nothing but the keyboard: from the empty window
// to the sample profiles, a token, a copy, a search, a test, code, lock and unlock. Where
// pictures are wanted it leaves one of each step, in dark and in light.
func TestTour(t *testing.T) {
	themes := []string{"Dark"}
	if os.Getenv("LANYARD_PICTURES") != "" {
		themes = []string{"Dark", "Light"}
	}
	for _, theme := range themes {
		t.Run(theme, func(t *testing.T) {
			v := &visit{desk: startDesk(t), theme: theme}
			v.firstDay()
			v.samples()
		})
	}
}

// visit is a tour in one theme.
type visit struct {
	*desk
	theme string
	steps int
}

// see takes a picture of a step.
func (v *visit) see(name string) {
	v.t.Helper()
	v.steps++
	v.picture(strings.ToLower(v.theme) + "-" + string(rune('a'+v.steps-1)) + "-" + name)
}

// paint chooses the theme in the settings.
func (v *visit) paint(w *window) {
	v.t.Helper()
	v.key("ctrl+comma")
	w.until("the settings are open", func(s rig.State) bool { return s.Settings != nil })
	w.focus("Theme")
	for range 3 {
		if s, err := w.State(); err != nil || s.Settings["Theme"] == v.theme {
			break
		}
		v.key("Right")
		v.check(w.Settle(v.ctx))
	}
	w.until("the theme is chosen", func(s rig.State) bool { return s.Settings["Theme"] == v.theme })
}

// firstDay is a window without profiles.
func (v *visit) firstDay() {
	w := v.open()
	w.until("it offers a first step", func(s rig.State) bool { return s.Focus == "Add your first profile" })
	v.paint(w)
	v.see("settings")
	v.key("Escape")
	w.until("it offers a first step", func(s rig.State) bool { return s.Focus == "Add your first profile" && s.Settings == nil })
	v.see("first-run")
	w.press("What do I need?")
	w.until("it is told", func(s rig.State) bool { return s.Dialog != "" })
	v.see("needs")
	v.key("Escape")
	w.until("the sheet is closed", func(s rig.State) bool { return s.Dialog == "" })
	v.key("ctrl+n")
	w.until("the form is open", func(s rig.State) bool { return s.Form.Open && s.Focus == "Name" })
	v.see("form")
	w.pick("Where does it run?", "Cloud Pak for Data")
	v.key("Return")
	w.until("all problems are told", func(s rig.State) bool { return len(s.Form.Problems) > 2 })
	v.see("form-problems")
	v.key("Escape")
	w.until("it asks", func(s rig.State) bool { return s.Focus == "Go on editing" })
	v.see("form-discard")
	v.key("Tab")
	v.key("Return")
	w.until("the form is closed", func(s rig.State) bool { return !s.Form.Open })
	w.press("Look around with sample profiles")
	w.until("the samples are there", func(s rig.State) bool { return len(s.Rows) == 5 })
	code, err := w.Stop(v.ctx)
	v.check(err)
	if code != 0 {
		v.t.Errorf("the first window ended with code %d", code)
	}
	v.check(w.Kill()) // the window with the samples, which it has left behind
}

// samples is a window with the sample profiles.
func (v *visit) samples() {
	w := v.open("--demo")
	shown := w.until("the first sample has its token", func(s rig.State) bool { return s.Token.There && s.Busy == "" })
	v.paint(w)
	v.key("Escape")
	w.until("the settings are closed", func(s rig.State) bool { return s.Settings == nil })
	v.see("token")
	v.key("ctrl+shift+c")
	readToken(v.t, v.copied(""))
	w.until("the copy is told", func(s rig.State) bool { return strings.Contains(s.Status, "copied") })
	v.see("copied")
	v.key("ctrl+shift+v")
	w.until("the token is in clear", func(s rig.State) bool { return s.Token.Shown })
	v.see("in-clear")
	v.key("ctrl+shift+v")

	cluster := shown.Rows[slices.IndexFunc(shown.Rows, func(r rig.Row) bool { return strings.Contains(r.Kind, "CP4D") })].Name
	v.key("ctrl+f")
	v.typeText(cluster[:3])
	w.until("it is found", func(s rig.State) bool { return s.Chosen == cluster && len(s.Rows) < 5 })
	v.see("search")
	v.key("Return")
	w.until("its token is there", func(s rig.State) bool { return s.Chosen == cluster && s.Token.There && s.Busy == "" })
	v.key("ctrl+t")
	w.until("it is good", func(s rig.State) bool { return s.Tone == "good" && s.Busy == "" })
	v.see("test")
	w.press("Use it in code")
	w.press("Copy code")
	w.until("the code is copied", func(s rig.State) bool { return strings.Contains(s.Status, "Code copied") })
	v.see("code")

	v.key("ctrl+f", "Escape")
	w.until("the search is cleared", func(s rig.State) bool { return s.Search == "" && len(s.Rows) == 5 })
	v.key("F1")
	w.until("the shortcuts are shown", func(s rig.State) bool { return s.Dialog != "" })
	v.see("shortcuts")
	v.key("Escape")
	w.until("they are gone", func(s rig.State) bool { return s.Dialog == "" })
	v.takesIn(w)
	v.removes(w)

	w.copyToken()
	v.key("ctrl+l")
	w.until("it is locked", func(s rig.State) bool { return s.Locked && s.LockWay != "" })
	v.noSecret("after the lock")
	v.see("locked")
	w.press("Unlock")
	w.until("it is open", func(s rig.State) bool { return !s.Locked })
	v.see("unlocked")
	w.quit()
}

// takesIn looks at what the importer finds in a pasted credential.
func (v *visit) takesIn(w *window) {
	v.check(v.SetClipboard(v.ctx, `{"apikey":"nJ8Zq0VtH3yB5cR7wX1mK9sD2fG4hL6pT8uE0aYiQoW_","url":"https://eu-de.ml.cloud.ibm.com","iam_apikey_name":"scoring"}`))
	v.key("ctrl+i")
	w.until("the importer is open", func(s rig.State) bool { return s.Import.Open && s.Focus == "paste" })
	v.see("import")
	v.key("ctrl+v")
	w.until("it is read", func(s rig.State) bool { return len(s.Import.Found) == 1 && s.Import.Found[0].Key })
	v.see("import-found")
	v.key("Escape")
	w.until("it asks", func(s rig.State) bool { return s.Import.Discard && s.Focus == "Keep it" })
	v.see("import-discard")
	v.key("Tab")
	v.key("Return")
	w.until("it is closed", func(s rig.State) bool { return !s.Import.Open })
}

// removes takes a profile away and gets it back.
func (v *visit) removes(w *window) {
	v.key("ctrl+Delete")
	w.until("it can be undone", func(s rig.State) bool { return s.Undo != "" && len(s.Rows) == 4 })
	v.see("removed")
	w.press("Undo")
	w.until("it is back", func(s rig.State) bool { return len(s.Rows) == 5 })
}
