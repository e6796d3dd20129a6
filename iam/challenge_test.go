package iam

import (
	"strings"
	"testing"

	"lanyard/internal/secret"
)

func TestOffers(t *testing.T) {
	const echoed = "YW5uOnMzY3JldC1wcm94eS1wYXNz"
	for _, c := range []struct {
		name       string
		challenges []string
		want       string
	}{
		{"one", []string{`Basic realm="x"`}, "it offers Basic"},
		{"several headers", []string{"Negotiate", "NTLM", `Basic realm="x"`}, "it offers Negotiate, NTLM, Basic"},
		{"one header", []string{`Digest realm="a, Bearer b", qop="auth", Basic realm="\\", NTLM"`, "KERBEROS"}, "it offers Digest, Basic, Kerberos"},
		{"in any case, once", []string{"basic", "BASIC", "bAsIc charset=utf-8"}, "it offers Basic"},
		{"the credential in the scheme's place", []string{echoed}, ""},
		{"the beginning of it", []string{echoed[:16]}, ""},
		{"behind a scheme", []string{"Basic " + echoed, "Bearer " + echoed}, "it offers Basic, Bearer"},
		{"glued to a scheme", []string{"Basic" + echoed, "Basic:" + echoed, "Basic=" + echoed}, ""},
		{"as a further challenge", []string{"Basic realm=x, " + echoed + ", Negotiate " + echoed}, "it offers Basic, Negotiate"},
		{"the password as a scheme", []string{"s3cret-proxy-pass"}, ""},
		{"escapes", []string{"\x1b[31mBasic", "\x1b]0;x\aNTLM"}, ""},
		{"nothing", nil, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := offers(c.challenges); got != c.want {
				t.Errorf("%q, want %q", got, c.want)
			}
		})
	}
}

// TestProxyThatEchoesItsCredential: no part of it comes back, wherever the proxy puts it.
func TestProxyThatEchoesItsCredential(t *testing.T) {
	const basic, pass = "YW5uOnMzY3JldC1wcm94eS1wYXNz", "s3cret-proxy-pass"
	for name, answer := range map[string]string{
		"as a scheme":       "407 No\r\nProxy-Authenticate: " + basic,
		"cut":               "407 No\r\nProxy-Authenticate: " + basic[:20],
		"behind a scheme":   "407 No\r\nProxy-Authenticate: Basic " + basic,
		"for the server":    "401 No\r\nWWW-Authenticate: " + basic,
		"in the reason":     "403 Not " + basic,
		"cut, in a reason":  "403 Not " + basic[:20],
		"its end":           "403 Not " + basic[8:],
		"plain":             "502 " + pass,
		"plain, half of it": "502 " + pass[:12],
	} {
		for _, from := range []string{fromProfile, fromEnvironment} {
			t.Run(name+", "+from, func(t *testing.T) {
				p := &connectProxy{answer: "HTTP/1.1 " + answer + "\r\n\r\n"}
				address := serveProxy(t, p)
				cred := cloudAt("https://example.com", "")
				c := New(Options{})
				if from == fromProfile {
					cred.Profile.Proxy, cred.Proxy = strings.Replace(address, "://", "://ann@", 1), secret.New(pass)
				} else {
					useEnviron(t, c, strings.Replace(address, "://", "://ann:"+pass+"@", 1))
				}
				_, err := c.Exchange(t.Context(), cred)
				e, ok := err.(*Error)
				if !ok || e.Check != CheckNetwork || len(p.asked) == 0 {
					t.Fatalf("%v, asked %q", err, p.asked)
				}
				said := e.Error() + e.Message
				for i := 0; i+8 <= len(basic); i++ {
					if strings.Contains(said, basic[i:i+8]) {
						t.Fatalf("%q holds %q", said, basic[i:i+8])
					}
				}
				if strings.Contains(said, pass[:8]) {
					t.Errorf("%q holds a part of the password", said)
				}
			})
		}
	}
}
