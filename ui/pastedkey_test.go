package ui

import (
	"testing"
	"time"

	"lanyard/ui/editor"

	"fyne.io/fyne/v2"
)

const pastedText = `{"apikey":"nJ8Zq0VtH3yB5cR7wX1mK9sD2fG4hL6pT8uE0aYiQoW_","url":"https://eu-de.ml.cloud.ibm.com"}`

// importsPasted saves a credential from the clipboard.
func importsPasted(t *testing.T) *rig {
	r := newRig(t, nil)
	r.board.text = pastedText
	r.menu("Import…")
	r.win.Canvas().Focused().(fyne.Shortcutable).TypedShortcut(&fyne.ShortcutPaste{})
	r.until("it is read", func() bool { return r.importing() != nil && len(r.importing().Items) == 1 })
	r.seesNot("still lies on the clipboard")
	r.key(fyne.KeyReturn)
	r.until("it is saved and looked for", func() bool { return len(r.saved()) == 1 && r.leftover() })
	return r
}

func TestTellsOfAPastedKey(t *testing.T) {
	r := importsPasted(t)
	r.sees("The key that you pasted still lies on the clipboard.")
	r.press("Clear now")
	r.until("it is cleared", func() bool { return !r.leftover() })
	r.sees("Clipboard cleared.")
	if got := r.board.plain(); got != "" {
		t.Errorf("%q is on the clipboard", got)
	}
}

func TestLeavesWhatWasCopiedSince(t *testing.T) {
	r := importsPasted(t)
	_ = r.board.CopyText(t.Context(), "a recipe")
	r.press("Clear now")
	r.until("it is left alone", func() bool { return !r.leftover() })
	r.sees("Something else is on the clipboard by now; it was left alone.")
	if got := r.board.plain(); got != "a recipe" {
		t.Errorf("%q is on the clipboard", got)
	}
}

func TestStopsTellingOfAPastedKey(t *testing.T) {
	r := importsPasted(t)
	r.later(2*time.Minute + time.Second)
	r.seesNot("still lies on the clipboard", "Clear now")
}

func TestTypedKeyIsNotLookedFor(t *testing.T) {
	r := newRig(t, nil)
	r.board.text = "kQ7vXw2mN9pR4tYb"
	r.menu("Add profile")
	r.set(editor.FName, "typed")
	r.set(editor.FURL, "https://eu-de.ml.cloud.ibm.com")
	r.set(editor.FKey, "kQ7vXw2mN9pR4tYb")
	r.press("Save")
	r.until("the form is closed", func() bool { return r.form() == nil })
	r.settle()
	if r.leftover() {
		t.Error("the clipboard was looked at although nothing was pasted")
	}

	r.menu("Add profile")
	r.set(editor.FName, "pasted")
	r.set(editor.FURL, "https://eu-de.ml.cloud.ibm.com")
	r.form().Entry(editor.FKey).TypedShortcut(&fyne.ShortcutPaste{})
	r.until("it is there", func() bool { return r.form().Entry(editor.FKey).Text != "" })
	r.press("Save")
	r.until("it is told", func() bool { return r.leftover() })
}
