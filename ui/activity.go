package ui

import (
	"context"
	"fmt"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"lanyard/internal/profile"
	"lanyard/internal/wallet"

	"lanyard/ui/kit"
	"lanyard/ui/text"
)

// What is shown of the activity.
const (
	activityInDetail = 6
	activityInSheet  = 100
	activitySettles  = 250 * time.Millisecond // after which what has just been noted can be read
)

// note makes what notes a deed. detail is a word or two, never a secret.
func (w *Window) note(d wallet.Deed, p profile.Profile, detail string) func() {
	return func() {
		w.set.Wallet.Record(d, p, detail)
		w.activity.changed()
	}
}

// noteUse is note for a token, which from then on is one in use.
func (w *Window) noteUse(d wallet.Deed, p profile.Profile) func() {
	note := w.note(d, p, "token")
	return func() {
		note()
		if t, ok := w.token(p); ok {
			w.session(p.ID).used = t.ExpiresAt
		}
	}
}

// activityPart is the fold with what was done with the chosen profile.
type activityPart struct {
	w     *Window
	fold  *kit.Disclosure
	list  *eventList
	timer *time.Timer // a reading that is to come; nil: none
	of    string      // the profile whose events are shown
}

func newActivityPart(w *Window) *activityPart {
	a := &activityPart{w: w, list: newEventList(w)}
	all := w.host.Button(w.t.ActivityAll, nil, w.openActivity).Quiet()
	a.fold = w.host.Disclosure(w.t.Activity, kit.Padded(0, 0, 4, 8, kit.VBox(4, a.list.box, kit.Padded(0, 0, 0, -theme.InnerPadding(), kit.HBox(0, -1, all)))))
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
		a.w.do(func() {
			a.timer = nil
			if a.fold.Open {
				a.read()
			}
		})
	})
}

func (a *activityPart) read() {
	w, id := a.w, a.of
	w.readActivity(activityInDetail, id, func(events []wallet.Event, err error) {
		if a.of == id {
			a.list.show(events, err, false)
			kit.RelayoutIn(w.detail.scroll)
		}
	})
}

// readActivity reads the last events off Fyne's goroutine.
func (w *Window) readActivity(n int, profileID string, done func([]wallet.Event, error)) {
	background(w.ctx, w, func(context.Context) ([]wallet.Event, error) {
		return w.set.Wallet.Recent(n, profileID)
	}, func(events []wallet.Event, err error) {
		done(events, err)
	})
}

// openActivity shows what was done with all profiles.
func (w *Window) openActivity() {
	if w.saysLocked() {
		return
	}
	if w.host.Dialog != nil && w.host.Dialog.Title == w.t.Activity {
		w.host.Dialog.Close()
		return
	}
	list := newEventList(w)
	scroll := container.NewVScroll(kit.Padded(0, 10, 0, 0, list.box))
	scroll.SetMinSize(fyne.NewSize(kit.Scaled(activityWidth), activityHeight))
	note := kit.NewLine(w.t.ActivityWhat).As(theme.ColorNamePlaceHolder, theme.SizeNameCaptionText, fyne.TextStyle{})
	w.host.OpenDialog(w.t.Activity, kit.VBox(8, scroll, note))
	w.readActivity(activityInSheet, "", func(events []wallet.Event, err error) {
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
	w    *Window
	box  *fyne.Container
	none *kit.Line
	rows []*eventRow
}

type eventRow struct {
	kit.Boxed
	when, what, from *kit.Line
}

func newEventList(w *Window) *eventList {
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
	now := w.now()
	kit.ShowEach(l.box, &l.rows, events, newEventRow, func(r *eventRow, e wallet.Event) {
		r.when.SetText(t.AtClock(e.Time, now, w.zone))
		r.what.SetText(deedWords(t, e, named))
		r.from.SetText(fromWords(t, e.From))
	})
	kit.SetVisible(l.none, len(events) == 0)
	switch {
	case err != nil:
		l.none.SetText(inOneLine(err))
	case !w.settings.Activity:
		l.none.SetText(t.ActivityOff)
	default:
		l.none.SetText(t.ActivityNone)
	}
	kit.Relayout(l.box)
}

// deedWords says what was done.
func deedWords(t *text.Texts, e wallet.Event, named bool) string {
	words := map[wallet.Deed]string{
		wallet.DeedCreated: t.DeedCreated, wallet.DeedEdited: t.DeedEdited, wallet.DeedRenamed: t.DeedRenamed,
		wallet.DeedRemoved: t.DeedRemoved, wallet.DeedFetched: t.DeedFetched, wallet.DeedFailed: t.DeedFailed,
		wallet.DeedTested: t.DeedTested, wallet.DeedCopied: t.DeedCopied, wallet.DeedViewed: t.DeedViewed,
		wallet.DeedExported: t.DeedExported, wallet.DeedImported: t.DeedImported, wallet.DeedRestored: t.DeedRestored,
		wallet.DeedServed: t.DeedServed,
	}[e.Deed]
	if words == "" {
		words = kit.Capital(string(e.Deed))
	}
	if e.Detail != "" {
		words = fmt.Sprintf(t.DeedDetail, words, e.Detail)
	}
	if named {
		words = fmt.Sprintf(t.DeedOf, e.Profile, words)
	}
	return words
}

func fromWords(t *text.Texts, from string) string {
	switch from {
	case wallet.FromWindow:
		return t.FromWindow
	case wallet.FromCommand:
		return t.FromCommand
	case wallet.FromAgent:
		return t.FromAgent
	}
	return from
}
