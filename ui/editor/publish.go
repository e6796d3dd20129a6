//go:build uistate

package editor

import (
	"lanyard/ui/kit"
	"lanyard/ui/state"
	"lanyard/ui/uistate"
)

// Publish tells what the form shows.
func (w *Room) Publish(s *uistate.State) {
	if f := kit.Find[*Form](w.host.Panes); f != nil {
		s.Form = f.state()
	}
}

func (f *Form) state() uistate.Form {
	s := uistate.Form{Open: true, Title: f.Title, Fields: map[string]string{}, Problems: []string{}, Notes: []string{}, Discard: f.Discard.Asking()}
	for _, x := range append(f.draft.main(), f.draft.advanced()...) {
		r := f.Rows[x]
		switch c := r.control.(type) {
		case *kit.Field:
			s.Fields[c.Label] = c.Text
			if c.Secret {
				s.Fields[c.Label] = ""
				if c.Text != "" {
					s.Fields[c.Label] = state.Masked
				}
			}
		case *kit.SelectField:
			s.Fields[c.Label] = c.Selected
		case *kit.Checkbox:
			s.Fields[c.Text] = map[bool]string{true: "yes", false: "no"}[c.Checked]
		}
		if r.Wrong.Visible() {
			s.Problems = append(s.Problems, r.Label.Text+": "+r.Problem.Text)
		}
		if r.Note.Visible() {
			s.Notes = append(s.Notes, r.Note.Text)
		}
	}
	if f.Failure.Box.Visible() {
		s.Error = f.Failure.what.Text + "\n" + f.Failure.why.Text
	}
	return s
}
