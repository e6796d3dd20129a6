//go:build uistate

package ui

import (
	"lanyard/internal/wallet"
	"lanyard/ui/state"
	"lanyard/ui/uistate"
)

// showLooks tells of a test, a choice and certificates.
func (w *Window) showLooks(l *uistate.State, v state.DetailView) {
	l.Place = uistate.Place{Label: v.Space.Label, Name: v.Space.Name, ID: v.Space.ID}
	showTest(l, v.Test)
	for _, c := range v.Chain.Certs {
		l.Chain = append(l.Chain, c.Sum)
	}
	if w.detail.token.claimsFold.Open {
		l.Claims, l.About = factTexts(v.Token.Claims), factTexts(v.Token.More.About.Facts)
	}
	if c := w.chooser; c != nil {
		l.Chooser = &uistate.Chooser{Rows: []uistate.Place{}, Search: c.search.Text, Note: c.noteWords()}
		for i, p := range c.found {
			l.Chooser.Rows = append(l.Chooser.Rows, placeShown(p))
			if i == c.at {
				l.Chooser.Chosen = p.ID
			}
		}
	}
}

func showTest(l *uistate.State, v state.TestView) {
	l.Test, l.Verdict, l.Hints = []uistate.Check{}, v.Verdict, v.Hints
	l.Tone = map[state.Tone]string{state.Good: "good", state.Limited: "limited", state.Bad: "bad"}[v.Tone]
	for _, c := range v.Checks {
		l.Test = append(l.Test, uistate.Check{Check: c.Name, Status: c.Status, Detail: c.Detail})
	}
}

func placeShown(p wallet.Place) uistate.Place { return uistate.Place{Name: p.Name, ID: p.ID} }

func factTexts(facts []state.Fact) []string {
	var out []string
	for _, f := range facts {
		out = append(out, f.Label+": "+f.Value)
	}
	return out
}
