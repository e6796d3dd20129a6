package store

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/godbus/dbus/v5"
	keyring "github.com/zalando/go-keyring"
)

// The names of the Secret Service (freedesktop.org's specification, draft 0.2).
const (
	busName         = "org.freedesktop.secrets"
	busPath         = dbus.ObjectPath("/org/freedesktop/secrets")
	loginPath       = dbus.ObjectPath("/org/freedesktop/secrets/collection/login")
	noObject        = dbus.ObjectPath("/")
	serviceFace     = "org.freedesktop.Secret.Service"
	collectionFace  = "org.freedesktop.Secret.Collection"
	itemFace        = "org.freedesktop.Secret.Item"
	promptFace      = "org.freedesktop.Secret.Prompt"
	propertiesGet   = "org.freedesktop.DBus.Properties.Get"
	startService    = "org.freedesktop.DBus.StartServiceByName"
	loginName       = "Login keyring"
	answerTime      = 2500 * time.Millisecond // for everything that no person has to answer
	attributeName   = "username"              // go-keyring's attributes
	attributeHolder = "service"
)

// secretService is the Secret Service, seen over a connection of our own. It finds
// out what go-keyring would stumble over and unlocks what is locked, so that
// go-keyring itself never has to prompt: its own waiting for a prompt has no end, and
// takes any signal for the answer.
type secretService struct {
	bus    *bus
	shared func() (*dbus.Conn, error) // go-keyring's connection
	turn   chan struct{}              // one token: one who unlocks at a time
	shown  *prompting                 // the last prompt; whoever holds the turn may look
	hasty  time.Duration              // hastyTime
}

func newDesk() desk {
	s := &secretService{
		bus:    &bus{getenv: os.Getenv, setenv: os.Setenv},
		shared: dbus.SessionBus,
		turn:   make(chan struct{}, 1),
		hasty:  hastyTime,
	}
	s.turn <- struct{}{}
	return s
}

// view is what one look at the service showed.
type view struct {
	collection dbus.ObjectPath // the one that go-keyring uses: login, else the default
	label      string          // of the default collection
	locked     bool
	items      []dbus.ObjectPath // those of the key asked for that are locked by themselves
}

func (v view) name() string {
	label := cleanText(v.label)
	switch {
	case v.collection == loginPath || label == "":
		return loginName
	case strings.Contains(strings.ToLower(label), "keyring"):
		return label
	}
	return label + " keyring"
}

func (s *secretService) status(ctx context.Context) Status {
	v, err := s.look(ctx, "")
	st := Status{Backend: BackendKeyring, Name: v.name(), State: StateReady}
	switch {
	case err == nil && v.locked:
		st.State, st.Detail = StateLocked, "it has not been unlocked yet"
	case err == nil:
	case errors.Is(err, ErrNoCollection):
		st.State, st.Detail = StateNoCollection, detail(err)
	case errors.Is(err, ErrAbsent):
		st.State, st.Detail = StateAbsent, detail(err)
	default:
		st.State, st.Detail = StateStuck, detail(err)
	}
	return st
}

// detail is an error's text without the sentinel's, which the state says already.
func detail(err error) string {
	text := err.Error()
	for _, kind := range []error{ErrAbsent, ErrNoCollection, ErrStuck} {
		text = strings.TrimPrefix(text, kind.Error()+": ")
	}
	return cleanText(text)
}

func (s *secretService) alive(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, answerTime-aliveEvery)
	defer cancel()
	conn, err := s.bus.connect(ctx)
	if err != nil {
		return err
	}
	call := conn.Object(busName, busPath).
		CallWithContext(ctx, propertiesGet, dbus.FlagNoAutoStart, serviceFace, "Collections")
	if ctx.Err() != nil {
		return errors.New("it does not answer")
	}
	_ = call.Err // any answer is an answer; a service that went away has answered the call that waits, too
	return nil
}

// look asks everything at once, so that a healthy service costs one round trip, and
// starts the service if the bus knows how to. It prompts for nothing.
func (s *secretService) look(ctx context.Context, id string) (view, error) {
	outer := ctx
	ctx, cancel := context.WithTimeout(ctx, answerTime)
	defer cancel()
	v, err := s.lookOnce(ctx, id)
	if errors.Is(err, ErrAbsent) && s.start(ctx) == nil {
		v, err = s.lookOnce(ctx, id)
	}
	if ctx.Err() != nil && outer.Err() == nil {
		return v, fmt.Errorf("%w: no answer in %v", ErrStuck, answerTime)
	}
	if outer.Err() != nil {
		return v, outer.Err()
	}
	return v, err
}

func (s *secretService) start(ctx context.Context) error {
	conn, err := s.bus.connect(ctx)
	if err != nil {
		return err
	}
	return conn.BusObject().CallWithContext(ctx, startService, 0, busName, uint32(0)).Err
}

func (s *secretService) lookOnce(ctx context.Context, id string) (view, error) {
	conn, err := s.bus.connect(ctx)
	if err != nil {
		return view{}, err
	}
	var (
		service     = conn.Object(busName, busPath)
		collections = get(ctx, service, serviceFace, "Collections")
		locked      = get(ctx, conn.Object(busName, loginPath), collectionFace, "Locked")
		alias       = service.GoWithContext(ctx, serviceFace+".ReadAlias", dbus.FlagNoAutoStart, nil, "default")
		found       *dbus.Call
	)
	if id != "" {
		found = service.GoWithContext(ctx, serviceFace+".SearchItems", dbus.FlagNoAutoStart, nil,
			map[string]string{attributeHolder: Service, attributeName: id})
	}
	var all []dbus.ObjectPath
	if err := property(collections, &all); err != nil {
		if brokenLine(err) {
			s.bus.drop(conn) // it may not know yet that it is broken
		}
		return view{}, busError(err)
	}
	v := view{collection: loginPath}
	if slices.Contains(all, loginPath) {
		err = property(locked, &v.locked)
	} else {
		err = v.readDefault(ctx, conn, alias)
	}
	if err != nil {
		return v, busError(err)
	}
	if found != nil {
		var open []dbus.ObjectPath
		_ = wait(found).Store(&open, &v.items) // a service that cannot search fails later, in go-keyring's words
	}
	return v, nil
}

// readDefault fills the view from the default collection, which go-keyring takes when
// there is no login collection.
func (v *view) readDefault(ctx context.Context, conn *dbus.Conn, alias *dbus.Call) error {
	if err := wait(alias).Store(&v.collection); err != nil {
		v.collection = noObject
		return err
	}
	if v.collection == noObject {
		return fmt.Errorf("%w: the service has no login and no default collection", ErrNoCollection)
	}
	object := conn.Object(busName, v.collection)
	locked, label := get(ctx, object, collectionFace, "Locked"), get(ctx, object, collectionFace, "Label")
	_ = property(label, &v.label)
	return property(locked, &v.locked)
}

func get(ctx context.Context, o dbus.BusObject, face, name string) *dbus.Call {
	return o.GoWithContext(ctx, propertiesGet, dbus.FlagNoAutoStart, nil, face, name)
}

func wait(c *dbus.Call) *dbus.Call { return <-c.Done }

// property stores a property's value; a value of another type is an error.
func property(c *dbus.Call, into any) error {
	var v dbus.Variant
	if err := wait(c).Store(&v); err != nil {
		return err
	}
	return v.Store(into)
}

// busError turns an error of the bus into one of ours.
func busError(err error) error {
	if errors.Is(err, ErrNoCollection) || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	if kind := kindOf(err); kind != nil {
		return fmt.Errorf("%w: %s", kind, cleanText(err.Error()))
	}
	return fmt.Errorf("%w: %s", ErrRefused, cleanText(err.Error()))
}

// kindOf knows the bus's and the Secret Service's error names; nil for others.
func kindOf(err error) error {
	if brokenLine(err) {
		return ErrAbsent
	}
	e, ok := errors.AsType[dbus.Error](err)
	if !ok {
		return nil
	}
	switch e.Name {
	case "org.freedesktop.DBus.Error.ServiceUnknown", "org.freedesktop.DBus.Error.NameHasNoOwner",
		"org.freedesktop.DBus.Error.NoReply", "org.freedesktop.DBus.Error.Disconnected":
		return ErrAbsent
	case "org.freedesktop.Secret.Error.IsLocked":
		return ErrLocked
	}
	return nil
}

// brokenLine tells whether the connection to the bus has ended under a call.
func brokenLine(err error) bool {
	_, isNet := errors.AsType[*net.OpError](err) // net.Error would take a timeout for one
	return isNet || errors.Is(err, dbus.ErrClosed) || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) ||
		errors.Is(err, syscall.EPIPE) || errors.Is(err, syscall.ECONNRESET)
}

func (s *secretService) classify(err error) error {
	switch {
	case errors.Is(err, keyring.ErrNotFound):
		return ErrMissing
	case errors.Is(err, keyring.ErrSetDataTooBig):
		return ErrTooBig
	}
	return nil // a second look tells more than the words of the first failure
}

// ready looks, and unlocks what is locked.
func (s *secretService) ready(ctx context.Context, id string) error {
	v, err := s.look(ctx, id)
	if err != nil || !v.locked && len(v.items) == 0 {
		return err
	}
	// Those who find it locked take turns, so that one prompt serves all of them.
	select {
	case <-s.turn:
		defer func() { s.turn <- struct{}{} }()
	case <-ctx.Done():
		return ctx.Err()
	}
	if v, err = s.look(ctx, id); err != nil {
		return err
	}
	if v.locked {
		if v, err = s.unlockCollection(ctx, v, id); err != nil {
			return err
		}
	}
	return s.unlockItems(ctx, v.items)
}

// unlockCollection unlocks what v saw and looks again: what was hidden behind the lock
// may show only then.
func (s *secretService) unlockCollection(ctx context.Context, v view, id string) (view, error) {
	conn, err := s.bus.connect(ctx)
	if err != nil {
		return v, err
	}
	if err := s.unlock(ctx, conn, v.collection, collectionFace); err != nil {
		return v, err
	}
	return s.look(ctx, id)
}

// unlockItems unlocks the key's own items where a service locks each by itself:
// KeePassXC asks for every one, and gives leave to the connection that asked. So this
// goes over the connection that go-keyring will use.
func (s *secretService) unlockItems(ctx context.Context, items []dbus.ObjectPath) error {
	if len(items) == 0 {
		return nil
	}
	conn, err := s.sharedConn(ctx)
	if err != nil {
		return err
	}
	for _, item := range items {
		var locked bool
		c := get(ctx, conn.Object(busName, item), itemFace, "Locked")
		if err := property(c, &locked); err == nil && !locked {
			continue
		}
		if err := s.unlock(ctx, conn, item, itemFace); err != nil {
			return err
		}
	}
	return nil
}

// sharedConn connects go-keyring's connection, whose making knows no context. Our own
// connection to the same bus has just worked, so it doesn't hang for long.
func (s *secretService) sharedConn(ctx context.Context) (*dbus.Conn, error) {
	type result struct {
		conn *dbus.Conn
		err  error
	}
	done := make(chan result, 1)
	go func() {
		conn, err := s.shared()
		done <- result{conn, err}
	}()
	select {
	case r := <-done:
		if r.err != nil {
			return nil, busError(r.err)
		}
		return r.conn, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// ids lists over our connection, since go-keyring cannot. Other programs' items under
// the same service name without a user name don't count.
func (s *secretService) ids(ctx context.Context) ([]string, error) {
	v, err := s.look(ctx, "")
	if err != nil {
		return nil, err
	}
	if v.locked {
		return nil, fmt.Errorf("%w: it lists no keys before it is unlocked", ErrLocked)
	}
	ctx, cancel := context.WithTimeout(ctx, 4*answerTime)
	defer cancel()
	conn, err := s.bus.connect(ctx)
	if err != nil {
		return nil, err
	}
	var items []dbus.ObjectPath
	search := conn.Object(busName, v.collection).
		CallWithContext(ctx, collectionFace+".SearchItems", 0, map[string]string{attributeHolder: Service})
	if err := search.Store(&items); err != nil {
		return nil, busError(err)
	}
	calls := make([]*dbus.Call, len(items))
	for i, item := range items {
		calls[i] = get(ctx, conn.Object(busName, item), itemFace, "Attributes")
	}
	var ids []string
	for _, c := range calls {
		var attributes map[string]string
		if err := property(c, &attributes); err != nil {
			return nil, busError(err)
		}
		if id := attributes[attributeName]; id != "" {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids), nil
}
