package store

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"time"

	"lanyard/internal/profile"
)

// settingsName is the settings file's name in the config directory.
const settingsName = "settings.json"

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

// DefaultSettings is what holds until the user chooses.
func DefaultSettings() Settings {
	return Settings{
		Theme: ThemeSystem, TextSize: 100, ClearTokenS: 60, ClearKeyS: 30, MarkClipboard: true,
		LockAfterS: LockAsFits, LockWithSession: true, Notify: true, Commands: CommandsAny,
		Secrets: BackendKeyring, Proxy: ProxySystem, Activity: true, KeyAgeDays: 90,
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

// repaired replaces values that make no sense by their defaults. A proxy is left as it is:
// to pass one over would send keys another way than was asked for.
func (s Settings) repaired() Settings {
	d := DefaultSettings()
	if !slices.Contains([]string{ThemeSystem, ThemeLight, ThemeDark}, s.Theme) {
		s.Theme = d.Theme
	}
	if !slices.Contains([]string{BackendKeyring, BackendFile, BackendMemory}, s.Secrets) {
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

// SettingsFile is the settings file of one directory, with the profiles file's
// guarantees. It is safe for use by several goroutines.
type SettingsFile struct{ file *safeFile }

// OpenSettings names the settings file of a directory. Nothing is read or made yet.
func OpenSettings(dir string) *SettingsFile { return &SettingsFile{newSafeFile(dir, settingsName)} }

// Load reads the settings. No file yet, an empty one, a missing field and a value that
// makes no sense mean the default, but for a proxy, see [Settings.ChosenProxy]. With an error the defaults come, too: settings stop nobody.
func (f *SettingsFile) Load(ctx context.Context) (Settings, error) {
	if err := ctx.Err(); err != nil {
		return DefaultSettings(), fmt.Errorf("read settings: %w", err)
	}
	s, _, _, err := f.load()
	if err != nil {
		return DefaultSettings(), fmt.Errorf("read settings: %w", err)
	}
	return s, nil
}

// load gives the settings, all fields of the file, and its content.
func (f *SettingsFile) load() (Settings, map[string]json.RawMessage, []byte, error) {
	s := DefaultSettings()
	content, err := f.file.read()
	if err != nil || content == nil {
		return s, map[string]json.RawMessage{}, content, err
	}
	text := bytes.TrimPrefix(content, []byte("\ufeff"))
	if len(bytes.TrimSpace(text)) == 0 { // nothing was chosen in it
		return s, map[string]json.RawMessage{}, content, nil
	}
	if err := checkSyntax(text); err != nil {
		return s, nil, content, damageAt(f.file.path(), content, offsetOf(err), err)
	}
	fields, err := objectParts(text)
	if err != nil {
		return s, nil, content, damageAt(f.file.path(), content, 0, err)
	}
	for name, into := range s.fields() {
		p, ok := fields[name]
		if ok && json.Unmarshal(p.raw, into) != nil && into == any(&s.Proxy) { // of others the default is left
			s.Proxy = string(p.raw)
		}
	}
	return s.repaired(), others(fields), content, nil
}

// fields gives where each field of the file goes.
func (s *Settings) fields() map[string]any {
	return map[string]any{
		"theme": &s.Theme, "text_size": &s.TextSize, "clear_token_s": &s.ClearTokenS, "clear_key_s": &s.ClearKeyS,
		"mark_clipboard": &s.MarkClipboard, "lock_after_s": &s.LockAfterS, "lock_with_session": &s.LockWithSession,
		"notify": &s.Notify, "tray": &s.Tray, "commands": &s.Commands, "secrets": &s.Secrets, "proxy": &s.Proxy, "secrets_since": &s.SecretsSince, "activity": &s.Activity,
		"key_age_days": &s.KeyAgeDays,
	}
}

// Change reads the settings, lets change alter them and saves them, while no other
// process does. Fields that this version doesn't know survive. An error of change is
// passed on and nothing is written. A damaged file stays and is an [ErrBadFile].
func (f *SettingsFile) Change(ctx context.Context, change func(*Settings) error) error {
	var refused error
	err := f.file.locked(ctx, func() error {
		s, fields, old, err := f.load()
		if err != nil {
			return err
		}
		before := s
		if refused = change(&s); refused != nil || s == before {
			return nil
		}
		_, _, unusable := s.ChosenProxy()
		if s != s.repaired() || s.Proxy != before.Proxy && (unusable != nil || s.Proxy == "") {
			refused = errors.New("these settings make no sense")
			return nil
		}
		content, err := s.encode(fields)
		if err != nil {
			return err
		}
		return f.file.write(old, content)
	})
	if err != nil {
		return fmt.Errorf("save settings: %w", err)
	}
	return refused
}

// encode gives the file's content, sorted by name.
func (s Settings) encode(fields map[string]json.RawMessage) ([]byte, error) {
	all := maps.Clone(fields)
	for name, from := range s.fields() {
		raw, err := marshal(from)
		if err != nil {
			return nil, err
		}
		all[name] = raw
	}
	text, err := marshal(all)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	if err := json.Indent(&b, text, "", "  "); err != nil {
		return nil, err
	}
	b.WriteByte('\n')
	return b.Bytes(), nil
}
