package app

import (
	"lanyard/internal/policy"
	"lanyard/internal/settings"
)

// Policy is what the administrator of this computer has fixed; nil for nothing.
func (r *Runtime) Policy() *policy.Policy { return r.options.Policy }

// withPolicy gives settings as they hold where an administrator has fixed some of them.
// What the user chose stays in the file, and holds again without the policy.
func withPolicy(s settings.Settings, p *policy.Policy) settings.Settings {
	if p == nil {
		return s
	}
	s.Secrets = p.Place(s.Secrets)
	if p.LockAfter != nil {
		s.LockAfterS = int(p.LockAfter.Seconds())
	}
	if p.LockWithSession != nil {
		s.LockWithSession = *p.LockWithSession
	}
	if p.ClipboardTime != nil {
		s.ClearTokenS, s.ClearKeyS = int(p.ClipboardTime.Seconds()), int(p.ClipboardTime.Seconds())
	}
	if p.ServeCommands != nil {
		switch {
		case !*p.ServeCommands:
			s.Commands = settings.CommandsNone
		case s.Commands == settings.CommandsNone:
			s.Commands = settings.CommandsAny
		}
	}
	return s
}
