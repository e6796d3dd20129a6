package importer

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

// Scanner looks for keys that lie in files, in place of the detail. It lists where they
// are, says how to remove them, and has the importer take those that are wanted. It
// changes no file.
type Scanner struct {
	w        *Room
	box      *fyne.Container
	scroll   *container.Scroll
	Folder   *kit.Field
	look     *kit.Button
	Wrong    *widget.Label
	busyRow  *fyne.Container
	wheel    *widget.Activity
	doing    *kit.Line
	Summary  *widget.Label
	troubles *kit.Disclosure
	unread   *widget.Label
	cards    *fyne.Container
	more     *widget.Label
	cancel   *kit.Button
	show     *kit.Button
	Rows     []*scanRow
	hidden   int                // finds that are not listed
	Stop     context.CancelFunc // ends the search under way; nil: none
	files    int                // looked through by the search under way, or the last one
}

// scanRow is one credential lying in a file.
type scanRow struct {
	Hit   credimport.Hit
	box   *fyne.Container
	Take  *kit.Checkbox // nil: a token, which is not stored
	state *kit.Line
	Saved bool
}

func newScanner(w *Room) *Scanner {
	t := w.t
	s := &Scanner{w: w, cards: kit.VBox(10), wheel: widget.NewActivity()}
	s.Folder = kit.NewField(t.ScanFolder, w.host)
	s.Folder.SetText("~")
	s.Folder.OnSubmit, s.Folder.OnCancel = s.begin, s.giveUp
	s.Folder.OnFocus = func() { kit.RevealIn(s.scroll, s.Folder) }
	choose := s.button(t.ChooseFolder, theme.FolderOpenIcon(), s.choose)
	s.look = s.button(t.ScanLook, theme.SearchIcon(), s.begin)
	s.Wrong = kit.Paragraph("", widget.DangerImportance)
	s.Wrong.Hide()
	s.doing = kit.QuietLine()
	stop := s.button(t.ScanStop, nil, s.halt)
	s.busyRow = kit.HBox(8, 1, container.NewGridWrap(fyne.NewSquareSize(22), s.wheel), s.doing, stop)
	s.busyRow.Hide()
	s.Summary, s.more = kit.Paragraph("", widget.MediumImportance), kit.QuietCaption("")
	s.unread = kit.QuietCaption("")
	s.troubles = w.host.Disclosure(t.ScanUnread, kit.Unpadded(s.unread))
	s.troubles.Head.OtherKeys = s.Key
	s.troubles.When = func(bool) { s.arrange() }
	s.troubles.Box.Hide()
	s.Summary.Hide()
	s.more.Hide()
	s.cancel = s.button(t.Close, nil, s.giveUp)
	s.show = s.button("", theme.ConfirmIcon(), s.preview).Prominent()
	head := kit.NewLine(t.ScanTitle).As("", theme.SizeNameHeadingText, kit.Strong)
	content := kit.VBox(12, head, kit.Unpadded(kit.Paragraph(t.ScanWhat, widget.MediumImportance)),
		kit.LabelRow(t.ScanFolder, s.Folder), kit.Unpadded(s.Wrong), kit.Wrap(s.look, choose),
		s.busyRow, kit.Unpadded(s.Summary), s.troubles.Box, s.cards, kit.Unpadded(s.more))
	s.scroll = kit.PaneScroll(content)
	foot := kit.PaneFoot(kit.HBox(8, -1, kit.NewFiller(), s.cancel, s.show))
	s.box = kit.Framed(kit.Gap(0, 0), foot, s.scroll)
	s.arrange()
	return s
}

func (s *Scanner) button(text string, icon fyne.Resource, pressed func()) *kit.Button {
	b := s.w.host.Button(text, icon, pressed)
	b.OtherKeys = s.Key
	b.Focused = func() { kit.RevealIn(s.scroll, b) }
	return b
}

// Key implements [kit.Pane].
func (s *Scanner) Key(e *fyne.KeyEvent) {
	if e.Name == fyne.KeyEscape {
		s.giveUp()
		return
	}
	s.w.host.FunctionKey(e)
}

// Object implements [kit.Pane].
func (s *Scanner) Object() fyne.CanvasObject { return s.box }

// FirstFocus implements [kit.Pane]: it is what is left to do.
func (s *Scanner) FirstFocus() fyne.Focusable {
	switch {
	case s.Stop != nil:
		return nil
	case len(s.chosen()) > 0:
		return s.show
	}
	return s.Folder
}

// focusFirst goes to what is left to do.
func (s *Scanner) focusFirst() { s.w.host.Focus(s.FirstFocus()) }

// RestFocus implements [kit.Pane].
func (s *Scanner) RestFocus() fyne.Focusable { return s.cancel }

// Reveal implements [kit.Pane].
func (s *Scanner) Reveal(o fyne.CanvasObject) { kit.RevealIn(s.scroll, o) }

// Leave implements [kit.Pane].
func (s *Scanner) Leave(then func()) { then() }

// Drop implements [kit.Pane]: it looks through what was dropped.
func (s *Scanner) Drop(paths []string) bool {
	s.search(paths)
	return true
}

// choose asks for the folder.
func (s *Scanner) choose() {
	s.w.nav.ChooseFolder(s.w.t.FilesScan, userfile.Path(s.Folder.Text), func(dir string) {
		s.Folder.SetText(userfile.UnderHome(dir))
		s.begin()
	})
}

// begin looks through the folder that is named. What was found before stays listed.
func (s *Scanner) begin() {
	typed := userfile.Path(s.Folder.Text)
	path, err := filepath.Abs(typed)
	if err != nil || typed == "" {
		s.say(s.w.t.ScanNoFolder)
		return
	}
	s.search([]string{path})
}

// search looks through folders, and files, off Fyne's goroutine.
func (s *Scanner) search(paths []string) {
	if s.Stop != nil {
		return
	}
	w := s.w
	s.say("")
	s.files = 0
	s.unread.SetText("")
	s.troubles.Box.Hide()
	kit.SetLabel(s.Summary, "")
	s.doing.SetText(w.t.ScanBegins)
	s.busyRow.Show()
	s.wheel.Start()
	var ctx context.Context
	ctx, s.Stop = context.WithCancel(w.Context())
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
func (s *Scanner) take(n scanNews) {
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
func (s *Scanner) name(troubles []string) {
	if len(troubles) > 0 {
		s.unread.SetText(kit.Join("\n", append([]string{s.unread.Text}, troubles...)...))
		s.troubles.Box.Show()
	}
}

// add lists a find, unless it is listed already.
func (s *Scanner) add(h credimport.Hit) {
	same := func(r *scanRow) bool {
		return r.Hit.Path == h.Path && r.Hit.Line == h.Line && r.Hit.Column == h.Column
	}
	switch {
	case slices.ContainsFunc(s.Rows, same):
	case len(s.Rows) >= scanShown:
		s.hidden++
	default:
		r := s.newRow(h)
		s.Rows = append(s.Rows, r)
		s.cards.Add(r.box)
	}
}

// tickWidth is the room of a box to tick without words.
const tickWidth = 32

func (s *Scanner) newRow(h credimport.Hit) *scanRow {
	w, t := s.w, s.w.t
	r := &scanRow{Hit: h, state: kit.NewLine("").As(theme.ColorNameSuccess, theme.SizeNameCaptionText, kit.Strong)}
	r.state.Hide()
	place := PlaceOfHit(h)
	name := kit.NewLine(userfile.Printable(fmt.Sprintf("%s:%d", filepath.Base(h.Path), h.Line))).As("", "", kit.Strong)
	folder := kit.NewLine(userfile.Printable(userfile.UnderHome(filepath.Dir(h.Path)))).As(theme.ColorNamePlaceHolder, theme.SizeNameCaptionText, fyne.TextStyle{})
	tick := kit.Gap(0, 0)
	if h.Found.HasSecret() {
		r.Take = kit.NewCheckbox("", func(bool) { s.arrange() })
		r.Take.ID = place
		r.Take.OnCancel = s.giveUp
		r.Take.OnSubmit = func() { r.Take.SetChecked(!r.Take.Checked) }
		r.Take.OnFocus = func() { kit.RevealIn(s.scroll, r.box) }
		tick = r.Take
	}
	copyPlace := kit.NewCopyButton(w.host, func() { w.CopyPlain(t.ScanPlace, PlaceOfHit(h)) })
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
	below := kit.VBox(2, how.Box)
	if f := h.Found; w.nav.KeyAtIBM(f.Profile, f.Secret) {
		whose := s.button(t.FoundKeyMenu, nil, func() { w.nav.OpenKeyAtIBM(place, r.Hit.Found.Profile, r.Hit.Found.Secret) })
		whose.Label = fmt.Sprintf(t.FoundKeyLabel, place)
		below.Objects = append([]fyne.CanvasObject{kit.HBox(0, -1, whose)}, below.Objects...)
	}
	about := kit.VBox(3, name, folder, what)
	if !h.Found.Token.Empty() {
		about.Add(kit.NewLine(t.ScanToken).As(theme.ColorNamePlaceHolder, theme.SizeNameCaptionText, fyne.TextStyle{}))
	}
	about.Add(r.state)
	r.box = kit.OnSurface(kit.ColorCard, 8, kit.Padded(8, 10, 4, 10, kit.VBox(2,
		kit.HBox(4, 1, kit.FixedWidth(tickWidth, tick), about, copyPlace.Button), kit.Padded(0, 0, 0, kit.Scaled(tickWidth)+4, below))))
	return r
}

// ended takes the end of the search.
func (s *Scanner) ended(sum credimport.ScanSummary, err error) {
	s.rest()
	if err != nil {
		var path *fs.PathError
		if errors.As(err, &path) {
			err = path.Err
		}
		s.say(fmt.Sprintf(s.w.t.ScanFailed, strings.TrimSpace(s.Folder.Text), err))
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
	for _, path := range sum.Configs {
		said = append(said, fmt.Sprintf(t.ScanConfig, userfile.Printable(userfile.UnderHome(path))))
	}
	kit.SetLabel(s.Summary, strings.Join(said, " "))
	s.focusFirst()
	s.arrange()
}

// halt ends the search under way; what it found stays.
func (s *Scanner) halt() {
	if s.Stop == nil {
		return
	}
	s.Stop()
	s.rest()
	kit.SetLabel(s.Summary, fmt.Sprintf(s.w.t.ScanStopped, s.files))
	s.focusFirst()
	s.arrange()
}

// rest shows that no search is under way.
func (s *Scanner) rest() {
	if s.Stop != nil {
		s.Stop()
		s.Stop = nil
	}
	s.wheel.Stop()
	s.busyRow.Hide()
	s.arrange()
}

// giveUp is Close and Escape: it ends the search under way, or closes.
func (s *Scanner) giveUp() {
	if s.Stop != nil {
		s.halt()
		return
	}
	s.w.host.Panes.Close(s)
}

// say tells what is wrong with the folder.
func (s *Scanner) say(text string) {
	kit.SetLabel(s.Wrong, text)
	s.arrange()
}

// chosen are the finds to be imported, a key that lies in several places once.
func (s *Scanner) chosen() [][]*scanRow {
	var groups [][]*scanRow
	for _, r := range s.Rows {
		if r.Take == nil || !r.Take.Checked || r.Saved {
			continue
		}
		at := slices.IndexFunc(groups, func(g []*scanRow) bool { return credimport.SameCredential(g[0].Hit.Found, r.Hit.Found) })
		if at < 0 {
			groups = append(groups, []*scanRow{r})
		} else {
			groups[at] = append(groups[at], r)
		}
	}
	return groups
}

// preview shows in the importer what is wanted. It comes back here.
func (s *Scanner) preview() {
	groups := s.chosen()
	if s.Stop != nil || len(groups) == 0 {
		return
	}
	var f findings
	for _, g := range groups {
		f.found = append(f.found, g[0].Hit.Found)
	}
	m := s.w.showImporter()
	m.show(f)
	for i, it := range m.Items {
		it.whenSaved = func(name string) {
			for _, r := range groups[i] {
				r.Saved = true
				r.Take.SetChecked(false)
				r.Take.Disable()
				r.state.SetText(fmt.Sprintf(s.w.t.ScanSaved, name))
				r.state.Show()
			}
			s.arrange()
		}
	}
}

// arrange shows what fits what was found.
func (s *Scanner) arrange() {
	t := s.w.t
	n := len(s.chosen())
	importable := slices.ContainsFunc(s.Rows, func(r *scanRow) bool { return r.Take != nil })
	kit.SetVisible(s.show, importable)
	s.show.SetText(t.Number(n, t.ScanPreviewOne, t.ScanPreviewSome))
	s.show.SetEnabled(n > 0 && s.Stop == nil)
	s.look.SetEnabled(s.Stop == nil)
	said := ""
	if s.hidden > 0 {
		said = fmt.Sprintf(t.ScanMore, s.hidden)
	}
	kit.SetLabel(s.more, said)
	kit.Relayout(s.box)
	kit.RelayoutIn(s.scroll)
}

// Forget implements [kit.Pane].
func (s *Scanner) Forget() {
	if s.Stop != nil {
		s.Stop()
		s.Stop = nil
	}
	s.wheel.Stop()
	for _, r := range s.Rows {
		r.Hit.Found = credimport.Found{}
	}
	s.Rows = nil
	s.cards.RemoveAll()
}
