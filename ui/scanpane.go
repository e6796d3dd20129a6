package ui

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"lanyard/internal/credimport"
	"lanyard/internal/userfile"
	"lanyard/ui/kit"
)

// scanner looks for keys that lie in files, in place of the detail. It lists where they
// are, says how to remove them, and has the importer take those that are wanted. It
// changes no file.
type scanner struct {
	w        *Window
	box      *fyne.Container
	scroll   *container.Scroll
	folder   *kit.Field
	look     *kit.Button
	wrong    *widget.Label
	busyRow  *fyne.Container
	wheel    *widget.Activity
	doing    *kit.Line
	summary  *widget.Label
	troubles *kit.Disclosure
	unread   *widget.Label
	cards    *fyne.Container
	more     *widget.Label
	cancel   *kit.Button
	show     *kit.Button
	rows     []*scanRow
	hidden   int                // finds that are not listed
	stop     context.CancelFunc // ends the search under way; nil: none
	files    int                // looked through by the search under way, or the last one
}

// scanRow is one credential lying in a file.
type scanRow struct {
	hit   credimport.Hit
	box   *fyne.Container
	take  *kit.Checkbox // nil: a token, which is not stored
	state *kit.Line
	saved bool
}

func newScanner(w *Window) *scanner {
	t := w.t
	s := &scanner{w: w, cards: kit.VBox(10), wheel: widget.NewActivity()}
	s.folder = kit.NewField(t.ScanFolder, w.host)
	s.folder.SetText("~")
	s.folder.OnSubmit, s.folder.OnCancel = s.begin, s.giveUp
	s.folder.OnFocus = func() { kit.RevealIn(s.scroll, s.folder) }
	choose := s.button(t.ChooseFolder, theme.FolderOpenIcon(), s.choose)
	s.look = s.button(t.ScanLook, theme.SearchIcon(), s.begin)
	s.wrong = kit.Paragraph("", widget.DangerImportance)
	s.wrong.Hide()
	s.doing = kit.QuietLine()
	stop := s.button(t.ScanStop, nil, s.halt)
	s.busyRow = kit.HBox(8, 1, container.NewGridWrap(fyne.NewSquareSize(22), s.wheel), s.doing, stop)
	s.busyRow.Hide()
	s.summary, s.more = kit.Paragraph("", widget.MediumImportance), kit.QuietCaption("")
	s.unread = kit.QuietCaption("")
	s.troubles = w.host.Disclosure(t.ScanUnread, kit.Unpadded(s.unread))
	s.troubles.Head.OtherKeys = s.Key
	s.troubles.When = func(bool) { s.arrange() }
	s.troubles.Box.Hide()
	s.summary.Hide()
	s.more.Hide()
	s.cancel = s.button(t.Close, nil, s.giveUp)
	s.show = s.button("", theme.ConfirmIcon(), s.preview).Prominent()
	head := kit.NewLine(t.ScanTitle).As("", theme.SizeNameHeadingText, kit.Strong)
	content := kit.VBox(12, head, kit.Unpadded(kit.Paragraph(t.ScanWhat, widget.MediumImportance)),
		kit.LabelRow(t.ScanFolder, s.folder), kit.Unpadded(s.wrong), kit.Wrap(s.look, choose),
		s.busyRow, kit.Unpadded(s.summary), s.troubles.Box, s.cards, kit.Unpadded(s.more))
	s.scroll = kit.PaneScroll(content)
	foot := kit.PaneFoot(kit.HBox(8, -1, kit.NewFiller(), s.cancel, s.show))
	s.box = kit.Framed(kit.Gap(0, 0), foot, s.scroll)
	s.arrange()
	return s
}

func (s *scanner) button(text string, icon fyne.Resource, pressed func()) *kit.Button {
	b := s.w.host.Button(text, icon, pressed)
	b.OtherKeys = s.Key
	b.Focused = func() { kit.RevealIn(s.scroll, b) }
	return b
}

// Key implements [kit.Pane].
func (s *scanner) Key(e *fyne.KeyEvent) {
	if e.Name == fyne.KeyEscape {
		s.giveUp()
		return
	}
	s.w.functionKey(e)
}

// Object implements [kit.Pane].
func (s *scanner) Object() fyne.CanvasObject { return s.box }

// FirstFocus implements [kit.Pane]: it is what is left to do.
func (s *scanner) FirstFocus() fyne.Focusable {
	switch {
	case s.stop != nil:
		return nil
	case len(s.chosen()) > 0:
		return s.show
	}
	return s.folder
}

// focusFirst goes to what is left to do.
func (s *scanner) focusFirst() { s.w.host.Focus(s.FirstFocus()) }

// RestFocus implements [kit.Pane].
func (s *scanner) RestFocus() fyne.Focusable { return s.cancel }

// Reveal implements [kit.Pane].
func (s *scanner) Reveal(o fyne.CanvasObject) { kit.RevealIn(s.scroll, o) }

// Leave implements [kit.Pane].
func (s *scanner) Leave(then func()) { then() }

// Drop implements [kit.Pane]: it looks through what was dropped.
func (s *scanner) Drop(paths []string) bool {
	s.search(paths)
	return true
}

// choose asks for the folder.
func (s *scanner) choose() {
	s.w.files.Folder(s.w.t.FilesScan, userfile.Path(s.folder.Text), func(dir string) {
		s.folder.SetText(userfile.UnderHome(dir))
		s.begin()
	})
}

// begin looks through the folder that is named. What was found before stays listed.
func (s *scanner) begin() {
	typed := userfile.Path(s.folder.Text)
	path, err := filepath.Abs(typed)
	if err != nil || typed == "" {
		s.say(s.w.t.ScanNoFolder)
		return
	}
	s.search([]string{path})
}

// search looks through folders, and files, off Fyne's goroutine.
func (s *scanner) search(paths []string) {
	if s.stop != nil {
		return
	}
	w := s.w
	s.say("")
	s.files = 0
	s.unread.SetText("")
	s.troubles.Box.Hide()
	kit.SetLabel(s.summary, "")
	s.doing.SetText(w.t.ScanBegins)
	s.busyRow.Show()
	s.wheel.Start()
	var ctx context.Context
	ctx, s.stop = context.WithCancel(w.Context())
	kit.Background(ctx, w.host, func(ctx context.Context) (credimport.ScanSummary, error) {
		return runScan(ctx, paths, func(n scanNews) {
			w.Do(func() {
				if ctx.Err() == nil {
					s.take(n)
				}
			})
		})
	}, s.ended)
	s.arrange()
}

// take lists what was found meanwhile.
func (s *scanner) take(n scanNews) {
	s.files = n.files
	s.doing.SetText(fmt.Sprintf(s.w.t.ScanDoing, n.files, userfile.Printable(userfile.UnderHome(n.at))))
	s.name(n.troubles)
	for _, h := range n.hits {
		s.add(h)
	}
	if len(n.hits)+len(n.troubles) > 0 {
		s.arrange()
	}
}

// name lists files that could not be read.
func (s *scanner) name(troubles []string) {
	if len(troubles) > 0 {
		s.unread.SetText(kit.Join("\n", append([]string{s.unread.Text}, troubles...)...))
		s.troubles.Box.Show()
	}
}

// add lists a find, unless it is listed already.
func (s *scanner) add(h credimport.Hit) {
	same := func(r *scanRow) bool {
		return r.hit.Path == h.Path && r.hit.Line == h.Line && r.hit.Column == h.Column
	}
	switch {
	case slices.ContainsFunc(s.rows, same):
	case len(s.rows) >= scanShown:
		s.hidden++
	default:
		r := s.newRow(h)
		s.rows = append(s.rows, r)
		s.cards.Add(r.box)
	}
}

// tickWidth is the room of a box to tick without words.
const tickWidth = 32

func (s *scanner) newRow(h credimport.Hit) *scanRow {
	w, t := s.w, s.w.t
	r := &scanRow{hit: h, state: kit.NewLine("").As(theme.ColorNameSuccess, theme.SizeNameCaptionText, kit.Strong)}
	r.state.Hide()
	place := placeOfHit(h)
	name := kit.NewLine(userfile.Printable(fmt.Sprintf("%s:%d", filepath.Base(h.Path), h.Line))).As("", "", kit.Strong)
	folder := kit.NewLine(userfile.Printable(userfile.UnderHome(filepath.Dir(h.Path)))).As(theme.ColorNamePlaceHolder, theme.SizeNameCaptionText, fyne.TextStyle{})
	tick := kit.Gap(0, 0)
	if h.Found.HasSecret() {
		r.take = kit.NewCheckbox("", func(bool) { s.arrange() })
		r.take.ID = place
		r.take.OnCancel = s.giveUp
		r.take.OnSubmit = func() { r.take.SetChecked(!r.take.Checked) }
		r.take.OnFocus = func() { kit.RevealIn(s.scroll, r.box) }
		tick = r.take
	}
	copyPlace := kit.NewCopyButton(w.host, func() { w.CopyPlain(t.ScanPlace, placeOfHit(h)) })
	copyPlace.Label = fmt.Sprintf(t.CopyWhat, place)
	copyPlace.OtherKeys = s.Key
	copyPlace.Focused = func() { kit.RevealIn(s.scroll, r.box) }
	what := kit.NewLine(hitWords(t, h)).As(theme.ColorNamePlaceHolder, theme.SizeNameCaptionText, fyne.TextStyle{})
	steps := h.Removal()
	for i, step := range steps {
		steps[i] = "• " + userfile.Printable(step)
	}
	how := w.host.Disclosure(t.ScanRemove, kit.Padded(0, 0, 8, 0, kit.Unpadded(kit.QuietCaption(strings.Join(steps, "\n")))))
	how.Head.OtherKeys = s.Key
	how.Head.Focused = copyPlace.Focused
	how.When = func(bool) { s.arrange() }
	about := kit.VBox(3, name, folder, what)
	if !h.Found.Token.Empty() {
		about.Add(kit.NewLine(t.ScanToken).As(theme.ColorNamePlaceHolder, theme.SizeNameCaptionText, fyne.TextStyle{}))
	}
	about.Add(r.state)
	r.box = kit.OnSurface(kit.ColorCard, 8, kit.Padded(8, 10, 4, 10, kit.VBox(2,
		kit.HBox(4, 1, kit.FixedWidth(tickWidth, tick), about, copyPlace.Button), kit.Padded(0, 0, 0, kit.Scaled(tickWidth)+4, how.Box))))
	return r
}

// ended takes the end of the search.
func (s *scanner) ended(sum credimport.ScanSummary, err error) {
	s.rest()
	if err != nil {
		var path *fs.PathError
		if errors.As(err, &path) {
			err = path.Err
		}
		s.say(fmt.Sprintf(s.w.t.ScanFailed, strings.TrimSpace(s.folder.Text), err))
		return
	}
	t := s.w.t
	found := t.Number(sum.Hits, t.ScanFoundOne, t.ScanFoundSome)
	if sum.Hits == 0 {
		found = t.ScanFoundNone
	}
	said := []string{found + " " + t.Number(sum.Files, t.ScanFilesOne, t.ScanFilesSome)}
	if sum.Skipped > 0 {
		said = append(said, t.Number(sum.Skipped, t.ScanSkippedOne, t.ScanSkippedSome))
	}
	if sum.Failed > 0 {
		said = append(said, t.Number(sum.Failed, t.ScanFailedOne, t.ScanFailedSome))
	}
	kit.SetLabel(s.summary, strings.Join(said, " "))
	s.focusFirst()
	s.arrange()
}

// halt ends the search under way; what it found stays.
func (s *scanner) halt() {
	if s.stop == nil {
		return
	}
	s.stop()
	s.rest()
	kit.SetLabel(s.summary, fmt.Sprintf(s.w.t.ScanStopped, s.files))
	s.focusFirst()
	s.arrange()
}

// rest shows that no search is under way.
func (s *scanner) rest() {
	if s.stop != nil {
		s.stop()
		s.stop = nil
	}
	s.wheel.Stop()
	s.busyRow.Hide()
	s.arrange()
}

// giveUp is Close and Escape: it ends the search under way, or closes.
func (s *scanner) giveUp() {
	if s.stop != nil {
		s.halt()
		return
	}
	s.w.host.Panes.Close(s)
}

// say tells what is wrong with the folder.
func (s *scanner) say(text string) {
	kit.SetLabel(s.wrong, text)
	s.arrange()
}

// chosen are the finds to be imported, a key that lies in several places once.
func (s *scanner) chosen() [][]*scanRow {
	var groups [][]*scanRow
	for _, r := range s.rows {
		if r.take == nil || !r.take.Checked || r.saved {
			continue
		}
		at := slices.IndexFunc(groups, func(g []*scanRow) bool { return credimport.SameCredential(g[0].hit.Found, r.hit.Found) })
		if at < 0 {
			groups = append(groups, []*scanRow{r})
		} else {
			groups[at] = append(groups[at], r)
		}
	}
	return groups
}

// preview shows in the importer what is wanted. It comes back here.
func (s *scanner) preview() {
	groups := s.chosen()
	if s.stop != nil || len(groups) == 0 {
		return
	}
	var f findings
	for _, g := range groups {
		f.found = append(f.found, g[0].hit.Found)
	}
	m := s.w.showImporter()
	m.show(f)
	for i, it := range m.items {
		it.whenSaved = func(name string) {
			for _, r := range groups[i] {
				r.saved = true
				r.take.SetChecked(false)
				r.take.Disable()
				r.state.SetText(fmt.Sprintf(s.w.t.ScanSaved, name))
				r.state.Show()
			}
			s.arrange()
		}
	}
}

// arrange shows what fits what was found.
func (s *scanner) arrange() {
	t := s.w.t
	n := len(s.chosen())
	importable := slices.ContainsFunc(s.rows, func(r *scanRow) bool { return r.take != nil })
	kit.SetVisible(s.show, importable)
	s.show.SetText(t.Number(n, t.ScanPreviewOne, t.ScanPreviewSome))
	s.show.SetEnabled(n > 0 && s.stop == nil)
	s.look.SetEnabled(s.stop == nil)
	said := ""
	if s.hidden > 0 {
		said = fmt.Sprintf(t.ScanMore, s.hidden)
	}
	kit.SetLabel(s.more, said)
	kit.Relayout(s.box)
	kit.RelayoutIn(s.scroll)
}

// Forget implements [kit.Pane].
func (s *scanner) Forget() {
	if s.stop != nil {
		s.stop()
		s.stop = nil
	}
	s.wheel.Stop()
	for _, r := range s.rows {
		r.hit.Found = credimport.Found{}
	}
	s.rows = nil
	s.cards.RemoveAll()
}
