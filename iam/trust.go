package iam

import (
	"crypto/sha256"
	"crypto/subtle"
	"crypto/tls"
	"crypto/x509"
	"encoding/hex"
	"errors"
	"strings"
	"sync"

	"lanyard/profile"
)

// errPin is the handshake's failure when the server shows another certificate than
// the pinned one.
var errPin = errors.New("the server's certificate is not the pinned one")

// errBadCA is a profile's CA text in which there is no certificate.
var errBadCA = errors.New("the profile's CA certificate cannot be read")

// rootsOnce reads the system's roots at their first use; reading them takes some ms.
type rootsOnce struct {
	once sync.Once
	pool *x509.CertPool
}

func (r *rootsOnce) get() *x509.CertPool {
	r.once.Do(func() {
		pool, err := x509.SystemCertPool()
		if err != nil {
			pool = x509.NewCertPool()
		}
		r.pool = pool
	})
	return r.pool.Clone()
}

// tlsConfig makes the settings for a profile's servers. Verification is off in two
// cases only: a pin takes its place, or the user said so for this profile.
func (c *Client) tlsConfig(t profile.TLS) (*tls.Config, error) {
	cfg := &tls.Config{MinVersion: tls.VersionTLS12, NextProtos: []string{"h2", "http/1.1"}}
	if c.noHTTP2 {
		cfg.NextProtos = cfg.NextProtos[1:]
	}
	switch t.Mode {
	case profile.TLSPin:
		cfg.InsecureSkipVerify = true
		cfg.VerifyConnection = verifyPin(t.PinSHA256)
		return cfg, nil
	case profile.TLSInsecure:
		cfg.InsecureSkipVerify = true
		return cfg, nil
	}
	pool, err := c.pool(t.CAPEM)
	cfg.RootCAs = pool
	return cfg, err
}

// pool gives the system's roots and the profile's.
func (c *Client) pool(pem string) (*x509.CertPool, error) {
	pool := c.roots.get()
	if strings.TrimSpace(pem) != "" && !pool.AppendCertsFromPEM([]byte(pem)) {
		return nil, errBadCA
	}
	return pool, nil
}

// verifyPin accepts exactly the certificate with this SHA-256, in hexadecimal.
func verifyPin(pin string) func(tls.ConnectionState) error {
	want, err := hex.DecodeString(strings.ReplaceAll(strings.TrimSpace(pin), ":", ""))
	return func(s tls.ConnectionState) error {
		if err != nil || len(want) != sha256.Size || len(s.PeerCertificates) == 0 {
			return errPin
		}
		got := sha256.Sum256(s.PeerCertificates[0].Raw)
		if subtle.ConstantTimeCompare(got[:], want) != 1 {
			return errPin
		}
		return nil
	}
}
