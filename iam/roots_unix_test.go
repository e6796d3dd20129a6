//go:build unix && !darwin

package iam

import (
	"crypto/x509"
	"encoding/pem"
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"lanyard/internal/userfile"
)

// rootTraps are names that lead to no file of certificates, each of which would hang the
// library or fill the memory.
func rootTraps(t *testing.T) map[string]string {
	dir := t.TempDir()
	pipe, sparse := filepath.Join(dir, "pipe"), filepath.Join(dir, "sparse")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(sparse, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(sparse, 10<<30); err != nil {
		t.Fatal(err)
	}
	return map[string]string{"a pipe": pipe, "a device": "/dev/zero", "a huge file": sparse}
}

func signIn(t *testing.T, cred Credential) error {
	t.Helper()
	_, err := New(Options{}).Exchange(t.Context(), cred)
	return err
}

// TestSystemsAuthoritiesFromNoFile: it is told at once, whoever asks, and nothing is sent.
func TestSystemsAuthoritiesFromNoFile(t *testing.T) {
	address, _ := listen(t, func(http.ResponseWriter, *http.Request) { t.Error("something was sent") })
	for what, trap := range rootTraps(t) {
		for _, variable := range []string{"SSL_CERT_FILE", "SSL_CERT_DIR"} {
			t.Run(what+" in "+variable, func(t *testing.T) {
				name := trap
				if variable == "SSL_CERT_DIR" {
					dir := t.TempDir()
					if err := os.Symlink(trap, filepath.Join(dir, "ca.pem")); err != nil {
						t.Fatal(err)
					}
					name = t.TempDir() + ":" + dir
				}
				t.Setenv(variable, name)
				began := time.Now()
				for range 2 {
					e := wantError(t, signIn(t, cloudAt(address, "")), CheckTLS, ReasonSystemCA)
					if !strings.Contains(e.Err.Error(), variable) {
						t.Errorf("%v does not name %s", e.Err, variable)
					}
				}
				// The profile's own CA does not know the server, so the system's are asked.
				cred := cloudAt(address, string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: elsewhere(t)})))
				wantError(t, signIn(t, cred), CheckTLS, ReasonSystemCA)
				if took := time.Since(began); took > 2*time.Second {
					t.Errorf("it took %v", took)
				}
			})
		}
	}
	t.Run("a profile's own CA is enough", func(t *testing.T) {
		t.Setenv("SSL_CERT_FILE", rootTraps(t)["a pipe"])
		server, ca := listen(t, tokenServer)
		if err := signIn(t, cloudAt(server, ca)); err != nil {
			t.Error(err)
		}
	})
}

// TestSystemsAuthoritiesOnASlowDrive: nobody waits longer than the limit, and only the
// first one that long.
func TestSystemsAuthoritiesOnASlowDrive(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		hold := make(chan struct{})
		pool := x509.NewCertPool()
		r := rootsOnce{load: func() (*x509.CertPool, error) { <-hold; return pool, nil }}
		began := time.Now()
		if _, err := r.get(); !errors.Is(err, errSlowRoots) || time.Since(began) != rootsTime {
			t.Errorf("after %v: %v", time.Since(began), err)
		}
		if _, err := r.get(); err == nil || time.Since(began) != rootsTime {
			t.Errorf("the second one after %v: %v", time.Since(began), err)
		}
		close(hold)
		synctest.Wait()
		if got, err := r.get(); err != nil || got != pool {
			t.Errorf("when they came: %v", err)
		}
	})
}

// TestSystemsAuthoritiesThatAreNotThere are none, as for the library.
func TestSystemsAuthoritiesThatAreNotThere(t *testing.T) {
	t.Setenv("SSL_CERT_FILE", filepath.Join(t.TempDir(), "none"))
	t.Setenv("SSL_CERT_DIR", filepath.Join(t.TempDir(), "none")+"::"+t.TempDir())
	if _, err := systemRoots(); err != nil || userfile.NoFile(err) {
		t.Error(err)
	}
}
