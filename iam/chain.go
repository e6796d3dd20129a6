package iam

import (
	"context"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"net/url"
	"strings"
	"time"

	"lanyard/internal/profile"
	"lanyard/internal/secret"
)

// Certificate is one certificate of a server's chain, its texts cleaned.
type Certificate struct {
	Subject   string
	Issuer    string
	Names     []string // DNS names and IP addresses that it is for
	NotBefore time.Time
	NotAfter  time.Time
	SHA256    string // lower-case hex, as a profile pins it
	CA        bool
	PEM       string
}

// TLSInfo is what a handshake showed.
type TLSInfo struct {
	Version         string        // "TLS 1.3"
	Cipher          string        // "TLS_AES_128_GCM_SHA256"
	Chain           []Certificate // as presented, the server's own first
	OnlyByProfileCA bool          // the system's roots alone would not do

	raw []*x509.Certificate
}

// Chain is what a server shows of itself to somebody who has yet to decide whether to
// trust it.
type Chain struct {
	Host         string
	Via          string // the proxy, "" without
	Certificates []Certificate
	Problem      *Error // why the system's roots and the profile's CA don't vouch for it; nil when they do
}

// PEM gives the whole chain as text, for a file that Python's libraries take.
func (c Chain) PEM() string {
	var b strings.Builder
	for _, cert := range c.Certificates {
		b.WriteString(cert.PEM)
	}
	return b.String()
}

// Chain shows the certificates of the host that a profile's key would go to. Nothing
// but the handshake is sent. Failures are *Error.
func (c *Client) Chain(ctx context.Context, p profile.Profile, proxySecret secret.Text) (Chain, error) {
	ctx, cancel := c.bounded(ctx)
	defer cancel()
	out, err := c.caller(Credential{Profile: p, Proxy: proxySecret}).chain(ctx)
	return out, of(p, err)
}

func (k *caller) chain(ctx context.Context) (Chain, error) {
	t := &test{caller: k, cred: Credential{Profile: k.p, Key: secret.New("none")}}
	defer t.close()
	var r Result
	if err := t.address(ctx, &r); err != nil {
		return Chain{}, err
	}
	strict := k.p.TLS
	k.looks = true
	if _, err := k.c.pool(strict.CAPEM); err != nil {
		k.p.TLS.CAPEM = "" // what is wrong with it is said beside the certificates
	}
	k.p.TLS.Mode = profile.TLSInsecure // to see what is there; nothing is sent
	if err := t.network(ctx, &r); err != nil {
		return Chain{}, err
	}
	if err := t.handshake(ctx, &r); err != nil {
		return Chain{}, err
	}
	out := Chain{Host: r.Host, Via: r.Via, Certificates: r.TLS.Chain}
	out.Problem = k.c.doubt(r.TLS.raw, t.first, strict.CAPEM)
	if out.Problem != nil {
		out.Problem.Host, out.Problem.Via = r.Host, r.Via
		out.Problem.Message, out.Problem.Err = k.clean(out.Problem.Message), k.tidy(out.Problem.Err)
	}
	return out, nil
}

// doubt verifies a chain by the system's roots and further ones.
func (c *Client) doubt(chain []*x509.Certificate, host *url.URL, ca string) *Error {
	if len(chain) == 0 {
		return &Error{Check: CheckTLS, Reason: ReasonTLS, Err: errors.New("the server shows no certificate")}
	}
	pool, err := c.pool(ca)
	if err != nil {
		return untrusted(err)
	}
	if err := verify(chain, host.Hostname(), pool); err != nil {
		return tlsError(&tls.CertificateVerificationError{UnverifiedCertificates: chain, Err: err})
	}
	return nil
}

func verify(chain []*x509.Certificate, host string, roots *x509.CertPool) error {
	between := x509.NewCertPool()
	for _, c := range chain[1:] {
		between.AddCert(c)
	}
	_, err := chain[0].Verify(x509.VerifyOptions{DNSName: host, Roots: roots, Intermediates: between})
	return err
}

// tlsInfo reads what a handshake showed.
func (c *Client) tlsInfo(s tls.ConnectionState, t profile.TLS) *TLSInfo {
	info := &TLSInfo{Version: tls.VersionName(s.Version), Cipher: tls.CipherSuiteName(s.CipherSuite), raw: s.PeerCertificates}
	for _, cert := range s.PeerCertificates {
		info.Chain = append(info.Chain, describe(cert))
	}
	verified := t.Mode == "" || t.Mode == profile.TLSVerify
	if verified && strings.TrimSpace(t.CAPEM) != "" && len(s.PeerCertificates) > 0 {
		system, err := c.roots.get()
		info.OnlyByProfileCA = err != nil || verify(s.PeerCertificates, s.ServerName, system) != nil
	}
	return info
}

func describe(c *x509.Certificate) Certificate {
	sum := sha256.Sum256(c.Raw)
	out := Certificate{
		Subject: Clean(nameOf(c.Subject)), Issuer: Clean(nameOf(c.Issuer)),
		NotBefore: c.NotBefore.UTC(), NotAfter: c.NotAfter.UTC(),
		SHA256: hex.EncodeToString(sum[:]), CA: c.IsCA,
		PEM: string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: c.Raw})),
	}
	for _, n := range c.DNSNames {
		out.Names = append(out.Names, Clean(n))
	}
	for _, ip := range c.IPAddresses {
		out.Names = append(out.Names, ip.String())
	}
	return out
}

// nameOf gives a certificate's name as people know it.
func nameOf(n pkix.Name) string {
	parts := make([]string, 0, 2)
	if n.CommonName != "" {
		parts = append(parts, n.CommonName)
	}
	if org := strings.Join(n.Organization, " "); org != "" && org != n.CommonName {
		parts = append(parts, org)
	}
	if len(parts) == 0 {
		return n.String()
	}
	return strings.Join(parts, ", ")
}
