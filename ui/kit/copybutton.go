package kit

import (
	"time"

	"fyne.io/fyne/v2/theme"
)

// CopyButton is a button that says for a moment that it has done its work.
type CopyButton struct {
	*Button
	h    *Host
	back *time.Timer
}

// saidFor is how long a copy button shows that it has copied.
const saidFor = 2 * time.Second

// NewCopyButton makes a button that calls copy when it is pressed, and then says so.
func NewCopyButton(h *Host, copy func()) *CopyButton {
	c := &CopyButton{h: h}
	c.Button = h.Button(h.Words.Copy, theme.ContentCopyIcon(), func() { copy(); c.said() }).Quiet()
	c.After = h.FocusHome
	return c
}

func (c *CopyButton) said() {
	c.setIcon(theme.ConfirmIcon())
	if c.back != nil {
		c.back.Stop()
	}
	c.back = c.h.later(saidFor, func() { c.setIcon(theme.ContentCopyIcon()) })
}
