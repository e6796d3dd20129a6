package ui

import (
	"context"
	"errors"
	"image/color"
	"sync"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"lanyard/internal/profile"
	"lanyard/internal/settings"
	"lanyard/ui/editor"
	"lanyard/ui/kit"
)

// kept is where a test's settings are saved.
type kept struct {
	mu  sync.Mutex
	s   settings.Settings
	err error
}

func (k *kept) change(_ context.Context, change func(*settings.Settings)) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.err == nil {
		change(&k.s)
	}
	return k.err
}

func (k *kept) now() settings.Settings {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.s
}

func withSettings(k *kept) option {
	k.s = settings.Default()
	return func(_ *rig, s *Setup) { s.ChangeSettings = k.change }
}

// control finds a setting by its label.
func (r *rig) control(label string) fyne.Focusable {
	r.t.Helper()
	var found fyne.Focusable
	var look func(o fyne.CanvasObject) // also at what is hidden
	look = func(o fyne.CanvasObject) {
		switch c := o.(type) {
		case *fyne.Container:
			for _, child := range c.Objects {
				look(child)
			}
		case *container.Scroll:
			look(c.Content)
		case *kit.SelectField:
			if c.Label == label {
				found = c
			}
		case *kit.Checkbox:
			if c.Text == label {
				found = c
			}
		case *kit.Field:
			if c.Label == label {
				found = c
			}
		}
	}
	look(r.host.Panes.Top().Object())
	if found == nil {
		r.t.Fatalf("there is no setting %q", label)
	}
	return found
}

func TestSettingsHoldAtOnceAndAreKept(t *testing.T) {
	k := &kept{}
	r := newRig(t, []string{"prod"}, withSettings(k))
	r.menu("Settings")
	r.sees("Settings", "Keys are kept in Login keyring", "Back up…")
	r.seesNot("Address")
	c := r.control("Clear copied tokens").(*kit.SelectField)
	if c.Selected != "after 1 min" {
		t.Errorf("tokens are cleared %s by default", c.Selected)
	}
	r.win.Canvas().Focus(c)
	r.key(fyne.KeyLeft)
	r.control("Mark what is copied as secret").(*kit.Checkbox).SetChecked(false)
	r.control("When nobody is there").(*kit.SelectField).SetSelected("after 5 min")
	r.control("Tokens for commands").(*kit.SelectField).SetSelected("Ask me each time")
	r.until("they are kept", func() bool {
		s := k.now()
		return s.ClearToken() == 30*time.Second && !s.MarkClipboard && s.LockAfterS == 300 && s.Commands == settings.CommandsAsk
	})
	if s := k.now(); s.ClearKeyS != 30 || !s.Notify {
		t.Errorf("what was not chosen changed: %+v", s)
	}
	r.key(fyne.KeyEscape)
	r.sees("Address")
	r.menu("Copy token")
	r.until("the token is copied", func() bool { return r.board.held() != "" })
	if r.board.life != 30*time.Second || r.board.marked {
		t.Errorf("the token was copied for %v, marked %v", r.board.life, r.board.marked)
	}
}

func TestSettingsThatCannotBeKept(t *testing.T) {
	k := &kept{err: errors.New("disk full")}
	r := newRig(t, []string{"prod"}, withSettings(k))
	r.menu("Settings")
	r.control("Mark what is copied as secret").(*kit.Checkbox).SetChecked(false)
	r.until("it is said", r.said)
	r.sees("could not be saved", "isk full")
	if r.Settings().MarkClipboard {
		t.Error("the choice does not hold until the end")
	}
}

// A copied secret that is never cleared has no countdown, and can be cleared by hand.
func TestClipboardNeverCleared(t *testing.T) {
	r := newRig(t, []string{"prod"}, func(_ *rig, s *Setup) {
		s.Settings = settings.Default()
		s.Settings.ClearTokenS = 0
	})
	r.menu("Copy token")
	r.until("the token is copied", func() bool { return r.copied() })
	r.settle()
	if r.board.life != 0 {
		t.Errorf("the clipboard was told to clear after %v", r.board.life)
	}
	r.sees("Token for prod copied", "stays until something else is copied")
	r.seesNot("clears in")
	r.press("Clear now")
	r.until("it is cleared", func() bool { return r.board.held() == "" && !r.copied() })
}

func TestThemeAndTextSize(t *testing.T) {
	r := newRig(t, []string{"prod"}, func(_ *rig, s *Setup) {
		s.Settings = settings.Default()
		s.Settings.Theme = settings.ThemeDark
	})
	background := func() color.Color {
		return r.app.Settings().Theme().Color(theme.ColorNameBackground, theme.VariantLight)
	}
	if background() != kit.DarkColors()[theme.ColorNameBackground] {
		t.Error("a window that is to be dark is light on a light desktop")
	}
	r.menu("Settings")
	r.control("Theme").(*kit.SelectField).SetSelected("Light")
	if background() != kit.LightColors()[theme.ColorNameBackground] {
		t.Error("the theme does not change at once")
	}
	before := r.app.Settings().Theme().Size(theme.SizeNameText)
	r.control("Text size").(*kit.SelectField).SetSelected("Larger")
	if after := r.app.Settings().Theme().Size(theme.SizeNameText); after < before*1.25 {
		t.Errorf("larger text is %v, was %v", after, before)
	}
}

func TestSettingsGiveWay(t *testing.T) {
	r := newRig(t, []string{"a", "b"})
	r.menu("Settings")
	r.menu("Settings")
	if r.prefs.Shown() != nil {
		t.Fatal("the key does not close the settings again")
	}
	r.menu("Settings")
	r.menu("Add profile")
	if r.form() == nil || r.prefs.Shown() != nil {
		t.Error("settings stand in the way of the form")
	}
	r.menu("Settings")
	if r.prefs.Shown() == nil || r.form() != nil {
		t.Error("an empty form stands in the way of the settings")
	}
	r.win.Canvas().Focus(r.list.List)
	r.key(fyne.KeyDown)
	if r.prefs.Shown() != nil || r.chosenName() != "b" {
		t.Error("choosing a profile does not show it")
	}
	r.menu("Add profile")
	r.form().Entry(editor.FName).SetText("x")
	r.menu("Settings")
	if r.prefs.Shown() != nil || r.form() == nil || !r.form().Discard.Asking() {
		t.Error("the settings throw away what was typed")
	}
}

func TestSettingsAreOutOfReachWhileLocked(t *testing.T) {
	r := newRig(t, []string{"a"})
	r.menu("Settings")
	r.lockKey()
	if r.prefs.Shown() != nil {
		t.Error("the settings stay open over the lock")
	}
	r.menu("Settings")
	if r.prefs.Shown() != nil {
		t.Error("a locked window lets one change its settings")
	}
}

// TestAProxyThatIsNone came by another hand: it is told as soon as the settings are open,
// without a password that stands in it.
func TestAProxyThatIsNone(t *testing.T) {
	for text, shown := range map[string]string{
		"proxy.example.org": "proxy.example.org", "ftp://proxy.example.org:21": "ftp://proxy.example.org:21",
		"http://dana:sesame@proxy.example.org:3128": "",
	} {
		s := settings.Default()
		s.Proxy = text
		k := &kept{}
		open := withSettings(k)
		k.s = s
		r := newRig(t, []string{"prod"}, open, func(_ *rig, at *Setup) { at.Settings = s })
		r.menu("Settings")
		if got := r.prefs.Shown(); got["Sign in through"] != "This proxy" || got["Its address"] != shown {
			t.Errorf("%s: the settings show %v", text, got)
		}
		r.sees(kit.Capital(profile.CheckSharedProxy(text).Error()) + ".")
		r.key(fyne.KeyEscape)
		if got := k.now().Proxy; got != text {
			t.Errorf("%s became %s without a choice", text, got)
		}
	}
}

// A proxy for all holds when it makes sense, and is shown as it is when the settings are
// opened again.
func TestProxyIsChosen(t *testing.T) {
	k := &kept{}
	r := newRig(t, []string{"prod"}, withSettings(k))
	r.menu("Settings")
	way, address := r.control("Sign in through").(*kit.SelectField), r.control("Its address").(*kit.Field)
	if way.Selected != "The system's proxy" {
		t.Errorf("by default it signs in through %q", way.Selected)
	}
	r.seesNot("Its address")
	way.SetSelected("This proxy")
	r.sees("Its address")
	if got := k.now().Proxy; got != settings.ProxySystem {
		t.Errorf("without an address the proxy is %q", got)
	}
	r.win.Canvas().Focus(address)
	address.SetText("http://dana@proxy.example.org:3128")
	r.key(fyne.KeyReturn)
	r.sees("A proxy that asks for a user is set in the profile.")
	address.SetText(" http://proxy.example.org:3128 ")
	r.key(fyne.KeyReturn)
	r.seesNot("asks for a user is set")
	r.until("it is kept", func() bool { return k.now().Proxy == "http://proxy.example.org:3128" })

	r.key(fyne.KeyEscape)
	r.menu("Settings")
	if got := r.prefs.Shown(); got["Sign in through"] != "This proxy" || got["Its address"] != "http://proxy.example.org:3128" {
		t.Errorf("opened again the settings show %v", got)
	}
	r.control("Sign in through").(*kit.SelectField).SetSelected("No proxy")
	r.until("none is kept", func() bool { return k.now().Proxy == settings.ProxyNone })
	r.seesNot("Its address")
}
