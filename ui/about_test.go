package ui

import (
	"context"
	"errors"
	"strings"
	"testing"

	"lanyard/ui/kit"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"
)

const someThreats = `# A title

One paragraph over
two lines, with a [link](other.md).

## Protects

- **Others.** Files are
  yours.
- ` + "`code`" + ` stays.

| | at rest | open |
| --- | --- | --- |
| Keyring A | a password | always |
`

func TestDocument(t *testing.T) {
	var b strings.Builder
	for _, s := range kit.NewDocument(someThreats).Segments {
		text := s.(*widget.TextSegment)
		if text.Style.TextStyle.Bold {
			b.WriteString("*")
		}
		b.WriteString(text.Text)
		if !text.Style.Inline {
			b.WriteString("\n")
		}
	}
	want := `One paragraph over two lines, with a link.
*Protects
•  *Others. Files are yours.
•  code stays.
*Keyring A
•  At rest: a password
•  Open: always
`
	if got := b.String(); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// About says how far the process is closed, and leads to the page on what the program
// protects against, all by keyboard.
func TestAbout(t *testing.T) {
	r := newRig(t, []string{"prod"}, func(_ *rig, s *Setup) {
		s.Hardened, s.Threats = "A crash leaves no copy of Lanyard's memory.", strings.Repeat(someThreats, 20)
	})
	r.menu("About Lanyard")
	r.sees("A crash leaves no copy of Lanyard's memory.", "Keys: Login keyring")
	r.press("What it protects against, and what not…")
	if r.host.Dialog == nil || r.host.Dialog.Title != "What Lanyard protects against, and what not" {
		t.Fatal("the page does not open")
	}
	var scroll *container.Scroll = r.host.Dialog.Scroll
	r.key(fyne.KeyPageDown)
	if scroll.Offset.Y == 0 {
		t.Error("Page Down does not scroll")
	}
	r.key(fyne.KeyHome)
	if scroll.Offset.Y != 0 {
		t.Error("Home does not scroll back")
	}
	r.key(fyne.KeyEscape)
	if r.host.Dialog != nil {
		t.Error("Escape does not close the page")
	}
}

// About copies what to tell to who is asked for help, and says so where one looks.
func TestCopyDiagnostics(t *testing.T) {
	fails := errors.New("disk on fire")
	var err error
	r := newRig(t, []string{"prod"}, func(_ *rig, s *Setup) {
		s.Diagnose = func(context.Context) (string, error) { return "ok        program         lanyard this one\n", err }
	})
	r.menu("About Lanyard")
	r.press("Copy diagnostics")
	r.until("it is copied", func() bool { return r.board.plain() != "" })
	if got := r.board.plain(); !strings.HasPrefix(got, "ok        program         lanyard this one\n") || !strings.Contains(got, "at scale 1, theme: system\n") {
		t.Errorf("copied: %q", got)
	}
	r.settle()
	if r.host.Dialog == nil {
		t.Fatal("About is closed")
	}
	r.sees("Copied. No key or token is in it")
	err = fails
	r.press("Copy diagnostics")
	r.settle()
	r.sees("Could not be copied:")
}
