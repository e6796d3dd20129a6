//go:build soak

package cli_test

import (
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"lanyard/internal/profile"
	"lanyard/internal/secret"
	"lanyard/internal/wallet"
	"lanyard/store"
)

// The long tests of the command line: make soak.

const (
	soakTime  = time.Minute
	soakKills = 60
)

// soakBox is a home of its own for commands, and runs them.
type soakBox struct {
	t    *testing.T
	dir  string
	env  []string
	path string
}

func newSoakBox(t *testing.T, env ...string) *soakBox {
	t.Helper()
	home := t.TempDir()
	path, err := exec.LookPath("lanyard")
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(home, "config")
	return &soakBox{t: t, dir: dir, path: path, env: append([]string{
		"HOME=" + home, "PATH=" + os.Getenv("PATH"), "LANYARD_CONFIG_DIR=" + dir, "XDG_RUNTIME_DIR=" + home,
		"DBUS_SESSION_BUS_ADDRESS=unix:path=" + filepath.Join(home, "no-bus"),
	}, env...)}
}

func (b *soakBox) command(args ...string) *exec.Cmd {
	c := exec.Command(b.path, args...)
	c.Env = b.env
	return c
}

func (b *soakBox) run(args ...string) {
	if out, err := b.command(args...).CombinedOutput(); err != nil {
		b.t.Errorf("lanyard %s: %v: %s", strings.Join(args, " "), err, out)
	}
}

// changer makes changes to profiles of its own and knows what must be there.
type changer struct {
	prefix string
	want   map[string]string // name: its tag
	count  int
	add    func(name, tag string)
	tag    func(name, tag string)
	rename func(name, to string)
	remove func(name string)
}

// change makes one change.
func (c *changer) change() {
	c.count++
	names := slices.Sorted(maps.Keys(c.want))
	fresh, tag := fmt.Sprintf("%s-%d", c.prefix, c.count), fmt.Sprint(c.count)
	kind := rand.IntN(6)
	if len(names) == 0 || kind < 2 && len(names) < 200 {
		c.add(fresh, tag)
		c.want[fresh] = tag
		return
	}
	name := names[rand.IntN(len(names))]
	switch kind {
	case 2:
		c.remove(name)
		delete(c.want, name)
	case 3:
		c.rename(name, fresh)
		c.want[fresh] = c.want[name]
		delete(c.want, name)
	default:
		c.tag(name, tag)
		c.want[name] = tag
	}
}

// TestSoakWindowAndCommands: a window and two commands change profiles at once for a
// minute. All changes are there, and the window has seen them.
func TestSoakWindowAndCommands(t *testing.T) {
	box := newSoakBox(t, "LANYARD_SECRETS=memory")
	profiles := store.OpenProfiles(box.dir)
	w := wallet.New(profiles, store.NewMemory(), nil)
	seen := newSeen(profiles)
	profiles.Watch(t.Context(), seen.look)

	changers := []*changer{box.byCommand("one"), box.byCommand("two"), byWindow(t, w)}
	var wg sync.WaitGroup
	end := time.Now().Add(soakTime)
	for _, c := range changers {
		wg.Go(func() {
			for time.Now().Before(end) && !t.Failed() {
				c.change()
			}
		})
	}
	wg.Wait()
	want := map[string]string{}
	for _, c := range changers {
		maps.Copy(want, c.want)
		t.Logf("%s made %d changes", c.prefix, c.count)
		if c.count < 50 {
			t.Errorf("%s made %d changes only", c.prefix, c.count)
		}
	}
	list, err := store.OpenProfiles(box.dir).Load(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if got := tagsOf(list); !maps.Equal(got, want) {
		t.Errorf("%d profiles are there, %d should be", len(got), len(want))
	}
	for began := time.Now(); !maps.Equal(seen.tags(), want); time.Sleep(50 * time.Millisecond) {
		if time.Since(began) > 3*time.Second {
			t.Fatalf("the window shows %d profiles, %d are there", len(seen.tags()), len(want))
		}
	}
}

func tagsOf(list []profile.Profile) map[string]string {
	tags := map[string]string{}
	for _, p := range list {
		tags[p.Name] = strings.Join(p.Tags, ",")
	}
	return tags
}

// seen is what a window would show.
type seen struct {
	profiles *store.Profiles
	mu       sync.Mutex
	last     map[string]string
}

func newSeen(p *store.Profiles) *seen { return &seen{profiles: p} }

func (s *seen) look() {
	list, err := s.profiles.Load(context.Background())
	s.mu.Lock()
	defer s.mu.Unlock()
	if err == nil {
		s.last = tagsOf(list)
	}
}

func (s *seen) tags() map[string]string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.last
}

func (b *soakBox) byCommand(prefix string) *changer {
	return &changer{
		prefix: prefix, want: map[string]string{},
		add:    func(name, tag string) { b.run("add", name, "--kind", "cloud", "--region", "eu-de", "--tag", tag) },
		tag:    func(name, tag string) { b.run("edit", name, "--tag", tag) },
		rename: func(name, to string) { b.run("rename", name, to) },
		remove: func(name string) { b.run("remove", name, "--yes") },
	}
}

func byWindow(t *testing.T, w *wallet.Wallet) *changer {
	edit := func(name string, change func(*profile.Profile)) {
		p, err := w.Find(context.Background(), name)
		if err == nil {
			_, err = w.Edit(context.Background(), p.ID, func(p *profile.Profile) error { change(p); return nil }, wallet.Secrets{})
		}
		if err != nil {
			t.Errorf("edit %s: %v", name, err)
		}
	}
	return &changer{
		prefix: "window", want: map[string]string{},
		add: func(name, tag string) {
			p := profile.Profile{Name: name, Kind: profile.Cloud, URL: "https://eu-de.ml.cloud.ibm.com", Tags: []string{tag}}
			if _, err := w.Add(context.Background(), p, wallet.Secrets{Key: secret.New("key")}); err != nil {
				t.Errorf("add %s: %v", name, err)
			}
		},
		tag:    func(name, tag string) { edit(name, func(p *profile.Profile) { p.Tags = []string{tag} }) },
		rename: func(name, to string) { edit(name, func(p *profile.Profile) { p.Name = to }) },
		remove: func(name string) {
			p, err := w.Find(context.Background(), name)
			if err != nil {
				t.Error(err)
				return
			}
			r, err := w.Remove(context.Background(), p.ID, p.Name)
			if err == nil {
				err = r.Commit(context.Background())
			}
			if err != nil {
				t.Errorf("remove %s: %v", name, err)
			}
		},
	}
}

// TestSoakKilledCommands: commands that write keys into the secrets file are killed at
// random moments. Both files stay whole, what was acknowledged is there, and no profile
// is ever without its key.
func TestSoakKilledCommands(t *testing.T) {
	pass := filepath.Join(t.TempDir(), "pass")
	if err := os.WriteFile(pass, []byte("correct horse battery\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	box := newSoakBox(t, "LANYARD_SECRETS=file", "LANYARD_PASSPHRASE_FILE="+pass)
	sure := map[string]bool{}
	add := func(name string) *exec.Cmd {
		c := box.command("add", name, "--kind", "cloud", "--region", "eu-de", "--secret-stdin")
		c.Stdin = strings.NewReader("key of " + name + "\n")
		return c
	}
	var usual time.Duration // the first one makes the file, which is quicker
	for _, name := range []string{"first", "second"} {
		began := time.Now()
		sure[name] = true
		if out, err := add(name).CombinedOutput(); err != nil {
			t.Fatalf("add %s: %v: %s", name, err, out)
		}
		usual = time.Since(began)
	}
	killed := 0
	for i := range soakKills {
		name := fmt.Sprintf("p%d", i)
		c := add(name)
		if err := c.Start(); err != nil {
			t.Fatal(err)
		}
		timer := time.AfterFunc(rand.N(2*usual), func() { _ = c.Process.Kill() })
		err := c.Wait()
		timer.Stop()
		if sure[name] = err == nil; err != nil {
			killed++
			if !strings.Contains(err.Error(), "killed") {
				t.Fatalf("add %s: %v", name, err)
			}
		}
	}
	keys := store.OpenSecretsFile(box.dir, func(context.Context, store.Ask) (secret.Text, error) {
		return secret.New("correct horse battery"), nil
	})
	w := wallet.New(store.OpenProfiles(box.dir), keys, nil)
	list, err := w.List(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	have := map[string]bool{}
	for _, p := range list {
		have[p.Name] = true
		if key, err := w.Key(t.Context(), p.ID); err != nil || key.Reveal() != "key of "+p.Name {
			t.Errorf("%s has no key: %v", p.Name, err)
		}
	}
	for name, acknowledged := range sure {
		if acknowledged && !have[name] {
			t.Errorf("%s was acknowledged and is not there", name)
		}
	}
	t.Logf("%d of %d killed, %d profiles", killed, soakKills, len(list))
	if killed == 0 || killed == soakKills {
		t.Error("the kills came all too early or all too late: the test proves little")
	}
}
