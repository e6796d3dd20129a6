package envvars

import (
	"strings"

	"lanyard/internal/profile"
)

// nodeSDK signs in on AWS in its own way, and takes a cluster's own address.
func nodeSDK(p profile.Profile, with Carried) ([]Var, error) {
	if err := usualSignIn("the SDK", p, with); err != nil {
		return nil, err
	}
	s := sdk{prefix: nodePrefix}
	signIn, err := p.SignInURL()
	if err != nil {
		return nil, err
	}
	switch {
	case with.Key.Empty():
		s.add("AUTH_TYPE", "bearertoken")
		s.hide("BEARER_TOKEN", with)
	case p.Kind == profile.AWS: // a path of its own keeps the SDK from adding the usual one
		s.add("AUTH_TYPE", "aws")
		s.hide("APIKEY", with)
		s.add("AUTH_URL", signIn)
	case p.Kind == profile.CP4D:
		s.add("AUTH_TYPE", "cp4d")
		s.add("AUTH_URL", strings.TrimSuffix(signIn, "/icp4d-api/v1/authorize"))
		s.user(p, with)
	default:
		s.iam(p, with)
	}
	s.add("SERVICE_URL", p.URL)
	s.add("SPACE_ID", p.SpaceID)
	s.add("PROJECT_ID", p.ProjectID)
	return s.all, nil
}

// sdkCore is for the SDK cores of Go, Java, Node.js and Python.
func sdkCore(p profile.Profile, with Carried) ([]Var, error) {
	s := sdk{prefix: corePrefix}
	signIn, err := p.SignInURL()
	if err != nil {
		return nil, err
	}
	switch {
	case with.Key.Empty():
		s.add("AUTH_TYPE", "bearerToken")
		s.hide("BEARER_TOKEN", with)
	case p.IdentityURL() != "":
		return nil, Cannot("the SDKs cannot sign in at the cluster's identity service by themselves", WithoutSecret)
	case p.Auth() == profile.AuthMCSP:
		if err := s.instance(p, with); err != nil {
			return nil, err
		}
	case p.Kind == profile.AWS:
		if err := s.mcsp(p, with, signIn); err != nil {
			return nil, err
		}
	case p.Kind == profile.CP4D, p.Auth() == profile.AuthCPD: // the SDK adds the rest of the path
		s.add("AUTH_TYPE", "cp4d")
		s.add("AUTH_URL", strings.TrimSuffix(signIn, "/v1/authorize"))
		s.user(p, with)
		s.add("CP4D_ACCOUNT_ID", p.AccountID)
	default:
		s.iam(p, with)
	}
	s.add("URL", p.InstanceURL())
	return s.all, nil
}

// prefixed are the variables that an SDK core reads under a prefix, and the file that
// would go before them.
func prefixed(prefix string) []string {
	names := []string{"IBM_CREDENTIALS_FILE"}
	for _, n := range []string{
		"AUTH_TYPE", "AUTHTYPE", "APIKEY", "AUTH_URL", "URL", "SERVICE_URL", "PLATFORM_URL", "USERNAME", "PASSWORD", "BEARER_TOKEN", "CLIENT_ID", "CLIENT_SECRET", "SCOPE",
		"REFRESH_TOKEN", "AUTH_DISABLE_SSL", "DISABLE_SSL", "IAM_PROFILE_ID", "IAM_PROFILE_CRN", "IAM_PROFILE_NAME", "IAM_ACCOUNT_ID", "SCOPE_COLLECTION_TYPE", "SCOPE_ID",
		"PROJECT_ID", "SPACE_ID", "CP4D_ACCOUNT_ID", "CALLER_EXT_CLAIM", "INCLUDE_BUILTIN_ACTIONS", "INCLUDE_CUSTOM_ACTIONS", "INCLUDE_ROLES", "PREFIX_ROLES",
		"CR_TOKEN_FILENAME", "VPC_IMS_VERSION",
	} {
		names = append(names, prefix+n)
	}
	return names
}

// sdk collects variables with a prefix.
type sdk struct {
	prefix string
	all    []Var
}

func (s *sdk) add(name, value string) { s.all = append(s.all, plain(s.prefix+name, value)) }

// hide adds what is carried.
func (s *sdk) hide(name string, with Carried) {
	value := with.Token
	if !with.Key.Empty() {
		value = with.Key
	}
	s.all = append(s.all, hidden(s.prefix+name, value))
}

// user adds username and key of a cluster.
func (s *sdk) user(p profile.Profile, with Carried) {
	s.add("USERNAME", p.Username)
	if p.SecretKind == profile.Password {
		s.hide("PASSWORD", with)
		return
	}
	s.hide("APIKEY", with)
}

// iam adds an API key of IBM Cloud, and the trusted profile to assume with it. An
// address is named only where the profile has one: the SDKs know the usual one.
func (s *sdk) iam(p profile.Profile, with Carried) {
	kind := "iam"
	if p.TrustedProfile != nil {
		kind = "iamAssume"
	}
	s.add("AUTH_TYPE", kind)
	s.hide("APIKEY", with)
	if signIn, err := p.SignInURL(); err == nil && p.AuthURL != "" {
		s.add("AUTH_URL", strings.TrimSuffix(signIn, "/identity/token"))
	}
	if t := p.TrustedProfile; t != nil {
		s.add("IAM_PROFILE_ID", t.ID)
		s.add("IAM_PROFILE_CRN", t.CRN)
		s.add("IAM_PROFILE_NAME", t.Name)
		if t.Name != "" {
			s.add("IAM_ACCOUNT_ID", p.AccountID)
		}
	}
}

// mcsp adds an API key of watsonx on AWS. The SDKs know the older call, and the newer
// one for an account only.
func (s *sdk) mcsp(p profile.Profile, with Carried, signIn string) error {
	if base, ok := strings.CutSuffix(signIn, "/siusermgr/api/1.0/apikeys/token"); ok {
		s.add("AUTH_TYPE", "mcsp")
		s.hide("APIKEY", with)
		s.add("AUTH_URL", base)
		return nil
	}
	base, _, scoped := strings.Cut(signIn, "/api/2.0/accounts/")
	switch {
	case scoped:
		s.add("AUTH_TYPE", "mcspv2")
		s.hide("APIKEY", with)
		s.add("AUTH_URL", base)
		s.add("SCOPE_COLLECTION_TYPE", "accounts")
		s.add("SCOPE_ID", p.AccountID)
		return nil
	case p.AccountID == "":
		return Cannot("the SDKs sign in on AWS for an account, and the profile names none", "Give it the account's id, with --account-id; or leave the secret out: it goes by a token.")
	}
	return Cannot("the SDKs cannot sign in at this address by themselves", WithoutSecret)
}

// instance adds an API key of an instance of watsonx Orchestrate on AWS: by the newer call,
// which is for the instance alone. The SDKs make one of both calls, not one after the other.
func (s *sdk) instance(p profile.Profile, with Carried) error {
	base, _, scoped := strings.Cut(p.FallbackURL(), "/api/2.0/services/")
	if !scoped {
		return Cannot("the SDKs cannot sign in at this address by themselves", WithoutSecret)
	}
	s.add("AUTH_TYPE", "mcspv2")
	s.hide("APIKEY", with)
	s.add("AUTH_URL", base)
	s.add("SCOPE_COLLECTION_TYPE", "services")
	s.add("SCOPE_ID", p.InstanceID)
	return nil
}
