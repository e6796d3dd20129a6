package profile

import (
	"errors"
	"fmt"
	"strings"
)

// ParseAuthURL reads a sign-in base as people paste it. A path may stay, for sign-in
// services behind a gateway; the paths of the token calls themselves are cut, because
// they are added again. IBM's own sign-in hosts have no path but the known ones, and
// the old IAM host is replaced by today's.
func ParseAuthURL(kind Kind, text string) (Address, error) {
	var said notes
	p, err := splitAddress(text, &said)
	if err != nil {
		return Address{}, err
	}
	to := p.origin
	if now, old := iamSuccessor(to.host); old {
		said.add(fmt.Sprintf("%s was replaced by %s: the old address is no longer used.", to.host, now))
		to = origin{"https", now, ""}
	}
	if err := checkSignInHost(kind, to.host); err != nil {
		return Address{}, err
	}
	base, err := authBase(to.host, p.tail, &said)
	if err != nil {
		return Address{}, err
	}
	if kind.Known() && !kind.Hosted() {
		to = newPort(to, &said)
	}
	return Address{URL: to.String() + base, Kind: kind, Changes: said, NeedsConsent: p.schemeMissing}, nil
}

// checkSignInHost refuses a host of IBM's that can't sign this kind in: it would be
// sent a key that isn't meant for it.
func checkSignInHost(kind Kind, host string) error {
	if owner := ownerOf(host); owner != "" {
		return fmt.Errorf("%s is a service and gives no tokens: leave auth_url empty", host)
	}
	if of := SignInKind(host); of != "" && kind != of && kind != "" && !kind.traits().within {
		return fmt.Errorf("%s signs in for %s only: choose the kind %s, or another address", host, of.Title(), of)
	}
	return nil
}

// authBase is the path of a sign-in base without the token calls' own.
func authBase(host, tail string, said *notes) (string, error) {
	path := tail
	if i := strings.IndexAny(tail, "?#"); i >= 0 {
		path = tail[:i]
	}
	if strings.Contains(path, "..") || strings.ContainsAny(path, `\%"<>{}|^`) {
		return "", errors.New("the sign-in address has a path that is not valid: leave the path out")
	}
	base := cutTokenCall(path)
	known := strings.HasSuffix(base, pathMCSPRest) || strings.HasSuffix(base, pathMCSPv1)
	if isIAM(host) || isMCSP(host) && !known {
		base = ""
	}
	switch {
	case base == tail:
	case tail == base+"/":
		said.add("The slash at the end was removed.")
	default:
		said.add("The path of a call after the sign-in address was removed.")
	}
	return base, nil
}

// cutTokenCall cuts from the end of a path what belongs to a token call.
func cutTokenCall(path string) string {
	for before := ""; path != before; {
		before = path
		path = strings.TrimRight(path, "/")
		for _, tail := range []string{
			pathIAM, "/oidc/token", "/identity", "/oidc", pathCP4D, "/icp4d-api", pathValidate, pathIdentity, pathMCSPKeys, pathMCSPv2,
		} {
			path = strings.TrimSuffix(path, tail)
		}
		if i := strings.LastIndex(path, pathMCSPv2+"/accounts/"); i >= 0 && !strings.Contains(path[i+len(pathMCSPv2+"/accounts/"):], "/") {
			path = path[:i]
		}
	}
	return path
}

// iamSuccessor is the host that took over from an IAM host of the Bluemix era.
func iamSuccessor(host string) (now string, old bool) {
	switch host {
	case "iam.bluemix.net", "iam.ng.bluemix.net", "iam.eu-gb.bluemix.net", "iam.eu-de.bluemix.net":
		return "iam.cloud.ibm.com", true
	case "iam.stage1.bluemix.net":
		return "iam.test.cloud.ibm.com", true
	}
	return "", false
}
