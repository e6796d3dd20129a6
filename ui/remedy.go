package ui

// editProxy opens the form at the proxy.
func (w *Window) editProxy() {
	w.openEdit()
	if f := find[*form](w.stack); f != nil {
		f.focus(fProxy)
	}
}
