package keylife

import (
	"reflect"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"lanyard/internal/secret"
	"lanyard/ui/keystate"
	"lanyard/ui/kit"
	"lanyard/ui/state"
)

// rotationPage shows a rotation: before it begins what it will do, then its steps as they
// end, and what came of it. It can be left and opened again while the rotation goes on.
type rotationPage struct {
	*kit.TaskPage
	x     *Room
	r     *keystate.Rotation
	drawn *keystate.View

	intro  *fyne.Container // what there is to read before it begins
	retire *kit.SelectField
	life   *kit.SelectField
	leaked *kit.SelectField
	name   *kit.Field
	pasted *kit.Field
	wrong  *widget.Label // with the pasted key
}

func newRotationPage(x *Room, r *keystate.Rotation) *rotationPage {
	v := x.k.View(r)
	p := &rotationPage{x: x, r: r}
	p.TaskPage = x.h.NewTaskPage(v.Title, v.Main, p.submit)
	p.OnClose = p.close
	p.draw()
	return p
}

// close drops what was typed. A rotation under way goes on.
func (p *rotationPage) close() {
	if p.pasted != nil {
		p.pasted.Clear()
	}
	p.x.k.Drop(p.r)
	if p.x.page == p {
		p.x.page = nil
	}
}

// draw brings the page up to date.
func (p *rotationPage) draw() {
	v := p.x.k.View(p.r)
	was := p.drawn
	if was != nil && reflect.DeepEqual(*was, v) {
		return
	}
	p.drawn = &v
	again := was != nil && was.Phase == keystate.Planned && v.Phase == keystate.Planned
	if !again {
		p.Clear()
	}
	p.Trouble.Hide()
	if v.Phase == keystate.Planned {
		p.drawPlan(v, again)
	} else {
		p.drawSteps(v)
	}
	p.drawFoot(v)
	if f := v.Trouble; f != nil {
		p.Fail(f.What, f.Why, f.Next)
	}
	p.Elsewhere(v.Busy)
	if was != nil && !again {
		p.focus()
	}
}

// focus gives the focus to what is to be done next, unless one is elsewhere.
func (p *rotationPage) focus() {
	if p.x.h.Panes.Top() == kit.Pane(p.TaskPage) && p.x.h.Dialog == nil {
		p.x.h.Focus(p.FirstFocus())
	}
}

// drawPlan shows what there is to know and to choose. What was chosen stays as it is when
// more is known.
func (p *rotationPage) drawPlan(v keystate.View, again bool) {
	if !again {
		p.intro = kit.VBox(6)
		p.Add(p.intro)
		p.addChoices(v)
	}
	p.intro.RemoveAll()
	for _, text := range v.Intro {
		p.intro.Add(kit.Unpadded(kit.Paragraph(text, widget.MediumImportance)))
	}
	if v.Loud != "" {
		p.intro.Add(kit.OnSurface(kit.ColorNotice, 6, kit.Padded(6, 8, 6, 4, kit.Paragraph(v.Loud, widget.WarningImportance))))
	}
	if v.Page != "" {
		p.intro.Add(kit.HBox(0, -1, p.Button(p.x.t.OpenKeyPage, theme.ComputerIcon(), func() { p.x.nav.OpenPage(v.Page) })))
	}
	if v.Unbound != nil {
		p.intro.Add(p.changedBox(v))
	}
}

// addChoices adds what can be chosen.
func (p *rotationPage) addChoices(v keystate.View) {
	t := p.x.t
	option := func(label string, all []string) *kit.SelectField {
		if all == nil {
			return nil
		}
		f := p.Option(label, all, 0, func(int) {})
		p.Add(kit.LabelRow(label, f.Framed()))
		return f
	}
	if v.Name != "" {
		p.name = p.Entry(t.NewKeyName, v.Name)
		p.Add(kit.LabelRow(t.NewKeyName, p.name))
		p.First = p.name
	}
	p.retire, p.life, p.leaked = option(t.RetireOld, v.Retire), option(t.KeyLife, v.Life), option(t.NewKeyLeaks, v.Leaked)
	if v.Pasted != "" {
		p.pasted = p.Entry(v.Pasted, "").AsSecret()
		p.pasted.Tidy = strings.TrimSpace
		p.wrong = kit.Paragraph("", widget.DangerImportance)
		p.wrong.Hide()
		p.pasted.OnChanged = func(string) { kit.SetLabel(p.wrong, ""); p.Arrange() }
		p.Wrong = append(p.Wrong, p.wrong)
		p.Add(kit.VBox(4, kit.LabelRow(v.Pasted, p.pasted), kit.Unpadded(p.wrong)))
		p.First = p.pasted
	}
}

// changedBox asks about a profile that was changed since it was agreed to.
func (p *rotationPage) changedBox(v keystate.View) fyne.CanvasObject {
	t, q := p.x.t, state.QuestionOf(p.x.t, v.Unbound)
	title := kit.Paragraph(v.Unbound.Profile.Name+": "+t.OtherPlace, widget.DangerImportance)
	title.TextStyle.Bold = true
	yes := p.Button(q.To, nil, func() { p.x.k.Agree(p.r) })
	return kit.OnSurface(kit.ColorNotice, 6, kit.Padded(8, 10, 10, 6, kit.VBox(0,
		kit.VBox(-8, title, kit.Paragraph(t.OtherPlaceWhy, widget.MediumImportance), kit.Paragraph(strings.Join(q.Changes, "\n"), widget.MediumImportance)),
		kit.Padded(4, 0, 0, 8, kit.Wrap(yes)))))
}

// drawSteps shows the steps, what is asked, and what it came to.
func (p *rotationPage) drawSteps(v keystate.View) {
	t := p.x.t
	p.Said, p.First = nil, nil
	for i, text := range v.Said {
		said := kit.Paragraph(text, widget.MediumImportance)
		if i == 0 {
			said = kit.Paragraph(text, widget.SuccessImportance)
			said.TextStyle.Bold = true
		}
		p.Add(kit.Unpadded(said))
		p.Said = append(p.Said, text)
	}
	if v.Question != nil {
		p.Add(p.questionBox(*v.Question))
	}
	steps := kit.VBox(6)
	for _, s := range v.Steps {
		steps.Add(stepRow(t, s))
	}
	p.Add(kit.OnSurface(kit.ColorCard, 8, kit.Padded(10, 14, 10, 14, steps)))
	if v.Unbound != nil {
		p.Add(p.changedBox(v))
	}
	if len(v.Left) > 0 {
		p.Tell(t.LeftBehind)
		p.Add(p.leftBox(v.Left))
	}
}

// leftBox has a button for each disabled key that could make room.
func (p *rotationPage) leftBox(left []keystate.Leftover) fyne.CanvasObject {
	box := kit.Wrap()
	for _, l := range left {
		b := p.Button(deleteWords(p.x.t, l.Name), theme.DeleteIcon(), func() { p.x.k.DeleteLeftover(p.r, l.ID) })
		if p.First == nil {
			p.First = b
		}
		box.Add(b)
	}
	return box
}

// questionBox asks what a rotation wants to know; with a key it shows that, to be copied.
func (p *rotationPage) questionBox(q keystate.Question) fyne.CanvasObject {
	t := p.x.t
	texts := kit.VBox(-8)
	for _, text := range q.Text {
		if text != "" {
			texts.Add(kit.Paragraph(text, widget.MediumImportance))
		}
	}
	yes := p.Button(q.Yes, nil, func() { p.x.k.Answer(p.r, true) })
	buttons := kit.Wrap()
	box := kit.VBox(4, texts)
	p.First = yes
	if q.HasKey {
		key := p.x.k.Shown(p.r)
		shown := kit.Paragraph(key.Reveal(), widget.MediumImportance)
		shown.TextStyle.Monospace, shown.Wrapping = true, fyne.TextWrapBreak
		box.Add(shown)
		buttons.Add(p.Button(t.CopyNewKey, theme.ContentCopyIcon(), func() { p.copyShown() }))
	}
	if q.No != "" {
		no := p.Button(q.No, nil, func() { p.x.k.Answer(p.r, false) })
		buttons.Add(no)
		p.First = no // Enter, pressed once too often, changes nothing
	}
	buttons.Add(yes)
	box.Add(kit.Padded(0, 0, 0, 8, buttons))
	return kit.OnSurface(kit.ColorNotice, 6, kit.Padded(8, 10, 10, 6, box))
}

func (p *rotationPage) copyShown() {
	if pr := p.x.m.Profile(p.r.ProfileID()); pr != nil {
		p.x.m.CopyNewKey(*pr, p.x.k.Shown(p.r))
	}
}

// drawFoot gives the buttons at the bottom their words.
func (p *rotationPage) drawFoot(v keystate.View) {
	t := p.x.t
	main, cancel, other := v.Main, t.Cancel, ""
	var otherDoes func()
	switch v.Phase {
	case keystate.Planned:
		if v.Unbound != nil {
			main = ""
		}
		other, otherDoes = v.Cluster, func() { p.x.k.BeginByCluster(p.r) }
	case keystate.Running:
		main, cancel = "", t.LeavePage
		if v.CanStop {
			other, otherDoes = t.StopRotation, func() { p.x.k.Stop(p.r) }
		}
	default:
		cancel = t.Close
		switch {
		case v.CanGoOn:
			main = t.GoOnRotation
		case v.CanAgain:
			main = t.TryAgain
		case v.Phase == keystate.Done:
			main, cancel = t.Done, ""
		}
		if v.CanGoBack {
			other, otherDoes = t.GoBackRotation, func() { p.x.goBack(p.r.ProfileID()) }
		}
	}
	p.Main.SetText(main)
	kit.SetVisible(p.Main, main != "")
	p.TaskPage.Cancel.SetText(cancel)
	kit.SetVisible(p.TaskPage.Cancel, cancel != "")
	p.Offer(other, otherDoes)
	if p.First == nil && main == "" {
		p.First = p.TaskPage.Cancel
	}
}

// submit is the main button and Enter.
func (p *rotationPage) submit() {
	v := p.drawn
	switch {
	case v.Phase == keystate.Planned && v.Unbound == nil && v.Main != "":
		p.begin()
	case v.Phase == keystate.Running, v.Phase == keystate.Planned:
	case v.CanGoOn:
		p.x.goOn(p.r.ProfileID())
	case v.CanAgain:
		p.x.k.Again(p.r)
	case v.Phase == keystate.Done:
		p.GiveUp()
	}
}

// begin begins what was planned, with what was chosen.
func (p *rotationPage) begin() {
	at := func(f *kit.SelectField) int {
		if f == nil {
			return 0
		}
		return f.At()
	}
	if p.name != nil {
		p.x.k.BeginNew(p.r, keystate.NewKey{Name: p.name.Text, Life: at(p.life), Leaked: at(p.leaked)})
		return
	}
	c := keystate.Choice{Retire: at(p.retire), Life: at(p.life)}
	if p.pasted != nil {
		text := strings.TrimSpace(p.pasted.Text)
		wrong := state.NotKey(p.x.t, text)
		if text == "" {
			wrong = p.x.t.NewKeyNeeded
		}
		if wrong != "" {
			kit.SetLabel(p.wrong, wrong)
			p.Arrange()
			p.x.h.Focus(p.pasted)
			return
		}
		c.Pasted = secret.New(text)
		p.pasted.Clear()
	}
	p.x.k.Begin(p.r, c)
}
