//go:build uistate

package ui

import (
	"lanyard/internal/wallet"
	"lanyard/ui/uistate"
)

// showLooks tells of a test, a choice and certificates.
func (w *Window) showLooks(l *uistate.State, v detailView) {
	l.Place = uistate.Place{Label: v.space.label, Name: v.space.name, ID: v.space.id}
	showTest(l, v.test)
	for _, c := range v.chain.certs {
		l.Chain = append(l.Chain, c.sum)
	}
	if w.detail.token.claimsFold.Open {
		l.Claims, l.About = factTexts(v.token.claims), factTexts(v.token.more.about.facts)
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

func showTest(l *uistate.State, v testView) {
	l.Test, l.Verdict, l.Hints = []uistate.Check{}, v.verdict, v.hints
	l.Tone = map[tone]string{toneGood: "good", toneLimited: "limited", toneBad: "bad"}[v.tone]
	for _, c := range v.checks {
		l.Test = append(l.Test, uistate.Check{Check: c.name, Status: c.status, Detail: c.detail})
	}
}

func placeShown(p wallet.Place) uistate.Place { return uistate.Place{Name: p.Name, ID: p.ID} }

func factTexts(facts []fact) []string {
	var out []string
	for _, f := range facts {
		out = append(out, f.label+": "+f.value)
	}
	return out
}
