package ui

import (
	"context"
	"fmt"
	"net/url"
	"path/filepath"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"lanyard/internal/explain"
)

// Mend is the way out when the profiles file is damaged. Its functions may wait.
type Mend struct {
	Backups  func(ctx context.Context) ([]Backup, error)
	Restore  func(ctx context.Context, name string) error
	SetAside func(ctx context.Context) (name string, err error) // renames the damaged file
}

// Backup is a dated copy of the profiles file.
type Backup struct {
	Name     string
	Time     time.Time
	Profiles int // how many it has
}

// mendView stands in place of the detail while the profiles file is damaged. Nothing is
// changed before the user chooses.
type mendView struct {
	w       *Window
	box     fyne.CanvasObject
	scroll  *container.Scroll
	what    *widget.Label
	why     *widget.Label
	problem *widget.Label
	rows    *fyne.Container
	none    *widget.Label
	aside   *button
	read    bool // the backups have been asked for
	busy    bool
}

func newMendView(w *Window) *mendView {
	t := w.t
	m := &mendView{
		w: w, rows: column(6), none: paragraph(t.NoBackups, widget.MediumImportance),
		what: paragraph(t.Damaged, widget.MediumImportance), why: paragraph("", widget.LowImportance), problem: paragraph("", widget.DangerImportance),
	}
	m.what.SizeName, m.what.TextStyle.Bold = theme.SizeNameHeadingText, true
	m.problem.Hide()
	m.none.Hide()
	again := w.button(t.TryAgain, theme.ViewRefreshIcon(), func() { m.read = false; w.reload(nil) })
	folder := w.button(t.OpenFolder, theme.FolderOpenIcon(), m.openFolder)
	m.aside = w.button(t.StartEmpty, nil, m.setAside)
	heading := newLine(t.BackupsTitle).as(theme.ColorNamePlaceHolder, theme.SizeNameCaptionText, strong)
	content := column(12,
		column(2, negative(m.what), negative(m.why)),
		column(8, heading, m.rows, negative(m.none)),
		negative(m.problem),
		wrapOf(again, folder, m.aside),
		negative(paragraph(t.StartEmptyWhat, widget.LowImportance)))
	m.scroll = container.NewVScroll(inset(16, 20, 20, 22, container.New(atMost(detailMost), content)))
	m.box = m.scroll
	m.box.Hide()
	return m
}

// damaged reports whether the profiles file is there and makes no sense.
func (w *Window) damaged() bool {
	return w.loadErr != nil && w.set.Mend != nil && explain.Explain(w.loadErr).Action == explain.ActionRestoreFile
}

func (m *mendView) show() {
	w := m.w
	there := w.damaged()
	setVisible(m.box, there && !w.locked && !w.editing())
	if !there {
		m.read = false
		return
	}
	setLabel(m.why, explain.Explain(w.loadErr).Why)
	if !m.read {
		m.read = true
		m.find()
	}
}

// readSources lists the backups.
func (m *mendView) find() {
	w := m.w
	background(w.ctx, w, w.set.Mend.Backups, func(list []Backup, err error) {
		m.rows.RemoveAll()
		now := w.now()
		for _, b := range list {
			count := fmt.Sprintf(w.t.Count, b.Profiles)
			if b.Profiles == 1 {
				count = w.t.CountOne
			}
			when := fmt.Sprintf(w.t.BackupOf, w.t.AtClock(b.Time, now, w.zone))
			restore := w.button(w.t.Restore, nil, func() { m.restore(b, when) })
			restore.id = fmt.Sprintf(w.t.RestoreWhat, when)
			m.rows.Add(rowOf(10, 0, newLine(when+" · "+count), restore, newFiller()))
		}
		setVisible(m.none, len(list) == 0)
		m.say(err)
	})
}

func (m *mendView) say(err error) {
	text := ""
	if err != nil {
		text = inOneLine(err)
	}
	setLabel(m.problem, text)
	relayoutIn(m.scroll)
}

// restore puts a backup in the damaged file's place, which is kept under another name.
func (m *mendView) restore(b Backup, when string) {
	w := m.w
	if m.busy {
		return
	}
	m.busy = true
	background(w.ctx, w, func(ctx context.Context) (nothing, error) {
		return nothing{}, w.set.Mend.Restore(ctx, b.Name)
	}, func(_ nothing, err error) {
		m.busy = false
		if err != nil {
			m.say(err)
			return
		}
		w.mended(fmt.Sprintf(w.t.RestoredFile, when))
	})
}

// setAside renames the damaged file, so that a new list begins.
func (m *mendView) setAside() {
	w := m.w
	if m.busy {
		return
	}
	m.busy = true
	background(w.ctx, w, w.set.Mend.SetAside, func(name string, err error) {
		m.busy = false
		if err != nil {
			m.say(err)
			return
		}
		said := w.t.NotDamaged
		if name != "" {
			said = fmt.Sprintf(w.t.SetAside, filepath.Base(name))
		}
		w.mended(said)
	})
}

// mended reads the profiles again and says what was done.
func (w *Window) mended(said string) {
	w.reload(func() {
		if w.loadErr == nil && w.current() == nil && len(w.found) > 0 {
			w.choose(w.profiles[w.found[0]].ID)
		}
		w.say(said)
	})
}

func (m *mendView) openFolder() {
	u := &url.URL{Scheme: "file", Path: filepath.ToSlash(m.w.set.ConfigDir)}
	if err := m.w.app.OpenURL(u); err != nil {
		m.w.say(fmt.Sprintf(m.w.t.NotOpenedFolder, m.w.set.ConfigDir))
	}
}
