// Package settings has what a user chooses for all profiles: each setting with its default,
// its bounds and the name that it has in settings.json. Package store reads and writes it.
//
// A new setting is a field of [Settings], its default in [Default] and, for one that can be
// written wrongly, a line in [Settings.Repaired]. It acts where it is asked for, and is
// shown in ui/prefs.
package settings

import (
	"fmt"
	"net/url"
	"reflect"
	"slices"
	"time"

	"lanyard/internal/profile"
)

// The values of [Settings.Secrets].
const (
	KeysInKeyring = "keyring"
	KeysInFile    = "file"
	KeysInMemory  = "memory"
)

// The values of [Settings.Theme].
const (
	ThemeSystem = "system"
	ThemeLight  = "light"
	ThemeDark   = "dark"
)

// The values of [Settings.Commands].
const (
	CommandsAny  = "any"
	CommandsAsk  = "ask"
	CommandsNone = "none"
)

// The values of [Settings.Proxy] that are no address.
const (
	ProxySystem = "system" // the environment's, else the system's
	ProxyNone   = "none"
)

// LockAsFits is the value of [Settings.LockAfterS] by which the window locks itself
// after [LockAfterWithFile] where keys are in a secrets file, and not at all where
// unlocking takes no more than a click.
const LockAsFits = -1

// LockAfterWithFile is what [LockAsFits] means with a secrets file.
const LockAfterWithFile = 10 * time.Minute

// Settings is what a user chose for all profiles. Its JSON form is settings.json.
type Settings struct {
	Theme           string `json:"theme"`             // system, light or dark
	TextSize        int    `json:"text_size"`         // of the window's text, in per cent
	ClearTokenS     int    `json:"clear_token_s"`     // a copied token leaves the clipboard after so many seconds; 0: never
	ClearKeyS       int    `json:"clear_key_s"`       // a copied key
	MarkClipboard   bool   `json:"mark_clipboard"`    // ask clipboard managers not to keep what is copied
	LockAfterS      int    `json:"lock_after_s"`      // the window locks itself when nobody used the computer for so many seconds; 0: never, -1: see LockAsFits
	LockWithSession bool   `json:"lock_with_session"` // and when the session locks or the computer sleeps
	Notify          bool   `json:"notify"`            // tell on the desktop before a token in use ends
	Tray            bool   `json:"tray"`              // an icon among the desktop's status icons
	Commands        string `json:"commands"`          // which commands the window gives tokens: any, ask (the user, each time) or none
	Secrets         string `json:"secrets"`           // where keys are kept: keyring, file or memory
	SecretsSince    string `json:"secrets_since"`     // when that was chosen, RFC 3339, "" never: whoever runs tells by it that keys were moved to where the settings had them before
	Proxy           string `json:"proxy"`             // for profiles that have none of their own: system, none, or http(s)://host:port
	Activity        bool   `json:"activity"`          // note what was done, see Activity
	KeyAgeDays      int    `json:"key_age_days"`      // an API key is old after so many days; 0: never
}

// Default is what holds until the user chooses.
func Default() Settings {
	return Settings{
		Theme: ThemeSystem, TextSize: 100, ClearTokenS: 60, ClearKeyS: 30, MarkClipboard: true,
		LockAfterS: LockAsFits, LockWithSession: true, Notify: true, Commands: CommandsAny,
		Secrets: KeysInKeyring, Proxy: ProxySystem, Activity: true, KeyAgeDays: 90,
	}
}

// The bounds of what can be chosen.
const (
	maxClearS   = 3600      // the longest time that something secret stays on the clipboard, in seconds
	maxLockS    = 24 * 3600 // the longest time before the window locks itself, in seconds
	maxKeyAge   = 36500     // the longest time before a key is old, in days
	minTextSize = 75
	maxTextSize = 200
)

// LockAfter is how long nobody uses the computer before the window locks itself, 0 for
// never; inFile says that keys are kept in a secrets file.
func (s Settings) LockAfter(inFile bool) time.Duration {
	switch {
	case s.LockAfterS != LockAsFits:
		return time.Duration(s.LockAfterS) * time.Second
	case inFile:
		return LockAfterWithFile
	}
	return 0
}

// ClearToken is how long a copied token stays on the clipboard; 0 means until something
// else is copied or the program ends.
func (s Settings) ClearToken() time.Duration { return time.Duration(s.ClearTokenS) * time.Second }

// ClearKey is how long a copied key stays on the clipboard.
func (s Settings) ClearKey() time.Duration { return time.Duration(s.ClearKeyS) * time.Second }

// ChosenProxy is the proxy for profiles that have none of their own, nil for none; chosen is
// false where that is left to the environment and the system. What names no proxy is an
// error, which does not repeat it: a password may stand in it.
func (s Settings) ChosenProxy() (proxy *url.URL, chosen bool, err error) {
	switch s.Proxy {
	case ProxySystem, "":
		return nil, false, nil
	case ProxyNone:
		return nil, true, nil
	}
	if err := profile.CheckSharedProxy(s.Proxy); err != nil {
		return nil, true, fmt.Errorf("the proxy in the settings cannot be used: %w", err)
	}
	proxy, err = url.Parse(s.Proxy)
	return proxy, true, err
}

// Repaired replaces values that make no sense by their defaults. A proxy is left as it is:
// to pass one over would send keys another way than was asked for.
func (s Settings) Repaired() Settings {
	d := Default()
	if !slices.Contains([]string{ThemeSystem, ThemeLight, ThemeDark}, s.Theme) {
		s.Theme = d.Theme
	}
	if !slices.Contains([]string{KeysInKeyring, KeysInFile, KeysInMemory}, s.Secrets) {
		s.Secrets = d.Secrets
	}
	if !slices.Contains([]string{CommandsAny, CommandsAsk, CommandsNone}, s.Commands) {
		s.Commands = d.Commands
	}
	s.TextSize = bounded(s.TextSize, minTextSize, maxTextSize, d.TextSize)
	s.ClearTokenS = bounded(s.ClearTokenS, 0, maxClearS, d.ClearTokenS)
	s.ClearKeyS = bounded(s.ClearKeyS, 0, maxClearS, d.ClearKeyS)
	s.KeyAgeDays = bounded(s.KeyAgeDays, 0, maxKeyAge, d.KeyAgeDays)
	s.LockAfterS = bounded(s.LockAfterS, LockAsFits, maxLockS, d.LockAfterS)
	return s
}

// bounded gives a number if it is within its bounds, else another.
func bounded(n, least, most, otherwise int) int {
	if n < least || n > most {
		return otherwise
	}
	return n
}

// Fields gives where each field of settings.json goes, by its name in it.
func (s *Settings) Fields() map[string]any {
	fields := map[string]any{}
	for field, value := range reflect.ValueOf(s).Elem().Fields() {
		fields[field.Tag.Get("json")] = value.Addr().Interface()
	}
	return fields
}
