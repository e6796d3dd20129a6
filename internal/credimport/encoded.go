package credimport

import (
	"strings"
)

// decodedOne is what is said of a value whose name told that it stands in base64.
const decodedOne = "A value was decoded from base64, as its name says."

// decodedValue gives what a value in base64 stands for, where its name ends by saying so:
// WATSONX_APIKEY_B64, apiKeyBase64. Any other comes back as it is.
func decodedValue(name, text string) (plainName, plain string, decoded bool) {
	lower := strings.ToLower(name)
	for _, ending := range []string{"base64", "b64"} {
		front, ok := strings.CutSuffix(lower, ending)
		front = strings.TrimRight(front, "_-. ")
		if !ok || front == "" {
			continue
		}
		plain, ok := decodeData(text)
		if plain = strings.TrimSpace(plain); !ok || plain == "" {
			return name, text, false
		}
		return name[:len(front)], plain, true
	}
	return name, text, false
}

// wholeCertificates gives a value that certificates begin in whole: it goes on over the
// lines that follow it, up to the end of the last one. Any other comes back as it is.
func (r *reader) wholeCertificates(text string, at int) string {
	const begin, end, longest = "-----BEGIN CERTIFICATE-----", "-----END CERTIFICATE-----", 64 << 10
	if !strings.HasPrefix(text, begin) || strings.Contains(text, end) || at < 0 || at > len(r.doc.text) {
		return text
	}
	rest := strings.TrimLeft(r.doc.text[at:min(len(r.doc.text), at+longest)], `"'`)
	whole := 0
	for strings.HasPrefix(strings.TrimLeft(rest[whole:], " \t\r\n"), begin) {
		i := strings.Index(rest[whole:], end)
		if i < 0 {
			break
		}
		whole += i + len(end)
	}
	if whole == 0 {
		return text
	}
	return rest[:whole]
}

// jsonIn gives the JSON object that a text is: written plainly, with its quotes escaped, or
// in base64. It gives "" for any other text.
func jsonIn(text string) string {
	s := strings.TrimSpace(text)
	if strings.HasPrefix(s, "eyJ") || strings.HasPrefix(s, "ewog") { // {" and { with a line's end
		if plain, ok := decodeData(s); ok {
			s = strings.TrimSpace(plain)
		}
	}
	if strings.HasPrefix(s, `{\"`) {
		s = strings.ReplaceAll(strings.ReplaceAll(s, `\"`, `"`), `\\`, `\`)
	}
	if !strings.HasPrefix(s, "{") || !strings.Contains(s, ":") || isVariable(strings.TrimPrefix(s, "{")) {
		return ""
	}
	return s
}
