//go:build uistate

package ui

import (
	"encoding/json"
	"os"
	"path/filepath"
	"sync/atomic"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
)

// stateFile names the variable with the path to which a test build writes what its
// window shows.
const stateFile = "LANYARD_TEST_STATE"

// shownState is what the window shows, for tests that drive the real window. It never
// has a secret: secret fields are left out, tokens are not in it.
type shownState struct {
	Title  string      `json:"title"`
	Rows   []shownRow  `json:"rows"`
	Chosen string      `json:"chosen"`
	Focus  string      `json:"focus"`
	Search string      `json:"search"`
	Token  shownToken  `json:"token"`
	Status string      `json:"status"`
	Undo   string      `json:"undo"`
	Error  *shownError `json:"error"`
	Ask    *shownAsk   `json:"question"`
	Form   shownForm   `json:"form"`
	looks
	Import  shownImport       `json:"import"`
	Scan    shownScan         `json:"scan"`
	Busy    string            `json:"busy"`
	Dialog  string            `json:"dialog"`
	Keyring string            `json:"keyring"`
	Banner  string            `json:"banner"`
	Locked  bool              `json:"locked"`
	Narrow  bool              `json:"narrow"`
	Buttons []string          `json:"buttons"`
	Places  map[string][2]int `json:"places"` // of the buttons, their middles in pixels
	shownMore
}

type shownRow struct {
	Name  string `json:"name"`
	Host  string `json:"host"`
	Kind  string `json:"kind"`
	State string `json:"state"`
	X     int    `json:"x"` // its middle in the window, in pixels; 0 when it is out of sight
	Y     int    `json:"y"`
}

type shownToken struct {
	There     bool   `json:"there"`
	Shown     bool   `json:"shown"` // in clear
	Zone      string `json:"zone"`
	Countdown string `json:"countdown"`
	Drawn     string `json:"drawn"` // the countdown as it was drawn last
	Words     string `json:"words"`
	Expires   string `json:"expires"`
	Who       string `json:"who"`
}

type shownError struct {
	What      string `json:"what"`
	Why       string `json:"why"`
	Next      string `json:"next"`
	Code      string `json:"code"`
	RequestID string `json:"request_id"`
}

type shownAsk struct {
	Changes []string `json:"changes"`
	To      string   `json:"to"`
}

type shownForm struct {
	Open     bool              `json:"open"`
	Title    string            `json:"title"`
	Fields   map[string]string `json:"fields"`
	Problems []string          `json:"problems"`
	Notes    []string          `json:"notes"`
	Error    string            `json:"error"`
	Discard  bool              `json:"discard"`
}

// shownImport is what the importer shows: the finds, and why a source gave none.
type shownImport struct {
	Open     bool        `json:"open"`
	Found    []shownFind `json:"found"`
	Problems int         `json:"problems"`
	Discard  bool        `json:"discard"`
}

// shownScan is what the search for keys in files shows.
type shownScan struct {
	Open    bool       `json:"open"`
	Busy    bool       `json:"busy"`
	Files   int        `json:"files"`
	Summary string     `json:"summary"`
	Wrong   string     `json:"wrong"`
	Hits    []shownHit `json:"hits"`
}

type shownHit struct {
	Place string `json:"place"`
	What  string `json:"what"`
	Saved bool   `json:"saved"`
}

type shownFind struct {
	Name    string `json:"name"`
	Kind    string `json:"kind"`
	URL     string `json:"url"`
	Key     bool   `json:"key"`
	Wanted  bool   `json:"wanted"`
	Token   bool   `json:"token"` // a bearer token, not to be stored
	Problem string `json:"problem"`
}

// newDump gives the function that writes what is shown. It writes at most once per
// turn of the event loop, a whole file at a time.
func (w *Window) newDump() func() {
	path := os.Getenv(stateFile)
	if path == "" {
		return func() {}
	}
	var waiting atomic.Bool
	dump := func() {
		if w.ctx.Err() != nil || waiting.Swap(true) {
			return
		}
		w.do(func() {
			waiting.Store(false)
			if w.ctx.Err() == nil && w.built() {
				writeState(path, w.state())
			}
		})
	}
	go w.dumpOften(dump)
	return dump
}

// dumpOften writes what is shown every now and then until the window ends: a focus that
// moves on is announced by nothing.
func (w *Window) dumpOften(dump func()) {
	often := time.NewTicker(50 * time.Millisecond)
	defer often.Stop()
	for {
		select {
		case <-w.ctx.Done():
			return
		case <-often.C:
			dump()
		}
	}
}

// built reports whether the window has been built.
func (w *Window) built() bool { return w.body != nil && w.status != nil }

func writeState(path string, s shownState) {
	text, err := json.MarshalIndent(s, "", " ")
	if err != nil {
		return
	}
	temp := filepath.Join(filepath.Dir(path), "."+filepath.Base(path)+".new")
	if os.WriteFile(temp, text, 0o600) == nil {
		_ = os.Rename(temp, path)
	}
}

func (w *Window) state() shownState {
	s := shownState{
		Title: w.win.Title(), Rows: []shownRow{}, Focus: w.focusName(), Search: w.bar.search.Text,
		Status: joined("\n", w.status.asideWords(), w.status.words()), Undo: w.status.undoWords(), Locked: w.locked, Narrow: w.panes.narrow,
		shownMore: w.more(),
	}
	s.Buttons, s.Places = w.buttons()
	for i := range w.found {
		v := w.rowAt(i)
		s.Rows = append(s.Rows, shownRow{Name: v.name, Host: v.host, Kind: v.kind, State: v.state})
	}
	for r := range w.list.drawn {
		if r.at < len(s.Rows) && r.Visible() {
			at := fyne.CurrentApp().Driver().AbsolutePositionForObject(r).AddXY(r.Size().Width/2, r.Size().Height/2)
			scale := w.win.Canvas().Scale()
			s.Rows[r.at].X, s.Rows[r.at].Y = int(at.X*scale), int(at.Y*scale)
		}
	}
	if p := w.current(); p != nil {
		s.Chosen = p.Name
		w.stateOf(&s, w.describe())
	}
	if w.sheet != nil {
		s.Dialog = w.sheet.title
	} else if w.win.Canvas().Overlays().Top() != nil {
		s.Dialog = "menu"
	}
	s.Keyring, _ = w.keyringBadge()
	if w.banner.box.Visible() {
		s.Banner = w.banner.text.Text
	}
	if w.importer != nil {
		s.Import = w.importer.state()
	}
	if w.scan != nil {
		s.Scan = w.scan.state()
	}
	if w.form != nil {
		s.Form = w.form.state()
		if w.form.busyRow.Visible() {
			s.Busy = w.form.doing.text
		}
		if run := w.form.test.run; run != nil {
			s.showTest(w.describeRun(w.form.test.of, run, nil))
		}
	}
	return s
}

func (w *Window) stateOf(s *shownState, v detailView) {
	s.looks = w.looksOf(v)
	s.Busy = firstOf(v.token.busy, v.test.busy, v.chain.busy)
	s.Token.Zone = "none"
	if v.token.has {
		s.Token = shownToken{
			There: true, Shown: v.token.shown != "", Zone: w.t.stateWords(ringOf(v.token.zone)),
			Countdown: w.inDigits(v), Drawn: w.detail.token.digits.text, Words: v.token.line, Expires: v.token.clock, Who: v.token.who,
		}
	}
	if f := v.failure; f != nil {
		s.Error = &shownError{f.What, f.Why, f.Next, f.Code, f.RequestID}
	}
	if q := v.question; q != nil {
		s.Ask = &shownAsk{q.changes, q.to}
	}
}

// inDigits is what is left of the token's life to the second, also while minutes are shown.
func (w *Window) inDigits(v detailView) string {
	p := w.profile(v.id)
	if p == nil || v.token.digits == "" {
		return ""
	}
	t, _ := w.token(*p)
	return digits(lifeOf(t, w.now()).left)
}

func (m *importer) state() shownImport {
	s := shownImport{Open: true, Found: []shownFind{}, Problems: len(m.problems.Objects), Discard: m.discard.asking()}
	for _, it := range m.items {
		if !it.found.Token.Empty() {
			s.Found = append(s.Found, shownFind{Token: true})
			continue
		}
		p := it.profile()
		s.Found = append(s.Found, shownFind{Name: p.Name, Kind: string(p.Kind), URL: p.URL, Key: it.found.HasSecret(), Wanted: it.wanted(), Problem: it.problem.Text})
	}
	return s
}

func (s *scanner) state() shownScan {
	out := shownScan{Open: true, Busy: s.stop != nil, Files: s.files, Summary: s.summary.Text, Wrong: s.wrong.Text, Hits: []shownHit{}}
	for _, r := range s.rows {
		out.Hits = append(out.Hits, shownHit{Place: placeOfHit(r.hit), What: s.w.t.whatHit(r.hit), Saved: r.saved})
	}
	return out
}

func (f *form) state() shownForm {
	s := shownForm{Open: true, Title: f.title, Fields: map[string]string{}, Problems: []string{}, Notes: []string{}, Discard: f.discard.asking()}
	for _, x := range append(f.draft.main(), f.draft.advanced()...) {
		r := f.rows[x]
		switch c := r.control.(type) {
		case *field:
			s.Fields[c.label] = c.Text
			if c.secret {
				s.Fields[c.label] = ""
				if c.Text != "" {
					s.Fields[c.label] = masked
				}
			}
		case *choice:
			s.Fields[c.label] = c.Selected
		case *tick:
			s.Fields[c.Text] = map[bool]string{true: "yes", false: "no"}[c.Checked]
		}
		if r.wrong.Visible() {
			s.Problems = append(s.Problems, r.label.text+": "+r.problem.Text)
		}
		if r.note.Visible() {
			s.Notes = append(s.Notes, r.note.Text)
		}
	}
	if f.failure.box.Visible() {
		s.Error = f.failure.what.Text + "\n" + f.failure.why.Text
	}
	return s
}

// focusName says what has the focus: "search", "list", a field's label, or the words
// on a button.
func (w *Window) focusName() string {
	switch o := w.win.Canvas().Focused().(type) {
	case nil:
		return ""
	case *search:
		if w.chooser != nil {
			return o.label
		}
		return "search"
	case *pathField:
		return o.label
	case *profileList:
		return "list"
	case *field:
		return o.label
	case *choice:
		return o.label
	case *tick:
		return firstOf(o.Text, o.id)
	case *pasteZone:
		return "paste"
	case *button:
		return o.AccessibilityLabel()
	}
	return "other"
}

// buttons are the words on the buttons that can be pressed now, and where they are.
func (w *Window) buttons() (found []string, places map[string][2]int) {
	found, places = []string{}, map[string][2]int{}
	scale := w.win.Canvas().Scale()
	var walk func(o fyne.CanvasObject, at fyne.Position)
	walk = func(o fyne.CanvasObject, at fyne.Position) {
		if o == nil || !o.Visible() {
			return
		}
		at = at.Add(o.Position())
		switch o := o.(type) {
		case *button:
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
		walk(w.whole, c.Position())
	}
	return found, places
}
