//go:build uistate

package ui

import (
	"cmp"
	"encoding/json"
	"os"
	"path/filepath"
	"sync/atomic"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"lanyard/ui/kit"
	"lanyard/ui/list"
	"lanyard/ui/state"
	"lanyard/ui/uistate"
)

// stateFile names the variable with the path to which a test build writes what its
// window shows.
const stateFile = "LANYARD_TEST_STATE"

// publisher tells what the window shows.
type publisher struct{ w *Window }

// run writes what is shown every 50 ms until the window ends, a whole file at a
// time.
func (p publisher) run() {
	w := p.w
	path := os.Getenv(stateFile)
	if path == "" {
		return
	}
	often := time.NewTicker(50 * time.Millisecond)
	defer often.Stop()
	var waiting atomic.Bool
	for {
		select {
		case <-w.Context().Done():
			return
		case <-often.C:
		}
		if waiting.Swap(true) {
			continue // the loop has not come to the last one yet
		}
		w.onLoop(func() {
			waiting.Store(false)
			if p.built() {
				writeState(path, p.state())
			}
		})
	}
}

// built reports whether the window has been built.
func (p publisher) built() bool { return p.w.frame.body != nil && p.w.status != nil }

func writeState(path string, s uistate.State) {
	text, err := json.MarshalIndent(s, "", " ")
	if err != nil {
		return
	}
	temp := filepath.Join(filepath.Dir(path), "."+filepath.Base(path)+".new")
	if os.WriteFile(temp, text, 0o600) == nil {
		_ = os.Rename(temp, path)
	}
}

func (p publisher) state() uistate.State {
	w := p.w
	status := w.Status()
	s := uistate.State{
		Title: w.win.Title(), Rows: []uistate.Row{}, Focus: p.focusName(), Search: w.list.Search.Text,
		Status: kit.Join("\n", status.Aside, status.Text), Undo: status.Undo, Locked: w.Locked(), Narrow: w.frame.panes.narrow,
	}
	p.showLocks(&s)
	s.Buttons, s.Places = p.buttons()
	for i := range w.Rows() {
		v := w.Row(i)
		s.Rows = append(s.Rows, uistate.Row{Name: v.Name, Host: v.Host, Kind: v.Kind, State: v.State, Key: v.Key.Words})
	}
	for r := range w.list.List.Drawn() {
		if r.At < len(s.Rows) && r.Visible() {
			at := fyne.CurrentApp().Driver().AbsolutePositionForObject(r).AddXY(r.Size().Width/2, r.Size().Height/2)
			scale := w.win.Canvas().Scale()
			s.Rows[r.At].X, s.Rows[r.At].Y = int(at.X*scale), int(at.Y*scale)
		}
	}
	if chosen := w.Current(); chosen != nil {
		s.Chosen = chosen.Name
		w.detail.Publish(&s, w.Detail())
	}
	if w.host.Dialog != nil {
		s.Dialog = w.host.Dialog.Title
	} else if w.win.Canvas().Overlays().Top() != nil {
		s.Dialog = "menu"
	}
	s.Keyring = w.KeyringBadge().Text
	s.Broken = w.keyBanner.Text()
	if w.banner.box.Visible() {
		s.Banner = w.banner.text.Text
	}
	w.importer.Publish(&s)
	w.editor.Publish(&s)
	return s
}

// focusName says what has the focus: "search", "list", a field's label, or the words
// on a button.
func (p publisher) focusName() string {
	w := p.w
	switch o := w.win.Canvas().Focused().(type) {
	case nil:
		return ""
	case *kit.Search:
		if w.detail.Choice != nil {
			return o.Label
		}
		return "search"
	case *list.ProfileList:
		return "list"
	case interface{ Name() string }: // a field of any kind
		return o.Name()
	case *kit.SelectField:
		return o.Label
	case *kit.Checkbox:
		return cmp.Or(o.Text, o.ID)
	case *kit.Button:
		return o.AccessibilityLabel()
	}
	return "other"
}

// buttons are the words on the buttons that can be pressed now, and where they are.
func (p publisher) buttons() (found []string, places map[string][2]int) {
	w := p.w
	found, places = []string{}, map[string][2]int{}
	scale := w.win.Canvas().Scale()
	var walk func(o fyne.CanvasObject, at fyne.Position)
	walk = func(o fyne.CanvasObject, at fyne.Position) {
		if o == nil || !o.Visible() {
			return
		}
		at = at.Add(o.Position())
		switch o := o.(type) {
		case *kit.Button:
			if !o.Disabled() {
				found = append(found, o.AccessibilityLabel())
				middle := at.AddXY(o.Size().Width/2, o.Size().Height/2)
				places[o.AccessibilityLabel()] = [2]int{int(middle.X * scale), int(middle.Y * scale)}
			}
		case *fyne.Container:
			for _, c := range o.Objects {
				walk(c, at)
			}
		case *panes:
			walk(o.left, at)
			walk(o.right, at)
			walk(o.back, at)
		case *container.Scroll:
			walk(o.Content, at)
		}
	}
	if c := w.win.Canvas().Content(); c != nil {
		walk(w.frame.whole, c.Position())
	}
	return found, places
}

// pageState is what a page for one task shows.
func pageState(p *kit.TaskPage) uistate.Page {
	s := uistate.Page{Title: p.Title, Fields: map[string]string{}, Said: p.Said, Main: p.Main.Text}
	s.Doing, s.Trouble = p.Doing(), p.Trouble.What()
	for _, o := range p.Parts {
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
func (p publisher) showLocks(s *uistate.State) {
	w := p.w
	if w.Locked() {
		s.LockWay = map[state.UnlockBy]string{state.UnlockClick: "click", state.UnlockPassphrase: "passphrase", state.UnlockChoose: "choose"}[w.LockDetail().Way]
	}
	wrong := []*widget.Label{w.lock.View.Pass.Wrong, w.lock.Passphrase.Pass.Wrong}
	page := kit.Find[*kit.TaskPage](w.host.Panes)
	if page != nil {
		wrong = append(wrong, page.Wrong...)
	}
	for _, problem := range wrong {
		if problem.Visible() {
			s.Problem = problem.Text
		}
	}
	switch {
	case w.ApprovalAsked().Text != "":
		s.Asking = w.lock.Approval.What.Text
	case w.PassphraseAsked().Text != "":
		s.Asking = w.lock.Passphrase.What.Text
	}
	if d := w.NextTick(); d > 0 {
		s.Sleeps = d.String()
	}
	s.Settings = w.prefs.Shown()
	if page != nil {
		s.Page = pageState(page)
		s.Page.Steps = w.keyLife.Steps()
	}
}
