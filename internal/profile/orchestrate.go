package profile

import (
	"fmt"
	"net/url"
	"strings"
)

// AuthType says how a watsonx Orchestrate signs in. Its texts are those of IBM's
// Agent Development Kit (ADK).
type AuthType string

// The ways in which instances of watsonx Orchestrate sign in.
const (
	AuthMCSP AuthType = "mcsp"    // on AWS: at IBM's SaaS platform
	AuthIAM  AuthType = "ibm_iam" // on IBM Cloud
	AuthCPD  AuthType = "cpd"     // on Cloud Pak for Data, with a username
)

// AuthTypes lists the ways.
func AuthTypes() []AuthType { return []AuthType{AuthMCSP, AuthIAM, AuthCPD} }

// The paths around an instance of watsonx Orchestrate: what its address ends with, and
// what leads to it on a cluster.
const (
	pathInstances   = "/instances/"
	pathOrchestrate = "/orchestrate/"
	mcspV1URL       = "https://iam.platform.saas.ibm.com"
)

// ParseAuthType reads a way to sign in, ignoring case, hyphens and underscores. "iam" and
// "mcsp_v1", which people write, are understood.
func ParseAuthType(text string) (AuthType, error) {
	switch squash(text) {
	case "mcsp", "mcspv1", "mcspv2":
		return AuthMCSP, nil
	case "ibmiam", "iam":
		return AuthIAM, nil
	case "cpd", "cp4d":
		return AuthCPD, nil
	}
	return "", fmt.Errorf("unknown way to sign in: use one of %s, %s, %s", AuthMCSP, AuthIAM, AuthCPD)
}

// Auth is how a profile of watsonx Orchestrate signs in: as it says, else by its
// username, its sign-in address and its address, by the rule of the ADK. It is "" for
// other kinds.
func (p Profile) Auth() AuthType {
	if p.Kind != Orchestrate {
		return ""
	}
	if p.AuthType != "" {
		return p.AuthType
	}
	auth, service := hostname(p.AuthURL), hostname(p.URL)
	switch {
	case isIAM(auth):
		return AuthIAM
	case isMCSP(auth):
		return AuthMCSP
	case p.Username != "", strings.HasPrefix(service, "cpd"):
		return AuthCPD
	case strings.HasSuffix(service, ".cloud.ibm.com"):
		return AuthIAM
	}
	return AuthMCSP
}

func hostname(address string) string {
	o, _, err := originOf(address)
	if err != nil {
		return ""
	}
	return o.host
}

// FallbackURL is the second call that may receive the key: the newer sign-in of the SaaS
// platform, for the instance of watsonx Orchestrate alone. It is "" where there is none.
func (p Profile) FallbackURL() string {
	if p.Auth() != AuthMCSP || p.InstanceID == "" {
		return ""
	}
	base := p.AuthURL
	switch {
	case base == "" || hostname(base) == hostname(mcspV1URL):
		base = mcspURL
	case strings.HasSuffix(base, pathMCSPv1):
		base = strings.TrimSuffix(base, pathMCSPv1)
	}
	o, path, err := originOf(base)
	if err != nil {
		return ""
	}
	return o.String() + path + pathMCSPv2 + "/services/" + url.PathEscape(p.InstanceID) + pathMCSPKeys + scopeQuery
}

// orchestrateSignIn is the path of the first token call below a base path.
func (p Profile) orchestrateSignIn(base string) string {
	switch p.Auth() {
	case AuthIAM:
		return base + pathIAM
	case AuthCPD:
		return base + pathCP4D
	}
	return strings.TrimSuffix(base, pathMCSPv1) + pathMCSPv1 + pathMCSPKeys
}

// orchestrateBase is where an instance at a service signs in.
func (p Profile) orchestrateBase(service origin) (origin, string, error) {
	switch p.Auth() {
	case AuthIAM:
		return originOf(iamFor(service.host))
	case AuthMCSP:
		return originOf(mcspV1URL)
	}
	return service, "", nil
}

// InstanceURL is the address of a watsonx Orchestrate's instance, as the ADK has it; for
// other kinds it is [Profile.ServiceURL].
func (p Profile) InstanceURL() string {
	base := p.ServiceURL()
	if p.Kind != Orchestrate || base == "" || p.InstanceID == "" {
		return base
	}
	space, id, on := strings.Cut(p.InstanceID, "/")
	if !on {
		return base + pathInstances + url.PathEscape(p.InstanceID)
	}
	return base + pathOrchestrate + url.PathEscape(space) + pathInstances + url.PathEscape(id)
}

// instanceOf finds the instance of watsonx Orchestrate in the path of an address: its id,
// on a cluster behind the name of its deployment, with a slash between.
func instanceOf(tail string) string {
	path := tail
	if i := strings.IndexAny(path, "?#"); i >= 0 {
		path = path[:i]
	}
	before, after, ok := strings.Cut(path, pathInstances)
	id, _, _ := strings.Cut(after, "/")
	if !ok || !isID(id) || IsSample(id) {
		return ""
	}
	if space, on := strings.CutPrefix(before, pathOrchestrate); on && isID(space) {
		return space + "/" + id
	}
	return id
}

// isOrchestrate is true for IBM's own hosts of watsonx Orchestrate.
func isOrchestrate(host string) bool {
	return strings.HasSuffix(host, ".watson-orchestrate.ibm.com") || strings.HasSuffix(host, ".watson-orchestrate.cloud.ibm.com")
}

// checkAuthType refuses a way to sign in where a kind has one alone.
func (e *FieldErrors) checkAuthType(p Profile) {
	if !p.Kind.HasAuthTypes() && p.AuthType != "" {
		e.add("auth_type", "only watsonx Orchestrate has it: leave it empty")
	}
}

// checkOrchestrate finds what is wrong with what watsonx Orchestrate alone has, or has in
// its own way.
func (e *FieldErrors) checkOrchestrate(p Profile) {
	if p.AuthType != "" {
		if at, err := ParseAuthType(string(p.AuthType)); err != nil {
			e.addErr("auth_type", err)
		} else if at != p.AuthType {
			e.add("auth_type", "write it as "+string(at))
		}
	}
	space, id, on := strings.Cut(p.InstanceID, "/")
	switch {
	case p.InstanceID == "":
		e.add("instance_id", "enter the whole address of the instance, which ends with /instances/ and its id")
	case IsSample(p.InstanceID):
		e.add("instance_id", errSample.Error())
	case on && (!isID(space) || !isID(id)), !on && !isID(p.InstanceID):
		e.add("instance_id", "it is what follows /instances/ in the instance's address: check it")
	}
	switch cpd := p.Auth() == AuthCPD; {
	case cpd && p.Username == "":
		e.add("username", "on Cloud Pak for Data, enter the username that you sign in with")
	case cpd && IsSample(p.Username):
		e.add("username", errSample.Error())
	case cpd:
		e.checkText("username", p.Username)
	case p.Username != "":
		e.add("username", "only on Cloud Pak for Data there is one: leave it empty, or choose the way to sign in cpd")
	case p.SecretKind == Password:
		e.add("secret_kind", "only on Cloud Pak for Data it is a password: use api-key")
	}
}

// shownAuth is how it signs in, as it is shown: for watsonx Orchestrate also when the
// profile does not say it itself.
func (p Profile) shownAuth() AuthType {
	if at := p.Auth(); at != "" {
		return at
	}
	return p.AuthType
}
