package profile_test

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"lanyard/internal/profile"
)

func TestUnknownFieldsSurvive(t *testing.T) {
	const in = `{"id":"a","name":"n","kind":"cloud","url":"https://x.example.org","secret_kind":"api-key","key_id":"k",` +
		`"tls":{"mode":"pin","pin_sha256":"ab","min_version":"1.3"},"trusted_profile":{"id":"Profile-1","role":{"a":[1,2]}},` +
		`"created_at":"2026-01-02T03:04:05Z","changed_at":"2026-01-02T03:04:05Z",` +
		`"zeta":{"deep":[1,{"x":null}]},"alpha":12345678901234567890,"URL":"https://other.example.org"}`
	const out = `{"id":"a","name":"n","kind":"cloud","url":"https://x.example.org","secret_kind":"api-key","key_id":"k",` +
		`"trusted_profile":{"id":"Profile-1","role":{"a":[1,2]}},"tls":{"mode":"pin","pin_sha256":"ab","min_version":"1.3"},` +
		`"created_at":"2026-01-02T03:04:05Z","changed_at":"2026-01-02T03:04:05Z",` +
		`"URL":"https://other.example.org","alpha":12345678901234567890,"zeta":{"deep":[1,{"x":null}]}}`
	var p profile.Profile
	if err := json.Unmarshal([]byte(in), &p); err != nil {
		t.Fatal(err)
	}
	if p.URL != "https://x.example.org" {
		t.Errorf("another field was taken for the url: %q", p.URL)
	}
	got, err := json.Marshal(p)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != out {
		t.Errorf("got  %s\nwant %s", got, out)
	}
	p.TrustedProfile = nil // what was inside goes with it
	if got, err = json.Marshal(p); err != nil || strings.Contains(string(got), "trusted_profile") {
		t.Errorf("got %s, %v", got, err)
	}
}

// TestExtraNeverStandsInForAKnownField also when the known one is empty and left out.
func TestExtraNeverStandsInForAKnownField(t *testing.T) {
	p := profile.Profile{ID: "a", Extra: map[string]json.RawMessage{
		"id": json.RawMessage(`"b"`), "auth_url": json.RawMessage(`"https://evil.example.org"`), "tls": json.RawMessage(`{"mode":"insecure","new":1}`),
		"trusted_profile": json.RawMessage(`{"id":"x"}`), "other": json.RawMessage(`true`),
	}}
	data, err := json.Marshal(p)
	if err != nil {
		t.Fatal(err)
	}
	var got map[string]any
	if err := json.Unmarshal(data, &got); err != nil {
		t.Fatal(err)
	}
	want := map[string]any{
		"id": "a", "name": "", "kind": "", "url": "", "secret_kind": "", "key_id": "", "tls": map[string]any{"mode": "", "new": 1.0},
		"created_at": "0001-01-01T00:00:00Z", "changed_at": "0001-01-01T00:00:00Z", "other": true,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestOfTwoFieldsOfOneNameTheLastCounts, wholly: parts of both never mix.
func TestOfTwoFieldsOfOneNameTheLastCounts(t *testing.T) {
	var p profile.Profile
	if err := json.Unmarshal([]byte(`{"url":"a","url":"b","tls":{"mode":"insecure"},"tls":{"ca_pem":"x"}}`), &p); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(profile.Profile{URL: "b", TLS: profile.TLS{CAPEM: "x"}}, p); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestProfileJSONErrors(t *testing.T) {
	for _, text := range []string{`[]`, `"x"`, `{"id":1}`, `{"tls":[]}`, `{"tls":{"mode":1}}`, `{"x":1,"tls":{"mode":1}}`, `{"trusted_profile":"x"}`, `{"tags":"a"}`, `{"created_at":"yesterday"}`, `{`, ``} {
		p := profile.Profile{ID: "before"}
		if err := json.Unmarshal([]byte(text), &p); err == nil {
			t.Errorf("%q was taken as %+v", text, p)
		}
		if p.ID != "before" {
			t.Errorf("%q failed and changed the profile", text)
		}
	}
	for name, extra := range map[string]string{"x": "{", "tls": "[]", "trusted_profile": "1"} {
		p := profile.Profile{TrustedProfile: &profile.TrustedProfile{}, Extra: map[string]json.RawMessage{name: json.RawMessage(extra)}}
		if data, err := json.Marshal(p); err == nil {
			t.Errorf("an extra %q of %q was written: %s", name, extra, data)
		}
	}
}

// profiles draws whole profiles, unknown fields included.
func profiles() *rapid.Generator[profile.Profile] {
	return rapid.Custom(func(t *rapid.T) profile.Profile {
		word := rapid.OneOf(rapid.Just(""), rapid.String())
		at := rapid.Custom(func(t *rapid.T) time.Time { return time.Unix(rapid.Int64Range(0, 1<<33).Draw(t, "s"), 0).UTC() })
		p := profile.Profile{
			ID: word.Draw(t, "id"), Name: word.Draw(t, "name"), Kind: rapid.SampledFrom(profile.Kinds()).Draw(t, "kind"), URL: word.Draw(t, "url"), AuthURL: word.Draw(t, "auth"),
			AuthType: profile.AuthType(word.Draw(t, "auth type")), InstanceID: word.Draw(t, "instance"), Username: word.Draw(t, "username"), SecretKind: profile.APIKey, KeyID: word.Draw(t, "key"), AccountID: word.Draw(t, "account"),
			CPDVersion: word.Draw(t, "version"), CPDIdentity: word.Draw(t, "identity"), PlatformURL: word.Draw(t, "platform"), SpaceID: word.Draw(t, "space"), ProjectID: word.Draw(t, "project"),
			TLS: profile.TLS{Mode: profile.TLSPin, CAPEM: word.Draw(t, "ca"), PinSHA256: word.Draw(t, "pin")}, Proxy: word.Draw(t, "proxy"), ProxyKeyID: word.Draw(t, "proxy key"),
			Tags: rapid.SliceOfN(rapid.String(), 1, 3).Draw(t, "tags"), Production: rapid.Bool().Draw(t, "production"), AutoRenew: rapid.Bool().Draw(t, "renew"),
			CreatedAt: at.Draw(t, "created"), ChangedAt: at.Draw(t, "changed"),
		}
		if rapid.Bool().Draw(t, "trusted") {
			p.TrustedProfile = &profile.TrustedProfile{ID: word.Draw(t, "tid"), CRN: word.Draw(t, "tcrn"), Name: word.Draw(t, "tname")}
		}
		value := rapid.SampledFrom([]string{`1`, `"x"`, `null`, `{"a":[true]}`, `[]`, `-1.50e+3`})
		names := rapid.SampledFrom([]string{"Name", "new", "x y", "ü", "zz", "a\"b", "NAME"})
		for _, n := range rapid.SliceOfDistinct(names, rapid.ID[string]).Draw(t, "extra") {
			if p.Extra == nil {
				p.Extra = map[string]json.RawMessage{}
			}
			p.Extra[n] = json.RawMessage(value.Draw(t, "value"))
		}
		return p
	})
}

func TestProfileJSONRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := profiles().Draw(t, "profile")
		data, err := json.Marshal(p)
		if err != nil {
			t.Fatal(err)
		}
		var got profile.Profile
		if err := json.Unmarshal(data, &got); err != nil {
			t.Fatalf("%s: %v", data, err)
		}
		if diff := cmp.Diff(p, got); diff != "" {
			t.Fatalf("(-want +got):\n%s", diff)
		}
		again, err := json.Marshal(got)
		if err != nil || !bytes.Equal(data, again) {
			t.Fatalf("first  %s\nsecond %s, %v", data, again, err)
		}
	})
}

// TestEveryFieldIsShown holds the view to the profile's fields: a field added to one
// and not to the other is found here.
func TestEveryFieldIsShown(t *testing.T) {
	data, err := json.Marshal(profile.Profile{}.Public())
	if err != nil {
		t.Fatal(err)
	}
	var keys map[string]json.RawMessage
	if err := json.Unmarshal(data, &keys); err != nil {
		t.Fatal(err)
	}
	hidden := map[string]bool{"proxy_key_id": true, "pinned": true, "-": true, "auth_type": true} // the last: of watsonx Orchestrate alone
	for f := range reflect.TypeFor[profile.Profile]().Fields() {
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		if _, shown := keys[name]; shown == hidden[name] {
			t.Errorf("%s: shown is %v", name, shown)
		}
	}
}

func FuzzProfileJSON(f *testing.F) {
	for _, s := range []string{
		`{}`, `null`, `{"id":"a","tls":{"mode":"pin","x":1},"new":[1,{"a":"}"}]}`, `{"tls":null,"trusted_profile":{"id":"a"}}`, `{"id":"a","id":"b"}`,
		`{"tls":{"mode":"pin","mode":"verify"}}`, `{"i\u0064":"a"}`, `{"Id":"a"}`, ` { "tags" : [ "a" , "\"" ] , "production" : true } `, `{"url":"\\","kind":"x"}`,
		`{"tls":{"mode":"pin"},"tls":{"ca_pem":"x"}}`, `{"":1}`, `{"-":1}`, `{"Extra":{}}`,
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var p profile.Profile
		if err := json.Unmarshal(data, &p); err != nil {
			return
		}
		var fields map[string]json.RawMessage
		if err := json.Unmarshal(data, &fields); err != nil {
			t.Fatalf("%s was taken as a profile: %v", data, err)
		}
		if id, name, err := profile.Label(data); err != nil || id != p.ID || name != p.Name {
			t.Errorf("%s: the label is %q, %q, %v; the profile has %q, %q", data, id, name, err, p.ID, p.Name)
		}
		if raw, ok := fields["url"]; ok {
			var want string
			if json.Unmarshal(raw, &want) == nil && p.URL != want {
				t.Errorf("%s: the url is %q", data, p.URL)
			}
		} else if p.URL != "" {
			t.Errorf("%s: the url is %q", data, p.URL)
		}
		once, err := json.Marshal(p)
		if err != nil {
			return // times beyond year 9999 can be read and not written
		}
		var written map[string]json.RawMessage
		if err := json.Unmarshal(once, &written); err != nil {
			t.Fatalf("%s was written as %s: %v", data, once, err)
		}
		for name := range p.Extra {
			if _, ok := written[name]; !ok && name != "tls" && name != "trusted_profile" {
				t.Errorf("%s lost %q: %s", data, name, once)
			}
		}
		var q profile.Profile
		if err := json.Unmarshal(once, &q); err != nil {
			t.Fatalf("%s: %v", once, err)
		}
		twice, err := json.Marshal(q)
		if err != nil || !bytes.Equal(once, twice) {
			t.Errorf("first  %s\nsecond %s, %v", once, twice, err)
		}
	})
}
