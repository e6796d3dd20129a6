package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"lanyard/assets"

	"lanyard/ui/kit"
	"lanyard/ui/state"
	"lanyard/ui/text"
)

// welcome is what one sees without a profile: one sentence and the ways to go on.
type welcome struct {
	w    *Window
	box  *fyne.Container
	text *widget.Label
	add  *kit.Button
}

func newWelcome(w *Window) *welcome {
	t := w.t
	icon := canvas.NewImageFromResource(fyne.NewStaticResource("lanyard.png", assets.Icon))
	icon.FillMode = canvas.ImageFillContain
	icon.SetMinSize(fyne.NewSquareSize(84))
	v := &welcome{w: w, text: kit.Paragraph(t.Welcome, widget.MediumImportance)}
	v.text.Alignment = fyne.TextAlignCenter
	v.text.SizeName = theme.SizeNameSubHeadingText
	v.add = w.host.Button(t.AddFirst, theme.ContentAddIcon(), w.editor.Add).Prominent()
	buttons := []fyne.CanvasObject{v.add, w.host.Button(t.ImportWhatYouHave, nil, w.importer.Open)}
	how := kit.Paragraph(t.LookAroundHow, widget.LowImportance)
	how.Alignment = fyne.TextAlignCenter
	how.SizeName = theme.SizeNameCaptionText
	if w.set.OpenDemo != nil {
		buttons = append(buttons, w.host.Button(t.LookAround, nil, w.openDemo))
	} else {
		how.Hide()
	}
	needs := w.host.Button(t.NeedsTitle, nil, w.editor.OpenNeeds).Quiet()
	content := kit.VBox(14, container.NewCenter(icon), v.text, container.NewCenter(kit.VBox(8, buttons...)), kit.VBox(6, how, container.NewCenter(needs)))
	v.box = container.NewCenter(kit.FixedWidth(460, content))
	v.box.Hide()
	return v
}

func (v *welcome) show(visible bool) {
	kit.SetVisible(v.box, visible)
	if words := welcomeWords(v.w.t, v.w.Keyring()); visible && v.text.Text != words {
		v.text.SetText(words)
		kit.Relayout(v.box)
	}
}

// welcomeWords say where keys are going to be kept.
func welcomeWords(t *text.Texts, k state.Keyring) string {
	switch {
	case k.Backend == state.BackendMemory:
		return t.WelcomeMemory
	case k.Backend == state.BackendFile:
		return t.WelcomeFile
	case k.State == state.KeyringAbsent, k.State == state.KeyringNoCollection:
		return t.WelcomeNoRing
	}
	return t.Welcome
}

// openDemo opens another Lanyard on the samples.
func (w *Window) openDemo() {
	if err := w.set.OpenDemo(); err != nil {
		w.SayFailure(err)
	}
}
