package iam

import (
	"context"
	"errors"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"golang.org/x/net/http/httpproxy"

	"lanyard/internal/profile"
	"lanyard/internal/secret"
)

// serveProxy starts a proxy.
func serveProxy(t *testing.T, p *connectProxy) string {
	t.Helper()
	ps := httptest.NewUnstartedServer(p)
	ps.Config.ErrorLog = quiet()
	ps.Start()
	t.Cleanup(ps.Close)
	return ps.URL
}

// useEnviron makes a client see a proxy in the environment, with hosts to go around it.
func useEnviron(t *testing.T, c *Client, proxy string, around ...string) {
	t.Helper()
	c.hasEnv = true
	c.environ = (&httpproxy.Config{HTTPSProxy: proxy, NoProxy: strings.Join(around, ",")}).ProxyFunc()
}

// TestInsecureProfileAndOthersProxies: where certificates are not checked, a proxy that the
// profile does not name gets nothing, not even the name of the host: not from a sign-in, a
// test, the picker or the key's details. Its own proxy, a direct way, and a look at the
// certificates go on.
func TestInsecureProfileAndOthersProxies(t *testing.T) {
	address, _ := listen(t, tokenServer)
	name := "https://sign-in.example.com"
	token := Token{Access: secret.New("T1")}
	calls := map[string]func(*Client, context.Context, Credential) error{
		"exchange": func(c *Client, ctx context.Context, cred Credential) error {
			_, err := c.Exchange(ctx, cred)
			return err
		},
		"spaces": func(c *Client, ctx context.Context, cred Credential) error {
			_, err := c.Spaces(ctx, cred, token)
			return err
		},
		"projects": func(c *Client, ctx context.Context, cred Credential) error {
			_, err := c.Projects(ctx, cred, token)
			return err
		},
		"key": func(c *Client, ctx context.Context, cred Credential) error {
			_, err := c.KeyDetails(ctx, cred, token)
			return err
		},
		"test": func(c *Client, ctx context.Context, cred Credential) error {
			for _, r := range c.Test(ctx, cred, nil) {
				if r.Err != nil {
					return r.Err
				}
			}
			return nil
		},
		"before": func(c *Client, ctx context.Context, cred Credential) error { return c.Forbids(ctx, cred) },
	}
	for what, call := range calls {
		for _, from := range []string{fromSettings, fromEnvironment, fromSystem} {
			t.Run(what+", "+from, func(t *testing.T) {
				p := &connectProxy{}
				proxy, err := url.Parse(strings.Replace(serveProxy(t, p), "://", "://ann:s3cret-proxy-pass@", 1))
				if err != nil {
					t.Fatal(err)
				}
				o := Options{}
				switch from {
				case fromSettings:
					o.Chosen = func() (*url.URL, bool, error) { return proxy, true, nil }
				case fromSystem:
					o.System = &fixedResolver{proxy: proxy}
				}
				c := New(o)
				c.hasEnv = false
				if from == fromEnvironment {
					useEnviron(t, c, proxy.String())
				}
				cred := cloudAt(name+"/identity/token", "")
				cred.Profile.TLS.Mode = profile.TLSInsecure
				e := wantError(t, call(c, t.Context(), cred), CheckKeyring, ReasonForeignProxy)
				if e.Via != proxy.Host || e.ViaFrom != from || e.Message != "http://"+proxy.Host || e.Kind == "" && what != "test" {
					t.Errorf("via %q from %q, %q, kind %q", e.Via, e.ViaFrom, e.Message, e.Kind)
				}
				if strings.Contains(e.Error(), "s3cret") || len(p.asked) > 0 {
					t.Errorf("%q, and the proxy was asked %q", e.Error(), p.asked)
				}
				cred.Profile.TLS.Mode = profile.TLSVerify
				if err := call(c, t.Context(), cred); errors.As(err, &e) && e.Reason == ReasonForeignProxy {
					t.Errorf("with certificates checked: %v", err)
				}
				if len(p.asked) == 0 && what != "before" {
					t.Error("with certificates checked it does not go through the proxy")
				}
			})
		}
	}
	t.Run("its own proxy", func(t *testing.T) {
		own, others := &connectProxy{}, &connectProxy{}
		c := New(Options{})
		useEnviron(t, c, serveProxy(t, others))
		cred := cloudAt(address, "")
		cred.Profile.TLS.Mode, cred.Profile.Proxy = profile.TLSInsecure, serveProxy(t, own)
		if _, err := c.Exchange(t.Context(), cred); err != nil || len(own.asked) != 1 || len(others.asked) != 0 {
			t.Errorf("%v, its own was asked %d times, the other %d", err, len(own.asked), len(others.asked))
		}
	})
	t.Run("around the proxy", func(t *testing.T) {
		p := &connectProxy{}
		c := New(Options{})
		useEnviron(t, c, serveProxy(t, p), "127.0.0.1")
		cred := cloudAt(address, "")
		cred.Profile.TLS.Mode = profile.TLSInsecure
		if _, err := c.Exchange(t.Context(), cred); err != nil || len(p.asked) != 0 {
			t.Errorf("%v, the proxy was asked %q", err, p.asked)
		}
	})
	t.Run("certificates", func(t *testing.T) {
		p := &connectProxy{answer: "HTTP/1.1 403 No\r\n\r\n"}
		c := New(Options{})
		useEnviron(t, c, serveProxy(t, p))
		q := profile.Profile{Kind: profile.CP4D, URL: name, TLS: profile.TLS{Mode: profile.TLSInsecure}}
		_, err := c.Chain(t.Context(), q, secret.Text{})
		if wantError(t, err, CheckNetwork, ReasonProxy); len(p.asked) != 1 {
			t.Errorf("the proxy was asked %q", p.asked)
		}
	})
}
