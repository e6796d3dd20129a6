//go:build uistate

package ui

import "lanyard/internal/wallet"

// looks is what the window shows of a test, a choice and certificates.
type looks struct {
	Test    []shownCheck  `json:"test"`
	Verdict string        `json:"verdict"` // once the test has ended
	Tone    string        `json:"tone"`    // "good", "limited", "bad"; "" without
	Hints   string        `json:"hints"`
	Place   shownPlace    `json:"place"`
	Chooser *shownChooser `json:"chooser"`
	Chain   []string      `json:"chain"` // the SHA-256 of the certificates on the screen
	Claims  []string      `json:"claims"`
	About   []string      `json:"key_at_ibm"`
}

type shownCheck struct {
	Check  string `json:"check"`
	Status string `json:"status"` // "" while it has not ended
	Detail string `json:"detail"`
}

type shownPlace struct {
	Label string `json:"label"`
	Name  string `json:"name"`
	ID    string `json:"id"`
}

type shownChooser struct {
	Rows   []shownPlace `json:"rows"`
	Chosen string       `json:"chosen"` // id
	Search string       `json:"search"`
	Note   string       `json:"note"`
}

func (w *Window) looksOf(v detailView) looks {
	l := looks{Place: shownPlace{v.space.label, v.space.name, v.space.id}}
	l.showTest(v.test)
	for _, c := range v.chain.certs {
		l.Chain = append(l.Chain, c.sum)
	}
	if w.detail.token.claimsFold.open {
		l.Claims, l.About = factTexts(v.token.claims), factTexts(v.token.more.about.facts)
	}
	if c := w.chooser; c != nil {
		l.Chooser = &shownChooser{Rows: []shownPlace{}, Search: c.search.Text, Note: c.noteWords()}
		for i, p := range c.found {
			l.Chooser.Rows = append(l.Chooser.Rows, placeShown(p))
			if i == c.at {
				l.Chooser.Chosen = p.ID
			}
		}
	}
	return l
}

func (l *looks) showTest(v testView) {
	l.Test, l.Verdict, l.Hints = []shownCheck{}, v.verdict, v.hints
	l.Tone = map[tone]string{toneGood: "good", toneLimited: "limited", toneBad: "bad"}[v.tone]
	for _, c := range v.checks {
		l.Test = append(l.Test, shownCheck{c.name, c.status, c.detail})
	}
}

func placeShown(p wallet.Place) shownPlace { return shownPlace{Name: p.Name, ID: p.ID} }

func factTexts(facts []fact) []string {
	var out []string
	for _, f := range facts {
		out = append(out, f.label+": "+f.value)
	}
	return out
}
