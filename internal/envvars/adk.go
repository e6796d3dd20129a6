package envvars

import (
	"strings"

	"lanyard/internal/profile"
)

// adk are the variables of watsonx Orchestrate's Agent Development Kit: with a key those
// from which its environment signs in, else those from which programs that run with it take
// a token (ibm-watsonx-orchestrate 2.9, "WO_…" of its .env and "WXO_URL" of its SDK).
func adk(p profile.Profile, with Carried) []Var {
	if with.Key.Empty() {
		return []Var{plain("WO_INSTANCE", p.InstanceURL()), plain("WXO_URL", p.InstanceURL()), hidden("USER_ACCESS_TOKEN", with.Token)}
	}
	all := []Var{
		plain("WO_INSTANCE", p.InstanceURL()), plain("WO_AUTH_TYPE", string(p.Auth())), plain("WO_USERNAME", p.Username),
	}
	if p.SecretKind == profile.Password {
		all = append(all, hidden("WO_PASSWORD", with.Key))
	} else {
		all = append(all, hidden("WO_API_KEY", with.Key))
	}
	if signIn, err := p.SignInURL(); err == nil && p.AuthURL != "" {
		all = append(all, plain("AUTHORIZATION_URL", adkSignIn(p, signIn)))
	}
	return all
}

// adkSignIn is the address to which the kit adds the path of its token call.
func adkSignIn(p profile.Profile, signIn string) string {
	switch p.Auth() {
	case profile.AuthIAM:
		return strings.TrimSuffix(signIn, "/identity/token")
	case profile.AuthCPD:
		return strings.TrimSuffix(signIn, "/v1/authorize")
	}
	return strings.TrimSuffix(signIn, "/siusermgr/api/1.0/apikeys/token")
}

func adkNames() []string {
	return []string{
		"WO_INSTANCE", "WO_API_KEY", "WO_USERNAME", "WO_PASSWORD", "WO_AUTH_TYPE", "AUTHORIZATION_URL", "WXO_URL", "USER_ACCESS_TOKEN", "RUNTIME_ENV_ACCESS_TOKEN_FILE",
	}
}
