package ui

import "fyne.io/fyne/v2"

// boxed is a part of the window with a container of its own.
type boxed struct{ box *fyne.Container }

func (b boxed) container() *fyne.Container { return b.box }

// showEach shows values one after the other in a list, each in a part of its own. More parts
// are made when there are too few; those with nothing to show are hidden and kept.
func showEach[V any, P interface{ container() *fyne.Container }](list *fyne.Container, parts *[]P, values []V, fresh func() P, show func(P, V)) {
	for len(*parts) < len(values) {
		p := fresh()
		*parts = append(*parts, p)
		list.Add(p.container())
	}
	for i, p := range *parts {
		setVisible(p.container(), i < len(values))
		if i < len(values) {
			show(p, values[i])
		}
	}
}
