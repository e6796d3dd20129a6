package kit

import "fyne.io/fyne/v2"

// IconLock is a padlock; Fyne's theme has none. Its colour follows the theme.
func IconLock() fyne.Resource {
	return fyne.NewStaticResource("lock.svg", []byte(`<svg xmlns="http://www.w3.org/2000/svg" width="24" height="24" viewBox="0 0 24 24">`+
		`<path fill="#000000" d="M12 2a5 5 0 0 0-5 5v3H6a2 2 0 0 0-2 2v8a2 2 0 0 0 2 2h12a2 2 0 0 0 2-2v-8a2 2 0 0 0-2-2h-1V7a5 5 0 0 0-5-5zm-3 8V7a3 3 0 0 1 6 0v3H9z"/>`+
		`</svg>`))
}

// IconPin is a drawing pin.
func IconPin() fyne.Resource {
	return fyne.NewStaticResource("pin.svg", []byte(`<svg xmlns="http://www.w3.org/2000/svg" width="24" height="24" viewBox="0 0 24 24">`+
		`<path fill="#000000" d="M16 9V4h1.5V2h-11v2H8v5c0 1.7-1.2 3-3 3v2h6v7l1 1.5 1-1.5v-7h6v-2c-1.8 0-3-1.3-3-3z"/>`+
		`</svg>`))
}
