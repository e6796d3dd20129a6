//go:build e2e && linux

package e2e

import (
	"encoding/base64"
	"testing"
)

// A search that finds nothing proves nothing unless it can find something.
func TestHidesFindsEveryForm(t *testing.T) {
	const secret = "t0p-Secret_Key/with+signs?and=more"
	for name, text := range map[string]string{
		"plain":           "x" + secret + "y",
		"hexadecimal":     "7430702d5365637265745f4b65792f776974682b7369676e733f616e643d6d6f7265",
		"url-encoded":     "key=t0p-Secret_Key%2Fwith%2Bsigns%3Fand%3Dmore",
		"base64":          base64.StdEncoding.EncodeToString([]byte(secret)),
		"base64, after 1": base64.StdEncoding.EncodeToString([]byte(":" + secret + "!")),
		"base64, after 2": base64.URLEncoding.EncodeToString([]byte("u:" + secret)),
		"base64, after 7": base64.StdEncoding.EncodeToString([]byte("apikey:" + secret + ".")),
	} {
		if hides(text, secret) == "" {
			t.Errorf("%s: the secret is not found in %s", name, text)
		}
	}
	if form := hides("nothing of the kind", secret); form != "" {
		t.Errorf("found %s where it isn't", form)
	}
}
