package store

import (
	"context"
	"errors"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"

	"lanyard/internal/profile"
	"lanyard/internal/secret"
)

// stateLimit is how soon a state must be clear. By design it is 3 s; a loaded computer
// gets more before a test fails.
const stateLimit = patience

func TestKeyringStatesAreClearWithinThreeSeconds(t *testing.T) {
	if answerTime > 2500*time.Millisecond || aliveEvery+(answerTime-aliveEvery) > 2500*time.Millisecond {
		t.Error("no time is left for anything but waiting")
	}
}

// hasty sets what counts as too soon for a person.
func hasty(k *Keyring, d time.Duration) { k.desk.(*secretService).hasty = d }

const entryText1 = `{"v":1,"secret":"s3","bound":{"kind":"aws"}}`

func mustSecret(t *testing.T, k *Keyring, id, want string) {
	t.Helper()
	e, err := k.Get(t.Context(), id)
	if err != nil || e.Secret.Reveal() != want {
		t.Errorf("get %q: %q, %v", id, e.Secret.Reveal(), err)
	}
}

func mustState(t *testing.T, k *Keyring, want State) Status {
	t.Helper()
	var s Status
	within(t, stateLimit, "the status", func() { s = k.Status(t.Context()) })
	if s.State != want || s.Backend != "keyring" || (s.Detail == "") != (want == StateReady) {
		t.Errorf("status %+v, want %s", s, want)
	}
	return s
}

func TestKeyringOnASecretService(t *testing.T) {
	k, f := fakeKeyring(t)
	behaves(t, k)
	if f.count("Prompt") != 0 {
		t.Error("an open keyring prompted")
	}
	if s := mustState(t, k, StateReady); s.Name != "Login keyring" {
		t.Errorf("name %q", s.Name)
	}
}

func TestKeyringEntryIsWhereTheContractSays(t *testing.T) {
	k, f := fakeKeyring(t)
	if err := k.Put(t.Context(), "prod-1", Entry{Secret: secret.New("s3"), Bound: profile.Bound{Kind: "aws"}}); err != nil {
		t.Fatal(err)
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, item := range f.items {
		if item.attributes["service"] != "lanyard" || item.attributes["username"] != "prod-1" || !strings.HasPrefix(string(item.value), `{"v":1,"secret":"s3","bound":{"kind":"aws",`) {
			t.Errorf("%v: %s", item.attributes, item.value)
		}
	}
}

func TestKeyringUnlocksWithOnePrompt(t *testing.T) {
	k, f := fakeKeyring(t)
	f.put("a", entryText1)
	f.set(func() { f.locked = true })
	if s := mustState(t, k, StateLocked); s.Name != "Login keyring" || f.count("Prompt") != 0 {
		t.Errorf("%+v after %d prompts", s, f.count("Prompt"))
	}
	if _, err := k.IDs(t.Context()); !errors.Is(err, ErrLocked) || f.count("Prompt") != 0 {
		t.Errorf("listing: %v after %d prompts", err, f.count("Prompt"))
	}
	for name, action := range map[string]func() error{
		"get":    func() error { _, err := k.Get(t.Context(), "a"); return err },
		"put":    func() error { return k.Put(t.Context(), "b", Entry{Secret: secret.New("x")}) },
		"delete": func() error { return k.Delete(t.Context(), "b") },
		"unlock": func() error { return k.Unlock(t.Context()) },
	} {
		before := f.count("Prompt")
		f.set(func() { f.locked = true })
		if err := action(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if n := f.count("Prompt") - before; n != 1 {
			t.Errorf("%s prompted %d times", name, n)
		}
	}
}

func TestKeyringOnePromptServesAllWhoWait(t *testing.T) {
	k, f := fakeKeyring(t)
	f.put("a", entryText1)
	f.set(func() { f.locked = true })
	f.whenPrompted(func(p dbus.ObjectPath) { time.Sleep(100 * time.Millisecond); f.complete(p, false) })
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() { mustSecret(t, k, "a", "s3") })
	}
	wg.Wait()
	if n := f.count("Prompt"); n != 1 {
		t.Errorf("prompted %d times", n)
	}
}

func TestKeyringForeignSignalsAreNoAnswer(t *testing.T) {
	k, f := fakeKeyring(t)
	f.put("a", entryText1)
	f.set(func() { f.locked = true })
	f.whenPrompted(func(p dbus.ObjectPath) {
		for range 20 {
			f.emit("/org/freedesktop/portal/desktop", "org.freedesktop.portal.Settings.SettingChanged", "a", "b")
			f.emit(p+"0", promptFace+".Completed", true, dbus.MakeVariant(""))
			f.emit(p, promptFace+".Shown")
			f.emit(p, "org.example.Completed", true)
		}
		time.Sleep(50 * time.Millisecond)
		f.complete(p, false)
	})
	mustSecret(t, k, "a", "s3")
}

// TestKeyringForeignSignalsOnTheSharedConnection: an item is unlocked over the
// connection on which a toolkit listens to all kinds of signals.
func TestKeyringForeignSignalsOnTheSharedConnection(t *testing.T) {
	k, f := fakeKeyring(t)
	f.putLocked("a", entryText1)
	shared, err := dbus.SessionBus()
	if err != nil {
		t.Fatal(err)
	}
	if err := shared.AddMatchSignal(); err != nil { // everything
		t.Fatal(err)
	}
	f.whenPrompted(func(p dbus.ObjectPath) {
		for range 20 {
			f.emit(p+"0", promptFace+".Completed", true, dbus.MakeVariant(""))
			f.emit(p, "org.example.Other.Completed", true)
		}
		time.Sleep(50 * time.Millisecond)
		f.complete(p, false)
	})
	mustSecret(t, k, "a", "s3")
}

func TestKeyringDismissed(t *testing.T) {
	k, f := fakeKeyring(t)
	f.put("a", entryText1)
	f.set(func() { f.locked = true })
	hasty(k, 0)
	f.whenPrompted(func(p dbus.ObjectPath) { f.complete(p, true) })
	for name, err := range map[string]error{
		"get": func() error { _, err := k.Get(t.Context(), "a"); return err }(),
		"put": k.Put(t.Context(), "a", Entry{Secret: secret.New("other")}), "delete": k.Delete(t.Context(), "a"), "unlock": k.Unlock(t.Context()),
	} {
		if !errors.Is(err, ErrDismissed) {
			t.Errorf("%s: %v", name, err)
		}
	}
	f.whenPrompted(func(p dbus.ObjectPath) { f.complete(p, false) })
	mustSecret(t, k, "a", "s3") // nothing was written or deleted, and it works again
}

// TestKeyringNobodyToAsk: no display, or a prompter that gives up at once.
func TestKeyringNobodyToAsk(t *testing.T) {
	k, f := fakeKeyring(t)
	f.put("a", entryText1)
	f.set(func() { f.locked = true })
	hasty(k, time.Hour)
	f.whenPrompted(func(p dbus.ObjectPath) { f.complete(p, true) })
	_, err := k.Get(t.Context(), "a")
	if !errors.Is(err, ErrLocked) || errors.Is(err, ErrDismissed) {
		t.Errorf("a prompter without a screen: %v", err)
	}
	f.set(func() { f.fail["Prompt"] = dbus.NewError("org.example.NoPrompter", []any{"no\nprompter"}) })
	if err := k.Unlock(t.Context()); err == nil || strings.Contains(err.Error(), "\n") {
		t.Errorf("a prompt that cannot be shown: %v", err)
	}
	t.Setenv("DISPLAY", "")
	t.Setenv("WAYLAND_DISPLAY", "")
	before := f.count("Prompt")
	within(t, stateLimit, "without a display", func() { err = k.Unlock(t.Context()) })
	if !errors.Is(err, ErrLocked) || f.count("Prompt") != before {
		t.Errorf("without a display: %v after %d prompts", err, f.count("Prompt")-before)
	}
}

func TestKeyringPromptCanBeCancelled(t *testing.T) {
	k, f := fakeKeyring(t)
	f.put("a", entryText1)
	f.set(func() { f.locked = true })
	shown, dismissed := make(chan struct{}), make(chan struct{})
	f.whenPrompted(func(dbus.ObjectPath) { close(shown) })
	f.whenDismissed(func(p dbus.ObjectPath) { f.complete(p, true); close(dismissed) })
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error)
	go func() { done <- k.Unlock(ctx) }()
	<-shown
	mustState(t, k, StateLocked) // the status doesn't wait for the person
	cancel()
	within(t, patience, "cancelling", func() {
		if err := <-done; !errors.Is(err, context.Canceled) {
			t.Errorf("got %v", err)
		}
	})
	select {
	case <-dismissed:
	case <-time.After(patience):
		t.Fatal("the prompt stays on the screen")
	}
	f.whenPrompted(func(p dbus.ObjectPath) { f.complete(p, false) })
	mustSecret(t, k, "a", "s3")
}

// TestKeyringGNOMEsPromptIsNeverDismissed: GNOME Keyring's daemon dies of that. Its
// prompt stays, and whoever comes next waits for its answer.
func TestKeyringGNOMEsPromptIsNeverDismissed(t *testing.T) {
	k, f := fakeKeyring(t)
	f.put("a", entryText1)
	f.set(func() { f.locked = true })
	if _, err := f.conn.RequestName(gnomeName, dbus.NameFlagDoNotQueue); err != nil {
		t.Fatal(err)
	}
	shown := make(chan dbus.ObjectPath, 9)
	f.whenPrompted(func(p dbus.ObjectPath) { shown <- p })
	for range 3 {
		ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
		if err := k.Unlock(ctx); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("got %v", err)
		}
		cancel()
	}
	done := make(chan error)
	go func() { done <- k.Unlock(t.Context()) }()
	time.Sleep(50 * time.Millisecond)
	f.complete(<-shown, false)
	if err := <-done; err != nil {
		t.Error(err)
	}
	if f.count("Dismiss") != 0 || f.count("Prompt") != 1 {
		t.Errorf("dismissed %d times, prompted %d times", f.count("Dismiss"), f.count("Prompt"))
	}
	f.set(func() { f.locked = true })
	f.whenPrompted(func(p dbus.ObjectPath) { f.complete(p, false) })
	mustSecret(t, k, "a", "s3") // an answered prompt is over
	t.Setenv("DISPLAY", "")
	f.set(func() { f.locked = true })
	if err := k.Unlock(t.Context()); !errors.Is(err, ErrLocked) || f.count("Dismiss") != 0 {
		t.Errorf("without a display: %v, dismissed %d times", err, f.count("Dismiss"))
	}
}

func TestKeyringPromptThatChangesNothing(t *testing.T) {
	k, f := fakeKeyring(t)
	f.set(func() { f.locked = true })
	f.whenPrompted(func(p dbus.ObjectPath) {
		f.emit(p, promptFace+".Completed", false, dbus.MakeVariant(""))
	})
	if err := k.Unlock(t.Context()); !errors.Is(err, ErrLocked) {
		t.Errorf("got %v", err)
	}
}

func TestKeyringGoesAwayDuringThePrompt(t *testing.T) {
	k, f := fakeKeyring(t)
	f.put("a", entryText1)
	f.set(func() { f.locked = true })
	f.whenPrompted(func(dbus.ObjectPath) { f.stop() })
	within(t, stateLimit, "a service that went away", func() {
		if _, err := k.Get(t.Context(), "a"); !errors.Is(err, ErrAbsent) {
			t.Errorf("got %v", err)
		}
	})
	mustState(t, k, StateAbsent)
	f.whenPrompted(func(p dbus.ObjectPath) { f.complete(p, false) })
	f.start()
	mustSecret(t, k, "a", "s3")
}

func TestKeyringBusGoesAwayAndComesBack(t *testing.T) {
	socket := filepath.Join(t.TempDir(), "bus")
	address, stop := startBusAt(t, socket)
	f := startSecrets(t, address)
	f.put("a", entryText1)
	k := OpenKeyring()
	mustSecret(t, k, "a", "s3")
	stop()
	mustState(t, k, StateAbsent)
	if _, err := k.Get(t.Context(), "a"); !errors.Is(err, ErrAbsent) {
		t.Errorf("without a bus: %v", err)
	}
	f.address, _ = startBusAt(t, socket)
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", address)
	mustState(t, k, StateAbsent)
	f.start()
	mustSecret(t, k, "a", "s3")
}

func TestKeyringItemsLockedOneByOne(t *testing.T) {
	k, f := fakeKeyring(t)
	f.putLocked("a", entryText1)
	f.putLocked("b", entryText1)
	if s := k.Status(t.Context()); s.State != StateReady {
		t.Errorf("status %+v", s)
	}
	mustSecret(t, k, "a", "s3")
	if n := f.count("Prompt"); n != 1 {
		t.Errorf("prompted %d times for one key", n)
	}
	hasty(k, 0)
	f.whenPrompted(func(p dbus.ObjectPath) { f.complete(p, true) })
	if _, err := k.Get(t.Context(), "b"); !errors.Is(err, ErrDismissed) {
		t.Errorf("a refused item: %v", err)
	}
}

func TestKeyringCollections(t *testing.T) {
	k, f := fakeKeyring(t)
	other := dbus.ObjectPath(servicePrefix + "/collection/kdewallet")
	aliased := func(label string) {
		f.set(func() { f.collection, f.alias, f.label, f.locked = other, other, label, true })
	}
	aliased("KDE wallet")
	if s := mustState(t, k, StateLocked); s.Name != "KDE wallet keyring" {
		t.Errorf("name %q", s.Name)
	}
	aliased("Default\x1b[31m keyring")
	if s := mustState(t, k, StateLocked); s.Name != "Default [31m keyring" {
		t.Errorf("name %q", s.Name)
	}
	f.set(func() { f.collection, f.alias = "", noObject })
	mustState(t, k, StateNoCollection)
	if _, err := k.Get(t.Context(), "a"); !errors.Is(err, ErrNoCollection) {
		t.Errorf("get: %v", err)
	}
	if err := k.Put(t.Context(), "a", Entry{Secret: secret.New("x")}); !errors.Is(err, ErrNoCollection) {
		t.Errorf("put: %v", err)
	}
}

func TestKeyringAbsent(t *testing.T) {
	address, _ := startBus(t)
	dead := "unix:path=" + filepath.Join(t.TempDir(), "nothing")
	for name, addr := range map[string]string{"no service": address, "no bus": dead, "not an address": "nonsense"} {
		t.Setenv("DBUS_SESSION_BUS_ADDRESS", addr)
		k := OpenKeyring()
		mustState(t, k, StateAbsent)
		_, getErr := k.Get(t.Context(), "a")
		for _, err := range []error{getErr, k.Put(t.Context(), "a", Entry{Secret: secret.New("x")}), k.Delete(t.Context(), "a"), k.Unlock(t.Context())} {
			if !errors.Is(err, ErrAbsent) {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
}

// TestKeyringIsStartedWhereTheBusCan: a service that is installed and not running.
func TestKeyringIsStartedWhereTheBusCan(t *testing.T) {
	socket := filepath.Join(t.TempDir(), "bus")
	started := socket + ".started"
	writeFile(t, filepath.Join(socket+".services", "s.service"),
		"[D-BUS Service]\nName=org.freedesktop.secrets\nExec=/bin/sh -c 'touch "+started+"; sleep 20'\n")
	address, _ := startBusAt(t, socket)
	f := startSecrets(t, address)
	f.put("a", entryText1)
	f.stop()
	done := make(chan struct{})
	go func() { // the service comes up some time after its process
		defer close(done)
		for deadline := time.Now().Add(patience); time.Now().Before(deadline); time.Sleep(time.Millisecond) {
			if _, err := os.Stat(started); err == nil {
				f.start()
				return
			}
		}
	}()
	mustSecret(t, OpenKeyring(), "a", "s3")
	<-done
}

// TestKeyringNeverLaunchesABus: where no bus is, none is started; where one is known
// only by its usual place, it is used, by go-keyring too.
func TestKeyringNeverLaunchesABus(t *testing.T) {
	address, _ := startBus(t)
	runtimeDir := filepath.Dir(strings.SplitN(strings.TrimPrefix(address, "unix:path="), ",", 2)[0])
	bin := t.TempDir()
	launched := filepath.Join(bin, "launched")
	writeFile(t, filepath.Join(bin, "dbus-launch"), "#!/bin/sh\ntouch "+launched+"\n")
	if err := os.Chmod(filepath.Join(bin, "dbus-launch"), 0o700); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", bin)
	f := startSecrets(t, address)
	f.put("a", entryText1)
	for _, unset := range []string{"", "autolaunch:"} {
		t.Setenv("DBUS_SESSION_BUS_ADDRESS", unset)
		t.Setenv("XDG_RUNTIME_DIR", runtimeDir)
		mustSecret(t, OpenKeyring(), "a", "s3")
		if _, err := os.Stat("/run/user/0/bus"); err == nil {
			continue // this computer has a bus where the next step needs none
		}
		t.Setenv("DBUS_SESSION_BUS_ADDRESS", unset)
		t.Setenv("XDG_RUNTIME_DIR", t.TempDir())
		mustState(t, OpenKeyring(), StateAbsent)
	}
	if _, err := os.Stat(launched); err == nil {
		t.Error("a bus was launched")
	}
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", address) // for the clean-up
}

func TestKeyringStoppedService(t *testing.T) {
	k, f := fakeKeyring(t)
	f.put("a", entryText1)
	mustSecret(t, k, "a", "s3")
	resume := f.stopAnswering(everyMethod...)
	mustState(t, k, StateStuck)
	within(t, stateLimit, "everything at once", func() {
		var wg sync.WaitGroup
		for name, action := range map[string]func() error{
			"get":    func() error { _, err := k.Get(t.Context(), "a"); return err },
			"put":    func() error { return k.Put(t.Context(), "b", Entry{Secret: secret.New("x")}) },
			"unlock": func() error { return k.Unlock(t.Context()) },
			"ids":    func() error { _, err := k.IDs(t.Context()); return err },
		} {
			wg.Go(func() {
				if err := action(); !errors.Is(err, ErrStuck) {
					t.Errorf("%s: %v", name, err)
				}
			})
		}
		wg.Wait()
	})
	resume()
	mustState(t, k, StateReady)
	mustSecret(t, k, "a", "s3")
}

// TestKeyringStoppedBus: something listens and never says a word.
func TestKeyringStoppedBus(t *testing.T) {
	socket := filepath.Join(t.TempDir(), "bus")
	l, err := net.Listen("unix", socket)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path="+socket)
	k := OpenKeyring()
	short, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	within(t, stateLimit, "everything at once", func() {
		var wg sync.WaitGroup
		wg.Go(func() {
			if _, err := k.Get(short, "a"); !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("one who doesn't wait: %v", err)
			}
		})
		wg.Go(func() { mustState(t, k, StateStuck) })
		wg.Go(func() {
			if err := k.Unlock(t.Context()); !errors.Is(err, ErrStuck) {
				t.Errorf("got %v", err)
			}
		})
		wg.Wait()
	})
}

// TestKeyringStopsInTheMiddle: the service stops answering after our look, in the
// library's own call, which has no way out.
func TestKeyringStopsInTheMiddle(t *testing.T) {
	k, f := fakeKeyring(t)
	f.put("a", entryText1)
	mustSecret(t, k, "a", "s3")
	gate := make(chan struct{})
	f.set(func() { f.hang["GetSecret"] = gate })
	go func() { // stopped altogether as soon as the library's call is on its way
		for before := f.count("GetSecret"); f.count("GetSecret") == before; {
			time.Sleep(time.Millisecond)
		}
		f.set(func() { f.hang["Get"] = gate })
	}()
	within(t, stateLimit, "the first call", func() {
		if _, err := k.Get(t.Context(), "a"); !errors.Is(err, ErrStuck) {
			t.Errorf("got %v", err)
		}
	})
	goroutines := runtime.NumGoroutine()
	within(t, patience, "further calls", func() {
		for range 200 {
			if _, err := k.Get(t.Context(), "a"); !errors.Is(err, ErrStuck) {
				t.Errorf("got %v", err)
			}
			if err := k.Unlock(t.Context()); !errors.Is(err, ErrStuck) {
				t.Errorf("got %v", err)
			}
		}
	})
	if n := runtime.NumGoroutine(); n > goroutines+5 {
		t.Errorf("%d goroutines, %d before", n, goroutines)
	}
	f.set(func() { clear(f.hang) })
	close(gate)
	deadline := time.Now().Add(patience)
	for k.slot.isStuck() && time.Now().Before(deadline) {
		time.Sleep(time.Millisecond)
	}
	mustState(t, k, StateReady)
	mustSecret(t, k, "a", "s3")
}

func TestKeyringACallCanBeCancelledAnywhere(t *testing.T) {
	for _, method := range []string{"OpenSession", "SearchItems", "Get", "CreateItem", "GetSecret", "Unlock"} {
		t.Run(method, func(t *testing.T) {
			k, f := fakeKeyring(t)
			f.put("a", entryText1)
			f.stopAnswering(method)
			ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
			defer cancel()
			within(t, patience, "cancelling", func() {
				_, getErr := k.Get(ctx, "a")
				putErr := k.Put(ctx, "b", Entry{Secret: secret.New("x")})
				if !errors.Is(putErr, context.DeadlineExceeded) && !errors.Is(getErr, context.DeadlineExceeded) {
					t.Errorf("get: %v; put: %v", getErr, putErr)
				}
			})
		})
	}
}

func TestKeyringThatLies(t *testing.T) {
	k, f := fakeKeyring(t)
	f.put("a", entryText1)
	f.set(func() { f.dropWrites = true })
	if err := k.Put(t.Context(), "new", Entry{Secret: secret.New("canary")}); !errors.Is(err, ErrNotWritten) || strings.Contains(err.Error(), "canary") {
		t.Errorf("a new key that was not kept: %v", err)
	}
	if err := k.Put(t.Context(), "a", Entry{Secret: secret.New("canary")}); !errors.Is(err, ErrNotWritten) || strings.Contains(err.Error(), "canary") {
		t.Errorf("an old key that was not replaced: %v", err)
	}
	if err := k.Delete(t.Context(), "a"); !errors.Is(err, ErrNotWritten) {
		t.Errorf("a key that was not deleted: %v", err)
	}
}

func TestKeyringRefusesInItsOwnWords(t *testing.T) {
	k, f := fakeKeyring(t)
	f.put("a", entryText1)
	long := "no:\x1b[2J canary-secret " + strings.Repeat("x", 1000)
	f.set(func() { f.fail["CreateItem"] = dbus.NewError("org.example.Error", []any{long}) })
	err := k.Put(t.Context(), "a", Entry{Secret: secret.New("canary-secret")})
	if !errors.Is(err, ErrRefused) || strings.ContainsAny(err.Error(), "\x1b\n") || strings.Contains(err.Error(), "canary") || len(err.Error()) > 400 {
		t.Errorf("got %v", err)
	}
	f.set(func() { f.collAnswer = "not a list of paths" })
	if _, err := k.Get(t.Context(), "a"); !errors.Is(err, ErrRefused) {
		t.Errorf("an odd answer: %v", err)
	}
	f.set(func() { f.collAnswer = []dbus.ObjectPath{loginPath} })
	mustSecret(t, k, "a", "s3")
}

// TestKeyringOddAnswerToTheLibrary: go-keyring panics on an answer of another type.
func TestKeyringOddAnswerToTheLibrary(t *testing.T) {
	k, f := fakeKeyring(t)
	k.ring = oddRing{f, k.ring}
	if _, err := k.Get(t.Context(), "a"); !errors.Is(err, ErrRefused) {
		t.Errorf("got %v", err)
	}
}

type oddRing struct {
	f *fakeSecrets
	ring
}

func (o oddRing) Get(service, user string) (string, error) {
	o.f.set(func() { o.f.collAnswer = 7 })
	return o.ring.Get(service, user)
}

func TestKeyringForeignEntry(t *testing.T) {
	k, f := fakeKeyring(t)
	f.put("a", "somebody's password")
	f.put("later", `{"v":3,"secret":"x"}`)
	_, err := k.Get(t.Context(), "a")
	if !errors.Is(err, ErrDamaged) || strings.Contains(err.Error(), "password") {
		t.Errorf("got %v", err)
	}
	if _, err := k.Get(t.Context(), "later"); !errors.Is(err, ErrNewer) {
		t.Errorf("a later version's: %v", err)
	}
}
