package profile_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"lanyard/internal/profile"
)

func TestPublicOfAnEmptyProfileHasEveryKey(t *testing.T) {
	const want = `{"id":"","name":"","kind":"","url":"","auth_url":null,"instance_id":null,"username":null,"sign_in":"key","secret_kind":null,"key_id":null,"key_from":null,"account_id":null,` +
		`"trusted_profile":null,"cpd_version":null,"cpd_identity":null,"platform_url":null,"space_id":null,"project_id":null,` +
		`"tls":{"mode":"verify","ca_sha256":null,"pin_sha256":null},"proxy":null,"tags":[],"production":false,"auto_renew":false,"created_at":null,"changed_at":null,"key_expires_at":null,"key_created_at":null}`
	got, err := json.Marshal(profile.Profile{}.Public())
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestPublic(t *testing.T) {
	ca := certificate(t, "ca")
	zone := time.FixedZone("", 2*60*60)
	p := profile.Profile{
		ID: "i", Name: "n", Kind: profile.Cloud, URL: "https://eu-de.ml.cloud.ibm.com", AuthURL: "https://iam.cloud.ibm.com", InstanceID: "in", Username: "u",
		SecretKind: profile.APIKey, KeyID: "k", AccountID: "a", TrustedProfile: &profile.TrustedProfile{Name: "t"}, CPDVersion: "5.1", CPDIdentity: "off",
		PlatformURL: "https://p.example.org", SpaceID: "s", ProjectID: "pr", TLS: profile.TLS{Mode: profile.TLSPin, CAPEM: ca, PinSHA256: "ab"}, Proxy: "http://joe:hunter2@p:1",
		ProxyKeyID: "pk", Tags: []string{"x"}, Production: true, AutoRenew: true, CreatedAt: time.Date(2026, 1, 2, 3, 4, 5, 0, zone), ChangedAt: time.Date(2026, 7, 2, 3, 4, 5, 0, zone),
		Extra: map[string]json.RawMessage{"x": json.RawMessage("1")},
	}
	data, err := json.Marshal(p.Public())
	if err != nil {
		t.Fatal(err)
	}
	var got map[string]any
	if err := json.Unmarshal(data, &got); err != nil {
		t.Fatal(err)
	}
	want := map[string]any{
		"id": "i", "name": "n", "kind": "cloud", "url": "https://eu-de.ml.cloud.ibm.com", "auth_url": "https://iam.cloud.ibm.com", "instance_id": "in", "username": "u",
		"sign_in": "key", "secret_kind": "api-key", "key_id": "k", "key_from": nil, "account_id": "a", "trusted_profile": map[string]any{"id": nil, "crn": nil, "name": "t"}, "cpd_version": "5.1", "cpd_identity": "off",
		"platform_url": "https://p.example.org", "space_id": "s", "project_id": "pr", "tls": map[string]any{"mode": "pin", "ca_sha256": derHash(t, ca), "pin_sha256": "ab"},
		"proxy": "http://joe@p:1", "tags": []any{"x"}, "production": true, "auto_renew": true, "created_at": "2026-01-02T01:04:05Z", "changed_at": "2026-07-02T01:04:05Z", "key_expires_at": nil, "key_created_at": nil,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestAPasswordWrittenIntoAnAddressIsNotShown: a file changed by hand may have one.
func TestAPasswordWrittenIntoAnAddressIsNotShown(t *testing.T) {
	for _, address := range []string{"https://joe:hunter2@h.example.org", "joe:hunter2@h", "http://joe:hun@ter2%@h:1", "http://joe:hunter2/@h:1", "http://:hunter2@h:1"} {
		p := profile.Profile{Kind: profile.CP4D, URL: address, AuthURL: address, PlatformURL: address, CPDIdentity: address, Proxy: address}
		view, err := json.Marshal(p.Public())
		if err != nil {
			t.Fatal(err)
		}
		bound, err := json.Marshal(p.Bound())
		if err != nil {
			t.Fatal(err)
		}
		for _, out := range []string{string(view), string(bound)} {
			if strings.Contains(out, "ter2") {
				t.Errorf("%q: %s", address, out)
			}
		}
	}
}

func TestPublicSharesNothing(t *testing.T) {
	p := profile.Profile{Tags: []string{"x"}}
	p.Public().Tags[0] = "y"
	if p.Tags[0] != "x" {
		t.Error("the view's tags are the profile's own")
	}
}
