//go:build uistate

package ui

// shownMore is what a test build tells of locks, questions and settings.
type shownMore struct {
	LockWay  string            `json:"lock_way"` // what it takes to unlock: click, passphrase or choose
	Problem  string            `json:"problem"`  // with a passphrase
	Asking   string            `json:"asking"`   // what is asked below the toolbar
	Settings map[string]string `json:"settings"` // by label; null while they are closed
	Sleeps   string            `json:"sleeps"`   // how long the window does nothing by itself; "" until something happens
}

func (w *Window) more() shownMore {
	var s shownMore
	if w.locked {
		s.LockWay = map[lockWay]string{lockClick: "click", lockPassphrase: "passphrase", lockChoose: "choose"}[w.lock.way]
	}
	for _, p := range []*passPart{w.lock.pass, w.passBar.pass} {
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
	return s
}
