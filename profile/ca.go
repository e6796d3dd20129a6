package profile

import (
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"fmt"
	"strings"
)

const pemCertificate = "CERTIFICATE"

// ParseCA reads the certificates of a PEM text, in order. Text between them is
// allowed, as openssl writes it. A private key or anything else in PEM is refused: it
// does not belong into a file of profiles.
func ParseCA(text string) ([]*x509.Certificate, error) {
	if strings.Contains(text, "PRIVATE KEY-----") {
		return nil, errors.New("the text holds a private key: give the certificates only")
	}
	var certs []*x509.Certificate
	for rest := []byte(text); ; {
		block, tail := pem.Decode(rest)
		if block == nil {
			break
		}
		rest = tail
		if block.Type != pemCertificate {
			return nil, errors.New("the text holds something else than certificates: give the certificates only")
		}
		cert, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			return nil, fmt.Errorf("certificate %d can't be read: %w", len(certs)+1, err)
		}
		certs = append(certs, cert)
	}
	switch begun := strings.Count(text, "-----BEGIN "); {
	case begun == 0:
		return nil, errors.New("no certificate found: give PEM text, from BEGIN CERTIFICATE to END CERTIFICATE")
	case begun != len(certs): // damaged blocks are skipped by the decoder without a word
		return nil, fmt.Errorf("%d of %d certificates are damaged: copy them again, whole", begun-len(certs), begun)
	}
	return certs, nil
}

// caHash is the SHA-256, in hex, over the DER of all certificates in order, so that
// blanks and comments between them don't matter. It is "" without certificates; text
// that holds none is hashed as it is, to differ from having none.
func caHash(text string) string {
	if strings.TrimSpace(text) == "" {
		return ""
	}
	h := sha256.New()
	found := false
	for rest := []byte(text); ; {
		block, tail := pem.Decode(rest)
		if block == nil {
			break
		}
		rest, found = tail, true
		h.Write(block.Bytes)
	}
	if !found {
		h.Write([]byte(text))
	}
	return hex.EncodeToString(h.Sum(nil))
}

// NormalizePin writes a certificate's SHA-256 as it is stored: lower-case hex,
// without the colons and blanks that tools put between the bytes.
func NormalizePin(pin string) string {
	return strings.ToLower(strings.NewReplacer(":", "", " ", "").Replace(strings.TrimSpace(pin)))
}
