package store

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"
)

func TestSettingsDefaultsHoldUntilChanged(t *testing.T) {
	f := OpenSettings(t.TempDir())
	s, err := f.Load(t.Context())
	if err != nil || s.Theme != "system" || s.ClearToken() != time.Minute || s.ClearKey() != 30*time.Second || !s.MarkClipboard || s.Secrets != "keyring" {
		t.Errorf("%+v, %v", s, err)
	}
	if err := f.Change(t.Context(), func(s *Settings) error { s.Theme, s.MarkClipboard = ThemeDark, false; return nil }); err != nil {
		t.Fatal(err)
	}
	if s, err = f.Load(t.Context()); err != nil || s.Theme != "dark" || s.MarkClipboard || s.ClearTokenS != 60 {
		t.Errorf("%+v, %v", s, err)
	}
}

// Some choices are about never: they must not be taken for a field that is missing.
func TestSettingsNever(t *testing.T) {
	f := OpenSettings(t.TempDir())
	if err := f.Change(t.Context(), func(s *Settings) error { s.ClearTokenS, s.LockAfterS, s.Commands = 0, 0, "none"; return nil }); err != nil {
		t.Fatal(err)
	}
	if s, err := f.Load(t.Context()); err != nil || s.ClearToken() != 0 || s.LockAfterS != 0 || s.Commands != CommandsNone || s.ClearKeyS != 30 {
		t.Errorf("%+v, %v", s, err)
	}
}

func TestSettingsUnknownFieldsSurvive(t *testing.T) {
	f := OpenSettings(t.TempDir())
	writeFile(t, f.file.path(), `{"later":{"a":[1]},"theme":"light","clear_key_s":"soon"}`)
	if err := f.Change(t.Context(), func(s *Settings) error { s.ClearTokenS = 5; return nil }); err != nil {
		t.Fatal(err)
	}
	got := strings.Join(strings.Fields(readFile(t, f.file.path())), "")
	want := `{"activity":true,"clear_key_s":30,"clear_token_s":5,"commands":"any","later":{"a":[1]},"lock_after_s":-1,"lock_with_session":true,` +
		`"mark_clipboard":true,"notify":true,"proxy":"system","secrets":"keyring","secrets_since":"","text_size":100,"theme":"light","tray":false}`
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestSettingsThatMakeNoSense(t *testing.T) {
	f := OpenSettings(t.TempDir())
	writeFile(t, f.file.path(), `{"theme":"pink","clear_token_s":-1,"clear_key_s":999999999999,"secrets":"cloud","mark_clipboard":"yes","text_size":3,"lock_after_s":-2,"commands":"all","proxy":"http://u:pw@p:1","tray":1}`)
	if s, err := f.Load(t.Context()); err != nil || s != DefaultSettings() {
		t.Errorf("%+v, %v", s, err)
	}
	if err := f.Change(t.Context(), func(s *Settings) error { s.Theme = "pink"; return nil }); err == nil {
		t.Error("saved what makes no sense")
	}
}

func TestSettingsDamageStopsNobodyAndIsKept(t *testing.T) {
	f := OpenSettings(t.TempDir())
	writeFile(t, f.file.path(), `{"theme":`)
	if s, err := f.Load(t.Context()); !errors.Is(err, ErrBadFile) || s != DefaultSettings() {
		t.Errorf("%+v, %v", s, err)
	}
	if err := f.Change(t.Context(), func(s *Settings) error { s.Theme = ThemeDark; return nil }); !errors.Is(err, ErrBadFile) {
		t.Errorf("got %v", err)
	}
	if got := readFile(t, f.file.path()); got != `{"theme":` {
		t.Errorf("the file became %q", got)
	}
	no := errors.New("no")
	if err := OpenSettings(t.TempDir()).Change(t.Context(), func(*Settings) error { return no }); !errors.Is(err, no) {
		t.Errorf("got %v", err)
	}
}

func TestSettingsChooseAProxy(t *testing.T) {
	for _, c := range []struct {
		proxy  string
		saved  bool
		want   string
		chosen bool
	}{
		{"system", true, "", false},
		{"none", true, "", true},
		{"http://proxy.example.org:3128", true, "http://proxy.example.org:3128", true},
		{"https://proxy.example.org:443", true, "https://proxy.example.org:443", true},
		{"", false, "", false},
		{"proxy.example.org", false, "", false},
		{"ftp://proxy.example.org:21", false, "", false},
		{"http://dana@proxy.example.org:3128", false, "", false},
		{"http://dana:secret@proxy.example.org:3128", false, "", false},
	} {
		t.Run(c.proxy, func(t *testing.T) {
			f := OpenSettings(t.TempDir())
			err := f.Change(t.Context(), func(s *Settings) error { s.Proxy = c.proxy; return nil })
			if (err == nil) != c.saved {
				t.Fatalf("saving says %v", err)
			}
			s, err := f.Load(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			u, chosen := s.ChosenProxy()
			if got := fmt.Sprint(u); chosen != c.chosen || u != nil && got != c.want || u == nil && c.want != "" {
				t.Errorf("the proxy is %s, chosen %v", got, chosen)
			}
		})
	}
}

// An empty file is what a crash or a touch leaves: nothing was chosen, and it can be.
func TestEmptySettings(t *testing.T) {
	f := OpenSettings(t.TempDir())
	writeFile(t, f.file.path(), "\ufeff\n")
	if s, err := f.Load(t.Context()); err != nil || s != DefaultSettings() {
		t.Errorf("%+v, %v", s, err)
	}
	if err := f.Change(t.Context(), func(s *Settings) error { s.Tray = true; return nil }); err != nil {
		t.Fatal(err)
	}
	if s, err := f.Load(t.Context()); err != nil || !s.Tray {
		t.Errorf("after a choice: %+v, %v", s, err)
	}
}
