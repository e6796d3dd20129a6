package sim_test

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"testing"

	"lanyard/iam/sim"
)

const modelsPath = "/ml/v1/foundation_model_specs?version=2024-05-20"

// Every TLS library has its own idea of a valid certificate; OpenSSL's strict
// one, which newer Pythons use, is the pickiest.
func TestCertificatesSatisfyEveryClient(t *testing.T) {
	b := start(t, sim.Options{})
	at := strings.Replace(b.in.Cloud.URL, "127.0.0.1", "localhost", 1)
	script := map[string]string{
		"python": `import ssl,sys,urllib.request
ctx = ssl.create_default_context(cafile=sys.argv[1])
ctx.verify_flags |= ssl.VERIFY_X509_STRICT
for url in sys.argv[2:]:
    urllib.request.urlopen(url, context=ctx).read()
`,
		"node": `const https = require('https'), fs = require('fs');
const ca = fs.readFileSync(process.argv[1]);
for (const url of process.argv.slice(2))
  https.get(url, {ca}, r => { if (r.statusCode !== 200) process.exitCode = 3; r.resume() }).on('error', e => { console.error(e.message); process.exitCode = 4 });
`,
	}
	urls := []string{b.in.Cloud.URL + modelsPath, at + modelsPath}
	for name, argv := range map[string][]string{
		"curl":    append([]string{"curl", "-fsS", "--noproxy", "*", "--cacert", b.in.CAFile}, urls...),
		"python3": append([]string{"python3", "-c", script["python"], b.in.CAFile}, urls...),
		"node":    append([]string{"node", "-e", script["node"], b.in.CAFile}, urls...),
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := exec.LookPath(argv[0]); err != nil {
				t.Skip(err)
			}
			cmd := exec.CommandContext(t.Context(), argv[0], argv[1:]...)
			cmd.Env = append(os.Environ(), "NO_PROXY=*", "no_proxy=*")
			if out, err := cmd.CombinedOutput(); err != nil {
				t.Errorf("%v\n%.2000s", err, out)
			}
		})
	}
	t.Run("go", func(t *testing.T) {
		for _, u := range urls {
			if r := b.on(t).get(u).want(t, 200); r.proto != "HTTP/2.0" {
				t.Errorf("%s came by %s", u, r.proto)
			}
		}
	})
}

func TestTLSFaults(t *testing.T) {
	b := start(t, sim.Options{})
	fetch := func(url string) error {
		res, err := b.client.Get(url + modelsPath)
		if err == nil {
			res.Body.Close()
		}
		return err
	}
	t.Run("unknown ca", func(t *testing.T) {
		err := fetch(b.in.TLSFaults.UnknownCA)
		if _, ok := errors.AsType[x509.UnknownAuthorityError](err); !ok {
			t.Error(err)
		}
	})
	t.Run("wrong name", func(t *testing.T) {
		err := fetch(b.in.TLSFaults.WrongName)
		if _, ok := errors.AsType[x509.HostnameError](err); !ok {
			t.Error(err)
		}
	})
	t.Run("expired", func(t *testing.T) {
		e, ok := errors.AsType[x509.CertificateInvalidError](fetch(b.in.TLSFaults.Expired))
		if !ok || e.Reason != x509.Expired {
			t.Error(e)
		}
	})
	t.Run("tls 1.1", func(t *testing.T) {
		if err := fetch(b.in.TLSFaults.TLS11); err == nil || !strings.Contains(err.Error(), "protocol version") {
			t.Error(err)
		}
	})
}

// Behind its fault, each of them is a whole IBM Cloud: the fault has to be all
// that is wrong.
func TestTLSFaultsAreAllThatIsWrong(t *testing.T) {
	b := start(t, sim.Options{})
	tr := &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true, MinVersion: tls.VersionTLS10}}
	defer tr.CloseIdleConnections()
	b.client.Transport = tr
	for name, url := range map[string]string{
		"unknown ca": b.in.TLSFaults.UnknownCA, "wrong name": b.in.TLSFaults.WrongName,
		"expired": b.in.TLSFaults.Expired, "tls 1.1": b.in.TLSFaults.TLS11,
	} {
		t.Run(name, func(t *testing.T) {
			b := b.on(t)
			tok := b.postForm(url+"/identity/token", fields("grant_type", apikeyGrant, "apikey", b.in.Cloud.APIKey)).want(t, 200).text(t, "access_token")
			b.get(url+"/ml/v4/deployments?version=2024-01-01&space_id="+b.in.Cloud.SpaceID, bearer(tok)...).want(t, 200)
			b.get(url+"/v2/spaces", bearer(tok)...).want(t, 200)
		})
	}
}

// The unknown authority's certificate comes along, so that a user can look at
// it, save it, and be fine.
func TestUnknownCAIsInTheChain(t *testing.T) {
	b := start(t, sim.Options{})
	host := strings.TrimPrefix(b.in.TLSFaults.UnknownCA, "https://")
	conn, err := tls.Dial("tcp", host, &tls.Config{InsecureSkipVerify: true})
	if err != nil {
		t.Fatal(err)
	}
	chain := conn.ConnectionState().PeerCertificates
	conn.Close()
	if len(chain) != 2 {
		t.Fatalf("%d certificates", len(chain))
	}
	pool := x509.NewCertPool()
	pool.AddCert(chain[1])
	conn, err = tls.Dial("tcp", host, &tls.Config{RootCAs: pool})
	if err != nil {
		t.Fatal(err)
	}
	conn.Close()
}
