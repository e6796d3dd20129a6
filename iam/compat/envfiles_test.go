package compat

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/IBM/go-sdk-core/v5/core"

	"lanyard/iam/sim"
	"lanyard/internal/profile"
	"lanyard/internal/secret"
	"lanyard/internal/snippet"
)

// hostile has what every language reads as something else somewhere.
const hostile = `p'a"ss\w$(x)%40 ü`

// envProfile is a profile for the simulator, with its key.
type envProfile struct {
	profile.Profile
	key     string
	service string // where a token of it is tried
}

// envProfiles are profiles for every way in which the SDKs sign in.
func envProfiles(s *sim.Simulator) map[string]envProfile {
	in := s.Info()
	cloud := func(name string, more func(*profile.Profile)) envProfile {
		p := profile.Profile{Kind: profile.Cloud, URL: in.Cloud.URL, AuthURL: in.Cloud.AuthURL, PlatformURL: in.Cloud.PlatformURL, SecretKind: profile.APIKey}
		more(&p)
		return envProfile{p, in.Cloud.APIKey, in.Cloud.PlatformURL}
	}
	cluster := func(kind profile.SecretKind, key string) envProfile {
		return envProfile{profile.Profile{Kind: profile.CP4D, URL: in.CP4D.URL, Username: in.CP4D.Username, SecretKind: kind}, key, in.CP4D.URL}
	}
	all := map[string]envProfile{
		"IAM":                {},
		"IAM assume by id":   cloud("", func(p *profile.Profile) { p.TrustedProfile = &profile.TrustedProfile{ID: in.Cloud.TrustedProfileID} }),
		"IAM assume by crn":  cloud("", func(p *profile.Profile) { p.TrustedProfile = &profile.TrustedProfile{CRN: s.TrustedProfileCRN()} }),
		"CP4D, password":     cluster(profile.Password, hostile),
		"CP4D, API key":      cluster(profile.APIKey, in.CP4D.APIKey),
		"AWS":                {profile.Profile{Kind: profile.AWS, URL: in.AWS.URL, AuthURL: in.AWS.AuthURL, SecretKind: profile.APIKey}, in.AWS.APIKey, in.AWS.PlatformURL},
		"AWS for an account": {profile.Profile{Kind: profile.AWS, URL: in.AWS.URL, AuthURL: in.AWS.AuthURL, SecretKind: profile.APIKey, AccountID: in.AWS.AccountID}, in.AWS.APIKey, in.AWS.PlatformURL},
	}
	all["IAM"] = cloud("", func(*profile.Profile) {})
	for name, p := range all {
		p.ID, p.Name, p.KeyID = "p", name, "k"
		p.TLS = profile.TLS{Mode: profile.TLSVerify, CAPEM: string(s.CAPEM())}
		all[name] = p
	}
	return all
}

// given is a credential as a program finds it: a file that a snippet wrote, or variables.
type given struct {
	name string
	env  []string
}

// waysFor writes a profile for a target in every form that it has. A form that the
// target refuses for this profile is left out.
func waysFor(t *testing.T, target string, p envProfile, token string) []given {
	t.Helper()
	var ways []given
	if text, err := snippet.Write(target, p.Profile, snippet.Options{Secret: secret.New(p.key)}); err == nil {
		file := filepath.Join(t.TempDir(), "ibm-credentials.env")
		if err := os.WriteFile(file, []byte(text.Body.Reveal()), 0o600); err != nil {
			t.Fatal(err)
		}
		ways = append(ways, given{"file", []string{"IBM_CREDENTIALS_FILE=" + file}})
	}
	reference, err := snippet.Write(target, p.Profile, snippet.Options{})
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "ibm-credentials.env")
	if err := os.WriteFile(file, []byte(reference.Body.Reveal()), 0o600); err != nil {
		t.Fatal(err)
	}
	// The file without the secret must not keep the variables from being read.
	for name, carried := range map[string][2]string{"token in the environment": {token, ""}, "key in the environment": {"", p.key}} {
		vars, err := snippet.Environment(target, p.Profile, secret.New(carried[0]), secret.New(carried[1]))
		if err != nil {
			continue
		}
		way := given{name, []string{"IBM_CREDENTIALS_FILE=" + file}}
		for _, v := range vars {
			way.env = append(way.env, v.Name+"="+v.Value.Reveal())
		}
		ways = append(ways, way)
	}
	return ways
}

// wants are the ways that there must be for a profile: the SDKs cannot do them all.
func wants(t *testing.T, ways []given, want string) {
	t.Helper()
	var got []string
	for _, w := range ways {
		got = append(got, strings.Fields(w.name)[0])
	}
	for _, w := range strings.Fields(want) {
		if !strings.Contains(strings.Join(got, " "), w) {
			t.Errorf("there is no %s, only %v", w, got)
		}
	}
}

// signedIn gives a token as go-sdk-core gets one for a profile.
func signedIn(t *testing.T, s *sim.Simulator, p envProfile) string {
	t.Helper()
	in, client := s.Info(), trusting(s.CAPEM())
	var a interface{ GetToken() (string, error) }
	switch p.Kind {
	case profile.AWS:
		a = &core.MCSPV2Authenticator{ApiKey: p.key, URL: in.AWS.AuthURL, ScopeCollectionType: "accounts", ScopeID: in.AWS.AccountID, IncludeRoles: true, Client: client}
	case profile.CP4D:
		a = cp4d(t, in, client, in.CP4D.Password, "")
	default:
		a = &core.IamAuthenticator{ApiKey: p.key, URL: in.Cloud.AuthURL, Client: client}
	}
	token, err := a.GetToken()
	if err != nil {
		t.Fatal(err)
	}
	return token
}

// roleVariable makes the test program be the user's program, in which go-sdk-core finds
// its credential by itself.
const roleVariable = "TEST_USER_PROGRAM"

func TestMain(m *testing.M) {
	if service := os.Getenv(roleVariable); service != "" {
		os.Exit(userProgram(service))
	}
	if order := os.Getenv(servedVariable); order != "" {
		os.Exit(servedProgram(order))
	}
	os.Exit(m.Run())
}

// userProgram authenticates a call as a program does that leaves the credential to its
// surroundings, and prints the status of the answer.
func userProgram(service string) int {
	a, err := core.GetAuthenticatorFromEnvironment("watson_machine_learning")
	if err != nil || a == nil {
		fmt.Println("no authenticator:", err)
		return 1
	}
	req, _ := http.NewRequest(http.MethodGet, service+"/v2/spaces?limit=1", nil) //nolint:noctx // the process ends with it
	if err := a.Authenticate(req); err != nil {
		fmt.Println("sign-in:", err)
		return 1
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		fmt.Println("service:", err)
		return 1
	}
	defer func() { _ = resp.Body.Close() }()
	_, _ = io.Copy(io.Discard, resp.Body)
	fmt.Println(a.AuthenticationType(), resp.StatusCode)
	return 0
}

// TestGoSDKReadsTheFiles: go-sdk-core signs in with what env-sdk-core wrote, from a file
// and from its environment, and the service takes its token.
func TestGoSDKReadsTheFiles(t *testing.T) {
	s, err := sim.Start(t.Context(), sim.Options{Password: hostile})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	for name, p := range envProfiles(s) {
		t.Run(name, func(t *testing.T) {
			ways := waysFor(t, "env-sdk-core", p, signedIn(t, s, p))
			wants(t, ways, map[bool]string{true: "token", false: "file token key"}[name == "AWS"])
			for _, way := range ways {
				t.Run(way.name, func(t *testing.T) {
					cmd := exec.CommandContext(t.Context(), os.Args[0])
					cmd.Env = append([]string{roleVariable + "=" + p.service, "SSL_CERT_FILE=" + s.Info().CAFile, "HOME=" + t.TempDir(), "NO_PROXY=*"}, way.env...)
					cmd.Dir = t.TempDir()
					out, err := cmd.CombinedOutput()
					if err != nil || !bytes.HasSuffix(bytes.TrimSpace(out), []byte(" 200")) {
						t.Errorf("%v: %s", err, out)
					}
				})
			}
		})
	}
}

// described is a program's surroundings as the scripts for Node.js are told them.
func described(t *testing.T, service, target string) []byte {
	t.Helper()
	text, err := json.Marshal(map[string]string{"service": service, "target": target})
	if err != nil {
		t.Fatal(err)
	}
	return text
}
