package profile

import (
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"fmt"
	"strings"
)

const pemCertificate = "CERTIFICATE"

// ParseCA reads the certificates of a text, in order: PEM as it is, indented, with its
// line ends written as \n, on one line, or in base64 once more, as Kubernetes has it;
// and the binary form (DER), as browsers save it. Text around and between is allowed. A private key or anything else in PEM is refused:
// it does not belong into a file of profiles.
func ParseCA(text string) ([]*x509.Certificate, error) {
	if !strings.Contains(text, pemBegin) {
		text = unwrapped(text)
	}
	if strings.Contains(text, "PRIVATE KEY-----") {
		return nil, errors.New("the text holds a private key: give the certificates only")
	}
	begun := strings.Count(text, pemBegin)
	if begun == 0 {
		return nil, errors.New("no certificate found: give PEM text, from BEGIN CERTIFICATE to END CERTIFICATE")
	}
	var certs []*x509.Certificate
	for _, block := range pemBlock().FindAllStringSubmatch(text, -1) {
		if block[1] != pemCertificate && block[1] != "X509 CERTIFICATE" {
			return nil, errors.New("the text holds something else than certificates: give the certificates only")
		}
		der, err := fromBase64(block[2])
		if err != nil {
			continue // it counts as damaged
		}
		cert, err := x509.ParseCertificate(der)
		if err != nil {
			return nil, fmt.Errorf("certificate %d can't be read: %w", len(certs)+1, err)
		}
		certs = append(certs, cert)
	}
	if begun != len(certs) {
		return nil, fmt.Errorf("%d of %d certificates are damaged: copy them again, whole", begun-len(certs), begun)
	}
	return certs, nil
}

// EncodeCA writes certificates as PEM text, without what stood around them.
func EncodeCA(certs []*x509.Certificate) string {
	var b strings.Builder
	for _, c := range certs {
		_ = pem.Encode(&b, &pem.Block{Type: pemCertificate, Bytes: c.Raw}) // a builder takes everything
	}
	return b.String()
}

// TidyCA brings certificates into a form that every program reads. A text that is PEM
// already, or none, stays as it is.
func TidyCA(text string) string {
	certs, err := ParseCA(text)
	if err != nil {
		return text
	}
	plain := 0
	for rest := []byte(text); ; plain++ {
		var block *pem.Block
		if block, rest = pem.Decode(rest); block == nil || block.Type != pemCertificate {
			break
		}
	}
	if plain == len(certs) {
		return text
	}
	return EncodeCA(certs)
}

const (
	pemBegin   = "-----BEGIN "
	pemWrapped = "LS0tLS1CRUdJTi" // base64 of pemBegin, up to where the next letter has a say
)

var (
	pemBlock  = lazily(`(?s)-----BEGIN ([A-Z0-9 ]+)-----(.*?)-----END [A-Z0-9 ]+-----`)
	wrapped   = lazily(pemWrapped + `(?:[A-Za-z0-9+/]|\s|\\+[nr])*`)
	writtenLF = lazily(`\\+(u000[aAdD]|[nrt])?`)
	between   = lazily("[\\s\"'`,;|>#=\u00a0\u200b\ufeff]+")
)

// unwrapped decodes the certificates in a text that has them in base64 once more: PEM,
// which is found wherever it stands, or a certificate alone. Binary ones become PEM.
func unwrapped(text string) string {
	var b strings.Builder
	for _, w := range wrapped().FindAllString(text, -1) {
		if plain, err := fromBase64(w); err == nil {
			b.Write(plain)
			b.WriteByte('\n')
		}
	}
	if b.Len() > 0 {
		return b.String()
	}
	der, err := fromBase64(text)
	if err != nil {
		der = []byte(text)
	}
	if certs, err := x509.ParseCertificates(der); err == nil {
		return EncodeCA(certs)
	}
	return text
}

// fromBase64 decodes what may have blanks, written line ends, quotes and the like in it.
// Letters at the end that make no whole byte are left out: words may follow.
func fromBase64(s string) ([]byte, error) {
	s = between().ReplaceAllString(writtenLF().ReplaceAllString(s, ""), "")
	if len(s)%4 == 1 {
		s = s[:len(s)-1]
	}
	return base64.RawStdEncoding.DecodeString(s)
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
