package sim_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"lanyard/iam/sim"
)

// check looks at the answer to a sign-in.
type check func(*testing.T, reply)

func has(name string, want any) check {
	return func(t *testing.T, r reply) {
		v, ok := r.json(t)[name]
		if !ok || v != want {
			t.Errorf("%s is %#v, want %#v", name, v, want)
		}
	}
}

func lacks(names ...string) check {
	return func(t *testing.T, r reply) {
		for _, n := range names {
			if v, ok := r.json(t)[n]; ok {
				t.Errorf("%s is %v", n, v)
			}
		}
	}
}

func both(one, two check) check {
	return func(t *testing.T, r reply) { one(t, r); two(t, r) }
}

func typed(contentType string) check {
	return func(t *testing.T, r reply) {
		claims(t, r.text(t, "access_token"))
		if got := r.header.Get("Content-Type"); got != contentType {
			t.Errorf("Content-Type %q, want %q", got, contentType)
		}
	}
}

// token wants an access_token of that kind.
func token(ok func(string) bool) check {
	return func(t *testing.T, r reply) {
		if s := r.text(t, "access_token"); !ok(s) {
			t.Errorf("token %.80q", s)
		}
	}
}

// claim wants a claim of that kind in the token; absent ones are nil.
func claim(name string, ok func(any) bool) check {
	return func(t *testing.T, r reply) {
		if v := claims(t, r.text(t, "access_token"))[name]; !ok(v) {
			t.Errorf("%s is %#v", name, v)
		}
	}
}

func is(want any) func(any) bool   { return func(v any) bool { return v == want } }
func isNot(not any) func(any) bool { return func(v any) bool { return v != not } }
func isText(v any) bool            { _, ok := v.(string); return ok }

func isFraction(v any) bool {
	n, _ := v.(json.Number)
	return strings.HasSuffix(n.String(), ".5") || strings.Contains(n.String(), "e+")
}

// lives wants a token of that life, by its claims and by the answer.
func lives(seconds int64) check {
	return func(t *testing.T, r reply) {
		c := claims(t, r.text(t, "access_token"))
		if got := claimNumber(t, c, "exp") - claimNumber(t, c, "iat"); got != seconds || r.number(t, "expires_in") != seconds {
			t.Errorf("exp-iat is %d, the answer %s", got, r.body)
		}
	}
}

// dateless wants an answer that does not tell the server's time.
func dateless(t *testing.T, r reply) {
	if d := r.header.Get("Date"); d != "" {
		t.Errorf("Date is %q", d)
	}
}

// clock wants the server's clock, by Date and iat, to be that far away.
func clock(want time.Duration) check {
	return func(t *testing.T, r reply) {
		date, err := http.ParseTime(r.header.Get("Date"))
		if err != nil {
			t.Fatal(err)
		}
		iat := time.Unix(claimNumber(t, claims(t, r.text(t, "access_token")), "iat"), 0)
		for name, at := range map[string]time.Time{"Date": date, "iat": iat} {
			if d := time.Until(at); d < want-30*time.Second || d > want+30*time.Second {
				t.Errorf("%s is %v away", name, d)
			}
		}
	}
}

var undated = lacks("expires_in", "expiration")

// tokenChecks says for every row of OnToken, but slow, what is strange.
func tokenChecks() map[string]check {
	return map[string]check{
		"slow-2s":          lives(3600),
		"type-text":        typed("text/plain; charset=utf-8"),
		"type-none":        typed(""),
		"token-missing":    lacks("access_token"),
		"token-empty":      has("access_token", ""),
		"token-null":       both(has("access_token", nil), has("expires_in", json.Number("3600"))),
		"token-number":     has("access_token", json.Number("12345")),
		"token-object":     func(t *testing.T, r reply) { r.text(t, "access_token.value") },
		"token-opaque":     token(func(s string) bool { return len(s) > 40 && !strings.Contains(s, ".") }),
		"token-broken":     token(func(s string) bool { return strings.Count(s, ".") == 2 && len(s) < 60 }),
		"token-spaces":     token(func(s string) bool { return strings.Contains(s, " \n") && strings.TrimSpace(s) == s }),
		"token-padded":     token(func(s string) bool { return strings.HasPrefix(s, "  ey") && strings.HasSuffix(s, "\r\n") }),
		"token-bearer":     token(func(s string) bool { return strings.HasPrefix(s, "Bearer ey") }),
		"token-controls":   token(func(s string) bool { return strings.Contains(s, "\x1b[31m") }),
		"token-large":      token(func(s string) bool { return len(s) > 30<<10 }),
		"token-other-name": both(lacks("access_token"), func(t *testing.T, r reply) { claims(t, r.text(t, "accessToken")) }),
		"claims-escapes":   claim("name", is("\x1b]0;owned\a\x1b[2JEve\u202e")),
		"claims-types":     claim("sub", is(json.Number("7"))),

		"expiry-none":         both(undated, claim("exp", isNot(nil))),
		"expiry-unknown":      both(undated, claim("exp", is(nil))),
		"expires-in-huge":     has("expires_in", json.Number("99999999999999999999")),
		"expires-in-long":     has("expires_in", json.Number("9223372036")),
		"expires-in-negative": has("expires_in", json.Number("-3600")),
		"expires-in-zero":     has("expires_in", json.Number("0")),
		"expires-in-float":    has("expires_in", json.Number("3600.5")),
		"expires-in-string":   has("expires_in", "3600"),
		"expires-in-null":     has("expires_in", nil),

		"exp-missing":  claim("exp", is(nil)),
		"exp-huge":     claim("exp", is(json.Number("99999999999999999999"))),
		"exp-negative": claim("exp", is(json.Number("-1"))),
		"exp-float":    claim("exp", isFraction),
		"exp-string":   claim("exp", isText),
		"exp-null":     claim("exp", is(nil)),
		"iat-missing":  claim("iat", is(nil)),

		"life-900":  lives(900),
		"life-20":   lives(20),
		"life-1":    lives(1),
		"life-over": lives(-60),
		"life-29":   lives(29),

		"dead-exp":          both(claim("exp", is(json.Number("1600000000"))), has("expires_in", json.Number("3600"))),
		"dead-expiration":   both(lacks("expires_in"), has("expiration", json.Number("1600000000"))),
		"dead-expires-in":   both(lacks("expiration"), has("expires_in", json.Number("20"))),
		"dead-zero":         both(lacks("expiration"), has("expires_in", json.Number("0"))),
		"dead-negative":     both(lacks("expiration"), has("expires_in", json.Number("-60"))),
		"dead-clock-ahead":  both(lives(20), clock(10*time.Minute)),
		"dead-clock-behind": both(lives(20), clock(-10*time.Minute)),
		"dead-no-date":      both(lives(20), dateless),
		"no-date":           both(lives(3600), dateless),
		"no-date-behind":    both(lives(3600), dateless),
		"clock-days":        clock(240 * time.Hour),
		"clock-ahead":       clock(10 * time.Minute),
		"clock-behind":      clock(-10 * time.Minute),
	}
}

func TestFaultsOfTokens(t *testing.T) {
	b := start(t, sim.Options{})
	checks := tokenChecks()
	for _, f := range sim.Faults() {
		if f.On != sim.OnToken || f.Name == "slow" { // ten minutes; it has tests of its own
			continue
		}
		t.Run(f.Name, func(t *testing.T) {
			check, ok := checks[f.Name]
			if !ok {
				t.Fatal("nobody checks this row")
			}
			check(t, b.on(t).byKey(f.Value()).want(t, 200))
		})
	}
}

func TestStrangeTokensOnPremises(t *testing.T) {
	b := start(t, sim.Options{})
	r := b.postJSON(b.in.CP4D.URL+authorizePath, cp4dBody(t, "anybody", "password", "fault-token-other-name")).want(t, 200)
	if c := claims(t, r.text(t, "accessToken")); c["sub"] != "anybody" || r.text(t, "_messageCode_") != "success" {
		t.Error(r.body)
	}
	r = b.get(b.in.StudioOpenShift.URL+validatePath, basic("anybody", "fault-token-other-name")...).want(t, 200)
	claims(t, r.text(t, "token"))
}

func TestStrangeTokensWorkWhereTheyAreUsed(t *testing.T) {
	b := start(t, sim.Options{})
	for name, status := range map[string]int{
		"exp-missing": 200, "exp-huge": 200, "exp-float": 200, "exp-string": 200, "claims-types": 200,
		"token-large": 200, "clock-ahead": 200, "life-over": 401, "exp-negative": 401,
	} {
		tok := b.byKey("fault-"+name).text(t, "access_token")
		if r := b.get(b.in.Cloud.PlatformURL+"/v2/spaces", bearer(tok)...); r.status != status {
			t.Errorf("%s: status %d, want %d: %s", name, r.status, status, r.body)
		}
	}
}
