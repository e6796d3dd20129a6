package store

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"

	"lanyard/internal/settings"
)

// settingsName is the settings file's name in the config directory.
const settingsName = "settings.json"

// SettingsFile is the settings file of one directory, with the profiles file's
// guarantees. It is safe for use by several goroutines.
type SettingsFile struct{ file *safeFile }

// OpenSettings names the settings file of a directory. Nothing is read or made yet.
func OpenSettings(dir string) *SettingsFile { return &SettingsFile{newSafeFile(dir, settingsName)} }

// Load reads the settings. No file yet, an empty one, a missing field and a value that
// makes no sense mean the default, but for a proxy, see [settings.Settings.ChosenProxy]. With an error the defaults come, too: settings stop nobody.
func (f *SettingsFile) Load(ctx context.Context) (settings.Settings, error) {
	if err := ctx.Err(); err != nil {
		return settings.Default(), fmt.Errorf("read settings: %w", err)
	}
	s, _, _, err := f.load()
	if err != nil {
		return settings.Default(), fmt.Errorf("read settings: %w", err)
	}
	return s, nil
}

// load gives the settings, all fields of the file, and its content.
func (f *SettingsFile) load() (settings.Settings, map[string]json.RawMessage, []byte, error) {
	s := settings.Default()
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
	for name, into := range s.Fields() {
		p, ok := fields[name]
		if ok && json.Unmarshal(p.raw, into) != nil && into == any(&s.Proxy) { // of others the default is left
			s.Proxy = string(p.raw)
		}
	}
	return s.Repaired(), others(fields), content, nil
}

// Change reads the settings, lets change alter them and saves them, while no other
// process does. Fields that this version doesn't know survive. An error of change is
// passed on and nothing is written. A damaged file stays and is an [ErrBadFile].
func (f *SettingsFile) Change(ctx context.Context, change func(*settings.Settings) error) error {
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
		if s != s.Repaired() || s.Proxy != before.Proxy && (unusable != nil || s.Proxy == "") {
			refused = errors.New("these settings make no sense")
			return nil
		}
		content, err := encodeSettings(s, fields)
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
func encodeSettings(s settings.Settings, fields map[string]json.RawMessage) ([]byte, error) {
	all := maps.Clone(fields)
	for name, from := range s.Fields() {
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
