package session

import (
	"context"
	"strings"
	"sync"
	"time"

	"lanyard/internal/platform/bus"

	"github.com/godbus/dbus/v5"
)

// How long a bus that is not there is left alone: doubled each time.
const (
	busPatience    = time.Second
	busPatienceMax = 5 * time.Minute
)

func watch(ctx context.Context, tell func(Event)) {
	l := &locks{tell: tell}
	watchBuses(ctx, l, busPatience)
}

func watchBuses(ctx context.Context, l *locks, patience time.Duration) {
	var wg sync.WaitGroup
	wg.Go(func() { keepListening(ctx, patience, bus.SystemAddress, newLogind(l)) })
	wg.Go(func() { keepListening(ctx, patience, bus.SessionAddress, newSavers(l)) })
	wg.Wait()
}

// listener hears what one bus has to say.
type listener interface {
	// subscribe asks for signals and for how things are, on a new connection.
	subscribe(ctx context.Context, conn *dbus.Conn) error
	hear(ctx context.Context, conn *dbus.Conn, s *dbus.Signal)
	gone() // the connection is
}

// keepListening connects to a bus again and again until ctx ends.
func keepListening(ctx context.Context, patience time.Duration, address func() string, l listener) {
	pause := patience
	for ctx.Err() == nil {
		if listen(ctx, address(), l) {
			pause = patience
		}
		if !wait(ctx, pause) {
			return
		}
		pause = min(2*pause, busPatienceMax)
	}
}

// listen hears a bus until it or ctx ends, and reports whether there was anything to
// hear.
func listen(ctx context.Context, address string, l listener) bool {
	dialing, cancel := context.WithTimeout(ctx, bus.AskLimit)
	defer cancel()
	conn, err := bus.Dial(dialing, address)
	if err != nil {
		return false
	}
	defer l.gone()
	defer conn.Close()
	signals := make(chan *dbus.Signal, 16)
	conn.Signal(signals)
	if err := l.subscribe(ctx, conn); err != nil {
		return false
	}
	for {
		select {
		case <-ctx.Done():
			return true
		case <-conn.Context().Done():
			return true
		case s, ok := <-signals:
			if !ok {
				return true
			}
			l.hear(ctx, conn, s)
		}
	}
}

// screenSavers are the services that tell of the session's lock by a signal
// ActiveChanged. Each has an object that is named like itself.
func screenSavers() []string {
	return []string{
		"org.freedesktop.ScreenSaver", "org.gnome.ScreenSaver", "org.cinnamon.ScreenSaver",
		"org.mate.ScreenSaver", "org.xfce.ScreenSaver",
	}
}

const (
	gnomeSession   = "org.gnome.SessionManager" // MATE's has this name as well
	sessionOver    = gnomeSession + ".SessionOver"
	ownerChanged   = "org.freedesktop.DBus.NameOwnerChanged"
	activeChanged  = ".ActiveChanged"
	saverGetActive = ".GetActive"
)

// savers hears the screen savers of the session's bus.
type savers struct{ locks *locks }

func newSavers(l *locks) *savers { return &savers{l} }

func (v *savers) subscribe(ctx context.Context, conn *dbus.Conn) error {
	ctx, cancel := context.WithTimeout(ctx, bus.AskLimit)
	defer cancel()
	match := func(options ...dbus.MatchOption) error { return conn.AddMatchSignalContext(ctx, options...) }
	for _, name := range screenSavers() {
		if err := match(dbus.WithMatchInterface(name), dbus.WithMatchMember("ActiveChanged")); err != nil {
			return err
		}
		err := match(dbus.WithMatchSender("org.freedesktop.DBus"), dbus.WithMatchMember("NameOwnerChanged"), dbus.WithMatchArg(0, name))
		if err != nil {
			return err
		}
	}
	if err := match(dbus.WithMatchInterface(gnomeSession), dbus.WithMatchMember("SessionOver")); err != nil {
		return err
	}
	v.askAll(ctx, conn)
	return nil
}

// askAll finds out whether the session is locked already. All are asked at once; who does
// not answer is not waited for beyond ctx.
func (v *savers) askAll(ctx context.Context, conn *dbus.Conn) {
	var wg sync.WaitGroup
	for _, name := range screenSavers() {
		wg.Go(func() {
			path := dbus.ObjectPath("/" + strings.ReplaceAll(name, ".", "/"))
			var active bool
			if conn.Object(name, path).CallWithContext(ctx, name+saverGetActive, dbus.FlagNoAutoStart).Store(&active) == nil && active {
				v.locks.says(name, true)
			}
		})
	}
	wg.Wait()
}

func (v *savers) hear(_ context.Context, _ *dbus.Conn, s *dbus.Signal) {
	if s.Name == sessionOver {
		v.locks.happens(SessionEnding)
		return
	}
	if s.Name == ownerChanged {
		if name, owner := text1(s, 0), text1(s, 2); owner == "" {
			v.locks.says(name, false) // it went, and its lock with it
		}
		return
	}
	if name, ok := strings.CutSuffix(s.Name, activeChanged); ok && len(s.Body) > 0 {
		if active, ok := s.Body[0].(bool); ok {
			v.locks.says(name, active)
		}
	}
}

func (v *savers) gone() { v.locks.forget(screenSavers()...) }

// text1 gives a signal's argument that is a text, "" when it is none.
func text1(s *dbus.Signal, i int) string {
	if i >= len(s.Body) {
		return ""
	}
	text, _ := s.Body[i].(string)
	return text
}
