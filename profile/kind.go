package profile

import (
	"fmt"
	"slices"
	"strings"
)

// Title is the kind's name as people know it: "IBM Cloud", "Cloud Pak for Data".
func (k Kind) Title() string {
	switch k {
	case Cloud:
		return "IBM Cloud"
	case AWS:
		return "watsonx on AWS"
	case CP4D:
		return "Cloud Pak for Data"
	case StudioLocal:
		return "Watson Studio Local"
	}
	return string(k)
}

// Short is the kind's name where there is room for one word: "Cloud", "CP4D".
func (k Kind) Short() string {
	switch k {
	case Cloud:
		return "Cloud"
	case AWS:
		return "AWS"
	case CP4D:
		return "CP4D"
	case StudioLocal:
		return "Studio"
	}
	return string(k)
}

// Known reports whether k is one of [Kinds].
func (k Kind) Known() bool { return slices.Contains(Kinds(), k) }

// HasUsername reports whether profiles of this kind sign in with a username beside
// the key. The other kinds have none: there the key alone says who it is.
func (k Kind) HasUsername() bool { return k == CP4D || k == StudioLocal }

// SecretKinds lists the kinds of key that k signs in with, the usual one first.
func (k Kind) SecretKinds() []SecretKind {
	switch k {
	case Cloud, AWS:
		return []SecretKind{APIKey}
	case CP4D:
		return []SecretKind{Password, APIKey}
	case StudioLocal:
		return []SecretKind{Password}
	}
	return nil
}

// ParseKind reads a kind from text: the words of flags and files, and the names and
// short names that people see, ignoring case, blanks, hyphens and underscores.
func ParseKind(text string) (Kind, error) {
	switch squash(text) {
	case "cloud", "ibmcloud":
		return Cloud, nil
	case "aws", "watsonxonaws", "govcloud":
		return AWS, nil
	case "cp4d", "cpd", "cloudpakfordata", "softwarehub", "ibmsoftwarehub":
		return CP4D, nil
	case "studiolocal", "studio", "watsonstudiolocal":
		return StudioLocal, nil
	}
	return "", fmt.Errorf("unknown kind: use one of %s", joinKinds())
}

// ParseSecretKind reads "api-key" or "password", ignoring case, hyphens and underscores.
func ParseSecretKind(text string) (SecretKind, error) {
	switch squash(text) {
	case "apikey", "platformapikey":
		return APIKey, nil
	case "password":
		return Password, nil
	}
	return "", fmt.Errorf("unknown kind of key: use %s or %s", APIKey, Password)
}

// squash drops what people write differently: case, blanks, hyphens, underscores.
func squash(text string) string {
	return strings.NewReplacer(" ", "", "-", "", "_", "").Replace(strings.ToLower(strings.TrimSpace(text)))
}

func joinKinds() string {
	words := make([]string, 0, len(Kinds()))
	for _, k := range Kinds() {
		words = append(words, string(k))
	}
	return strings.Join(words, ", ")
}
