package ui

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"lanyard/internal/policy"
	"lanyard/internal/settings"
)

// TestPolicyIsShown: what the administrator has fixed says so and cannot be chosen.
func TestPolicyIsShown(t *testing.T) {
	rules, err := policy.Parse("policy.json", []byte(`{"clipboard_seconds": 20, "lock_with_session": true, "serve_commands": false, "secrets": ["keyring"], "allow_snippets_with_secret": false}`))
	if err != nil {
		t.Fatal(err)
	}
	k := &kept{}
	r := newRig(t, []string{"prod"}, withSettings(k), func(_ *rig, s *Setup) {
		s.Policy = rules
		s.Settings = settings.Default()
		s.Settings.ClearTokenS, s.Settings.ClearKeyS, s.Settings.Commands = 20, 20, settings.CommandsNone
	})
	tx := r.Window.t
	r.menu("Settings")
	for label, fixed := range map[string]bool{
		tx.SetClearToken: true, tx.SetClearKey: true, tx.SetLockSession: true, tx.SetCommandsMay: true,
		tx.SetLockAfter: false, tx.SetMark: false, tx.SetTheme: false,
	} {
		c, ok := r.control(label).(fyne.Disableable)
		if !ok || c.Disabled() != fixed {
			t.Errorf("%s: disabled %v, want %v", label, c.Disabled(), fixed)
		}
	}
	if n := strings.Count(r.seen(), tx.SetFixed); n != 5 {
		t.Errorf("%q stands there %d times", tx.SetFixed, n)
	}
}
