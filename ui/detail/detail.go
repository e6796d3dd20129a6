package detail

import (
	"reflect"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"lanyard/ui/kit"
	"lanyard/ui/state"
)

// View is the reading pane of the chosen profile. Its widgets are made once and
// filled again for each profile.
type View struct {
	w   *Room
	Box *fyne.Container

	none     *fyne.Container
	Scroll   *container.Scroll
	name     *kit.TipLine
	prod     *fyne.Container
	noTLS    *fyne.Container
	tlsWarn  *widget.Label
	place    *kit.TipLine
	edit     *kit.Button
	more     *kit.Button
	facts    *factList
	rest     *factList
	restTop  *kit.Disclosure
	token    *tokenPart
	failure  *failurePart
	ask      *askPart
	key      *keyPart
	activity *activityPart
	snippet  *snippetPart
	drawn    state.DetailView

	space    *placePart
	test     *testPart
	chain    *chainPart
	save     *savePart
	identity *identityPart
	code     *codePart
	zen      *zenPart
}

func newView(w *Room) *View {
	t := w.t
	d := &View{
		w:     w,
		name:  kit.NewTipLine(w.host).As("", theme.SizeNameHeadingText, kit.Strong),
		prod:  kit.NewBadge(t.Production, theme.ColorNameWarning),
		noTLS: kit.NewBadge(t.NotVerified, theme.ColorNameError),
		place: kit.NewTipLine(w.host).As(theme.ColorNamePlaceHolder, "", fyne.TextStyle{}),
		facts: newFactList(w), rest: newFactList(w),
		tlsWarn: kit.Paragraph(t.InsecureWarn, widget.DangerImportance),
	}
	d.edit = w.host.Button(t.Edit, theme.DocumentCreateIcon(), w.nav.Edit).Quiet()
	d.more = w.host.Button(t.MoreForProfile, theme.MoreHorizontalIcon(), d.showMore).Quiet()
	d.token = newTokenPart(w)
	d.snippet = newSnippetPart(w)
	d.failure = newFailurePart(w)
	d.activity = newActivityPart(w)
	d.ask = newAskPart(w)
	d.zen = newZenPart(w)
	d.key = newKeyPart(w, d.zen.box)
	d.space, d.test, d.chain, d.save, d.identity = newPlacePart(w), newTestPart(w), newChainPart(w), newSavePart(w), newIdentityPart(w)
	d.code = newCodePart(w)
	d.restTop = w.host.Disclosure(t.MoreDetails, kit.Padded(0, 0, 4, 8, d.rest.box))
	d.restTop.When = func(bool) { w.nav.RefreshDetail() }
	head := kit.VBox(3,
		kit.HBox(10, 0, d.name, d.prod, d.noTLS, kit.NewFiller(), kit.HBox(0, -1, d.edit, d.more)),
		d.place)
	content := kit.VBox(14,
		head,
		d.tlsWarn,
		kit.VBox(0, d.facts.box, d.space.box),
		d.token.box,
		d.ask.box,
		d.code.box,
		d.failure.box,
		d.test.box,
		d.identity.box,
		d.chain.box,
		d.save.box,
		kit.VBox(0, d.token.claimsFold.Box, d.snippet.fold.Box, d.key.fold.Box, d.activity.fold.Box, d.restTop.Box))
	d.Scroll = kit.PaneScroll(content)
	d.none = container.NewCenter(kit.NewLine(t.ChooseOne).As(theme.ColorNamePlaceHolder, "", fyne.TextStyle{}).Unshortened())
	d.Box = kit.Layers(d.none, d.Scroll)
	return d
}

// Leave closes what belongs to one profile alone, before another one is shown.
func (d *View) Leave() {
	d.token.claimsFold.Set(false)
	d.key.fold.Set(false)
	d.snippet.leave()
	d.activity.fold.Set(false)
	d.failure.fold.Set(false)
	d.Scroll.ScrollToTop()
}

// Show draws what is known of the chosen profile.
func (d *View) Show(v state.DetailView) {
	kit.SetVisible(d.none, v.ID == "")
	kit.SetVisible(d.Scroll, v.ID != "")
	kit.Restack(d.Box)
	before := d.drawn
	d.drawn = v
	if v.ID == "" {
		return
	}
	d.name.SetText(v.Name)
	d.place.SetText(v.Place)
	kit.SetVisible(d.prod, v.Production)
	kit.SetVisible(d.noTLS, v.Insecure)
	kit.SetVisible(d.tlsWarn, v.Insecure)
	d.facts.show(v.Facts)
	if d.restTop.Open {
		d.rest.show(v.More)
	}
	d.token.show(v.Token)
	d.ask.show(v.Question)
	d.failure.show(v.Failure)
	d.key.show(v.Key)
	d.activity.show(v.ID)
	moved := d.snippet.show(d.w.Current(), v.SavingCA)
	if (d.showLooks(v) || moved || !sameShape(before, v)) && !d.Scroll.Size().IsZero() { // it has no place yet while the window is being built
		kit.RelayoutIn(d.Scroll)
	}
}

// showLooks draws what is found by looking: the place, the test, certificates, the
// key. It reports whether anything needs a new place.
func (d *View) showLooks(v state.DetailView) bool {
	moved := d.space.show(v.Space)
	for _, m := range []bool{
		d.code.show(v.Code), d.token.showSession(v.Session), d.test.show(v.ID, v.Test), d.chain.show(v.ID, v.Chain), d.save.show(v.Saving), d.identity.show(v.Identity),
		d.zen.show(v.Zen), d.key.card.Show(v.ID), d.token.more.show(v.Token.More),
	} {
		moved = moved || m
	}
	return moved
}

// saving shows what became of saving certificates, or asks where to.
func (d *View) saving() {
	d.save.asked()
	d.snippet.ca.asked()
}

// sameShape reports whether two views differ in words only, so that nothing needs a
// new place.
func sameShape(a, b state.DetailView) bool {
	return a.ID == b.ID && a.Production == b.Production && a.Insecure == b.Insecure &&
		len(a.Facts) == len(b.Facts) && len(a.More) == len(b.More) &&
		a.Token.Has == b.Token.Has && a.Token.CanCopy == b.Token.CanCopy && a.Token.Shown == b.Token.Shown &&
		a.Token.Busy == b.Token.Busy && a.Token.Note == b.Token.Note && len(a.Token.Claims) == len(b.Token.Claims) &&
		len(a.Token.Digits) == len(b.Token.Digits) && a.Token.Line == b.Token.Line &&
		reflect.DeepEqual(a.Failure, b.Failure) && (a.Question == nil) == (b.Question == nil) && a.Key == b.Key
}

func (d *View) showMore() {
	w := d.w
	pop := widget.NewPopUpMenu(fyne.NewMenu("", w.ProfileItems()...), w.host.Canvas)
	at := fyne.CurrentApp().Driver().AbsolutePositionForObject(d.more)
	pop.ShowAtPosition(at.AddXY(d.more.Size().Width-pop.MinSize().Width, d.more.Size().Height))
}

// ProfileItems are the lines of a menu for the chosen profile.
func (w *Room) ProfileItems() []*fyne.MenuItem {
	pin := w.t.PinTop
	if p := w.Current(); p != nil && p.Pinned {
		pin = w.t.UnpinTop
	}
	return []*fyne.MenuItem{
		fyne.NewMenuItem(pin, w.ifFree(w.Pin)),
		fyne.NewMenuItem(w.t.Duplicate, w.ifFree(w.Duplicate)),
		fyne.NewMenuItem(w.t.RotateMenu, w.ifFree(w.nav.RotateKey)),
		fyne.NewMenuItem(w.t.Remove, w.ifFree(w.Remove)),
	}
}
