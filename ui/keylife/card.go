package keylife

import (
	"fmt"
	"reflect"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"lanyard/internal/profile"
	"lanyard/ui/keystate"
	"lanyard/ui/kit"
)

// Card shows what IBM tells of a profile's key, and what can be done with it.
type Card struct {
	box   *fyne.Container
	x     *Room
	id    string
	drawn keystate.Card

	note  *widget.Label
	wrong *widget.Label
	busy  *fyne.Container
	wheel *widget.Activity
	doing *kit.Line
	facts *fyne.Container
	rows  []*factRow
	under *fyne.Container
	which *kit.Line

	rotate, undo, ask, disable, enable, remove, create, all *kit.Button
}

// NewCard makes the card.
func (x *Room) NewCard() *Card {
	t := x.t
	c := &Card{x: x, note: kit.QuietParagraph(""), wrong: kit.Paragraph("", widget.DangerImportance), doing: kit.QuietLine(), wheel: widget.NewActivity(), facts: kit.VBox(0), which: kit.NewLine("")}
	c.busy = kit.HBox(8, 1, container.NewGridWrap(fyne.NewSquareSize(22), c.wheel), c.doing)
	button := func(text string, do func(id string)) *kit.Button {
		return x.h.Button(text, nil, func() { do(c.id) })
	}
	c.rotate = button(t.Rotate, c.openRotate)
	c.undo, c.ask = button(t.UndoRotation, x.goBack), button(t.AskKey, func(string) { c.askAgain() })
	c.disable = button(t.Disable, func(id string) { x.openDeed(keystate.Disable, id, "") })
	c.enable = button(t.Enable, func(id string) { x.openDeed(keystate.Enable, id, "") })
	c.remove = button(t.DeleteKey, func(id string) { x.openDeed(keystate.Delete, id, "") })
	c.create, c.all = button(t.NewKey, x.openNew), button(t.AllKeys, x.openAll)
	c.ask.After = x.nav.FocusHome
	c.under = kit.HBox(8, 0, c.which, button(t.ShowRotation, x.OpenRotation))
	c.box = kit.Padded(6, 0, 0, 0, kit.VBox(4, kit.Unpadded(c.note), c.under,
		kit.Padded(4, 0, 4, 0, kit.Wrap(c.rotate, c.undo, c.create, c.disable, c.enable, c.remove, c.all, c.ask)),
		kit.Unpadded(c.wrong), c.busy, c.facts))
	c.box.Hide()
	return c
}

// Object is drawn at the profile's key.
func (c *Card) Object() fyne.CanvasObject { return c.box }

// openRotate opens the rotation of the key, or the page that makes one to use instead.
func (c *Card) openRotate(id string) {
	if p := c.x.m.Profile(id); p != nil && p.SecretKind == profile.Password {
		c.x.openNew(id)
		return
	}
	c.x.OpenRotation(id)
}

func (c *Card) askAgain() {
	if p := c.x.m.Profile(c.id); p != nil && c.x.k != nil {
		c.x.k.Ask(*p)
	}
}

// Opened asks IBM about the key, where a token is there anyway.
func (c *Card) Opened() {
	if p := c.x.m.Profile(c.id); p != nil && c.x.k != nil {
		c.x.k.AskWithToken(*p)
	}
}

// Show draws what is known of a profile's key, and reports whether anything needs a new
// place for it.
func (c *Card) Show(id string) bool {
	p := c.x.m.Profile(id)
	if c.x.k == nil || p == nil {
		c.box.Hide()
		return false
	}
	v := c.x.k.Card(*p)
	if c.id == id && reflect.DeepEqual(v, c.drawn) {
		return false
	}
	c.id, c.drawn = id, v
	kit.SetVisible(c.box, v.There)
	c.note.Importance = widget.LowImportance
	if v.Loud {
		c.note.Importance = widget.WarningImportance
	}
	kit.SetLabel(c.note, v.Note)
	kit.SetLabel(c.wrong, v.Wrong)
	kit.SetVisible(c.busy, v.Busy != "")
	c.doing.SetText(v.Busy)
	if v.Busy != "" {
		c.wheel.Start()
	} else {
		c.wheel.Stop()
	}
	kit.ShowEach(c.facts, &c.rows, v.Facts, func() *factRow { return newFactRow(c.x) }, func(r *factRow, f keystate.Fact) { r.show(f) })
	kit.SetVisible(c.facts, len(v.Facts) > 0)
	c.which.SetText(v.Under)
	kit.SetVisible(c.under, v.Under != "")
	c.rotate.SetText(v.Rotate)
	for b, there := range map[*kit.Button]bool{
		c.rotate: v.Rotate != "", c.undo: v.CanUndo, c.ask: v.CanAsk, c.disable: v.CanDisable, c.enable: v.CanEnable, c.remove: v.CanDelete,
		c.create: v.CanCreate, c.all: v.CanList,
	} {
		kit.SetVisible(b, there)
	}
	return true
}

// Facts are what is shown, as "label: value".
func (c *Card) Facts() []string {
	var out []string
	for _, f := range c.drawn.Facts {
		out = append(out, f.Label+": "+f.Value)
	}
	return out
}

// factRow is a fact with its button.
type factRow struct {
	kit.Boxed
	x     *Room
	label *kit.Line
	value *kit.TipLine
	copy  *kit.CopyButton
	fact  keystate.Fact
}

func newFactRow(x *Room) *factRow {
	r := &factRow{x: x, label: kit.NewLine(" ").As(theme.ColorNamePlaceHolder, "", fyne.TextStyle{}), value: kit.NewTipLine(x.h)}
	r.copy = kit.NewCopyButton(x.h, func() { x.m.CopyPlain(r.fact.Label, r.fact.Value) })
	least := kit.Gap(0, r.copy.MinSize().Height) // rows without a button are as high as those with one
	r.Box = kit.HBox(8, 1, kit.LabelColumn(r.label), r.value, r.copy.Button, least)
	return r
}

func (r *factRow) show(f keystate.Fact) {
	if r.fact == f {
		return
	}
	r.fact = f
	r.label.SetText(f.Label)
	r.value.SetText(f.Value)
	r.copy.Label = fmt.Sprintf(r.x.t.CopyWhat, f.Label)
	kit.SetVisible(r.copy.Button, !f.Plain)
	kit.Relayout(r.Box)
}
