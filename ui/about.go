package ui

import (
	"context"
	"fmt"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"lanyard/assets"
	"lanyard/internal/explain"
)

// openAbout tells what the program is, what it protects against, and how far its process
// is closed to others.
func (w *Window) openAbout() {
	t := w.t
	icon := canvas.NewImageFromResource(fyne.NewStaticResource("lanyard.png", assets.Icon))
	icon.FillMode = canvas.ImageFillContain
	icon.SetMinSize(fyne.NewSquareSize(56))
	head := column(2,
		newLine(t.AppName).as("", theme.SizeNameHeadingText, strong),
		newLine(fmt.Sprintf(t.AboutVersion, assets.Version())).as(theme.ColorNamePlaceHolder, "", fyne.TextStyle{}))
	facts := column(3,
		newLine(fmt.Sprintf(t.AboutKeys, or(w.keyring.Name, t.KeyringAbsent))),
		newLine(fmt.Sprintf(t.AboutPlace, or(w.set.ConfigDir, "–"))))
	text := column(10,
		negative(paragraph(t.AboutWhat, widget.MediumImportance)),
		facts,
		negative(paragraph(t.AboutProtects, widget.LowImportance)))
	if w.set.Hardened != "" {
		title := newLine(t.AboutHardened).as(theme.ColorNamePlaceHolder, theme.SizeNameCaptionText, strong)
		text.Add(column(2, title, negative(paragraph(w.set.Hardened, widget.LowImportance))))
	}
	var buttons []fyne.CanvasObject
	if w.set.Threats != "" {
		more := w.button(t.AboutThreats, nil, w.openThreats)
		more.otherKeys = w.sheetKey
		buttons = append(buttons, more)
	}
	said := newLine("").as(theme.ColorNamePlaceHolder, theme.SizeNameCaptionText, fyne.TextStyle{})
	if w.set.Diagnose != nil && w.set.Clipboard != nil {
		diagnostics := w.button(t.CopyDiagnostics, theme.ContentCopyIcon(), func() { w.copyDiagnostics(said.setText) })
		diagnostics.otherKeys = w.sheetKey
		buttons = append(buttons, diagnostics)
	}
	text.Add(column(2, wrapOf(buttons...), said))
	text.Add(newLine(t.AboutNotIBM).as(theme.ColorNamePlaceHolder, theme.SizeNameCaptionText, fyne.TextStyle{}))
	w.openSheet(t.About, wide(460, column(14, rowOf(14, 1, icon, head), text)))
}

// copyDiagnostics copies what to tell to who is asked for help, and says what becomes of it.
func (w *Window) copyDiagnostics(say func(string)) {
	size, scale := w.win.Canvas().Size(), w.win.Canvas().Scale()
	window := fmt.Sprintf(w.t.DiagnosticsWindow, size.Width, size.Height, scale, w.settings.Theme)
	say(w.t.DiagnosticsBusy)
	background(w.ctx, w, func(ctx context.Context) (nothing, error) {
		text, err := w.set.Diagnose(ctx)
		if err != nil {
			return nothing{}, err
		}
		return nothing{}, w.set.Clipboard.CopyText(ctx, text+window+"\n")
	}, func(_ nothing, err error) {
		if err != nil {
			say(fmt.Sprintf(w.t.NotCopied, explain.Explain(err).What))
			return
		}
		w.status.copied, w.status.pasted = nil, nil // what was there is gone by our own doing
		w.status.refresh()
		say(w.t.DiagnosticsCopied)
	})
}

// sheetKey gives a key to the sheet that is open.
func (w *Window) sheetKey(e *fyne.KeyEvent) {
	if w.sheet != nil {
		w.sheet.key(e)
	}
}

// openThreats shows the page on what the program protects against, and what not.
func (w *Window) openThreats() {
	size := w.win.Canvas().Size()
	scroll := container.NewVScroll(inset(-4, 10, 0, -6, document(w.set.Threats)))
	w.openSheet(w.t.ThreatsTitle, container.New(exactly{clamp(size.Width-96, 280, 680), clamp(size.Height-170, 160, 520)}, scroll))
	w.sheet.scroll = scroll
}

// scrolled moves what a sheet shows by keys, and reports whether it was one of them.
func (s *sheet) scrolled(e *fyne.KeyEvent) bool {
	if s.scroll == nil {
		return false
	}
	page := s.scroll.Size().Height - 24
	by, known := map[fyne.KeyName]float32{
		fyne.KeyDown: 40, fyne.KeyUp: -40, fyne.KeyPageDown: page, fyne.KeyPageUp: -page,
		fyne.KeyHome: -s.scroll.Content.Size().Height, fyne.KeyEnd: s.scroll.Content.Size().Height,
	}[e.Name]
	if known {
		most := max(0, s.scroll.Content.Size().Height-s.scroll.Size().Height)
		s.scroll.ScrollToOffset(fyne.NewPos(0, clamp(s.scroll.Offset.Y+by, 0, most)))
	}
	return known
}
