package formats

import (
	"strings"

	"lanyard/internal/profile"
)

// nodeSettings are for the watsonx.ai SDK of Node.js, whose sign-in on AWS is its own
// and whose address of a cluster is the cluster's.
func nodeSettings(p profile.Profile, c carried) ([]setting, error) {
	if err := plainSignIn("the SDK", p, c); err != nil {
		return nil, err
	}
	s := sdk{prefix: nodePrefix}
	signIn, err := p.SignInURL()
	if err != nil {
		return nil, err
	}
	switch {
	case c.key.Empty():
		s.add("AUTH_TYPE", "bearertoken")
		s.hide("BEARER_TOKEN", c)
	case p.Kind == profile.AWS: // a path of its own keeps the SDK from adding the usual one
		s.add("AUTH_TYPE", "aws")
		s.hide("APIKEY", c)
		s.add("AUTH_URL", signIn)
	case p.Kind == profile.CP4D:
		s.add("AUTH_TYPE", "cp4d")
		s.add("AUTH_URL", strings.TrimSuffix(signIn, "/icp4d-api/v1/authorize"))
		s.user(p, c)
	default:
		s.iam(p, c)
	}
	s.add("SERVICE_URL", p.URL)
	s.add("SPACE_ID", p.SpaceID)
	s.add("PROJECT_ID", p.ProjectID)
	return s.all, nil
}

// coreSettings are for the SDK cores of Go, Java, Node.js and Python.
func coreSettings(p profile.Profile, c carried) ([]setting, error) {
	s := sdk{prefix: corePrefix}
	signIn, err := p.SignInURL()
	if err != nil {
		return nil, err
	}
	switch {
	case c.key.Empty():
		s.add("AUTH_TYPE", "bearerToken")
		s.hide("BEARER_TOKEN", c)
	case p.IdentityURL() != "":
		return nil, &cannotError{"the SDKs cannot sign in at the cluster's identity service by themselves", withoutSecret}
	case p.Kind == profile.AWS:
		if err := s.mcsp(p, c, signIn); err != nil {
			return nil, err
		}
	case p.Kind == profile.CP4D: // the SDK adds the rest of the path
		s.add("AUTH_TYPE", "cp4d")
		s.add("AUTH_URL", strings.TrimSuffix(signIn, "/v1/authorize"))
		s.user(p, c)
	default:
		s.iam(p, c)
	}
	s.add("URL", p.URL)
	return s.all, nil
}

// sdk collects variables with a prefix.
type sdk struct {
	prefix string
	all    []setting
}

func (s *sdk) add(name, value string) {
	s.all = append(s.all, setting{name: s.prefix + name, value: value})
}

// hide adds what is carried.
func (s *sdk) hide(name string, c carried) {
	value := c.token.Reveal()
	if !c.key.Empty() {
		value = c.key.Reveal()
	}
	s.all = append(s.all, setting{name: s.prefix + name, value: value, secret: true})
}

// user adds username and key of a cluster.
func (s *sdk) user(p profile.Profile, c carried) {
	s.add("USERNAME", p.Username)
	if p.SecretKind == profile.Password {
		s.hide("PASSWORD", c)
		return
	}
	s.hide("APIKEY", c)
}

// iam adds an API key of IBM Cloud, and the trusted profile to assume with it. An
// address is named only where the profile has one: the SDKs know the usual one.
func (s *sdk) iam(p profile.Profile, c carried) {
	kind := "iam"
	if p.TrustedProfile != nil {
		kind = "iamAssume"
	}
	s.add("AUTH_TYPE", kind)
	s.hide("APIKEY", c)
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
func (s *sdk) mcsp(p profile.Profile, c carried, signIn string) error {
	if base, ok := strings.CutSuffix(signIn, "/siusermgr/api/1.0/apikeys/token"); ok {
		s.add("AUTH_TYPE", "mcsp")
		s.hide("APIKEY", c)
		s.add("AUTH_URL", base)
		return nil
	}
	base, _, scoped := strings.Cut(signIn, "/api/2.0/accounts/")
	switch {
	case scoped:
		s.add("AUTH_TYPE", "mcspv2")
		s.hide("APIKEY", c)
		s.add("AUTH_URL", base)
		s.add("SCOPE_COLLECTION_TYPE", "accounts")
		s.add("SCOPE_ID", p.AccountID)
		return nil
	case p.AccountID == "":
		return &cannotError{"the SDKs sign in on AWS for an account, and the profile names none", "Give it the account's id, with --account-id; or leave the secret out: it goes by a token."}
	}
	return &cannotError{"the SDKs cannot sign in at this address by themselves", withoutSecret}
}
