package portal

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/url"
	"path/filepath"
	"strings"

	"lanyard/internal/platform/bus"

	"github.com/godbus/dbus/v5"
)

const (
	portalFiles   = "org.freedesktop.portal.FileChooser"
	portalRequest = "org.freedesktop.portal.Request"

	busFace          = "org.freedesktop.DBus"
	nameOwnerChanged = busFace + ".NameOwnerChanged"
)

// What a portal says of how a dialog ended.
const (
	portalChosen   = 0
	portalCanceled = 1
)

// errDialog is a dialog that ended without the user, such as one that no part of the
// desktop could show.
var errDialog = errors.New("the desktop's file dialog ended by itself")

// ChooseFile has the desktop's own dialog ask for a file or a folder, and waits for the
// user; "" when they did not choose one. The end of ctx closes the dialog. An error says
// that nobody could be asked: within about a second where there is no such dialog.
func ChooseFile(ctx context.Context, q FileQuestion) (path string, err error) {
	conn, err := dialFiles(ctx)
	if err != nil {
		return "", err
	}
	defer conn.Close() // the portal closes the dialogs of whoever goes
	signals := make(chan *dbus.Signal, 16)
	conn.Signal(signals)
	handle, err := openDialog(ctx, conn, q)
	if err != nil {
		return "", err
	}
	return awaitChoice(ctx, conn, signals, handle)
}

// dialFiles makes a connection to a portal that has file dialogs, on which the answer of
// one arrives.
func dialFiles(ctx context.Context) (*dbus.Conn, error) {
	ctx, cancel := context.WithTimeout(ctx, bus.AskLimit)
	defer cancel()
	conn, err := bus.Dial(ctx, bus.SessionAddress())
	if err != nil {
		return nil, err
	}
	// A portal without a part of the desktop that shows file dialogs does not have the
	// interface at all.
	var version dbus.Variant
	err = Call(ctx, conn, bus.PropertiesGet, portalFiles, "version").Store(&version)
	for _, match := range [][]dbus.MatchOption{
		{dbus.WithMatchSender(Name), dbus.WithMatchInterface(portalRequest), dbus.WithMatchMember("Response")},
		{dbus.WithMatchSender(busFace), dbus.WithMatchMember("NameOwnerChanged"), dbus.WithMatchArg(0, Name)},
	} {
		if err == nil {
			err = conn.AddMatchSignalContext(ctx, match...)
		}
	}
	if err != nil {
		_ = conn.Close()
		return nil, bus.Readable(err)
	}
	return conn, nil
}

// openDialog opens the dialog and gives the object that stands for it, also when ctx ends
// meanwhile: without it nobody could close the dialog.
func openDialog(ctx context.Context, conn *dbus.Conn, q FileQuestion) (dbus.ObjectPath, error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), introductionLimit)
	defer cancel()
	var parent string
	if q.Window != 0 {
		parent = fmt.Sprintf("x11:%x", q.Window)
	}
	options := map[string]dbus.Variant{
		"handle_token": dbus.MakeVariant("lanyard_" + rand.Text()),
		"modal":        dbus.MakeVariant(true),
		"directory":    dbus.MakeVariant(q.Folder),
	}
	if q.Accept != "" {
		options["accept_label"] = dbus.MakeVariant(strings.ReplaceAll(q.Accept, "_", "__")) // which marks a letter
	}
	if filepath.IsAbs(q.From) {
		options["current_folder"] = dbus.MakeVariant(append([]byte(q.From), 0))
	}
	var handle dbus.ObjectPath
	err := Call(ctx, conn, portalFiles+".OpenFile", parent, q.Title, options).Store(&handle)
	if e, ok := errors.AsType[dbus.Error](err); ok && e.Name == noReply {
		return handle, errDialog // the portal has gone before it said which dialog it is
	}
	return handle, bus.Readable(err)
}

// noReply is what the bus says of a call whose receiver has gone.
const noReply = "org.freedesktop.DBus.Error.NoReply"

// awaitChoice waits for what the user chooses.
func awaitChoice(ctx context.Context, conn *dbus.Conn, signals <-chan *dbus.Signal, handle dbus.ObjectPath) (string, error) {
	for {
		select {
		case <-ctx.Done():
			conn.Object(Name, handle).Go(portalRequest+".Close", dbus.FlagNoReplyExpected|dbus.FlagNoAutoStart, nil)
			return "", ctx.Err()
		case s, ok := <-signals:
			switch {
			case !ok, s.Name == nameOwnerChanged: // the bus or the portal has gone, and the dialog with it
				return "", errDialog
			case s.Name == portalRequest+".Response" && s.Path == handle:
				return choiceOf(s.Body)
			}
		}
	}
}

// choiceOf reads the answer of a dialog.
func choiceOf(body []any) (string, error) {
	var how uint32
	var said map[string]dbus.Variant
	if err := dbus.Store(body, &how, &said); err != nil {
		return "", errDialog
	}
	switch how {
	case portalChosen:
		uris, _ := said["uris"].Value().([]string)
		return fileOf(uris)
	case portalCanceled:
		return "", nil
	}
	return "", errDialog
}

// errElsewhere is a choice that is not among this computer's files.
var errElsewhere = errors.New("what was chosen is not a file of this computer")

// fileOf is the path of the one file that was chosen.
func fileOf(uris []string) (string, error) {
	if len(uris) != 1 {
		return "", errElsewhere
	}
	u, err := url.Parse(uris[0])
	if err != nil || u.Scheme != "file" || u.Host != "" && u.Host != "localhost" || !filepath.IsAbs(u.Path) {
		return "", errElsewhere
	}
	return filepath.Clean(u.Path), nil
}
