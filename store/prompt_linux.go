package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/godbus/dbus/v5"
)

const (
	promptTime = 120 * time.Second      // for a person to find and type a password
	hastyTime  = 300 * time.Millisecond // no person dismisses a prompt this soon after it was asked for
)

// unlock unlocks a collection or an item over conn and checks that it is open then. A
// prompt that it needs is shown by the desktop; ctx's end takes it away again.
func (s *secretService) unlock(ctx context.Context, conn *dbus.Conn, path dbus.ObjectPath, face string) error {
	prompt, err := s.askUnlock(ctx, conn, path)
	if err != nil {
		return err
	}
	if prompt != noObject {
		if err := s.prompt(ctx, conn, prompt); err != nil {
			return err
		}
	}
	short, cancel := context.WithTimeout(ctx, answerTime)
	defer cancel()
	var locked bool
	if err := property(get(short, conn.Object(secretsName, path), face, "Locked"), &locked); err != nil {
		return s.ended(ctx, short, err)
	}
	if locked {
		return fmt.Errorf("%w: unlocking had no effect", ErrLocked)
	}
	return nil
}

func (s *secretService) askUnlock(ctx context.Context, conn *dbus.Conn, path dbus.ObjectPath) (dbus.ObjectPath, error) {
	short, cancel := context.WithTimeout(ctx, answerTime)
	defer cancel()
	var unlocked []dbus.ObjectPath
	prompt := noObject
	err := conn.Object(secretsName, secretsPath).
		CallWithContext(short, serviceFace+".Unlock", 0, []dbus.ObjectPath{path}).
		Store(&unlocked, &prompt)
	if err != nil {
		return noObject, s.ended(ctx, short, err)
	}
	return prompt, nil
}

// ended tells apart why a call with a time of its own failed.
func (*secretService) ended(ctx, short context.Context, err error) error {
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case short.Err() != nil:
		return fmt.Errorf("%w: no answer in %v", ErrStuck, answerTime)
	}
	return busError(err)
}

// prompt shows a prompt and waits for the person: for the Completed signal of this
// very prompt, whatever else comes in meanwhile.
func (s *secretService) prompt(ctx context.Context, conn *dbus.Conn, path dbus.ObjectPath) error {
	if s.bus.getenv("DISPLAY") == "" && s.bus.getenv("WAYLAND_DISPLAY") == "" {
		dismiss(ctx, conn, path)
		return fmt.Errorf("%w: without a display nobody can be asked for its password", ErrLocked)
	}
	signals := make(chan *dbus.Signal, 16)
	conn.Signal(signals)
	defer conn.RemoveSignal(signals)
	rules := [][]dbus.MatchOption{
		{dbus.WithMatchObjectPath(path), dbus.WithMatchInterface(promptFace), dbus.WithMatchMember("Completed")},
		{dbus.WithMatchInterface("org.freedesktop.DBus"), dbus.WithMatchMember("NameOwnerChanged"), dbus.WithMatchArg(0, secretsName)},
	}
	short, cancel := context.WithTimeout(ctx, answerTime)
	defer cancel()
	for _, rule := range rules {
		if err := conn.AddMatchSignalContext(short, rule...); err != nil {
			return s.ended(ctx, short, err)
		}
		defer removeMatch(conn, rule)
	}
	asked := time.Now()
	if err := conn.Object(secretsName, path).CallWithContext(short, promptFace+".Prompt", 0, "").Err; err != nil {
		dismiss(ctx, conn, path)
		return s.ended(ctx, short, err)
	}
	dismissed, err := completion(ctx, conn, signals, path)
	switch {
	case errors.Is(err, errGone):
		return fmt.Errorf("%w: it went away while it asked for its password", ErrAbsent)
	case err != nil:
		dismiss(ctx, conn, path)
		return err
	case dismissed && time.Since(asked) < hastyTime:
		return fmt.Errorf("%w: the desktop could not ask for its password", ErrLocked)
	case dismissed:
		return ErrDismissed
	}
	return nil
}

var errGone = errors.New("the service went away")

// completion waits for the prompt's end and tells whether it was dismissed.
func completion(ctx context.Context, conn *dbus.Conn, signals <-chan *dbus.Signal, path dbus.ObjectPath) (bool, error) {
	limit := time.NewTimer(promptTime)
	defer limit.Stop()
	for {
		select {
		case <-ctx.Done():
			return false, ctx.Err()
		case <-limit.C:
			return false, fmt.Errorf("%w: nobody answered in %v", ErrDismissed, promptTime)
		case <-conn.Context().Done():
			return false, errGone
		case sig := <-signals:
			switch {
			case sig == nil: // the connection closed
				return false, errGone
			case sig.Name == promptFace+".Completed" && sig.Path == path && len(sig.Body) > 0:
				dismissed, ok := sig.Body[0].(bool)
				return dismissed || !ok, nil
			case ownerLost(sig):
				return false, errGone
			}
		}
	}
}

// ownerLost tells whether the Secret Service has left the bus.
func ownerLost(sig *dbus.Signal) bool {
	if sig.Name != "org.freedesktop.DBus.NameOwnerChanged" || sig.Sender != "org.freedesktop.DBus" || len(sig.Body) < 3 {
		return false
	}
	return sig.Body[0] == secretsName && sig.Body[2] == ""
}

// dismiss takes a prompt off the screen. It waits for no answer, and runs also after
// the end of the context that asked.
func dismiss(ctx context.Context, conn *dbus.Conn, path dbus.ObjectPath) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
	defer cancel()
	conn.Object(secretsName, path).CallWithContext(ctx, promptFace+".Dismiss", dbus.FlagNoReplyExpected)
}

func removeMatch(conn *dbus.Conn, rule []dbus.MatchOption) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	_ = conn.RemoveMatchSignalContext(ctx, rule...)
}
