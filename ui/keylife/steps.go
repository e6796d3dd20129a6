package keylife

import (
	"fmt"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"lanyard/internal/rotation"
	"lanyard/ui/keystate"
	"lanyard/ui/kit"
	"lanyard/ui/text"
)

// iconSize is that of what stands before a step.
const iconSize = 18

// stepRow shows a step: how it ended, its name, and what there is to say of it.
func stepRow(t *text.Texts, s keystate.Step) fyne.CanvasObject {
	name := kit.NewLine(s.Name).As("", "", kit.Strong).Unshortened()
	words := kit.QuietLine().Unshortened()
	var mark fyne.CanvasObject
	icon := kit.NewCheckIcon()
	switch {
	case s.Now:
		wheel := widget.NewActivity()
		wheel.Start()
		mark = wheel
	case s.Status == rotation.OK:
		icon.Draw("✓", theme.IconNameConfirm, theme.ColorNameSuccess)
		words.SetText(t.StepDone)
	case s.Status == rotation.Failed:
		icon.Draw("✗", theme.IconNameCancel, theme.ColorNameError)
		name.SetColor(theme.ColorNameError)
		words.SetText(t.StepFailed)
	case s.Status == rotation.Skipped:
		icon.Draw("–", theme.IconNameContentRemove, theme.ColorNamePlaceHolder)
		if s.Detail == "" { // which says it better
			words.SetText(t.StepSkipped)
		}
	}
	if s.Status != rotation.OK && s.Status != rotation.Failed && !s.Now {
		name.SetColor(theme.ColorNamePlaceHolder)
	}
	if mark == nil {
		mark = icon
	}
	about := kit.VBox(0, kit.HBox(8, -1, name, words))
	if s.Detail != "" {
		about.Add(kit.Unpadded(kit.QuietCaption(s.Detail)))
	}
	return kit.HBox(10, 1, container.NewGridWrap(fyne.NewSquareSize(iconSize), mark), about)
}

// deleteWords is what a button says that deletes a key.
func deleteWords(t *text.Texts, name string) string { return fmt.Sprintf(t.DeleteLeft, name) }
