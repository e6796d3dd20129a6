package credimport

import (
	"slices"
	"strings"
	"unicode"
)

// field is what a named value is for a credential.
type field string

// The fields. Their texts serve messages: they are what IBM's documents call them.
const (
	fAPIKey      field = "API key"
	fPassword    field = "password"
	fUsername    field = "username"
	fToken       field = "token"
	fRefresh     field = "refresh token"
	fURL         field = "url"
	fURLHost     field = "url host"
	fHost        field = "host" // a service's host, if the name or the host itself says so
	fAuthURL     field = "sign-in address"
	fAuthHost    field = "sign-in host"
	fBedrock     field = "identity service"
	fPlatform    field = "platform url"
	fInstance    field = "instance_id"
	fSpace       field = "space id"
	fProject     field = "project id"
	fVersion     field = "version"
	fAccount     field = "account id"
	fTrustedID   field = "trusted profile's id"
	fTrustedCRN  field = "trusted profile's crn"
	fTrustedName field = "trusted profile's name"
	fRegion      field = "region"
	fAuthType    field = "kind of authentication"
	fNoVerify    field = "switch for certificate checks"
	fVerify      field = "certificate check"
	fCA          field = "CA certificate"
	fHeader      field = "Authorization header"
	fTokenFile   field = "token file"
	fProxy       field = "proxy"
	fName        field = "name"
	fDescription field = "description"
	fCRN         field = "resource name"
	fKeyID       field = "key's id"
	fCreated     field = "date"
	fVCAP        field = "service credentials"
	fKey         field = "key"       // an API key if it has the form of one
	fZen         field = "ZenApiKey" // username and API key in one
)

// naming is what a name says.
type naming struct {
	field  field  // "" when the name says nothing
	ibm    bool   // the name itself speaks of IBM's services
	family string // what stands in front: names with the same belong together
	known  bool   // the family is one that IBM's documents use for this service, or none
}

// endings are the words that names end with, without case and separators; where one
// ends with another, the longer one counts.
var endings = []struct {
	text  string
	field field
}{
	{"certificateauthoritydata", fCA}, // of a kubeconfig
	{"iamapikeydescription", fDescription},
	{"certificateauthority", fCA},
	{"cacertificates", fCA},
	{"cacertificate", fCA},
	{"rootcacert", fCA},
	{"sslcacert", fCA},
	{"tlscacert", fCA},
	{"cabundle", fCA},
	{"cacerts", fCA},
	{"cacert", fCA},
	{"cadata", fCA},
	{"cachain", fCA},
	{"capem", fCA},
	{"cacrt", fCA},
	{"runtimeenvaccesstokenfile", fTokenFile},
	{"clientverifyrequests", fVerify},
	{"woinstance", fURL}, // the address of an instance of watsonx Orchestrate
	{"authenticationtype", fAuthType},
	{"trustedprofilename", fTrustedName},
	{"trustedprofilecrn", fTrustedCRN},
	{"deploymentspaceid", fSpace},
	{"trustedprofileid", fTrustedID},
	{"authdisablessl", fNoVerify},
	{"iamserviceidcrn", fCRN},
	{"iamprofilename", fTrustedName},
	{"iamprofilecrn", fTrustedCRN},
	{"iamapikeyname", fName},
	{"iamprofileid", fTrustedID},
	{"iamaccountid", fAccount},
	{"refreshtoken", fRefresh},
	{"vcapservices", fVCAP},
	{"iamapikeyid", fKeyID},
	{"instanceguid", fInstance},
	{"accesstoken", fToken},
	{"bearertoken", fToken},
	{"authorization", fHeader},
	{"description", fDescription},
	{"platformurl", fPlatform},
	{"profilename", fTrustedName},
	{"profilecrn", fTrustedCRN},
	{"disablessl", fNoVerify},
	{"zenapikey", fZen},
	{"bedrockurl", fBedrock},
	{"serviceurl", fURL},
	{"serviceuri", fURL},
	{"instanceid", fInstance},
	{"mlinstance", fInstance},
	{"projectuid", fProject},
	{"profileid", fTrustedID},
	{"createdat", fCreated},
	{"apikeyname", fName},
	{"projectid", fProject},
	{"accountid", fAccount},
	{"authorizationurl", fAuthURL},
	{"tokenurl", fAuthURL},
	{"endpoint", fURL},
	{"apikeyid", fKeyID},
	{"hostname", fHost},
	{"location", fRegion},
	{"username", fUsername},
	{"password", fPassword},
	{"authtype", fAuthType},
	{"spaceuid", fSpace},
	{"spaceid", fSpace},
	{"authurl", fAuthURL},
	{"urlhost", fURLHost},
	{"iamhost", fAuthHost},
	{"baseurl", fURL},
	{"baseuri", fURL},
	{"apibase", fURL},
	{"urlbase", fURL},
	{"version", fVersion},
	{"proxies", fProxy},
	{"apikey", fAPIKey},
	{"passwd", fPassword},
	{"iamurl", fAuthURL},
	{"authid", fAccount},
	{"region", fRegion},
	{"verify", fVerify},
	{"token", fToken},
	{"mlenv", fURL},
	{"proxy", fProxy},
	{"login", fUsername},
	{"route", fHost},
	{"host", fHost},
	{"user", fUsername},
	{"name", fName},
	{"pwd", fPassword},
	{"crn", fCRN},
	{"uid", fUsername},
	{"sslverify", fVerify},
	{"project", fProject},
	{"space", fSpace},
	{"secret", fKey},
	{"key", fKey},
	{"url", fURL},
	{"uri", fURL},
}

// alone are the endings that count only as the whole name: in front of them other
// words make them something else.
func alone() []field { return []field{fName, fDescription, fCRN, fProxy, fVerify} }

// ibmWords are the words in front of a name that make it IBM's; otherWords leave open
// whose it is.
func ibmWords() []string {
	return []string{
		"ibm", "ibmcloud", "wml", "watson", "watsonx", "wx", "iam", "cpd", "cp4d", "bluemix", "pm20", "dsx", "icp", "icp4d", "zen", "machinelearning",
		"watsonmachinelearning", "watsonxai", "ml", "ic", "wxd", "wo", "wxo", "softwarehub", "cloudpak", "cloudpakfordata", "mcsp", "bx",
	}
}

func otherWords() []string {
	return []string{
		"cloud", "ai", "platform", "my", "user", "the", "service", "id", "cluster", "client", "creds", "credentials", "credential", "dev", "prod",
		"production", "test", "staging", "new", "old", "api", "data", "runtime", "saas", "gov", "software", "hub", "openshift", "ocp",
		"target", "source", "default", "account", "studio", "local", "env", "region", "endpoint", "deployment",
	}
}

// nameCache remembers what names say: files repeat them.
type nameCache map[string]naming

// of tells what a name says. Names are compared without case, separators and the
// humps of camel case.
func (c nameCache) of(name string) naming {
	if n, ok := c[name]; ok {
		return n
	}
	n := readName(name)
	c[name] = n
	return n
}

// longestName is longer than any name that means something here.
const longestName = 64

func readName(name string) naming {
	name = strings.TrimLeft(name, "-$ ")
	if len(name) > longestName {
		return naming{}
	}
	flat := flatten(name)
	for _, e := range endings {
		front, ok := strings.CutSuffix(flat, e.text)
		switch {
		case !ok:
			continue
		case front != "" && slices.Contains(alone(), e.field) && e.text != "iamapikeyname" && e.text != "apikeyname":
			return naming{}
		}
		front = strings.TrimRight(front, "0123456789")
		ibm, known := words(front)
		n := naming{field: e.field, ibm: ibm || ownName(flat), family: front, known: known}
		if strings.HasPrefix(e.text, "ml") {
			n.family = "ml" // ML_ENV and ML_INSTANCE belong to ML_USERNAME
		}
		if e.text == "woinstance" {
			n.family, n.ibm = "wo", true
		}
		if n.isElse(e.text) {
			return naming{}
		}
		return n
	}
	return naming{}
}

// isElse reports whether a name means something else: an API's version is none of Cloud
// Pak for Data, and a project without a word of IBM's is anybody's.
func (n naming) isElse(ending string) bool {
	switch ending {
	case "project", "space":
		return !n.ibm
	case "uid":
		return n.field == fUsername && !strings.HasSuffix(n.family, "iam")
	}
	return n.field == fVersion && strings.HasSuffix(n.family, "api")
}

// ownName is true for names that only IBM's tools use.
func ownName(flat string) bool {
	switch flat {
	case "mlenv", "mlinstance", "useraccesstoken", "runtimeenvaccesstokenfile", "iamtoken", "iamrefreshtoken", "iamapikeyname", "iamserviceidcrn",
		"iamapikeydescription", "iamapikeyid", "vcapservices", "bedrockurl":
		return true
	}
	return false
}

// flatten drops what people write differently in names: case and separators, and the
// digits that number them.
func flatten(name string) string {
	return strings.TrimRight(strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, name), "0123456789")
}

// words reports whether a text is made of known words alone, and whether one of them
// speaks of IBM.
func words(text string) (ibm, known bool) {
	if text == "" {
		return false, true
	}
	// reach[i] tells how the first i bytes can be made: 1 of known words, 2 with one of
	// IBM's among them.
	reach := make([]int8, len(text)+1)
	reach[0] = 1
	for i := range text {
		if reach[i] == 0 {
			continue
		}
		for _, w := range ibmWords() {
			if strings.HasPrefix(text[i:], w) {
				reach[i+len(w)] = 2
			}
		}
		for _, w := range otherWords() {
			if strings.HasPrefix(text[i:], w) {
				reach[i+len(w)] = max(reach[i+len(w)], reach[i])
			}
		}
	}
	end := reach[len(text)]
	return end == 2, end > 0
}
