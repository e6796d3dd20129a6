package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// detailMost is from which width on lines would be too long to read.
const detailMost = 760

// detail is the reading pane of the chosen profile. Its widgets are made once and
// filled again for each profile.
type detail struct {
	w   *Window
	box *fyne.Container

	none    *fyne.Container
	scroll  *container.Scroll
	name    *tipLine
	prod    *fyne.Container
	noTLS   *fyne.Container
	tlsWarn *widget.Label
	place   *tipLine
	edit    *button
	more    *button
	facts   *factList
	rest    *factList
	restTop *fold
	token   *tokenPart
	failure *failurePart
	ask     *askPart
	key     *keyPart
	snippet *snippetPart
	drawn   detailView

	space    *placePart
	test     *testPart
	chain    *chainPart
	save     *savePart
	identity *identityPart
	zen      *zenPart
}

func newDetail(w *Window) *detail {
	t := w.t
	d := &detail{
		w:     w,
		name:  newTipLine(w).as("", theme.SizeNameHeadingText, strong),
		prod:  newBadge(t.Production, theme.ColorNameWarning),
		noTLS: newBadge(t.NotVerified, theme.ColorNameError),
		place: newTipLine(w).as(theme.ColorNamePlaceHolder, "", fyne.TextStyle{}),
		facts: newFactList(w), rest: newFactList(w),
		tlsWarn: paragraph(t.InsecureWarn, widget.DangerImportance),
	}
	d.edit = w.button(t.Edit, theme.DocumentCreateIcon(), w.openEdit).quiet()
	d.more = w.button(t.MoreForProfile, theme.MoreHorizontalIcon(), d.showMore).quiet()
	d.token = newTokenPart(w)
	d.snippet = newSnippetPart(w)
	d.failure = newFailurePart(w)
	d.ask = newAskPart(w)
	d.zen = newZenPart(w)
	d.key = newKeyPart(w, d.zen.box)
	d.space, d.test, d.chain, d.save, d.identity = newPlacePart(w), newTestPart(w), newChainPart(w), newSavePart(w), newIdentityPart(w)
	d.restTop = w.fold(t.MoreDetails, inset(0, 0, 4, 8, d.rest.box))
	d.restTop.when = func(bool) { w.refreshDetail() }
	head := column(3,
		rowOf(10, 0, d.name, d.prod, d.noTLS, newFiller(), rowOf(0, -1, d.edit, d.more)),
		d.place)
	content := column(14,
		head,
		d.tlsWarn,
		column(0, d.facts.box, d.space.box),
		d.token.box,
		d.ask.box,
		d.failure.box,
		d.test.box,
		d.identity.box,
		d.chain.box,
		d.save.box,
		column(0, d.token.claimsFold.box, d.snippet.fold.box, d.key.fold.box, w.activity.fold.box, d.restTop.box))
	d.scroll = container.NewVScroll(inset(16, 20, 20, 22, container.New(atMost(detailMost), content)))
	d.none = container.NewCenter(newLine(t.ChooseOne).as(theme.ColorNamePlaceHolder, "", fyne.TextStyle{}).unshortened())
	d.box = layers(d.none, d.scroll)
	return d
}

// leave closes what belongs to one profile alone, before another one is shown.
func (d *detail) leave() {
	d.token.claimsFold.set(false)
	d.key.fold.set(false)
	d.snippet.leave()
	d.w.activity.fold.set(false)
	d.failure.fold.set(false)
	d.scroll.ScrollToTop()
}

func (d *detail) show(v detailView) {
	setVisible(d.none, v.id == "")
	setVisible(d.scroll, v.id != "")
	restack(d.box)
	before := d.drawn
	d.drawn = v
	if v.id == "" {
		return
	}
	d.name.setText(v.name)
	d.place.setText(v.place)
	setVisible(d.prod, v.production)
	setVisible(d.noTLS, v.insecure)
	setVisible(d.tlsWarn, v.insecure)
	d.facts.show(v.facts)
	if d.restTop.open {
		d.rest.show(v.more)
	}
	d.token.show(v.token)
	d.ask.show(v.question)
	d.failure.show(v.failure)
	d.key.show(v.key)
	d.w.activity.show(v.id)
	moved := d.snippet.show(d.w.current())
	if (d.showLooks(v) || moved || !sameShape(before, v)) && !d.scroll.Size().IsZero() { // it has no place yet while the window is being built
		relayoutIn(d.scroll)
	}
}

// showLooks draws what is found by looking: the place, the test, certificates, the
// key. It reports whether anything needs a new place.
func (d *detail) showLooks(v detailView) bool {
	moved := d.space.show(v.space)
	for _, m := range []bool{
		d.test.show(v.id, v.test), d.chain.show(v.id, v.chain), d.save.show(v.saving), d.identity.show(v.identity),
		d.zen.show(v.zen), d.token.more.show(v.token.more),
	} {
		moved = moved || m
	}
	return moved
}

// sameShape reports whether two views differ in words only, so that nothing needs a
// new place.
func sameShape(a, b detailView) bool {
	return a.id == b.id && a.production == b.production && a.insecure == b.insecure &&
		len(a.facts) == len(b.facts) && len(a.more) == len(b.more) &&
		a.token.has == b.token.has && a.token.canCopy == b.token.canCopy && a.token.shown == b.token.shown &&
		a.token.busy == b.token.busy && a.token.note == b.token.note && len(a.token.claims) == len(b.token.claims) &&
		len(a.token.digits) == len(b.token.digits) && a.token.line == b.token.line &&
		a.failure == b.failure && (a.question == nil) == (b.question == nil) && a.key == b.key
}

func (d *detail) showMore() {
	w := d.w
	pop := widget.NewPopUpMenu(fyne.NewMenu("", w.profileItems()...), w.win.Canvas())
	at := fyne.CurrentApp().Driver().AbsolutePositionForObject(d.more)
	pop.ShowAtPosition(at.AddXY(d.more.Size().Width-pop.MinSize().Width, d.more.Size().Height))
}

// rowMenu opens the menu of a row in the list, which becomes the chosen one.
func (w *Window) rowMenu(at int, where fyne.Position) {
	w.pick(at)
	if w.editing() || w.saysLocked() {
		return
	}
	items := append([]*fyne.MenuItem{
		fyne.NewMenuItem(w.t.CopyToken, w.copyToken),
		fyne.NewMenuItem(w.t.GetNewToken, w.newTokenKey),
		fyne.NewMenuItem(w.t.TestCredential, w.testKey),
		fyne.NewMenuItemSeparator(),
		fyne.NewMenuItem(w.t.Edit, w.openEdit),
	}, w.profileItems()...)
	widget.ShowPopUpMenuAtPosition(fyne.NewMenu("", items...), w.win.Canvas(), where)
}

func (w *Window) profileItems() []*fyne.MenuItem {
	pin := w.t.PinTop
	if p := w.current(); p != nil && p.Pinned {
		pin = w.t.UnpinTop
	}
	return []*fyne.MenuItem{
		fyne.NewMenuItem(pin, w.pin),
		fyne.NewMenuItem(w.t.Duplicate, w.duplicate),
		fyne.NewMenuItem(w.t.Remove, w.remove),
	}
}

// paragraph is text that wraps.
func paragraph(text string, importance widget.Importance) *widget.Label {
	l := widget.NewLabel(text)
	l.Wrapping = fyne.TextWrapWord
	l.Importance = importance
	return l
}

// negative takes the space around a label back, so that its text stands in line with
// texts that have none.
func negative(o fyne.CanvasObject) *fyne.Container {
	pad := -theme.InnerPadding()
	return inset(pad, pad, pad, pad, o)
}
