package profile

import (
	"encoding/base64"
	"strings"
)

// ConsoleKeyOwner reports whether a text has the form of an API key of the SaaS console,
// which signs in for watsonx on AWS and for watsonx Orchestrate there: base64 of k1, the
// owner, a secret and a check, with colons between. The owner, such as usr_ and a GUID, can
// be read without asking anybody.
func ConsoleKeyOwner(key string) (owner string, ok bool) {
	raw, err := base64.StdEncoding.DecodeString(strings.TrimSpace(key))
	parts := strings.Split(string(raw), ":")
	if err != nil || len(parts) != 4 || parts[0] != "k1" || parts[1] == "" || !isID(parts[1]) {
		return "", false
	}
	return parts[1], true
}
