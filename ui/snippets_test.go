package ui

import (
	"encoding/pem"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"lanyard/internal/profile"
	"lanyard/ui/editor"
	"lanyard/ui/state"
)

func TestCodeInPlaceOfATokenIsSaid(t *testing.T) {
	r := newRig(t, []string{"prod"})
	r.key(fyne.KeyReturn)
	r.until("the token is there", r.hasToken)
	r.CopyToken()
	r.until("the token is copied", func() bool { return r.copied() })
	r.press("Use it in code")
	r.press("Copy code")
	r.until("the code is copied", func() bool { return r.board.plain() != "" })
	r.settle()
	if got := r.Status().Text; got != "Code copied." {
		t.Errorf("the line says %q", got)
	}
}

func TestCodeIsCopiedWithoutTheKey(t *testing.T) {
	r := newRig(t, []string{"prod"})
	r.press("Use it in code")
	if !strings.Contains(r.code().Text, "APIClient") || !strings.Contains(r.code().Text, "https://eu-de.ml.cloud.ibm.com") {
		t.Fatalf("the code is\n%s", r.code().Text)
	}
	r.press("Copy code")
	r.until("it is copied", func() bool { return r.board.plain() != "" })
	if got := r.board.plain(); strings.Contains(got, "key-of-prod") || strings.TrimSpace(got) != r.code().Text {
		t.Errorf("copied\n%s", got)
	}
}

func TestCodeWithTheKeyIsMaskedAndCopiedAsASecret(t *testing.T) {
	r := newRig(t, []string{"prod"})
	r.press("Use it in code")
	r.press("With the API key in it…")
	r.sees("The API key itself will stand where the bullets are")
	if code := r.code().Text; !strings.Contains(code, state.Masked) || strings.Contains(code, "key-of-prod") {
		t.Fatalf("the code is\n%s", code)
	}
	r.press("Copy with the API key")
	r.until("it is copied", func() bool { return r.board.held() != "" })
	if !strings.Contains(r.board.held(), "key-of-prod") || r.board.plain() != "" {
		t.Errorf("copied %q as plain text and %q as a secret", r.board.plain(), r.board.held())
	}
	r.settle()
	r.press("Without the secret")
	r.seesNot(state.Masked + "\n\"")
	if strings.Contains(r.code().Text, state.Masked) {
		t.Error("the key's place is still in the code")
	}
}

func TestTargetsAreThoseOfTheKindAndStay(t *testing.T) {
	r := newRig(t, nil, func(r *rig, _ *Setup) {
		r.add(profile.Profile{Name: "a", Kind: profile.Cloud, URL: "https://eu-de.ml.cloud.ibm.com"})
		r.add(profile.Profile{Name: "b", Kind: profile.StudioLocal, URL: "https://192.0.2.10", InstanceID: "icp", Username: "ana"})
	})
	r.press("Use it in code")
	target := r.selection(r.Window.t.SnippetFor)
	if n := len(target.Options); !strings.HasPrefix(target.Options[n-1], "Older · ") {
		t.Errorf("the last of %d targets is %q", n, target.Options[n-1])
	}
	target.SetSelected("Node.js: REST with fetch")
	if !strings.Contains(r.code().Text, "fetch(") {
		t.Errorf("the code is\n%s", r.code().Text)
	}
	r.key(fyne.KeyDown)
	if r.visibleButton("Copy code") != nil {
		t.Error("the fold stays open for another profile")
	}
	r.press("Use it in code")
	if target.Selected != "Node.js: REST with fetch" || slices.Contains(target.Options, "Python: ibm-watsonx-ai") {
		t.Errorf("%q is chosen among %q", target.Selected, target.Options)
	}
	if !strings.Contains(r.code().Text, "https://192.0.2.10") {
		t.Errorf("the code is for another profile:\n%s", r.code().Text)
	}
}

func TestWhatDoINeed(t *testing.T) {
	r := newRig(t, nil)
	r.press("What do I need?")
	r.sees("API key", "Space ID or project ID", "Service IDs")
	r.key(fyne.KeyEscape)
	r.press("Add your first profile")
	r.press("What do I need?")
	r.form().Choice(editor.FKind).SetSelected(profile.StudioLocal.Title())
	r.sees("An API key does not apply here and is not used.")
}

// someCA is a certificate as PEM.
func someCA(t *testing.T) string {
	t.Helper()
	s := httptest.NewTLSServer(nil)
	defer s.Close()
	return string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: s.Certificate().Raw}))
}

func TestCAFileIsSavedAndNamedByTheCode(t *testing.T) {
	home, ca := t.TempDir(), someCA(t)
	t.Setenv("HOME", home)
	r := newRig(t, []string{"plain"}, func(r *rig, _ *Setup) {
		r.add(profile.Profile{
			Name: "a lab", Kind: profile.CP4D, URL: "https://cpd.example.org", Username: "ana", CPDVersion: "5.1",
			TLS: profile.TLS{Mode: profile.TLSVerify, CAPEM: "kept beside it\n" + ca},
		})
	})
	r.press("Use it in code")
	r.selection(r.Window.t.SnippetFor).SetSelected("curl: REST")
	if !strings.Contains(r.code().Text, "a-lab-ca.pem") || strings.Contains(r.code().Text, home) {
		t.Fatalf("the code is\n%s", r.code().Text)
	}
	r.press("Save the CA certificates…")
	want := filepath.Join(home, "a-lab-ca.pem")
	if got := r.field(r.Window.t.SnippetCAFile).Text; got != want {
		t.Errorf("proposes %s", got)
	}
	if err := os.WriteFile(want, []byte("of somebody else"), 0o600); err != nil {
		t.Fatal(err)
	}
	r.key(fyne.KeyReturn)
	r.until("it asks", func() bool { return r.visibleButton("Replace it") != nil })
	r.sees("There is a file of this name already.")
	if got, _ := os.ReadFile(want); string(got) != "of somebody else" {
		t.Fatal("a file was replaced unasked")
	}
	r.press("Replace it")
	r.until("it is saved", func() bool { return r.SavedCA(r.Chosen()) != "" })
	if got, err := os.ReadFile(want); err != nil || string(got) != ca {
		t.Errorf("saved (%v)\n%s", err, got)
	}
	r.sees("The CA certificates are saved as " + want)
	if !strings.Contains(r.code().Text, want) {
		t.Errorf("the code doesn't name the file:\n%s", r.code().Text)
	}
	r.press("With the password in it…")
	r.press("Copy with the password")
	r.until("it is copied", func() bool { return r.board.held() != "" })
	if !strings.Contains(r.board.held(), want) {
		t.Errorf("what is copied doesn't name the file:\n%s", r.board.held())
	}
	r.Choose(r.saved()[0].ID)
	if r.chosenName() != "plain" {
		t.Fatal("the other profile is not chosen")
	}
	r.press("Use it in code")
	r.seesNot("CA certificates")
}

func TestFilesOfVariablesByReference(t *testing.T) {
	r := newRig(t, []string{"prod eu"})
	r.press("Use it in code")
	if r.visibleButton("With a reference to the token") != nil {
		t.Error("a program offers a reference")
	}
	r.selection(r.Window.t.SnippetFor).SetSelected(".env: langchain-ibm")
	r.press("With a reference to the token")
	if !strings.Contains(r.code().Text, "lanyard://prod%20eu/token") {
		t.Fatalf("the file is\n%s", r.code().Text)
	}
	if !strings.Contains(r.code().Text, "lanyard exec --env-file .env -- COMMAND") {
		t.Errorf("the file does not say how it is used:\n%s", r.code().Text)
	}
	r.press("Copy code")
	r.until("it is copied", func() bool { return strings.Contains(r.board.plain(), "lanyard://prod%20eu/token") })
	r.press("Without the reference")
	if strings.Contains(r.code().Text, "lanyard://") {
		t.Errorf("the file is\n%s", r.code().Text)
	}
}
