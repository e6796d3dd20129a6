//go:build uistate

package ui

import (
	"lanyard/ui/kit"
	"lanyard/ui/state"
	"lanyard/ui/uistate"

	"fyne.io/fyne/v2/widget"
)

// pageState is what a page for one task shows.
func pageState(p *kit.TaskPage) uistate.Page {
	s := uistate.Page{Title: p.Title, Fields: map[string]string{}, Said: p.Said, Main: p.Main.Text}
	s.Doing, s.Trouble = p.Doing(), p.Trouble.What()
	for _, o := range p.Parts {
		switch c := o.(type) {
		case *kit.Field:
			s.Fields[c.Label] = c.Text
			if c.Secret && c.Text != "" {
				s.Fields[c.Label] = state.Masked
			}
		case *kit.SelectField:
			s.Fields[c.Label] = c.Selected
		case *kit.Checkbox:
			s.Fields[c.Text] = map[bool]string{true: "yes", false: "no"}[c.Checked]
		}
	}
	return s
}

// showLocks tells of locks, questions and settings.
func (w *Window) showLocks(s *uistate.State) {
	if w.Locked() {
		s.LockWay = map[state.UnlockBy]string{state.UnlockClick: "click", state.UnlockPassphrase: "passphrase", state.UnlockChoose: "choose"}[w.LockDetail().Way]
	}
	wrong := []*widget.Label{w.lockView.Pass.Wrong, w.passBar.Pass.Wrong}
	p := kit.Find[*kit.TaskPage](w.host.Panes)
	if p != nil {
		wrong = append(wrong, p.Wrong...)
	}
	for _, problem := range wrong {
		if problem.Visible() {
			s.Problem = problem.Text
		}
	}
	switch {
	case w.ApprovalAsked().Text != "":
		s.Asking = w.askBar.What.Text
	case w.PassphraseAsked().Text != "":
		s.Asking = w.passBar.What.Text
	}
	if d := w.NextTick(); d > 0 {
		s.Sleeps = d.String()
	}
	s.Settings = w.prefs.Shown()
	if p != nil {
		s.Page = pageState(p)
	}
}
