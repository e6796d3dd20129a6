package proxy

import (
	"net/url"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"lanyard/internal/platform/harden"
	"lanyard/internal/platform/platformtest"
	"lanyard/internal/platform/portal"

	"github.com/godbus/dbus/v5"
)

// fakePortal is a desktop portal in the test's own process. Like the real one it
// refuses whoever it cannot look at, which here it finds out by looking at itself, and
// remembers the connections that it has let in.
type fakePortal struct {
	conn    *dbus.Conn
	proxies []string
	hangs   atomic.Bool
	hold    chan struct{} // when not nil, settings are told once it is closed
	lookups atomic.Int32
	refused atomic.Int32

	mu   sync.Mutex
	let  map[dbus.Sender]bool
	uris []string
}

func newFakePortal(t *testing.T, proxies ...string) *fakePortal {
	t.Helper()
	return servePortal(t, &fakePortal{proxies: proxies})
}

func servePortal(t *testing.T, f *fakePortal) *fakePortal {
	t.Helper()
	f.let = map[dbus.Sender]bool{}
	f.conn = platformtest.Peer(t, os.Getenv("DBUS_SESSION_BUS_ADDRESS"), "org.freedesktop.portal.Desktop")
	platformtest.Methods(t, f.conn, "/org/freedesktop/portal/desktop", "org.freedesktop.portal.ProxyResolver", map[string]any{
		"Lookup": func(sender dbus.Sender, uri string) ([]string, *dbus.Error) {
			f.lookups.Add(1)
			if err := f.admit(sender); err != nil {
				return nil, err
			}
			if f.hangs.Load() {
				time.Sleep(5 * time.Second)
			}
			f.mu.Lock()
			defer f.mu.Unlock()
			f.uris = append(f.uris, uri)
			return f.proxies, nil
		},
	})
	platformtest.Methods(t, f.conn, "/org/freedesktop/portal/desktop", "org.freedesktop.portal.Settings", map[string]any{
		"Read": func(sender dbus.Sender, _, _ string) (dbus.Variant, *dbus.Error) {
			if f.hold != nil {
				<-f.hold
			}
			return dbus.MakeVariant(uint32(1)), f.admit(sender)
		},
	})
	return f
}

func (f *fakePortal) admit(sender dbus.Sender) *dbus.Error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.let[sender] {
		return nil
	}
	if harden.Closed() {
		f.refused.Add(1)
		return dbus.NewError("org.freedesktop.DBus.Error.AccessDenied", []any{"Portal operation not allowed: Unable to open /proc/1/root"})
	}
	f.let[sender] = true
	return nil
}

// known counts the connections that were let in.
func (f *fakePortal) known() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return len(f.let)
}

func proxyFor(t *testing.T, p *Resolver, target string) (string, error) {
	t.Helper()
	u, err := p.ProxyFor(platformtest.Deadline(t), mustURL(t, target))
	return text(u), err
}

func TestPortalNamesTheProxy(t *testing.T) {
	for _, tt := range []struct {
		name    string
		proxies []string
		want    string
		fail    bool
	}{
		{"a proxy", []string{"http://proxy.corp:3128"}, "http://proxy.corp:3128", false},
		{"with a password", []string{"http://u:pw@proxy.corp:3128"}, "http://u:pw@proxy.corp:3128", false},
		{"direct", []string{"direct://"}, "", false},
		{"a script's choice", []string{"socks4://old.corp:1080", "https://new.corp:443", "direct://"}, "https://new.corp:443", false},
		{"nothing to be used", []string{"socks4://old.corp:1080"}, "", true},
		{"nothing", []string{}, "", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			platformtest.SessionBus(t)
			f := newFakePortal(t, tt.proxies...)
			got, err := proxyFor(t, NewResolver(), "https://iam.cloud.ibm.com/identity/token")
			if got != tt.want || (err != nil) != tt.fail {
				t.Errorf("%q, %v", got, err)
			}
			f.mu.Lock()
			defer f.mu.Unlock()
			if len(f.uris) != 1 || f.uris[0] != "https://iam.cloud.ibm.com" {
				t.Errorf("asked for %q", f.uris)
			}
		})
	}
}

// TestNoPortalCostsNothing covers the ways in which there is nobody to ask.
func TestNoPortalCostsNothing(t *testing.T) {
	for name, prepare := range map[string]func(t *testing.T){
		"no bus":              func(*testing.T) {},
		"no address":          func(t *testing.T) { t.Setenv("DBUS_SESSION_BUS_ADDRESS", ""); t.Setenv("XDG_RUNTIME_DIR", t.TempDir()) },
		"a bus to be started": func(t *testing.T) { t.Setenv("DBUS_SESSION_BUS_ADDRESS", "autolaunch:") },
		"junk":                func(t *testing.T) { t.Setenv("DBUS_SESSION_BUS_ADDRESS", "no address at all") },
		"a bus without":       func(t *testing.T) { platformtest.SessionBus(t) },
		"a graphical session": func(t *testing.T) { platformtest.SessionBus(t); t.Setenv("DISPLAY", ":77") },
	} {
		t.Run(name, func(t *testing.T) {
			prepare(t)
			p := NewResolver()
			start := time.Now()
			if got, err := proxyFor(t, p, "https://a.example.com"); got != "" || err != nil {
				t.Errorf("%q, %v", got, err)
			}
			t.Logf("first %v", time.Since(start))
			start = time.Now()
			for range 1000 {
				if got, err := proxyFor(t, p, "https://b.example.com"); got != "" || err != nil {
					t.Fatalf("%q, %v", got, err)
				}
			}
			t.Logf("the next thousand %v", time.Since(start))
		})
	}
}

func TestAPortalThatHangsCostsASecond(t *testing.T) {
	platformtest.SessionBus(t)
	f := newFakePortal(t, "http://proxy.corp:3128")
	f.hangs.Store(true)
	p := NewResolver()
	platformtest.Within(t, 5*time.Second, "asking", func() {
		for range 3 {
			if got, err := proxyFor(t, p, "https://a.example.com"); got != "" || err == nil || !strings.Contains(err.Error(), "no answer in 1s") {
				t.Errorf("%q, %v", got, err)
			}
		}
	})
	if f.lookups.Load() != 1 {
		t.Errorf("asked %d times", f.lookups.Load())
	}
}

// TestABusThatHangsCostsASecond stands a socket there that accepts and says nothing.
func TestABusThatHangsCostsASecond(t *testing.T) {
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path="+platformtest.Silent(t))
	p := NewResolver()
	platformtest.Within(t, 5*time.Second, "asking", func() {
		if got, err := proxyFor(t, p, "https://a.example.com"); got != "" || err == nil {
			t.Errorf("%q, %v", got, err)
		}
	})
}

func TestANewBusIsFound(t *testing.T) {
	socket := t.TempDir() + "/bus"
	address, stop := platformtest.StartBusAt(t, socket)
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", address)
	newFakePortal(t, "http://old.corp:1")
	p := NewResolver()
	if got, err := proxyFor(t, p, "https://a.example.com"); got != "http://old.corp:1" || err != nil {
		t.Fatalf("%q, %v", got, err)
	}
	stop()
	_ = os.Remove(socket)
	platformtest.StartBusAt(t, socket)
	newFakePortal(t, "http://new.corp:2")
	if got, err := proxyFor(t, p, "https://b.example.com"); got != "http://new.corp:2" || err != nil {
		t.Errorf("%q, %v", got, err)
	}
}

// TestAClosedProcessIsLetIn is about the portal's refusing processes that are not
// dumpable. It closes the process that runs the tests.
func TestAClosedProcessIsLetIn(t *testing.T) {
	platformtest.SessionBus(t)
	f := newFakePortal(t, "http://proxy.corp:3128")
	platformtest.CloseProcess(t)
	p := NewResolver()
	for _, target := range []string{"https://a.example.com", "https://b.example.com", "https://c.example.com"} {
		if got, err := proxyFor(t, p, target); got != "http://proxy.corp:3128" || err != nil {
			t.Errorf("%q, %v", got, err)
		}
		if !harden.Closed() {
			t.Error("the process stayed open")
		}
	}
	if f.refused.Load() != 1 || f.lookups.Load() != 4 {
		t.Errorf("refused %d of %d", f.refused.Load(), f.lookups.Load())
	}
}

// TestAnOpenProcessStaysOpen is a portal that refuses for another reason.
func TestAnOpenProcessStaysOpen(t *testing.T) {
	platformtest.SessionBus(t)
	conn := platformtest.Peer(t, os.Getenv("DBUS_SESSION_BUS_ADDRESS"), "org.freedesktop.portal.Desktop")
	var asked atomic.Int32
	platformtest.Methods(t, conn, "/org/freedesktop/portal/desktop", "org.freedesktop.portal.ProxyResolver", map[string]any{
		"Lookup": func(string) ([]string, *dbus.Error) {
			asked.Add(1)
			return nil, dbus.NewError("org.freedesktop.DBus.Error.AccessDenied", []any{"not\x1b[31m\nallowed"})
		},
	})
	got, err := proxyFor(t, NewResolver(), "https://a.example.com")
	if got != "" || err == nil || strings.ContainsAny(err.Error(), "\x1b\n") || asked.Load() != 1 {
		t.Errorf("%q, %v, asked %d times", got, err, asked.Load())
	}
	if harden.Closed() {
		t.Error("the process was closed")
	}
}

func TestIntroduce(t *testing.T) {
	platformtest.SessionBus(t)
	f := servePortal(t, &fakePortal{hold: make(chan struct{})})
	<-portal.Introduce(t.Context())
	if f.refused.Load() != 0 || f.known() != 0 {
		t.Error("an open process introduced itself")
	}
	platformtest.CloseProcess(t)
	done := portal.Introduce(t.Context())
	if harden.Closed() {
		t.Error("a toolkit that asks at the same time is refused")
	}
	close(f.hold)
	<-done
	if !harden.Closed() {
		t.Error("the process stayed open")
	}
	shared, err := dbus.SessionBus()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = shared.Close() }) // it belongs to the process: the next test must not get it
	call := shared.Object(portal.Name, portal.Path).CallWithContext(platformtest.Deadline(t), lookup, 0, "https://a.example.com")
	if call.Err != nil {
		t.Errorf("a toolkit's call after it: %v", call.Err)
	}
}

func TestIntroduceWithoutABus(t *testing.T) {
	platformtest.CloseProcess(t)
	platformtest.Within(t, platformtest.Soon, "introducing", func() { <-portal.Introduce(t.Context()) })
	if !harden.Closed() {
		t.Error("the process stayed open")
	}
}

func BenchmarkNoPortal(b *testing.B) {
	for b.Loop() {
		p := NewResolver()
		if u, err := p.ProxyFor(b.Context(), &url.URL{Scheme: "https", Host: "a.example.com"}); u != nil || err != nil {
			b.Fatal(u, err)
		}
	}
}
