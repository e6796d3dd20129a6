package detail

import (
	"cmp"
	"context"
	"fmt"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"lanyard/internal/explain"
	"lanyard/internal/profile"
	"lanyard/internal/wallet"

	"lanyard/ui/kit"
	"lanyard/ui/state"
)

// PlaceChoice lets one choose a deployment space or project from what a profile's
// credential may see.
type PlaceChoice struct {
	w       *Room
	id      string // the profile's
	now     string // the space or project that the profile has
	sheet   *kit.Dialog
	kind    state.PlaceKind
	lists   map[state.PlaceKind]*placesSeen
	Found   []wallet.Place // fit the search
	At      int            // position in Found of the one that is marked, -1: none
	hit     int            // the one that was clicked last, -1: none
	ctx     context.Context
	stop    context.CancelFunc
	tabs    map[state.PlaceKind]*kit.Button
	search  *kit.Search
	List    *kit.PickList
	note    *widget.Label
	busy    *fyne.Container
	wheel   *widget.Activity
	doing   *kit.Line
	again   *kit.Button
	take    *kit.Button
	none    *kit.Button
	content *fyne.Container
}

// placesSeen is what a credential may see of one kind.
type placesSeen struct {
	there bool
	list  []wallet.Place
	err   error
}

// OpenPlaceChoice opens the choice for the chosen profile.
func (w *Room) OpenPlaceChoice() {
	p := w.Current()
	if p == nil || !w.nav.Free() || !p.Kind.HasPlaces() {
		return
	}
	c := &PlaceChoice{w: w, id: p.ID, now: p.SpaceID + p.ProjectID, kind: state.InSpace, lists: map[state.PlaceKind]*placesSeen{}, At: -1}
	if p.ProjectID != "" {
		c.kind = state.InProject
	}
	c.ctx, c.stop = context.WithCancel(w.Context())
	c.build()
	w.Choice = c
	c.sheet = w.host.ShowDialog(fmt.Sprintf(w.t.ChooseTitle, p.Name), c.content, c.close)
	c.load()
	w.host.Canvas.Focus(c.search)
}

func (c *PlaceChoice) build() {
	w, t := c.w, c.w.t
	c.search = kit.NewSearch(w.host)
	c.search.Label, c.search.PlaceHolder, c.search.Icon = t.ChooseSearch, t.ChooseSearch, theme.SearchIcon()
	c.search.OnChanged = func(string) { c.filter() }
	c.search.Keys = c.key
	c.search.OnCopy = c.copyID
	c.List = kit.NewPickList(func() int { return len(c.Found) }, func() int { return c.At }, c.newRow, c.clicked)
	c.note = kit.Paragraph("", widget.MediumImportance)
	c.wheel, c.doing = widget.NewActivity(), kit.QuietLine()
	c.busy = kit.HBox(8, 1, container.NewGridWrap(fyne.NewSquareSize(22), c.wheel), c.doing)
	c.tabs = map[state.PlaceKind]*kit.Button{
		state.InSpace:   w.host.Button(t.Spaces, nil, func() { c.turn(state.InSpace) }),
		state.InProject: w.host.Button(t.Projects, nil, func() { c.turn(state.InProject) }),
	}
	c.again = w.host.Button(t.TryAgain, theme.ViewRefreshIcon(), func() { delete(c.lists, c.kind); c.load() })
	copyID := w.host.Button(t.CopyID, theme.ContentCopyIcon(), c.copyID).Quiet()
	c.none = w.host.Button(t.ChooseNone, nil, func() { c.save(wallet.Place{}) }).Quiet()
	cancel := w.host.Button(t.Cancel, nil, c.close)
	c.take = w.host.Button(t.ChooseThis, nil, c.choose).Prominent()
	for _, b := range []*kit.Button{c.tabs[state.InSpace], c.tabs[state.InProject], c.again, copyID, c.none, cancel, c.take} {
		b.Focused = func() {} // the dialog does not scroll
		b.OtherKeys = func(e *fyne.KeyEvent) { c.key(e) }
	}
	copyID.After = func() { w.host.Canvas.Focus(c.search) }
	kit.SetVisible(c.none, c.now != "")
	middle := container.NewStack(c.List, container.NewVBox(c.busy, c.note, kit.HBox(0, -1, c.again)))
	head := kit.VBox(8, kit.HBox(6, -1, c.tabs[state.InSpace], c.tabs[state.InProject]), c.search)
	foot := kit.HBox(8, -1, c.none, copyID, kit.NewFiller(), cancel, c.take)
	size := w.host.Canvas.Size()
	c.content = kit.FixedSize(kit.Clamp(size.Width-96, 300, 560), kit.Clamp(size.Height-150, 190, 440),
		kit.Framed(kit.Padded(0, 0, 8, 0, head), kit.Padded(8, 0, 0, 0, foot), middle))
}

// turn shows spaces or projects.
func (c *PlaceChoice) turn(kind state.PlaceKind) {
	c.kind = kind
	c.load()
	c.w.host.Canvas.Focus(c.search)
}

// load asks for what is not known yet, off Fyne's goroutine.
func (c *PlaceChoice) load() {
	if seen := c.lists[c.kind]; seen != nil {
		c.filter()
		return
	}
	seen, kind := &placesSeen{}, c.kind
	c.lists[kind] = seen
	ask := c.w.wallet.Spaces
	if kind == state.InProject {
		ask = c.w.wallet.Projects
	}
	kit.Background(c.ctx, c.w.host, func(ctx context.Context) ([]wallet.Place, error) {
		return ask(ctx, c.id)
	}, func(list []wallet.Place, err error) {
		if c.w.Asks(c.id, err) {
			c.close() // the question is behind it
			c.w.nav.Refresh()
			return
		}
		seen.there, seen.list, seen.err = true, list, err
		for _, p := range list {
			c.w.NamePlace(p.ID, p.Name)
		}
		c.filter()
		c.w.nav.Refresh() // there may be a new token
	})
	c.filter()
}

// Ready reports whether it is known what there is to choose from, or why nothing is.
func (c *PlaceChoice) Ready() bool { seen := c.lists[c.kind]; return seen != nil && seen.there }

// filter shows what fits the search; the place that the profile has is chosen first.
func (c *PlaceChoice) filter() {
	seen := c.lists[c.kind]
	if seen == nil {
		return
	}
	c.Found = matching(seen.list, c.search.Text)
	c.At, c.hit = min(0, len(c.Found)-1), -1
	for i, p := range c.Found {
		if p.ID == c.now && c.search.Text == "" {
			c.At = i
		}
	}
	c.draw()
}

// matching gives the places whose name or id has a text in it, whatever its case; the
// ones whose name begins with it first.
func matching(list []wallet.Place, text string) []wallet.Place {
	text = profile.FoldName(text)
	var first, rest []wallet.Place
	for _, p := range list {
		switch name := profile.FoldName(p.Name); {
		case strings.HasPrefix(name, text):
			first = append(first, p)
		case strings.Contains(name, text), strings.Contains(strings.ToLower(p.ID), text):
			rest = append(rest, p)
		}
	}
	return append(first, rest...)
}

func (c *PlaceChoice) draw() {
	seen := c.lists[c.kind]
	for kind, b := range c.tabs {
		importance := widget.MediumImportance
		if kind == c.kind {
			importance = widget.HighImportance
		}
		if b.Importance != importance {
			b.Importance = importance
			b.Refresh()
		}
	}
	kit.SetVisible(c.busy, !seen.there)
	if seen.there {
		c.wheel.Stop()
	} else {
		c.wheel.Start()
	}
	c.tick()
	kit.SetLabel(c.note, c.noteWords())
	kit.SetVisible(c.again, seen.err != nil)
	kit.SetVisible(c.List, len(c.Found) > 0)
	c.take.SetEnabled(c.At >= 0)
	c.List.Draw()
	kit.Relayout(c.content)
}

// tick brings up to date what the choice waits for.
func (c *PlaceChoice) tick() {
	if c != nil && c.wheel.Visible() {
		c.doing.SetText(c.busyWords())
	}
}

func (c *PlaceChoice) busyWords() string {
	t := c.w.t
	if wait := c.w.Waiting(c.id); wait != "" {
		return wait
	}
	if c.kind == state.InProject {
		return t.AskingProjects
	}
	return t.AskingSpaces
}

// noteWords say why there is nothing to choose from.
func (c *PlaceChoice) noteWords() string {
	t, seen := c.w.t, c.lists[c.kind]
	switch {
	case !seen.there:
		return ""
	case seen.err != nil:
		f := explain.Explain(seen.err)
		return kit.Join("\n", f.What+".", f.Why, f.Next)
	case len(seen.list) == 0 && c.kind == state.InProject:
		return t.NoProjects
	case len(seen.list) == 0:
		return t.NoSpaces
	case len(c.Found) == 0:
		return fmt.Sprintf(t.NoPlaceMatch, c.search.Text)
	}
	return ""
}

// key handles the keys of the choice, wherever in it the focus is.
func (c *PlaceChoice) key(e *fyne.KeyEvent) bool {
	if by, ok := c.List.Step(e.Name); ok {
		c.move(by)
		return true
	}
	switch e.Name {
	case fyne.KeyReturn, fyne.KeyEnter:
		c.choose()
	case fyne.KeyEscape:
		c.close()
	default:
		return false
	}
	return true
}

func (c *PlaceChoice) move(by int) {
	if len(c.Found) == 0 {
		return
	}
	c.At = min(max(0, c.At+by), len(c.Found)-1)
	c.List.Draw()
}

func (c *PlaceChoice) choose() {
	if c.At >= 0 && c.At < len(c.Found) {
		c.save(c.Found[c.At])
	}
}

func (c *PlaceChoice) copyID() {
	if c.At >= 0 && c.At < len(c.Found) {
		c.w.CopyPlain(c.Found[c.At].Name, c.Found[c.At].ID)
	}
}

// save makes a place the profile's; the zero one leaves it without.
func (c *PlaceChoice) save(p wallet.Place) {
	w, kind := c.w, c.kind
	c.close()
	w.Change(c.id, wallet.Secrets{}, func(prof *profile.Profile) error {
		prof.SpaceID, prof.ProjectID = "", ""
		if kind == state.InProject {
			prof.ProjectID = p.ID
		} else {
			prof.SpaceID = p.ID
		}
		return nil
	}, func() {
		text := w.t.PlaceCleared
		if p.ID != "" {
			text = fmt.Sprintf(w.t.PlaceChosen, cmp.Or(p.Name, p.ID))
		}
		w.Say(text)
	})
}

func (c *PlaceChoice) close() {
	c.stop()
	c.wheel.Stop()
	if c.w.Choice == c {
		c.w.Choice = nil
	}
	c.sheet.Dismiss()
}

// clicked marks what was clicked, and takes what is clicked a second time: one may want to
// copy its id, and who clicks twice must not hit what lies beneath.
func (c *PlaceChoice) clicked(at int) {
	c.w.host.Canvas.Focus(c.search)
	switch {
	case at >= len(c.Found):
	case at == c.hit:
		c.choose()
	default:
		c.At, c.hit = at, at
		c.List.Draw()
	}
}

// newRow makes a row for a space or project: its name with the id below.
func (c *PlaceChoice) newRow() *kit.PickRow {
	name := kit.NewLine(" ").As("", "", kit.Strong)
	id := kit.NewLine(" ").As(theme.ColorNamePlaceHolder, theme.SizeNameCaptionText, fyne.TextStyle{})
	badge := kit.NewBadge(c.w.t.Production, theme.ColorNameWarning)
	content := kit.Padded(5, 10, 5, 10, kit.HBox(8, 0, kit.VBox(1, name, id), badge))
	return kit.NewPickRow(content, func(at int) {
		p := c.Found[at]
		name.SetText(cmp.Or(p.Name, p.ID))
		id.SetText(p.ID)
		if badge.Visible() != p.Production {
			kit.SetVisible(badge, p.Production)
			kit.Relayout(content)
		}
	})
}
