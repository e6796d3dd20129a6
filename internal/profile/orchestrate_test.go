package profile_test

import (
	"testing"

	"lanyard/internal/profile"
)

const mcspV1Call = "/siusermgr/api/1.0/apikeys/token"

// TestOrchestrate: an address as the page of API details has it says which instance it is
// and how it signs in.
func TestOrchestrate(t *testing.T) {
	const scope = "/apikeys/token?includeBuiltinActions=false&includeCustomActions=false&includeRoles=true&prefixRolesWithDefinitionScope=false"
	for name, c := range map[string]struct {
		p                          profile.Profile
		auth                       profile.AuthType
		instance, signIn, fallback string
	}{
		"AWS": {
			profile.Profile{URL: "https://api.us-east-1.dl.watson-orchestrate.ibm.com/instances/20250508-1435"},
			profile.AuthMCSP,
			"https://api.us-east-1.dl.watson-orchestrate.ibm.com/instances/20250508-1435", "https://iam.platform.saas.ibm.com" + mcspV1Call,
			"https://account-iam.platform.saas.ibm.com/api/2.0/services/20250508-1435" + scope,
		},
		"IBM Cloud": {
			profile.Profile{URL: "https://api.us-south.watson-orchestrate.cloud.ibm.com/instances/8f1c2f3e-9f3a"},
			profile.AuthIAM,
			"https://api.us-south.watson-orchestrate.cloud.ibm.com/instances/8f1c2f3e-9f3a", "https://iam.cloud.ibm.com/identity/token", "",
		},
		"a cluster": {
			profile.Profile{URL: "https://cpd-lab.apps.example.org/orchestrate/cpd-instance/instances/1746", Username: "dana"},
			profile.AuthCPD,
			"https://cpd-lab.apps.example.org/orchestrate/cpd-instance/instances/1746", "https://cpd-lab.apps.example.org/icp4d-api/v1/authorize", "",
		},
		"a host of one's own": {
			profile.Profile{URL: "https://proxy.example.org/instances/1", AuthURL: "https://login.example.org", AuthType: profile.AuthIAM},
			profile.AuthIAM,
			"https://proxy.example.org/instances/1", "https://login.example.org/identity/token", "",
		},
		"AWS, signing in elsewhere": {
			profile.Profile{URL: "https://proxy.example.org/instances/1", AuthURL: "https://login.example.org"},
			profile.AuthMCSP,
			"https://proxy.example.org/instances/1", "https://login.example.org" + mcspV1Call, "https://login.example.org/api/2.0/services/1" + scope,
		},
	} {
		c.p.Kind, c.p.Name = profile.Orchestrate, "agents"
		p, _ := profile.Tidy(c.p)
		if p.Username == "" {
			p.SecretKind = profile.APIKey
		} else {
			p.SecretKind = profile.Password
		}
		if err := profile.Check(p); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		signIn, err := p.SignInURL()
		if err != nil || signIn != c.signIn || p.FallbackURL() != c.fallback || p.Auth() != c.auth || p.InstanceURL() != c.instance {
			t.Errorf("%s: %s at %s, then %q, for %s, %v", name, p.Auth(), signIn, p.FallbackURL(), p.InstanceURL(), err)
		}
		if b := p.Bound(); c.fallback != "" && b.IdentityOrigin == "" {
			t.Errorf("%s: the second sign-in is not in the bound: %+v", name, b)
		}
	}
}

// TestOrchestrateRefuses: what an instance cannot have is told by its field.
func TestOrchestrateRefuses(t *testing.T) {
	aws := profile.Profile{Name: "x", Kind: profile.Orchestrate, URL: "https://api.us-east-1.dl.watson-orchestrate.ibm.com", InstanceID: "1", SecretKind: profile.APIKey}
	for field, change := range map[string]func(*profile.Profile){
		"instance_id": func(p *profile.Profile) { p.InstanceID = "" },
		"auth_type":   func(p *profile.Profile) { p.AuthType = "basic" },
		"username":    func(p *profile.Profile) { p.AuthType = profile.AuthCPD },
		"secret_kind": func(p *profile.Profile) { p.SecretKind = profile.Password },
	} {
		p := aws
		change(&p)
		if got := problems(profile.Check(p)); len(got) != 1 || got[0] != field {
			t.Errorf("%s: %v", field, got)
		}
	}
}
