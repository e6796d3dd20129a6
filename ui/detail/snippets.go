package detail

import (
	"errors"
	"fmt"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"lanyard/internal/explain"
	"lanyard/internal/profile"
	"lanyard/internal/reference"
	"lanyard/internal/secret"
	"lanyard/internal/snippet"

	"lanyard/ui/kit"
	"lanyard/ui/state"
)

// snippetPart is the fold with the profile as code. By itself the code has no secret in
// it; with the key it is shown masked and copied as the secret it is.
type snippetPart struct {
	w       *Room
	fold    *kit.Disclosure
	target  *kit.SelectField
	code    *widget.Label
	scroll  *container.Scroll
	card    *fyne.Container
	copy    *kit.CopyButton
	withKey *kit.Button
	withRef *kit.Button
	mark    *widget.Label
	notes   *widget.Label
	wrong   *widget.Label
	ca      *snippetCA
	targets []snippet.Target // that apply, in the order of the choice
	name    string           // of the target chosen last, also for other profiles
	keyed   bool             // with the key
	byRef   bool             // with a reference in place of the token, where it is a file of variables
	made    snippetMade      // what the text was written from
	text    snippet.Text
}

// snippetMade is what decides a snippet's text.
type snippetMade struct {
	id, target, changed, ca string
	keyed, byRef            bool
}

func newSnippetPart(w *Room) *snippetPart {
	t := w.t
	s := &snippetPart{
		w: w, code: widget.NewLabel(""), mark: kit.Paragraph("", widget.WarningImportance),
		notes: kit.QuietCaption(""), wrong: kit.Paragraph("", widget.MediumImportance),
	}
	s.code.TextStyle.Monospace = true
	s.code.SizeName = theme.SizeNameCaptionText
	s.scroll = container.NewHScroll(s.code)
	s.target = kit.NewSelectField(t.SnippetFor, nil, s.targetChosen)
	s.target.OnFocus = func() { kit.RevealIn(w.View.Scroll, s.target) }
	s.target.OnCancel = w.host.FocusHome
	s.copy = kit.NewCopyButton(w.host, s.copyCode)
	s.copy.SetText(t.CopyCode)
	s.withKey = w.host.Button("", nil, s.toggleKey).Quiet()
	s.withRef = w.host.Button("", nil, s.toggleRef).Quiet()
	s.card = kit.OnSurface(kit.ColorCard, 8, s.scroll)
	s.ca = newSnippetCA(w)
	body := kit.VBox(8,
		kit.HBox(8, 0, s.target.Framed(), s.copy.Button),
		s.card,
		kit.Unpadded(s.mark), kit.Unpadded(s.wrong), kit.Unpadded(s.notes), s.ca.box,
		kit.HBox(8, -1, s.withRef, s.withKey))
	s.fold = w.host.Disclosure(t.UseInCode, kit.Padded(0, 0, 8, 8, body))
	s.fold.When = func(open bool) {
		s.keyed = false
		w.nav.RefreshDetail()
		if open {
			w.reveal(s.fold.Box)
		}
	}
	return s
}

// leave closes the fold before another profile is shown, and forgets the wish for a
// text with the key.
func (s *snippetPart) leave() {
	s.keyed = false
	s.fold.Set(false)
}

// show writes the code of a profile, while the fold is open, and reports whether it is
// another one than before.
func (s *snippetPart) show(p *profile.Profile, ask *state.SaveQuestion) bool {
	if p == nil || !s.fold.Open {
		s.made, s.text = snippetMade{}, snippet.Text{}
		return false
	}
	s.offer(p.Kind)
	moved := s.ca.show(*p, ask)
	made := snippetMade{p.ID, s.name, p.ChangedAt.String(), s.w.SavedCA(p.ID), s.keyed, s.byRef}
	if made == s.made {
		return moved
	}
	s.made = made
	s.write(*p)
	return true
}

// offer lists the targets that apply to a kind. The one that was chosen last stays, if
// it does.
func (s *snippetPart) offer(k profile.Kind) {
	s.targets = s.targets[:0]
	var titles []string
	at := 0
	for _, t := range snippet.Targets() {
		if !t.For(k) {
			continue
		}
		if t.Name == s.name {
			at = len(s.targets)
		}
		s.targets = append(s.targets, t)
		title := t.Title
		if t.Group == snippet.Older {
			title = fmt.Sprintf(s.w.t.SnippetOlder, title)
		}
		titles = append(titles, title)
	}
	s.name = s.targets[at].Name
	if s.target.Selected != titles[at] || len(s.target.Options) != len(titles) {
		s.target.Options, s.target.Selected = titles, titles[at]
		s.target.Refresh()
	}
}

func (s *snippetPart) targetChosen(string) {
	if at := s.target.At(); at >= 0 && at < len(s.targets) {
		s.name, s.keyed = s.targets[at].Name, false
		s.w.nav.RefreshDetail()
	}
}

// write makes the text. With the key it is written with bullets in its place: the key
// itself is fetched only when it is copied.
func (s *snippetPart) write(p profile.Profile) {
	t := s.w.t
	o := snippet.Options{CAFile: s.w.SavedCA(p.ID)}
	target, _ := snippet.TargetNamed(s.name)
	file := target.Language == "dotenv"
	switch {
	case s.keyed:
		o.Secret = secret.New(state.Masked)
	case s.byRef && file:
		o.Reference = reference.To(p.Name, reference.Token)
	}
	s.withRef.SetText(t.SnippetRef)
	if s.byRef {
		s.withRef.SetText(t.SnippetNoRef)
	}
	kit.SetVisible(s.withRef, file && !s.keyed)
	text, err := snippet.Write(s.name, p, o)
	s.text = text
	kit.SetVisible(s.ca.box, text.CAFile != "")
	key := state.KeyWord(t, p)
	kit.SetLabel(s.wrong, "")
	kit.SetLabel(s.mark, "")
	s.withKey.SetText(fmt.Sprintf(t.SnippetWithKey, key))
	if s.keyed {
		s.withKey.SetText(t.SnippetWithout)
	}
	kit.SetVisible(s.withKey, !p.ByCode() && s.w.Policy().CheckSnippetWithKey() == nil)
	kit.SetVisible(s.card, err == nil)
	kit.SetVisible(s.copy.Button, err == nil)
	if err != nil {
		kit.SetLabel(s.wrong, snippetFailed(err))
		kit.SetLabel(s.notes, "")
		return
	}
	s.copy.SetText(t.CopyCode)
	if s.keyed {
		kit.SetLabel(s.mark, fmt.Sprintf(t.SnippetMark, key))
		s.copy.SetText(fmt.Sprintf(t.CopyCodeKey, key))
	}
	s.code.SetText(trimEnd(text.Body.Reveal())) // has no secret: bullets stand in its place
	s.scroll.ScrollToOffset(fyne.Position{})
	kit.SetLabel(s.notes, kit.Join("\n", text.Notes...))
}

func trimEnd(s string) string {
	for len(s) > 0 && s[len(s)-1] == '\n' {
		s = s[:len(s)-1]
	}
	return s
}

// snippetFailed says why there is no code for a target.
func snippetFailed(err error) string {
	var not *snippet.NotForKindError
	if errors.As(err, &not) && not.Reason != "" {
		return kit.Join(" ", kit.Capital(not.Reason)+".", not.Next)
	}
	f := explain.Explain(err)
	return kit.Join(" ", f.What+".", f.Why, f.Next)
}

// toggleKey asks for a text with the key in it, or goes back to the one without.
func (s *snippetPart) toggleKey() {
	s.keyed = !s.keyed
	s.w.nav.RefreshDetail()
}

// toggleRef puts a reference in place of the token, or takes it away. The choice stays, as
// the target does.
func (s *snippetPart) toggleRef() {
	s.byRef = !s.byRef
	s.w.nav.RefreshDetail()
}

// copyCode copies the text: as plain text, or with the key as a secret.
func (s *snippetPart) copyCode() {
	w, p := s.w, s.w.Current()
	if p == nil {
		return
	}
	if !s.keyed {
		w.CopyPlain(w.t.SnippetCode, s.text.Body.Reveal())
		return
	}
	w.CopyCode(s.name, w.SavedCA(p.ID))
}
