package ui

import (
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"lanyard/profile"
)

func TestCodeIsCopiedWithoutTheKey(t *testing.T) {
	r := newRig(t, []string{"prod"})
	r.press("Use it in code")
	s := r.detail.snippet
	if !strings.Contains(s.code.Text, "APIClient") || !strings.Contains(s.code.Text, "https://eu-de.ml.cloud.ibm.com") {
		t.Fatalf("the code is\n%s", s.code.Text)
	}
	r.press("Copy code")
	r.until("it is copied", func() bool { return r.board.plain() != "" })
	if got := r.board.plain(); strings.Contains(got, "key-of-prod") || strings.TrimSpace(got) != s.code.Text {
		t.Errorf("copied\n%s", got)
	}
}

func TestCodeWithTheKeyIsMaskedAndCopiedAsASecret(t *testing.T) {
	r := newRig(t, []string{"prod"})
	r.press("Use it in code")
	r.press("With the API key in it…")
	r.sees("The API key itself will stand where the bullets are")
	if code := r.detail.snippet.code.Text; !strings.Contains(code, masked) || strings.Contains(code, "key-of-prod") {
		t.Fatalf("the code is\n%s", code)
	}
	r.press("Copy with the API key")
	r.until("it is copied", func() bool { return r.board.held() != "" })
	if !strings.Contains(r.board.held(), "key-of-prod") || r.board.plain() != "" {
		t.Errorf("copied %q as plain text and %q as a secret", r.board.plain(), r.board.held())
	}
	r.settle()
	r.press("Without the secret")
	r.seesNot(masked + "\n\"")
	if strings.Contains(r.detail.snippet.code.Text, masked) {
		t.Error("the key's place is still in the code")
	}
}

func TestTargetsAreThoseOfTheKindAndStay(t *testing.T) {
	r := newRig(t, nil, func(r *rig, _ *Setup) {
		r.add(profile.Profile{Name: "a", Kind: profile.Cloud, URL: "https://eu-de.ml.cloud.ibm.com"})
		r.add(profile.Profile{Name: "b", Kind: profile.StudioLocal, URL: "https://192.0.2.10", InstanceID: "icp", Username: "ana"})
	})
	r.press("Use it in code")
	s := r.detail.snippet
	if n := len(s.target.Options); !strings.HasPrefix(s.target.Options[n-1], "Older · ") {
		t.Errorf("the last of %d targets is %q", n, s.target.Options[n-1])
	}
	s.target.SetSelected("Node.js: REST with fetch")
	if !strings.Contains(s.code.Text, "fetch(") {
		t.Errorf("the code is\n%s", s.code.Text)
	}
	r.key(fyne.KeyDown)
	if s.fold.open {
		t.Error("the fold stays open for another profile")
	}
	r.press("Use it in code")
	if s.target.Selected != "Node.js: REST with fetch" || slices.Contains(s.target.Options, "Python: ibm-watsonx-ai") {
		t.Errorf("%q is chosen among %q", s.target.Selected, s.target.Options)
	}
	if !strings.Contains(s.code.Text, "https://192.0.2.10") {
		t.Errorf("the code is for another profile:\n%s", s.code.Text)
	}
}

func TestWhatDoINeed(t *testing.T) {
	r := newRig(t, nil)
	r.press("What do I need?")
	r.sees("API key", "Space ID or project ID", "Service IDs")
	r.key(fyne.KeyEscape)
	r.press("Add your first profile")
	r.press("What do I need?")
	r.form.choice(fKind).SetSelected(profile.StudioLocal.Title())
	r.sees("An API key does not apply here and is not used.")
}
