package cli_test

import (
	"crypto/tls"
	"crypto/x509"
	"io"
	"net/http"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"lanyard/iam/sim"
)

// cmdPasscode opens the simulator's page for one-time codes, as a browser does, and writes
// the code that it shows into a file, with further lines behind: passcode FILE [LINE…].
func cmdPasscode(ts *testscript.TestScript, neg bool, args []string, s *sim.Simulator) {
	if neg || len(args) < 1 {
		ts.Fatalf("usage: passcode FILE [LINE…]")
	}
	code, err := codeOnPage(s)
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(strings.Join(append([]string{code}, args[1:]...), "\n")+"\n"), 0o600))
}

// codeOnPage gives the code that the simulator's page shows.
func codeOnPage(s *sim.Simulator) (string, error) {
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(s.CAPEM())
	browser := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool}, DisableKeepAlives: true}}
	page, err := browser.Get(s.Info().Cloud.PasscodeURL) //nolint:noctx // a test's
	if err != nil {
		return "", err
	}
	defer func() { _ = page.Body.Close() }()
	html, err := io.ReadAll(page.Body)
	if err != nil {
		return "", err
	}
	found := regexp.MustCompile(`id="passcode">([^<]+)<`).FindSubmatch(html)
	if found == nil {
		return "", os.ErrNotExist
	}
	return string(found[1]), nil
}

func TestCodeOnPage(t *testing.T) {
	s := startSim(t, sim.Options{})
	if code, err := codeOnPage(s); err != nil || len(code) != 10 {
		t.Errorf("code %q, %v", code, err)
	}
}
