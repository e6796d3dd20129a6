package transfer

import (
	"cmp"
	"context"
	"fmt"
	"path/filepath"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"lanyard/internal/explain"
	"lanyard/internal/profile"
	"lanyard/internal/userfile"
	"lanyard/internal/wallet"

	"lanyard/ui/kit"
	"lanyard/ui/passfield"
	"lanyard/ui/state"
	"lanyard/ui/text"
)

// restorePage brings profiles and keys back from a backup: it opens the file, shows what
// is in it and what stands in its way here, and does what is chosen.
type restorePage struct {
	*kit.TaskPage
	x       *Room
	file    *kit.Field
	pass    *passfield.Entry
	archive wallet.Archive
	items   []wallet.RestoreItem
	choices []*kit.SelectField // of the conflicts that are listed
}

// OpenRestore opens the page that brings back what a backup has.
func (x *Room) OpenRestore() { x.OpenRestoreOf("") }

// OpenRestoreOf opens it with a file chosen.
func (x *Room) OpenRestoreOf(path string) {
	if !x.keeps() {
		return
	}
	x.h.Panes.Leave(func() {
		t := x.t
		r := &restorePage{x: x}
		r.TaskPage = x.h.NewTaskPage(t.RestoreTitle, t.RestoreOpen, r.open)
		r.Tell(t.RestoreFileWhat)
		r.file = r.Entry(t.File, path)
		r.file.PlaceHolder = t.RestoreHint
		choose := r.Button(t.ChooseFile, theme.FolderOpenIcon(), func() { x.nav.ChooseFile(t.RestoreTitle, r.take) })
		r.Add(kit.LabelRow(t.File, kit.VBox(6, r.file, kit.HBox(0, -1, choose))))
		r.pass = passfield.On(r.TaskPage, t, t.Passphrase, "", false)
		r.OnClose = r.drop
		r.OnDrop = r.take
		r.First = r.file
		if path != "" {
			r.First = r.pass.Pass
		}
		x.h.Panes.Show(r.TaskPage)
	})
}

// take takes a file that was chosen or dropped.
func (r *restorePage) take(path string) {
	if len(r.items) == 0 && !r.Busy() {
		r.file.SetText(path)
		r.pass.Focus()
	}
}

// drop forgets what the backup has.
func (r *restorePage) drop() {
	r.pass.Clear()
	r.archive, r.items = wallet.Archive{}, nil
}

// open decrypts the file and looks what restoring it would come to.
func (r *restorePage) open() {
	x, t := r.x, r.x.t
	path := userfile.Path(r.file.Text)
	switch {
	case r.Busy():
		return
	case path == "":
		x.h.Canvas.Focus(r.file)
		return
	case !filepath.IsAbs(path):
		r.Refuse(t.FullPath)
		x.h.Canvas.Focus(r.file)
		return
	}
	typed, ok := r.pass.Read()
	if !ok {
		return
	}
	type opened struct {
		archive wallet.Archive
		items   []wallet.RestoreItem
	}
	kit.Work(r.TaskPage, t.RestoreOpening, func(ctx context.Context) (opened, error) {
		a, err := wallet.OpenBackup(ctx, path, typed)
		if err != nil {
			return opened{}, err
		}
		items, err := x.wallet.PlanRestore(ctx, a)
		return opened{a, items}, err
	}, func(o opened, err error) {
		switch {
		case isWrongPassphrase(err):
			r.pass.Clear()
			r.pass.Say(t.BackupWrongPass)
			r.pass.Focus()
		case err != nil:
			x.fail(r.TaskPage, err)
		default:
			r.pass.Clear()
			r.archive, r.items = o.archive, o.items
			r.preview(path)
		}
	})
}

// preview lists what the backup has, and what is to become of it.
func (r *restorePage) preview(path string) {
	t := r.x.t
	r.Clear()
	by := map[wallet.Finding][]int{}
	for i, item := range r.items {
		by[item.Finding] = append(by[item.Finding], i)
	}
	r.Tell(fmt.Sprintf(t.RestoreFound, filepath.Base(path), t.Number(len(r.items), t.ProfileOne, t.ProfileSome)))
	r.conflicts(by[wallet.FoundConflict])
	r.ticks(t.RestoreNew, by[wallet.FoundNew])
	r.ticks(t.RestoreKeyless, by[wallet.FoundKeyless])
	r.listed(t.RestoreSame, by[wallet.FoundSame], func(wallet.RestoreItem) string { return "" })
	r.listed(t.RestoreUnusable, by[wallet.FoundUnusable], func(i wallet.RestoreItem) string { return explain.Explain(i.Problem).Why })
	r.Submit, r.First = r.restore, nil
	r.count()
	r.Begin()
}

func (r *restorePage) heading(text string, n int) {
	head := kit.NewLine(fmt.Sprintf(text, n)).As(theme.ColorNamePlaceHolder, theme.SizeNameCaptionText, kit.Strong)
	r.Add(head)
}

// conflicts lets one choose what becomes of profiles that are in the way of others.
func (r *restorePage) conflicts(at []int) {
	t := r.x.t
	if len(at) == 0 {
		return
	}
	r.heading(t.RestoreConflicts, len(at))
	options, values := []string{t.KeepMine, t.ReplaceMine, t.AddCopy}, []wallet.Choice{wallet.ChoiceSkip, wallet.ChoiceReplace, wallet.ChoiceCopy}
	if len(at) > 1 {
		all := r.Option(t.ForAll, options, 0, func(chosen int) {
			for _, i := range at {
				r.items[i].Choice = values[chosen]
			}
			for _, c := range r.choices {
				c.SetSelectedIndex(chosen)
			}
			r.count()
		})
		r.Add(kit.LabelRow(t.ForAll, kit.FixedWidth(kit.Scaled(240), all.Framed())))
	}
	for n, i := range at {
		if n == mostRows {
			r.Note(fmt.Sprintf(t.RestoreRest, len(at)-mostRows))
			break
		}
		item := r.items[i]
		c := r.Option(item.Profile.Name, options, 0, func(chosen int) {
			r.items[i].Choice = values[chosen]
			r.count()
		})
		r.choices = append(r.choices, c)
		why := kit.QuietCaption(conflictWords(t, item))
		r.Add(kit.LabelRow(item.Profile.Name, kit.VBox(2, kit.FixedWidth(kit.Scaled(240), c.Framed()), kit.Unpadded(why))))
	}
}

// conflictWords says in what a profile of a backup differs from the one here.
func conflictWords(t *text.Texts, i wallet.RestoreItem) string {
	var fields []string
	for _, d := range i.Differs {
		words := state.FieldWords(t, d.Field)
		if d.Field != "key" {
			words = fmt.Sprintf(t.DiffersTo, words, cmp.Or(d.Old, t.Nothing), cmp.Or(d.New, t.Nothing))
		}
		fields = append(fields, words)
	}
	if i.Existing.Name != i.Profile.Name {
		return fmt.Sprintf(t.DiffersFrom, i.Existing.Name, strings.Join(fields, ", "))
	}
	return fmt.Sprintf(t.Differs, strings.Join(fields, ", "))
}

// ticks lets one leave out what would be added.
func (r *restorePage) ticks(head string, at []int) {
	t := r.x.t
	if len(at) == 0 {
		return
	}
	r.heading(head, len(at))
	rows := kit.VBox(-4)
	for n, i := range at {
		if n == mostRows {
			rows.Add(kit.Unpadded(kit.QuietCaption(fmt.Sprintf(t.RestoreMore, len(at)-mostRows))))
			break
		}
		item := r.items[i]
		tick := r.Checkbox(item.Profile.Name, true, func(on bool) {
			r.items[i].Choice = wallet.ChoiceSkip
			if on {
				r.items[i].Choice = wallet.ChoiceRestore
			}
			r.count()
		})
		about := item.Profile.Host()
		if !item.HasKey {
			about += " · " + t.RestoreNoKey
		}
		line := kit.NewLine(about).As(theme.ColorNamePlaceHolder, theme.SizeNameCaptionText, fyne.TextStyle{})
		rows.Add(kit.Padded(0, 0, 0, -theme.InnerPadding(), kit.HBox(8, 1, tick, line)))
	}
	r.Add(rows)
}

// listed names what nothing is done with.
func (r *restorePage) listed(head string, at []int, why func(wallet.RestoreItem) string) {
	if len(at) == 0 {
		return
	}
	r.heading(head, len(at))
	var names []string
	for _, i := range at {
		item := r.items[i]
		names = append(names, kit.Join(": ", item.Profile.Name, why(item)))
	}
	text := kit.Paragraph(namesOf(names), widget.LowImportance)
	r.Add(kit.Unpadded(text))
}

// count says on the button how many profiles will be restored.
func (r *restorePage) count() {
	t, n := r.x.t, 0
	for _, i := range r.items {
		if i.Choice != wallet.ChoiceSkip {
			n++
		}
	}
	text := t.Number(n, t.RestoreOne, t.RestoreSome)
	if n == 0 {
		text = t.RestoreNothing
	}
	r.Main.SetText(text)
	r.Main.SetEnabled(n > 0)
	r.First = nil
	if n == 0 {
		r.First = r.Cancel
	}
	r.Arrange()
}

// restore does what was chosen, all or nothing.
func (r *restorePage) restore() {
	x, t := r.x, r.x.t
	archive, items := r.archive, append([]wallet.RestoreItem(nil), r.items...)
	if r.Busy() || r.Main.Disabled() {
		return
	}
	kit.Work(r.TaskPage, t.Restoring, func(ctx context.Context) ([]profile.Profile, error) {
		return x.wallet.Restore(ctx, archive, items)
	}, func(saved []profile.Profile, err error) {
		if err != nil {
			x.fail(r.TaskPage, err)
			x.m.CheckKeyring()
			return
		}
		var keyless []string
		for _, i := range items {
			if i.Choice != wallet.ChoiceSkip && !i.HasKey {
				keyless = append(keyless, i.Profile.Name)
			}
		}
		var more []string
		if len(keyless) > 0 {
			more = append(more, fmt.Sprintf(t.RestoredKeyless, namesOf(keyless)))
		}
		r.Finish(t.Number(len(saved), t.RestoredOne, t.RestoredSome), more...)
		for _, p := range saved {
			x.m.Settle(p.ID)
		}
		x.m.Reload(func() {
			if len(saved) > 0 {
				x.m.Choose(saved[0].ID)
			}
		})
	})
}
