package profile_test

import (
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lanyard/internal/profile"
)

// Sentences that the tables name by what they are about.
const (
	saidBlanks    = "Blanks around the address were removed."
	saidInvisible = "Invisible characters were removed."
	saidQuotes    = "The quotes around the address were removed."
	saidComma     = "The comma at the end was removed."
	saidName      = "The name in front of the address was removed."
	saidScheme    = "https:// was put in front."
	saidBegin     = "The beginning was corrected to https://."
	saidCase      = "The host name was written in lower case."
	saidForm      = "The host and port were written in their usual form."
	saidSlash     = "The slash at the end was removed."
	saidCall      = "The path of a call after the host was removed."
	saidPage      = "The web page's path after the host was removed."
	saidPagePort  = "The web page's port was removed."
	saidPort      = "Port 31002 became 31843, where the service answers."
	saidSpace     = "The deployment space's id was taken from the address."
	saidProject   = "The project's id was taken from the address."
)

const (
	space   = "8f1c2f3e-9f3a-4a52-8a87-0d6f4f1a2b3c"
	project = "1b2c3d4e-0000-4111-9222-333344445555"
)

func page(host, service string) string {
	return host + " is a page of the platform; the service itself is " + service + "."
}

func TestParseAddress(t *testing.T) {
	const (
		cloud  = profile.Cloud
		aws    = profile.AWS
		cp4d   = profile.CP4D
		studio = profile.StudioLocal
	)
	dallas, frankfurt := "https://us-south.ml.cloud.ibm.com", "https://eu-de.ml.cloud.ibm.com"
	tests := []struct {
		name string
		kind profile.Kind
		text string
		want profile.Address
	}{
		{"a region as it is", cloud, frankfurt, profile.Address{URL: frankfurt, Kind: cloud}},
		{"a cluster as it is", cp4d, "https://cpd-lab.apps.example.org", profile.Address{URL: "https://cpd-lab.apps.example.org", Kind: cp4d}},
		{"a bare port stays", studio, "https://10.0.0.7:5555", profile.Address{URL: "https://10.0.0.7:5555", Kind: studio}},
		{"a bare port stays behind a slash", studio, "https://10.0.0.7:5555/", profile.Address{URL: "https://10.0.0.7:5555", Kind: studio, Changes: []string{saidSlash}}},
		{"an explicit 443 stays", studio, "https://10.0.0.7:443", profile.Address{URL: "https://10.0.0.7:443", Kind: studio}},
		{"31002 becomes 31843", studio, "https://10.0.0.7:31002", profile.Address{URL: "https://10.0.0.7:31843", Kind: studio, Changes: []string{saidPort}}},
		{"31002 becomes 31843 on a cluster", cp4d, "https://icp.example.org:31002/", profile.Address{URL: "https://icp.example.org:31843", Kind: cp4d, Changes: []string{saidSlash, saidPort}}},
		{"31843 stays", cp4d, "https://icp.example.org:31843", profile.Address{URL: "https://icp.example.org:31843", Kind: cp4d}},
		{"31002 means nothing to IBM Cloud", cloud, "https://localhost:31002", profile.Address{URL: "https://localhost:31002", Kind: cloud}},

		{"the documents' browser address", studio, "https://111.22.333.444:5555/home?context=wdp", profile.Address{URL: "https://111.22.333.444", Kind: studio, Changes: []string{saidPage, saidPagePort}}},
		{"an odd host is not refused", studio, "https://111.22.333.444", profile.Address{URL: "https://111.22.333.444", Kind: studio}},
		{"a page's port goes with a query alone", studio, "https://wsl.example.org:8443?context=wdp", profile.Address{URL: "https://wsl.example.org", Kind: studio, Changes: []string{saidPage, saidPagePort}}},
		{"a page's port goes with a fragment", studio, "https://wsl.example.org:31843/#/zen", profile.Address{URL: "https://wsl.example.org", Kind: studio, Changes: []string{saidPage, saidPagePort}}},
		{"a page's old port goes too", studio, "https://wsl.example.org:31002/auth", profile.Address{URL: "https://wsl.example.org", Kind: studio, Changes: []string{saidPage, saidPagePort}}},
		{"a call's port stays", studio, "https://wsl.example.org:31843/v1/preauth/validateAuth", profile.Address{URL: "https://wsl.example.org:31843", Kind: studio, Changes: []string{saidCall}}},
		{"a call's old port becomes the new one", studio, "https://wsl.example.org:31002/v1/preauth/validateAuth", profile.Address{URL: "https://wsl.example.org:31843", Kind: studio, Changes: []string{saidCall, saidPort}}},
		{"a page's port stays on a cluster", cp4d, "https://cpd.example.org:8443/zen/#/homepage", profile.Address{URL: "https://cpd.example.org:8443", Kind: cp4d, Changes: []string{saidPage}}},
		{"a page of Watson Studio Local with its space", studio, "https://wsl.example.org:8443/ml-runtime/spaces/" + space + "/assets", profile.Address{URL: "https://wsl.example.org", Kind: studio, SpaceID: space, Changes: []string{saidSpace, saidPage, saidPagePort}}},

		{"a space's page", cp4d, "https://cpd.example.org/ml-runtime/spaces/" + space + "/assets?context=icp4data", profile.Address{URL: "https://cpd.example.org", Kind: cp4d, SpaceID: space, Changes: []string{saidSpace, saidPage}}},
		{"a project's page", cp4d, "https://cpd.example.org/projects/" + project + "/overview", profile.Address{URL: "https://cpd.example.org", Kind: cp4d, ProjectID: project, Changes: []string{saidProject, saidPage}}},
		{"a project in a fragment", cp4d, "https://cpd.example.org/zen/#/projects/" + project + "?context=icp4data", profile.Address{URL: "https://cpd.example.org", Kind: cp4d, ProjectID: project, Changes: []string{saidProject, saidPage}}},
		{"a space in a fragment's query", cp4d, "https://cpd.example.org/#/x?space_id=" + space, profile.Address{URL: "https://cpd.example.org", Kind: cp4d, SpaceID: space, Changes: []string{saidSpace, saidPage}}},
		{"a space in a query", cloud, dallas + "/?space_id=" + space, profile.Address{URL: dallas, Kind: cloud, SpaceID: space, Changes: []string{saidSpace, saidPage}}},
		{"a project in a query", cloud, dallas + "/?version=2024-01-01&project_id=" + project, profile.Address{URL: dallas, Kind: cloud, ProjectID: project, Changes: []string{saidProject, saidPage}}},
		{"a notebook's project", cloud, "https://dataplatform.cloud.ibm.com/analytics/notebooks/v2/77?projectid=" + project + "&context=wx", profile.Address{URL: dallas, Kind: cloud, ProjectID: project, Changes: []string{saidProject, page("dataplatform.cloud.ibm.com", dallas), saidPage}}},
		{"of two the space counts", cp4d, "https://cpd.example.org/?project_id=" + project + "&space_id=" + space, profile.Address{URL: "https://cpd.example.org", Kind: cp4d, SpaceID: space, Changes: []string{saidSpace, saidPage}}},
		{"the path counts before the query", cp4d, "https://cpd.example.org/projects/" + project + "/x?space_id=" + space, profile.Address{URL: "https://cpd.example.org", Kind: cp4d, ProjectID: project, Changes: []string{saidProject, saidPage}}},
		{"a page that lists spaces names none", cp4d, "https://cpd.example.org/ml-runtime/spaces/all", profile.Address{URL: "https://cpd.example.org", Kind: cp4d, Changes: []string{saidPage}}},
		{"a sample id is no id", cp4d, "https://cpd.example.org/x?space_id=123456789", profile.Address{URL: "https://cpd.example.org", Kind: cp4d, Changes: []string{saidPage}}},
		{"an id with other characters is no id", cp4d, "https://cpd.example.org/x?space_id=1%20or%201", profile.Address{URL: "https://cpd.example.org", Kind: cp4d, Changes: []string{saidPage}}},

		{"authorize", cp4d, "https://cpd.example.org/icp4d-api/v1/authorize", profile.Address{URL: "https://cpd.example.org", Kind: cp4d, Changes: []string{saidCall}}},
		{"icp4d-api", cp4d, "https://cpd.example.org/icp4d-api", profile.Address{URL: "https://cpd.example.org", Kind: cp4d, Changes: []string{saidCall}}},
		{"identity/token", cloud, "https://localhost:9443/identity/token", profile.Address{URL: "https://localhost:9443", Kind: cloud, Changes: []string{saidCall}}},
		{"oidc/token", cloud, "https://localhost:9443/oidc/token/", profile.Address{URL: "https://localhost:9443", Kind: cloud, Changes: []string{saidCall}}},
		{"a scoring endpoint", cloud, frankfurt + "/ml/v4/deployments/" + project + "/predictions?version=2021-05-01", profile.Address{URL: frankfurt, Kind: cloud, Changes: []string{saidCall}}},
		{"a generation endpoint", cloud, dallas + "/ml/v1/text/generation?version=2023-05-29", profile.Address{URL: dallas, Kind: cloud, Changes: []string{saidCall}}},
		{"a trailing slash", cloud, dallas + "/", profile.Address{URL: dallas, Kind: cloud, Changes: []string{saidSlash}}},

		{"the web page of Dallas", cloud, "https://dataplatform.cloud.ibm.com/home2?context=wx", profile.Address{URL: dallas, Kind: cloud, Changes: []string{page("dataplatform.cloud.ibm.com", dallas), saidPage}}},
		{"the web page of Frankfurt", cloud, "https://eu-de.dataplatform.cloud.ibm.com", profile.Address{URL: frankfurt, Kind: cloud, Changes: []string{page("eu-de.dataplatform.cloud.ibm.com", frankfurt)}}},
		{"the platform of Frankfurt", cloud, "https://api.eu-de.dataplatform.cloud.ibm.com/v2/spaces", profile.Address{URL: frankfurt, Kind: cloud, Changes: []string{page("api.eu-de.dataplatform.cloud.ibm.com", frankfurt), saidCall}}},
		{"the platform of Dallas", cp4d, "https://api.dataplatform.cloud.ibm.com", profile.Address{URL: dallas, Kind: cloud, Changes: []string{page("api.dataplatform.cloud.ibm.com", dallas)}}},
		{"Sydney's odd domain", cloud, "https://api.au-syd.dai.cloud.ibm.com", profile.Address{URL: "https://au-syd.ml.cloud.ibm.com", Kind: cloud, Changes: []string{page("api.au-syd.dai.cloud.ibm.com", "https://au-syd.ml.cloud.ibm.com")}}},
		{"Toronto's web page", cloud, "https://ca-tor.dai.cloud.ibm.com/projects", profile.Address{URL: "https://ca-tor.ml.cloud.ibm.com", Kind: cloud, Changes: []string{page("ca-tor.dai.cloud.ibm.com", "https://ca-tor.ml.cloud.ibm.com"), saidPage}}},
		{"the private platform", cloud, "https://private.api.eu-gb.dataplatform.cloud.ibm.com", profile.Address{URL: "https://private.eu-gb.ml.cloud.ibm.com", Kind: cloud, Changes: []string{page("private.api.eu-gb.dataplatform.cloud.ibm.com", "https://private.eu-gb.ml.cloud.ibm.com")}}},
		{"Mumbai's web page", aws, "https://ap-south-1.aws.data.ibm.com/wx/home", profile.Address{URL: "https://ap-south-1.aws.wxai.ibm.com", Kind: aws, Changes: []string{page("ap-south-1.aws.data.ibm.com", "https://ap-south-1.aws.wxai.ibm.com"), saidPage}}},
		{"Virginia's documented token call", aws, "https://us-east-1.aws.data.ibm.com/api/rest/mcsp/apikeys/token", profile.Address{URL: "https://us-east-1.aws.wxai.ibm.com", Kind: aws, Changes: []string{page("us-east-1.aws.data.ibm.com", "https://us-east-1.aws.wxai.ibm.com"), saidCall}}},
		{"GovCloud's web page", aws, "https://dai.ibmforusgov.com", profile.Address{URL: "https://wxai.ibmforusgov.com", Kind: aws, Changes: []string{page("dai.ibmforusgov.com", "https://wxai.ibmforusgov.com")}}},
		{"GovCloud's preproduction", aws, "https://api.dai.prep.ibmforusgov.com", profile.Address{URL: "https://wxai.prep.ibmforusgov.com", Kind: aws, Changes: []string{page("api.dai.prep.ibmforusgov.com", "https://wxai.prep.ibmforusgov.com")}}},
		{"the console's page of an instance", cloud, "https://cloud.ibm.com/services/pm-20/crn%3Av1%3Abluemix%3Apublic%3Apm-20%3Aeu-gb%3Aa%2F0123%3Aguid%3A%3A?paneId=manage", profile.Address{URL: "https://eu-gb.ml.cloud.ibm.com", Kind: cloud, Changes: []string{"cloud.ibm.com is the console; the service itself is https://eu-gb.ml.cloud.ibm.com.", saidPage}}},

		{"the host tells the kind: cloud", cp4d, dallas, profile.Address{URL: dallas, Kind: cloud}},
		{"the host tells the kind: aws", cloud, "https://us-east-1.aws.wxai.ibm.com", profile.Address{URL: "https://us-east-1.aws.wxai.ibm.com", Kind: aws}},
		{"the host tells the kind: GovCloud", "", "https://wxai.ibmforusgov.com", profile.Address{URL: "https://wxai.ibmforusgov.com", Kind: aws}},
		{"a region of tomorrow", "", "https://eu-es.ml.cloud.ibm.com", profile.Address{URL: "https://eu-es.ml.cloud.ibm.com", Kind: cloud}},
		{"a test host", cp4d, "https://us-south.ml.test.cloud.ibm.com", profile.Address{URL: "https://us-south.ml.test.cloud.ibm.com", Kind: cloud}},
		{"an unknown host tells nothing", "", "https://cpd.example.org", profile.Address{URL: "https://cpd.example.org"}},
		{"a host that only ends alike tells nothing", cp4d, "https://evil-ml.cloud.ibm.com.example.org", profile.Address{URL: "https://evil-ml.cloud.ibm.com.example.org", Kind: cp4d}},
		{"loopback is nobody's", cloud, "https://127.0.0.1:8443", profile.Address{URL: "https://127.0.0.1:8443", Kind: cloud}},

		{"the old host of Dallas", cloud, "https://ibm-watson-ml.mybluemix.net", profile.Address{URL: dallas, Kind: cloud, Changes: []string{"ibm-watson-ml.mybluemix.net is no longer used; its successor is " + dallas + "."}}},
		{"the old host of London", cloud, "https://ibm-watson-ml.eu-gb.bluemix.net/", profile.Address{URL: "https://eu-gb.ml.cloud.ibm.com", Kind: cloud, Changes: []string{"ibm-watson-ml.eu-gb.bluemix.net is no longer used; its successor is https://eu-gb.ml.cloud.ibm.com.", saidSlash}}},

		{"no scheme", cloud, "us-south.ml.cloud.ibm.com", profile.Address{URL: dallas, Kind: cloud, NeedsConsent: true, Changes: []string{saidScheme}}},
		{"no scheme, a port", cp4d, "cpd.example.org:31843/zen", profile.Address{URL: "https://cpd.example.org:31843", Kind: cp4d, NeedsConsent: true, Changes: []string{saidScheme, saidPage}}},
		{"no scheme but slashes", cp4d, "//cpd.example.org", profile.Address{URL: "https://cpd.example.org", Kind: cp4d, NeedsConsent: true, Changes: []string{saidScheme}}},
		{"one slash", cp4d, "https:/cpd.example.org", profile.Address{URL: "https://cpd.example.org", Kind: cp4d, Changes: []string{saidBegin}}},
		{"three slashes", cp4d, "https:///cpd.example.org", profile.Address{URL: "https://cpd.example.org", Kind: cp4d, Changes: []string{saidBegin}}},
		{"no colon", cp4d, "https//cpd.example.org", profile.Address{URL: "https://cpd.example.org", Kind: cp4d, Changes: []string{saidBegin}}},
		{"twice", cp4d, "https://https://cpd.example.org", profile.Address{URL: "https://cpd.example.org", Kind: cp4d, Changes: []string{saidBegin}}},
		{"capitals", cp4d, "HTTPS://CPD.Example.ORG", profile.Address{URL: "https://cpd.example.org", Kind: cp4d, Changes: []string{saidBegin, saidCase}}},

		{"blanks", cp4d, "  https://cpd.example.org\n", profile.Address{URL: "https://cpd.example.org", Kind: cp4d, Changes: []string{saidBlanks}}},
		{"a blank that doesn't break", cp4d, "\u00a0https://cpd.example.org", profile.Address{URL: "https://cpd.example.org", Kind: cp4d, Changes: []string{saidBlanks}}},
		{"straight quotes and a comma", cp4d, `"https://cpd.example.org",`, profile.Address{URL: "https://cpd.example.org", Kind: cp4d, Changes: []string{saidComma, saidQuotes}}},
		{"typographic quotes", cp4d, "“https://cpd.example.org”", profile.Address{URL: "https://cpd.example.org", Kind: cp4d, Changes: []string{saidQuotes}}},
		{"single typographic quotes", cp4d, "‘https://cpd.example.org’", profile.Address{URL: "https://cpd.example.org", Kind: cp4d, Changes: []string{saidQuotes}}},
		{"one quote only", cp4d, `https://cpd.example.org"`, profile.Address{URL: "https://cpd.example.org", Kind: cp4d, Changes: []string{saidQuotes}}},
		{"a blank inside the quotes", cp4d, `" https://cpd.example.org"`, profile.Address{URL: "https://cpd.example.org", Kind: cp4d, Changes: []string{saidBlanks, saidQuotes}}},
		{"an e-mail's brackets", cp4d, "<https://cpd.example.org>", profile.Address{URL: "https://cpd.example.org", Kind: cp4d, Changes: []string{saidQuotes}}},
		{"a zero-width space", cp4d, "https://cpd\u200b.example.org", profile.Address{URL: "https://cpd.example.org", Kind: cp4d, Changes: []string{saidInvisible}}},
		{"a filler of no width", cp4d, "https://cpd\u3164.example.org", profile.Address{URL: "https://cpd.example.org", Kind: cp4d, Changes: []string{saidInvisible}}},
		{"a byte order mark", cp4d, "\ufeffhttps://cpd.example.org", profile.Address{URL: "https://cpd.example.org", Kind: cp4d, Changes: []string{saidInvisible}}},
		{"a control character", cp4d, "https://cpd.example.org\x00", profile.Address{URL: "https://cpd.example.org", Kind: cp4d, Changes: []string{saidInvisible}}},
		{"a line of a notebook", cp4d, `"url" : "https://cpd.example.org",`, profile.Address{URL: "https://cpd.example.org", Kind: cp4d, Changes: []string{saidComma, saidQuotes, saidName}}},
		{"a line of a shell", cp4d, "export ML_ENV=https://cpd.example.org", profile.Address{URL: "https://cpd.example.org", Kind: cp4d, Changes: []string{saidName}}},
		{"a line of the Windows shell", cp4d, "set ML_ENV=https://cpd.example.org", profile.Address{URL: "https://cpd.example.org", Kind: cp4d, Changes: []string{saidName}}},

		{"IPv6", cp4d, "https://[2001:DB8::0001]:8443/zen", profile.Address{URL: "https://[2001:db8::1]:8443", Kind: cp4d, Changes: []string{saidForm, saidPage}}},
		{"IPv6 without a port", studio, "https://[::1]", profile.Address{URL: "https://[::1]", Kind: studio}},
		{"a dot at the end of the host", cp4d, "https://cpd.example.org.", profile.Address{URL: "https://cpd.example.org", Kind: cp4d, Changes: []string{saidForm}}},
		{"an empty port", cp4d, "https://cpd.example.org:", profile.Address{URL: "https://cpd.example.org", Kind: cp4d, Changes: []string{saidForm}}},
		{"a port with zeros", cp4d, "https://cpd.example.org:08443", profile.Address{URL: "https://cpd.example.org:8443", Kind: cp4d, Changes: []string{saidForm}}},
		{"a name of another alphabet", cp4d, "https://Bücher.example.org", profile.Address{URL: "https://bücher.example.org", Kind: cp4d, Changes: []string{saidCase}}},
		{"one label", cp4d, "https://cpd", profile.Address{URL: "https://cpd", Kind: cp4d}},
		{"an underscore", cp4d, "https://cpd_lab.example.org", profile.Address{URL: "https://cpd_lab.example.org", Kind: cp4d}},
		{"an at sign in the path", cp4d, "https://cpd.example.org/home?user=joe@example.org", profile.Address{URL: "https://cpd.example.org", Kind: cp4d, Changes: []string{saidPage}}},
		{"a cluster of mine", cp4d, "https://my-cluster.example.org", profile.Address{URL: "https://my-cluster.example.org", Kind: cp4d}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := profile.ParseAddress(tt.kind, tt.text)
			if err != nil {
				t.Fatalf("%q was refused: %v", tt.text, err)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("%q (-want +got):\n%s", tt.text, diff)
			}
		})
	}
}

func TestParseAddressRefuses(t *testing.T) {
	tests := []struct{ name, text, says string }{
		{"nothing", "", "is empty"},
		{"blanks", " \t\n", "is empty"},
		{"quotes", `""`, "is empty"},
		{"plain http", "http://cpd.example.org", "use the https:// address"},
		{"plain http in capitals", "HTTP://cpd.example.org:31843/zen", "use the https:// address"},
		{"plain http inside https", "https://http://cpd.example.org", "use the https:// address"},
		{"another scheme", "ftp://cpd.example.org", "use https"},
		{"a file", "file:///etc/passwd", "use https"},
		{"a scheme alone", "https://", "no host name"},
		{"a path alone", "https:///", "no host name"},
		{"a port alone", "https://:8443", "no host name"},
		{"a hyphen", "-", "host name is not valid"},
		{"a dot", "https://.", "no host name"},
		{"an empty label", "https://cpd..example.org", "host name is not valid"},
		{"a hyphen in front", "https://-cpd.example.org", "host name is not valid"},
		{"a star", "https://*.example.org", "host name is not valid"},
		{"a long label", "https://" + strings.Repeat("a", 64) + ".example.org", "host name is not valid"},
		{"a long name", "https://" + strings.Repeat("abcdefgh.", 30) + "org", "host name is not valid"},
		{"bytes that are no text", "https://cpd\xff.example.org", "host name is not valid"},
		{"a number", "https://4242", "host name is not valid"},
		{"port 0", "https://cpd.example.org:0", "from 1 to 65535"},
		{"port 65536", "https://cpd.example.org:65536", "from 1 to 65535"},
		{"a huge port", "https://cpd.example.org:99999999999999999999", "from 1 to 65535"},
		{"a port that is a word", "https://cpd.example.org:https", "from 1 to 65535"},
		{"two ports", "https://cpd.example.org:5555:31843", "from 1 to 65535"},
		{"IPv6 without brackets", "https://2001:db8::1", "square brackets"},
		{"IPv6 and more", "https://[2001:db8::1]x", "square brackets"},
		{"IPv6 half in brackets", "https://[2001:db8::1", "square brackets"},
		{"IPv6 with a zone", "https://[fe80::1%25eth0]", "square brackets"},
		{"IPv4 in brackets", "https://[10.0.0.1]", "square brackets"},
		{"a blank inside", "https://cpd .example.org", "blank or a line break"},
		{"two lines", "https://cpd.example.org\nhttps://other.example.org", "blank or a line break"},
		{"a backslash", `https://cpd.example.org\zen`, `write / instead`},
		{"a file of Windows", `C:\keys\url.txt`, `write / instead`},
		{"a whole credential", `{"apikey":"abc","url":"https://cpd.example.org"}`, "whole credential"},
		{"a whole command", "curl -k https://cpd.example.org", "whole credential or command"},
		{"a document", strings.Repeat("https://cpd.example.org ", 1000), "too long"},
		{"an API key", "Zx0-1234567890abcdefghijklmnopqrstuvwxyzABCD", "looks like a key"},

		{"IAM", "https://iam.cloud.ibm.com/identity/token", "iam.cloud.ibm.com gives tokens"},
		{"regional IAM", "https://private.us-south.iam.cloud.ibm.com", "gives tokens"},
		{"the test IAM", "https://iam.test.cloud.ibm.com", "gives tokens"},
		{"the old IAM", "https://iam.bluemix.net/oidc/token", "iam.bluemix.net gives tokens"},
		{"the SaaS console", "https://account-iam.platform.saas.ibm.com", "gives tokens"},
		{"the console", "https://cloud.ibm.com/resources", "choose the region"},
		{"the console of AWS", "https://aws.data.ibm.com", "choose the region"},
		{"a web page of a region unknown", "https://eu-xy.dataplatform.cloud.ibm.com", "region that is not known"},
		{"a web page of the test system", "https://dataplatform.test.cloud.ibm.com", "region that is not known"},

		{"the documents' url", "https://HIJKL", "sample value"},
		{"the documents' url in lower case", "https://hijkl/", "sample value"},
		{"the documents' url with a blank", ` " https://HIJKL" `, "sample value"},
		{"the documents' line", "export ML_ENV=https://HIJKL", "sample value"},
		{"the documents' host", "HIJKL", "sample value"},
		{"the documents' key", "123456789", "sample value"},
		{"the documents' key as a host", "https://123456789", "sample value"},
		{"a placeholder", "<url>", "sample value"},
		{"a placeholder in a host", "https://<region>.ml.cloud.ibm.com", "sample value"},
		{"a placeholder in braces", "https://{region}.ml.cloud.ibm.com", "sample value"},
		{"a variable", "${WML_URL}", "sample value"},
		{"a variable in a host", "https://$HOST/zen", "sample value"},
		{"your url", "YOUR_URL", "sample value"},
		{"your cluster", "https://your-cluster.example.org", "sample value"},
		{"the letter x", "https://xxx.xxx.xxx.xxx", "sample value"},
		{"a row of x and a dot", "https://XXXXX.", "sample value"},
		{"none", "None", "sample value"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := profile.ParseAddress(profile.CP4D, tt.text)
			if err == nil {
				t.Fatalf("%q was taken as %+v", tt.text, got)
			}
			if !strings.Contains(err.Error(), tt.says) {
				t.Errorf("%q: %q does not say %q", tt.text, err, tt.says)
			}
			if r := err.Error()[0]; r >= 'A' && r <= 'Z' {
				t.Errorf("%q begins with a capital", err)
			}
		})
	}
}

// TestParseAddressNeverEchoes gives addresses with a password in them, also ones that
// the password's own characters break, and a key in place of the address.
func TestParseAddressNeverEchoes(t *testing.T) {
	const secret = "hunter2Zx"
	for _, text := range []string{
		"https://joe:" + secret + "@cpd.example.org",
		"https://" + secret + "@cpd.example.org/zen",
		"https://joe:" + secret + "/@cpd.example.org",
		"https://joe:" + secret + "#@cpd.example.org",
		"https://joe:" + secret + "?@cpd.example.org",
		"https://joe:" + secret + "$x@cpd.example.org",
		"https://joe:" + secret + "\\x@cpd.example.org",
		"joe:" + secret + "@cpd.example.org",
		"http://joe:" + secret + "@cpd.example.org",
		"https://joe:" + secret + "@iam.cloud.ibm.com",
		"https://joe:" + secret + " @cpd.example.org",
		strings.Repeat(secret, 5),
		"https://[" + secret + "]",
		"{\"apikey\":\"" + secret + "\"}",
	} {
		for name, parse := range parsers() {
			_, err := parse(text)
			if err == nil {
				t.Errorf("%s took %q", name, text)
				continue
			}
			if strings.Contains(strings.ToLower(err.Error()), strings.ToLower(secret)) {
				t.Errorf("%s repeats the secret: %v", name, err)
			}
		}
	}
	a, err := profile.ParseAddress(profile.CP4D, "https://cpd.example.org/x?token="+secret+"#"+secret)
	if err != nil || strings.Contains(strings.Join(a.Changes, " "), secret) {
		t.Errorf("a secret in the query shows in %v, %v", a.Changes, err)
	}
}

func parsers() map[string]func(string) (profile.Address, error) {
	return map[string]func(string) (profile.Address, error){
		"ParseAddress": func(s string) (profile.Address, error) { return profile.ParseAddress(profile.CP4D, s) },
		"ParseAuthURL": func(s string) (profile.Address, error) { return profile.ParseAuthURL(profile.CP4D, s) },
		"ParseOrigin":  profile.ParseOrigin,
	}
}

func TestParseOrigin(t *testing.T) {
	got, err := profile.ParseOrigin("https://API.dataplatform.cloud.ibm.com/v2/spaces?limit=1")
	want := profile.Address{URL: "https://api.dataplatform.cloud.ibm.com", Changes: []string{saidCase, saidCall}}
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// FuzzParseAddress holds every accepted text to the promise of the form: an https
// origin that the standard library reads in the same way, and that is left alone when
// it is read again.
func FuzzParseAddress(f *testing.F) {
	for _, s := range []string{
		"https://111.22.333.444:5555/home?context=wdp", " https://HIJKL", "us-south.ml.cloud.ibm.com", "https://[::1]:31002/zen/#/x",
		"“https://dataplatform.cloud.ibm.com/projects/1b2c?space_id=2”,", "https://user:pass@host", "https:host", "https://https//x.y",
		"url = 'https://api.eu-de.dataplatform.cloud.ibm.com'", "https://İ.example.org", "https://a\u200b.b", "<https://x>", "https://%41.example",
	} {
		for i := range 5 {
			f.Add(i, s)
		}
	}
	kinds := append(profile.Kinds(), "")
	f.Fuzz(func(t *testing.T, k int, text string) {
		kind := kinds[uint(k)%uint(len(kinds))]
		a, err := profile.ParseAddress(kind, text)
		if err != nil {
			return
		}
		checkOriginForm(t, text, a.URL)
		if a.SpaceID != "" && a.ProjectID != "" {
			t.Errorf("%q gives a space and a project", text)
		}
		for _, again := range []profile.Kind{kind, a.Kind} {
			b, err := profile.ParseAddress(again, a.URL)
			if err != nil || b.URL != a.URL || b.Changes != nil || b.NeedsConsent {
				t.Errorf("%q gave %q, and that gives %+v, %v", text, a.URL, b, err)
			}
		}
	})
}

// checkOriginForm asserts that an address is https://host[:port] and nothing else.
func checkOriginForm(t *testing.T, text, address string) {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatalf("%q gave %q: %v", text, address, err)
	}
	rest, https := strings.CutPrefix(address, "https://")
	if !https || u.Host != rest || u.Hostname() == "" || u.User != nil || strings.ContainsAny(rest, "/?#@\\ \t\r\n<>\"'") {
		t.Fatalf("%q gave %q, which is more than an origin", text, address)
	}
}
