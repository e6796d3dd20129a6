package envvars

import (
	"slices"

	"lanyard/internal/profile"
	"lanyard/internal/secret"
)

// Served is a sign-in on this computer that answers in IBM's place.
type Served struct {
	Address string      // the base of its token calls, with no slash at its end
	StandIn secret.Text // what it takes for a key; it is good nowhere else
}

// ForServed gives the variables by which a consumer signs in at an address of this
// computer: neither key nor token is among them. Whatever the profile does on top, such as
// assuming a trusted profile, is done where it is served. A consumer that takes no address
// to sign in at is a [*CannotError].
func ForServed(c Consumer, p profile.Profile, at Served) ([]Var, error) {
	var all []Var
	switch c {
	case SDKCore:
		all = servedCore(p, at)
	case NodeSDK:
		all = servedNode(p, at)
	case LiteLLM:
		all = servedLiteLLM(p, at)
	case Watsonx, LangChain, LlamaIndex, WatsonxCLI, ADK:
		return nil, Cannot("its library takes no address to sign in at, so nothing can answer in IBM's place", "")
	default:
		return nil, Cannot("its program signs in at IBM by itself, or not at all", "")
	}
	return slices.DeleteFunc(all, func(v Var) bool { return v.Value.Empty() }), nil
}

// servedCore is for SDKs that add the path of the token call to the address.
func servedCore(p profile.Profile, at Served) []Var {
	s := sdk{prefix: corePrefix}
	with := Carried{Key: at.StandIn}
	switch {
	case p.Kind == profile.AWS, p.Auth() == profile.AuthMCSP: // the older call, which needs no account
		s.add("AUTH_TYPE", "mcsp")
		s.hide("APIKEY", with)
		s.add("AUTH_URL", at.Address)
	case p.Kind == profile.CP4D, p.Kind == profile.StudioLocal, p.Auth() == profile.AuthCPD:
		s.add("AUTH_TYPE", "cp4d")
		s.add("AUTH_URL", at.Address+"/icp4d-api")
		s.user(p, with)
	default:
		s.add("AUTH_TYPE", "iam")
		s.hide("APIKEY", with)
		s.add("AUTH_URL", at.Address)
	}
	s.add("URL", p.InstanceURL())
	return s.all
}

// servedNode is for an SDK that adds the path to a cluster's address and to IBM Cloud's, and
// takes that of AWS as it stands.
func servedNode(p profile.Profile, at Served) []Var {
	s := sdk{prefix: nodePrefix}
	with := Carried{Key: at.StandIn}
	switch p.Kind {
	case profile.AWS:
		s.add("AUTH_TYPE", "aws")
		s.hide("APIKEY", with)
		s.add("AUTH_URL", at.Address+"/api/2.0/apikeys/token")
	case profile.CP4D:
		s.add("AUTH_TYPE", "cp4d")
		s.add("AUTH_URL", at.Address)
		s.user(p, with)
	default:
		s.add("AUTH_TYPE", "iam")
		s.hide("APIKEY", with)
		s.add("AUTH_URL", at.Address)
	}
	s.add("SERVICE_URL", p.URL)
	s.add("SPACE_ID", p.SpaceID)
	s.add("PROJECT_ID", p.ProjectID)
	return s.all
}

// servedLiteLLM is for LiteLLM, which posts a key to the address as it stands and knows IBM
// Cloud's call alone. What it gets is a token of the profile, of whatever kind.
func servedLiteLLM(p profile.Profile, at Served) []Var {
	all := append([]Var{plain("WATSONX_URL", p.URL)}, apiKey(Carried{Key: at.StandIn})...)
	return append(
		all, plain("WATSONX_IAM_URL", at.Address+"/identity/token"), plain("WATSONX_DEPLOYMENT_SPACE_ID", p.SpaceID), plain("WATSONX_PROJECT_ID", p.ProjectID),
	)
}

// EveryClear lists the variables of [Clears] of all consumers: a program that is served has
// none but those it is given. Names that others use for something else are left alone.
func EveryClear() []string {
	var all []string
	for c := Watsonx; c < consumers; c++ {
		all = append(all, Clears(c)...)
	}
	all = slices.DeleteFunc(all, func(name string) bool { return slices.Contains(liteLLMNames(), name) })
	slices.Sort(all)
	return slices.Compact(all)
}
