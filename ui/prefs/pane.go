package prefs

import (
	"context"
	"fmt"
	"slices"
	"time"

	"lanyard/internal/policy"
	"lanyard/internal/settings"
	"lanyard/ui/kit"
	"lanyard/ui/state"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// pane shows the settings in place of the detail. What is chosen holds at once.
type pane struct {
	w        *Room
	box      fyne.CanvasObject
	scroll   *container.Scroll
	controls []fyne.CanvasObject // in order
	idle     *settingNote
	tray     *settingNote
	trayTick *kit.Checkbox

	where     *widget.Label   // keys are kept
	ways      *fyne.Container // to other places
	placeSeen string          // what is shown of it
}

// settingNote is a remark below a setting.
type settingNote struct {
	text *widget.Label
	box  *fyne.Container
}

// Open shows the settings, or closes them.
func (w *Room) Open() {
	switch {
	case w.SaysLocked(), w.host.Dialog != nil:
	case kit.IsTop[*pane](w.host.Panes):
		w.Close()
	default:
		w.host.Panes.Leave(func() {
			p := newSettingsPane(w)
			w.host.Panes.Show(p)
			p.lookAround()
		})
	}
}

// Close goes back to the detail, if the settings stand in its place.
func (w *Room) Close() {
	if kit.IsTop[*pane](w.host.Panes) {
		w.host.Panes.Close(w.host.Panes.Top())
	}
}

func newSettingsPane(w *Room) *pane {
	p := &pane{w: w}
	t := w.t
	done := w.host.Button(t.Done, theme.ConfirmIcon(), w.Close).Prominent()
	done.OtherKeys = p.Key
	head := kit.NewLine(t.Settings).As("", theme.SizeNameHeadingText, kit.Strong)
	content := kit.VBox(18, head,
		p.look(), p.clipboard(), p.locking(), p.others(), p.places(), p.proxy())
	p.showPlace()
	p.scroll = kit.PaneScroll(content)
	foot := kit.PaneFoot(kit.HBox(8, 0, kit.NewFiller(), done))
	p.box = kit.Framed(kit.Gap(0, 0), foot, p.scroll)
	return p
}

func (p *pane) Key(e *fyne.KeyEvent) {
	if e.Name == fyne.KeyEscape {
		p.w.Close()
		return
	}
	p.w.host.FunctionKey(e)
}

// Object implements [kit.Pane].
func (p *pane) Object() fyne.CanvasObject { return p.box }

// FirstFocus implements [kit.Pane].
func (p *pane) FirstFocus() fyne.Focusable { return p.controls[0].(fyne.Focusable) }

// RestFocus implements [kit.Pane].
func (p *pane) RestFocus() fyne.Focusable { return p.FirstFocus() }

// Reveal implements [kit.Pane].
func (p *pane) Reveal(o fyne.CanvasObject) {
	if p.scroll != nil { // nil while the settings are being made
		kit.RevealIn(p.scroll, o)
	}
}

// Passing implements [kit.Passing]: whoever wants to come back to the settings opens them again.
func (p *pane) Passing() {}

// Leave implements [kit.Pane]: what is chosen holds already.
func (p *pane) Leave(then func()) { then() }

// Drop implements [kit.Pane].
func (p *pane) Drop([]string) bool { return false }

// Forget implements [kit.Pane].
func (p *pane) Forget() {}

// group puts settings under a heading.
func (p *pane) group(title string, rows ...fyne.CanvasObject) fyne.CanvasObject {
	head := kit.NewLine(title).As(theme.ColorNamePlaceHolder, theme.SizeNameCaptionText, kit.Strong)
	return kit.VBox(8, append([]fyne.CanvasObject{head}, rows...)...)
}

// alternative is one of the values that a setting can have.
type alternative[T comparable] struct {
	text  string
	value T
}

// choose makes a row in which one of several values is chosen. A value that is none of
// them, as one may write it into the file, is shown as other tells it.
func choose[T comparable](p *pane, label string, options []alternative[T], now T, other func(T) string, set func(*settings.Settings, T)) fyne.CanvasObject {
	at := slices.IndexFunc(options, func(o alternative[T]) bool { return o.value == now })
	if at < 0 {
		options = append(options, alternative[T]{other(now), now})
		at = len(options) - 1
	}
	var texts []string
	for _, o := range options {
		texts = append(texts, o.text)
	}
	return p.choices(label, texts, at, func(i int) {
		p.w.ChooseSetting(func(s *settings.Settings) { set(s, options[i].value) })
	})
}

// choices makes a row in which one of several texts is chosen.
func (p *pane) choices(label string, texts []string, at int, chosen func(int)) fyne.CanvasObject {
	c := kit.NewSelectField(label, texts, nil)
	c.SetSelectedIndex(at)
	c.OnChanged = func(string) {
		if i := c.At(); i >= 0 {
			chosen(i)
		}
	}
	c.OnCancel = p.w.Close
	c.OnFocus = func() { p.Reveal(c) }
	p.controls = append(p.controls, c)
	return kit.LabelRow(label, kit.Between(120, 260, c.Framed()))
}

// tick makes a row with a box to tick.
func (p *pane) tick(text string, now bool, set func(*settings.Settings, bool)) (*kit.Checkbox, fyne.CanvasObject) {
	t := kit.NewCheckbox(text, nil)
	t.Checked = now
	t.OnChanged = func(on bool) { p.w.ChooseSetting(func(s *settings.Settings) { set(s, on) }) }
	t.OnSubmit = func() { t.SetChecked(!t.Checked) }
	t.OnCancel = p.w.Close
	t.OnFocus = func() { p.Reveal(t) }
	p.controls = append(p.controls, t)
	return t, kit.Labelled(kit.Gap(0, 0), kit.Padded(0, 0, 0, -theme.InnerPadding(), t))
}

// onOff is tick for a box that stays as it is.
func (p *pane) onOff(text string, now bool, set func(*settings.Settings, bool)) fyne.CanvasObject {
	_, row := p.tick(text, now, set)
	return row
}

// rules are what the administrator has fixed.
func (p *pane) rules() policy.Policy {
	if rules := p.w.Policy(); rules != nil {
		return *rules
	}
	return policy.Policy{}
}

// fixed shows that the administrator has fixed the setting of a row that was just made.
func (p *pane) fixed(is bool, row fyne.CanvasObject) fyne.CanvasObject {
	if !is {
		return row
	}
	if c, ok := p.controls[len(p.controls)-1].(fyne.Disableable); ok {
		c.Disable()
	}
	return kit.VBox(2, row, newSettingNote(p.w.t.SetFixed).box)
}

func newSettingNote(text string) *settingNote {
	n := &settingNote{text: kit.Paragraph(text, widget.LowImportance)}
	n.text.SizeName = theme.SizeNameCaptionText
	n.box = kit.Labelled(kit.Gap(0, 0), kit.Padded(-6, 0, 0, 0, kit.Unpadded(n.text)))
	return n
}

func (p *pane) look() fyne.CanvasObject {
	t, s := p.w.t, p.w.Settings()
	percent := func(n int) string { return fmt.Sprintf("%d %%", n) }
	return p.group(
		t.SetLook,
		choose(p, t.SetTheme, []alternative[string]{{t.ThemeSystem, settings.ThemeSystem}, {t.ThemeLight, settings.ThemeLight}, {t.ThemeDark, settings.ThemeDark}},
			s.Theme, kit.Capital, func(s *settings.Settings, v string) { s.Theme = v }),
		choose(p, t.SetTextSize, []alternative[int]{{t.TextSmall, 90}, {t.TextNormal, 100}, {t.TextLarge, 115}, {t.TextLarger, 130}},
			s.TextSize, percent, func(s *settings.Settings, v int) { s.TextSize = v }),
	)
}

func (p *pane) clipboard() fyne.CanvasObject {
	t, s := p.w.t, p.w.Settings()
	lives := p.times(t.After, 5*time.Second, 10*time.Second, 15*time.Second, 30*time.Second, time.Minute, 2*time.Minute, 5*time.Minute)
	lives = append(lives, alternative[time.Duration]{t.Never, 0})
	other := func(d time.Duration) string { return fmt.Sprintf(t.After, t.InWords(d)) }
	rules := p.rules()
	return p.group(
		t.SetClipboard,
		p.fixed(rules.ClipboardTime != nil, choose(p, t.SetClearToken, lives, s.ClearToken(), other, func(s *settings.Settings, v time.Duration) { s.ClearTokenS = int(v.Seconds()) })),
		p.fixed(rules.ClipboardTime != nil, choose(p, t.SetClearKey, lives, s.ClearKey(), other, func(s *settings.Settings, v time.Duration) { s.ClearKeyS = int(v.Seconds()) })),
		p.onOff(t.SetMark, s.MarkClipboard, func(s *settings.Settings, on bool) { s.MarkClipboard = on }),
		newSettingNote(t.SetMarkWhat).box,
	)
}

func (p *pane) locking() fyne.CanvasObject {
	t, s := p.w.t, p.w.Settings()
	after := p.times(t.After, time.Minute, 2*time.Minute, 5*time.Minute, 10*time.Minute, 15*time.Minute, 30*time.Minute, time.Hour)
	after = append([]alternative[time.Duration]{{t.Never, 0}}, after...)
	p.idle = newSettingNote(t.NoIdle)
	p.idle.box.Hide()
	rules := p.rules()
	return p.group(
		t.SetLock,
		p.fixed(rules.LockAfter != nil, choose(p, t.SetLockAfter, after, p.w.LockAfter(),
			func(d time.Duration) string { return fmt.Sprintf(t.After, t.InWords(d)) },
			func(s *settings.Settings, v time.Duration) { s.LockAfterS = int(v.Seconds()) })),
		p.idle.box,
		p.fixed(rules.LockWithSession != nil, p.onOff(t.SetLockSession, s.LockWithSession, func(s *settings.Settings, on bool) { s.LockWithSession = on })),
	)
}

func (p *pane) others() fyne.CanvasObject {
	t, s := p.w.t, p.w.Settings()
	days := func(n int) string { return fmt.Sprintf(t.SetKeyAgeDays, n) }
	commands := []alternative[string]{{t.CommandsAny, settings.CommandsAny}, {t.CommandsAsk, settings.CommandsAsk}, {t.CommandsNone, settings.CommandsNone}}
	serving := p.rules().ServeCommands
	if serving != nil && *serving {
		commands = commands[:2] // not for none
	}
	var trayRow fyne.CanvasObject
	p.trayTick, trayRow = p.tick(t.SetTray, s.Tray, func(s *settings.Settings, on bool) { s.Tray = on })
	p.tray = newSettingNote(t.NoTray)
	p.tray.box.Hide()
	return kit.VBox(
		18,
		p.group(
			t.SetDesktop,
			p.onOff(t.SetNotify, s.Notify, func(s *settings.Settings, on bool) { s.Notify = on }),
			trayRow, p.tray.box,
		),
		p.group(
			t.SetCommands,
			p.fixed(serving != nil && !*serving, choose(p, t.SetCommandsMay, commands, s.Commands, kit.Capital, func(s *settings.Settings, v string) { s.Commands = v })),
			newSettingNote(t.SetCommandsWhat).box,
		),
		p.group(
			t.KeysInUse,
			choose(p, t.SetKeyAge, p.keyAges(), s.KeyAgeDays, days, func(s *settings.Settings, v int) { s.KeyAgeDays = v }),
		),
		p.group(t.SetActivity, p.onOff(t.SetActivityOn, s.Activity, func(s *settings.Settings, on bool) { s.Activity = on })),
	)
}

// keyAges are after how many days a key may be called old.
func (p *pane) keyAges() []alternative[int] {
	out := []alternative[int]{{p.w.t.Never, 0}}
	for _, days := range []int{30, 60, 90, 180, 365} {
		out = append(out, alternative[int]{fmt.Sprintf(p.w.t.SetKeyAgeDays, days), days})
	}
	return out
}

// places tells where keys are kept and lets one move them.
func (p *pane) places() fyne.CanvasObject {
	w, t := p.w, p.w.t
	p.where = kit.Paragraph(w.KeyringWords(), widget.MediumImportance)
	p.ways = kit.Wrap()
	in := func(o fyne.CanvasObject) fyne.CanvasObject { return kit.Labelled(kit.Gap(0, 0), o) }
	rows := []fyne.CanvasObject{in(kit.Unpadded(p.where)), in(p.ways)}
	if p.rules().Secrets != nil {
		rows = append(rows, newSettingNote(t.SetFixed).box)
	}
	backups := in(kit.Wrap(p.way(t.BackupMenu, w.nav.Backup), p.way(t.RestoreMenu, w.nav.Restore), p.way(t.ShareMenu, w.nav.Share)))
	parts := []fyne.CanvasObject{p.group(t.SetKeys, rows...)}
	if !w.desktop.Demo {
		parts = append(parts, p.group(t.SetBackups, backups))
	}
	return kit.VBox(18, parts...)
}

// way is a button that leads away from the settings.
func (p *pane) way(text string, do func()) *kit.Button {
	b := p.w.host.Button(text, nil, do)
	b.OtherKeys = p.Key
	return b
}

// showPlace brings up to date where keys are kept.
func (p *pane) showPlace() {
	w, t := p.w, p.w.t
	now := w.Keyring().Backend + " " + w.Keyring().State
	if p.where == nil || p.placeSeen == now {
		return
	}
	p.placeSeen = now
	kit.SetLabel(p.where, w.KeyringWords())
	p.ways.RemoveAll()
	for _, to := range w.OtherPlaces() {
		p.ways.Add(p.way(map[string]string{state.BackendFile: t.MoveToFile, state.BackendKeyring: t.MoveToKeyring}[to],
			func() { w.nav.MoveKeys(to, w.Open) }))
	}
	if w.Keyring().Backend == state.BackendFile && w.Keyring().State != state.KeyringDamaged {
		p.ways.Add(p.way(t.PassphraseMenu, func() { w.nav.ChangePassphrase(w.Open) }))
	}
	kit.SetVisible(p.ways, len(p.ways.Objects) > 0)
	if p.scroll != nil {
		kit.RelayoutIn(p.scroll)
	}
}

// times are settings in words.
func (p *pane) times(words string, times ...time.Duration) []alternative[time.Duration] {
	var out []alternative[time.Duration]
	for _, d := range times {
		out = append(out, alternative[time.Duration]{fmt.Sprintf(words, p.w.t.InWords(d)), d})
	}
	return out
}

// lookAround finds out what the desktop can do, off Fyne's goroutine.
func (p *pane) lookAround() {
	w := p.w
	kit.Background(w.Context(), w.host, func(ctx context.Context) ([2]bool, error) {
		idle := w.desktop.IdleKnown != nil && w.desktop.IdleKnown(ctx)
		tray := w.desktop.TrayThere != nil && w.desktop.TrayThere(ctx)
		return [2]bool{idle, tray}, nil
	}, func(can [2]bool, _ error) {
		kit.SetVisible(p.idle.box, !can[0])
		kit.SetVisible(p.tray.box, !can[1] || w.desktop.TrayLater)
		if can[1] {
			p.tray.text.SetText(w.t.TrayNext)
		}
		if !can[1] && !p.trayTick.Checked {
			p.trayTick.Disable()
		}
		kit.RelayoutIn(p.scroll)
	})
}

// shown is what the settings say, by label.
func (p *pane) shown() map[string]string {
	out := map[string]string{}
	for _, c := range p.controls {
		switch c := c.(type) {
		case *kit.SelectField:
			out[c.Label] = c.Selected
		case *kit.Field:
			out[c.Label] = c.Text
		case *kit.Checkbox:
			out[c.Text] = map[bool]string{true: "yes", false: "no"}[c.Checked]
		}
	}
	return out
}
