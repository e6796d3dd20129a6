// Command emptywindow is the smallest window that Fyne makes: a label. It is built with
// the same version and tags as Lanyard, and what Lanyard's window costs is compared with
// it.
package main

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/app"
	"fyne.io/fyne/v2/widget"
)

func main() {
	a := app.NewWithID("app.lanyard.emptywindow")
	w := a.NewWindow("Empty")
	w.SetContent(widget.NewLabel("An empty window"))
	w.Resize(fyne.NewSize(1060, 700)) // as large as Lanyard's
	w.ShowAndRun()
}
