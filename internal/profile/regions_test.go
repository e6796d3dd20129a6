package profile_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"lanyard/internal/profile"
)

func TestRegions(t *testing.T) {
	ids := func(kind profile.Kind) (out []string) {
		for _, r := range profile.Regions(kind) {
			if r.Kind != kind {
				t.Errorf("%s is listed under %s", r.ID, kind)
			}
			out = append(out, r.ID)
		}
		return out
	}
	want := map[profile.Kind][]string{
		profile.Cloud:       {"us-south", "eu-de", "eu-gb", "jp-tok", "au-syd", "ca-tor"},
		profile.AWS:         {"ap-south-1", "us-east-1", "govcloud"},
		profile.CP4D:        nil,
		profile.StudioLocal: nil,
	}
	for kind, w := range want {
		if diff := cmp.Diff(w, ids(kind)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", kind, diff)
		}
	}
}

// TestRegionsAreGoodAddresses: what a region fills in passes the check as it is.
func TestRegionsAreGoodAddresses(t *testing.T) {
	for _, kind := range profile.Kinds() {
		for _, r := range profile.Regions(kind) {
			p := profile.Profile{Name: r.Name, Kind: r.Kind, URL: r.URL, AuthURL: r.AuthURL, PlatformURL: r.PlatformURL, SecretKind: profile.APIKey}
			if err := profile.Check(p); err != nil {
				t.Errorf("%s: %v", r.ID, err)
			}
			with, err := p.SignInURL()
			if err != nil {
				t.Errorf("%s: %v", r.ID, err)
			}
			p.AuthURL = ""
			if without, err := p.SignInURL(); err != nil || without != with {
				t.Errorf("%s: the address written out gives %s, the default %s, %v", r.ID, with, without, err)
			}
		}
	}
}

func TestRegionOf(t *testing.T) {
	tests := []struct{ address, id, name string }{
		{"https://eu-gb.ml.cloud.ibm.com", "eu-gb", "London"},
		{"https://EU-GB.ml.cloud.ibm.com/", "eu-gb", "London"},
		{"https://private.jp-tok.ml.cloud.ibm.com", "jp-tok", "Tokyo, private network"},
		{"https://wxai.prep.ibmforusgov.com", "govcloud-prep", "GovCloud (preproduction)"},
		{"https://private.internal.wxai.ibmforusgov.com", "govcloud-internal", "GovCloud, private network"},
		{"https://cpd.example.org", "", ""},
		{"http://eu-gb.ml.cloud.ibm.com", "", ""},
		{"https://eu-gb.ml.cloud.ibm.com.example.org", "", ""},
		{"https://private.private.eu-gb.ml.cloud.ibm.com", "", ""},
		{"", "", ""},
	}
	for _, tt := range tests {
		r, ok := profile.RegionOf(tt.address)
		if auth := map[string]string{"jp-tok": "https://private.iam.cloud.ibm.com", "eu-gb": "https://iam.cloud.ibm.com"}[r.ID]; auth != "" && r.AuthURL != auth {
			t.Errorf("%q signs in at %q", tt.address, r.AuthURL)
		}
		if r.ID != tt.id || r.Name != tt.name || ok != (tt.id != "") {
			t.Errorf("%q gives %+v, %v", tt.address, r, ok)
		}
	}
}

func TestRegionByID(t *testing.T) {
	if r, ok := profile.RegionByID(profile.Cloud, " EU-DE "); !ok || r.URL != "https://eu-de.ml.cloud.ibm.com" {
		t.Errorf("eu-de gives %+v, %v", r, ok)
	}
	if _, ok := profile.RegionByID(profile.AWS, "eu-de"); ok {
		t.Error("AWS has no eu-de")
	}
	if _, ok := profile.RegionByID(profile.Cloud, "us-south-test"); ok {
		t.Error("a test system is offered by its id")
	}
}
