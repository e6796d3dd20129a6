package ui

import (
	"fmt"
	"net/url"
)

// openPage opens a page of the documents or of IBM's console in the browser.
func (w *Window) openPage(link string) {
	u, err := url.Parse(link)
	if err == nil {
		err = w.app.OpenURL(u)
	}
	if err != nil {
		w.Say(fmt.Sprintf(w.t.NotOpened, link))
	}
}
