package state

import (
	"fmt"
	"strings"
	"time"

	"lanyard/ui/text"
)

// StatusView is what the line at the bottom shows.
type StatusView struct {
	Text  string // what was done last, or what lies on the clipboard and for how long
	Aside string // a passing message while the text tells of the clipboard
	Clear bool   // something can be taken off the clipboard
	Undo  string // what was removed and can be taken back, "" when nothing was
}

// Status is what the line at the bottom shows.
func (m *Model) Status() StatusView {
	v := StatusView{Text: m.statusWords(), Undo: m.undoWords(), Clear: m.clip.copied != nil || m.clip.leftover != nil}
	if v.Clear {
		v.Aside = m.message
	}
	return v
}

// statusWords is the text of the line.
func (m *Model) statusWords() string {
	t := m.t
	switch {
	case m.clip.copied != nil:
		return m.clipboardWords(m.clip.copied)
	case m.clip.leftover != nil:
		return t.ClipPasted
	case m.message != "":
		return m.message
	case len(m.profiles) == 0 || m.lock.locked:
		return ""
	case len(m.found) < len(m.profiles):
		return fmt.Sprintf(t.CountFound, text.Thousands(len(m.found)), text.Thousands(len(m.profiles)))
	case len(m.profiles) == 1:
		return t.CountOne
	}
	return fmt.Sprintf(t.Count, text.Thousands(len(m.profiles)))
}

// clipboardWords tell of a secret on the clipboard.
func (m *Model) clipboardWords(c *onClipboard) string {
	parts := []string{c.what}
	if c.fate != nil {
		parts = append(parts, fateWords(m.t, *c.fate)...)
	}
	if c.until.IsZero() {
		parts = append(parts, m.t.ClipStays)
	} else if left := c.until.Sub(m.now()); left > 0 {
		parts = append(parts, fmt.Sprintf(m.t.ClearsIn, m.t.InWords(left)))
	}
	return strings.Join(parts, " · ")
}

// fateWords says what is true of what was copied, and nothing that isn't.
func fateWords(t *text.Texts, f Fate) []string {
	var parts []string
	switch f.Mark {
	case MarkThere:
		parts = append(parts, t.MarkedSecret)
	case MarkUnknown:
		parts = append(parts, t.NoMark)
	case MarkOff:
		parts = append(parts, t.MarkIsOff)
	}
	if f.Keeper != "" {
		parts = append(parts, fmt.Sprintf(t.MayKeep, f.Keeper))
	}
	if f.Stuck {
		parts = append(parts, t.ClipStuck)
	}
	return parts
}

// NameIn is the longest of the profiles' names in a text of the line: what was done, and
// for how long it holds, must not be pushed out of sight by it.
func (m *Model) NameIn(text string) string {
	longest := ""
	look := func(name string) {
		if len(name) > len(longest) && strings.Contains(text, name) {
			longest = name
		}
	}
	for i := range m.profiles {
		look(m.profiles[i].Name)
	}
	for _, r := range m.removals {
		look(r.removed.Profile.Name)
	}
	return longest
}

// tickStatus does what time asks for at the clipboard and with removals.
func (m *Model) tickStatus(now time.Time) {
	m.commitDue(now)
	if c := m.clip.copied; c != nil && c.overdue(now) && now.Sub(c.looked) >= lookEvery && c.look != nil {
		c.looked = now
		c.look()
	}
	if m.clip.leftover != nil && !now.Before(m.clip.leftover.until) {
		m.clip.leftover = nil
	}
}

// untilStatus is when the words of the line change; 0: until something happens.
func (m *Model) untilStatus(now time.Time) time.Duration {
	switch c := m.clip.copied; {
	case c == nil && m.clip.leftover != nil:
		return max(time.Millisecond, m.clip.leftover.until.Sub(now))
	case c == nil || c.until.IsZero():
	case c.until.After(now):
		return time.Second
	case !c.overdue(now):
		return time.Second - now.Sub(c.until)
	default:
		return lookEvery
	}
	return 0
}

// untilCommit is when the key of a removed profile is to be deleted; 0: none is.
func (m *Model) untilCommit(now time.Time) time.Duration {
	if len(m.removals) > 0 {
		return max(time.Millisecond, m.removals[0].until.Sub(now))
	}
	return 0
}
