package detail

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"
	"unicode"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"lanyard/ui/kit"
	"lanyard/ui/state"
)

// rawShown is how much of a token's payload is shown; the whole of it is copied. Real
// ones have one or two kilobytes.
const rawShown = 8 << 10

// claimsMore stands below the claims: the key at IBM Cloud, and the payload as it is.
type claimsMore struct {
	w       *Room
	box     *fyne.Container
	keyHead *kit.Line
	busy    *fyne.Container
	wheel   *widget.Activity
	doing   *kit.Line
	wrong   *widget.Label
	again   *kit.Button
	page    *kit.Button
	facts   *factList
	keyBox  *fyne.Container
	rawFold *kit.Disclosure
	raw     *kit.Reader
	full    string // the whole payload
	copy    *kit.CopyButton
	view    state.ClaimsView
	link    string
	filled  time.Time // of the token whose payload is in the field
}

func newClaimsMore(w *Room) *claimsMore {
	t := w.t
	m := &claimsMore{
		w: w, facts: newFactList(w), wheel: widget.NewActivity(), doing: kit.QuietLine(), wrong: kit.Paragraph("", widget.LowImportance),
		keyHead: kit.NewLine(t.KeyAtIBM).As("", "", kit.Strong),
	}
	m.busy = kit.HBox(8, 1, container.NewGridWrap(fyne.NewSquareSize(22), m.wheel), m.doing)
	m.again = w.host.Button(t.TryAgain, theme.ViewRefreshIcon(), w.AskAboutKeyAgain)
	m.page = w.host.Button(t.OpenKeysPage, nil, func() { w.nav.OpenPage(m.link) })
	m.again.After, m.page.After = w.host.FocusHome, w.host.FocusHome
	m.keyBox = kit.Padded(8, 0, 0, 0, kit.VBox(2, m.keyHead, m.busy, kit.Unpadded(m.wrong), m.facts.box,
		kit.Padded(4, 0, 0, 0, kit.Wrap(m.again, m.page))))
	m.raw = kit.NewReader(t.RawJSON, w.host)
	m.copy = kit.NewCopyButton(w.host, func() { w.CopyPlain(t.RawJSON, m.full) })
	m.copy.Text = t.CopyJSON
	m.rawFold = w.host.Disclosure(t.RawJSON, kit.VBox(4, m.raw, kit.HBox(0, -1, m.copy.Button)))
	m.rawFold.When = func(open bool) {
		m.fill()
		w.nav.RefreshDetail()
		if open {
			w.reveal(m.rawFold.Box)
		}
	}
	m.box = kit.VBox(4, m.keyBox, m.rawFold.Box)
	return m
}

// opened is told when the claims are opened or closed.
func (m *claimsMore) opened(open bool) {
	if open {
		m.w.AskAboutKey()
		m.w.reveal(m.w.View.token.claimsFold.Box)
		return
	}
	m.rawFold.Set(false)
}

// show draws what is known and reports whether anything needs a new place for it.
func (m *claimsMore) show(v state.ClaimsView) bool {
	was := m.view
	m.view = v
	kit.SetVisible(m.rawFold.Box, v.HasRaw)
	m.fill()
	if was.About.About == v.About.About && was.About.There == v.About.There && was.About.Page == v.About.Page && was.HasRaw == v.HasRaw {
		return false
	}
	a := v.About
	m.link = a.Page
	kit.SetVisible(m.keyBox, a.Page != "")
	m.page.SetText(state.PageWords(m.w.t, a.Page))
	kit.SetVisible(m.busy, a.Busy != "")
	m.doing.SetText(a.Busy)
	if a.Busy != "" {
		m.wheel.Start()
	} else {
		m.wheel.Stop()
	}
	kit.SetLabel(m.wrong, a.Wrong)
	kit.SetVisible(m.again, a.Wrong != "")
	m.facts.show(a.Facts)
	return true
}

// fill writes the payload into its field, once for each token and only while it is
// open: nothing of it is laid out before.
func (m *claimsMore) fill() {
	t := m.view.Token
	if !m.rawFold.Open {
		if m.full != "" {
			m.raw.SetText("")
			m.full, m.filled = "", time.Time{}
		}
		return
	}
	if m.filled.Equal(t.IssuedAt) && m.full != "" {
		return
	}
	m.filled, m.full = t.IssuedAt, payloadText(t.Claims.Raw)
	text := m.full
	if len(text) > rawShown {
		text = text[:strings.LastIndexByte(text[:rawShown], '\n')+1] + fmt.Sprintf(m.w.t.RawCut, len(m.full)>>10)
	}
	m.raw.SetText(text)
}

// payloadText writes a token's payload as JSON for people. Characters that do not
// print, which a hostile server could use to turn a text around, stand in it as escapes.
func payloadText(raw map[string]any) string {
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if e.Encode(raw) != nil {
		return ""
	}
	var out strings.Builder
	for _, r := range strings.TrimRight(b.String(), "\n") {
		switch {
		case r == '\n' || unicode.IsPrint(r):
			out.WriteRune(r)
		case r > 0xffff:
			r -= 0x10000
			fmt.Fprintf(&out, `\u%04x\u%04x`, 0xd800+r>>10, 0xdc00+r&0x3ff)
		default:
			fmt.Fprintf(&out, `\u%04x`, r)
		}
	}
	return out.String()
}
