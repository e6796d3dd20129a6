package prefs

import (
	"net/url"
	"strings"

	"fyne.io/fyne/v2"

	"lanyard/internal/profile"
	"lanyard/internal/settings"
	"lanyard/ui/kit"
)

// proxy lets one choose the way out for profiles that have no proxy of their own. An
// address of one's own holds when it has been entered and makes sense.
func (p *pane) proxy() fyne.CanvasObject {
	w, t, now := p.w, p.w.t, p.w.Settings().Proxy
	fixed := []string{settings.ProxySystem, settings.ProxyNone}
	at := len(fixed)
	address := kit.NewField(t.SetProxyAt, w.host)
	address.SetPlaceHolder(t.HintSharedProxy)
	for i, value := range fixed {
		if now == value {
			at = i
		}
	}
	why := ""
	if at == len(fixed) {
		why = p.proxyTrouble(now)
		if u, err := url.Parse(now); err == nil && u.User == nil { // no password is shown
			address.SetText(now)
		}
	}
	wrong, what := newSettingNote(""), newSettingNote(t.SetProxyWhat)
	row := kit.Labelled(kit.NewLine(t.SetProxyAt), kit.Between(120, 260, address))
	show := func(own bool, why string) {
		kit.SetVisible(row, own)
		kit.SetVisible(wrong.box, own && why != "")
		kit.SetLabel(wrong.text, why)
		if p.scroll == nil {
			return // it is being made
		}
		kit.RelayoutIn(p.scroll)
		if own { // and what is said of the address
			kit.RevealIn(p.scroll, what.box)
		}
	}
	enter := func() {
		text := strings.TrimSpace(address.Text)
		why := ""
		if text != "" {
			why = p.proxyTrouble(text)
		}
		show(true, why)
		if text != "" && why == "" {
			w.ChooseSetting(func(s *settings.Settings) { s.Proxy = text })
		}
	}
	address.OnSubmit, address.OnLeave, address.OnCancel = enter, enter, w.Close
	address.OnFocus = func() { p.Reveal(address) }
	way := p.choices(t.SetProxyWay, []string{t.ProxySystem, t.ProxyNone, t.ProxyOwn}, at, func(i int) {
		show(i == len(fixed), "")
		if i < len(fixed) {
			w.ChooseSetting(func(s *settings.Settings) { s.Proxy = fixed[i] })
			return
		}
		enter()
	})
	p.controls = append(p.controls, address)
	show(at == len(fixed), why)
	return p.group(t.Proxy, way, row, wrong.box, what.box)
}

// proxyTrouble says what is wrong with the address of a proxy, "" for nothing.
func (p *pane) proxyTrouble(address string) string {
	if err := profile.CheckSharedProxy(address); err != nil {
		return kit.Capital(err.Error()) + "."
	}
	return ""
}
