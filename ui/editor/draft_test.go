package editor

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"lanyard/internal/profile"
)

// What the form shows of a profile and writes back is the same profile: opening and
// saving a form changes nothing.
func TestDraftRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := someProfile(t)
		var back profile.Profile
		if p.Kind == profile.CP4D {
			back.InstanceID = p.InstanceID // has no field, so it is kept from the profile
		}
		draftOf(p).apply(&back)
		if diff := cmp.Diff(p, back); diff != "" {
			t.Fatalf("(-profile +after the form):\n%s", diff)
		}
		if !draftOf(p).equal(draftOf(back)) {
			t.Fatal("an unchanged form counts as changed")
		}
	})
}

func someProfile(t *rapid.T) profile.Profile {
	maybe := func(label, value string) string {
		return rapid.SampledFrom([]string{"", value}).Draw(t, label)
	}
	kind := rapid.SampledFrom(profile.Kinds()).Draw(t, "kind")
	p := profile.Profile{
		Name: rapid.StringMatching(`[a-z][a-z0-9 -]{0,20}[a-z]`).Draw(t, "name"), Kind: kind, URL: "https://service.example.org",
		AuthURL:    maybe("auth", "https://auth.example.org"),
		SecretKind: rapid.SampledFrom(kind.SecretKinds()).Draw(t, "secret kind"),
		Proxy:      maybe("proxy", "http://proxy.example.org:3128"),
		Production: rapid.Bool().Draw(t, "production"),
		Tags:       rapid.SampledFrom([][]string{nil, {"a"}, {"a", "b c"}}).Draw(t, "tags"),
		TLS:        profile.TLS{Mode: rapid.SampledFrom(tlsModes()).Draw(t, "tls")},
	}
	if p.TLS.Mode == profile.TLSPin {
		p.TLS.PinSHA256 = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"
	}
	p.TLS.CAPEM = maybe("ca", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")
	if kind.HasPlaces() {
		switch rapid.IntRange(0, 2).Draw(t, "place") {
		case 1:
			p.SpaceID = "space-1"
		case 2:
			p.ProjectID = "project-1"
		}
	}
	switch kind {
	case profile.Cloud:
		if rapid.Bool().Draw(t, "code") {
			p.SignIn, p.SecretKind = profile.ByCode, ""
		}
		p.InstanceID, p.AccountID, p.PlatformURL = maybe("instance", "i-1"), maybe("account", "a-1"), maybe("platform", "https://platform.example.org")
		p.TrustedProfile = rapid.SampledFrom([]*profile.TrustedProfile{nil, {ID: "Profile-1"}, {CRN: "crn:v1"}, {Name: "reader"}}).Draw(t, "trusted")
	case profile.AWS:
		p.AccountID, p.PlatformURL = maybe("account", "a-1"), maybe("platform", "https://platform.example.org")
	case profile.CP4D:
		p.Username, p.CPDVersion = "dana", maybe("version", "5.1")
		p.CPDIdentity = rapid.SampledFrom([]string{"", profile.IdentityOff, "https://identity.example.org"}).Draw(t, "identity")
		p.InstanceID = maybe("instance", profile.InstanceOpenShift)
	case profile.Orchestrate:
		p.Username, p.InstanceID = maybe("username", "dana"), maybe("instance", "cpd-instance/17")
		p.AuthType = rapid.SampledFrom(append(profile.AuthTypes(), "")).Draw(t, "auth type")
	case profile.StudioLocal:
		p.Username = "dana"
		p.InstanceID = rapid.SampledFrom([]string{profile.InstanceICP, profile.InstanceOpenShift}).Draw(t, "installed on")
	}
	return p
}

// A profile that changes its kind keeps nothing that the new kind does not have.
func TestKindChangeLeavesNothingBehind(t *testing.T) {
	d := draftOf(profile.Profile{
		Name: "p", Kind: profile.Cloud, URL: "https://eu-de.ml.cloud.ibm.com", SecretKind: profile.APIKey, InstanceID: "i-1", AccountID: "a-1",
		SpaceID: "s-1", PlatformURL: "https://platform.example.org", TrustedProfile: &profile.TrustedProfile{Name: "reader"},
	})
	d.Kind = profile.StudioLocal
	d.text[FUsername] = "dana"
	var got profile.Profile
	d.apply(&got)
	want := profile.Profile{
		Name: "p", Kind: profile.StudioLocal, URL: "https://eu-de.ml.cloud.ibm.com", SecretKind: profile.Password,
		Username: "dana", InstanceID: profile.InstanceICP, TLS: profile.TLS{Mode: profile.TLSVerify},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
