//go:build uistate

package importer

import (
	"lanyard/ui/kit"
	"lanyard/ui/uistate"
)

// Publish tells what the room shows.
func (w *Room) Publish(s *uistate.State) {
	if m := kit.Find[*Pane](w.host.Panes); m != nil {
		s.Import = m.state()
	}
	if sc := kit.Find[*Scanner](w.host.Panes); sc != nil {
		s.Scan = sc.state()
	}
}

func (m *Pane) state() uistate.Import {
	s := uistate.Import{Open: true, Found: []uistate.Find{}, Problems: len(m.Problems.Objects), Discard: m.discard.Asking()}
	for _, it := range m.Items {
		if !it.Found.Token.Empty() {
			s.Found = append(s.Found, uistate.Find{Token: true})
			continue
		}
		p := it.current().Profile
		s.Found = append(s.Found, uistate.Find{Name: p.Name, Kind: string(p.Kind), URL: p.URL, Key: it.Found.HasSecret(), Wanted: it.wanted(), Problem: it.problem.Text})
	}
	return s
}

func (s *Scanner) state() uistate.Scan {
	out := uistate.Scan{Open: true, Busy: s.Stop != nil, Files: s.files, Summary: s.Summary.Text, Wrong: s.Wrong.Text, Hits: []uistate.Hit{}}
	for _, r := range s.Rows {
		out.Hits = append(out.Hits, uistate.Hit{Place: PlaceOfHit(r.Hit), What: hitWords(s.w.t, r.Hit), Saved: r.Saved})
	}
	return out
}
