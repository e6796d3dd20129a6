package ui

import (
	"cmp"
	"context"
	"fmt"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"lanyard/assets"
	"lanyard/internal/explain"
	"lanyard/ui/kit"
)

// help tells of the program and of its keys.
type help struct{ w *Window }

// about tells what the program is, what it protects against, and how far its process
// is closed to others.
func (h *help) about() {
	w := h.w
	t := w.t
	icon := canvas.NewImageFromResource(fyne.NewStaticResource("lanyard.png", assets.Icon))
	icon.FillMode = canvas.ImageFillContain
	icon.SetMinSize(fyne.NewSquareSize(56))
	head := kit.VBox(2,
		kit.NewLine(t.AppName).As("", theme.SizeNameHeadingText, kit.Strong),
		kit.NewLine(fmt.Sprintf(t.AboutVersion, assets.Version())).As(theme.ColorNamePlaceHolder, "", fyne.TextStyle{}))
	facts := kit.VBox(3,
		kit.NewLine(fmt.Sprintf(t.AboutKeys, cmp.Or(w.Keyring().Name, t.KeyringAbsent))),
		kit.NewLine(fmt.Sprintf(t.AboutPlace, cmp.Or(w.set.ConfigDir, "–"))))
	text := kit.VBox(10,
		kit.Unpadded(kit.Paragraph(t.AboutWhat, widget.MediumImportance)),
		facts,
		kit.Unpadded(kit.Paragraph(t.AboutProtects, widget.LowImportance)))
	if w.set.Hardened != "" {
		title := kit.NewLine(t.AboutHardened).As(theme.ColorNamePlaceHolder, theme.SizeNameCaptionText, kit.Strong)
		text.Add(kit.VBox(2, title, kit.Unpadded(kit.Paragraph(w.set.Hardened, widget.LowImportance))))
	}
	var buttons []fyne.CanvasObject
	if w.set.Threats != "" {
		more := w.host.Button(t.AboutThreats, nil, h.threats)
		more.OtherKeys = w.host.DialogKey
		buttons = append(buttons, more)
	}
	said := kit.NewLine("").As(theme.ColorNamePlaceHolder, theme.SizeNameCaptionText, fyne.TextStyle{})
	if w.set.Diagnose != nil && w.set.Clipboard != nil {
		diagnostics := w.host.Button(t.CopyDiagnostics, theme.ContentCopyIcon(), func() { h.copyDiagnostics(said.SetText) })
		diagnostics.OtherKeys = w.host.DialogKey
		buttons = append(buttons, diagnostics)
	}
	text.Add(kit.VBox(2, kit.Wrap(buttons...), said))
	text.Add(kit.NewLine(t.AboutNotIBM).As(theme.ColorNamePlaceHolder, theme.SizeNameCaptionText, fyne.TextStyle{}))
	w.host.OpenDialog(t.About, kit.FixedWidth(460, kit.VBox(14, kit.HBox(14, 1, icon, head), text)))
}

// copyDiagnostics copies what to tell to who is asked for help, and says what becomes of it.
func (h *help) copyDiagnostics(say func(string)) {
	w := h.w
	size, scale := w.win.Canvas().Size(), w.win.Canvas().Scale()
	window := fmt.Sprintf(w.t.DiagnosticsWindow, size.Width, size.Height, scale, w.Settings().Theme)
	say(w.t.DiagnosticsBusy)
	kit.Background(w.Context(), w.host, func(ctx context.Context) (struct{}, error) {
		text, err := w.set.Diagnose(ctx)
		if err != nil {
			return struct{}{}, err
		}
		return struct{}{}, w.set.Clipboard.CopyText(ctx, text+window+"\n")
	}, func(_ struct{}, err error) {
		if err != nil {
			say(fmt.Sprintf(w.t.NotCopied, explain.Explain(err).What))
			return
		}
		w.ReplacedClipboard()
		say(w.t.DiagnosticsCopied)
	})
}

// threats shows the page on what the program protects against, and what not.
func (h *help) threats() {
	w := h.w
	size := w.win.Canvas().Size()
	scroll := container.NewVScroll(kit.Padded(-4, 10, 0, -6, kit.NewDocument(w.set.Threats)))
	d := w.host.OpenDialog(w.t.ThreatsTitle, kit.FixedSize(kit.Clamp(size.Width-96, 280, 680), kit.Clamp(size.Height-170, 160, 520), scroll))
	d.Scroll = scroll
}
