package credimport

import (
	"encoding/base64"
	"encoding/json"
	"strings"

	"lanyard/internal/profile"
)

// Lengths of the keys that IBM makes.
const (
	cloudKeyLength   = 44
	clusterKeyLength = 40
)

// consoleMark begins the API keys of the SaaS console, which signs in for watsonx on
// AWS: base64 of "k1:".
const consoleMark = "azE6"

// isBareKey reports whether a text can be an API key, be it one or two characters short.
func isBareKey(s string) bool {
	const slip = 4
	if strings.HasPrefix(s, consoleMark) {
		return len(s) >= clusterKeyLength && isBase64(s)
	}
	return isKeyText(s) && len(s) >= clusterKeyLength-slip && len(s) <= cloudKeyLength+slip && mixed(s)
}

// isCloudKey reports whether a text has the form of IBM Cloud's API keys, and of nothing
// else that programs sign in with.
func isCloudKey(s string) bool {
	return len(s) == cloudKeyLength && isKeyText(s) && mixed(s) && foreignKey(s) == ""
}

// isKeyLike reports whether a text can be an API key: random, with letters of both cases
// and digits, and not an id. Checksums have letters of one case only.
func isKeyLike(s string) bool {
	const shortest = 20
	plain := isKeyText(s) || strings.HasPrefix(s, consoleMark) && isBase64(s)
	return len(s) >= shortest && plain && mixed(s) && !isGUID(s)
}

// isJWT reports whether a text is a JSON web token: three parts, of which the first is
// a header.
func isJWT(s string) bool {
	parts := strings.Split(s, ".")
	if len(parts) != 3 || !strings.HasPrefix(s, "ey") || len(s) > maxTokenLength {
		return false
	}
	head, err := base64.RawURLEncoding.DecodeString(strings.TrimRight(parts[0], "="))
	var h struct {
		Alg string `json:"alg"`
	}
	return err == nil && json.Unmarshal(head, &h) == nil && h.Alg != "" && isKeyText(parts[1]) && isKeyText(parts[2])
}

// maxTokenLength is more than any bearer token has, in bytes.
const maxTokenLength = 64 << 10

// isKeyText is true for what API keys of IBM Cloud are made of.
func isKeyText(s string) bool {
	for i := range len(s) {
		if !isWordByte(s[i]) && s[i] != '-' {
			return false
		}
	}
	return s != ""
}

func isBase64(s string) bool {
	_, err := base64.RawStdEncoding.DecodeString(strings.TrimRight(s, "="))
	return err == nil
}

// mixed is true for a text with capitals, small letters and digits, as random keys
// have them: words, ids and checksums don't.
func mixed(s string) bool {
	return strings.ContainsAny(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") && strings.ContainsAny(s, "abcdefghijklmnopqrstuvwxyz") && strings.ContainsAny(s, "0123456789")
}

func isGUID(s string) bool {
	if len(s) != 36 {
		return false
	}
	for i := range len(s) {
		dash := i == 8 || i == 13 || i == 18 || i == 23
		if dash != (s[i] == '-') || !dash && !isHex(s[i]) {
			return false
		}
	}
	return true
}

func isHex(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F'
}

// isHash is true for the forms of checksums: hex digits of one case.
func isHash(s string) bool {
	if len(s) < 32 || strings.ToLower(s) != s && strings.ToUpper(s) != s {
		return false
	}
	for i := range len(s) {
		if !isHex(s[i]) {
			return false
		}
	}
	return true
}

// OddKey says in words what is odd about an API key of a kind, "" for nothing. It holds
// nothing of the key.
func OddKey(kind profile.Kind, key string) string { return keyForm(kind, key) }

// foreignKey gives the mark with which another company's keys and tokens begin.
func foreignKey(s string) string {
	for _, mark := range []string{"sk-", "sk_", "hf_", "ghp_", "gho_", "github_pat_", "glpat-", "xoxb-", "xoxp-", "AKIA", "AIza", "npm_", "pypi-", "dckr_pat_", "hvs."} {
		if strings.HasPrefix(s, mark) {
			return mark
		}
	}
	return ""
}

// keyForm says in words what is odd about an API key of a kind, "" for nothing.
func keyForm(kind profile.Kind, s string) string {
	switch {
	case foreignKey(s) != "":
		return "The key begins like one of another company: check that it is IBM's."
	case isGUID(s):
		return "The key looks like an id: IBM's API keys have another form."
	case kind == profile.Cloud && strings.HasPrefix(s, consoleMark):
		return "The key looks like one of the SaaS console, which signs in for watsonx on AWS, not for IBM Cloud."
	case kind == profile.Cloud && len(s) == clusterKeyLength:
		return "The key has 40 characters, as those of Cloud Pak for Data have; those of IBM Cloud have 44."
	case kind == profile.Cloud && (len(s) != cloudKeyLength || !isKeyText(s)):
		return "The key has not the usual form of IBM Cloud's, 44 letters, digits, hyphens and underscores: check that it is whole."
	}
	return ""
}
