//go:build linux

package rig

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/godbus/dbus/v5"
)

// The names of the Secret Service, as the desktop uses it beside the program.
const (
	secretsName = "org.freedesktop.secrets"
	secretsPath = dbus.ObjectPath("/org/freedesktop/secrets")
	secretsFace = "org.freedesktop.Secret.Service"
	prompter    = "gcr-prompter"
)

// KeyringPassword unlocks the desktop's keyring.
const KeyringPassword = "correct horse battery staple"

// startKeyring starts a keyring daemon whose login keyring is unlocked.
func (d *Desktop) startKeyring(ctx context.Context) error {
	cmd := d.command("gnome-keyring-daemon", "--foreground", "--unlock", "--components=secrets", "--control-directory="+filepath.Join(d.runtime, "keyring"))
	cmd.Stdin = strings.NewReader(KeyringPassword)
	p, err := d.start(cmd)
	if err != nil {
		return err
	}
	d.keyring = p
	conn, err := d.dial(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	// Asked for anything before it is unlocked, the daemon would want to ask a person.
	return until(ctx, func() error { return unlocked(ctx, conn) })
}

// dial connects to the session bus.
func (d *Desktop) dial(ctx context.Context) (*dbus.Conn, error) {
	return dbus.Connect("unix:path="+d.busPath(), dbus.WithContext(ctx))
}

// unlocked says what keeps the default keyring from being used.
func unlocked(ctx context.Context, conn *dbus.Conn) error {
	var path dbus.ObjectPath
	service := conn.Object(secretsName, secretsPath)
	if err := service.CallWithContext(ctx, secretsFace+".ReadAlias", dbus.FlagNoAutoStart, "default").Store(&path); err != nil {
		return err
	}
	if path == "/" {
		return errors.New("there is no default keyring")
	}
	var locked bool
	if err := conn.Object(secretsName, path).CallWithContext(ctx, "org.freedesktop.DBus.Properties.Get", dbus.FlagNoAutoStart, "org.freedesktop.Secret.Collection", "Locked").Store(&locked); err != nil {
		return err
	}
	if locked {
		return fmt.Errorf("the keyring %s is locked", path)
	}
	return nil
}

// KeyringEntry reads an entry from the keyring with a program that is not ours. It
// gives "" when there is none.
func (d *Desktop) KeyringEntry(ctx context.Context, account string) string {
	out, err := d.output(ctx, "secret-tool", "lookup", "service", "lanyard", "username", account)
	if err != nil {
		return ""
	}
	return out
}

// KillKeyring ends the keyring daemon as a crash would.
func (d *Desktop) KillKeyring() error { return d.keyring.kill() }

// StartKeyring starts the keyring daemon anew, unlocked.
func (d *Desktop) StartKeyring(ctx context.Context) error { return d.startKeyring(ctx) }

// StartBus starts the session bus of a desktop that has none yet.
func (d *Desktop) StartBus(ctx context.Context) error { return d.startBus(ctx, true) }

// PauseKeyring stops the keyring daemon in the middle of things; it keeps its name on
// the bus and answers nothing, until ResumeKeyring.
func (d *Desktop) PauseKeyring() error { return d.keyring.cmd.Process.Signal(syscall.SIGSTOP) }

// ResumeKeyring lets a paused keyring daemon go on.
func (d *Desktop) ResumeKeyring() error { return d.keyring.cmd.Process.Signal(syscall.SIGCONT) }

// LockKeyring locks the login keyring, as the desktop's password program does.
func (d *Desktop) LockKeyring(ctx context.Context) error {
	conn, err := d.dial(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	return conn.Object(secretsName, secretsPath).CallWithContext(ctx, secretsFace+".Lock", 0, []dbus.ObjectPath{secretsPath + "/collection/login"}).Err
}

// UnlockKeyring unlocks the login keyring without asking anybody, as the desktop does
// when somebody logs in.
func (d *Desktop) UnlockKeyring(ctx context.Context) error {
	conn, err := d.dial(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	var session dbus.ObjectPath
	var output dbus.Variant
	service := conn.Object(secretsName, secretsPath)
	if err := service.CallWithContext(ctx, secretsFace+".OpenSession", 0, "plain", dbus.MakeVariant("")).Store(&output, &session); err != nil {
		return err
	}
	master := struct {
		Session           dbus.ObjectPath
		Parameters, Value []byte
		ContentType       string
	}{session, []byte{}, []byte(KeyringPassword), "text/plain"}
	return service.CallWithContext(ctx, "org.gnome.keyring.InternalUnsupportedGuiltRiddenInterface.UnlockWithMasterPassword", 0, secretsPath+"/collection/login", master).Err
}

// writeServices lays down the services that the bus starts: the keyring's prompt, and
// nothing else.
func (d *Desktop) writeServices() error {
	if err := os.MkdirAll(d.services(), 0o700); err != nil {
		return err
	}
	for _, name := range []string{"SystemPrompter", "PrivatePrompter"} {
		text := fmt.Sprintf("[D-BUS Service]\nName=org.gnome.keyring.%s\nExec=/usr/libexec/gcr-prompter\n", name)
		if err := os.WriteFile(filepath.Join(d.services(), name+".service"), []byte(text), 0o600); err != nil {
			return err
		}
	}
	return nil
}

func (d *Desktop) services() string { return filepath.Join(d.runtime, "services") }

// Prompted waits until the desktop asks for the keyring's password, and for the time
// that the prompt takes to get hold of the keyboard.
func (d *Desktop) Prompted(ctx context.Context) error {
	err := until(ctx, func() error {
		_, err := d.output(ctx, "xdotool", "search", "--onlyvisible", "--class", prompter)
		return err
	})
	time.Sleep(700 * time.Millisecond)
	return err
}

// Unprompted waits until the prompt has gone.
func (d *Desktop) Unprompted(ctx context.Context) error {
	return until(ctx, func() error {
		if _, err := d.output(ctx, "xdotool", "search", "--onlyvisible", "--class", prompter); err == nil {
			return errors.New("the prompt is still there")
		}
		return nil
	})
}

// ForeignSignals sends the bus signals that are nobody's answer: a setting that changed, and
// the end of a prompt that was never shown.
func (d *Desktop) ForeignSignals(ctx context.Context) error {
	conn, err := d.dial(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	return errors.Join(
		conn.Emit("/org/freedesktop/portal/desktop", "org.freedesktop.portal.Settings.SettingChanged", "org.gnome.desktop.interface", "font-name", dbus.MakeVariant("Cantarell 11")),
		conn.Emit(secretsPath+"/prompt/p4711", "org.freedesktop.Secret.Prompt.Completed", true, dbus.MakeVariant("")),
		conn.Emit(secretsPath, secretsFace+".CollectionChanged", secretsPath+"/collection/login"),
	)
}
