package profile_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lanyard/internal/profile"
)

func TestIsSample(t *testing.T) {
	for _, s := range []string{
		"123456789", "ABCDEFG", "HIJKL", "MNOPQRS", "TUVWXYZ", "https://HIJKL", "https://hijkl/", `"123456789"`, " 123456789\n", "“ABCDEFG”",
		"<api_key>", "<YOUR API KEY>", "<instance-id>", "${APIKEY}", "${wml.apikey}", "{api_key}", "{{ api_key }}", "$API_KEY", "$(API_KEY)", "%APIKEY%", "[API KEY]",
		"YOUR_API_KEY", "your-api-key", "your api key", "YOUR_WATSONX_API_KEY", "yourapikey", "YOUR_PASSWORD_HERE", "your_username", "PASTE_YOUR_API_KEY_HERE",
		"insert-api-key-here", "REPLACE_ME", "enter your password", "MY_API_KEY", "xxxxxxxx", "XXXX", "********", "••••••••", "...", "…", "____",
		"https://<host>", "https://your-cluster.example.org/zen", "https://${HOST}:8443",
	} {
		if !profile.IsSample(s) {
			t.Errorf("%q is not taken for a sample", s)
		}
	}
	for _, s := range []string{
		"", "1234567890", "12345678", "abcdefg", "Tuvwxyz1", "hunter2", "changeme", "password", "secret", "xxx", "$ecret", "$100", "<3", "{x", "a{b}c", "your", "yours truly",
		"my-cluster", "joe", "admin", "Zx0-1234567890abcdefghijklmnopqrstuvwxyzABCD", "https://cpd.example.org", "https://111.22.333.444", "https://cpd-lab.apps.example.org", "P@ss{word}",
		"add", "icp", "openshift", "enter", "8f1c2f3e-9f3a-4a52-8a87-0d6f4f1a2b3c", "https://[::1]:8443", "youtube-key",
	} {
		if profile.IsSample(s) {
			t.Errorf("%q is taken for a sample", s)
		}
	}
}

func TestKindsHaveWords(t *testing.T) {
	var got [][]string
	for _, k := range profile.Kinds() {
		got = append(got, []string{string(k), k.Title(), k.Short()})
	}
	want := [][]string{
		{"cloud", "IBM Cloud", "Cloud"},
		{"aws", "watsonx on AWS", "AWS"},
		{"cp4d", "Cloud Pak for Data", "CP4D"},
		{"studio-local", "Watson Studio Local", "Studio"},
		{"orchestrate", "watsonx Orchestrate", "Orchestrate"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if k := profile.Kind("new"); k.Title() != "new" || k.Short() != "new" || k.Known() || k.SecretKinds() != nil {
		t.Error("a kind of a later version has no words of its own")
	}
}

func TestParseKind(t *testing.T) {
	for text, want := range map[string]profile.Kind{
		"cloud": profile.Cloud, "IBM Cloud": profile.Cloud, "AWS": profile.AWS, "watsonx on AWS": profile.AWS, "govcloud": profile.AWS,
		"cp4d": profile.CP4D, "CPD": profile.CP4D, "Cloud Pak for Data": profile.CP4D, "software-hub": profile.CP4D,
		"studio-local": profile.StudioLocal, "studio_local": profile.StudioLocal, " Studio ": profile.StudioLocal, "Watson Studio Local": profile.StudioLocal,
	} {
		if got, err := profile.ParseKind(text); got != want || err != nil {
			t.Errorf("%q gives %q, %v", text, got, err)
		}
	}
	for _, text := range []string{"", "wsl", "ibm", "clouds"} {
		if got, err := profile.ParseKind(text); err == nil || !strings.Contains(err.Error(), "cloud, aws, cp4d, studio-local") {
			t.Errorf("%q gives %q, %v", text, got, err)
		}
	}
	for _, k := range profile.Kinds() {
		for _, text := range []string{string(k), k.Title(), k.Short()} {
			if got, err := profile.ParseKind(text); got != k || err != nil {
				t.Errorf("%q gives %q, %v", text, got, err)
			}
		}
	}
}

func TestParseSecretKind(t *testing.T) {
	for text, want := range map[string]profile.SecretKind{"api-key": profile.APIKey, "API_KEY": profile.APIKey, "apikey": profile.APIKey, "Password": profile.Password, "token": "", "": ""} {
		if got, err := profile.ParseSecretKind(text); got != want || (err == nil) != (want != "") {
			t.Errorf("%q gives %q, %v", text, got, err)
		}
	}
}

func TestNewID(t *testing.T) {
	for name, slug := range map[string]string{
		"prod-eu": "prod-eu-", "Prod EU (churn)": "prod-eu-churn-", "  x  ": "x-", "Größe": "gr-e-", "東京": "", "": "", "---": "", "a/../b": "a-b-",
		strings.Repeat("abcdefghij", 9): "abcdefghijabcdefghijabcd-",
	} {
		id := profile.NewID(name)
		if random, ok := strings.CutPrefix(id, slug); !ok || !regexp.MustCompile(`^[a-z2-7]{12}$`).MatchString(random) {
			t.Errorf("%q gives %q", name, id)
		}
	}
	seen := map[string]bool{}
	for range 1000 {
		seen[profile.NewID("x")] = true
	}
	if len(seen) != 1000 {
		t.Errorf("1000 ids are %d different ones", len(seen))
	}
}

func TestTidy(t *testing.T) {
	got, notes := profile.Tidy(profile.Profile{
		Name: " lab ", Kind: profile.StudioLocal, URL: "https://111.22.333.444:5555/ml-runtime/spaces/" + space + "?context=wdp", InstanceID: "ICP ", Username: "joe\n",
		AuthURL: " ", PlatformURL: "https://wsl.example.org/v2/spaces", Tags: []string{" a", "A", "", "b"}, TrustedProfile: &profile.TrustedProfile{ID: " "},
		TLS: profile.TLS{PinSHA256: "AB:CD", CAPEM: "\n"},
	})
	want := profile.Profile{
		Name: "lab", Kind: profile.StudioLocal, URL: "https://111.22.333.444", InstanceID: "icp", Username: "joe", SecretKind: profile.Password, SpaceID: space,
		PlatformURL: "https://wsl.example.org", Tags: []string{"a", "b"}, TLS: profile.TLS{Mode: profile.TLSVerify, PinSHA256: "abcd"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	wantNotes := []profile.Note{
		{Field: "url", Text: saidSpace},
		{Field: "url", Text: saidPage},
		{Field: "url", Text: saidPagePort},
		{Field: "platform_url", Text: saidCall},
		{Field: "name", Text: "Blanks around it were removed."},
		{Field: "username", Text: "Blanks around it were removed."},
		{Field: "instance_id", Text: "Blanks around it were removed."},
	}
	if diff := cmp.Diff(wantNotes, notes); diff != "" {
		t.Errorf("notes (-want +got):\n%s", diff)
	}
}

// TestTidyLeavesWhatIsNotCertain: a scheme that is missing, a space already chosen,
// an address that can't be read.
func TestTidyLeavesWhatIsNotCertain(t *testing.T) {
	p := profile.Profile{
		Name: "x", Kind: profile.CP4D, URL: "cpd.example.org", AuthURL: "http://cpd.example.org", CPDIdentity: "cp-console.example.org", CPDVersion: "latest",
		TLS: profile.TLS{Mode: profile.TLSVerify},
	}
	got, notes := profile.Tidy(p)
	if diff := cmp.Diff(p, got); diff != "" || notes != nil {
		t.Errorf("notes %v (-want +got):\n%s", notes, diff)
	}
	p.CPDVersion = "v5.1.2"
	if got, notes = profile.Tidy(p); got.CPDVersion != "5.1" || len(notes) != 1 || notes[0].Field != "cpd_version" {
		t.Errorf("got version %q, notes %v", got.CPDVersion, notes)
	}
	p.URL, p.ProjectID, p.CPDIdentity = "https://cpd.example.org/?space_id="+space, project, "OFF"
	got, _ = profile.Tidy(p)
	if got.URL != "https://cpd.example.org" || got.ProjectID != project || got.SpaceID != "" || got.CPDIdentity != "off" {
		t.Errorf("got %+v", got)
	}
}

// TestTidyThenCheck: what Tidy made of a good profile, however written, is good, and
// tidying it again changes nothing.
func TestTidyThenCheck(t *testing.T) {
	for kind, p := range good() {
		p.Name, p.URL, p.Username = p.Name+" ", `"`+strings.ToUpper(p.URL)+`/",`, strings.Repeat(" ", len(p.Username))+p.Username
		once, _ := profile.Tidy(p)
		if err := profile.Check(once); err != nil {
			t.Errorf("%s: %v", kind, err)
		}
		twice, notes := profile.Tidy(once)
		if diff := cmp.Diff(once, twice); diff != "" || notes != nil {
			t.Errorf("%s, a second time: %v (-want +got):\n%s", kind, notes, diff)
		}
	}
}
