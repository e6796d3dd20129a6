package ui

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
)

// keeps reports whether profiles can be backed up, restored and shared now; where they
// can't, it says why.
func (w *Window) keeps() bool {
	switch {
	case w.SaysLocked(), w.host.Dialog != nil, w.Damaged():
		return false
	case w.set.Demo:
		w.Say(w.t.NotInDemo)
		return false
	}
	return true
}

// fileEntry is a field for the file that is made, and whether one that is there may be
// replaced.
type fileEntry struct {
	*kit.Field
	p       *page
	save    string // what the page's button says
	replace string // the path that the user lets be replaced
}

// fileToSave adds a field for a file that is to be made.
func (p *page) fileToSave(name string) *fileEntry {
	t := p.w.t
	if home, err := os.UserHomeDir(); err == nil {
		name = filepath.Join(home, name)
	}
	e := &fileEntry{p: p, Field: p.entry(t.File, name), save: p.main.Text}
	changed := e.OnChanged
	e.OnChanged = func(s string) { changed(s); p.main.SetText(e.save) }
	folder := p.button(t.ChooseFolder, theme.FolderOpenIcon(), func() {
		path := userfile.Path(e.Text)
		p.w.files.Folder(t.FilesFor, filepath.Dir(path), func(dir string) { e.SetText(filepath.Join(dir, filepath.Base(path))) })
	})
	p.add(kit.LabelRow(t.File, kit.VBox(6, e.Field, kit.HBox(0, -1, folder))))
	return e
}

// path is the file's full path, if it can be made. Where it can't the page says so; where
// there is one already, the next press replaces it.
func (e *fileEntry) path() (string, bool) {
	t, p := e.p.w.t, e.p
	path := userfile.Path(e.Text)
	if !filepath.IsAbs(path) {
		p.trouble.say(t.FullPath)
		p.arrange()
		p.w.win.Canvas().Focus(e.Field)
		return "", false
	}
	if e.replace == path && p.main.Text == t.SaveReplace {
		return path, true
	}
	err := wallet.CanSave(path, false)
	switch {
	case errors.Is(err, wallet.ErrFileExists):
		e.replace = path
		p.main.SetText(t.SaveReplace)
		p.trouble.say(fmt.Sprintf(t.FileThere, filepath.Base(path)))
		p.arrange()
		p.w.win.Canvas().Focus(p.main)
		return "", false
	case err != nil:
		p.fail(err)
		p.w.win.Canvas().Focus(e.Field)
		return "", false
	}
	e.replace = ""
	return path, true
}

// say shows one sentence.
func (t *trouble) say(text string) {
	kit.SetLabel(t.what, text)
	kit.SetLabel(t.rest, "")
	t.box.Show()
}

// openBackup opens the page that saves profiles and keys in a file.
func (w *Window) openBackup() {
	if !w.keeps() {
		return
	}
	w.host.Panes.Leave(func() {
		t := w.t
		var p *page
		var file *fileEntry
		var pass *passPart
		p = w.newPage(t.BackupTitle, t.BackupSave, func() {
			if p.stop != nil {
				return
			}
			path, ok := file.path()
			if !ok {
				return
			}
			if typed, ok := pass.read(); ok {
				w.saveBackup(p, path, file.replace == path, typed)
			}
		})
		p.tell(fmt.Sprintf(t.BackupWhat, t.Number(len(w.Profiles()), t.ProfileOne, t.ProfileSome)))
		file = p.fileToSave("lanyard-" + w.Now().In(w.Zone()).Format("2006-01-02") + ".age")
		pass = p.passphrase(t.Passphrase, "", true)
		p.note(t.PassphraseWarning)
		p.forget = pass.clear
		p.first = pass.pass
		if len(w.Profiles()) == 0 {
			p.trouble.say(t.NothingToSave)
			p.main.SetEnabled(false)
		}
		w.host.Panes.Show(p)
	})
}

// saveBackup writes the backup and says what is in it.
func (w *Window) saveBackup(p *page, path string, replace bool, passphrase secret.Text) {
	t := w.t
	type saved struct {
		archive wallet.Archive
		keyless []profile.Profile
	}
	work(p, t.BackupSaving, func(ctx context.Context) (saved, error) {
		a, keyless, err := w.set.Wallet.Backup(ctx)
		if err == nil {
			err = ctx.Err()
		}
		if err == nil {
			err = w.set.Wallet.SaveBackup(a, passphrase, wallet.ToFile(path, replace))
		}
		return saved{a, keyless}, err
	}, func(s saved, err error) {
		if err != nil {
			p.fail(err)
			w.CheckKeyring()
			return
		}
		var more []string
		if len(s.keyless) > 0 {
			more = append(more, fmt.Sprintf(t.BackupKeyless, namesOf(namesIn(s.keyless))))
		}
		said := fmt.Sprintf(t.BackupSaved, t.Number(len(s.archive.Profiles), t.ProfileOne, t.ProfileSome), t.Number(len(s.archive.Keys), t.KeyOne, t.KeySome))
		p.finish(said, append([]string{path}, more...)...)
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

// openShare opens the page that saves profiles without keys, for somebody else.
func (w *Window) openShare() {
	if !w.keeps() {
		return
	}
	w.host.Panes.Leave(func() {
		t := w.t
		s := &sharePage{chosen: map[string]bool{}}
		s.page = w.newPage(t.ShareTitle, t.ShareNone, s.save)
		s.tell(t.ShareWhat)
		s.file = s.fileToSave("lanyard-profiles.json")
		all := s.button(t.ChooseAll, nil, func() { s.choose(true) })
		none := s.button(t.ChooseNothing, nil, func() { s.choose(false) })
		rows := kit.VBox(-4)
		for i, p := range w.Profiles() {
			if i >= mostRows {
				rows.Add(kit.Unpadded(kit.QuietCaption(fmt.Sprintf(t.ShareRest, len(w.Profiles())-mostRows))))
				break
			}
			tick := s.tick(p.Name, p.ID == w.Chosen(), func(on bool) { s.chosen[p.ID] = on; s.count() })
			s.ticks = append(s.ticks, tick)
			host := kit.NewLine(p.Host()).As(theme.ColorNamePlaceHolder, theme.SizeNameCaptionText, fyne.TextStyle{})
			rows.Add(kit.Padded(0, 0, 0, -theme.InnerPadding(), kit.HBox(8, 1, tick, host)))
		}
		s.chosen[w.Chosen()] = w.Chosen() != ""
		s.add(kit.LabelRow(t.Profiles, kit.VBox(6, kit.HBox(8, -1, all, none), rows)))
		s.first = s.file.Field
		s.count()
		w.host.Panes.Show(s.page)
	})
}

// sharePage saves profiles without keys.
type sharePage struct {
	*page
	file   *fileEntry
	ticks  []*kit.Checkbox
	chosen map[string]bool
}

// list is what is chosen, in the window's order.
func (s *sharePage) list() []profile.Profile {
	var out []profile.Profile
	for _, p := range s.w.Profiles() {
		if s.chosen[p.ID] {
			out = append(out, p)
		}
	}
	return out
}

// choose chooses all or none.
func (s *sharePage) choose(on bool) {
	for _, p := range s.w.Profiles() {
		s.chosen[p.ID] = on
	}
	for _, t := range s.ticks {
		t.SetChecked(on)
	}
	s.count()
}

// count says on the button how many there are.
func (s *sharePage) count() {
	t, n := s.w.t, len(s.list())
	s.file.save = t.Number(n, t.ShareOne, t.ShareSome)
	if n == 0 {
		s.file.save = t.ShareNone
	}
	s.main.SetText(s.file.save)
	s.main.SetEnabled(n > 0)
	s.arrange()
}

func (s *sharePage) save() {
	t, list := s.w.t, s.list()
	if s.stop != nil || len(list) == 0 {
		return
	}
	path, ok := s.file.path()
	if !ok {
		return
	}
	replace := s.file.replace == path
	work(s.page, t.Saving, func(context.Context) (struct{}, error) {
		return struct{}{}, wallet.SaveShare(list, wallet.ToFile(path, replace))
	}, func(_ struct{}, err error) {
		if err != nil {
			s.fail(err)
			return
		}
		s.finish(fmt.Sprintf(t.ShareSaved, t.Number(len(list), t.ProfileOne, t.ProfileSome)), path, t.ShareHow)
	})
}

// isWrongPassphrase tells a passphrase that doesn't fit from all other failures.
func isWrongPassphrase(err error) bool { return errors.Is(err, wallet.ErrPassphrase) }
