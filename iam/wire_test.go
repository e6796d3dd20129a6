package iam

import (
	"bufio"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/hex"
	"errors"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/net/http/httpproxy"

	"lanyard/internal/profile"
	"lanyard/internal/secret"
)

func tokenServer(w http.ResponseWriter, _ *http.Request) {
	answerJSON(w, 200, `{"access_token":"T1"}`)
}

func TestTrust(t *testing.T) {
	ts := httptest.NewUnstartedServer(http.HandlerFunc(tokenServer))
	ts.Config.ErrorLog = quiet()
	ts.StartTLS()
	t.Cleanup(ts.Close)
	ca := caOf(ts)
	sum := sha256.Sum256(ts.Certificate().Raw)
	pin := hex.EncodeToString(sum[:])
	byName := strings.Replace(ts.URL, "127.0.0.1", "localhost", 1)
	tests := []struct {
		name    string
		address string
		tls     profile.TLS
		reason  Reason
		says    string
	}{
		{"the profile's CA", ts.URL, profile.TLS{CAPEM: ca}, "", ""},
		{"the profile's CA, mode said", ts.URL, profile.TLS{Mode: profile.TLSVerify, CAPEM: ca}, "", ""},
		{"a CA nobody knows", ts.URL, profile.TLS{}, ReasonUnknownCA, "it is self-signed by Acme Co"},
		{"another name", byName, profile.TLS{CAPEM: ca}, ReasonWrongName, "it is for example.com, *.example.com, 127.0.0.1, ::1"},
		{"pinned", ts.URL, profile.TLS{Mode: profile.TLSPin, PinSHA256: pin}, "", ""},
		{"pinned, another name", byName, profile.TLS{Mode: profile.TLSPin, PinSHA256: pin}, "", ""},
		{"pinned, with colons", ts.URL, profile.TLS{Mode: profile.TLSPin, PinSHA256: colons(pin)}, "", ""},
		{"another pin", ts.URL, profile.TLS{Mode: profile.TLSPin, PinSHA256: strings.Repeat("00", 32)}, ReasonPinMismatch, ""},
		{"no pin", ts.URL, profile.TLS{Mode: profile.TLSPin}, ReasonPinMismatch, ""},
		{"a CA doesn't help against a pin", ts.URL, profile.TLS{Mode: profile.TLSPin, CAPEM: ca, PinSHA256: "00"}, ReasonPinMismatch, ""},
		{"off", byName, profile.TLS{Mode: profile.TLSInsecure}, "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			cred := cloudAt(tt.address, "")
			cred.Profile.TLS = tt.tls
			_, err := New(Options{}).Exchange(t.Context(), cred)
			if tt.reason == "" {
				if err != nil {
					t.Fatal(err)
				}
				return
			}
			if e := wantError(t, err, CheckTLS, tt.reason); e.Message != tt.says {
				t.Errorf("it says %q, want %q", e.Message, tt.says)
			}
		})
	}
}

// quiet drops what a server of a test logs of failures that the test wants.
func quiet() *log.Logger { return log.New(io.Discard, "", 0) }

func colons(hex string) string {
	var parts []string
	for i := 0; i < len(hex); i += 2 {
		parts = append(parts, strings.ToUpper(hex[i:i+2]))
	}
	return strings.Join(parts, ":")
}

// TestCertificatesAreTextFromOutside: names in them are cleaned like any answer.
func TestCertificatesAreTextFromOutside(t *testing.T) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "Evil \x1b[31mAuthority\x1b]0;owned\a " + testKey},
		NotAfter: time.Now().Add(time.Hour), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	ts := httptest.NewUnstartedServer(http.HandlerFunc(tokenServer))
	ts.TLS = &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}}
	ts.Config.ErrorLog = quiet()
	ts.StartTLS()
	t.Cleanup(ts.Close)
	_, err = New(Options{}).Exchange(t.Context(), cloudAt(ts.URL, ""))
	e := wantError(t, err, CheckTLS, ReasonUnknownCA)
	if e.Message != "it is self-signed by Evil Authority [secret]" || strings.ContainsAny(e.Error()+e.Err.Error(), "\x1b\a") {
		t.Errorf("%q, %q", e.Message, e.Err)
	}
	chain, err := New(Options{}).Chain(t.Context(), profile.Profile{Kind: profile.CP4D, URL: ts.URL}, secret.Text{})
	if err != nil || len(chain.Certificates) != 1 {
		t.Fatalf("%v, %v", chain, err)
	}
	if c := chain.Certificates[0]; !strings.HasPrefix(c.Issuer, "Evil Authority ") || chain.Problem == nil || strings.ContainsRune(chain.Problem.Error(), 0x1b) {
		t.Errorf("issuer %q, problem %v", c.Issuer, chain.Problem)
	}
}

func TestOldTLS(t *testing.T) {
	ts := httptest.NewUnstartedServer(http.HandlerFunc(tokenServer))
	ts.TLS = &tls.Config{MinVersion: tls.VersionTLS10, MaxVersion: tls.VersionTLS11}
	ts.Config.ErrorLog = quiet()
	ts.StartTLS()
	t.Cleanup(ts.Close)
	for _, mode := range []profile.TLSMode{profile.TLSVerify, profile.TLSInsecure} {
		cred := cloudAt(ts.URL, caOf(ts))
		cred.Profile.TLS.Mode = mode
		_, err := New(Options{}).Exchange(t.Context(), cred)
		wantError(t, err, CheckTLS, ReasonOldTLS)
	}
}

func TestBrokenConnections(t *testing.T) {
	plain := listenRaw(t, func(c net.Conn) {
		_, _ = bufio.NewReader(c).ReadByte()
		_, _ = c.Write([]byte("HTTP/1.1 400 Bad Request\r\n\r\n"))
	})
	silent := listenRaw(t, func(c net.Conn) { _, _ = io.Copy(io.Discard, c) })
	hangup := listenRaw(t, func(c net.Conn) { _, _ = bufio.NewReader(c).ReadByte() })
	gone := listenRaw(t, func(net.Conn) {})
	_ = gone.Close()
	tests := []struct {
		name, address string
		timeout       time.Duration
		check         Check
		reason        Reason
	}{
		{"no TLS there", "https://" + plain.Addr().String(), 0, CheckTLS, ReasonNotTLS},
		{"a handshake without an answer", "https://" + silent.Addr().String(), 300 * time.Millisecond, CheckTLS, ReasonTimeout},
		{"hangs up in the handshake", "https://" + hangup.Addr().String(), 0, CheckTLS, ReasonReset},
		{"nothing listens", "https://" + gone.Addr().String(), 0, CheckNetwork, ReasonRefused},
		{"no such name", "https://no-such-host.invalid", 0, CheckNetwork, ReasonDNS},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := New(Options{Timeout: tt.timeout})
			c.limits.backoff = time.Millisecond
			e := wantError(t, func() error { _, err := c.Exchange(t.Context(), cloudAt(tt.address, "")); return err }(), tt.check, tt.reason)
			if host := strings.TrimPrefix(tt.address, "https://"); e.Host != host {
				t.Errorf("host %q, want %q", e.Host, host)
			}
		})
	}
}

// oneWay is a server whose first connection answers once a second one has come, and then
// sends headers without end. The second one never finishes its handshake.
func oneWay(t *testing.T, asked chan<- struct{}) (address, ca string) {
	t.Helper()
	ts := httptest.NewUnstartedServer(http.HandlerFunc(tokenServer))
	ts.StartTLS()
	t.Cleanup(ts.Close)
	config := &tls.Config{Certificates: ts.TLS.Certificates}
	var connections atomic.Int32
	var once sync.Once
	second := make(chan struct{})
	l := listenRaw(t, func(c net.Conn) {
		if connections.Add(1) > 1 {
			once.Do(func() { close(second) })
			_, _ = io.Copy(io.Discard, c)
			return
		}
		tc := tls.Server(c, config)
		r := bufio.NewReader(tc)
		read := func() {
			if req, err := http.ReadRequest(r); err == nil {
				_, _ = io.Copy(io.Discard, req.Body)
			}
		}
		read()
		asked <- struct{}{}
		<-second
		_, _ = io.WriteString(tc, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}")
		read()
		_, _ = io.WriteString(tc, "HTTP/1.1 200 OK\r\nX: "+strings.Repeat("x", 1<<20))
	})
	return "https://" + l.Addr().String(), caOf(ts)
}

// TestStageIsTheRequests: a sign-in that dials gets the connection that another one gives
// back. What goes wrong there is not told as a fault of the dial that nobody waits for.
func TestStageIsTheRequests(t *testing.T) {
	asked := make(chan struct{})
	address, ca := oneWay(t, asked)
	c := New(Options{})
	first := make(chan error)
	go func() { _, err := c.Exchange(t.Context(), cloudAt(address, ca)); first <- err }()
	<-asked
	later := make(chan error)
	go func() { _, err := c.Exchange(t.Context(), cloudAt(address, ca)); later <- err }()
	wantError(t, <-first, CheckToken, ReasonNoToken)
	wantError(t, <-later, CheckSignIn, ReasonTooBig)
}

func TestCancelEndsAConnectAtOnce(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	silent := listenRaw(t, func(c net.Conn) {
		_, _ = bufio.NewReader(c).ReadByte()
		cancel() // the handshake is under way
		_, _ = io.Copy(io.Discard, c)
	})
	done := make(chan error)
	go func() {
		_, err := New(Options{}).Exchange(ctx, cloudAt("https://"+silent.Addr().String(), ""))
		done <- err
	}()
	err := <-done
	wantError(t, err, CheckTLS, ReasonCanceled)
	if !errors.Is(err, context.Canceled) {
		t.Errorf("%v is not context.Canceled", err)
	}
}

func listenRaw(t *testing.T, handle func(net.Conn)) net.Listener {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go func() { handle(c); _ = c.Close() }()
		}
	}()
	return l
}

// connectProxy is a proxy that tunnels and tells what it was asked.
type connectProxy struct {
	asked  []string // target and Proxy-Authorization
	answer string   // instead of tunnelling
}

func (p *connectProxy) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	p.asked = append(p.asked, r.Method+" "+r.Host+" "+r.Header.Get("Proxy-Authorization"))
	ours, buf, err := w.(http.Hijacker).Hijack()
	if err != nil {
		panic(err)
	}
	defer func() { _ = ours.Close() }()
	if p.answer != "" {
		_, _ = buf.WriteString(p.answer)
		_ = buf.Flush()
		return
	}
	theirs, err := net.Dial("tcp", r.Host)
	if err != nil {
		panic(err)
	}
	_, _ = ours.Write([]byte("HTTP/1.1 200 Connection established\r\n\r\n"))
	go func() { _, _ = io.Copy(theirs, buf) }()
	_, _ = io.Copy(ours, theirs)
}

func TestProxies(t *testing.T) {
	address, ca := listen(t, tokenServer)
	target := strings.TrimPrefix(address, "https://")
	const basic = "Basic YW5uOnMzY3JldC1wcm94eS1wYXNz"
	tests := []struct {
		name   string
		answer string
		user   bool
		over   string // "https": TLS to the proxy itself
		asked  string
		check  Check
		reason Reason
		status int
		says   string
	}{
		{"tunnels", "", false, "http", "CONNECT " + target + " ", "", "", 0, ""},
		{"signs in", "", true, "http", "CONNECT " + target + " " + basic, "", "", 0, ""},
		{"over TLS", "", true, "https", "CONNECT " + target + " " + basic, "", "", 0, ""},
		{
			"wants a password", "HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Negotiate\r\nProxy-Authenticate: Basic realm=\"x\"\r\n\r\n",
			false, "http", "CONNECT " + target + " ", CheckNetwork, ReasonProxyAuth, 407, "it offers Negotiate, Basic",
		},
		{"forbids", "HTTP/1.1 403 No \x1b[31msuch thing\r\n\r\n", false, "http", "CONNECT " + target + " ", CheckNetwork, ReasonProxy, 403, "403 No such thing"},
		{"cannot reach", "HTTP/1.1 503 Service Unavailable\r\n\r\n", false, "http", "CONNECT " + target + " ", CheckNetwork, ReasonProxy, 503, "503 Service Unavailable"},
		{"is none", "220 mail.example.com ESMTP\r\n", false, "http", "CONNECT " + target + " ", CheckNetwork, ReasonProxy, 0, ""},
		{"sends too much", "HTTP/1.1 200 OK\r\n\r\nand more", false, "http", "CONNECT " + target + " ", CheckNetwork, ReasonProxy, 0, ""},
		{"hangs up", "\r\n", false, "http", "CONNECT " + target + " ", CheckNetwork, ReasonProxy, 0, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := &connectProxy{answer: tt.answer}
			ps := httptest.NewUnstartedServer(p)
			ps.Config.ErrorLog = quiet()
			cred := cloudAt(address, ca)
			if tt.over == "https" {
				ps.StartTLS()
				cred.Profile.TLS.CAPEM += caOf(ps)
			} else {
				ps.Start()
			}
			t.Cleanup(ps.Close)
			cred.Profile.Proxy = ps.URL
			if tt.user {
				cred.Profile.Proxy = strings.Replace(ps.URL, "://", "://ann@", 1)
				cred.Proxy = secret.New("s3cret-proxy-pass")
			}
			_, err := New(Options{}).Exchange(t.Context(), cred)
			if tt.reason == "" && err != nil {
				t.Fatal(err)
			}
			if tt.reason != "" {
				e := wantError(t, err, tt.check, tt.reason)
				if e.Via != ps.Listener.Addr().String() || e.Status != tt.status || e.Message != tt.says || e.Host != target {
					t.Errorf("via %q, status %d, says %q, host %q", e.Via, e.Status, e.Message, e.Host)
				}
			}
			if len(p.asked) != 1 || p.asked[0] != tt.asked {
				t.Errorf("the proxy was asked %q, want %q once", p.asked, tt.asked)
			}
		})
	}
}

func TestProxyThatIsGone(t *testing.T) {
	gone := listenRaw(t, func(net.Conn) {})
	_ = gone.Close()
	cred := cloudAt("https://192.0.2.1", "")
	cred.Profile.Proxy = "http://" + gone.Addr().String()
	_, err := New(Options{}).Exchange(t.Context(), cred)
	e := wantError(t, err, CheckNetwork, ReasonProxy)
	if e.Via != gone.Addr().String() || e.Host != "192.0.2.1" {
		t.Errorf("via %q, host %q", e.Via, e.Host)
	}
}

// fixedResolver is a desktop with one proxy for everything.
type fixedResolver struct {
	proxy *url.URL
	err   error
	asked []string
}

func (f *fixedResolver) ProxyFor(_ context.Context, u *url.URL) (*url.URL, error) {
	f.asked = append(f.asked, u.String())
	return f.proxy, f.err
}

func TestRoutes(t *testing.T) {
	system, _ := url.Parse("http://system:3128")
	tests := []struct {
		name    string
		env     map[string]string
		profile string
		system  *fixedResolver
		target  string
		via     string
		source  string
	}{
		{"direct", nil, "", nil, "https://a.example.com/x", "", ""},
		{"the profile's before all", map[string]string{"HTTPS_PROXY": "http://env:1"}, "http://mine:8080", &fixedResolver{proxy: system}, "https://a.example.com", "mine:8080", "profile"},
		{"the profile's also for this computer", nil, "http://mine", nil, "https://localhost", "mine:80", "profile"},
		{"the environment's before the system's", map[string]string{"HTTPS_PROXY": "http://u:p@env:1"}, "", &fixedResolver{proxy: system}, "https://a.example.com", "env:1", "environment"},
		{"lower-case names", map[string]string{"https_proxy": "env:1"}, "", nil, "https://a.example.com", "env:1", "environment"},
		{"NO_PROXY", map[string]string{"HTTPS_PROXY": "http://env:1", "NO_PROXY": ".example.com"}, "", &fixedResolver{proxy: system}, "https://a.example.com", "", "environment"},
		{"NO_PROXY for others", map[string]string{"HTTPS_PROXY": "socks5://env", "NO_PROXY": "b.example.com"}, "", nil, "https://a.example.com", "env:1080", "environment"},
		{"the environment's never for this computer", map[string]string{"HTTPS_PROXY": "http://env:1"}, "", nil, "https://127.0.0.1", "", "environment"},
		{"HTTP_PROXY alone says nothing", map[string]string{"HTTP_PROXY": "http://env:1"}, "", nil, "https://a.example.com", "", ""},
		{"the system's", nil, "", &fixedResolver{proxy: system}, "https://a.example.com/secret?x", "system:3128", "system"},
		{"the system says direct", nil, "", &fixedResolver{}, "https://a.example.com", "", ""},
		{"the system fails", nil, "", &fixedResolver{proxy: system, err: errors.New("no PAC")}, "https://a.example.com", "", ""},
		{"the system is not asked for this computer", nil, "", &fixedResolver{proxy: system}, "https://[::1]:8443", "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			for _, name := range []string{"HTTPS_PROXY", "https_proxy", "NO_PROXY", "no_proxy", "HTTP_PROXY", "http_proxy"} {
				t.Setenv(name, tt.env[name])
			}
			o := Options{}
			if tt.system != nil {
				o.System = tt.system
			}
			c := New(o)
			c.environ = httpproxy.FromEnvironment().ProxyFunc() // net/http's rules without its memory
			k := c.caller(Credential{Profile: profile.Profile{Proxy: tt.profile}})
			u, err := url.Parse(tt.target)
			if err != nil {
				t.Fatal(err)
			}
			got, err := k.route(t.Context(), u)
			if err != nil || got.via() != tt.via || got.source != tt.source {
				t.Errorf("via %q by %q (%v), want %q by %q", got.via(), got.source, err, tt.via, tt.source)
			}
			if tt.system != nil && len(tt.system.asked) > 0 && tt.system.asked[0] != "https://a.example.com" {
				t.Errorf("the system was asked for %q", tt.system.asked[0])
			}
		})
	}
}

// A proxy that cannot be used is an error, where it would be used, and its password is
// not repeated.
func TestRouteByUnusableProxy(t *testing.T) {
	for _, c := range []struct{ name, proxy, noProxy, said string }{
		{"a percent sign", "http://user:can%G4ary@127.0.0.1:9", "", "percent-encoded"},
		{"a hash", "http://user:canary#Tag@127.0.0.1:9", "", "percent-encoded"},
		{"a slash", "http://user:can/ary@127.0.0.1:9", "", "percent-encoded"},
		{"an at sign and a slash", "http://us@er:ca/nary@127.0.0.1:9", "", "percent-encoded"},
		{"a question mark", "user:can?ary@127.0.0.1:9", "", "percent-encoded"},
		{"a port that is none", "http://127.0.0.1:canary", "", "no address"},
		{"no host", "http://:3128", "", "no address"},
		{"two", "http://a:1,http://b:2", "", "no address"},
		{"another scheme", "ftp://proxy.example.org:21", "", "no http, https or socks5 address"},
		{"for a host beside it", "http://127.0.0.1:canary", ".example.com", ""},
		{"blanks around", " proxy.example.org:3128 ", "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			for name, value := range map[string]string{"HTTPS_PROXY": c.proxy, "https_proxy": "", "NO_PROXY": c.noProxy, "no_proxy": ""} {
				t.Setenv(name, value)
			}
			k := New(Options{}).caller(Credential{})
			_, err := k.route(t.Context(), &url.URL{Scheme: "https", Host: "a.example.com"})
			switch {
			case (err != nil) != (c.said != ""):
				t.Errorf("got %v", err)
			case err != nil && (!strings.Contains(err.Error(), c.said) || !strings.Contains(err.Error(), "HTTPS_PROXY") || strings.Contains(err.Error(), "ary")):
				t.Errorf("said %q", err)
			}
		})
	}
	t.Setenv("https_proxy", "http://:1")
	k := New(Options{}).caller(Credential{})
	if _, err := k.route(t.Context(), &url.URL{Scheme: "https", Host: "a.example.com"}); err == nil || !strings.Contains(err.Error(), "https_proxy") {
		t.Errorf("the name in small letters: %v", err)
	}
}

// TestRouteThatTheUserChose: it goes before environment and system, behind the profile's,
// and holds from the moment of the choice.
func TestRouteThatTheUserChose(t *testing.T) {
	t.Setenv("HTTPS_PROXY", "http://env:1")
	system, _ := url.Parse("http://system:3128")
	chosen, _ := url.Parse("http://chosen:3128")
	for _, c := range []struct {
		name        string
		profile     string
		chosen      *url.URL
		made        bool
		target      string
		via, source string
	}{
		{"one", "", chosen, true, "https://a.example.com", "chosen:3128", "settings"},
		{"none", "", nil, true, "https://a.example.com", "", ""},
		{"no choice", "", nil, false, "https://a.example.com", "env:1", "environment"},
		{"never for this computer", "", chosen, true, "https://127.0.0.1:8443", "", ""},
		{"the profile's is the profile's", "http://mine:8080", chosen, true, "https://a.example.com", "mine:8080", "profile"},
		{"and stays when none is chosen", "http://mine:8080", nil, true, "https://a.example.com", "mine:8080", "profile"},
	} {
		t.Run(c.name, func(t *testing.T) {
			client := New(Options{System: &fixedResolver{proxy: system}, Chosen: func() (*url.URL, bool, error) { return c.chosen, c.made, nil }})
			client.environ = httpproxy.FromEnvironment().ProxyFunc()
			target, err := url.Parse(c.target)
			if err != nil {
				t.Fatal(err)
			}
			got, err := client.caller(Credential{Profile: profile.Profile{Proxy: c.profile}}).route(t.Context(), target)
			if err != nil || got.via() != c.via || got.source != c.source {
				t.Errorf("via %q by %q (%v), want %q by %q", got.via(), got.source, err, c.via, c.source)
			}
		})
	}
}

// TestNoProxyInItsPlace: where the user's choice names no proxy nothing is sent, wherever
// it would have gone; a profile's own proxy needs no choice.
func TestNoProxyInItsPlace(t *testing.T) {
	t.Setenv("HTTPS_PROXY", "http://env:1")
	none := errors.New("it names none")
	client := New(Options{Chosen: func() (*url.URL, bool, error) { return nil, true, none }})
	for _, host := range []string{"a.example.com", "127.0.0.1:8443"} {
		if r, err := client.caller(Credential{}).route(t.Context(), &url.URL{Scheme: "https", Host: host}); !errors.Is(err, none) || r.proxy != nil {
			t.Errorf("%s: %v, %v", host, r.via(), err)
		}
	}
	own := client.caller(Credential{Profile: profile.Profile{Proxy: "http://mine:8080"}})
	if r, err := own.route(t.Context(), &url.URL{Scheme: "https", Host: "a.example.com"}); err != nil || r.via() != "mine:8080" {
		t.Errorf("its own: %v, %v", r.via(), err)
	}
}

// TestWaysAreShared: profiles that trust and route alike share connections, others
// never do.
func TestWaysAreShared(t *testing.T) {
	_, ca := listen(t, tokenServer)
	c := New(Options{})
	wayOf := func(p profile.Profile, proxySecret string) *way {
		t.Helper()
		k := c.caller(Credential{Profile: p, Proxy: secret.New(proxySecret)})
		r, err := k.route(t.Context(), &url.URL{Scheme: "https", Host: "example.com"})
		if err != nil {
			t.Fatal(err)
		}
		w, err := k.way(r, "example.com:443")
		if err != nil {
			t.Fatal(err)
		}
		return w
	}
	base := profile.Profile{}
	if wayOf(base, "") != wayOf(profile.Profile{Name: "other", TLS: profile.TLS{Mode: profile.TLSVerify}}, "") {
		t.Error("two profiles that trust alike have two ways")
	}
	others := []*way{
		wayOf(profile.Profile{TLS: profile.TLS{CAPEM: ca}}, ""),
		wayOf(profile.Profile{TLS: profile.TLS{Mode: profile.TLSInsecure}}, ""),
		wayOf(profile.Profile{TLS: profile.TLS{Mode: profile.TLSPin, PinSHA256: "aa"}}, ""),
		wayOf(profile.Profile{TLS: profile.TLS{Mode: profile.TLSPin, PinSHA256: "bb"}}, ""),
		wayOf(profile.Profile{Proxy: "http://p:1"}, ""),
		wayOf(profile.Profile{Proxy: "http://u@p:1"}, "one"),
		wayOf(profile.Profile{Proxy: "http://u@p:1"}, "two"),
		wayOf(base, ""),
	}
	for i, a := range others {
		for _, b := range others[:i] {
			if a == b {
				t.Errorf("way %d is shared", i)
			}
		}
	}
	for i := range 200 {
		wayOf(profile.Profile{TLS: profile.TLS{Mode: profile.TLSPin, PinSHA256: strings.Repeat("a", i)}}, "")
	}
	if n := len(c.ways); n > maxWays {
		t.Errorf("%d ways are kept", n)
	}
}

func TestCAPEMWithSeveral(t *testing.T) {
	_, ca := listen(t, tokenServer)
	address, second := listen(t, tokenServer)
	if _, err := New(Options{}).Exchange(t.Context(), cloudAt(address, "# a comment\n"+ca+"\n"+second)); err != nil {
		t.Error(err)
	}
}
