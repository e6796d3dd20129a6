package store

import (
	"context"
	"fmt"
	"time"

	"github.com/godbus/dbus/v5"
)

const (
	promptTime = 120 * time.Second      // for a person to find and type a password
	hastyTime  = 300 * time.Millisecond // no person dismisses a prompt this soon after it was asked for
	gnomeName  = "org.gnome.keyring"    // owned by GNOME Keyring's daemon and no other
)

// prompting is a prompt on the screen. It may outlive the call that asked for it.
type prompting struct {
	target dbus.ObjectPath // what it unlocks
	path   dbus.ObjectPath
	hasty  time.Duration // see hastyTime
	done   chan struct{} // closed when it is answered or gone
	err    error         // set then
}

// unlock unlocks a collection or an item over conn and checks that it is open then. A
// prompt that it needs is shown by the desktop. The caller holds the turn.
func (s *secretService) unlock(ctx context.Context, conn *dbus.Conn, target dbus.ObjectPath, face string) error {
	p := s.shown
	if p == nil || p.target != target || isDone(p) {
		var err error
		if p, err = s.ask(ctx, conn, target); err != nil {
			return err
		}
	}
	if p != nil {
		if err := s.await(ctx, conn, p); err != nil {
			return err
		}
	}
	short, cancel := context.WithTimeout(ctx, answerTime)
	defer cancel()
	var locked bool
	if err := property(get(short, conn.Object(busName, target), face, "Locked"), &locked); err != nil {
		return ended(ctx, short, err)
	}
	if locked {
		return fmt.Errorf("%w: unlocking had no effect", ErrLocked)
	}
	return nil
}

func isDone(p *prompting) bool {
	select {
	case <-p.done:
		return true
	default:
		return false
	}
}

// ask asks the service to unlock and shows the prompt that this needs, if any.
func (s *secretService) ask(ctx context.Context, conn *dbus.Conn, target dbus.ObjectPath) (*prompting, error) {
	short, cancel := context.WithTimeout(ctx, answerTime)
	defer cancel()
	var unlocked []dbus.ObjectPath
	prompt := noObject
	err := conn.Object(busName, busPath).
		CallWithContext(short, serviceFace+".Unlock", 0, []dbus.ObjectPath{target}).
		Store(&unlocked, &prompt)
	if err != nil {
		return nil, ended(ctx, short, err)
	}
	if prompt == noObject {
		return nil, nil
	}
	p := &prompting{target: target, path: prompt, hasty: s.hasty, done: make(chan struct{})}
	if s.bus.getenv("DISPLAY") == "" && s.bus.getenv("WAYLAND_DISPLAY") == "" {
		dismiss(ctx, conn, p)
		return nil, fmt.Errorf("%w: without a display nobody can be asked for its password", ErrLocked)
	}
	if err := p.show(short, conn); err != nil {
		dismiss(ctx, conn, p)
		return nil, ended(ctx, short, err)
	}
	s.shown = p
	return p, nil
}

// ended tells apart why a call with a time of its own failed.
func ended(ctx, short context.Context, err error) error {
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case short.Err() != nil:
		return fmt.Errorf("%w: no answer in %v", ErrStuck, answerTime)
	}
	return busError(err)
}

// show puts the prompt on the screen and follows it from then on.
func (p *prompting) show(ctx context.Context, conn *dbus.Conn) error {
	rules := [][]dbus.MatchOption{
		{dbus.WithMatchObjectPath(p.path), dbus.WithMatchInterface(promptFace), dbus.WithMatchMember("Completed")},
		{dbus.WithMatchInterface("org.freedesktop.DBus"), dbus.WithMatchMember("NameOwnerChanged"), dbus.WithMatchArg(0, busName)},
	}
	signals := make(chan *dbus.Signal, 16)
	conn.Signal(signals)
	stop := func(added int) {
		conn.RemoveSignal(signals)
		for _, rule := range rules[:added] {
			removeMatch(conn, rule)
		}
	}
	for i, rule := range rules {
		if err := conn.AddMatchSignalContext(ctx, rule...); err != nil {
			stop(i)
			return err
		}
	}
	asked := time.Now()
	if err := conn.Object(busName, p.path).CallWithContext(ctx, promptFace+".Prompt", 0, "").Err; err != nil {
		stop(len(rules))
		return err
	}
	go func() {
		p.err = p.completion(conn, signals, asked)
		stop(len(rules))
		close(p.done)
	}()
	return nil
}

// completion waits for the prompt's end: for the Completed signal of this very prompt,
// whatever else comes in meanwhile.
func (p *prompting) completion(conn *dbus.Conn, signals <-chan *dbus.Signal, asked time.Time) error {
	gone := fmt.Errorf("%w: it went away while it asked for its password", ErrAbsent)
	for {
		select {
		case <-conn.Context().Done():
			return gone
		case sig := <-signals:
			switch {
			case sig == nil: // the connection closed
				return gone
			case sig.Name == promptFace+".Completed" && sig.Path == p.path:
				return outcome(sig, time.Since(asked) < p.hasty)
			case ownerLost(sig):
				return gone
			}
		}
	}
}

// outcome reads a Completed signal. What it says was unlocked doesn't count: the
// collection is asked itself.
func outcome(sig *dbus.Signal, hasty bool) error {
	dismissed := true
	if len(sig.Body) > 0 && sig.Body[0] == false {
		dismissed = false
	}
	switch {
	case !dismissed:
		return nil
	case hasty:
		return fmt.Errorf("%w: the desktop could not ask for its password", ErrLocked)
	}
	return ErrDismissed
}

// ownerLost tells whether the Secret Service has left the bus.
func ownerLost(sig *dbus.Signal) bool {
	if sig.Name != "org.freedesktop.DBus.NameOwnerChanged" || sig.Sender != "org.freedesktop.DBus" || len(sig.Body) < 3 {
		return false
	}
	return sig.Body[0] == busName && sig.Body[2] == ""
}

// await waits for the person, until ctx ends.
func (s *secretService) await(ctx context.Context, conn *dbus.Conn, p *prompting) error {
	limit := time.NewTimer(promptTime)
	defer limit.Stop()
	select {
	case <-p.done:
		return p.err
	case <-ctx.Done():
		s.leave(ctx, conn, p)
		return ctx.Err()
	case <-limit.C:
		s.leave(ctx, conn, p)
		return fmt.Errorf("%w: nobody answered in %v", ErrDismissed, promptTime)
	}
}

// leave is for a caller who waits no longer. A prompt that could be taken off the screen
// is nobody's any more.
func (s *secretService) leave(ctx context.Context, conn *dbus.Conn, p *prompting) {
	if dismiss(ctx, conn, p) {
		s.shown = nil
	}
}

// dismiss takes a prompt off the screen and tells whether it could; it runs also when
// ctx has ended. GNOME Keyring's prompt stays: its daemon dies of a Dismiss
// (gkd-secret-unlock.c, "assertion failed: (!self->current)"; seen with 42.1, told of
// up to 50.0), and the user's other programs with it. The person can still answer, and
// the next one who wants to unlock waits for that same prompt.
func dismiss(ctx context.Context, conn *dbus.Conn, p *prompting) bool {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
	defer cancel()
	gnome := true
	err := conn.BusObject().CallWithContext(ctx, "org.freedesktop.DBus.NameHasOwner", 0, gnomeName).Store(&gnome)
	if err != nil || gnome {
		return false
	}
	conn.Object(busName, p.path).CallWithContext(ctx, promptFace+".Dismiss", dbus.FlagNoReplyExpected)
	return true
}

func removeMatch(conn *dbus.Conn, rule []dbus.MatchOption) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	_ = conn.RemoveMatchSignalContext(ctx, rule...)
}
