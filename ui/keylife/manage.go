package keylife

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"lanyard/iam"
	"lanyard/internal/profile"
	"lanyard/internal/rotation"
	"lanyard/internal/wallet"
	"lanyard/ui/keystate"
	"lanyard/ui/kit"
	"lanyard/ui/state"
)

// openDeed opens the page that asks before something is done to a key: by IBM's id, "" for
// the profile's own. It says whose profiles use it, and when it was used last.
func (x *Room) openDeed(d keystate.Deed, id, keyID string) {
	p := x.m.Profile(id)
	if p == nil || !x.free() {
		return
	}
	x.h.Panes.Leave(func() { x.showDeed(d, *p, keyID, nil) })
}

// deedPage asks before something is done to one key.
type deedPage struct {
	*kit.TaskPage
	x     *Room
	d     keystate.Deed
	p     profile.Profile
	keyID string // IBM's
	name  string
}

// showDeed shows that page. Where the key was listed, k is what is known of it.
func (x *Room) showDeed(d keystate.Deed, p profile.Profile, keyID string, k *rotation.Key) {
	t := x.t
	title := map[keystate.Deed]string{keystate.Disable: t.DisableTitle, keystate.Enable: t.EnableTitle, keystate.Delete: t.DeleteTitle}[d]
	yes := map[keystate.Deed]string{keystate.Disable: t.DisableYes, keystate.Enable: t.EnableYes, keystate.Delete: t.DeleteYes}[d]
	g := &deedPage{x: x, d: d, p: p, keyID: keyID}
	g.TaskPage = x.h.NewTaskPage(fmt.Sprintf(title, p.Name), yes, g.do)
	g.First = g.TaskPage.Cancel // Enter, pressed once too often, does nothing
	if k != nil {
		g.Back = func() { x.openAll(p.ID) }
		g.ask(*k)
		x.h.Panes.Show(g.TaskPage)
		return
	}
	g.Main.SetEnabled(false)
	x.h.Panes.Show(g.TaskPage)
	if d == keystate.Enable { // what is disabled cannot be asked about itself
		g.Clear()
		g.Main.SetEnabled(true)
		return
	}
	g.look()
}

// look asks IBM about the key, so that what is said of it is true now.
func (g *deedPage) look() {
	kit.Work(g.TaskPage, g.x.t.AskingKey, func(ctx context.Context) ([]rotation.Key, error) {
		return g.x.k.List(ctx, g.p)
	}, func(list []rotation.Key, err error) {
		g.Main.SetEnabled(false)
		if err != nil {
			g.fail(err)
			return
		}
		i := slices.IndexFunc(list, func(k rotation.Key) bool { return k.KeyID == g.p.KeyID && k.KeyID != "" })
		if i < 0 {
			g.Finish(g.x.t.KeyWasGone)
			return
		}
		g.ask(list[i])
		g.Main.SetEnabled(true)
	})
}

// ask says what it means.
func (g *deedPage) ask(k rotation.Key) {
	g.name, g.Said = k.Name, nil
	for _, text := range g.x.k.Consequence(g.d, k) {
		if text != "" {
			g.Tell(text)
			g.Said = append(g.Said, text)
		}
	}
	g.Arrange()
}

// do does it.
func (g *deedPage) do() {
	if g.Busy() || g.Main.Disabled() {
		return
	}
	t := g.x.t
	doing := map[keystate.Deed]string{keystate.Disable: t.Disabling, keystate.Enable: t.Enabling, keystate.Delete: t.Deleting}[g.d]
	done := map[keystate.Deed]string{keystate.Disable: t.KeyIsDisabled, keystate.Enable: t.KeyIsEnabled, keystate.Delete: t.KeyIsDeleted}[g.d]
	kit.Work(g.TaskPage, doing, func(ctx context.Context) (iam.KeyDetails, error) {
		return g.x.k.Do(ctx, g.d, g.p, g.keyID)
	}, func(k iam.KeyDetails, err error) {
		if err != nil {
			g.fail(err)
			return
		}
		g.x.k.Did(g.p)
		if k.Name == "" {
			k.Name = g.name
		}
		g.Finish(fmt.Sprintf(done, k.Name))
	})
}

// fail says what went wrong; a profile that was changed asks at its own page.
func (g *deedPage) fail(err error) {
	f := g.x.k.Explain(err)
	rest := []string{f.Why, f.Next}
	if u, ok := errors.AsType[*wallet.UnboundError](err); ok {
		q := state.QuestionOf(g.x.t, u)
		rest = append(q.Changes, g.x.t.OtherPlaceWhy)
		g.Offer(q.To, func() {
			g.Offer("", nil)
			g.x.m.Agree(q.Place)
			g.GiveUp()
		})
	}
	g.Fail(f.What, rest...)
}

// openAll opens the list of all keys of the owner of a profile's key.
func (x *Room) openAll(id string) {
	p := x.m.Profile(id)
	if p == nil || !x.free() {
		return
	}
	x.h.Panes.Leave(func() {
		t, of := x.t, *p
		var page *kit.TaskPage
		page = x.h.NewTaskPage(fmt.Sprintf(t.AllKeysTitle, of.Name), t.Done, func() { page.GiveUp() })
		page.Tell(t.AllKeysWhat)
		page.Cancel.Hide()
		x.h.Panes.Show(page)
		kit.Work(page, t.AskingKeys, func(ctx context.Context) ([]rotation.Key, error) { return x.k.List(ctx, of) },
			func(list []rotation.Key, err error) {
				if err != nil {
					f := x.k.Explain(err)
					page.Fail(f.What, f.Why, f.Next)
					return
				}
				x.listKeys(page, of, list)
			})
	})
}

// listKeys shows keys on a page.
func (x *Room) listKeys(page *kit.TaskPage, p profile.Profile, list []rotation.Key) {
	owned := x.k.Owned(p, list)
	if owned.Place != "" {
		page.Note(x.t.KeysInUse + ": " + owned.Place)
	}
	page.Said = nil
	for i, k := range owned.Keys {
		page.Add(x.keyCard(page, p, k, list[i]))
		page.Said = append(page.Said, kit.Join(" | ", k.Name, k.Users, k.About, k.Since))
	}
	page.Arrange()
	page.Begin()
}

// keyCard shows one key of a list, with what can be done with it.
func (x *Room) keyCard(page *kit.TaskPage, p profile.Profile, k keystate.Listed, key rotation.Key) fyne.CanvasObject {
	t := x.t
	name := kit.NewTipLine(x.h).As("", "", kit.Strong)
	name.SetText(k.Name)
	id := kit.NewLine(k.ID).As(theme.ColorNamePlaceHolder, theme.SizeNameCaptionText, fyne.TextStyle{})
	deed := func(d keystate.Deed) func() {
		return func() { x.h.Panes.Leave(func() { x.showDeed(d, p, k.ID, &key) }) }
	}
	buttons := kit.Wrap()
	add := func(short, long string, d keystate.Deed) {
		b := page.Button(short, nil, deed(d))
		b.Label = fmt.Sprintf(long, k.Name)
		buttons.Add(b)
	}
	if k.Disabled {
		add(t.Enable, t.EnableWord, keystate.Enable)
	} else {
		add(t.Disable, t.DisableWord, keystate.Disable)
	}
	if !k.Locked {
		add(t.DeleteKey, t.KeyWord, keystate.Delete)
	}
	about := kit.Paragraph(kit.Join("\n", kit.Join(" · ", k.Users, k.Since), k.About), widget.LowImportance)
	return kit.OnSurface(kit.ColorCard, 8, kit.Padded(8, 12, 8, 12, kit.VBox(2, name, id, kit.Unpadded(about), buttons)))
}
