package profile

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// serviceOf finds the service that a pasted host stands for: itself, or, for IBM's
// web pages and platform hosts, the region's machine-learning host. kind is "" for
// a host that isn't IBM's.
func serviceOf(p pasted, said *notes) (service origin, kind Kind, err error) {
	host := p.origin.host
	if err := explainSignInHost(host); err != nil {
		return origin{}, "", err
	}
	switch host {
	case "cloud.ibm.com", "console.bluemix.net", "aws.data.ibm.com", "aws.wxai.ibm.com":
		return consoleRegion(p, said)
	}
	if r, ok := regionOfWebHost(host); ok {
		said.add(fmt.Sprintf("%s is a page of the platform; the service itself is %s.", host, r.URL))
		o, _, err := originOf(r.URL)
		return o, r.Kind, err
	}
	if r, ok := oldService(host); ok {
		said.add(fmt.Sprintf("%s is no longer used; its successor is %s.", host, r.URL))
		o, _, err := originOf(r.URL)
		return o, r.Kind, err
	}
	if platformHost().MatchString(host) {
		return origin{}, "", errors.New("this is a page of the platform in a region that is not known here: enter the service's own address, such as https://eu-de.ml.cloud.ibm.com")
	}
	return p.origin, ownerOf(host), nil
}

// explainSignInHost refuses hosts that only give tokens.
func explainSignInHost(host string) error {
	if _, old := iamSuccessor(host); old || SignInKind(host) != "" {
		return fmt.Errorf("%s gives tokens and is not the service: choose a region, or enter the service's address, such as https://us-south.ml.cloud.ibm.com", host)
	}
	return nil
}

var regionInCRN = lazily(`(?i)crn(?::|%3a)v1(?::|%3a)[a-z]+(?::|%3a)public(?::|%3a)pm-20(?::|%3a)([a-z0-9-]+)(?::|%3a)`)

// consoleRegion translates a page of the console, which serves all regions, by the
// resource name in its path.
func consoleRegion(p pasted, said *notes) (origin, Kind, error) {
	if m := regionInCRN().FindStringSubmatch(p.tail); m != nil {
		if r, ok := RegionByID(Cloud, m[1]); ok {
			said.add(fmt.Sprintf("%s is the console; the service itself is %s.", p.origin.host, r.URL))
			o, _, err := originOf(r.URL)
			return o, r.Kind, err
		}
	}
	return origin{}, "", fmt.Errorf("%s is the console of all regions, not a service: choose the region that the service runs in", p.origin.host)
}

// regionOfWebHost finds the region of a page or platform host. The platform of the
// private network belongs to the private service.
func regionOfWebHost(host string) (Region, bool) {
	name, private := strings.CutPrefix(host, "private.")
	r, ok := regionOfWebName(strings.TrimPrefix(name, "api."))
	if ok && private && r.Kind == Cloud {
		r = privateRegion(r)
	}
	return r, ok
}

func regionOfWebName(name string) (Region, bool) {
	switch name {
	case "dataplatform.cloud.ibm.com", "dai.cloud.ibm.com", "dataplatform.ibm.com":
		return RegionByID(Cloud, "us-south")
	case "dai.ibmforusgov.com":
		return RegionByID(AWS, "govcloud")
	case "dai.prep.ibmforusgov.com":
		return RegionOf("https://wxai.prep.ibmforusgov.com")
	case "dev.aws.data.ibm.com", "test.aws.data.ibm.com":
		return RegionOf("https://" + strings.TrimSuffix(name, "data.ibm.com") + "wxai.ibm.com")
	}
	for _, domain := range []string{".dataplatform.cloud.ibm.com", ".dai.cloud.ibm.com"} {
		if id, ok := strings.CutSuffix(name, domain); ok {
			return RegionByID(Cloud, id)
		}
	}
	if id, ok := strings.CutSuffix(name, ".aws.data.ibm.com"); ok {
		return RegionByID(AWS, id)
	}
	return Region{}, false
}

// platformHost is the form of the platform's hosts, also in regions that the table
// doesn't have: "dataplatform.test.cloud.ibm.com", "api.eu-xy.dai.cloud.ibm.com".
var platformHost = lazily(`(^|\.)(dataplatform|dai)(\.[a-z0-9-]+)?\.cloud\.ibm\.com$|\.aws\.data\.ibm\.com$|(^|\.)dai(\.prep)?\.ibmforusgov\.com$`)

// oldService finds the successor of a Cloud Foundry era host.
func oldService(host string) (Region, bool) {
	switch host {
	case "ibm-watson-ml.mybluemix.net", "ibm-watson-ml.ng.bluemix.net", "ibm-watson-ml.us-south.bluemix.net":
		return RegionByID(Cloud, "us-south")
	}
	if id, ok := strings.CutPrefix(host, "ibm-watson-ml."); ok {
		if id, ok = strings.CutSuffix(id, ".bluemix.net"); ok {
			return RegionByID(Cloud, id)
		}
	}
	return Region{}, false
}

// isCloudService is true for the hosts of the service on IBM Cloud.
func isCloudService(host string) bool {
	return strings.HasSuffix(host, ".ml.cloud.ibm.com") || strings.HasSuffix(host, ".ml.test.cloud.ibm.com")
}

// isAWSService is true for the hosts of the service on AWS and GovCloud.
func isAWSService(host string) bool {
	switch host {
	case "wxai.ibmforusgov.com", "wxai.prep.ibmforusgov.com":
		return true
	}
	return strings.HasSuffix(host, ".aws.wxai.ibm.com") || strings.HasSuffix(host, ".wxai.ibmforusgov.com") || strings.HasSuffix(host, ".wxai.prep.ibmforusgov.com")
}

// SignInKind tells for which kind one of IBM's sign-in hosts gives tokens; "" for any
// other host. A key of another kind is never sent there.
func SignInKind(host string) Kind {
	switch {
	case isIAM(host):
		return Cloud
	case isMCSP(host):
		return AWS
	}
	return ""
}

// Hosts lists the hosts that a profile sends its key or token to, each once, the one that
// gets the key first.
func (p Profile) Hosts() []string {
	signIn, _ := p.SignInURL() // a profile without one goes nowhere
	var hosts []string
	for _, address := range []string{p.IdentityURL(), signIn, p.FallbackURL(), p.URL, p.Platform()} {
		if o, _, err := originOf(address); err == nil && !slices.Contains(hosts, o.hostPort()) {
			hosts = append(hosts, o.hostPort())
		}
	}
	return hosts
}

// ForeignHosts lists those of [Profile.Hosts] that are not IBM's own.
func (p Profile) ForeignHosts() []string {
	return slices.DeleteFunc(p.Hosts(), func(host string) bool {
		host = strings.ToLower(host)
		return ownerOf(host) != "" || SignInKind(host) != "" || platformHost().MatchString(host)
	})
}

// isIAM is true for IBM Cloud's sign-in hosts, regional and private ones included.
func isIAM(host string) bool {
	return host == "iam.cloud.ibm.com" || host == "iam.test.cloud.ibm.com" ||
		strings.HasSuffix(host, ".iam.cloud.ibm.com") || strings.HasSuffix(host, ".iam.test.cloud.ibm.com")
}

// isMCSP is true for the sign-in hosts of IBM's SaaS console.
func isMCSP(host string) bool {
	return strings.HasSuffix(host, ".platform.saas.ibm.com") || strings.HasSuffix(host, ".platform.test.saas.ibm.com")
}
