package credimport_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"lanyard/internal/credimport"
	"lanyard/internal/profile"
	"lanyard/internal/secret"
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
	credimport.Plan{Profile: from, Key: secret.New("k")}.Update(&got)
	want := profile.Profile{Name: "prod", URL: "https://cpd.example.org", ProjectID: "p-1", AccountID: "a-1", CPDVersion: "5.1", SecretKind: profile.APIKey}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	bare := profile.Profile{}
	credimport.Plan{Profile: from}.Update(&bare)
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

// oneFind reads an input with one credential in it.
func oneFind(t *testing.T, input string) credimport.Found {
	t.Helper()
	found, err := credimport.Read(t.Context(), []byte(input), credimport.Options{})
	if err != nil || len(found) != 1 {
		t.Fatalf("%d finds, %v", len(found), err)
	}
	return found[0]
}

// unsureOfKind could be of Cloud Pak for Data, which takes either key, or of Watson
// Studio Local, which takes the password alone.
const unsureOfKind = `{"url": "https://cpd.example.org", "username": "ana", "password": "wie-geht-das-7", "apikey": "Zx9-kWq2LmN7rT4vBy8cDf6gHj1sPa3QeUoXtRi5", "instance_id": "openshift"}`

func TestAnotherKindIsAnotherReading(t *testing.T) {
	f := oneFind(t, unsureOfKind)
	if !f.KindUnsure || f.Profile.Kind != profile.CP4D || len(f.Alternatives) != 2 {
		t.Fatalf("read as %s with %d keys to choose from", f.Profile.Kind, len(f.Alternatives))
	}
	old := f.As(profile.StudioLocal)
	if old.KindUnsure || old.Secret.Reveal() != "wie-geht-das-7" || old.Profile.SecretKind != profile.Password || len(old.Missing) != 0 {
		t.Errorf("as Watson Studio Local: %s, missing %q", old.Profile.SecretKind, old.Missing)
	}
	if back := old.As(profile.CP4D); back.KindUnsure || len(back.Alternatives) != 2 {
		t.Errorf("and back: %d keys to choose from", len(back.Alternatives))
	}
	f.Forget()
	if again := f.As(profile.StudioLocal); again.HasSecret() {
		t.Error("a find that was forgotten has its secrets still")
	}
}

func TestFill(t *testing.T) {
	bare := oneFind(t, plantedKey)
	bare.Fill(credimport.Fill{Kind: profile.AWS, Username: "ana", InstanceID: "icp", SecretKind: profile.Password, Address: profile.Address{URL: "https://eu-de.ml.cloud.ibm.com", SpaceID: "s-1"}})
	if p := bare.Profile; p.Kind != profile.Cloud || p.Username != "" || p.InstanceID != "" || p.SecretKind != profile.APIKey || p.SpaceID != "s-1" || len(bare.Missing) != 0 {
		t.Errorf("a key of IBM Cloud became %+v, missing %q", p, bare.Missing)
	}
	two := oneFind(t, unsureOfKind)
	two.Fill(credimport.Fill{Address: profile.Address{URL: "https://elsewhere.example.org"}, Username: "ben", SecretKind: profile.APIKey})
	if p := two.Profile; p.URL != "https://cpd.example.org" || p.Username != "ana" || two.Secret.Len() != 40 || len(two.Alternatives) != 0 {
		t.Errorf("what is there was changed: %+v", p)
	}
}

func TestPlan(t *testing.T) {
	const shared = `{"version":1,"profiles":[{"name":"team","kind":"cloud","url":"https://eu-de.ml.cloud.ibm.com","secret_kind":"api-key","tls":{"mode":"verify"}}]}`
	there := []profile.Profile{{ID: "p-1", Name: "prod", Kind: profile.Cloud, URL: "https://eu-de.ml.cloud.ibm.com"}}
	for name, c := range map[string]struct {
		input    string
		keyLater bool
		missing  string // their fields
		same     bool
	}{
		"all there":                      {`{"apikey": "` + plantedKey + `", "url": "https://eu-de.ml.cloud.ibm.com"}`, false, "", true},
		"no key":                         {"WATSONX_URL=https://eu-gb.ml.cloud.ibm.com", false, "key", false},
		"no key yet":                     {"WATSONX_URL=https://eu-gb.ml.cloud.ibm.com", true, "", false},
		"no address":                     {plantedKey, true, "url", false},
		"shared":                         {shared, false, "", true},
		"a token, which is never stored": {"Bearer eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ4In0.c2lnbmF0dXJl", true, "key", false},
		"one of two keys, and the kind":  {unsureOfKind, true, "secret_kind kind", false},
	} {
		plan := oneFind(t, c.input).Plan(there, c.keyLater)
		var fields []string
		for _, m := range plan.Missing {
			field, _, _ := strings.Cut(m, ": ")
			fields = append(fields, field)
		}
		if got := strings.Join(fields, " "); got != c.missing || (plan.Duplicate != nil) != c.same {
			t.Errorf("%s: missing %q, want %q; a duplicate: %v", name, got, c.missing, plan.Duplicate != nil)
		}
	}
}

func TestUpdateWithoutAKeyKeepsWhatTheStoredOneIs(t *testing.T) {
	p := profile.Profile{SecretKind: profile.Password}
	credimport.Plan{Profile: profile.Profile{SecretKind: profile.APIKey, AccountID: "a-1"}}.Update(&p)
	if p.SecretKind != profile.Password || p.AccountID != "a-1" {
		t.Errorf("it became %+v", p)
	}
}
