package profile_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"math/big"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"lanyard/internal/profile"
)

// good has one complete profile of each kind.
func good() map[profile.Kind]profile.Profile {
	return map[profile.Kind]profile.Profile{
		profile.Cloud:       {Name: "cloud", Kind: profile.Cloud, URL: "https://eu-de.ml.cloud.ibm.com", SecretKind: profile.APIKey},
		profile.AWS:         {Name: "aws", Kind: profile.AWS, URL: "https://us-east-1.aws.wxai.ibm.com", SecretKind: profile.APIKey},
		profile.CP4D:        {Name: "cp4d", Kind: profile.CP4D, URL: "https://cpd.example.org", Username: "joe", SecretKind: profile.Password},
		profile.StudioLocal: {Name: "studio", Kind: profile.StudioLocal, URL: "https://111.22.333.444", Username: "joe", SecretKind: profile.Password, InstanceID: "icp"},
		profile.Orchestrate: {Name: "agents", Kind: profile.Orchestrate, URL: "https://api.us-east-1.dl.watson-orchestrate.ibm.com", InstanceID: "20250508-1435", SecretKind: profile.APIKey},
	}
}

func problems(err error) []string {
	if err == nil {
		return nil
	}
	e, ok := errors.AsType[*profile.FieldErrors](err)
	if !ok {
		return []string{"not FieldErrors: " + err.Error()}
	}
	var fields []string
	for _, f := range e.List {
		fields = append(fields, f.Field)
	}
	return fields
}

func TestCheckTakesGoodProfiles(t *testing.T) {
	for _, kind := range profile.Kinds() {
		p := good()[kind]
		if err := profile.Check(p); err != nil {
			t.Errorf("%s: %v", kind, err)
		}
		if address, err := p.SignInURL(); err != nil || !strings.HasPrefix(address, "https://") {
			t.Errorf("%s signs in at %q, %v", kind, address, err)
		}
	}
	ca := certificate(t, "ca")
	full := map[string]profile.Profile{
		"cloud": {
			Name: "Prod · Ünï 👩‍💻", Kind: profile.Cloud, URL: "https://eu-de.ml.cloud.ibm.com", AuthURL: "https://private.iam.cloud.ibm.com", SecretKind: profile.APIKey,
			InstanceID: "8f1c2f3e-9f3a-4a52-8a87-0d6f4f1a2b3c", AccountID: "0123456789abcdef0123456789abcdef", TrustedProfile: &profile.TrustedProfile{Name: "data science"},
			PlatformURL: "https://api.eu-de.dataplatform.cloud.ibm.com", SpaceID: space, TLS: profile.TLS{Mode: profile.TLSPin, PinSHA256: strings.Repeat("0a", 32), CAPEM: ca},
			Proxy: "http://joe@proxy.example.org:3128", ProxyKeyID: "proxy-1", Tags: []string{"a", "team b"}, Production: true, AutoRenew: true,
		},
		"trusted profile by id":  {Name: "x", Kind: profile.Cloud, URL: "https://eu-de.ml.cloud.ibm.com", SecretKind: profile.APIKey, TrustedProfile: &profile.TrustedProfile{ID: "Profile-8f1c2f3e"}},
		"trusted profile by crn": {Name: "x", Kind: profile.Cloud, URL: "https://eu-de.ml.cloud.ibm.com", SecretKind: profile.APIKey, TrustedProfile: &profile.TrustedProfile{CRN: "crn:v1:bluemix:public:iam-identity::a/01::profile:Profile-8f"}},
		"aws with an account":    {Name: "x", Kind: profile.AWS, URL: "https://wxai.ibmforusgov.com", SecretKind: profile.APIKey, AccountID: "20260101-1234", ProjectID: project},
		"cp4d": {
			Name: "x", Kind: profile.CP4D, URL: "https://cpd.example.org:31843", Username: `CORP\joe@example.org`, SecretKind: profile.APIKey, InstanceID: "openshift",
			CPDVersion: "5.1", CPDIdentity: "https://cp-console.example.org", TLS: profile.TLS{Mode: profile.TLSVerify, CAPEM: "comment\n" + ca + "\n" + certificate(t, "second")},
		},
		"cp4d without identity": {Name: "x", Kind: profile.CP4D, URL: "https://cpd.example.org", Username: "joe", SecretKind: profile.Password, CPDIdentity: "off", TLS: profile.TLS{Mode: profile.TLSInsecure}},
		"studio on openshift":   {Name: "x", Kind: profile.StudioLocal, URL: "https://wsl.example.org", Username: "joe", SecretKind: profile.Password, InstanceID: "openshift"},
	}
	for name, p := range full {
		if err := profile.Check(p); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestCheckFindsEachProblem(t *testing.T) {
	key := "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"
	ca := certificate(t, "ca")
	tests := []struct {
		name   string
		kind   profile.Kind
		change func(*profile.Profile)
		fields []string
		says   string
	}{
		{"no name", profile.Cloud, func(p *profile.Profile) { p.Name = "" }, []string{"name"}, "name"},
		{"no kind", profile.Cloud, func(p *profile.Profile) { p.Kind = "wml" }, []string{"kind"}, "cloud, aws, cp4d, studio-local"},
		{"no url", profile.CP4D, func(p *profile.Profile) { p.URL = "" }, []string{"url"}, "https://"},
		{"no url of a region", profile.AWS, func(p *profile.Profile) { p.URL = "" }, []string{"url"}, "https://ap-south-1.aws.wxai.ibm.com"},
		{"no url of an old installation", profile.StudioLocal, func(p *profile.Profile) { p.URL = "" }, []string{"url"}, "https://192.0.2.10"},
		{"plain http", profile.CP4D, func(p *profile.Profile) { p.URL = "http://cpd.example.org" }, []string{"url"}, "use the https:// address"},
		{"no scheme", profile.CP4D, func(p *profile.Profile) { p.URL = "cpd.example.org" }, []string{"url"}, "use https://cpd.example.org"},
		{"a path", profile.CP4D, func(p *profile.Profile) { p.URL = "https://cpd.example.org/zen" }, []string{"url"}, "use https://cpd.example.org"},
		{"a sample url", profile.CP4D, func(p *profile.Profile) { p.URL = "https://HIJKL" }, []string{"url"}, "sample value"},
		{"a password for IBM Cloud's host", profile.CP4D, func(p *profile.Profile) { p.URL = "https://eu-de.ml.cloud.ibm.com" }, []string{"url"}, "belongs to IBM Cloud"},
		{"the old port", profile.StudioLocal, func(p *profile.Profile) { p.URL = "https://wsl.example.org:31002" }, []string{"url"}, "https://wsl.example.org:31843"},
		{"a plain auth_url", profile.Cloud, func(p *profile.Profile) { p.AuthURL = "http://iam.cloud.ibm.com" }, []string{"auth_url"}, "https"},
		{"an auth_url without scheme", profile.Cloud, func(p *profile.Profile) { p.AuthURL = "iam.cloud.ibm.com" }, []string{"auth_url"}, "use https://iam.cloud.ibm.com"},

		{"cloud with a cluster's instance", profile.Cloud, func(p *profile.Profile) { p.InstanceID = "openshift" }, []string{"instance_id"}, "clusters"},
		{"cloud with the sample instance", profile.Cloud, func(p *profile.Profile) { p.InstanceID = "ABCDEFG" }, []string{"instance_id"}, "sample"},
		{"cloud with an instance that is no GUID", profile.Cloud, func(p *profile.Profile) { p.InstanceID = "my-instance" }, []string{"instance_id"}, "GUID"},
		{"aws with an instance", profile.AWS, func(p *profile.Profile) { p.InstanceID = space }, []string{"instance_id"}, "leave it empty"},
		{"cp4d with an instance", profile.CP4D, func(p *profile.Profile) { p.InstanceID = space }, []string{"instance_id"}, "leave it empty"},
		{"studio without an instance", profile.StudioLocal, func(p *profile.Profile) { p.InstanceID = "" }, []string{"instance_id"}, "icp, or openshift"},
		{"studio with another instance", profile.StudioLocal, func(p *profile.Profile) { p.InstanceID = "ICP" }, []string{"instance_id"}, "icp, or openshift"},

		{"cloud with a username", profile.Cloud, func(p *profile.Profile) { p.Username = "joe" }, []string{"username"}, "API key alone"},
		{"aws with a username", profile.AWS, func(p *profile.Profile) { p.Username = "joe" }, []string{"username"}, "API key alone"},
		{"cp4d without a username", profile.CP4D, func(p *profile.Profile) { p.Username = "" }, []string{"username"}, "enter the username"},
		{"the sample username", profile.CP4D, func(p *profile.Profile) { p.Username = "MNOPQRS" }, []string{"username"}, "sample"},
		{"a username with a line break", profile.CP4D, func(p *profile.Profile) { p.Username = "jo\ne" }, []string{"username"}, "control character"},
		{"a username with blanks around", profile.CP4D, func(p *profile.Profile) { p.Username = " joe" }, []string{"username"}, "blank"},
		{"a username too long", profile.CP4D, func(p *profile.Profile) { p.Username = strings.Repeat("j", 257) }, []string{"username"}, "256"},
		{"a colon with Basic", profile.StudioLocal, func(p *profile.Profile) { p.Username = "a:b" }, []string{"username"}, "colon"},

		{"cloud with a password", profile.Cloud, func(p *profile.Profile) { p.SecretKind = profile.Password }, []string{"secret_kind"}, "api-key"},
		{"studio with an API key", profile.StudioLocal, func(p *profile.Profile) { p.SecretKind = profile.APIKey }, []string{"secret_kind"}, "password"},
		{"cp4d with neither", profile.CP4D, func(p *profile.Profile) { p.SecretKind = "" }, []string{"secret_kind"}, "api-key or password"},

		{"studio-local with an account", profile.StudioLocal, func(p *profile.Profile) { p.AccountID = "1" }, []string{"account_id"}, "no accounts"},
		{"an account id of other characters", profile.AWS, func(p *profile.Profile) { p.AccountID = "a/b" }, []string{"account_id"}, "letters, digits"},
		{"aws with a trusted profile", profile.AWS, func(p *profile.Profile) { p.TrustedProfile = &profile.TrustedProfile{ID: "Profile-1"} }, []string{"trusted_profile"}, "only IBM Cloud"},
		{"an empty trusted profile", profile.Cloud, func(p *profile.Profile) { p.TrustedProfile = &profile.TrustedProfile{} }, []string{"trusted_profile"}, "exactly one"},
		{"a sample of a trusted profile", profile.Cloud, func(p *profile.Profile) { p.TrustedProfile = &profile.TrustedProfile{ID: "<profile_id>"} }, []string{"trusted_profile"}, "sample"},
		{"two names of a trusted profile", profile.Cloud, func(p *profile.Profile) { p.TrustedProfile = &profile.TrustedProfile{ID: "a", CRN: "crn:b"} }, []string{"trusted_profile"}, "exactly one"},
		{"a trusted profile's name alone", profile.Cloud, func(p *profile.Profile) { p.TrustedProfile = &profile.TrustedProfile{Name: "a"} }, []string{"account_id"}, "account"},
		{"a crn that is none", profile.Cloud, func(p *profile.Profile) { p.TrustedProfile = &profile.TrustedProfile{CRN: "Profile-1"} }, []string{"trusted_profile"}, "crn"},
		{"a crn as an id", profile.Cloud, func(p *profile.Profile) { p.TrustedProfile = &profile.TrustedProfile{ID: "crn:v1"} }, []string{"trusted_profile"}, "use the crn"},

		{"cloud with a version", profile.Cloud, func(p *profile.Profile) { p.CPDVersion = "5.1" }, []string{"cpd_version"}, "only Cloud Pak for Data"},
		{"studio with an identity service", profile.StudioLocal, func(p *profile.Profile) { p.CPDIdentity = "off" }, []string{"cpd_identity"}, "only Cloud Pak for Data"},
		{"a version of three numbers", profile.CP4D, func(p *profile.Profile) { p.CPDVersion = "5.1.2" }, []string{"cpd_version"}, "two numbers"},
		{"an identity service with a path", profile.CP4D, func(p *profile.Profile) { p.CPDIdentity = "https://a.example.org/x" }, []string{"cpd_identity"}, "use https://a.example.org"},
		{"a plain identity service", profile.CP4D, func(p *profile.Profile) { p.CPDIdentity = "http://a.example.org" }, []string{"cpd_identity"}, "https"},
		{"a word for the identity service", profile.CP4D, func(p *profile.Profile) { p.CPDIdentity = "on" }, []string{"cpd_identity"}, "use https://on"},
		{"a platform with a path", profile.Cloud, func(p *profile.Profile) { p.PlatformURL = "https://a.example.org/v2/spaces" }, []string{"platform_url"}, "use https://a.example.org"},

		{"a space and a project", profile.Cloud, func(p *profile.Profile) { p.SpaceID, p.ProjectID = space, project }, []string{"project_id"}, "keep one"},
		{"a sample space", profile.Cloud, func(p *profile.Profile) { p.SpaceID = "<space_id>" }, []string{"space_id"}, "sample"},
		{"a space with a slash", profile.Cloud, func(p *profile.Profile) { p.SpaceID = "a/b" }, []string{"space_id"}, "letters"},

		{"a pin without its mode", profile.Cloud, func(p *profile.Profile) { p.TLS = profile.TLS{PinSHA256: strings.Repeat("a", 64)} }, []string{"tls.pin_sha256"}, "mode pin"},
		{"a mode without its pin", profile.Cloud, func(p *profile.Profile) { p.TLS = profile.TLS{Mode: profile.TLSPin} }, []string{"tls.pin_sha256"}, "64 hex"},
		{"a short pin", profile.Cloud, func(p *profile.Profile) {
			p.TLS = profile.TLS{Mode: profile.TLSPin, PinSHA256: strings.Repeat("a", 63)}
		}, []string{"tls.pin_sha256"}, "64 hex"},
		{"a pin with another letter", profile.Cloud, func(p *profile.Profile) {
			p.TLS = profile.TLS{Mode: profile.TLSPin, PinSHA256: strings.Repeat("g", 64)}
		}, []string{"tls.pin_sha256"}, "64 hex"},
		{"an unknown mode", profile.Cloud, func(p *profile.Profile) { p.TLS.Mode = "none" }, []string{"tls"}, "verify, pin, insecure"},
		{"a CA that is none", profile.CP4D, func(p *profile.Profile) { p.TLS.CAPEM = "hello" }, []string{"tls.ca_pem"}, "no certificate found"},
		{"a CA with its key", profile.CP4D, func(p *profile.Profile) { p.TLS.CAPEM = ca + key }, []string{"tls.ca_pem"}, "private key"},
		{"a CA with something else", profile.CP4D, func(p *profile.Profile) { p.TLS.CAPEM = ca + strings.ReplaceAll(key, "PRIVATE KEY", "X509 CRL") }, []string{"tls.ca_pem"}, "something else"},
		{"a CA that is damaged", profile.CP4D, func(p *profile.Profile) { p.TLS.CAPEM = ca + "\n" + strings.Replace(ca, "M", "*", 1) }, []string{"tls.ca_pem"}, "1 of 2"},
		{"a CA of no certificate", profile.CP4D, func(p *profile.Profile) {
			p.TLS.CAPEM = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"
		}, []string{"tls.ca_pem"}, "certificate 1"},

		{"a proxy without a port", profile.Cloud, func(p *profile.Profile) { p.Proxy = "http://proxy.example.org" }, []string{"proxy"}, "no port"},
		{"a proxy without a scheme", profile.Cloud, func(p *profile.Profile) { p.Proxy = "proxy.example.org:3128" }, []string{"proxy"}, "http://host:port"},
		{"a proxy of another kind", profile.Cloud, func(p *profile.Profile) { p.Proxy = "socks5://proxy.example.org:1080" }, []string{"proxy"}, "neither"},
		{"a proxy with a path", profile.Cloud, func(p *profile.Profile) { p.Proxy = "http://proxy.example.org:3128/x" }, []string{"proxy"}, "after the port"},
		{"a proxy with a password", profile.Cloud, func(p *profile.Profile) { p.Proxy = "http://joe:hunter2@proxy.example.org:3128" }, []string{"proxy"}, "own field"},
		{"a proxy with an odd password", profile.Cloud, func(p *profile.Profile) { p.Proxy = "http://joe:hunter2%@proxy.example.org:3128" }, []string{"proxy"}, "not valid"},
		{"a sample proxy", profile.Cloud, func(p *profile.Profile) { p.Proxy = "http://your-host:3128" }, []string{"proxy"}, "sample"},
		{"a proxy at port 0", profile.Cloud, func(p *profile.Profile) { p.Proxy = "http://proxy.example.org:0" }, []string{"proxy"}, "not valid"},
		{"a proxy's password without a proxy", profile.Cloud, func(p *profile.Profile) { p.ProxyKeyID = "k" }, []string{"proxy"}, "no proxy"},

		{"an empty tag", profile.Cloud, func(p *profile.Profile) { p.Tags = []string{""} }, []string{"tags"}, "empty"},
		{"a tag twice", profile.Cloud, func(p *profile.Profile) { p.Tags = []string{"team", "Team"} }, []string{"tags"}, `"Team"`},
		{"a tag with a line break", profile.Cloud, func(p *profile.Profile) { p.Tags = []string{"a\nb"} }, []string{"tags"}, "control character"},
		{"a long tag", profile.Cloud, func(p *profile.Profile) { p.Tags = []string{strings.Repeat("t", 41)} }, []string{"tags"}, "40"},
		{"many tags", profile.Cloud, func(p *profile.Profile) {
			for r := 'a'; r <= 'u'; r++ {
				p.Tags = append(p.Tags, string(r))
			}
		}, []string{"tags"}, "20"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := good()[tt.kind]
			tt.change(&p)
			err := profile.Check(p)
			if diff := cmp.Diff(tt.fields, problems(err)); diff != "" {
				t.Fatalf("%v (-want +got):\n%s", err, diff)
			}
			if !strings.Contains(err.Error(), tt.says) {
				t.Errorf("%q does not say %q", err, tt.says)
			}
			if strings.Contains(err.Error(), "hunter2") {
				t.Errorf("%q repeats a password", err)
			}
		})
	}
}

// TestCheckFindsAllProblemsAtOnce: a form is mended in one go, in the order of its
// fields.
func TestCheckFindsAllProblemsAtOnce(t *testing.T) {
	err := profile.Check(profile.Profile{Name: "-x", Kind: profile.CP4D, CPDVersion: "five", SpaceID: space, ProjectID: project, TLS: profile.TLS{Mode: "x"}, Tags: []string{" "}})
	want := []string{"name", "url", "username", "secret_kind", "cpd_version", "project_id", "tls", "tags"}
	if diff := cmp.Diff(want, problems(err)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	e, _ := errors.AsType[*profile.FieldErrors](err)
	if e.Of("cpd_version") == "" || e.Of("auth_url") != "" {
		t.Errorf("Of finds %q and %q", e.Of("cpd_version"), e.Of("auth_url"))
	}
}

func TestCheckName(t *testing.T) {
	tests := []struct {
		name string
		ok   bool
	}{
		{"prod-eu", true},
		{"a", true},
		{"Größe · 東京 👩‍💻", true},
		{strings.Repeat("ü", 120), true},
		{"--", false},
		{"-x", false},
		{"x-", true},
		{"", false},
		{" ", false},
		{" x", false},
		{"x\u00a0", false},
		{strings.Repeat("ü", 121), false},
		{"a\tb", false},
		{"a\nb", false},
		{"a\x00b", false},
		{"a\x7fb", false},
		{"a\u0085b", false},
		{"a\u2028b", false},
		{"a\u202eb", false}, // turns the text after it around
		{"a\u200bb", false}, // invisible: two names would look alike
		{"a\xffb", false},
	}
	for _, tt := range tests {
		if err := profile.CheckName(tt.name); (err == nil) != tt.ok {
			t.Errorf("%q: %v", tt.name, err)
		}
	}
}

func TestNormalizeVersion(t *testing.T) {
	for text, want := range map[string]string{
		"5.1": "5.1", "5.1.2": "5.1", " 4.8\n": "4.8", "v5.0.1": "5.0", "4.8.0-rc1": "4.8", "10.12": "10.12",
		"": "", "5": "", "5.": "", "five": "", "5.1 and later": "", "5.123": "", "-5.1": "",
	} {
		got, err := profile.NormalizeVersion(text)
		if got != want || (err == nil) != (want != "") {
			t.Errorf("%q gives %q, %v", text, got, err)
		}
	}
}

func TestParseCAKeepsTheOrder(t *testing.T) {
	certs, err := profile.ParseCA("first\n" + certificate(t, "a") + "\r\n# second\r\n" + certificate(t, "b"))
	if err != nil {
		t.Fatal(err)
	}
	names := []string{}
	for _, c := range certs {
		names = append(names, c.Subject.CommonName)
	}
	if !slices.Equal(names, []string{"a", "b"}) {
		t.Errorf("got %v", names)
	}
}

// Certificates come in many wrappings, and all give the same.
func TestParseCAForms(t *testing.T) {
	a, b := certificate(t, "a"), certificate(t, "b")
	both := a + b
	inBase64 := base64.StdEncoding.EncodeToString([]byte(both))
	der, _ := pem.Decode([]byte(a))
	for name, c := range map[string]struct {
		text string
		want string
	}{
		"plain":                    {both, both},
		"with a mark":              {"\ufeff" + both, both},
		"line ends of Windows":     {strings.ReplaceAll(both, "\n", "\r\n"), both},
		"indented":                 {"ca.crt: |\n    " + strings.ReplaceAll(both, "\n", "\n    "), both},
		"quoted mail":              {"> " + strings.ReplaceAll(both, "\n", "\n> "), both},
		"line ends written":        {`{"ca":"` + strings.ReplaceAll(both, "\n", `\n`) + `"}`, both},
		"and escaped once more":    {strings.ReplaceAll(both, "\n", `\\r\\n`), both},
		"on one line":              {strings.ReplaceAll(both, "\n", " "), both},
		"base64":                   {inBase64 + "\n", both},
		"base64 in lines":          {folded(inBase64, 76), both},
		"base64 among other text":  {"cluster:\n  certificate-authority-data: " + inBase64 + "\n  server: https://x.example.org\n", both},
		"base64 of the bare one":   {base64.StdEncoding.EncodeToString(der.Bytes), a},
		"binary":                   {string(der.Bytes), a},
		"another name for the box": {strings.ReplaceAll(a, "CERTIFICATE", "X509 CERTIFICATE"), a},
	} {
		t.Run(name, func(t *testing.T) {
			certs, err := profile.ParseCA(c.text)
			if err != nil || profile.EncodeCA(certs) != c.want {
				t.Errorf("%v\n%s", err, profile.EncodeCA(certs))
			}
			if tidy := profile.TidyCA(c.text); !x509.NewCertPool().AppendCertsFromPEM([]byte(tidy)) || strings.Count(tidy, "BEGIN CERT") != strings.Count(c.want, "BEGIN CERT") {
				t.Errorf("tidied to\n%s", tidy)
			}
		})
	}
	key := "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"
	for name, text := range map[string]string{
		"a key in base64": base64.StdEncoding.EncodeToString([]byte(both + key)), "cut in the middle": inBase64[:len(inBase64)-100],
		"no certificate": "hello", "base64 of something else": base64.StdEncoding.EncodeToString([]byte("hello")), "nothing": "",
	} {
		if certs, err := profile.ParseCA(text); err == nil || profile.TidyCA(text) != text {
			t.Errorf("%s: %d certificates", name, len(certs))
		}
	}
	if text := "# mine\n" + a; profile.TidyCA(text) != text {
		t.Error("what is PEM already was changed")
	}
}

// folded breaks a text into lines.
func folded(text string, width int) string {
	var b strings.Builder
	for len(text) > width {
		b.WriteString(text[:width] + "\n")
		text = text[width:]
	}
	return b.String() + text + "\n"
}

// certificate makes a self-signed certificate as PEM.
func certificate(t *testing.T, name string) string {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: name}, NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}))
}

// derHash is the SHA-256 of a PEM certificate's DER.
func derHash(t *testing.T, text string) string {
	t.Helper()
	block, _ := pem.Decode([]byte(text))
	sum := sha256.Sum256(block.Bytes)
	return hex.EncodeToString(sum[:])
}
