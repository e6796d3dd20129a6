package profile

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// full is a profile with something in each field.
func full() Profile {
	return Profile{
		ID: "prod-eu-k3v7m2qx5ahd", Name: "Zürich \"prod\"", Kind: Cloud, URL: "https://eu-de.ml.cloud.ibm.com", AuthURL: "https://iam.example.org",
		InstanceID: "i", Username: "ana", SecretKind: APIKey, KeyID: "k", AccountID: "a", TrustedProfile: &TrustedProfile{ID: "Profile-1", CRN: "crn:", Name: "n"},
		CPDVersion: "4.8", CPDIdentity: IdentityOff, PlatformURL: "https://p.example.org", SpaceID: "s", ProjectID: "p",
		TLS: TLS{Mode: TLSPin, CAPEM: "-----BEGIN\nx\n", PinSHA256: "ab"}, Proxy: "http://proxy:3128", ProxyKeyID: "pk", Tags: []string{"churn", "ü", ""},
		Production: true, AutoRenew: true, Pinned: true, CreatedAt: time.Date(2026, 1, 2, 3, 4, 5, 6, time.UTC), ChangedAt: time.Date(2026, 2, 3, 4, 5, 6, 0, time.FixedZone("", 3600)),
	}
}

// TestAProfileOfOursIsReadInOnePass whatever fields it has: a field of a new type that
// the quick road does not know would make every list slow.
func TestAProfileOfOursIsReadInOnePass(t *testing.T) {
	for name, p := range map[string]Profile{"empty": {}, "full": full()} {
		for form, write := range map[string]func(any) ([]byte, error){
			"in one line": json.Marshal,
			"indented":    func(v any) ([]byte, error) { return json.MarshalIndent(v, "    ", "  ") },
		} {
			data, err := write(p)
			if err != nil {
				t.Fatal(err)
			}
			got := Profile{ID: "what was there before"}
			if !got.quick(data) {
				t.Errorf("%s, %s: it takes the slow road: %s", name, form, data)
			}
			if diff := cmp.Diff(p, got); diff != "" {
				t.Errorf("%s, %s (-want +got):\n%s", name, form, diff)
			}
		}
	}
}

// TestTheQuickRoadLeavesTheRest: what it does not take leaves the profile as it was.
func TestTheQuickRoadLeavesTheRest(t *testing.T) {
	for name, text := range map[string]string{
		"unknown field": `{"id":"a","new":1}`, "unknown inside": `{"tls":{"mode":"pin","new":1}}`, "twice": `{"id":"a","id":"b"}`, "twice inside": `{"tls":{"mode":"a","mode":"b"}}`,
		"null": `{"id":null}`, "null list": `{"tags":null}`, "null object": `{"trusted_profile":null}`, "number": `{"id":1}`, "list of numbers": `{"tags":[1]}`,
		"list with a comma too many": `{"tags":["a",]}`, "list without commas": `{"tags":["a" "b"]}`, "no time": `{"created_at":"yesterday"}`, "word": `{"production":truer}`,
		"control character": "{\"id\":\"a\nb\"}", "behind it": `{"id":"a"} x`, "a zero behind it": "{}\x00",
		"cut off": `{"id":"a`, "comma too many": `{"id":"a",}`, "no colon": `{"id" "a"}`, "bad escape": `{"id":"\q"}`, "not an object": `[]`, "nothing": ``,
	} {
		p := Profile{ID: "before"}
		if p.quick([]byte(text)) || p.ID != "before" {
			t.Errorf("%s: %s was taken: %+v", name, text, p)
		}
	}
}

// FuzzBothRoads holds the quick road to the other one.
func FuzzBothRoads(f *testing.F) {
	data, err := json.Marshal(full())
	if err != nil {
		f.Fatal(err)
	}
	f.Add(data)
	for _, s := range []string{`{}`, `{"i\u0064":"a"}`, ` { "tags" : [ ] , "production" : false } `, `{"name":"\ud83d\ude00 \u00fc","tls":{},"trusted_profile":{}}`, `{"created_at":"2026-01-02T03:04:05+25:00"}`, "{\"id\":\"\u2028\"}", "{\"id\":\"\xff\",\"tags\":[\"\xff\"]}"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var quick, slow Profile
		if !quick.quick(data) {
			return
		}
		if err := slow.sortOut(data); err != nil {
			t.Fatalf("%q was taken, and is wrong: %v", data, err)
		}
		if diff := cmp.Diff(slow, quick); diff != "" {
			t.Errorf("%q (-slow +quick):\n%s", data, diff)
		}
	})
}
