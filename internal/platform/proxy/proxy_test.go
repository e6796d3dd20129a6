package proxy

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"lanyard/internal/platform/bus"
)

func mustURL(t *testing.T, s string) *url.URL {
	t.Helper()
	u, err := url.Parse(s)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

func text(u *url.URL) string {
	if u == nil {
		return ""
	}
	return u.String()
}

// counted is a system that gives what it is told to, after a time.
type counted struct {
	after time.Duration
	proxy string
	err   error

	mu    sync.Mutex
	asked []string
}

func (c *counted) ask(ctx context.Context, target *url.URL) (*url.URL, error) {
	c.mu.Lock()
	c.asked = append(c.asked, target.String())
	c.mu.Unlock()
	select {
	case <-ctx.Done():
		return nil, ctx.Err()
	case <-time.After(c.after):
	}
	if c.err != nil || c.proxy == "" {
		return nil, c.err
	}
	return url.Parse(c.proxy)
}

func (c *counted) proxies() *Resolver {
	return &Resolver{ask: c.ask, limit: time.Second, known: map[string]*answer{}}
}

func TestProxyAnswersAreKeptForAWhile(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := &counted{proxy: "http://u:pw@proxy.corp:3128"}
		p := c.proxies()
		for range 3 {
			u, err := p.ProxyFor(t.Context(), mustURL(t, "https://a.example.com/secret/path?q=1"))
			if err != nil || text(u) != "http://u:pw@proxy.corp:3128" {
				t.Fatalf("%v, %v", u, err)
			}
			u.Host = "changed.example.com" // the caller's own
		}
		if len(c.asked) != 1 || c.asked[0] != "https://a.example.com" {
			t.Errorf("asked for %q", c.asked)
		}
		_, _ = p.ProxyFor(t.Context(), mustURL(t, "https://b.example.com"))
		if len(c.asked) != 2 {
			t.Errorf("asked for %q", c.asked)
		}
		time.Sleep(31 * time.Second)
		_, _ = p.ProxyFor(t.Context(), mustURL(t, "https://a.example.com"))
		if len(c.asked) != 3 {
			t.Errorf("asked for %q after the settings may have changed", c.asked)
		}
		p.mu.Lock()
		defer p.mu.Unlock()
		if s := fmt.Sprintf("%v %+v %#v", p, p, p); strings.Contains(s, "pw@") {
			t.Errorf("the password is in %s", s)
		}
	})
}

func TestManyCallersAskOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := &counted{after: 100 * time.Millisecond, proxy: "http://proxy.corp:3128"}
		p := c.proxies()
		var wg sync.WaitGroup
		for range 1000 {
			wg.Go(func() {
				if u, err := p.ProxyFor(t.Context(), mustURL(t, "https://a.example.com")); err != nil || u == nil {
					t.Errorf("%v, %v", u, err)
				}
			})
		}
		wg.Wait()
		if len(c.asked) != 1 {
			t.Errorf("asked %d times", len(c.asked))
		}
	})
}

// TestACallerWhoGoesLeavesTheQuestionToOthers cancels the one who asked first.
func TestACallerWhoGoesLeavesTheQuestionToOthers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := &counted{after: 500 * time.Millisecond, proxy: "http://proxy.corp:3128"}
		p := c.proxies()
		ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
		defer cancel()
		if _, err := p.ProxyFor(ctx, mustURL(t, "https://a.example.com")); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("%v", err)
		}
		u, err := p.ProxyFor(t.Context(), mustURL(t, "https://a.example.com"))
		if err != nil || text(u) != "http://proxy.corp:3128" || len(c.asked) != 1 {
			t.Errorf("%v, %v, asked %d times", u, err, len(c.asked))
		}
	})
}

func TestNobodyToAskIsRemembered(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := &counted{after: 10 * time.Millisecond, err: bus.ErrAbsent}
		p := c.proxies()
		for _, host := range []string{"a", "a", "b", "c"} {
			if u, err := p.ProxyFor(t.Context(), mustURL(t, "https://"+host+".example.com")); u != nil || err != nil {
				t.Errorf("%v, %v", u, err)
			}
		}
		if len(c.asked) != 1 {
			t.Errorf("asked for %q", c.asked)
		}
		time.Sleep(6 * time.Minute) // a desktop may have come up
		_, _ = p.ProxyFor(t.Context(), mustURL(t, "https://a.example.com"))
		if len(c.asked) != 2 {
			t.Errorf("asked for %q", c.asked)
		}
	})
}

func TestASlowSystemCostsOneLimit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := &counted{after: time.Hour}
		p := c.proxies()
		start := time.Now()
		for range 3 {
			if u, err := p.ProxyFor(t.Context(), mustURL(t, "https://a.example.com")); u != nil || err == nil {
				t.Errorf("%v, %v", u, err)
			}
		}
		if took := time.Since(start); took != time.Second {
			t.Errorf("took %v", took)
		}
	})
}

func TestThisComputerIsNeverAskedFor(t *testing.T) {
	c := &counted{proxy: "http://proxy.corp:3128"}
	p := c.proxies()
	for _, target := range []string{"https://localhost:8443", "https://127.0.0.1", "https://127.9.9.9", "https://[::1]:8443", "https://LOCALHOST.", "https://a.localhost", "https://[::ffff:127.0.0.1]", "https:"} {
		if u, err := p.ProxyFor(t.Context(), mustURL(t, target)); u != nil || err != nil {
			t.Errorf("%s: %v, %v", target, u, err)
		}
	}
	if u, err := p.ProxyFor(t.Context(), nil); u != nil || err != nil {
		t.Errorf("no target: %v, %v", u, err)
	}
	if len(c.asked) != 0 {
		t.Errorf("asked for %q", c.asked)
	}
}

func TestAnswersDoNotPileUp(t *testing.T) {
	c := &counted{proxy: "http://proxy.corp:3128"}
	p := c.proxies()
	for i := range 2000 {
		_, _ = p.ProxyFor(t.Context(), mustURL(t, fmt.Sprintf("https://h%d.example.com", i)))
	}
	if len(p.known) > maxProxies+1 {
		t.Errorf("%d answers are kept", len(p.known))
	}
}

func TestFirstUsable(t *testing.T) {
	for _, tt := range []struct {
		name string
		list []string
		want string
		fail bool
	}{
		{"no proxy", nil, "", false},
		{"direct", []string{"direct://"}, "", false},
		{"direct before a proxy", []string{"direct://", "http://a:1"}, "", false},
		{"a proxy before direct", []string{"http://a:1", "direct://"}, "http://a:1", false},
		{"with a password", []string{"http://u:p%40@a:1"}, "http://u:p%40@a:1", false},
		{"a path is no part of a proxy", []string{"http://a:1/x?y"}, "http://a:1", false},
		{"socks of any version", []string{"socks://a:1"}, "socks5://a:1", false},
		{"socks4 is passed over", []string{"socks4://a:1", "socks4a://a:1", "socks5://b:2"}, "socks5://b:2", false},
		{"blanks around", []string{" https://a:1 "}, "https://a:1", false},
		{"IPv6", []string{"http://[2001:db8::1]:8080"}, "http://[2001:db8::1]:8080", false},
		{"nothing usable", []string{"socks4://a:1", "rtsp://b:2"}, "", true},
		{"no host", []string{"http://:8080"}, "", true},
		{"junk with a password", []string{"http://u:hunter2@[a:1"}, "", true},
	} {
		u, err := firstUsable(tt.list)
		if text(u) != tt.want || (err != nil) != tt.fail {
			t.Errorf("%s: %q, %v", tt.name, text(u), err)
		}
		if err != nil && strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%s: a password in %v", tt.name, err)
		}
	}
}

func TestWindowsProxyList(t *testing.T) {
	for _, tt := range []struct {
		name, list, scheme, want string
	}{
		{"one for all", "proxy.corp:8080", "https", "http://proxy.corp:8080"},
		{"by kind", "http=a:80;https=b:443;ftp=c:21", "https", "http://b:443"},
		{"by kind, http", "http=a:80;https=b:443", "http", "http://a:80"},
		{"kinds in capitals", "HTTPS=b:443", "https", "http://b:443"},
		{"written as an address", "https=http://b:443/", "https", "http://b:443"},
		{"socks when nothing else fits", "ftp=c:21;socks=d:1080", "https", "socks5://d:1080"},
		{"the special one before the general", "a:1;https=b:2", "https", "http://b:2"},
		{"the first of a script's answer", "a:1;b:2", "https", "http://a:1"},
		{"parted by blanks", "http=a:80 https=b:443", "https", "http://b:443"},
		{"for other things only", "ftp=c:21", "https", ""},
		{"nothing", " ; ", "https", ""},
	} {
		u, err := windowsProxy(tt.list, tt.scheme)
		if err != nil || text(u) != tt.want {
			t.Errorf("%s: %q, %v, want %q", tt.name, text(u), err, tt.want)
		}
	}
}

func TestExempt(t *testing.T) {
	for _, tt := range []struct {
		entry, target string
		want          bool
	}{
		{"example.com", "https://example.com", true},
		{"EXAMPLE.com", "https://example.COM", true},
		{"example.com", "https://a.example.com", false},
		{"*.example.com", "https://a.b.example.com", true},
		{"*.example.com", "https://example.com", false},
		{"*example.com", "https://badexample.com", true},
		{"cp*.corp", "https://cpd-lab.corp", true},
		{"a*b*c", "https://a1b2c", true},
		{"a*b*c", "https://a1c2b", false},
		{"ab*ba", "https://aba", false},
		{"*", "https://anything.example.com", true},
		{"10.*", "https://10.1.2.3:31843", true},
		{"10.0.0.0/8", "https://10.1.2.3", true},
		{"169.254/16", "https://169.254.9.9", true},
		{"169.254/16", "https://169.255.9.9", false},
		{"fd00::/8", "https://[fd12::1]", true},
		{"2001:db8::1", "https://[2001:db8::1]:8443", true},
		{"10.0.0.0/99", "https://10.1.2.3", false},
		{"<local>", "https://cluster", true},
		{"<local>", "https://cluster.corp", false},
		{"<local>", "https://[fd12::1]", false},
		{"example.com:8443", "https://example.com:8443", true},
		{"example.com:8443", "https://example.com", false},
		{"example.com:443", "https://example.com", true},
		{"https://*.corp", "https://a.corp", true},
		{"", "https://a.corp", false},
		{"/", "https://10.1.2.3", false},
	} {
		if got := exempt(mustURL(t, tt.target), []string{tt.entry}); got != tt.want {
			t.Errorf("%q exempts %s: %v", tt.entry, tt.target, got)
		}
	}
}

const scutilSample = `<dictionary> {
  ExceptionsList : <array> {
    0 : *.local
    1 : 169.254/16
    2 : cluster.corp
  }
  ExcludeSimpleHostnames : 1
  FTPPassive : 1
  HTTPEnable : 1
  HTTPPort : 8080
  HTTPProxy : web.corp
  HTTPSEnable : 1
  HTTPSPort : 8443
  HTTPSProxy : secure.corp
  ProxyAutoConfigEnable : 1
  ProxyAutoConfigURLString : http://wpad.corp/proxy.pac
  SOCKSEnable : 0
  __SCOPED__ : <dictionary> {
    en0 : <dictionary> {
      ExceptionsList : <array> {
        0 : *.evil
      }
      HTTPSEnable : 1
      HTTPSPort : 1
      HTTPSProxy : scoped.corp
    }
  }
}
`

func TestMacProxy(t *testing.T) {
	for _, tt := range []struct {
		name, printed, target, want string
		err                         error
	}{
		{"https", scutilSample, "https://iam.cloud.ibm.com", "http://secure.corp:8443", nil},
		{"http", scutilSample, "http://iam.cloud.ibm.com", "http://web.corp:8080", nil},
		{"an exception", scutilSample, "https://a.local", "", nil},
		{"an exception by range", scutilSample, "https://169.254.1.1:31843", "", nil},
		{"a simple name", scutilSample, "https://cluster", "", nil},
		{"no exception from within", scutilSample, "https://a.evil", "http://secure.corp:8443", nil},
		{"off", "<dictionary> {\n  HTTPSEnable : 0\n  HTTPSProxy : a\n}\n", "https://a.example.com", "", nil},
		{"socks", "<dictionary> {\n  SOCKSEnable : 1\n  SOCKSPort : 1080\n  SOCKSProxy : s.corp\n}\n", "https://a.example.com", "socks5://s.corp:1080", nil},
		{"IPv6", "<dictionary> {\n  HTTPSEnable : 1\n  HTTPSPort : 80\n  HTTPSProxy : 2001:db8::1\n}\n", "https://a.example.com", "http://[2001:db8::1]:80", nil},
		{"a script", "<dictionary> {\n  ProxyAutoConfigEnable : 1\n}\n", "https://a.example.com", "", errPAC},
		{"looking for a script", "<dictionary> {\n  ProxyAutoDiscoveryEnable : 1\n}\n", "https://a.example.com", "", errPAC},
		{"enabled without a name", "<dictionary> {\n  HTTPSEnable : 1\n}\n", "https://a.example.com", "", errNoUsable},
		{"nothing", "", "https://a.example.com", "", nil},
	} {
		u, err := macProxy(tt.printed, mustURL(t, tt.target))
		if text(u) != tt.want || !errors.Is(err, tt.err) {
			t.Errorf("%s: %q, %v", tt.name, text(u), err)
		}
	}
}

func FuzzProxySettings(f *testing.F) {
	f.Add(scutilSample, "http=a:80;https=b:443", "*.local;<local>;10.0.0.0/8", "https://a.local:1")
	f.Add("}\n}\nx : {\n", "socks=", "a*b*c", "https://[::1]")
	f.Fuzz(func(t *testing.T, printed, list, bypass, target string) {
		u, err := url.Parse(target)
		if err != nil {
			return
		}
		found, err := macProxy(printed, u)
		if err != nil {
			found, _ = windowsProxy(list, u.Scheme)
		}
		exempt(u, []string{bypass})
		if found == nil {
			return
		}
		switch found.Scheme {
		case "http", "https", "socks5", "socks5h":
		default:
			t.Errorf("a proxy of kind %q", found.Scheme)
		}
		if found.Host == "" || found.Path != "" {
			t.Errorf("proxy %q", found)
		}
	})
}
