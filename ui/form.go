package ui

import (
	"context"
	"errors"
	"fmt"
	"slices"

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

// form adds or edits a profile in place of the detail.
type form struct {
	w       *Window
	id      string // "": a new profile
	title   string
	draft   draft
	first   draft // as opened, to know whether anything changed
	rows    [fieldCount]*formRow
	main    *fyne.Container
	more    *fyne.Container
	moreTop *kit.Disclosure
	scroll  *container.Scroll
	box     *fyne.Container
	save    *kit.Button
	cancel  *kit.Button
	failure *formFailure
	pasted  *formPaste
	needs   *needsList
	test    *formTest
	busyRow *fyne.Container
	wheel   *widget.Activity
	doing   *kit.Line
	stop    context.CancelFunc // ends the saving under way; nil: none
	keep    bool               // the user lets the stored key go to the new place
	tidied  string             // what the pasted address lost
	filling bool               // widgets are being filled: what they report is no typing
	discard *kit.Confirm
}

// openAdd opens an empty form.
func (w *Window) openAdd() {
	w.prefs.Close()
	if !w.free() {
		return
	}
	w.host.Panes.Show(newForm(w, "", w.t.AddTitle, newDraft()))
}

// openEdit opens the chosen profile's form.
func (w *Window) openEdit() {
	w.prefs.Close()
	p := w.Current()
	if p == nil || !w.free() {
		return
	}
	w.host.Panes.Show(newForm(w, p.ID, fmt.Sprintf(w.t.EditTitle, p.Name), draftOf(*p)))
}

// replaceKey opens the form at the key.
func (w *Window) replaceKey() {
	w.openEdit()
	if f := kit.Find[*form](w.host.Panes); f != nil {
		f.focus(fKey)
	}
}

// Object implements [kit.Pane].
func (f *form) Object() fyne.CanvasObject { return f.box }

// FirstFocus implements [kit.Pane].
func (f *form) FirstFocus() fyne.Focusable { return f.entry(fName) }

// RestFocus implements [kit.Pane].
func (f *form) RestFocus() fyne.Focusable { return f.cancel }

// Reveal implements [kit.Pane].
func (f *form) Reveal(o fyne.CanvasObject) { kit.RevealIn(f.scroll, o) }

// Leave implements [kit.Pane]: it asks before changes are lost.
func (f *form) Leave(then func()) {
	if f.dirty() {
		f.discard.Ask(then)
		return
	}
	then()
}

// Drop implements [kit.Pane].
func (f *form) Drop([]string) bool { return false }

// close takes the form away.
func (f *form) close() { f.w.host.Panes.Close(f) }

// asking reports whether the form asks before it loses changes.
func (f *form) asking() bool { return f.discard.Asking() }

func newForm(w *Window, id, title string, d draft) *form {
	f := &form{w: w, id: id, title: title, draft: d, main: kit.VBox(10), more: kit.VBox(10)}
	f.test = newFormTest(f)
	f.makeRows()
	f.fill()
	f.first = f.read()
	t := w.t
	f.save = f.w.host.Button(t.Save, theme.ConfirmIcon(), f.submit).Prominent()
	f.cancel = f.w.host.Button(t.Cancel, nil, f.giveUp)
	for _, b := range []*kit.Button{f.save, f.cancel} {
		b.OtherKeys = f.Key
	}
	f.wheel = widget.NewActivity()
	f.doing = kit.QuietLine().Unshortened()
	f.busyRow = kit.HBox(8, -1, container.NewGridWrap(fyne.NewSquareSize(22), f.wheel), f.doing)
	f.busyRow.Hide()
	f.failure = newFormFailure(f)
	f.pasted = newFormPaste(f)
	f.needs = newNeedsList(w)
	f.needs.keys, f.needs.seen = f.Key, w.focusSeen
	needs := f.w.host.Disclosure(t.NeedsTitle, kit.Padded(0, 0, 8, 8, f.needs.box))
	needs.Head.OtherKeys = f.Key
	needs.When = func(bool) { kit.RelayoutIn(f.scroll) }
	f.moreTop = f.w.host.Disclosure(t.Advanced, kit.Padded(6, 0, 0, 0, f.more))
	f.moreTop.Head.OtherKeys = f.Key
	f.discard = kit.NewConfirm(w.host, kit.ConfirmWords{Question: t.Discard, Lose: t.DiscardYes, Keep: t.DiscardNo}, nav{w}.ArrangePane, func() { f.focus(fName) }, f.Key)
	head := kit.NewLine(title).As("", theme.SizeNameHeadingText, kit.Strong)
	content := kit.VBox(12, head, f.failure.box, f.pasted.box, f.main, kit.VBox(0, f.moreTop.Box, needs.Box), f.test.box)
	f.scroll = kit.PaneScroll(content)
	foot := kit.PaneFoot(kit.VBox(8,
		f.discard.Box, kit.HBox(8, -1, f.test.start, f.busyRow, kit.NewFiller(), f.cancel, f.save)))
	f.box = kit.Framed(kit.Gap(0, 0), foot, f.scroll)
	f.arrange()
	return f
}

// arrange shows the rows that the draft needs.
func (f *form) arrange() {
	put := func(box *fyne.Container, fields []formField) {
		box.Objects = box.Objects[:0]
		for _, x := range fields {
			box.Objects = append(box.Objects, f.rows[x].box)
		}
		kit.Relayout(box)
	}
	put(f.main, f.draft.main())
	put(f.more, f.draft.advanced())
	f.relabel()
	if f.scroll != nil {
		kit.RelayoutIn(f.scroll)
	}
}

// rearrange gives the rows their places after one of them changed its height.
func (f *form) rearrange() {
	if f.scroll != nil {
		kit.RelayoutIn(f.scroll)
	}
}

// focus puts the cursor into a field, opening the fold it is under.
func (f *form) focus(x formField) {
	if slices.Contains(f.draft.advanced(), x) {
		f.moreTop.Set(true)
	}
	if c, ok := f.rows[x].control.(fyne.Focusable); ok {
		f.w.win.Canvas().Focus(c)
	}
}

// reveal scrolls a row into view.
func (f *form) reveal(r *formRow) {
	if f.scroll != nil { // nil while the form is being made
		kit.RevealIn(f.scroll, r.box)
	}
}

// dirty reports whether closing the form would lose something.
func (f *form) dirty() bool {
	return !f.read().equal(f.first) || f.entry(fKey).Text != "" || f.entry(fProxyKey).Text != ""
}

// Forget implements [kit.Pane]: it clears the secrets with their undo histories.
func (f *form) Forget() {
	if f.stop != nil {
		f.stop()
		f.stop = nil
	}
	f.test.drop()
	f.entry(fKey).Clear()
	f.entry(fProxyKey).Clear()
}

// Key implements [kit.Pane].
func (f *form) Key(e *fyne.KeyEvent) {
	switch {
	case e.Name == fyne.KeyEscape:
		f.giveUp()
	case kit.IsEnter(e):
		f.submit()
	default:
		f.w.functionKey(e)
	}
}

// giveUp is Cancel and Escape: it ends a saving under way, closes the question, or the
// form, asking first when there are changes.
func (f *form) giveUp() {
	switch {
	case f.stop != nil:
		f.stop()
		f.stop = nil
		f.setBusy(false)
		f.w.Say(f.w.t.Canceled)
	case f.test.busy():
		f.test.drop()
		f.w.Say(f.w.t.Canceled)
	case f.discard.Asking():
		f.discard.GoOn(func() { f.focus(fName) })
	case f.dirty():
		f.discard.Ask(f.close)
	default:
		f.close()
	}
}

func (f *form) setBusy(busy bool) {
	f.save.SetEnabled(!busy)
	if busy {
		f.setDoing(f.w.t.Saving)
	} else {
		f.setDoing("")
	}
}

// setDoing says what is under way, in the place of the button for a test; "": nothing.
func (f *form) setDoing(what string) {
	busy := what != ""
	if busy != f.busyRow.Visible() {
		kit.SetVisible(f.busyRow, busy)
		kit.SetVisible(f.test.start, !busy)
		if busy {
			f.wheel.Start()
		} else {
			f.wheel.Stop()
		}
	}
	f.doing.SetText(what)
	kit.Relayout(f.box)
}

// submit checks everything and saves.
func (f *form) submit() {
	if f.stop != nil {
		return
	}
	if d, ok := f.ready(); ok {
		f.test.drop()
		f.store(d)
	}
}

// ready gives what the form holds, once nothing is wrong with it.
func (f *form) ready() (draft, bool) {
	f.failure.hide()
	f.discard.Hide()
	asked := f.tidyAddress()
	d := f.read()
	f.draft = d
	if f.showProblems(f.problems(d)) || asked {
		return d, false
	}
	return d, true
}

// problems finds everything that is wrong with the form.
func (f *form) problems(d draft) map[formField]string {
	found := map[formField]string{}
	p := f.profileOf(d)
	var all *profile.FieldErrors
	if errors.As(profile.Check(p), &all) {
		for _, e := range all.List {
			x := d.fieldNamed(e.Field)
			if found[x] == "" {
				found[x] = e.Problem
			}
		}
	}
	if f.id == "" && f.entry(fKey).Text == "" {
		found[fKey] = f.w.t.KeyNeeded
	}
	for _, x := range []formField{fKey, fProxyKey} {
		if what := state.NotKey(f.w.t, f.entry(x).Text); what != "" && (x == fKey || p.Proxy != "") {
			found[x] = what
		}
	}
	for _, o := range f.w.Profiles() {
		if o.ID != f.id && profile.SameName(o.Name, p.Name) {
			found[fName] = f.w.t.NameTaken
		}
	}
	return found
}

// showProblems shows all problems beside their fields and goes to the first. It
// reports whether there are any.
func (f *form) showProblems(found map[formField]string) bool {
	first := fieldCount
	for x := range fieldCount {
		f.rows[x].setProblem(found[x])
		visible := slices.Contains(f.draft.main(), x) || slices.Contains(f.draft.advanced(), x)
		if found[x] != "" && visible && first == fieldCount {
			first = x
		}
	}
	if len(found) == 0 {
		return false
	}
	if first == fieldCount { // a field that this kind doesn't show: still to be said
		for _, text := range found {
			f.failure.show(explain.Failure{What: text})
		}
		return true
	}
	f.w.Say(f.w.t.FixProblems)
	kit.RelayoutIn(f.scroll)
	f.focus(first)
	f.reveal(f.rows[first])
	return true
}

// store saves the profile and its key in the background.
func (f *form) store(d draft) {
	w := f.w
	s := f.secrets()
	id := f.id
	ctx, cancel := context.WithCancel(w.Context())
	f.stop = cancel
	f.setBusy(true)
	kit.Background(ctx, w.host, func(ctx context.Context) (profile.Profile, error) {
		if id == "" {
			var p profile.Profile
			d.apply(&p)
			return w.set.Wallet.Add(ctx, p, s)
		}
		return w.set.Wallet.Edit(ctx, id, func(p *profile.Profile) error { d.apply(p); return nil }, s)
	}, func(p profile.Profile, err error) {
		f.stored(p, err)
		if err == nil {
			w.LookForPasted(s.Key, s.Proxy)
		}
	})
}

// stored takes the result of saving.
func (f *form) stored(p profile.Profile, err error) {
	w := f.w
	f.stop()
	f.stop = nil
	f.setBusy(false)
	var all *profile.FieldErrors
	var unbound *wallet.UnboundError
	switch {
	case err == nil:
		f.done(p)
		return
	case errors.Is(err, wallet.ErrNameTaken):
		f.showProblems(map[formField]string{fName: w.t.NameTaken})
	case errors.Is(err, wallet.ErrNoKey):
		f.showProblems(map[formField]string{fKey: w.t.KeyNeeded})
	case errors.As(err, &all):
		f.showProblems(f.problems(f.draft))
		f.failure.show(explain.Explain(err))
	case errors.As(err, &unbound):
		f.failure.askKeep(unbound, f.submit)
	default:
		f.failure.show(explain.Explain(err))
		w.CheckKeyring()
	}
}

func (f *form) done(p profile.Profile) {
	w := f.w
	said := fmt.Sprintf(w.t.Saved, p.Name)
	if f.tidied != "" {
		said += " " + f.tidied
	}
	w.Settle(p.ID)
	w.Reload(func() {
		f.close()
		if w.Position(p.ID) < 0 {
			w.bar.search.SetText("")
		}
		w.Choose(p.ID)
		w.Say(said)
	})
}
