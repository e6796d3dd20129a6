package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"lanyard/ui/kit"
	"lanyard/ui/state"
)

// banner tells below the toolbar what the matter is with the keyring: by itself when
// keys cannot be saved, otherwise on request.
type banner struct {
	w      *Window
	box    fyne.CanvasObject
	text   *widget.Label
	cause  *widget.Label
	unlock *kit.Button
	file   *kit.Button
	memory *kit.Button
	again  *kit.Button
	hide   *kit.Button
	cancel *kit.Button // while the keyring is being unlocked
	ground *kit.Surface
}

func newBanner(w *Window) *banner {
	t := w.t
	b := &banner{w: w, text: kit.Paragraph("", widget.MediumImportance), cause: kit.Paragraph("", widget.LowImportance)}
	b.cause.SizeName = theme.SizeNameCaptionText
	b.unlock = w.host.Button(t.KeyringUnlock, nil, func() { w.UnlockKeyring(state.NothingAgain) })
	b.file = w.host.Button(t.UseFile, nil, func() { w.transfer.OpenMove(state.BackendFile, nil) })
	b.memory = w.host.Button(t.UseMemory, nil, w.UseMemory)
	b.again = w.host.Button(t.CheckAgain, nil, w.CheckKeyring)
	b.hide = w.host.Button(t.Close, nil, func() { w.AskKeyring(false) }).Quiet()
	b.cancel = w.host.Button(t.Cancel, nil, w.CancelUnlock)
	for _, x := range []*kit.Button{b.unlock, b.cancel, b.memory, b.again, b.hide} {
		x.After = w.host.FocusHome
	}
	b.ground = kit.NewSurface(kit.ColorCard, 0)
	b.box = kit.VBox(0, container.NewStack(b.ground, kit.Padded(4, 12, 8, 8, kit.VBox(2,
		kit.VBox(-10, b.text, b.cause), kit.Padded(0, 0, 0, 6, kit.Wrap(b.unlock, b.cancel, b.file, b.memory, b.again, b.hide))))), kit.Hairline())
	b.box.Hide()
	return b
}

func (b *banner) toggle() { b.w.AskKeyring(!b.box.Visible()) }

func (b *banner) refresh() {
	was, said := b.box.Visible(), b.text.Text
	visible := b.w.KeyringWanted() && !b.w.editing()
	kit.SetVisible(b.box, visible)
	if visible {
		b.show(b.w.KeyringDetail())
	}
	if b.w.frame.whole != nil && (was != visible || visible && said != b.text.Text) {
		kit.Relayout(b.w.frame.whole) // the panes make room
	}
}

func (b *banner) show(v state.KeyringView) {
	kit.SetLabel(b.text, v.Text)
	kit.SetLabel(b.cause, v.Cause)
	b.ground.Set(map[bool]fyne.ThemeColorName{true: kit.ColorCard, false: kit.ColorNotice}[v.Good], "")
	kit.SetVisible(b.unlock, v.Unlock)
	kit.SetVisible(b.cancel, v.Cancel)
	kit.SetVisible(b.file, v.File)
	kit.SetVisible(b.memory, v.Memory)
	kit.SetVisible(b.again, v.Again)
	kit.SetVisible(b.hide, v.Close)
	kit.Relayout(b.box)
}
