package detail

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"lanyard/internal/wallet"

	"lanyard/ui/kit"
	"lanyard/ui/state"
)

// What is shown of the activity.
const (
	activityInDetail = 6
	activityInSheet  = 100
	activitySettles  = 250 * time.Millisecond // after which what has just been noted can be read
)

// activityPart is the fold with what was done with the chosen profile.
type activityPart struct {
	w     *Room
	fold  *kit.Disclosure
	list  *eventList
	runs  *servedList
	timer *time.Timer // a reading that is to come; nil: none
	of    string      // the profile whose events are shown
}

func newActivityPart(w *Room) *activityPart {
	a := &activityPart{w: w, list: newEventList(w)}
	a.runs = newServedList(w, func() { kit.RelayoutIn(w.View.Scroll) })
	all := w.host.Button(w.t.ActivityAll, nil, w.OpenActivity).Quiet()
	a.fold = w.host.Disclosure(w.t.Activity, kit.Padded(0, 0, 4, 8, kit.VBox(4, a.runs.box, a.list.box, kit.Padded(0, 0, 0, -theme.InnerPadding(), kit.HBox(0, -1, all)))))
	a.fold.When = func(open bool) {
		if open {
			a.read()
		}
	}
	return a
}

// show is called when another profile may be shown.
func (a *activityPart) show(id string) {
	if a.of == id {
		return
	}
	a.of = id
	a.list.show(nil, nil, false)
	kit.SetVisible(a.runs.box, false)
	a.list.none.SetText(a.w.t.ActivityReading)
	if a.fold.Open {
		a.read()
	}
}

// changed has what is shown read once more, a moment from now: events are written by
// the way.
func (a *activityPart) changed() {
	if !a.fold.Open || a.timer != nil {
		return
	}
	a.timer = time.AfterFunc(activitySettles, func() {
		a.w.Do(func() {
			a.timer = nil
			if a.fold.Open {
				a.read()
			}
		})
	})
}

func (a *activityPart) read() {
	w, id := a.w, a.of
	a.runs.read(id)
	w.ReadActivity(activityInDetail, id, func(events []wallet.Event, err error) {
		if a.of == id {
			a.list.show(events, err, false)
			kit.RelayoutIn(w.View.Scroll)
		}
	})
}

// OpenActivity shows what was done with all profiles.
func (w *Room) OpenActivity() {
	if w.SaysLocked() {
		return
	}
	if w.host.Dialog != nil && w.host.Dialog.Title == w.t.Activity {
		w.host.Dialog.Close()
		return
	}
	list := newEventList(w)
	var scroll *container.Scroll
	runs := newServedList(w, func() { kit.RelayoutIn(scroll) })
	scroll = container.NewVScroll(kit.Padded(0, 10, 0, 0, kit.VBox(10, runs.box, list.box)))
	scroll.SetMinSize(fyne.NewSize(kit.Scaled(activityWidth), activityHeight))
	note := kit.NewLine(w.t.ActivityWhat).As(theme.ColorNamePlaceHolder, theme.SizeNameCaptionText, fyne.TextStyle{})
	w.host.OpenDialog(w.t.Activity, kit.VBox(8, scroll, note))
	runs.read("")
	w.ReadActivity(activityInSheet, "", func(events []wallet.Event, err error) {
		list.show(events, err, true)
		kit.RelayoutIn(scroll)
	})
}

// The size of the sheet's list.
const (
	activityWidth  = 560
	activityHeight = 300
)

// eventList shows events, newest first.
type eventList struct {
	w    *Room
	box  *fyne.Container
	none *kit.Line
	rows []*eventRow
}

type eventRow struct {
	kit.Boxed
	when, what, from *kit.Line
}

func newEventList(w *Room) *eventList {
	l := &eventList{w: w, none: kit.NewLine(w.t.ActivityReading).As(theme.ColorNamePlaceHolder, "", fyne.TextStyle{})}
	l.box = kit.VBox(5, l.none)
	return l
}

func newEventRow() *eventRow {
	r := &eventRow{
		when: kit.NewLine(" ").As(theme.ColorNamePlaceHolder, "", fyne.TextStyle{}), what: kit.NewLine(" "),
		from: kit.NewLine(" ").As(theme.ColorNamePlaceHolder, theme.SizeNameCaptionText, fyne.TextStyle{}).Unshortened(),
	}
	r.Box = kit.HBox(8, 1, kit.LabelColumn(r.when), r.what, r.from)
	return r
}

// show fills the list; named adds the profiles' names.
func (l *eventList) show(events []wallet.Event, err error, named bool) {
	w, t := l.w, l.w.t
	now := w.Now()
	kit.ShowEach(l.box, &l.rows, events, newEventRow, func(r *eventRow, e wallet.Event) {
		r.when.SetText(t.AtClock(e.Time, now, w.Zone()))
		r.what.SetText(state.DeedWords(t, e, named))
		r.from.SetText(state.FromWords(t, e.From))
	})
	kit.SetVisible(l.none, len(events) == 0)
	switch {
	case err != nil:
		l.none.SetText(state.InOneLine(err))
	case !w.Settings().Activity:
		l.none.SetText(t.ActivityOff)
	default:
		l.none.SetText(t.ActivityNone)
	}
	kit.Relayout(l.box)
}
