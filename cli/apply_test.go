package cli

import (
	"encoding/json"
	"maps"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"lanyard/internal/profile"
)

// TestApplyTwiceIsApplyOnce holds what saving relies on: a change may be made again
// on a profile that somebody else has changed in between.
func TestApplyTwiceIsApplyOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v := someValues(t)
		p := profile.Profile{
			Kind: rapid.SampledFrom(profile.Kinds()).Draw(t, "kind"), SpaceID: rapid.SampledFrom([]string{"", "s"}).Draw(t, "space"),
			AccountID: "a", Tags: []string{"x"}, Production: rapid.Bool().Draw(t, "production"),
			TLS: profile.TLS{Mode: rapid.SampledFrom([]profile.TLSMode{"", profile.TLSVerify, profile.TLSPin, profile.TLSInsecure}).Draw(t, "tls")},
		}
		if p.SpaceID == "" {
			p.ProjectID = "p"
		}
		v.apply(&p)
		once := p
		once.Tags = slices.Clone(p.Tags)
		v.apply(&p)
		if diff := cmp.Diff(once, p); diff != "" {
			t.Fatalf("-once +twice\n%s", diff)
		}
		if p.SpaceID != "" && p.ProjectID != "" {
			t.Fatalf("both space %q and project %q", p.SpaceID, p.ProjectID)
		}
		if p.TLS.PinSHA256 != "" && p.TLS.Mode != profile.TLSPin {
			t.Fatalf("a pin in the mode %q", p.TLS.Mode)
		}
	})
}

// someValues draws flags as a command line could have them: none beside what clears it.
func someValues(t *rapid.T) *values {
	given := map[string]bool{}
	for _, flag := range clearable() {
		switch rapid.IntRange(0, 3).Draw(t, flag) {
		case 1:
			given[flag] = true
		case 2:
			given["no-"+flag] = true
		}
	}
	for _, pair := range [][2]string{{"space-id", "project-id"}, {"pin-sha256", "insecure"}} {
		if given[pair[0]] {
			delete(given, pair[1])
		}
	}
	return &values{
		given: func(flag string) bool { return given[flag] },
		said:  new([]string),
		f: profileFlags{
			username: "u", instanceID: "ICP", spaceID: "s2", projectID: "p2", accountID: "a2", trustedID: "t", trustedCRN: "crn:", trustedName: "n",
			pin: "AB:CD", insecure: true, proxy: "http://h:1", tags: []string{"y"}, production: true, autoRenew: true,
		},
		auth: "https://a.example.org", plat: "https://p.example.org", identity: profile.IdentityOff, cpdVersion: "5.1", ca: "pem",
		url: profile.Address{URL: "https://u.example.org", SpaceID: rapid.SampledFrom([]string{"", "s3"}).Draw(t, "url space")},
	}
}

// TestEveryClearableFlagClears sets each flag and clears it again.
func TestEveryClearableFlagClears(t *testing.T) {
	with := func(flags ...string) *values {
		given := map[string]bool{}
		for _, f := range flags {
			given[f] = true
		}
		return &values{
			given: func(flag string) bool { return given[flag] }, said: new([]string),
			f: profileFlags{
				username: "u", instanceID: "i", spaceID: "s", projectID: "p", accountID: "a", trustedID: "t", trustedCRN: "c", trustedName: "n",
				pin: "AB", insecure: true, proxy: "x", tags: []string{"y"}, production: true, autoRenew: true,
			},
			auth: "a", plat: "p", identity: "i", cpdVersion: "5.1", ca: "pem",
		}
	}
	for _, flag := range clearable() {
		if flag == "trusted-profile" { // stands for its three forms
			continue
		}
		empty := profile.Profile{Kind: profile.CP4D}
		with().apply(&empty)
		p := empty
		with(flag).apply(&p)
		if cmp.Equal(empty, p) {
			t.Errorf("--%s sets nothing", flag)
		}
		with("no-" + flag).apply(&p)
		if diff := cmp.Diff(empty, p); diff != "" {
			t.Errorf("--no-%s leaves\n%s", flag, diff)
		}
	}
}

// TestFlagsOfFields holds the names of flags in messages to flags that there are.
func TestFlagsOfFields(t *testing.T) {
	cmd := newProgram(Env{}).editCommand()
	for _, field := range []string{
		"kind", "url", "auth_url", "instance_id", "username", "secret_kind", "account_id", "trusted_profile", "cpd_version", "cpd_identity",
		"platform_url", "space_id", "project_id", "tls", "tls.ca_pem", "tls.pin_sha256", "proxy", "tags",
	} {
		if flag := flagOf(field); cmd.Flags().Lookup(flag[2:]) == nil {
			t.Errorf("%s is mended by %s, which is no flag", field, flag)
		}
	}
}

func TestAnyTextGoesThroughJSON(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := map[string]string{rapid.String().Draw(t, "key"): rapid.String().Draw(t, "value")}
		text, err := marshal(in)
		if err != nil {
			t.Fatal(err)
		}
		if i := slices.IndexFunc([]rune(string(text[:len(text)-1])), func(r rune) bool { return r < ' ' || r >= 0x7f && r < 0xa0 }); i >= 0 {
			t.Fatalf("a control character in %q", text)
		}
		var out map[string]string
		if err := json.Unmarshal(text, &out); err != nil || !maps.Equal(in, out) {
			t.Fatalf("%q came back as %q, %v", in, out, err)
		}
	})
}
