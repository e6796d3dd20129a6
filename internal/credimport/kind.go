package credimport

import (
	"net/url"
	"strings"

	"lanyard/internal/profile"
)

// reason is a kind, why it is that, and whether it is certain.
type reason struct {
	kind   profile.Kind
	why    string
	unsure bool
	open   bool // certain enough not to ask; a kind that the user names goes before it
}

// kindOf infers the kind of a record. What is written there counts before what an
// address says, and an address before what is usual.
func (r *reader) kindOf(c *record) reason {
	for _, ask := range []func(*record) reason{r.byAuthType, r.byAddress, r.bySignIn, r.byInstance, r.byForm, r.byNames, r.byKey} {
		if k := ask(c); k.kind != "" {
			if (k.unsure || k.open) && r.opts.Kind.Known() {
				return reason{kind: r.opts.Kind, why: "You chose " + r.opts.Kind.Title() + "."}
			}
			return k
		}
	}
	if r.opts.Kind.Known() {
		return reason{kind: r.opts.Kind, why: "You chose " + r.opts.Kind.Title() + "."}
	}
	return reason{unsure: true, why: "Nothing in it says where it runs."}
}

func (r *reader) byAuthType(c *record) reason {
	text := strings.ToLower(c.text(fAuthType))
	if o := r.byOrchestrate(c); o.kind != "" {
		return o
	}
	why := "The kind of authentication is " + text + "."
	switch text {
	case "iam", "iamassume":
		return reason{kind: profile.Cloud, why: why}
	case "cp4d", "zen":
		return reason{kind: profile.CP4D, why: why}
	case "aws", "mcsp", "mcspv1", "mcspv2":
		return reason{kind: profile.AWS, why: why}
	}
	return reason{}
}

// byAddress goes by the address of the service: IBM's own are known.
func (r *reader) byAddress(c *record) reason {
	for _, text := range c.addresses() {
		a, err := profile.ParseAddress("", text)
		if err == nil && a.Kind != "" {
			return reason{kind: a.Kind, why: "The address " + hostOf(a.URL) + " belongs to " + a.Kind.Title() + "."}
		}
		switch host := hostOf(text); host {
		case "cloud.ibm.com":
			return reason{kind: profile.Cloud, why: host + " is the console of IBM Cloud."}
		case "aws.data.ibm.com", "aws.wxai.ibm.com":
			return reason{kind: profile.AWS, why: host + " is the console of watsonx on AWS."}
		}
	}
	return reason{}
}

// addresses are what can be the address of the service, the likeliest first.
func (c *record) addresses() []string {
	var out []string
	if c.has(fURL) {
		out = append(out, c.text(fURL))
	}
	if c.has(fURLHost) {
		out = append(out, "https://"+strings.TrimPrefix(strings.TrimSpace(c.text(fURLHost)), "https://"))
	}
	for _, x := range c.weak {
		if classify(x.text) == ofService {
			out = append(out, x.text)
		}
	}
	for _, x := range c.weak {
		if classify(x.text) == ofAnyone && (c.has(fUsername) || c.has(fPassword) || c.has(fInstance)) {
			out = append(out, x.text)
		}
	}
	return out
}

// bySignIn goes by the address that gives tokens.
func (r *reader) bySignIn(c *record) reason {
	text := c.signInText()
	u, err := url.Parse(text)
	if text == "" || err != nil {
		return reason{}
	}
	host, path := strings.ToLower(u.Hostname()), strings.ToLower(u.Path)
	kind := profile.SignInKind(host)
	switch {
	case isIAMHost(host): // of old, too
		kind = profile.Cloud
	case hasSuffix(host, "ibmforusgov.com"): // service and sign-in in one
		kind = profile.AWS
	}
	switch {
	case kind != "":
		return reason{kind: kind, why: host + " signs in for " + kind.Title() + "."}
	case strings.Contains(path, "/icp4d-api"), strings.Contains(path, "/idprovider"):
		return reason{kind: profile.CP4D, why: "The path of the sign-in is that of Cloud Pak for Data."}
	case strings.Contains(path, "/v1/preauth") && instanceWord(c) == "" && u.Port() != "31843":
		return reason{kind: profile.StudioLocal, why: "The path of the sign-in is that of Watson Studio Local and of old Cloud Pak for Data.", unsure: true}
	case strings.Contains(path, "/v1/preauth"):
		return reason{kind: profile.StudioLocal, why: "The path of the sign-in is that of Watson Studio Local."}
	}
	return reason{}
}

func instanceWord(c *record) string {
	switch w := strings.ToLower(strings.TrimSpace(c.text(fInstance))); w {
	case profile.InstanceICP, profile.InstanceOpenShift, "wml_local":
		return w
	}
	return ""
}

// byInstance goes by the words that stand for an instance where there is none: they are
// Watson Studio Local's, and later Cloud Pak for Data's.
func (r *reader) byInstance(c *record) reason {
	word := instanceWord(c)
	version, _ := profile.NormalizeVersion(c.text(fVersion))
	switch {
	case word == "":
		return reason{}
	case version != "" && !before25(version):
		return reason{kind: profile.CP4D, why: "instance_id is " + word + " and a version, " + version + ", stands beside it: that is Cloud Pak for Data."}
	case word == profile.InstanceOpenShift && c.has(fAPIKey) && c.has(fPassword) && !r.modern:
		return reason{kind: profile.CP4D, why: "instance_id is openshift, and an API key stands beside the password: likely Cloud Pak for Data, as Watson Studio Local takes no API key.", unsure: true}
	case word != profile.InstanceOpenShift || r.old && !r.modern:
		return reason{kind: profile.StudioLocal, why: "instance_id is " + word + ": that is Watson Studio Local."}
	case r.modern:
		return reason{kind: profile.CP4D, why: "instance_id is openshift, and the client library is of 2020 or later: that is Cloud Pak for Data."}
	case c.has(fAPIKey) && !c.has(fPassword):
		return reason{kind: profile.CP4D, why: "instance_id is openshift, and it signs in with an API key: that is Cloud Pak for Data."}
	}
	return reason{kind: profile.StudioLocal, why: "instance_id is openshift, without a version: that is Watson Studio Local on OpenShift.", unsure: true}
}

// before25 is true for the versions before Cloud Pak for Data 2.5, which signed in like
// Watson Studio Local.
func before25(version string) bool {
	major, minor, _ := strings.Cut(version, ".")
	return major == "1" || major == "2" && len(minor) == 1 && minor < "5"
}

// byForm goes by the shape: some are made by IBM Cloud only.
func (r *reader) byForm(c *record) reason {
	switch {
	case c.form == "vcap" && c.has(fAPIKey) && !c.has(fUsername), c.has(fCRN):
		return reason{kind: profile.Cloud, why: "These are service credentials, as IBM Cloud makes them."}
	case c.form == "apikey.json":
		return reason{kind: profile.Cloud, why: "This is the file of an API key, as IBM Cloud gives it."}
	case c.form == "ibmcloud":
		return reason{kind: profile.Cloud, why: "ibmcloud is the command line of IBM Cloud."}
	case c.form == "ibmcloud-config":
		return reason{kind: profile.Cloud, why: "This is the file in which the command line of IBM Cloud keeps its session."}
	case c.has(fTrustedID) || c.has(fTrustedCRN) || c.has(fTrustedName):
		return reason{kind: profile.Cloud, why: "It names a trusted profile, which only IBM Cloud has."}
	case (c.has(fUsername) || c.has(fBedrock)) && c.hasKey():
		return reason{kind: profile.CP4D, why: "It has a username beside the key, and its address is not one of IBM's own: that is Cloud Pak for Data.", open: true}
	}
	return reason{}
}

// byNames goes by what the names of the values begin with.
func (r *reader) byNames(c *record) reason {
	family := c.facts[fAPIKey].family
	switch {
	case strings.HasPrefix(family, "ibmcloud") || family == "bluemix" || family == "ic" || family == "iam":
		return reason{kind: profile.Cloud, why: "The name says that the key is of IBM Cloud."}
	case strings.HasPrefix(family, "cpd"), strings.HasPrefix(family, "cp4d"):
		return reason{kind: profile.CP4D, why: "The name says that the key is of Cloud Pak for Data."}
	}
	return reason{}
}

// byKey goes by the form of the key, if there is nothing else.
func (r *reader) byKey(c *record) reason {
	key := cleanKey(c.text(fAPIKey))
	cluster := len(c.addresses()) > 0 && classify(c.addresses()[0]) == ofAnyone && !isIBMHost(hostOf(c.addresses()[0]))
	switch {
	case !c.has(fAPIKey):
		if cluster {
			return reason{kind: profile.CP4D, why: "The address is not one of IBM's own: likely a cluster with Cloud Pak for Data.", unsure: true}
		}
	case strings.HasPrefix(key, consoleMark):
		return reason{kind: profile.AWS, why: "The key has the form of the SaaS console's, which signs in for watsonx on AWS.", unsure: true}
	case cluster:
		return reason{kind: profile.CP4D, why: "The address is not one of IBM's own: likely a cluster with Cloud Pak for Data.", unsure: true}
	case len(key) == clusterKeyLength && isKeyText(key):
		return reason{kind: profile.CP4D, why: "The key has 40 characters: likely one of Cloud Pak for Data, those of IBM Cloud have 44.", unsure: true}
	case len(key) == cloudKeyLength && isKeyText(key):
		return reason{kind: profile.Cloud, why: "The key has the form of IBM Cloud's, 44 characters, and no username stands beside it."}
	default:
		return reason{kind: profile.Cloud, why: "There is an API key and no username: likely IBM Cloud.", unsure: true}
	}
	return reason{}
}

func isIBMHost(host string) bool {
	return hasSuffix("."+host, ".ibm.com", ".ibmforusgov.com", ".bluemix.net", ".appdomain.cloud", ".watsonplatform.net", ".cloudant.com", ".mybluemix.net")
}

// hostOf is the host of an address, "" when it has none.
func hostOf(address string) string {
	u, err := url.Parse(strings.TrimSpace(address))
	if err != nil {
		return ""
	}
	return strings.ToLower(u.Hostname())
}
