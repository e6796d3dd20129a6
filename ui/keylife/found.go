package keylife

import (
	"context"
	"fmt"
	"strings"

	"fyne.io/fyne/v2/widget"

	"lanyard/internal/profile"
	"lanyard/internal/rotation"
	"lanyard/internal/secret"
	"lanyard/ui/kit"
)

// OpenFound opens the page about a key that was found in a file, in front of what is shown:
// after a yes IBM is asked whose it is, and then it can be rotated or disabled.
func (x *Room) OpenFound(place string, p profile.Profile, key secret.Text) {
	if !x.free() || !x.Managed(p, key) {
		return
	}
	t := x.t
	host := x.k.Find(p, key)
	f := &foundPage{x: x}
	f.TaskPage = x.h.NewTaskPage(fmt.Sprintf(t.FoundKeyTitle, place), t.FoundKeyYes, f.submit)
	f.OnClose = func() { x.k.DropFound(); f.told = nil }
	f.Tell(fmt.Sprintf(t.FoundKeyAsk, host))
	x.h.Panes.Show(f.TaskPage)
}

// foundPage is about a key that was found in a file.
type foundPage struct {
	*kit.TaskPage
	x    *Room
	told *rotation.Found
	sure bool // it was said what disabling means
	id   string
}

// submit asks IBM, and then rotates the key, where a profile has it.
func (f *foundPage) submit() {
	switch {
	case f.Busy():
	case f.told == nil:
		f.ask()
	case f.sure:
		f.disable()
	case f.id != "":
		f.x.OpenRotation(f.id)
	}
}

func (f *foundPage) ask() {
	at := f.x.k.FoundKey()
	if at == nil {
		return
	}
	kit.Work(f.TaskPage, f.x.t.AskingKey, func(ctx context.Context) (*rotation.Found, error) {
		return f.x.k.LookAtFound(ctx, at)
	}, func(told *rotation.Found, err error) {
		if err != nil {
			e := f.x.k.Explain(err)
			f.Fail(e.What, e.Why, e.Next)
			return
		}
		f.show(told)
	})
}

// show shows whose key it is, and what can be done.
func (f *foundPage) show(told *rotation.Found) {
	t := f.x.t
	f.told = told
	facts, id := f.x.k.FoundTold(told)
	f.id = id
	f.Clear()
	f.Said = nil
	box := kit.VBox(0)
	for _, fact := range facts {
		r := newFactRow(f.x)
		r.show(fact)
		box.Add(r.Box)
		f.Said = append(f.Said, fact.Label+": "+fact.Value)
	}
	f.Add(box)
	if id == "" {
		f.Note(t.FoundNobody)
	}
	kit.SetVisible(f.Main, id != "")
	f.Main.SetText(t.FoundRotate)
	if !told.Key.Disabled {
		f.Offer(t.FoundDisable, f.askDisable)
	}
	f.Arrange()
	f.Begin()
}

// askDisable says what disabling means, before it is done.
func (f *foundPage) askDisable() {
	t := f.x.t
	f.sure = true
	says := t.FoundSureNone
	if len(f.told.Profiles) > 0 {
		var names []string
		for _, p := range f.told.Profiles {
			names = append(names, p.Name)
		}
		says = fmt.Sprintf(t.FoundSure, strings.Join(names, ", "))
	}
	f.Add(kit.OnSurface(kit.ColorNotice, 6, kit.Padded(6, 8, 6, 4, kit.Paragraph(says, widget.MediumImportance))))
	f.Said = append(f.Said, says)
	f.Offer("", nil)
	f.Main.SetText(t.DisableYes)
	kit.SetVisible(f.Main, true)
	f.Arrange()
	f.x.h.Focus(f.TaskPage.Cancel)
}

func (f *foundPage) disable() {
	told := f.told
	kit.Work(f.TaskPage, f.x.t.Disabling, func(ctx context.Context) (struct{}, error) {
		return struct{}{}, f.x.k.DisableFound(ctx, told)
	}, func(_ struct{}, err error) {
		if err != nil {
			e := f.x.k.Explain(err)
			f.Fail(e.What, e.Why, e.Next)
			return
		}
		if p := f.x.m.Profile(f.id); p != nil {
			f.x.k.Did(*p)
		}
		f.Finish(fmt.Sprintf(f.x.t.KeyIsDisabled, told.Key.Name))
	})
}
