package profile_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lanyard/internal/profile"
)

// full has something in every field, whatever its kind.
func full(kind profile.Kind, instance string) profile.Profile {
	return profile.Profile{
		Name: "p", Kind: kind, URL: "https://service.example.org", Username: "ana", InstanceID: instance, AccountID: "a-1", CPDVersion: "5.1",
		CPDIdentity: profile.IdentityOff, PlatformURL: "https://platform.example.org", SpaceID: "s-1", SecretKind: profile.Password,
		SignIn: profile.ByCode, TrustedProfile: &profile.TrustedProfile{ID: "Profile-1"}, Proxy: "http://proxy.example.org:3128",
	}
}

// What Fit leaves is what Check allows the kind to have.
func TestFit(t *testing.T) {
	const id = "7c1d4a52-0b7e-4f0a-9a3e-51f2c8d90b11"
	for name, c := range map[string]struct {
		p       profile.Profile
		dropped []string
		key     profile.SecretKind
	}{
		"cloud":            {full(profile.Cloud, id), []string{"username", "cpd_version", "cpd_identity"}, profile.APIKey},
		"cloud, a word":    {full(profile.Cloud, "icp"), []string{"username", "instance_id", "cpd_version", "cpd_identity"}, profile.APIKey},
		"aws":              {full(profile.AWS, id), []string{"username", "instance_id", "cpd_version", "cpd_identity", "sign_in", "trusted_profile"}, profile.APIKey},
		"cp4d":             {full(profile.CP4D, "openshift"), []string{"platform_url", "sign_in", "trusted_profile"}, profile.Password},
		"cp4d, an id":      {full(profile.CP4D, id), []string{"instance_id", "platform_url", "sign_in", "trusted_profile"}, profile.Password},
		"studio-local":     {full(profile.StudioLocal, "icp"), []string{"account_id", "cpd_version", "cpd_identity", "platform_url", "space_id", "sign_in", "trusted_profile"}, profile.Password},
		"studio, elsewhat": {full(profile.StudioLocal, id), []string{"instance_id", "account_id", "cpd_version", "cpd_identity", "platform_url", "space_id", "sign_in", "trusted_profile"}, profile.Password},
	} {
		p := c.p
		if diff := cmp.Diff(c.dropped, p.Fit(nil)); diff != "" || p.SecretKind != c.key {
			t.Errorf("%s: the key is a %s, dropped (-want +got):\n%s", name, p.SecretKind, diff)
		}
		if again := p.Fit(nil); len(again) != 0 {
			t.Errorf("%s: once more %q went", name, again)
		}
	}
}

func TestFitKeepsWhatSomebodyNamed(t *testing.T) {
	p := full(profile.AWS, "")
	dropped := p.Fit(func(field string) bool { return field == "username" || field == "trusted_profile" })
	if p.Username != "ana" || p.TrustedProfile == nil || slices.Contains(dropped, "username") || p.CPDVersion != "" {
		t.Errorf("dropped %q of what was named", dropped)
	}
	if profile.Check(p) == nil {
		t.Error("nobody says that the kind has none")
	}
}
