package sim_test

import (
	"testing"

	"lanyard/iam/sim"
)

const scopedQuery = "?includeBuiltinActions=false&includeCustomActions=false&includeRoles=true&prefixRolesWithDefinitionScope=false"

func TestAWSTokens(t *testing.T) {
	b := start(t, sim.Options{})
	in := b.in.AWS
	key := `{"apikey":"` + in.APIKey + `"}`
	any := claims(t, b.postJSON(in.AuthURL+"/api/2.0/apikeys/token", key).want(t, 200).text(t, "token"))
	subscription, _ := any["subscriptionId"].(string)
	for _, tc := range []struct {
		name, url, body string
		status          int
		tokenType       string
	}{
		{"unscoped", in.AuthURL + "/api/2.0/apikeys/token", key, 200, "Bearer"},
		{"v1", in.AuthURL + "/siusermgr/api/1.0/apikeys/token", key, 200, "jwt"},
		{"through the platform's path", in.AuthURL + "/api/rest/mcsp/apikeys/token", key, 200, "Bearer"},
		{"through the platform", in.PlatformURL + "/api/rest/mcsp/apikeys/token", key, 200, "Bearer"},
		{"account", in.AuthURL + "/api/2.0/accounts/" + in.AccountID + "/apikeys/token" + scopedQuery, key, 200, "Bearer"},
		{"subscription", in.AuthURL + "/api/2.0/subscriptions/" + subscription + "/apikeys/token" + scopedQuery, key, 200, "Bearer"},
		{"with claims of the caller", in.AuthURL + "/api/2.0/accounts/" + in.AccountID + "/apikeys/token" + scopedQuery, `{"apikey":"` + in.APIKey + `","callerExtClaim":{"a":"b"}}`, 200, "Bearer"},

		{"wrong key", in.AuthURL + "/api/2.0/apikeys/token", `{"apikey":"` + b.in.Cloud.APIKey + `"}`, 401, ""},
		{"wrong key, v1", in.AuthURL + "/siusermgr/api/1.0/apikeys/token", `{"apikey":"x"}`, 401, ""},
		{"no key", in.AuthURL + "/api/2.0/apikeys/token", `{}`, 400, ""},
		{"no JSON", in.AuthURL + "/api/2.0/apikeys/token", "apikey=" + in.APIKey, 400, ""},
		{"unknown account", in.AuthURL + "/api/2.0/accounts/0/apikeys/token" + scopedQuery, key, 404, ""},
		{"account as a service", in.AuthURL + "/api/2.0/services/" + in.AccountID + "/apikeys/token" + scopedQuery, key, 404, ""},
		{"unknown scope", in.AuthURL + "/api/2.0/planets/" + in.AccountID + "/apikeys/token" + scopedQuery, key, 404, ""},
		{"account without its query", in.AuthURL + "/api/2.0/accounts/" + in.AccountID + "/apikeys/token", key, 400, ""},
		{"account, query incomplete", in.AuthURL + "/api/2.0/accounts/" + in.AccountID + "/apikeys/token" + scopedQuery[:len(scopedQuery)-6], key, 400, ""},
		{"not on the service's host", in.URL + "/api/2.0/apikeys/token", key, 404, ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			b := b.on(t)
			r := b.postJSON(tc.url, tc.body).want(t, tc.status)
			if tc.status != 200 {
				return
			}
			if r.text(t, "token_type") != tc.tokenType || r.number(t, "expires_in") != 7200 {
				t.Error(r.body)
			}
			_, dated := r.json(t)["expiration"]
			if dated != (tc.tokenType == "Bearer") {
				t.Errorf("expiration: %v", dated)
			}
			tok := r.text(t, "token")
			c := claims(t, tok)
			if c["sub"] != any["sub"] || c["entityType"] != "USER" || claimNumber(t, c, "exp")-claimNumber(t, c, "iat") != 7200 {
				t.Errorf("claims: %v", c)
			}
			if nbf := claimNumber(t, c, "iat") - claimNumber(t, c, "nbf"); nbf != 30 {
				t.Errorf("nbf is %d s before iat", nbf)
			}
			if tc.name == "with claims of the caller" && at(c, "callerExt.a") != "b" {
				t.Errorf("callerExt: %v", c["callerExt"])
			}
			b.get(in.PlatformURL+"/v2/spaces", bearer(tok)...).want(t, 200)
			b.get(in.URL+"/v2/spaces", bearer(tok)...).want(t, 200)
			b.get(in.URL+"/ml/v4/deployments?version=2024-01-01", bearer(tok)...).want(t, 400)
		})
	}
}
