package credimport

import (
	"encoding/base64"
	"encoding/json"
	"strings"
	"time"

	"lanyard/internal/profile"
)

// shortestToken is how long a bearer token is at least, in bytes.
const shortestToken = 40

// certain reports whether a find is a credential even though nobody said that the file
// has any. Names alone are not enough: every service has API keys and passwords.
func (b *build) certain(now time.Time) bool {
	switch {
	case b.c.strict && !b.ours():
		return false
	case !b.f.Token.Empty():
		return b.c.form == "ibmcloud-config" || b.c.facts[fToken].ibm && b.f.Token.Len() >= shortestToken && !expired(b.f.Token.Reveal(), now)
	case !b.f.HasSecret():
		return false
	case b.c.has(fAPIKey) && isKeyLike(cleanKey(b.c.text(fAPIKey))):
		return b.certainKey()
	}
	return b.c.has(fPassword) && b.p.Kind.HasUsername() && b.p.Username != "" && b.p.URL != "" && b.isCluster()
}

// certainKey reports whether an API key is one of IBM's: something beside its name says
// so, or it has the form of IBM Cloud's in a file that speaks of IBM's services.
func (b *build) certainKey() bool {
	key := cleanKey(b.c.text(fAPIKey))
	return b.ours() || b.c.form == "apikey.json" || b.c.form == "vcap" || b.r.ibm && isKeyText(key) && len(key) == cloudKeyLength
}

// ours reports whether something beside the name of the key says that it is IBM's.
func (b *build) ours() bool {
	if b.c.facts[fAPIKey].ibm || b.c.has(fCRN) || b.c.form == "ibmcloud" || b.c.form == "cpdctl" || b.c.form == "cpd-cli" {
		return true
	}
	if _, ok := profile.RegionOf(b.p.URL); ok {
		return true
	}
	return b.r.byAuthType(b.c).kind != "" || b.r.bySignIn(b.c).kind != "" || b.isCluster()
}

// isCluster reports whether something says that a place is a cluster of IBM's.
func (b *build) isCluster() bool {
	switch b.c.form {
	case "cpdctl", "cpd-cli", "credentials-call":
		return true
	case "netrc":
		return speaksOfUs(hostOf(b.p.URL))
	case "python-dict", "json":
		if b.r.modern || b.r.old {
			return true
		}
	}
	return instanceWord(b.c) != "" || b.c.facts[fPassword].ibm || b.r.byAuthType(b.c).kind != "" || b.r.bySignIn(b.c).kind != ""
}

// isKeyLike reports whether a text can be an API key that somebody was given: random, and
// not an id. Checksums are not mixed.
func isKeyLike(s string) bool {
	const shortest = 20
	plain := isKeyText(s) || strings.HasPrefix(s, consoleMark) && isBase64(s)
	return len(s) >= shortest && plain && mixed(s) && !isGUID(s)
}

// expired reports whether a token says that it is dead.
func expired(token string, now time.Time) bool {
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		return false
	}
	body, err := base64.RawURLEncoding.DecodeString(strings.TrimRight(parts[1], "="))
	var claims struct {
		Exp float64 `json:"exp"`
	}
	if err != nil || json.Unmarshal(body, &claims) != nil || claims.Exp == 0 {
		return false
	}
	return float64(now.Unix()) >= claims.Exp
}
