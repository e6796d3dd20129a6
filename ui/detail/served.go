package detail

import (
	"fmt"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"lanyard/internal/userfile"

	"lanyard/ui/kit"
	"lanyard/ui/state"
)

// servedList shows the commands that are signed in for as long as they run, and ends them.
// It takes no room while there is none.
type servedList struct {
	w    *Room
	of   string // the profile whose commands are shown; "" for all
	box  *fyne.Container
	list *fyne.Container
	rows []*servedRow
	done func() // after something is shown
}

type servedRow struct {
	kit.Boxed
	what *kit.Line
	end  *kit.Button
}

func newServedList(w *Room, done func()) *servedList {
	l := &servedList{w: w, list: kit.VBox(2), done: done}
	head := kit.NewLine(w.t.ServedRunning).As(theme.ColorNamePlaceHolder, theme.SizeNameCaptionText, kit.Strong)
	l.box = kit.VBox(4, head, l.list, kit.Unpadded(kit.QuietCaption(w.t.ServedWhat)))
	kit.SetVisible(l.box, false)
	return l
}

// read finds out which commands run.
func (l *servedList) read(of string) {
	l.of = of
	l.w.ReadServed(of, func(all []state.ServedCommand, _ error) { // what cannot be read is not there
		if l.of == of {
			l.show(all)
		}
	})
}

func (l *servedList) show(all []state.ServedCommand) {
	w := l.w
	kit.ShowEach(l.list, &l.rows, all, l.newRow, func(r *servedRow, c state.ServedCommand) {
		r.what.SetText(fmt.Sprintf(w.t.ServedSince, userfile.Printable(c.Command), userfile.Printable(c.Profile), w.t.AtClock(c.Started, w.Now(), w.Zone())))
		r.end.OnTapped = func() { w.EndServed(c, func() { l.read(l.of) }) }
	})
	kit.SetVisible(l.box, len(all) > 0)
	kit.Relayout(l.box)
	l.done()
}

func (l *servedList) newRow() *servedRow {
	r := &servedRow{what: kit.NewLine(" "), end: l.w.host.Button(l.w.t.ServedEnd, nil, nil).Quiet()}
	r.Box = kit.HBox(8, 0, r.what, r.end)
	return r
}
