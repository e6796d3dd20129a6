package profile

import (
	"fmt"
	"slices"
	"strings"
)

// traits are what all profiles of a kind have in common.
type traits struct {
	title, short string
	names        string     // further names that are understood, squashed
	key, also    SecretKind // what signs in: the usual one, and another
	username     bool       // stands beside the key
	hosted       bool       // by IBM: there are regions and accounts
	accounts     bool       // a sign-in can name one
	codes        bool       // people can sign in with one-time codes
	places       bool       // there are deployment spaces and projects, with calls that are known
	example      string     // an address, where no region has one

	base   func(p Profile, service origin) (origin, string, error) // signs in, where the profile has no address for it
	path   func(p Profile, base string) string                     // of the token call, below the path of the sign-in
	owns   func(host string) bool                                  // whether IBM runs the service there
	within bool                                                    // it is an instance within another kind's place, whose sign-in it uses
	check  func(e *FieldErrors, p Profile)                         // of what it alone has, or has in its own way
}

const exampleCluster = "https://cpd-lab.apps.example.org"

// traits is the row of a kind.
func (k Kind) traits() traits {
	switch k {
	case Cloud:
		return traits{
			title: "IBM Cloud", short: "Cloud", key: APIKey, hosted: true, accounts: true, codes: true, places: true,
			owns: isCloudService, path: func(_ Profile, base string) string { return base + pathIAM },
			base: func(_ Profile, service origin) (origin, string, error) { return originOf(iamFor(service.host)) },
		}
	case AWS:
		return traits{
			title: "watsonx on AWS", short: "AWS", names: "govcloud", key: APIKey, hosted: true, accounts: true, places: true,
			owns: isAWSService, path: Profile.mcspPath,
			base: func(_ Profile, service origin) (origin, string, error) { return originOf(mcspFor(service)) },
		}
	case CP4D:
		return traits{
			title: "Cloud Pak for Data", short: "CP4D", names: "cpd softwarehub ibmsoftwarehub",
			key: Password, also: APIKey, username: true, accounts: true, places: true, example: exampleCluster,
			path: func(_ Profile, base string) string { return base + pathCP4D },
			base: func(_ Profile, service origin) (origin, string, error) { return oldPort(service), "", nil },
		}
	case StudioLocal:
		return traits{
			title: "Watson Studio Local", short: "Studio", key: Password, username: true, example: "https://192.0.2.10",
			path: func(_ Profile, base string) string { return base + pathValidate },
			base: func(p Profile, service origin) (origin, string, error) { return p.studioPort(service), "", nil },
		}
	case Orchestrate:
		return traits{
			title: "watsonx Orchestrate", short: "Orchestrate", names: "wxo watsonorchestrate", key: APIKey, also: Password, username: true,
			example: "https://api.us-east-1.dl.watson-orchestrate.ibm.com/instances/20250508-1435-1457-50e0-b8f069e11f66",
			owns:    isOrchestrate, base: Profile.orchestrateBase, path: Profile.orchestrateSignIn, within: true, check: (*FieldErrors).checkOrchestrate,
		}
	}
	return traits{title: string(k), short: string(k), example: exampleCluster}
}

// HasAuthTypes reports whether a profile of the kind says itself how it signs in, as an
// instance that others sign in for.
func (k Kind) HasAuthTypes() bool { return k.traits().within }

// ownerOf tells whose service a host is: one of IBM's, or "" for any other.
func ownerOf(host string) Kind {
	for _, k := range Kinds() {
		if owns := k.traits().owns; owns != nil && owns(host) {
			return k
		}
	}
	return ""
}

// Title is the kind's name as people know it: "IBM Cloud", "Cloud Pak for Data".
func (k Kind) Title() string { return k.traits().title }

// Short is the kind's name where there is room for one word: "Cloud", "CP4D".
func (k Kind) Short() string { return k.traits().short }

// Known reports whether k is one of [Kinds].
func (k Kind) Known() bool { return slices.Contains(Kinds(), k) }

// HasUsername reports whether profiles of this kind sign in with a username beside
// the key. The other kinds have none: there the key alone says who it is.
func (k Kind) HasUsername() bool { return k.traits().username }

// Hosted reports whether IBM runs it, in regions and for accounts. The other kinds run
// on a cluster of one's own.
func (k Kind) Hosted() bool { return k.traits().hosted }

// HasAccounts reports whether a sign-in can name the account that it is for.
func (k Kind) HasAccounts() bool { return k.traits().accounts }

// HasCodes reports whether people can sign in with one-time codes, without a key.
func (k Kind) HasCodes() bool { return k.traits().codes }

// HasPlaces reports whether there are deployment spaces and projects to choose from.
func (k Kind) HasPlaces() bool { return k.traits().places }

// Example is an address of the kind, for hints: that of its first region, or of a
// cluster that does not exist.
func (k Kind) Example() string {
	if r := Regions(k); len(r) > 0 {
		return r[0].URL
	}
	return k.traits().example
}

// SecretKinds lists the kinds of key that k signs in with, the usual one first.
func (k Kind) SecretKinds() []SecretKind {
	var kinds []SecretKind
	for _, s := range []SecretKind{k.traits().key, k.traits().also} {
		if s != "" {
			kinds = append(kinds, s)
		}
	}
	return kinds
}

// ParseKind reads a kind from text: the words of flags and files, and the names and
// short names that people see, ignoring case, blanks, hyphens and underscores.
func ParseKind(text string) (Kind, error) {
	name := squash(text)
	for _, k := range Kinds() {
		t := k.traits()
		if slices.Contains(append(strings.Fields(t.names), squash(string(k)), squash(t.title), squash(t.short)), name) {
			return k, nil
		}
	}
	return "", fmt.Errorf("unknown kind: use one of %s", joinKinds())
}

// KindWords lists the words of the kinds for a sentence: "cloud, aws, cp4d or studio-local".
func KindWords() string {
	words, last := joinKinds(), Kinds()[len(Kinds())-1]
	return strings.TrimSuffix(words, ", "+string(last)) + " or " + string(last)
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

// ParseSignIn reads "key" or "code", ignoring case.
func ParseSignIn(text string) (SignIn, error) {
	switch s := SignIn(squash(text)); s {
	case ByKey, ByCode:
		return s, nil
	}
	return "", fmt.Errorf("unknown way to sign in: use %s or %s", ByKey, ByCode)
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

// KindTitles are the titles of all kinds, in their order.
func KindTitles() []string {
	var out []string
	for _, k := range Kinds() {
		out = append(out, k.Title())
	}
	return out
}
