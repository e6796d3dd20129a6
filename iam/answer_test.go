package iam

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

const (
	issued  = 1_760_000_000
	expires = issued + 3600
)

func TestTokenTimes(t *testing.T) {
	stamp := func(unix int64) time.Time { return time.Unix(unix, 0).UTC() }
	long := strings.Repeat("9", 20)
	tests := []struct {
		name   string
		claims string // the token's payload; "" for a token that is no JWT
		body   string // further members of the answer
		now    int64  // our clock
		date   int64  // the server's, 0: no Date header
		issued time.Time
		ends   time.Time
		skew   time.Duration
	}{
		{"the JWT's exp, exactly", `{"iat":1760000000,"exp":1760003600}`, `,"expires_in":3599`, issued + 2, issued + 1, stamp(issued), stamp(expires), 0},
		{"expiration where it ends earlier", `{"iat":1760000000,"exp":1760003600}`, `,"expiration":1760000900`, issued, issued, stamp(issued), stamp(issued + 900), 0},
		{"exp where it ends earlier", `{"iat":1760000000,"exp":1760000900}`, `,"expiration":1760003600`, issued, issued, stamp(issued), stamp(issued + 900), 0},
		{"expiration alone", "", `,"expiration":1760003600`, issued, issued, stamp(issued), stamp(expires), 0},
		{"expires_in alone", "", `,"expires_in":900`, issued, issued, stamp(issued), stamp(issued + 900), 0},
		{"expires_in as a text", "", `,"expires_in":"900"`, issued, issued, stamp(issued), stamp(issued + 900), 0},
		{"expires_in as a float", "", `,"expires_in":900.7`, issued, issued, stamp(issued), stamp(issued + 900), 0},
		{"expires_in of nothing", "", `,"expires_in":0`, issued, issued, stamp(issued), time.Time{}, 0},
		{"expires_in negative", "", `,"expires_in":-5`, issued, issued, stamp(issued), time.Time{}, 0},
		{"expires_in huge", "", `,"expires_in":` + long, issued, issued, stamp(issued), time.Time{}, 0},
		{"expires_in of another type", "", `,"expires_in":[1]`, issued, issued, stamp(issued), time.Time{}, 0},
		{"nothing said", "", "", issued, issued, stamp(issued), time.Time{}, 0},
		{"exp huge", `{"exp":` + long + `}`, "", issued, issued, stamp(issued), time.Time{}, 0},
		{"exp beyond any float", `{"exp":1e999}`, "", issued, issued, stamp(issued), time.Time{}, 0},
		{"exp negative", `{"exp":-1}`, "", issued, issued, stamp(issued), time.Time{}, 0},
		{"exp a float", `{"exp":1760003600.9}`, "", issued, issued, stamp(issued), stamp(expires), 0},
		{"exp in scientific notation", `{"exp":1.7600036e9}`, "", issued, issued, stamp(issued), stamp(expires), 0},
		{"exp a text", `{"exp":"1760003600"}`, "", issued, issued, stamp(issued), stamp(expires), 0},
		{"exp no number", `{"exp":"soon"}`, "", issued, issued, stamp(issued), time.Time{}, 0},
		{"exp huge but expires_in fine", `{"exp":` + long + `}`, `,"expires_in":60`, issued, issued, stamp(issued), stamp(issued + 60), 0},
		{"a token of 13 hours", `{"iat":1760000000,"exp":1760046800}`, "", issued, issued, stamp(issued), stamp(issued + 46800), 0},
		{"clocks 4 s apart: moved, not told", `{"iat":1760000004,"exp":1760003604}`, "", issued, issued + 4, stamp(issued), stamp(expires), 0},
		{"expires_in where it ends earlier", `{"iat":1760000000,"exp":1760003600}`, `,"expires_in":900`, issued, issued, stamp(issued), stamp(issued + 900), 0},
		{"expires_in counts from the Date", "", `,"expires_in":900`, issued + 3, issued, stamp(issued + 3), stamp(issued + 902), 0},
		{"no Date: our clock is behind", `{"iat":1760000000,"exp":1760003600}`, `,"expires_in":3600`, issued - 7200, 0, stamp(issued - 7200), stamp(expires - 7200), 2 * time.Hour},
		{"no Date: our clock is ahead", `{"iat":1760000000,"exp":1760003600}`, "", issued + 7200, 0, stamp(issued + 7200), stamp(expires + 7200), 0},
		{"no Date: our clock is ahead, expires_in says so", `{"exp":1760003600}`, `,"expires_in":900`, issued + 7200, 0, stamp(issued + 7200), stamp(issued + 8100), 0},
		{"no Date: an end in the past, and nothing to compare with", `{"exp":1760003600}`, "", issued + 7200, 0, stamp(issued + 7200), time.Time{}, 0},
		{"no Date: an end to come", `{"exp":1760003600}`, "", issued, 0, stamp(issued), stamp(expires), 0},
		{"an end in the year 9999", `{"iat":1760000000,"exp":253370764800}`, "", issued + 600, issued, stamp(issued + 599), stamp(253370764800 + 599), -599 * time.Second},
		{"server 10 min ahead", `{"iat":1760000600,"exp":1760004200}`, "", issued, issued + 600, stamp(issued), stamp(expires), 10 * time.Minute},
		{"server 10 min behind", `{"iat":1759999400,"exp":1760003000}`, "", issued, issued - 600, stamp(issued - 1), stamp(expires - 1), -599 * time.Second},
		{"ahead and only expires_in", "", `,"expires_in":3600`, issued, issued + 600, stamp(issued), stamp(expires), 10 * time.Minute},
		{"ahead and no Date: iat from the future", `{"iat":1760000600,"exp":1760004200}`, "", issued, 0, stamp(issued), stamp(expires), 10 * time.Minute},
		{"no Date: an old iat says nothing", `{"iat":1759990000,"exp":1760003600}`, "", issued, 0, stamp(issued - 10000), stamp(expires), 0},
		{"expired on arrival", `{"iat":1759990000,"exp":1759993600}`, "", issued, issued, stamp(issued - 10000), stamp(issued - 6400), 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			token := "opaque"
			if tt.claims != "" {
				token = jwt(t, decode(t, tt.claims))
			}
			h := http.Header{}
			if tt.date != 0 {
				h.Set("Date", time.Unix(tt.date, 0).UTC().Format(http.TimeFormat))
			}
			now := time.Unix(tt.now, 0).UTC()
			got, _, e := readToken(answer{
				status: 200, header: h, sent: now, received: now,
				body: []byte(`{"access_token":"` + token + `"` + tt.body + `}`),
			}, []string{"access_token"})
			if e != nil {
				t.Fatal(e)
			}
			want := [3]any{tt.issued, tt.ends, tt.skew}
			if d := cmp.Diff(want, [3]any{got.IssuedAt, got.ExpiresAt, got.Skew}); d != "" {
				t.Errorf("issued, expires, skew (-want +got):\n%s", d)
			}
		})
	}
}

func decode(t *testing.T, text string) map[string]any {
	t.Helper()
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	var m map[string]any
	if err := d.Decode(&m); err != nil {
		t.Fatal(err)
	}
	return m
}

func TestTokenAnswers(t *testing.T) {
	tests := []struct {
		name, body, token string
		check             Check
		reason            Reason
	}{
		{"plain", `{"token":"abc.def.ghi"}`, "abc.def.ghi", "", ""},
		{"byte order mark", "\ufeff{\"token\":\"abc\"}", "abc", "", ""},
		{"second name", `{"accessToken":"abc"}`, "abc", "", ""},
		{"first name empty", `{"token":"","accessToken":"abc"}`, "abc", "", ""},
		{"first name null", `{"token":null,"accessToken":"abc"}`, "abc", "", ""},
		{"Bearer in front", `{"token":"Bearer abc"}`, "abc", "", ""},
		{"bearer in front", `{"token":" bearer  abc\n"}`, "abc", "", ""},
		{"Bearer alone", `{"token":"Bearer "}`, "", CheckToken, ReasonNoToken},
		{"space inside", `{"token":"abc def"}`, "", CheckToken, ReasonBadToken},
		{"line inside", `{"token":"abc\ndef"}`, "", CheckToken, ReasonBadToken},
		{"header injection", `{"token":"Bearer abc\r\nX-Evil: 1"}`, "", CheckToken, ReasonBadToken},
		{"control character", `{"token":"abc\u001b[31m"}`, "", CheckToken, ReasonBadToken},
		{"not ASCII", `{"token":"abcé"}`, "", CheckToken, ReasonBadToken},
		{"a number", `{"token":42}`, "", CheckToken, ReasonBadToken},
		{"an object", `{"token":{"a":1}}`, "", CheckToken, ReasonBadToken},
		{"empty text", `{"token":""}`, "", CheckToken, ReasonNoToken},
		{"no token", `{"message":"Success"}`, "", CheckToken, ReasonNoToken},
		{"a list", `[{"token":"abc"}]`, "", CheckToken, ReasonNoToken},
		{"null", `null`, "", CheckToken, ReasonNoToken},
		{"a text", `"abc"`, "", CheckToken, ReasonNoToken},
		{"nothing", ``, "", CheckSignIn, ReasonEmpty},
		{"blanks", " \r\n\t", "", CheckSignIn, ReasonEmpty},
		{"a page", " <!DOCTYPE html><title>Sign in</title>", "", CheckSignIn, ReasonHTML},
		{"cut", `{"token":"abc`, "", CheckSignIn, ReasonCut},
		{"cut after a member", `{"token":"abc",`, "", CheckSignIn, ReasonCut},
		{"junk", `ok`, "", CheckSignIn, ReasonNotJSON},
		{"junk after", `{"token":"abc"} trailing`, "", CheckSignIn, ReasonNotJSON},
		{"two answers", `{"token":"abc"}{"token":"def"}`, "", CheckSignIn, ReasonNotJSON},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, _, e := readToken(answer{status: 200, body: []byte(tt.body)}, []string{"token", "accessToken", "access_token"})
			if tt.reason != "" {
				if e == nil || e.Check != tt.check || e.Reason != tt.reason {
					t.Errorf("error %v, want %s because of %s", e, tt.check, tt.reason)
				}
				return
			}
			if e != nil || got.Access.Reveal() != tt.token {
				t.Errorf("token %q, error %v, want %q", got.Access.Reveal(), e, tt.token)
			}
		})
	}
}

// FuzzToken: whatever comes back, there is a token that fits into a header, or a
// reason; times are in a range that every encoding takes.
func FuzzToken(f *testing.F) {
	f.Add([]byte(`{"access_token":"a.e30.c","expires_in":3600,"expiration":1760003600}`))
	f.Add([]byte(`{"token":"Bearer ` + jwt(f, map[string]any{"exp": 1.76e9, "iat": "1760000000", "account": map[string]any{"bss": 1}}) + `"}`))
	f.Add([]byte("<html>"))
	f.Fuzz(func(t *testing.T, body []byte) {
		now := time.Unix(issued, 0).UTC()
		got, _, e := readToken(answer{status: 200, body: body, sent: now, received: now}, []string{"token", "access_token"})
		if e != nil {
			if e.Reason == "" || e.Check == "" {
				t.Fatalf("an error without reason or check: %v", e)
			}
			return
		}
		token := got.Access.Reveal()
		if token == "" || strings.ContainsFunc(token, func(r rune) bool { return r < 0x21 || r > 0x7e }) {
			t.Fatalf("token %q", token)
		}
		for _, at := range []time.Time{got.IssuedAt, got.ExpiresAt, got.Claims.IssuedAt, got.Claims.ExpiresAt} {
			if y := at.Year(); y < 1 || y > 9999 || at.Location() != time.UTC {
				t.Fatalf("time %v", at)
			}
		}
	})
}
