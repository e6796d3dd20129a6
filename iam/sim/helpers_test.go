package sim_test

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"lanyard/iam/sim"
)

// bench is a running simulator and a client that trusts it, and follows
// nothing.
type bench struct {
	*testing.T
	sim    *sim.Simulator
	in     sim.Info
	client *http.Client
}

func start(t *testing.T, o sim.Options) *bench {
	t.Helper()
	s, err := sim.Start(context.Background(), o)
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(s.CAPEM()) {
		t.Fatal("the CA's certificate is no PEM")
	}
	tr := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool}, ForceAttemptHTTP2: true}
	t.Cleanup(func() {
		tr.CloseIdleConnections()
		if err := s.Close(); err != nil {
			t.Errorf("Close: %v", err)
		}
	})
	return &bench{T: t, sim: s, in: s.Info(), client: &http.Client{
		Transport:     tr,
		Timeout:       20 * time.Second,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// on gives the bench for a subtest.
func (b *bench) on(t *testing.T) *bench {
	c := *b
	c.T = t
	return &c
}

// reply is an answer, read to its end.
type reply struct {
	status int
	header http.Header
	body   string
	proto  string
}

// send makes a request; header holds pairs.
func (b *bench) send(method, url, body string, header ...string) reply {
	b.Helper()
	r, err := http.NewRequestWithContext(b.Context(), method, url, strings.NewReader(body))
	if err != nil {
		b.Fatal(err)
	}
	for i := 0; i+1 < len(header); i += 2 {
		r.Header[header[i]] = []string{header[i+1]}
	}
	res, err := b.client.Do(r)
	if err != nil {
		b.Fatalf("%s %s: %v", method, url, err)
	}
	defer res.Body.Close()
	all, err := io.ReadAll(res.Body)
	if err != nil {
		b.Fatalf("%s %s: %v", method, url, err)
	}
	return reply{status: res.StatusCode, header: res.Header, body: string(all), proto: res.Proto}
}

func (b *bench) get(url string, header ...string) reply {
	b.Helper()
	return b.send("GET", url, "", header...)
}

func (b *bench) postForm(to string, fields url.Values, header ...string) reply {
	b.Helper()
	return b.send("POST", to, fields.Encode(), append(header, "Content-Type", "application/x-www-form-urlencoded")...)
}

func (b *bench) postJSON(to, body string) reply {
	b.Helper()
	return b.send("POST", to, body, "Content-Type", "application/json")
}

// iam makes a token call to the cloud entry; pairs are form fields.
func (b *bench) iam(pairs ...string) reply {
	b.Helper()
	return b.postForm(b.in.Cloud.AuthURL+"/identity/token", fields(pairs...))
}

func fields(pairs ...string) url.Values {
	v := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		v.Set(pairs[i], pairs[i+1])
	}
	return v
}

const (
	apikeyGrant = "urn:ibm:params:oauth:grant-type:apikey"
	assumeGrant = "urn:ibm:params:oauth:grant-type:assume"
)

func (b *bench) byKey(key string) reply {
	b.Helper()
	return b.iam("grant_type", apikeyGrant, "apikey", key)
}

// userToken signs in with the cloud entry's user key.
func (b *bench) userToken() string {
	b.Helper()
	return b.byKey(b.in.Cloud.APIKey).want(b.T, 200).text(b.T, "access_token")
}

func bearer(token string) []string { return []string{"Authorization", "Bearer " + token} }

func (r reply) want(t *testing.T, status int) reply {
	t.Helper()
	if r.status != status {
		t.Fatalf("status %d, want %d; body: %s", r.status, status, r.body)
	}
	return r
}

// json decodes the body as an object, numbers as written.
func (r reply) json(t *testing.T) map[string]any {
	t.Helper()
	return decode(t, []byte(r.body))
}

func decode(t *testing.T, b []byte) map[string]any {
	t.Helper()
	d := json.NewDecoder(bytes.NewReader(b))
	d.UseNumber()
	var v map[string]any
	if err := d.Decode(&v); err != nil {
		t.Fatalf("no JSON object: %v\n%s", err, b)
	}
	return v
}

// at follows a path of names ("errors.0.code") and gives what is there, nil
// for nothing.
func at(v any, path string) any {
	for name := range strings.SplitSeq(path, ".") {
		switch x := v.(type) {
		case map[string]any:
			v = x[name]
		case []any:
			if len(name) != 1 || int(name[0]-'0') >= len(x) {
				return nil
			}
			v = x[name[0]-'0']
		default:
			return nil
		}
	}
	return v
}

func (r reply) text(t *testing.T, path string) string {
	t.Helper()
	s, ok := at(r.json(t), path).(string)
	if !ok {
		t.Fatalf("no text at %s: %s", path, r.body)
	}
	return s
}

func (r reply) number(t *testing.T, path string) int64 {
	t.Helper()
	n, ok := at(r.json(t), path).(json.Number)
	if !ok {
		t.Fatalf("no number at %s: %s", path, r.body)
	}
	i, err := n.Int64()
	if err != nil {
		t.Fatal(err)
	}
	return i
}

// claims decodes a JWT without checking it.
func claims(t *testing.T, token string) map[string]any {
	t.Helper()
	return decode(t, jwtPart(t, token, 1))
}

func jwtPart(t *testing.T, token string, i int) []byte {
	t.Helper()
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		t.Fatalf("a JWT has three parts, this %d: %q", len(parts), token)
	}
	b, err := base64.RawURLEncoding.DecodeString(parts[i])
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func claimNumber(t *testing.T, c map[string]any, name string) int64 {
	t.Helper()
	n, ok := c[name].(json.Number)
	if !ok {
		t.Fatalf("claim %s is %v", name, c[name])
	}
	i, err := n.Int64()
	if err != nil {
		t.Fatal(err)
	}
	return i
}
