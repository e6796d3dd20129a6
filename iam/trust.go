package iam

import (
	"crypto/sha256"
	"crypto/subtle"
	"crypto/tls"
	"crypto/x509"
	"encoding/hex"
	"errors"
	"strings"

	"lanyard/internal/profile"
)

// errPin is the handshake's failure when the server shows another certificate than
// the pinned one.
var errPin = errors.New("the server's certificate is not the pinned one")

// errBadCA is a profile's CA text in which there is no certificate.
var errBadCA = errors.New("the profile's CA certificate cannot be read")

// trust is how a server's certificate is checked.
type trust struct {
	cfg   *tls.Config
	chain func(chain []*x509.Certificate, host string) error // in place of the usual check; nil: cfg does it
}

// forHost gives the settings for one connection.
func (t trust) forHost(host string) *tls.Config {
	cfg := t.cfg.Clone()
	cfg.ServerName = host
	if t.chain != nil {
		cfg.VerifyConnection = func(s tls.ConnectionState) error {
			if err := t.chain(s.PeerCertificates, host); err != nil {
				return &tls.CertificateVerificationError{UnverifiedCertificates: s.PeerCertificates, Err: err}
			}
			return nil
		}
	}
	return cfg
}

// untrusted makes an *Error of what keeps certificates from being checked at all.
func untrusted(err error) *Error {
	if e, ok := errors.AsType[*Error](err); ok {
		return e
	}
	return &Error{Check: CheckTLS, Reason: ReasonBadCA, Err: err}
}

// tlsConfig makes the settings for a profile's servers. The library's own check is off
// in three cases only: the profile's CA is asked before the system's roots, a pin takes
// the check's place, or the user said so for this profile.
func (c *Client) tlsConfig(t profile.TLS) (trust, error) {
	cfg := &tls.Config{MinVersion: tls.VersionTLS12, NextProtos: []string{"http/1.1"}}
	switch {
	case t.Mode == profile.TLSPin:
		cfg.InsecureSkipVerify = true
		cfg.VerifyConnection = verifyPin(t.PinSHA256)
	case t.Mode == profile.TLSInsecure:
		cfg.InsecureSkipVerify = true
	case strings.TrimSpace(t.CAPEM) != "":
		own := x509.NewCertPool()
		if !own.AppendCertsFromPEM([]byte(t.CAPEM)) {
			return trust{}, errBadCA
		}
		cfg.InsecureSkipVerify = true // trust.chain checks
		return trust{cfg: cfg, chain: c.ownFirst(own)}, nil
	default:
		var err error
		if cfg.RootCAs, err = c.roots.get(); err != nil {
			return trust{}, err
		}
	}
	return trust{cfg: cfg}, nil
}

// ownFirst checks a chain by a profile's roots, and by the system's where those don't
// know it. Reading the system's takes longer than the rest of a sign-in, and the
// servers of a profile with a CA of its own rarely need them.
func (c *Client) ownFirst(own *x509.CertPool) func([]*x509.Certificate, string) error {
	return func(chain []*x509.Certificate, host string) error {
		if len(chain) == 0 {
			return errors.New("the server shows no certificate")
		}
		err := verify(chain, host, own)
		if _, unknown := errors.AsType[x509.UnknownAuthorityError](err); !unknown {
			return err
		}
		system, err := c.roots.get()
		if err != nil {
			return err
		}
		return verify(chain, host, system)
	}
}

// pool gives the system's roots and the profile's.
func (c *Client) pool(pem string) (*x509.CertPool, error) {
	system, err := c.roots.get()
	if err != nil {
		return nil, err
	}
	pool := system.Clone()
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
