package sim_test

import (
	"crypto"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"maps"
	"math/big"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"lanyard/iam/sim"
)

func TestCloudAPIKeyAnswer(t *testing.T) {
	b := start(t, sim.Options{})
	before := time.Now().Unix()
	r := b.byKey(b.in.Cloud.APIKey).want(t, 200)
	after := time.Now().Unix()
	if ct := r.header.Get("Content-Type"); ct != "application/json" {
		t.Errorf("Content-Type %q", ct)
	}
	if r.text(t, "token_type") != "Bearer" || r.text(t, "scope") != "ibm openid" || r.text(t, "refresh_token") != "not_supported" {
		t.Errorf("answer: %s", r.body)
	}
	if n := r.number(t, "expires_in"); n != 3600 {
		t.Errorf("expires_in %d", n)
	}
	if n := r.number(t, "expiration"); n < before+3600 || n > after+3600 {
		t.Errorf("expiration %d, at %d", n, before)
	}
	if n := len(r.text(t, "access_token")); n < 900 || n > 2048 {
		t.Errorf("the token has %d characters; real ones have 1 to 2 kB", n)
	}
}

// Which claims an identity has, and which it must lack, as recorded from real
// tokens; "*" is any text.
func TestCloudClaims(t *testing.T) {
	b := start(t, sim.Options{})
	header := decode(t, jwtPart(t, b.userToken(), 0))
	if header["alg"] != "RS256" || header["kid"] == nil || header["typ"] != nil {
		t.Errorf("JWT header %v", header)
	}
	user := b.userToken()
	common := map[string]any{
		"account.bss": b.in.Cloud.AccountID, "account.frozen": true, "account.valid": true, "jti": "*",
		"iss": "https://iam.cloud.ibm.com/identity", "client_id": "default", "scope": "ibm openid", "acr": json.Number("1"), "amr.0": "pwd",
	}
	for _, tc := range []struct {
		name, token, prefix string // of sub
		want                map[string]any
	}{
		{"user", user, "dana.muller@", map[string]any{
			"sub_type": nil, "realmid": "IBMid", "email": "*", "given_name": "Dana", "family_name": "Müller", "name": "Dana Müller",
			"grant_type": apikeyGrant, "authn.sub_type": nil, "authn.email": "*",
		}},
		{"service ID", b.byKey(b.in.Cloud.ServiceIDAPIKey).text(t, "access_token"), "ServiceId-", map[string]any{
			"sub_type": "ServiceId", "realmid": "iam", "email": nil, "given_name": nil, "family_name": nil, "name": "scoring",
			"grant_type": apikeyGrant, "authn.sub_type": "ServiceId",
		}},
		{
			"trusted profile",
			b.iam("grant_type", assumeGrant, "access_token", user, "profile_id", b.in.Cloud.TrustedProfileID).want(t, 200).text(t, "access_token"),
			"Profile-",
			map[string]any{
				"sub_type": "Profile", "realmid": "iam", "email": nil, "given_name": nil, "name": sim.TrustedProfileName,
				"grant_type": assumeGrant, "authn.sub": claims(t, user)["sub"], "authn.sub_type": nil,
			},
		},
	} {
		t.Run(tc.name, func(t *testing.T) {
			c := claims(t, tc.token)
			maps.Copy(tc.want, common)
			for path, want := range tc.want {
				got := at(c, path)
				if s, ok := got.(string); want == "*" && ok && s != "" {
					continue
				}
				if got != want {
					t.Errorf("%s is %v, want %v", path, got, want)
				}
			}
			sub, _ := c["sub"].(string)
			if !strings.HasPrefix(sub, tc.prefix) {
				t.Errorf("sub %q", sub)
			}
			kind := "iam-"
			if c["realmid"] == "IBMid" {
				kind = "IBMid-"
			}
			if c["iam_id"] != kind+c["identifier"].(string) || c["id"] != c["iam_id"] {
				t.Errorf("iam_id %v, id %v, identifier %v", c["iam_id"], c["id"], c["identifier"])
			}
		})
	}
}

func TestSubjectIsStableAndTokensAreNot(t *testing.T) {
	b := start(t, sim.Options{})
	one, two := claims(t, b.userToken()), claims(t, b.userToken())
	if one["sub"] != two["sub"] || one["iam_id"] != two["iam_id"] {
		t.Error("the same key gave two people")
	}
	if one["jti"] == two["jti"] {
		t.Error("two tokens have the same jti")
	}
}

// A token has to pass a check that knows nothing of how it was made.
func TestTokensVerifyAgainstThePublishedKeys(t *testing.T) {
	b := start(t, sim.Options{})
	aws := b.postJSON(b.in.AWS.AuthURL+"/api/2.0/apikeys/token", `{"apikey":"`+b.in.AWS.APIKey+`"}`).want(t, 200).text(t, "token")
	for _, tc := range []struct{ name, token, keys string }{
		{"cloud", b.userToken(), b.in.Cloud.AuthURL + "/identity/keys"},
		{"aws", aws, b.in.AWS.AuthURL + "/api/2.0/jwks"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			set := b.on(t).get(tc.keys).want(t, 200)
			if set.text(t, "keys.0.kid") != decode(t, jwtPart(t, tc.token, 0))["kid"] || set.text(t, "keys.0.kty") != "RSA" {
				t.Errorf("keys: %s", set.body)
			}
			number := func(name string) *big.Int {
				b, err := base64.RawURLEncoding.DecodeString(set.text(t, "keys.0."+name))
				if err != nil {
					t.Fatal(err)
				}
				return new(big.Int).SetBytes(b)
			}
			key := &rsa.PublicKey{N: number("n"), E: int(number("e").Int64())}
			signed, _ := tc.token[:strings.LastIndexByte(tc.token, '.')], 0
			sum := sha256.Sum256([]byte(signed))
			if err := rsa.VerifyPKCS1v15(key, crypto.SHA256, sum[:], jwtPart(t, tc.token, 2)); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestCloudRefusals(t *testing.T) {
	b := start(t, sim.Options{})
	f := b.in.Failing
	url := b.in.Cloud.AuthURL + "/identity/token"
	good := b.userToken()
	profile := b.iam("grant_type", assumeGrant, "access_token", good, "profile_id", b.in.Cloud.TrustedProfileID).text(t, "access_token")
	assume := func(pairs ...string) func(*bench) reply {
		return func(b *bench) reply { return b.iam(append(pairs, "grant_type", assumeGrant)...) }
	}
	key := func(k string) func(*bench) reply { return func(b *bench) reply { return b.byKey(k) } }
	for _, tc := range []struct {
		name          string
		call          func(*bench) reply
		status        int
		code, details string
	}{
		{"unknown key", key(f.UnknownKey), 400, "BXNIM0415E", ""},
		{"any other key", key("abc"), 400, "BXNIM0415E", ""},
		{"key of Cloud Pak for Data", key(b.in.CP4D.APIKey), 400, "BXNIM0415E", ""},
		{"key of AWS", key(b.in.AWS.APIKey), 400, "BXNIM0415E", ""},
		{"disabled key", key(f.DisabledKey), 401, "BXNIM0462E", ""},
		{"address not allowed", key(f.IPRestrictedKey), 401, "BXNIM0430E", "Access from 203.0.113.7 is not allowed."},
		{"empty key", key(""), 400, "BXNIM0109E", "apikey"},
		{"no grant type", func(b *bench) reply { return b.iam("apikey", b.in.Cloud.APIKey) }, 400, "BXNIM0109E", "grant_type"},
		{"JSON instead of a form", func(b *bench) reply {
			return b.postJSON(url, `{"grant_type":"`+apikeyGrant+`","apikey":"`+b.in.Cloud.APIKey+`"}`)
		}, 400, "BXNIM0109E", "grant_type"},
		{"secrets in the query", func(b *bench) reply {
			return b.postForm(url+"?"+fields("grant_type", apikeyGrant, "apikey", b.in.Cloud.APIKey).Encode(), nil)
		}, 400, "BXNIM0109E", "grant_type"},
		{"GET", func(b *bench) reply { return b.get(url) }, 405, "BXNIM0060E", "HTTP 405 Method Not Allowed"},
		{"password grant", func(b *bench) reply {
			return b.iam("grant_type", "password", "username", "dana", "password", "x")
		}, 400, "BXNIM0602E", ""},
		{"unknown grant", func(b *bench) reply { return b.iam("grant_type", "magic") }, 403, "BXNIM0513E", ""},

		{"refresh without token", func(b *bench) reply { return b.iam("grant_type", "refresh_token") }, 400, "BXNIM0109E", "refresh_token"},
		{"refresh with junk", func(b *bench) reply {
			return b.iam("grant_type", "refresh_token", "refresh_token", "not_supported")
		}, 400, "BXNIM0407E", ""},

		{"assume without token", assume("profile_id", b.in.Cloud.TrustedProfileID), 400, "BXNIM0109E", "access_token"},
		{"assume without profile", assume("access_token", good), 400, "BXNIM0109E", "profile_id"},
		{"assume by name without account", assume("access_token", good, "profile_name", sim.TrustedProfileName), 400, "BXNIM0109E", "account"},
		{"assume another account's", assume("access_token", good, "profile_name", sim.TrustedProfileName, "account", "0123"), 403, "BXNIM0513E", ""},
		{"assume an unknown profile", assume("access_token", good, "profile_id", "Profile-0"), 403, "BXNIM0513E", ""},
		{"assume an unknown crn", assume("access_token", good, "profile_crn", "crn:v1"), 403, "BXNIM0513E", ""},
		{"assume with junk", assume("access_token", "junk", "profile_id", b.in.Cloud.TrustedProfileID), 400, "BXNIM0401E", ""},
		{"assume with a profile's token", assume("access_token", profile, "profile_id", b.in.Cloud.TrustedProfileID), 400, "BXNIM0405E", ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			r := tc.call(b.on(t)).want(t, tc.status)
			v := r.json(t)
			if at(v, "errorCode") != tc.code || at(v, "errorMessage") == nil {
				t.Errorf("body: %s", r.body)
			}
			if got, _ := at(v, "errorDetails").(string); got != tc.details {
				t.Errorf("errorDetails %q, want %q", got, tc.details)
			}
			id := at(v, "context.requestId")
			if id == nil || id != r.header.Get("X-Request-Id") || id != r.header.Get("Transaction-Id") {
				t.Errorf("request id %v in the body, headers %v", id, r.header)
			}
		})
	}
}

func TestCloudErrorContext(t *testing.T) {
	b := start(t, sim.Options{Now: func() time.Time { return time.Date(2025, 5, 30, 15, 46, 38, 151e6, time.UTC) }})
	r := b.postForm(b.in.Cloud.AuthURL+"/identity/token", fields("grant_type", apikeyGrant, "apikey", "nobody's"), "User-Agent", `odd "agent" \`).want(t, 400)
	c, _ := at(r.json(t), "context").(map[string]any)
	for name, v := range c {
		if _, ok := v.(string); !ok {
			t.Errorf("context.%s is no string: %v", name, v)
		}
	}
	if c["userAgent"] != `odd "agent" \` || c["startTime"] != "30.05.2025 15:46:38:151 UTC" || c["requestType"] != "incoming.Identity_Token" || c["url"] != b.in.Cloud.AuthURL {
		t.Errorf("context: %v", c)
	}
}

func TestCloudOtherFailingKeys(t *testing.T) {
	b := start(t, sim.Options{})
	if r := b.byKey(b.in.Failing.RateLimitedKey).want(t, 429); r.header.Get("Retry-After") != "1" {
		t.Errorf("Retry-After %q", r.header.Get("Retry-After"))
	}
	r := b.byKey(b.in.Failing.HTMLKey).want(t, 200)
	if !strings.HasPrefix(r.header.Get("Content-Type"), "text/html") || !strings.HasPrefix(r.body, "<!DOCTYPE html>") {
		t.Errorf("%v %s", r.header, r.body)
	}
}

func TestRefreshToken(t *testing.T) {
	var skew atomic.Int64
	b := start(t, sim.Options{Now: func() time.Time { return time.Now().Add(time.Duration(skew.Load())) }})
	url := b.in.Cloud.AuthURL + "/oidc/token" // the older path
	basic := []string{"Authorization", "Basic Yng6Yng="}
	first := b.postForm(url, fields("grant_type", apikeyGrant, "apikey", b.in.Cloud.ServiceIDAPIKey, "response_type", "cloud_iam"), basic...).want(t, 200)
	refresh := first.text(t, "refresh_token")
	if c := claims(t, first.text(t, "access_token")); c["client_id"] != "bx" {
		t.Errorf("client_id %v", c["client_id"])
	}
	again := func(t *testing.T, token string, header ...string) reply {
		return b.on(t).postForm(url, fields("grant_type", "refresh_token", "refresh_token", token), header...)
	}
	t.Run("same client", func(t *testing.T) {
		r := again(t, refresh, basic...).want(t, 200)
		one, two := claims(t, first.text(t, "access_token")), claims(t, r.text(t, "access_token"))
		if one["sub"] != two["sub"] || two["grant_type"] != "refresh_token" {
			t.Errorf("claims: %v", two)
		}
		again(t, r.text(t, "refresh_token"), basic...).want(t, 200)
	})
	t.Run("other client", func(t *testing.T) {
		r := again(t, refresh, "Authorization", "Basic "+base64.StdEncoding.EncodeToString([]byte("me:secret"))).want(t, 400)
		if r.text(t, "errorCode") != "BXNIM0407E" {
			t.Error(r.body)
		}
	})
	t.Run("no client", func(t *testing.T) { again(t, refresh).want(t, 400) })
	t.Run("expired", func(t *testing.T) {
		skew.Store(int64(73 * time.Hour))
		defer skew.Store(0)
		if r := again(t, refresh, basic...).want(t, 400); r.text(t, "errorCode") != "BXNIM0408E" {
			t.Error(r.body)
		}
	})
}

func TestAssume(t *testing.T) {
	var skew atomic.Int64
	b := start(t, sim.Options{Now: func() time.Time { return time.Now().Add(time.Duration(skew.Load())) }})
	tok := b.userToken()
	for name, pairs := range map[string][]string{
		"by id":   {"profile_id", b.in.Cloud.TrustedProfileID},
		"by crn":  {"profile_crn", b.sim.TrustedProfileCRN()},
		"by name": {"profile_name", sim.TrustedProfileName, "account", b.in.Cloud.AccountID},
	} {
		t.Run(name, func(t *testing.T) {
			r := b.on(t).iam(append(pairs, "grant_type", assumeGrant, "access_token", tok)...).want(t, 200)
			if c := claims(t, r.text(t, "access_token")); c["sub"] != b.in.Cloud.TrustedProfileID {
				t.Errorf("sub %v", c["sub"])
			}
		})
	}
	t.Run("ends with the first token", func(t *testing.T) {
		skew.Store(int64(50 * time.Minute))
		defer skew.Store(0)
		r := b.on(t).iam("grant_type", assumeGrant, "access_token", tok, "profile_id", b.in.Cloud.TrustedProfileID).want(t, 200)
		if n := r.number(t, "expires_in"); n < 9*60 || n > 10*60 {
			t.Errorf("%d s left of ten minutes", n)
		}
	})
	t.Run("first token expired", func(t *testing.T) {
		skew.Store(int64(61 * time.Minute))
		defer skew.Store(0)
		if r := b.on(t).iam("grant_type", assumeGrant, "access_token", tok, "profile_id", b.in.Cloud.TrustedProfileID).want(t, 400); r.text(t, "errorCode") != "BXNIM0407E" {
			t.Error(r.body)
		}
	})
}

func TestIntrospect(t *testing.T) {
	b := start(t, sim.Options{})
	url := b.in.Cloud.AuthURL + "/identity/introspect"
	tok := b.userToken()
	r := b.postForm(url, fields("token", tok)).want(t, 200)
	if v := r.json(t); v["active"] != true || v["sub"] != claims(t, tok)["sub"] {
		t.Error(r.body)
	}
	for name, tc := range map[string]struct {
		field, value string
		active       bool
	}{
		"changed token": {"token", tok[:len(tok)-5] + "AAAAA", false},
		"junk":          {"token", "junk", false},
		"good key":      {"apikey", b.in.Cloud.APIKey, true},
		"disabled key":  {"apikey", b.in.Failing.DisabledKey, false},
		"unknown key":   {"apikey", b.in.Failing.UnknownKey, false},
	} {
		t.Run(name, func(t *testing.T) {
			r := b.on(t).postForm(url, fields(tc.field, tc.value)).want(t, 200)
			if r.json(t)["active"] != tc.active {
				t.Error(r.body)
			}
		})
	}
}

func TestKeyDetails(t *testing.T) {
	now := time.Date(2026, 3, 4, 5, 6, 7, 0, time.UTC)
	b := start(t, sim.Options{Now: func() time.Time { return now }})
	url := b.in.Cloud.AuthURL + "/v1/apikeys/details?include_history=false"
	tok := b.userToken()
	ask := func(t *testing.T, key string) reply {
		return b.on(t).get(url, append(bearer(tok), "IAM-ApiKey", key)...)
	}

	t.Run("user key", func(t *testing.T) {
		v := ask(t, b.in.Cloud.APIKey).want(t, 200).json(t)
		if v["account_id"] != b.in.Cloud.AccountID || v["iam_id"] != claims(t, tok)["iam_id"] || v["disabled"] != false || v["expires_at"] != nil || v["history"] != nil {
			t.Errorf("%v", v)
		}
		if v["created_at"] != "2025-08-16T05:06+0000" { // 200 days before
			t.Errorf("created_at %v", v["created_at"])
		}
		if v["apikey"] != "" {
			t.Errorf("the key itself is given back: %v", v["apikey"])
		}
	})
	t.Run("service ID key, which ends soon", func(t *testing.T) {
		v := ask(t, b.in.Cloud.ServiceIDAPIKey).want(t, 200).json(t)
		if v["expires_at"] != "2026-03-14T05:06+0000" {
			t.Errorf("expires_at %v", v["expires_at"])
		}
	})
	t.Run("disabled key", func(t *testing.T) {
		if v := ask(t, b.in.Failing.DisabledKey).want(t, 200).json(t); v["disabled"] != true {
			t.Errorf("%v", v)
		}
	})
	t.Run("unknown key", func(t *testing.T) {
		r := ask(t, b.in.Failing.UnknownKey).want(t, 404)
		if !strings.Contains(r.body, `"errors":[{"code":"not found","message_code":"BXNIM0415E",`) || r.text(t, "context.transaction_id") != r.header.Get("X-Request-Id") {
			t.Error(r.body)
		}
	})
	t.Run("no token", func(t *testing.T) { b.on(t).get(url, "IAM-ApiKey", b.in.Cloud.APIKey).want(t, 401) })
}

func TestDiscovery(t *testing.T) {
	b := start(t, sim.Options{})
	r := b.get(b.in.Cloud.AuthURL+"/identity/.well-known/openid-configuration").want(t, 200)
	if got := r.text(t, "token_endpoint"); got != b.in.Cloud.AuthURL+"/identity/token" {
		t.Errorf("token_endpoint %s", got)
	}
	for _, name := range []string{"authorization_endpoint", "passcode_endpoint", "jwks_uri"} {
		if !strings.HasPrefix(r.text(t, name), b.in.Cloud.AuthURL+"/identity/") {
			t.Errorf("%s: %s", name, r.text(t, name))
		}
	}
}

func TestTokenLifeAndClock(t *testing.T) {
	ahead := 10 * time.Minute
	b := start(t, sim.Options{TokenLife: 1500 * time.Millisecond, Now: func() time.Time { return time.Now().Add(ahead) }})
	shifted := func(unix int64) bool {
		d := time.Until(time.Unix(unix, 0))
		return d > ahead-30*time.Second && d < ahead+30*time.Second
	}
	basic := "Basic " + base64.StdEncoding.EncodeToString([]byte(b.in.StudioICP.Username+":"+b.in.StudioICP.Password))
	for name, tc := range map[string]struct {
		r     reply
		token string
	}{
		"cloud":  {b.byKey(b.in.Cloud.APIKey), "access_token"},
		"aws":    {b.postJSON(b.in.AWS.AuthURL+"/api/2.0/apikeys/token", `{"apikey":"`+b.in.AWS.APIKey+`"}`), "token"},
		"cp4d":   {b.postJSON(b.in.CP4D.URL+"/icp4d-api/v1/authorize", cp4dBody(t, b.in.CP4D.Username, "password", b.in.CP4D.Password)), "token"},
		"studio": {b.get(b.in.StudioICP.URL+"/v1/preauth/validateAuth", "Authorization", basic), "accessToken"},
	} {
		t.Run(name, func(t *testing.T) {
			tc.r.want(t, 200)
			c := claims(t, tc.r.text(t, tc.token))
			iat, exp := claimNumber(t, c, "iat"), claimNumber(t, c, "exp")
			if exp-iat != 2 || !shifted(iat) {
				t.Errorf("iat %d, exp %d; want 2 s of life, ten minutes ahead of %d", iat, exp, time.Now().Unix())
			}
			date, err := http.ParseTime(tc.r.header.Get("Date"))
			if err != nil || !shifted(date.Unix()) {
				t.Errorf("Date %s", tc.r.header.Get("Date"))
			}
			if n, ok := tc.r.json(t)["expires_in"]; ok && n != json.Number("2") {
				t.Errorf("expires_in %v", n)
			}
		})
	}
}

// A host answers only what the real one would, so that a client that mixes
// two up notices.
func TestOriginsAreDistinct(t *testing.T) {
	b := start(t, sim.Options{})
	tok := b.userToken()
	key := fields("grant_type", apikeyGrant, "apikey", b.in.Cloud.APIKey)
	b.postForm(b.in.Cloud.URL+"/identity/token", key).want(t, 404)
	b.postForm(b.in.Cloud.PlatformURL+"/identity/token", key).want(t, 404)
	b.get(b.in.Cloud.AuthURL+"/v2/spaces", bearer(tok)...).want(t, 404)
	b.get(b.in.Cloud.PlatformURL+modelsPath, bearer(tok)...).want(t, 404)
	b.get(b.in.CP4DIdentity.IdentityURL+"/v1/preauth/validateAuth").want(t, 404)
	b.get(b.in.StudioICP.URL+"/v2/spaces").want(t, 404)

	var origins []string
	for _, r := range b.sim.Requests()[1:4] {
		origins = append(origins, r.Entry+" "+r.Origin)
	}
	if d := cmp.Diff([]string{"cloud url", "cloud platform_url", "cloud auth_url"}, origins); d != "" {
		t.Error(d)
	}
}
