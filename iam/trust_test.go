package iam

import (
	"crypto/ed25519"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"lanyard/internal/profile"
)

// TestAProfilesCAStandsBesideTheSystems: it is asked first, and takes nothing away.
func TestAProfilesCAStandsBesideTheSystems(t *testing.T) {
	server := httptest.NewTLSServer(http.NotFoundHandler())
	defer server.Close()
	good := server.Certificate()
	for name, c := range map[string]struct {
		profileCA, system []byte
		host              string
		want              bool
	}{
		"the profile's knows it":     {profileCA: good.Raw, host: "127.0.0.1", want: true},
		"only the system's knows it": {profileCA: elsewhere(t), system: good.Raw, host: "127.0.0.1", want: true},
		"neither knows it":           {profileCA: elsewhere(t), host: "127.0.0.1"},
		"another name":               {profileCA: good.Raw, system: good.Raw, host: "127.0.0.9"},
		"another DNS name":           {profileCA: good.Raw, host: "example.net"},
	} {
		t.Run(name, func(t *testing.T) {
			client := New(Options{})
			system := x509.NewCertPool()
			if c.system != nil {
				system.AddCert(good)
			}
			client.roots.load = func() (*x509.CertPool, error) { return system, nil }
			tr, err := client.tlsConfig(profile.TLS{CAPEM: string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: c.profileCA}))})
			if err != nil {
				t.Fatal(err)
			}
			conn, err := net.Dial("tcp", server.Listener.Addr().String())
			if err != nil {
				t.Fatal(err)
			}
			_, err = startTLS(t.Context(), conn, c.host+":443", tr, usualLimits().handshake)
			if (err == nil) != c.want {
				t.Errorf("the handshake ended with %v", err)
			}
			if err != nil && tlsError(err).Reason != ReasonUnknownCA && tlsError(err).Reason != ReasonWrongName {
				t.Errorf("the reason is %s (%v)", tlsError(err).Reason, errors.Unwrap(err))
			}
		})
	}
}

// elsewhere is the certificate of an authority that signed nothing here.
func elsewhere(t *testing.T) []byte {
	t.Helper()
	_, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	who := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "Elsewhere"}, NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true}
	der, err := x509.CreateCertificate(rand.Reader, who, who, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	return der
}
