//go:build uistate

package detail

import (
	"cmp"

	"lanyard/internal/wallet"
	"lanyard/ui/kit"
	"lanyard/ui/state"
	"lanyard/ui/uistate"
)

// Publish writes what is shown of the chosen profile into what a test build tells.
func (w *Room) Publish(l *uistate.State, v state.DetailView) {
	publishToken(l, v, w.View.token.digits.Text)
	l.Busy = cmp.Or(v.Token.Busy, v.Test.Busy, v.Chain.Busy)
	if f := v.Failure; f != nil {
		l.Error = uistate.Error{What: f.What, Why: f.Why, Next: f.Next, Code: f.Code, RequestID: f.RequestID}
	}
	if c := v.Code; c != nil {
		l.Code = &uistate.Code{Why: c.Why, Page: c.Page, Wrong: c.Wrong, Accounts: c.Accounts}
	}
	if v.Session != nil {
		l.Session = kit.Join(" · ", v.Session.Who, v.Session.Ends)
	}
	if q := v.Question; q != nil {
		l.Question = uistate.Question{Changes: q.Changes, To: q.To}
	}
	l.Place = uistate.Place{Label: v.Space.Label, Name: v.Space.Name, ID: v.Space.ID}
	showTest(l, v.Test)
	for _, c := range v.Chain.Certs {
		l.Chain = append(l.Chain, c.Sum)
	}
	if w.View.token.claimsFold.Open {
		l.Claims, l.About = factTexts(v.Token.Claims), factTexts(v.Token.More.About.Facts)
	}
	if c := w.Choice; c != nil {
		l.Chooser = &uistate.Chooser{Rows: []uistate.Place{}, Search: c.search.Text, Note: c.noteWords()}
		for i, p := range c.Found {
			l.Chooser.Rows = append(l.Chooser.Rows, placeShown(p))
			if i == c.At {
				l.Chooser.Chosen = p.ID
			}
		}
	}
}

func publishToken(l *uistate.State, v state.DetailView, drawn string) {
	l.Token.Zone = "none"
	if v.Token.Has {
		l.Token = uistate.Token{
			There: true, Shown: v.Token.Shown != "", Zone: v.Token.Words,
			Countdown: v.Token.Seconds, Drawn: drawn, Words: v.Token.Line, Expires: v.Token.Clock, Who: v.Token.Who,
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
