package profile

import (
	"crypto/rand"
	"strings"
)

const (
	slugLength   = 24 // characters of the readable half of an id
	randomLength = 12 // base32 characters of the random half: 60 bits
)

// NewID makes an id for a profile or a key: a readable slug of a name and random
// characters ("prod-eu-k3v7m2qx5ahd"). It has lower-case ASCII letters, digits and
// hyphens only, so that every keyring, file system and shell takes it as it is. A
// name without a letter or digit of ASCII gives the random half alone.
func NewID(slug string) string {
	random := strings.ToLower(rand.Text()[:randomLength])
	if s := slugOf(slug); s != "" {
		return s + "-" + random
	}
	return random
}

// NextKeyID makes an id for the key that takes the place of another one, such as
// "prod-eu-k3v7m2qx5ahd.w2n4…": the use of the other one, a dot, and random characters.
func NextKeyID(id string) string {
	return KeyUse(id) + "." + strings.ToLower(rand.Text()[:randomLength])
}

// KeyUse tells by an id alone whose place a key took: the id of the first key of a row of
// rotated ones, or its own. Whether that is true stands in the key's entry.
func KeyUse(id string) string {
	use, _, _ := strings.Cut(id, ".")
	return use
}

func slugOf(name string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(name) {
		if b.Len() >= slugLength {
			break
		}
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
			b.WriteRune(r)
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "-"):
			b.WriteByte('-')
		}
	}
	return strings.Trim(b.String(), "-")
}
