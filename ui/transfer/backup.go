package transfer

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"lanyard/internal/profile"
	"lanyard/internal/secret"
	"lanyard/internal/userfile"
	"lanyard/internal/wallet"

	"lanyard/ui/kit"
	"lanyard/ui/passfield"
)

// keeps reports whether profiles can be backed up, restored and shared now; where they
// can't, it says why.
func (x *Room) keeps() bool {
	switch {
	case x.m.SaysLocked(), x.h.Dialog != nil, x.m.Damaged():
		return false
	case x.demo:
		x.h.Say(x.t.NotInDemo)
		return false
	}
	return true
}

// fileEntry is a field for the file that is made, and whether one that is there may be
// replaced.
type fileEntry struct {
	*kit.Field
	x       *Room
	p       *kit.TaskPage
	save    string // what the page's button says
	replace string // the path that the user lets be replaced
}

// fileToSave adds a field for a file that is to be made.
func (x *Room) fileToSave(p *kit.TaskPage, name string) *fileEntry {
	t := x.t
	if home, err := os.UserHomeDir(); err == nil {
		name = filepath.Join(home, name)
	}
	e := &fileEntry{x: x, p: p, Field: p.Entry(t.File, name), save: p.Main.Text}
	changed := e.OnChanged
	e.OnChanged = func(s string) { changed(s); p.Main.SetText(e.save) }
	folder := p.Button(t.ChooseFolder, theme.FolderOpenIcon(), func() {
		path := userfile.Path(e.Text)
		x.nav.ChooseFolder(t.FilesFor, filepath.Dir(path), func(dir string) { e.SetText(filepath.Join(dir, filepath.Base(path))) })
	})
	p.Add(kit.LabelRow(t.File, kit.VBox(6, e.Field, kit.HBox(0, -1, folder))))
	return e
}

// path is the file's full path, if it can be made. Where it can't the page says so; where
// there is one already, the next press replaces it.
func (e *fileEntry) path() (string, bool) {
	x, t, p := e.x, e.x.t, e.p
	path := userfile.Path(e.Text)
	if !filepath.IsAbs(path) {
		p.Refuse(t.FullPath)
		x.h.Canvas.Focus(e.Field)
		return "", false
	}
	if e.replace == path && p.Main.Text == t.SaveReplace {
		return path, true
	}
	err := wallet.CanSave(path, false)
	switch {
	case errors.Is(err, wallet.ErrFileExists):
		e.replace = path
		p.Main.SetText(t.SaveReplace)
		p.Refuse(fmt.Sprintf(t.FileThere, filepath.Base(path)))
		x.h.Canvas.Focus(p.Main)
		return "", false
	case err != nil:
		x.fail(p, err)
		x.h.Canvas.Focus(e.Field)
		return "", false
	}
	e.replace = ""
	return path, true
}

// OpenBackup opens the page that saves profiles and keys in a file.
func (x *Room) OpenBackup() {
	if !x.keeps() {
		return
	}
	x.h.Panes.Leave(func() {
		t := x.t
		var p *kit.TaskPage
		var file *fileEntry
		var pass *passfield.Entry
		p = x.h.NewTaskPage(t.BackupTitle, t.BackupSave, func() {
			if p.Busy() {
				return
			}
			path, ok := file.path()
			if !ok {
				return
			}
			if typed, ok := pass.Read(); ok {
				x.saveBackup(p, path, file.replace == path, typed)
			}
		})
		p.Tell(fmt.Sprintf(t.BackupWhat, t.Number(len(x.m.Profiles()), t.ProfileOne, t.ProfileSome)))
		file = x.fileToSave(p, "lanyard-"+x.m.Now().In(x.m.Zone()).Format("2006-01-02")+".age")
		pass = passfield.On(p, t, t.Passphrase, "", true)
		p.Note(t.PassphraseWarning)
		p.OnClose = pass.Clear
		p.First = pass.Pass
		if len(x.m.Profiles()) == 0 {
			p.Refuse(t.NothingToSave)
			p.Main.SetEnabled(false)
		}
		x.h.Panes.Show(p)
	})
}

// saveBackup writes the backup and says what is in it.
func (x *Room) saveBackup(p *kit.TaskPage, path string, replace bool, passphrase secret.Text) {
	t := x.t
	type saved struct {
		archive wallet.Archive
		keyless []profile.Profile
	}
	kit.Work(p, t.BackupSaving, func(ctx context.Context) (saved, error) {
		a, keyless, err := x.wallet.Backup(ctx)
		if err == nil {
			err = ctx.Err()
		}
		if err == nil {
			err = x.wallet.SaveBackup(a, passphrase, wallet.ToFile(path, replace))
		}
		return saved{a, keyless}, err
	}, func(s saved, err error) {
		if err != nil {
			x.fail(p, err)
			x.m.CheckKeyring()
			return
		}
		var more []string
		if len(s.keyless) > 0 {
			more = append(more, fmt.Sprintf(t.BackupKeyless, namesOf(namesIn(s.keyless))))
		}
		said := fmt.Sprintf(t.BackupSaved, t.Number(len(s.archive.Profiles), t.ProfileOne, t.ProfileSome), t.Number(len(s.archive.Keys), t.KeyOne, t.KeySome))
		p.Finish(said, append([]string{path}, more...)...)
	})
}

func namesIn(list []profile.Profile) []string {
	var names []string
	for _, p := range list {
		names = append(names, p.Name)
	}
	return names
}

// mostRows is how many profiles a page lists one by one; the rest is chosen together.
const mostRows = 200

// OpenShare opens the page that saves profiles without keys, for somebody else.
func (x *Room) OpenShare() {
	if !x.keeps() {
		return
	}
	x.h.Panes.Leave(func() {
		t := x.t
		s := &sharePage{x: x, chosen: map[string]bool{}}
		s.TaskPage = x.h.NewTaskPage(t.ShareTitle, t.ShareNone, s.save)
		s.Tell(t.ShareWhat)
		s.file = x.fileToSave(s.TaskPage, "lanyard-profiles.json")
		all := s.Button(t.ChooseAll, nil, func() { s.choose(true) })
		none := s.Button(t.ChooseNothing, nil, func() { s.choose(false) })
		rows := kit.VBox(-4)
		for i, p := range x.m.Profiles() {
			if i >= mostRows {
				rows.Add(kit.Unpadded(kit.QuietCaption(fmt.Sprintf(t.ShareRest, len(x.m.Profiles())-mostRows))))
				break
			}
			tick := s.Checkbox(p.Name, p.ID == x.m.Chosen(), func(on bool) { s.chosen[p.ID] = on; s.count() })
			s.ticks = append(s.ticks, tick)
			host := kit.NewLine(p.Host()).As(theme.ColorNamePlaceHolder, theme.SizeNameCaptionText, fyne.TextStyle{})
			rows.Add(kit.Padded(0, 0, 0, -theme.InnerPadding(), kit.HBox(8, 1, tick, host)))
		}
		s.chosen[x.m.Chosen()] = x.m.Chosen() != ""
		s.Add(kit.LabelRow(t.Profiles, kit.VBox(6, kit.HBox(8, -1, all, none), rows)))
		s.First = s.file.Field
		s.count()
		x.h.Panes.Show(s.TaskPage)
	})
}

// sharePage saves profiles without keys.
type sharePage struct {
	*kit.TaskPage
	x      *Room
	file   *fileEntry
	ticks  []*kit.Checkbox
	chosen map[string]bool
}

// list is what is chosen, in the window's order.
func (s *sharePage) list() []profile.Profile {
	var out []profile.Profile
	for _, p := range s.x.m.Profiles() {
		if s.chosen[p.ID] {
			out = append(out, p)
		}
	}
	return out
}

// choose chooses all or none.
func (s *sharePage) choose(on bool) {
	for _, p := range s.x.m.Profiles() {
		s.chosen[p.ID] = on
	}
	for _, t := range s.ticks {
		t.SetChecked(on)
	}
	s.count()
}

// count says on the button how many there are.
func (s *sharePage) count() {
	t, n := s.x.t, len(s.list())
	s.file.save = t.Number(n, t.ShareOne, t.ShareSome)
	if n == 0 {
		s.file.save = t.ShareNone
	}
	s.Main.SetText(s.file.save)
	s.Main.SetEnabled(n > 0)
	s.Arrange()
}

func (s *sharePage) save() {
	t, list := s.x.t, s.list()
	if s.Busy() || len(list) == 0 {
		return
	}
	path, ok := s.file.path()
	if !ok {
		return
	}
	replace := s.file.replace == path
	kit.Work(s.TaskPage, t.Saving, func(context.Context) (struct{}, error) {
		return struct{}{}, wallet.SaveShare(list, wallet.ToFile(path, replace))
	}, func(_ struct{}, err error) {
		if err != nil {
			s.x.fail(s.TaskPage, err)
			return
		}
		s.Finish(fmt.Sprintf(t.ShareSaved, t.Number(len(list), t.ProfileOne, t.ProfileSome)), path, t.ShareHow)
	})
}

// isWrongPassphrase tells a passphrase that doesn't fit from all other failures.
func isWrongPassphrase(err error) bool { return errors.Is(err, wallet.ErrPassphrase) }
