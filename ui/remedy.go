package ui

import "lanyard/ui/kit"

// editProxy opens the form at the proxy.
func (w *Window) editProxy() {
	w.openEdit()
	if f := kit.Find[*form](w.host.Panes); f != nil {
		f.focus(fProxy)
	}
}
