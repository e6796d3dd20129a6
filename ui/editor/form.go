package editor

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

// Form adds or edits a profile in place of the detail.
type Form struct {
	w       *Room
	id      string // "": a new profile
	Title   string
	draft   draft
	first   draft // as opened, to know whether anything changed
	Rows    [FieldCount]*formRow
	main    *fyne.Container
	more    *fyne.Container
	MoreTop *kit.Disclosure
	scroll  *container.Scroll
	box     *fyne.Container
	save    *kit.Button
	cancel  *kit.Button
	Failure *formFailure
	Pasted  *formPaste
	needs   *needsList
	Test    *test
	BusyRow *fyne.Container
	wheel   *widget.Activity
	Doing   *kit.Line
	stop    context.CancelFunc // ends the saving under way; nil: none
	keep    bool               // the user lets the stored key go to the new place
	tidied  string             // what the pasted address lost
	filling bool               // widgets are being filled: what they report is no typing
	Discard *kit.Confirm
}

// Add opens an empty form.
func (w *Room) Add() {
	if !w.nav.ReadingView() {
		return
	}
	w.host.Panes.Show(newForm(w, "", w.t.AddTitle, newDraft()))
}

// Edit opens the chosen profile's form.
func (w *Room) Edit() {
	free := w.nav.ReadingView()
	p := w.Current()
	if p == nil || !free {
		return
	}
	w.host.Panes.Show(newForm(w, p.ID, fmt.Sprintf(w.t.EditTitle, p.Name), draftOf(*p)))
}

// ReplaceKey opens the form at the key.
func (w *Room) ReplaceKey() { w.editAt(FKey) }

// SetProxy opens the form at the proxy.
func (w *Room) SetProxy() { w.editAt(FProxy) }

func (w *Room) editAt(x FormField) {
	w.Edit()
	if f := kit.Find[*Form](w.host.Panes); f != nil {
		f.Focus(x)
	}
}

// Object implements [kit.Pane].
func (f *Form) Object() fyne.CanvasObject { return f.box }

// FirstFocus implements [kit.Pane].
func (f *Form) FirstFocus() fyne.Focusable { return f.Entry(FName) }

// RestFocus implements [kit.Pane].
func (f *Form) RestFocus() fyne.Focusable { return f.cancel }

// Reveal implements [kit.Pane].
func (f *Form) Reveal(o fyne.CanvasObject) { kit.RevealIn(f.scroll, o) }

// Leave implements [kit.Pane]: it asks before changes are lost.
func (f *Form) Leave(then func()) {
	if f.Dirty() {
		f.Discard.Ask(then)
		return
	}
	then()
}

// Drop implements [kit.Pane].
func (f *Form) Drop([]string) bool { return false }

// close takes the form away.
func (f *Form) close() { f.w.host.Panes.Close(f) }

var _ kit.Asker = (*Form)(nil)

// Asking reports whether the form asks before it loses changes.
func (f *Form) Asking() bool { return f.Discard.Asking() }

func newForm(w *Room, id, title string, d draft) *Form {
	f := &Form{w: w, id: id, Title: title, draft: d, main: kit.VBox(10), more: kit.VBox(10)}
	f.Test = newFormTest(f)
	f.makeRows()
	f.fill()
	f.first = f.Read()
	t := w.t
	f.save = f.w.host.Button(t.Save, theme.ConfirmIcon(), f.Submit).Prominent()
	f.cancel = f.w.host.Button(t.Cancel, nil, f.giveUp)
	for _, b := range []*kit.Button{f.save, f.cancel} {
		b.OtherKeys = f.Key
	}
	f.wheel = widget.NewActivity()
	f.Doing = kit.QuietLine().Unshortened()
	f.BusyRow = kit.HBox(8, -1, container.NewGridWrap(fyne.NewSquareSize(22), f.wheel), f.Doing)
	f.BusyRow.Hide()
	f.Failure = newFormFailure(f)
	f.Pasted = newFormPaste(f)
	f.needs = newNeedsList(w)
	f.needs.keys, f.needs.seen = f.Key, w.host.Focused
	needs := f.w.host.Disclosure(t.NeedsTitle, kit.Padded(0, 0, 8, 8, f.needs.box))
	needs.Head.OtherKeys = f.Key
	needs.When = func(bool) { kit.RelayoutIn(f.scroll) }
	f.MoreTop = f.w.host.Disclosure(t.Advanced, kit.Padded(6, 0, 0, 0, f.more))
	f.MoreTop.Head.OtherKeys = f.Key
	f.Discard = kit.NewConfirm(w.host, kit.ConfirmWords{Question: t.Discard, Lose: t.DiscardYes, Keep: t.DiscardNo}, w.nav.ArrangePane, func() { f.Focus(FName) }, f.Key)
	head := kit.NewLine(title).As("", theme.SizeNameHeadingText, kit.Strong)
	content := kit.VBox(12, head, f.Failure.Box, f.Pasted.Box, f.main, kit.VBox(0, f.MoreTop.Box, needs.Box), f.Test.Box)
	f.scroll = kit.PaneScroll(content)
	foot := kit.PaneFoot(kit.VBox(8,
		f.Discard.Box, kit.HBox(8, -1, f.Test.Start, f.BusyRow, kit.NewFiller(), f.cancel, f.save)))
	f.box = kit.Framed(kit.Gap(0, 0), foot, f.scroll)
	f.arrange()
	return f
}

// arrange shows the rows that the draft needs.
func (f *Form) arrange() {
	put := func(box *fyne.Container, fields []FormField) {
		box.Objects = box.Objects[:0]
		for _, x := range fields {
			box.Objects = append(box.Objects, f.Rows[x].Box)
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
func (f *Form) rearrange() {
	if f.scroll != nil {
		kit.RelayoutIn(f.scroll)
	}
}

// Focus puts the cursor into a field, opening the fold it is under.
func (f *Form) Focus(x FormField) {
	if slices.Contains(f.draft.advanced(), x) {
		f.MoreTop.Set(true)
	}
	if c, ok := f.Rows[x].control.(fyne.Focusable); ok {
		f.w.host.Canvas.Focus(c)
	}
}

// reveal scrolls a row into view.
func (f *Form) reveal(r *formRow) {
	if f.scroll != nil { // nil while the form is being made
		kit.RevealIn(f.scroll, r.Box)
	}
}

// Dirty reports whether closing the form would lose something.
func (f *Form) Dirty() bool {
	return !f.Read().equal(f.first) || f.Entry(FKey).Text != "" || f.Entry(FProxyKey).Text != ""
}

// Forget implements [kit.Pane]: it clears the secrets with their undo histories.
func (f *Form) Forget() {
	if f.stop != nil {
		f.stop()
		f.stop = nil
	}
	f.Test.drop()
	f.Entry(FKey).Clear()
	f.Entry(FProxyKey).Clear()
}

// Key implements [kit.Pane].
func (f *Form) Key(e *fyne.KeyEvent) {
	switch {
	case e.Name == fyne.KeyEscape:
		f.giveUp()
	case kit.IsEnter(e):
		f.Submit()
	default:
		f.w.host.FunctionKey(e)
	}
}

// giveUp is Cancel and Escape: it ends a saving under way, closes the question, or the
// form, asking first when there are changes.
func (f *Form) giveUp() {
	switch {
	case f.stop != nil:
		f.stop()
		f.stop = nil
		f.setBusy(false)
		f.w.Say(f.w.t.Canceled)
	case f.Test.busy():
		f.Test.drop()
		f.w.Say(f.w.t.Canceled)
	case f.Discard.Asking():
		f.Discard.GoOn(func() { f.Focus(FName) })
	case f.Dirty():
		f.Discard.Ask(f.close)
	default:
		f.close()
	}
}

func (f *Form) setBusy(busy bool) {
	f.save.SetEnabled(!busy)
	if busy {
		f.setDoing(f.w.t.Saving)
	} else {
		f.setDoing("")
	}
}

// setDoing says what is under way, in the place of the button for a test; "": nothing.
func (f *Form) setDoing(what string) {
	busy := what != ""
	if busy != f.BusyRow.Visible() {
		kit.SetVisible(f.BusyRow, busy)
		kit.SetVisible(f.Test.Start, !busy)
		if busy {
			f.wheel.Start()
		} else {
			f.wheel.Stop()
		}
	}
	f.Doing.SetText(what)
	kit.Relayout(f.box)
}

// Submit checks everything and saves.
func (f *Form) Submit() {
	if f.stop != nil {
		return
	}
	if d, ok := f.ready(); ok {
		f.Test.drop()
		f.store(d)
	}
}

// ready gives what the form holds, once nothing is wrong with it.
func (f *Form) ready() (draft, bool) {
	f.Failure.hide()
	f.Discard.Hide()
	asked := f.TidyAddress()
	d := f.Read()
	f.draft = d
	if f.showProblems(f.problems(d)) || asked {
		return d, false
	}
	return d, true
}

// problems finds everything that is wrong with the form.
func (f *Form) problems(d draft) map[FormField]string {
	found := map[FormField]string{}
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
	if (f.id == "" || f.first.signsInByCode()) && !d.signsInByCode() && f.Entry(FKey).Text == "" {
		found[FKey] = f.w.t.KeyNeeded
	}
	for _, x := range []FormField{FKey, FProxyKey} {
		if what := state.NotKey(f.w.t, f.Entry(x).Text); what != "" && (x == FKey || p.Proxy != "") {
			found[x] = what
		}
	}
	for _, o := range f.w.Profiles() {
		if o.ID != f.id && profile.SameName(o.Name, p.Name) {
			found[FName] = f.w.t.NameTaken
		}
	}
	return found
}

// showProblems shows all problems beside their fields and goes to the first. It
// reports whether there are any.
func (f *Form) showProblems(found map[FormField]string) bool {
	first := FieldCount
	for x := range FieldCount {
		f.Rows[x].setProblem(found[x])
		visible := slices.Contains(f.draft.main(), x) || slices.Contains(f.draft.advanced(), x)
		if found[x] != "" && visible && first == FieldCount {
			first = x
		}
	}
	if len(found) == 0 {
		return false
	}
	if first == FieldCount { // a field that this kind doesn't show: still to be said
		for _, text := range found {
			f.Failure.show(explain.Failure{What: text})
		}
		return true
	}
	f.w.Say(f.w.t.FixProblems)
	kit.RelayoutIn(f.scroll)
	f.Focus(first)
	f.reveal(f.Rows[first])
	return true
}

// store saves the profile and its key in the background.
func (f *Form) store(d draft) {
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
			return w.wallet.Add(ctx, p, s)
		}
		return w.wallet.Edit(ctx, id, func(p *profile.Profile) error { d.apply(p); return nil }, s)
	}, func(p profile.Profile, err error) {
		f.stored(p, err)
		if err == nil {
			w.LookForPasted(s.Key, s.Proxy)
		}
	})
}

// stored takes the result of saving.
func (f *Form) stored(p profile.Profile, err error) {
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
		f.showProblems(map[FormField]string{FName: w.t.NameTaken})
	case errors.Is(err, wallet.ErrNoKey):
		f.showProblems(map[FormField]string{FKey: w.t.KeyNeeded})
	case errors.As(err, &all):
		f.showProblems(f.problems(f.draft))
		f.Failure.show(explain.Explain(err))
	case errors.As(err, &unbound):
		f.Failure.askKeep(unbound, f.Submit)
	default:
		f.Failure.show(explain.Explain(err))
		w.CheckKeyring()
	}
}

func (f *Form) done(p profile.Profile) {
	w := f.w
	said := fmt.Sprintf(w.t.Saved, p.Name)
	if f.tidied != "" {
		said += " " + f.tidied
	}
	w.Settle(p.ID)
	w.Reload(func() {
		f.close()
		if w.Position(p.ID) < 0 {
			w.nav.ClearSearch()
		}
		w.Choose(p.ID)
		w.Say(said)
	})
}
