//go:build uistate

package ui

// shownMore is what a test build tells of locks, questions and settings.
type shownMore struct {
	LockWay  string            `json:"lock_way"` // what it takes to unlock: click, passphrase or choose
	Problem  string            `json:"problem"`  // with a passphrase
	Asking   string            `json:"asking"`   // what is asked below the toolbar
	Settings map[string]string `json:"settings"` // by label; null while they are closed
	Sleeps   string            `json:"sleeps"`   // how long the window does nothing by itself; "" until something happens
	Page     shownPage         `json:"page"`
}

// shownPage is the page that stands in place of the detail.
type shownPage struct {
	Title   string            `json:"title"` // "": none
	Fields  map[string]string `json:"fields"`
	Doing   string            `json:"doing"`
	Trouble string            `json:"trouble"`
	Said    []string          `json:"said"` // what it came to
	Main    string            `json:"main"` // its button
}

func (p *page) state() shownPage {
	s := shownPage{Title: p.title, Fields: map[string]string{}, Said: p.said, Main: p.main.Text}
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

func (w *Window) more() shownMore {
	var s shownMore
	if w.locked {
		s.LockWay = map[lockWay]string{lockClick: "click", lockPassphrase: "passphrase", lockChoose: "choose"}[w.lock.way]
	}
	parts := []*passPart{w.lock.pass, w.passBar.pass}
	if w.page != nil {
		parts = append(parts, w.page.passes...)
	}
	for _, p := range parts {
		if p.problem.Visible() {
			s.Problem = p.problem.Text
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
	if w.pane != nil {
		s.Settings = w.pane.shown()
	}
	if w.page != nil {
		s.Page = w.page.state()
	}
	return s
}
