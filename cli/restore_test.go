package cli

import (
	"bytes"
	"strings"
	"testing"

	"lanyard/internal/profile"
	"lanyard/internal/wallet"
)

func conflicting(names ...string) []wallet.RestoreItem {
	var items []wallet.RestoreItem
	for _, name := range names {
		p := profile.Profile{Name: name}
		items = append(items, wallet.RestoreItem{Profile: p, Existing: p, Finding: wallet.FoundConflict, Choice: wallet.ChoiceSkip})
	}
	return append(items, wallet.RestoreItem{Profile: profile.Profile{Name: "new"}, Finding: wallet.FoundNew, Choice: wallet.ChoiceRestore})
}

func choices(items []wallet.RestoreItem) string {
	var out []string
	for _, i := range items {
		out = append(out, string(i.Choice))
	}
	return strings.Join(out, "/")
}

// TestRestoreAsksAboutEachConflict: only a clear answer changes what is here.
func TestRestoreAsksAboutEachConflict(t *testing.T) {
	p := &person{answers: []string{"r", "COPY", "k", "yes", ""}}
	a := withPerson(p, "")
	items := conflicting("a", "b", "c", "d", "e")
	if err := a.decide(t.Context(), items, restoreFlags{}); err != nil {
		t.Fatal(err)
	}
	if got, want := choices(items), "replace/copy/skip/skip/skip/restore"; got != want {
		t.Errorf("chosen %s, want %s", got, want)
	}
	if len(p.asked) != 5 || !strings.Contains(p.asked[0], "Keep a as it is here") {
		t.Errorf("asked %q", p.asked)
	}
}

func TestRestoreAsksNobodyWhereAFlagSaysIt(t *testing.T) {
	for flag, want := range map[string]string{"replace": "replace/restore", "copy": "copy/restore", "skip": "skip/restore"} {
		p := &person{}
		items := conflicting("a")
		if err := withPerson(p, "").decide(t.Context(), items, restoreFlags{onConflict: flag}); err != nil || choices(items) != want || len(p.asked) != 0 {
			t.Errorf("%s: %s, %v, asked %q", flag, choices(items), err, p.asked)
		}
	}
	items := conflicting("a")
	a := withPerson(nil, "")
	if err := a.decide(t.Context(), items, restoreFlags{}); err != nil || choices(items) != "skip/restore" {
		t.Errorf("nobody there: %s, %v", choices(items), err)
	}
	if said := a.env.Stderr.(*bytes.Buffer).String(); !strings.Contains(said, "a is skipped") {
		t.Errorf("said %q", said)
	}
}

func TestRestoreWaitsForAYes(t *testing.T) {
	for answer, want := range map[string]bool{"y": true, "": false, "n": false} {
		got, err := withPerson(&person{answers: []string{answer}}, "").agreeToRestore(t.Context(), conflicting(), false)
		if err != nil || got != want {
			t.Errorf("%q: %v, %v", answer, got, err)
		}
	}
	if got, err := withPerson(&person{}, "").agreeToRestore(t.Context(), conflicting(), true); err != nil || !got {
		t.Errorf("--yes: %v, %v", got, err)
	}
	if got, err := withPerson(nil, "").agreeToRestore(t.Context(), conflicting(), false); err != nil || !got {
		t.Errorf("nobody there: %v, %v", got, err)
	}
	if got, err := withPerson(&person{answers: []string{"y"}}, "").agreeToRestore(t.Context(), nil, false); err != nil || got {
		t.Errorf("nothing to do: %v, %v", got, err)
	}
}
