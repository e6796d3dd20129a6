package sim_test

import (
	"context"
	"encoding/json"
	"encoding/pem"
	"errors"
	"io/fs"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"lanyard/iam/sim"
)

// The line is an interface to scripts: names and nesting may not change.
func TestInfoHasTheAgreedFields(t *testing.T) {
	b := start(t, sim.Options{})
	line, err := json.Marshal(b.in)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for name, v := range decode(t, line) {
		inner, ok := v.(map[string]any)
		if !ok {
			got = append(got, name)
			continue
		}
		for n := range inner {
			got = append(got, name+"."+n)
		}
	}
	want := strings.Fields(`
		ca_file dead_url
		cloud.url cloud.auth_url cloud.platform_url cloud.api_key cloud.service_id_api_key cloud.trusted_profile_id
		cloud.account_id cloud.instance_id cloud.space_id cloud.project_id cloud.forbidden_space_id
		cloud.passcode_url cloud.passcodes cloud.accounts cloud.no_keys_account_id
		cloud.key_limit cloud.no_keys_api_key cloud.no_keys_service_id_api_key
		aws.url aws.auth_url aws.platform_url aws.api_key aws.account_id
		cp4d.url cp4d.username cp4d.password cp4d.api_key cp4d.space_id
		cp4d_identity.url cp4d_identity.identity_url cp4d_identity.username cp4d_identity.password
		orchestrate.url orchestrate.auth_url orchestrate.api_key orchestrate.older_api_key
		orchestrate_cloud.url orchestrate_cloud.auth_url orchestrate_cloud.api_key
		orchestrate_cpd.url orchestrate_cpd.username orchestrate_cpd.password orchestrate_cpd.api_key
		studio_icp.url studio_icp.instance_id studio_icp.username studio_icp.password
		studio_openshift.url studio_openshift.instance_id studio_openshift.username studio_openshift.password
		failing.unknown_key failing.disabled_key failing.ip_restricted_key failing.rate_limited_key failing.slow_key failing.html_key
		tls_faults.unknown_ca tls_faults.wrong_name tls_faults.expired tls_faults.tls11`)
	slices.Sort(got)
	slices.Sort(want)
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

func TestInfoValues(t *testing.T) {
	b := start(t, sim.Options{})
	in := b.in
	cloudKey := regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_-]{43}$`)
	for _, k := range []string{
		in.Cloud.APIKey, in.Cloud.ServiceIDAPIKey, in.Failing.UnknownKey, in.Failing.DisabledKey, in.Failing.IPRestrictedKey,
		in.Failing.RateLimitedKey, in.Failing.SlowKey, in.Failing.HTMLKey,
	} {
		if !cloudKey.MatchString(k) {
			t.Errorf("%q does not look like an API key of IBM Cloud", k)
		}
	}
	if !regexp.MustCompile(`^[A-Za-z][A-Za-z0-9]{39}$`).MatchString(in.CP4D.APIKey) {
		t.Errorf("%q does not look like an API key of Cloud Pak for Data", in.CP4D.APIKey)
	}
	if in.StudioICP.InstanceID != "icp" || in.StudioOpenShift.InstanceID != "openshift" {
		t.Errorf("instance ids %q and %q", in.StudioICP.InstanceID, in.StudioOpenShift.InstanceID)
	}
	urls := []string{
		in.Cloud.URL, in.Cloud.AuthURL, in.Cloud.PlatformURL, in.AWS.URL, in.AWS.AuthURL, in.AWS.PlatformURL, in.CP4D.URL,
		in.CP4DIdentity.URL, in.CP4DIdentity.IdentityURL, in.StudioICP.URL, in.StudioOpenShift.URL,
		in.TLSFaults.UnknownCA, in.TLSFaults.WrongName, in.TLSFaults.Expired, in.TLSFaults.TLS11, in.DeadURL,
	}
	for i, raw := range urls {
		u, err := url.Parse(raw)
		if err != nil || u.Scheme != "https" || u.Port() == "" || u.Path != "" {
			t.Errorf("%q is no https url with a port and nothing after it", raw)
		}
		if slices.Contains(urls[:i], raw) {
			t.Errorf("%s is there twice: a client could confuse two hosts unnoticed", raw)
		}
	}
}

func TestSecretsAreNewAtEveryStart(t *testing.T) {
	one, two := start(t, sim.Options{}).in, start(t, sim.Options{}).in
	if one.Cloud.APIKey == two.Cloud.APIKey || one.CP4D.Password == two.CP4D.Password || one.CP4DIdentity.Password == two.CP4DIdentity.Password {
		t.Error("two runs share a secret")
	}
}

func TestListen(t *testing.T) {
	for _, refused := range []string{"0.0.0.0:0", ":8443", "[::]:0", "192.0.2.1:0", "example.org:443", "127.0.0.2:0", "127.0.0.1", "127.0.0.1:-1", "127.0.0.1:70000", "127.0.0.1:https", "nonsense"} {
		t.Run(refused, func(t *testing.T) {
			s, err := sim.Start(context.Background(), sim.Options{Listen: refused})
			if err == nil {
				s.Close()
				t.Fatal("started")
			}
		})
	}
	t.Run("chosen port", func(t *testing.T) {
		ln, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		addr := ln.Addr().String()
		ln.Close()
		b := start(t, sim.Options{Listen: addr})
		if b.in.Cloud.URL != "https://"+addr {
			t.Errorf("cloud url %s, asked for %s", b.in.Cloud.URL, addr)
		}
		if s, err := sim.Start(context.Background(), sim.Options{Listen: addr}); err == nil {
			s.Close()
			t.Error("a second simulator started on the same port")
		}
	})
	for _, host := range []string{"localhost", "::1"} {
		t.Run(host, func(t *testing.T) {
			if ln, err := net.Listen("tcp", net.JoinHostPort(host, "0")); err != nil {
				t.Skipf("this computer has no %s: %v", host, err)
			} else {
				ln.Close()
			}
			b := start(t, sim.Options{Listen: net.JoinHostPort(host, "0")})
			u, err := url.Parse(b.in.Cloud.AuthURL)
			if err != nil || u.Hostname() != host {
				t.Fatalf("auth url %s", b.in.Cloud.AuthURL)
			}
			b.byKey(b.in.Cloud.APIKey).want(t, 200)
		})
	}
}

func TestCAFile(t *testing.T) {
	t.Run("temporary", func(t *testing.T) {
		t.Setenv("TMPDIR", t.TempDir())
		s, err := sim.Start(context.Background(), sim.Options{})
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		dir := filepath.Dir(s.Info().CAFile)
		st, err := os.Stat(dir)
		if err != nil {
			t.Fatal(err)
		}
		if st.Mode().Perm() != 0o700 {
			t.Errorf("the directory's mode is %v", st.Mode())
		}
		onlyCertificate(t, s.Info().CAFile, s.CAPEM())
		if err := s.Close(); err != nil {
			t.Error(err)
		}
		if _, err := os.Stat(dir); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("the directory is there after Close: %v", err)
		}
	})
	t.Run("chosen", func(t *testing.T) {
		t.Chdir(t.TempDir())
		s, err := sim.Start(context.Background(), sim.Options{CAOut: "my ca.pem"})
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		if !filepath.IsAbs(s.Info().CAFile) {
			t.Errorf("ca_file %q is not absolute", s.Info().CAFile)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
		onlyCertificate(t, s.Info().CAFile, s.CAPEM())
	})
	t.Run("not writable", func(t *testing.T) {
		s, err := sim.Start(context.Background(), sim.Options{CAOut: filepath.Join(t.TempDir(), "none", "ca.pem")})
		if err == nil {
			s.Close()
			t.Fatal("started")
		}
	})
}

func onlyCertificate(t *testing.T, file string, want []byte) {
	t.Helper()
	got, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(string(want), string(got)); d != "" {
		t.Error(d)
	}
	block, rest := pem.Decode(got)
	if block == nil || block.Type != "CERTIFICATE" || len(rest) > 0 {
		t.Errorf("%s holds more or less than one certificate", file)
	}
}

func TestDeadURL(t *testing.T) {
	b := start(t, sim.Options{})
	addr := strings.TrimPrefix(b.in.DeadURL, "https://")
	if _, err := net.DialTimeout("tcp", addr, 5*time.Second); !errors.Is(err, syscall.ECONNREFUSED) {
		t.Errorf("connecting gives %v", err)
	}
	if ln, err := net.Listen("tcp", addr); err == nil {
		ln.Close()
		t.Error("somebody else could start to listen there")
	}
}

// hangs sends the slow key, and gives a channel that tells how it ended, once
// the simulator has the request.
func (b *bench) hangs(ctx context.Context) <-chan error {
	b.Helper()
	before := b.sim.Exchanges()
	body := fields("grant_type", apikeyGrant, "apikey", b.in.Failing.SlowKey).Encode()
	r, err := http.NewRequestWithContext(ctx, "POST", b.in.Cloud.AuthURL+"/identity/token", strings.NewReader(body))
	if err != nil {
		b.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	done := make(chan error, 1)
	go func() {
		res, err := b.client.Do(r)
		if err == nil {
			res.Body.Close()
		}
		done <- err
	}()
	for b.sim.Exchanges() == before {
		select {
		case err := <-done:
			b.Fatalf("the slow key was answered: %v", err)
		case <-time.After(5 * time.Millisecond):
		}
	}
	return done
}

func TestCloseEndsWhatHangs(t *testing.T) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	b := start(t, sim.Options{})
	b.client.Timeout = 0
	done := b.hangs(t.Context())
	if err := b.sim.Close(); err != nil {
		t.Error(err)
	}
	select {
	case err := <-done:
		if err == nil {
			t.Error("the slow key was answered")
		}
	case <-time.After(10 * time.Second):
		t.Fatal("the call still hangs")
	}
	if err := b.sim.Close(); err != nil {
		t.Errorf("second Close: %v", err)
	}
	b.client.CloseIdleConnections()
}

func TestSlowCallEndsWithItsClient(t *testing.T) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	b := start(t, sim.Options{})
	b.client.Timeout = 0
	ctx, cancel := context.WithCancel(t.Context())
	done := b.hangs(ctx)
	cancel()
	if err := <-done; !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	b.client.CloseIdleConnections()
	b.sim.Close()
}

func TestEndOfContextStops(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	s, err := sim.Start(ctx, sim.Options{})
	if err != nil {
		t.Fatal(err)
	}
	cancel()
	if err := s.Close(); err != nil { // waits for the end that is under way
		t.Error(err)
	}
	if _, err := net.Dial("tcp", strings.TrimPrefix(s.Info().Cloud.URL, "https://")); err == nil {
		t.Error("still listening")
	}
}

func TestRequestBodyIsLimited(t *testing.T) {
	b := start(t, sim.Options{})
	b.byKey(strings.Repeat("x", 1<<20)).want(t, 413)
}

func TestExchangesCountsTokenCallsOnly(t *testing.T) {
	b := start(t, sim.Options{})
	tok := b.userToken()                                                               // 1
	b.byKey(b.in.Failing.UnknownKey)                                                   // 2
	b.get(b.in.Cloud.AuthURL + "/oidc/token")                                          // 3
	b.get(b.in.StudioICP.URL + "/v1/preauth/validateAuth")                             // 4
	b.postJSON(b.in.CP4D.URL+"/icp4d-api/v1/authorize", "{}")                          // 5
	b.postJSON(b.in.AWS.AuthURL+"/api/2.0/apikeys/token", "{}")                        // 6
	b.postForm(b.in.CP4DIdentity.IdentityURL+"/idprovider/v1/auth/identitytoken", nil) // 7
	b.get(b.in.Cloud.PlatformURL+"/v2/spaces", bearer(tok)...)
	b.get(b.in.Cloud.AuthURL + "/identity/keys")
	if n := b.sim.Exchanges(); n != 7 {
		t.Errorf("%d exchanges, want 7", n)
	}
}
