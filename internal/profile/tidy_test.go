package profile_test

import (
	"slices"
	"testing"

	"lanyard/internal/profile"
)

// TestBlanksGoOffEachField, and nothing else of it changes but the two instances that
// have names of their own.
func TestBlanksGoOffEachField(t *testing.T) {
	fields := map[string]func(*profile.Profile) *string{
		"name":        func(p *profile.Profile) *string { return &p.Name },
		"username":    func(p *profile.Profile) *string { return &p.Username },
		"instance_id": func(p *profile.Profile) *string { return &p.InstanceID },
		"account_id":  func(p *profile.Profile) *string { return &p.AccountID },
		"space_id":    func(p *profile.Profile) *string { return &p.SpaceID },
		"project_id":  func(p *profile.Profile) *string { return &p.ProjectID },
		"proxy":       func(p *profile.Profile) *string { return &p.Proxy },
	}
	for name, field := range fields {
		t.Run(name, func(t *testing.T) {
			p := profile.Profile{Kind: profile.CP4D, URL: "https://cpd.example.org"}
			*field(&p) = " \tAb-C\n"
			got, notes := profile.Tidy(p)
			if *field(&got) != "Ab-C" || !slices.Equal(notes, []profile.Note{{Field: name, Text: "Blanks around it were removed."}}) {
				t.Errorf("gives %q and %v", *field(&got), notes)
			}
			*field(&p) = "Ab-C"
			if got, notes := profile.Tidy(p); *field(&got) != "Ab-C" || len(notes) > 0 {
				t.Errorf("what is tidy gives %q and %v", *field(&got), notes)
			}
		})
	}
	for typed, want := range map[string]string{"ICP": "icp", "OpenShift": "openshift", " Icp ": "icp", "ICP4D": "ICP4D", "Open": "Open"} {
		if got, _ := profile.Tidy(profile.Profile{InstanceID: typed}); got.InstanceID != want {
			t.Errorf("the instance %q becomes %q", typed, got.InstanceID)
		}
	}
}

// TestPathsOfCalls: behind Watson Studio Local the port of a web page goes with the page,
// that of a call is the service's.
func TestPathsOfCalls(t *testing.T) {
	for path, call := range map[string]bool{
		"/icp4d-api/v1/authorize": true, "/identity/token": true, "/oidc/token": true, "/v1/preauth/validateAuth": true, "/v1/authorize": true, "/ml/v4": true, "/wml/x": true,
		"/v2/spaces": true, "/v3/x": true, "/v4/models": true, "/V4/models": true, "/api/x": true, "/idprovider/v1": true, "/usermgmt/v1": true, "/dmodel/v1": true, "/siusermgr/api": true,
		"/identity/x": true, "/home": false, "/zen/": false, "/v4x": false, "/projects/v4/": false, "/mlx": false,
	} {
		t.Run(path, func(t *testing.T) {
			want := "https://studio.example.org"
			if call {
				want += ":8443"
			}
			a, err := profile.ParseAddress(profile.StudioLocal, "https://studio.example.org:8443"+path)
			if err != nil || a.URL != want {
				t.Errorf("gives %+v, %v", a, err)
			}
		})
	}
}
