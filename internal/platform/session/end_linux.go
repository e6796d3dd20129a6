package session

import (
	"context"
	"errors"
	"sync"
	"time"

	"lanyard/internal/platform/bus"

	"github.com/godbus/dbus/v5"
)

var errOver = errors.New("the session is over")

const (
	sessionRemoved = logindManager + ".SessionRemoved"
	sessionLook    = 10 * time.Second // how often a session is asked whether it is closing
	busReturns     = 3 * time.Second  // a bus that is started anew is back by then
)

// watchEnd joins what logind and the session's bus say.
func watchEnd(ctx context.Context, look, returns time.Duration) bool {
	ctx, over := context.WithCancelCause(ctx)
	defer over(nil)
	told := func() { over(errOver) }
	var wg sync.WaitGroup
	wg.Go(func() { keepListening(ctx, busPatience, bus.SystemAddress, &endOf{told: told, look: look}) })
	wg.Go(func() { watchBusEnd(ctx, bus.SessionAddress(), returns, told) })
	<-ctx.Done()
	wg.Wait()
	return errors.Is(context.Cause(ctx), errOver)
}

// endOf hears of the end of the session that this process belongs to: logind removes it,
// or it is closing because whoever logged in has gone. A session with processes that live
// on, such as this one, stays closing for as long as they do, of which no signal tells.
type endOf struct {
	told func()
	look time.Duration
	own  dbus.ObjectPath
	ends context.CancelFunc // looking
}

func (e *endOf) subscribe(ctx context.Context, conn *dbus.Conn) error {
	asking, cancel := context.WithTimeout(ctx, bus.AskLimit)
	defer cancel()
	err := conn.AddMatchSignalContext(asking, dbus.WithMatchSender(logindName), dbus.WithMatchInterface(logindManager), dbus.WithMatchMember("SessionRemoved"))
	if err != nil {
		return err
	}
	if e.own == "" {
		sessions := findSessions(asking, conn)
		if len(sessions) == 0 || closing(asking, conn, sessions[0]) { // it was over before: that is no end
			return nil
		}
		e.own = sessions[0]
	}
	ctx, e.ends = context.WithCancel(ctx)
	go func() {
		for wait(ctx, e.look) {
			if closing(ctx, conn, e.own) {
				e.told()
				return
			}
		}
	}()
	return nil
}

// closing reports whether a session is about to go, or has gone. Where nobody says, it is
// not.
func closing(ctx context.Context, conn *dbus.Conn, session dbus.ObjectPath) bool {
	ctx, cancel := context.WithTimeout(ctx, bus.AskLimit)
	defer cancel()
	v, err := property(ctx, conn, session, logindSession, "State")
	if e, ok := errors.AsType[dbus.Error](err); ok {
		return e.Name == "org.freedesktop.DBus.Error.UnknownObject" || e.Name == logindName+".NoSuchSession"
	}
	return err == nil && v.Value() == "closing"
}

func (e *endOf) hear(_ context.Context, _ *dbus.Conn, s *dbus.Signal) {
	if s.Name != sessionRemoved || len(s.Body) < 2 {
		return
	}
	if path, ok := s.Body[1].(dbus.ObjectPath); ok && path == e.own {
		e.told()
	}
}

func (e *endOf) gone() {
	if e.ends != nil {
		e.ends()
		e.ends = nil
	}
}

// watchBusEnd waits for the session's bus to go and not to come back. Without a bus at
// the start there is nothing to wait for.
func watchBusEnd(ctx context.Context, address string, returns time.Duration, told func()) {
	for {
		dialing, cancel := context.WithTimeout(ctx, bus.AskLimit)
		conn, err := bus.Dial(dialing, address)
		cancel()
		if err != nil {
			return
		}
		select {
		case <-ctx.Done():
			_ = conn.Close()
			return
		case <-conn.Context().Done():
			_ = conn.Close()
		}
		if !busBack(ctx, address, returns) {
			if ctx.Err() == nil {
				told()
			}
			return
		}
	}
}

// busBack waits until a bus can be reached again, or until it is late.
func busBack(ctx context.Context, address string, late time.Duration) bool {
	ctx, cancel := context.WithTimeout(ctx, late)
	defer cancel()
	for wait(ctx, late/20) {
		if conn, err := bus.Dial(ctx, address); err == nil {
			_ = conn.Close()
			return true
		}
	}
	return false
}

// WatchEnd returns true when the session that this process belongs to is over: its user
// has logged out, or the session's bus has gone and does not come back. Processes that
// were started in it may live on. It returns false when ctx ends. A session that was over
// before, or cannot be found, has no end.
func WatchEnd(ctx context.Context) bool { return watchEnd(ctx, sessionLook, busReturns) }
