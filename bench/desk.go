//go:build linux

package main

import (
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"lanyard/e2e/rig"
	"lanyard/internal/profile"
	"lanyard/store"
)

// desk is a virtual desktop with its screen, a window manager, a session bus and a
// keyring, and a home of its own.
type desk struct {
	*rig.Desktop
	dir    string
	screen *screen
	sim    *rig.Simulator

	tokenLife time.Duration // of the simulator's tokens, 0: as at IBM
}

// openbox draws no frames and puts every window into the upper left corner, so that all
// that changes on the screen is the window itself.
const openbox = `<?xml version="1.0" encoding="UTF-8"?>
<openbox_config xmlns="http://openbox.org/3.4/rc">
  <applications>
    <application class="*"><decor>no</decor><position force="yes"><x>0</x><y>0</y></position></application>
  </applications>
</openbox_config>
`

// noQuestions keeps KeePassXC from asking at its first start whether to look for updates,
// and from remembering what it had open.
const noQuestions = `[General]
ConfigVersion=2
UpdateCheckMessageShown=true
RememberLastDatabases=false
OpenPreviousDatabasesOnStartup=false
[GUI]
CheckForUpdates=false
`

// freshDesk starts a desktop in a folder of its own; leave ends it and takes both away.
func freshDesk(ctx context.Context, o options) (d *desk, leave func() error, err error) {
	dir, err := os.MkdirTemp("", "lanyard-bench-")
	if err != nil {
		return nil, nil, err
	}
	if d, err = newDesk(ctx, o, dir); err != nil {
		return nil, nil, errors.Join(err, os.RemoveAll(dir))
	}
	return d, func() error { return errors.Join(d.close(), os.RemoveAll(dir)) }, nil
}

// newDesk starts a desktop below dir.
func newDesk(ctx context.Context, o options, dir string) (*desk, error) {
	for name, content := range map[string]string{
		".config/openbox/rc.xml":            openbox,
		".config/keepassxc/keepassxc.ini":   noQuestions,
		".cache/keepassxc/keepassxc.ini":    "",
		".config/fyne/settings.json":        "{}",
		".local/share/applications/.folder": "",
	} {
		file := filepath.Join(dir, "home", name)
		if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
			return nil, err
		}
		if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
			return nil, err
		}
	}
	frames := filepath.Join(dir, "frames")
	if err := os.MkdirAll(frames, 0o700); err != nil {
		return nil, err
	}
	d, err := rig.Start(ctx, rig.Options{Program: o.lanyard, Dir: dir, Manager: true, Keyring: true, Frames: frames})
	if err != nil {
		return nil, err
	}
	made := &desk{Desktop: d, dir: dir}
	if _, err = d.Tool(ctx, "xdotool", "mousemove", "1279", "799"); err == nil {
		err = sleep(ctx, 300*time.Millisecond) // for the pointer to have gone there
	}
	if err == nil {
		made.screen, err = openScreen(frames)
	}
	if err != nil {
		return nil, errors.Join(err, d.Close())
	}
	return made, nil
}

func (d *desk) close() error { return errors.Join(d.screen.close(), d.Close()) }

// simulate starts the simulator, if it doesn't run yet.
func (d *desk) simulate(ctx context.Context) (*rig.Simulator, error) {
	if d.sim != nil {
		return d.sim, nil
	}
	var args []string
	if d.tokenLife > 0 {
		args = []string{"--token-life", d.tokenLife.String()}
	}
	var err error
	d.sim, err = d.Simulate(ctx, args...)
	return d.sim, err
}

// must runs a command of Lanyard's that has to succeed.
func (d *desk) must(ctx context.Context, stdin string, args ...string) (string, error) {
	r, err := d.Run(ctx, stdin, args...)
	if err != nil {
		return "", err
	}
	if r.Code != 0 {
		return "", fmt.Errorf("lanyard %s: code %d: %s", args[0], r.Code, r.Stderr)
	}
	return r.Stdout, nil
}

// liveName is the profile that can sign in; it is the first of the list.
const liveName = "a-live"

// profiles makes a folder with n profiles, of which the first can sign in, and gives its
// path.
func (d *desk) profiles(ctx context.Context, name string, n int) (string, error) {
	dir := filepath.Join(d.dir, name)
	if n == 0 {
		return dir, os.MkdirAll(dir, 0o700)
	}
	s, err := d.simulate(ctx)
	if err != nil {
		return "", err
	}
	_, err = d.must(ctx, s.Cloud.APIKey+"\n", "--config-dir", dir, "add", liveName, "--kind", "cloud", "--url", s.Cloud.URL,
		"--auth-url", s.Cloud.AuthURL, "--platform-url", s.Cloud.PlatformURL, "--space-id", s.Cloud.SpaceID, "--ca-file", s.CAFile, "--secret-stdin")
	if err != nil {
		return "", err
	}
	return dir, store.OpenProfiles(dir).Change(ctx, func(list []profile.Profile) ([]profile.Profile, error) {
		for i := len(list); i < n; i++ {
			list = append(list, sample(i))
		}
		return list, nil
	})
}

// sample is one of the many profiles.
func sample(i int) profile.Profile {
	at := time.Date(2026, 1, 1, 0, 0, i, 0, time.UTC)
	p := profile.Profile{
		ID: fmt.Sprintf("bench-%05d-k3v7m2qx5ahd", i), KeyID: fmt.Sprintf("bench-%05d-0a1b2c3d4e5f", i),
		Name: fmt.Sprintf("profile-%05d-team-%d", i, i%17), Tags: []string{"team", fmt.Sprint("wave-", i%7)},
		CreatedAt: at, ChangedAt: at,
	}
	if i%2 == 0 {
		p.Kind, p.SecretKind = profile.Cloud, profile.APIKey
		p.URL, p.SpaceID = "https://eu-de.ml.cloud.ibm.com", "8f1c2f3e-9f3a-4a52-8a87-0d6f4f1a2b3c"
		return p
	}
	p.Kind, p.SecretKind = profile.CP4D, profile.Password
	p.URL, p.Username = fmt.Sprintf("https://cpd-%d.apps.example.org", i), fmt.Sprintf("user%d", i%100)
	return p
}

// databasePassword opens KeePassXC's databases.
const databasePassword = "bench"

// database makes a KeePassXC database with as many entries as there are profiles. Its key
// is derived in the shortest time that KeePassXC allows.
func (d *desk) database(ctx context.Context, n int) (string, error) {
	var x strings.Builder
	x.WriteString(`<?xml version="1.0" encoding="UTF-8"?><KeePassFile><Meta><DatabaseName>bench</DatabaseName></Meta><Root><Group><Name>Root</Name><IsExpanded>True</IsExpanded>`)
	for i := range n {
		p := sample(i)
		x.WriteString("<Entry>")
		for _, field := range [][2]string{{"Title", p.Name}, {"UserName", p.Username}, {"URL", p.URL}, {"Password", "not-a-secret"}, {"Notes", p.SpaceID}} {
			fmt.Fprintf(&x, "<String><Key>%s</Key><Value>", field[0])
			if err := xml.EscapeText(&x, []byte(field[1])); err != nil {
				return "", err
			}
			x.WriteString("</Value></String>")
		}
		x.WriteString("</Entry>")
	}
	x.WriteString("</Group></Root></KeePassFile>")
	base := filepath.Join(d.dir, fmt.Sprintf("entries-%d", n))
	if err := os.WriteFile(base+".xml", []byte(x.String()), 0o600); err != nil {
		return "", err
	}
	p, err := d.Launch(strings.NewReader(strings.Repeat(databasePassword+"\n", 2)), "keepassxc-cli", "import", "-t", "100", "-p", base+".xml", base+".kdbx")
	if err != nil {
		return "", err
	}
	for p.Ended() == nil {
		if err := sleep(ctx, 20*time.Millisecond); err != nil {
			return "", err
		}
	}
	if _, err := os.Stat(base + ".kdbx"); err != nil {
		return "", fmt.Errorf("keepassxc-cli import: %s", p.Output())
	}
	return base + ".kdbx", nil
}
