package ui

import (
	"context"
	"fmt"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"lanyard/internal/wallet"

	"lanyard/ui/kit"
	"lanyard/ui/text"
)

// undoTime is how long a removal can be taken back.
const undoTime = 10 * time.Second

// removal is a profile that is gone from the list while its key still lies in the
// keyring.
type removal struct {
	removed *wallet.Removed
	until   time.Time
}

// onClipboard is a secret that was copied and is not known to be gone.
type onClipboard struct {
	what   string    // "Token for prod-eu copied"
	fate   *Fate     // nil: not looked yet
	look   func()    // looks once more what became of it; nil: nobody knows
	looked time.Time // when that was last
	until  time.Time // zero: it is not cleared by itself
	number int       // tells this copy from later ones
}

// statusBar is the line at the bottom: what was done last, what lies on the clipboard
// and for how long, and the way back after a removal.
type statusBar struct {
	w       *Window
	box     fyne.CanvasObject
	text    *kit.TipLine
	clear   *kit.Button
	undoRow *fyne.Container
	undoSay *kit.Line
	undo    *kit.Button
	aside   *kit.TipLine // a passing message while a secret lies on the clipboard

	message  string // a passing message
	copied   *onClipboard
	pasted   *pastedKey // nil: none is known
	copies   int
	removals []removal
}

func newStatusBar(w *Window) *statusBar {
	s := &statusBar{w: w, text: kit.NewTipLine(w.host), undoSay: kit.NewLine(" "), aside: kit.NewTipLine(w.host)}
	s.clear = w.host.Button(w.t.ClearNow, nil, s.clearNow).Quiet()
	s.undo = w.host.Button(w.t.Undo, theme.ContentUndoIcon(), s.undoLast).Quiet()
	for _, b := range []*kit.Button{s.clear, s.undo} {
		b.After = w.focusHome
	}
	for _, l := range []*kit.Line{&s.text.Line, &s.aside.Line, s.undoSay} {
		l.Soft = s.name
	}
	s.undoRow = kit.HBox(10, 0, s.undoSay, s.undo)
	least := kit.Gap(1, s.clear.MinSize().Height)
	s.box = kit.VBox(0, kit.Hairline(),
		kit.OnSurface(kit.ColorSidebar, 0, kit.Padded(2, 8, 2, 14, kit.VBox(0, s.undoRow, s.aside, kit.HBox(10, 0, s.text, least, s.clear)))))
	s.undoRow.Hide()
	s.clear.Hide()
	s.aside.Hide()
	return s
}

// name is the profile's name in a text of the bar: what was done, and for how long it holds,
// must not be pushed out of sight by it.
func (s *statusBar) name(text string) string {
	longest := ""
	look := func(name string) {
		if len(name) > len(longest) && strings.Contains(text, name) {
			longest = name
		}
	}
	for i := range s.w.profiles {
		look(s.w.profiles[i].Name)
	}
	for _, r := range s.removals {
		look(r.removed.Profile.Name)
	}
	return longest
}

// asideWords is the passing message where the line itself tells of the clipboard.
func (s *statusBar) asideWords() string {
	if s.copied == nil && s.pasted == nil {
		return ""
	}
	return s.message
}

// words is the text of the line.
func (s *statusBar) words() string {
	t, now := s.w.t, s.w.now()
	switch {
	case s.copied != nil:
		parts := []string{s.copied.what}
		if s.copied.fate != nil {
			parts = append(parts, fateWords(t, *s.copied.fate)...)
		}
		if s.copied.until.IsZero() {
			parts = append(parts, t.ClipStays)
		} else if left := s.copied.until.Sub(now); left > 0 {
			parts = append(parts, fmt.Sprintf(t.ClearsIn, t.InWords(left)))
		}
		return strings.Join(parts, " · ")
	case s.pasted != nil:
		return t.ClipPasted
	case s.message != "":
		return s.message
	case len(s.w.profiles) == 0 || s.w.locked:
		return ""
	case len(s.w.found) < len(s.w.profiles):
		return fmt.Sprintf(t.CountFound, len(s.w.found), len(s.w.profiles))
	case len(s.w.profiles) == 1:
		return t.CountOne
	}
	return fmt.Sprintf(t.Count, len(s.w.profiles))
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

func (s *statusBar) undoWords() string {
	switch n := len(s.removals); n {
	case 0:
		return ""
	case 1:
		return fmt.Sprintf(s.w.t.Removed, s.removals[0].removed.Profile.Name)
	default:
		return fmt.Sprintf(s.w.t.RemovedSome, n)
	}
}

func (s *statusBar) refresh() {
	height := s.box.MinSize().Height
	s.text.SetText(s.words())
	kit.SetVisible(s.clear, s.copied != nil || s.pasted != nil)
	kit.SetVisible(s.undoRow, len(s.removals) > 0)
	s.undoSay.SetText(s.undoWords())
	s.aside.SetText(s.asideWords())
	kit.SetVisible(s.aside, s.asideWords() != "")
	if s.w.whole != nil && s.box.MinSize().Height != height {
		kit.Relayout(s.w.whole) // the panes make room
		return
	}
	kit.Relayout(s.box)
}

func (s *statusBar) tick() {
	now := s.w.now()
	for len(s.removals) > 0 && !now.Before(s.removals[0].until) {
		s.commit(s.removals[0])
		s.removals = s.removals[1:]
	}
	if c := s.copied; c != nil && c.overdue(now) && now.Sub(c.looked) >= lookEvery && c.look != nil {
		c.looked = now
		c.look()
	}
	if s.pasted != nil && !now.Before(s.pasted.until) {
		s.pasted = nil
	}
	s.refresh()
}

// overdue reports whether the secret should be off the clipboard by now, with a moment
// for the news of that to arrive.
func (c *onClipboard) overdue(now time.Time) bool {
	return !c.until.IsZero() && now.Sub(c.until) >= time.Second
}

// lookEvery is how often one looks what became of a secret that should be gone.
const lookEvery = 5 * time.Second

// nextTick is when the words of the line change.
func (s *statusBar) nextTick(now time.Time) time.Duration {
	switch c := s.copied; {
	case c == nil && s.pasted != nil:
		return max(time.Millisecond, s.pasted.until.Sub(now))
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

// nextDuty is when the key of a removed profile is to be deleted.
func (s *statusBar) nextDuty(now time.Time) time.Duration {
	if len(s.removals) > 0 {
		return max(time.Millisecond, s.removals[0].until.Sub(now))
	}
	return 0
}

// removedOne offers the way back for a while.
func (s *statusBar) removedOne(r *wallet.Removed) {
	s.removals = append(s.removals, removal{removed: r, until: s.w.now().Add(undoTime)})
}

// takeRemovals gives the removals that could still be undone, and lets them be for good.
func (s *statusBar) takeRemovals() []removal {
	all := s.removals
	s.removals = nil
	s.refresh()
	return all
}

func (s *statusBar) undoLast() {
	if len(s.removals) == 0 {
		return
	}
	w := s.w
	last := s.removals[len(s.removals)-1].removed
	s.removals = s.removals[:len(s.removals)-1]
	s.refresh()
	background(w.ctx, w, func(ctx context.Context) (struct{}, error) {
		return struct{}{}, last.Undo(ctx)
	}, func(_ struct{}, err error) {
		if err != nil {
			w.sayFailure(err)
			return
		}
		w.reload(func() {
			w.choose(last.Profile.ID)
			w.say(fmt.Sprintf(w.t.Restored, last.Profile.Name))
		})
	})
}

// commit deletes the key of a removed profile. A failure leaves an unused key behind,
// which harms nobody; it is said all the same.
func (s *statusBar) commit(r removal) {
	w := s.w
	background(w.ctx, w, func(ctx context.Context) (struct{}, error) {
		return struct{}{}, r.removed.Commit(ctx)
	}, func(_ struct{}, err error) {
		if err != nil {
			w.sayFailure(err)
		}
	})
}

// commitAll is for the end of the program; it waits.
func (s *statusBar) commitAll(ctx context.Context) {
	for _, r := range s.removals {
		_ = r.removed.Commit(ctx)
	}
	s.removals = nil
}

// secretCopied tells what lies on the clipboard until it doesn't any more.
func (s *statusBar) secretCopied(what string, c Copied, life time.Duration) {
	s.copies++
	mine := &onClipboard{what: what, number: s.copies}
	if life > 0 {
		mine.until = s.w.now().Add(life)
	}
	s.copied, s.pasted, s.message = mine, nil, ""
	w := s.w
	if c.Fate != nil {
		mine.look = func() {
			background(w.ctx, w, func(ctx context.Context) (Fate, error) {
				return c.Fate(ctx), nil
			}, func(f Fate, _ error) {
				mine.fate = &f
				s.refresh()
			})
		}
		mine.look()
	}
	background(w.ctx, w, func(ctx context.Context) (bool, error) {
		select {
		case <-c.Done:
			return c.Taken != nil && c.Taken(), nil
		case <-ctx.Done():
			return false, nil
		}
	}, func(taken bool, _ error) {
		if s.copied == nil || s.copied.number != mine.number {
			return
		}
		s.copied = nil
		switch {
		case taken:
			s.message = w.t.ClipTaken
		case w.locked:
			s.message = w.t.ClipEmpty
		default:
			s.message = w.t.ClipCleared
		}
		w.refresh()
	})
	w.refresh()
}

func (s *statusBar) clearNow() {
	w := s.w
	if w.set.Clipboard == nil {
		return
	}
	if s.copied == nil && s.pasted != nil {
		w.clearPasted()
		return
	}
	background(w.ctx, w, func(context.Context) (struct{}, error) {
		return struct{}{}, w.set.Clipboard.Clear()
	}, func(_ struct{}, err error) {
		if err != nil {
			w.say(w.t.ClipNotCleared)
		}
	})
}
