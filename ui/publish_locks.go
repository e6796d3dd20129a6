//go:build uistate

package ui

import "lanyard/ui/uistate"

func (p *page) state() uistate.Page {
	s := uistate.Page{Title: p.title, Fields: map[string]string{}, Said: p.said, Main: p.main.Text}
	if p.stop != nil {
		s.Doing = p.doing.text
	}
	if p.trouble.box.Visible() {
		s.Trouble = p.trouble.what.Text
	}
	for _, o := range p.parts {
		switch c := o.(type) {
		case *field:
			s.Fields[c.label] = c.Text
			if c.secret && c.Text != "" {
				s.Fields[c.label] = masked
			}
		case *choice:
			s.Fields[c.label] = c.Selected
		case *tick:
			s.Fields[c.Text] = map[bool]string{true: "yes", false: "no"}[c.Checked]
		}
	}
	return s
}

// showLocks tells of locks, questions and settings.
func (w *Window) showLocks(s *uistate.State) {
	if w.locked {
		s.LockWay = map[lockWay]string{lockClick: "click", lockPassphrase: "passphrase", lockChoose: "choose"}[w.lock.way]
	}
	parts := []*passPart{w.lock.pass, w.passBar.pass}
	p := find[*page](w.stack)
	if p != nil {
		parts = append(parts, p.passes...)
	}
	for _, part := range parts {
		if part.problem.Visible() {
			s.Problem = part.problem.Text
		}
	}
	switch {
	case len(w.askBar.asks) > 0:
		s.Asking = w.askBar.what.Text
	case len(w.passBar.asks) > 0:
		s.Asking = w.passBar.what.Text
	}
	if d := w.nextTick(); d > 0 {
		s.Sleeps = d.String()
	}
	if set := find[*settingsPane](w.stack); set != nil {
		s.Settings = set.shown()
	}
	if p != nil {
		s.Page = p.state()
	}
}
