package iam

import (
	"encoding/base64"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

func TestClaims(t *testing.T) {
	tests := []struct {
		name, payload string
		want          Claims
	}{
		{
			"IBM Cloud user",
			`{"iam_id":"IBMid-270001","id":"IBMid-270001","realmid":"IBMid","given_name":"Ada","family_name":"Byron","name":"Ada Byron",
			"email":"ada@example.com","sub":"ada@example.com","account":{"valid":true,"bss":"3f3f","frozen":true},"iat":1760000000,"exp":1760003600,
			"iss":"https://iam.cloud.ibm.com/identity","scope":"ibm openid"}`,
			Claims{
				Subject: "ada@example.com", SubjectType: "user", Name: "Ada Byron", Email: "ada@example.com", IAMID: "IBMid-270001",
				AccountID: "3f3f", Issuer: "https://iam.cloud.ibm.com/identity", Scope: "ibm openid",
				IssuedAt: time.Unix(issued, 0).UTC(), ExpiresAt: time.Unix(expires, 0).UTC(),
			},
		},
		{
			"service ID",
			`{"iam_id":"iam-ServiceId-1","sub":"ServiceId-1","sub_type":"ServiceId","name":"scoring","account":{"bss":"3f"}}`,
			Claims{Subject: "ServiceId-1", SubjectType: "service ID", Name: "scoring", IAMID: "iam-ServiceId-1", AccountID: "3f"},
		},
		{
			"trusted profile",
			`{"iam_id":"iam-Profile-1","sub":"Profile-1","sub_type":"Profile","name":"night"}`,
			Claims{Subject: "Profile-1", SubjectType: "trusted profile", Name: "night", IAMID: "iam-Profile-1"},
		},
		{
			"sub_type left out",
			`{"iam_id":"iam-ServiceId-1"}`,
			Claims{IAMID: "iam-ServiceId-1", SubjectType: "service ID"},
		},
		{
			"a type nobody told us of",
			`{"iam_id":"crn-1","sub_type":"CRN"}`,
			Claims{IAMID: "crn-1"},
		},
		{
			"Cloud Pak for Data",
			`{"username":"joe","role":"Admin","permissions":["administrator","can_provision"],"groups":[10000],"sub":"joe","iss":"KNOXSSO","aud":"DSX","uid":"1000331003"}`,
			Claims{Subject: "joe", SubjectType: "user", Name: "joe", Issuer: "KNOXSSO", Roles: []string{"Admin", "administrator", "can_provision"}},
		},
		{
			"several audiences, in an account of a cluster",
			`{"username":"joe","sub":"joe","iss":"KNOXSSO","aud":["DSX","cpd"],"uid":"1000331003"}`,
			Claims{Subject: "joe", SubjectType: "user", Name: "joe", Issuer: "KNOXSSO"},
		},
		{
			"watsonx on AWS",
			`{"iss":"https://account-iam","tenantId":"2024","sub":"u-u-i-d","entityType":"USER","email":"a@b.c","displayname":"Ada","roles":["Owner"]}`,
			Claims{Subject: "u-u-i-d", SubjectType: "user", Name: "Ada", Email: "a@b.c", AccountID: "2024", Issuer: "https://account-iam", Roles: []string{"Owner"}},
		},
		{
			"names that would draw on the screen",
			`{"name":"\u001b[2J\u202eevil\u0000","sub":["x"],"email":7}`,
			Claims{Name: "evil", Email: "7"},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := readClaims(jwt(t, decode(t, tt.payload)))
			if d := cmp.Diff(tt.want, got, cmpopts.IgnoreFields(Claims{}, "Raw")); d != "" {
				t.Errorf("claims (-want +got):\n%s", d)
			}
			if got.Raw == nil {
				t.Error("no raw payload")
			}
		})
	}
}

// TestClaimsKeepFewRoles: a list of roles that has no end is cut.
func TestClaimsKeepFewRoles(t *testing.T) {
	list := make([]any, 150)
	for i := range list {
		list[i] = fmt.Sprintf("role %d", i)
	}
	got := readClaims(jwt(t, map[string]any{"permissions": list})).Roles
	if len(got) != 100 || got[0] != "role 0" || got[99] != "role 99" {
		t.Errorf("%d roles, from %q to %q; want the first 100", len(got), got[0], got[len(got)-1])
	}
	got = readClaims(jwt(t, map[string]any{"roles": list, "permissions": "one more"})).Roles
	if len(got) != 100 || got[99] != "role 99" {
		t.Errorf("with one in a text there are %d, the last %q", len(got), got[len(got)-1])
	}
}

// TestSubjectTypesInAnyCase: services write their types in capitals or not.
func TestSubjectTypesInAnyCase(t *testing.T) {
	for _, c := range []struct{ claim, value, want string }{
		{"entityType", "USER", "user"},
		{"entityType", "User", "user"},
		{"entityType", "SERVICE_ID", "service ID"},
		{"entityType", "ServiceId", "service ID"},
		{"entityType", "serviceid", "service ID"},
		{"entityType", "GROUP", ""},
		{"sub_type", "SERVICEID", "service ID"},
		{"sub_type", "PROFILE", "trusted profile"},
	} {
		if got := readClaims(jwt(t, map[string]any{c.claim: c.value})).SubjectType; got != c.want {
			t.Errorf("%s %q: %q, want %q", c.claim, c.value, got, c.want)
		}
	}
}

func TestClaimsOfOddTokens(t *testing.T) {
	body := base64.StdEncoding.EncodeToString([]byte(`{"sub":"padded???>>>"}`))
	tests := []struct{ name, token, subject string }{
		{"padding and the standard alphabet", "a." + body + ".c", "padded???>>>"},
		{"a header that is no JSON", "%%%." + strings.TrimRight(body, "=") + ".c", "padded???>>>"},
		{"two parts", "a." + body, ""},
		{"five parts", "a.b.c.d.e", ""},
		{"no base64", "a.****.c", ""},
		{"no JSON", "a." + base64.RawURLEncoding.EncodeToString([]byte("hello")) + ".c", ""},
		{"a list", "a." + base64.RawURLEncoding.EncodeToString([]byte("[1]")) + ".c", ""},
		{"opaque", "0123456789abcdef", ""},
		{"empty", "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := readClaims(tt.token).Subject; got != tt.subject {
				t.Errorf("subject %q, want %q", got, tt.subject)
			}
		})
	}
}

// FuzzClaims: no payload makes the reader fail, and what it gives can be shown.
func FuzzClaims(f *testing.F) {
	f.Add(`{"sub":"a","exp":1e300,"role":["\u001b[0m"]}`)
	f.Add(`{"account":{"bss":[]},"iat":"x"}`)
	f.Fuzz(func(t *testing.T, payload string) {
		c := readClaims("h." + base64.RawURLEncoding.EncodeToString([]byte(payload)) + ".s")
		for _, s := range append([]string{c.Subject, c.Name, c.Email, c.IAMID, c.AccountID, c.Issuer, c.Scope}, c.Roles...) {
			if strings.ContainsFunc(s, func(r rune) bool { return r < ' ' || r >= 0x7f && r < 0xa0 }) {
				t.Fatalf("control character in %q", s)
			}
		}
	})
}
