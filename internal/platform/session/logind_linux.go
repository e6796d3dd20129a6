package session

import (
	"context"
	"os"
	"slices"

	"lanyard/internal/platform/bus"

	"github.com/godbus/dbus/v5"
	"golang.org/x/sys/unix"
)

// The names of logind (org.freedesktop.login1, man 5 org.freedesktop.login1); elogind
// has the same.
const (
	logindName    = "org.freedesktop.login1"
	logindPath    = dbus.ObjectPath("/org/freedesktop/login1")
	logindManager = logindName + ".Manager"
	logindSession = logindName + ".Session"
	logindUser    = logindName + ".User"

	prepareForSleep    = logindManager + ".PrepareForSleep"
	prepareForShutdown = logindManager + ".PrepareForShutdown"
	sessionLock        = logindSession + ".Lock"
	sessionUnlock      = logindSession + ".Unlock"
	propertiesChanged  = bus.Properties + ".PropertiesChanged"
	lockedHint         = "LockedHint"
)

// logind hears of sleep, shutdown and the session's lock.
//
// A program that the user's own systemd started belongs to no session, and one that was
// started over ssh to another than the desktop's. So all sessions that could be meant
// count; where none can be found, any does: to lock once too often is the safe side.
type logind struct {
	locks    *locks
	sessions []dbus.ObjectPath
	voices   []string // what was said to locks
	delay    *os.File // sleep waits until this is closed
}

func newLogind(l *locks) *logind { return &logind{locks: l} }

func (d *logind) subscribe(ctx context.Context, conn *dbus.Conn) error {
	ctx, cancel := context.WithTimeout(ctx, bus.AskLimit)
	defer cancel()
	from := dbus.WithMatchSender(logindName) // others on the system's bus may not speak for it
	below := dbus.WithMatchPathNamespace(logindPath)
	for _, rule := range [][]dbus.MatchOption{
		{from, dbus.WithMatchInterface(logindManager), dbus.WithMatchMember("PrepareForSleep")},
		{from, dbus.WithMatchInterface(logindManager), dbus.WithMatchMember("PrepareForShutdown")},
		{from, below, dbus.WithMatchInterface(logindSession), dbus.WithMatchMember("Lock")},
		{from, below, dbus.WithMatchInterface(logindSession), dbus.WithMatchMember("Unlock")},
		{from, below, dbus.WithMatchInterface(bus.Properties), dbus.WithMatchMember("PropertiesChanged"), dbus.WithMatchArg(0, logindSession)},
	} {
		if err := conn.AddMatchSignalContext(ctx, rule...); err != nil {
			return err
		}
	}
	d.sessions = findSessions(ctx, conn)
	for _, s := range d.sessions {
		if v, err := property(ctx, conn, s, logindSession, lockedHint); err == nil {
			d.hint(s, v)
		}
	}
	d.takeDelay(ctx, conn)
	return nil
}

// findSessions lists the sessions that could be ours: the one we run in, the one that the
// environment names, and the one that is on our user's screen.
func findSessions(ctx context.Context, conn *dbus.Conn) []dbus.ObjectPath {
	manager := conn.Object(logindName, logindPath)
	var found []dbus.ObjectPath
	add := func(p dbus.ObjectPath, err error) {
		if err == nil && p.IsValid() && p != "/" && !slices.Contains(found, p) {
			found = append(found, p)
		}
	}
	ask := func(method string, arg any) (p dbus.ObjectPath, err error) {
		err = manager.CallWithContext(ctx, logindManager+"."+method, 0, arg).Store(&p)
		return p, err
	}
	add(ask("GetSessionByPID", uint32(os.Getpid())))
	if id := os.Getenv("XDG_SESSION_ID"); id != "" {
		add(ask("GetSession", id))
	}
	user, err := ask("GetUser", uint32(os.Getuid()))
	if err != nil {
		return found
	}
	if v, err := property(ctx, conn, user, logindUser, "Display"); err == nil {
		var display struct {
			ID   string
			Path dbus.ObjectPath
		}
		err := v.Store(&display)
		add(display.Path, err)
	}
	return found
}

func property(ctx context.Context, conn *dbus.Conn, p dbus.ObjectPath, face, name string) (v dbus.Variant, err error) {
	err = conn.Object(logindName, p).CallWithContext(ctx, bus.PropertiesGet, 0, face, name).Store(&v)
	return v, err
}

func (d *logind) ours(p dbus.ObjectPath) bool {
	return len(d.sessions) == 0 || slices.Contains(d.sessions, p)
}

func (d *logind) hear(ctx context.Context, conn *dbus.Conn, s *dbus.Signal) {
	begins, _ := first(s).(bool)
	switch s.Name {
	case prepareForSleep:
		if !begins {
			d.locks.happens(Woke)
			d.takeDelay(ctx, conn)
			return
		}
		d.locks.happens(Sleeping)
		d.dropDelay()
	case prepareForShutdown:
		if begins {
			d.locks.happens(SessionEnding)
		}
	case sessionLock, sessionUnlock:
		if d.ours(s.Path) {
			d.locks.asked(s.Name == sessionLock)
		}
	case propertiesChanged:
		if len(s.Body) < 2 || !d.ours(s.Path) {
			return
		}
		if changed, ok := s.Body[1].(map[string]dbus.Variant); ok {
			if v, ok := changed[lockedHint]; ok {
				d.hint(s.Path, v)
			}
		}
	}
}

func first(s *dbus.Signal) any {
	if len(s.Body) == 0 {
		return nil
	}
	return s.Body[0]
}

// hint takes a session's LockedHint, which the screen saver sets.
func (d *logind) hint(session dbus.ObjectPath, v dbus.Variant) {
	if locked, ok := v.Value().(bool); ok {
		voice := string(session)
		if !slices.Contains(d.voices, voice) {
			d.voices = append(d.voices, voice)
		}
		d.locks.says(voice, locked)
	}
}

// takeDelay has logind wait with sleep until we have heard of it and done what is to be
// done. Where it refuses, sleep simply does not wait.
func (d *logind) takeDelay(ctx context.Context, conn *dbus.Conn) {
	ctx, cancel := context.WithTimeout(ctx, bus.AskLimit)
	defer cancel()
	d.dropDelay()
	var fd dbus.UnixFD
	err := conn.Object(logindName, logindPath).CallWithContext(ctx, logindManager+".Inhibit", 0,
		"sleep", "Lanyard", "Forgets tokens and keys first", "delay").Store(&fd)
	if err == nil {
		unix.CloseOnExec(int(fd)) // a program that we start must not hold sleep up
		d.delay = os.NewFile(uintptr(fd), "logind's delay")
	}
}

func (d *logind) dropDelay() {
	if d.delay != nil {
		_ = d.delay.Close()
		d.delay = nil
	}
}

func (d *logind) gone() {
	d.dropDelay()
	d.locks.forget(d.voices...)
	d.voices = nil
}
