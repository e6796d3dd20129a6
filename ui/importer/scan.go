package importer

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"lanyard/internal/credimport"
	"lanyard/internal/userfile"

	"lanyard/ui/kit"
	"lanyard/ui/state"
	"lanyard/ui/text"
)

// How a scan tells what it does.
const (
	scanTold     = 100 * time.Millisecond // how often the window hears of it
	scanShown    = 200                    // finds that are listed
	scanTroubles = 20                     // files that could not be read and are named
)

// scanNews is what a scan has done since the window heard of it last.
type scanNews struct {
	hits     []credimport.Hit
	troubles []string // files that could not be read, with the reason
	files    int      // in all
	at       string   // the file that is read
}

// scanReport gathers what a scan tells, file by file, and passes it on now and then.
type scanReport struct {
	news  scanNews
	named int       // files that could not be read and were named
	told  time.Time // when it was passed on last
	tell  func(scanNews)
}

func (r *scanReport) looking(path string) {
	r.news.files++
	r.news.at = path
	if time.Since(r.told) >= scanTold {
		r.pass()
	}
}

func (r *scanReport) found(h credimport.Hit) { r.news.hits = append(r.news.hits, h) }

func (r *scanReport) trouble(path string, err error) {
	if r.named++; r.named > scanTroubles {
		return
	}
	var p *fs.PathError
	if errors.As(err, &p) {
		err = p.Err
	}
	r.news.troubles = append(r.news.troubles, userfile.Printable(userfile.UnderHome(path))+": "+err.Error())
}

func (r *scanReport) pass() {
	r.told = time.Now()
	news := r.news
	r.news.hits, r.news.troubles = nil, nil
	r.tell(news)
}

// runScan looks through folders until it is done or ctx ends. tell is called on this
// goroutine.
func runScan(ctx context.Context, dirs []string, tell func(scanNews)) (credimport.ScanSummary, error) {
	r := &scanReport{tell: tell}
	sum, err := credimport.Scan(ctx, dirs, credimport.ScanOptions{Problem: r.trouble, Looking: r.looking}, r.found)
	r.pass()
	return sum, err
}

// OpenScan opens the search for keys in files.
func (w *Room) OpenScan() {
	switch {
	case w.host.Dialog != nil:
	case kit.Find[*Scanner](w.host.Panes) == nil:
		w.host.Panes.Leave(w.showScan)
	case kit.IsTop[*Pane](w.host.Panes): // in front of it
		m := w.host.Panes.Top()
		m.Leave(func() { w.host.Panes.Close(m) })
	}
}

func (w *Room) showScan() {
	s := newScanner(w)
	w.host.Panes.Show(s)
	s.Folder.Entry.TypedShortcut(&fyne.ShortcutSelectAll{})
}

// PlaceOfHit is where a credential lies.
func PlaceOfHit(h credimport.Hit) string {
	return fmt.Sprintf("%s:%d", userfile.Printable(userfile.UnderHome(h.Path)), h.Line)
}

// hitWords says what kind of credential lies there, without telling it.
func hitWords(t *text.Texts, h credimport.Hit) string {
	p := h.Found.Profile
	what := state.KeyTitle(t, p.Kind, p.SecretKind)
	if !h.Found.Token.Empty() {
		what = t.Token
	}
	parts := []string{strings.TrimSpace(p.Kind.Title() + " " + what), p.Username, p.Host(), h.Masked}
	var shown []string
	for _, x := range parts {
		if x != "" {
			shown = append(shown, userfile.Printable(x))
		}
	}
	return strings.Join(shown, " · ")
}
