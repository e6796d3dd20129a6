package profile

import (
	"slices"
	"strings"
)

// Region is one place of a service that IBM runs.
type Region struct {
	ID          string // "eu-de"
	Name        string // "Frankfurt"
	Kind        Kind   // Cloud or AWS
	URL         string // the service: scheme and host
	PlatformURL string // spaces and projects: scheme and host
	AuthURL     string // the usual sign-in base; for GovCloud with a path
}

// The sign-in bases of IBM's own services.
const (
	iamURL            = "https://iam.cloud.ibm.com"
	iamPrivateURL     = "https://private.iam.cloud.ibm.com"
	iamTestURL        = "https://iam.test.cloud.ibm.com"
	iamPrivateTestURL = "https://private.iam.test.cloud.ibm.com"
	mcspURL           = "https://account-iam.platform.saas.ibm.com"
	mcspTestURL       = "https://account-iam.platform.test.saas.ibm.com"
	govURL            = "https://dai.ibmforusgov.com/api/rest/mcsp"
	govPrepURL        = "https://dai.prep.ibmforusgov.com/api/rest/mcsp"
)

// publicRegions is the table of what people choose from. Sydney and Toronto have
// their spaces and projects under another domain than the older regions.
func publicRegions() []Region {
	return []Region{
		{"us-south", "Dallas", Cloud, "https://us-south.ml.cloud.ibm.com", "https://api.dataplatform.cloud.ibm.com", iamURL},
		{"eu-de", "Frankfurt", Cloud, "https://eu-de.ml.cloud.ibm.com", "https://api.eu-de.dataplatform.cloud.ibm.com", iamURL},
		{"eu-gb", "London", Cloud, "https://eu-gb.ml.cloud.ibm.com", "https://api.eu-gb.dataplatform.cloud.ibm.com", iamURL},
		{"jp-tok", "Tokyo", Cloud, "https://jp-tok.ml.cloud.ibm.com", "https://api.jp-tok.dataplatform.cloud.ibm.com", iamURL},
		{"au-syd", "Sydney", Cloud, "https://au-syd.ml.cloud.ibm.com", "https://api.au-syd.dai.cloud.ibm.com", iamURL},
		{"ca-tor", "Toronto", Cloud, "https://ca-tor.ml.cloud.ibm.com", "https://api.ca-tor.dai.cloud.ibm.com", iamURL},
		{"ap-south-1", "Mumbai (AWS)", AWS, "https://ap-south-1.aws.wxai.ibm.com", "https://api.ap-south-1.aws.data.ibm.com", mcspURL},
		{"us-east-1", "N. Virginia (AWS)", AWS, "https://us-east-1.aws.wxai.ibm.com", "https://api.us-east-1.aws.data.ibm.com", mcspURL},
		{"govcloud", "GovCloud", AWS, "https://wxai.ibmforusgov.com", "https://api.dai.ibmforusgov.com", govURL},
	}
}

// hiddenRegions are recognised and never offered: IBM's own test systems, of which
// those below .test.cloud.ibm.com sign in at the test IAM and the others at the usual
// one, and the private network of GovCloud, which has names of its own.
func hiddenRegions() []Region {
	return []Region{
		{"govcloud-internal", "GovCloud, private network", AWS, "https://private.internal.wxai.ibmforusgov.com", "https://internal.api.dai.ibmforusgov.com", govURL},
		{"govcloud-prep-internal", "GovCloud (preproduction), private network", AWS, "https://private.internal.wxai.prep.ibmforusgov.com", "https://internal.api.dai.prep.ibmforusgov.com", govPrepURL},
		{"us-south-test", "Dallas (test)", Cloud, "https://us-south.ml.test.cloud.ibm.com", "https://api.dataplatform.dev.cloud.ibm.com", iamTestURL},
		{"wml-fvt", "FVT (test)", Cloud, "https://wml-fvt.ml.test.cloud.ibm.com", "https://api.dataplatform.dev.cloud.ibm.com", iamTestURL},
		{"wml-dev", "Development (test)", Cloud, "https://wml-dev.ml.test.cloud.ibm.com", "https://api.dataplatform.dev.cloud.ibm.com", iamTestURL},
		{"wml-mcsp-dev", "MCSP development (test)", Cloud, "https://wml-mcsp-dev.ml.test.cloud.ibm.com", "https://api.dai.dev.cloud.ibm.com", iamTestURL},
		{"yp-qa", "QA (test)", Cloud, "https://yp-qa.ml.cloud.ibm.com", "https://api.dataplatform.test.cloud.ibm.com", iamURL},
		{"yp-cr", "CR (test)", Cloud, "https://yp-cr.ml.cloud.ibm.com", "https://api.dataplatform.test.cloud.ibm.com", iamURL},
		{"wxai-qa", "watsonx QA (test)", Cloud, "https://wxai-qa.ml.cloud.ibm.com", "https://api.dai.test.cloud.ibm.com", iamURL},
		{"aws-dev", "AWS development (test)", AWS, "https://dev.aws.wxai.ibm.com", "https://api.dev.aws.data.ibm.com", mcspTestURL},
		{"aws-test", "AWS test (test)", AWS, "https://test.aws.wxai.ibm.com", "https://api.test.aws.data.ibm.com", mcspTestURL},
		{"govcloud-prep", "GovCloud (preproduction)", AWS, "https://wxai.prep.ibmforusgov.com", "https://api.dai.prep.ibmforusgov.com", govPrepURL},
	}
}

// Regions lists the regions of a kind that people choose from, in the order of the
// documents. Kinds that run on a cluster of one's own have none.
func Regions(kind Kind) []Region {
	return slices.DeleteFunc(publicRegions(), func(r Region) bool { return r.Kind != kind })
}

// RegionOf finds the region that a service address belongs to, test systems and
// private endpoints ("private.us-south.ml…") included. Only scheme and host count.
func RegionOf(address string) (Region, bool) {
	o, _, err := originOf(address)
	if err != nil {
		return Region{}, false
	}
	service := "https://" + o.host
	public, private := strings.CutPrefix(o.host, "private.")
	for _, r := range slices.Concat(publicRegions(), hiddenRegions()) {
		switch {
		case r.URL == service:
			return r, true
		case private && r.URL == "https://"+public:
			return privateRegion(r), true
		}
	}
	return Region{}, false
}

// privateRegion is the same region over IBM Cloud's private network. The AWS
// regions have a private service host but no private platform.
func privateRegion(r Region) Region {
	r.Name += ", private network"
	r.URL = privateOf(r.URL)
	if r.Kind == Cloud {
		r.PlatformURL = privateOf(r.PlatformURL)
		r.AuthURL = privateOf(r.AuthURL)
	}
	return r
}

func privateOf(address string) string {
	return strings.Replace(address, "https://", "https://private.", 1)
}

// RegionByID finds a region that people choose from by its id, ignoring case.
func RegionByID(kind Kind, id string) (Region, bool) {
	for _, r := range Regions(kind) {
		if strings.EqualFold(r.ID, strings.TrimSpace(id)) {
			return r, true
		}
	}
	return Region{}, false
}
