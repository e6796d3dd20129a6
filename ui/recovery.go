package ui

import (
	"context"
	"fmt"
	"net/url"
	"path/filepath"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"lanyard/internal/explain"
	"lanyard/ui/kit"
	"lanyard/ui/state"
	"lanyard/ui/text"
)

// recovery stands in place of the detail while the profiles file is damaged. Nothing is
// changed before the user chooses.
type recovery struct {
	w       *Window
	box     fyne.CanvasObject
	scroll  *container.Scroll
	what    *widget.Label
	why     *widget.Label
	problem *widget.Label
	rows    *fyne.Container
	none    *widget.Label
	aside   *kit.Button
	read    bool // the backups have been asked for
	busy    bool
}

func newRecovery(w *Window) *recovery {
	t := w.t
	m := &recovery{
		w: w, rows: kit.VBox(6), none: kit.Paragraph(t.NoBackups, widget.MediumImportance),
		what: kit.Paragraph(t.Damaged, widget.MediumImportance), why: kit.Paragraph("", widget.LowImportance), problem: kit.Paragraph("", widget.DangerImportance),
	}
	m.what.SizeName, m.what.TextStyle.Bold = theme.SizeNameHeadingText, true
	m.problem.Hide()
	m.none.Hide()
	again := w.host.Button(t.TryAgain, theme.ViewRefreshIcon(), func() { m.read = false; w.Reload(nil) })
	folder := w.host.Button(t.OpenFolder, theme.FolderOpenIcon(), m.openFolder)
	m.aside = w.host.Button(t.StartEmpty, nil, m.setAside)
	heading := kit.NewLine(t.BackupsTitle).As(theme.ColorNamePlaceHolder, theme.SizeNameCaptionText, kit.Strong)
	content := kit.VBox(12,
		kit.VBox(2, kit.Unpadded(m.what), kit.Unpadded(m.why)),
		kit.VBox(8, heading, m.rows, kit.Unpadded(m.none)),
		kit.Unpadded(m.problem),
		kit.Wrap(again, folder, m.aside),
		kit.Unpadded(kit.Paragraph(t.StartEmptyWhat, widget.LowImportance)))
	m.scroll = kit.PaneScroll(content)
	m.box = m.scroll
	m.box.Hide()
	return m
}

func (m *recovery) show() {
	w := m.w
	there := w.Damaged()
	kit.SetVisible(m.box, there && !w.Locked() && !w.editing())
	if !there {
		m.read = false
		return
	}
	kit.SetLabel(m.why, explain.Explain(w.LoadError()).Why)
	if !m.read {
		m.read = true
		m.find()
	}
}

// find lists the backups.
func (m *recovery) find() {
	w := m.w
	kit.Background(w.Context(), w.host, w.set.Mend.Backups, func(list []state.Backup, err error) {
		m.rows.RemoveAll()
		now := w.Now()
		for _, b := range list {
			count := fmt.Sprintf(w.t.Count, text.Thousands(b.Profiles))
			if b.Profiles == 1 {
				count = w.t.CountOne
			}
			when := fmt.Sprintf(w.t.BackupOf, w.t.AtClock(b.Time, now, w.Zone()))
			restore := w.host.Button(w.t.Restore, nil, func() { m.restore(b, when) })
			restore.ID = fmt.Sprintf(w.t.RestoreWhat, when)
			m.rows.Add(kit.HBox(10, 0, kit.NewLine(when+" · "+count), restore, kit.NewFiller()))
		}
		kit.SetVisible(m.none, len(list) == 0)
		m.say(err)
	})
}

func (m *recovery) say(err error) {
	text := ""
	if err != nil {
		text = state.InOneLine(err)
	}
	kit.SetLabel(m.problem, text)
	kit.RelayoutIn(m.scroll)
}

// restore puts a backup in the damaged file's place, which is kept under another name.
func (m *recovery) restore(b state.Backup, when string) {
	w := m.w
	if m.busy {
		return
	}
	m.busy = true
	kit.Background(w.Context(), w.host, func(ctx context.Context) (struct{}, error) {
		return struct{}{}, w.set.Mend.Restore(ctx, b.Name)
	}, func(_ struct{}, err error) {
		m.busy = false
		if err != nil {
			m.say(err)
			return
		}
		w.Recovered(fmt.Sprintf(w.t.RestoredFile, when))
	})
}

// setAside renames the damaged file, so that a new list begins.
func (m *recovery) setAside() {
	w := m.w
	if m.busy {
		return
	}
	m.busy = true
	kit.Background(w.Context(), w.host, w.set.Mend.SetAside, func(name string, err error) {
		m.busy = false
		if err != nil {
			m.say(err)
			return
		}
		said := w.t.NotDamaged
		if name != "" {
			said = fmt.Sprintf(w.t.SetAside, filepath.Base(name))
		}
		w.Recovered(said)
	})
}

func (m *recovery) openFolder() {
	u := &url.URL{Scheme: "file", Path: filepath.ToSlash(m.w.set.ConfigDir)}
	if err := m.w.app.OpenURL(u); err != nil {
		m.w.Say(fmt.Sprintf(m.w.t.NotOpenedFolder, m.w.set.ConfigDir))
	}
}
