package ui

import (
	"testing"

	"lanyard/ui/editor"

	"fyne.io/fyne/v2"
)

// notKeys are texts that stand where a key should be.
func notKeys() []string {
	return []string{"<api_key>", "${APIKEY}", "changeme", "op://vault/item/field", "os.environ/WATSONX_APIKEY", "REDACTED", "None"}
}

// TestWhatStandsForAKeyIsNotSaved types it wherever a window takes a key.
func TestWhatStandsForAKeyIsNotSaved(t *testing.T) {
	for _, text := range notKeys() {
		t.Run(text, func(t *testing.T) {
			r := newRig(t, []string{"prod"})
			r.menu("Add profile")
			r.set(editor.FName, "new")
			r.set(editor.FURL, "https://eu-de.ml.cloud.ibm.com")
			r.set(editor.FKey, text)
			r.key(fyne.KeyReturn)
			r.settle()
			if r.form() == nil || r.problem(editor.FKey) == "" || len(r.saved()) != 1 {
				t.Fatalf("a new profile: %d saved", len(r.saved()))
			}
			r.press("Test credential")
			r.settle()
			if r.form().Test.Run != nil {
				t.Error("it is tested")
			}
			r.set(editor.FKey, "Zx9-kWq2LmN7rT4vBy8cDf6gHj1sPa3QeUoXtRi5nKwM")
			r.win.Canvas().Focus(r.form().Entry(editor.FKey))
			r.key(fyne.KeyReturn)
			r.until("it is saved", func() bool { return r.form() == nil && len(r.saved()) == 2 })

			r.Choose(r.idOf("prod"))
			r.editor.ReplaceKey()
			r.typeText(text)
			r.key(fyne.KeyReturn)
			r.settle()
			if r.form() == nil || r.problem(editor.FKey) == "" || r.keyOf("prod") != "key-of-prod" {
				t.Errorf("a replaced key: %q is stored", r.keyOf("prod"))
			}
		})
	}
}

func TestWhatStandsForAProxysPasswordIsNotSaved(t *testing.T) {
	r := newRig(t, []string{"prod"})
	r.menu("Edit")
	r.set(editor.FProxy, "http://user@proxy.example.org:3128")
	r.set(editor.FProxyKey, "${PROXY_PASSWORD}")
	r.key(fyne.KeyReturn)
	r.settle()
	if r.form() == nil || r.problem(editor.FProxyKey) == "" || r.saved()[0].Proxy != "" {
		t.Error("it is saved")
	}
}

func TestWhatStandsForAKeyIsNotImported(t *testing.T) {
	for _, text := range notKeys() {
		t.Run(text, func(t *testing.T) {
			r := newRig(t, nil)
			r.pasteAnywhere("WATSONX_URL=https://eu-de.ml.cloud.ibm.com\nWATSONX_SPACE_ID=7f1c7a3e-2b7c-4c1f-9b1d-0e6f5a4d3c2b\n")
			it := r.importing().Items[0]
			it.Key.SetText(text)
			r.press("Import 1 profile")
			r.settle()
			if r.importing() == nil || len(r.saved()) != 0 {
				t.Fatal("it is saved")
			}
			r.sees("API key: this ")
			if r.win.Canvas().Focused() != fyne.Focusable(it.Key) {
				t.Error("the focus is not where it is mended")
			}
		})
	}
}
