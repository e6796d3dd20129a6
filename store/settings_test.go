package store

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"lanyard/internal/settings"
)

func TestSettingsDefaultsHoldUntilChanged(t *testing.T) {
	f := OpenSettings(t.TempDir())
	s, err := f.Load(t.Context())
	if err != nil || s.Theme != "system" || s.ClearToken() != time.Minute || s.ClearKey() != 30*time.Second || !s.MarkClipboard || s.Secrets != "keyring" {
		t.Errorf("%+v, %v", s, err)
	}
	if err := f.Change(t.Context(), func(s *settings.Settings) error { s.Theme, s.MarkClipboard = settings.ThemeDark, false; return nil }); err != nil {
		t.Fatal(err)
	}
	if s, err = f.Load(t.Context()); err != nil || s.Theme != "dark" || s.MarkClipboard || s.ClearTokenS != 60 {
		t.Errorf("%+v, %v", s, err)
	}
}

// Some choices are about never: they must not be taken for a field that is missing.
func TestSettingsNever(t *testing.T) {
	f := OpenSettings(t.TempDir())
	if err := f.Change(t.Context(), func(s *settings.Settings) error { s.ClearTokenS, s.LockAfterS, s.Commands = 0, 0, "none"; return nil }); err != nil {
		t.Fatal(err)
	}
	if s, err := f.Load(t.Context()); err != nil || s.ClearToken() != 0 || s.LockAfterS != 0 || s.Commands != settings.CommandsNone || s.ClearKeyS != 30 {
		t.Errorf("%+v, %v", s, err)
	}
}

func TestSettingsUnknownFieldsSurvive(t *testing.T) {
	f := OpenSettings(t.TempDir())
	writeFile(t, f.file.path(), `{"later":{"a":[1]},"theme":"light","clear_key_s":"soon"}`)
	if err := f.Change(t.Context(), func(s *settings.Settings) error { s.ClearTokenS = 5; return nil }); err != nil {
		t.Fatal(err)
	}
	got := strings.Join(strings.Fields(readFile(t, f.file.path())), "")
	want := `{"activity":true,"clear_key_s":30,"clear_token_s":5,"commands":"any","key_age_days":90,"later":{"a":[1]},"lock_after_s":-1,"lock_with_session":true,` +
		`"mark_clipboard":true,"notify":true,"proxy":"system","secrets":"keyring","secrets_since":"","text_size":100,"theme":"light","tray":false}`
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestSettingsThatMakeNoSense(t *testing.T) {
	f := OpenSettings(t.TempDir())
	writeFile(t, f.file.path(), `{"theme":"pink","clear_token_s":-1,"clear_key_s":999999999999,"secrets":"cloud","mark_clipboard":"yes","text_size":3,"lock_after_s":-2,"commands":"all","tray":1}`)
	if s, err := f.Load(t.Context()); err != nil || s != settings.Default() {
		t.Errorf("%+v, %v", s, err)
	}
	if err := f.Change(t.Context(), func(s *settings.Settings) error { s.Theme = "pink"; return nil }); err == nil {
		t.Error("saved what makes no sense")
	}
}

func TestSettingsDamageStopsNobodyAndIsKept(t *testing.T) {
	f := OpenSettings(t.TempDir())
	writeFile(t, f.file.path(), `{"theme":`)
	if s, err := f.Load(t.Context()); !errors.Is(err, ErrBadFile) || s != settings.Default() {
		t.Errorf("%+v, %v", s, err)
	}
	if err := f.Change(t.Context(), func(s *settings.Settings) error { s.Theme = settings.ThemeDark; return nil }); !errors.Is(err, ErrBadFile) {
		t.Errorf("got %v", err)
	}
	if got := readFile(t, f.file.path()); got != `{"theme":` {
		t.Errorf("the file became %q", got)
	}
	no := errors.New("no")
	if err := OpenSettings(t.TempDir()).Change(t.Context(), func(*settings.Settings) error { return no }); !errors.Is(err, no) {
		t.Errorf("got %v", err)
	}
}

func TestSettingsChooseAProxy(t *testing.T) {
	for _, c := range []struct {
		proxy  string
		saved  bool
		want   string
		chosen bool // by who has it in the file, saved or not
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
			err := f.Change(t.Context(), func(s *settings.Settings) error { s.Proxy = c.proxy; return nil })
			if (err == nil) != c.saved {
				t.Fatalf("saving says %v", err)
			}
			s, err := f.Load(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			u, chosen, err := s.ChosenProxy()
			if got := fmt.Sprint(u); chosen != c.chosen || u != nil && got != c.want || u == nil && c.want != "" || err != nil {
				t.Errorf("the proxy is %s, chosen %v: %v", got, chosen, err)
			}
		})
	}
}

// TestProxyThatIsNone: nothing else is used in its place. Other choices can be made all the
// same, and it stays until it is set right.
func TestProxyThatIsNone(t *testing.T) {
	for _, value := range []string{
		`""`, `"proxy.example.org"`, `"ftp://proxy.example.org:21"`, `"http://dana:sesame@proxy.example.org:3128"`, `"None"`, `"direct"`,
		`5`, `["http://proxy.example.org:3128"]`, `{"https":"http://dana:sesame@p:1"}`, `"http://proxy.example.org:3128/x"`, `"\u0000"`,
	} {
		t.Run(value, func(t *testing.T) {
			f := OpenSettings(t.TempDir())
			writeFile(t, f.file.path(), `{"theme":"dark","proxy":`+value+`}`)
			s, err := f.Load(t.Context())
			if err != nil || s.Theme != settings.ThemeDark {
				t.Fatalf("%+v, %v", s, err)
			}
			u, chosen, err := s.ChosenProxy()
			if value == `""` {
				if u != nil || chosen || err != nil {
					t.Errorf("nothing is %v, %v, %v", u, chosen, err)
				}
				return
			}
			if u != nil || err == nil || !strings.Contains(err.Error(), "settings") || strings.Contains(err.Error(), "sesame") {
				t.Errorf("it is %v, %v", u, err)
			}
			if err := f.Change(t.Context(), func(s *settings.Settings) error { s.Tray = true; return nil }); err != nil {
				t.Errorf("another choice: %v", err)
			}
			if s, err = f.Load(t.Context()); err != nil || !s.Tray {
				t.Errorf("the choice is lost: %v", err)
			}
			if _, _, err := s.ChosenProxy(); err == nil {
				t.Error("it is gone")
			}
			if err := f.Change(t.Context(), func(s *settings.Settings) error { s.Proxy = "nonsense"; return nil }); err == nil {
				t.Error("another one that is none was saved")
			}
			if err := f.Change(t.Context(), func(s *settings.Settings) error { s.Proxy = settings.ProxyNone; return nil }); err != nil {
				t.Errorf("set right: %v", err)
			}
		})
	}
}

// An empty file is what a crash or a touch leaves: nothing was chosen, and it can be.
func TestEmptySettings(t *testing.T) {
	f := OpenSettings(t.TempDir())
	writeFile(t, f.file.path(), "\ufeff\n")
	if s, err := f.Load(t.Context()); err != nil || s != settings.Default() {
		t.Errorf("%+v, %v", s, err)
	}
	if err := f.Change(t.Context(), func(s *settings.Settings) error { s.Tray = true; return nil }); err != nil {
		t.Fatal(err)
	}
	if s, err := f.Load(t.Context()); err != nil || !s.Tray {
		t.Errorf("after a choice: %+v, %v", s, err)
	}
}
