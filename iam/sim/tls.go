package sim

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"net"
	"time"
)

// The certificates follow the real clock even where tokens follow
// Options.Now: a client's TLS library cannot be told another time.
const (
	certLife = 30 * 24 * time.Hour
	backdate = 72 * time.Hour // room for the certificate that is expired already
)

// authority is a certificate authority that lives as long as the simulator.
// Its key is never written anywhere, and its certificate is constrained to
// the loopback names, so trusting it gives nobody power over other hosts.
type authority struct {
	key  *ecdsa.PrivateKey
	cert *x509.Certificate
}

func newAuthority(name string) (*authority, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	now := time.Now()
	t := &x509.Certificate{
		// The random part keeps the authorities of two runs apart.
		Subject:                     pkix.Name{Organization: []string{"Lanyard simulator"}, CommonName: name + " " + random(8, alphanum)},
		NotBefore:                   now.Add(-backdate),
		NotAfter:                    now.Add(certLife),
		IsCA:                        true,
		BasicConstraintsValid:       true,
		MaxPathLenZero:              true,
		KeyUsage:                    x509.KeyUsageCertSign | x509.KeyUsageCRLSign,
		PermittedDNSDomainsCritical: true,
		PermittedDNSDomains:         []string{"localhost"},
		PermittedIPRanges: []*net.IPNet{
			{IP: net.IPv4(127, 0, 0, 1).To4(), Mask: net.CIDRMask(32, 32)},
			{IP: net.IPv6loopback, Mask: net.CIDRMask(128, 128)},
		},
	}
	der, err := x509.CreateCertificate(rand.Reader, t, t, key.Public(), key)
	if err != nil {
		return nil, err
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		return nil, err
	}
	return &authority{key: key, cert: cert}, nil
}

func (a *authority) pem() []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: a.cert.Raw})
}

// leafOption changes a server certificate before it is signed.
type leafOption func(*x509.Certificate)

// wrongName makes the certificate one for another host. The name lies within
// the authority's constraints, so that the name is all that is wrong.
func wrongName(t *x509.Certificate) {
	t.DNSNames = []string{"elsewhere.localhost"}
	t.IPAddresses = nil
}

func expired(t *x509.Certificate) {
	t.NotBefore = time.Now().Add(-backdate)
	t.NotAfter = time.Now().Add(-backdate / 3)
}

// leaf makes a server certificate for the loopback names. The chain that goes
// with it holds the authority too, as on-premises servers often send it: a
// client can save it.
func (a *authority) leaf(opts ...leafOption) (tls.Certificate, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return tls.Certificate{}, err
	}
	spki, err := x509.MarshalPKIXPublicKey(key.Public())
	if err != nil {
		return tls.Certificate{}, err
	}
	skid := sha256.Sum256(spki)
	t := &x509.Certificate{
		Subject:               pkix.Name{Organization: []string{"Lanyard simulator"}, CommonName: "localhost"},
		NotBefore:             time.Now().Add(-time.Hour),
		NotAfter:              time.Now().Add(certLife),
		KeyUsage:              x509.KeyUsageDigitalSignature,
		ExtKeyUsage:           []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		BasicConstraintsValid: true,
		SubjectKeyId:          skid[:20],
		DNSNames:              []string{"localhost"},
		IPAddresses:           []net.IP{net.IPv4(127, 0, 0, 1), net.IPv6loopback},
	}
	for _, o := range opts {
		o(t)
	}
	der, err := x509.CreateCertificate(rand.Reader, t, a.cert, key.Public(), a.key)
	if err != nil {
		return tls.Certificate{}, err
	}
	return tls.Certificate{Certificate: [][]byte{der, a.cert.Raw}, PrivateKey: key}, nil
}

// modernTLS serves HTTP/2 and HTTP/1.1 over TLS 1.2 and newer.
func modernTLS(cert tls.Certificate) *tls.Config {
	return &tls.Config{
		Certificates: []tls.Certificate{cert},
		MinVersion:   tls.VersionTLS12,
		NextProtos:   []string{"h2", "http/1.1"},
	}
}

// ancientTLS serves HTTP/1.1 over nothing newer than TLS 1.1, which is the
// fault that it exists for.
func ancientTLS(cert tls.Certificate) *tls.Config {
	return &tls.Config{
		Certificates: []tls.Certificate{cert},
		MinVersion:   tls.VersionTLS10,
		MaxVersion:   tls.VersionTLS11,
		NextProtos:   []string{"http/1.1"},
	}
}
