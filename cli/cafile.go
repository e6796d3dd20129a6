package cli

import (
	"bytes"
	"crypto/x509"
	"encoding/pem"
	"io"
	"os"
	"strings"

	"lanyard/profile"
)

// maxCAFile is the size limit of a CA file: a whole system's bundle has room in it.
const maxCAFile = 1 << 20

// readCA reads a file of certificates and gives them as PEM text. Binary files (DER),
// as browsers on Windows save them, are translated.
func readCA(name string) (string, error) {
	f, err := os.Open(name)
	if err != nil {
		return "", badFlag("ca-file", err)
	}
	defer func() { _ = f.Close() }()
	content, err := io.ReadAll(io.LimitReader(f, maxCAFile+1))
	switch {
	case err != nil:
		return "", badFlag("ca-file", err)
	case len(content) > maxCAFile:
		return "", usage("give the certificates that are needed and no more", "--ca-file: the file is larger than 1 MiB")
	}
	text := string(content)
	if !strings.Contains(text, "-----BEGIN ") {
		if certs, err := x509.ParseCertificates(content); err == nil && len(certs) > 0 {
			return encodeCerts(certs), nil
		}
	}
	certs, err := profile.ParseCA(text)
	if err != nil {
		return "", badFlag("ca-file", err)
	}
	return encodeCerts(certs), nil
}

// encodeCerts writes certificates alone: what stood between them isn't stored.
func encodeCerts(certs []*x509.Certificate) string {
	var b bytes.Buffer
	for _, c := range certs {
		_ = pem.Encode(&b, &pem.Block{Type: "CERTIFICATE", Bytes: c.Raw}) // a buffer takes everything
	}
	return b.String()
}
