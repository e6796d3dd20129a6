package snippet

import (
	"encoding/pem"
	"fmt"
	"strings"
	"unicode"

	"lanyard/internal/profile"
)

// fileName makes a name for files out of a profile's.
func fileName(name string) string {
	words := strings.FieldsFunc(strings.ToLower(name), func(r rune) bool {
		return r > unicode.MaxASCII || !unicode.IsLetter(r) && !unicode.IsDigit(r)
	})
	if len(words) == 0 {
		return "profile"
	}
	return strings.Join(words, "-")
}

// CAFileName is what snippets call the file with a profile's CA certificates.
func CAFileName(p profile.Profile) string { return fileName(p.Name) + "-ca.pem" }

// CAFile is the text of a file with the profile's CA certificates, without what may
// stand around them in the profile; "" when it has none.
func CAFile(p profile.Profile) (string, error) {
	if p.TLS.CAPEM == "" {
		return "", nil
	}
	certs, err := profile.ParseCA(p.TLS.CAPEM)
	if err != nil {
		return "", fmt.Errorf("read the CA certificates of profile %q: %w", p.Name, err)
	}
	var b strings.Builder
	for _, c := range certs {
		b.Write(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: c.Raw}))
	}
	return b.String(), nil
}
