//go:build uistate

package ui

import (
	"lanyard/ui/kit"
	"lanyard/ui/state"
	"lanyard/ui/uistate"
)

func (p *page) state() uistate.Page {
	s := uistate.Page{Title: p.title, Fields: map[string]string{}, Said: p.said, Main: p.main.Text}
	if p.stop != nil {
		s.Doing = p.doing.Text
	}
	if p.trouble.box.Visible() {
		s.Trouble = p.trouble.what.Text
	}
	for _, o := range p.parts {
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
	parts := []*passPart{w.lockView.pass, w.passBar.pass}
	p := kit.Find[*page](w.host.Panes)
	if p != nil {
		parts = append(parts, p.passes...)
	}
	for _, part := range parts {
		if part.problem.Visible() {
			s.Problem = part.problem.Text
		}
	}
	switch {
	case w.ApprovalAsked().Text != "":
		s.Asking = w.askBar.what.Text
	case w.PassphraseAsked().Text != "":
		s.Asking = w.passBar.what.Text
	}
	if d := w.NextTick(); d > 0 {
		s.Sleeps = d.String()
	}
	if set := kit.Find[*settingsPane](w.host.Panes); set != nil {
		s.Settings = set.shown()
	}
	if p != nil {
		s.Page = p.state()
	}
}
