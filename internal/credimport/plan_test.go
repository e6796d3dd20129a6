package credimport_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"lanyard/internal/credimport"
	"lanyard/internal/profile"
)

func TestDuplicateOf(t *testing.T) {
	cloud := profile.Profile{Name: "prod", Kind: profile.Cloud, URL: "https://eu-de.ml.cloud.ibm.com", SpaceID: "s-1", AccountID: "a-1"}
	lab := profile.Profile{Name: "lab", Kind: profile.CP4D, URL: "https://cpd.example.org", Username: "ana"}
	list := []profile.Profile{cloud, lab}
	change := func(p profile.Profile, f func(*profile.Profile)) profile.Profile {
		f(&p)
		return p
	}
	for name, c := range map[string]struct {
		p    profile.Profile
		want string
	}{
		"the same":                    {cloud, "prod"},
		"nothing known but the place": {profile.Profile{Kind: profile.Cloud, URL: "https://eu-de.ml.cloud.ibm.com"}, "prod"},
		"the default port":            {change(lab, func(p *profile.Profile) { p.URL = "https://cpd.example.org:443" }), "lab"},
		"another key kind":            {change(lab, func(p *profile.Profile) { p.SecretKind = profile.APIKey }), "lab"},
		"another space":               {change(cloud, func(p *profile.Profile) { p.SpaceID = "s-2" }), ""},
		"a project instead":           {change(cloud, func(p *profile.Profile) { p.SpaceID, p.ProjectID = "", "p-1" }), ""},
		"another account":             {change(cloud, func(p *profile.Profile) { p.AccountID = "a-2" }), ""},
		"another region":              {change(cloud, func(p *profile.Profile) { p.URL = "https://eu-gb.ml.cloud.ibm.com" }), ""},
		"a trusted profile":           {change(cloud, func(p *profile.Profile) { p.TrustedProfile = &profile.TrustedProfile{ID: "Profile-1"} }), ""},
		"another user":                {change(lab, func(p *profile.Profile) { p.Username = "ben" }), ""},
		"another sign-in":             {change(lab, func(p *profile.Profile) { p.AuthURL = "https://sso.example.org" }), ""},
		"another kind":                {change(lab, func(p *profile.Profile) { p.Kind, p.InstanceID = profile.StudioLocal, "openshift" }), ""},
		"no address":                  {profile.Profile{Kind: profile.Cloud}, ""},
	} {
		if got, ok := credimport.DuplicateOf(list, c.p); got.Name != c.want || ok != (c.want != "") {
			t.Errorf("%s: %q, %v", name, got.Name, ok)
		}
	}
}

func TestUpdate(t *testing.T) {
	from := profile.Profile{Name: "x", URL: "https://other.example.org", SpaceID: "s-2", AccountID: "a-2", CPDVersion: "5.1", SecretKind: profile.APIKey, Proxy: "http://p:1"}
	got := profile.Profile{Name: "prod", URL: "https://cpd.example.org", ProjectID: "p-1", AccountID: "a-1", SecretKind: profile.Password}
	credimport.Update(&got, from)
	want := profile.Profile{Name: "prod", URL: "https://cpd.example.org", ProjectID: "p-1", AccountID: "a-1", CPDVersion: "5.1", SecretKind: profile.APIKey}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	bare := profile.Profile{}
	credimport.Update(&bare, from)
	if bare.SpaceID != "s-2" {
		t.Error("a profile without a place got none")
	}
}

func TestFreeName(t *testing.T) {
	long := strings.Repeat("ü", profile.MaxName)
	list := []profile.Profile{{Name: "Prod"}, {Name: "prod-2"}, {Name: long}}
	for name, want := range map[string]string{"lab": "lab", "prod": "prod-3", "PROD": "PROD-3", "prod-2": "prod-2-2"} {
		if got := credimport.FreeName(list, name); got != want {
			t.Errorf("%s gives %s, want %s", name, got, want)
		}
	}
	if got := credimport.FreeName(list, long); utf8.RuneCountInString(got) != profile.MaxName || !strings.HasSuffix(got, "ü-2") {
		t.Errorf("a long name gives %s", got)
	}
}
