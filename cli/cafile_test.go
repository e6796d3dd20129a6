package cli

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// newCert makes a certificate, in DER.
func newCert(t *testing.T, name string) []byte {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	c := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: name},
		NotBefore: time.Unix(0, 0), NotAfter: time.Unix(1<<33, 0), IsCA: true, BasicConstraintsValid: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, c, c, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	return der
}

func TestReadCA(t *testing.T) {
	one, two := newCert(t, "one"), newCert(t, "two")
	block := func(der []byte) []byte { return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}) }
	for name, c := range map[string]struct {
		content []byte
		want    string // of the stored text
		refused string
	}{
		"PEM":                      {block(one), string(block(one)), ""},
		"two, with text between":   {append(append(append([]byte("issuer=/CN=one\n"), block(one)...), "\nsubject=/CN=two\n"...), block(two)...), string(block(one)) + string(block(two)), ""},
		"DER":                      {one, string(block(one)), ""},
		"nothing":                  {nil, "", "no certificate found"},
		"too much":                 {bytes.Repeat(block(one), 1<<20/len(block(one))+1), "", "larger than 1 MiB"},
		"a private key among them": {append(block(one), "-----BEGIN EC PRIVATE KEY-----\nAAAA\n-----END EC PRIVATE KEY-----\n"...), "", "private key"},
	} {
		t.Run(name, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "ca")
			if err := os.WriteFile(file, c.content, 0o600); err != nil {
				t.Fatal(err)
			}
			got, err := readCA(t.Context(), file)
			switch {
			case got != c.want:
				t.Errorf("got %q, want %q", got, c.want)
			case c.refused == "" && err != nil:
				t.Errorf("refused: %v", err)
			case c.refused != "" && (err == nil || !strings.Contains(explained(err).What, c.refused)):
				t.Errorf("said %v, want %q", err, c.refused)
			}
		})
	}
	if _, err := readCA(t.Context(), t.TempDir()); err == nil {
		t.Error("a folder is taken for a file")
	}
}
