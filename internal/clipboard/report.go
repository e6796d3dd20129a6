package clipboard

import (
	"context"
	"time"
)

// Mark says what became of the mark on a copied secret.
type Mark int

// What became of the mark.
const (
	// MarkNone means no secret of ours is on the clipboard.
	MarkNone Mark = iota
	// MarkRead means the mark was read back from the clipboard: it is there.
	MarkRead
	// MarkOff means it was not asked for.
	MarkOff
	// MarkUnknown means this desktop knows no such mark.
	MarkUnknown
	// MarkUnread means it was offered but could not be read back.
	MarkUnread
)

// Report is what is true of our secret on the clipboard.
type Report struct {
	Mark Mark
	// Manager is the clipboard manager that runs, as its users know it; "" when none
	// was seen. If several run it is the one to warn of.
	Manager string
	// Keeps is what Manager is known to do with a marked secret.
	Keeps Keeps
	// Stuck means that the secret's time is over but it could not be cleared; it is
	// tried again every few seconds.
	Stuck bool
}

// reportLimit bounds the reading back.
const reportLimit = 2 * time.Second

// Report looks what became of our secret: it reads the mark back, never the secret,
// and finds out who manages the clipboard. It takes up to two seconds.
func (c *Clipboard) Report(ctx context.Context) Report {
	ctx, cancel := context.WithTimeout(ctx, reportLimit)
	defer cancel()
	c.mu.Lock()
	cp, stuck := c.cur, c.stuck
	c.mu.Unlock()
	m := worst(c.b.managers(ctx))
	r := Report{Manager: m.name, Keeps: m.keeps, Stuck: stuck}
	switch {
	case cp == nil:
	case !cp.wanted:
		r.Mark = MarkOff
	case !cp.Marked:
		r.Mark = MarkUnknown
	default:
		r.Mark = MarkUnread
		if ok, err := c.b.marked(ctx); err == nil && ok && cp.Ended() == Held {
			r.Mark = MarkRead
		}
	}
	return r
}
